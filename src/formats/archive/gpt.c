// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/gpt.h"

#include "core/reader.h"

enum {
    HEADER_SIZE = 92,
    ENTRIES_MAX = 1024, // 128 in practice
    ENTRY_MIN = 128,
    ENTRY_MAX = 4096,
    NAME_UNITS = 36,
};

static bool magic_at(wy_bytes head, size_t at)
{
    return head.len >= at + 8 && memcmp(head.ptr + at, "EFI PART", 8) == 0;
}

bool wy_gpt_is(wy_bytes head) { return magic_at(head, 512) || magic_at(head, 4096); }

static wy_str read_name(struct wy_reader *r, struct wy_arena *arena)
{
    char name[NAME_UNITS];
    size_t n = 0;
    bool ended = false;
    for (size_t i = 0; i < NAME_UNITS; i++) {
        uint16_t unit = wy_read_u16le(r);
        ended |= unit == 0;
        if (!ended)
            name[n++] = unit > ' ' && unit < 0x7f && unit != '/' ? (char)unit : '?';
    }
    return wy_arena_dup(arena, (wy_str){name, n});
}

static wy_err add_entry(const struct wy_blob *disk, uint64_t sector, struct wy_reader r, struct wy_arena *arena,
                        struct wy_rows *out)
{
    uint64_t type = wy_read_u64le(&r) | wy_read_u64le(&r);
    wy_read_skip(&r, 16);
    uint64_t first = wy_read_u64le(&r), last = wy_read_u64le(&r);
    wy_read_skip(&r, 8);
    wy_str name = read_name(&r, arena);
    if (!wy_reader_ok(&r) || type == 0 || last < first || last >= disk->size / sector)
        return WY_OK; // unused, or cut away from this image
    struct wy_gpt_partition *row = wy_rows_add(out, arena, sizeof *row);
    if (!row)
        return WY_NO_MEMORY;
    row->name = name;
    row->image = wy_part_blob(disk, first * sector, (last - first + 1) * sector);
    return WY_OK;
}

wy_err wy_gpt_open(const struct wy_blob *disk, struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag)
{
    uint8_t raw[HEADER_SIZE];
    uint64_t sector = 512;
    wy_err err = wy_blob_read(disk, sector, raw, sizeof raw, diag);
    if (err == WY_OK && !magic_at((wy_bytes){raw, sizeof raw}, 0)) {
        sector = 4096;
        err = wy_blob_read(disk, sector, raw, sizeof raw, diag);
    }
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){raw, sizeof raw}, sector);
    wy_reader_seek(&r, 72);
    uint64_t at = wy_read_u64le(&r);
    uint32_t n = wy_read_u32le(&r), size = wy_read_u32le(&r);
    if (n > ENTRIES_MAX || size < ENTRY_MIN || size > ENTRY_MAX || at > disk->size / sector)
        return wy_fail(diag, WY_MALFORMED, sector + 72, "a partition table of %u entries of %u bytes", n, size);
    wy_bytes table;
    err = wy_blob_view(disk, at * sector, (size_t)n * size, arena, &table, diag);
    for (uint32_t i = 0; err == WY_OK && i < n; i++) {
        err = add_entry(disk, sector, wy_reader_init(wy_bytes_sub(table, (size_t)i * size, size), 0), arena, out);
        if (err != WY_OK)
            err = wy_fail(diag, err, WY_NO_OFFSET, "no memory for a partition table");
    }
    return err;
}
