// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "formats/archive/seekable.h"
#include "formats/archive/tar.h"
#include "sources/container.h"

#include <zstd.h>

static char archive[64 * 1024];
static size_t archive_len;

static void put_header(const char *name, size_t size, char type)
{
    char *h = archive + archive_len;
    memset(h, 0, 512);
    snprintf(h, 100, "%s", name);
    snprintf(h + 124, 12, "%011o", (unsigned)size);
    h[156] = type;
    memcpy(h + 257, "ustar\00000", 8);
    memset(h + 148, ' ', 8);
    unsigned sum = 0;
    for (int i = 0; i < 512; i++)
        sum += (unsigned char)h[i];
    snprintf(h + 148, 8, "%06o", sum);
    archive_len += 512;
}

static void put(const char *name, const char *content, char type)
{
    size_t n = strlen(content);
    put_header(name, n, type);
    memset(archive + archive_len, 0, (n + 511) / 512 * 512);
    memcpy(archive + archive_len, content, n);
    archive_len += (n + 511) / 512 * 512;
}

static void make_archive(void)
{
    archive_len = 0;
    put("folder/", "", '5');
    put("a.json", "{}", '0');
    put("ignored", "25 path=long/name/b.json\n", 'x');
    put("b", "content of b", '0');
    put("././@LongLink", "gnu/long/name.json", 'L');
    put("c", "", '0');
    put("link", "", '2');
    memset(archive + archive_len, 0, 1024);
    archive_len += 1024;
}

static struct wy_tar tar;

static void walk(struct wy_stream *in)
{
    struct wy_tar_entry e;
    struct wy_diag diag = {0};
    char text[64];
    size_t got;
    wy_tar_init(&tar, in);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_OK);
    assert_int_equal(e.type, WY_TAR_FOLDER);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_OK);
    assert_str_is(e.name, "a.json");
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_OK); // a.json is skipped
    assert_str_is(e.name, "long/name/b.json");
    assert_int_equal(wy_tar_read(&tar, text, 7, &got, &diag), WY_OK);
    assert_int_equal(got, 7);
    assert_int_equal(wy_tar_read(&tar, text + 7, sizeof text - 7, &got, &diag), WY_OK);
    assert_str_is(((wy_str){text, 7 + got}), "content of b");
    assert_int_equal(wy_tar_read(&tar, text, sizeof text, &got, &diag), WY_OK);
    assert_int_equal(got, 0);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_OK);
    assert_str_is(e.name, "gnu/long/name.json");
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_OK);
    assert_int_equal(e.type, WY_TAR_OTHER);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_NOT_FOUND);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_NOT_FOUND);
    assert_int_equal(diag.code, WY_OK);
}

static void entries(void **state)
{
    (void)state;
    make_archive();
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){(const uint8_t *)archive, archive_len});
    struct wy_blob_stream in = wy_blob_stream(&blob.blob);
    assert_true(wy_tar_looks_like((wy_bytes){(const uint8_t *)archive, archive_len}));
    walk(&in.stream);
}

static void packed(void **state)
{
    (void)state;
    make_archive();
    static uint8_t small[64 * 1024];
    size_t n = ZSTD_compress(small, sizeof small, archive, archive_len, 3);
    assert_false(ZSTD_isError(n));
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){small, n});
    struct wy_blob_stream in = wy_blob_stream(&blob.blob);
    struct wy_stream *plain = NULL;
    struct wy_decoders decoders = {.limits = &wy_limits_default};
    assert_int_equal(wy_unpack_stream(&in.stream, WY_CODEC_ZSTD, &decoders, &plain, NULL), WY_OK);
    walk(plain);
    wy_stream_close(plain);
}

static void broken(void **state)
{
    (void)state;
    struct wy_tar_entry e;
    struct wy_diag diag = {0};
    make_archive();
    archive[600] ^= 1; // the second header
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){(const uint8_t *)archive, archive_len});
    struct wy_blob_stream in = wy_blob_stream(&blob.blob);
    wy_tar_init(&tar, &in.stream);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_OK);
    assert_int_equal(wy_tar_next(&tar, &e, &diag), WY_MALFORMED);
    assert_int_equal(diag.offset, 512);
    assert_int_equal(wy_tar_next(&tar, &e, NULL), WY_NOT_FOUND); // and nothing after it
    make_archive();
    blob = wy_memory_blob((wy_bytes){(const uint8_t *)archive, 512 * 6 + 100});
    in = wy_blob_stream(&blob.blob);
    wy_tar_init(&tar, &in.stream);
    wy_err err = WY_OK;
    while (!err)
        err = wy_tar_next(&tar, &e, NULL);
    assert_int_equal(err, WY_TRUNCATED);
    char text[100]; // what there is of an entry that is cut
    size_t got = 0;
    blob = wy_memory_blob((wy_bytes){(const uint8_t *)archive, 512 * 2 + 1});
    in = wy_blob_stream(&blob.blob);
    wy_tar_init(&tar, &in.stream);
    assert_true(wy_tar_next(&tar, &e, NULL) == WY_OK && wy_tar_next(&tar, &e, NULL) == WY_OK);
    assert_true(wy_tar_read(&tar, text, sizeof text, &got, NULL) == WY_OK && got == 1 && text[0] == '{');
    assert_int_equal(wy_tar_read(&tar, text, sizeof text, &got, NULL), WY_TRUNCATED);
}

struct shown {
    unsigned first, second, gaps;
};

static void count(void *user, struct wy_item *item)
{
    struct shown *s = user;
    s->first += !item->second;
    s->second += item->second;
}

static void count_gap(void *user, wy_str item, const struct wy_diag *diag)
{
    (void)item;
    (void)diag;
    ((struct shown *)user)->gaps++;
}

// What comes before its metadata in a packed archive is shown again, but not within what is shown again itself:
// archives within each other would be unpacked twice as often for each level.
static void late_metadata(void **state)
{
    (void)state;
    static uint8_t small[64 * 1024];
    archive_len = 0;
    put("system.img", "an image", '0');
    put("readme.txt", "a text", '0');
    put("vbmeta.img", "metadata", '0');
    put("vendor.img", "another image", '0');
    memset(archive + archive_len, 0, 1024);
    archive_len += 1024;
    size_t n = ZSTD_compress(small, sizeof small, archive, archive_len, 3);
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){small, n});
    struct wy_again again = {&blob.blob, WY_CODEC_ZSTD, UINT64_MAX};
    for (int second = 0; second < 2; second++) {
        struct wy_arena arena;
        struct shown s = {0};
        struct wy_diag diag = {0};
        wy_arena_init(&arena, 0);
        struct wy_decoders decoders = {.limits = &wy_limits_default};
        struct wy_container_walk how = {&wy_limits_default, &arena, count, count_gap, &s, &decoders};
        struct wy_item item = {.name = WY_S("a.tar"), .again = &again, .size = UINT64_MAX, .second = second};
        item.head = (wy_bytes){(const uint8_t *)archive, WY_ITEM_HEAD};
        const struct wy_container *tar_container = wy_container_for(&item);
        assert_string_equal(tar_container->name, "tar");
        assert_int_equal(tar_container->walk(&how, &item, &diag), WY_OK);
        assert_int_equal(s.first, 4);
        assert_int_equal(s.second, second ? 0 : 2);
        assert_int_equal(s.gaps, 0);
        wy_arena_fini(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries),
        cmocka_unit_test(packed),
        cmocka_unit_test(broken),
        cmocka_unit_test(late_metadata),
    };
    return cmocka_run_group_tests_name("formats/archive/tar", tests, NULL, NULL);
}
