// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where a file's bytes lie: a tree of extents (ext4), block numbers in up to three levels of lists (ext2, ext3), or the
// inode itself.
#include "formats/archive/ext4_inode.h"

enum {
    INODE_SIZE_MAX = 4096, // larger ones are read up to here
    EXTENT_MAGIC = 0xf30a,
    EXTENT_DEPTH_MAX = 5,
    DIRECT = 12, // block numbers in the inode before those of lists
    LEVELS = 3,
    PIECES_MAX = 1 << 20,
    FLAG_ENCRYPTED = 0x800,
    FLAG_EXTENTS = 0x80000,
    FLAG_INLINE = 0x10000000,
    ATTRIBUTE_SYSTEM = 7, // namespace of the attribute "data", in which an inlined file goes on
};

static const uint32_t attributes_magic = 0xea020000;

struct content {
    const struct wy_ext4_image *image;
    struct wy_arena *arena;
    struct wy_rows pieces;
    uint64_t size;                    // of the file
    uint64_t next;                    // its block that the next block number is about
    uint8_t *list[LEVELS];            // memory for one list of each level
    uint8_t *nodes[EXTENT_DEPTH_MAX]; // and for one node of extents
    struct wy_diag *diag;
};

// One block of a file's lists, read into *memory, which one after the other uses.
static wy_err read_list(struct content *c, uint64_t block, uint8_t **memory, wy_bytes *out)
{
    size_t n = c->image->block;
    if (*c->image->lists_left == 0)
        return wy_fail(c->diag, WY_LIMIT, WY_NO_OFFSET, "the lists of blocks are larger than the image");
    --*c->image->lists_left;
    if (!*memory)
        *memory = wy_new(c->arena, uint8_t, n);
    if (!*memory)
        return wy_fail(c->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a file's blocks");
    *out = (wy_bytes){*memory, n};
    if (block > c->image->blob->size / n)
        return wy_fail(c->diag, WY_MALFORMED, WY_NO_OFFSET, "a list of blocks outside the image");
    return wy_blob_read(c->image->blob, block * n, *memory, n, c->diag);
}

// `n` blocks of the image from `start`, which are the file's from `first` on; what the file has no room for is cut.
static wy_err add_blocks(struct content *c, uint64_t first, uint64_t n, uint64_t start)
{
    uint64_t block = c->image->block, at = first * block, size = n * block, from = start * block;
    if (at >= c->size)
        return WY_OK;
    size = size > c->size - at ? c->size - at : size;
    struct wy_piece *last = c->pieces.n ? (struct wy_piece *)c->pieces.v + c->pieces.n - 1 : NULL;
    if (last && last->at + last->size == at && last->from + last->size == from) {
        last->size += size;
        return WY_OK;
    }
    struct wy_piece *p = c->pieces.n < PIECES_MAX ? wy_rows_add(&c->pieces, c->arena, sizeof *p) : NULL;
    if (!p)
        return wy_fail(c->diag, WY_LIMIT, WY_NO_OFFSET, "too many extents");
    *p = (struct wy_piece){.at = at, .size = size, .from = from};
    return WY_OK;
}

static wy_err add_extent(struct content *c, struct wy_reader *r)
{
    uint64_t first = wy_read_u32le(r);
    uint32_t n = wy_read_u16le(r);
    uint64_t start = (uint64_t)wy_read_u16le(r) << 32;
    start |= wy_read_u32le(r);
    return n > 32768 ? WY_OK : add_blocks(c, first, n, start); // more: preallocated and never written, zeros
}

// One node of the extent tree; depth falls with each level, so that it ends.
static wy_err read_extents(struct content *c, wy_bytes node, unsigned depth_max)
{
    struct wy_reader r = wy_reader_init(node, 0);
    bool magic = wy_read_u16le(&r) == EXTENT_MAGIC;
    uint16_t n = wy_read_u16le(&r);
    wy_read_skip(&r, 2);
    uint16_t depth = wy_read_u16le(&r);
    wy_read_skip(&r, 4);
    if (!magic || depth > depth_max)
        return wy_fail(c->diag, WY_MALFORMED, WY_NO_OFFSET, "extent tree");
    wy_err err = WY_OK;
    for (uint16_t i = 0; i < n && err == WY_OK && wy_reader_ok(&r); i++) {
        if (depth == 0) {
            err = add_extent(c, &r);
            continue;
        }
        wy_read_skip(&r, 4);
        uint64_t leaf = wy_read_u32le(&r);
        leaf |= (uint64_t)wy_read_u16le(&r) << 32;
        wy_read_skip(&r, 2);
        wy_bytes below;
        err = read_list(c, leaf, &c->nodes[depth - 1u], &below);
        if (err == WY_OK)
            err = read_extents(c, below, depth - 1u);
    }
    return err == WY_OK ? wy_reader_check(&r, c->diag, "extent tree") : err;
}

// The block that a number stands for: of the file with level 0, else of a list of numbers a level below. 0 = zeros, as
// many as that would have held.
static wy_err read_numbered(struct content *c, uint64_t number, unsigned level)
{
    uint64_t per_list = c->image->block / 4, held = 1;
    for (unsigned i = 0; i < level; i++)
        held *= per_list;
    wy_err err = WY_OK;
    if (number == 0 || level == 0) {
        if (number)
            err = add_blocks(c, c->next, 1, number);
        c->next += held;
        return err;
    }
    wy_bytes list;
    err = read_list(c, number, &c->list[level - 1], &list);
    struct wy_reader r = wy_reader_init(list, 0);
    while (err == WY_OK && wy_reader_left(&r) && c->next < c->size / c->image->block + 1)
        err = read_numbered(c, wy_read_u32le(&r), level - 1);
    return err;
}

static wy_err read_block_map(struct content *c, const struct wy_ext4_inode *inode)
{
    struct wy_reader r = wy_reader_init((wy_bytes){inode->block, sizeof inode->block}, 0);
    wy_err err = WY_OK;
    for (unsigned i = 0; i < DIRECT + LEVELS && err == WY_OK && c->next < c->size / c->image->block + 1; i++)
        err = read_numbered(c, wy_read_u32le(&r), i < DIRECT ? 0 : i - DIRECT + 1);
    return err;
}

// The rest of an inlined file: the value of the attribute "data" behind the inode. What neither holds reads as zeros.
static wy_bytes inlined_rest(wy_bytes raw)
{
    struct wy_reader r = wy_reader_init(raw, 0);
    wy_reader_seek(&r, WY_EXT4_INODE_MIN);
    size_t start = (size_t)WY_EXT4_INODE_MIN + wy_read_u16le(&r) + 4;
    wy_reader_seek(&r, start - 4);
    bool magic = wy_read_u32le(&r) == attributes_magic;
    while (magic && wy_reader_left(&r) >= 16) {
        uint8_t name_len = wy_read_u8(&r), space = wy_read_u8(&r);
        uint16_t value_at = wy_read_u16le(&r);
        wy_read_skip(&r, 4);
        uint32_t size = wy_read_u32le(&r);
        wy_read_skip(&r, 4);
        wy_str name = wy_bytes_str(wy_read_bytes(&r, name_len));
        if (space == ATTRIBUTE_SYSTEM && wy_str_eq(name, WY_S("data")))
            return wy_bytes_sub(raw, start + value_at, size);
        if (name_len == 0 && space == 0)
            break;
        wy_read_skip(&r, (4u - name_len % 4u) % 4u);
    }
    return (wy_bytes){0};
}

static wy_err open_inlined(const struct wy_ext4_image *image, const struct wy_ext4_inode *inode, struct wy_arena *arena,
                           struct wy_mapped_blob *out, struct wy_diag *diag)
{
    size_t raw_len = wy_min((size_t)image->inode_size, (size_t)INODE_SIZE_MAX);
    struct wy_memory_blob *held = wy_new(arena, struct wy_memory_blob, 1);
    uint8_t *bytes = wy_new(arena, uint8_t, WY_EXT4_IN_INODE + 2 * INODE_SIZE_MAX),
            *raw = bytes + WY_EXT4_IN_INODE + INODE_SIZE_MAX;
    struct wy_piece *piece = wy_new(arena, struct wy_piece, 1);
    struct wy_rows pieces = {piece, 1, 1};
    if (!held || !bytes || !piece)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a file");
    wy_err err = wy_blob_read(image->blob, inode->at, raw, raw_len, diag);
    if (err != WY_OK)
        return err;
    wy_bytes rest = inlined_rest((wy_bytes){raw, raw_len});
    memcpy(bytes, inode->block, WY_EXT4_IN_INODE);
    if (rest.len)
        memcpy(bytes + WY_EXT4_IN_INODE, rest.ptr, rest.len);
    // of a folder, the number of the one above comes first
    size_t skip = wy_fs_kind_of_mode(inode->mode) == WY_FS_FOLDER && inode->size >= 4 ? 4 : 0;
    *held = wy_memory_blob((wy_bytes){bytes, WY_EXT4_IN_INODE + rest.len});
    *piece = (struct wy_piece){.size = held->blob.size - skip, .from = skip};
    return wy_mapped_init(out, &held->blob, &pieces, inode->size - skip, NULL, NULL, diag);
}

wy_err wy_ext4_content(const struct wy_ext4_image *image, const struct wy_ext4_inode *inode, struct wy_arena *arena,
                       struct wy_mapped_blob *out, struct wy_diag *diag)
{
    if (inode->flags & FLAG_ENCRYPTED)
        return wy_fail(diag, WY_UNSUPPORTED, inode->at, "encrypted");
    if (inode->flags & FLAG_INLINE)
        return open_inlined(image, inode, arena, out, diag);
    struct content c = {.image = image, .arena = arena, .size = inode->size, .diag = diag};
    wy_err err = WY_OK;
    if (inode->size > 0 && inode->flags & FLAG_EXTENTS)
        err = read_extents(&c, (wy_bytes){inode->block, sizeof inode->block}, EXTENT_DEPTH_MAX);
    else if (inode->size > 0)
        err = read_block_map(&c, inode);
    return err == WY_OK ? wy_mapped_init(out, image->blob, &c.pieces, inode->size, NULL, NULL, diag) : err;
}
