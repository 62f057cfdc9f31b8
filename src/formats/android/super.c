// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/super.h"

#include "core/digest.h"
#include "core/reader.h"

enum {
    GEOMETRY_AT = 4096, // its copy is 4096 further
    GEOMETRY_SIZE = 52,
    GEOMETRY_MAGIC = 0x616c4467,
    METADATA_AT = 3 * 4096,
    METADATA_MAGIC = 0x414c5030,
    METADATA_MAX = 1 << 20, // 64 KiB in practice
    HEADER_MAX = 4096,
    SECTOR = 512,
    SLOTS_MAX = 8,
    PARTITIONS_MAX = 256,
    EXTENTS_MAX = 1 << 16,
    NAME_SIZE = 36,
    EXTENT_ZERO = 1,
};

struct table {
    uint32_t offset, n, size;
};

wy_str wy_image_partition(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    wy_str name = slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
    static const wy_str ends[] = {WY_S_INIT(".img"), WY_S_INIT(".raw"), WY_S_INIT("_a"), WY_S_INIT("_b")};
    for (size_t i = 0; i < WY_COUNT(ends); i++)
        if (wy_str_ends(name, ends[i]))
            name.len -= ends[i].len;
    return name;
}

bool wy_super_is(const struct wy_blob *blob)
{
    for (uint64_t at = GEOMETRY_AT; at <= 2 * GEOMETRY_AT; at += GEOMETRY_AT) {
        uint8_t magic[4];
        if (blob->size > METADATA_AT && wy_blob_read(blob, at, magic, 4, NULL) == WY_OK &&
            memcmp(magic, "gDla", 4) == 0)
            return true;
    }
    return false;
}

static wy_err read_geometry(const struct wy_blob *blob, uint32_t *max, uint32_t *slots, struct wy_diag *diag)
{
    for (uint64_t at = GEOMETRY_AT; at <= 2 * GEOMETRY_AT; at += GEOMETRY_AT) {
        uint8_t raw[GEOMETRY_SIZE];
        wy_err err = wy_blob_read(blob, at, raw, sizeof raw, diag);
        if (err != WY_OK)
            return err;
        struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, at);
        bool magic = wy_read_u32le(&r) == GEOMETRY_MAGIC;
        wy_read_skip(&r, 36); // size, checksum
        *max = wy_read_u32le(&r);
        *slots = wy_read_u32le(&r);
        if (magic && *max > 0 && *max <= METADATA_MAX && *slots > 0)
            return WY_OK;
    }
    return wy_fail(diag, WY_MALFORMED, GEOMETRY_AT, "super partition without a usable geometry");
}

static struct table read_table(struct wy_reader *r)
{
    return (struct table){wy_read_u32le(r), wy_read_u32le(r), wy_read_u32le(r)};
}

static bool sum_holds(wy_bytes tables, wy_bytes sum)
{
    uint8_t digest[WY_DIGEST_MAX];
    return wy_digest_once(WY_SHA256, tables, digest) && wy_bytes_eq(sum, (wy_bytes){digest, 32});
}

struct metadata {
    wy_bytes tables;
    struct table partitions, extents;
};

static bool read_metadata(wy_bytes raw, struct metadata *m)
{
    struct wy_reader r = wy_reader_init(raw, 0);
    bool magic = wy_read_u32le(&r) == METADATA_MAGIC;
    wy_read_skip(&r, 4); // version
    uint32_t header_size = wy_read_u32le(&r);
    wy_read_skip(&r, 32);
    uint32_t tables_size = wy_read_u32le(&r);
    wy_bytes sum = wy_read_bytes(&r, 32);
    m->partitions = read_table(&r);
    m->extents = read_table(&r);
    if (!magic || header_size > HEADER_MAX)
        return false;
    wy_reader_seek(&r, header_size);
    m->tables = wy_read_bytes(&r, tables_size);
    return wy_reader_ok(&r) && sum_holds(m->tables, sum);
}

static struct wy_reader row_of(const struct metadata *m, const struct table *t, uint32_t i)
{
    uint64_t at = t->offset + (uint64_t)t->size * i;
    struct wy_reader r = wy_reader_init(m->tables, 0);
    wy_reader_seek(&r, at > SIZE_MAX ? SIZE_MAX : (size_t)at);
    return r;
}

static wy_err add_pieces(const struct metadata *m, uint32_t first, uint32_t n, struct wy_arena *arena,
                         struct wy_rows *pieces, uint64_t *size, struct wy_diag *diag)
{
    for (uint32_t i = 0; i < n; i++) {
        struct wy_reader r = row_of(m, &m->extents, first + i);
        uint64_t sectors = wy_read_u64le(&r);
        uint32_t type = wy_read_u32le(&r);
        uint64_t from = wy_read_u64le(&r);
        uint32_t device = wy_read_u32le(&r);
        if (type != EXTENT_ZERO && device != 0)
            return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "a part of it lies on another device (number %u)",
                           device);
        if (!wy_reader_ok(&r) || first + i < first || first + i >= m->extents.n || sectors > UINT64_MAX / SECTOR / 4 ||
            from > UINT64_MAX / SECTOR / 4)
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "super partition: extent %u", first + i);
        struct wy_piece *p = type == EXTENT_ZERO ? NULL : wy_rows_add(pieces, arena, sizeof *p);
        if (p)
            *p = (struct wy_piece){.at = *size, .size = sectors * SECTOR, .from = from * SECTOR};
        else if (type != EXTENT_ZERO)
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a partition's extents");
        if (!wy_add_u64(*size, sectors * SECTOR, size))
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "super partition: a partition without end");
    }
    return WY_OK;
}

static wy_err add_partition(const struct wy_blob *blob, const struct metadata *m, uint32_t i, struct wy_arena *arena,
                            struct wy_rows *out, struct wy_diag *diag)
{
    struct wy_reader r = row_of(m, &m->partitions, i);
    wy_str name = wy_bytes_str(wy_read_bytes(&r, NAME_SIZE));
    wy_read_skip(&r, 4); // attributes
    uint32_t first = wy_read_u32le(&r), n = wy_read_u32le(&r);
    size_t end = wy_str_find_char(name, '\0');
    name = wy_str_sub(name, 0, end);
    if (!wy_reader_ok(&r) || n > EXTENTS_MAX)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "super partition: partition %u", i);
    struct wy_rows pieces = {0};
    uint64_t size = 0;
    wy_err err = add_pieces(m, first, n, arena, &pieces, &size, diag);
    bool elsewhere = err == WY_UNSUPPORTED;
    if ((err != WY_OK && !elsewhere) || (size == 0 && !elsewhere))
        return err;
    struct wy_super_partition *row = wy_rows_add(out, arena, sizeof *row);
    if (!row)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a partition");
    row->name = wy_arena_dup(arena, name);
    row->elsewhere = elsewhere;
    if (elsewhere)
        return WY_OK;
    return wy_mapped_init(&row->image, blob, &pieces, size, NULL, NULL, diag);
}

wy_err wy_super_open(const struct wy_blob *blob, struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag)
{
    uint32_t max = 0, slots = 0;
    wy_err err = read_geometry(blob, &max, &slots, diag);
    struct metadata m = {0};
    bool found = false;
    if (err != WY_OK)
        return err;
    slots = slots < SLOTS_MAX ? slots : SLOTS_MAX;
    for (uint32_t i = 0; !found && i < 2 * slots; i++) { // each slot, then the copies behind the last one
        struct wy_diag cut = {0};
        wy_bytes raw;
        found = wy_blob_view(blob, METADATA_AT + (uint64_t)i * max, max, arena, &raw, &cut) == WY_OK &&
                read_metadata(raw, &m);
    }
    if (!found || m.partitions.n > PARTITIONS_MAX)
        return wy_fail(diag, WY_MALFORMED, METADATA_AT, "super partition without metadata whose checksum holds");
    for (uint32_t i = 0; i < m.partitions.n && err == WY_OK; i++)
        err = add_partition(blob, &m, i, arena, out, diag);
    return err;
}
