// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Dates without a clock or a time zone: day numbers counted from 1970-01-01 and strict text forms. Time comes in from
// outside (the CLI reads the clock once), so that the same evidence gives the same report.
#pragma once

#include "core/text.h"

// Proleptic Gregorian; false for a date that is not in the calendar.
WY_CHECKED bool wy_day_from_ymd(int year, int month, int day, int32_t *out);
void wy_ymd_from_day(int32_t day, int *year, int *month, int *day_of_month);
int32_t wy_month_of_day(int32_t day); // counted from January 1970
// Strict "YYYY-MM-DD", the whole slice.
WY_CHECKED bool wy_day_parse(wy_str s, int32_t *out);
// RFC 3339 date-time ("2025-07-01T10:00:00Z", offsets and fractions allowed) to seconds since 1970 in UTC.
WY_CHECKED bool wy_time_parse(wy_str s, int64_t *out);
enum { WY_DATE_SIZE = 16, WY_TIME_SIZE = 32 };
wy_str wy_day_format(int32_t day, char out[WY_DATE_SIZE]);      // YYYY-MM-DD
wy_str wy_time_format(int64_t seconds, char out[WY_TIME_SIZE]); // YYYY-MM-DDTHH:MM:SSZ
