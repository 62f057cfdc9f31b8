// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// PHP packages as version_compare() orders them: parts between . - _ + and changes from digits to other characters;
// words have the order (any other) dev alpha beta RC # pl, where # stands for a number.
#include "knowledge/version/scan.h"

static wy_str next_part(wy_str *s)
{
    while (s->len && strchr(".-_+", s->ptr[0]))
        *s = wy_str_from(*s, 1);
    wy_str digits = wy_take_digits(s);
    if (digits.len)
        return digits;
    size_t n = 0;
    while (n < s->len && !strchr(".-_+", s->ptr[n]) && !wy_is_digit(s->ptr[n]))
        n++;
    wy_str word = wy_str_sub(*s, 0, n);
    *s = wy_str_from(*s, n);
    return word;
}

enum { NUMBER = 5 };

static int place(wy_str word)
{
    static const struct {
        wy_str word;
        int place;
    } rows[] = {{WY_S_INIT("dev"), 1}, {WY_S_INIT("a"), 2},      {WY_S_INIT("b"), 3}, {WY_S_INIT("RC"), 4},
                {WY_S_INIT("rc"), 4},  {WY_S_INIT("#"), NUMBER}, {WY_S_INIT("p"), 6}};
    if (wy_is_digit(word.ptr[0]))
        return NUMBER;
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_starts(word, rows[i].word))
            return rows[i].place;
    return 0;
}

// What is left of the longer one: a number is more, a word counts by its place against a number.
static int rest_sign(wy_str part, wy_str rest)
{
    while (part.len) {
        if (wy_is_digit(part.ptr[0]))
            return 1;
        int p = place(part);
        if (p != NUMBER)
            return p < NUMBER ? -1 : 1;
        part = next_part(&rest);
    }
    return 0;
}

static wy_str without_v(wy_str s) { return s.len && (s.ptr[0] == 'v' || s.ptr[0] == 'V') ? wy_str_from(s, 1) : s; }

struct wy_compared wy_compare_composer(wy_str a, wy_str b)
{
    a = without_v(a);
    b = without_v(b);
    for (;;) {
        wy_str pa = next_part(&a), pb = next_part(&b);
        if (!pa.len && !pb.len)
            return wy_ordered(0);
        if (!pa.len)
            return wy_ordered(-rest_sign(pb, b));
        if (!pb.len)
            return wy_ordered(rest_sign(pa, a));
        int d =
            wy_is_digit(pa.ptr[0]) && wy_is_digit(pb.ptr[0]) ? wy_digits_cmp(pa, pb) : wy_sign(place(pa) - place(pb));
        if (d)
            return wy_ordered(d);
    }
}
