// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Orders of dates: security patch levels (strict YYYY-MM-DD, a real day), build dates (seconds since 1970, or a
// calendar date with any of . - /), and RFC 3339 times. A date in another form is not guessed at.
#include "core/date.h"

#include "knowledge/version/scan.h"

struct wy_compared wy_compare_patch_level(wy_str a, wy_str b)
{
    int32_t da, db;
    if (!wy_day_parse(a, &da) || !wy_day_parse(b, &db))
        return wy_unordered(WY_NOTE_FORM);
    return wy_ordered(wy_sign((int64_t)da - db));
}

struct build_date {
    int64_t seconds;
    bool day_only;
};

static bool parse_build_date(wy_str s, struct build_date *out)
{
    uint64_t v;
    if (s.len >= 9 && s.len <= 11 && wy_str_u64(s, &v)) {
        *out = (struct build_date){(int64_t)v, false};
        return true;
    }
    uint64_t part[3];
    for (int i = 0; i < 3; i++) {
        if (i > 0 && !wy_take_char(&s, '.') && !wy_take_char(&s, '-') && !wy_take_char(&s, '/'))
            return false;
        wy_str digits = wy_take_digits(&s);
        if (digits.len > 4 || (i == 0 && digits.len != 4) || !wy_str_u64(digits, &part[i]))
            return false;
    }
    int32_t day;
    if (s.len || !wy_day_from_ymd((int)part[0], (int)part[1], (int)part[2], &day))
        return false;
    *out = (struct build_date){(int64_t)day * 86400, true};
    return true;
}

struct wy_compared wy_compare_build_date(wy_str a, wy_str b)
{
    struct build_date da, db;
    if (!parse_build_date(a, &da) || !parse_build_date(b, &db))
        return wy_unordered(WY_NOTE_FORM);
    if (da.day_only || db.day_only) {
        da.seconds /= 86400;
        db.seconds /= 86400;
    }
    return wy_ordered(wy_sign(da.seconds - db.seconds));
}

// The fraction of a second as its digits without trailing zeros.
static wy_str fraction(wy_str s)
{
    wy_str rest = wy_str_from(s, 19);
    if (!wy_take_char(&rest, '.'))
        return (wy_str){"", 0};
    wy_str digits = wy_take_digits(&rest);
    while (digits.len && digits.ptr[digits.len - 1] == '0')
        digits.len--;
    return digits;
}

struct wy_compared wy_compare_datetime(wy_str a, wy_str b)
{
    int64_t ta, tb;
    if (!wy_time_parse(a, &ta) || !wy_time_parse(b, &tb))
        return wy_unordered(WY_NOTE_FORM);
    return wy_ordered(ta != tb ? (ta < tb ? -1 : 1) : wy_str_cmp(fraction(a), fraction(b)));
}
