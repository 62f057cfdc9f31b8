// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The bytes were made with Python: gzip.compress(b'one ', mtime=0) + gzip.compress(b'two', mtime=0).
#include "test.h"

#include "formats/archive/gzip.h"

static const uint8_t members[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0xcf,
                                  0x4b, 0x55, 0x00, 0x00, 0x49, 0x61, 0xac, 0x23, 0x04, 0x00, 0x00, 0x00,
                                  0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0x29,
                                  0xcf, 0x07, 0x00, 0x66, 0x8a, 0xca, 0x11, 0x03, 0x00, 0x00, 0x00};

static wy_err unpack(wy_bytes in, const struct wy_limits *limits, struct wy_arena *arena, wy_bytes *out)
{
    struct wy_memory_blob blob = wy_memory_blob(in);
    struct wy_blob_stream packed = wy_blob_stream(&blob.blob);
    struct wy_stream *stream = NULL;
    struct wy_diag diag = {0};
    assert_int_equal(wy_gzip_stream(&packed.stream, limits, &stream, &diag), WY_OK);
    wy_err err = wy_stream_all(stream, 1 << 20, arena, out, &diag);
    wy_stream_close(stream);
    return err;
}

static void members_follow_each_other_and_every_cut_is_told(void **state)
{
    (void)state;
    struct wy_arena arena;
    wy_bytes out = {0};
    wy_arena_init(&arena, 0);
    assert_true(wy_gzip_looks_like((wy_bytes){members, sizeof members}));
    assert_int_equal(unpack((wy_bytes){members, sizeof members}, &wy_limits_default, &arena, &out), WY_OK);
    assert_str_is(wy_bytes_str(out), "one two");
    for (size_t cut = 1; cut < sizeof members; cut++) {
        wy_err err = unpack((wy_bytes){members, cut}, &wy_limits_default, &arena, &out);
        assert_int_equal(err, cut == 24 ? WY_OK : WY_TRUNCATED);
    }
    struct wy_limits small = wy_limits_default;
    small.item = 6;
    assert_int_equal(unpack((wy_bytes){members, sizeof members}, &small, &arena, &out), WY_LIMIT);
    assert_int_equal(unpack((wy_bytes){members + 1, sizeof members - 1}, &wy_limits_default, &arena, &out),
                     WY_MALFORMED);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(members_follow_each_other_and_every_cut_is_told)};
    return cmocka_run_group_tests_name("formats/archive/gzip", tests, NULL, NULL);
}
