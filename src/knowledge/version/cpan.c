// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Perl's versions (version.pm): decimal ones (1.10 is 1.100, three digits for each place) and dotted ones
// (v1.10, 1.2.3). An underscore is left out: it marks trial releases and does not change the order.
#include "knowledge/version/scan.h"

enum { DIGITS_MAX = 512 };

struct cpan {
    char digits[DIGITS_MAX]; // without underscores
    wy_str first, rest;      // numbers before and after the first dot
    bool dotted;
};

static bool parse(wy_str s, struct cpan *v)
{
    size_t n = 0, dots = 0;
    char before = '.';
    bool v_mark = s.len && s.ptr[0] == 'v';
    if (v_mark)
        s = wy_str_from(s, 1);
    if (s.len >= DIGITS_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool fits = wy_is_digit(c) || (c == '.' && (wy_is_digit(before) || (!v_mark && i == 0))) ||
                    (c == '_' && wy_is_digit(before) && i + 1 < s.len);
        if (!fits)
            return false;
        dots += c == '.';
        if (c != '_')
            v->digits[n++] = c;
        before = c;
    }
    wy_str text = {v->digits, n};
    size_t dot = wy_str_find_char(text, '.');
    v->first = wy_str_sub(text, 0, wy_min(dot, n));
    v->rest = dot == WY_NPOS ? (wy_str){"", 0} : wy_str_from(text, dot + 1);
    v->dotted = v_mark || dots > 1;
    return n > dots && (dots < 2 || before != '.');
}

// The next number: up to the next dot, or the next three digits of a fraction, filled up with zeros.
static wy_str next(struct cpan *v, char place[4])
{
    if (v->dotted) {
        wy_str digits = wy_take_digits(&v->rest);
        (void)wy_take_char(&v->rest, '.');
        return digits;
    }
    for (size_t i = 0; i < 3; i++)
        place[i] = i < v->rest.len ? v->rest.ptr[i] : '0';
    v->rest = wy_str_from(v->rest, wy_min(v->rest.len, 3));
    return (wy_str){place, 3};
}

struct wy_compared wy_compare_cpan(wy_str a, wy_str b)
{
    struct cpan va = {0}, vb = {0};
    char pa[4], pb[4];
    if (!parse(a, &va) || !parse(b, &vb))
        return wy_unordered(WY_NOTE_FORM);
    int d = wy_digits_cmp(va.first, vb.first);
    while (!d && (va.rest.len || vb.rest.len))
        d = wy_digits_cmp(next(&va, pa), next(&vb, pb));
    return wy_ordered(d);
}
