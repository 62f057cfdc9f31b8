// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CSAF documents: header, statements about flaws, texts. See csaf.h for what is left out.
#include "knowledge/csaf.h"

#include "core/date.h"
#include "core/map.h"
#include "knowledge/cvss.h"

const wy_str wy_overlay_prefix = WY_S_INIT("urn:wary:overlay-of:");

struct reading {
    struct wy_arena *arena;
    struct wy_csaf *document;
    struct wy_map products;
    struct wy_diag *diag;
};

wy_str wy_standing_word(enum wy_standing standing)
{
    static const wy_str words[] = {WY_S_INIT("none"),    WY_S_INIT("known_not_affected"),  WY_S_INIT("fixed"),
                                   WY_S_INIT("unknown"), WY_S_INIT("under_investigation"), WY_S_INIT("known_affected")};
    return words[standing];
}

static wy_err no_memory(struct reading *r) { return wy_fail(r->diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory"); }

static wy_str text_of(struct reading *r, const struct wy_json *object, wy_str key)
{
    return wy_arena_dup(r->arena, wy_json_get_str(object, key));
}

static wy_err add_text(struct reading *r, struct wy_rows *list, wy_str s)
{
    for (WY_EACH(const wy_str, old, *list))
        if (wy_str_eq(*old, s))
            return WY_OK;
    if (list->n >= WY_CSAF_IDS)
        return wy_fail(r->diag, WY_LIMIT, WY_NO_OFFSET, "a vulnerability with more than %d ids", WY_CSAF_IDS);
    wy_str *slot = s.len ? wy_rows_add(list, r->arena, sizeof *slot) : NULL;
    if (slot)
        *slot = s;
    return slot || !s.len ? WY_OK : no_memory(r);
}

static wy_err read_notes(struct reading *r, const struct wy_json *list, struct wy_rows *out)
{
    for (WY_JSON_EACH(n, list)) {
        struct wy_note *note = wy_rows_add(out, r->arena, sizeof *note);
        if (!note)
            return no_memory(r);
        *note = (struct wy_note){text_of(r, n, WY_S("category")), text_of(r, n, WY_S("title")),
                                 text_of(r, n, WY_S("text"))};
    }
    return WY_OK;
}

static wy_err read_references(struct reading *r, const struct wy_json *list, struct wy_rows *out)
{
    for (WY_JSON_EACH(n, list)) {
        struct wy_reference *ref = wy_rows_add(out, r->arena, sizeof *ref);
        if (!ref)
            return no_memory(r);
        *ref = (struct wy_reference){text_of(r, n, WY_S("category")), text_of(r, n, WY_S("summary")),
                                     text_of(r, n, WY_S("url"))};
    }
    return WY_OK;
}

static wy_err read_remedies(struct reading *r, const struct wy_json *list, struct wy_rows *out)
{
    for (WY_JSON_EACH(n, list)) {
        struct wy_remedy *remedy = wy_rows_add(out, r->arena, sizeof *remedy);
        if (!remedy)
            return no_memory(r);
        *remedy = (struct wy_remedy){text_of(r, n, WY_S("category")), text_of(r, n, WY_S("details")),
                                     text_of(r, n, WY_S("url"))};
    }
    return WY_OK;
}

static wy_err read_status(struct reading *r, const struct wy_json *status, struct wy_rows *out)
{
    static const struct {
        wy_str word;
        enum wy_standing standing;
    } lists[] = {
        {WY_S_INIT("first_affected"), WY_STAND_AFFECTED},
        {WY_S_INIT("known_affected"), WY_STAND_AFFECTED},
        {WY_S_INIT("last_affected"), WY_STAND_AFFECTED},
        {WY_S_INIT("under_investigation"), WY_STAND_POSSIBLE},
        {WY_S_INIT("fixed"), WY_STAND_FIXED},
        {WY_S_INIT("first_fixed"), WY_STAND_FIXED},
        {WY_S_INIT("recommended"), WY_STAND_FIXED},
        {WY_S_INIT("known_not_affected"), WY_STAND_NOT_AFFECTED},
    };
    for (size_t i = 0; i < WY_COUNT(lists); i++)
        for (WY_JSON_EACH(id, wy_json_get(status, lists[i].word))) {
            const struct wy_product *p = wy_map_get(&r->products, wy_json_str(id));
            if (!p)
                return wy_fail(r->diag, WY_MALFORMED, WY_NO_OFFSET,
                               "product_status/%.*s names \"%.*s\", which the product tree does not define",
                               WY_ARG(lists[i].word), WY_ARG(wy_json_str(id)));
            struct wy_product_status *row = wy_rows_add(out, r->arena, sizeof *row);
            if (!row)
                return no_memory(r);
            *row = (struct wy_product_status){lists[i].standing, p};
        }
    return WY_OK;
}

// Base scores have one decimal.
static int score_of(const struct wy_json *cvss)
{
    const struct wy_json *n = wy_json_get(cvss, WY_S("baseScore"));
    if (n && n->type == WY_JSON_INT && n->integer >= 0 && n->integer <= 10)
        return (int)n->integer * 10;
    if (n && n->type == WY_JSON_REAL && n->real >= 0 && n->real <= 10)
        return (int)(n->real * 10 + 0.5);
    return -1;
}

// v4.0 has no base score beside the whole one: its base metrics alone may have been scored.
static int base_of(wy_str vector, int published)
{
    struct wy_cvss c;
    if (wy_cvss_parse(vector, &c, NULL) != WY_OK)
        return -1;
    if (c.version != WY_CVSS_40 || c.base == published)
        return c.base;
    for (size_t i = 0; i < WY_CVSS_ROWS; i++) {
        size_t n;
        const struct wy_cvss_metric *rows = wy_cvss_metrics(c.version, &n);
        c.value[i][1] = 0;
        if (i < n && rows[i].group != WY_CVSS_BASE)
            c.value[i][0] = 0;
    }
    return wy_cvss4_score(&c);
}

static void note_misfit(struct reading *r, const struct wy_json *cvss, int published, struct wy_score_misfit *out)
{
    wy_str vector = wy_json_get_str(cvss, WY_S("vectorString"));
    int computed = vector.len && published >= 0 ? base_of(vector, published) : published;
    if (!out->vector.ptr && computed != published)
        *out = (struct wy_score_misfit){text_of(r, cvss, WY_S("vectorString")), published, computed};
}

// The highest of the published scores. CSAF 2.0 has scores[], 2.1 metrics[].content.
static void read_scores(struct reading *r, const struct wy_json *list, struct wy_statement *s)
{
    static const wy_str kinds[] = {WY_S_INIT("cvss_v4"), WY_S_INIT("cvss_v3"), WY_S_INIT("cvss_v2")};
    for (WY_JSON_EACH(entry, list)) {
        const struct wy_json *content = wy_json_get(entry, WY_S("content"));
        for (size_t i = 0; i < WY_COUNT(kinds); i++) {
            const struct wy_json *cvss = wy_json_get(content ? content : entry, kinds[i]);
            int score = score_of(cvss);
            note_misfit(r, cvss, score, &s->misfit);
            if (score > s->score) {
                s->score = score;
                s->score_vector = text_of(r, cvss, WY_S("vectorString"));
                s->score_severity = text_of(r, cvss, WY_S("baseSeverity"));
            }
        }
    }
}

static wy_err read_ids(struct reading *r, const struct wy_json *v, size_t number, struct wy_statement *s)
{
    wy_err err = add_text(r, &s->ids, text_of(r, v, WY_S("cve")));
    for (WY_JSON_EACH(id, wy_json_get(v, WY_S("ids"))))
        err = err ? err : add_text(r, &s->ids, text_of(r, id, WY_S("text")));
    if (err)
        return err;
    if (s->ids.n) {
        s->key = *(wy_str *)s->ids.v;
        return WY_OK;
    }
    s->key = number ? wy_arena_printf(r->arena, "%.*s#%zu", WY_ARG(r->document->id), number + 1) : r->document->id;
    return add_text(r, &s->ids, s->key);
}

static wy_err read_statement(struct reading *r, const struct wy_json *v, size_t number, struct wy_statement *s)
{
    *s = (struct wy_statement){.document = r->document, .score = -1};
    s->title = text_of(r, v, WY_S("title"));
    s->released = wy_str_sub(text_of(r, v, WY_S("release_date")), 0, 10);
    wy_err err = read_ids(r, v, number, s);
    read_scores(r, wy_json_get(v, WY_S("scores")), s);
    read_scores(r, wy_json_get(v, WY_S("metrics")), s);
    err = err ? err : read_status(r, wy_json_get(v, WY_S("product_status")), &s->status);
    err = err ? err : read_remedies(r, wy_json_get(v, WY_S("remediations")), &s->remedies);
    err = err ? err : read_notes(r, wy_json_get(v, WY_S("notes")), &s->notes);
    return err ? err : read_references(r, wy_json_get(v, WY_S("references")), &s->references);
}

static wy_err read_statements(struct reading *r, const struct wy_json *list)
{
    size_t n = list && list->type == WY_JSON_ARRAY ? list->n : 0;
    struct wy_statement *all = wy_new(r->arena, struct wy_statement, n ? n : 1);
    if (!all)
        return no_memory(r);
    r->document->statements = (struct wy_rows){all, n, n};
    for (size_t i = 0; i < n; i++) {
        wy_err err = read_statement(r, wy_json_at(list, i), i, &all[i]);
        if (err)
            return err;
    }
    return WY_OK;
}

static wy_err read_header(struct reading *r, const struct wy_json *document)
{
    struct wy_csaf *d = r->document;
    const struct wy_json *tracking = wy_json_get(document, WY_S("tracking"));
    wy_str version = wy_json_get_str(document, WY_S("csaf_version"));
    if (!wy_str_eq(version, WY_S("2.0")) && !wy_str_eq(version, WY_S("2.1")))
        return wy_fail(r->diag, WY_UNSUPPORTED, WY_NO_OFFSET,
                       "/document/csaf_version is not 2.0 or 2.1: this is not a CSAF document");
    d->id = text_of(r, tracking, WY_S("id"));
    d->title = text_of(r, document, WY_S("title"));
    d->publisher = text_of(r, wy_json_get(document, WY_S("publisher")), WY_S("name"));
    d->severity = text_of(r, wy_json_get(document, WY_S("aggregate_severity")), WY_S("text"));
    d->date = wy_str_sub(text_of(r, tracking, WY_S("current_release_date")), 0, 10);
    if (!d->id.len)
        return wy_fail(r->diag, WY_MALFORMED, WY_NO_OFFSET, "/document/tracking/id is missing");
    if (!wy_day_parse(d->date, &d->day))
        return wy_fail(r->diag, WY_MALFORMED, WY_NO_OFFSET, "/document/tracking/current_release_date is not a date");
    wy_err err = read_notes(r, wy_json_get(document, WY_S("notes")), &d->notes);
    err = err ? err : read_references(r, wy_json_get(document, WY_S("references")), &d->references);
    for (WY_EACH(const struct wy_reference, ref, d->references))
        if (wy_str_starts(ref->url, wy_overlay_prefix))
            d->overlay_of = wy_str_from(ref->url, wy_overlay_prefix.len);
    return err;
}

bool wy_csaf_looks_like(wy_bytes head) { return wy_str_has(wy_bytes_str(head), WY_S("\"csaf_version\"")); }

wy_err wy_csaf_from_tree(const struct wy_json *json, wy_str file, struct wy_arena *arena, struct wy_csaf **out,
                         struct wy_diag *diag)
{
    struct wy_arena scratch; // of the map; what is kept is copied
    wy_arena_init(&scratch, arena->limit);
    struct wy_csaf *document = wy_new(arena, struct wy_csaf, 1);
    struct reading r = {.arena = arena, .document = document, .diag = diag};
    wy_err err = document ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
    if (err == WY_OK) {
        document->file = file;
        wy_map_init(&r.products, &scratch);
        err = read_header(&r, wy_json_get(json, WY_S("document")));
        err = err ? err : wy_csaf_products(wy_json_get(json, WY_S("product_tree")), arena, document, &r.products, diag);
        err = err ? err : read_statements(&r, wy_json_get(json, WY_S("vulnerabilities")));
    }
    wy_arena_fini(&scratch);
    if (err == WY_OK)
        *out = document;
    return err;
}

wy_err wy_csaf_read(struct wy_json_parser *parser, wy_bytes text, wy_str file, struct wy_arena *arena,
                    struct wy_csaf **out, struct wy_diag *diag)
{
    struct wy_arena scratch; // the JSON tree
    const struct wy_json *json;
    wy_arena_init(&scratch, arena->limit);
    wy_err err = wy_json_parse(parser, text, WY_CSAF_DEPTH, &scratch, &json, diag);
    if (err == WY_OK)
        err = wy_csaf_from_tree(json, file, arena, out, diag);
    wy_arena_fini(&scratch);
    return err;
}
