// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

struct wy_reader wy_reader_init(wy_bytes in, uint64_t base)
{
    static const uint8_t nothing[1];
    return (struct wy_reader){.in = {in.ptr ? in.ptr : nothing, in.len}, .base = base};
}

wy_err wy_reader_bad(struct wy_reader *r, wy_err err)
{
    if (r->err == WY_OK) {
        r->err = err;
        r->err_offset = r->base + r->pos;
    }
    return r->err;
}

wy_bytes wy_read_bytes(struct wy_reader *r, size_t n)
{
    if (r->err != WY_OK || n > r->in.len - r->pos) {
        wy_reader_bad(r, WY_TRUNCATED);
        return (wy_bytes){0};
    }
    wy_bytes b = {r->in.ptr + r->pos, n};
    r->pos += n;
    return b;
}

void wy_read_skip(struct wy_reader *r, size_t n) { (void)wy_read_bytes(r, n); }

struct wy_reader wy_read_sub(struct wy_reader *r, size_t n)
{
    uint64_t base = r->base + r->pos;
    struct wy_reader sub = wy_reader_init(wy_read_bytes(r, n), base);
    sub.err = r->err;
    sub.err_offset = r->err_offset;
    return sub;
}

void wy_reader_seek(struct wy_reader *r, size_t pos)
{
    if (pos > r->in.len)
        wy_reader_bad(r, WY_TRUNCATED);
    else if (r->err == WY_OK)
        r->pos = pos;
}

static uint64_t read_le(struct wy_reader *r, size_t n)
{
    wy_bytes b = wy_read_bytes(r, n);
    uint64_t v = 0;
    for (size_t i = b.len; i > 0; i--)
        v = v << 8 | b.ptr[i - 1];
    return v;
}

static uint64_t read_be(struct wy_reader *r, size_t n)
{
    wy_bytes b = wy_read_bytes(r, n);
    uint64_t v = 0;
    for (size_t i = 0; i < b.len; i++)
        v = v << 8 | b.ptr[i];
    return v;
}

uint8_t wy_read_u8(struct wy_reader *r) { return (uint8_t)read_le(r, 1); }
uint16_t wy_read_u16le(struct wy_reader *r) { return (uint16_t)read_le(r, 2); }
uint32_t wy_read_u32le(struct wy_reader *r) { return (uint32_t)read_le(r, 4); }
uint64_t wy_read_u64le(struct wy_reader *r) { return read_le(r, 8); }
uint16_t wy_read_u16be(struct wy_reader *r) { return (uint16_t)read_be(r, 2); }
uint32_t wy_read_u24be(struct wy_reader *r) { return (uint32_t)read_be(r, 3); }
uint32_t wy_read_u32be(struct wy_reader *r) { return (uint32_t)read_be(r, 4); }
uint64_t wy_read_u64be(struct wy_reader *r) { return read_be(r, 8); }

wy_err wy_reader_check(const struct wy_reader *r, struct wy_diag *diag, const char *what)
{
    if (r->err == WY_OK)
        return WY_OK;
    return wy_fail(diag, r->err, r->err_offset, "%s: %s", what, wy_err_name(r->err));
}

wy_err wy_reader_finish(const struct wy_reader *r, struct wy_diag *diag, const char *what)
{
    if (r->err == WY_OK && r->pos != r->in.len)
        return wy_fail(diag, WY_MALFORMED, r->base + r->pos, "%s: %zu bytes too many", what, r->in.len - r->pos);
    return wy_reader_check(r, diag, what);
}
