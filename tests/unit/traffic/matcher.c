// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/matcher.h"

enum { LITERALS = 300, TEXT = 4000 };

struct seen {
    uint8_t at[LITERALS][TEXT];
};

static bool note(void *ctx, size_t literal, size_t at)
{
    ((struct seen *)ctx)->at[literal][at]++;
    return true;
}

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static bool stands(const struct wy_literal *l, const uint8_t *p)
{
    for (size_t i = 0; i < l->bytes.len; i++)
        if (l->nocase ? wy_lower((char)l->bytes.ptr[i]) != wy_lower((char)p[i]) : l->bytes.ptr[i] != p[i])
            return false;
    return true;
}

// Text with bytes that are none, now and then and in long stretches of either.
static uint8_t some_byte(uint32_t *random, size_t i, int round)
{
    static const uint8_t odd[] = {0, 0x08, 0x80, 0xff, 'a', 'b'};
    uint32_t r = next(random) >> 16;
    bool binary = round % 3 == 1 ? i / 500 % 2 : round % 3 == 2 && r % 23 == 0;
    return binary ? odd[r / 23 % sizeof odd] : (uint8_t)("abAB0"[r / 23 % 5]);
}

// Against the obvious way: every literal at every place, over a small alphabet so that much matches.
static void agrees_with_brute_force(void **state)
{
    (void)state;
    static struct seen seen;
    static uint8_t text[TEXT], store[LITERALS][24];
    uint32_t random = 7;
    for (int round = 0; round < 12; round++) {
        struct wy_literal literals[LITERALS];
        struct wy_arena arena;
        struct wy_matcher *m = NULL;
        wy_arena_init(&arena, 0);
        memset(&seen, 0, sizeof seen);
        for (size_t i = 0; i < TEXT; i++)
            text[i] = some_byte(&random, i, round);
        for (size_t i = 0; i < LITERALS; i++) {
            size_t len = 4 + (next(&random) >> 16) % 18, from = (next(&random) >> 8) % (TEXT - 24);
            memcpy(store[i], text + from, len);
            if (i % 3 == 0)
                store[i][len / 2] = 'b';
            literals[i] = (struct wy_literal){{store[i], len}, i & 1 && round % 4};
        }
        assert_int_equal(wy_matcher_new(literals, LITERALS, &arena, &m), WY_OK);
        size_t n = TEXT - (size_t)round; // ends of every residue
        struct wy_signs signs = {.min = 30};
        wy_matcher_scan(m, (wy_bytes){text, n}, note, &seen, &signs);
        for (size_t i = 0; i < signs.runs; i++)
            assert_true(signs.run[i].len >= 30 && wy_is_textual(signs.run[i].ptr[0]));
        for (size_t i = 0; i < LITERALS; i++)
            for (size_t at = 0; at < n; at++)
                assert_int_equal(seen.at[i][at], at + literals[i].bytes.len <= n && stands(&literals[i], text + at));
        wy_arena_fini(&arena);
    }
}

static void nothing_to_find(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_matcher *m = NULL;
    wy_arena_init(&arena, 0);
    struct wy_literal small = {{(const uint8_t *)"abc", 3}, false};
    assert_int_equal(wy_matcher_new(&small, 1, &arena, &m), WY_OK);
    struct wy_signs signs = {.min = 4};
    wy_matcher_scan(m, (wy_bytes){(const uint8_t *)"abcabc", 6}, note, NULL, &signs);
    assert_int_equal(signs.runs, 1);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_brute_force), cmocka_unit_test(nothing_to_find)};
    return cmocka_run_group_tests_name("traffic/matcher", tests, NULL, NULL);
}
