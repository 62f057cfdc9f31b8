// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests that belong to a profile (document category), and the test that keeps other documents off the profiles' names.
// Which profile a test is for stands in rules.def.
#include "knowledge/lint/rules.h"

// Dashes, hyphens, minus signs, low lines and white space of any script.
static bool is_gap(uint32_t c)
{
    static const uint32_t gaps[][2] = {
        {0x09, 0x0d},     {0x20, 0x20},     {0x2d, 0x2d},     {0x5f, 0x5f},     {0x85, 0x85},     {0xa0, 0xa0},
        {0xad, 0xad},     {0x332, 0x333},   {0x58a, 0x58a},   {0x5be, 0x5be},   {0x1400, 0x1400}, {0x1680, 0x1680},
        {0x1806, 0x1806}, {0x180e, 0x180e}, {0x2000, 0x200d}, {0x2010, 0x2015}, {0x2017, 0x2017}, {0x2028, 0x2029},
        {0x202f, 0x202f}, {0x203f, 0x2040}, {0x2043, 0x2043}, {0x2053, 0x2054}, {0x205f, 0x2060}, {0x207b, 0x207b},
        {0x208b, 0x208b}, {0x2212, 0x2212}, {0x2e17, 0x2e17}, {0x2e1a, 0x2e1a}, {0x2e3a, 0x2e3b}, {0x2e40, 0x2e40},
        {0x2e5d, 0x2e5d}, {0x3000, 0x3000}, {0x301c, 0x301c}, {0x3030, 0x3030}, {0x30a0, 0x30a0}, {0xfe31, 0xfe34},
        {0xfe4d, 0xfe4f}, {0xfe58, 0xfe58}, {0xfe63, 0xfe63}, {0xfeff, 0xfeff}, {0xff0d, 0xff0d}, {0xff3f, 0xff3f},
    };
    for (size_t i = 0; i < WY_COUNT(gaps); i++)
        if (c >= gaps[i][0] && c <= gaps[i][1])
            return true;
    return false;
}

// The name without gaps in lower case; false when it is longer than any profile's.
static bool squeeze(wy_str s, char out[64], wy_str *squeezed)
{
    size_t n = 0;
    for (size_t pos = 0; pos < s.len;) {
        uint32_t c = wy_utf8_next(s, &pos);
        if (is_gap(c))
            continue;
        if (n == 64)
            return false;
        out[n++] = c < 0x80 ? wy_lower((char)c) : c == 0x17f ? 's' : '?'; // U+017F folds to s
    }
    *squeezed = (wy_str){out, n};
    return true;
}

// 6.1.26
void lint_prohibited_category(struct lint *l)
{
    static const char names20[] = "securityincidentresponse informationaladvisory securityadvisory vex";
    static const char names21[] =
        "securityincidentresponse informationaladvisory securityadvisory vex deprecatedsecurityadvisory "
        "superseded withdrawn";
    if (!l->category.ptr || wy_str_eq(l->category, WY_S("csaf_base")))
        return;
    const struct wy_json *node = LINT_GET(l->document, "category");
    if (wy_str_starts_nocase(l->category, WY_S("csaf_"))) {
        lint_fail(l, node, "names that start with csaf_ are reserved; choose another, or the profile you mean");
        return;
    }
    char text[64];
    wy_str name;
    if (!squeeze(l->category, text, &name))
        return;
    if (wy_str_starts(name, WY_S("csaf")) && lint_in(wy_str_from(name, 4), l->v21 ? names21 : names20))
        name = wy_str_from(name, 4);
    if (lint_in(name, l->v21 ? names21 : names20))
        lint_fail(l, node, "'%.*s' reads like the name of a profile; use the profile's own value or another name",
                  WY_ARG(l->category));
}

// 6.2.38
void lint_deprecated_profile(struct lint *l)
{
    if (wy_str_starts(l->category, WY_S("csaf_deprecated_")))
        lint_fail(l, LINT_GET(l->document, "category"), "the profile is deprecated; use csaf_security_advisory");
}

static bool has_note(const struct lint *l, const char *categories)
{
    for (WY_JSON_EACH(note, LINT_GET(l->document, "notes")))
        if (lint_in(LINT_STR(note, "category"), categories))
            return true;
    return false;
}

// 6.1.27.1
void lint_profile_notes(struct lint *l)
{
    if (!has_note(l, "description details general summary"))
        lint_fail_at(l, l->document, "notes",
                     "this profile needs a note that is a description, details, general or summary; add one");
}

// 6.1.27.14
void lint_description_note(struct lint *l)
{
    if (!has_note(l, "description"))
        lint_fail_at(l, l->document, "notes",
                     "a withdrawn or superseded document needs a note of the category description");
}

// 6.1.27.2: external is the default.
void lint_profile_references(struct lint *l)
{
    for (WY_JSON_EACH(ref, LINT_GET(l->document, "references"))) {
        wy_str category = LINT_STR(ref, "category");
        if (!category.ptr || wy_str_eq(category, WY_S("external")))
            return;
    }
    lint_fail_at(l, l->document, "references", "this profile needs a reference of the category external; add one");
}

// 6.1.27.3
void lint_no_vulnerabilities(struct lint *l)
{
    if (LINT_GET(l->root, "vulnerabilities"))
        lint_fail_at(l, l->root, "vulnerabilities",
                     "this profile lists no vulnerabilities; remove them or change the category");
}

// 6.1.27.4
void lint_has_product_tree(struct lint *l)
{
    if (!l->tree)
        lint_fail_at(l, l->root, "product_tree", "this profile needs a product tree; add it");
}

// 6.1.27.15
void lint_no_product_tree(struct lint *l)
{
    if (l->tree)
        lint_fail_at(l, l->root, "product_tree", "this profile has no product tree; remove it");
}

// 6.1.27.11
void lint_has_vulnerabilities(struct lint *l)
{
    if (!LINT_GET(l->root, "vulnerabilities"))
        lint_fail_at(l, l->root, "vulnerabilities", "this profile needs vulnerabilities; add them");
}

// 6.1.27.5
void lint_vulnerability_notes(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        if (!LINT_GET(v->node, "notes"))
            lint_fail_at(l, v->node, "notes", "this profile needs notes in each vulnerability; add one");
}

// 6.1.27.6
void lint_has_product_status(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        if (!v->status)
            lint_fail_at(l, v->node, "product_status",
                         "this profile needs a product status in each vulnerability; add it");
}

// 6.1.27.7
void lint_vex_product_status(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        if (!LINT_GET(v->status, "fixed") && !LINT_GET(v->status, "known_affected") &&
            !LINT_GET(v->status, "known_not_affected") && !LINT_GET(v->status, "under_investigation"))
            lint_fail_at(
                l, v->node, "product_status",
                "a VEX says fixed, known_affected, known_not_affected or under_investigation; add one of these");
}

static bool all_ids_bound(const struct wy_json *ids)
{
    for (WY_JSON_EACH(item, ids))
        if (!LINT_GET(item, "product_ids") && !LINT_GET(item, "group_ids"))
            return false;
    return true;
}

// 6.1.27.8
void lint_vulnerability_id(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        const struct wy_json *ids = LINT_GET(v->node, "ids");
        if (LINT_GET(v->node, "cve"))
            continue;
        if (!ids) {
            lint_fail(l, v->node, "a VEX needs 'cve' or 'ids' in each vulnerability; add one");
            continue;
        }
        if (!l->v21 || !all_ids_bound(ids))
            continue;
        for (WY_EACH(lint_member_ref, row, v->rows))
            if ((*row)->status && !(*row)->identified)
                lint_fail(l, (*row)->node, "no item of 'ids' applies to '%.*s'; add one or a CVE", WY_ARG((*row)->id));
    }
}

// 6.1.27.9
void lint_impact_statement(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_EACH(lint_member_ref, row, v->rows))
            if (((*row)->status & LINT_KNOWN_NOT_AFFECTED) && !(*row)->impact)
                lint_fail(l, (*row)->node,
                          "a VEX says why '%.*s' is not affected; add a flag or a threat of the category impact",
                          WY_ARG((*row)->id));
}

// 6.1.27.10
void lint_action_statement(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_EACH(lint_member_ref, row, v->rows))
            if (((*row)->status & LINT_KNOWN_AFFECTED) && !(*row)->remedies)
                lint_fail(l, (*row)->node, "a VEX says what to do about '%.*s'; add a remediation", WY_ARG((*row)->id));
}

// 6.1.27.12
void lint_affected_products(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        if (!LINT_GET(v->status, "known_affected"))
            lint_fail_at(l, v->node, "product_status/known_affected",
                         "a security advisory names the affected products; add them");
}

// Exactly one note of this title, and that one of this category. Says which of the two is wrong.
void lint_one_note(struct lint *l, wy_str title, const char *category)
{
    const struct wy_json *found = NULL;
    size_t n = 0;
    for (WY_JSON_EACH(note, LINT_GET(l->document, "notes")))
        if (wy_str_eq(LINT_STR(note, "title"), title)) {
            found = found ? found : note;
            n++;
        }
    if (n != 1)
        lint_fail_at(l, l->document, "notes", "exactly one note with the title '%.*s' is needed, there are %zu",
                     WY_ARG(title), n);
    else if (!wy_str_eq(LINT_STR(found, "category"), wy_str_c(category)))
        lint_fail(l, found, "the note '%.*s' must be of the category %s", WY_ARG(title), category);
}

static wy_str reasoning_title(const struct lint *l)
{
    bool withdrawn = l->profile == LINT_WITHDRAWN;
    return withdrawn ? WY_S("Reasoning for Withdrawal") : WY_S("Reasoning for Supersession");
}

// 6.1.27.17, 6.1.27.18
void lint_reasoning(struct lint *l)
{
    if (lint_english(l))
        lint_one_note(l, reasoning_title(l), "description");
}

// The term in the document's language; absent (and the test listed as not run) when no translation is recorded.
static wy_str translated_or_skip(struct lint *l, wy_str english)
{
    wy_str title = lint_translated(l, english);
    if (!title.ptr)
        lint_skip(l, "no translation of the needed title is known for the document's language");
    return title;
}

// 6.2.39.2, 6.2.39.3
void lint_reasoning_translated(struct lint *l)
{
    if (lint_english(l))
        return;
    wy_str title = translated_or_skip(l, reasoning_title(l));
    if (title.ptr)
        lint_one_note(l, title, "description");
}

static void check_superseding(struct lint *l, wy_str term)
{
    const struct wy_json *wrong = NULL;
    for (WY_JSON_EACH(ref, LINT_GET(l->document, "references"))) {
        wy_str category = LINT_STR(ref, "category");
        if (!wy_str_starts(LINT_STR(ref, "summary"), term))
            continue;
        if (wy_str_eq(category, WY_S("external"))) // the default does not count here
            return;
        wrong = ref;
    }
    if (wrong)
        lint_fail(l, wrong, "the reference to the superseding document must be of the category external");
    else
        lint_fail_at(l, l->document, "references", "a reference whose summary starts with '%.*s' is needed",
                     WY_ARG(term));
}

// 6.1.27.19
void lint_superseding_reference(struct lint *l)
{
    if (lint_english(l))
        check_superseding(l, WY_S("Superseding Document"));
}

// 6.2.39.4
void lint_superseding_translated(struct lint *l)
{
    if (lint_english(l))
        return;
    wy_str term = translated_or_skip(l, WY_S("Superseding Document"));
    if (term.ptr)
        check_superseding(l, term);
}

// 6.2.39.5
void lint_no_extension(struct lint *l)
{
    const struct wy_json *places[] = {LINT_GET(l->document, "x_extensions"), LINT_GET(l->root, "x_extensions")};
    for (size_t i = 0; i < WY_COUNT(places); i++)
        if (places[i])
            lint_fail(l, places[i], "a withdrawn or superseded document has no extension; remove it");
}

// 6.2.40
void lint_product_description(struct lint *l)
{
    wy_str title = translated_or_skip(l, WY_S("Product Description"));
    if (!title.ptr)
        return;
    for (WY_JSON_EACH(note, LINT_GET(l->document, "notes")))
        if (wy_str_eq(LINT_STR(note, "category"), WY_S("description")) &&
            wy_str_starts_nocase(LINT_STR(note, "title"), title) && !LINT_GET(note, "product_ids") &&
            !LINT_GET(note, "group_ids"))
            lint_fail(l, note, "the description does not say of which product it is; add product_ids or group_ids");
}
