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

wy_err wy_sparse_open(struct wy_mapped_blob *out, const struct wy_blob *image, uint64_t size_max,
                      struct wy_arena *arena, struct wy_diag *diag)
{
    struct header h;
    wy_err err = read_header(image, &h, diag);
    if (err != WY_OK)
        return err;
    uint64_t size = (uint64_t)h.block * h.blocks, at = h.header_size, pos = 0;
    if (size > size_max)
        return wy_fail(diag, WY_LIMIT, 16, "sparse image of %llu bytes", (unsigned long long)size);
    struct wy_rows pieces = {0};
    for (uint32_t i = 0; i < h.chunks && err == WY_OK; i++) {
        struct chunk c;
        err = read_chunk(image, at, &c, diag);
        if (err != WY_OK)
            break;
        uint64_t n = (uint64_t)c.blocks * h.block;
        if (c.total < h.chunk_header_size || c.type < RAW || c.type > CRC32 ||
            (c.type == RAW && c.total - h.chunk_header_size != n))
            return wy_fail(diag, WY_MALFORMED, at, "sparse chunk %u of type %#x and %u bytes", i, c.type, c.total);
        struct wy_piece piece = {.at = pos, .size = n, .from = at + h.chunk_header_size};
        if (c.type == FILL) {
            piece.kind = WY_PIECE_FILL;
            err = fill_word(image, piece.from, &piece.fill, diag);
        }
        struct wy_piece *row = c.type <= FILL ? wy_rows_add(&pieces, arena, sizeof *row) : NULL;
        if (row)
            *row = piece;
        else if (c.type <= FILL)
            return wy_fail(diag, WY_NO_MEMORY, at, "no memory for a sparse image's chunks");
        at += c.total;
        pos += c.type == CRC32 ? 0 : n;
    }
    return err == WY_OK ? wy_mapped_init(out, image, &pieces, size, NULL, NULL, diag) : err;
}
