// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// As much of ELF as trusted apps need: little-endian headers of both classes, segments by number, sections by name.
// Nothing is relocated or interpreted.
#pragma once

#include "core/reader.h"

struct wy_elf {
    wy_bytes in;
    bool wide; // 64-bit
    uint64_t segments_at, sections_at;
    uint16_t segment_size, segments_n, section_size, sections_n, names_index;
    uint16_t header_size;
};

struct wy_elf_segment {
    uint32_t type, flags;
    uint64_t offset, size; // in the file
};

// False when `in` does not begin with a whole little-endian ELF header.
WY_CHECKED bool wy_elf_open(wy_bytes in, struct wy_elf *out);
// False past the last one or where the table leaves the input.
WY_CHECKED bool wy_elf_segment(const struct wy_elf *elf, size_t i, struct wy_elf_segment *out);
// Content of the first section of that name; empty when there is none or it leaves the input.
wy_bytes wy_elf_section(const struct wy_elf *elf, wy_str name);
