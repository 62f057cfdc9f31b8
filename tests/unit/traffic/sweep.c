// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/sweep.h"

enum { TEXT = 4096, WINDOWS = 40, BEHIND = 7 };

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

// Every window that was added is stopped at, whatever lies before it; nearly everything else is passed over, if
// anything.
static void check(unsigned width, uint64_t fold, unsigned filter_bits)
{
    static uint8_t text[TEXT + BEHIND];
    static bool planted[TEXT];
    uint32_t random = width;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_sweep *sweep = wy_sweep_new(&arena, width, fold, filter_bits);
    memset(planted, 0, sizeof planted);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(next(&random) >> 24);
    for (int i = 0; i < WINDOWS; i++) {
        size_t at = (next(&random) >> 8) % (TEXT / 4) * 4;
        planted[at] = true;
        wy_sweep_add(sweep, text + at);
    }
    for (size_t at = 0; fold && at < TEXT; at++)
        text[at] |= (uint8_t)fold; // the other case is stopped at alike
    size_t stops = 0, from = 0;
    for (size_t at; from < TEXT; from = at + 4, stops++) {
        at = wy_sweep_next(sweep, text, from, TEXT);
        assert_true(at >= from && at % 4 == 0);
        for (size_t i = from; i < at; i++)
            assert_false(planted[i]);
    }
    assert_true(sweep ? stops < 2 * WINDOWS : stops == TEXT / 4);
    wy_arena_fini(&arena);
}

static void stops_where_it_must(void **state)
{
    (void)state;
    check(3, 0, 19);
    check(3, UINT64_C(0x2020202020202020), 17);
    check(8, 0, 20);
    check(8, UINT64_C(0x2020202020202020), 20);
}

static void short_text(void **state)
{
    (void)state;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_sweep *sweep = wy_sweep_new(&arena, 3, 0, 17);
    uint8_t text[32 + BEHIND] = {0};
    assert_int_equal(wy_sweep_next(sweep, text, 0, 31), 0); // none of eight windows
    assert_int_equal(wy_sweep_next(NULL, text, 0, 32), 0);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stops_where_it_must), cmocka_unit_test(short_text)};
    return cmocka_run_group_tests_name("traffic/sweep", tests, NULL, NULL);
}
