// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One packed stream as a container with one item, and tar archives. What lies in them can only be read from front to
// back: an image within is held in memory where it fits, else the user is told to unpack it.
#include "formats/archive/gzip.h"
#include "formats/archive/lz4.h"
#include "formats/archive/tar.h"
#include "formats/archive/zstd.h"
#include "sources/container.h"

typedef wy_err (*opener)(struct wy_stream *, const struct wy_limits *, struct wy_stream **, struct wy_diag *);

// "vbmeta.img.lz4" holds "vbmeta.img".
static wy_str without_suffix(wy_str name)
{
    size_t dot = wy_str_rfind_char(name, '.'), slash = wy_str_rfind_char(name, '/');
    return dot == WY_NPOS || dot == 0 || (slash != WY_NPOS && dot < slash) ? name : wy_str_sub(name, 0, dot);
}

static wy_err walk_packed(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag, opener open)
{
    struct wy_blob_stream storage;
    struct wy_stream *packed = item->stream, *plain = NULL;
    if (!packed) {
        storage = wy_blob_stream(item->blob);
        packed = &storage.stream;
    }
    wy_err err = open(packed, walk->limits, &plain, diag);
    if (err != WY_OK)
        return err;
    struct wy_item inner = {.name = without_suffix(item->name), .stream = plain, .size = UINT64_MAX};
    walk->visit(walk->user, &inner);
    wy_stream_close(plain);
    return WY_OK;
}

static bool lz4_match(const struct wy_item *item) { return wy_lz4_looks_like(item->head); }

static wy_err lz4_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    return walk_packed(walk, item, diag, wy_lz4_stream);
}

static bool gzip_match(const struct wy_item *item) { return wy_gzip_looks_like(item->head); }

static wy_err gzip_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    return walk_packed(walk, item, diag, wy_gzip_stream);
}

static bool zstd_match(const struct wy_item *item) { return wy_zstd_looks_like(item->head); }

static wy_err zstd_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    return walk_packed(walk, item, diag, wy_zstd_stream);
}

static bool tar_match(const struct wy_item *item) { return wy_tar_looks_like(item->head); }

struct tar_stream {
    struct wy_stream stream;
    struct wy_tar *tar;
};

static wy_err tar_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    return wy_tar_read(((struct tar_stream *)stream)->tar, out, cap, got, diag);
}

static wy_err tar_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    struct wy_stream *in = item->stream;
    if (!in) {
        storage = wy_blob_stream(item->blob);
        in = &storage.stream;
    }
    struct wy_tar *tar = wy_new(walk->scratch, struct wy_tar, 1);
    if (!tar)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read a tar archive");
    wy_tar_init(tar, in);
    struct wy_tar_entry entry;
    uint64_t n = 0;
    wy_err err;
    while ((err = wy_tar_next(tar, &entry, diag)) == WY_OK) {
        if (++n > walk->limits->items)
            return wy_fail(diag, WY_LIMIT, entry.offset, "more files than --limit items= allows");
        if (entry.type != WY_TAR_FILE || entry.size == 0)
            continue;
        struct tar_stream content = {{tar_read, NULL}, tar};
        wy_str name = wy_arena_dup(walk->scratch, entry.name); // the entry's own is gone once its content is read
        struct wy_item inner = {.name = name, .stream = &content.stream, .size = entry.size};
        walk->visit(walk->user, &inner);
    }
    return err == WY_NOT_FOUND ? WY_OK : err;
}

const struct wy_container wy_container_gzip = {"gzip", "archive", false, gzip_match, gzip_walk};
const struct wy_container wy_container_lz4 = {"lz4", "archive", false, lz4_match, lz4_walk};
const struct wy_container wy_container_zstd = {"zstd", "archive", false, zstd_match, zstd_walk};
const struct wy_container wy_container_tar = {"tar", "archive", false, tar_match, tar_walk};
