// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Conan's order (docs.conan.io, "Version ranges"): SemVer with any number of parts and words among them, where the
// build after the last + counts, too. Zeros at the end of a part list do not count; a number and a word are compared as
// texts, as the program does it.
#include "knowledge/version/scan.h"

struct conan {
    wy_str main, pre, build; // absent: ptr is NULL
};

static struct conan split(wy_str s)
{
    struct conan v = {0};
    size_t plus = wy_str_rfind_char(s, '+');
    if (plus != WY_NPOS) {
        v.build = wy_str_from(s, plus + 1);
        s = wy_str_sub(s, 0, plus);
    }
    size_t dash = wy_str_find_char(s, '-');
    if (dash != WY_NPOS)
        v.pre = wy_str_from(s, dash + 1);
    v.main = wy_str_sub(s, 0, wy_min(dash, s.len));
    return v;
}

static wy_str without_zeros(wy_str digits)
{
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = wy_str_from(digits, 1);
    return digits;
}

static bool is_zero(wy_str s) { return wy_all_digits(s) && wy_str_eq(without_zeros(s), WY_S("0")); }

// The list without the zeros at its end; absent when nothing is left.
static wy_str trim(wy_str list)
{
    while (list.ptr) {
        size_t dot = wy_str_rfind_char(list, '.');
        if (!is_zero(dot == WY_NPOS ? list : wy_str_from(list, dot + 1)))
            return list;
        list = dot == WY_NPOS ? (wy_str){0} : wy_str_sub(list, 0, dot);
    }
    return list;
}

static int compare_part(wy_str a, wy_str b)
{
    bool da = wy_all_digits(a), db = wy_all_digits(b);
    if (da && db)
        return wy_digits_cmp(a, b);
    return wy_sign(wy_str_cmp(da ? without_zeros(a) : a, db ? without_zeros(b) : b));
}

static int compare_list(wy_str a, wy_str b)
{
    a = trim(a);
    b = trim(b);
    for (;;) {
        wy_str pa, pb;
        bool more_a = wy_str_next(&a, '.', &pa), more_b = wy_str_next(&b, '.', &pb);
        if (!more_a || !more_b)
            return more_a - more_b;
        int d = compare_part(pa, pb);
        if (d)
            return d;
    }
}

// Of two lists that may be absent; `absent` is the sign when only a is.
static int compare_optional(wy_str a, wy_str b, int absent)
{
    if (!a.ptr || !b.ptr)
        return !a.ptr == !b.ptr ? 0 : a.ptr ? -absent : absent;
    return compare_list(a, b);
}

struct wy_compared wy_compare_conan(wy_str a, wy_str b)
{
    struct conan va = split(a), vb = split(b);
    int d = compare_list(va.main, vb.main);
    if (!d)
        d = compare_optional(va.pre, vb.pre, 1);
    return wy_ordered(d ? d : compare_optional(va.build, vb.build, -1));
}
