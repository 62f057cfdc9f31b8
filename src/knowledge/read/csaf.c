// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CSAF documents as records, one for each flaw. A product that says how to recognise it (a package, a model, a signer,
// a build: knowledge/condition.h) becomes a claim by its conditions, with the same answers as knowledge/match.c gives;
// one with a package URL of another ecosystem becomes a claim about that package and its versions; the others are
// carried under their names.
#include "core/map.h"
#include "knowledge/record.h"

struct csaf {
    struct wy_record *record;
    struct wy_arena *arena;
    struct wy_map claims; // kind and subject -> place in record->claims and one
};

static bool add_exact(const struct csaf *c, struct wy_claim *claim, wy_str version, uint8_t flags, uint8_t status)
{
    return wy_claim_span(claim, c->arena, (struct wy_span){.from = version, .flags = flags, .status = status});
}

static bool add_range(const struct csaf *c, struct wy_claim *claim, const struct wy_range *r, uint8_t flags,
                      uint8_t status)
{
    const struct wy_constraint *low = NULL;
    bool ok = true;
    for (size_t i = 0; i < r->n; i++) // what is taken out comes first: the first span that holds a version decides
        if (r->constraints[i].comparator == WY_NOT_EQUAL)
            ok = ok && add_exact(c, claim, r->constraints[i].version, flags, WY_STATUS_UNKNOWN);
    for (size_t i = 0; i <= r->n && ok; i++) {
        const struct wy_constraint *at = i < r->n ? &r->constraints[i] : NULL;
        enum wy_comparator way = at ? at->comparator : WY_LESS;
        if (way == WY_EQUAL)
            ok = add_exact(c, claim, at->version, flags, status);
        if (way == WY_EQUAL || way == WY_NOT_EQUAL)
            continue;
        if (way == WY_GREATER || way == WY_GREATER_EQUAL) {
            low = low ? low : at;
            continue;
        }
        if (!low && !at)
            continue;
        struct wy_span span = {.flags = (uint8_t)(flags | WY_SPAN_RANGE), .status = status};
        span.from = low ? low->version : (wy_str){0};
        span.to = at ? at->version : (wy_str){0};
        if (low && low->comparator == WY_GREATER)
            span.flags |= WY_SPAN_FROM_EXCLUDED;
        if (way == WY_LESS_EQUAL)
            span.flags |= WY_SPAN_TO_INCLUDED;
        low = NULL;
        ok = wy_claim_span(claim, c->arena, span);
    }
    return ok;
}

static bool add_version(const struct csaf *c, struct wy_claim *claim, const struct wy_version_rule *v, uint8_t flags,
                        uint8_t status)
{
    struct wy_span all = {.flags = (uint8_t)(flags | WY_SPAN_RANGE), .status = status};
    switch (v->kind) {
    case WY_VERSION_EXACT: return add_exact(c, claim, v->text, flags, status);
    case WY_VERSION_RANGE:
        return v->range.all ? wy_claim_span(claim, c->arena, all) : add_range(c, claim, &v->range, flags, status);
    case WY_VERSION_WORDS: // kept as written: nothing can be compared with it
        return add_exact(c, claim, v->text, flags, status);
    case WY_VERSION_ANY: break;
    }
    return wy_claim_span(claim, c->arena, all);
}

// All that one flaw says about a package of an ecosystem belongs into one claim, else each part would call the others'
// versions unknown.
static struct wy_claim *claim_of(struct csaf *c, enum wy_claim_kind kind, wy_str subject, wy_str vendor)
{
    wy_str key = wy_arena_printf(c->arena, "%d %.*s", (int)kind, WY_ARG(subject));
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&c->claims, key) : NULL;
    if (!slot)
        return NULL;
    if (slot->value)
        return (struct wy_claim *)c->record->claims.v + ((uintptr_t)slot->value - 1);
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, kind);
    if (claim) {
        slot->value = (void *)(uintptr_t)c->record->claims.n; // the rows move, so their place is kept
        claim->subject = subject;
        claim->vendor = vendor;
        claim->order = kind == WY_CLAIM_PURL ? wy_purl_order(subject) : WY_ORDER_APK;
    }
    return claim;
}

static bool add_conditions(struct csaf *c, const struct wy_product_status *s)
{
    const struct wy_product *p = s->product;
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, p->component ? WY_CLAIM_PACKAGE : WY_CLAIM_DEVICE);
    if (!claim)
        return false;
    claim->vendor = p->vendor;
    claim->subject = !p->component            ? WY_S("device")
                     : p->component->values.n ? *(const wy_str *)p->component->values.v
                                              : p->name;
    claim->standing = s->standing;
    claim->conditions = (struct wy_rows){(void *)(uintptr_t)p->conditions, p->n, p->n};
    return true;
}

static bool add_product(struct csaf *c, const struct wy_product_status *s)
{
    static const uint8_t statuses[] = {
        [WY_STAND_NOT_AFFECTED] = WY_STATUS_UNAFFECTED,
        [WY_STAND_FIXED] = WY_STATUS_UNAFFECTED,
        [WY_STAND_POSSIBLE] = WY_STATUS_AFFECTED,
        [WY_STAND_AFFECTED] = WY_STATUS_AFFECTED,
    };
    const struct wy_product *p = s->product;
    uint8_t status = statuses[s->standing], flags = s->standing == WY_STAND_POSSIBLE ? WY_SPAN_READ : 0;
    wy_str version = {0}, key = p->n ? (wy_str){0} : wy_purl_key(p->purl, c->arena, &version);
    if (p->n)
        return add_conditions(c, s);
    if (!key.ptr)
        return claim_of(c, WY_CLAIM_PRODUCT, p->name, p->vendor) != NULL;
    struct wy_claim *claim = claim_of(c, WY_CLAIM_PURL, key, p->vendor);
    if (claim && version.len)
        return add_exact(c, claim, version, flags, status);
    return claim && add_version(c, claim, &p->version, flags, status);
}

wy_err wy_csaf_record(const struct wy_statement *s, struct wy_arena *scratch, struct wy_record *out,
                      struct wy_diag *diag)
{
    enum { CLAIMS_MAX = 100000 }; // products of one flaw
    struct wy_record r = {.id = s->key, .score = s->score, .vector = s->score_vector};
    struct csaf c = {.record = &r, .arena = scratch};
    wy_map_init(&c.claims, scratch);
    r.title = s->title.ptr ? s->title : s->document->title;
    r.source = s->document->publisher;
    r.published = r.modified = s->document->day;
    r.aliases = s->ids;
    r.rated = wy_rating(s->document->severity);
    for (WY_EACH(struct wy_note, n, s->notes))
        if (!r.text.ptr && wy_str_eq(n->category, WY_S("description")))
            r.text = n->text;
    for (WY_EACH(struct wy_product_status, p, s->status)) {
        if (r.claims.n >= CLAIMS_MAX)
            return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "more than %d products of one flaw", CLAIMS_MAX);
        if (!add_product(&c, p))
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    }
    *out = r;
    return WY_OK;
}

wy_err wy_read_csaf(const struct wy_json *root, wy_str name, struct wy_arena *scratch, const struct wy_record_out *out,
                    struct wy_diag *diag)
{
    struct wy_csaf *document = NULL;
    wy_err err = wy_csaf_from_tree(root, name, scratch, &document, diag);
    if (err)
        return err;
    for (WY_EACH(struct wy_statement, s, document->statements)) {
        struct wy_record r;
        struct wy_diag why = {.offset = WY_NO_OFFSET};
        err = wy_csaf_record(s, scratch, &r, &why);
        if (err == WY_NO_MEMORY)
            return wy_fail(diag, err, WY_NO_OFFSET, "%s", why.text);
        if (err)
            wy_record_leave_out(out, err, "/vulnerabilities/%zu: %.180s",
                                (size_t)(s - (struct wy_statement *)document->statements.v), why.text);
        else
            err = out->record(out->user, &r, diag);
        if (err && !why.code)
            return err;
    }
    return WY_OK;
}
