// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Layout: kernel.org/doc/html/latest/filesystems/ext4. Checksums are not verified: what was changed in transit is
// dm-verity's business, and a file is judged by its own content.
#include "formats/archive/ext4.h"

#include "core/reader.h"
#include "formats/archive/ext4_inode.h"

enum {
    SUPERBLOCK_AT = 1024,
    SUPERBLOCK_SIZE = 1024,
    MAGIC = 0xef53,
    ROOT_INODE = 2,
    DESCRIPTOR_MIN = 32,
    DESCRIPTOR_MAX = 1024,
    LISTS_FREE = 1024, // see wy_ext4_image.lists_left; files with several names are read as often
    BLOCK_LARGEST = 65536,
    COMPAT_SPARSE_SUPER2 = 0x200,
    INCOMPAT_JOURNAL_DEVICE = 0x8,
    INCOMPAT_META_BG = 0x10,
    INCOMPAT_64BIT = 0x80,
    INCOMPAT_LARGE_DIR = 0x4000,
    RO_COMPAT_SPARSE_SUPER = 0x1,
};

struct ext4 {
    struct wy_ext4_image image;
    uint32_t inodes, inodes_per_group, blocks_per_group, first_block, first_meta_group;
    uint32_t compat, incompat, ro_compat;
    uint32_t copies_in[2]; // groups with a copy of the superblock, of COMPAT_SPARSE_SUPER2
    uint16_t descriptor_size;
};

bool wy_ext4_is(const struct wy_blob *image)
{
    uint8_t magic[2];
    return image->size >= SUPERBLOCK_AT + SUPERBLOCK_SIZE &&
           wy_blob_read(image, SUPERBLOCK_AT + 0x38, magic, 2, NULL) == WY_OK && magic[0] == 0x53 && magic[1] == 0xef;
}

// What revision 0, the first one, does not have keeps the values it had then.
static void read_revision_1(struct ext4 *fs, struct wy_reader *r)
{
    wy_reader_seek(r, 0x58);
    fs->image.inode_size = wy_read_u16le(r);
    wy_reader_seek(r, 0x5c);
    fs->compat = wy_read_u32le(r);
    fs->incompat = wy_read_u32le(r);
    fs->ro_compat = wy_read_u32le(r);
    wy_reader_seek(r, 0xfe);
    if (fs->incompat & INCOMPAT_64BIT)
        fs->descriptor_size = wy_read_u16le(r);
    wy_reader_seek(r, 0x104);
    fs->first_meta_group = wy_read_u32le(r);
    wy_reader_seek(r, 0x24c);
    fs->copies_in[0] = wy_read_u32le(r);
    fs->copies_in[1] = wy_read_u32le(r);
}

static wy_err read_superblock(struct ext4 *fs, struct wy_diag *diag)
{
    uint8_t raw[SUPERBLOCK_SIZE];
    wy_err err = wy_blob_read(fs->image.blob, SUPERBLOCK_AT, raw, sizeof raw, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, SUPERBLOCK_AT);
    fs->inodes = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x14);
    fs->first_block = wy_read_u32le(&r);
    uint32_t log = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x20);
    fs->blocks_per_group = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x28);
    fs->inodes_per_group = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x38);
    bool magic = wy_read_u16le(&r) == MAGIC;
    wy_reader_seek(&r, 0x4c);
    fs->image.inode_size = WY_EXT4_INODE_MIN;
    fs->descriptor_size = DESCRIPTOR_MIN;
    if (wy_read_u32le(&r) > 0)
        read_revision_1(fs, &r);
    unsigned d = fs->descriptor_size;
    if (!magic || log > 6 || fs->inodes_per_group == 0 || fs->image.inode_size < WY_EXT4_INODE_MIN ||
        d < DESCRIPTOR_MIN || d > DESCRIPTOR_MAX || (d & (d - 1)) != 0)
        return wy_fail(diag, WY_MALFORMED, SUPERBLOCK_AT, "ext4 superblock");
    if (fs->incompat & INCOMPAT_JOURNAL_DEVICE)
        return wy_fail(diag, WY_UNSUPPORTED, SUPERBLOCK_AT + 0x60, "the journal of an ext4, without files");
    fs->image.block = 1024u << log;
    *fs->image.lists_left = 2 * (fs->image.blob->size / fs->image.block) + LISTS_FREE;
    return WY_OK;
}

static bool is_power_of(uint64_t n, uint64_t base)
{
    while (n > 1 && n % base == 0)
        n /= base;
    return n == 1;
}

// Whether the group begins with a copy of the superblock.
static bool has_copy(const struct ext4 *fs, uint64_t group)
{
    if (group == 0)
        return true;
    if (fs->compat & COMPAT_SPARSE_SUPER2)
        return group == fs->copies_in[0] || group == fs->copies_in[1];
    return group == 1 || !(fs->ro_compat & RO_COMPAT_SPARSE_SUPER) || is_power_of(group, 3) || is_power_of(group, 5) ||
           is_power_of(group, 7);
}

// Group descriptors follow the superblock in a row; with meta groups, those from first_meta_group on lie in the first
// group of as many as one block describes.
static uint64_t descriptor_at(const struct ext4 *fs, uint64_t group)
{
    uint64_t block = fs->image.block, per_block = block / fs->descriptor_size, meta = group / per_block;
    if (!(fs->incompat & INCOMPAT_META_BG) || meta < fs->first_meta_group)
        return (SUPERBLOCK_AT / block + 1) * block + group * fs->descriptor_size;
    uint64_t first = meta * per_block, at = fs->first_block + first * fs->blocks_per_group + has_copy(fs, first);
    if (block == SUPERBLOCK_AT && meta == 0 && fs->first_block == 0)
        at++; // the superblock itself is in the second block
    return at * block + group % per_block * fs->descriptor_size;
}

static wy_err read_inode(const struct ext4 *fs, uint64_t number, struct wy_ext4_inode *out, struct wy_diag *diag)
{
    if (number == 0 || number > fs->inodes)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "inode %llu does not exist", (unsigned long long)number);
    uint64_t group = (number - 1) / fs->inodes_per_group, index = (number - 1) % fs->inodes_per_group;
    const struct wy_blob *blob = fs->image.blob;
    uint8_t raw[WY_EXT4_INODE_MIN] = {0};
    uint64_t at = descriptor_at(fs, group);
    wy_err err = wy_blob_read(blob, at, raw, fs->descriptor_size < 64 ? 32 : 64, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
    wy_reader_seek(&r, 8);
    uint64_t table = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x28);
    if (fs->descriptor_size >= 64)
        table |= (uint64_t)wy_read_u32le(&r) << 32;
    if (table > blob->size / fs->image.block)
        return wy_fail(diag, WY_MALFORMED, at, "an inode table outside the image");
    at = table * fs->image.block + index * fs->image.inode_size;
    out->at = at;
    err = wy_blob_read(blob, at, raw, sizeof raw, diag);
    r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
    out->mode = wy_read_u16le(&r);
    wy_reader_seek(&r, 4);
    out->size = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x20);
    out->flags = wy_read_u32le(&r);
    wy_reader_seek(&r, 0x28);
    memcpy(out->block, raw + 0x28, sizeof out->block);
    wy_reader_seek(&r, 0x6c);
    uint64_t high = wy_read_u32le(&r); // of folders, something else in older ones
    if (wy_fs_kind_of_mode(out->mode) != WY_FS_FOLDER || fs->incompat & INCOMPAT_LARGE_DIR)
        out->size |= high << 32;
    return err;
}

static wy_err open_inode(const void *user, uint64_t number, enum wy_fs_kind *kind, struct wy_arena *arena,
                         struct wy_mapped_blob *out, struct wy_diag *diag)
{
    const struct ext4 *fs = user;
    struct wy_ext4_inode inode = {0};
    wy_err err = read_inode(fs, number, &inode, diag);
    *kind = wy_fs_kind_of_mode(inode.mode);
    return err == WY_OK && out ? wy_ext4_content(&fs->image, &inode, arena, out, diag) : err;
}

// A hashed folder looks like a linear one with gaps.
static bool next_entry(const void *user, wy_bytes block, size_t *at, struct wy_fs_entry *out, bool *good)
{
    (void)user;
    struct wy_reader r = wy_reader_init(block, 0);
    wy_reader_seek(&r, *at);
    if (wy_reader_left(&r) < 8)
        return false;
    uint32_t number = wy_read_u32le(&r), length = wy_read_u16le(&r);
    if (block.len == BLOCK_LARGEST && (length == 0 || length == BLOCK_LARGEST - 1))
        length = BLOCK_LARGEST; // which 16 bits cannot say
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
    uint64_t lists_left = 0;
    struct ext4 fs = {.image = {.blob = image, .lists_left = &lists_left}};
    wy_err err = read_superblock(&fs, diag);
    struct wy_fs_ops ops = {open_inode, next_entry, &fs, ROOT_INODE, fs.image.block};
    return err == WY_OK ? wy_fs_walk(&ops, walk, diag) : err;
}
