// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The order of bytes in one direction (RFC 9293): the first copy of a byte wins, bytes that come early wait within
// bounds, what never comes is a gap. Acknowledgements are not looked at: a capture may lack one direction.
#include "formats/net/flow.h"

enum {
    EARLY_BYTES = 512 * 1024, // more than this waiting: the hole in front is taken for lost
    EARLY_SEGMENTS = 384,
};

static struct wy_conn *conn_of(struct wy_net *net, struct wy_net_flow *flow)
{
    if (!flow->conn)
        flow->conn = wy_conn_new(net, flow);
    return flow->conn;
}

static void give(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, const struct wy_span *span)
{
    struct wy_conn *conn = conn_of(net, flow);
    flow->side[side].next += (uint32_t)span->data.len;
    if (conn && span->data.len)
        wy_conn_data(conn, side, span);
}

static void give_gap(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint64_t missing)
{
    struct wy_conn *conn = conn_of(net, flow);
    flow->side[side].next += (uint32_t)missing;
    flow->facts.lost += missing;
    wy_net_count(net, &net->stats.lost, &net->stats.first_lost, missing);
    if (conn && missing)
        wy_conn_gap_bytes(conn, side, missing);
}

static void free_segment(struct wy_net *net, struct wy_tcp_side *s, struct wy_segment *seg)
{
    s->early_bytes -= seg->len;
    s->early_n--;
    wy_heap_free(&net->heap, seg, sizeof *seg + seg->len);
}

static struct wy_segment *take_first(struct wy_tcp_side *s)
{
    struct wy_segment *seg = s->early;
    s->early = seg->next;
    if (!s->early)
        s->early_last = NULL;
    return seg;
}

void wy_tcp_drop(struct wy_net *net, struct wy_tcp_side *s)
{
    while (s->early)
        free_segment(net, s, take_first(s));
}

// Bytes at `seq` that are due or overdue.
static void give_due(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint32_t seq,
                     const struct wy_span *span, uint64_t missing)
{
    struct wy_tcp_side *s = &flow->side[side];
    uint32_t old = s->next - seq; // already seen
    if (old < span->data.len) {
        struct wy_span rest = {wy_bytes_sub(span->data, old, SIZE_MAX), span->when};
        give(net, flow, side, &rest);
        if (missing)
            give_gap(net, flow, side, missing);
    } else if (missing && old - span->data.len < missing) {
        give_gap(net, flow, side, missing - (old - span->data.len));
    }
}

static void give_waiting(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side)
{
    struct wy_tcp_side *s = &flow->side[side];
    while (s->early && !s->skip && (int32_t)(s->early->seq - s->next) <= 0) {
        struct wy_segment *seg = take_first(s);
        struct wy_span span = {{seg->data, seg->len}, seg->when};
        give_due(net, flow, side, seg->seq, &span, seg->missing);
        free_segment(net, s, seg);
    }
    if (s->skip)
        wy_tcp_drop(net, s);
}

void wy_tcp_flush(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side)
{
    struct wy_tcp_side *s = &flow->side[side];
    while (s->early && !s->skip) {
        int32_t hole = (int32_t)(s->early->seq - s->next);
        if (hole > 0)
            give_gap(net, flow, side, (uint64_t)hole);
        give_waiting(net, flow, side);
    }
    wy_tcp_drop(net, s);
}

static void insert(struct wy_tcp_side *s, struct wy_segment *seg)
{
    struct wy_segment **link = &s->early;
    if (s->early_last && (int32_t)(s->early_last->seq - seg->seq) <= 0)
        link = &s->early_last->next;
    while (*link && (int32_t)((*link)->seq - seg->seq) <= 0)
        link = &(*link)->next;
    seg->next = *link;
    *link = seg;
    if (!seg->next)
        s->early_last = seg;
    s->early_bytes += seg->len;
    s->early_n++;
}

static void keep(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint32_t seq,
                 const struct wy_span *span, uint64_t missing)
{
    struct wy_tcp_side *s = &flow->side[side];
    if (s->early_bytes + span->data.len > EARLY_BYTES || s->early_n >= EARLY_SEGMENTS) {
        int32_t hole = (int32_t)((s->early ? s->early->seq : seq) - s->next);
        give_gap(net, flow, side, hole > 0 ? (uint64_t)hole : 0);
        give_waiting(net, flow, side);
        if (!flow->closed)
            wy_tcp_data(net, flow, side, seq, span, missing);
        return;
    }
    struct wy_segment *seg = wy_heap_alloc(&net->heap, sizeof *seg + span->data.len);
    if (!seg)
        return; // the hole will be told as lost
    seg->when = span->when;
    seg->seq = seq;
    seg->len = (uint32_t)span->data.len;
    seg->missing = missing;
    memcpy(seg->data, span->data.ptr, span->data.len);
    insert(s, seg);
}

static void check_end(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side)
{
    struct wy_tcp_side *s = &flow->side[side];
    if (!s->fin || s->ended || (s->started && !s->skip && (int32_t)(s->fin_seq - s->next) > 0))
        return;
    s->ended = true;
    if (flow->conn)
        wy_conn_end(flow->conn, side);
    if (flow->side[0].ended && flow->side[1].ended)
        wy_flow_close(net, flow);
}

void wy_tcp_data(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint32_t seq,
                 const struct wy_span *span, uint64_t missing)
{
    struct wy_tcp_side *s = &flow->side[side];
    if (s->skip || s->ended)
        return;
    if (!s->started) {
        s->started = true;
        s->next = seq;
    }
    if ((int32_t)(seq - s->next) > 0) {
        keep(net, flow, side, seq, span, missing);
        return;
    }
    give_due(net, flow, side, seq, span, missing);
    if (s->early)
        give_waiting(net, flow, side);
    check_end(net, flow, side);
}

void wy_tcp_fin(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint32_t seq)
{
    struct wy_tcp_side *s = &flow->side[side];
    if (!s->fin) {
        s->fin = true;
        s->fin_seq = seq;
    }
    check_end(net, flow, side);
}
