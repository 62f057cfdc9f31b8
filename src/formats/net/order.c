// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/order.h"

enum {
    HELD_MAX = 512 * 1024, // more than this waiting: the hole in front is taken for lost
    PIECES_MAX = 512,
};

struct wy_order_piece {
    struct wy_order_piece *next;
    uint64_t at;
    struct wy_when when;
    size_t len;
    uint8_t data[];
};

static void drop_first(struct wy_heap *heap, struct wy_order *o)
{
    struct wy_order_piece *p = o->first;
    o->first = p->next;
    o->held -= p->len;
    o->pieces--;
    wy_heap_free(heap, p, sizeof *p + p->len);
}

void wy_order_free(struct wy_heap *heap, struct wy_order *o)
{
    while (o->first)
        drop_first(heap, o);
}

static void give_due(struct wy_order *o, uint64_t at, const struct wy_span *span, const struct wy_order_sink *sink)
{
    uint64_t old = o->next - at; // already given
    if (old >= span->data.len)
        return;
    struct wy_span rest = {wy_bytes_sub(span->data, (size_t)old, SIZE_MAX), span->when};
    o->next += rest.data.len;
    sink->give(sink->ctx, &rest);
}

static void give_waiting(struct wy_heap *heap, struct wy_order *o, const struct wy_order_sink *sink)
{
    while (o->first && o->first->at <= o->next) {
        struct wy_span span = {{o->first->data, o->first->len}, o->first->when};
        give_due(o, o->first->at, &span, sink);
        drop_first(heap, o);
    }
}

static void skip_hole(struct wy_heap *heap, struct wy_order *o, uint64_t to, const struct wy_order_sink *sink)
{
    if (to > o->next) {
        uint64_t missing = to - o->next;
        o->next = to;
        sink->gap(sink->ctx, missing);
    }
    give_waiting(heap, o, sink);
}

static bool keep(struct wy_heap *heap, struct wy_order *o, uint64_t at, const struct wy_span *span)
{
    struct wy_order_piece **link = &o->first;
    while (*link && (*link)->at < at)
        link = &(*link)->next;
    if (*link && (*link)->at == at && (*link)->len >= span->data.len)
        return true;
    struct wy_order_piece *p = wy_heap_alloc(heap, sizeof *p + span->data.len);
    if (!p)
        return false;
    p->next = *link;
    p->at = at;
    p->when = span->when;
    p->len = span->data.len;
    memcpy(p->data, span->data.ptr, span->data.len);
    *link = p;
    o->held += p->len;
    o->pieces++;
    return true;
}

void wy_order_add(struct wy_heap *heap, struct wy_order *o, uint64_t at, const struct wy_span *span,
                  const struct wy_order_sink *sink)
{
    if (at > (UINT64_C(1) << 62) || span->data.len == 0)
        return;
    while (at > o->next && (o->held + span->data.len > HELD_MAX || o->pieces >= PIECES_MAX))
        skip_hole(heap, o, o->first && o->first->at < at ? o->first->at : at, sink);
    if (at > o->next) {
        (void)keep(heap, o, at, span); // else the hole is told as lost
        return;
    }
    give_due(o, at, span, sink);
    give_waiting(heap, o, sink);
}

void wy_order_flush(struct wy_heap *heap, struct wy_order *o, const struct wy_order_sink *sink)
{
    while (o->first)
        skip_hole(heap, o, o->first->at, sink);
}
