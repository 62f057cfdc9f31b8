// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/hpack.h"

#include "core/reader.h"

enum { TABLE_MAX = 65536 }; // what the largest servers allow

static bool begin(struct wy_conn *conn, struct wy_hpack *h)
{
    if (h->inflater)
        return true;
    h->memory =
        (nghttp2_mem){wy_conn_heap(conn), wy_heap_c_malloc, wy_heap_c_free, wy_heap_c_calloc, wy_heap_c_realloc};
    // A larger table than the sender's does no harm: places are counted from the newest.
    return nghttp2_hd_inflate_new2(&h->inflater, &h->memory) == 0 &&
           nghttp2_hd_inflate_change_table_size(h->inflater, TABLE_MAX) == 0;
}

void wy_hpack_free(struct wy_hpack *h)
{
    if (h->inflater)
        nghttp2_hd_inflate_del(h->inflater);
    h->inflater = NULL;
}

void wy_hpack_lose(struct wy_hpack *h)
{
    wy_hpack_free(h);
    h->partial = true;
}

static bool feed(struct wy_conn *conn, struct wy_hpack *h, wy_bytes b, bool last, struct wy_http_message *m)
{
    for (;;) {
        nghttp2_nv nv;
        int flags = 0;
        ssize_t used = nghttp2_hd_inflate_hd2(h->inflater, &nv, &flags, b.ptr, b.len, last);
        if (used < 0)
            return false;
        b = wy_bytes_sub(b, (size_t)used, SIZE_MAX);
        if (flags & NGHTTP2_HD_INFLATE_EMIT)
            wy_http_field(conn, m, (wy_bytes){nv.name, nv.namelen}, (wy_bytes){nv.value, nv.valuelen});
        if (flags & NGHTTP2_HD_INFLATE_FINAL)
            return nghttp2_hd_inflate_end_headers(h->inflater) == 0;
        if (!(flags & NGHTTP2_HD_INFLATE_EMIT) && (used == 0 || b.len == 0))
            return !last;
    }
}

// RFC 7541, 5.1
static uint64_t prefixed(struct wy_reader *r, uint8_t first, unsigned bits)
{
    uint64_t mask = (1u << bits) - 1, v = first & mask;
    for (unsigned shift = 0; v >= mask && shift < 35; shift += 7) {
        uint8_t byte = wy_read_u8(r);
        v += (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
    }
    return v;
}

static void skip_text(struct wy_reader *r)
{
    uint64_t n = prefixed(r, wy_read_u8(r), 7);
    wy_read_skip(r, n > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)n);
}

// One field as it is written (RFC 7541, 6).
struct field {
    wy_bytes whole, value; // value: with its length
    uint64_t place;        // of the field or its name; 0 = a name of its own
    uint8_t kind;          // its first byte without the place
    bool indexed;
};

static bool next_field(struct wy_reader *r, struct field *f)
{
    size_t start = r->pos;
    uint8_t first = wy_read_u8(r);
    unsigned bits = first & 0x80 ? 7 : first & 0x40 ? 6 : first & 0x20 ? 5 : 4;
    uint64_t place = prefixed(r, first, bits);
    *f = (struct field){.place = place, .kind = (uint8_t)(first & ~((1u << bits) - 1)), .indexed = bits == 7};
    if (bits == 5)
        f->place = 0; // a size, not a place
    bool literal = bits == 6 || bits == 4;
    if (literal && !place)
        skip_text(r);
    size_t value = r->pos;
    if (literal)
        skip_text(r);
    f->whole = wy_bytes_sub(r->in, start, r->pos - start);
    f->value = wy_bytes_sub(r->in, value, r->pos - value);
    return wy_reader_ok(r);
}

// A field whose name is not known keeps its value, and its place in the table.
static bool feed_nameless(struct wy_conn *conn, struct wy_hpack *h, const struct field *f, struct wy_http_message *m)
{
    static const char name[] = "?\x07unknown";
    uint8_t head[sizeof name];
    memcpy(head, name, sizeof name);
    head[0] = f->kind;
    return feed(conn, h, (wy_bytes){head, sizeof head - 1}, false, m) && feed(conn, h, f->value, false, m);
}

static enum wy_hpack_result field_by_field(struct wy_conn *conn, struct wy_hpack *h, wy_bytes block,
                                           struct wy_http_message *m)
{
    struct wy_reader r = wy_reader_init(block, 0);
    enum wy_hpack_result result = WY_HPACK_DONE;
    while (wy_reader_left(&r)) {
        struct field f;
        bool ok = next_field(&r, &f), unknown = f.place > nghttp2_hd_inflate_get_num_table_entries(h->inflater);
        result = unknown ? WY_HPACK_UNKNOWN : result;
        if (ok && unknown)
            ok = f.indexed || feed_nameless(conn, h, &f, m);
        else if (ok)
            ok = feed(conn, h, f.whole, false, m);
        if (!ok)
            return WY_HPACK_BROKEN;
    }
    return feed(conn, h, (wy_bytes){0}, true, m) ? result : WY_HPACK_BROKEN;
}

enum wy_hpack_result wy_hpack_block(struct wy_conn *conn, struct wy_hpack *h, wy_bytes block, struct wy_http_message *m)
{
    enum wy_hpack_result result = WY_HPACK_BROKEN;
    if (begin(conn, h) && h->partial)
        result = field_by_field(conn, h, block, m);
    else if (h->inflater)
        result = feed(conn, h, block, true, m) ? WY_HPACK_DONE : WY_HPACK_BROKEN;
    if (result == WY_HPACK_BROKEN)
        wy_hpack_lose(h);
    return result;
}
