// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/recipients.h"
#include "traffic/steps.h"

static void the_longest_domain_counts(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_recipients r;
    wy_arena_init(&arena, 0);
    assert_int_equal(wy_recipients_load(&r, &arena), WY_OK);
    const struct wy_recipient *who = wy_recipient_of(&r, WY_S("API.account.xiaomi.com"));
    assert_non_null(who);
    assert_str_is(who->company, "Xiaomi");
    assert_str_is(who->purpose, "account");
    assert_str_is(wy_recipient_of(&r, WY_S("x.y.mi.com"))->company, "Xiaomi");
    assert_null(wy_recipient_of(&r, WY_S("notmi.com")));
    assert_null(wy_recipient_of(&r, WY_S("")));
    wy_arena_fini(&arena);
}

static void steps_and_consent(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_steps s;
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 0);
    static const char text[] = "# marks\n2026-11-21T10:00:10Z step=sim\r\n2026-11-21T10:00:20.5Z consent=given\n"
                               "2026-11-21T10:00:00Z step=box\n";
    assert_int_equal(wy_steps_read(&s, &arena, wy_str_bytes(wy_str_c(text)), &diag), WY_OK);
    int64_t ten = INT64_C(1795255200) * 1000000000, second = 1000000000; // 2026-11-21T10:00:00Z
    wy_steps_add(&s, ten + 30 * second, WY_S("contact added"));
    wy_steps_sort(&s);
    assert_true(wy_str_empty(wy_steps_at(&s, ten - 1)));
    assert_str_is(wy_steps_at(&s, ten), "box");
    assert_str_is(wy_steps_at(&s, ten + 25 * second), "sim");
    assert_str_is(wy_steps_at(&s, ten + 99 * second), "contact added");
    assert_str_is(wy_steps_consent(&s, ten + 20 * second), "before");
    assert_str_is(wy_steps_consent(&s, ten + 21 * second), "after");
    assert_int_equal(wy_steps_read(&s, &arena, wy_str_bytes(WY_S("yesterday step=x")), &diag), WY_MALFORMED);
    assert_int_equal(wy_steps_read(&s, &arena, (wy_bytes){0}, &diag), WY_OK);
    assert_str_is(wy_steps_consent(&s, ten), "not observed");
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_domain_counts),
        cmocka_unit_test(steps_and_consent),
    };
    return cmocka_run_group_tests_name("traffic/recipients", tests, NULL, NULL);
}
