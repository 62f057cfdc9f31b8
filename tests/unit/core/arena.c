// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/arena.h"

static void allocations_are_zeroed_and_aligned(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    for (size_t i = 1; i < 2000; i++) {
        unsigned char *p = wy_arena_alloc(&a, i, 16);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t k = 0; k < i; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xff, i);
    }
    wy_arena_fini(&a);
}

static void limit_refuses(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 100000);
    assert_non_null(wy_arena_alloc(&a, 60000, 8));
    assert_null(wy_arena_alloc(&a, 60000, 8));
    assert_null(wy_arena_alloc_array(&a, SIZE_MAX / 2, 4, 8));
    assert_true(a.used <= 100000);
    wy_arena_fini(&a);
}

static void reset_returns_to_the_mark(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    wy_str kept = wy_arena_dup(&a, WY_S("kept"));
    struct wy_arena_mark mark = wy_arena_mark(&a);
    size_t used = a.used;
    for (int i = 0; i < 100; i++)
        assert_non_null(wy_arena_alloc(&a, 100000, 8));
    wy_arena_reset(&a, mark);
    assert_int_equal(a.used, used);
    assert_str_is(kept, "kept");
    wy_arena_fini(&a);
}

static void rows_grow_and_keep(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    struct wy_rows rows = {0};
    for (int i = 0; i < 1000; i++) {
        int *row = wy_rows_add(&rows, &a, sizeof *row);
        assert_non_null(row);
        *row = i;
    }
    int expected = 0;
    for (WY_EACH(int, row, rows))
        assert_int_equal(*row, expected++);
    assert_int_equal(expected, 1000);
    struct wy_rows none = {0};
    for (WY_EACH(int, row, none))
        fail();
    wy_arena_fini(&a);
}

// A large list leaves no copies behind, and neither marks nor other lists are disturbed by its moving.
static void large_rows_grow_alone(void **state)
{
    (void)state;
    enum { ROWS = 1 << 20 };
    struct wy_arena a;
    wy_arena_init(&a, 32 << 20);
    struct wy_rows rows = {0}, other = {0};
    wy_str kept = wy_arena_dup(&a, WY_S("kept"));
    for (uint64_t i = 0; i < ROWS; i++) {
        uint64_t *row = wy_rows_add(&rows, &a, sizeof *row), *also = wy_rows_add(&other, &a, sizeof *also);
        assert_true(row && also && *row == 0 && *also == 0);
        *row = i;
        *also = ~i;
        if (i % 100000 == 0) {
            struct wy_arena_mark mark = wy_arena_mark(&a);
            for (int k = 0; k < 3; k++)
                assert_non_null(memset(wy_arena_alloc(&a, 50000, 8), 0xff, 50000));
            wy_arena_reset(&a, mark);
        }
    }
    for (uint64_t i = 0; i < ROWS; i++)
        assert_true(((uint64_t *)rows.v)[i] == i && ((uint64_t *)other.v)[i] == ~i);
    assert_str_is(kept, "kept");
    assert_true(a.used < 2 * ROWS * sizeof(uint64_t) + (4 << 20));
    size_t n = rows.n;
    while (wy_rows_add(&rows, &a, sizeof(uint64_t)) && rows.n < 8 * ROWS)
        ;
    assert_true(rows.n < 8 * ROWS && a.used <= a.limit); // refused, and all that was there still is
    assert_int_equal(((uint64_t *)rows.v)[n - 1], n - 1);
    wy_arena_fini(&a);
}

// Those that were begun since the mark go with it, those from before stay, whether or not the chunk on top is another.
static void large_rows_go_with_their_mark(void **state)
{
    (void)state;
    enum { ROWS = 1 << 18 };
    struct wy_arena a;
    wy_arena_init(&a, 64 << 20);
    assert_non_null(wy_arena_alloc(&a, 3 << 20, 8));
    struct wy_rows before = {0};
    for (uint64_t i = 0; i < ROWS; i++) {
        uint64_t *row = wy_rows_add(&before, &a, sizeof *row);
        assert_non_null(row);
        *row = i;
    }
    assert_non_null(wy_arena_alloc(&a, 100, 8));
    size_t first = a.used;
    for (int round = 0; round < 50; round++) {
        struct wy_arena_mark mark = wy_arena_mark(&a);
        size_t used = a.used;
        struct wy_rows rows = {0}, others = {0};
        for (uint64_t i = 0; i < ROWS; i++)
            assert_true(wy_rows_add(&rows, &a, 16) && wy_rows_add(&others, &a, 8));
        wy_arena_reset(&a, mark);
        assert_int_equal(a.used, used);
        assert_non_null(wy_arena_alloc(&a, (size_t)round * 3000, 8));
    }
    assert_true(a.used < first + (8 << 20));
    for (uint64_t i = 0; i < ROWS; i++)
        assert_int_equal(((uint64_t *)before.v)[i], i);
    wy_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_and_aligned),
        cmocka_unit_test(limit_refuses),
        cmocka_unit_test(reset_returns_to_the_mark),
        cmocka_unit_test(rows_grow_and_keep),
        cmocka_unit_test(large_rows_grow_alone),
        cmocka_unit_test(large_rows_go_with_their_mark),
    };
    return cmocka_run_group_tests_name("core/arena", tests, NULL, NULL);
}
