// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/quic_stream.h"

#include "formats/net/dns.h"
#include "formats/net/flow.h"

enum { STREAMS_MAX = 256 }; // open at one time; browsers keep to 100

// In a list of ALPN names with commas.
static bool speaks(wy_str alpn, wy_str name)
{
    wy_str one;
    while (wy_str_next(&alpn, ',', &one))
        if (wy_str_starts(one, name))
            return true;
    return false;
}

bool wy_quic_streams_begin(struct wy_quic_streams *all, struct wy_conn *outer, wy_str alpn)
{
    *all = (struct wy_quic_streams){.app = &wy_quic_raw};
    if (speaks(alpn, WY_S("h3")))
        all->app = &wy_quic_h3;
    else if (speaks(alpn, WY_S("doq")))
        all->app = &wy_quic_dns;
    all->conn = wy_conn_inner(outer, true);
    if (!all->conn)
        return false;
    all->state = wy_heap_alloc(wy_conn_heap(all->conn), all->app->state_size);
    return all->state != NULL;
}

static bool is_closed(const struct wy_quic_streams *all, enum wy_side side, uint64_t id)
{
    const struct wy_quic_closed *c = &all->closed[side][id & 3];
    uint64_t at = id >> 2;
    if (at < c->base)
        return true;
    at -= c->base;
    return at < WY_QUIC_CLOSED && c->bit[at / 8] >> (at & 7) & 1;
}

// It counts as closed because others far ahead of it were, and was perhaps never seen.
static bool is_skipped(const struct wy_quic_streams *all, enum wy_side side, uint64_t id)
{
    const struct wy_quic_closed *c = &all->closed[side][id & 3];
    return c->skipped && id >> 2 < c->base;
}

static void set_closed(struct wy_quic_streams *all, enum wy_side side, uint64_t id)
{
    struct wy_quic_closed *c = &all->closed[side][id & 3];
    uint64_t at = id >> 2;
    if (at < c->base)
        return;
    if (at - c->base >= WY_QUIC_CLOSED) { // the oldest are forgotten and count as closed
        uint64_t bytes = (at - c->base - WY_QUIC_CLOSED) / 8 + 1;
        size_t n = (size_t)wy_min(bytes, sizeof c->bit);
        c->skipped = c->skipped || bytes > n;
        for (size_t i = 0; i < n; i++)
            c->skipped = c->skipped || c->bit[i] != 0xff;
        memmove(c->bit, c->bit + n, sizeof c->bit - n);
        memset(c->bit + sizeof c->bit - n, 0, n);
        c->base += bytes * 8;
    }
    at -= c->base;
    c->bit[at / 8] |= (uint8_t)(1u << (at & 7));
}

// What cannot be followed is told once.
static void tell_crowded(struct wy_quic_streams *all, struct wy_when when)
{
    if (!all->crowded_told)
        wy_conn_gap(all->conn, WY_LIMIT, when, "more streams of a QUIC connection at once than are followed");
    all->crowded_told = true;
}

void wy_quic_stream_forget(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct wy_heap *heap = wy_conn_heap(all->conn);
    set_closed(all, (enum wy_side)s->side, s->id);
    wy_order_free(heap, &s->order);
    if (s->state)
        all->app->free_stream(all, s);
    wy_heap_free(heap, s->state, all->app->stream_size);
    *s = (struct wy_quic_stream){0};
}

struct target {
    struct wy_quic_streams *all;
    struct wy_quic_stream *s;
};

static void give(void *ctx, const struct wy_span *span)
{
    struct target *t = ctx;
    t->all->app->data(t->all, t->s, span);
}

static void give_gap(void *ctx, uint64_t missing)
{
    struct target *t = ctx;
    wy_conn_lost(t->all->conn, missing);
    t->all->app->gap(t->all, t->s, missing);
}

static void end(struct wy_quic_streams *all, struct wy_quic_stream *s, bool cut)
{
    if (s->ended)
        return;
    struct target t = {all, s};
    struct wy_order_sink sink = {&t, give, give_gap};
    wy_order_flush(wy_conn_heap(all->conn), &s->order, &sink);
    s->ended = true;
    if (all->app->end(all, s, cut || !s->fin || s->order.next < s->end))
        wy_quic_stream_forget(all, s);
}

static struct wy_quic_stream *find(struct wy_quic_streams *all, enum wy_side side, uint64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].used && all->list[i].id == id && all->list[i].side == side)
            return &all->list[i];
    return NULL;
}

static struct wy_quic_stream *unused(struct wy_quic_streams *all, struct wy_when when)
{
    struct wy_quic_stream *oldest = all->list;
    for (size_t i = 0; i < all->n; i++) {
        if (!all->list[i].used)
            return &all->list[i];
        // Those of one direction live as long as the connection.
        bool older = (all->list[i].id & 2) < (oldest->id & 2) ||
                     ((all->list[i].id & 2) == (oldest->id & 2) && all->list[i].when.packet < oldest->when.packet);
        oldest = older ? &all->list[i] : oldest;
    }
    size_t n = all->n ? all->n * 2 : 8;
    struct wy_quic_stream *bigger = NULL;
    if (n <= STREAMS_MAX)
        bigger = wy_heap_resize(wy_conn_heap(all->conn), all->list, all->n * sizeof *bigger, n * sizeof *bigger);
    if (bigger) {
        memset(bigger + all->n, 0, (n - all->n) * sizeof *bigger);
        all->list = bigger;
        all->n = n;
        return &bigger[n / 2];
    }
    tell_crowded(all, when);
    if (oldest) {
        end(all, oldest, true);
        if (oldest->used)
            wy_quic_stream_forget(all, oldest);
    }
    return oldest;
}

static struct wy_quic_stream *make(struct wy_quic_streams *all, const struct wy_quic_piece *p, struct wy_when when)
{
    struct wy_quic_stream *s = unused(all, when);
    if (!s)
        return NULL;
    *s = (struct wy_quic_stream){.id = p->id, .side = (uint8_t)p->side, .used = true, .when = when};
    s->state = wy_heap_alloc(wy_conn_heap(all->conn), all->app->stream_size);
    if (s->state)
        return s;
    s->used = false;
    tell_crowded(all, when);
    return NULL;
}

void wy_quic_streams_data(struct wy_quic_streams *all, const struct wy_quic_piece *p, const struct wy_span *span)
{
    if (!all->app->wanted(all->conn, p->side, p->id))
        return;
    struct wy_quic_stream *s = find(all, p->side, p->id);
    if (!s && !is_closed(all, p->side, p->id))
        s = make(all, p, span->when);
    else if (!s && is_skipped(all, p->side, p->id))
        tell_crowded(all, span->when);
    if (!s || s->ended)
        return;
    if (p->fin && !s->fin) {
        s->fin = true;
        s->end = p->at + span->data.len;
    }
    struct target t = {all, s};
    struct wy_order_sink sink = {&t, give, give_gap};
    wy_order_add(wy_conn_heap(all->conn), &s->order, p->at, span, &sink);
    if (s->fin && s->order.next >= s->end)
        end(all, s, false);
}

void wy_quic_streams_reset(struct wy_quic_streams *all, enum wy_side side, uint64_t id)
{
    struct wy_quic_stream *s = find(all, side, id);
    if (s)
        end(all, s, true);
}

void wy_quic_streams_fini(struct wy_quic_streams *all)
{
    if (!all->conn)
        return;
    struct wy_heap *heap = wy_conn_heap(all->conn);
    for (size_t i = 0; i < all->n && all->state; i++)
        if (all->list[i].used && !(all->list[i].id & 2))
            end(all, &all->list[i], true);
    if (all->state && all->app->finish)
        all->app->finish(all);
    for (size_t i = 0; i < all->n && all->state; i++) {
        if (all->list[i].used)
            end(all, &all->list[i], true); // of one direction: QPACK's instructions, or an application's
        if (all->list[i].used)
            wy_quic_stream_forget(all, &all->list[i]);
    }
    if (all->state && all->app->fini)
        all->app->fini(all);
    wy_heap_free(heap, all->list, all->n * sizeof *all->list);
    wy_heap_free(heap, all->state, all->app->state_size);
    wy_conn_free(all->conn);
    *all = (struct wy_quic_streams){0};
}

// What is not known: each direction of each stream is one message.
enum { RAW_MAX = 256 * 1024, RAW_OVERLAP = 1024 };

struct raw {
    struct wy_hold hold;
    uint64_t id;
    bool cut;
};

static bool raw_wanted(const struct wy_conn *conn, enum wy_side side, uint64_t id)
{
    (void)id;
    return wy_conn_wants(conn, side);
}

static void raw_tell(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    struct raw *raw = s->state;
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = wy_hold_bytes(&raw->hold), .cut = raw->cut};
    struct wy_message m = {.from = s->side, .transport = "quic", .when = s->when, .parts = &part, .n = 1};
    if (raw->id == 0)
        raw->id = wy_conn_next_id(all->conn);
    m.id = raw->id;
    if (raw->hold.len)
        wy_conn_message(all->conn, &m);
}

static void raw_data(struct wy_quic_streams *all, struct wy_quic_stream *s, const struct wy_span *span)
{
    struct raw *raw = s->state;
    for (wy_bytes b = span->data; b.len;) {
        size_t n = wy_min(b.len, RAW_MAX - raw->hold.len);
        if (!wy_hold_add(wy_conn_heap(all->conn), &raw->hold, wy_bytes_sub(b, 0, n), RAW_MAX))
            return;
        b = wy_bytes_sub(b, n, SIZE_MAX);
        if (raw->hold.len < RAW_MAX)
            continue;
        raw->cut = true;
        raw_tell(all, s);
        wy_hold_cut(&raw->hold, RAW_MAX - RAW_OVERLAP);
    }
}

static void raw_gap(struct wy_quic_streams *all, struct wy_quic_stream *s, uint64_t missing)
{
    (void)all, (void)missing;
    ((struct raw *)s->state)->cut = true;
}

static bool raw_end(struct wy_quic_streams *all, struct wy_quic_stream *s, bool cut)
{
    ((struct raw *)s->state)->cut |= cut;
    raw_tell(all, s);
    return true;
}

static void raw_free(struct wy_quic_streams *all, struct wy_quic_stream *s)
{
    wy_hold_free(wy_conn_heap(all->conn), &((struct raw *)s->state)->hold);
}

const struct wy_quic_app wy_quic_raw = {
    .state_size = 1,
    .stream_size = sizeof(struct raw),
    .wanted = raw_wanted,
    .data = raw_data,
    .gap = raw_gap,
    .end = raw_end,
    .free_stream = raw_free,
};

// DNS over QUIC: one message in each direction of a stream, its length in front (the first drafts had none).
static bool dns_wanted(const struct wy_conn *conn, enum wy_side side, uint64_t id)
{
    (void)conn, (void)side, (void)id;
    return true; // answers name the addresses
}

static bool dns_end(struct wy_quic_streams *all, struct wy_quic_stream *s, bool cut)
{
    (void)cut;
    wy_bytes b = wy_hold_bytes(&((struct raw *)s->state)->hold);
    wy_conn_flow(all->conn)->transport = "doq";
    if (b.len >= 2 && (size_t)wy_be16(b.ptr) + 2 >= b.len)
        b = wy_bytes_sub(b, 2, SIZE_MAX);
    struct wy_span message = {b, s->when};
    if (b.len)
        wy_dns_message(all->conn, (enum wy_side)s->side, &message, "doq");
    return true;
}

const struct wy_quic_app wy_quic_dns = {
    .state_size = 1,
    .stream_size = sizeof(struct raw),
    .wanted = dns_wanted,
    .data = raw_data,
    .gap = raw_gap,
    .end = dns_end,
    .free_stream = raw_free,
};
