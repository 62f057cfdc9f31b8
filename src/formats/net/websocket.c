// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// WebSocket (RFC 6455) after an Upgrade: frames are unmasked and joined to messages. A compressed message (RFC 7692) is
// given with the encoding "permessage-deflate"; a dictionary kept across messages is not followed.
#include "formats/net/flow.h"

enum { FRAME_HEAD = 14 };

struct ws_side {
    struct wy_hold message;
    struct wy_when when;
    uint64_t left; // payload bytes of the present frame
    uint8_t head[FRAME_HEAD], head_n, mask[4], mask_at;
    bool masked, fin, control, compressed, cut, lost;
};

struct ws {
    struct ws_side side[2];
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
    s->lost = (opcode > 2 && opcode < 8) || opcode > 10 || (h[0] & 0x30);
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
    if (opcode == 1 || opcode == 2) {
        s->compressed = h[0] & 0x40;
        s->when = span->when;
    }
}

static void tell(struct wy_conn *conn, enum wy_side from, struct ws_side *s)
{
    struct wy_message_part part = {.kind = WY_PART_BODY, .data = wy_hold_bytes(&s->message), .cut = s->cut};
    if (s->compressed)
        part.encoding = WY_S("permessage-deflate");
    struct wy_message m = {.from = from, .transport = "websocket", .when = s->when, .parts = &part, .n = 1};
    if (s->message.len)
        wy_conn_message(conn, &m);
    wy_hold_free(wy_conn_heap(conn), &s->message);
    s->cut = false;
}

static size_t take_payload(struct wy_conn *conn, enum wy_side from, struct ws_side *s, wy_bytes b)
{
    size_t n = s->left < b.len ? (size_t)s->left : b.len;
    s->left -= n;
    if (s->control || !wy_conn_wants(conn, from))
        return n;
    size_t old = s->message.len;
    if (!wy_hold_add(wy_conn_heap(conn), &s->message, wy_bytes_sub(b, 0, n), (size_t)wy_conn_limits(conn)->net_body)) {
        s->cut = true;
        return n;
    }
    for (size_t i = 0; s->masked && i < n; i++)
        s->message.data[old + i] ^= s->mask[s->mask_at++ & 3];
    return n;
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct ws_side *s = &((struct ws *)state)->side[side];
    wy_conn_flow(conn)->transport = "websocket";
    for (wy_bytes b = span->data; b.len && !s->lost;) {
        if (s->left) {
            b = wy_bytes_sub(b, take_payload(conn, side, s, b), SIZE_MAX);
        } else {
            s->head[s->head_n++] = b.ptr[0];
            b = wy_bytes_sub(b, 1, SIZE_MAX);
            if (s->head_n < 2 || s->head_n < head_size(s->head))
                continue;
            take_head(s, span);
        }
        if (s->left == 0 && s->head_n == 0 && s->fin && !s->control)
            tell(conn, side, s);
    }
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct ws_side *s = &((struct ws *)state)->side[side];
    s->cut = true;
    s->compressed = false;
    if (missing < s->left) {
        s->left -= missing;
        s->mask_at = (uint8_t)(s->mask_at + missing);
        return;
    }
    tell(conn, side, s);
    s->lost = true;
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    struct ws_side *s = &((struct ws *)state)->side[side];
    s->cut = true;
    tell(conn, side, s);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct ws *st = state;
    wy_hold_free(wy_conn_heap(conn), &st->side[0].message);
    wy_hold_free(wy_conn_heap(conn), &st->side[1].message);
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
