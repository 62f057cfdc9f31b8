// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary.report/1, for scripts: data/schema/wary.report-1.schema.json. Additive changes only. Enum words and positions
// are the same in every language; titles and advice are in the reader's.
#include "core/json.h"
#include "reports/leaks.h"

struct doc {
    struct wy_json_writer w;
    struct wy_view view;
    struct wy_buf *out;
    const char *record; // of JSON Lines: each line names its kind
    bool digests; // the table at hand holds digests and names of firmware: nobody's identifiers, only chance matches
};

static void put_text(struct doc *d, wy_str key, wy_str text)
{
    wy_json_put_str(&d->w, key, wy_view_text(&d->view, text, d->out));
}

static void put_quote(struct doc *d, wy_str key, wy_str text)
{
    wy_json_put_str(&d->w, key, d->digests ? text : wy_view_quote(&d->view, text, d->out));
}

static void put_strs(struct doc *d, wy_str key, const struct wy_strs *list)
{
    wy_json_open(&d->w, key, '[');
    for (size_t i = 0; i < list->n; i++)
        put_quote(d, (wy_str){0}, list->v[i]);
    wy_json_close(&d->w, ']');
}

static void put_origin(struct doc *d, const struct wy_origin *at)
{
    char position[WY_POSITION_SIZE];
    put_quote(d, WY_S("source"), wy_source_name(d->view.in->evidence, at->source));
    put_quote(d, WY_S("item"), at->item);
    wy_json_put_str(&d->w, WY_S("position"), wy_position_json(at, position));
}

// Evidence tables that the report repeats: every field of the model, null where it is not known, so that a reader need
// not tell "absent" from "older Wary". Values of the owner become tokens.
static void put_record(struct doc *d, const struct wy_record_type *type, const void *row);

static void put_list(struct doc *d, const struct wy_field *f, const struct wy_rows *rows)
{
    wy_json_open(&d->w, f->name, '[');
    for (size_t i = 0; i < rows->n; i++) {
        wy_json_open(&d->w, (wy_str){0}, '{');
        put_record(d, f->sub, (const char *)rows->v + i * f->sub->size);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
}

// Lists of texts are notes in words, in whatever table they stand: what an owner's value would be quoted in.
static void put_words(struct doc *d, wy_str key, const struct wy_strs *list)
{
    bool digests = d->digests;
    d->digests = false;
    put_strs(d, key, list);
    d->digests = digests;
}

static void put_known(struct doc *d, const struct wy_field *f, const void *p)
{
    wy_str key = f->name;
    switch (f->kind) {
    case WY_F_INT: wy_json_put_int(&d->w, key, ((const struct wy_int *)p)->v); return;
    case WY_F_REAL: wy_json_put_real(&d->w, key, ((const struct wy_real *)p)->v); return;
    case WY_F_BOOL: wy_json_put_bool(&d->w, key, *(const enum wy_tri *)p == WY_YES); return;
    case WY_F_STR: put_quote(d, key, *(const wy_str *)p); return;
    case WY_F_STRS: put_words(d, key, p); return;
    case WY_F_LIST: put_list(d, f, p); return;
    case WY_F_OBJ:
        wy_json_open(&d->w, key, '{');
        put_record(d, f->sub, *(void *const *)p);
        wy_json_close(&d->w, '}');
        return;
    }
}

static bool known(const struct wy_field *f, const void *p)
{
    switch (f->kind) {
    case WY_F_INT: return ((const struct wy_int *)p)->known;
    case WY_F_REAL: return ((const struct wy_real *)p)->known;
    case WY_F_BOOL: return *(const enum wy_tri *)p != WY_UNKNOWN;
    case WY_F_OBJ: return *(void *const *)p != NULL;
    case WY_F_STR:
    case WY_F_STRS:
    case WY_F_LIST: return true;
    }
    return false;
}

static void put_record(struct doc *d, const struct wy_record_type *type, const void *row)
{
    for (size_t i = 0; i < type->n; i++) {
        const void *p = (const char *)row + type->fields[i].offset;
        if (known(&type->fields[i], p))
            put_known(d, &type->fields[i], p);
        else
            wy_json_put_null(&d->w, type->fields[i].name);
    }
}

static void put_row(struct doc *d, const struct wy_record_type *type, const void *row)
{
    wy_json_open(&d->w, (wy_str){0}, '{');
    if (d->record)
        wy_json_put_str(&d->w, WY_S("record"), wy_str_c(d->record));
    put_record(d, type, row);
    put_origin(d, row);
    wy_json_close(&d->w, '}');
}

static wy_str token_of(struct doc *d, const struct wy_transfer *t)
{
    struct wy_buf token;
    wy_str copy = {0};
    wy_buf_init(&token, 1 << 20);
    if (t->value.ptr) {
        wy_redact_value(&d->view.redactor, t->identifier, t->value, &token);
        copy = wy_arena_dup(&d->view.arena, wy_buf_str(&token));
    }
    wy_buf_fini(&token);
    return copy;
}

static void put_transfer(struct doc *d, const struct wy_transfer *t)
{
    struct wy_transfer shown = *t;
    shown.value = token_of(d, t);
    put_row(d, &wy_type_transfer, &shown);
}

// For each identifier: how often it left before and after the owner agreed.
static void put_consent(struct doc *d)
{
    struct wy_leak_consents c;
    wy_err err = wy_leak_consents_init(&d->view, d->out, &c);
    if (err != WY_OK)
        d->out->err = d->out->err ? d->out->err : err;
    wy_json_open(&d->w, WY_S("consent"), '{');
    wy_json_put_bool(&d->w, WY_S("observed"), err == WY_OK && c.observed);
    wy_json_open(&d->w, WY_S("identifiers"), '[');
    for (size_t i = 0; err == WY_OK && i < c.n; i++) {
        wy_json_open(&d->w, (wy_str){0}, '{');
        wy_json_put_str(&d->w, WY_S("identifier"), c.rows[i].first->identifier);
        put_quote(d, WY_S("value"), token_of(d, c.rows[i].first));
        wy_json_put_u64(&d->w, WY_S("before"), c.rows[i].before);
        wy_json_put_u64(&d->w, WY_S("after"), c.rows[i].after);
        wy_json_put_u64(&d->w, WY_S("not_observed"), c.rows[i].unknown);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
    wy_json_close(&d->w, '}');
}

static void put_table(struct doc *d, const struct wy_table *table, const struct wy_rows *rows, bool digests)
{
    d->digests = digests;
    wy_json_open(&d->w, wy_str_c(table->name), '[');
    for (size_t i = 0; i < rows->n; i++) {
        const void *row = (const char *)rows->v + i * table->type->size;
        if (table->type == &wy_type_transfer)
            put_transfer(d, row);
        else
            put_row(d, table->type, row);
    }
    wy_json_close(&d->w, ']');
    d->digests = false;
}

static void put_tables(struct doc *d)
{
    static const struct {
        const char *name;
        bool digests;
    } shown[] = {{"trusted_apps", true}, {"attestations", true},   {"vbmeta", true},
                 {"transfers", false},   {"flows", false},         {"captures", false},
                 {"steps", false},       {"geo_databases", false}, {"credentials", false}};
    const struct wy_evidence *ev = d->view.in->evidence;
    for (size_t t = 0; t < wy_tables_n; t++) {
        size_t i = 0;
        while (i < WY_COUNT(shown) && !wy_str_eq(wy_str_c(shown[i].name), wy_str_c(wy_tables[t].name)))
            i++;
        const struct wy_rows *rows = (const void *)((const char *)ev + wy_tables[t].offset);
        bool of_traffic =
            ev->captures.n && (wy_tables[t].type == &wy_type_transfer || wy_tables[t].type == &wy_type_flow);
        if (i < WY_COUNT(shown) && (rows->n > 0 || of_traffic))
            put_table(d, &wy_tables[t], rows, shown[i].digests);
    }
    if (ev->captures.n || ev->transfers.n)
        put_consent(d);
}

static void put_scope(struct doc *d)
{
    const struct wy_evidence *ev = d->view.in->evidence;
    wy_json_open(&d->w, WY_S("scope"), '[');
    for (WY_EACH(struct wy_source, s, ev->sources)) {
        wy_json_open(&d->w, (wy_str){0}, '{');
        put_quote(d, WY_S("target"), s->target);
        wy_json_put_str(&d->w, WY_S("kind"), s->kind);
        wy_json_put_str(&d->w, WY_S("sha256"), s->sha256);
        if (s->size.known)
            wy_json_put_int(&d->w, WY_S("size"), s->size.v);
        if (s->note.ptr)
            put_quote(d, WY_S("note"), s->note);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
}

void wy_json_put_knowledge(const struct wy_report_knowledge *k, bool stale, struct wy_json_writer *out)
{
    wy_json_open(out, WY_S("knowledge"), '{');
    wy_json_put_str(out, WY_S("date"), k->date.len ? k->date : (wy_str){0});
    if (k->date.len && k->age_days >= 0)
        wy_json_put_u64(out, WY_S("age_days"), (uint64_t)k->age_days);
    wy_json_put_u64(out, WY_S("advisories"), k->advisories);
    wy_json_put_bool(out, WY_S("stale"), stale);
    wy_json_close(out, '}');
}

static void put_knowledge(struct doc *d)
{
    const struct wy_report_input *in = d->view.in;
    bool stale = false;
    for (int q = 0; q < WY_QUESTIONS; q++)
        stale |= in->findings->stale[q];
    wy_json_put_knowledge(&in->knowledge, stale, &d->w);
}

static void put_device(struct doc *d)
{
    static const struct wy_device nothing;
    const struct wy_device *dev = wy_device(d->view.in->evidence);
    if (!dev)
        dev = &nothing;
    const struct {
        const char *key;
        wy_str value;
    } rows[] = {
        {"kind", dev->kind},
        {"maker", dev->maker},
        {"brand", dev->brand},
        {"model", dev->model},
        {"codename", dev->codename},
        {"marketing_name", dev->marketing_name},
        {"release", dev->release},
        {"build", dev->build},
        {"build_type", dev->build_type},
        {"fingerprint", dev->fingerprint},
        {"skin", dev->skin},
        {"skin_version", dev->skin_version},
        {"region", dev->region},
        {"soc", dev->soc},
        {"os", dev->os},
    };
    wy_json_open(&d->w, WY_S("device"), '{');
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        wy_json_put_str(&d->w, wy_str_c(rows[i].key), rows[i].value);
    static const struct wy_patch_level none;
    const struct wy_patch_level *level = dev->patch_level ? dev->patch_level : &none;
    wy_json_open(&d->w, WY_S("patch_level"), '{');
    wy_json_put_str(&d->w, WY_S("system"), level->system);
    wy_json_put_str(&d->w, WY_S("vendor"), level->vendor);
    wy_json_put_str(&d->w, WY_S("boot"), level->boot);
    wy_json_close(&d->w, '}');
    wy_json_close(&d->w, '}');
}

static void put_question(struct doc *d, enum wy_question q)
{
    const struct wy_report_input *in = d->view.in;
    wy_json_open(&d->w, wy_str_c(wy_question_word(q)), '{');
    wy_json_put_str(&d->w, WY_S("verdict"), wy_str_c(wy_verdict_word(in->answers->question[q].verdict)));
    wy_json_put_bool(&d->w, WY_S("examined"), in->answers->question[q].examined);
    wy_json_open(&d->w, WY_S("not_assessed"), '[');
    for (WY_EACH(struct wy_not_assessed, u, in->findings->unassessed)) {
        if (u->question != q)
            continue;
        wy_json_open(&d->w, (wy_str){0}, '{');
        wy_json_put_str(&d->w, WY_S("check"), wy_str_c(u->check));
        put_text(d, WY_S("title"), u->title);
        put_text(d, WY_S("reason"), u->reason);
        put_text(d, WY_S("how"), u->how);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
    wy_json_close(&d->w, '}');
}

static void put_finding(struct doc *d, const struct wy_finding *f)
{
    wy_json_open(&d->w, (wy_str){0}, '{');
    wy_json_put_str(&d->w, WY_S("id"), f->id);
    wy_json_put_str(&d->w, WY_S("check"), wy_str_c(f->check));
    put_quote(d, WY_S("subject"), f->subject);
    wy_json_put_str(&d->w, WY_S("question"), wy_str_c(wy_question_word(f->question)));
    wy_json_put_str(&d->w, WY_S("severity"), wy_str_c(wy_severity_word(f->severity)));
    wy_json_put_str(&d->w, WY_S("status"), wy_str_c(wy_status_word(f->status)));
    put_strs(d, WY_S("aliases"), &f->aliases);
    put_text(d, WY_S("title"), f->title);
    wy_json_open(&d->w, WY_S("evidence"), '[');
    for (WY_EACH(struct wy_finding_evidence, e, f->evidence)) {
        wy_json_open(&d->w, (wy_str){0}, '{');
        put_origin(d, &e->at);
        wy_json_put_str(&d->w, WY_S("kind"), wy_str_c(wy_certainty_word(e->at.kind)));
        put_quote(d, WY_S("excerpt"), e->excerpt);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
    wy_json_put_u64(&d->w, WY_S("evidence_unquoted"), f->unquoted);
    put_text(d, WY_S("means"), f->means);
    put_text(d, WY_S("does_not_mean"), f->does_not_mean);
    put_text(d, WY_S("next_step"), f->next_step);
    put_strs(d, WY_S("references"), &f->references);
    wy_json_put_str(&d->w, WY_S("fingerprint"), wy_str_c(f->fingerprint));
    wy_json_close(&d->w, '}');
}

static void put_rest(struct doc *d)
{
    const struct wy_report_input *in = d->view.in;
    wy_json_open(&d->w, WY_S("cleared"), '[');
    for (WY_EACH(struct wy_cleared, c, in->findings->cleared)) {
        wy_json_open(&d->w, (wy_str){0}, '{');
        put_strs(d, WY_S("aliases"), &c->aliases);
        put_quote(d, WY_S("subject"), c->subject);
        put_text(d, WY_S("reason"), c->reason);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
    wy_json_open(&d->w, WY_S("gaps"), '[');
    for (WY_EACH(struct wy_gap, g, in->evidence->gaps)) {
        wy_json_open(&d->w, (wy_str){0}, '{');
        put_origin(d, &g->at);
        put_quote(d, WY_S("reason"), g->reason);
        wy_json_put_str(&d->w, WY_S("code"), g->code);
        if (g->offset.known)
            wy_json_put_int(&d->w, WY_S("offset"), g->offset.v);
        wy_json_close(&d->w, '}');
    }
    wy_json_close(&d->w, ']');
    wy_json_put_u64(&d->w, WY_S("gaps_untold"), in->evidence->gaps_untold);
}

static void put_document(struct doc *d)
{
    const struct wy_report_input *in = d->view.in;
    wy_json_open(&d->w, (wy_str){0}, '{');
    wy_json_put_str(&d->w, WY_S("schema"), WY_S("wary.report/1"));
    wy_json_put_str(&d->w, WY_S("version"), wy_str_c(in->version));
    wy_json_put_str(&d->w, WY_S("lang"), wy_str_c(in->lang ? in->lang : "en"));
    put_scope(d);
    put_knowledge(d);
    put_device(d);
    wy_json_put_str(&d->w, WY_S("verdict"), wy_str_c(wy_verdict_word(in->answers->total)));
    wy_json_open(&d->w, WY_S("questions"), '{');
    for (int q = 0; q < WY_QUESTIONS; q++)
        put_question(d, (enum wy_question)q);
    wy_json_close(&d->w, '}');
    wy_json_open(&d->w, WY_S("findings"), '[');
    for (size_t i = 0; i < d->view.n; i++)
        put_finding(d, d->view.findings[i]);
    wy_json_close(&d->w, ']');
    put_rest(d);
    put_tables(d);
    wy_json_put_bool(&d->w, WY_S("redacted"), !in->reveal);
    wy_json_put_bool(&d->w, WY_S("sandboxed"), !in->unsandboxed);
    wy_json_close(&d->w, '}');
}

static wy_err write_json(const struct wy_report_input *in, struct wy_buf *out)
{
    struct doc d = {.out = out};
    wy_err err = wy_view_init(&d.view, in);
    if (err)
        return err;
    d.w = wy_json_writer_init(out, 2);
    put_document(&d);
    wy_view_fini(&d.view);
    return out->err;
}

const struct wy_report wy_report_json = {.name = "json", .media = "application/json", .write = write_json};

// JSON Lines for other programs: a line for the case, then one for each step of an experiment, each transfer and each
// kind of connection, in that order. Fields as in wary.evidence/1, with tokens for the owner's values.
static void put_lines(struct doc *d, const char *name, const char *record)
{
    d->record = record;
    for (size_t t = 0; t < wy_tables_n; t++) {
        const struct wy_table *table = &wy_tables[t];
        if (!wy_str_eq(wy_str_c(table->name), wy_str_c(name)))
            continue;
        const struct wy_rows *rows = (const void *)((const char *)d->view.in->evidence + table->offset);
        for (size_t i = 0; i < rows->n; i++) {
            const void *row = (const char *)rows->v + i * table->type->size;
            d->w = wy_json_writer_init(d->out, 0);
            if (table->type == &wy_type_transfer)
                put_transfer(d, row);
            else
                put_row(d, table->type, row);
            wy_buf_char(d->out, '\n');
        }
    }
}

static wy_err write_jsonl(const struct wy_report_input *in, struct wy_buf *out)
{
    struct doc d = {.out = out};
    static const char *const tables[][2] = {{"steps", "step"}, {"transfers", "transfer"}, {"flows", "flow"}};
    wy_err err = wy_view_init(&d.view, in);
    if (err)
        return err;
    d.w = wy_json_writer_init(out, 0);
    wy_json_open(&d.w, (wy_str){0}, '{');
    wy_json_put_str(&d.w, WY_S("record"), WY_S("case"));
    wy_json_put_str(&d.w, WY_S("schema"), WY_S("wary.transfers/1"));
    wy_json_put_str(&d.w, WY_S("version"), wy_str_c(in->version));
    wy_json_put_bool(&d.w, WY_S("redacted"), !in->reveal);
    put_scope(&d);
    wy_json_close(&d.w, '}');
    wy_buf_char(out, '\n');
    for (size_t i = 0; i < WY_COUNT(tables); i++)
        put_lines(&d, tables[i][0], tables[i][1]);
    wy_view_fini(&d.view);
    return out->err;
}

const struct wy_report wy_report_jsonl = {.name = "jsonl", .media = "application/x-ndjson", .write = write_jsonl};
