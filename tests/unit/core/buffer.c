// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/buffer.h"
#include "core/json.h"

static struct wy_buf buf;

static int setup(void **state)
{
    (void)state;
    wy_buf_init(&buf, 1000);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    wy_buf_fini(&buf);
    return 0;
}

static void maximum_is_sticky(void **state)
{
    (void)state;
    wy_buf_repeat(&buf, 'x', 999);
    wy_buf_addc(&buf, "yz");
    assert_int_equal(buf.err, WY_LIMIT);
    assert_int_equal(buf.len, 999);
    wy_buf_addc(&buf, "y");
    assert_int_equal(buf.len, 999);
}

static void json_escapes(void **state)
{
    (void)state;
    wy_buf_json(&buf, WY_S("a\"b\\c\n\x01\xff\xe0\xa4\x95"));
    assert_str_is(wy_buf_str(&buf), "\"a\\\"b\\\\c\\n\\u0001\xef\xbf\xbd\xe0\xa4\x95\"");
}

// Wherever it stands in a text, and whatever stands before it.
static void json_escapes_every_byte(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t n = 1; n < 20; n++)
            for (size_t at = 0; at < n; at++) {
                char text[20];
                bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
                memset(text, c % 2 ? ' ' : '~', sizeof text);
                text[at] = (char)c;
                wy_buf_clear(&buf);
                wy_buf_json(&buf, (wy_str){text, n});
                assert_int_equal(buf.len == n + 2, plain);
                assert_int_equal(buf.data[0], '"');
                assert_int_equal(buf.data[buf.len - 1], '"');
                if (plain)
                    assert_memory_equal(buf.data + 1, text, n);
            }
}

static void html_escapes(void **state)
{
    (void)state;
    wy_buf_html(&buf, WY_S("<a href='x'>&\x1b"));
    assert_str_is(wy_buf_str(&buf), "&#60;a href=&#39;x&#39;&#62;&#38;\xef\xbf\xbd");
}

static void terminal_cannot_be_driven(void **state)
{
    (void)state;
    wy_buf_term(&buf, WY_S("a\x1b[31m\r\n\xc2\x9b\xe2\x80\xae!"));
    assert_str_is(wy_buf_str(&buf), "a\\x1b[31m\\x0d\\x0a\\x9b\\u202e!");
}

static void csv_is_quoted_and_no_formula(void **state)
{
    (void)state;
    wy_buf_csv(&buf, WY_S("=1+1"));
    wy_buf_char(&buf, '|');
    wy_buf_csv(&buf, WY_S("a\"b,c"));
    wy_buf_char(&buf, '|');
    wy_buf_csv(&buf, WY_S("plain"));
    assert_str_is(wy_buf_str(&buf), "\"'=1+1\"|\"a\"\"b,c\"|plain");
}

static void numbers(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0, 0x9f, 0xff};
    struct wy_json_writer w = wy_json_writer_init(&buf, 0);
    wy_json_open(&w, (wy_str){0}, '[');
    for (int i = 0; i < 3; i++)
        wy_json_put_int(&w, (wy_str){0}, (int64_t[]){INT64_MIN, 0, INT64_MAX}[i]);
    wy_json_put_u64(&w, (wy_str){0}, UINT64_MAX);
    wy_json_close(&w, ']');
    wy_buf_hex(&buf, (wy_bytes){bytes, sizeof bytes});
    wy_buf_hex(&buf, (wy_bytes){0});
    assert_str_is(wy_buf_str(&buf), "[-9223372036854775808,0,9223372036854775807,18446744073709551615]009fff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(maximum_is_sticky, setup, teardown),
        cmocka_unit_test_setup_teardown(json_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(json_escapes_every_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(html_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(terminal_cannot_be_driven, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_is_quoted_and_no_formula, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers, setup, teardown),
    };
    return cmocka_run_group_tests_name("core/buffer", tests, NULL, NULL);
}
