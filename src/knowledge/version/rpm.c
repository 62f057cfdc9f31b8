// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// RPM's segment comparison with ~ and ^ (rpm-version(7)) over [epoch:]version[-release], and the older form of it that
// Arch Linux keeps (vercmp(8)): no ~ and ^, a letter after the end is older, a missing release matches any.
#include "knowledge/version/scan.h"

static bool is_part(char c) { return wy_is_alpha(c) || wy_is_digit(c); }

static wy_str skip_to_part(wy_str s, bool marks)
{
    while (s.len && !is_part(s.ptr[0]) && !(marks && (s.ptr[0] == '~' || s.ptr[0] == '^')))
        s = wy_str_from(s, 1);
    return s;
}

// One segment of each: digits beat letters, digits compare as numbers.
static int compare_segment(wy_str *a, wy_str *b)
{
    bool digits_a = wy_is_digit(a->ptr[0]), digits_b = wy_is_digit(b->ptr[0]);
    if (digits_a != digits_b)
        return digits_a ? 1 : -1;
    if (digits_a)
        return wy_digits_cmp(wy_take_digits(a), wy_take_digits(b));
    return wy_str_cmp(wy_take_letters(a), wy_take_letters(b));
}

static int rpm_segments(wy_str a, wy_str b)
{
    for (;;) {
        a = skip_to_part(a, true);
        b = skip_to_part(b, true);
        char ca = a.len ? a.ptr[0] : 0, cb = b.len ? b.ptr[0] : 0;
        if (ca == '~' || cb == '~') {
            if (ca != cb)
                return ca == '~' ? -1 : 1;
        } else if (ca == '^' || cb == '^') {
            if (!ca || !cb)
                return ca ? 1 : -1;
            if (ca != cb)
                return ca == '^' ? -1 : 1;
        } else {
            if (!ca || !cb)
                return (ca != 0) - (cb != 0);
            int d = compare_segment(&a, &b);
            if (d)
                return d;
            continue;
        }
        a = wy_str_from(a, 1);
        b = wy_str_from(b, 1);
    }
}

struct evr {
    wy_str epoch, version, release;
    bool has_release;
};

static struct evr split(wy_str s)
{
    struct evr v = {.epoch = WY_S("0"), .version = s};
    size_t colon = wy_str_find_char(s, ':');
    if (colon != WY_NPOS) {
        if (colon)
            v.epoch = wy_str_sub(s, 0, colon);
        v.version = wy_str_from(s, colon + 1);
    }
    size_t dash = wy_str_find_char(v.version, '-');
    if (dash != WY_NPOS) {
        v.has_release = true;
        v.release = wy_str_from(v.version, dash + 1);
        v.version = wy_str_sub(v.version, 0, dash);
    }
    return v;
}

struct wy_compared wy_compare_rpm(wy_str a, wy_str b)
{
    struct evr va = split(a), vb = split(b);
    int d = rpm_segments(va.epoch, vb.epoch);
    if (!d)
        d = rpm_segments(va.version, vb.version);
    if (!d)
        d = va.has_release - vb.has_release;
    return wy_ordered(d ? d : rpm_segments(va.release, vb.release));
}

static int alpm_segments(wy_str a, wy_str b)
{
    for (;;) {
        wy_str na = skip_to_part(a, false), nb = skip_to_part(b, false);
        size_t gap_a = a.len - na.len, gap_b = b.len - nb.len;
        if (!na.len || !nb.len) {
            a = na;
            b = nb;
            break;
        }
        if (gap_a != gap_b)
            return gap_a < gap_b ? -1 : 1;
        int d = compare_segment(&na, &nb);
        if (d)
            return d;
        a = na;
        b = nb;
    }
    if (!a.len && !b.len)
        return 0;
    // Letters that are left are older than nothing, numbers newer.
    wy_str rest = a.len ? a : b;
    int newer = wy_is_alpha(rest.ptr[0]) ? -1 : 1;
    return a.len ? newer : -newer;
}

struct wy_compared wy_compare_alpm(wy_str a, wy_str b)
{
    struct evr va = split(a), vb = split(b);
    int d = wy_digits_cmp(va.epoch, vb.epoch);
    if (!wy_all_digits(va.epoch) || !wy_all_digits(vb.epoch))
        return wy_unordered(WY_NOTE_FORM);
    if (!d)
        d = alpm_segments(va.version, vb.version);
    if (!d && va.has_release && vb.has_release)
        d = alpm_segments(va.release, vb.release);
    return wy_ordered(d);
}
