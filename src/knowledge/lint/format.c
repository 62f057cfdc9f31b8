// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The string formats that the CSAF schemas name: date-time (RFC 3339 section 5.6), uri (RFC 3986 section 3, the generic
// syntax, absolute), uuid (RFC 9562, text form).
#include "knowledge/lint/schema.h"

#include "core/date.h"
#include "knowledge/lint/rules.h"

static bool digits(wy_str *s, size_t n, int *out)
{
    int value = 0;
    if (s->len < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!wy_is_digit(s->ptr[i]))
            return false;
        value = value * 10 + (s->ptr[i] - '0');
    }
    *out = value;
    *s = wy_str_from(*s, n);
    return true;
}

static bool one_of(wy_str *s, const char *set, char *out)
{
    if (s->len == 0 || !memchr(set, s->ptr[0], strlen(set)))
        return false;
    *out = s->ptr[0];
    *s = wy_str_from(*s, 1);
    return true;
}

struct moment {
    int year, month, day, hour, minute, second, offset; // offset in minutes
    uint32_t nanos;
    bool lower_case;
};

static bool read_fraction(wy_str *s, uint32_t *nanos)
{
    char dot;
    *nanos = 0;
    if (!one_of(s, ".", &dot))
        return true;
    uint32_t scale = 100000000;
    size_t n = 0;
    for (; n < s->len && wy_is_digit(s->ptr[n]); n++, scale /= 10)
        *nanos += (uint32_t)(s->ptr[n] - '0') * scale;
    *s = wy_str_from(*s, n);
    return n > 0;
}

static bool read_offset(wy_str *s, struct moment *m)
{
    char c;
    int hours, minutes;
    if (!one_of(s, "Zz+-", &c))
        return false;
    m->lower_case |= c == 'z';
    if (c == 'Z' || c == 'z')
        return true;
    char colon;
    if (!digits(s, 2, &hours) || !one_of(s, ":", &colon) || !digits(s, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    m->offset = (hours * 60 + minutes) * (c == '-' ? -1 : 1);
    return true;
}

static bool read_moment(wy_str s, struct moment *m)
{
    char c;
    *m = (struct moment){0};
    if (!digits(&s, 4, &m->year) || !one_of(&s, "-", &c) || !digits(&s, 2, &m->month) || !one_of(&s, "-", &c) ||
        !digits(&s, 2, &m->day) || !one_of(&s, "Tt", &c))
        return false;
    m->lower_case = c == 't';
    if (!digits(&s, 2, &m->hour) || !one_of(&s, ":", &c) || !digits(&s, 2, &m->minute) || !one_of(&s, ":", &c) ||
        !digits(&s, 2, &m->second) || !read_fraction(&s, &m->nanos) || !read_offset(&s, m) || s.len)
        return false;
    int32_t day;
    return wy_day_from_ymd(m->year, m->month, m->day, &day) && m->hour < 24 && m->minute < 60 && m->second <= 60;
}

bool lint_is_date_time(wy_str s, bool strict)
{
    struct moment m;
    if (!read_moment(s, &m))
        return false;
    if (strict)
        return !m.lower_case && m.second < 60;
    // A leap second is the last of a month in UTC.
    return m.second < 60 || ((m.hour * 60 + m.minute - m.offset + 2880) % 1440 == 1439);
}

bool lint_time(wy_str s, int64_t *seconds, uint32_t *nanos)
{
    struct moment m;
    int32_t day;
    if (!read_moment(s, &m) || !wy_day_from_ymd(m.year, m.month, m.day, &day))
        return false;
    *seconds = (int64_t)day * 86400 + m.hour * 3600 + (m.minute - m.offset) * 60 + m.second;
    *nanos = m.nanos;
    return true;
}

int lint_time_cmp(int64_t a, uint32_t a_nanos, int64_t b, uint32_t b_nanos)
{
    if (a != b)
        return a < b ? -1 : 1;
    return a_nanos < b_nanos ? -1 : a_nanos > b_nanos;
}

// unreserved / sub-delims, and what else the part allows.
static bool is_uri_char(char c, const char *more)
{
    return wy_is_alpha(c) || wy_is_digit(c) || (c && (strchr("-._~!$&'()*+,;=", c) || strchr(more, c)));
}

static bool uri_part(wy_str s, const char *more)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '%') {
            if (s.len - i < 3 || wy_hex_digit(s.ptr[i + 1]) < 0 || wy_hex_digit(s.ptr[i + 2]) < 0)
                return false;
            i += 2;
        } else if (!is_uri_char(s.ptr[i], more)) {
            return false;
        }
    }
    return true;
}

static bool is_host(wy_str host)
{
    if (host.len && host.ptr[0] == '[') { // an IP literal
        if (host.ptr[host.len - 1] != ']')
            return false;
        return host.len > 2 && uri_part(wy_str_sub(host, 1, host.len - 2), ":");
    }
    return uri_part(host, "");
}

static bool is_authority(wy_str s)
{
    size_t at = wy_str_rfind_char(s, '@');
    if (at != WY_NPOS) {
        if (!uri_part(wy_str_sub(s, 0, at), ":"))
            return false;
        s = wy_str_from(s, at + 1);
    }
    size_t colon = wy_str_rfind_char(s, ':'), bracket = wy_str_rfind_char(s, ']');
    if (colon != WY_NPOS && (bracket == WY_NPOS || colon > bracket)) {
        for (size_t i = colon + 1; i < s.len; i++)
            if (!wy_is_digit(s.ptr[i]))
                return false;
        s = wy_str_sub(s, 0, colon);
    }
    return is_host(s);
}

bool lint_is_uri(wy_str s)
{
    size_t colon = wy_str_find_char(s, ':');
    if (colon == WY_NPOS || colon == 0 || !wy_is_alpha(s.ptr[0]))
        return false;
    for (size_t i = 0; i < colon; i++)
        if (!wy_is_alpha(s.ptr[i]) && !wy_is_digit(s.ptr[i]) && !strchr("+-.", s.ptr[i]))
            return false;
    wy_str rest = wy_str_from(s, colon + 1);
    size_t hash = wy_str_find_char(rest, '#');
    if (hash != WY_NPOS && !uri_part(wy_str_from(rest, hash + 1), ":@/?"))
        return false;
    rest = wy_str_sub(rest, 0, hash == WY_NPOS ? rest.len : hash);
    size_t query = wy_str_find_char(rest, '?');
    if (query != WY_NPOS && !uri_part(wy_str_from(rest, query + 1), ":@/?"))
        return false;
    rest = wy_str_sub(rest, 0, query == WY_NPOS ? rest.len : query);
    if (wy_str_starts(rest, WY_S("//"))) {
        rest = wy_str_from(rest, 2);
        size_t slash = wy_str_find_char(rest, '/');
        if (!is_authority(wy_str_sub(rest, 0, slash == WY_NPOS ? rest.len : slash)))
            return false;
        rest = slash == WY_NPOS ? (wy_str){"", 0} : wy_str_from(rest, slash);
    }
    return uri_part(rest, ":@/");
}

bool lint_is_uuid(wy_str s)
{
    if (s.len != 36)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.ptr[i] != '-' : wy_hex_digit(s.ptr[i]) < 0)
            return false;
    }
    return true;
}
