// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows are gathered as they come; at the end they are brought into the order of ids and written out. Texts that recur
// (names, versions) are kept once.
#include "knowledge/index/build.h"

#include "knowledge/index/format.h"
#include "knowledge/index/packed.h"

#include <stdlib.h>

enum { TEXT_MAX = 320 }; // the record itself is not kept: its text is shortened

struct row { // one record, before sorting
    struct wy_index_advisory advisory;
    uint32_t sequence;
};

struct wy_index_builder {
    struct wy_texts texts;
    struct wy_buf rows, claims, spans, conditions, numbers;            // as they come
    struct wy_buf advisories, sorted_claims, subjects, aliases, slots; // made by finish
    struct wy_packed_header header;
};

enum { BUFFERS = 10 };
static void buffers(struct wy_index_builder *b, struct wy_buf *out[BUFFERS])
{
    struct wy_buf *all[BUFFERS] = {&b->rows,          &b->claims,   &b->spans,   &b->numbers,    &b->advisories,
                                   &b->sorted_claims, &b->subjects, &b->aliases, &b->conditions, &b->slots};
    memcpy(out, all, sizeof all);
}

struct wy_index_builder *wy_index_builder_new(void)
{
    struct wy_index_builder *b = calloc(1, sizeof *b);
    struct wy_buf *all[BUFFERS];
    if (!b)
        return NULL;
    buffers(b, all);
    for (size_t i = 0; i < BUFFERS; i++)
        wy_buf_init(all[i], WY_PACKED_SECTION_MAX);
    if (wy_texts_init(&b->texts))
        return b;
    wy_index_builder_free(b);
    return NULL;
}

void wy_index_builder_free(struct wy_index_builder *b)
{
    struct wy_buf *all[BUFFERS];
    if (!b)
        return;
    buffers(b, all);
    for (size_t i = 0; i < BUFFERS; i++)
        wy_buf_fini(all[i]);
    wy_texts_fini(&b->texts);
    free(b);
}

static wy_str text_at(const struct wy_index_builder *b, uint32_t offset) { return wy_texts_at(&b->texts, offset); }

// 0 for an absent text.
static uint32_t intern(struct wy_index_builder *b, wy_str s) { return wy_texts_intern(&b->texts, s); }

// Shortened where a code point begins.
static uint32_t short_text(struct wy_index_builder *b, wy_str s)
{
    if (!s.len)
        return 0;
    if (s.len > TEXT_MAX) {
        s.len = TEXT_MAX;
        while (s.len && ((unsigned char)s.ptr[s.len] & 0xc0) == 0x80)
            s.len--;
    }
    return wy_texts_append(&b->texts, s);
}

static uint32_t rows_in(const struct wy_buf *buf, size_t size) { return (uint32_t)(buf->len / size); }

static uint32_t add_names(struct wy_index_builder *b, const struct wy_rows *names)
{
    uint32_t first = rows_in(&b->numbers, sizeof(uint32_t));
    for (WY_EACH(wy_str, s, *names)) {
        uint32_t at = intern(b, *s);
        wy_buf_add(&b->numbers, (wy_str){(const char *)&at, sizeof at});
    }
    return first;
}

// Half-open intervals of numbers; false for a bound that is no kernel release.
static bool kernel_span(const struct wy_span *s, struct wy_index_span *out)
{
    out->to = UINT32_MAX;
    if (s->from.ptr && !wy_kernel_number(s->from, &out->from) && !wy_str_eq(s->from, WY_S("0")))
        return false;
    if (!(s->flags & WY_SPAN_RANGE)) {
        out->to = out->from + 1;
        return true;
    }
    if (!s->to.ptr)
        return true;
    if (!wy_kernel_number(s->to, &out->to))
        return false;
    bool line = wy_str_ends(s->to, WY_S("*")); // is what comes after the line already
    out->to += (s->flags & WY_SPAN_TO_INCLUDED) && !line;
    return true;
}

static void add_spans(struct wy_index_builder *b, const struct wy_claim *c)
{
    for (WY_EACH(struct wy_span, s, c->spans)) {
        struct wy_index_span span = {.flags = s->flags, .status = s->status};
        if (c->kind != WY_CLAIM_KERNEL && c->kind != WY_CLAIM_LTS) {
            span.from = intern(b, s->from);
            span.to = intern(b, s->to);
        } else if (!kernel_span(s, &span)) {
            span = (struct wy_index_span){.status = WY_STATUS_UNKNOWN}; // holds nothing, but is counted
        }
        wy_buf_add(&b->spans, (wy_str){(const char *)&span, sizeof span});
    }
}

static void add_conditions(struct wy_index_builder *b, const struct wy_claim *c)
{
    for (WY_EACH(struct wy_condition, x, c->conditions)) {
        struct wy_index_condition row = {.key = intern(b, x->key),
                                         .version = intern(b, x->version.text),
                                         .values = add_names(b, &x->values),
                                         .values_n = (uint32_t)x->values.n,
                                         .labels = add_names(b, &x->labels),
                                         .labels_n = (uint32_t)x->labels.n,
                                         .fact = (uint8_t)x->fact,
                                         .rule = (uint8_t)x->version.kind};
        wy_buf_add(&b->conditions, (wy_str){(const char *)&row, sizeof row});
    }
}

static void add_claim(struct wy_index_builder *b, const struct wy_claim *c)
{
    struct wy_index_claim row = {
        .majors = c->majors,
        .vendor = intern(b, c->vendor),
        .subject = intern(b, c->subject),
        .spans = rows_in(&b->spans, sizeof(struct wy_index_span)),
        .spans_n = (uint32_t)c->spans.n,
        .chips = add_names(b, &c->chips),
        .chips_n = (uint32_t)c->chips.n,
        .conditions = rows_in(&b->conditions, sizeof(struct wy_index_condition)),
        .conditions_n = (uint32_t)c->conditions.n,
        .fixed = c->fixed,
        .kind = (uint8_t)c->kind,
        .component = (uint8_t)c->component,
        .order = (uint8_t)c->order,
        .standard = (uint8_t)c->standard,
        .flags = c->flags,
        .standing = (uint8_t)c->standing,
    };
    add_spans(b, c);
    add_conditions(b, c);
    wy_buf_add(&b->claims, (wy_str){(const char *)&row, sizeof row});
}

static void add_row(struct wy_index_builder *b, const struct wy_record *r, wy_str id, uint32_t claims)
{
    struct row row = {
        .advisory =
            {
                .id = intern(b, id),
                .title = short_text(b, r->title),
                .text = short_text(b, r->text),
                .source = intern(b, r->source),
                .vector = intern(b, r->vector),
                .published = r->published,
                .modified = r->modified,
                .claims = claims,
                .claims_n = (uint32_t)r->claims.n,
                .aliases = add_names(b, &r->aliases),
                .aliases_n = (uint32_t)r->aliases.n,
                .score = (int16_t)r->score,
                .withdrawn = r->withdrawn,
                .exploited = r->exploited,
                .misfit = r->misfit,
                .rated = r->rated,
                .empty = r->empty,
            },
        .sequence = rows_in(&b->rows, sizeof row),
    };
    if (!wy_str_eq(id, r->id)) { // filed under another name: its own is an alias, too
        uint32_t at = intern(b, r->id);
        wy_buf_add(&b->numbers, (wy_str){(const char *)&at, sizeof at});
        row.advisory.aliases_n++;
    }
    wy_buf_add(&b->rows, (wy_str){(const char *)&row, sizeof row});
}

static wy_err builder_state(struct wy_index_builder *b, struct wy_diag *diag)
{
    struct wy_buf *all[BUFFERS];
    wy_err err = b->texts.buf.err;
    buffers(b, all);
    for (size_t i = 0; i < BUFFERS && !err; i++)
        err = all[i]->err;
    return err ? wy_fail(diag, err, WY_NO_OFFSET, "the index outgrows memory or its 2 GiB sections") : WY_OK;
}

wy_err wy_index_builder_add(struct wy_index_builder *b, const struct wy_record *r, struct wy_diag *diag)
{
    uint32_t claims = rows_in(&b->claims, sizeof(struct wy_index_claim));
    for (WY_EACH(struct wy_claim, c, r->claims))
        add_claim(b, c);
    // A record about several CVEs is filed under each; one without any under its own id.
    bool filed = false;
    for (WY_EACH(wy_str, alias, r->aliases)) {
        if (!wy_str_starts(*alias, WY_S("CVE-")) || wy_str_starts(r->id, WY_S("CVE-")))
            continue;
        add_row(b, r, *alias, claims);
        filed = true;
    }
    if (!filed)
        add_row(b, r, r->id, claims);
    b->header.info[WY_INDEX_RECORDS]++;
    b->header.info[WY_INDEX_EMPTY] += r->empty;
    int32_t day = r->modified > r->published ? r->modified : r->published;
    if (day > b->header.info[WY_INDEX_NEWEST])
        b->header.info[WY_INDEX_NEWEST] = day;
    return builder_state(b, diag);
}

static int by_id(const void *x, const void *y, void *user)
{
    const struct wy_index_builder *b = user;
    const struct row *rx = x, *ry = y;
    if (rx->advisory.id != ry->advisory.id) {
        int d = wy_str_cmp(text_at(b, rx->advisory.id), text_at(b, ry->advisory.id));
        if (d)
            return d;
    }
    return rx->sequence < ry->sequence ? -1 : rx->sequence > ry->sequence;
}

// A later record of the same id fills what the earlier ones left open and adds its claims.
static void merge_row(struct wy_index_advisory *into, const struct wy_index_advisory *from)
{
    uint32_t *const texts[] = {&into->title, &into->text, &into->vector, &into->source};
    const uint32_t news[] = {from->title, from->text, from->vector, from->source};
    for (size_t i = 0; i < WY_COUNT(texts); i++)
        if (!*texts[i])
            *texts[i] = news[i];
    if (into->score < 0)
        into->score = from->score;
    if (into->rated < from->rated)
        into->rated = from->rated;
    if (!into->published || (from->published && from->published < into->published))
        into->published = from->published;
    if (from->modified > into->modified)
        into->modified = from->modified;
    into->exploited |= from->exploited;
    into->withdrawn |= from->withdrawn;
    into->misfit |= from->misfit;
    into->empty |= from->empty;
}

static void put_alias(struct wy_index_builder *b, uint32_t name, uint32_t advisory)
{
    struct wy_index_alias a = {name, advisory};
    wy_buf_add(&b->aliases, (wy_str){(const char *)&a, sizeof a});
}

static void copy_claims(struct wy_index_builder *b, const struct wy_index_advisory *from, uint32_t advisory)
{
    const struct wy_index_claim *claims = (const void *)b->claims.data;
    for (uint32_t i = 0; i < from->claims_n; i++) {
        struct wy_index_claim c = claims[from->claims + i];
        c.advisory = advisory;
        wy_buf_add(&b->sorted_claims, (wy_str){(const char *)&c, sizeof c});
    }
}

static void sort_advisories(struct wy_index_builder *b)
{
    struct row *rows = (void *)b->rows.data;
    size_t n = b->rows.len / sizeof *rows;
    if (n)
        qsort_r(rows, n, sizeof *rows, by_id, b);
    for (size_t i = 0; i < n;) {
        struct wy_index_advisory a = rows[i].advisory;
        uint32_t index = rows_in(&b->advisories, sizeof a), numbers = rows_in(&b->numbers, sizeof(uint32_t));
        a.claims = rows_in(&b->sorted_claims, sizeof(struct wy_index_claim));
        uint32_t aliases = 0;
        size_t end = i;
        for (; end < n && rows[end].advisory.id == a.id; end++) {
            if (end > i)
                merge_row(&a, &rows[end].advisory);
            copy_claims(b, &rows[end].advisory, index);
            for (uint32_t k = 0; k < rows[end].advisory.aliases_n; k++) {
                uint32_t name;
                memcpy(&name, b->numbers.data + sizeof name * ((size_t)rows[end].advisory.aliases + k), sizeof name);
                if (name == a.id)
                    continue;
                put_alias(b, name, index);
                wy_buf_add(&b->numbers, (wy_str){(const char *)&name, sizeof name});
                aliases++;
            }
            if (builder_state(b, NULL))
                return;
        }
        a.claims_n = rows_in(&b->sorted_claims, sizeof(struct wy_index_claim)) - a.claims;
        a.aliases = numbers;
        a.aliases_n = aliases;
        wy_buf_add(&b->advisories, (wy_str){(const char *)&a, sizeof a});
        i = end;
    }
}

static int by_alias(const void *x, const void *y, void *user)
{
    const struct wy_index_alias *ax = x, *ay = y;
    if (ax->name != ay->name) {
        int d = wy_str_cmp(text_at(user, ax->name), text_at(user, ay->name));
        if (d)
            return d;
    }
    return ax->advisory < ay->advisory ? -1 : ax->advisory > ay->advisory;
}

struct posting {
    uint32_t kind, name, claim;
};

static int by_subject(const void *x, const void *y, void *user)
{
    const struct posting *px = x, *py = y;
    if (px->kind != py->kind)
        return px->kind < py->kind ? -1 : 1;
    if (px->name != py->name) {
        int d = wy_str_cmp(text_at(user, px->name), text_at(user, py->name));
        if (d)
            return d;
    }
    return px->claim < py->claim ? -1 : px->claim > py->claim;
}

static void put_posting(struct wy_buf *out, uint32_t kind, uint32_t name, uint32_t claim)
{
    struct posting p = {kind, name, claim};
    wy_buf_add(out, (wy_str){(const char *)&p, sizeof p});
}

static uint32_t number_at(const struct wy_index_builder *b, size_t i)
{
    uint32_t n;
    memcpy(&n, b->numbers.data + sizeof n * i, sizeof n);
    return n;
}

// A product by conditions is found by every name that it gives to its app.
static void post_conditions(struct wy_index_builder *b, const struct wy_index_claim *c, uint32_t claim,
                            struct wy_buf *out)
{
    const struct wy_index_condition *rows = (const void *)b->conditions.data;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    for (uint32_t i = 0; i < c->conditions_n; i++) {
        const struct wy_index_condition *x = &rows[c->conditions + i];
        if (x->fact != WY_FACT_PACKAGE)
            continue;
        for (uint32_t k = 0; k < x->values_n; k++)
            put_posting(out, WY_CLAIM_PACKAGE, number_at(b, (size_t)x->values + k), claim);
        for (uint32_t k = 0; k < x->labels_n; k++)
            put_posting(out, WY_CLAIM_LABEL,
                        intern(b, wy_label_key(text_at(b, number_at(b, (size_t)x->labels + k)), &arena)), claim);
    }
    wy_arena_fini(&arena);
}

static void gather_postings(struct wy_index_builder *b, struct wy_buf *out)
{
    const struct wy_index_claim *claims = (const void *)b->sorted_claims.data;
    uint32_t n = rows_in(&b->sorted_claims, sizeof *claims);
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_index_claim *c = &claims[i];
        if (c->kind == WY_CLAIM_PACKAGE && c->conditions_n)
            post_conditions(b, c, i, out);
        else if (c->kind != WY_CLAIM_CHIP)
            put_posting(out, c->kind, c->subject, i);
        else
            for (uint32_t k = 0; k < c->chips_n; k++)
                put_posting(out, c->kind, number_at(b, (size_t)c->chips + k), i);
    }
}

static wy_err sort_subjects(struct wy_index_builder *b, struct wy_diag *diag)
{
    struct wy_buf buf;
    wy_buf_init(&buf, WY_PACKED_SECTION_MAX);
    gather_postings(b, &buf);
    struct posting *p = (void *)buf.data;
    size_t n = buf.len / sizeof *p;
    if (n && !buf.err)
        qsort_r(p, n, sizeof *p, by_subject, b);
    for (size_t i = 0; i < n && !buf.err;) {
        struct wy_index_subject s = {.kind = p[i].kind, .name = p[i].name, .postings = rows_in(&b->numbers, 4)};
        size_t first = i;
        for (; i < n && p[i].kind == s.kind && p[i].name == s.name; i++) {
            if (i > first && p[i].claim == p[i - 1].claim)
                continue; // a chip that is named twice
            wy_buf_add(&b->numbers, (wy_str){(const char *)&p[i].claim, sizeof p[i].claim});
            s.postings_n++;
        }
        wy_buf_add(&b->subjects, (wy_str){(const char *)&s, sizeof s});
    }
    wy_err err = buf.err ? wy_fail(diag, buf.err, WY_NO_OFFSET, "no memory for the index") : WY_OK;
    wy_buf_fini(&buf);
    return err;
}

static void make_slots(struct wy_index_builder *b)
{
    const struct wy_index_subject *subjects = (const void *)b->subjects.data;
    uint32_t n = rows_in(&b->subjects, sizeof *subjects), size = 1;
    while (size < n * 2)
        size *= 2;
    wy_buf_repeat(&b->slots, '\0', size * sizeof size);
    uint32_t *slots = (void *)b->slots.data;
    for (uint32_t k = 0; k < n && !b->slots.err; k++) {
        uint32_t i = wy_index_hash(subjects[k].kind, text_at(b, subjects[k].name)) & (size - 1);
        while (slots[i])
            i = (i + 1) & (size - 1);
        slots[i] = k + 1;
    }
}

static void sections(const struct wy_index_builder *b, const struct wy_buf *out[WY_PACKED_SECTIONS])
{
    memset(out, 0, sizeof *out * WY_PACKED_SECTIONS);
    out[WY_INDEX_ADVISORIES] = &b->advisories;
    out[WY_INDEX_CLAIMS] = &b->sorted_claims;
    out[WY_INDEX_SPANS] = &b->spans;
    out[WY_INDEX_CONDITIONS] = &b->conditions;
    out[WY_INDEX_SUBJECTS] = &b->subjects;
    out[WY_INDEX_ALIASES] = &b->aliases;
    out[WY_INDEX_NUMBERS] = &b->numbers;
    out[WY_INDEX_TEXTS] = &b->texts.buf;
    out[WY_INDEX_SLOTS] = &b->slots;
}

wy_err wy_index_builder_finish(struct wy_index_builder *b, uint32_t skipped, struct wy_diag *diag)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sort_advisories(b);
    if (b->aliases.len && !b->aliases.err)
        qsort_r(b->aliases.data, b->aliases.len / sizeof(struct wy_index_alias), sizeof(struct wy_index_alias),
                by_alias, b);
    wy_err err = builder_state(b, diag);
    if (!err)
        err = sort_subjects(b, diag);
    if (!err)
        make_slots(b);
    if (!err)
        err = builder_state(b, diag);
    sections(b, part);
    b->header.info[WY_INDEX_SKIPPED] = (int32_t)skipped;
    return err ? err : wy_packed_seal(&b->header, WY_INDEX_MAGIC, WY_INDEX_VERSION, part, diag);
}

int32_t wy_index_builder_empty(const struct wy_index_builder *b) { return b->header.info[WY_INDEX_EMPTY]; }

bool wy_index_builder_copy(const struct wy_index_builder *b, struct wy_arena *arena, wy_bytes *out)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_copy(&b->header, part, arena, out);
}

wy_err wy_index_builder_write(const struct wy_index_builder *b, const char *path, struct wy_diag *diag)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_write(&b->header, part, path, 0644, diag);
}
