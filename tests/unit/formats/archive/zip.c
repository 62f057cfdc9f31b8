// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/buffer.h"
#include "formats/archive/zip.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

struct made {
    struct wy_buf file, directory;
    unsigned n;
};

struct spec {
    const char *name;
    wy_bytes content;
    unsigned method; // 8 packs, everything else stores
    unsigned flags;
    uint32_t lie_size;      // 0 = the truth; else what both headers state
    uint32_t lie_local;     // added to the local header's packed size
    const char *local_name; // NULL = name
};

static void le(struct wy_buf *b, uint64_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        wy_buf_char(b, (char)(v >> (8 * i)));
}

static size_t pack(wy_bytes in, uint8_t *out, size_t cap)
{
    struct isal_zstream z;
    isal_deflate_stateless_init(&z);
    z.next_in = (uint8_t *)(uintptr_t)in.ptr;
    z.avail_in = (uint32_t)in.len;
    z.next_out = out;
    z.avail_out = (uint32_t)cap;
    z.end_of_stream = 1;
    assert_int_equal(isal_deflate_stateless(&z), COMP_OK);
    return z.total_out;
}

static void add(struct made *m, struct spec s)
{
    static uint8_t packed[1 << 16];
    wy_bytes data = s.content;
    if (s.method == 8)
        data = (wy_bytes){packed, pack(s.content, packed, sizeof packed)};
    uint32_t crc = crc32_gzip_refl(0, s.content.ptr, s.content.len);
    size_t offset = m->file.len, size = s.lie_size ? s.lie_size : s.content.len;
    const char *local = s.local_name ? s.local_name : s.name;
    wy_buf_addc(&m->file, "PK\3\4");
    le(&m->file, 20, 2);
    le(&m->file, s.flags, 2);
    le(&m->file, s.method, 2);
    le(&m->file, 0, 4);
    le(&m->file, crc, 4);
    le(&m->file, data.len + s.lie_local, 4);
    le(&m->file, size, 4);
    le(&m->file, strlen(local), 2);
    le(&m->file, 0, 2);
    wy_buf_addc(&m->file, local);
    wy_buf_add_bytes(&m->file, data);
    wy_buf_addc(&m->directory, "PK\1\2");
    le(&m->directory, 20 | 20 << 16, 4);
    le(&m->directory, s.flags, 2);
    le(&m->directory, s.method, 2);
    le(&m->directory, 0, 4);
    le(&m->directory, crc, 4);
    le(&m->directory, data.len, 4);
    le(&m->directory, size, 4);
    le(&m->directory, strlen(s.name), 2);
    le(&m->directory, 0, 8);
    le(&m->directory, 0, 4);
    le(&m->directory, offset, 4);
    wy_buf_addc(&m->directory, s.name);
    m->n++;
}

static wy_bytes finish(struct made *m, wy_str comment)
{
    size_t at = m->file.len;
    wy_buf_add(&m->file, wy_buf_str(&m->directory));
    wy_buf_addc(&m->file, "PK\5\6");
    le(&m->file, 0, 4);
    le(&m->file, m->n, 2);
    le(&m->file, m->n, 2);
    le(&m->file, m->directory.len, 4);
    le(&m->file, at, 4);
    le(&m->file, comment.len, 2);
    wy_buf_add(&m->file, comment);
    assert_int_equal(m->file.err, WY_OK);
    return wy_str_bytes(wy_buf_str(&m->file));
}

struct fixture {
    struct wy_arena arena;
    struct made made;
    struct wy_memory_blob blob;
    struct wy_zip zip;
    struct wy_diag diag;
    struct wy_limits limits;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    wy_arena_init(&f->arena, 0);
    wy_buf_init(&f->made.file, 1 << 24);
    wy_buf_init(&f->made.directory, 1 << 24);
    f->limits = wy_limits_default;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    wy_arena_fini(&f->arena);
    wy_buf_fini(&f->made.file);
    wy_buf_fini(&f->made.directory);
    free(f);
    return 0;
}

static wy_err open_bytes(struct fixture *f, wy_bytes bytes, enum wy_zip_manner manner)
{
    f->blob = wy_memory_blob(bytes);
    f->diag = (struct wy_diag){0};
    return wy_zip_open(&f->zip, &f->blob.blob, manner, &f->limits, &f->arena, &f->diag);
}

static wy_err whole(struct fixture *f, const char *name, wy_bytes *out)
{
    struct wy_zip_entry *e = wy_zip_find(&f->zip, wy_str_c(name));
    assert_non_null(e);
    f->diag = (struct wy_diag){0};
    return wy_zip_whole(&f->zip, e, 1 << 24, &f->arena, out, &f->diag);
}

#define B(lit) wy_str_bytes(WY_S(lit))

static void stored_and_deflated_are_read(void **state)
{
    struct fixture *f = *state;
    static uint8_t long_text[300000];
    for (size_t i = 0; i < sizeof long_text; i++)
        long_text[i] = (uint8_t)(i % 251);
    add(&f->made, (struct spec){.name = "a", .content = B("hello")});
    add(&f->made, (struct spec){.name = "b", .content = {long_text, sizeof long_text}, .method = 8});
    add(&f->made, (struct spec){.name = "empty", .content = B("")});
    assert_int_equal(open_bytes(f, finish(&f->made, WY_S("")), WY_ZIP_STRICT), WY_OK);
    assert_int_equal(f->zip.n, 3);
    assert_int_equal(f->zip.odd, 0);
    wy_bytes out;
    assert_int_equal(whole(f, "a", &out), WY_OK);
    assert_str_is(wy_bytes_str(out), "hello");
    assert_int_equal(whole(f, "b", &out), WY_OK);
    assert_true(wy_bytes_eq(out, (wy_bytes){long_text, sizeof long_text}));
    assert_int_equal(whole(f, "empty", &out), WY_OK);
    assert_int_equal(out.len, 0);
    assert_null(wy_zip_find(&f->zip, WY_S("c")));
    assert_int_equal(wy_zip_examine(&f->zip, &f->arena, &f->diag), WY_OK);
    for (size_t i = 0; i < f->zip.n; i++)
        assert_int_equal(f->zip.entries[i].odd, 0);
}

static void a_file_descriptor_reads_the_same(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "b", .content = B("abcabcabcabcabcabcabc"), .method = 8});
    wy_bytes file = finish(&f->made, WY_S("c"));
    FILE *t = tmpfile();
    assert_int_equal(fwrite(file.ptr, 1, file.len, t), file.len);
    fflush(t);
    struct wy_fd_blob fd;
    assert_int_equal(wy_fd_blob_init(&fd, fileno(t), &f->diag), WY_OK);
    assert_int_equal(wy_zip_open(&f->zip, &fd.blob, WY_ZIP_STRICT, &f->limits, &f->arena, &f->diag), WY_OK);
    wy_bytes out;
    assert_int_equal(whole(f, "b", &out), WY_OK);
    assert_str_is(wy_bytes_str(out), "abcabcabcabcabcabcabc");
    assert_str_is(f->zip.comment, "c");
    fclose(t);
}

static void lies_of_local_headers_are_told(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "a", .content = B("hello"), .lie_local = 7});
    add(&f->made, (struct spec){.name = "b", .content = B("hello"), .local_name = "c"});
    add(&f->made, (struct spec){.name = "../x", .content = B("hello")});
    add(&f->made, (struct spec){.name = "a", .content = B("again")});
    add(&f->made, (struct spec){.name = "/abs", .content = B("again")});
    assert_int_equal(open_bytes(f, finish(&f->made, WY_S("")), WY_ZIP_STRICT), WY_OK);
    assert_int_equal(wy_zip_examine(&f->zip, &f->arena, &f->diag), WY_OK);
    static const uint32_t want[] = {WY_ZIP_LOCAL_SIZES, WY_ZIP_LOCAL_NAME, WY_ZIP_UNSAFE_NAME, WY_ZIP_DUPLICATE,
                                    WY_ZIP_UNSAFE_NAME};
    for (size_t i = 0; i < WY_COUNT(want); i++)
        assert_int_equal(f->zip.entries[i].odd, want[i]);
    assert_int_equal(f->zip.odd, WY_ZIP_DUPLICATES);
    wy_bytes out;
    assert_int_equal(whole(f, "a", &out), WY_OK);
    assert_str_is(wy_bytes_str(out), "hello"); // the first of the name
}

static void tricks_are_read_as_android_reads_them(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "m", .content = B("hello"), .method = 0x1234, .flags = 1});
    wy_bytes file = finish(&f->made, WY_S(""));
    wy_bytes out;
    assert_int_equal(open_bytes(f, file, WY_ZIP_STRICT), WY_OK);
    assert_int_equal(whole(f, "m", &out), WY_UNSUPPORTED);
    assert_int_equal(open_bytes(f, file, WY_ZIP_AS_ANDROID), WY_OK);
    assert_int_equal(whole(f, "m", &out), WY_OK);
    assert_str_is(wy_bytes_str(out), "hello");
    assert_int_equal(f->zip.entries[0].odd, WY_ZIP_METHOD | WY_ZIP_ENCRYPTED);
}

static void wrong_sizes_and_checksums_are_refused(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "long", .content = B("hello hello hello hello"), .method = 8, .lie_size = 5});
    add(&f->made, (struct spec){.name = "short", .content = B("hello hello hello hello"), .method = 8, .lie_size = 50});
    add(&f->made, (struct spec){.name = "bomb", .content = B("hello"), .method = 8, .lie_size = 0x7fffffff});
    add(&f->made, (struct spec){.name = "crc", .content = B("hello")});
    add(&f->made, (struct spec){.name = "past", .content = B("hello"), .lie_size = 5000});
    wy_bytes file = finish(&f->made, WY_S(""));
    f->made.file.data[wy_str_find(wy_bytes_str(file), WY_S("crchello")) + 4] ^= 1;
    assert_int_equal(open_bytes(f, file, WY_ZIP_STRICT), WY_OK);
    wy_bytes out;
    assert_int_equal(whole(f, "long", &out), WY_MALFORMED);
    assert_int_equal(whole(f, "short", &out), WY_TRUNCATED);
    assert_int_equal(whole(f, "crc", &out), WY_MALFORMED);
    assert_int_equal(whole(f, "past", &out), WY_TRUNCATED);
    struct wy_stream *s;
    assert_int_equal(wy_zip_stream(&f->zip, wy_zip_find(&f->zip, WY_S("bomb")), &s, &f->diag), WY_LIMIT);
}

static void end_records_in_comments_and_prefixes_are_told(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "a", .content = B("hello")});
    wy_bytes file = finish(&f->made, WY_S("comment"));
    assert_int_equal(open_bytes(f, file, WY_ZIP_STRICT), WY_OK);
    assert_int_equal(f->zip.odd, 0);
    char *prefixed = calloc(1, file.len + 8);
    memcpy(prefixed + 8, file.ptr, file.len);
    assert_int_equal(open_bytes(f, (wy_bytes){(uint8_t *)prefixed, file.len + 8}, WY_ZIP_STRICT), WY_OK);
    assert_true(f->zip.odd & WY_ZIP_PREFIX);
    assert_true(f->zip.odd & WY_ZIP_SHIFTED);
    wy_bytes out;
    assert_int_equal(whole(f, "a", &out), WY_OK);
    assert_str_is(wy_bytes_str(out), "hello");
    free(prefixed);
    static const char nested[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    struct made again = {.n = 0};
    wy_buf_init(&again.file, 1 << 20);
    wy_buf_init(&again.directory, 1 << 20);
    add(&again, (struct spec){.name = "a", .content = B("hello")});
    assert_int_equal(open_bytes(f, finish(&again, (wy_str){nested, 22}), WY_ZIP_STRICT), WY_OK);
    assert_true(f->zip.odd & WY_ZIP_EOCD_IN_COMMENT);
    wy_buf_fini(&again.file);
    wy_buf_fini(&again.directory);
}

static void overlaps_are_told(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "a", .content = B("hello")});
    add(&f->made, (struct spec){.name = "a", .content = B("hello")});
    size_t at = f->made.directory.len - 1 - 4;
    memset(f->made.directory.data + at, 0, 4); // the second entry's offset
    assert_int_equal(open_bytes(f, finish(&f->made, WY_S("")), WY_ZIP_STRICT), WY_OK);
    assert_int_equal(wy_zip_examine(&f->zip, &f->arena, &f->diag), WY_OK);
    assert_true((f->zip.entries[0].odd | f->zip.entries[1].odd) & WY_ZIP_OVERLAP);
}

static void lying_directories_are_refused(void **state)
{
    struct fixture *f = *state;
    add(&f->made, (struct spec){.name = "a", .content = B("hello")});
    wy_bytes file = finish(&f->made, WY_S(""));
    for (size_t cut = 0; cut < file.len; cut++)
        assert_int_not_equal(open_bytes(f, (wy_bytes){file.ptr, cut}, WY_ZIP_STRICT), WY_OK);
    f->made.file.data[file.len - 12] = 9; // nine entries, one there
    assert_int_equal(open_bytes(f, file, WY_ZIP_STRICT), WY_TRUNCATED);
    f->limits.items = 8;
    assert_int_equal(open_bytes(f, file, WY_ZIP_STRICT), WY_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stored_and_deflated_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_descriptor_reads_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(lies_of_local_headers_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(tricks_are_read_as_android_reads_them, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_sizes_and_checksums_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(end_records_in_comments_and_prefixes_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(overlaps_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(lying_directories_are_refused, setup, teardown),
    };
    return cmocka_run_group_tests_name("formats/archive/zip", tests, NULL, NULL);
}
