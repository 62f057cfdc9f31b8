// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The layer of streams that no other layer knows: what one side sends until the other answers is one message. When a
// segment begins like HTTP or TLS, the stream was only missing its beginning, or has agreed on TLS (STARTTLS), and
// becomes theirs.
#include "formats/net/flow.h"

enum { HOLD_MAX = 64 * 1024, OVERLAP = 1024, DENSE_MIN = 512, DENSE_SAMPLE = 16 * 1024 };
#define DENSE_BITS 7.2

struct raw {
    struct wy_hold hold[2];
    struct wy_when when[2];
    uint64_t id[2];
};

// Dense bytes of an unknown protocol are told as closed.
static void judge(struct wy_conn *conn, enum wy_side side, wy_bytes b)
{
    struct wy_flow_facts *f = wy_conn_flow(conn);
    if (f->sent != side || b.len < DENSE_MIN || wy_conn_encrypted(conn))
        return;
    double entropy = wy_entropy(wy_bytes_sub(b, 0, DENSE_SAMPLE));
    if (entropy < DENSE_BITS)
        return;
    f->opaque += b.len;
    f->entropy = entropy;
    f->state = WY_FLOW_ENCRYPTED;
    wy_flow_set(conn, WY_FLOW_REASON, WY_S(WY_REASON_UNKNOWN));
}

static void flush(struct wy_conn *conn, struct raw *st, enum wy_side side, bool more)
{
    struct wy_hold *h = &st->hold[side];
    if (h->len == 0)
        return;
    if (st->id[side] == 0)
        st->id[side] = wy_conn_next_id(conn);
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = wy_hold_bytes(h), .cut = more};
    struct wy_message m = {.id = st->id[side], .from = side, .when = st->when[side], .parts = &part, .n = 1};
    m.transport = wy_conn_encrypted(conn) ? "tls" : "tcp";
    wy_conn_message(conn, &m);
    judge(conn, side, part.data);
    if (more) {
        wy_hold_cut(h, h->len - OVERLAP);
    } else {
        wy_hold_free(wy_conn_heap(conn), h);
        st->id[side] = 0;
    }
}

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    (void)conn, (void)side, (void)first;
    return WY_SNIFF_NO; // taken by conn.c when nobody else does
}

// `amid`: bytes of this side wait, so that only what cannot be mistaken begins anew.
static const struct wy_layer *begins(const struct wy_conn *conn, wy_bytes first, bool amid)
{
    const struct wy_layer *const layers[] = {&wy_layer_tls, &wy_layer_http1, &wy_layer_h2};
    bool hello = first.len > 6 && first.ptr[0] == 22;
    for (size_t i = 0; i < (amid ? hello : WY_COUNT(layers)); i++)
        if (layers[i]->sniff(conn, WY_CLIENT, first) == WY_SNIFF_YES)
            return layers[i];
    return NULL;
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct raw *st = state;
    const struct wy_layer *begun = side == WY_CLIENT ? begins(conn, span->data, st->hold[side].len > 0) : NULL;
    if (begun) {
        flush(conn, st, WY_CLIENT, false);
        flush(conn, st, WY_SERVER, false);
        wy_conn_switch(conn, begun);
        wy_conn_data(conn, side, span);
        return;
    }
    flush(conn, st, side == WY_CLIENT ? WY_SERVER : WY_CLIENT, false);
    if (!wy_conn_wants(conn, side))
        return;
    struct wy_hold *h = &st->hold[side];
    if (h->len == 0)
        st->when[side] = span->when;
    for (wy_bytes b = span->data; b.len;) {
        size_t n = wy_min(b.len, HOLD_MAX - h->len);
        if (!wy_hold_add(wy_conn_heap(conn), h, wy_bytes_sub(b, 0, n), HOLD_MAX))
            break;
        b = wy_bytes_sub(b, n, SIZE_MAX);
        if (h->len == HOLD_MAX)
            flush(conn, st, side, true);
    }
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    (void)missing;
    flush(conn, state, side, false);
}

static void end(struct wy_conn *conn, void *state, enum wy_side side) { flush(conn, state, side, false); }

static void fini(struct wy_conn *conn, void *state)
{
    struct raw *st = state;
    wy_hold_free(wy_conn_heap(conn), &st->hold[0]);
    wy_hold_free(wy_conn_heap(conn), &st->hold[1]);
}

const struct wy_layer wy_layer_raw = {
    .name = "raw",
    .state_size = sizeof(struct raw),
    .sniff = sniff,
    .needs = {true, true}, // the other side's turn ends a message
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
