// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Gentoo packages: Package Manager Specification (EAPI 8) sections 3.2 and 3.3. Numbers, one letter, _suffixes, -rN. A
// number after the first that begins with 0 is compared as a decimal fraction.
#include "knowledge/version/scan.h"

struct gentoo {
    wy_str numbers, suffixes, revision;
    char letter;
};

static const struct {
    wy_str name;
    int place; // below 0 = before the release
} words[] = {{WY_S_INIT("alpha"), -4},
             {WY_S_INIT("beta"), -3},
             {WY_S_INIT("pre"), -2},
             {WY_S_INIT("rc"), -1},
             {WY_S_INIT("p"), 1}};

// "_rc2" is cut off the front of *s; the place is 0 when there is no suffix.
static int take_suffix(wy_str *s, wy_str *number)
{
    wy_str rest = *s;
    if (!wy_take_char(&rest, '_'))
        return 0;
    wy_str word = wy_take_letters(&rest);
    for (size_t i = 0; i < WY_COUNT(words); i++) {
        if (wy_str_eq(word, words[i].name)) {
            *number = wy_take_digits(&rest);
            *s = rest;
            return words[i].place;
        }
    }
    return 0;
}

static bool parse(wy_str s, struct gentoo *v)
{
    wy_str all = s, number;
    *v = (struct gentoo){0};
    do {
        if (!wy_take_digits(&s).len)
            return false;
    } while (wy_take_char(&s, '.'));
    v->numbers = wy_str_sub(all, 0, all.len - s.len);
    if (s.len && wy_is_alpha(s.ptr[0])) {
        v->letter = s.ptr[0];
        s = wy_str_from(s, 1);
    }
    all = s;
    while (take_suffix(&s, &number))
        continue;
    v->suffixes = wy_str_sub(all, 0, all.len - s.len);
    if (wy_take_char(&s, '-')) {
        if (!wy_take_char(&s, 'r'))
            return false;
        v->revision = wy_take_digits(&s);
        if (!v->revision.len)
            return false;
    }
    return s.len == 0;
}

static int compare_fraction(wy_str a, wy_str b)
{
    while (a.len && a.ptr[a.len - 1] == '0')
        a.len--;
    while (b.len && b.ptr[b.len - 1] == '0')
        b.len--;
    return wy_sign(wy_str_cmp(a, b));
}

static int compare_numbers(wy_str a, wy_str b)
{
    wy_str pa, pb;
    (void)wy_str_next(&a, '.', &pa);
    (void)wy_str_next(&b, '.', &pb);
    int d = wy_digits_cmp(pa, pb);
    while (!d) {
        bool more_a = wy_str_next(&a, '.', &pa), more_b = wy_str_next(&b, '.', &pb);
        if (!more_a || !more_b)
            return more_a - more_b;
        d = pa.ptr[0] == '0' || pb.ptr[0] == '0' ? compare_fraction(pa, pb) : wy_digits_cmp(pa, pb);
    }
    return d;
}

static int compare_suffixes(wy_str a, wy_str b)
{
    for (;;) {
        wy_str na = {0}, nb = {0};
        int sa = take_suffix(&a, &na), sb = take_suffix(&b, &nb); // 0 = the end
        if (sa != sb)
            return wy_sign(sa - sb);
        int d = sa ? wy_digits_cmp(na, nb) : 0;
        if (d || !sa)
            return d;
    }
}

struct wy_compared wy_compare_gentoo(wy_str a, wy_str b)
{
    struct gentoo va, vb;
    if (!parse(a, &va) || !parse(b, &vb))
        return wy_unordered(WY_NOTE_FORM);
    int d = compare_numbers(va.numbers, vb.numbers);
    if (!d)
        d = wy_sign(va.letter - vb.letter);
    if (!d)
        d = compare_suffixes(va.suffixes, vb.suffixes);
    return wy_ordered(d ? d : wy_digits_cmp(va.revision, vb.revision));
}
