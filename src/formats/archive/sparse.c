// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/sparse.h"

#include "core/reader.h"

enum {
    HEADER_SIZE = 28,
    CHUNK_HEADER_SIZE = 12,
    CHUNKS_MAX = 1 << 20, // a 12 GiB image has some thousands
    BLOCK_MAX = 1 << 20,
    RAW = 0xcac1,
    FILL = 0xcac2,
    DONT_CARE = 0xcac3,
    CRC32 = 0xcac4,
};

struct header {
    uint16_t major, header_size, chunk_header_size;
    uint32_t block, blocks, chunks;
};

static wy_err read_header(const struct wy_blob *image, struct header *h, struct wy_diag *diag)
{
    uint8_t raw[HEADER_SIZE];
    wy_err err = wy_blob_read(image, 0, raw, sizeof raw, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, 0);
    wy_read_skip(&r, 4);
    h->major = wy_read_u16le(&r);
    wy_read_skip(&r, 2);
    h->header_size = wy_read_u16le(&r);
    h->chunk_header_size = wy_read_u16le(&r);
    h->block = wy_read_u32le(&r);
    h->blocks = wy_read_u32le(&r);
    h->chunks = wy_read_u32le(&r);
    if (h->major != 1 || h->header_size < HEADER_SIZE || h->chunk_header_size < CHUNK_HEADER_SIZE)
        return wy_fail(diag, WY_UNSUPPORTED, 4, "sparse image version %u", h->major);
    if (h->block == 0 || h->block % 4 || h->block > BLOCK_MAX)
        return wy_fail(diag, WY_MALFORMED, 12, "sparse image with blocks of %u bytes", h->block);
    return h->chunks > CHUNKS_MAX ? wy_fail(diag, WY_LIMIT, 20, "sparse image with %u chunks", h->chunks) : WY_OK;
}

struct chunk {
    uint16_t type;
    uint32_t blocks, total;
};

static wy_err read_chunk(const struct wy_blob *image, uint64_t at, struct chunk *c, struct wy_diag *diag)
{
    uint8_t raw[CHUNK_HEADER_SIZE];
    wy_err err = wy_blob_read(image, at, raw, sizeof raw, diag);
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
    if (err != WY_OK)
        return err;
    c->type = wy_read_u16le(&r);
    wy_read_skip(&r, 2);
    c->blocks = wy_read_u32le(&r);
    c->total = wy_read_u32le(&r);
    return WY_OK;
}

static wy_err fill_word(const struct wy_blob *image, uint64_t at, uint32_t *out, struct wy_diag *diag)
{
    uint8_t raw[4];
    wy_err err = wy_blob_read(image, at, raw, sizeof raw, diag);
    if (err == WY_OK)
        *out = (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 | (uint32_t)raw[3] << 24;
    return err;
}

// The chunks of one image, whose bytes lie behind `base` in what the pieces refer to.
static wy_err add_chunks(const struct wy_blob *image, const struct header *h, uint64_t base, struct wy_arena *arena,
                         struct wy_rows *pieces, struct wy_diag *diag)
{
    uint64_t at = h->header_size, pos = 0;
    wy_err err = WY_OK;
    for (uint32_t i = 0; i < h->chunks && err == WY_OK; i++) {
        struct chunk c;
        err = read_chunk(image, at, &c, diag);
        if (err != WY_OK)
            break;
        uint64_t n = (uint64_t)c.blocks * h->block;
        if (c.total < h->chunk_header_size || c.type < RAW || c.type > CRC32 ||
            (c.type == RAW && c.total - h->chunk_header_size != n))
            return wy_fail(diag, WY_MALFORMED, at, "sparse chunk %u of type %#x and %u bytes", i, c.type, c.total);
        struct wy_piece piece = {.at = pos, .size = n, .from = base + at + h->chunk_header_size};
        if (c.type == FILL) {
            piece.kind = WY_PIECE_FILL;
            err = fill_word(image, at + h->chunk_header_size, &piece.fill, diag);
        }
        struct wy_piece *row = c.type <= FILL ? wy_rows_add(pieces, arena, sizeof *row) : NULL;
        if (row)
            *row = piece;
        else if (c.type <= FILL)
            return wy_fail(diag, WY_NO_MEMORY, at, "no memory for a sparse image's chunks");
        at += c.total;
        pos += c.type == CRC32 ? 0 : n;
    }
    return err;
}

// Several blobs behind each other.
struct chain {
    struct wy_blob blob;
    const struct wy_blob *const *parts;
    size_t n;
};

static wy_err chain_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    const struct chain *c = (const struct chain *)blob;
    uint8_t *to = out;
    wy_err err = WY_OK;
    for (size_t i = 0; i < c->n && n > 0 && err == WY_OK; i++) {
        uint64_t size = c->parts[i]->size;
        if (offset < size) {
            size_t part = size - offset < n ? (size_t)(size - offset) : n;
            err = wy_blob_read(c->parts[i], offset, to, part, diag);
            to += part;
            n -= part;
            offset += part;
        }
        offset -= size;
    }
    return err == WY_OK && n > 0 ? wy_fail(diag, WY_TRUNCATED, offset, "a split image ends early") : err;
}

wy_err wy_sparse_join(struct wy_mapped_blob *out, const struct wy_blob *const *images, size_t n, uint64_t size_max,
                      struct wy_arena *arena, struct wy_diag *diag)
{
    struct wy_rows pieces = {0};
    uint64_t size = 0, base = 0;
    wy_err err = WY_OK;
    for (size_t i = 0; i < n && err == WY_OK; i++) {
        struct header h;
        err = read_header(images[i], &h, diag);
        if (err != WY_OK)
            break;
        uint64_t whole = (uint64_t)h.block * h.blocks;
        if (whole > size_max)
            return wy_fail(diag, WY_LIMIT, 16, "sparse image of %llu bytes", (unsigned long long)whole);
        if (!wy_add_u64(base, images[i]->size, &base) || base > INT64_MAX)
            return wy_fail(diag, WY_LIMIT, 0, "a split image of impossible size");
        size = whole > size ? whole : size; // some makers let each part end with its own data
        err = add_chunks(images[i], &h, base - images[i]->size, arena, &pieces, diag);
    }
    struct chain *chain = err == WY_OK && n > 1 ? wy_new(arena, struct chain, 1) : NULL;
    if (err == WY_OK && n > 1 && !chain)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a split image");
    if (chain)
        *chain = (struct chain){{chain_read, base, NULL}, images, n};
    return err == WY_OK ? wy_mapped_init(out, n > 1 ? &chain->blob : images[0], &pieces, size, NULL, NULL, diag) : err;
}

wy_err wy_sparse_open(struct wy_mapped_blob *out, const struct wy_blob *image, uint64_t size_max,
                      struct wy_arena *arena, struct wy_diag *diag)
{
    return wy_sparse_join(out, &image, 1, size_max, arena, diag);
}
