// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/3 (RFC 9114) in the streams of QUIC: a request or response is one direction of one stream; settings and QPACK's
// instructions come on streams of their own. Frames of an unknown type are given as they are. After lost bytes the rest
// of a stream is given as body.
#include "formats/net/flow.h"
#include "formats/net/qpack.h"
#include "formats/net/quic_frame.h"
#include "formats/net/quic_stream.h"

enum {
    HEAD_MAX = 16,          // type and length of a frame
    BLOCK_MAX = 256 * 1024, // one header block
    WAITING_MAX = 512 * 1024,
    SETTINGS_MAX = 4 * 1024, // one frame of settings
    UNKNOWN_MAX = 64 * 1024, // of an unknown frame, given at once
};

enum {
    FRAME_DATA = 0,
    FRAME_HEADERS = 1,
    FRAME_CANCEL_PUSH = 3,
    FRAME_SETTINGS = 4,
    FRAME_PUSH_PROMISE = 5,
    FRAME_GOAWAY = 7,
    FRAME_MAX_PUSH_ID = 13,
    FRAME_WEBTRANSPORT = 0x41,
};
enum { STREAM_CONTROL, STREAM_PUSH, STREAM_ENCODER, STREAM_DECODER }; // of one direction
enum { SETTING_TABLE = 1 };

enum kind { KIND_NEW, KIND_PUSH, KIND_MESSAGE, KIND_CONTROL, KIND_ENCODER, KIND_IGNORED }; // push: before its number

struct h3_stream {
    uint8_t kind, head_n, head[HEAD_MAX];
    uint64_t type, left; // of the present frame; left: bytes of it to come
    bool in_frame, lost, waits, cut;
    struct wy_hold block;   // the present frame, where it is held: headers, settings, a promised request, the unknown
    struct wy_hold waiting; // header blocks that wait for QPACK's instructions, with the length of each in front
    struct wy_http_message m;
};

struct h3 {
    struct wy_qpack qpack[2]; // by who encodes
    bool broken_told, promise_told;
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

// Adds a header block to the message, unless it has to wait.
static bool take_block(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes block)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    enum wy_qpack_result r = wy_qpack_block(all->conn, &h3->qpack[s->side], block, &st->m);
    if (r == WY_QPACK_BROKEN)
        tell_broken(all, s);
    return r != WY_QPACK_WAIT;
}

static void try_block(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    wy_bytes block = wy_hold_bytes(&st->block);
    if (st->waits || !take_block(all, s, block)) {
        uint32_t n = (uint32_t)block.len;
        struct wy_heap *heap = wy_conn_heap(all->conn);
        if (st->waiting.len + sizeof n + n > WAITING_MAX ||
            !wy_hold_add(heap, &st->waiting, (wy_bytes){(const uint8_t *)&n, sizeof n}, WAITING_MAX))
            tell_broken(all, s);
        else if (wy_hold_add(heap, &st->waiting, block, WAITING_MAX))
            st->waits = true;
        else
            st->waiting.len -= sizeof n;
    }
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
}

static void try_waiting_blocks(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    uint32_t n;
    while (st->waiting.len > sizeof n) {
        memcpy(&n, st->waiting.data, sizeof n);
        if (!take_block(all, s, (wy_bytes){st->waiting.data + sizeof n, n}))
            return;
        wy_hold_cut(&st->waiting, sizeof n + n);
    }
    st->waits = false;
    wy_hold_free(wy_conn_heap(all->conn), &st->waiting);
}

// QPACK's instructions came: what waits for them may go on.
static void try_waiting(struct wy_quic_streams *all, enum wy_side side)
{
    for (size_t i = 0; i < all->n; i++) {
        struct wy_quic_stream *s = &all->list[i];
        struct h3_stream *st = s->state;
        if (!s->used || s->side != side || !st || !st->waits)
            continue;
        try_waiting_blocks(all, s);
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

static bool is_unknown(const struct h3_stream *st)
{
    switch (st->type) {
    case FRAME_DATA:
    case FRAME_HEADERS:
    case FRAME_CANCEL_PUSH:
    case FRAME_SETTINGS:
    case FRAME_PUSH_PROMISE:
    case FRAME_GOAWAY:
    case FRAME_MAX_PUSH_ID: return false;
    default: return true;
    }
}

static bool is_held(const struct wy_conn *conn, const struct wy_quic_stream *s)
{
    const struct h3_stream *st = s->state;
    if (st->kind == KIND_CONTROL && st->type == FRAME_SETTINGS)
        return true;
    if (st->kind == KIND_MESSAGE && (st->type == FRAME_HEADERS || st->type == FRAME_PUSH_PROMISE))
        return true;
    return is_unknown(st) && wy_conn_wants(conn, (enum wy_side)s->side);
}

static void give_unknown(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = wy_hold_bytes(&st->block)};
    struct wy_message m = {.from = (enum wy_side)s->side, .transport = "h3", .when = s->when, .parts = &part, .n = 1};
    if (part.data.len)
        wy_conn_message(all->conn, &m);
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
}

// A request that the server says it answers without having been asked.
static void take_promise(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    struct wy_http_message m = {.transport = "h3", .side = s->side, .when = s->when};
    struct wy_reader r = wy_reader_init(wy_hold_bytes(&st->block), 0);
    (void)wy_quic_varint(&r);
    wy_bytes block = wy_bytes_sub(r.in, r.pos, SIZE_MAX);
    if (wy_qpack_block(all->conn, &h3->qpack[s->side], block, &m) == WY_QPACK_DONE) {
        wy_http_finish(all->conn, &m, false);
    } else if (!h3->promise_told) {
        h3->promise_told = true;
        wy_conn_gap(all->conn, WY_UNSUPPORTED, s->when, "a promised request of HTTP/3 that is not read");
    }
    wy_http_free(all->conn, &m);
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
}

static void frame_over(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3_stream *st = s->state;
    st->in_frame = false;
    if (st->kind == KIND_MESSAGE && st->type == FRAME_HEADERS)
        try_block(all, s);
    else if (st->kind == KIND_MESSAGE && st->type == FRAME_PUSH_PROMISE)
        take_promise(all, s);
    else if (st->kind == KIND_CONTROL && st->type == FRAME_SETTINGS)
        take_settings(all, s);
    else if (is_unknown(st))
        give_unknown(all, s);
}

static void hold_payload(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3_stream *st = s->state;
    if (is_unknown(st)) {
        if (st->block.len + b.len > UNKNOWN_MAX)
            give_unknown(all, s);
        b = wy_bytes_sub(b, 0, UNKNOWN_MAX); // no datagram is as long
    }
    if (!wy_hold_add(wy_conn_heap(all->conn), &st->block, b, st->kind == KIND_CONTROL ? SETTINGS_MAX : BLOCK_MAX))
        st->m.cut = true;
}

static void take_payload(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3_stream *st = s->state;
    if (st->kind == KIND_MESSAGE && st->type == FRAME_DATA)
        wy_http_body(all->conn, &st->m, b);
    else if (is_held(all->conn, s))
        hold_payload(all, s, b);
    st->left -= b.len;
    if (st->left == 0)
        frame_over(all, s);
}

// The beginning of a frame whose end is missing.
static void take_torn(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct h3 *h3 = all->state;
    struct h3_stream *st = s->state;
    if (!st->in_frame || !st->block.len)
        return;
    if (st->kind == KIND_MESSAGE && st->type == FRAME_HEADERS && !st->waits)
        st->cut = wy_qpack_block(all->conn, &h3->qpack[s->side], wy_hold_bytes(&st->block), &st->m) != WY_QPACK_DONE;
    else if (is_unknown(st))
        give_unknown(all, s);
    st->m.cut = true;
    wy_hold_free(wy_conn_heap(all->conn), &st->block);
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
        st->kind = type == STREAM_CONTROL   ? KIND_CONTROL
                   : type == STREAM_ENCODER ? KIND_ENCODER
                   : type == STREAM_PUSH    ? KIND_PUSH
                                            : KIND_IGNORED;
        st->head_n = 0;
        if (type > STREAM_DECODER && wy_conn_wants(all->conn, (enum wy_side)s->side)) {
            begin_message(all, s);
            st->lost = true; // WebTransport's, or of a kind that is not known: as it is, up to its end
        }
        return i + 1;
    }
    return b.len;
}

// A pushed response has its number in front.
static size_t take_push(struct wy_quic_streams *all, struct wy_quic_stream *s, wy_bytes b)
{
    struct h3_stream *st = s->state;
    for (size_t i = 0; i < b.len; i++) {
        st->head[st->head_n++] = b.ptr[i];
        struct wy_reader r = wy_reader_init((wy_bytes){st->head, st->head_n}, 0);
        (void)wy_quic_varint(&r);
        if (!wy_reader_ok(&r))
            continue;
        st->head_n = 0;
        begin_message(all, s);
        if (!wy_conn_wants(all->conn, (enum wy_side)s->side))
            st->kind = KIND_IGNORED;
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
    if (st->kind == KIND_PUSH)
        return take_push(all, s, b);
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
    if (st->kind == KIND_PUSH) { // what follows is as good without its number
        st->head_n = 0;
        (void)take_push(all, s, (wy_bytes){(const uint8_t *)"", 1});
    }
    if (st->kind == KIND_ENCODER)
        h3->qpack[s->side].lost = true;
    st->m.cut = true;
    if (st->in_frame && missing < st->left && !is_held(all->conn, s)) {
        st->left -= missing;
    } else {
        take_torn(all, s);
        st->lost = true;
    }
}

static bool end(struct wy_quic_streams *all, struct wy_quic_stream *s, bool cut)
{
    struct h3_stream *st = s->state;
    st->cut = cut;
    take_torn(all, s);
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
    wy_hold_free(wy_conn_heap(all->conn), &st->waiting);
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
