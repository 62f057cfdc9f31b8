// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Images made by tests/gen/images.py from a tree: every file must come out as it went in, through sparse, super and
// payload as well. Without mke2fs or mkfs.erofs their part is skipped.
#include "deflated.h"

#include "formats/android/payload.h"
#include "formats/android/super.h"
#include "formats/archive/erofs.h"
#include "formats/archive/erofs_inode.h"
#include "formats/archive/ext4.h"
#include "formats/archive/sparse.h"

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <lzma.h>
#include <unistd.h>
#include <zstd.h>

static char folder[] = "/tmp/wary-images-XXXXXX";
static size_t tree_files;

static int count_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)path;
    (void)ftw;
    tree_files += type == FTW_F && st->st_size > 0;
    return 0;
}

static int make(void **state)
{
    (void)state;
    char command[8192];
    const char *source = getenv("WARY_SOURCE");
    if (!source || !mkdtemp(folder))
        return -1;
    snprintf(command, sizeof command, "/usr/bin/python3 %s/tests/gen/images.py --tree %s", source, folder);
    if (system(command) != 0)
        return -1;
    snprintf(command, sizeof command, "%s/tree", folder);
    return nftw(command, count_file, 16, FTW_PHYS);
}

static int unmake(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

struct seen {
    size_t files, gaps;
};

static void compare(void *user, wy_str path, const struct wy_blob *file)
{
    struct seen *seen = user;
    char name[8192];
    snprintf(name, sizeof name, "%s/tree/%.*s", folder, WY_ARG(path));
    int fd = open(name, O_RDONLY);
    if (fd < 0)
        fail_msg("%s is not in the tree", name);
    struct wy_fd_blob want;
    struct wy_diag diag = {0};
    assert_int_equal(wy_fd_blob_init(&want, fd, &diag), WY_OK);
    if (want.blob.size != file->size)
        fail_msg("%s: %llu bytes for %llu", name, (unsigned long long)file->size, (unsigned long long)want.blob.size);
    static uint8_t a[1 << 20], b[1 << 20];
    assert_int_equal(wy_blob_read(&want.blob, 0, a, (size_t)file->size, &diag), WY_OK);
    for (size_t at = 0, step = 1000; at < file->size; at += step, step = step * 3 % 70001) { // borders everywhere
        size_t n = wy_min(step, (size_t)file->size - at);
        if (wy_blob_read(file, at, b + at, n, &diag) != WY_OK)
            fail_msg("%s at %zu: %s", name, at, diag.text);
    }
    if (memcmp(a, b, (size_t)file->size) != 0)
        fail_msg("%s differs", name);
    close(fd);
    seen->files++;
}

static void gap(void *user, wy_str path, const struct wy_diag *diag)
{
    printf("# gap %.*s: %s\n", WY_ARG(path), diag->text);
    ((struct seen *)user)->gaps++;
}

typedef wy_err (*walker)(const struct wy_blob *, const struct wy_fs_walk *, struct wy_diag *);

static void expect_tree(const struct wy_blob *image, walker walk, const char *what)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct seen seen = {0};
    struct wy_fs_walk how = {&wy_limits_default, &arena, compare, gap, &seen};
    struct wy_diag diag = {0};
    if (walk(image, &how, &diag) != WY_OK)
        fail_msg("%s: %s", what, diag.text);
    if (seen.files != tree_files || seen.gaps)
        fail_msg("%s: %zu of %zu files, %zu gaps", what, seen.files, tree_files, seen.gaps);
    wy_arena_fini(&arena);
}

static bool open_image(const char *name, struct wy_fd_blob *out)
{
    char path[4096];
    struct wy_diag diag = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDONLY);
    return fd >= 0 && wy_fd_blob_init(out, fd, &diag) == WY_OK;
}

// One for each set of options of mke2fs; what this one does not know is left out.
static void ext4_gives_the_tree(void **state)
{
    (void)state;
    char pattern[64];
    glob_t found = {0};
    snprintf(pattern, sizeof pattern, "%s/ext4*.img", folder);
    if (glob(pattern, 0, NULL, &found) != 0)
        skip();
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct wy_fd_blob image;
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        assert_true(open_image(name, &image));
        assert_true(wy_ext4_is(&image.blob));
        expect_tree(&image.blob, wy_ext4_walk, name);
        close(image.fd);
    }
    printf("# %zu kinds\n", found.gl_pathc);
    globfree(&found);
}

static void expect_holes(void *user, wy_str path, const struct wy_blob *file)
{
    static const struct {
        uint64_t at;
        char text[12];
    } want[] = {{0, "0"}, {5 << 10, "5120"}, {200 << 10, "204800"}, {40 << 20, "41943040"}, {70 << 20, "73400320"}};
    struct seen *seen = user;
    char got[12];
    struct wy_diag diag = {0};
    assert_str_is(path, "holes");
    assert_int_equal(file->size, (70 << 20) + 8);
    for (size_t i = 0; i < WY_COUNT(want); i++) {
        size_t n = strlen(want[i].text);
        assert_int_equal(wy_blob_read(file, want[i].at, got, n, &diag), WY_OK);
        assert_memory_equal(got, want[i].text, n);
        if (i > 0)
            assert_int_equal(wy_blob_read(file, want[i].at - 2, got, 2, &diag), WY_OK);
        assert_memory_equal(got, i > 0 ? "\0\0" : "0", i > 0 ? 2 : 1);
    }
    seen->files++;
}

static void block_maps_have_holes(void **state)
{
    (void)state;
    struct wy_fd_blob image;
    struct wy_arena arena;
    struct seen seen = {0};
    struct wy_diag diag = {0};
    if (!open_image("holes.img", &image))
        skip();
    wy_arena_init(&arena, 1 << 20);
    struct wy_fs_walk how = {&wy_limits_default, &arena, expect_holes, gap, &seen};
    assert_int_equal(wy_ext4_walk(&image.blob, &how, &diag), WY_OK);
    assert_int_equal(seen.files, 1);
    assert_int_equal(seen.gaps, 0);
    wy_arena_fini(&arena);
    close(image.fd);
}

static void put_u32(uint8_t *at, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (8 * i));
}

static void no_file(void *user, wy_str path, const struct wy_blob *file)
{
    (void)user;
    (void)file;
    fail_msg("%.*s was read", WY_ARG(path));
}

static void expect_limit(void *user, wy_str path, const struct wy_diag *diag)
{
    assert_str_is(path, "holes");
    assert_int_equal(diag->code, WY_LIMIT);
    ((struct seen *)user)->gaps++;
}

// A list of blocks that is its own list, three levels deep: 2^24 times, if nothing stopped it.
static void block_maps_end(void **state)
{
    (void)state;
    static uint8_t bytes[2 << 20];
    struct wy_fd_blob file;
    struct wy_diag diag = {0};
    if (!open_image("holes.img", &file))
        skip();
    assert_true(file.blob.size <= sizeof bytes);
    assert_int_equal(wy_blob_read(&file.blob, 0, bytes, (size_t)file.blob.size, &diag), WY_OK);
    close(file.fd);
    uint8_t *inode =
        bytes + (bytes[2048 + 8] | bytes[2048 + 9] << 8) * 1024 + 11 * 256; // the twelfth of the first group
    put_u32(inode + 4, 0);
    put_u32(inode + 0x6c, 1 << 8);
    put_u32(inode + 0x28 + 4 * 14, 2000);
    for (size_t i = 0; i < 256; i++)
        put_u32(bytes + 2000 * 1024 + 4 * i, 2000);
    struct wy_memory_blob image = wy_memory_blob((wy_bytes){bytes, (size_t)file.blob.size});
    struct wy_arena arena;
    struct seen seen = {0};
    wy_arena_init(&arena, 64 << 20);
    struct wy_fs_walk how = {&wy_limits_default, &arena, no_file, expect_limit, &seen};
    assert_int_equal(wy_ext4_walk(&image.blob, &how, &diag), WY_OK);
    assert_int_equal(seen.gaps, 1);
    wy_arena_fini(&arena);
}

static void erofs_gives_the_tree(void **state)
{
    (void)state;
    static const char *const names[] = {"plain",  "lz4",  "lz4hc-big", "lz4-legacy",   "lz4-tail",
                                        "chunks", "lzma", "deflate",   "noinline",     "small-blocks",
                                        "big-1m", "zstd", "fragments", "all-fragments"};
    size_t found = 0;
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        char name[64];
        struct wy_fd_blob image;
        snprintf(name, sizeof name, "erofs-%s.img", names[i]);
        if (!open_image(name, &image))
            continue;
        found++;
        assert_true(wy_erofs_is(&image.blob));
        expect_tree(&image.blob, wy_erofs_walk, name);
        close(image.fd);
    }
    if (!found)
        skip();
}

static void expect_by_hand(void *user, wy_str path, const struct wy_blob *file)
{
    static const char whole[] = "nothing but a fragment", end[] = "the end";
    struct seen *seen = user;
    uint8_t got[8192];
    struct wy_diag diag = {0};
    assert_true(file->size <= sizeof got);
    assert_int_equal(wy_blob_read(file, 0, got, (size_t)file->size, &diag), WY_OK);
    if (wy_str_eq(path, WY_S("whole"))) {
        assert_int_equal(file->size, sizeof whole - 1);
        assert_memory_equal(got, whole, sizeof whole - 1);
    } else {
        assert_str_is(path, "tail");
        assert_int_equal(file->size, 4096 + sizeof end - 1);
        assert_int_equal(got[4095], 255);
        assert_memory_equal(got + 4096, end, sizeof end - 1);
    }
    seen->files++;
}

// mkfs.erofs of older distributions makes no fragments.
static void erofs_fragments(void **state)
{
    (void)state;
    struct wy_fd_blob image;
    struct wy_arena arena;
    struct seen seen = {0};
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 1 << 20);
    struct wy_fs_walk how = {&wy_limits_default, &arena, expect_by_hand, gap, &seen};
    assert_true(open_image("by-hand.img", &image));
    assert_int_equal(wy_erofs_walk(&image.blob, &how, &diag), WY_OK);
    assert_int_equal(seen.files, 2);
    assert_int_equal(seen.gaps, 0);
    wy_arena_fini(&arena);
    close(image.fd);
}

static void same_as_ext4(const struct wy_blob *got, const char *what)
{
    struct wy_fd_blob want;
    if (!open_image("ext4.img", &want))
        skip();
    struct wy_diag diag = {0};
    static uint8_t a[65536], b[65536];
    assert_int_equal(got->size, want.blob.size);
    for (uint64_t at = 0; at < want.blob.size; at += sizeof a) {
        size_t n = wy_min(sizeof a, (size_t)(want.blob.size - at));
        assert_int_equal(wy_blob_read(&want.blob, at, a, n, &diag), WY_OK);
        if (wy_blob_read(got, at, b, n, &diag) != WY_OK)
            fail_msg("%s: %s", what, diag.text);
        if (memcmp(a, b, n) != 0)
            fail_msg("%s differs at %llu", what, (unsigned long long)at);
    }
    close(want.fd);
}

static void wrappings_give_the_image(void **state)
{
    (void)state;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_fd_blob sparse, super, payload;
    struct wy_diag diag = {0};
    struct wy_mapped_blob image;
    assert_true(open_image("sparse.img", &sparse) && open_image("super.img", &super) &&
                open_image("payload.bin", &payload));
    assert_int_equal(wy_sparse_open(&image, &sparse.blob, UINT64_MAX, &arena, &diag), WY_OK);
    same_as_ext4(&image.blob, "sparse");
    struct wy_rows parts = {0};
    assert_true(wy_super_is(&super.blob));
    assert_int_equal(wy_super_open(&super.blob, &arena, &parts, &diag), WY_OK);
    assert_int_equal(parts.n, 2);
    const struct wy_super_partition *p = parts.v;
    assert_str_is(p[0].name, "system_a");
    same_as_ext4(&p[0].image.blob, "super");
    parts = (struct wy_rows){0};
    if (wy_payload_open(&payload.blob, &arena, &parts, &diag) != WY_OK)
        fail_msg("%s", diag.text);
    assert_int_equal(parts.n, 2);
    struct wy_payload_partition *u = parts.v;
    assert_str_is(u[0].name, "system");
    same_as_ext4(&u[0].image.blob, "payload");
    wy_mapped_fini(&u[0].image);
    wy_mapped_fini(&u[1].image);
    wy_arena_fini(&arena);
    close(sparse.fd);
    close(super.fd);
    close(payload.fd);
}

static void split_images_join(void **state)
{
    (void)state;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_fd_blob parts[3];
    const struct wy_blob *blobs[3];
    for (size_t i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "split.img.%zu", i);
        assert_true(open_image(name, &parts[i]));
        blobs[i] = &parts[i].blob;
    }
    struct wy_mapped_blob image;
    struct wy_diag diag = {0};
    assert_int_equal(wy_sparse_join(&image, blobs, 3, UINT64_MAX, &arena, &diag), WY_OK);
    same_as_ext4(&image.blob, "split");
    assert_int_equal(wy_sparse_join(&image, blobs, 3, 1 << 20, &arena, &diag), WY_LIMIT);
    for (size_t i = 0; i < 3; i++)
        close(parts[i].fd);
    wy_arena_fini(&arena);
}

static void increments_are_told(void **state)
{
    (void)state;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_fd_blob delta;
    struct wy_diag diag = {0};
    struct wy_rows parts = {0};
    assert_true(open_image("delta.bin", &delta));
    assert_int_equal(wy_payload_open(&delta.blob, &arena, &parts, &diag), WY_OK);
    assert_int_equal(parts.n, 1);
    assert_true(((struct wy_payload_partition *)parts.v)->incremental);
    wy_arena_fini(&arena);
    close(delta.fd);
}

// This mkfs may know LZ4 only; the other two are checked on their own.
static void other_compressions(void **state)
{
    (void)state;
    uint8_t text[4000], packed[4096] = {0}, out[sizeof text];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i % 97 * (i / 500));
    struct wy_diag diag = {0};
    size_t n = deflated(packed, sizeof packed, (wy_bytes){text, sizeof text}, 9, -15);
    assert_int_equal(wy_erofs_unpack(2, (wy_bytes){packed, n}, out, sizeof out, &diag), WY_OK);
    assert_memory_equal(text, out, sizeof out);
    lzma_stream s = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    assert_false(lzma_lzma_preset(&options, 6));
    assert_int_equal(lzma_microlzma_encoder(&s, &options), LZMA_OK);
    s.next_in = text;
    s.avail_in = sizeof text;
    s.next_out = packed;
    s.avail_out = sizeof packed;
    assert_int_equal(lzma_code(&s, LZMA_FINISH), LZMA_STREAM_END);
    memset(out, 0, sizeof out);
    if (wy_erofs_unpack(1, (wy_bytes){packed, s.total_out}, out, sizeof out, &diag) != WY_OK)
        fail_msg("%s", diag.text);
    assert_memory_equal(text, out, sizeof out);
    lzma_end(&s);
    n = ZSTD_compress(packed, sizeof packed, text, sizeof text, 3);
    memset(out, 0, sizeof out);
    assert_int_equal(wy_erofs_unpack(3, (wy_bytes){packed, n}, out, sizeof out / 2, &diag), WY_OK); // a shared cluster
    assert_int_equal(wy_erofs_unpack(3, (wy_bytes){packed, n}, out, sizeof out, &diag), WY_OK);
    assert_memory_equal(text, out, sizeof out);
    assert_int_equal(wy_erofs_unpack(3, (wy_bytes){packed, n / 2}, out, sizeof out, &diag), WY_MALFORMED);
    assert_int_equal(wy_erofs_unpack(4, (wy_bytes){packed, 10}, out, sizeof out, &diag), WY_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ext4_gives_the_tree), cmocka_unit_test(erofs_gives_the_tree),
        cmocka_unit_test(erofs_fragments),     cmocka_unit_test(wrappings_give_the_image),
        cmocka_unit_test(increments_are_told), cmocka_unit_test(other_compressions),
        cmocka_unit_test(split_images_join),   cmocka_unit_test(block_maps_have_holes),
        cmocka_unit_test(block_maps_end),
    };
    return cmocka_run_group_tests_name("formats/archive/images", tests, make, unmake);
}
