// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "pieces.h"

static void expect_lines(wy_bytes in, size_t step, size_t max, const char *const *lines, size_t n)
{
    struct pieces d = {{.read = pieces_read}, in, step};
    struct wy_lines *l = wy_lines_new(&d.stream, max);
    struct wy_line line;
    wy_err err;
    struct wy_diag diag = {0};
    for (size_t i = 0; i < n; i++) {
        assert_true(wy_lines_next(l, &line, &err, &diag));
        assert_str_is(line.text, lines[i]);
        assert_int_equal(line.number, i + 1);
    }
    assert_false(wy_lines_next(l, &line, &err, &diag));
    assert_int_equal(err, WY_OK);
    wy_lines_free(l);
}

static void lines_at_every_border(void **state)
{
    (void)state;
    static const char *const want[] = {"one", "", "three", "last"};
    for (size_t step = 1; step < 20; step++)
        expect_lines(wy_str_bytes(WY_S("one\r\n\nthree\nlast")), step, 100, want, 4);
}

static void long_lines_are_cut_and_the_next_is_seen(void **state)
{
    (void)state;
    static const char *const want[] = {"aaaa", "b", "cccc"};
    for (size_t step = 1; step < 20; step++)
        expect_lines(wy_str_bytes(WY_S("aaaaaaaaaaaa\nb\ncccccc")), step, 4, want, 3);
}

static void utf16_becomes_utf8(void **state)
{
    (void)state;
    static const char *const want[] = {"a\xc3\xa9", "\xf0\x9f\x98\x80z"};
    static const uint8_t le[] = {0xff, 0xfe, 'a', 0, 0xe9, 0, '\r', 0, '\n', 0, 0x3d, 0xd8, 0x00, 0xde, 'z', 0};
    static const uint8_t be[] = {0xfe, 0xff, 0, 'a', 0, 0xe9, 0, '\n', 0xd8, 0x3d, 0xde, 0x00, 0, 'z'};
    for (size_t step = 1; step < 20; step++) {
        expect_lines((wy_bytes){le, sizeof le}, step, 100, want, 2);
        expect_lines((wy_bytes){be, sizeof be}, step, 100, want, 2);
    }
}

static void unwanted_lines_are_passed_over(void **state)
{
    (void)state;
    bool wanted[256] = {false};
    wanted['-'] = true;
    for (size_t step = 1; step < 30; step++) {
        struct pieces d = {{.read = pieces_read}, wy_str_bytes(WY_S("a\n\nb\n-one\nccc\nd\n-two\nlast")), step};
        struct wy_lines *l = wy_lines_new(&d.stream, 100);
        struct wy_line line;
        wy_err err;
        struct wy_diag diag = {0};
        size_t seen = 0;
        while (wy_lines_next(l, &line, &err, &diag)) {
            if (line.text.len && line.text.ptr[0] == '-') {
                seen++;
                assert_int_equal(line.number, seen == 1 ? 4 : 7);
                assert_int_equal(line.offset, seen == 1 ? 5 : 16);
            }
            wy_lines_skip(l, wanted);
        }
        assert_int_equal(seen, 2);
        wy_lines_free(l);
    }
}

static void large_utf16_is_whole(void **state)
{
    (void)state;
    size_t n = 300000;
    uint8_t *in = malloc(n * 2);
    for (size_t i = 0; i < n; i++) {
        in[2 * i] = i % 100 == 99 ? '\n' : 'x';
        in[2 * i + 1] = 0;
    }
    for (size_t step = 1000; step < 1000000; step *= 10) {
        struct pieces d = {{.read = pieces_read}, {in, n * 2}, step};
        struct wy_lines *l = wy_lines_new(&d.stream, 1000);
        struct wy_line line;
        wy_err err;
        struct wy_diag diag = {0};
        size_t count = 0;
        while (wy_lines_next(l, &line, &err, &diag)) {
            assert_int_equal(line.text.len, 99);
            count++;
        }
        assert_int_equal(count, 3000);
        wy_lines_free(l);
    }
    free(in);
}

static void blobs_do_not_leave_their_range(void **state)
{
    (void)state;
    struct wy_memory_blob whole = wy_memory_blob(wy_str_bytes(WY_S("0123456789")));
    struct wy_part_blob part = wy_part_blob(&whole.blob, 3, 4);
    char out[8] = {0};
    struct wy_diag diag = {0};
    assert_int_equal(wy_blob_read(&part.blob, 1, out, 3, &diag), WY_OK);
    assert_string_equal(out, "456");
    assert_int_equal(wy_blob_read(&part.blob, 1, out, 4, &diag), WY_TRUNCATED);
    assert_int_equal(wy_blob_read(&part.blob, UINT64_MAX, out, 4, &diag), WY_TRUNCATED);
    part = wy_part_blob(&whole.blob, 8, 100);
    assert_int_equal(part.blob.size, 2);
    struct wy_arena a;
    wy_arena_init(&a, 0);
    struct wy_blob_stream s = wy_blob_stream(&whole.blob);
    wy_bytes all;
    assert_int_equal(wy_stream_all(&s.stream, 10, &a, &all, &diag), WY_OK);
    assert_int_equal(all.len, 10);
    s = wy_blob_stream(&whole.blob);
    assert_int_equal(wy_stream_all(&s.stream, 9, &a, &all, &diag), WY_LIMIT);
    wy_arena_fini(&a);
}

static void a_stream_is_drained_up_to_a_bound(void **state)
{
    (void)state;
    static const uint8_t bytes[50000];
    struct pieces d = {{.read = pieces_read}, {bytes, sizeof bytes}, 9999};
    assert_int_equal(wy_stream_drain(&d.stream, 20000, NULL), WY_OK);
    assert_int_equal(d.left.len, sizeof bytes - 3 * 9999);
    assert_int_equal(wy_stream_drain(&d.stream, UINT64_MAX, NULL), WY_OK);
    assert_int_equal(d.left.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_at_every_border),
        cmocka_unit_test(long_lines_are_cut_and_the_next_is_seen),
        cmocka_unit_test(utf16_becomes_utf8),
        cmocka_unit_test(large_utf16_is_whole),
        cmocka_unit_test(unwanted_lines_are_passed_over),
        cmocka_unit_test(a_stream_is_drained_up_to_a_bound),
        cmocka_unit_test(blobs_do_not_leave_their_range),
    };
    return cmocka_run_group_tests_name("core/stream", tests, NULL, NULL);
}
