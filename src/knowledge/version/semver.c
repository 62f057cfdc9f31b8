// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Semantic Versioning 2.0.0 section 11, and the orders built on it: npm (v or = in front), Go modules (v, go and the
// 1.20rc1 of the standard library), pub (build metadata counts), NuGet (a fourth number, no case). Missing numbers are
// 0 and leading zeros are accepted, as publishers write both; anything else that is not the form has no order.
#include "knowledge/version/scan.h"

struct semver {
    wy_str core[4];
    unsigned n;
    wy_str pre, build;
    bool has_pre, has_build;
};

enum { GLUED_PRE = 1, NO_CASE = 2, BUILD_COUNTS = 4 };

static bool parts_valid(wy_str s)
{
    wy_str part;
    while (wy_str_next(&s, '.', &part)) {
        if (!part.len)
            return false;
        for (size_t i = 0; i < part.len; i++)
            if (!wy_is_digit(part.ptr[i]) && !wy_is_alpha(part.ptr[i]) && part.ptr[i] != '-')
                return false;
    }
    return true;
}

static bool parse(wy_str s, unsigned core_max, unsigned how, struct semver *v)
{
    *v = (struct semver){0};
    do {
        if (v->n == core_max)
            return false;
        v->core[v->n] = wy_take_digits(&s);
        if (!v->core[v->n++].len)
            return false;
    } while (wy_take_char(&s, '.'));
    size_t plus = wy_str_find_char(s, '+');
    if (plus != WY_NPOS) {
        v->has_build = true;
        v->build = wy_str_from(s, plus + 1);
        s = wy_str_sub(s, 0, plus);
    }
    if (s.len) {
        v->has_pre = true;
        if (!wy_take_char(&s, '-') && !((how & GLUED_PRE) && wy_is_alpha(s.ptr[0])))
            return false;
        v->pre = s;
    }
    return (!v->has_pre || parts_valid(v->pre)) && (!v->has_build || parts_valid(v->build));
}

static int compare_part(wy_str a, wy_str b, unsigned how)
{
    bool na = wy_all_digits(a), nb = wy_all_digits(b);
    if (na && nb)
        return wy_digits_cmp(a, b);
    if (na != nb)
        return na ? -1 : 1;
    return how & NO_CASE ? wy_nocase_cmp(a, b) : wy_str_cmp(a, b);
}

static int compare_parts(wy_str a, wy_str b, unsigned how)
{
    wy_str pa, pb;
    for (;;) {
        bool more_a = wy_str_next(&a, '.', &pa), more_b = wy_str_next(&b, '.', &pb);
        if (!more_a || !more_b)
            return more_a - more_b;
        int d = compare_part(pa, pb, how);
        if (d)
            return d;
    }
}

static struct wy_compared compare(wy_str a, wy_str b, unsigned core_max, unsigned how)
{
    struct semver va, vb;
    if (!parse(a, core_max, how, &va) || !parse(b, core_max, how, &vb))
        return wy_str_eq(a, b) && a.len && wy_is_digit(a.ptr[0]) ? wy_ordered(0) : wy_unordered(WY_NOTE_FORM);
    for (unsigned i = 0; i < core_max; i++) {
        int d = wy_digits_cmp(va.core[i], vb.core[i]);
        if (d)
            return wy_ordered(d);
    }
    if (va.has_pre != vb.has_pre)
        return wy_ordered(va.has_pre ? -1 : 1);
    int d = va.has_pre ? compare_parts(va.pre, vb.pre, how) : 0;
    if (!d && (how & BUILD_COUNTS)) {
        d = va.has_build - vb.has_build;
        if (!d && va.has_build)
            d = compare_parts(va.build, vb.build, how);
    }
    return wy_ordered(d);
}

static wy_str without_v(wy_str s) { return s.len && (s.ptr[0] == 'v' || s.ptr[0] == 'V') ? wy_str_from(s, 1) : s; }

struct wy_compared wy_compare_semver(wy_str a, wy_str b) { return compare(without_v(a), without_v(b), 3, 0); }

static wy_str npm_strip(wy_str s)
{
    (void)wy_take_char(&s, '=');
    return without_v(wy_str_trim(s));
}

struct wy_compared wy_compare_npm(wy_str a, wy_str b) { return compare(npm_strip(a), npm_strip(b), 3, 0); }

static wy_str go_strip(wy_str s) { return wy_str_starts(s, WY_S("go")) ? wy_str_from(s, 2) : without_v(s); }

struct wy_compared wy_compare_golang(wy_str a, wy_str b) { return compare(go_strip(a), go_strip(b), 3, GLUED_PRE); }

struct wy_compared wy_compare_pub(wy_str a, wy_str b) { return compare(without_v(a), without_v(b), 3, BUILD_COUNTS); }

struct wy_compared wy_compare_nuget(wy_str a, wy_str b) { return compare(without_v(a), without_v(b), 4, NO_CASE); }
