// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/date.h"

static void days_round_trip(void **state)
{
    (void)state;
    char out[WY_DATE_SIZE];
    for (int32_t day = -200000; day < 200000; day += 7) {
        int32_t again;
        wy_str s = wy_day_format(day, out);
        assert_true(wy_day_parse(s, &again));
        assert_int_equal(day, again);
    }
}

static void only_real_dates(void **state)
{
    (void)state;
    int32_t day;
    assert_true(wy_day_parse(WY_S("2024-02-29"), &day));
    assert_int_equal(day, 19782);
    static const char *const bad[] = {
        "2023-02-29", "2024-6-1",   "2024-06-31", " 2024-06-01", "2024-06-01 ", "2024/06/01",
        "2024-13-01", "0000-01-01", "",           "2024-06-0x"};
    for (size_t i = 0; i < WY_COUNT(bad); i++)
        assert_false(wy_day_parse(wy_str_c(bad[i]), &day));
}

static void times(void **state)
{
    (void)state;
    int64_t t;
    char out[WY_TIME_SIZE];
    assert_true(wy_time_parse(WY_S("2025-07-01T10:00:00Z"), &t));
    assert_int_equal(t, 1751364000);
    assert_str_is(wy_time_format(t, out), "2025-07-01T10:00:00Z");
    assert_true(wy_time_parse(WY_S("2025-07-01T12:00:00.25+02:00"), &t));
    assert_int_equal(t, 1751364000);
    assert_false(wy_time_parse(WY_S("2025-07-01T25:00:00Z"), &t));
    assert_false(wy_time_parse(WY_S("2025-07-01T10:00:00"), &t));
    assert_false(wy_time_parse(WY_S("2025-07-01T10:00:00.Z"), &t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_round_trip),
        cmocka_unit_test(only_real_dates),
        cmocka_unit_test(times),
    };
    return cmocka_run_group_tests_name("core/date", tests, NULL, NULL);
}
