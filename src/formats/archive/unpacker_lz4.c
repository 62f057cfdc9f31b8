// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// LZ4 frames (github.com/lz4/lz4, doc/lz4_Frame_format.md), block by block. Blocks may refer to the 64 KiB before them;
// that history and the block's place are all there is to save. Checksums are passed over: what comes out is judged by
// its own content. Legacy frames and frames with a dictionary are not read.
#include "formats/archive/unpacker.h"

#include "core/reader.h"

#include <lz4.h>
#include <stdlib.h>

enum {
    HISTORY = 64 * 1024,
    BLOCK_MAX = 4 << 20,
    FLAG_DICTIONARY = 1,
    FLAG_CONTENT_SUM = 4,
    FLAG_CONTENT_SIZE = 8,
    FLAG_BLOCK_SUM = 0x10,
    FLAG_INDEPENDENT = 0x20,
    STORED = 31, // bit of a block's size
};

static const uint32_t frame_magic = 0x184d2204, skippable_magic = 0x184d2a50;

struct lz4 {
    struct wy_unpacker base;
    bool within; // a frame
    uint8_t flags;
    uint32_t block_max;
    size_t history, len, given; // bytes before the block, of the block, and how many of it were given out
    size_t skip;                // of the next block, after a state was loaded
    uint64_t block_at;          // of the block's size in the packed bytes
    uint8_t packed[BLOCK_MAX];
    uint8_t plain[HISTORY + BLOCK_MAX]; // history, then the block
};

struct saved {
    uint64_t pos;
    bool within;
    uint8_t flags;
    uint32_t block_max;
    size_t history, given;
    uint8_t bytes[];
};

static wy_err rewind_lz4(struct wy_unpacker *u, struct wy_diag *diag)
{
    (void)diag;
    struct lz4 *z = (struct lz4 *)u;
    z->within = false;
    z->history = z->len = z->given = z->skip = 0;
    u->pos = 0;
    return WY_OK;
}

static wy_err read_word(struct wy_unpacker *u, uint32_t *out, struct wy_diag *diag)
{
    uint8_t raw[4];
    wy_err err = wy_blob_read(u->packed, u->pos, raw, sizeof raw, diag);
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, u->pos);
    *out = wy_read_u32le(&r);
    u->pos += sizeof raw;
    return err;
}

static wy_err open_frame(struct lz4 *z, bool *ended, struct wy_diag *diag)
{
    struct wy_unpacker *u = &z->base;
    uint32_t magic = 0;
    uint8_t raw[2];
    *ended = u->packed->size - u->pos < 4;
    if (*ended)
        return WY_OK;
    wy_err err = read_word(u, &magic, diag);
    if (err == WY_OK && (magic & ~UINT32_C(15)) == skippable_magic) {
        uint32_t n = 0;
        err = read_word(u, &n, diag);
        if (err == WY_OK && n > u->packed->size - u->pos)
            return wy_fail(diag, WY_TRUNCATED, u->pos, "the LZ4 data end within a frame");
        u->pos += n;
        return err;
    }
    if (err == WY_OK && magic != frame_magic) {
        *ended = true; // what stands behind the last frame: padding, an MD5 sum
        return WY_OK;
    }
    if (err == WY_OK)
        err = wy_blob_read(u->packed, u->pos, raw, sizeof raw, diag);
    if (err != WY_OK)
        return err;
    z->flags = raw[0];
    unsigned size = raw[1] >> 4 & 7;
    if (raw[0] >> 6 != 1 || size < 4 || raw[0] & FLAG_DICTIONARY)
        return wy_fail(diag, WY_UNSUPPORTED, u->pos, "an LZ4 frame with flags %#x %#x", raw[0], raw[1]);
    z->block_max = 1u << (8 + 2 * size);
    u->pos += z->flags & FLAG_CONTENT_SIZE ? 11u : 3u;
    z->within = true;
    z->history = z->len = z->given = 0;
    return WY_OK;
}

// Makes what was unpacked the history of what comes.
static void keep_history(struct lz4 *z)
{
    size_t all = z->history + z->len, keep = z->flags & FLAG_INDEPENDENT ? 0 : all < HISTORY ? all : HISTORY;
    memmove(z->plain, z->plain + all - keep, keep);
    z->history = keep;
    z->len = z->given = 0;
}

static wy_err unpack_block(struct lz4 *z, struct wy_diag *diag)
{
    struct wy_unpacker *u = &z->base;
    uint32_t size = 0;
    keep_history(z);
    z->block_at = u->pos;
    wy_err err = read_word(u, &size, diag);
    if (err != WY_OK)
        return err;
    bool stored = size >> STORED;
    size &= INT32_MAX;
    if (size == 0) {
        u->pos += z->flags & FLAG_CONTENT_SUM ? 4 : 0;
        z->within = false;
        return WY_OK;
    }
    if (size > z->block_max)
        return wy_fail(diag, WY_MALFORMED, u->pos - 4, "an LZ4 block of %u bytes", size);
    err = wy_blob_read(u->packed, u->pos, stored ? z->plain + z->history : z->packed, size, diag);
    if (err != WY_OK)
        return err;
    int n = stored ? (int)size
                   : LZ4_decompress_safe_usingDict((const char *)z->packed, (char *)z->plain + z->history, (int)size,
                                                   (int)z->block_max, (const char *)z->plain, (int)z->history);
    if (n < 0)
        return wy_fail(diag, WY_MALFORMED, u->pos, "no valid LZ4 data");
    z->len = (size_t)n;
    z->given = wy_min(z->skip, z->len);
    z->skip = 0;
    u->pos += size + (z->flags & FLAG_BLOCK_SUM ? 4 : 0);
    return WY_OK;
}

static wy_err step_lz4(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct lz4 *z = (struct lz4 *)u;
    wy_err err = WY_OK;
    bool ended = false;
    while (err == WY_OK && z->given == z->len && !ended)
        err = z->within ? unpack_block(z, diag) : open_frame(z, &ended, diag);
    if (err != WY_OK)
        return err;
    *got = wy_min(cap, z->len - z->given);
    memcpy(out, z->plain + z->history + z->given, *got);
    z->given += *got;
    return WY_OK;
}

static void *save_lz4(struct wy_unpacker *u, size_t *size)
{
    struct lz4 *z = (struct lz4 *)u;
    bool inside = z->given < z->len; // a block: it is unpacked again from its beginning
    if (!inside)
        keep_history(z);
    struct saved *s = malloc(sizeof *s + z->history);
    if (!s)
        return NULL;
    s->pos = inside ? z->block_at : u->pos;
    s->within = z->within;
    s->flags = z->flags;
    s->block_max = z->block_max;
    s->history = z->history;
    s->given = inside ? z->given : 0;
    memcpy(s->bytes, z->plain, z->history);
    *size = sizeof *s + z->history;
    return s;
}

static void load_lz4(struct wy_unpacker *u, const void *state)
{
    struct lz4 *z = (struct lz4 *)u;
    const struct saved *s = state;
    u->pos = s->pos;
    z->within = s->within;
    z->flags = s->flags;
    z->block_max = s->block_max;
    z->history = s->history;
    memcpy(z->plain, s->bytes, s->history);
    z->len = z->given = 0;
    z->skip = s->given;
}

static void free_lz4(struct wy_unpacker *u) { free(u); }

struct wy_unpacker *wy_unpacker_lz4(const struct wy_blob *packed)
{
    struct lz4 *z = calloc(1, sizeof *z);
    if (!z)
        return NULL;
    z->base = (struct wy_unpacker){step_lz4, rewind_lz4, save_lz4, load_lz4, free_lz4, packed, 0};
    return &z->base;
}
