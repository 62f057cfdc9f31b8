// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/knowledge.h"

#include "core/date.h"
#include "core/embedded.h"

#include <stdlib.h>

const wy_str wy_note_means = WY_S_INIT("What it means");
const wy_str wy_note_does_not_mean = WY_S_INIT("What it does not mean");
const wy_str wy_note_look = WY_S_INIT("How to look");

static wy_err no_memory(struct wy_diag *diag) { return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory"); }

struct wy_knowledge *wy_knowledge_new_empty(const struct wy_limits *limits)
{
    struct wy_knowledge *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->limits = limits;
    wy_arena_init(&k->arena, (size_t)limits->arena);
    wy_map_init(&k->by_id, &k->arena);
    wy_map_init(&k->by_package, &k->arena);
    wy_map_init(&k->by_label, &k->arena);
    return k;
}

static wy_err add_document(struct wy_knowledge *k, struct wy_json_parser *parser, wy_bytes csaf, wy_str file,
                           struct wy_diag *diag)
{
    struct wy_arena_mark mark = wy_arena_mark(&k->arena);
    struct wy_csaf *document;
    wy_err err = wy_csaf_read(parser, csaf, file, &k->arena, &document, diag);
    if (err) {
        wy_arena_reset(&k->arena, mark);
        return err;
    }
    struct wy_csaf **row = wy_rows_add(&k->documents, &k->arena, sizeof *row);
    if (!row)
        return no_memory(diag);
    *row = document;
    return WY_OK;
}

wy_err wy_knowledge_add(struct wy_knowledge *k, wy_bytes csaf, wy_str file, struct wy_diag *diag)
{
    wy_str kept = wy_arena_dup(&k->arena, file);
    return add_document(k, NULL, csaf, kept, diag);
}

static bool is_shelf(wy_str name)
{
    return wy_str_starts(name, WY_S("advisories/")) &&
           (wy_str_ends(name, WY_S("/record.json")) || wy_str_ends(name, WY_S("/overlay.json")));
}

struct wy_knowledge *wy_knowledge_new(const struct wy_limits *limits)
{
    struct wy_knowledge *k = wy_knowledge_new_empty(limits);
    struct wy_json_parser *parser = wy_json_parser_new();
    bool fine = k && parser;
    for (size_t i = 0; i < wy_embedded_files_n && fine; i++) {
        const struct wy_embedded *f = &wy_embedded_files[i];
        if (is_shelf(wy_str_c(f->name)))
            fine =
                add_document(k, parser, (wy_bytes){(const uint8_t *)f->text, f->len}, wy_str_c(f->name), NULL) == WY_OK;
    }
    wy_json_parser_free(parser);
    if (fine)
        return k;
    wy_knowledge_free(k);
    return NULL;
}

void wy_knowledge_free(struct wy_knowledge *k)
{
    if (!k)
        return;
    for (WY_EACH(struct wy_index, index, k->indexes))
        wy_index_close(index);
    wy_arena_fini(&k->arena);
    free(k);
}

wy_err wy_knowledge_add_index(struct wy_knowledge *k, const struct wy_index *index, struct wy_diag *diag)
{
    struct wy_index *row = wy_rows_add(&k->indexes, &k->arena, sizeof *row);
    if (!row)
        return no_memory(diag);
    *row = *index;
    return WY_OK;
}

static wy_err add_pointer(struct wy_knowledge *k, struct wy_rows *list, void *p, struct wy_diag *diag)
{
    void *const *old = list->v;
    if (list->n && old[list->n - 1] == p) // the rest of what occurs twice is sorted out by the matcher
        return WY_OK;
    void **slot = wy_rows_add(list, &k->arena, sizeof *slot);
    if (!slot)
        return no_memory(diag);
    *slot = p;
    return WY_OK;
}

static wy_err add_under(struct wy_knowledge *k, struct wy_map *map, wy_str key, struct wy_flaw *flaw,
                        struct wy_diag *diag)
{
    struct wy_map_slot *slot = key.ptr ? wy_map_put(map, key) : NULL;
    if (slot && !slot->value)
        slot->value = wy_new(&k->arena, struct wy_rows, 1);
    return slot && slot->value ? add_pointer(k, slot->value, flaw, diag) : no_memory(diag);
}

static wy_err file_product(struct wy_knowledge *k, struct wy_flaw *flaw, const struct wy_product *p,
                           struct wy_diag *diag)
{
    if (!p->n)
        return WY_OK;
    flaw->matchable = true;
    if (!p->component) {
        flaw->of_device = true;
        return WY_OK;
    }
    wy_err err = WY_OK;
    for (WY_EACH(const wy_str, v, p->component->values))
        err = err ? err : add_under(k, &k->by_package, *v, flaw, diag);
    for (WY_EACH(const wy_str, v, p->component->labels))
        err = err ? err : add_under(k, &k->by_label, wy_label_key(*v, &k->arena), flaw, diag);
    return err;
}

static struct wy_flaw *flaw_of(struct wy_knowledge *k, const struct wy_statement *s)
{
    struct wy_flaw *flaw = wy_map_get(&k->by_id, s->key);
    if (flaw)
        return flaw;
    struct wy_flaw **row = wy_rows_add(&k->flaws, &k->arena, sizeof *row);
    flaw = row ? wy_new(&k->arena, struct wy_flaw, 1) : NULL;
    if (flaw) {
        flaw->id = s->key;
        *row = flaw;
    }
    return flaw;
}

static wy_err file_statement(struct wy_knowledge *k, const struct wy_statement *s, struct wy_diag *diag)
{
    struct wy_flaw *flaw = flaw_of(k, s);
    const struct wy_statement **row = flaw ? wy_rows_add(&flaw->statements, &k->arena, sizeof *row) : NULL;
    if (!row)
        return no_memory(diag);
    *row = s;
    wy_err err = WY_OK;
    for (WY_EACH(const wy_str, id, s->ids)) {
        struct wy_map_slot *slot = wy_map_put(&k->by_id, *id);
        if (!slot)
            return no_memory(diag);
        if (!slot->value) {
            slot->value = flaw;
            wy_str *name = wy_rows_add(&flaw->ids, &k->arena, sizeof *name);
            if (!name)
                return no_memory(diag);
            *name = *id;
        }
    }
    for (WY_EACH(const struct wy_product_status, ps, s->status))
        err = err ? err : file_product(k, flaw, ps->product, diag);
    return err;
}

static wy_err file_document(struct wy_knowledge *k, const struct wy_csaf *d, struct wy_diag *diag)
{
    wy_err err = WY_OK;
    for (WY_EACH(const struct wy_statement, s, d->statements))
        err = err ? err : file_statement(k, s, diag);
    if (!k->date.ptr || d->day > k->newest) {
        k->newest = d->day;
        k->date = d->date;
    }
    return err;
}

// The whole is as old as its oldest part: what an old index does not know yet is on no shelf.
static wy_err date_index(struct wy_knowledge *k, const struct wy_index *index, struct wy_diag *diag)
{
    char text[WY_DATE_SIZE];
    int32_t day = index->file.header->info[WY_INDEX_NEWEST];
    if (k->date.ptr && day >= k->newest)
        return WY_OK;
    k->newest = day;
    k->date = wy_arena_dup(&k->arena, wy_day_format(day, text));
    return k->date.ptr ? WY_OK : no_memory(diag);
}

wy_err wy_knowledge_settle(struct wy_knowledge *k, struct wy_diag *diag)
{
    wy_err err = WY_OK;
    for (int overlays = 0; overlays < 2; overlays++) // records come first
        for (WY_EACH(struct wy_csaf *, d, k->documents))
            if (!err && ((*d)->overlay_of.len > 0) == (overlays == 1))
                err = file_document(k, *d, diag);
    for (WY_EACH(struct wy_flaw *, f, k->flaws))
        if (!err && (*f)->of_device)
            err = add_pointer(k, &k->of_device, *f, diag);
    for (WY_EACH(const struct wy_index, index, k->indexes))
        err = err ? err : date_index(k, index, diag);
    return err;
}

uint64_t wy_knowledge_advisories(const struct wy_knowledge *k)
{
    uint64_t n = k->flaws.n;
    for (WY_EACH(const struct wy_index, index, k->indexes))
        n += index->advisories_n;
    return n;
}

wy_str wy_knowledge_id(wy_str written, struct wy_arena *arena)
{
    wy_str id = wy_str_trim(written);
    char *capitals = wy_str_starts_nocase(id, WY_S("cve-")) ? wy_new(arena, char, id.len) : NULL;
    if (!capitals)
        return id;
    for (size_t i = 0; i < id.len; i++)
        capitals[i] = wy_upper(id.ptr[i]);
    return (wy_str){capitals, id.len};
}

const struct wy_flaw *wy_knowledge_find(const struct wy_knowledge *k, wy_str id) { return wy_map_get(&k->by_id, id); }

int64_t wy_knowledge_age_days(const struct wy_knowledge *k, int64_t now)
{
    return k->date.ptr ? now / 86400 - k->newest : -1;
}

bool wy_knowledge_stale(const struct wy_knowledge *k, int64_t now)
{
    return !k->date.ptr || wy_knowledge_age_days(k, now) > (int64_t)k->limits->knowledge_days;
}

static const struct wy_statement *best_scored(const struct wy_flaw *flaw)
{
    const struct wy_statement *best = NULL;
    for (WY_EACH(const struct wy_statement *, s, flaw->statements))
        if ((*s)->score >= 0 && (!best || (*s)->score > best->score))
            best = *s;
    return best;
}

int wy_flaw_score(const struct wy_flaw *flaw)
{
    const struct wy_statement *s = best_scored(flaw);
    return s ? s->score : -1;
}

wy_str wy_flaw_vector(const struct wy_flaw *flaw)
{
    const struct wy_statement *s = best_scored(flaw);
    return s ? s->score_vector : (wy_str){0};
}

// Bounds of the qualitative scale, CVSS v3.1 section 5.
wy_str wy_flaw_severity(const struct wy_flaw *flaw)
{
    static const wy_str words[] = {WY_S_INIT("critical"), WY_S_INIT("high"), WY_S_INIT("medium"), WY_S_INIT("low"),
                                   WY_S_INIT("none")};
    int score = wy_flaw_score(flaw);
    if (score >= 0)
        return words[score >= 90 ? 0 : score >= 70 ? 1 : score >= 40 ? 2 : score > 0 ? 3 : 4];
    for (WY_EACH(const struct wy_statement *, s, flaw->statements))
        for (size_t i = 0; i < WY_COUNT(words); i++)
            if (wy_str_eq_nocase((*s)->document->severity, words[i]))
                return words[i];
    return words[2];
}

// Statements from the last (the overlay's) to the first (the record's).
#define EACH_BACKWARDS(s, flaw)                                                                                        \
    const struct wy_statement *const *s = (flaw)->statements.v, *const *s##_at = s ? s + (flaw)->statements.n : s;     \
    s##_at != s;                                                                                                       \
    s##_at--

wy_str wy_flaw_title(const struct wy_flaw *flaw)
{
    for (EACH_BACKWARDS(s, flaw))
        if (s_at[-1]->title.len)
            return s_at[-1]->title;
    for (EACH_BACKWARDS(s, flaw))
        if (s_at[-1]->document->title.len)
            return s_at[-1]->document->title;
    return flaw->id;
}

static wy_str note_of(const struct wy_rows *notes, wy_str title, wy_str category)
{
    for (WY_EACH(const struct wy_note, n, *notes))
        if (title.ptr ? wy_str_eq(n->title, title) : wy_str_eq(n->category, category))
            return n->text;
    return (wy_str){0};
}

wy_str wy_flaw_note(const struct wy_flaw *flaw, wy_str title)
{
    for (EACH_BACKWARDS(s, flaw)) {
        wy_str text = note_of(&s_at[-1]->notes, title, (wy_str){0});
        if (text.len)
            return text;
    }
    // Documents of others know no such titles: their summary or description says what the flaw is.
    static const wy_str categories[] = {WY_S_INIT("summary"), WY_S_INIT("description")};
    for (size_t i = 0; i < WY_COUNT(categories) && wy_str_eq(title, wy_note_means); i++)
        for (EACH_BACKWARDS(s, flaw)) {
            wy_str text = note_of(&s_at[-1]->notes, (wy_str){0}, categories[i]);
            if (text.len)
                return text;
        }
    return (wy_str){0};
}

const struct wy_remedy *wy_flaw_remedy(const struct wy_flaw *flaw)
{
    static const wy_str categories[] = {WY_S_INIT("vendor_fix"),     WY_S_INIT("mitigation"),
                                        WY_S_INIT("workaround"),     WY_S_INIT("none_available"),
                                        WY_S_INIT("no_fix_planned"), WY_S_INIT("fix_planned")};
    for (size_t i = 0; i < WY_COUNT(categories); i++)
        for (EACH_BACKWARDS(s, flaw))
            for (WY_EACH(const struct wy_remedy, r, s_at[-1]->remedies))
                if (wy_str_eq(r->category, categories[i]) && r->details.len)
                    return r;
    return NULL;
}
