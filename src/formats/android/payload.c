// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The manifest is a protocol buffer (update_metadata.proto); its few fields are picked out by number with a bounded
// walk.
#include "formats/android/payload.h"

#include "core/reader.h"

#include <bzlib.h>
#include <lzma.h>
#include <zstd.h>

enum {
    HEADER_SIZE = 24,
    MANIFEST_MAX = 64 << 20, // a few MiB in practice
    OPERATIONS_MAX = 1 << 20,
    PARTITIONS_MAX = 256,
    BLOCK_DEFAULT = 4096,
    XZ_MEMORY = 128 << 20,
    REPLACE = 0,
    REPLACE_BZ = 1,
    ZERO = 6,
    DISCARD = 7,
    REPLACE_XZ = 8,
    REPLACE_ZSTD = 14,
    // field numbers
    MANIFEST_BLOCK_SIZE = 3,
    MANIFEST_PARTITIONS = 13,
    PARTITION_NAME = 1,
    PARTITION_NEW_INFO = 7,
    PARTITION_OPERATIONS = 8,
    INFO_SIZE = 1,
    OPERATION_TYPE = 1,
    OPERATION_DATA_OFFSET = 2,
    OPERATION_DATA_LENGTH = 3,
    OPERATION_DST_EXTENTS = 6,
    EXTENT_START = 1,
    EXTENT_COUNT = 2,
};

struct field {
    uint32_t number;
    uint64_t value; // of varint and fixed fields
    wy_bytes bytes; // of length-delimited ones
};

static uint64_t read_varint(struct wy_reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t b = wy_read_u8(r);
        v |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80))
            return v;
    }
    wy_reader_bad(r, WY_MALFORMED);
    return 0;
}

static bool next_field(struct wy_reader *r, struct field *f)
{
    if (wy_reader_left(r) == 0)
        return false;
    uint64_t key = read_varint(r);
    *f = (struct field){.number = (uint32_t)(key >> 3)};
    switch (key & 7) {
    case 0: f->value = read_varint(r); break;
    case 1: f->value = wy_read_u64le(r); break;
    case 5: f->value = wy_read_u32le(r); break;
    case 2: {
        uint64_t n = read_varint(r);
        f->bytes = wy_read_bytes(r, n > SIZE_MAX ? SIZE_MAX : (size_t)n);
        break;
    }
    default: wy_reader_bad(r, WY_MALFORMED); break;
    }
    return wy_reader_ok(r);
}

static wy_err unpack_xz(wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    uint64_t memory = XZ_MEMORY;
    size_t in = 0, done = 0;
    lzma_ret ret = lzma_stream_buffer_decode(&memory, 0, NULL, packed.ptr, &in, packed.len, out, &done, n);
    if (ret == LZMA_OK && done == n)
        return WY_OK;
    return wy_fail(diag, WY_MALFORMED, in, "xz data of an update operation (error %d)", (int)ret);
}

static wy_err unpack_bz(wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    unsigned done = (unsigned)n; // n is at most WY_PIECE_UNIT_MAX
    union {
        const uint8_t *in;
        char *c;
    } source = {.in = packed.ptr}; // bzlib takes its input without const
    int ret = BZ2_bzBuffToBuffDecompress((char *)out, &done, source.c, (unsigned)packed.len, 0, 0);
    if (ret == BZ_OK && done == n)
        return WY_OK;
    return wy_fail(diag, WY_MALFORMED, 0, "bzip2 data of an update operation (error %d)", ret);
}

static wy_err unpack_zstd(wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    if (ZSTD_decompress(out, n, packed.ptr, packed.len) == n)
        return WY_OK;
    return wy_fail(diag, WY_MALFORMED, 0, "Zstandard data of an update operation");
}

static wy_err decode(uint8_t method, wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag)
{
    switch (method) {
    case REPLACE_XZ: return unpack_xz(packed, out, n, diag);
    case REPLACE_ZSTD: return unpack_zstd(packed, out, n, diag);
    default: return unpack_bz(packed, out, n, diag);
    }
}

struct reading {
    const struct wy_blob *blob;
    struct wy_arena *arena;
    uint64_t data, block; // where data begins; bytes of a block
    size_t operations;
    struct wy_diag *diag;
};

struct operation {
    uint64_t type, offset, length, blocks;
};

static struct operation read_operation(wy_bytes in, uint64_t base, bool *good)
{
    struct operation op = {0};
    struct wy_reader r = wy_reader_init(in, base);
    struct field f, e;
    while (next_field(&r, &f)) {
        if (f.number == OPERATION_TYPE)
            op.type = f.value;
        else if (f.number == OPERATION_DATA_OFFSET)
            op.offset = f.value;
        else if (f.number == OPERATION_DATA_LENGTH)
            op.length = f.value;
        if (f.number != OPERATION_DST_EXTENTS)
            continue;
        struct wy_reader x = wy_reader_init(f.bytes, 0);
        while (next_field(&x, &e))
            if (e.number == EXTENT_COUNT && !wy_add_u64(op.blocks, e.value, &op.blocks))
                *good = false;
        *good = *good && wy_reader_ok(&x);
    }
    *good = *good && wy_reader_ok(&r);
    return op;
}

static wy_err add_extent(struct reading *s, const struct operation *op, wy_bytes extent, uint64_t *skip,
                         struct wy_rows *pieces)
{
    uint64_t start = 0, count = 0, at, size, from;
    struct wy_reader r = wy_reader_init(extent, 0);
    struct field f;
    while (next_field(&r, &f)) {
        if (f.number == EXTENT_START)
            start = f.value;
        else if (f.number == EXTENT_COUNT)
            count = f.value;
    }
    if (!wy_mul_u64(start, s->block, &at) || !wy_mul_u64(count, s->block, &size) ||
        !wy_add_u64(s->data, op->offset, &from))
        return wy_fail(s->diag, WY_MALFORMED, WY_NO_OFFSET, "update operation with impossible extents");
    struct wy_piece *p = wy_rows_add(pieces, s->arena, sizeof *p);
    if (!p)
        return wy_fail(s->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an update's operations");
    *p = (struct wy_piece){.at = at, .size = size, .from = from, .method = (uint8_t)op->type};
    if (op->type == REPLACE) {
        p->from += *skip;
        p->size = op->length < *skip ? 0 : size < op->length - *skip ? size : op->length - *skip;
    } else {
        p->kind = WY_PIECE_DECODE;
        p->packed = (uint32_t)op->length;
        p->unit = (uint32_t)(op->blocks * s->block);
        p->skip = (uint32_t)*skip;
    }
    *skip += size;
    return WY_OK;
}

static wy_err add_operation(struct reading *s, wy_bytes in, struct wy_payload_partition *row, struct wy_rows *pieces)
{
    bool good = true;
    if (++s->operations > OPERATIONS_MAX)
        return wy_fail(s->diag, WY_LIMIT, WY_NO_OFFSET, "more than %d operations in an update", OPERATIONS_MAX);
    struct operation op = read_operation(in, 0, &good);
    uint64_t unit;
    if (!good || !wy_mul_u64(op.blocks, s->block, &unit))
        return wy_fail(s->diag, WY_MALFORMED, WY_NO_OFFSET, "update operation that can not be read");
    if (op.type == ZERO || op.type == DISCARD)
        return WY_OK;
    if (op.type != REPLACE && op.type != REPLACE_BZ && op.type != REPLACE_XZ && op.type != REPLACE_ZSTD) {
        row->incremental = true;
        return WY_OK;
    }
    if (op.type != REPLACE && (unit > WY_PIECE_UNIT_MAX || op.length > WY_PIECE_UNIT_MAX))
        return wy_fail(s->diag, WY_LIMIT, WY_NO_OFFSET, "update operation over %llu bytes", (unsigned long long)unit);
    struct wy_reader r = wy_reader_init(in, 0);
    struct field f;
    uint64_t skip = 0;
    wy_err err = WY_OK;
    while (err == WY_OK && next_field(&r, &f))
        if (f.number == OPERATION_DST_EXTENTS)
            err = add_extent(s, &op, f.bytes, &skip, pieces);
    return err;
}

static uint64_t size_of_info(wy_bytes in)
{
    struct wy_reader r = wy_reader_init(in, 0);
    struct field f;
    uint64_t size = 0;
    while (next_field(&r, &f))
        if (f.number == INFO_SIZE)
            size = f.value;
    return size;
}

static wy_err add_partition(struct reading *s, wy_bytes in, struct wy_rows *out)
{
    struct wy_payload_partition *row = out->n < PARTITIONS_MAX ? wy_rows_add(out, s->arena, sizeof *row) : NULL;
    if (!row)
        return wy_fail(s->diag, WY_LIMIT, WY_NO_OFFSET, "more than %d partitions in an update", PARTITIONS_MAX);
    struct wy_rows pieces = {0};
    struct wy_reader r = wy_reader_init(in, 0);
    struct field f;
    uint64_t size = 0;
    wy_err err = WY_OK;
    while (err == WY_OK && next_field(&r, &f)) {
        if (f.number == PARTITION_NAME)
            row->name = wy_bytes_str(f.bytes);
        else if (f.number == PARTITION_NEW_INFO)
            size = size_of_info(f.bytes);
        else if (f.number == PARTITION_OPERATIONS)
            err = add_operation(s, f.bytes, row, &pieces);
    }
    if (err == WY_OK)
        err = wy_reader_check(&r, s->diag, "partition of an update");
    row->cache = err == WY_OK ? wy_new(s->arena, struct wy_mapped_cache, 1) : NULL;
    if (err == WY_OK && !row->cache)
        err = wy_fail(s->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an update's partition");
    if (err == WY_OK && !row->incremental)
        err = wy_mapped_init(&row->image, s->blob, &pieces, size, decode, row->cache, s->diag);
    return err;
}

wy_err wy_payload_open(const struct wy_blob *blob, struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag)
{
    uint8_t raw[HEADER_SIZE];
    wy_err err = wy_blob_read(blob, 0, raw, sizeof raw, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, 0);
    wy_read_skip(&r, 4);
    uint64_t version = wy_read_u64be(&r), manifest_size = wy_read_u64be(&r);
    uint32_t signature_size = wy_read_u32be(&r);
    if (version != 2)
        return wy_fail(diag, WY_UNSUPPORTED, 4, "update payload of major version %llu", (unsigned long long)version);
    if (manifest_size > MANIFEST_MAX)
        return wy_fail(diag, WY_LIMIT, 12, "update manifest of %llu bytes", (unsigned long long)manifest_size);
    wy_bytes manifest;
    err = wy_blob_view(blob, HEADER_SIZE, (size_t)manifest_size, arena, &manifest, diag);
    if (err != WY_OK)
        return err;
    struct reading s = {blob, arena, HEADER_SIZE + manifest_size + signature_size, BLOCK_DEFAULT, 0, diag};
    struct field f;
    r = wy_reader_init(manifest, HEADER_SIZE);
    while (next_field(&r, &f)) // the block size counts for all partitions, wherever it stands
        if (f.number == MANIFEST_BLOCK_SIZE)
            s.block = f.value;
    if (s.block == 0 || s.block > WY_PIECE_UNIT_MAX)
        return wy_fail(diag, WY_MALFORMED, HEADER_SIZE, "update with blocks of %llu bytes",
                       (unsigned long long)s.block);
    r = wy_reader_init(manifest, HEADER_SIZE);
    while (err == WY_OK && next_field(&r, &f))
        if (f.number == MANIFEST_PARTITIONS)
            err = add_partition(&s, f.bytes, out);
    return err == WY_OK ? wy_reader_check(&r, diag, "update manifest") : err;
}
