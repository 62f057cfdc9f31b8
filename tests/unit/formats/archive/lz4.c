// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "formats/archive/lz4.h"

#include <lz4frame.h>

static wy_err unpack(wy_bytes packed, const struct wy_limits *limits, struct wy_arena *arena, wy_bytes *out)
{
    struct wy_memory_blob blob = wy_memory_blob(packed);
    struct wy_blob_stream in = wy_blob_stream(&blob.blob);
    struct wy_stream *plain = NULL;
    struct wy_diag diag = {0};
    assert_int_equal(wy_lz4_stream(&in.stream, limits, &plain, &diag), WY_OK);
    wy_err err = wy_stream_all(plain, 4 << 20, arena, out, &diag);
    wy_stream_close(plain);
    return err;
}

static void frames_round_trip(void **state)
{
    (void)state;
    static char text[300000], packed[400000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 251 * (i / 1000));
    size_t n = LZ4F_compressFrame(packed, sizeof packed, text, sizeof text, NULL);
    assert_false(LZ4F_isError(n));
    size_t m = LZ4F_compressFrame(packed + n, sizeof packed - n, "end", 3, NULL);
    struct wy_arena a;
    wy_arena_init(&a, 0);
    wy_bytes out;
    wy_bytes in = {(const uint8_t *)packed, n + m};
    assert_true(wy_lz4_looks_like(in));
    assert_int_equal(unpack(in, &wy_limits_default, &a, &out), WY_OK);
    assert_int_equal(out.len, sizeof text + 3);
    assert_memory_equal(out.ptr, text, sizeof text);
    for (size_t cut = 1; cut < n; cut += 997)
        assert_int_equal(unpack((wy_bytes){in.ptr, cut}, &wy_limits_default, &a, &out), WY_TRUNCATED);
    wy_arena_fini(&a);
}

static void bombs_meet_the_limits(void **state)
{
    (void)state;
    static char zeros[3 << 20], packed[4 << 20];
    size_t n = LZ4F_compressFrame(packed, sizeof packed, zeros, sizeof zeros, NULL);
    struct wy_arena a;
    wy_arena_init(&a, 0);
    wy_bytes out;
    struct wy_limits limits = wy_limits_default;
    limits.item = 1 << 20;
    assert_int_equal(unpack((wy_bytes){(const uint8_t *)packed, n}, &limits, &a, &out), WY_LIMIT);
    limits = wy_limits_default;
    limits.expansion = 10;
    assert_int_equal(unpack((wy_bytes){(const uint8_t *)packed, n}, &limits, &a, &out), WY_LIMIT);
    wy_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_round_trip),
        cmocka_unit_test(bombs_meet_the_limits),
    };
    return cmocka_run_group_tests_name("formats/archive/lz4", tests, NULL, NULL);
}
