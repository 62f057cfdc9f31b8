// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/decode.h"

#include <malloc.h>
#include <zlib.h>

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

// What was in memory before is another message's, and must not come out of this one.
static void nothing_comes_from_elsewhere(void **state)
{
    (void)state;
    uint32_t random = 5;
    int with_output = 0;
    for (int i = 0; i < 2000; i++) {
        uint8_t body[200];
        struct wy_buf out[2];
        enum wy_unpacked how[2];
        for (size_t k = 0; k < sizeof body; k++)
            body[k] = (uint8_t)(next(&random) >> 24);
        body[0] = (uint8_t)((body[0] & 0xf8) | 2); // a block of fixed codes, which soon refers to what is not there
        for (int k = 0; k < 2; k++) {
            mallopt(M_PERTURB, k ? 0x5a : 0x21);
            wy_buf_init(&out[k], 1 << 16);
            how[k] = wy_unpack(WY_PACK_DEFLATE, (wy_bytes){body, sizeof body}, &out[k]);
        }
        with_output += out[0].len > 0;
        assert_int_equal(how[0], how[1]);
        assert_true(wy_str_eq(wy_buf_str(&out[0]), wy_buf_str(&out[1])));
        wy_buf_fini(&out[0]);
        wy_buf_fini(&out[1]);
    }
    mallopt(M_PERTURB, 0);
    assert_true(with_output > 0);
}

// What zlib says: that so many bytes come out, or a whole stream.
static bool inflates_to(bool marked, uint8_t *body, size_t n, size_t least)
{
    uint8_t out[64];
    z_stream z = {.next_in = body, .avail_in = (uInt)n, .next_out = out, .avail_out = (uInt)least};
    assert_int_equal(inflateInit2(&z, marked ? 15 : -15), Z_OK);
    bool whole = inflate(&z, Z_SYNC_FLUSH) == Z_STREAM_END, full = z.avail_out == 0;
    inflateEnd(&z);
    return whole || full;
}

static void a_look_says_what_unpacking_would(void **state)
{
    (void)state;
    enum { LEAST = 32, SIZE = 300 };
    uint32_t random = 7;
    int yes = 0, no = 0;
    for (int i = 0; i < 40000; i++) {
        uint8_t body[SIZE] = {0x78, 0x9c};
        size_t n = 8 + (next(&random) >> 16) % (SIZE - 8);
        for (size_t k = 2; k < n; k++)
            body[k] = (uint8_t)(0x60 + (next(&random) >> (i % 5 ? 24 : 28))); // mostly letters: codes of eight bits
        body[2] = (uint8_t)((body[2] & 0xf8) | 2);
        size_t skip = i % 2 ? 2 : 0; // zlib's mark
        bool expected = inflates_to(skip == 0, body + skip, n - skip, LEAST);
        wy_bytes in = {body + skip, n - skip};
        assert_int_equal(wy_unpacks(skip ? WY_PACK_DEFLATE : WY_PACK_ZLIB, in, LEAST), expected);
        yes += expected;
        no += !expected;
    }
    assert_true(yes > 10 && no > 10);
}

static enum wy_unpacked end_of(enum wy_packing packing, wy_bytes in)
{
    struct wy_buf out;
    wy_buf_init(&out, 1 << 16);
    enum wy_unpacked how = wy_unpack(packing, in, &out);
    wy_buf_fini(&out);
    return how;
}

static void how_a_stream_ends(void **state)
{
    (void)state;
    static const uint8_t whole[] = {0xcb, 0xcf, 0x4b, 0x55, 0x28, 0x29, 0xcf,
                                    0x57, 0xc8, 0x47, 0xa5, 0x01, 'x'}; // with what follows it
    size_t n = sizeof whole - 1;
    assert_int_equal(end_of(WY_PACK_DEFLATE, (wy_bytes){whole, n}), WY_UNPACKED_WHOLE);
    assert_int_equal(end_of(WY_PACK_DEFLATE, (wy_bytes){whole, n + 1}), WY_UNPACKED_CUT);
    assert_int_equal(end_of(WY_PACK_DEFLATE, (wy_bytes){whole, n - 1}), WY_UNPACKED_CUT);
    assert_int_equal(end_of(WY_PACK_DEFLATE, (wy_bytes){whole, 0}), WY_UNPACKED_NOTHING);
    uint8_t z[2 + sizeof whole + 3] = {0x78, 0x9c};
    memcpy(z + 2, whole, n);
    assert_int_equal(end_of(WY_PACK_ZLIB, (wy_bytes){z, n + 4}), WY_UNPACKED_CUT);
    assert_int_equal(end_of(WY_PACK_ZLIB, (wy_bytes){z, n + 6}), WY_UNPACKED_BROKEN); // another checksum
    assert_int_equal(end_of(WY_PACK_GZIP, (wy_bytes){z, n + 6}), WY_UNPACKED_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_comes_from_elsewhere),
        cmocka_unit_test(a_look_says_what_unpacking_would),
        cmocka_unit_test(how_a_stream_ends),
    };
    return cmocka_run_group_tests_name("traffic/decode", tests, NULL, NULL);
}
