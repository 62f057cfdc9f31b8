// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/date.h"

#include <stdio.h>

static bool leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool wy_day_from_ymd(int year, int month, int day, int32_t *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
        return false;
    // Days from civil (H. Hinnant): the year starts in March so that the leap day comes last.
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    *out = era * 146097 + doe - 719468;
    return true;
}

void wy_ymd_from_day(int32_t day, int *year, int *month, int *day_of_month)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day_of_month = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

int32_t wy_month_of_day(int32_t day)
{
    int y, m, d;
    wy_ymd_from_day(day, &y, &m, &d);
    return (y - 1970) * 12 + m - 1;
}

static bool digits(wy_str s, size_t at, size_t n, int *out)
{
    uint64_t v;
    if (s.len < at + n || !wy_str_u64(wy_str_sub(s, at, n), &v) || v > 99999)
        return false;
    *out = (int)v;
    return true;
}

bool wy_day_parse(wy_str s, int32_t *out)
{
    int y, m, d;
    return s.len == 10 && s.ptr[4] == '-' && s.ptr[7] == '-' && digits(s, 0, 4, &y) && digits(s, 5, 2, &m) &&
           digits(s, 8, 2, &d) && wy_day_from_ymd(y, m, d, out);
}

bool wy_time_parse(wy_str s, int64_t *out)
{
    int32_t day;
    int h, m, sec, oh = 0, om = 0;
    if (s.len < 20 || !wy_day_parse(wy_str_sub(s, 0, 10), &day) || !memchr("Tt ", s.ptr[10], 3) || s.ptr[13] != ':' ||
        s.ptr[16] != ':' || !digits(s, 11, 2, &h) || !digits(s, 14, 2, &m) || !digits(s, 17, 2, &sec) || h > 23 ||
        m > 59 || sec > 60)
        return false;
    wy_str zone = wy_str_from(s, 19);
    if (zone.ptr[0] == '.') {
        size_t n = 1;
        while (n < zone.len && wy_is_digit(zone.ptr[n]))
            n++;
        if (n == 1)
            return false;
        zone = wy_str_from(zone, n);
    }
    bool utc = zone.len == 1 && (zone.ptr[0] == 'Z' || zone.ptr[0] == 'z');
    if (!utc && (zone.len != 6 || !memchr("+-", zone.ptr[0], 2) || zone.ptr[3] != ':' || !digits(zone, 1, 2, &oh) ||
                 !digits(zone, 4, 2, &om) || oh > 23 || om > 59))
        return false;
    int64_t offset = (int64_t)oh * 3600 + (int64_t)om * 60;
    if (!utc && zone.ptr[0] == '-')
        offset = -offset;
    *out = (int64_t)day * 86400 + (int64_t)h * 3600 + (int64_t)m * 60 + sec - offset;
    return true;
}

wy_str wy_day_format(int32_t day, char out[WY_DATE_SIZE])
{
    int y, m, d;
    wy_ymd_from_day(day, &y, &m, &d);
    int n = snprintf(out, WY_DATE_SIZE, "%04d-%02d-%02d", y % 10000, m % 100, d % 100);
    return (wy_str){out, (size_t)n};
}

wy_str wy_time_format(int64_t seconds, char out[WY_TIME_SIZE])
{
    int64_t day = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        day--;
    }
    int y, m, d;
    wy_ymd_from_day((int32_t)day, &y, &m, &d);
    int n = snprintf(out, WY_TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", y % 10000, m % 100, d % 100,
                     (int)(rest / 3600) % 100, (int)(rest / 60 % 60) % 100, (int)(rest % 60) % 100);
    return (wy_str){out, (size_t)n};
}
