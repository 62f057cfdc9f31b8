// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The string pool chunk that binary XML and resource tables share (frameworks/base ResourceTypes.h, ResStringPool).
// Strings are looked up one by one and never decoded all at once: a pool may name one long string a million times.
#pragma once

#include "core/arena.h"
#include "core/error.h"

enum {
    WY_RES_POOL = 0x0001,
    WY_RES_TABLE = 0x0002,
    WY_RES_XML = 0x0003,
};

// One chunk: type, header size, size. Chunks tile their parent.
struct wy_res_chunk {
    uint16_t type, header;
    uint32_t size;
    wy_bytes bytes; // the whole chunk
};

struct wy_respool {
    wy_bytes chunk;
    uint32_t count;
    uint32_t entries; // offset of the table of string offsets
    uint32_t strings, end;
    bool utf8;
};

// The chunk at in[pos]; false where none fits or Android would refuse it (unaligned, header longer than the chunk).
WY_CHECKED bool wy_res_chunk_at(wy_bytes in, size_t pos, size_t header_min, struct wy_res_chunk *out);

WY_CHECKED bool wy_respool_init(struct wy_respool *out, const struct wy_res_chunk *chunk);
// True when string `i` is exactly this ASCII text; costs no memory.
bool wy_respool_is(const struct wy_respool *pool, uint32_t i, wy_str ascii);
// String `i` as UTF-8, cut to `max` bytes; absent when there is none or memory is refused.
wy_str wy_respool_text(const struct wy_respool *pool, uint32_t i, size_t max, struct wy_arena *arena);
