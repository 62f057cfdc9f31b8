// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows into their order: advisories by id, claims by what they are about, and the ways to them.
#include "knowledge/index/builder.h"

#include <stdlib.h>

static wy_str text_at(const struct wy_index_builder *b, uint32_t offset) { return wy_texts_at(&b->texts, offset); }

static uint32_t number_at(const struct wy_index_builder *b, size_t i)
{
    uint32_t n;
    memcpy(&n, b->numbers.data + sizeof n * i, sizeof n);
    return n;
}

static int by_id(const void *x, const void *y, void *user)
{
    const struct wy_index_builder *b = user;
    const struct wy_index_row *rx = x, *ry = y;
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

// The records of one advisory, and what its claims are about.
struct group {
    uint32_t kind, subject, advisory; // kind: of the claim that comes first among those that can be matched
    uint32_t first, end;              // rows
};

// Names and aliases of one advisory; its claims come later.
static void add_advisory(struct wy_index_builder *b, const struct wy_index_row *rows, const struct group *g)
{
    struct wy_index_advisory a = rows[g->first].advisory;
    a.aliases = wy_index_rows(&b->numbers, sizeof(uint32_t));
    a.aliases_n = 0;
    for (uint32_t i = g->first; i < g->end; i++) {
        const struct wy_index_advisory *from = &rows[i].advisory;
        if (i > g->first)
            merge_row(&a, from);
        for (uint32_t k = 0; k < from->aliases_n; k++) {
            uint32_t name = number_at(b, (size_t)from->aliases + k);
            if (name == a.id)
                continue;
            put_alias(b, name, g->advisory);
            wy_buf_add(&b->numbers, (wy_str){(const char *)&name, sizeof name});
            a.aliases_n++;
        }
    }
    wy_buf_add(&b->advisories, (wy_str){(const char *)&a, sizeof a});
}

static void find_home(const struct wy_index_builder *b, const struct wy_index_row *rows, struct group *g)
{
    const struct wy_index_claim *claims = (const void *)b->claims.data;
    g->kind = WY_CLAIM_KINDS; // nothing but products: last
    for (uint32_t i = g->first; i < g->end; i++)
        for (uint32_t k = 0; k < rows[i].advisory.claims_n; k++) {
            const struct wy_index_claim *c = &claims[rows[i].advisory.claims + k];
            if (c->kind != WY_CLAIM_PRODUCT && c->kind < g->kind) {
                g->kind = c->kind;
                g->subject = c->subject;
            }
        }
}

static int by_home(const void *x, const void *y)
{
    const struct group *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->subject != b->subject)
        return a->subject < b->subject ? -1 : 1;
    return a->advisory < b->advisory ? -1 : 1;
}

// A package's spans get keys; those before it that are others' get none.
static void add_keys(struct wy_index_builder *b, const struct wy_index_claim *c)
{
    const struct wy_index_span *spans = (const void *)b->sorted_spans.data;
    uint32_t have = wy_index_rows(&b->keys, sizeof(struct wy_index_keys));
    wy_buf_repeat(&b->keys, '\0', (c->spans - have) * sizeof(struct wy_index_keys));
    for (uint32_t i = 0; i < c->spans_n; i++) {
        const struct wy_index_span *s = &spans[c->spans + i];
        struct wy_index_keys keys = {wy_version_key((enum wy_order)c->order, text_at(b, s->from)),
                                     wy_version_key((enum wy_order)c->order, text_at(b, s->to))};
        wy_buf_add(&b->keys, (wy_str){(const char *)&keys, sizeof keys});
    }
}

static void copy_claims(struct wy_index_builder *b, const struct wy_index_advisory *from, uint32_t advisory,
                        bool withdrawn)
{
    const struct wy_index_claim *claims = (const void *)b->claims.data;
    for (uint32_t i = 0; i < from->claims_n; i++) {
        struct wy_index_claim c = claims[from->claims + i];
        size_t size = sizeof(struct wy_index_span);
        wy_str spans = {b->spans.data + size * c.spans, size * c.spans_n};
        c.spans = wy_index_rows(&b->sorted_spans, size);
        c.advisory = advisory;
        c.withdrawn = withdrawn;
        if (c.spans_n)
            wy_buf_add(&b->sorted_spans, spans);
        if ((c.kind == WY_CLAIM_PACKAGE || c.kind == WY_CLAIM_PURL) && !b->sorted_spans.err && !b->keys.err)
            add_keys(b, &c);
        wy_buf_add(&b->sorted_claims, (wy_str){(const char *)&c, sizeof c});
    }
}

static bool same_lists(const struct wy_index_builder *b, uint32_t x, uint32_t y, uint32_t n)
{
    return n == 0 || memcmp(b->numbers.data + sizeof n * (size_t)x, b->numbers.data + sizeof n * (size_t)y,
                            sizeof n * (size_t)n) == 0;
}

// Texts are interned, so that equal ones have one number.
static bool same_claim(const struct wy_index_builder *b, const struct wy_index_claim *x, const struct wy_index_claim *y)
{
    struct wy_index_claim like = *y;
    size_t size = sizeof(struct wy_index_span);
    like.spans = x->spans;
    like.chips = x->chips;
    like.conditions = x->conditions;
    return x->conditions_n == 0 && memcmp(x, &like, sizeof like) == 0 &&
           same_lists(b, x->chips, y->chips, x->chips_n) &&
           (x->spans_n == 0 ||
            memcmp(b->spans.data + size * x->spans, b->spans.data + size * y->spans, size * x->spans_n) == 0);
}

// A record that is there already, as when a file is given twice, says nothing more. Only the few before it are looked
// at.
static bool is_repeated(const struct wy_index_builder *b, const struct wy_index_row *rows, uint32_t first, uint32_t at)
{
    enum { LOOKED_AT = 8 };
    const struct wy_index_claim *claims = (const void *)b->claims.data;
    const struct wy_index_advisory *a = &rows[at].advisory;
    for (uint32_t i = at - first > LOOKED_AT ? at - LOOKED_AT : first; i < at; i++) {
        const struct wy_index_advisory *before = &rows[i].advisory;
        bool same = before->claims_n == a->claims_n;
        for (uint32_t k = 0; same && k < a->claims_n; k++)
            same = same_claim(b, &claims[before->claims + k], &claims[a->claims + k]);
        if (same)
            return true;
    }
    return false;
}

// Rows are in the order of ids; groups come in that order and leave in that of their homes.
static void arrange_claims(struct wy_index_builder *b, const struct wy_index_row *rows, struct group *groups, size_t n)
{
    qsort(groups, n, sizeof *groups, by_home);
    for (size_t i = 0; i < n && wy_index_builder_state(b, NULL) == WY_OK; i++) {
        const struct group *g = &groups[i];
        struct wy_index_advisory *a = (struct wy_index_advisory *)(void *)b->advisories.data + g->advisory;
        a->claims = wy_index_rows(&b->sorted_claims, sizeof(struct wy_index_claim));
        for (uint32_t k = g->first; k < g->end; k++)
            if (!is_repeated(b, rows, g->first, k))
                copy_claims(b, &rows[k].advisory, g->advisory, a->withdrawn);
        a->claims_n = wy_index_rows(&b->sorted_claims, sizeof(struct wy_index_claim)) - a->claims;
    }
}

static wy_err sort_advisories(struct wy_index_builder *b, struct wy_diag *diag)
{
    struct wy_index_row *rows = (void *)b->rows.data;
    size_t n = b->rows.len / sizeof *rows, groups_n = 0;
    struct group *groups = n ? calloc(n, sizeof *groups) : NULL;
    if (n && !groups)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the index");
    if (n)
        qsort_r(rows, n, sizeof *rows, by_id, b);
    for (size_t i = 0; i < n && wy_index_builder_state(b, NULL) == WY_OK;) {
        struct group *g = &groups[groups_n];
        *g = (struct group){.advisory = (uint32_t)groups_n++, .first = (uint32_t)i};
        for (uint32_t id = rows[i].advisory.id; i < n && rows[i].advisory.id == id; i++)
            ;
        g->end = (uint32_t)i;
        find_home(b, rows, g);
        add_advisory(b, rows, g);
    }
    if (wy_index_builder_state(b, NULL) == WY_OK && groups_n)
        arrange_claims(b, rows, groups, groups_n);
    free(groups);
    return wy_index_builder_state(b, diag);
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
            put_posting(
                out, WY_CLAIM_LABEL,
                wy_texts_intern(&b->texts, wy_label_key(text_at(b, number_at(b, (size_t)x->labels + k)), &arena)),
                claim);
    }
    wy_arena_fini(&arena);
}

static void gather_postings(struct wy_index_builder *b, struct wy_buf *out)
{
    const struct wy_index_claim *claims = (const void *)b->sorted_claims.data;
    uint32_t n = wy_index_rows(&b->sorted_claims, sizeof *claims);
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_index_claim *c = &claims[i];
        if (c->kind == WY_CLAIM_PACKAGE && c->conditions_n)
            post_conditions(b, c, i, out);
        else if (c->kind != WY_CLAIM_CHIP && c->kind != WY_CLAIM_PRODUCT)
            put_posting(out, c->kind, c->subject, i);
        else if (c->kind == WY_CLAIM_CHIP)
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
        struct wy_index_subject s = {.kind = p[i].kind, .name = p[i].name, .postings = wy_index_rows(&b->numbers, 4)};
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
    uint32_t n = wy_index_rows(&b->subjects, sizeof *subjects), size = 1;
    while (size < n * 2)
        size *= 2;
    wy_buf_repeat(&b->slots, '\0', size * sizeof(struct wy_index_slot));
    struct wy_index_slot *slots = (void *)b->slots.data;
    for (uint32_t k = 0; k < n && !b->slots.err; k++) {
        uint32_t hash = wy_index_hash(subjects[k].kind, text_at(b, subjects[k].name)), i = hash & (size - 1);
        while (slots[i].subject)
            i = (i + 1) & (size - 1);
        slots[i] = (struct wy_index_slot){hash, k + 1};
    }
}

wy_err wy_index_arrange(struct wy_index_builder *b, struct wy_diag *diag)
{
    wy_err err = sort_advisories(b, diag);
    if (!err && b->aliases.len)
        qsort_r(b->aliases.data, b->aliases.len / sizeof(struct wy_index_alias), sizeof(struct wy_index_alias),
                by_alias, b);
    if (!err)
        err = sort_subjects(b, diag);
    if (!err)
        make_slots(b);
    return err ? err : wy_index_builder_state(b, diag);
}
