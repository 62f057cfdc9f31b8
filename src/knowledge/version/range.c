// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// vers: ranges after package-url/vers-spec (specification and how-to-parse). Leaves out: conversion from the native
// range notations of package managers.
#include "knowledge/version/range.h"

#include "knowledge/version/scan.h"

static enum wy_comparator take_comparator(wy_str *s)
{
    static const struct {
        wy_str text;
        enum wy_comparator comparator;
    } rows[] = {
        {WY_S_INIT(">="), WY_GREATER_EQUAL}, {WY_S_INIT("<="), WY_LESS_EQUAL}, {WY_S_INIT("!="), WY_NOT_EQUAL},
        {WY_S_INIT("<"), WY_LESS},           {WY_S_INIT(">"), WY_GREATER},     {WY_S_INIT("="), WY_EQUAL},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        if (wy_str_starts(*s, rows[i].text)) {
            *s = wy_str_from(*s, rows[i].text.len);
            return rows[i].comparator;
        }
    }
    return WY_EQUAL;
}

static bool percent_decode(wy_str s, struct wy_arena *arena, wy_str *out)
{
    char *text = wy_new(arena, char, s.len + 1);
    size_t n = 0;
    if (!text)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '%') {
            text[n++] = s.ptr[i];
            continue;
        }
        int high = i + 2 < s.len ? wy_hex_digit(s.ptr[i + 1]) : -1, low = high >= 0 ? wy_hex_digit(s.ptr[i + 2]) : -1;
        if (low < 0)
            return false;
        text[n++] = (char)(high << 4 | low);
        i += 2;
    }
    *out = (wy_str){text, n};
    return true;
}

static bool scheme_valid(wy_str scheme)
{
    for (size_t i = 0; i < scheme.len; i++) {
        char c = scheme.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(i > 0 && (wy_is_digit(c) || c == '.' || c == '-')))
            return false;
    }
    return scheme.len > 0;
}

static wy_err parse_constraint(wy_str part, uint64_t offset, struct wy_arena *arena, struct wy_constraint *out,
                               struct wy_diag *diag)
{
    out->comparator = take_comparator(&part);
    if (!part.len)
        return wy_fail(diag, WY_MALFORMED, offset, "a constraint of the range has no version");
    for (size_t i = 0; i < part.len; i++)
        if (strchr("<>=!*", part.ptr[i]) || (unsigned char)part.ptr[i] <= ' ' || part.ptr[i] == 0x7f)
            return wy_fail(diag, WY_MALFORMED, offset + i, "a character that has to be percent-encoded in a version");
    if (!percent_decode(part, arena, &out->version))
        return wy_fail(diag, WY_MALFORMED, offset, "a percent sign without two hexadecimal digits");
    return WY_OK;
}

// Merge sort: stable and n log n whatever the comparison says. False when two versions have no order.
static bool sort(enum wy_order order, struct wy_constraint *v, struct wy_constraint *spare, size_t n)
{
    if (n < 2)
        return true;
    size_t half = n / 2;
    if (!sort(order, v, spare, half) || !sort(order, v + half, spare, n - half))
        return false;
    size_t i = 0, j = half, k = 0;
    while (i < half && j < n) {
        int sign = wy_version_compare(order, v[i].version, v[j].version).sign;
        if (sign == WY_UNORDERED)
            return false;
        spare[k++] = sign <= 0 ? v[i++] : v[j++];
    }
    while (i < half)
        spare[k++] = v[i++];
    memcpy(v, spare, k * sizeof *v);
    return true;
}

static wy_err parse(wy_str vers, struct wy_arena *arena, struct wy_range *out, struct wy_constraint **list,
                    struct wy_diag *diag)
{
    struct wy_range r = {0};
    if (vers.len > WY_RANGE_LEN_MAX)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "a version range of %zu bytes", vers.len);
    if (!wy_str_starts(vers, WY_S("vers:")))
        return wy_fail(diag, WY_MALFORMED, 0, "a version range begins with vers:");
    wy_str rest = wy_str_from(vers, 5), part;
    size_t slash = wy_str_find_char(rest, '/');
    r.scheme = wy_str_sub(rest, 0, slash == WY_NPOS ? rest.len : slash);
    if (slash == WY_NPOS || !scheme_valid(r.scheme))
        return wy_fail(diag, WY_MALFORMED, 5, "no versioning scheme in lower case before the slash");
    r.order = wy_order_find(r.scheme);
    rest = wy_str_from(rest, slash + 1);
    if (!rest.len)
        return wy_fail(diag, WY_MALFORMED, vers.len, "a version range without a constraint");
    if (wy_str_eq(rest, WY_S("*"))) {
        r.all = r.ordered = true;
        *out = r;
        return WY_OK;
    }
    size_t count = 1;
    for (size_t i = 0; i < rest.len; i++)
        count += rest.ptr[i] == '|';
    if (count > WY_RANGE_CONSTRAINTS_MAX)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "a version range of %zu constraints", count);
    struct wy_constraint *v = wy_new(arena, struct wy_constraint, count);
    if (!v)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a version range");
    while (wy_str_next(&rest, '|', &part)) {
        wy_err err = parse_constraint(part, (uint64_t)(part.ptr - vers.ptr), arena, &v[r.n++], diag);
        if (err)
            return err;
    }
    r.constraints = *list = v;
    *out = r;
    return WY_OK;
}

wy_err wy_range_parse(wy_str vers, struct wy_arena *arena, struct wy_range *out, struct wy_diag *diag)
{
    struct wy_constraint *v = NULL;
    wy_err err = parse(vers, arena, out, &v, diag);
    if (err || out->all)
        return err;
    struct wy_constraint *spare = wy_new(arena, struct wy_constraint, out->n);
    if (!spare)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a version range");
    out->ordered = out->order != WY_ORDER_NONE && (out->n == 1 || sort(out->order, v, spare, out->n));
    return WY_OK;
}

static bool is_less(enum wy_comparator c) { return c == WY_LESS || c == WY_LESS_EQUAL; }
static bool is_greater(enum wy_comparator c) { return c == WY_GREATER || c == WY_GREATER_EQUAL; }

wy_err wy_range_check(wy_str vers, struct wy_arena *arena, struct wy_diag *diag)
{
    struct wy_range r;
    struct wy_constraint *v = NULL;
    wy_err err = parse(vers, arena, &r, &v, diag);
    if (err || r.all)
        return err;
    const struct wy_constraint *last = NULL, *last_way = NULL; // without "!=", and of < <= > >= alone
    for (size_t i = 0; i < r.n; i++) {
        int sign = i ? wy_version_compare(r.order, v[i - 1].version, v[i].version).sign : -1;
        if (sign == WY_UNORDERED)
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "constraint %zu can not be ordered", i);
        if (sign >= 0)
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "constraint %zu is not above the one before it", i);
        enum wy_comparator c = v[i].comparator;
        if (last && last->comparator == WY_EQUAL && is_less(c))
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "constraint %zu: < after an exact version", i);
        if (last_way && is_less(c) == is_less(last_way->comparator) && (is_less(c) || is_greater(c)))
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "constraint %zu goes the same way as the one before", i);
        if (c != WY_NOT_EQUAL)
            last = &v[i];
        if (is_less(c) || is_greater(c))
            last_way = &v[i];
    }
    return WY_OK;
}

static bool holds(enum wy_comparator c, int sign)
{
    switch (c) {
    case WY_EQUAL: return sign == 0;
    case WY_NOT_EQUAL: return sign != 0;
    case WY_LESS: return sign < 0;
    case WY_LESS_EQUAL: return sign <= 0;
    case WY_GREATER: return sign > 0;
    case WY_GREATER_EQUAL: return sign >= 0;
    }
    return false;
}

// Exact versions first: they answer even where the rest of the range has no order.
static bool exact_answer(const struct wy_range *r, wy_str version, enum wy_tri *answer, enum wy_version_note *why)
{
    bool unordered = false;
    for (size_t i = 0; i < r->n; i++) {
        const struct wy_constraint *c = &r->constraints[i];
        struct wy_compared d = wy_version_compare(r->order, version, c->version);
        if (d.sign == WY_UNORDERED) {
            unordered = true;
            *why = d.note;
        } else if (d.sign == 0 && c->comparator == WY_NOT_EQUAL) {
            *answer = WY_NO;
            return true;
        } else if (d.sign == 0 && holds(c->comparator, 0)) {
            *answer = WY_YES;
            return true;
        }
    }
    *answer = WY_UNKNOWN;
    return unordered;
}

enum wy_tri wy_range_contains(const struct wy_range *r, wy_str version, enum wy_version_note *why)
{
    enum wy_version_note unused;
    enum wy_tri answer;
    why = why ? why : &unused;
    *why = WY_NOTE_NONE;
    if (r->all)
        return WY_YES;
    if (exact_answer(r, version, &answer, why))
        return answer;
    if (!r->ordered) {
        *why = WY_NOTE_NO_ORDER;
        return WY_UNKNOWN;
    }
    const struct wy_constraint *before = NULL;
    bool only_unequal = true;
    for (size_t i = 0; i < r->n; i++) {
        const struct wy_constraint *c = &r->constraints[i];
        only_unequal &= c->comparator == WY_NOT_EQUAL;
        if (!is_less(c->comparator) && !is_greater(c->comparator))
            continue;
        int sign = wy_version_compare(r->order, version, c->version).sign;
        if (is_less(c->comparator) && sign < 0) // above the lower bound before it, or there is none
            return !before || (is_greater(before->comparator)) ? WY_YES : WY_NO;
        if (is_greater(c->comparator) && sign < 0)
            return WY_NO;
        before = c;
    }
    if (only_unequal && r->n)
        return WY_YES;
    return before && is_greater(before->comparator) ? WY_YES : WY_NO;
}

enum wy_tri wy_interval_weigh(const struct wy_interval *interval, struct wy_compared low, struct wy_compared high,
                              enum wy_version_note *why)
{
    bool above = holds(interval->from_excluded ? WY_GREATER : WY_GREATER_EQUAL, low.sign);
    bool below = holds(interval->to_included ? WY_LESS_EQUAL : WY_LESS, high.sign);
    enum wy_tri answer = above && below ? WY_YES : WY_NO;
    // One bound that is certainly not kept decides, even when the other has no order.
    if (low.sign == WY_UNORDERED || high.sign == WY_UNORDERED) {
        bool out = (low.sign != WY_UNORDERED && !above) || (high.sign != WY_UNORDERED && !below);
        answer = out ? WY_NO : WY_UNKNOWN;
    }
    if (why) {
        *why = high.note ? high.note : low.note;
        if (answer == WY_UNKNOWN)
            *why = high.sign == WY_UNORDERED ? high.note : low.note;
    }
    return answer;
}

enum wy_tri wy_interval_contains(enum wy_order order, const struct wy_interval *interval, wy_str version,
                                 enum wy_version_note *why)
{
    struct wy_compared low = wy_ordered(1), high = wy_ordered(-1);
    if (interval->from.ptr)
        low = wy_version_compare(order, version, interval->from);
    if (interval->to.ptr)
        high = wy_version_compare(order, version, interval->to);
    return wy_interval_weigh(interval, low, high, why);
}
