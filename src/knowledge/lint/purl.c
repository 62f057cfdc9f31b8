// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of package URLs (ECMA-427, in the canonical form that CSAF 2.1 asks for) and of how well CPE and PURL agree
// with the branches above a product (6.2.42).
#include "knowledge/lint/rules.h"

// Types that need a namespace, and types that must not have one (the type definitions of the PURL project, 2026-08).
static const char with_namespace[] =
    "alpm apk bitbucket composer deb git github golang huggingface maven qpkg rpm swift vscode-extension";
static const char without_namespace[] =
    "bazel bitnami cargo chrome-extension cocoapods conda cran gem hackage julia mlflow nuget oci opam "
    "otp pub pypi vcpkg";

struct purl {
    wy_str type, space, name, version, qualifiers, subpath; // absent when not given; still percent-encoded
    wy_str identity;                                        // all but the qualifiers, first part
};

// Letters, digits and these; everything else is percent-encoded.
static bool encoded(wy_str s, const char *more)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '%') {
            if (s.len - i < 3 || wy_hex_digit(s.ptr[i + 1]) < 0 || wy_hex_digit(s.ptr[i + 2]) < 0)
                return false;
            i += 2;
        } else if (!wy_is_alpha(c) && !wy_is_digit(c) && !(c && (strchr("-._~:", c) || strchr(more, c)))) {
            return false;
        }
    }
    return true;
}

static bool segments(wy_str s, const char *more, bool no_dots)
{
    for (wy_str part; wy_str_next(&s, '/', &part);)
        if (!part.len || !encoded(part, more) || wy_str_eq_nocase(part, WY_S("%2f")) ||
            (no_dots && (wy_str_eq(part, WY_S(".")) || wy_str_eq(part, WY_S("..")))))
            return false;
    return true;
}

static const char *check_qualifiers(wy_str s)
{
    wy_str rest = s, pair;
    for (size_t n = 0; wy_str_next(&rest, '&', &pair) && n < 256; n++) {
        size_t eq = wy_str_find_char(pair, '=');
        if (eq == WY_NPOS || eq == 0 || eq + 1 == pair.len)
            return "a qualifier is key=value, and neither is empty";
        wy_str key = wy_str_sub(pair, 0, eq);
        for (size_t i = 0; i < key.len; i++) {
            char c = key.ptr[i];
            if (!(c >= 'a' && c <= 'z') && !wy_is_digit(c) && !(c && strchr("._-", c)))
                return "a qualifier's key has lower case letters, digits and . - _ only";
        }
        if (wy_is_digit(key.ptr[0]))
            return "a qualifier's key starts with a letter";
        if (!encoded(wy_str_from(pair, eq + 1), "/+,;=@!$'()*"))
            return "a qualifier's value has characters that must be percent-encoded";
        wy_str later = rest, other;
        while (wy_str_next(&later, '&', &other))
            if (wy_str_starts(other, wy_str_sub(pair, 0, eq + 1)))
                return "a qualifier's key stands twice";
    }
    return NULL;
}

// NULL, or what is wrong.
static const char *read_purl(wy_str s, bool canonical, struct purl *out)
{
    const char *more = canonical ? "" : "+,;=@!$&'()*";
    *out = (struct purl){0};
    if (!(canonical ? wy_str_starts(s, WY_S("pkg:")) : wy_str_starts_nocase(s, WY_S("pkg:"))))
        return "it must start with pkg:";
    s = wy_str_from(s, 4);
    if (canonical && wy_str_starts(s, WY_S("/")))
        return "it must not have slashes after pkg:";
    while (wy_str_starts(s, WY_S("/")))
        s = wy_str_from(s, 1);
    size_t hash = wy_str_find_char(s, '#');
    if (hash != WY_NPOS) {
        out->subpath = wy_str_from(s, hash + 1);
        s = wy_str_sub(s, 0, hash);
        if (!segments(out->subpath, more, true))
            return "the subpath after # has an empty or dotted segment, or characters that must be percent-encoded";
    }
    size_t question = wy_str_find_char(s, '?');
    if (question != WY_NPOS) {
        out->qualifiers = wy_str_from(s, question + 1);
        s = wy_str_sub(s, 0, question);
        const char *wrong = check_qualifiers(out->qualifiers);
        if (wrong)
            return wrong;
    }
    out->identity = s;
    size_t slash = wy_str_find_char(s, '/');
    if (slash == WY_NPOS)
        return "it must have a type, a slash and a name";
    out->type = wy_str_sub(s, 0, slash);
    s = wy_str_from(s, slash + 1);
    for (size_t i = 0; i < out->type.len; i++) {
        char c = out->type.ptr[i];
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && !(i && (wy_is_digit(c) || c == '.' || c == '-')) && (canonical || (!wy_is_alpha(c) && c != '+')))
            return "the type has lower case letters, digits, . and - only";
    }
    size_t at = wy_str_rfind_char(s, '@');
    if (at != WY_NPOS && at > 0 && s.ptr[at - 1] != '/') {
        out->version = wy_str_from(s, at + 1);
        s = wy_str_sub(s, 0, at);
        // A bare "+" is frequent in Debian versions and harms nobody.
        if (!out->version.len || !encoded(out->version, canonical ? "+" : more))
            return "the version after @ is empty or has characters that must be percent-encoded";
    } else if (at != WY_NPOS && (canonical || at + 1 == s.len || !memchr(s.ptr + at, '/', s.len - at))) {
        return "it has no name before the @";
    }
    slash = wy_str_rfind_char(s, '/');
    out->name = wy_str_from(s, slash == WY_NPOS ? 0 : slash + 1);
    if (slash != WY_NPOS)
        out->space = wy_str_sub(s, 0, slash);
    if (!out->type.len || !out->name.len)
        return "it has no name";
    if (!encoded(out->name, more) || (out->space.ptr && !segments(out->space, more, false)))
        return "namespace and name must not have empty segments, and other characters are percent-encoded";
    if (canonical && !out->space.ptr && lint_in(out->type, with_namespace))
        return "this type needs a namespace before the name";
    if (canonical && out->space.ptr && lint_in(out->type, without_namespace))
        return "this type has no namespace";
    return NULL;
}

static const struct wy_json *helper(const struct lint_product *p)
{
    return LINT_GET(p->node, "product_identification_helper");
}

static void check_purl(struct lint *l, const struct wy_json *node)
{
    struct purl purl;
    const char *wrong = lint_is(node, WY_JSON_STRING) ? read_purl(node->string, l->v21, &purl) : NULL;
    if (wrong)
        lint_fail(l, node, "is no valid PURL: %s", wrong);
}

// 6.1.13
void lint_purl(struct lint *l)
{
    for (LINT_EACH(product, p, l->products)) {
        if (!l->v21)
            check_purl(l, LINT_GET(helper(p), "purl"));
        else if (lint_is(LINT_GET(helper(p), "purls"), WY_JSON_ARRAY))
            for (WY_JSON_EACH(node, LINT_GET(helper(p), "purls")))
                check_purl(l, node);
    }
}

// Text before the qualifiers, and the subpath after them; works on broken PURLs as well.
static bool same_but_qualifiers(wy_str a, wy_str b)
{
    wy_str parts[2][2];
    const wy_str both[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        size_t hash = wy_str_find_char(both[i], '#');
        parts[i][1] = hash == WY_NPOS ? WY_S("") : wy_str_from(both[i], hash);
        wy_str head = wy_str_sub(both[i], 0, hash == WY_NPOS ? both[i].len : hash);
        size_t question = wy_str_find_char(head, '?');
        parts[i][0] = wy_str_sub(head, 0, question == WY_NPOS ? head.len : question);
    }
    return wy_str_eq(parts[0][0], parts[1][0]) && wy_str_eq(parts[0][1], parts[1][1]);
}

// 6.1.42
void lint_purl_qualifiers(struct lint *l)
{
    for (LINT_EACH(product, p, l->products)) {
        const struct wy_json *list = LINT_GET(helper(p), "purls"), *first = wy_json_at(list, 0);
        if (!lint_is(list, WY_JSON_ARRAY) || !lint_is(first, WY_JSON_STRING))
            continue;
        for (WY_JSON_EACH(node, list))
            if (node->type == WY_JSON_STRING && !same_but_qualifiers(first->string, node->string))
                lint_fail(l, node,
                          "differs from the first PURL in more than its qualifiers; make it a product of its own");
    }
}

enum {
    CPE_PART,
    CPE_VENDOR,
    CPE_PRODUCT,
    CPE_VERSION,
    CPE_UPDATE,
    CPE_EDITION,
    CPE_LANGUAGE,
    CPE_SW_EDITION,
    CPE_TARGET_SW,
    CPE_TARGET_HW,
    CPE_OTHER,
    CPE_FIELDS
};

// CPE 2.3 formatted strings (":" escaped by "\"); CPE 2.2 URIs have the first seven.
static bool read_cpe(wy_str s, wy_str field[CPE_FIELDS])
{
    bool uri = wy_str_starts_nocase(s, WY_S("cpe:/"));
    if (!uri && !wy_str_starts(s, WY_S("cpe:2.3:")))
        return false;
    s = wy_str_from(s, uri ? 5 : 8);
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= s.len && n < CPE_FIELDS; i++) {
        if (i < s.len && s.ptr[i] == '\\') {
            i++;
            continue;
        }
        if (i == s.len || s.ptr[i] == ':') {
            field[n++] = wy_str_sub(s, from, i - from);
            from = i + 1;
        }
    }
    for (; n < CPE_FIELDS; n++)
        field[n] = WY_S("*");
    return true;
}

static bool is_set(wy_str value) { return value.len && !wy_str_eq(value, WY_S("*")) && !wy_str_eq(value, WY_S("-")); }

static bool has_star(wy_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\\')
            i++;
        else if (value.ptr[i] == '*' || value.ptr[i] == '?')
            return true;
    }
    return false;
}

// Compares without case, CPE's backslashes and percent encoding; blanks are underscores in CPE.
static bool same_text(wy_str coded, wy_str plain)
{
    size_t j = 0;
    for (size_t i = 0; i < coded.len; i++, j++) {
        char c = coded.ptr[i];
        if (c == '\\' && i + 1 < coded.len)
            c = coded.ptr[++i];
        if (c == '%' && coded.len - i >= 3 && wy_hex_digit(coded.ptr[i + 1]) >= 0 &&
            wy_hex_digit(coded.ptr[i + 2]) >= 0) {
            c = (char)(wy_hex_digit(coded.ptr[i + 1]) * 16 + wy_hex_digit(coded.ptr[i + 2]));
            i += 2;
        }
        char other = j < plain.len ? wy_lower(plain.ptr[j]) : 0;
        if (wy_lower(c) != other && !(c == '_' && other == ' '))
            return false;
    }
    return j == plain.len;
}

// The name of the nearest branch of this category above the product; absent when there is none.
static wy_str above(const struct lint *l, const struct lint_product *p, const char *categories)
{
    for (int32_t i = p->branch; i != LINT_NONE;) {
        const struct lint_branch *b = (const struct lint_branch *)l->branches.v + i;
        if (lint_in(b->category, categories))
            return b->name;
        i = b->parent;
    }
    return (wy_str){0};
}

static const struct {
    unsigned field;
    const char *categories, *name;
} counterparts[] = {
    {CPE_VENDOR, "vendor", "vendor"},
    {CPE_PRODUCT, "product_name", "product"},
    {CPE_VERSION, "product_version", "version"},
    {CPE_UPDATE, "patch_level service_pack", "update"},
    {CPE_LANGUAGE, "language", "language"},
    {CPE_TARGET_SW, "platform host_name", "target software"},
    {CPE_TARGET_HW, "architecture", "target hardware"},
};

static void check_cpe(struct lint *l, const struct lint_product *p, const struct wy_json *node)
{
    wy_str field[CPE_FIELDS];
    bool uri = wy_str_starts_nocase(node->string, WY_S("cpe:/"));
    if (!read_cpe(node->string, field))
        return;
    for (size_t i = 0; i < WY_COUNT(counterparts); i++) {
        wy_str value = field[counterparts[i].field], name = above(l, p, counterparts[i].categories);
        bool version = counterparts[i].field == CPE_VERSION,
             ranged = version && above(l, p, "product_version_range").ptr;
        if (uri && counterparts[i].field > CPE_LANGUAGE)
            continue; // CPE 2.2 can not say it
        // A platform may be told by either target.
        if (name.ptr && !is_set(value) && !(counterparts[i].field == CPE_TARGET_SW && is_set(field[CPE_TARGET_HW])))
            lint_fail(l, node, "the branches name '%.*s', but the CPE's %s is not set; set it", WY_ARG(name),
                      counterparts[i].name);
        else if (name.ptr && has_star(value))
            lint_fail(l, node, "the branches name '%.*s', but the CPE's %s has a wildcard; write it out", WY_ARG(name),
                      counterparts[i].name);
        else if (name.ptr && version && !same_text(value, name))
            lint_fail(l, node, "the branches name version '%.*s', the CPE '%.*s'; make them agree", WY_ARG(name),
                      WY_ARG(value));
        else if (!name.ptr && !ranged && is_set(value) &&
                 !(counterparts[i].field == CPE_TARGET_HW && above(l, p, "platform").ptr))
            lint_fail(l, node, "the CPE's %s is '%.*s', but no branch says so; add the branch", counterparts[i].name,
                      WY_ARG(value));
    }
}

static void check_purl_version(struct lint *l, const struct lint_product *p, const struct wy_json *node)
{
    struct purl purl;
    wy_str version = above(l, p, "product_version");
    if (!version.ptr || read_purl(node->string, false, &purl))
        return;
    if (!purl.version.ptr)
        lint_fail(l, node, "the branches name version '%.*s', but the PURL has none; add it", WY_ARG(version));
    else if (!same_text(purl.version, version))
        lint_fail(l, node, "the branches name version '%.*s', the PURL '%.*s'; make them agree", WY_ARG(version),
                  WY_ARG(purl.version));
}

// 6.2.42
void lint_inconsistent_helper(struct lint *l)
{
    for (LINT_EACH(product, p, l->products)) {
        const struct wy_json *cpe = LINT_GET(helper(p), "cpe"), *purls = LINT_GET(helper(p), "purls");
        if (p->origin != LINT_FROM_BRANCH)
            continue;
        if (lint_is(cpe, WY_JSON_STRING))
            check_cpe(l, p, cpe);
        for (WY_JSON_EACH(node, purls))
            if (node->type == WY_JSON_STRING)
                check_purl_version(l, p, node);
    }
}
