// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/decode.h"

static void is(const char *bytes, size_t n, const char *want)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    wy_str s = wy_text_plain((wy_bytes){(const uint8_t *)bytes, n}, &arena);
    assert_str_is(s, want);
    wy_arena_fini(&arena);
}

static void every_mark(void **state)
{
    (void)state;
    is("a\xc3\xa9", 3, "a\xc3\xa9");
    is("\xef\xbb\xbf{}", 5, "{}");
    is("\xff\xfe{\0\xe9\0", 6, "{\xc3\xa9");
    is("\xfe\xff\0{\0\xe9", 6, "{\xc3\xa9");
    is("[\0{\0", 4, "[{");
    is("\xff\xfe\x3d\xd8\x00\xde", 6, "\xf0\x9f\x98\x80"); // a pair
    is("\xff\xfe\x3d\xd8x\0", 6, "\xef\xbf\xbdx");         // half of one
    is("\xff\xfe{\0}", 5, "{");                            // half a character
    is("\xff\xfe", 2, "");
    is("", 0, "");
}

static void what_needs_it(void **state)
{
    (void)state;
    assert_true(wy_text_is_marked(wy_str_bytes(WY_S("\xef\xbb\xbf{"))));
    assert_false(wy_text_is_marked(wy_str_bytes(WY_S("{\"a\""))));
    assert_false(wy_text_is_marked(wy_str_bytes(WY_S("\x7f"
                                                     "ELF"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_mark), cmocka_unit_test(what_needs_it)};
    return cmocka_run_group_tests_name("core/decode", tests, NULL, NULL);
}
