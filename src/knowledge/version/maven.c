// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Maven: the version order specification of the POM reference. Tokens between dots, hyphens and changes from digits to
// letters; empty ones are 0; trailing nulls are cut before the end and before every hyphen.
#include "knowledge/version/scan.h"

enum { TOKENS_MAX = 128 };

struct token {
    wy_str text;
    char prefix; // '.' or '-'; 0 for the first
    bool number;
};

static bool is_null(const struct token *t)
{
    static const wy_str words[] = {WY_S_INIT("final"), WY_S_INIT("ga"), WY_S_INIT("release"), WY_S_INIT("")};
    if (t->number)
        return wy_digits_cmp(t->text, WY_S("0")) == 0;
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(t->text, words[i]))
            return true;
    return false;
}

static size_t split(wy_str s, struct token *tokens)
{
    size_t n = 0;
    char prefix = 0;
    while (n < TOKENS_MAX) {
        size_t len = 0;
        bool number = s.len && wy_is_digit(s.ptr[0]);
        while (len < s.len && s.ptr[len] != '.' && s.ptr[len] != '-' && wy_is_digit(s.ptr[len]) == number)
            len++;
        tokens[n] = (struct token){wy_str_sub(s, 0, len), prefix, number};
        if (!len)
            tokens[n] = (struct token){WY_S("0"), prefix, true};
        n++;
        s = wy_str_from(s, len);
        if (!s.len)
            return n;
        bool joint = s.ptr[0] == '.' || s.ptr[0] == '-';
        prefix = joint ? s.ptr[0] : '-';
        if (!joint && !number && n && tokens[n - 1].text.len == 1) { // a1, b2, m3
            static const wy_str full[] = {WY_S_INIT("alpha"), WY_S_INIT("beta"), WY_S_INIT("milestone")};
            const char *at = strchr("abm", wy_lower(tokens[n - 1].text.ptr[0]));
            if (at && *at)
                tokens[n - 1].text = full[at - "abm"];
        }
        if (joint)
            s = wy_str_from(s, 1);
    }
    return 0;
}

static size_t trim(struct token *tokens, size_t n)
{
    size_t i = n - 1;
    while (i > 0 && i < n) {
        if (is_null(&tokens[i])) {
            memmove(tokens + i, tokens + i + 1, (n - i - 1) * sizeof *tokens);
            n--;
            i--;
            continue;
        }
        while (i > 0 && tokens[i].prefix != '-')
            i--;
        if (i == 0)
            break;
        i--;
    }
    return n;
}

// Known qualifiers by age; 5 is the release itself, 7 stands for all others, which come in the order of the alphabet.
static int qualifier(wy_str s)
{
    static const struct {
        wy_str word;
        int place;
    } rows[] = {{WY_S_INIT("alpha"), 0},   {WY_S_INIT("beta"), 1},  {WY_S_INIT("milestone"), 2},
                {WY_S_INIT("rc"), 3},      {WY_S_INIT("cr"), 3},    {WY_S_INIT("snapshot"), 4},
                {WY_S_INIT(""), 5},        {WY_S_INIT("final"), 5}, {WY_S_INIT("ga"), 5},
                {WY_S_INIT("release"), 5}, {WY_S_INIT("sp"), 6}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq_nocase(s, rows[i].word))
            return rows[i].place;
    return 7;
}

static int compare_token(const struct token *a, const struct token *b)
{
    if (a->number != b->number)
        return a->number ? 1 : -1;
    if (a->number && a->prefix != b->prefix && a->prefix && b->prefix)
        return a->prefix == '-' ? -1 : 1;
    if (a->number)
        return wy_digits_cmp(a->text, b->text);
    if (a->prefix != b->prefix) // a qualifier after a dot comes before one after a hyphen
        return a->prefix == '.' ? -1 : 1;
    int qa = qualifier(a->text), qb = qualifier(b->text);
    if (qa != qb)
        return qa < qb ? -1 : 1;
    return qa == 7 ? wy_nocase_cmp(a->text, b->text) : 0;
}

// A token where the other version has ended.
static int compare_to_end(const struct token *t)
{
    if (t->number)
        return wy_digits_cmp(t->text, WY_S("0"));
    return wy_sign(qualifier(t->text) - 5);
}

struct wy_compared wy_compare_maven(wy_str a, wy_str b)
{
    struct token ta[TOKENS_MAX], tb[TOKENS_MAX];
    size_t na = split(a, ta), nb = split(b, tb);
    if (!na || !nb)
        return wy_unordered(WY_NOTE_TOO_LONG);
    na = trim(ta, na);
    nb = trim(tb, nb);
    for (size_t i = 0; i < na || i < nb; i++) {
        int d = i >= na ? -compare_to_end(&tb[i]) : i >= nb ? compare_to_end(&ta[i]) : compare_token(&ta[i], &tb[i]);
        if (d)
            return wy_ordered(d);
    }
    return wy_ordered(0);
}
