// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Compressed EROFS files. The file is cut into logical clusters; the index says for each whether packed data begin in
// it (a head, with the offset within the cluster and the block where they lie) or go on (a non-head). A full index has
// eight bytes for each cluster; a compact one packs two or sixteen clusters with one block number, from which those of
// the heads follow by counting.
#include "core/reader.h"
#include "formats/archive/erofs_inode.h"

#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

enum {
    HEADER_SIZE = 8,
    CLUSTERS_MAX = 1 << 22, // 16 GiB in clusters of 4 KiB
    PLAIN = 0,
    HEAD1 = 1,
    NON_HEAD = 2,
    HEAD2 = 3,
    ADVISE_COMPACT_2B = 1,
    ADVISE_BIG_1 = 2,
    ADVISE_BIG_2 = 4,
    ADVISE_INLINE_TAIL = 8,
    ADVISE_INTERLACED = 0x10,
    ADVISE_FRAGMENT = 0x20,
    WHOLE_IS_FRAGMENT = 0x80,
    BLOCK_COUNT_FLAG = 1 << 11, // in a delta: it is the number of packed blocks instead
    METHOD_LZ4 = 0,
    METHOD_LZMA = 1,
    METHOD_DEFLATE = 2,
    METHOD_ZSTD = 3,
    METHOD_PADDED = 0x10,
    LZMA_DICTIONARY = 8 << 20,
};

struct packed {
    const struct wy_erofs_image *image;
    const struct wy_erofs_inode *inode;
    struct wy_arena *arena;
    struct wy_diag *diag;
    uint16_t advise, tail_size;
    uint64_t fragment_at; // where the file's end lies in the fragments
    bool whole_is_fragment;
    uint8_t algorithms[2];
    unsigned cluster_bits;
    uint64_t n;             // clusters
    uint64_t base;          // of the index in the image
    wy_bytes index;         // all of it
    uint64_t initial, twos; // compact: clusters in the first, aligning packs of two; clusters in packs of sixteen
    uint64_t tail_at;       // where an inlined tail lies
};

struct cluster {
    uint8_t type;
    uint32_t offset; // of the head within its cluster
    uint32_t block;  // of a head
    uint32_t blocks; // of a first non-head in a big cluster: how many packed blocks; else 0
};

static uint32_t le32_at(wy_bytes b, uint64_t at)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++)
        if (at + i < b.len)
            v |= (uint32_t)b.ptr[at + i] << (8 * i);
    return v;
}

static wy_err read_header(struct packed *p)
{
    uint8_t raw[HEADER_SIZE];
    uint64_t at = (p->inode->end + 7) & ~UINT64_C(7);
    wy_err err = wy_blob_read(p->image->blob, at, raw, sizeof raw, p->diag);
    if (err != WY_OK)
        return err;
    p->tail_size = (uint16_t)(raw[2] | raw[3] << 8);
    p->advise = (uint16_t)(raw[4] | raw[5] << 8);
    p->algorithms[0] = raw[6] & 15;
    p->algorithms[1] = raw[6] >> 4;
    p->cluster_bits = p->image->block_bits + (raw[7] & 7u);
    p->fragment_at = le32_at((wy_bytes){raw, sizeof raw}, 0);
    if (raw[7] & WHOLE_IS_FRAGMENT) { // the other 63 bits are its place
        p->fragment_at |= (uint64_t)(le32_at((wy_bytes){raw, sizeof raw}, 4) & INT32_MAX) << 32;
        p->whole_is_fragment = true;
        return WY_OK;
    }
    p->n = (p->inode->size + (UINT64_C(1) << p->cluster_bits) - 1) >> p->cluster_bits;
    if (p->n > CLUSTERS_MAX)
        return wy_fail(p->diag, WY_LIMIT, at, "a compressed file of %llu clusters", (unsigned long long)p->n);
    p->base = at + HEADER_SIZE + (p->inode->layout == WY_EROFS_INDEX_FULL ? 8 : 0);
    return WY_OK;
}

static bool cluster_full(const struct packed *p, uint64_t i, struct cluster *out)
{
    uint32_t first = le32_at(p->index, i * 8), second = le32_at(p->index, i * 8 + 4);
    *out = (struct cluster){.type = first & 3, .offset = first >> 16};
    if (out->type != NON_HEAD)
        out->block = second;
    else if ((second & 0xffff) & BLOCK_COUNT_FLAG)
        out->blocks = second & (BLOCK_COUNT_FLAG - 1);
    return true;
}

// One pack of a compact index.
struct pack {
    uint64_t at; // of the pack in the index
    unsigned count, shift, bits, low_bits;
};

static struct pack pack_of(const struct packed *p, uint64_t i, unsigned *slot)
{
    uint64_t pos = p->base;
    struct pack k = {.count = 2, .shift = 2, .low_bits = p->cluster_bits > 12 ? p->cluster_bits : 12};
    if (i < p->initial) {
        pos += i * 4;
    } else if (i - p->initial < p->twos) {
        pos += p->initial * 4 + (i - p->initial) * 2;
        k.count = 16;
        k.shift = 1;
    } else {
        pos += p->initial * 4 + p->twos * 2 + (i - p->initial - p->twos) * 4;
    }
    k.bits = ((k.count << k.shift) - 4) * 8 / k.count;
    uint64_t start = pos & ~(uint64_t)((k.count << k.shift) - 1);
    *slot = (unsigned)((pos - start) >> k.shift);
    k.at = start - (p->base & ~UINT64_C(31)); // the view begins at the aligned base
    return k;
}

static uint32_t slot_value(const struct packed *p, const struct pack *k, unsigned slot, uint8_t *type)
{
    unsigned bit = k->bits * slot;
    uint32_t v = le32_at(p->index, k->at + bit / 8) >> (bit & 7);
    *type = (v >> k->low_bits) & 3;
    return v & ((1u << k->low_bits) - 1);
}

// Blocks that the heads before this one in the pack take.
static bool blocks_before(const struct packed *p, const struct pack *k, unsigned slot, uint32_t *out)
{
    bool big = p->advise & ADVISE_BIG_1;
    uint32_t n = big ? 0 : 1;
    int i = (int)slot;
    while (i > 0) {
        uint8_t type;
        uint32_t low = slot_value(p, k, (unsigned)--i, &type);
        if (type != NON_HEAD) {
            n++;
        } else if (!big) {
            if (low > (uint32_t)i) // its head lies in an earlier pack
                break;
            i -= (int)low;
            n++;
        } else if (low & BLOCK_COUNT_FLAG) {
            n += low & (BLOCK_COUNT_FLAG - 1);
            i--;
        } else if (low <= 1) {
            return false;
        } else {
            i -= low - 2 > (uint32_t)i ? i : (int)(low - 2);
        }
    }
    *out = n;
    return true;
}

static bool cluster_compact(const struct packed *p, uint64_t i, struct cluster *out)
{
    unsigned slot;
    struct pack k = pack_of(p, i, &slot);
    *out = (struct cluster){0};
    uint32_t low = slot_value(p, &k, slot, &out->type), before = 0;
    if (out->type == NON_HEAD) {
        out->blocks = low & BLOCK_COUNT_FLAG ? low & (BLOCK_COUNT_FLAG - 1) : 0;
        return true;
    }
    out->offset = low;
    if (!blocks_before(p, &k, slot, &before))
        return false;
    out->block = le32_at(p->index, k.at + (k.count << k.shift) - 4) + before;
    return true;
}

static wy_err load_index(struct packed *p)
{
    uint64_t start = p->base, end;
    unsigned slot;
    if (p->inode->layout == WY_EROFS_INDEX_FULL) {
        end = p->base + p->n * 8;
    } else {
        p->initial = ((32 - p->base % 32) / 4) & 7;
        if ((p->advise & ADVISE_COMPACT_2B) && p->initial < p->n)
            p->twos = (p->n - p->initial) & ~UINT64_C(15);
        start = p->base & ~UINT64_C(31);
        struct pack last = pack_of(p, p->n - 1, &slot);
        end = start + last.at + (last.count << last.shift);
    }
    p->tail_at = end;
    if (p->inode->layout == WY_EROFS_INDEX_COMPACT && p->cluster_bits > 14)
        return wy_fail(p->diag, WY_UNSUPPORTED, p->base, "EROFS clusters of 2^%u bytes", p->cluster_bits);
    return wy_blob_view(p->image->blob, start, (size_t)(end - start), p->arena, &p->index, p->diag);
}

static wy_err add(struct packed *p, struct wy_rows *out, struct wy_piece piece)
{
    struct wy_piece *row = wy_rows_add(out, p->arena, sizeof *row);
    if (!row)
        return wy_fail(p->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a file's extents");
    *row = piece;
    return WY_OK;
}

// Stored as it is. Interlaced: the bytes lie at the same offset within their block as in the file.
static wy_err add_plain(struct packed *p, struct wy_rows *out, uint64_t at, uint64_t size, uint64_t from)
{
    uint64_t block = UINT64_C(1) << p->image->block_bits, turn = at & (block - 1);
    if (!(p->advise & ADVISE_INTERLACED) || turn == 0)
        return add(p, out, (struct wy_piece){.at = at, .size = size, .from = from});
    uint64_t right = block - turn < size ? block - turn : size;
    wy_err err = add(p, out, (struct wy_piece){.at = at, .size = right, .from = from + turn});
    if (err == WY_OK && size > right)
        err = add(p, out, (struct wy_piece){.at = at + right, .size = size - right, .from = from});
    return err;
}

static wy_err add_head(struct packed *p, struct wy_rows *out, const struct cluster *head, uint64_t at, uint64_t end)
{
    uint64_t from = (uint64_t)head->block << p->image->block_bits, size = end - at;
    uint64_t packed = (uint64_t)(head->blocks ? head->blocks : 1) << p->image->block_bits;
    bool last = end == p->inode->size, tail = last && (p->advise & ADVISE_INLINE_TAIL);
    if (last && (p->advise & ADVISE_FRAGMENT)) {
        from = p->fragment_at | (p->inode->layout == WY_EROFS_INDEX_FULL ? (uint64_t)head->block << 32 : 0);
        return add(p, out, (struct wy_piece){.at = at, .size = size, .from = from, .kind = WY_PIECE_OTHER});
    }
    if (tail) {
        from = p->tail_at;
        packed = p->tail_size;
    }
    if (head->type == PLAIN)
        return tail ? add(p, out, (struct wy_piece){.at = at, .size = size, .from = from})
                    : add_plain(p, out, at, size, from);
    if (size > WY_PIECE_UNIT_MAX || packed > WY_PIECE_UNIT_MAX)
        return wy_fail(p->diag, WY_LIMIT, from, "a cluster of %llu bytes", (unsigned long long)size);
    uint8_t method = p->algorithms[head->type == HEAD2];
    if (p->image->padded && !tail)
        method |= METHOD_PADDED;
    return add(p, out,
               (struct wy_piece){.at = at,
                                 .size = size,
                                 .from = from,
                                 .packed = (uint32_t)packed,
                                 .unit = (uint32_t)size,
                                 .kind = WY_PIECE_DECODE,
                                 .method = method});
}

wy_err wy_erofs_packed_pieces(const struct wy_erofs_image *image, const struct wy_erofs_inode *inode,
                              struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag)
{
    struct packed p = {.image = image, .inode = inode, .arena = arena, .diag = diag};
    wy_err err = read_header(&p);
    if (err == WY_OK && p.whole_is_fragment)
        return add(&p, out, (struct wy_piece){.size = inode->size, .from = p.fragment_at, .kind = WY_PIECE_OTHER});
    if (err == WY_OK)
        err = load_index(&p);
    struct cluster head = {.type = NON_HEAD};
    uint64_t head_at = 0;
    for (uint64_t i = 0; i < p.n && err == WY_OK; i++) {
        struct cluster c;
        bool good = inode->layout == WY_EROFS_INDEX_FULL ? cluster_full(&p, i, &c) : cluster_compact(&p, i, &c);
        uint64_t at = (i << p.cluster_bits) + c.offset;
        if (!good || (i == 0 && (c.type == NON_HEAD || c.offset)) || (c.type != NON_HEAD && i && at <= head_at) ||
            c.offset >= 1u << p.cluster_bits)
            return wy_fail(diag, WY_MALFORMED, p.base, "index of a compressed file, cluster %llu",
                           (unsigned long long)i);
        if (c.type == NON_HEAD) {
            head.blocks = c.blocks && !head.blocks ? c.blocks : head.blocks;
            continue;
        }
        if (i > 0)
            err = add_head(&p, out, &head, head_at, at < inode->size ? at : inode->size);
        head = c;
        head_at = at;
    }
    if (err == WY_OK && head_at < inode->size)
        err = add_head(&p, out, &head, head_at, inode->size);
    return err;
}

static wy_err unpack_deflate(wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    z_stream z = {0};
    if (inflateInit2(&z, -15) != Z_OK)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    union {
        const uint8_t *in;
        Bytef *z;
    } source = {.in = packed.ptr}; // zlib takes its input without const
    z.next_in = source.z;
    z.avail_in = (uInt)packed.len;
    z.next_out = out;
    z.avail_out = (uInt)n;
    int ret = inflate(&z, Z_SYNC_FLUSH);
    bool done = z.avail_out == 0;
    inflateEnd(&z);
    return done ? WY_OK : wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "DEFLATE data (error %d)", ret);
}

static wy_err unpack_lzma(wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    lzma_stream s = LZMA_STREAM_INIT;
    lzma_ret ret = lzma_microlzma_decoder(&s, packed.len, n, false, LZMA_DICTIONARY);
    s.next_in = packed.ptr;
    s.avail_in = packed.len;
    s.next_out = out;
    s.avail_out = n;
    while (ret == LZMA_OK && s.avail_out > 0)
        ret = lzma_code(&s, LZMA_FINISH);
    bool done = s.avail_out == 0;
    lzma_end(&s);
    return done ? WY_OK : wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "MicroLZMA data (error %d)", (int)ret);
}

static wy_err unpack_zstd(wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    ZSTD_DCtx *z = ZSTD_createDCtx();
    ZSTD_inBuffer in = {packed.ptr, packed.len, 0};
    ZSTD_outBuffer to = {out, n, 0};
    size_t ret = z ? 1 : 0, before = SIZE_MAX;
    while (ret != 0 && !ZSTD_isError(ret) && to.pos < n && before != in.pos + to.pos) {
        before = in.pos + to.pos;
        ret = ZSTD_decompressStream(z, &to, &in);
    }
    ZSTD_freeDCtx(z);
    return to.pos == n ? WY_OK : wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "Zstandard data");
}

wy_err wy_erofs_unpack(uint8_t method, wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    size_t skip = 0;
    while ((method & METHOD_PADDED) && skip < packed.len && packed.ptr[skip] == 0)
        skip++;
    packed = wy_bytes_sub(packed, skip, packed.len);
    switch (method & ~METHOD_PADDED) {
    case METHOD_LZ4:
        if (LZ4_decompress_safe_partial((const char *)packed.ptr, (char *)out, (int)packed.len, (int)n, (int)n) ==
            (int)n)
            return WY_OK;
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "LZ4 data");
    case METHOD_LZMA: return unpack_lzma(packed, out, n, diag);
    case METHOD_DEFLATE: return unpack_deflate(packed, out, n, diag);
    case METHOD_ZSTD: return unpack_zstd(packed, out, n, diag);
    default: break;
    }
    return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "EROFS compression %u", method & ~METHOD_PADDED);
}
