// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/heap.h"

static void budget_holds(void **state)
{
    (void)state;
    struct wy_heap heap = {.limit = 100};
    uint8_t *a = wy_heap_alloc(&heap, 60);
    assert_non_null(a);
    assert_int_equal(a[59], 0);
    assert_null(wy_heap_alloc(&heap, 41));
    a = wy_heap_resize(&heap, a, 60, 100);
    assert_non_null(a);
    assert_null(wy_heap_resize(&heap, a, 100, 101));
    assert_int_equal(heap.used, 100);
    a = wy_heap_resize(&heap, a, 100, 10);
    assert_int_equal(heap.used, 10);
    wy_heap_free(&heap, a, 10);
    wy_heap_free(&heap, NULL, 10);
    assert_int_equal(heap.used, 0);
    assert_int_equal(heap.peak, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(budget_holds)};
    return cmocka_run_group_tests_name("core/heap", tests, NULL, NULL);
}
