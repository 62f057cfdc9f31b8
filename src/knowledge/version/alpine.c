// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Alpine packages as apk-tools orders them: numbers, one letter, _suffixes, ~hash, -rN. Two versions are walked token
// by token; where the kinds part, the one whose token comes later in the grammar is older, except before a pre-release
// suffix.
#include "knowledge/version/scan.h"

enum kind { FIRST, NUMBER, LETTER, EMPTY, SUFFIX, SUFFIX_NUMBER, HASH, REVISION, END, INVALID };

struct token {
    enum kind kind;
    wy_str rest; // after the token
    wy_str text; // digits or letters of the token
    int rank;    // of a suffix: below 0 = before the release
};

static const struct {
    wy_str name;
    int rank;
} suffixes[] = {
    {WY_S_INIT("alpha"), -4}, {WY_S_INIT("beta"), -3}, {WY_S_INIT("pre"), -2},
    {WY_S_INIT("rc"), -1},    {WY_S_INIT("cvs"), 1},   {WY_S_INIT("svn"), 2},
    {WY_S_INIT("git"), 3},    {WY_S_INIT("hg"), 4},    {WY_S_INIT("p"), 5},
};

static struct token first(wy_str s)
{
    struct token t = {.kind = FIRST, .rest = s};
    t.text = wy_take_digits(&t.rest);
    return t;
}

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

static void read_suffix(struct token *t)
{
    wy_str word = wy_take_letters(&t->rest);
    t->kind = INVALID;
    for (size_t i = 0; i < WY_COUNT(suffixes); i++) {
        if (wy_str_eq(word, suffixes[i].name)) {
            t->kind = SUFFIX;
            t->rank = suffixes[i].rank;
        }
    }
}

static void read_revision(struct token *t)
{
    wy_str rest = wy_str_from(t->rest, 1);
    t->text = wy_take_digits(&rest);
    bool bare = !t->text.len && rest.len && rest.ptr[0] != '-'; // -ruff
    t->kind = bare ? INVALID : REVISION;
    t->rest = rest;
}

static struct token next(struct token was)
{
    struct token t = {.kind = INVALID, .rest = was.rest};
    if (!t.rest.len) {
        t.kind = END;
        return t;
    }
    char c = t.rest.ptr[0];
    bool number = was.kind == FIRST || was.kind == NUMBER || was.kind == EMPTY;
    if (number && is_lower(c)) {
        t.kind = LETTER;
        t.text = wy_str_sub(t.rest, 0, 1);
        t.rest = wy_str_from(t.rest, 1);
    } else if (was.kind == LETTER && wy_is_digit(c)) {
        t.kind = NUMBER;
        t.text = wy_take_digits(&t.rest);
    } else if (was.kind == SUFFIX && wy_is_digit(c)) {
        t.kind = SUFFIX_NUMBER;
        t.text = wy_take_digits(&t.rest);
    } else if (c == '.' && number) {
        t.rest = wy_str_from(t.rest, 1);
        t.text = wy_take_digits(&t.rest);
        t.kind = t.text.len ? NUMBER : EMPTY;
    } else if (c == '_' && was.kind < HASH) {
        t.rest = wy_str_from(t.rest, 1);
        read_suffix(&t);
    } else if (c == '~' && was.kind < HASH) {
        t.rest = wy_str_from(t.rest, 1);
        t.kind = HASH;
        size_t n = 0;
        while (n < t.rest.len && wy_hex_digit(t.rest.ptr[n]) >= 0)
            n++;
        t.text = wy_str_sub(t.rest, 0, n);
        t.rest = wy_str_from(t.rest, n);
    } else if (c == '-' && t.rest.len > 1 && t.rest.ptr[1] == 'r' && was.kind < REVISION) {
        t.rest = wy_str_from(t.rest, 1);
        read_revision(&t);
    }
    return t;
}

static bool leading_zero(wy_str s) { return s.len && s.ptr[0] == '0'; }

static int compare_values(const struct token *a, const struct token *b)
{
    switch (a->kind) {
    case NUMBER:
        if (leading_zero(a->text) || leading_zero(b->text))
            return wy_str_cmp(a->text, b->text);
        return wy_digits_cmp(a->text, b->text);
    case LETTER:
    case HASH: return wy_str_cmp(a->text, b->text);
    case SUFFIX: return wy_sign(a->rank - b->rank);
    case FIRST:
    case SUFFIX_NUMBER:
    case REVISION: return wy_digits_cmp(a->text, b->text);
    case EMPTY:
    case END:
    case INVALID: break;
    }
    return 0;
}

struct wy_compared wy_compare_alpine(wy_str a, wy_str b)
{
    struct token ta = first(a), tb = first(b);
    while (ta.kind == tb.kind && ta.kind < END) {
        int d = compare_values(&ta, &tb);
        if (d)
            return wy_ordered(d);
        ta = next(ta);
        tb = next(tb);
    }
    if (ta.kind == tb.kind)
        return wy_ordered(0);
    if (ta.kind == SUFFIX && ta.rank < 0)
        return wy_ordered(-1);
    if (tb.kind == SUFFIX && tb.rank < 0)
        return wy_ordered(1);
    return wy_ordered(ta.kind > tb.kind ? -1 : 1);
}
