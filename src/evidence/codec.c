// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "evidence/codec.h"

static const char *const unit_names[] = {
    [WY_AT_LINE] = "line", [WY_AT_BYTE] = "byte", [WY_AT_PACKET] = "packet", [WY_AT_REQUEST] = "request"};

static void put_record(struct wy_json_writer *w, const struct wy_record_type *type, const void *row);

static void put_origin(struct wy_json_writer *w, const struct wy_origin *at)
{
    wy_json_open(w, WY_S("at"), '{');
    wy_json_put_int(w, WY_S("source"), at->source);
    if (at->item.ptr)
        wy_json_put_str(w, WY_S("item"), at->item);
    if (at->unit != WY_AT_NOWHERE && at->unit < WY_COUNT(unit_names))
        wy_json_put_u64(w, wy_str_c(unit_names[at->unit]), at->position);
    wy_json_put_str(w, WY_S("kind"), at->kind == WY_CLAIMED ? WY_S("claimed") : WY_S("observed"));
    wy_json_close(w, '}');
}

static void put_strs(struct wy_json_writer *w, wy_str key, const struct wy_strs *list)
{
    if (list->n == 0)
        return;
    wy_json_open(w, key, '[');
    for (size_t i = 0; i < list->n; i++)
        wy_json_put_str(w, (wy_str){0}, list->v[i].ptr ? list->v[i] : WY_S(""));
    wy_json_close(w, ']');
}

static void put_field(struct wy_json_writer *w, const struct wy_field *f, const void *p)
{
    wy_str key = f->name;
    switch (f->kind) {
    case WY_F_STR:
        if (((const wy_str *)p)->ptr)
            wy_json_put_str(w, key, *(const wy_str *)p);
        return;
    case WY_F_STRS: put_strs(w, key, p); return;
    case WY_F_INT:
        if (((const struct wy_int *)p)->known)
            wy_json_put_int(w, key, ((const struct wy_int *)p)->v);
        return;
    case WY_F_REAL:
        if (((const struct wy_real *)p)->known)
            wy_json_put_real(w, key, ((const struct wy_real *)p)->v);
        return;
    case WY_F_BOOL:
        if (*(const enum wy_tri *)p != WY_UNKNOWN)
            wy_json_put_bool(w, key, *(const enum wy_tri *)p == WY_YES);
        return;
    case WY_F_OBJ: {
        const void *sub = *(void *const *)p;
        if (!sub)
            return;
        wy_json_open(w, key, '{');
        put_record(w, f->sub, sub);
        wy_json_close(w, '}');
        return;
    }
    case WY_F_LIST: {
        const struct wy_rows *rows = p;
        if (rows->n == 0)
            return;
        wy_json_open(w, key, '[');
        for (size_t i = 0; i < rows->n; i++) {
            wy_json_open(w, (wy_str){0}, '{');
            put_record(w, f->sub, (const char *)rows->v + i * f->sub->size);
            wy_json_close(w, '}');
        }
        wy_json_close(w, ']');
        return;
    }
    }
}

static void put_record(struct wy_json_writer *w, const struct wy_record_type *type, const void *row)
{
    for (size_t i = 0; i < type->n; i++)
        put_field(w, &type->fields[i], (const char *)row + type->fields[i].offset);
}

static void put_row(struct wy_json_writer *w, const struct wy_record_type *type, const struct wy_rows *rows, size_t i,
                    bool with_origin)
{
    const void *row = (const char *)rows->v + i * type->size;
    wy_json_open(w, (wy_str){0}, '{');
    put_record(w, type, row);
    if (with_origin)
        put_origin(w, row);
    wy_json_close(w, '}');
}

static void put_rows(struct wy_json_writer *w, const char *name, const struct wy_record_type *type,
                     const struct wy_rows *rows, bool with_origin)
{
    wy_json_open(w, wy_str_c(name), '[');
    for (size_t i = 0; i < rows->n; i++)
        put_row(w, type, rows, i, with_origin);
    wy_json_close(w, ']');
}

// What `collect --redact` leaves out: whole tables of personal identifiers.
static bool personal(const struct wy_table *table)
{
    return strcmp(table->name, "identities") == 0 || strcmp(table->name, "adb_keys") == 0;
}

// Transfers stay, their values go: what left and to whom can be judged again without knowing the owner.
static void put_transfers_redacted(struct wy_json_writer *w, const struct wy_rows *rows)
{
    wy_json_open(w, WY_S("transfers"), '[');
    for (WY_EACH(struct wy_transfer, t, *rows)) {
        struct wy_transfer shown = *t;
        shown.value = (wy_str){0};
        wy_json_open(w, (wy_str){0}, '{');
        put_record(w, &wy_type_transfer, &shown);
        put_origin(w, &t->at);
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
}

void wy_evidence_encode(const struct wy_evidence *ev, unsigned options, struct wy_buf *out)
{
    struct wy_json_writer w = wy_json_writer_init(out, options & WY_ENCODE_COMPACT ? 0 : 2);
    bool redact = options & WY_ENCODE_REDACT;
    wy_json_open(&w, (wy_str){0}, '{');
    wy_json_put_str(&w, WY_S("schema"), WY_S("wary.evidence/1"));
    if (redact || ev->redacted)
        wy_json_put_bool(&w, WY_S("redacted"), true);
    put_rows(&w, "sources", &wy_type_source, &ev->sources, false);
    for (size_t t = 0; t < wy_tables_n; t++) {
        const struct wy_rows *rows = (const void *)((const char *)ev + wy_tables[t].offset);
        if (rows->n && redact && wy_tables[t].type == &wy_type_transfer)
            put_transfers_redacted(&w, rows);
        else if (rows->n && !(redact && personal(&wy_tables[t])))
            put_rows(&w, wy_tables[t].name, wy_tables[t].type, rows, true);
    }
    if (ev->gaps_untold)
        wy_json_put_u64(&w, WY_S("gaps_untold"), ev->gaps_untold);
    wy_json_close(&w, '}');
}

// A document on one line that holds some of the rows.
struct piece {
    struct wy_buf buf;
    struct wy_json_writer w;
    bool (*give)(void *ctx, wy_str line);
    void *ctx;
    bool going;
};

static void begin_piece(struct piece *p)
{
    wy_buf_clear(&p->buf);
    p->w = wy_json_writer_init(&p->buf, 0);
    wy_json_open(&p->w, (wy_str){0}, '{');
    wy_json_put_str(&p->w, WY_S("schema"), WY_S("wary.evidence/1"));
}

static void end_piece(struct piece *p)
{
    wy_json_close(&p->w, '}');
    wy_buf_char(&p->buf, '\n');
    p->going = p->going && p->buf.err == WY_OK && p->give(p->ctx, wy_buf_str(&p->buf));
}

static void put_table(struct piece *p, const struct wy_table *table, const struct wy_rows *rows)
{
    enum { PIECE = 256 * 1024 };
    for (size_t i = 0; i < rows->n && p->going;) {
        wy_json_open(&p->w, wy_str_c(table->name), '[');
        for (; i < rows->n && p->buf.len < PIECE; i++)
            put_row(&p->w, table->type, rows, i, true);
        wy_json_close(&p->w, ']');
        if (p->buf.len < PIECE)
            continue;
        end_piece(p);
        begin_piece(p);
    }
}

bool wy_evidence_encode_lines(const struct wy_evidence *ev, bool (*give)(void *ctx, wy_str line), void *ctx)
{
    struct piece p = {.give = give, .ctx = ctx, .going = true};
    wy_buf_init(&p.buf, (size_t)ev->limits->evidence);
    begin_piece(&p);
    if (ev->redacted)
        wy_json_put_bool(&p.w, WY_S("redacted"), true);
    put_rows(&p.w, "sources", &wy_type_source, &ev->sources, false);
    for (size_t t = 0; t < wy_tables_n; t++)
        put_table(&p, &wy_tables[t], (const void *)((const char *)ev + wy_tables[t].offset));
    if (ev->gaps_untold)
        wy_json_put_u64(&p.w, WY_S("gaps_untold"), ev->gaps_untold);
    end_piece(&p);
    wy_buf_fini(&p.buf);
    return p.going;
}

bool wy_evidence_looks_like(wy_bytes head)
{
    wy_str s = wy_str_trim(wy_bytes_str(wy_bytes_sub(head, 0, 512)));
    return wy_str_starts(s, WY_S("{")) && wy_str_has(s, WY_S("\"wary.evidence/"));
}

static void get_record(struct wy_evidence_reader *d, const struct wy_record_type *type, const struct wy_json *from,
                       void *row);

static void get_position(wy_str unit, uint64_t position, struct wy_origin *at)
{
    for (unsigned i = WY_AT_LINE; i < WY_AT_UNITS; i++)
        if (wy_str_eq(unit, wy_str_c(unit_names[i]))) {
            at->unit = (uint8_t)i;
            at->position = position;
        }
}

static void get_origin(struct wy_evidence_reader *d, const struct wy_json *from, struct wy_origin *at)
{
    int64_t source = 0;
    wy_str item = {0};
    at->kind = WY_OBSERVED;
    for (WY_JSON_EACH(member, from)) {
        wy_str key = member->key;
        if (wy_str_eq(key, WY_S("source")) && member->type == WY_JSON_INT)
            source = member->integer;
        else if (wy_str_eq(key, WY_S("item")))
            item = wy_json_str(member);
        else if (wy_str_eq(key, WY_S("kind")))
            at->kind = wy_str_eq(wy_json_str(member), WY_S("claimed")) ? WY_CLAIMED : WY_OBSERVED;
        else if (member->type == WY_JSON_INT && member->integer >= 0)
            get_position(key, (uint64_t)member->integer, at);
    }
    if (source < 0 || source >= d->sources) {
        d->misfits++;
        source = 0;
    }
    at->source = d->shift + (uint32_t)source;
    at->item = wy_evidence_text(d->ev, item);
}

static void get_list(struct wy_evidence_reader *d, const struct wy_record_type *type, const struct wy_json *from,
                     struct wy_rows *out)
{
    for (WY_JSON_EACH(item, from)) {
        void *row = out->n < d->ev->limits->rows ? wy_rows_add(out, &d->ev->arena, type->size) : NULL;
        if (!row) {
            d->ev->err = d->ev->err ? d->ev->err : WY_NO_MEMORY;
            return;
        }
        get_record(d, type, item, row);
    }
}

static bool get_real(const struct wy_json *from, struct wy_real *out)
{
    if (from->type != WY_JSON_REAL && from->type != WY_JSON_INT)
        return false;
    *out = (struct wy_real){from->type == WY_JSON_INT ? (double)from->integer : from->real, true};
    return true;
}

static void get_field(struct wy_evidence_reader *d, const struct wy_field *f, const struct wy_json *from, void *p)
{
    bool fits = false;
    switch (f->kind) {
    case WY_F_STR:
        fits = from->type == WY_JSON_STRING;
        *(wy_str *)p = wy_evidence_text(d->ev, wy_json_str(from));
        break;
    case WY_F_STRS:
        fits = from->type == WY_JSON_ARRAY;
        if (fits)
            for (WY_JSON_EACH(item, from))
                wy_strs_add(d->ev, p, wy_json_str(item));
        break;
    case WY_F_INT:
        fits = from->type == WY_JSON_INT;
        if (fits)
            *(struct wy_int *)p = wy_int_of(from->integer);
        break;
    case WY_F_REAL: fits = get_real(from, p); break;
    case WY_F_BOOL:
        fits = from->type == WY_JSON_BOOL;
        if (fits)
            *(enum wy_tri *)p = wy_tri_of(from->boolean);
        break;
    case WY_F_LIST:
        fits = from->type == WY_JSON_ARRAY;
        if (fits)
            get_list(d, f->sub, from, p);
        break;
    case WY_F_OBJ: {
        fits = from->type == WY_JSON_OBJECT;
        void *sub = fits ? wy_arena_alloc(&d->ev->arena, f->sub->size, _Alignof(max_align_t)) : NULL;
        if (sub)
            get_record(d, f->sub, from, sub);
        else if (fits)
            d->ev->err = d->ev->err ? d->ev->err : WY_NO_MEMORY;
        *(void **)p = sub;
        break;
    }
    }
    d->misfits += !fits && from->type != WY_JSON_NULL;
}

// Members mostly stand in the model's order: the field of one is looked for from behind the last one's on, and round.
static size_t field_of(const struct wy_record_type *type, wy_str name, size_t from)
{
    for (size_t i = 0; i < type->n; i++) {
        size_t at = from + i < type->n ? from + i : from + i - type->n;
        if (wy_str_eq(type->fields[at].name, name))
            return at;
    }
    return type->n;
}

static void get_record(struct wy_evidence_reader *d, const struct wy_record_type *type, const struct wy_json *from,
                       void *row)
{
    uint64_t seen = 0; // of several members of one name the first counts
    size_t next = 0;
    for (WY_JSON_EACH(member, from)) {
        size_t at = field_of(type, member->key, next);
        if (at == type->n || seen >> at & 1)
            continue;
        seen |= UINT64_C(1) << at;
        next = at + 1;
        get_field(d, &type->fields[at], member, (char *)row + type->fields[at].offset);
    }
}

static void get_table(struct wy_evidence_reader *d, const struct wy_table *table, const struct wy_json *from)
{
    struct wy_rows *out = (void *)((char *)d->ev + table->offset);
    for (WY_JSON_EACH(item, from)) {
        struct wy_origin at = {0};
        get_origin(d, wy_json_get(item, WY_S("at")), &at);
        void *row = wy_evidence_add(d->ev, out, table->type->size, at);
        if (!row)
            return;
        get_record(d, table->type, item, row);
    }
}

static void decode_root(struct wy_evidence_reader *d, const struct wy_json *root)
{
    const struct wy_json *sources = wy_json_get(root, WY_S("sources"));
    for (WY_JSON_EACH(item, sources)) {
        struct wy_source *s = WY_ADD(source, d->ev, sources, (struct wy_origin){0});
        if (!s)
            return;
        get_record(d, &wy_type_source, item, s);
    }
    d->sources = (uint32_t)d->ev->sources.n - d->shift;
    for (size_t t = 0; t < wy_tables_n && d->ev->err == WY_OK; t++)
        get_table(d, &wy_tables[t], wy_json_get(root, wy_str_c(wy_tables[t].name)));
    int64_t untold;
    if (wy_json_get_int(root, WY_S("gaps_untold"), &untold) && untold > 0)
        d->ev->gaps_untold += (uint64_t)untold;
    const struct wy_json *redacted = wy_json_get(root, WY_S("redacted"));
    if (redacted && redacted->type == WY_JSON_BOOL && redacted->boolean)
        d->ev->redacted = true;
}

static wy_err decode_document(struct wy_evidence_reader *d, wy_bytes json, struct wy_diag *diag)
{
    const struct wy_limits *limits = d->ev->limits;
    if (!d->parser)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory");
    struct wy_arena scratch;
    wy_arena_init(&scratch, (size_t)limits->json * 4);
    const struct wy_json *root = NULL;
    wy_err err = json.len > limits->json
                     ? wy_fail(diag, WY_LIMIT, 0, "evidence of %zu bytes (see --limit json=)", json.len)
                     : wy_json_parse_view(d->parser, json, false, (size_t)limits->json_depth, &scratch, &root, diag);
    if (err == WY_OK && !wy_str_eq(wy_json_get_str(root, WY_S("schema")), WY_S("wary.evidence/1")))
        err = wy_fail(diag, WY_UNSUPPORTED, 0, "not a wary.evidence/1 document; was it written by `wary collect`?");
    if (err == WY_OK)
        decode_root(d, root);
    wy_arena_fini(&scratch);
    return err;
}

wy_err wy_evidence_decode(struct wy_evidence *ev, wy_bytes json, struct wy_diag *diag)
{
    struct wy_evidence_reader reader = wy_evidence_reader_new(ev);
    wy_err err = decode_document(&reader, json, diag);
    if (err == WY_OK)
        err = wy_evidence_reader_finish(&reader, diag);
    wy_evidence_reader_fini(&reader);
    return err;
}

struct wy_evidence_reader wy_evidence_reader_new(struct wy_evidence *ev)
{
    return (struct wy_evidence_reader){.ev = ev, .shift = (uint32_t)ev->sources.n, .parser = wy_json_parser_new()};
}

wy_err wy_evidence_read_lines(struct wy_evidence_reader *r, wy_bytes lines, struct wy_diag *diag)
{
    wy_err err = WY_OK;
    while (err == WY_OK && lines.len) {
        const uint8_t *end = memchr(lines.ptr, '\n', lines.len);
        size_t n = end ? (size_t)(end - lines.ptr) + 1 : lines.len;
        err = decode_document(r, wy_bytes_sub(lines, 0, n), diag);
        lines = wy_bytes_sub(lines, n, SIZE_MAX);
    }
    return err;
}

wy_err wy_evidence_reader_finish(struct wy_evidence_reader *r, struct wy_diag *diag)
{
    if (r->misfits)
        wy_gap(r->ev, (struct wy_origin){.source = r->shift}, WY_MALFORMED,
               "%zu members of the evidence document are not of the type that wary.evidence/1 gives them", r->misfits);
    return r->ev->err ? wy_fail(diag, r->ev->err, WY_NO_OFFSET, "the evidence document is too large to keep") : WY_OK;
}

void wy_evidence_reader_fini(struct wy_evidence_reader *r)
{
    wy_json_parser_free(r->parser);
    r->parser = NULL;
}

// Schema.

static void put_type(struct wy_json_writer *w, const struct wy_field *f)
{
    static const char *const simple[] = {
        [WY_F_STR] = "string", [WY_F_INT] = "integer", [WY_F_REAL] = "number", [WY_F_BOOL] = "boolean"};
    wy_json_open(w, f->name, '{');
    wy_json_put_str(w, WY_S("description"), wy_str_c(f->doc));
    if (f->kind == WY_F_STRS || f->kind == WY_F_LIST) {
        wy_json_put_str(w, WY_S("type"), WY_S("array"));
        wy_json_open(w, WY_S("items"), '{');
        if (f->kind == WY_F_STRS)
            wy_json_put_str(w, WY_S("type"), WY_S("string"));
    } else if (f->kind != WY_F_OBJ) {
        wy_json_put_str(w, WY_S("type"), wy_str_c(simple[f->kind]));
    }
    if (f->sub) {
        char ref[64] = "#/$defs/";
        strncat(ref, f->sub->name, sizeof ref - strlen(ref) - 1);
        wy_json_put_str(w, WY_S("$ref"), wy_str_c(ref));
    }
    if (f->kind == WY_F_STRS || f->kind == WY_F_LIST)
        wy_json_close(w, '}');
    wy_json_close(w, '}');
}

static void put_schema_record(struct wy_json_writer *w, const struct wy_record_type *type)
{
    wy_json_open(w, wy_str_c(type->name), '{');
    wy_json_put_str(w, WY_S("type"), WY_S("object"));
    wy_json_open(w, WY_S("properties"), '{');
    for (size_t i = 0; i < type->n; i++)
        put_type(w, &type->fields[i]);
    wy_json_open(w, WY_S("at"), '{');
    wy_json_put_str(w, WY_S("$ref"), WY_S("#/$defs/origin"));
    wy_json_close(w, '}');
    wy_json_close(w, '}');
    wy_json_close(w, '}');
}

static void put_schema_origin(struct wy_json_writer *w)
{
    wy_json_open(w, WY_S("origin"), '{');
    wy_json_put_str(w, WY_S("description"), WY_S("Where a fact comes from: source (index into sources), item, place."));
    wy_json_put_str(w, WY_S("type"), WY_S("object"));
    wy_json_open(w, WY_S("properties"), '{');
    static const char *const counts[] = {"source", "line", "byte", "packet", "request"};
    for (size_t i = 0; i < WY_COUNT(counts); i++) {
        wy_json_open(w, wy_str_c(counts[i]), '{');
        wy_json_put_str(w, WY_S("type"), WY_S("integer"));
        wy_json_put_int(w, WY_S("minimum"), 0);
        wy_json_close(w, '}');
    }
    wy_json_open(w, WY_S("item"), '{');
    wy_json_put_str(w, WY_S("type"), WY_S("string"));
    wy_json_close(w, '}');
    wy_json_open(w, WY_S("kind"), '{');
    wy_json_open(w, WY_S("enum"), '[');
    wy_json_put_str(w, (wy_str){0}, WY_S("observed"));
    wy_json_put_str(w, (wy_str){0}, WY_S("claimed"));
    wy_json_close(w, ']');
    wy_json_close(w, '}');
    wy_json_close(w, '}');
    wy_json_open(w, WY_S("required"), '[');
    wy_json_put_str(w, (wy_str){0}, WY_S("source"));
    wy_json_put_str(w, (wy_str){0}, WY_S("kind"));
    wy_json_close(w, ']');
    wy_json_close(w, '}');
}

static void put_schema_table(struct wy_json_writer *w, const char *name, const char *doc, const char *type)
{
    char ref[64] = "#/$defs/";
    strncat(ref, type, sizeof ref - strlen(ref) - 1);
    wy_json_open(w, wy_str_c(name), '{');
    wy_json_put_str(w, WY_S("description"), wy_str_c(doc));
    wy_json_put_str(w, WY_S("type"), WY_S("array"));
    wy_json_open(w, WY_S("items"), '{');
    wy_json_put_str(w, WY_S("$ref"), wy_str_c(ref));
    wy_json_close(w, '}');
    wy_json_close(w, '}');
}

void wy_evidence_schema(struct wy_buf *out)
{
    struct wy_json_writer w = wy_json_writer_init(out, 5);
    wy_json_open(&w, (wy_str){0}, '{');
    wy_json_put_str(&w, WY_S("$schema"), WY_S("https://json-schema.org/draft/2020-12/schema"));
    wy_json_put_str(&w, WY_S("$id"), WY_S("urn:wary:evidence:1"));
    wy_json_put_str(&w, WY_S("title"),
                    WY_S("Evidence about a device, with provenance, and what could not be examined"));
    wy_json_put_str(&w, WY_S("type"), WY_S("object"));
    wy_json_open(&w, WY_S("required"), '[');
    wy_json_put_str(&w, (wy_str){0}, WY_S("schema"));
    wy_json_put_str(&w, (wy_str){0}, WY_S("sources"));
    wy_json_close(&w, ']');
    wy_json_open(&w, WY_S("properties"), '{');
    wy_json_open(&w, WY_S("schema"), '{');
    wy_json_put_str(&w, WY_S("const"), WY_S("wary.evidence/1"));
    wy_json_close(&w, '}');
    wy_json_open(&w, WY_S("redacted"), '{');
    wy_json_put_str(&w, WY_S("type"), WY_S("boolean"));
    wy_json_close(&w, '}');
    wy_json_open(&w, WY_S("gaps_untold"), '{');
    wy_json_put_str(&w, WY_S("type"), WY_S("integer"));
    wy_json_close(&w, '}');
    put_schema_table(&w, "sources", "what was examined; `at.source` counts from 0", "source");
    for (size_t t = 0; t < wy_tables_n; t++)
        put_schema_table(&w, wy_tables[t].name, wy_tables[t].doc, wy_tables[t].type->name);
    wy_json_close(&w, '}');
    wy_json_open(&w, WY_S("$defs"), '{');
    put_schema_origin(&w);
    for (size_t i = 0; i < wy_record_types_n; i++)
        put_schema_record(&w, wy_record_types[i]);
    wy_json_close(&w, '}');
    wy_json_close(&w, '}');
}
