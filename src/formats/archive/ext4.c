// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Layout: kernel.org/doc/html/latest/filesystems/ext4. Checksums are not verified: what was changed in transit is
// dm-verity's business, and a file is judged by its own content.
#include "formats/archive/ext4.h"

#include "core/reader.h"
#include "formats/archive/mapped.h"

enum {
    SUPERBLOCK_AT = 1024,
    SUPERBLOCK_SIZE = 1024,
    MAGIC = 0xef53,
    ROOT_INODE = 2,
    INODE_SIZE_MIN = 128,
    INODE_SIZE_MAX = 4096, // larger ones are read up to here
    EXTENT_MAGIC = 0xf30a,
    EXTENT_DEPTH_MAX = 5,
    EXTENTS_MAX = 1 << 20,
    IN_INODE = 60, // bytes of a file, or the root of its tree
    INCOMPAT_META_BG = 0x10,
    INCOMPAT_64BIT = 0x80,
    FLAG_ENCRYPTED = 0x800,
    FLAG_EXTENTS = 0x80000,
    FLAG_INLINE = 0x10000000,
    ATTRIBUTE_SYSTEM = 7, // namespace of the attribute "data", in which an inlined file goes on
};

static const uint32_t attributes_magic = 0xea020000;

struct ext4 {
    const struct wy_blob *image;
    uint32_t inodes, inodes_per_group, block, first_block;
    uint16_t inode_size, descriptor_size;
};

struct inode {
    uint64_t at; // in the image
    uint16_t mode;
    uint32_t flags;
    uint64_t size;
    uint8_t block[IN_INODE];
};

bool wy_ext4_is(const struct wy_blob *image)
{
    uint8_t magic[2];
    return image->size >= SUPERBLOCK_AT + SUPERBLOCK_SIZE &&
           wy_blob_read(image, SUPERBLOCK_AT + 0x38, magic, 2, NULL) == WY_OK && magic[0] == 0x53 && magic[1] == 0xef;
}

static wy_err read_superblock(struct ext4 *fs, struct wy_diag *diag)
{
    uint8_t raw[SUPERBLOCK_SIZE];
    wy_err err = wy_blob_read(fs->image, SUPERBLOCK_AT, raw, sizeof raw, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, SUPERBLOCK_AT);
    fs->inodes = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x14);
    fs->first_block = wy_read_u32le(&r);
    uint32_t log = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x28);
    fs->inodes_per_group = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x38);
    bool magic = wy_read_u16le(&r) == MAGIC;
    wy_reader_seek(&r, 0x4c);
    uint32_t revision = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x58);
    fs->inode_size = wy_read_u16le(&r);
    wy_reader_seek(&r, 0x60);
    uint32_t incompat = wy_read_u32le(&r);
    wy_reader_seek(&r, 0xfe);
    fs->descriptor_size = incompat & INCOMPAT_64BIT ? wy_read_u16le(&r) : 32;
    if (revision == 0)
        fs->inode_size = INODE_SIZE_MIN;
    if (!magic || log > 6 || fs->inodes_per_group == 0 || fs->inode_size < INODE_SIZE_MIN || fs->descriptor_size < 32)
        return wy_fail(diag, WY_MALFORMED, SUPERBLOCK_AT, "ext4 superblock");
    if (incompat & INCOMPAT_META_BG)
        return wy_fail(diag, WY_UNSUPPORTED, SUPERBLOCK_AT + 0x60, "ext4 with meta block groups");
    fs->block = 1024u << log;
    return WY_OK;
}

static wy_err read_inode(const struct ext4 *fs, uint64_t number, struct inode *out, struct wy_diag *diag)
{
    if (number == 0 || number > fs->inodes)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "inode %llu does not exist", (unsigned long long)number);
    uint64_t group = (number - 1) / fs->inodes_per_group, index = (number - 1) % fs->inodes_per_group;
    uint8_t raw[INODE_SIZE_MIN] = {0};
    uint64_t at = ((uint64_t)fs->first_block + 1) * fs->block + group * fs->descriptor_size;
    wy_err err = wy_blob_read(fs->image, at, raw, fs->descriptor_size < 64 ? 32 : 64, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
    wy_reader_seek(&r, 8);
    uint64_t table = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x28);
    if (fs->descriptor_size >= 64)
        table |= (uint64_t)wy_read_u32le(&r) << 32;
    if (table > fs->image->size / fs->block)
        return wy_fail(diag, WY_MALFORMED, at, "an inode table outside the image");
    at = table * fs->block + index * fs->inode_size;
    out->at = at;
    err = wy_blob_read(fs->image, at, raw, sizeof raw, diag);
    r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
    out->mode = wy_read_u16le(&r);
    wy_reader_seek(&r, 4);
    out->size = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x20);
    out->flags = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x28);
    memcpy(out->block, raw + 0x28, sizeof out->block);
    wy_reader_seek(&r, 0x6c);
    out->size |= (uint64_t)wy_read_u32le(&r) << 32;
    return err;
}

struct extents {
    const struct ext4 *fs;
    struct wy_arena *arena;
    struct wy_rows pieces;
    uint64_t size; // of the file
    size_t nodes;
    struct wy_diag *diag;
};

static wy_err add_extent(struct extents *x, struct wy_reader *r)
{
    uint64_t first = wy_read_u32le(r);
    uint32_t n = wy_read_u16le(r);
    uint64_t start = (uint64_t)wy_read_u16le(r) << 32;
    start |= wy_read_u32le(r);
    if (n > 32768) // preallocated and never written: zeros
        return WY_OK;
    uint64_t at = first * x->fs->block, size = (uint64_t)n * x->fs->block;
    if (at >= x->size)
        return WY_OK;
    if (size > x->size - at)
        size = x->size - at;
    struct wy_piece *p = x->pieces.n < EXTENTS_MAX ? wy_rows_add(&x->pieces, x->arena, sizeof *p) : NULL;
    if (!p)
        return wy_fail(x->diag, WY_LIMIT, WY_NO_OFFSET, "too many extents");
    *p = (struct wy_piece){.at = at, .size = size, .from = start * x->fs->block};
    return WY_OK;
}

// One node of the extent tree; depth falls with each level, so that it ends.
static wy_err read_extents(struct extents *x, wy_bytes node, unsigned depth_max)
{
    struct wy_reader r = wy_reader_init(node, 0);
    bool magic = wy_read_u16le(&r) == EXTENT_MAGIC;
    uint16_t n = wy_read_u16le(&r);
    wy_read_skip(&r, 2);
    uint16_t depth = wy_read_u16le(&r);
    wy_read_skip(&r, 4);
    if (!magic || depth > depth_max || ++x->nodes > EXTENTS_MAX)
        return wy_fail(x->diag, WY_MALFORMED, WY_NO_OFFSET, "extent tree");
    wy_err err = WY_OK;
    for (uint16_t i = 0; i < n && err == WY_OK && wy_reader_ok(&r); i++) {
        if (depth == 0) {
            err = add_extent(x, &r);
            continue;
        }
        wy_read_skip(&r, 4);
        uint64_t leaf = wy_read_u32le(&r);
        leaf |= (uint64_t)wy_read_u16le(&r) << 32;
        wy_read_skip(&r, 2);
        wy_bytes below;
        err = wy_blob_view(x->fs->image, leaf * x->fs->block, x->fs->block, x->arena, &below, x->diag);
        if (err == WY_OK)
            err = read_extents(x, below, depth - 1u);
    }
    return err == WY_OK ? wy_reader_check(&r, x->diag, "extent tree") : err;
}

// The rest of an inlined file: the value of the attribute "data" behind the inode. What neither holds reads as zeros.
static wy_bytes inlined_rest(wy_bytes raw)
{
    struct wy_reader r = wy_reader_init(raw, 0);
    wy_reader_seek(&r, INODE_SIZE_MIN);
    size_t start = (size_t)INODE_SIZE_MIN + wy_read_u16le(&r) + 4;
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

static wy_err open_inlined(const struct ext4 *fs, const struct inode *inode, struct wy_arena *arena,
                           struct wy_mapped_blob *out, struct wy_diag *diag)
{
    size_t raw_len = wy_min((size_t)fs->inode_size, (size_t)INODE_SIZE_MAX);
    struct wy_memory_blob *held = wy_new(arena, struct wy_memory_blob, 1);
    uint8_t *bytes = wy_new(arena, uint8_t, IN_INODE + 2 * INODE_SIZE_MAX), *raw = bytes + IN_INODE + INODE_SIZE_MAX;
    struct wy_piece *piece = wy_new(arena, struct wy_piece, 1);
    struct wy_rows pieces = {piece, 1, 1};
    if (!held || !bytes || !piece)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a file");
    wy_err err = wy_blob_read(fs->image, inode->at, raw, raw_len, diag);
    if (err != WY_OK)
        return err;
    wy_bytes rest = inlined_rest((wy_bytes){raw, raw_len});
    memcpy(bytes, inode->block, IN_INODE);
    if (rest.len)
        memcpy(bytes + IN_INODE, rest.ptr, rest.len);
    // of a folder, the number of the one above comes first
    size_t skip = wy_fs_kind_of_mode(inode->mode) == WY_FS_FOLDER && inode->size >= 4 ? 4 : 0;
    *held = wy_memory_blob((wy_bytes){bytes, IN_INODE + rest.len});
    *piece = (struct wy_piece){.size = held->blob.size - skip, .from = skip};
    return wy_mapped_init(out, &held->blob, &pieces, inode->size - skip, NULL, NULL, diag);
}

static wy_err open_content(const struct ext4 *fs, const struct inode *inode, struct wy_arena *arena,
                           struct wy_mapped_blob *out, struct wy_diag *diag)
{
    if (inode->flags & FLAG_ENCRYPTED)
        return wy_fail(diag, WY_UNSUPPORTED, inode->at, "encrypted");
    if (inode->flags & FLAG_INLINE)
        return open_inlined(fs, inode, arena, out, diag);
    if (!(inode->flags & FLAG_EXTENTS) && inode->size > 0)
        return wy_fail(diag, WY_UNSUPPORTED, inode->at, "its blocks are not listed as extents");
    struct extents x = {fs, arena, {0}, inode->size, 0, diag};
    wy_err err =
        inode->size ? read_extents(&x, (wy_bytes){inode->block, sizeof inode->block}, EXTENT_DEPTH_MAX) : WY_OK;
    return err == WY_OK ? wy_mapped_init(out, fs->image, &x.pieces, inode->size, NULL, NULL, diag) : err;
}

static wy_err open_inode(const void *user, uint64_t number, enum wy_fs_kind *kind, struct wy_arena *arena,
                         struct wy_mapped_blob *out, struct wy_diag *diag)
{
    const struct ext4 *fs = user;
    struct inode inode = {0};
    wy_err err = read_inode(fs, number, &inode, diag);
    *kind = wy_fs_kind_of_mode(inode.mode);
    return err == WY_OK && out ? open_content(fs, &inode, arena, out, diag) : err;
}

// A hashed folder looks like a linear one with gaps.
static bool next_entry(const void *user, wy_bytes block, size_t *at, struct wy_fs_entry *out, bool *good)
{
    (void)user;
    struct wy_reader r = wy_reader_init(block, 0);
    wy_reader_seek(&r, *at);
    if (wy_reader_left(&r) < 8)
        return false;
    uint32_t number = wy_read_u32le(&r);
    uint16_t length = wy_read_u16le(&r);
    uint8_t name_len = wy_read_u8(&r), type = wy_read_u8(&r);
    wy_str name = wy_bytes_str(wy_read_bytes(&r, name_len));
    if (!wy_reader_ok(&r) || length < 8) {
        *good = number == 0 && length == 0; // the unused rest of an inlined folder
        return false;
    }
    *at += length;
    out->inode = number;
    out->kind = type == 1 ? WY_FS_FILE : type == 2 ? WY_FS_FOLDER : type == 0 ? WY_FS_UNKNOWN : WY_FS_OTHER;
    out->name = number && type != 0xde ? name : (wy_str){0}; // 0xde: the block's checksum
    return true;
}

wy_err wy_ext4_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag)
{
    struct ext4 fs = {.image = image};
    wy_err err = read_superblock(&fs, diag);
    struct wy_fs_ops ops = {open_inode, next_entry, &fs, ROOT_INODE, fs.block};
    return err == WY_OK ? wy_fs_walk(&ops, walk, diag) : err;
}
