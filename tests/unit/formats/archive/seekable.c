// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Packed streams read at random must give what they give from front to back.
#include "deflated.h"

#include "formats/archive/seekable.h"

#include <fcntl.h>
#include <lz4frame.h>
#include <lzma.h>
#include <unistd.h>
#include <zstd.h>

enum { SIZE = 24 << 20, ROOM = SIZE + (1 << 20), READS = 100, READ_MAX = 150000, BROTLI_BLOCK = 65536 };

static uint8_t *plain, *packed;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static int make(void **state)
{
    (void)state;
    uint32_t seed = 1;
    plain = malloc(SIZE);
    packed = malloc(ROOM);
    for (size_t i = 0; plain && i < SIZE; i++) { // words, noise and zeros in turn
        size_t kind = i / 300000 % 3;
        plain[i] = kind == 1 ? (uint8_t)next_random(&seed) : 0;
        if (kind == 0)
            plain[i] = (uint8_t)((size_t) "firmware"[i % 8] + i / 4096 % 7);
    }
    return plain && packed ? 0 : -1;
}

static int unmake(void **state)
{
    (void)state;
    free(plain);
    free(packed);
    return 0;
}

static size_t deflated_at(size_t at, const uint8_t *from, size_t n, int window)
{
    return at + deflated(packed + at, ROOM - at, (wy_bytes){from, n}, 1, window);
}

static size_t lz4_framed(LZ4F_blockMode_t mode, LZ4F_blockSizeID_t size)
{
    LZ4F_preferences_t how = {.frameInfo = {.blockMode = mode,
                                            .blockSizeID = size,
                                            .contentSize = SIZE / 2 + 1,
                                            .contentChecksumFlag = LZ4F_contentChecksumEnabled}};
    size_t n = LZ4F_compressFrame(packed, ROOM, plain, SIZE / 2 + 1, &how);
    how.frameInfo.contentSize = SIZE - SIZE / 2 - 1;
    size_t more = LZ4F_compressFrame(packed + n, ROOM - n, plain + SIZE / 2 + 1, SIZE - SIZE / 2 - 1, &how);
    assert_false(LZ4F_isError(n) || LZ4F_isError(more));
    return n + more;
}

// Blocks that are stored as they are, with a window of 64 KiB.
static size_t brotli_stored(void)
{
    size_t at = 0;
    for (size_t i = 0; i < SIZE; i += BROTLI_BLOCK) {
        uint32_t head = i ? 0xffff8 : 0x1ffff0;
        for (int b = 0; b < 3; b++)
            packed[at++] = (uint8_t)(head >> (8 * b));
        memcpy(packed + at, plain + i, BROTLI_BLOCK);
        at += BROTLI_BLOCK;
    }
    packed[at++] = 3;
    return at;
}

static void expect_read(struct wy_seekable *s, uint64_t at, size_t n)
{
    static uint8_t got[READ_MAX];
    struct wy_diag diag = {0};
    if (wy_blob_read(wy_seekable_blob(s), at, got, n, &diag) != WY_OK)
        fail_msg("at %llu: %s", (unsigned long long)at, diag.text);
    if (memcmp(got, plain + at, n) != 0)
        fail_msg("%zu bytes at %llu differ", n, (unsigned long long)at);
}

static void expect_plain_from(size_t n, enum wy_codec codec, unsigned reads, struct wy_spool *spool)
{
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){packed, n});
    struct wy_seekable *s;
    struct wy_diag diag = {0};
    uint32_t seed = 7;
    struct wy_decoders decoders = {&wy_limits_default, spool, 0};
    struct wy_again again = {&blob.blob, codec, UINT64_MAX};
    assert_int_equal(wy_seekable_open(&again, &decoders, &s, &diag), WY_OK);
    for (unsigned i = 0; i < reads; i++) {
        uint64_t at = (uint64_t)next_random(&seed) * 3 % (SIZE - READ_MAX);
        expect_read(s, at, 1 + next_random(&seed) % (READ_MAX - 1));
        if (i == reads / 2 && wy_seekable_measure(s, &diag) != WY_OK)
            fail_msg("%s", diag.text);
    }
    assert_int_equal(wy_seekable_blob(s)->size, SIZE);
    expect_read(s, SIZE - 10, 10);
    expect_read(s, 0, 10);
    uint8_t more[20];
    assert_int_equal(wy_blob_read(wy_seekable_blob(s), SIZE - 10, more, sizeof more, &diag), WY_TRUNCATED);
    wy_seekable_free(s);
}

static void expect_plain(size_t n, enum wy_codec codec, unsigned reads) { expect_plain_from(n, codec, reads, NULL); }

static void deflate_at_random(void **state)
{
    (void)state;
    expect_plain(deflated_at(0, plain, SIZE, -15), WY_CODEC_DEFLATE, READS);
    size_t half = deflated_at(0, plain, SIZE / 2 + 3, 31); // two members
    expect_plain(deflated_at(half, plain + SIZE / 2 + 3, SIZE - SIZE / 2 - 3, 31), WY_CODEC_GZIP, READS);
}

static void lz4_at_random(void **state)
{
    (void)state;
    expect_plain(lz4_framed(LZ4F_blockIndependent, LZ4F_max4MB), WY_CODEC_LZ4, READS);
    expect_plain(lz4_framed(LZ4F_blockLinked, LZ4F_max64KB), WY_CODEC_LZ4, READS);
    expect_plain(lz4_framed(LZ4F_blockLinked, LZ4F_max1MB), WY_CODEC_LZ4, READS);
}

static void brotli_at_random(void **state)
{
    (void)state;
    expect_plain(brotli_stored(), WY_CODEC_BROTLI, READS / 20);
}

static size_t xz_packed(void)
{
    size_t n = 0, half = SIZE / 2;
    assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, plain, half, packed, &n, ROOM), LZMA_OK);
    assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL, plain + half, SIZE - half, packed, &n, ROOM),
                     LZMA_OK);
    return n;
}

static size_t zstd_packed(void)
{
    size_t half = SIZE / 2, n = ZSTD_compress(packed, ROOM, plain, half, 1);
    size_t more = ZSTD_compress(packed + n, ROOM - n, plain + half, SIZE - half, 1);
    assert_false(ZSTD_isError(n) || ZSTD_isError(more));
    return n + more;
}

static struct wy_spool open_spool(uint64_t max)
{
    struct wy_spool spool;
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && wy_spool_init(&spool, fd, max));
    return spool;
}

// Once into a file, and without one or with one that is too small, again and again; what others keep there stays.
static void unpacked_once(void **state)
{
    (void)state;
    static const enum wy_codec codecs[] = {WY_CODEC_BROTLI, WY_CODEC_XZ, WY_CODEC_ZSTD};
    static size_t (*const pack[])(void) = {brotli_stored, xz_packed, zstd_packed};
    struct wy_spool enough = open_spool(2 * SIZE), small = open_spool(1 << 20);
    char kept[5];
    struct wy_diag diag = {0};
    struct wy_spool_part other = wy_spool_begin(&enough);
    assert_int_equal(wy_spool_add(&other, wy_str_bytes(WY_S("other")), &diag), WY_OK);
    for (size_t i = 0; i < WY_COUNT(codecs); i++) {
        size_t n = pack[i]();
        expect_plain_from(n, codecs[i], READS, &enough);
        expect_plain_from(n, codecs[i], READS / 20, &small);
        expect_plain_from(n, codecs[i], READS / 20, NULL);
        assert_int_equal(enough.top, 5);
        assert_int_equal(small.top, 0);
    }
    assert_int_equal(wy_spool_read(&other, 1, kept, 4, &diag), WY_OK);
    assert_memory_equal(kept, "ther", 4);
    assert_int_equal(wy_spool_read(&other, 1, kept, 5, &diag), WY_TRUNCATED);
    assert_int_equal(pread(enough.fd, kept, 5, 0), 5);
    assert_memory_not_equal(kept, "other", 5); // not in clear
    close(enough.fd);
    close(small.fd);
}

static void from_front_to_back(void **state)
{
    (void)state;
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){packed, xz_packed()});
    struct wy_limits limits = wy_limits_default;
    struct wy_decoders decoders = {.limits = &limits};
    struct wy_again again = {&blob.blob, WY_CODEC_XZ, UINT64_MAX};
    uint8_t *out = malloc(SIZE + 1);
    size_t got = 0;
    for (int pass = 0; pass < 2; pass++) {
        struct wy_stream *stream;
        struct wy_diag diag = {0};
        assert_int_equal(wy_again_stream(&again, &decoders, &stream, &diag), WY_OK);
        assert_int_equal(wy_stream_fill(stream, out, SIZE + 1, &got, &diag), pass ? WY_LIMIT : WY_OK);
        wy_stream_close(stream);
        if (pass == 0) {
            assert_int_equal(got, SIZE);
            assert_memory_equal(out, plain, SIZE);
        }
        limits.item = SIZE - 1;
    }
    free(out);
}

static uint64_t front_to_back(const struct wy_again *again)
{
    struct wy_stream *stream;
    struct wy_diag diag = {0};
    size_t got = 1;
    uint64_t all = 0;
    uint8_t *out = malloc(1 << 16);
    struct wy_decoders decoders = {.limits = &wy_limits_default};
    assert_int_equal(wy_again_stream(again, &decoders, &stream, &diag), WY_OK);
    for (; got && stream->read(stream, out, 1 << 16, &got, &diag) == WY_OK; all += got)
        ;
    wy_stream_close(stream);
    free(out);
    return all;
}

// What lies before the damage can be read, again and again.
static void cut_streams(void **state)
{
    (void)state;
    size_t ends[] = {deflated_at(0, plain, SIZE, 31), 0, 0};
    ends[1] = ends[0] / 2;
    static const enum wy_codec codecs[] = {WY_CODEC_GZIP,   WY_CODEC_LZ4, WY_CODEC_BROTLI,
                                           WY_CODEC_BROTLI, WY_CODEC_XZ,  WY_CODEC_ZSTD};
    struct wy_spool spool = open_spool(SIZE);
    for (size_t i = 0; i < WY_COUNT(codecs); i++) {
        size_t n = i == 0   ? ends[1]
                   : i == 1 ? lz4_framed(LZ4F_blockIndependent, LZ4F_max64KB) / 2
                   : i < 4  ? brotli_stored() / 2
                   : i == 4 ? xz_packed() * 2 / 3
                            : zstd_packed() * 2 / 3;
        struct wy_memory_blob blob = wy_memory_blob((wy_bytes){packed, n});
        struct wy_seekable *s;
        struct wy_diag diag = {0};
        uint8_t out[10];
        struct wy_again again = {&blob.blob, codecs[i], SIZE};
        struct wy_decoders decoders = {&wy_limits_default, i > 2 ? &spool : NULL, 0};
        assert_int_equal(wy_seekable_open(&again, &decoders, &s, &diag), WY_OK);
        if (i > 2)
            assert_int_equal(spool.top, front_to_back(&again)); // to the last byte
        expect_read(s, 100, 1000);
        assert_int_equal(wy_blob_read(wy_seekable_blob(s), SIZE - 10, out, sizeof out, &diag), WY_TRUNCATED);
        assert_int_equal(wy_blob_read(wy_seekable_blob(s), SIZE - 100, out, sizeof out, &diag), WY_TRUNCATED);
        expect_read(s, 200000, 1000);
        if (i > 2)
            assert_true(wy_seekable_measure(s, &diag) == WY_TRUNCATED && wy_seekable_measure(s, NULL) == WY_TRUNCATED);
        wy_seekable_free(s);
    }
    assert_int_equal(spool.top, 0);
    close(spool.fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deflate_at_random), cmocka_unit_test(lz4_at_random), cmocka_unit_test(brotli_at_random),
        cmocka_unit_test(cut_streams),       cmocka_unit_test(unpacked_once), cmocka_unit_test(from_front_to_back),
    };
    return cmocka_run_group_tests_name("formats/archive/seekable", tests, make, unmake);
}
