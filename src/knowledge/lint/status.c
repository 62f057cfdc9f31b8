// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of what a vulnerability says about each product: status, remediations, flags, metrics. Groups are resolved in
// the index, so that each test is one pass over the products that a vulnerability names.
#include "knowledge/lint/rules.h"

// The groups that exclude each other; "unknown" exists since CSAF 2.1. "recommended" contradicts nothing.
static const struct {
    uint16_t bits;
    const char *name;
} groups[] = {
    {LINT_AFFECTED, "affected"}, {LINT_KNOWN_NOT_AFFECTED, "not affected"},
    {LINT_ANY_FIXED, "fixed"},   {LINT_UNDER_INVESTIGATION, "under investigation"},
    {LINT_UNKNOWN, "unknown"},
};

// 6.1.6
void lint_contradicting_status(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        for (WY_EACH(lint_member_ref, row, v->rows)) {
            const struct lint_member *m = *row;
            const char *first = NULL;
            for (size_t i = 0; i < WY_COUNT(groups); i++) {
                if (!(m->status & groups[i].bits))
                    continue;
                if (first)
                    lint_fail(l, m->node, "'%.*s' is both %s and %s; a product has one status for a vulnerability",
                              WY_ARG(m->id), first, groups[i].name);
                first = groups[i].name;
            }
        }
    }
}

// 6.1.33
void lint_multiple_flags(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_EACH(lint_member_ref, row, v->rows))
            if ((*row)->flags > 1)
                lint_fail(l, (*row)->flag,
                          "'%.*s' has more than one flag with a justification; keep the one that applies",
                          WY_ARG((*row)->id));
}

// Remediation categories that exclude each other for one product, as a symmetric table of bits.
static uint16_t excluded_by(uint16_t remedy)
{
    switch (remedy) {
    case LINT_WORKAROUND:
    case LINT_MITIGATION: return LINT_OPTIONAL_PATCH | LINT_NONE_AVAILABLE;
    case LINT_VENDOR_FIX: return LINT_OPTIONAL_PATCH | LINT_NONE_AVAILABLE | LINT_FIX_PLANNED | LINT_NO_FIX_PLANNED;
    case LINT_OPTIONAL_PATCH: return 0x7f & ~LINT_OPTIONAL_PATCH;
    case LINT_NONE_AVAILABLE: return 0x7f & ~LINT_NONE_AVAILABLE;
    case LINT_FIX_PLANNED: return LINT_VENDOR_FIX | LINT_OPTIONAL_PATCH | LINT_NONE_AVAILABLE | LINT_NO_FIX_PLANNED;
    case LINT_NO_FIX_PLANNED: return LINT_VENDOR_FIX | LINT_OPTIONAL_PATCH | LINT_NONE_AVAILABLE | LINT_FIX_PLANNED;
    default: return 0;
    }
}

// The remediation item that gives `id` this category, so that the pointer leads there.
static const struct wy_json *remedy_item(struct lint *l, const struct lint_vuln *v, wy_str id, unsigned bit)
{
    for (WY_JSON_EACH(item, LINT_GET(v->node, "remediations"))) {
        if (!wy_str_eq(LINT_STR(item, "category"), lint_remedy_names[bit]))
            continue;
        struct lint_walk w = lint_walk(l, item);
        for (wy_str other; lint_walk_next(&w, &other);)
            if (wy_str_eq(id, other))
                return item;
    }
    return v->node;
}

// 6.1.35
void lint_contradicting_remedies(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        for (WY_EACH(lint_member_ref, row, v->rows)) {
            const struct lint_member *m = *row;
            for (unsigned i = 0; i < LINT_REMEDIES; i++) {
                uint16_t against = m->remedies & (1u << i) ? m->remedies & excluded_by((uint16_t)(1u << i)) : 0;
                if (!against || (against & ((1u << i) - 1)))
                    continue; // none, or told with the other one
                unsigned other = (unsigned)__builtin_ctz(against);
                lint_fail(l, remedy_item(l, v, m->id, i),
                          "'%.*s' has the remediations %.*s and %.*s, which exclude each other; keep one",
                          WY_ARG(m->id), WY_ARG(lint_remedy_names[i]), WY_ARG(lint_remedy_names[other]));
            }
        }
    }
}

// For each remediation category, in the order of lint_remedy_names: statuses it must not and should not go with.
static const struct {
    uint16_t prohibited, discouraged;
} combinations[LINT_REMEDIES] = {
    {LINT_KNOWN_NOT_AFFECTED | LINT_ANY_FIXED, LINT_UNDER_INVESTIGATION | LINT_UNKNOWN}, // workaround
    {LINT_KNOWN_NOT_AFFECTED | LINT_ANY_FIXED, LINT_UNDER_INVESTIGATION | LINT_UNKNOWN}, // mitigation
    {LINT_KNOWN_NOT_AFFECTED | LINT_ANY_FIXED, LINT_UNDER_INVESTIGATION | LINT_UNKNOWN}, // vendor_fix
    {LINT_AFFECTED, LINT_ANY_FIXED},                                                     // optional_patch
    {LINT_KNOWN_NOT_AFFECTED | LINT_ANY_FIXED, 0},                                       // none_available
    {LINT_ANY_FIXED, LINT_KNOWN_NOT_AFFECTED | LINT_UNDER_INVESTIGATION | LINT_UNKNOWN}, // fix_planned
    {LINT_ANY_FIXED, LINT_KNOWN_NOT_AFFECTED},                                           // no_fix_planned
};

static void check_combinations(struct lint *l, bool prohibited)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        for (WY_EACH(lint_member_ref, row, v->rows)) {
            const struct lint_member *m = *row;
            for (unsigned i = 0; i < LINT_REMEDIES; i++) {
                uint16_t bad = prohibited ? combinations[i].prohibited : combinations[i].discouraged;
                if (!(m->remedies & (1u << i)) || !(m->status & bad))
                    continue;
                unsigned status = (unsigned)__builtin_ctz(m->status & bad);
                lint_fail(l, remedy_item(l, v, m->id, i),
                          "'%.*s' is %.*s, to which the remediation %.*s %s; correct one of them", WY_ARG(m->id),
                          WY_ARG(lint_status_names[status]), WY_ARG(lint_remedy_names[i]),
                          prohibited ? "does not apply" : "hardly applies");
            }
        }
    }
}

// 6.1.36
void lint_status_and_remedy(struct lint *l) { check_combinations(l, true); }

// 6.2.27
void lint_discouraged_remedy(struct lint *l) { check_combinations(l, false); }

// 6.2.2
void lint_missing_remediation(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_EACH(lint_member_ref, row, v->rows))
            if (((*row)->status & (LINT_AFFECTED | LINT_UNDER_INVESTIGATION)) && !(*row)->remedies)
                lint_fail(l, (*row)->node, "there is no remediation for '%.*s'; add one, be it none_available",
                          WY_ARG((*row)->id));
}

// 6.2.3
void lint_missing_metric(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_EACH(lint_member_ref, row, v->rows))
            if (((*row)->status & LINT_AFFECTED) && !(*row)->scored)
                lint_fail(l, (*row)->node, "there is no metric that covers '%.*s'; add a score", WY_ARG((*row)->id));
}

static void needs_products(struct lint *l, const char *list, const char *what)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, wy_json_get(v->node, wy_str_c(list))))
            if (!LINT_GET(item, "group_ids") && !LINT_GET(item, "product_ids"))
                lint_fail(l, item, "the %s does not say for which products it is; add product_ids or group_ids", what);
}

// 6.1.29
void lint_remediation_without_product(struct lint *l) { needs_products(l, "remediations", "remediation"); }

// 6.1.32
void lint_flag_without_product(struct lint *l) { needs_products(l, "flags", "flag"); }

// 6.1.23
void lint_multiple_cves(struct lint *l)
{
    struct wy_map seen;
    wy_map_init(&seen, l->arena);
    for (LINT_EACH(vuln, v, l->vulns)) {
        wy_str cve = LINT_STR(v->node, "cve");
        struct wy_map_slot *slot = cve.ptr ? wy_map_put(&seen, cve) : NULL;
        if (slot && slot->value)
            lint_fail(l, LINT_GET(v->node, "cve"), "%.*s stands in more than one vulnerability; merge them",
                      WY_ARG(cve));
        if (slot)
            slot->value = v;
        l->out_of_memory |= cve.ptr && !slot;
    }
}

// 6.1.24
void lint_multiple_involvements(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        struct wy_map seen;
        wy_map_init(&seen, l->arena);
        for (WY_JSON_EACH(item, LINT_GET(v->node, "involvements"))) {
            wy_str party = LINT_STR(item, "party"), date = LINT_STR(item, "date");
            int64_t seconds = 0;
            uint32_t nanos = 0;
            bool timed = date.ptr && lint_time(date, &seconds, &nanos);
            wy_str key = timed ? wy_arena_printf(l->arena, "%.*s %lld.%u", WY_ARG(party), (long long)seconds, nanos)
                               : wy_arena_printf(l->arena, "%.*s '%.*s'", WY_ARG(party), WY_ARG(date));
            struct wy_map_slot *slot = date.ptr && key.ptr ? wy_map_put(&seen, key) : NULL;
            if (slot && slot->value)
                lint_fail(l, item, "the party '%.*s' is involved twice at the same date; merge the two", WY_ARG(party));
            if (slot)
                slot->value = v;
        }
    }
}

// 6.2.7
void lint_involvement_date(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, LINT_GET(v->node, "involvements")))
            if (!LINT_GET(item, "date"))
                lint_fail(l, item, "the involvement has no date; add it");
}

// 6.2.17
void lint_cve_in_ids(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, LINT_GET(v->node, "ids"))) {
            wy_str text = LINT_STR(item, "text");
            bool cve = wy_str_starts(text, WY_S("CVE-")) && text.len >= 13 && text.ptr[8] == '-';
            for (size_t i = 4; cve && i < text.len; i++)
                cve = i == 8 || wy_is_digit(text.ptr[i]);
            if (cve)
                lint_fail(l, item, "%.*s is a CVE; write it into the member 'cve'", WY_ARG(text));
        }
}

// 6.3.3
void lint_missing_cve(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        if (!LINT_GET(v->node, "cve"))
            lint_fail(l, v->node, "the vulnerability has no CVE; have one assigned and add it");
}
