// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every packing, as a stream of any portions, as a blob, and at random: the same bytes, and the same words where they
// are cut or damaged.
#include "deflated.h"
#include "pieces.h"

#include "formats/archive/seekable.h"

#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>

enum { ROOM = 4 << 20, ALL = 1 << 16 };

static const enum wy_codec codecs[] = {WY_CODEC_GZIP, WY_CODEC_LZ4, WY_CODEC_ZSTD, WY_CODEC_XZ};
static uint8_t packed[ROOM];

static size_t lz4_framed(size_t at, const uint8_t *from, size_t n)
{
    LZ4F_preferences_t how = {.frameInfo = {.contentSize = n,
                                            .blockChecksumFlag = LZ4F_blockChecksumEnabled,
                                            .contentChecksumFlag = LZ4F_contentChecksumEnabled}};
    size_t more = LZ4F_compressFrame(packed + at, ROOM - at, from, n, &how);
    assert_false(LZ4F_isError(more));
    return at + more;
}

static size_t zstd_packed(size_t at, const uint8_t *from, size_t n)
{
    ZSTD_CCtx *c = ZSTD_createCCtx();
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1)));
    size_t more = ZSTD_compress2(c, packed + at, ROOM - at, from, n);
    ZSTD_freeCCtx(c);
    assert_false(ZSTD_isError(more));
    return at + more;
}

static size_t xz_packed(size_t at, const uint8_t *from, size_t n)
{
    assert_int_equal(
        lzma_easy_buffer_encode(0, at ? LZMA_CHECK_CRC64 : LZMA_CHECK_SHA256, NULL, from, n, packed, &at, ROOM),
        LZMA_OK);
    return at;
}

static size_t pack(enum wy_codec codec, size_t at, const uint8_t *from, size_t n)
{
    switch (codec) {
    case WY_CODEC_GZIP: return at + deflated(packed + at, ROOM - at, (wy_bytes){from, n}, 6, 31);
    case WY_CODEC_LZ4: return lz4_framed(at, from, n);
    case WY_CODEC_ZSTD: return zstd_packed(at, from, n);
    default: return xz_packed(at, from, n);
    }
}

struct outcome {
    struct wy_diag diag;
    size_t len;
    uint8_t bytes[ALL];
};

static void read_stream(struct wy_stream *plain, struct outcome *out)
{
    size_t got = 1;
    *out = (struct outcome){.diag.offset = WY_NO_OFFSET};
    wy_err err = WY_OK;
    for (; err == WY_OK && got; out->len += got) {
        assert_true(out->len < ALL);
        err = plain->read(plain, out->bytes + out->len, wy_min(777, ALL - out->len), &got, &out->diag);
    }
    assert_int_equal(err, out->diag.code);
    assert_int_equal(plain->read(plain, out->bytes, 10, &got, NULL), WY_OK);
    assert_int_equal(got, 0); // nothing after the end or a failure
    wy_stream_close(plain);
}

static void as_stream(wy_bytes in, enum wy_codec codec, size_t portion, const struct wy_limits *limits,
                      struct outcome *out)
{
    struct pieces d = {{.read = pieces_read}, in, portion};
    struct wy_decoders decoders = {.limits = limits};
    struct wy_stream *plain = NULL;
    assert_int_equal(wy_unpack_stream(&d.stream, codec, &decoders, &plain, NULL), WY_OK);
    read_stream(plain, out);
    assert_int_equal(decoders.windows, 0);
}

static void as_blob(wy_bytes in, enum wy_codec codec, struct outcome *out)
{
    struct wy_memory_blob blob = wy_memory_blob(in);
    struct wy_again again = {&blob.blob, codec, UINT64_MAX};
    struct wy_decoders decoders = {.limits = &wy_limits_default};
    struct wy_stream *plain = NULL;
    assert_int_equal(wy_again_stream(&again, &decoders, &plain, NULL), WY_OK);
    read_stream(plain, out);
}

// What can be read at random, from behind.
static void at_random(wy_bytes in, enum wy_codec codec, size_t n, struct outcome *out)
{
    struct wy_memory_blob blob = wy_memory_blob(in);
    struct wy_again again = {&blob.blob, codec, UINT64_MAX};
    struct wy_decoders decoders = {.limits = &wy_limits_default};
    struct wy_seekable *s;
    *out = (struct outcome){.diag.offset = WY_NO_OFFSET};
    assert_int_equal(wy_seekable_open(&again, &decoders, &s, NULL), WY_OK);
    size_t got;
    wy_err err = wy_seekable_read(s, n, out->bytes, 1, &got, NULL);
    assert_int_equal(got, 0);
    assert_int_equal(wy_seekable_measure(s, NULL), err);
    assert_int_equal(wy_seekable_read(s, 0, out->bytes, ALL, &out->len, &out->diag), err);
    wy_seekable_free(s);
}

static void expect_same(const struct outcome *a, const struct outcome *b)
{
    assert_int_equal(a->diag.code, b->diag.code);
    assert_string_equal(a->diag.text, b->diag.text);
    assert_int_equal(a->diag.offset, b->diag.offset);
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->bytes, b->bytes, a->len);
}

static struct outcome first, second;

// In every way that there is.
static const struct outcome *unpack(wy_bytes in, enum wy_codec codec)
{
    as_stream(in, codec, SIZE_MAX, &wy_limits_default, &first);
    as_stream(in, codec, 1, &wy_limits_default, &second);
    expect_same(&first, &second);
    as_blob(in, codec, &second);
    expect_same(&first, &second);
    if (strstr(first.diag.text, "stands behind")) // random access does not look there
        return &first;
    at_random(in, codec, first.len, &second);
    expect_same(&first, &second);
    return &first;
}

static void every_cut_is_told(void **state)
{
    (void)state;
    static uint8_t text[900];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)((size_t) "a word "[i % 7] + i / 100);
    for (size_t c = 0; c < WY_COUNT(codecs); c++) {
        size_t half = pack(codecs[c], 0, text, 500), n = pack(codecs[c], half, text + 500, sizeof text - 500);
        enum wy_codec codec = WY_CODEC_BROTLI;
        assert_true(wy_packed_codec((wy_bytes){packed, n}, &codec) && codec == codecs[c]);
        assert_false(wy_packed_codec((wy_bytes){packed, 3}, &codec));
        for (size_t cut = 1; cut <= n; cut++) {
            const struct outcome *o = unpack((wy_bytes){packed, cut}, codecs[c]);
            assert_int_equal(o->diag.code, cut == half || cut == n ? WY_OK : WY_TRUNCATED);
            assert_memory_equal(o->bytes, text, o->len);
            assert_true(o->len >= (cut == n ? sizeof text : cut >= half ? 500 : 0));
        }
    }
}

static void every_damage_is_told(void **state)
{
    (void)state;
    static uint8_t text[300];
    uint32_t seed = 3;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 28);
    for (size_t c = 0; c < WY_COUNT(codecs); c++) {
        size_t n = pack(codecs[c], 0, text, sizeof text);
        for (size_t bit = 0; bit < n * 8; bit += 5) { // every place of a byte, in turn
            packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
            const struct outcome *o = unpack((wy_bytes){packed, n}, codecs[c]);
            bool whole = o->len == sizeof text && memcmp(o->bytes, text, sizeof text) == 0;
            if (o->diag.code == WY_OK && !whole)
                fail_msg("codec %d, bit %zu: silence", codecs[c], bit);
            packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

// A sum at the end that does not hold: all of the content is there, and the words say what is wrong.
static void sums(void **state)
{
    (void)state;
    static const size_t behind[] = {8, 4, 4, 30};
    for (size_t c = 0; c < WY_COUNT(codecs); c++) {
        size_t n = pack(codecs[c], 0, (const uint8_t *)"content", 7);
        packed[n - behind[c]] ^= 1;
        const struct outcome *o = unpack((wy_bytes){packed, n}, codecs[c]);
        assert_int_equal(o->diag.code, WY_MALFORMED);
        assert_true(codecs[c] == WY_CODEC_XZ || strstr(o->diag.text, "checksum"));
        assert_int_equal(o->len, 7);
        assert_memory_equal(o->bytes, "content", 7);
    }
}

// Lengths around a stripe of xxHash, held against liblz4's own sums; blocks of several kinds.
static void lz4_sums(void **state)
{
    (void)state;
    static uint8_t text[70000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * i >> 7);
    for (size_t n = 0; n < 200; n++)
        assert_int_equal(unpack((wy_bytes){packed, lz4_framed(0, text, n)}, WY_CODEC_LZ4)->len, n);
    size_t n = lz4_framed(0, text, 60000);
    assert_int_equal(unpack((wy_bytes){packed, n}, WY_CODEC_LZ4)->diag.code, WY_OK);
    assert_int_equal(first.len, 60000);
    packed[4] = 0x44; // a block's sum is read as if it were a frame's
    assert_int_equal(unpack((wy_bytes){packed, n}, WY_CODEC_LZ4)->diag.code, WY_MALFORMED);
    assert_non_null(strstr(first.diag.text, "header"));
}

static void what_stands_behind(void **state)
{
    (void)state;
    for (size_t c = 0; c < WY_COUNT(codecs); c++) {
        size_t n = pack(codecs[c], 0, (const uint8_t *)"content", 7);
        memset(packed + n, 0, 4096);
        bool padded = codecs[c] != WY_CODEC_ZSTD;
        assert_int_equal(unpack((wy_bytes){packed, n + 4096}, codecs[c])->diag.code, padded ? WY_OK : WY_MALFORMED);
        memset(packed + n, 'x', 100);
        assert_int_equal(unpack((wy_bytes){packed, n + 100}, codecs[c])->diag.code, WY_MALFORMED);
        assert_int_equal(first.len, 7);
    }
}

static void bombs_meet_the_limits(void **state)
{
    (void)state;
    static uint8_t zeros[3 << 20];
    for (size_t c = 0; c < WY_COUNT(codecs); c++) {
        size_t n = pack(codecs[c], 0, zeros, sizeof zeros), got = 1, all = 0;
        struct wy_limits limits = wy_limits_default;
        limits.item = ALL - 1;
        as_stream((wy_bytes){packed, n}, codecs[c], SIZE_MAX, &limits, &first);
        assert_int_equal(first.diag.code, WY_LIMIT);
        assert_true(first.len < ALL);
        limits = wy_limits_default;
        limits.expansion = 10;
        struct pieces d = {{.read = pieces_read}, {packed, n}, SIZE_MAX};
        struct wy_decoders decoders = {.limits = &limits};
        struct wy_stream *plain = NULL;
        assert_int_equal(wy_unpack_stream(&d.stream, codecs[c], &decoders, &plain, NULL), WY_OK);
        for (; got && plain->read(plain, first.bytes, ALL, &got, &second.diag) == WY_OK; all += got)
            ;
        wy_stream_close(plain);
        assert_true(all <= 1 << 20);
    }
}

// The header of a zstd frame with a window of `log` bits, and a stored block.
static size_t windowed(uint8_t *to, unsigned log, const uint8_t *from, size_t n)
{
    const uint8_t head[] = {
        0x28, 0xb5, 0x2f, 0xfd, 0, (uint8_t)((log - 10) << 3), (uint8_t)(n << 3 | 1), (uint8_t)(n >> 5), 0};
    memmove(to + sizeof head, from, n);
    memcpy(to, head, sizeof head);
    return n + sizeof head;
}

// Windows within each other: their sum is bounded, and given back.
static void windows(void **state)
{
    (void)state;
    enum { LEVELS = 4 };
    for (unsigned log = 20; log <= 28; log++) {
        uint8_t in[200] = "content";
        size_t n = 7, got;
        for (int i = 0; i < LEVELS; i++)
            n = windowed(in, log, in, n);
        struct pieces d = {{.read = pieces_read}, {in, n}, SIZE_MAX};
        struct wy_decoders decoders = {.limits = &wy_limits_default};
        struct wy_stream *plain[LEVELS];
        struct wy_diag diag = {0};
        for (int i = 0; i < LEVELS; i++)
            assert_int_equal(wy_unpack_stream(i ? plain[i - 1] : &d.stream, WY_CODEC_ZSTD, &decoders, &plain[i], &diag),
                             WY_OK);
        wy_err err = wy_stream_fill(plain[LEVELS - 1], in, sizeof in, &got, &diag);
        assert_int_equal(err, log <= 25 ? WY_OK : WY_LIMIT);
        assert_true(log < 26 || log > 27 || strstr(diag.text, "--limit windows="));
        assert_true(log == 28 || decoders.windows >= (UINT64_C(1) << log) * (log <= 25 ? LEVELS : 1));
        assert_true(decoders.windows <= wy_limits_default.windows);
        for (int i = LEVELS - 1; i >= 0; i--)
            wy_stream_close(plain[i]);
        assert_int_equal(decoders.windows, 0);
    }
}

static void windows_of_xz(void **state)
{
    (void)state;
    size_t n = 0;
    assert_int_equal(
        lzma_easy_buffer_encode(9, LZMA_CHECK_CRC32, NULL, (const uint8_t *)"content", 7, packed, &n, ROOM), LZMA_OK);
    struct wy_limits limits = wy_limits_default;
    as_stream((wy_bytes){packed, n}, WY_CODEC_XZ, SIZE_MAX, &limits, &first);
    assert_int_equal(first.diag.code, WY_OK);
    limits.windows = 60 << 20; // 64 MiB are needed
    as_stream((wy_bytes){packed, n}, WY_CODEC_XZ, SIZE_MAX, &limits, &first);
    assert_int_equal(first.diag.code, WY_LIMIT);
    assert_non_null(strstr(first.diag.text, "--limit windows="));
    limits.windows = 1000;
    struct wy_decoders decoders = {.limits = &limits};
    struct pieces d = {{.read = pieces_read}, {packed, n}, SIZE_MAX};
    struct wy_stream *plain;
    assert_int_equal(wy_unpack_stream(&d.stream, WY_CODEC_LZ4, &decoders, &plain, NULL), WY_LIMIT);
    assert_int_equal(decoders.windows, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_is_told),
        cmocka_unit_test(every_damage_is_told),
        cmocka_unit_test(sums),
        cmocka_unit_test(lz4_sums),
        cmocka_unit_test(what_stands_behind),
        cmocka_unit_test(bombs_meet_the_limits),
        cmocka_unit_test(windows),
        cmocka_unit_test(windows_of_xz),
    };
    return cmocka_run_group_tests_name("formats/archive/packed", tests, NULL, NULL);
}
