// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/respool.h"

#include "core/reader.h"

enum { CHUNK_HEADER = 8, POOL_HEADER = 28, FLAG_UTF8 = 0x100 };

bool wy_res_chunk_at(wy_bytes in, size_t pos, size_t header_min, struct wy_res_chunk *out)
{
    struct wy_reader r = wy_reader_init(in, 0);
    wy_reader_seek(&r, pos);
    struct wy_res_chunk c = {.type = wy_read_u16le(&r), .header = wy_read_u16le(&r)};
    c.size = wy_read_u32le(&r);
    if (!wy_reader_ok(&r) || c.header < CHUNK_HEADER || c.header < header_min || c.header > c.size ||
        ((c.header | c.size) & 3) || c.size > in.len - pos)
        return false;
    c.bytes = wy_bytes_sub(in, pos, c.size);
    *out = c;
    return true;
}

bool wy_respool_init(struct wy_respool *out, const struct wy_res_chunk *chunk)
{
    struct wy_reader r = wy_reader_init(chunk->bytes, 0);
    wy_read_skip(&r, CHUNK_HEADER);
    struct wy_respool p = {.chunk = chunk->bytes, .count = wy_read_u32le(&r), .entries = chunk->header};
    uint32_t styles = wy_read_u32le(&r);
    p.utf8 = wy_read_u32le(&r) & FLAG_UTF8;
    p.strings = wy_read_u32le(&r);
    uint32_t styles_start = wy_read_u32le(&r);
    if (!wy_reader_ok(&r) || chunk->header < POOL_HEADER || p.count > (chunk->size - chunk->header) / 4)
        return false;
    p.end = styles && styles_start > p.strings && styles_start < chunk->size ? styles_start : chunk->size;
    if (p.count && p.strings >= chunk->size)
        return false;
    *out = p;
    return true;
}

// Lengths are one or two units; the high bit of the first says so.
static size_t read_len8(struct wy_reader *r)
{
    size_t n = wy_read_u8(r);
    return n & 0x80 ? (n & 0x7f) << 8 | wy_read_u8(r) : n;
}

static size_t read_len16(struct wy_reader *r)
{
    size_t n = wy_read_u16le(r);
    return n & 0x8000 ? (n & 0x7fff) << 16 | wy_read_u16le(r) : n;
}

// The bytes of string `i`: UTF-8, or UTF-16 little endian.
static bool raw(const struct wy_respool *pool, uint32_t i, wy_bytes *out)
{
    if (i >= pool->count)
        return false;
    struct wy_reader r = wy_reader_init(pool->chunk, 0);
    wy_reader_seek(&r, pool->entries + (size_t)i * 4);
    size_t at = wy_read_u32le(&r);
    struct wy_reader s = wy_reader_init(wy_bytes_sub(pool->chunk, 0, pool->end), 0);
    wy_reader_seek(&s, (size_t)pool->strings + at);
    size_t n;
    if (pool->utf8) {
        (void)read_len8(&s); // length in UTF-16 units
        n = read_len8(&s);
    } else {
        n = read_len16(&s) * 2;
    }
    *out = wy_read_bytes(&s, n);
    return wy_reader_ok(&r) && wy_reader_ok(&s);
}

bool wy_respool_is(const struct wy_respool *pool, uint32_t i, wy_str ascii)
{
    wy_bytes b;
    if (!raw(pool, i, &b))
        return false;
    if (pool->utf8)
        return wy_str_eq(wy_bytes_str(b), ascii);
    if (b.len != ascii.len * 2)
        return false;
    for (size_t k = 0; k < ascii.len; k++) {
        if (b.ptr[2 * k] != (uint8_t)ascii.ptr[k] || b.ptr[2 * k + 1] != 0)
            return false;
    }
    return true;
}

static uint32_t unit(wy_bytes b, size_t i) { return (uint32_t)b.ptr[i] | (uint32_t)b.ptr[i + 1] << 8; }

static wy_str from_utf16(wy_bytes b, size_t max, struct wy_arena *arena)
{
    size_t units = b.len / 2;
    size_t cap = wy_min(units * 3, max) + 4;
    char *out = wy_arena_alloc(arena, cap, 1);
    size_t n = 0;
    if (!out)
        return (wy_str){0};
    for (size_t i = 0; i < units && n + 4 <= cap; i++) {
        uint32_t c = unit(b, 2 * i);
        bool pair = c >= 0xd800 && c < 0xdc00 && i + 1 < units;
        uint32_t low = pair ? unit(b, 2 * i + 2) : 0;
        if (pair && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i++;
        }
        n += wy_utf8_encode(c, out + n);
    }
    return (wy_str){out, wy_min(n, max)};
}

wy_str wy_respool_text(const struct wy_respool *pool, uint32_t i, size_t max, struct wy_arena *arena)
{
    wy_bytes b;
    if (!raw(pool, i, &b))
        return (wy_str){0};
    if (!pool->utf8)
        return from_utf16(b, max, arena);
    wy_str s = wy_bytes_str(b);
    s.len = wy_min(s.len, max);
    return s; // of the input itself
}
