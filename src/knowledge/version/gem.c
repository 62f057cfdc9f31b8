// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Ruby gems (Gem::Version): runs of digits and of letters; a letter run comes before a number; zeros before the first
// letter run and at the end do not count; "-" reads as ".pre.".
#include "knowledge/version/scan.h"

enum { SEGMENTS_MAX = 128 };

static bool is_zero(wy_str s) { return wy_is_digit(s.ptr[0]) && wy_digits_cmp(s, WY_S("0")) == 0; }

static size_t drop_zeros(wy_str *v, size_t from, size_t n)
{
    while (n > from && is_zero(v[n - 1]))
        n--;
    return n;
}

static size_t split(wy_str s, wy_str *v)
{
    size_t n = 0, words = SEGMENTS_MAX; // where the letter runs begin
    while (s.len) {
        wy_str part = wy_take_digits(&s);
        if (!part.len)
            part = wy_take_letters(&s);
        if (!part.len) {
            if (wy_take_char(&s, '-'))
                part = WY_S("pre");
            else
                s = wy_str_from(s, 1);
        }
        if (!part.len)
            continue;
        if (n == SEGMENTS_MAX)
            return 0;
        if (words == SEGMENTS_MAX && !wy_is_digit(part.ptr[0])) {
            n = drop_zeros(v, 0, n);
            words = n;
        }
        v[n++] = part;
    }
    return drop_zeros(v, words == SEGMENTS_MAX ? 0 : words, n);
}

static int compare_segment(wy_str a, wy_str b)
{
    bool da = wy_is_digit(a.ptr[0]), db = wy_is_digit(b.ptr[0]);
    if (da != db)
        return da ? 1 : -1;
    return da ? wy_digits_cmp(a, b) : wy_str_cmp(a, b);
}

struct wy_compared wy_compare_gem(wy_str a, wy_str b)
{
    wy_str va[SEGMENTS_MAX], vb[SEGMENTS_MAX];
    if (!wy_is_digit(a.ptr[0]) || !wy_is_digit(b.ptr[0]))
        return wy_unordered(WY_NOTE_FORM);
    size_t na = split(a, va), nb = split(b, vb);
    if ((!na && a.len > SEGMENTS_MAX) || (!nb && b.len > SEGMENTS_MAX))
        return wy_unordered(WY_NOTE_TOO_LONG);
    for (size_t i = 0; i < na || i < nb; i++) {
        int d = compare_segment(i < na ? va[i] : WY_S("0"), i < nb ? vb[i] : WY_S("0"));
        if (d)
            return wy_ordered(d);
    }
    return wy_ordered(0);
}
