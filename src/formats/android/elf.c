// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/elf.h"

enum { SECTIONS_MAX = 1024 }; // a trusted app has some twenty

static uint64_t read_word(struct wy_reader *r, bool wide) { return wide ? wy_read_u64le(r) : wy_read_u32le(r); }

bool wy_elf_open(wy_bytes in, struct wy_elf *out)
{
    struct wy_reader r = wy_reader_init(in, 0);
    wy_bytes ident = wy_read_bytes(&r, 16);
    if (ident.len < 16 || memcmp(ident.ptr, "\177ELF", 4) != 0 || ident.ptr[4] < 1 || ident.ptr[4] > 2 ||
        ident.ptr[5] != 1)
        return false;
    struct wy_elf elf = {.in = in, .wide = ident.ptr[4] == 2};
    wy_read_skip(&r, 8);           // type, machine, version
    (void)read_word(&r, elf.wide); // entry
    elf.segments_at = read_word(&r, elf.wide);
    elf.sections_at = read_word(&r, elf.wide);
    wy_read_skip(&r, 4); // flags
    elf.header_size = wy_read_u16le(&r);
    elf.segment_size = wy_read_u16le(&r);
    elf.segments_n = wy_read_u16le(&r);
    elf.section_size = wy_read_u16le(&r);
    elf.sections_n = wy_read_u16le(&r);
    elf.names_index = wy_read_u16le(&r);
    if (!wy_reader_ok(&r))
        return false;
    *out = elf;
    return true;
}

static struct wy_reader entry(const struct wy_elf *elf, uint64_t table, uint16_t size, size_t i)
{
    uint64_t at = table + (uint64_t)size * i;
    struct wy_reader r = wy_reader_init(elf->in, 0);
    wy_reader_seek(&r, at < table || at > SIZE_MAX ? SIZE_MAX : (size_t)at);
    return r;
}

bool wy_elf_segment(const struct wy_elf *elf, size_t i, struct wy_elf_segment *out)
{
    if (i >= elf->segments_n)
        return false;
    struct wy_reader r = entry(elf, elf->segments_at, elf->segment_size, i);
    struct wy_elf_segment s = {.type = wy_read_u32le(&r)};
    if (elf->wide)
        s.flags = wy_read_u32le(&r);
    s.offset = read_word(&r, elf->wide);
    wy_read_skip(&r, elf->wide ? 16 : 8); // addresses
    s.size = read_word(&r, elf->wide);
    (void)read_word(&r, elf->wide); // size in memory
    if (!elf->wide)
        s.flags = wy_read_u32le(&r);
    *out = s;
    return wy_reader_ok(&r);
}

struct section {
    uint32_t name;
    uint64_t offset, size;
};

static bool read_section(const struct wy_elf *elf, size_t i, struct section *out)
{
    struct wy_reader r = entry(elf, elf->sections_at, elf->section_size, i);
    out->name = wy_read_u32le(&r);
    wy_read_skip(&r, 4);            // type
    (void)read_word(&r, elf->wide); // flags
    (void)read_word(&r, elf->wide); // address
    out->offset = read_word(&r, elf->wide);
    out->size = read_word(&r, elf->wide);
    return wy_reader_ok(&r) && out->offset <= elf->in.len && out->size <= elf->in.len - out->offset;
}

wy_bytes wy_elf_section(const struct wy_elf *elf, wy_str name)
{
    struct section names, s;
    if (!read_section(elf, elf->names_index, &names))
        return (wy_bytes){0};
    wy_str table = wy_bytes_str(wy_bytes_sub(elf->in, (size_t)names.offset, (size_t)names.size));
    for (size_t i = 0; i < elf->sections_n && i < SECTIONS_MAX; i++) {
        if (!read_section(elf, i, &s))
            continue;
        wy_str text = wy_str_from(table, s.name);
        if (wy_str_starts(text, name) && text.len > name.len && text.ptr[name.len] == '\0')
            return wy_bytes_sub(elf->in, (size_t)s.offset, (size_t)s.size);
    }
    return (wy_bytes){0};
}
