// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/reader.h"

static void failure_is_sticky(void **state)
{
    (void)state;
    static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7};
    struct wy_reader r = wy_reader_init((wy_bytes){data, sizeof data}, 100);
    assert_int_equal(wy_read_u16le(&r), 0x0201);
    assert_int_equal(wy_read_u24be(&r), 0x030405);
    assert_int_equal(wy_read_u32be(&r), 0);
    assert_int_equal(wy_read_u8(&r), 0);
    assert_int_equal(r.err, WY_TRUNCATED);
    struct wy_diag diag = {0};
    assert_int_equal(wy_reader_finish(&r, &diag, "thing"), WY_TRUNCATED);
    assert_int_equal(diag.offset, 105);
}

static void child_stays_inside(void **state)
{
    (void)state;
    static const uint8_t data[] = {1, 2, 3, 4};
    struct wy_reader r = wy_reader_init((wy_bytes){data, sizeof data}, 0);
    struct wy_reader sub = wy_read_sub(&r, 2);
    assert_int_equal(wy_read_u16be(&sub), 0x0102);
    assert_int_equal(wy_read_u8(&sub), 0);
    assert_false(wy_reader_ok(&sub));
    assert_true(wy_reader_ok(&r));
    assert_int_equal(wy_read_u16be(&r), 0x0304);
    struct wy_diag diag = {0};
    assert_int_equal(wy_reader_finish(&r, &diag, "whole"), WY_OK);
}

static void too_much_is_an_error(void **state)
{
    (void)state;
    struct wy_reader r = wy_reader_init((wy_bytes){(const uint8_t *)"ab", 2}, 0);
    (void)wy_read_u8(&r);
    struct wy_diag diag = {0};
    assert_int_equal(wy_reader_finish(&r, &diag, "x"), WY_MALFORMED);
    assert_int_equal(diag.offset, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_is_sticky),
        cmocka_unit_test(child_stays_inside),
        cmocka_unit_test(too_much_is_an_error),
    };
    return cmocka_run_group_tests_name("core/reader", tests, NULL, NULL);
}
