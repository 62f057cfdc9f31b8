// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/buffer.h"

#include "core/embedded.h"
#include "traffic/recipients.h"
#include "traffic/steps.h"

static void the_longest_domain_counts(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_recipients r;
    wy_arena_init(&arena, 0);
    assert_int_equal(wy_recipients_load(&r, &arena, (wy_str){0}), WY_OK);
    const struct wy_recipient *who = wy_recipient_of(&r, WY_S("API.account.xiaomi.com"));
    assert_non_null(who);
    assert_str_is(who->company, "Xiaomi");
    assert_str_is(who->purpose, "account");
    assert_str_is(wy_recipient_of(&r, WY_S("x.y.mi.com"))->company, "Xiaomi");
    assert_null(wy_recipient_of(&r, WY_S("notmi.com")));
    assert_null(wy_recipient_of(&r, WY_S("")));
    wy_arena_fini(&arena);
}

// Each row stands beside a host it must name and one it must not, and tells where it is from.
static void every_row_keeps_its_examples(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_recipients r;
    wy_arena_init(&arena, 0);
    assert_int_equal(wy_recipients_load(&r, &arena, (wy_str){0}), WY_OK);
    wy_str rest = wy_embedded(WY_S("lists/recipients.tsv")), cells[6];
    size_t rows = 0;
    for (; wy_tsv_next(&rest, cells, WY_COUNT(cells)); rows++) {
        const struct wy_recipient *row = wy_map_get(&r.by_domain, cells[0]);
        assert_non_null(row);
        if (wy_recipient_of(&r, cells[4]) != row || wy_recipient_of(&r, cells[5]) == row || !cells[3].len)
            fail_msg("%.*s: hit %.*s, miss %.*s", WY_ARG(cells[0]), WY_ARG(cells[4]), WY_ARG(cells[5]));
    }
    assert_int_equal(rows, r.by_domain.n); // none stands twice
    wy_arena_fini(&arena);
}

static void lists_of_the_user_come_first(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_recipients r;
    wy_arena_init(&arena, 0);
    wy_str mine = WY_S("# mine\nAccount.Xiaomi.com\tSomebody else\r\nexample.org\tExample\tads\tme, today\nbroken\n");
    assert_int_equal(wy_recipients_load(&r, &arena, mine), WY_OK);
    assert_str_is(wy_recipient_of(&r, WY_S("a.account.xiaomi.com"))->company, "Somebody else");
    assert_null(wy_recipient_of(&r, WY_S("a.account.xiaomi.com"))->purpose.ptr);
    assert_str_is(wy_recipient_of(&r, WY_S("example.org"))->purpose, "ads");
    assert_null(wy_recipient_of(&r, WY_S("broken")));
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
    wy_steps_settle(&s);
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

// Files add up, and each names its run; one that names none has every marker packet believed.
static void runs_are_counted(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_steps s;
    struct wy_diag diag = {0};
    struct wy_buf text;
    wy_arena_init(&arena, 1 << 18);
    wy_buf_init(&text, 1 << 20);
    int64_t ten = INT64_C(1795255200) * 1000000000; // 2026-11-21T10:00:00Z
    static const char nameless[] = "# run=\n2026-11-21T10:00:00Z step=a\n";
    assert_int_equal(wy_steps_read(&s, &arena, wy_str_bytes(wy_str_c(nameless)), &diag), WY_OK);
    wy_steps_add(&s, ten, WY_S("WARY-MARK/1 step=b run=1"));
    assert_int_equal(s.foreign, 0);
    for (int i = 0; i < 20000; i++)
        wy_buf_printf(&text, "# run=%d\n", i % 200);
    assert_int_equal(wy_steps_read(&s, &arena, wy_str_bytes(wy_buf_str(&text)), &diag), WY_OK);
    for (int i = 0; i < 201; i++) {
        char mark[64];
        snprintf(mark, sizeof mark, "WARY-MARK/1 step=b run=%d", i);
        wy_steps_add(&s, ten + i, wy_str_c(mark));
    }
    assert_int_equal(s.foreign, 1);
    assert_int_equal(s.rows.n, 200);
    for (int i = 0; i < 300; i++)
        wy_buf_printf(&text, "# run=%d\n", i);
    assert_int_equal(wy_steps_read(&s, &arena, wy_str_bytes(wy_buf_str(&text)), &diag), WY_LIMIT);
    wy_buf_fini(&text);
    wy_arena_fini(&arena);
}

// The router's clock is 5 s ahead: marker packets tell, and the marks of the file are moved.
static void clocks_are_brought_together(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_steps s;
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 0);
    int64_t ten = INT64_C(1795255200) * 1000000000, second = 1000000000; // 2026-11-21T10:00:00Z
    static const char text[] = "# run=77aa\n2026-11-21T10:00:00Z step=a\n2026-11-21T10:00:10.5Z step=b consent=given\n";
    assert_int_equal(wy_steps_read(&s, &arena, wy_str_bytes(wy_str_c(text)), &diag), WY_OK);
    wy_steps_add(&s, ten + 5 * second + 9, WY_S("WARY-MARK/1 step=a at=2026-11-21T10:00:00Z run=77aa"));
    wy_steps_add(&s, ten + 5 * second, WY_S("WARY-MARK/1 step=a at=2026-11-21T10:00:00Z run=77aa"));
    // Not of this run: whoever sent it wants to have been allowed.
    wy_steps_add(&s, ten + second, WY_S("WARY-MARK/1 step=x consent=given at=2020-01-01T00:00:00Z run=other"));
    wy_steps_add(&s, ten + second, WY_S("WARY-MARK/1 consent=given"));
    wy_steps_settle(&s);
    assert_int_equal(s.foreign, 2);
    assert_true(s.clock_known);
    assert_int_equal(s.clock_offset, 5 * second);
    assert_int_equal(s.rows.n, 2);
    const struct wy_step *rows = s.rows.v;
    assert_int_equal(rows[0].time, ten + 5 * second);
    assert_true(rows[0].in_traffic);
    assert_int_equal(rows[1].time, ten + 15 * second + second / 2);
    assert_false(rows[1].in_traffic);
    assert_str_is(wy_steps_consent(&s, ten + 15 * second), "before");
    assert_str_is(wy_steps_consent(&s, ten + 16 * second), "after");
    // Times at the ends of what can be written do not overflow.
    wy_steps_add(&s, WY_STEPS_TIME_MAX, WY_S("WARY-MARK/1 step=z at=1970-01-01T00:00:00Z run=77aa"));
    wy_steps_add(&s, 0, WY_S("WARY-MARK/1 step=z at=2099-12-31T23:59:59Z run=77aa"));
    wy_steps_add(&s, INT64_MIN, WY_S("step=q"));
    wy_steps_add(&s, INT64_MAX, WY_S("step=q"));
    wy_steps_settle(&s);
    assert_int_equal(s.rows.n, 4);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_domain_counts),
        cmocka_unit_test(every_row_keeps_its_examples),
        cmocka_unit_test(lists_of_the_user_come_first),
        cmocka_unit_test(steps_and_consent),
        cmocka_unit_test(runs_are_counted),
        cmocka_unit_test(clocks_are_brought_together),
    };
    return cmocka_run_group_tests_name("traffic/recipients", tests, NULL, NULL);
}
