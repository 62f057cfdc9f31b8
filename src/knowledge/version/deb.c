// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Debian package versions: deb-version(7). [epoch:]upstream[-revision]; ~ comes before everything, even the end.
#include "knowledge/version/scan.h"

struct deb {
    wy_str epoch, upstream, revision;
};

static bool parse(wy_str s, struct deb *v)
{
    *v = (struct deb){.upstream = s};
    size_t colon = wy_str_find_char(s, ':');
    if (colon != WY_NPOS) {
        v->epoch = wy_str_sub(s, 0, colon);
        v->upstream = wy_str_from(s, colon + 1);
        if (!wy_all_digits(v->epoch))
            return false;
    }
    size_t dash = wy_str_rfind_char(v->upstream, '-');
    if (dash != WY_NPOS) {
        v->revision = wy_str_from(v->upstream, dash + 1);
        v->upstream = wy_str_sub(v->upstream, 0, dash);
        if (!v->revision.len)
            return false;
    }
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_alpha(s.ptr[i]) && !wy_is_digit(s.ptr[i]) && !strchr(".+-~:_", s.ptr[i]))
            return false;
    return v->upstream.len > 0;
}

// Place of a character that is no digit: ~, then the end (or a digit), then letters, then the rest.
static int place(wy_str s)
{
    if (!s.len || wy_is_digit(s.ptr[0]))
        return 0;
    if (s.ptr[0] == '~')
        return -1;
    return wy_is_alpha(s.ptr[0]) ? s.ptr[0] : (unsigned char)s.ptr[0] + 256;
}

static int compare_part(wy_str a, wy_str b)
{
    while (a.len || b.len) {
        while ((a.len && !wy_is_digit(a.ptr[0])) || (b.len && !wy_is_digit(b.ptr[0]))) {
            int d = place(a) - place(b);
            if (d)
                return wy_sign(d);
            a = wy_str_from(a, 1);
            b = wy_str_from(b, 1);
        }
        int d = wy_digits_cmp(wy_take_digits(&a), wy_take_digits(&b));
        if (d)
            return d;
    }
    return 0;
}

struct wy_compared wy_compare_deb(wy_str a, wy_str b)
{
    struct deb va, vb;
    if (!parse(a, &va) || !parse(b, &vb))
        return wy_unordered(WY_NOTE_FORM);
    int d = wy_digits_cmp(va.epoch, vb.epoch);
    if (!d)
        d = compare_part(va.upstream, vb.upstream);
    return wy_ordered(d ? d : compare_part(va.revision, vb.revision));
}
