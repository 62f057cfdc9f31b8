// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Layout: kernel.org/doc/html/latest/filesystems/erofs and fs/erofs/erofs_fs.h's structures.
#include "formats/archive/erofs.h"

#include "core/reader.h"
#include "formats/archive/erofs_inode.h"

enum {
    SUPERBLOCK_AT = 1024,
    SUPERBLOCK_SIZE = 128,
    SLOT = 32, // an inode number counts these
    FOLDER_MAX = 64 << 20,
    CHUNKS_MAX = 1 << 20,
    INCOMPAT_PADDED = 1,
    INCOMPAT_DEVICES = 8, // shared with "second algorithm", which is read
    MODE_KIND = 0xf000,
    MODE_FILE = 0x8000,
    MODE_FOLDER = 0x4000,
    LAYOUT_PLAIN = 0,
    LAYOUT_INLINE = 2,
    LAYOUT_CHUNKS = 4,
    CHUNK_INDEXES = 0x20,
    DIRENT_SIZE = 12,
};

struct erofs {
    struct wy_erofs_image image;
    const struct wy_fs_walk *walk;
    struct wy_fs_queue queue;
    uint64_t meta; // byte offset of inode 0
    uint32_t root;
    struct wy_diag *diag;
};

bool wy_erofs_is(const struct wy_blob *image)
{
    uint8_t magic[4];
    return image->size >= SUPERBLOCK_AT + SUPERBLOCK_SIZE &&
           wy_blob_read(image, SUPERBLOCK_AT, magic, 4, NULL) == WY_OK && memcmp(magic, "\xe2\xe1\xf5\xe0", 4) == 0;
}

static wy_err read_superblock(struct erofs *fs)
{
    uint8_t raw[SUPERBLOCK_SIZE];
    wy_err err = wy_blob_read(fs->image.blob, SUPERBLOCK_AT, raw, sizeof raw, fs->diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, SUPERBLOCK_AT);
    wy_reader_seek(&r, 12);
    fs->image.block_bits = wy_read_u8(&r);
    wy_read_skip(&r, 1);
    fs->root = wy_read_u16le(&r);
    wy_reader_seek(&r, 40);
    fs->meta = wy_read_u32le(&r);
    wy_reader_seek(&r, 80);
    uint32_t incompat = wy_read_u32le(&r);
    if (fs->image.block_bits < 9 || fs->image.block_bits > 16)
        return wy_fail(fs->diag, WY_MALFORMED, SUPERBLOCK_AT + 12, "EROFS with blocks of 2^%u bytes",
                       fs->image.block_bits);
    if (incompat > 0x7f)
        return wy_fail(fs->diag, WY_UNSUPPORTED, SUPERBLOCK_AT + 80, "EROFS with features %#x", incompat);
    fs->meta <<= fs->image.block_bits;
    fs->image.padded = incompat & INCOMPAT_PADDED;
    return WY_OK;
}

static wy_err read_inode(const struct erofs *fs, uint64_t number, struct wy_erofs_inode *out, struct wy_diag *diag)
{
    uint8_t raw[64] = {0};
    uint64_t at = fs->meta + number * SLOT;
    if (number > UINT64_MAX / SLOT / 4)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "inode %llu does not exist", (unsigned long long)number);
    wy_err err = wy_blob_read(fs->image.blob, at, raw, SLOT, diag);
    if (err != WY_OK)
        return err;
    bool extended = raw[0] & 1;
    if (extended)
        err = wy_blob_read(fs->image.blob, at, raw, sizeof raw, diag);
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
    out->layout = (wy_read_u16le(&r) >> 1) & 7;
    uint32_t attributes = wy_read_u16le(&r);
    out->mode = wy_read_u16le(&r);
    wy_read_skip(&r, 2);
    out->size = extended ? wy_read_u64le(&r) : wy_read_u32le(&r);
    if (!extended)
        wy_read_skip(&r, 4);
    out->data = wy_read_u32le(&r);
    out->end = at + (extended ? 64 : 32) + (attributes ? 12 + 4 * (uint64_t)(attributes - 1) : 0);
    if (err == WY_OK && out->size > fs->image.limits->item)
        err = wy_fail(diag, WY_LIMIT, at, "a file of %llu bytes", (unsigned long long)out->size);
    return err;
}

static wy_err add(struct wy_rows *pieces, struct wy_arena *arena, struct wy_piece piece, struct wy_diag *diag)
{
    struct wy_piece *p = wy_rows_add(pieces, arena, sizeof *p);
    if (!p)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a file's extents");
    *p = piece;
    return WY_OK;
}

static wy_err flat_pieces(const struct erofs *fs, const struct wy_erofs_inode *inode, struct wy_arena *arena,
                          struct wy_rows *out, struct wy_diag *diag)
{
    uint64_t block = UINT64_C(1) << fs->image.block_bits, from = (uint64_t)inode->data << fs->image.block_bits;
    uint64_t tail = inode->layout == LAYOUT_INLINE ? inode->size % block : 0;
    wy_err err = add(out, arena, (struct wy_piece){.size = inode->size - tail, .from = from}, diag);
    if (err == WY_OK && tail)
        err = add(out, arena, (struct wy_piece){.at = inode->size - tail, .size = tail, .from = inode->end}, diag);
    return err;
}

static wy_err chunk_pieces(const struct erofs *fs, const struct wy_erofs_inode *inode, struct wy_arena *arena,
                           struct wy_rows *out, struct wy_diag *diag)
{
    unsigned bits = fs->image.block_bits + (inode->data & 0x1f);
    bool indexes = inode->data & CHUNK_INDEXES;
    size_t width = indexes ? 8 : 4;
    uint64_t chunk = UINT64_C(1) << bits, n = (inode->size + chunk - 1) >> bits;
    uint64_t at = (inode->end + width - 1) / width * width;
    wy_bytes map;
    if (n > CHUNKS_MAX)
        return wy_fail(diag, WY_LIMIT, at, "a file of more than %d chunks", CHUNKS_MAX);
    wy_err err = wy_blob_view(fs->image.blob, at, (size_t)n * width, arena, &map, diag);
    struct wy_reader r = wy_reader_init(err == WY_OK ? map : (wy_bytes){0}, at);
    for (uint64_t i = 0; i < n && err == WY_OK; i++) {
        if (indexes)
            wy_read_skip(&r, 4);
        uint32_t block = wy_read_u32le(&r);
        uint64_t left = inode->size - (i << bits);
        struct wy_piece p = {
            .at = i << bits, .size = left < chunk ? left : chunk, .from = (uint64_t)block << fs->image.block_bits};
        if (block != UINT32_MAX)
            err = add(out, arena, p, diag);
    }
    return err;
}

static wy_err open_content(const struct erofs *fs, const struct wy_erofs_inode *inode, struct wy_arena *arena,
                           struct wy_mapped_blob *out, struct wy_diag *diag)
{
    struct wy_rows pieces = {0};
    struct wy_mapped_cache *cache = wy_new(arena, struct wy_mapped_cache, 1);
    wy_err err = cache ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a file");
    if (err != WY_OK || inode->size == 0)
        ;
    else if (inode->layout == LAYOUT_PLAIN || inode->layout == LAYOUT_INLINE)
        err = flat_pieces(fs, inode, arena, &pieces, diag);
    else if (inode->layout == LAYOUT_CHUNKS)
        err = chunk_pieces(fs, inode, arena, &pieces, diag);
    else if (inode->layout == WY_EROFS_INDEX_FULL || inode->layout == WY_EROFS_INDEX_COMPACT)
        err = wy_erofs_packed_pieces(&fs->image, inode, arena, &pieces, diag);
    else
        err = wy_fail(diag, WY_UNSUPPORTED, inode->end, "EROFS file layout %u", inode->layout);
    return err == WY_OK ? wy_mapped_init(out, fs->image.blob, &pieces, inode->size, wy_erofs_unpack, cache, diag) : err;
}

static wy_err visit_file(struct erofs *fs, const struct wy_erofs_inode *inode, wy_str path, struct wy_diag *diag)
{
    struct wy_mapped_blob content;
    wy_err err = open_content(fs, inode, fs->walk->arena, &content, diag);
    if (err != WY_OK)
        return err;
    if (inode->size > 0)
        fs->walk->visit(fs->walk->user, path, &content.blob);
    wy_mapped_fini(&content);
    return WY_OK;
}

static wy_err visit_entry(struct erofs *fs, const struct wy_fs_node *folder, uint64_t number, wy_str name)
{
    struct wy_diag diag = {0};
    struct wy_erofs_inode inode = {0};
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

// A block begins with its entries; the first one's name offset tells how many there are.
static wy_err read_entries(struct erofs *fs, const struct wy_fs_node *folder, wy_bytes block)
{
    struct wy_reader r = wy_reader_init(block, 0);
    wy_reader_seek(&r, 8);
    size_t n = wy_read_u16le(&r) / DIRENT_SIZE;
    wy_err err = WY_OK;
    for (size_t i = 0; i < n && err == WY_OK; i++) {
        wy_reader_seek(&r, i * DIRENT_SIZE);
        uint64_t number = wy_read_u64le(&r);
        size_t start = wy_read_u16le(&r), end = block.len;
        if (i + 1 < n) {
            wy_reader_seek(&r, (i + 1) * DIRENT_SIZE + 8);
            end = wy_read_u16le(&r);
        }
        if (!wy_reader_ok(&r) || start > end || end > block.len)
            return wy_fail(fs->diag, WY_MALFORMED, WY_NO_OFFSET, "entries of the folder %.*s", WY_ARG(folder->path));
        wy_str name = wy_bytes_str(wy_bytes_sub(block, start, end - start));
        name = wy_str_sub(name, 0, wy_str_find_char(name, '\0'));
        if (!wy_fs_name_good(name))
            continue;
        err = wy_fs_count(&fs->queue, fs->diag);
        if (err == WY_OK)
            err = visit_entry(fs, folder, number, name);
    }
    return err;
}

static wy_err read_folder(struct erofs *fs, const struct wy_fs_node *folder)
{
    struct wy_arena arena; // the walk's own is reset around each file
    struct wy_erofs_inode inode = {0};
    struct wy_mapped_blob content = {0};
    struct wy_diag diag = {0};
    wy_bytes bytes = {0};
    size_t block = (size_t)1 << fs->image.block_bits;
    wy_arena_init(&arena, 2 * FOLDER_MAX);
    wy_err err = read_inode(fs, folder->id, &inode, &diag);
    if (err == WY_OK && inode.size > FOLDER_MAX)
        err = wy_fail(&diag, WY_LIMIT, WY_NO_OFFSET, "a folder of %llu bytes", (unsigned long long)inode.size);
    if (err == WY_OK)
        err = open_content(fs, &inode, &arena, &content, &diag);
    if (err == WY_OK)
        err = wy_blob_view(&content.blob, 0, (size_t)inode.size, &arena, &bytes, &diag);
    if (err != WY_OK)
        fs->walk->gap(fs->walk->user, folder->path, &diag);
    err = WY_OK;
    for (size_t at = 0; at < bytes.len && err == WY_OK; at += block)
        err = read_entries(fs, folder, wy_bytes_sub(bytes, at, block));
    wy_mapped_fini(&content);
    wy_arena_fini(&arena);
    return err;
}

wy_err wy_erofs_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag)
{
    struct erofs fs = {.image = {.blob = image, .limits = walk->limits}, .walk = walk, .diag = diag};
    wy_err err = read_superblock(&fs);
    if (err != WY_OK)
        return err;
    wy_fs_queue_init(&fs.queue, walk->limits);
    err = wy_fs_queue_add(&fs.queue, fs.root, WY_S(""), 0, diag);
    struct wy_fs_node folder;
    while (err == WY_OK && wy_fs_queue_next(&fs.queue, &folder))
        err = read_folder(&fs, &folder);
    wy_fs_queue_fini(&fs.queue);
    return err;
}
