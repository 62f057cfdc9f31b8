// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of SSVC objects. A namespace is a base ("ssvc", "nist#800-30", "x_example.test#one") and, after a slash,
// extensions, which may limit the values of a decision point but not add or move any. "example" and "test" are
// registered without decision points of their own, "invalid" must not be used.
#include "knowledge/lint/rules.h"
#include "knowledge/lint/tables/tables.h"

struct ssvc_walk {
    const struct lint *l;
    const struct lint_vuln *vuln;
    const struct wy_json *object; // ssvc_v2
    size_t i;
    uint32_t at;
};

static bool next_ssvc(struct ssvc_walk *w)
{
    const struct lint_vuln *vulns = w->l->vulns.v;
    for (; w->i < w->l->vulns.n; w->i++, w->at = 0) {
        w->vuln = &vulns[w->i];
        while (lint_is(w->vuln->metrics, WY_JSON_ARRAY) && w->at < w->vuln->metrics->n) {
            w->object = LINT_GET(LINT_GET(w->vuln->metrics->items + w->at++, "content"), "ssvc_v2");
            if (w->object)
                return true;
        }
    }
    return false;
}

// 6.1.46
void lint_invalid_ssvc(struct lint *l)
{
    for (struct ssvc_walk w = {.l = l}; next_ssvc(&w);)
        lint_schema_check(l, LINT_SCHEMA_SSVC, w.object, false);
}

static bool is_vuln_id(const struct lint_vuln *v, wy_str id)
{
    if (wy_str_eq(LINT_STR(v->node, "cve"), id))
        return true;
    for (WY_JSON_EACH(item, LINT_GET(v->node, "ids")))
        if (wy_str_eq(LINT_STR(item, "text"), id))
            return true;
    return false;
}

// 6.1.47
void lint_ssvc_targets(struct lint *l)
{
    wy_str document = LINT_STR(l->tracking, "id");
    for (struct ssvc_walk w = {.l = l}; next_ssvc(&w);)
        for (WY_JSON_EACH(node, LINT_GET(w.object, "target_ids"))) {
            wy_str id = wy_json_str(node);
            const struct wy_json *ids = LINT_GET(w.vuln->node, "ids");
            if (!id.ptr || !lint_step(l, 1 + (ids ? ids->n : 0)))
                continue;
            if (document.ptr && wy_str_eq(id, document) && l->vulns.n > 1)
                lint_fail(l, node, "names the document, which has several vulnerabilities; name the vulnerability");
            else if (!is_vuln_id(w.vuln, id))
                lint_fail(l, node,
                          "'%.*s' is neither the CVE nor another ID of this vulnerability; correct or remove it",
                          WY_ARG(id));
        }
}

static wy_str base_of(wy_str space)
{
    size_t slash = wy_str_find_char(space, '/');
    return wy_str_sub(space, 0, slash == WY_NPOS ? space.len : slash);
}

// The registered name itself: without fragment.
static bool is_registered(wy_str space)
{
    wy_str base = base_of(space);
    size_t hash = wy_str_find_char(base, '#');
    return lint_in(wy_str_sub(base, 0, hash == WY_NPOS ? base.len : hash), "basic cisa cvss example nist ssvc test");
}

static bool is_reserved(wy_str space)
{
    wy_str base = base_of(space);
    size_t hash = wy_str_find_char(base, '#');
    return lint_in(wy_str_sub(base, 0, hash == WY_NPOS ? base.len : hash), "example test");
}

static bool is_invalid(wy_str space)
{
    return wy_str_starts(space, WY_S("invalid"))
               ? space.len == 7 || space.ptr[7] == '#' || space.ptr[7] == '/'
               : wy_str_starts(space, WY_S("x_invalid")) &&
                     (space.len == 9 || space.ptr[9] == '#' || space.ptr[9] == '/' || space.ptr[9] == '.');
}

static const struct lint_decision_point *find(wy_str space, wy_str key, wy_str version)
{
    for (size_t i = 0; i < lint_decision_points_n; i++) {
        const struct lint_decision_point *d = &lint_decision_points[i];
        if (wy_str_eq(d->space, space) && wy_str_eq(d->key, key) && (!version.ptr || wy_str_eq(d->version, version)))
            return d;
    }
    return NULL;
}

// The language of the last extension that has one: "ssvc/de-DE", "ssvc//.example.test$de-DE".
static wy_str language_of(wy_str space)
{
    wy_str lang = {"", 0}, segment;
    for (bool base = true; wy_str_next(&space, '/', &segment); base = false) {
        size_t dollar = wy_str_find_char(segment, '$');
        if (!base && segment.len && segment.ptr[0] != '.')
            lang = segment;
        else if (!base && dollar != WY_NPOS)
            lang = wy_str_from(segment, dollar + 1);
    }
    return lang;
}

static bool is_translated(wy_str space)
{
    wy_str lang = language_of(space);
    return lang.len && !wy_str_eq_nocase(lang, WY_S("en")) && !wy_str_starts_nocase(lang, WY_S("en-"));
}

// `ordered` is false for translations: what their author calls which value is not known here, so only the keys count.
static void check_values(struct lint *l, const struct lint_decision_point *d, const struct wy_json *values,
                         bool ordered)
{
    wy_str rest = d->values, known;
    for (WY_JSON_EACH(value, values)) {
        wy_str key = LINT_STR(value, "key");
        bool found = false;
        if (!ordered)
            rest = d->values;
        while (!found && wy_str_next_word(&rest, &known))
            found = wy_str_eq(known, key);
        if (found || !key.ptr)
            continue;
        bool exists = false;
        rest = d->values;
        while (!exists && wy_str_next_word(&rest, &known))
            exists = wy_str_eq(known, key);
        lint_fail(l, value,
                  exists ? "the value '%.*s' is out of order or stands twice; the order is: %.*s"
                         : "the value '%.*s' does not exist here; the values are: %.*s",
                  WY_ARG(key), WY_ARG(d->values));
        return;
    }
}

static uint64_t version_number(wy_str version)
{
    struct lint_version v = lint_version(version);
    return v.part[0] * 1000000 + v.part[1] * 1000 + v.part[2];
}

// Namespaces that follow standards of others grow without SSVC: a version newer than the newest known here is held
// against that one. In "ssvc" itself the table is the definition.
static const struct lint_decision_point *find_or_newest(wy_str space, wy_str key, wy_str version)
{
    const struct lint_decision_point *exact = find(space, key, version), *newest = NULL;
    if (exact || wy_str_eq(space, WY_S("ssvc")))
        return exact;
    for (size_t i = 0; i < lint_decision_points_n; i++) {
        const struct lint_decision_point *d = &lint_decision_points[i];
        if (wy_str_eq(d->space, space) && wy_str_eq(d->key, key) &&
            (!newest || version_number(d->version) > version_number(newest->version)))
            newest = d;
    }
    return newest && version_number(version) > version_number(newest->version) ? newest : NULL;
}

// 6.1.48
void lint_ssvc_decision_points(struct lint *l)
{
    for (struct ssvc_walk w = {.l = l}; next_ssvc(&w);)
        for (WY_JSON_EACH(s, LINT_GET(w.object, "selections"))) {
            wy_str space = LINT_STR(s, "namespace"), key = LINT_STR(s, "key"), version = LINT_STR(s, "version");
            if (space.ptr && is_invalid(space)) {
                lint_fail(l, LINT_GET(s, "namespace"), "the namespace is reserved and must not be used");
                continue;
            }
            if (!space.ptr || !is_registered(space) || is_reserved(space))
                continue;
            const struct lint_decision_point *d =
                key.ptr && version.ptr ? find_or_newest(base_of(space), key, version) : NULL;
            if (d)
                check_values(l, d, LINT_GET(s, "values"), !is_translated(space));
            else
                lint_fail(l, s, "the namespace '%.*s' has no decision point '%.*s' in version '%.*s'; correct them",
                          WY_ARG(base_of(space)), WY_ARG(key), WY_ARG(version));
        }
}

static void each_namespace(struct lint *l, bool (*bad)(wy_str space), const char *words)
{
    for (struct ssvc_walk w = {.l = l}; next_ssvc(&w);)
        for (WY_JSON_EACH(s, LINT_GET(w.object, "selections"))) {
            const struct wy_json *node = LINT_GET(s, "namespace");
            if (lint_is(node, WY_JSON_STRING) && bad(node->string))
                lint_fail(l, node, "%s", words);
        }
}

static bool is_unregistered(wy_str space) { return !is_registered(space); }
static bool is_unregistered_x(wy_str space) { return wy_str_starts(space, WY_S("x_")); }
static bool is_extended(wy_str space) { return wy_str_find_char(space, '/') != WY_NPOS; }

// 6.2.34
void lint_ssvc_unknown_base(struct lint *l)
{
    each_namespace(l, is_unregistered,
                   "the base namespace is not registered, so its decision points are not known here");
}

// 6.2.35 for TLP:CLEAR, 6.3.14 for others
void lint_ssvc_unregistered_base(struct lint *l)
{
    if (l->clear == (wy_lint_level(l->rule->id) == WY_LINT_WARNING))
        each_namespace(l, is_unregistered_x,
                       "the base namespace is not registered; readers may not know its decision points");
}

// 6.2.36 for TLP:CLEAR, 6.3.15 for others
void lint_ssvc_extended(struct lint *l)
{
    if (l->clear == (wy_lint_level(l->rule->id) == WY_LINT_WARNING))
        each_namespace(l, is_extended, "the namespace has an extension; readers may not know its definitions");
}

// 6.2.37
void lint_ssvc_no_resource(struct lint *l)
{
    for (struct ssvc_walk w = {.l = l}; next_ssvc(&w);)
        for (WY_JSON_EACH(s, LINT_GET(w.object, "selections"))) {
            const struct wy_json *node = LINT_GET(s, "namespace");
            if (!lint_is(node, WY_JSON_STRING) || (is_registered(node->string) && !is_extended(node->string)))
                continue;
            bool found = false;
            for (WY_JSON_EACH(resource, LINT_GET(w.object, "decision_point_resources")))
                found |= lint_step(l, 1 + LINT_STR(resource, "summary").len / 32) &&
                         wy_str_has(LINT_STR(resource, "summary"), node->string);
            if (!found)
                lint_fail(l, node, "no decision_point_resources item mentions this namespace in its summary; add one");
        }
}

// 6.3.13
void lint_ssvc_version(struct lint *l)
{
    for (struct ssvc_walk w = {.l = l}; next_ssvc(&w);) {
        wy_str timestamp = LINT_STR(w.object, "timestamp");
        uint64_t day = 0; // yyyymmdd; the date as written is near enough for a day's table
        if (timestamp.len >= 10)
            for (size_t i = 0; i < 10; i++)
                day = wy_is_digit(timestamp.ptr[i]) ? day * 10 + (uint64_t)(timestamp.ptr[i] - '0') : day;
        for (WY_JSON_EACH(s, LINT_GET(w.object, "selections"))) {
            wy_str space = LINT_STR(s, "namespace"), key = LINT_STR(s, "key"), version = LINT_STR(s, "version");
            const struct lint_decision_point *latest = NULL;
            for (size_t i = 0; space.ptr && i < lint_decision_points_n; i++) {
                const struct lint_decision_point *d = &lint_decision_points[i];
                if (wy_str_eq(d->space, base_of(space)) && wy_str_eq(d->key, key) && d->added <= day &&
                    (!latest || version_number(d->version) > version_number(latest->version)))
                    latest = d;
            }
            if (latest && version.ptr && !wy_str_eq(latest->version, version))
                lint_fail(l, LINT_GET(s, "version"), "version %.*s was the latest at the timestamp, not %.*s; use it",
                          WY_ARG(latest->version), WY_ARG(version));
        }
    }
}
