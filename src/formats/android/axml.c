// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/axml.h"

#include "core/reader.h"

enum {
    CHUNK_HEADER = 8,
    NODE_HEADER = 16, // chunk header, line, comment
    TYPE_FIRST = 0x0100,
    TYPE_OPEN = 0x0102,
    TYPE_CLOSE = 0x0103,
    TYPE_CDATA = 0x0104,
    TYPE_LAST = 0x017f,
    TYPE_MAP = 0x0180,
    TAG_SIZE = 20,
    ATTRIBUTE_SIZE = 20,
};

static bool is_node(const struct wy_res_chunk *c) { return c->type >= TYPE_FIRST && c->type <= TYPE_LAST; }

static wy_err find_tables(struct wy_axml *x, struct wy_diag *diag)
{
    bool pool = false;
    struct wy_res_chunk c;
    while (wy_res_chunk_at(x->in, x->pos, CHUNK_HEADER, &c) && !is_node(&c)) {
        if (c.type == WY_RES_POOL) {
            if (!wy_respool_init(&x->pool, &c))
                return wy_fail(diag, WY_MALFORMED, x->pos, "broken string pool in binary XML");
            pool = true;
        } else if (c.type == TYPE_MAP) {
            x->ids = wy_bytes_sub(c.bytes, c.header, c.size);
        }
        x->pos += c.size;
    }
    if (!wy_res_chunk_at(x->in, x->pos, NODE_HEADER, &c) || !pool)
        return wy_fail(diag, WY_MALFORMED, x->pos, "binary XML without %s", pool ? "any element" : "a string pool");
    return WY_OK;
}

wy_err wy_axml_init(struct wy_axml *out, wy_bytes in, struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(in, 0);
    struct wy_axml x = {.name = UINT32_MAX};
    x.odd_type = wy_read_u16le(&r) != WY_RES_XML;
    uint16_t header = wy_read_u16le(&r);
    uint32_t size = wy_read_u32le(&r);
    if (!wy_reader_ok(&r))
        return wy_reader_check(&r, diag, "binary XML");
    if (header > size || size > in.len)
        return wy_fail(diag, WY_MALFORMED, 4, "binary XML of %zu bytes says it has %u", in.len, size);
    x.in = wy_bytes_sub(in, 0, size);
    x.pos = header;
    wy_err err = find_tables(&x, diag);
    if (err == WY_OK)
        *out = x;
    return err;
}

// An element's attributes must lie inside its chunk; what Android checks, too.
static bool open_tag(struct wy_axml *x, const struct wy_res_chunk *c)
{
    x->tag = wy_bytes_sub(c->bytes, c->header, c->size);
    struct wy_reader r = wy_reader_init(x->tag, 0);
    wy_read_skip(&r, 4); // namespace
    x->name = wy_read_u32le(&r);
    size_t start = wy_read_u16le(&r), size = wy_read_u16le(&r), count = wy_read_u16le(&r);
    x->attributes = (unsigned)count;
    return wy_reader_ok(&r) && x->tag.len >= TAG_SIZE && start + size * count <= x->tag.len;
}

wy_err wy_axml_next(struct wy_axml *x, enum wy_axml_event *out, struct wy_diag *diag)
{
    for (;;) {
        x->attributes = 0;
        if (x->pos >= x->in.len) {
            *out = WY_AXML_END;
            return WY_OK;
        }
        struct wy_res_chunk c;
        size_t at = x->pos;
        if (!wy_res_chunk_at(x->in, at, NODE_HEADER, &c))
            return wy_fail(diag, WY_MALFORMED, at, "broken chunk in binary XML");
        x->pos += c.size;
        if (c.type == TYPE_OPEN && !open_tag(x, &c))
            return wy_fail(diag, WY_MALFORMED, at, "attributes outside of their element");
        if (c.type == TYPE_CLOSE) {
            struct wy_reader r = wy_reader_init(c.bytes, 0);
            wy_reader_seek(&r, (size_t)c.header + 4);
            x->name = wy_read_u32le(&r);
            if (!wy_reader_ok(&r))
                return wy_fail(diag, WY_MALFORMED, at, "short end of an element");
        }
        if (c.type < TYPE_FIRST || c.type > TYPE_CDATA)
            continue; // unknown chunks are skipped
        *out = c.type == TYPE_OPEN ? WY_AXML_OPEN : c.type == TYPE_CLOSE ? WY_AXML_CLOSE : WY_AXML_OTHER;
        return WY_OK;
    }
}

struct attribute {
    uint32_t ns, name;
    struct wy_axml_value value;
};

static bool attribute_at(const struct wy_axml *x, unsigned i, struct attribute *out)
{
    struct wy_reader r = wy_reader_init(x->tag, 0);
    wy_read_skip(&r, 8);
    size_t start = wy_read_u16le(&r), size = wy_read_u16le(&r);
    wy_reader_seek(&r, start + size * i);
    struct attribute a = {.ns = wy_read_u32le(&r), .name = wy_read_u32le(&r)};
    a.value.raw = wy_read_u32le(&r);
    wy_read_skip(&r, 3); // size of the value, zero
    a.value.type = wy_read_u8(&r);
    a.value.data = wy_read_u32le(&r);
    *out = a;
    return wy_reader_ok(&r);
}

static uint32_t id_of(const struct wy_axml *x, uint32_t name)
{
    struct wy_reader r = wy_reader_init(x->ids, 0);
    wy_reader_seek(&r, (size_t)name * 4);
    return wy_read_u32le(&r); // 0 past the end
}

bool wy_axml_by_id(const struct wy_axml *x, uint32_t id, struct wy_axml_value *out)
{
    struct attribute a;
    for (unsigned i = 0; i < x->attributes; i++) {
        if (!attribute_at(x, i, &a) || id_of(x, a.name) != id)
            continue;
        *out = a.value;
        return true;
    }
    return false;
}

bool wy_axml_by_name(const struct wy_axml *x, wy_str name, struct wy_axml_value *out)
{
    struct attribute a;
    for (unsigned i = 0; i < x->attributes; i++) {
        if (!attribute_at(x, i, &a) || a.ns != UINT32_MAX || !wy_respool_is(&x->pool, a.name, name))
            continue;
        *out = a.value;
        return true;
    }
    return false;
}
