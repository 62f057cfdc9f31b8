// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// LZ4 frames (github.com/lz4/lz4, doc/lz4_Frame_format.md), block by block. Blocks may refer to the 64 KiB before them;
// that history and the block's place are all there is to save. Sums are taken once: what is unpacked again was found to
// be whole. Legacy frames and frames with a dictionary are not read.
#include "formats/archive/unpacker.h"

#include "core/reader.h"

#include <lz4.h>
#include <stdlib.h>
#define XXH_STATIC_LINKING_ONLY // a state by value
#include <xxhash.h>

enum {
    HISTORY = 64 * 1024,
    FLAG_DICTIONARY = 1,
    FLAG_RESERVED = 2,
    FLAG_CONTENT_SUM = 4,
    FLAG_CONTENT_SIZE = 8,
    FLAG_BLOCK_SUM = 0x10,
    FLAG_INDEPENDENT = 0x20,
    STORED = 31, // bit of a block's size
};

static const uint32_t frame_magic = 0x184d2204, skippable_magic = 0x184d2a50;

struct frame {
    bool within;
    uint8_t flags;
    uint32_t block_max;
    uint64_t size, done; // of the content: what the header says, and what came
};

struct lz4 {
    struct wy_unpacker base;
    struct frame frame, before; // before: as it was before the block
    size_t history, len, given; // bytes before the block, of the block, and how many of it were given out
    size_t skip;                // of the next block, after a state was loaded
    uint64_t summed;            // packed bytes up to which sums were taken
    XXH32_state_t sum;          // of a frame's content up to there
    uint64_t block_at;          // of the block's size in the packed bytes
    size_t room;                // for blocks of that size there are the two:
    uint8_t *packed, *plain;    // plain: history, then the block
};

struct saved {
    uint64_t pos;
    struct frame frame;
    size_t history, given;
    uint8_t bytes[];
};

static wy_err rewind_lz4(struct wy_unpacker *u, struct wy_diag *diag)
{
    (void)diag;
    struct lz4 *z = (struct lz4 *)u;
    z->frame.within = false;
    z->history = z->len = z->given = z->skip = 0;
    return WY_OK;
}

// Whether the block is reached for the first time.
static bool is_new(const struct lz4 *z) { return z->block_at >= z->summed; }

static wy_err take(struct wy_unpacker *u, void *out, size_t n, struct wy_diag *diag)
{
    size_t got = 0;
    wy_err err = wy_unpacker_take(u, out, n, &got, diag);
    return err || got == n ? err : wy_fail(diag, WY_TRUNCATED, u->pos, "the LZ4 data end within a frame");
}

static wy_err take_word(struct wy_unpacker *u, uint32_t *out, struct wy_diag *diag)
{
    uint8_t raw[4] = {0};
    wy_err err = take(u, raw, sizeof raw, diag);
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, 0);
    *out = wy_read_u32le(&r);
    return err;
}

static wy_err check_sum(struct lz4 *z, uint32_t sum, const char *what, struct wy_diag *diag)
{
    uint64_t at = wy_unpacker_place(&z->base);
    uint32_t want;
    wy_err err = take_word(&z->base, &want, diag);
    if (err == WY_OK && is_new(z) && want != sum)
        err = wy_fail(diag, WY_MALFORMED, at, "LZ4 data where the checksum of %s does not hold", what);
    return err;
}

// For the largest block so far; there is no history yet.
static wy_err make_room(struct lz4 *z, size_t room, struct wy_diag *diag)
{
    if (room <= z->room)
        return WY_OK;
    wy_err err = wy_unpacker_hold(&z->base, sizeof *z + HISTORY + 2 * room, diag);
    if (err != WY_OK)
        return err;
    uint8_t *packed = realloc(z->packed, room), *plain = realloc(z->plain, HISTORY + room);
    z->packed = packed ? packed : z->packed; // where memory is refused, states of smaller blocks can still be loaded
    z->plain = plain ? plain : z->plain;
    if (!packed || !plain)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an LZ4 decoder");
    z->room = room;
    return WY_OK;
}

static wy_err read_header(struct lz4 *z, struct wy_diag *diag)
{
    struct wy_unpacker *u = &z->base;
    uint64_t at = wy_unpacker_place(u);
    uint8_t raw[11] = {0};
    wy_err err = take(u, raw, 2, diag);
    if (err != WY_OK)
        return err;
    unsigned size = raw[1] >> 4 & 7;
    if (raw[0] >> 6 != 1 || size < 4 || raw[1] & 0x8f || raw[0] & (FLAG_DICTIONARY | FLAG_RESERVED))
        return wy_fail(diag, WY_UNSUPPORTED, at, "an LZ4 frame with flags %#x %#x", raw[0], raw[1]);
    size_t n = raw[0] & FLAG_CONTENT_SIZE ? 10 : 2;
    err = take(u, raw + 2, n - 1, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw + 2, 8}, 0);
    if ((XXH32(raw, n, 0) >> 8 & 0xff) != raw[n])
        return wy_fail(diag, WY_MALFORMED, at, "an LZ4 frame where the checksum of its header does not hold");
    z->frame = (struct frame){.within = true, .flags = raw[0], .block_max = 1u << (8 + 2 * size)};
    z->frame.size = n > 2 ? wy_read_u64le(&r) : UINT64_MAX;
    z->history = z->len = z->given = 0;
    if (at >= z->summed)
        (void)XXH32_reset(&z->sum, 0);
    return make_room(z, z->frame.block_max, diag);
}

static wy_err open_frame(struct lz4 *z, bool *ended, struct wy_diag *diag)
{
    struct wy_unpacker *u = &z->base;
    uint32_t word = 0;
    bool more = false;
    wy_err err = u->behind ? WY_OK : wy_unpacker_padding(u, &more, diag);
    *ended = !more;
    if (err != WY_OK || !more)
        return err;
    err = take_word(u, &word, diag);
    if (err == WY_OK && word == frame_magic)
        return read_header(z, diag);
    if (err == WY_OK && (word & ~UINT32_C(15)) == skippable_magic) {
        err = take_word(u, &word, diag);
        return err == WY_OK ? take(u, NULL, word, diag) : err;
    }
    u->behind = *ended = err == WY_OK; // an MD5 sum, or whatever it is
    return err;
}

// Makes what was unpacked the history of what comes.
static void keep_history(struct lz4 *z)
{
    size_t all = z->history + z->len, keep = z->frame.flags & FLAG_INDEPENDENT ? 0 : all < HISTORY ? all : HISTORY;
    if (keep)
        memmove(z->plain, z->plain + all - keep, keep);
    z->history = keep;
    z->len = z->given = 0;
}

static wy_err end_frame(struct lz4 *z, struct wy_diag *diag)
{
    z->frame.within = false;
    if (z->frame.size != UINT64_MAX && z->frame.size != z->frame.done)
        return wy_fail(diag, WY_MALFORMED, z->block_at, "an LZ4 frame of another size than it says");
    wy_err err = z->frame.flags & FLAG_CONTENT_SUM ? check_sum(z, XXH32_digest(&z->sum), "a frame", diag) : WY_OK;
    if (err == WY_OK && is_new(z))
        z->summed = wy_unpacker_place(&z->base);
    return err;
}

// Into z->plain, behind the history; a stored block that is cut counts as far as it goes.
static wy_err unpack_bytes(struct lz4 *z, uint32_t size, bool stored, struct wy_diag *diag)
{
    struct wy_unpacker *u = &z->base;
    uint8_t *to = z->plain + z->history, *from = stored ? to : z->packed;
    size_t got = 0;
    wy_err err = wy_unpacker_take(u, from, size, &got, diag);
    if (err == WY_OK && got < size && (!stored || got == 0))
        err = wy_fail(diag, WY_TRUNCATED, u->pos, "the LZ4 data end within a frame");
    if (err == WY_OK && z->frame.flags & FLAG_BLOCK_SUM && got == size)
        err = check_sum(z, XXH32(from, is_new(z) ? size : 0, 0), "a block", diag);
    if (err != WY_OK)
        return err;
    int n = stored ? (int)got
                   : LZ4_decompress_safe_usingDict((const char *)from, (char *)to, (int)size, (int)z->frame.block_max,
                                                   (const char *)z->plain, (int)z->history);
    if (n < 0)
        return wy_fail(diag, WY_MALFORMED, z->block_at + 4, "not valid LZ4 data");
    z->len = (size_t)n;
    return WY_OK;
}

static wy_err unpack_block(struct lz4 *z, struct wy_diag *diag)
{
    struct wy_unpacker *u = &z->base;
    uint32_t size = 0;
    keep_history(z);
    z->block_at = wy_unpacker_place(u);
    z->before = z->frame;
    wy_err err = take_word(u, &size, diag);
    if (err != WY_OK)
        return err;
    bool stored = size >> STORED;
    size &= INT32_MAX;
    if (size == 0)
        return end_frame(z, diag);
    if (size > z->frame.block_max)
        return wy_fail(diag, WY_MALFORMED, z->block_at, "an LZ4 block of %u bytes", size);
    err = unpack_bytes(z, size, stored, diag);
    if (err != WY_OK)
        return err;
    z->frame.done += z->len;
    if (is_new(z) && z->frame.flags & FLAG_CONTENT_SUM)
        (void)XXH32_update(&z->sum, z->plain + z->history, z->len);
    if (is_new(z))
        z->summed = wy_unpacker_place(u);
    z->given = wy_min(z->skip, z->len);
    z->skip = 0;
    return WY_OK;
}

static wy_err step_lz4(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct lz4 *z = (struct lz4 *)u;
    wy_err err = WY_OK;
    bool ended = false;
    while (err == WY_OK && z->given == z->len && !ended)
        err = z->frame.within ? unpack_block(z, diag) : open_frame(z, &ended, diag);
    *got = err == WY_OK ? wy_min(cap, z->len - z->given) : 0;
    if (*got)
        memcpy(out, z->plain + z->history + z->given, *got);
    z->given += *got;
    return err;
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
    s->pos = inside ? z->block_at : wy_unpacker_place(u);
    s->frame = inside ? z->before : z->frame;
    s->history = z->history;
    s->given = inside ? z->given : 0;
    if (z->history)
        memcpy(s->bytes, z->plain, z->history);
    *size = sizeof *s + z->history;
    return s;
}

static void load_lz4(struct wy_unpacker *u, const void *state)
{
    struct lz4 *z = (struct lz4 *)u;
    const struct saved *s = state;
    wy_unpacker_seek(u, s->pos);
    z->frame = s->frame;
    z->history = s->history;
    if (s->history)
        memcpy(z->plain, s->bytes, s->history);
    z->len = z->given = 0;
    z->skip = s->given;
}

static void free_lz4(struct wy_unpacker *u)
{
    struct lz4 *z = (struct lz4 *)u;
    free(z->packed);
    free(z->plain);
    free(z);
}

struct wy_unpacker *wy_unpacker_lz4(size_t *holds)
{
    struct lz4 *z = calloc(1, sizeof *z);
    if (!z)
        return NULL;
    z->base = (struct wy_unpacker){
        .step = step_lz4, .rewind = rewind_lz4, .save = save_lz4, .load = load_lz4, .free = free_lz4};
    *holds = sizeof *z;
    return &z->base;
}
