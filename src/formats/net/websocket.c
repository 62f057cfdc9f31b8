// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// WebSocket (RFC 6455) after an Upgrade: frames are unmasked and joined to messages. Compressed messages (RFC 7692) are
// unpacked here, because they refer to those before them. MQTT inside is a stream of its own.
#include "formats/net/flow.h"

#define ZLIB_CONST
#include <zlib.h>

enum { FRAME_HEAD = 14, CONTROL_MAX = 125, CHUNK = 16 * 1024, RAW_DEFLATE = -15 };

struct ws_side {
    struct wy_hold message;
    struct wy_when when;
    uint64_t left; // payload bytes of the present frame
    uint8_t head[FRAME_HEAD], head_n, mask[4], mask_at;
    bool masked, fin, control, compressed, cut, lost;
    bool long_told;
    uint8_t note[CONTROL_MAX]; // of a control frame: it may stand between the parts of a message
    uint8_t note_n;
    struct wy_when note_when;
    z_stream *unpack;     // made at the first compressed message
    struct wy_conn *rest; // what follows once the borders of frames are lost, as it is
    bool torn;            // an earlier compressed message is not whole: the window is not the sender's
};

struct ws {
    struct ws_side side[2];
    struct wy_conn *inner; // MQTT's stream
    bool looked;
};

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    (void)conn, (void)side, (void)first;
    return WY_SNIFF_NO; // only http1 switches to it
}

static size_t head_size(const uint8_t *h)
{
    unsigned code = h[1] & 0x7f;
    return 2 + (code == 126 ? 2u : code == 127 ? 8u : 0u) + (h[1] & 0x80 ? 4u : 0u);
}

static void take_head(struct ws_side *s, const struct wy_span *span)
{
    const uint8_t *h = s->head;
    unsigned opcode = h[0] & 15, code = h[1] & 0x7f;
    s->lost = (opcode > 2 && opcode < 8) || opcode > 10 || (h[0] & 0x30) || (opcode >= 8 && code > CONTROL_MAX);
    s->fin = h[0] & 0x80;
    s->control = opcode >= 8;
    s->masked = h[1] & 0x80;
    size_t at = 2;
    s->left = code;
    if (code >= 126) {
        s->left = 0;
        for (size_t n = code == 126 ? 2 : 8; n > 0; n--)
            s->left = s->left << 8 | h[at++];
    }
    if (s->masked)
        memcpy(s->mask, h + at, 4);
    s->mask_at = 0;
    s->head_n = 0;
    if (s->control)
        s->note_when = span->when;
    if (opcode == 1 || opcode == 2) {
        s->compressed = h[0] & 0x40;
        s->when = span->when;
    }
}

static void *zlib_alloc(void *heap, unsigned n, unsigned size) { return wy_heap_c_calloc(n, size, heap); }
static void zlib_free(void *heap, void *p) { wy_heap_c_free(p, heap); }

static bool begin_unpack(struct wy_conn *conn, struct ws_side *s)
{
    struct wy_heap *heap = wy_conn_heap(conn);
    if (s->unpack)
        return true;
    s->unpack = wy_heap_alloc(heap, sizeof *s->unpack);
    if (!s->unpack)
        return false;
    *s->unpack = (z_stream){.zalloc = zlib_alloc, .zfree = zlib_free, .opaque = heap};
    if (inflateInit2(s->unpack, RAW_DEFLATE) == Z_OK)
        return true;
    wy_heap_free(heap, s->unpack, sizeof *s->unpack);
    s->unpack = NULL;
    return false;
}

// Takes `in` through the window that lives as long as the connection. False: it is damaged or grows beyond what is
// held.
static bool unpack(struct wy_conn *conn, struct ws_side *s, wy_bytes in, struct wy_hold *out)
{
    uint8_t chunk[CHUNK];
    z_stream *z = s->unpack;
    z->next_in = in.ptr;
    z->avail_in = (unsigned)in.len;
    int result = Z_OK;
    bool fits = true;
    do {
        z->next_out = chunk;
        z->avail_out = sizeof chunk;
        result = inflate(z, Z_SYNC_FLUSH);
        fits = wy_hold_add(wy_conn_heap(conn), out, (wy_bytes){chunk, sizeof chunk - z->avail_out},
                           (size_t)wy_conn_limits(conn)->net_body);
        if (result == Z_STREAM_END)
            result = inflateReset(z);
    } while (fits && result == Z_OK && (z->avail_in || z->avail_out == 0));
    return fits && (result == Z_OK || result == Z_BUF_ERROR);
}

// A compressed message in the clear, or as it is where its window is not known.
static void unpack_message(struct wy_conn *conn, struct ws_side *s, struct wy_message_part *part, struct wy_hold *plain)
{
    static const uint8_t tail[] = {0, 0, 0xff, 0xff};
    part->encoding = WY_S("permessage-deflate");
    if (s->torn || s->cut || !begin_unpack(conn, s)) {
        s->torn = true;
        return;
    }
    s->torn = !unpack(conn, s, part->data, plain) || !unpack(conn, s, (wy_bytes){tail, sizeof tail}, plain);
    if (s->torn && plain->len == 0)
        return;
    part->encoding = (wy_str){0};
    part->data = wy_hold_bytes(plain);
    part->cut = s->torn;
}

// MQTT is a stream that happens to come in messages.
static bool give_inner(struct wy_conn *conn, struct ws *st, enum wy_side from, const struct wy_span *span)
{
    if (!st->looked && from == WY_CLIENT && span->data.len) {
        st->looked = true;
        if (wy_layer_mqtt.sniff(conn, from, span->data) == WY_SNIFF_YES)
            st->inner = wy_conn_inner(conn, false);
    }
    if (st->inner)
        wy_conn_data(st->inner, from, span);
    return st->inner != NULL;
}

static void tell(struct wy_conn *conn, struct ws *st, enum wy_side from)
{
    struct ws_side *s = &st->side[from];
    struct wy_hold plain = {0};
    struct wy_message_part part = {.kind = WY_PART_BODY, .data = wy_hold_bytes(&s->message), .cut = s->cut};
    if (s->compressed && s->message.len)
        unpack_message(conn, s, &part, &plain);
    struct wy_span span = {part.data, s->when};
    struct wy_message m = {.from = from, .transport = "websocket", .when = s->when, .parts = &part, .n = 1};
    if (part.data.len && !give_inner(conn, st, from, &span))
        wy_conn_message(conn, &m);
    wy_hold_free(wy_conn_heap(conn), &plain);
    wy_hold_free(wy_conn_heap(conn), &s->message);
    s->cut = false;
}

// What a ping or the reason for a close says; `cut`: its end is missing.
static void tell_note(struct wy_conn *conn, struct ws_side *s, enum wy_side from, bool cut)
{
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = {s->note, s->note_n}, .cut = cut};
    struct wy_message m = {.from = from, .transport = "websocket", .when = s->note_when, .parts = &part, .n = 1};
    if (s->note_n)
        wy_conn_message(conn, &m);
    s->note_n = 0;
}

static size_t take_payload(struct wy_conn *conn, enum wy_side from, struct ws_side *s, wy_bytes b)
{
    size_t n = s->left < b.len ? (size_t)s->left : b.len;
    s->left -= n;
    if (!wy_conn_wants(conn, from))
        return n;
    if (s->control) {
        for (size_t i = 0; i < n && s->note_n < CONTROL_MAX; i++)
            s->note[s->note_n++] = b.ptr[i] ^ (s->masked ? s->mask[s->mask_at++ & 3] : 0);
        return n;
    }
    size_t old = s->message.len;
    if (!wy_hold_add(wy_conn_heap(conn), &s->message, wy_bytes_sub(b, 0, n), (size_t)wy_conn_limits(conn)->net_body)) {
        if (!s->long_told)
            wy_conn_gap(conn, WY_LIMIT, s->when, "a message of WebSocket that is longer than what is held");
        s->cut = s->long_told = true;
        return n;
    }
    for (size_t i = 0; s->masked && i < n; i++)
        s->message.data[old + i] ^= s->mask[s->mask_at++ & 3];
    return n;
}

static void take_rest(struct wy_conn *conn, struct ws_side *s, enum wy_side side, const struct wy_span *span)
{
    if (!s->rest && (s->rest = wy_conn_inner(conn, false)))
        wy_conn_switch(s->rest, &wy_layer_raw);
    if (s->rest)
        wy_conn_data(s->rest, side, span);
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct ws *st = state;
    struct ws_side *s = &st->side[side];
    if (!st->inner)
        wy_conn_flow(conn)->transport = "websocket";
    wy_bytes b = span->data;
    while (b.len && !s->lost) {
        if (s->left) {
            b = wy_bytes_sub(b, take_payload(conn, side, s, b), SIZE_MAX);
        } else {
            s->head[s->head_n++] = b.ptr[0];
            b = wy_bytes_sub(b, 1, SIZE_MAX);
            if (s->head_n < 2 || s->head_n < head_size(s->head))
                continue;
            take_head(s, span);
            if (s->lost) {
                wy_conn_gap(conn, WY_UNSUPPORTED, span->when, "a frame of WebSocket that is not known here");
                break;
            }
        }
        if (s->left == 0 && s->head_n == 0 && s->fin && !s->control)
            tell(conn, st, side);
        if (s->left == 0 && s->head_n == 0 && s->control)
            tell_note(conn, s, side, false);
    }
    if (s->lost)
        take_rest(conn, s, side, &(struct wy_span){b, span->when});
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct ws_side *s = &((struct ws *)state)->side[side];
    if (s->rest) {
        wy_conn_gap_bytes(s->rest, side, missing);
        return;
    }
    s->cut = true;
    if (missing < s->left) {
        s->left -= missing;
        s->mask_at = (uint8_t)(s->mask_at + missing);
        return;
    }
    tell_note(conn, s, side, true);
    tell(conn, state, side);
    s->lost = true;
    if (((struct ws *)state)->inner)
        wy_conn_gap_bytes(((struct ws *)state)->inner, side, missing);
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    struct ws *st = state;
    st->side[side].cut = true;
    tell_note(conn, &st->side[side], side, true);
    tell(conn, st, side);
    if (st->inner)
        wy_conn_end(st->inner, side);
    if (st->side[side].rest)
        wy_conn_end(st->side[side].rest, side);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct ws *st = state;
    struct wy_heap *heap = wy_conn_heap(conn);
    wy_conn_free(st->inner);
    for (int side = 0; side < 2; side++) {
        struct ws_side *s = &st->side[side];
        wy_conn_free(s->rest);
        wy_hold_free(heap, &s->message);
        if (s->unpack)
            (void)inflateEnd(s->unpack);
        wy_heap_free(heap, s->unpack, sizeof *s->unpack);
    }
}

const struct wy_layer wy_layer_websocket = {
    .name = "websocket",
    .state_size = sizeof(struct ws),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
