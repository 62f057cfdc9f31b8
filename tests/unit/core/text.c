// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/country.h"

#include "core/text.h"

static void splitting(void **state)
{
    (void)state;
    wy_str rest = WY_S("a,,b"), part;
    assert_true(wy_str_next(&rest, ',', &part));
    assert_str_is(part, "a");
    assert_true(wy_str_next(&rest, ',', &part));
    assert_str_is(part, "");
    assert_true(wy_str_next(&rest, ',', &part));
    assert_str_is(part, "b");
    assert_false(wy_str_next(&rest, ',', &part));
    rest = WY_S("  x \t y ");
    assert_true(wy_str_next_word(&rest, &part));
    assert_str_is(part, "x");
    assert_true(wy_str_next_word(&rest, &part));
    assert_str_is(part, "y");
    assert_false(wy_str_next_word(&rest, &part));
    assert_str_is(wy_str_between(WY_S("a[b]c"), WY_S("["), WY_S("]")), "b");
    assert_null(wy_str_between(WY_S("a[b"), WY_S("["), WY_S("]")).ptr);
}

static void numbers_do_not_wrap(void **state)
{
    (void)state;
    uint64_t u;
    int64_t i;
    assert_true(wy_str_u64(WY_S("18446744073709551615"), &u));
    assert_true(u == UINT64_MAX);
    assert_false(wy_str_u64(WY_S("18446744073709551616"), &u));
    assert_false(wy_str_u64(WY_S(""), &u));
    assert_false(wy_str_u64(WY_S("12x"), &u));
    assert_true(wy_str_i64(WY_S("-9223372036854775808"), &i));
    assert_true(i == INT64_MIN);
    assert_false(wy_str_i64(WY_S("9223372036854775808"), &i));
    assert_true(wy_str_hex_u64(WY_S("ffFF"), &u));
    assert_int_equal(u, 0xffff);
    assert_false(wy_str_hex_u64(WY_S("0x1"), &u));
}

static void utf8(void **state)
{
    (void)state;
    assert_true(wy_utf8_valid(wy_str_bytes(WY_S("h\xc3\xa9\xe0\xa4\x95\xf0\x9f\x98\x80"))));
    static const char *const bad[] = {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x80\x80", "\xff", "\xc3"};
    for (size_t i = 0; i < WY_COUNT(bad); i++)
        assert_int_equal(wy_utf8_valid_prefix(wy_str_bytes(wy_str_c(bad[i]))), 0);
    for (uint32_t cp = 0; cp < 0x110000; cp += 61) {
        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        char out[4];
        wy_str s = {out, wy_utf8_encode(cp, out)};
        size_t pos = 0;
        assert_int_equal(wy_utf8_next(s, &pos), cp);
        assert_int_equal(pos, s.len);
    }
}

static void entropy_of_bytes(void **state)
{
    (void)state;
    uint8_t all[256];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)i;
    assert_true(wy_entropy((wy_bytes){all, sizeof all}) > 7.999);
    assert_true(wy_entropy(wy_str_bytes(WY_S("aaaa"))) < 0.001);
    assert_true(wy_entropy((wy_bytes){0}) < 0.001);
}

static void countries_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *name;
    } names[] = {{"en", "China"}, {"pl", "Chiny"}, {"hi", "चीन"}, {"", "China"}};
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        setenv("LANGUAGE", names[i].lang, 1);
        assert_str_is(wy_country_name(WY_S("CN")), names[i].name);
        assert_str_is(wy_country_name(WY_S("cn")), names[i].name);
    }
    assert_str_is(wy_country_name(WY_S("QQ")), "QQ");
    assert_str_is(wy_country_name(WY_S("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entropy_of_bytes),
        cmocka_unit_test(splitting),
        cmocka_unit_test(numbers_do_not_wrap),
        cmocka_unit_test(utf8),
        cmocka_unit_test(countries_have_names),
    };
    return cmocka_run_group_tests_name("core/text", tests, NULL, NULL);
}
