// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Small steps that the version orders share. Numbers are digit runs of any length, so nothing overflows.
#pragma once

#include "knowledge/version/version.h"

static inline struct wy_compared wy_ordered(int sign) { return (struct wy_compared){sign, WY_NOTE_NONE}; }
static inline struct wy_compared wy_unordered(enum wy_version_note note)
{
    return (struct wy_compared){WY_UNORDERED, note};
}
static inline int wy_sign(int64_t d) { return d < 0 ? -1 : d > 0; }

static inline bool wy_all_digits(wy_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

// Cuts the longest run of digits (or letters) off the front; empty when there is none.
static inline wy_str wy_take_digits(wy_str *s)
{
    size_t n = 0;
    while (n < s->len && wy_is_digit(s->ptr[n]))
        n++;
    wy_str run = wy_str_sub(*s, 0, n);
    *s = wy_str_from(*s, n);
    return run;
}

static inline wy_str wy_take_letters(wy_str *s)
{
    size_t n = 0;
    while (n < s->len && wy_is_alpha(s->ptr[n]))
        n++;
    wy_str run = wy_str_sub(*s, 0, n);
    *s = wy_str_from(*s, n);
    return run;
}

static inline bool wy_take_char(wy_str *s, char c)
{
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = wy_str_from(*s, 1);
    return true;
}

// Two digit runs as numbers; an empty one is 0.
static inline int wy_digits_cmp(wy_str a, wy_str b)
{
    while (a.len && a.ptr[0] == '0')
        a = wy_str_from(a, 1);
    while (b.len && b.ptr[0] == '0')
        b = wy_str_from(b, 1);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len ? wy_sign(memcmp(a.ptr, b.ptr, a.len)) : 0;
}

static inline int wy_nocase_cmp(wy_str a, wy_str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        unsigned char x = (unsigned char)wy_lower(a.ptr[i]), y = (unsigned char)wy_lower(b.ptr[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}
