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
    EXTENT_MAGIC = 0xf30a,
    EXTENT_DEPTH_MAX = 5,
    EXTENTS_MAX = 1 << 20,
    FOLDER_MAX = 64 << 20,
    INLINE_MAX = 60,
    INCOMPAT_META_BG = 0x10,
    INCOMPAT_64BIT = 0x80,
    FLAG_ENCRYPTED = 0x800,
    FLAG_EXTENTS = 0x80000,
    FLAG_INLINE = 0x10000000,
    MODE_KIND = 0xf000,
    MODE_FILE = 0x8000,
    MODE_FOLDER = 0x4000,
};

struct ext4 {
    const struct wy_blob *image;
    const struct wy_fs_walk *walk;
    struct wy_fs_queue queue;
    uint32_t inodes, inodes_per_group, block, first_block;
    uint16_t inode_size, descriptor_size;
    struct wy_diag *diag;
};

struct inode {
    uint16_t mode;
    uint32_t flags;
    uint64_t size;
    uint8_t block[INLINE_MAX];
};

bool wy_ext4_is(const struct wy_blob *image)
{
    uint8_t magic[2];
    return image->size >= SUPERBLOCK_AT + SUPERBLOCK_SIZE &&
           wy_blob_read(image, SUPERBLOCK_AT + 0x38, magic, 2, NULL) == WY_OK && magic[0] == 0x53 && magic[1] == 0xef;
}

static wy_err read_superblock(struct ext4 *fs)
{
    uint8_t raw[SUPERBLOCK_SIZE];
    wy_err err = wy_blob_read(fs->image, SUPERBLOCK_AT, raw, sizeof raw, fs->diag);
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
        return wy_fail(fs->diag, WY_MALFORMED, SUPERBLOCK_AT, "ext4 superblock");
    if (incompat & INCOMPAT_META_BG)
        return wy_fail(fs->diag, WY_UNSUPPORTED, SUPERBLOCK_AT + 0x60, "ext4 with meta block groups");
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

// A blob over an inode's content, in the arena's memory.
static wy_err open_content(const struct ext4 *fs, const struct inode *inode, struct wy_arena *arena,
                           struct wy_mapped_blob *mapped, struct wy_memory_blob *held, const struct wy_blob **out,
                           struct wy_diag *diag)
{
    if (inode->flags & FLAG_ENCRYPTED)
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "encrypted");
    if ((inode->flags & FLAG_INLINE) && inode->size <= INLINE_MAX) {
        *held = wy_memory_blob((wy_bytes){inode->block, (size_t)inode->size});
        *out = &held->blob;
        return WY_OK;
    }
    if (!(inode->flags & FLAG_EXTENTS) && inode->size > 0)
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "its blocks are not listed as extents");
    struct extents x = {fs, arena, {0}, inode->size, 0, diag};
    wy_err err =
        inode->size ? read_extents(&x, (wy_bytes){inode->block, sizeof inode->block}, EXTENT_DEPTH_MAX) : WY_OK;
    if (err == WY_OK)
        err = wy_mapped_init(mapped, fs->image, &x.pieces, inode->size, NULL, NULL, diag);
    *out = &mapped->blob;
    return err;
}

static wy_err visit_file(struct ext4 *fs, const struct inode *inode, wy_str path, struct wy_diag *diag)
{
    struct wy_mapped_blob mapped;
    struct wy_memory_blob held;
    const struct wy_blob *content = NULL;
    wy_err err = open_content(fs, inode, fs->walk->arena, &mapped, &held, &content, diag);
    if (err == WY_OK && content->size > 0)
        fs->walk->visit(fs->walk->user, path, content);
    return err;
}

static wy_err visit_entry(struct ext4 *fs, const struct wy_fs_node *folder, uint32_t number, wy_str name)
{
    struct wy_diag diag = {0};
    struct inode inode = {0};
    wy_str path = wy_fs_join(&fs->queue, folder->path, name);
    if (!path.ptr)
        return wy_fail(fs->diag, WY_LIMIT, WY_NO_OFFSET, "paths too long");
    struct wy_arena_mark mark = wy_arena_mark(fs->walk->arena);
    wy_err err = read_inode(fs, number, &inode, &diag);
    if (err == WY_OK && (inode.mode & MODE_KIND) == MODE_FOLDER)
        err = wy_fs_queue_add(&fs->queue, number, path, folder->depth + 1, &diag);
    else if (err == WY_OK && (inode.mode & MODE_KIND) == MODE_FILE)
        err = visit_file(fs, &inode, path, &diag);
    if (err != WY_OK)
        fs->walk->gap(fs->walk->user, path, &diag);
    wy_arena_reset(fs->walk->arena, mark);
    return WY_OK;
}

// Entries of one block; a hashed folder looks like a linear one with gaps.
static wy_err read_entries(struct ext4 *fs, const struct wy_fs_node *folder, wy_bytes block)
{
    struct wy_reader r = wy_reader_init(block, 0);
    while (wy_reader_left(&r) >= 8) {
        size_t start = r.pos;
        uint32_t number = wy_read_u32le(&r);
        uint16_t length = wy_read_u16le(&r);
        uint8_t name_len = wy_read_u8(&r), type = wy_read_u8(&r);
        wy_str name = wy_bytes_str(wy_read_bytes(&r, name_len));
        if (!wy_reader_ok(&r) || length < 8)
            return wy_fail(fs->diag, WY_MALFORMED, WY_NO_OFFSET, "entries of the folder %.*s", WY_ARG(folder->path));
        wy_err err = number && type != 0xde && wy_fs_name_good(name) ? wy_fs_count(&fs->queue, fs->diag) : WY_NOT_FOUND;
        if (err == WY_OK)
            err = visit_entry(fs, folder, number, name);
        if (err != WY_OK && err != WY_NOT_FOUND)
            return err;
        wy_reader_seek(&r, start + length);
    }
    return WY_OK;
}

static wy_err read_folder(struct ext4 *fs, const struct wy_fs_node *folder)
{
    struct wy_arena arena; // the walk's own is reset around each file
    struct inode inode = {0};
    struct wy_mapped_blob mapped;
    struct wy_memory_blob held;
    const struct wy_blob *content = NULL;
    struct wy_diag diag = {0};
    wy_bytes bytes = {0};
    wy_arena_init(&arena, 2 * FOLDER_MAX);
    wy_err err = read_inode(fs, folder->id, &inode, &diag);
    if (err == WY_OK && inode.size > FOLDER_MAX)
        err = wy_fail(&diag, WY_LIMIT, WY_NO_OFFSET, "a folder of %llu bytes", (unsigned long long)inode.size);
    if (err == WY_OK)
        err = open_content(fs, &inode, &arena, &mapped, &held, &content, &diag);
    if (err == WY_OK)
        err = wy_blob_view(content, 0, (size_t)content->size, &arena, &bytes, &diag);
    if (err != WY_OK)
        fs->walk->gap(fs->walk->user, folder->path, &diag);
    err = WY_OK;
    for (size_t at = 0; at < bytes.len && err == WY_OK; at += fs->block)
        err = read_entries(fs, folder, wy_bytes_sub(bytes, at, fs->block));
    wy_arena_fini(&arena);
    return err;
}

wy_err wy_ext4_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag)
{
    struct ext4 fs = {.image = image, .walk = walk, .diag = diag};
    wy_err err = read_superblock(&fs);
    if (err != WY_OK)
        return err;
    wy_fs_queue_init(&fs.queue, walk->limits);
    err = wy_fs_queue_add(&fs.queue, ROOT_INODE, WY_S(""), 0, diag);
    struct wy_fs_node folder;
    while (err == WY_OK && wy_fs_queue_next(&fs.queue, &folder))
        err = read_folder(&fs, &folder);
    wy_fs_queue_fini(&fs.queue);
    return err;
}
