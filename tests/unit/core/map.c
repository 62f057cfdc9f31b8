// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/map.h"

static void keeps_every_key(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    struct wy_map map;
    wy_map_init(&map, &a);
    static int values[5000];
    for (int i = 0; i < 5000; i++) {
        struct wy_map_slot *slot = wy_map_put(&map, wy_arena_printf(&a, "key %d", i));
        assert_non_null(slot);
        assert_null(slot->value);
        slot->value = &values[i];
    }
    assert_int_equal(map.n, 5000);
    for (int i = 0; i < 5000; i++)
        assert_ptr_equal(wy_map_get(&map, wy_arena_printf(&a, "key %d", i)), &values[i]);
    assert_null(wy_map_get(&map, WY_S("key 5000")));
    assert_ptr_equal(wy_map_put(&map, WY_S("key 7"))->value, &values[7]);
    wy_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_every_key)};
    return cmocka_run_group_tests_name("core/map", tests, NULL, NULL);
}
