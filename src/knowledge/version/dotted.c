// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Orders that are little more than numbers in a row: CRAN (R-exts 1.1.1: a shorter one comes first), Hackage (PVP),
// plain dotted numbers, OpenSSL's releases with their letters, and texts by code point.
#include "knowledge/version/scan.h"

// Numbers joined by any of `separators`; a longer one wins where all before is equal, or counts as .0 when pad is set.
static struct wy_compared compare_numbers(wy_str a, wy_str b, const char *separators, bool pad)
{
    bool more_a = true, more_b = true;
    int sign = 0;
    while (more_a || more_b) {
        wy_str na = {"", 0}, nb = {"", 0};
        if (more_a && !(na = wy_take_digits(&a)).len)
            return wy_unordered(WY_NOTE_FORM);
        if (more_b && !(nb = wy_take_digits(&b)).len)
            return wy_unordered(WY_NOTE_FORM);
        if (!sign)
            sign = !pad && more_a != more_b ? more_a - more_b : wy_digits_cmp(na, nb);
        if ((a.len && !strchr(separators, a.ptr[0])) || (b.len && !strchr(separators, b.ptr[0])))
            return wy_unordered(WY_NOTE_FORM);
        more_a = a.len > 0;
        more_b = b.len > 0;
        a = wy_str_from(a, 1);
        b = wy_str_from(b, 1);
    }
    return wy_ordered(sign);
}

struct wy_compared wy_compare_cran(wy_str a, wy_str b) { return compare_numbers(a, b, ".-", false); }
struct wy_compared wy_compare_hackage(wy_str a, wy_str b) { return compare_numbers(a, b, ".", false); }

// vers-spec: reading stops at the first character that is neither a digit nor a dot.
static wy_str intdot_part(wy_str s)
{
    size_t n = 0;
    while (n < s.len && (wy_is_digit(s.ptr[n]) || s.ptr[n] == '.'))
        n++;
    return wy_str_sub(s, 0, n && s.ptr[n - 1] == '.' ? n - 1 : n);
}

struct wy_compared wy_compare_intdot(wy_str a, wy_str b)
{
    return compare_numbers(intdot_part(a), intdot_part(b), ".", true);
}

struct wy_compared wy_compare_text(wy_str a, wy_str b) { return wy_ordered(wy_str_cmp(a, b)); }

struct openssl {
    wy_str number[3], letters, pre, pre_number;
};

static bool openssl_parse(wy_str s, struct openssl *v)
{
    *v = (struct openssl){0};
    for (int i = 0; i < 3; i++) {
        if (i && !wy_take_char(&s, '.'))
            return false;
        v->number[i] = wy_take_digits(&s);
        if (!v->number[i].len)
            return false;
    }
    v->letters = wy_take_letters(&s);
    if (wy_take_char(&s, '-')) {
        v->pre = wy_take_letters(&s);
        v->pre_number = wy_take_digits(&s);
        return v->pre.len && !s.len;
    }
    return !s.len;
}

struct wy_compared wy_compare_openssl(wy_str a, wy_str b)
{
    struct openssl va, vb;
    if (!openssl_parse(a, &va) || !openssl_parse(b, &vb))
        return wy_unordered(WY_NOTE_FORM);
    for (int i = 0; i < 3; i++) {
        int d = wy_digits_cmp(va.number[i], vb.number[i]);
        if (d)
            return wy_ordered(d);
    }
    int d = wy_nocase_cmp(va.letters, vb.letters); // z is followed by za
    if (!d && va.pre.len && vb.pre.len)
        d = wy_nocase_cmp(va.pre, vb.pre);
    else if (!d)
        d = (vb.pre.len > 0) - (va.pre.len > 0);
    return wy_ordered(d ? d : wy_digits_cmp(va.pre_number, vb.pre_number));
}
