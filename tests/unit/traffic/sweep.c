// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/sweep.h"

enum { TEXT = 4096, WINDOWS = 40, BEHIND = 7 };

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static uint32_t hash_at(const struct wy_sweep *s, const uint8_t *p)
{
    uint64_t v = 0;
    memcpy(&v, p, s->width);
    return wy_sweep_hash(v, s->fold, s->width);
}

// Every window that was added is stopped at, whatever lies before it, and none that the filter does not let through;
// nearly everything else is passed over.
static void check(unsigned width, uint64_t fold, unsigned filter_bits)
{
    static uint8_t text[TEXT + BEHIND];
    static bool planted[TEXT];
    uint32_t random = width;
    struct wy_arena arena;
    struct wy_sweep sweep;
    wy_arena_init(&arena, 0);
    assert_true(wy_sweep_init(&sweep, &arena, width, fold, filter_bits));
    memset(planted, 0, sizeof planted);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(next(&random) >> 24);
    for (int i = 0; i < WINDOWS; i++) {
        size_t at = (next(&random) >> 8) % (TEXT / 4) * 4;
        planted[at] = true;
        wy_sweep_add(&sweep, hash_at(&sweep, text + at));
    }
    for (size_t at = 0; fold && at < TEXT; at++)
        text[at] |= (uint8_t)fold; // the other case is stopped at alike
    size_t let_through = 0;
    for (size_t at = 0; at < TEXT; at += 4) {
        bool may = wy_sweep_may(&sweep, hash_at(&sweep, text + at));
        assert_true(may || !planted[at]);
        let_through += may;
    }
    assert_true(let_through < 2 * WINDOWS);
    for (size_t at, from = 0; wy_sweep_is_fast(&sweep) && from < TEXT; from = at + 4) {
        at = wy_sweep_next(&sweep, text, from, TEXT);
        assert_true(at >= from && at % 4 == 0);
        for (size_t i = from; i < at; i += 4)
            assert_false(wy_sweep_may(&sweep, hash_at(&sweep, text + i)));
        assert_true(at > TEXT - 32 || wy_sweep_may(&sweep, hash_at(&sweep, text + at)));
    }
    wy_arena_fini(&arena);
}

static void stops_where_it_must(void **state)
{
    (void)state;
    check(3, 0, 19);
    check(3, UINT64_C(0x2020202020202020), 17);
    check(4, 0, 17);
    check(8, 0, 20);
    check(8, UINT64_C(0x2020202020202020), 20);
}

static void short_text(void **state)
{
    (void)state;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_sweep sweep;
    assert_true(wy_sweep_init(&sweep, &arena, 3, 0, 17));
    uint8_t text[32 + BEHIND] = {0};
    assert_int_equal(wy_sweep_next(&sweep, text, 0, 31), 0); // none of eight windows
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stops_where_it_must), cmocka_unit_test(short_text)};
    return cmocka_run_group_tests_name("traffic/sweep", tests, NULL, NULL);
}
