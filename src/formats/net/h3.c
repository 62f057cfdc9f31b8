// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/3 (RFC 9114) in the streams of QUIC: a request or response is one direction of one stream; settings and QPACK's
// instructions come on streams of their own. Pushed responses are passed over. After lost bytes the rest of a stream is
// given as body.
#include "formats/net/flow.h"
#include "formats/net/qpack.h"
#include "formats/net/quic_frame.h"
#include "formats/net/quic_stream.h"

enum {
    HEAD_MAX = 16,           // type and length of a frame
    BLOCK_MAX = 256 * 1024,  // one header block
    SETTINGS_MAX = 4 * 1024, // one frame of settings
};

enum { FRAME_DATA = 0, FRAME_HEADERS = 1, FRAME_SETTINGS = 4, FRAME_WEBTRANSPORT = 0x41 };
enum { STREAM_CONTROL, STREAM_PUSH, STREAM_ENCODER, STREAM_DECODER }; // of one direction
enum { SETTING_TABLE = 1 };

enum kind { KIND_NEW, KIND_MESSAGE, KIND_CONTROL, KIND_ENCODER, KIND_IGNORED };

struct h3_stream {
    uint8_t kind, head_n, head[HEAD_MAX];
    uint64_t type, left; // of the present frame; left: bytes of it to come
    bool in_frame, lost, waits, cut;
    struct wy_hold block; // a header block or settings; one that waits for QPACK's instructions
    struct wy_http_message m;
};

struct h3 {
    struct wy_qpack qpack[2]; // by who encodes
    bool broken_told;
};

static bool wanted(const struct wy_conn *conn, enum wy_side side, uint64_t id)
{
    return (id & 2) || wy_conn_wants(conn, side);
}

static void tell_broken(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3 *h3 = all->state;
    if (!h3->broken_told)
        wy_conn_gap(all->conn, WY_MALFORMED, s->when, "header fields of HTTP/3 refer to bytes that are not there");
    h3->broken_told = true;
    ((struct h3_stream *)s->state)->m.cut = true;
}

static void try_block(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    enum wy_qpack_result r = wy_qpack_block(all->conn, &h3->qpack[s->side], wy_hold_bytes(&st->block), &st->m);
    st->waits = r == WY_QPACK_WAIT;
    if (st->waits)
        return;
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
    if (r == WY_QPACK_BROKEN)
        tell_broken(all, s);
}

// QPACK's instructions came: what waits for them may go on.
static void try_waiting(struct wy_quic_streams *all, enum wy_side side)
{
    for (size_t i = 0; i < all->n; i++) {
        struct wy_quic_stream *s = &all->list[i];
        struct h3_stream *st = s->state;
        if (!s->used || s->side != side || !st || !st->waits)
            continue;
        try_block(all, s);
        if (st->waits || !s->ended)
            continue;
        wy_http_finish(all->conn, &st->m, st->cut);
        wy_quic_stream_forget(all, s);
    }
}

static void take_settings(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    struct wy_reader r = wy_reader_init(wy_hold_bytes(&st->block), 0);
    uint64_t table = 0;
    while (wy_reader_left(&r)) {
        uint64_t id = wy_quic_varint(&r), value = wy_quic_varint(&r);
        if (wy_reader_ok(&r) && id == SETTING_TABLE)
            table = value;
    }
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
    enum wy_side other = s->side == WY_CLIENT ? WY_SERVER : WY_CLIENT;
    wy_qpack_size(all->conn, &h3->qpack[other], table);
    try_waiting(all, other);
}

static void frame_over(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    st->in_frame = false;
    if (st->kind == KIND_MESSAGE && st->type == FRAME_HEADERS && !st->waits)
        try_block(all, s);
    else if (st->kind == KIND_CONTROL && st->type == FRAME_SETTINGS)
        take_settings(all, s);
}

static bool is_held(const struct h3_stream *st)
{
    return (st->kind == KIND_MESSAGE && st->type == FRAME_HEADERS && !st->waits) ||
           (st->kind == KIND_CONTROL && st->type == FRAME_SETTINGS);
}

static void take_payload(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3_stream *st = s->state;
    if (st->kind == KIND_MESSAGE && st->type == FRAME_DATA)
        wy_http_body(all->conn, &st->m, b);
    else if (is_held(st) &&
             !wy_hold_add(wy_conn_heap(all->conn), &st->block, b, st->kind == KIND_CONTROL ? SETTINGS_MAX : BLOCK_MAX))
        st->m.cut = true;
    st->left -= b.len;
    if (st->left == 0)
        frame_over(all, s);
}

// Type and length of a frame, byte by byte. Returns the bytes used.
static size_t take_head(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3_stream *st = s->state;
    for (size_t i = 0; i < b.len; i++) {
        st->head[st->head_n++] = b.ptr[i];
        struct wy_reader r = wy_reader_init((wy_bytes){st->head, st->head_n}, 0);
        uint64_t type = wy_quic_varint(&r), left = wy_quic_varint(&r);
        if (!wy_reader_ok(&r))
            continue;
        st->type = type;
        st->left = left;
        st->in_frame = true;
        st->head_n = 0;
        if (type == FRAME_WEBTRANSPORT && st->kind == KIND_MESSAGE)
            st->lost = true; // a stream of the application's own, up to its end
        else if (left == 0)
            frame_over(all, s);
        return i + 1;
    }
    return b.len;
}

static void begin_message(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    st->kind = KIND_MESSAGE;
    st->m = (struct wy_http_message){.transport = "h3", .side = s->side, .when = s->when};
    wy_conn_flow(all->conn)->transport = "h3";
}

static size_t take_kind(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3_stream *st = s->state;
    if (!(s->id & 2)) {
        begin_message(all, s);
        return 0;
    }
    for (size_t i = 0; i < b.len; i++) {
        st->head[st->head_n++] = b.ptr[i];
        struct wy_reader r = wy_reader_init((wy_bytes){st->head, st->head_n}, 0);
        uint64_t type = wy_quic_varint(&r);
        if (!wy_reader_ok(&r))
            continue;
        st->kind = type == STREAM_CONTROL ? KIND_CONTROL : type == STREAM_ENCODER ? KIND_ENCODER : KIND_IGNORED;
        st->head_n = 0;
        if (type > STREAM_DECODER && wy_conn_wants(all->conn, (enum wy_side)s->side)) {
            begin_message(all, s);
            st->lost = true; // WebTransport's, or of a kind that is not known: as it is, up to its end
        }
        return i + 1;
    }
    return b.len;
}

static size_t step(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    if (st->kind == KIND_NEW)
        return take_kind(all, s, b);
    if (st->kind == KIND_ENCODER) {
        wy_qpack_instructions(all->conn, &h3->qpack[s->side], b);
        try_waiting(all, (enum wy_side)s->side);
        return b.len;
    }
    if (st->kind == KIND_IGNORED)
        return b.len;
    if (st->lost) {
        if (st->kind == KIND_MESSAGE)
            wy_http_body(all->conn, &st->m, b);
        return b.len;
    }
    if (!st->in_frame)
        return take_head(all, s, b);
    size_t n = st->left < b.len ? (size_t)st->left : b.len;
    take_payload(all, s, wy_bytes_sub(b, 0, n));
    return n;
}

static void data(struct wy_quic_streams *all, struct wy_quic_stream *s, const struct wy_span *span)
{
    for (wy_bytes b = span->data; b.len;)
        b = wy_bytes_sub(b, step(all, s, b), SIZE_MAX);
}

static void gap(struct wy_quic_streams *all, struct wy_quic_stream *s, uint64_t missing)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    if (st->kind == KIND_NEW)
        (void)take_kind(all, s, (wy_bytes){0});
    if (st->kind == KIND_ENCODER)
        h3->qpack[s->side].lost = true;
    st->m.cut = true;
    if (st->in_frame && missing < st->left && !is_held(st))
        st->left -= missing;
    else
        st->lost = true;
}

static bool end(struct wy_quic_streams *all, struct wy_quic_stream *s, bool cut)
{
    struct h3_stream *st = s->state;
    st->cut = cut;
    if (st->kind == KIND_MESSAGE && !st->waits)
        wy_http_finish(all->conn, &st->m, cut);
    return !st->waits;
}

static void finish(struct wy_quic_streams *all)
{
    struct h3 *h3 = all->state;
    for (int side = 0; side < 2; side++) {
        wy_qpack_guess(all->conn, &h3->qpack[side]);
        try_waiting(all, (enum wy_side)side);
    }
}

static void free_stream(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    if (st->waits) {
        tell_broken(all, s);
        wy_http_finish(all->conn, &st->m, true);
    }
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
    wy_http_free(all->conn, &st->m);
}

static void fini(struct wy_quic_streams *all)
{
    struct h3 *h3 = all->state;
    for (int side = 0; side < 2; side++)
        wy_qpack_free(all->conn, &h3->qpack[side]);
}

const struct wy_quic_app wy_quic_h3 = {
    .state_size = sizeof(struct h3),
    .stream_size = sizeof(struct h3_stream),
    .wanted = wanted,
    .data = data,
    .gap = gap,
    .end = end,
    .finish = finish,
    .free_stream = free_stream,
    .fini = fini,
};
