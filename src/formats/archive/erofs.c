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
    CHUNKS_MAX = 1 << 20,
    INCOMPAT_PADDED = 1,
    INCOMPAT_FRAGMENTS = 0x20, // the same bit says that clusters may be shared
    INCOMPAT_KNOWN = 0x7f,
    PACKED_MEMORY = 64 << 20, // for the pieces of the file that holds all fragments
    LAYOUT_PLAIN = 0,
    LAYOUT_INLINE = 2,
    LAYOUT_CHUNKS = 4,
    CHUNK_INDEXES = 0x20,
    DIRENT_SIZE = 12,
};

struct erofs {
    struct wy_erofs_image image;
    uint64_t meta; // byte offset of inode 0
    uint32_t root, devices;
    uint64_t packed; // inode of the file that holds all fragments; 0 = none
};

bool wy_erofs_is(const struct wy_blob *image)
{
    uint8_t magic[4];
    return image->size >= SUPERBLOCK_AT + SUPERBLOCK_SIZE &&
           wy_blob_read(image, SUPERBLOCK_AT, magic, 4, NULL) == WY_OK && memcmp(magic, "\xe2\xe1\xf5\xe0", 4) == 0;
}

static wy_err read_superblock(struct erofs *fs, struct wy_diag *diag)
{
    uint8_t raw[SUPERBLOCK_SIZE];
    wy_err err = wy_blob_read(fs->image.blob, SUPERBLOCK_AT, raw, sizeof raw, diag);
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
    wy_read_skip(&r, 2);
    fs->devices = wy_read_u16le(&r);
    wy_reader_seek(&r, 90);
    uint8_t folder_bits = wy_read_u8(&r);
    wy_reader_seek(&r, 96);
    fs->packed = incompat & INCOMPAT_FRAGMENTS ? wy_read_u64le(&r) : 0;
    if (fs->image.block_bits < 9 || fs->image.block_bits > 16)
        return wy_fail(diag, WY_MALFORMED, SUPERBLOCK_AT + 12, "EROFS with blocks of 2^%u bytes", fs->image.block_bits);
    if (incompat & ~(uint32_t)INCOMPAT_KNOWN || folder_bits)
        return wy_fail(diag, WY_UNSUPPORTED, SUPERBLOCK_AT + 80, "EROFS with features %#x", incompat);
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
    struct wy_piece *last = pieces->n ? (struct wy_piece *)pieces->v + pieces->n - 1 : NULL;
    if (last && last->at + last->size == piece.at && last->from + last->size == piece.from) {
        last->size += piece.size; // chunks that lie behind each other
        return WY_OK;
    }
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
        wy_read_skip(&r, indexes ? 2 : 0);
        uint16_t device = indexes ? wy_read_u16le(&r) : 0;
        uint32_t block = wy_read_u32le(&r);
        uint64_t left = inode->size - (i << bits);
        struct wy_piece p = {
            .at = i << bits, .size = left < chunk ? left : chunk, .from = (uint64_t)block << fs->image.block_bits};
        if (block != UINT32_MAX && device && fs->devices)
            err =
                wy_fail(diag, WY_UNSUPPORTED, at + i * width, "a part of it lies in another image (device %u)", device);
        else if (block != UINT32_MAX)
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
    if (err == WY_OK)
        err = wy_mapped_init(out, fs->image.blob, &pieces, inode->size, wy_erofs_unpack, cache, diag);
    if (err == WY_OK)
        out->other = fs->image.fragments;
    return err;
}

static wy_err open_inode(const void *user, uint64_t number, enum wy_fs_kind *kind, struct wy_arena *arena,
                         struct wy_mapped_blob *out, struct wy_diag *diag)
{
    const struct erofs *fs = user;
    struct wy_erofs_inode inode = {0};
    wy_err err = read_inode(fs, number, &inode, diag);
    *kind = wy_fs_kind_of_mode(inode.mode);
    return err == WY_OK && out ? open_content(fs, &inode, arena, out, diag) : err;
}

// A block begins with its entries; the first one's name offset tells how many there are.
static bool next_entry(const void *user, wy_bytes block, size_t *at, struct wy_fs_entry *out, bool *good)
{
    (void)user;
    struct wy_reader r = wy_reader_init(block, 0);
    wy_reader_seek(&r, 8);
    size_t n = wy_read_u16le(&r) / DIRENT_SIZE, i = (*at)++;
    if (!wy_reader_ok(&r) || i >= n)
        return false;
    wy_reader_seek(&r, i * DIRENT_SIZE);
    out->inode = wy_read_u64le(&r);
    size_t start = wy_read_u16le(&r), end = block.len;
    uint8_t type = wy_read_u8(&r);
    if (i + 1 < n) {
        wy_reader_seek(&r, (i + 1) * DIRENT_SIZE + 8);
        end = wy_read_u16le(&r);
    }
    *good = wy_reader_ok(&r) && start <= end && end <= block.len;
    if (!*good)
        return false;
    wy_str name = wy_bytes_str(wy_bytes_sub(block, start, end - start));
    out->name = wy_str_sub(name, 0, wy_str_find_char(name, '\0'));
    out->kind = type == 1 ? WY_FS_FILE : type == 2 ? WY_FS_FOLDER : type == 0 ? WY_FS_UNKNOWN : WY_FS_OTHER;
    return true;
}

wy_err wy_erofs_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag)
{
    struct erofs fs = {.image = {.blob = image, .limits = walk->limits}};
    wy_err err = read_superblock(&fs, diag);
    if (err != WY_OK)
        return err;
    struct wy_arena arena;
    struct wy_mapped_blob fragments = {0};
    enum wy_fs_kind kind;
    wy_arena_init(&arena, PACKED_MEMORY);
    if (fs.packed)
        err = open_inode(&fs, fs.packed, &kind, &arena, &fragments, diag);
    if (fs.packed && err == WY_OK)
        fs.image.fragments = &fragments.blob;
    struct wy_fs_ops ops = {open_inode, next_entry, &fs, fs.root, (size_t)1 << fs.image.block_bits};
    if (err == WY_OK)
        err = wy_fs_walk(&ops, walk, diag);
    wy_mapped_fini(&fragments);
    wy_arena_fini(&arena);
    return err;
}
