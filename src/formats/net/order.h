// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes with offsets put in order (QUIC's CRYPTO and STREAM frames): the first copy of a byte wins, what comes early
// waits within bounds, and what never comes is a gap.
#pragma once

#include "formats/net/net.h"

struct wy_order_piece;
struct wy_order {
    struct wy_order_piece *first;
    uint64_t next; // offset of the first byte that was not given yet
    size_t held, pieces;
};

struct wy_order_sink {
    void *ctx;
    void (*give)(void *ctx, const struct wy_span *span);
    void (*gap)(void *ctx, uint64_t missing);
};

// The order must outlive the calls of the sink.
void wy_order_add(struct wy_heap *heap, struct wy_order *o, uint64_t at, const struct wy_span *span,
                  const struct wy_order_sink *sink);
void wy_order_flush(struct wy_heap *heap, struct wy_order *o, const struct wy_order_sink *sink); // with gaps
void wy_order_free(struct wy_heap *heap, struct wy_order *o);
