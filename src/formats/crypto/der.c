// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/der.h"

#include "core/buffer.h"

enum { OID_TEXT_MAX = 256 }; // the longest OID in use is below 80 characters

static uint32_t read_high_tag(struct wy_reader *r)
{
    uint32_t tag = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t b = wy_read_u8(r);
        tag = tag << 7 | (b & 0x7f);
        if (!(b & 0x80))
            return tag;
    }
    wy_reader_bad(r, WY_MALFORMED);
    return 0;
}

static size_t read_length(struct wy_reader *r)
{
    uint8_t first = wy_read_u8(r);
    if (first < 0x80)
        return first;
    size_t n = first & 0x7f, len = 0;
    if (n == 0 || n > 4) { // 0x80 is BER's indefinite length
        wy_reader_bad(r, WY_MALFORMED);
        return 0;
    }
    while (n-- > 0)
        len = len << 8 | wy_read_u8(r);
    return len;
}

bool wy_der_next(struct wy_reader *r, struct wy_der *out)
{
    if (wy_reader_left(r) == 0)
        return false;
    size_t start = r->pos;
    uint8_t first = wy_read_u8(r);
    struct wy_der e = {.tag = first & 0x1f, .cls = first >> 6, .constructed = first & 0x20, .offset = r->base + start};
    if (e.tag == 0x1f)
        e.tag = read_high_tag(r);
    size_t len = read_length(r);
    e.body = wy_read_bytes(r, len);
    if (!wy_reader_ok(r))
        return false;
    e.whole = wy_bytes_sub(r->in, start, r->pos - start);
    *out = e;
    return true;
}

struct wy_der wy_der_expect(struct wy_reader *r, uint32_t tag)
{
    struct wy_der e = {0};
    if (!wy_der_next(r, &e))
        wy_reader_bad(r, WY_TRUNCATED);
    else if (!wy_der_is(&e, tag)) {
        r->pos -= e.whole.len; // so that the error names the element itself
        wy_reader_bad(r, WY_MALFORMED);
        e = (struct wy_der){0};
    }
    return e;
}

struct wy_reader wy_der_inside(const struct wy_der *e)
{
    return wy_reader_init(e->body, e->offset + (e->whole.len - e->body.len));
}

bool wy_der_int(wy_bytes body, int64_t *out)
{
    while (body.len > 1 && body.ptr[0] == 0 && body.len > 8) // generous: padding that DER forbids
        body = wy_bytes_sub(body, 1, body.len);
    if (body.len == 0 || body.len > 8)
        return false;
    uint64_t v = body.ptr[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < body.len; i++)
        v = v << 8 | body.ptr[i];
    *out = (int64_t)v;
    return true;
}

bool wy_der_bool(wy_bytes body, bool *out)
{
    if (body.len != 1 || (body.ptr[0] != 0 && body.ptr[0] != 0xff))
        return false;
    *out = body.ptr[0] != 0;
    return true;
}

static bool oid_arcs(wy_bytes body, struct wy_buf *buf)
{
    uint64_t arc = 0;
    bool first = true;
    for (size_t i = 0; i < body.len; i++) {
        if (arc >> 56)
            return false;
        arc = arc << 7 | (body.ptr[i] & 0x7f);
        if (body.ptr[i] & 0x80)
            continue;
        uint64_t top = arc < 80 ? arc / 40 : 2;
        if (first)
            wy_buf_printf(buf, "%llu.%llu", (unsigned long long)top, (unsigned long long)(arc - top * 40));
        else
            wy_buf_printf(buf, ".%llu", (unsigned long long)arc);
        first = false;
        arc = 0;
    }
    return body.len > 0 && !(body.ptr[body.len - 1] & 0x80);
}

wy_str wy_der_oid_text(wy_bytes body, struct wy_arena *arena)
{
    struct wy_buf buf;
    wy_buf_init(&buf, OID_TEXT_MAX);
    wy_str text = {0};
    if (oid_arcs(body, &buf) && buf.err == WY_OK)
        text = wy_arena_dup(arena, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return text;
}
