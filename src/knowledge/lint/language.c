// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of language tags: RFC 5646 section 2.1 for the form, the IANA registry for what exists. Letter case is ignored.
#include "knowledge/lint/rules.h"
#include "knowledge/lint/tables/tables.h"

#include <string.h>

enum { SUBTAGS_MAX = 32, TAG_MAX = 255 };

static bool listed(const char *list, size_t list_len, wy_str subtag)
{
    char word[16] = " ";
    if (subtag.len == 0 || subtag.len > sizeof word - 2)
        return false;
    for (size_t i = 0; i < subtag.len; i++)
        word[i + 1] = wy_lower(subtag.ptr[i]);
    word[subtag.len + 1] = ' ';
    return memmem(list, list_len, word, subtag.len + 2) != NULL;
}
#define LISTED(list, subtag) listed((list), strlen(list), (subtag))

static bool letters(wy_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_alpha(s.ptr[i]))
            return false;
    return true;
}

struct tag {
    wy_str part[SUBTAGS_MAX];
    size_t n, at;
};

static bool split(wy_str s, struct tag *tag)
{
    *tag = (struct tag){.n = 0};
    if (!s.len || s.len > TAG_MAX)
        return false;
    for (wy_str part; wy_str_next(&s, '-', &part);) {
        if (tag->n == SUBTAGS_MAX || !part.len || part.len > 8)
            return false;
        tag->part[tag->n++] = part;
    }
    return true;
}

static wy_str peek(const struct tag *t) { return t->at < t->n ? t->part[t->at] : (wy_str){"", 0}; }

static bool twice(const struct tag *t, size_t from, wy_str part)
{
    for (size_t i = from; i < t->at; i++)
        if (wy_str_eq_nocase(t->part[i], part))
            return true;
    return false;
}

// Variants, then extensions (the registry has u and t), then private use. NULL, or the subtag that is wrong.
static const wy_str *tail(struct tag *t)
{
    size_t variants = t->at;
    for (wy_str p = peek(t); p.len >= 5 || (p.len == 4 && wy_is_digit(p.ptr[0])); p = peek(t)) {
        if (!LISTED(lint_variants, p) || twice(t, variants, p))
            return &t->part[t->at];
        t->at++;
    }
    size_t extensions = t->at;
    while (peek(t).len == 1 && wy_lower(peek(t).ptr[0]) != 'x') {
        char singleton = wy_lower(peek(t).ptr[0]);
        if ((singleton != 'u' && singleton != 't') || twice(t, extensions, peek(t)))
            return &t->part[t->at];
        t->at++;
        if (peek(t).len < 2)
            return &t->part[t->at - 1];
        while (peek(t).len >= 2)
            t->at++;
    }
    if (peek(t).len == 1)
        return t->at + 1 < t->n ? NULL : &t->part[t->at];
    return t->at < t->n ? &t->part[t->at] : NULL;
}

static const wy_str *wrong_subtag(struct tag *t)
{
    wy_str p = peek(t);
    if (!letters(p) || p.len < 2 || p.len > 8 || !LISTED(lint_languages, p))
        return &t->part[0];
    t->at++;
    for (unsigned i = 0; i < 3 && peek(t).len == 3 && letters(peek(t)); i++, t->at++)
        if (!LISTED(lint_extlangs, peek(t)))
            return &t->part[t->at];
    if (peek(t).len == 4 && letters(peek(t))) {
        if (!LISTED(lint_scripts, peek(t)))
            return &t->part[t->at];
        t->at++;
    }
    if ((peek(t).len == 2 && letters(peek(t))) || (peek(t).len == 3 && wy_is_digit(peek(t).ptr[0]))) {
        if (!LISTED(lint_regions, peek(t)))
            return &t->part[t->at];
        t->at++;
    }
    return tail(t);
}

static bool is_private_only(const struct tag *t) { return t->n > 1 && wy_str_eq_nocase(t->part[0], WY_S("x")); }

static void each(struct lint *l, void (*check)(struct lint *, const struct wy_json *))
{
    const struct wy_json *nodes[] = {LINT_GET(l->document, "lang"), LINT_GET(l->document, "source_lang")};
    for (size_t i = 0; i < WY_COUNT(nodes); i++)
        if (lint_is(nodes[i], WY_JSON_STRING))
            check(l, nodes[i]);
}

static void check_exists(struct lint *l, const struct wy_json *node)
{
    struct tag tag;
    if (!split(node->string, &tag)) {
        lint_fail(l, node, "is no language tag; write one such as en or pt-BR");
        return;
    }
    if (is_private_only(&tag) || (node->string.len < 15 && LISTED(lint_grandfathereds, node->string)))
        return;
    const wy_str *wrong = wrong_subtag(&tag);
    if (wrong)
        lint_fail(l, node, "'%.*s' is not registered at this place of a language tag; write one such as en or pt-BR",
                  WY_ARG(*wrong));
}

// 6.1.12
void lint_language(struct lint *l) { each(l, check_exists); }

static bool private_region(wy_str p)
{
    char a = wy_lower(p.ptr[0]), b = wy_lower(p.ptr[1]);
    return (a == 'a' && b == 'a') || (a == 'q' && b >= 'm') || a == 'x' || (a == 'z' && b == 'z');
}

static void check_private(struct lint *l, const struct wy_json *node)
{
    struct tag tag;
    if (!split(node->string, &tag))
        return;
    bool found = false, in_extension = false;
    for (size_t i = 0; i < tag.n && !found; i++) {
        wy_str p = tag.part[i];
        char b = p.len > 1 ? wy_lower(p.ptr[1]) : 0;
        if (p.len == 1) {
            found = wy_lower(p.ptr[0]) == 'x';
            in_extension = true;
        }
        if (in_extension)
            continue;
        bool q = wy_lower(p.ptr[0]) == 'q';
        found |= i == 0 && p.len == 3 && q && b <= 't'; // qaa..qtz
        found |= i > 0 && p.len == 4 && letters(p) && q && wy_lower(p.ptr[1]) == 'a' &&
                 (wy_lower(p.ptr[2]) == 'a' || (wy_lower(p.ptr[2]) == 'b' && wy_lower(p.ptr[3]) <= 'x')); // Qaaa..Qabx
        found |= i > 0 && p.len == 2 && letters(p) && private_region(p);
    }
    if (found)
        lint_fail(l, node,
                  "'%.*s' has a subtag for private use, which readers elsewhere do not know; use a registered one",
                  WY_ARG(node->string));
}

// 6.2.14
void lint_private_language(struct lint *l) { each(l, check_private); }

static void check_default(struct lint *l, const struct wy_json *node)
{
    if (wy_str_eq_nocase(node->string, WY_S("i-default")))
        lint_fail(l, node, "i-default says nothing about the language; name it or leave the member out");
}

// 6.2.15
void lint_default_language(struct lint *l) { each(l, check_default); }

static void present_and_set(struct lint *l, const char *member, const char *why)
{
    const struct wy_json *node = wy_json_get(l->document, wy_str_c(member));
    if (!node)
        lint_fail_at(l, l->document, member, "%s is not there; %s", member, why);
    else if (!wy_json_str(node).len)
        lint_fail(l, node, "%s is there, but has no value; %s", member, why);
}

// 6.1.15
void lint_translator(struct lint *l)
{
    if (wy_str_eq(wy_json_str(wy_json_path(l->document, "publisher.category")), WY_S("translator")))
        present_and_set(l, "source_lang", "a translator names the language translated from");
}

// 6.2.12
void lint_missing_language(struct lint *l) { present_and_set(l, "lang", "name the document's language"); }

// 6.2.43
void lint_license_missing(struct lint *l)
{
    present_and_set(l, "license_expression", "name the licence of the document");
}

// 6.1.28
void lint_translation(struct lint *l)
{
    wy_str lang = LINT_STR(l->document, "lang"), source = LINT_STR(l->document, "source_lang");
    if (lang.ptr && source.ptr && wy_str_eq_nocase(lang, source))
        lint_fail(l, LINT_GET(l->document, "source_lang"),
                  "the document is in the language it was translated from; remove source_lang");
}

bool lint_english(const struct lint *l)
{
    wy_str lang = LINT_STR(l->document, "lang");
    return !lang.len || wy_str_eq_nocase(lang, WY_S("en")) || wy_str_starts_nocase(lang, WY_S("en-"));
}

// The translations that the CSAF TC has recorded (as of 2026-08): German.
wy_str lint_translated(const struct lint *l, wy_str english)
{
    static const struct {
        wy_str english, german;
    } rows[] = {
        {WY_S_INIT("License"), WY_S_INIT("Lizenz")},
        {WY_S_INIT("Product Description"), WY_S_INIT("Produktbeschreibung")},
        {WY_S_INIT("Reasoning for Supersession"), WY_S_INIT("Begr\xc3\xbcndung f\xc3\xbcr die Ersetzung")},
        {WY_S_INIT("Reasoning for Withdrawal"), WY_S_INIT("Begr\xc3\xbcndung f\xc3\xbcr die Zur\xc3\xbc"
                                                          "ckziehung")},
        {WY_S_INIT("Superseding Document"), WY_S_INIT("Ersetzendes Dokument")},
    };
    if (lint_english(l))
        return english;
    wy_str lang = LINT_STR(l->document, "lang");
    bool german = wy_str_eq_nocase(lang, WY_S("de")) || wy_str_starts_nocase(lang, WY_S("de-"));
    for (size_t i = 0; german && i < WY_COUNT(rows); i++)
        if (wy_str_eq(rows[i].english, english))
            return rows[i].german;
    return (wy_str){0};
}
