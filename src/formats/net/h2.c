// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/2 (RFC 9113) as a layer: header blocks are inflated by nghttp2 (HPACK, RFC 7541), the DATA of each stream
// becomes the body of one message; bodies of gRPC are given message by message. Pushed streams are passed over. Without
// the beginning of a connection, or after lost bytes, header blocks cannot be inflated: the rest of that direction is
// told as closed.
#include "formats/net/flow.h"
#include "formats/net/http_message.h"

#include <nghttp2/nghttp2.h>

enum {
    FRAME_HEAD = 9,
    FRAME_MAX = 1 << 20,    // senders keep to 16 KiB unless told otherwise
    BLOCK_MAX = 256 * 1024, // one header block; servers accept far less
    STREAMS_MAX = 256,      // open at one time; browsers keep to 100
    TABLE_MAX = 65536,      // HPACK table: what the largest servers allow
};

enum { DATA = 0, HEADERS = 1, PUSH_PROMISE = 5, CONTINUATION = 9 };
enum { END_STREAM = 1, END_HEADERS = 4, PADDED = 8, PRIORITY = 32 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
enum { PREFACE = sizeof preface - 1 };

struct stream {
    uint32_t id; // 0 = unused
    struct wy_http_message m;
};

struct h2_side {
    struct wy_hold frame, block;
    nghttp2_hd_inflater *inflater;
    uint32_t block_stream;
    bool block_pushed, block_ends;
    bool begun, lost;
    struct wy_when when;
};

struct h2 {
    struct h2_side side[2];
    nghttp2_mem mem;
    struct stream *streams;
    size_t streams_n;
};

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    (void)conn;
    size_t n = wy_min(first.len, PREFACE);
    if (side != WY_CLIENT || memcmp(first.ptr, preface, n) != 0)
        return WY_SNIFF_NO;
    return n == PREFACE ? WY_SNIFF_YES : WY_SNIFF_MORE;
}

static void finish(struct wy_conn *conn, struct stream *s, bool cut)
{
    wy_http_finish(conn, &s->m, cut);
    s->id = 0;
}

static struct stream *find(const struct h2 *st, enum wy_side side, uint32_t id)
{
    for (size_t i = 0; i < st->streams_n; i++)
        if (st->streams[i].id == id && st->streams[i].m.side == side)
            return &st->streams[i];
    return NULL;
}

static bool more_streams(struct wy_conn *conn, struct h2 *st)
{
    size_t n = st->streams_n ? st->streams_n * 2 : 8;
    if (n > STREAMS_MAX)
        return false;
    struct stream *bigger =
        wy_heap_resize(wy_conn_heap(conn), st->streams, st->streams_n * sizeof *bigger, n * sizeof *bigger);
    if (!bigger)
        return false;
    memset(bigger + st->streams_n, 0, (n - st->streams_n) * sizeof *bigger);
    st->streams = bigger;
    st->streams_n = n;
    return true;
}

// An unused place, or that of the oldest stream, which is told as cut.
static struct stream *make(struct wy_conn *conn, struct h2 *st, enum wy_side side, uint32_t id)
{
    struct stream *place = find(st, (enum wy_side)0, 0);
    if (!place && more_streams(conn, st))
        place = find(st, (enum wy_side)0, 0);
    if (!place) {
        if (st->streams_n == 0)
            return NULL;
        place = st->streams;
        for (struct stream *s = st->streams; s < st->streams + st->streams_n; s++)
            if (s->id < place->id)
                place = s;
        finish(conn, place, true);
    }
    *place = (struct stream){.id = id, .m = {.side = (uint8_t)side, .transport = "h2"}};
    return place;
}

// Header blocks depend on all that were before.
static void lose(struct wy_conn *conn, struct h2 *st, enum wy_side side)
{
    struct h2_side *s = &st->side[side];
    if (s->lost)
        return;
    s->lost = true;
    wy_hold_free(wy_conn_heap(conn), &s->frame);
    wy_hold_free(wy_conn_heap(conn), &s->block);
    for (size_t i = 0; i < st->streams_n; i++)
        if (st->streams[i].id && st->streams[i].m.side == side)
            finish(conn, &st->streams[i], true);
    if (wy_conn_flow(conn)->sent == side)
        wy_flow_set(conn, WY_FLOW_REASON, WY_S("HTTP/2 whose earlier bytes are missing"));
}

static bool begin_inflater(struct wy_conn *conn, struct h2 *st, enum wy_side side)
{
    if (st->side[side].inflater)
        return true;
    st->mem = (nghttp2_mem){wy_conn_heap(conn), wy_heap_c_malloc, wy_heap_c_free, wy_heap_c_calloc, wy_heap_c_realloc};
    // A larger table than the sender's does no harm: places are counted from the newest.
    return nghttp2_hd_inflate_new2(&st->side[side].inflater, &st->mem) == 0 &&
           nghttp2_hd_inflate_change_table_size(st->side[side].inflater, TABLE_MAX) == 0;
}

// `s` NULL: the block is inflated for the table's sake only.
static bool inflate(struct wy_conn *conn, struct h2 *st, enum wy_side side, struct stream *s)
{
    wy_bytes b = wy_hold_bytes(&st->side[side].block);
    if (!begin_inflater(conn, st, side))
        return false;
    nghttp2_hd_inflater *inflater = st->side[side].inflater;
    for (;;) {
        nghttp2_nv nv;
        int flags = 0;
        ssize_t used = nghttp2_hd_inflate_hd2(inflater, &nv, &flags, b.ptr, b.len, 1);
        if (used < 0)
            return false;
        b = wy_bytes_sub(b, (size_t)used, SIZE_MAX);
        if (flags & NGHTTP2_HD_INFLATE_EMIT && s)
            wy_http_field(conn, &s->m, (wy_bytes){nv.name, nv.namelen}, (wy_bytes){nv.value, nv.valuelen});
        if (flags & NGHTTP2_HD_INFLATE_FINAL)
            return nghttp2_hd_inflate_end_headers(inflater) == 0;
        if (used == 0 && !(flags & NGHTTP2_HD_INFLATE_EMIT))
            return false;
    }
}

static void take_block(struct wy_conn *conn, struct h2 *st, enum wy_side side)
{
    struct h2_side *h = &st->side[side];
    struct stream *s = NULL;
    if (!h->block_pushed) {
        s = find(st, side, h->block_stream);
        if (!s)
            s = make(conn, st, side, h->block_stream);
        if (s && s->m.when.packet == 0)
            s->m.when = h->when;
    }
    bool ok = inflate(conn, st, side, s);
    wy_hold_free(wy_conn_heap(conn), &h->block);
    if (!ok)
        lose(conn, st, side);
    else if (s && h->block_ends)
        finish(conn, s, false);
}

static wy_bytes without_padding(wy_bytes b, unsigned flags)
{
    if (!(flags & PADDED) || b.len == 0)
        return b;
    size_t pad = wy_min(b.ptr[0], b.len - 1);
    return wy_bytes_sub(b, 1, b.len - 1 - pad);
}

static void take_headers(struct wy_conn *conn, struct h2 *st, enum wy_side side, const uint8_t *head, wy_bytes b)
{
    struct h2_side *h = &st->side[side];
    unsigned type = head[3], flags = head[4];
    if (type != CONTINUATION) {
        wy_hold_free(wy_conn_heap(conn), &h->block);
        h->block_stream = wy_be32(head + 5) & 0x7fffffff;
        h->block_pushed = type == PUSH_PROMISE || h->block_stream == 0;
        h->block_ends = type == HEADERS && flags & END_STREAM;
        b = without_padding(b, flags);
        b = wy_bytes_sub(b, type == PUSH_PROMISE ? 4 : flags & PRIORITY ? 5 : 0, SIZE_MAX);
    }
    if (!wy_hold_add(wy_conn_heap(conn), &h->block, b, BLOCK_MAX))
        lose(conn, st, side);
    else if (flags & END_HEADERS)
        take_block(conn, st, side);
}

static void take_data(struct wy_conn *conn, struct h2 *st, enum wy_side side, const uint8_t *head, wy_bytes b)
{
    struct stream *s = find(st, side, wy_be32(head + 5) & 0x7fffffff);
    if (!s || s->id == 0)
        return;
    wy_http_body(conn, &s->m, without_padding(b, head[4]));
    if (head[4] & END_STREAM)
        finish(conn, s, false);
}

static void take_frame(struct wy_conn *conn, struct h2 *st, enum wy_side side, wy_bytes frame)
{
    const uint8_t *head = frame.ptr;
    wy_bytes b = wy_bytes_sub(frame, FRAME_HEAD, SIZE_MAX);
    if (!wy_conn_wants(conn, side) && side == WY_SERVER)
        return;
    if (head[3] == DATA)
        take_data(conn, st, side, head, b);
    else if (head[3] == HEADERS || head[3] == PUSH_PROMISE || head[3] == CONTINUATION)
        take_headers(conn, st, side, head, b);
}

static size_t frame_size(const uint8_t *head) { return FRAME_HEAD + (wy_be32(head) >> 8); }

// One frame from the held bytes and the span. Returns the bytes of the span that were used.
static size_t gather(struct wy_conn *conn, struct h2 *st, enum wy_side side, const struct wy_span *span)
{
    struct h2_side *h = &st->side[side];
    wy_bytes b = span->data;
    if (h->frame.len == 0)
        h->when = span->when;
    if (h->frame.len == 0 && b.len >= FRAME_HEAD && b.len >= frame_size(b.ptr)) {
        size_t n = frame_size(b.ptr);
        take_frame(conn, st, side, wy_bytes_sub(b, 0, n));
        return n;
    }
    size_t want = h->frame.len < FRAME_HEAD ? FRAME_HEAD : frame_size(h->frame.data);
    size_t n = wy_min(want - h->frame.len, b.len);
    if (want > FRAME_MAX || !wy_hold_add(wy_conn_heap(conn), &h->frame, wy_bytes_sub(b, 0, n), FRAME_MAX)) {
        lose(conn, st, side);
        return b.len;
    }
    if (h->frame.len >= FRAME_HEAD && h->frame.len == frame_size(h->frame.data)) {
        struct wy_hold whole = h->frame;
        h->frame = (struct wy_hold){0};
        take_frame(conn, st, side, wy_hold_bytes(&whole));
        wy_hold_free(wy_conn_heap(conn), &whole);
    }
    return n;
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct h2 *st = state;
    struct h2_side *h = &st->side[side];
    struct wy_span rest = *span;
    wy_conn_flow(conn)->transport = "h2";
    if (side == WY_CLIENT && !h->begun) { // sniff saw it whole; it may still come in pieces
        size_t n = wy_min(PREFACE - h->frame.len, rest.data.len);
        if (!wy_hold_add(wy_conn_heap(conn), &h->frame, wy_bytes_sub(rest.data, 0, n), PREFACE))
            h->lost = true;
        rest.data = wy_bytes_sub(rest.data, n, SIZE_MAX);
        h->begun = h->frame.len == PREFACE;
        if (h->begun)
            wy_hold_free(wy_conn_heap(conn), &h->frame);
    }
    while (rest.data.len && !h->lost)
        rest.data = wy_bytes_sub(rest.data, gather(conn, st, side, &rest), SIZE_MAX);
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    (void)missing;
    lose(conn, state, side);
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    struct h2 *st = state;
    for (size_t i = 0; i < st->streams_n; i++)
        if (st->streams[i].id && st->streams[i].m.side == side)
            finish(conn, &st->streams[i], true);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct h2 *st = state;
    struct wy_heap *heap = wy_conn_heap(conn);
    for (int i = 0; i < 2; i++) {
        wy_hold_free(heap, &st->side[i].frame);
        wy_hold_free(heap, &st->side[i].block);
        if (st->side[i].inflater)
            nghttp2_hd_inflate_del(st->side[i].inflater);
    }
    for (size_t i = 0; i < st->streams_n; i++)
        wy_http_free(conn, &st->streams[i].m);
    wy_heap_free(heap, st->streams, st->streams_n * sizeof *st->streams);
}

const struct wy_layer wy_layer_h2 = {
    .name = "h2",
    .state_size = sizeof(struct h2),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
