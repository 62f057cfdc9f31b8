// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A counted heap: memory whose pieces come and go (open connections, half-read messages) under one byte budget, where
// an arena would only grow. Every piece is zeroed. Not thread-safe.
#pragma once

#include "core/base.h"

struct wy_heap {
    size_t used, peak, limit; // bytes asked for; limit 0 = none
    uint64_t refused;         // how often nothing was given
};

WY_CHECKED void *wy_heap_alloc(struct wy_heap *heap, size_t size); // NULL when the system or the budget refuses
// Grows or shrinks; on NULL the old piece is as it was. New bytes are not zeroed.
WY_CHECKED void *wy_heap_resize(struct wy_heap *heap, void *old, size_t old_size, size_t size);
void wy_heap_free(struct wy_heap *heap, void *piece, size_t size); // the size it was asked for with; NULL-safe

// For libraries that take the four functions of malloc with a pointer of ours; the size is kept in front of each piece.
void *wy_heap_c_malloc(size_t size, void *heap);
void *wy_heap_c_calloc(size_t n, size_t size, void *heap);
void *wy_heap_c_realloc(void *piece, size_t size, void *heap);
void wy_heap_c_free(void *piece, void *heap);
