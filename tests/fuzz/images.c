// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything that looks like an image is opened and read through to the end.
#include "formats/android/payload.h"
#include "formats/android/super.h"
#include "formats/archive/erofs.h"
#include "formats/archive/ext4.h"
#include "formats/archive/gpt.h"
#include "formats/archive/sparse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { READ_MAX = 1 << 20 };

static void read_some(const struct wy_blob *blob)
{
    uint8_t out[4096];
    struct wy_diag diag = {0};
    for (uint64_t at = 0; at < blob->size && at < READ_MAX; at += sizeof out) {
        size_t n = blob->size - at < sizeof out ? (size_t)(blob->size - at) : sizeof out;
        if (wy_blob_read(blob, at, out, n, &diag) != WY_OK)
            break;
    }
}

static void visit(void *user, wy_str path, const struct wy_blob *file)
{
    (void)user;
    if (path.len == 0)
        __builtin_trap(); // a file without a name
    read_some(file);
}

static void gap(void *user, wy_str path, const struct wy_diag *diag)
{
    (void)user;
    (void)path;
    if (diag->code == WY_OK)
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct wy_limits limits = wy_limits_default;
    limits.items = 1000;
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    struct wy_fs_walk walk = {&limits, &arena, visit, gap, NULL};
    struct wy_diag diag = {0};
    struct wy_rows parts = {0};
    struct wy_mapped_blob image;
    wy_bytes head = {data, size};
    if (wy_sparse_looks_like(head) && wy_sparse_open(&image, &blob.blob, limits.item, &arena, &diag) == WY_OK)
        read_some(&image.blob);
    if (wy_ext4_is(&blob.blob) && wy_ext4_walk(&blob.blob, &walk, &diag) != WY_OK && diag.code == WY_OK)
        __builtin_trap();
    if (wy_erofs_is(&blob.blob) && wy_erofs_walk(&blob.blob, &walk, &diag) != WY_OK && diag.code == WY_OK)
        __builtin_trap();
    if (wy_super_is(&blob.blob) && wy_super_open(&blob.blob, &arena, &parts, &diag) == WY_OK)
        for (WY_EACH(struct wy_super_partition, p, parts))
            if (!p->elsewhere)
                read_some(&p->image.blob);
    parts = (struct wy_rows){0};
    if (wy_gpt_is(head) && wy_gpt_open(&blob.blob, &arena, &parts, &diag) == WY_OK)
        for (WY_EACH(struct wy_gpt_partition, g, parts))
            read_some(&g->image.blob);
    parts = (struct wy_rows){0};
    if (wy_payload_looks_like(head) && wy_payload_open(&blob.blob, &arena, &parts, &diag) == WY_OK)
        for (WY_EACH(struct wy_payload_partition, u, parts)) {
            read_some(&u->image.blob);
            wy_mapped_fini(&u->image);
        }
    wy_arena_fini(&arena);
    return 0;
}
