// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/decode.h"
#include "traffic/runs.h"

enum { SIZE = 9000 }; // more than a walk looks at together

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

// Of any bytes, mostly of text, wholly of text, or of pairs; with beginnings of packed streams here and there.
static void fill(uint8_t *bytes, size_t n, int round, uint32_t *random)
{
    static const char *const starts[] = {"\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "\x78\x9c",
                                         "\x78\x01",     "\x78\x5e",         "\x78\x20"};
    for (size_t i = 0; i < n; i++) {
        uint32_t r = next(random) >> 8;
        bool text = round % 4 == 2 || (round % 4 == 1 && r % 97);
        bytes[i] = (uint8_t)(text ? 'a' + r % 26 : round % 4 == 3 && i % 2 && r % 7 ? 0 : r);
    }
    for (size_t i = next(random) % 400; round % 4 != 2 && i + 8 < n; i += next(random) % 600) {
        const char *start = starts[(next(random) >> 9) % WY_COUNT(starts)];
        memcpy(bytes + i, start, strlen(start));
    }
}

static size_t text_end(wy_bytes in, size_t at)
{
    while (at < in.len && wy_is_textual(in.ptr[at]))
        at++;
    return at;
}

static bool pair(wy_bytes in, size_t i) { return i + 1 < in.len && wy_is_textual(in.ptr[i]) && in.ptr[i + 1] == 0; }

static size_t pairs_end(wy_bytes in, size_t at)
{
    while (pair(in, at))
        at += 2;
    return at;
}

static void agrees(wy_bytes in, size_t from, unsigned min)
{
    struct wy_text_walk walk;
    struct wy_signs signs;
    wy_bytes run;
    wy_text_begin(&walk, in, from, min, &signs);
    for (size_t at = from; at < in.len;) {
        size_t end = text_end(in, at);
        if (end - at >= min) {
            assert_true(wy_text_next(&walk, &run));
            assert_ptr_equal(run.ptr, in.ptr + at);
            assert_int_equal(run.len, end - at);
        }
        at = end > at ? end : at + 1;
    }
    assert_false(wy_text_next(&walk, &run));
    size_t packed = 0;
    for (size_t i = from; i + 1 < in.len && packed < WY_PACKED_MAX; i++) {
        enum wy_packing packing = wy_packing_of_magic(wy_bytes_sub(in, i, SIZE_MAX));
        if (packing && (packing != WY_PACK_ZLIB || in.ptr[i] == 0x78)) // of zlib's windows only the largest
            assert_int_equal(signs.packed[packed++], i);
    }
    assert_int_equal(signs.packed_n, packed);
    size_t at = signs.wide;
    for (size_t i = from; i < in.len;) {
        size_t end = pairs_end(in, i);
        if (end - i >= 12) {
            assert_true(wy_wide_run(in, &at, &run));
            assert_ptr_equal(run.ptr, in.ptr + i);
            assert_int_equal(run.len, end - 1 - i);
        }
        i = end - i >= 12 ? end : i + 1;
    }
    assert_false(wy_wide_run(in, &at, &run));
}

static bool is_base64(uint8_t c) { return wy_is_alpha((char)c) || wy_is_digit((char)c) || strchr("+/-_", c); }

// What it passes over holds no `min` letters together.
static void skips(wy_bytes in, size_t from, size_t min)
{
    size_t at, row = 0, first = in.len;
    for (size_t i = from; i < in.len && first == in.len; i++) {
        row = in.ptr[i] && is_base64(in.ptr[i]) ? row + 1 : 0;
        if (row == min)
            first = i + 1 - min;
    }
    at = wy_skip_to_base64(in, from, min);
    assert_true(at >= from && at <= first);
    size_t end = from;
    while (end < in.len && in.ptr[end] && is_base64(in.ptr[end]))
        end++;
    assert_int_equal(wy_base64_end(in, from), end);
}

static void agrees_with_the_obvious_way(void **state)
{
    (void)state;
    static uint8_t bytes[SIZE];
    uint32_t random = 3;
    for (int round = 0; round < 64; round++) {
        fill(bytes, SIZE, round, &random);
        wy_bytes in = {bytes, SIZE - (size_t)round};
        agrees(in, (size_t)round % 5, 4 + (unsigned)round % 61);
        for (size_t from = 0; from < in.len; from += 1 + (next(&random) >> 8) % 200)
            skips(in, from, 4 + from % 30);
    }
}

static void every_length(void **state)
{
    (void)state;
    uint32_t random = 5;
    for (size_t n = 0; n < 300; n++) {
        uint8_t *bytes = malloc(n + 1); // of that very size: what is read behind it shows
        assert_non_null(bytes);
        for (int round = 0; round < 4; round++) {
            fill(bytes, n, round, &random);
            agrees((wy_bytes){bytes, n}, 0, 4);
            skips((wy_bytes){bytes, n}, 0, 16);
        }
        free(bytes);
    }
}

// Sextet by sextet, with other characters anywhere between them.
static void base64_agrees(void **state)
{
    (void)state;
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n\0\x80\xff!";
    uint32_t random = 11;
    for (size_t n = 0; n < 400; n++) {
        uint8_t run[400], expected[400];
        size_t bits = 0, length = 0;
        memset(expected, 0, sizeof expected);
        for (size_t i = 0; i < n; i++) {
            uint32_t r = next(&random) >> 8, k = r % 29 ? r / 29 % 66 : r / 29 % (sizeof letters - 1);
            run[i] = (uint8_t)letters[k];
            for (unsigned bit = k > 63 ? k - 2 : k, j = 6; k < 66 && j--; bits++)
                expected[bits / 8] |= (uint8_t)((bit >> j & 1) << (7 - bits % 8));
        }
        length = bits / 8;
        struct wy_buf out;
        wy_buf_init(&out, 1000);
        wy_decode_base64((wy_bytes){run, n}, &out);
        assert_int_equal(out.len, length);
        assert_true(length == 0 || memcmp(out.data, expected, length) == 0);
        wy_buf_fini(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_the_obvious_way), cmocka_unit_test(every_length),
                                       cmocka_unit_test(base64_agrees)};
    return cmocka_run_group_tests_name("traffic/runs", tests, NULL, NULL);
}
