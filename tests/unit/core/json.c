// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/json.h"

static struct wy_arena arena;

static int setup(void **state)
{
    (void)state;
    wy_arena_init(&arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    wy_arena_fini(&arena);
    return 0;
}

static wy_err parse(const char *text, const struct wy_json **out, struct wy_diag *diag)
{
    wy_diag_clear(diag);
    return wy_json_parse(NULL, wy_str_bytes(wy_str_c(text)), 8, &arena, out, diag);
}

static void reads_every_kind(void **state)
{
    (void)state;
    const struct wy_json *j;
    struct wy_diag diag;
    assert_int_equal(parse("{\"a\":{\"b\":[1,-2.5,true,null,\"x\"]},\"a\":3}", &j, &diag), WY_OK);
    assert_int_equal(j->n, 2);
    const struct wy_json *b = wy_json_path(j, "a.b");
    assert_int_equal(b->n, 5);
    assert_int_equal(wy_json_at(b, 0)->integer, 1);
    assert_true(wy_json_at(b, 1)->real < -2.4);
    assert_true(wy_json_at(b, 2)->boolean);
    assert_int_equal(wy_json_at(b, 3)->type, WY_JSON_NULL);
    assert_str_is(wy_json_str(wy_json_at(b, 4)), "x");
    assert_null(wy_json_at(b, 5));
    assert_null(wy_json_path(j, "a.c.d"));
}

static void errors_name_the_place(void **state)
{
    (void)state;
    const struct wy_json *j;
    struct wy_diag diag;
    assert_int_equal(parse("{\"a\":1,}", &j, &diag), WY_MALFORMED);
    assert_int_equal(diag.offset, 7);
    assert_int_equal(parse("[1,2", &j, &diag), WY_TRUNCATED);
    assert_int_equal(diag.offset, 4);
    assert_int_equal(parse("[1,\"\xff\"]", &j, &diag), WY_MALFORMED);
    assert_int_equal(diag.offset, 4);
    assert_int_equal(parse("[[[[[[[[[[[[1]]]]]]]]]]]]", &j, &diag), WY_LIMIT);
    assert_int_equal(parse("  ", &j, &diag), WY_TRUNCATED);
}

static void writes_what_it_read(void **state)
{
    (void)state;
    const char *text = "{\"a\":[1,\"x\",{}],\"b\":{\"c\":false,\"d\":null},\"e\":[]}";
    const struct wy_json *j;
    struct wy_diag diag;
    assert_int_equal(parse(text, &j, &diag), WY_OK);
    struct wy_buf buf;
    wy_buf_init(&buf, 1000);
    struct wy_json_writer w = wy_json_writer_init(&buf, 0);
    wy_json_put_node(&w, (wy_str){0}, j);
    assert_str_is(wy_buf_str(&buf), text);
    wy_buf_fini(&buf);
}

static void integers_beyond_64_bits_are_null(void **state)
{
    (void)state;
    const struct wy_json *j;
    struct wy_diag diag;
    assert_int_equal(parse("{\"serial\":-123456789012345678901234567890,\"n\":7,\"s\":\"\\\"12345678901234567890123\","
                           "\"r\":1234567890123456789012345.5}",
                           &j, &diag),
                     WY_OK);
    assert_int_equal(wy_json_get(j, WY_S("serial"))->type, WY_JSON_NULL);
    assert_int_equal(wy_json_get(j, WY_S("n"))->integer, 7);
    assert_str_is(wy_json_get_str(j, WY_S("s")), "\"12345678901234567890123");
    assert_int_equal(wy_json_get(j, WY_S("r"))->type, WY_JSON_REAL);
    assert_int_equal(parse("[12345678901234567890123", &j, &diag), WY_TRUNCATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(errors_name_the_place, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_what_it_read, setup, teardown),
        cmocka_unit_test_setup_teardown(integers_beyond_64_bits_are_null, setup, teardown),
    };
    return cmocka_run_group_tests_name("core/json", tests, NULL, NULL);
}
