// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "recipe.h"

#include "formats/net/mmdb.h"

static struct wy_address v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return (struct wy_address){4, {(uint8_t)a, (uint8_t)b, (uint8_t)c, (uint8_t)d}};
}

static wy_err ask(wy_bytes file, struct wy_address address, struct wy_mmdb_answer *out)
{
    struct wy_mmdb db;
    struct wy_diag diag = {0};
    wy_err err = wy_mmdb_open(&db, file, &diag);
    return err == WY_OK ? wy_mmdb_lookup(&db, &address, out) : err;
}

static void answers(void **state)
{
    (void)state;
    char folder[64];
    struct wy_arena arena;
    struct wy_mmdb_answer a;
    if (!recipe_run("mmdb", folder))
        skip();
    wy_arena_init(&arena, 0);
    static const char *const countries[] = {"country-24.mmdb", "country-28.mmdb", "country-32.mmdb", "country-4.mmdb"};
    for (size_t i = 0; i < WY_COUNT(countries); i++) {
        wy_bytes file = recipe_file(folder, countries[i], &arena);
        assert_int_equal(ask(file, v4(198, 18, 0, 7), &a), WY_OK);
        assert_str_is(a.country, "SG");
        assert_int_equal(a.asn, 0);
        assert_int_equal(ask(file, v4(203, 0, 113, 7), &a), WY_NOT_FOUND);
        assert_int_equal(ask(file, (struct wy_address){0}, &a), WY_NOT_FOUND);
    }
    wy_bytes file = recipe_file(folder, "country-24.mmdb", &arena);
    assert_int_equal(ask(file, v4(198, 18, 1, 255), &a), WY_OK);
    assert_str_is(a.country, "DE");
    assert_int_equal(ask(file, (struct wy_address){16, {0x20, 1, 0xd, 0xb8, 9}}, &a), WY_OK);
    assert_str_is(a.country, "IN");
    file = recipe_file(folder, "country-4.mmdb", &arena);
    assert_int_equal(ask(file, (struct wy_address){16, {0x20, 1, 0xd, 0xb8, 9}}, &a), WY_NOT_FOUND);
    assert_int_equal(ask(recipe_file(folder, "asn.mmdb", &arena), v4(198, 18, 0, 9), &a), WY_OK);
    assert_int_equal(a.asn, 64500);
    assert_str_is(a.network, "Example Cloud");
    struct wy_mmdb db;
    struct wy_diag diag = {0};
    assert_int_equal(wy_mmdb_open(&db, recipe_file(folder, "asn.mmdb", &arena), &diag), WY_OK);
    assert_str_is(db.type, "test-asn");
    assert_int_equal(db.built, 1764547200);
    wy_arena_fini(&arena);
    recipe_clean(folder);
}

static void damage_is_told(void **state)
{
    (void)state;
    char folder[64];
    struct wy_arena arena;
    struct wy_mmdb_answer a;
    if (!recipe_run("mmdb", folder))
        skip();
    wy_arena_init(&arena, 0);
    static const char *const bad[] = {"bad-empty.mmdb", "bad-short.mmdb", "bad-cycle.mmdb", "bad-huge.mmdb"};
    for (size_t i = 0; i < WY_COUNT(bad); i++)
        if (ask(recipe_file(folder, bad[i], &arena), v4(198, 18, 0, 7), &a) == WY_OK)
            fail_msg("%s gave an answer", bad[i]);
    assert_int_equal(ask(recipe_file(folder, "bad-map.mmdb", &arena), v4(198, 18, 0, 7), &a), WY_NOT_FOUND);
    assert_int_equal(ask(wy_str_bytes(WY_S("PK\3\4")), v4(198, 18, 0, 7), &a), WY_UNSUPPORTED);
    wy_bytes whole = recipe_file(folder, "country-32.mmdb", &arena);
    for (size_t n = 0; n < whole.len; n++)
        if (ask((wy_bytes){whole.ptr, n}, v4(198, 18, 0, 7), &a) == WY_OK && !wy_str_eq(a.country, WY_S("SG")))
            fail_msg("another answer from the first %zu bytes", n);
    wy_arena_fini(&arena);
    recipe_clean(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers), cmocka_unit_test(damage_is_told)};
    return cmocka_run_group_tests_name("formats/net/mmdb", tests, NULL, NULL);
}
