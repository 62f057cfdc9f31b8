// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CSAF documents as records, one for each flaw. Only products that a package name alone identifies become claims about
// that package; what asks more of a device (a model, a setting, a signer) is carried under its product's name, because
// the index has no such conditions: the advisories that ship with Wary are matched with all of them by
// knowledge/match.c.
#include "knowledge/csaf.h"
#include "knowledge/record.h"

struct csaf {
    struct wy_record *record;
    struct wy_arena *arena;
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

// All that one flaw says about a package belongs into one claim, else each part would call the others' versions
// unknown.
static struct wy_claim *claim_of(const struct csaf *c, enum wy_claim_kind kind, wy_str subject, wy_str vendor)
{
    for (WY_EACH(struct wy_claim, claim, c->record->claims))
        if (claim->kind == kind && wy_str_eq(claim->subject, subject))
            return claim;
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, kind);
    if (claim) {
        claim->subject = subject;
        claim->vendor = vendor;
        claim->order = WY_ORDER_APK;
    }
    return claim;
}

static bool add_product(const struct csaf *c, const struct wy_product_status *s)
{
    static const uint8_t statuses[] = {
        [WY_STAND_NOT_AFFECTED] = WY_STATUS_UNAFFECTED,
        [WY_STAND_FIXED] = WY_STATUS_UNAFFECTED,
        [WY_STAND_POSSIBLE] = WY_STATUS_AFFECTED,
        [WY_STAND_AFFECTED] = WY_STATUS_AFFECTED,
    };
    const struct wy_product *p = s->product;
    uint8_t status = statuses[s->standing], flags = s->standing == WY_STAND_POSSIBLE ? WY_SPAN_READ : 0;
    const struct wy_condition *only = p->n == 1 && p->component ? p->component : NULL;
    bool package = only && only->fact == WY_FACT_PACKAGE && only->values.n;
    if (!package) {
        struct wy_claim *claim = claim_of(c, WY_CLAIM_PRODUCT, p->name, p->vendor);
        return claim && (!p->component || add_version(c, claim, &p->component->version, flags, status));
    }
    for (WY_EACH(wy_str, name, only->values)) {
        struct wy_claim *claim = claim_of(c, WY_CLAIM_PACKAGE, *name, p->vendor);
        if (!claim || !add_version(c, claim, &only->version, flags, status))
            return false;
    }
    return true;
}

static wy_err give_statement(const struct wy_csaf *document, const struct wy_statement *s, struct wy_arena *scratch,
                             wy_record_sink sink, void *user, struct wy_diag *diag)
{
    enum { CLAIMS_MAX = 2000 }; // products of one flaw; the list is searched for each
    struct wy_record r = {.id = s->key, .score = s->score, .vector = s->score_vector};
    struct csaf c = {&r, scratch};
    r.title = s->title.ptr ? s->title : document->title;
    r.source = document->publisher;
    r.published = r.modified = document->day;
    r.aliases = s->ids;
    for (WY_EACH(struct wy_note, n, s->notes))
        if (!r.text.ptr && wy_str_eq(n->category, WY_S("description")))
            r.text = n->text;
    for (WY_EACH(struct wy_product_status, p, s->status)) {
        if (r.claims.n >= CLAIMS_MAX)
            return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "more than %d products of one flaw", CLAIMS_MAX);
        if (!add_product(&c, p))
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    }
    return sink(user, &r, diag);
}

wy_err wy_read_csaf(const struct wy_json *root, wy_str name, struct wy_arena *scratch, wy_record_sink sink, void *user,
                    struct wy_diag *diag)
{
    struct wy_csaf *document = NULL;
    wy_err err = wy_csaf_from_tree(root, name, scratch, &document, diag);
    if (err)
        return err;
    for (WY_EACH(struct wy_statement, s, document->statements)) {
        err = give_statement(document, s, scratch, sink, user, diag);
        if (err)
            return err;
    }
    return WY_OK;
}
