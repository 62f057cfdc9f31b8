// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"

#include <stdlib.h>

static bool take(struct wy_heap *heap, size_t size)
{
    if (heap->limit && size > heap->limit - wy_min(heap->used, heap->limit))
        return false;
    heap->used += size;
    heap->peak = wy_max(heap->peak, heap->used);
    return true;
}

void *wy_heap_alloc(struct wy_heap *heap, size_t size)
{
    if (!take(heap, size))
        return NULL;
    void *piece = calloc(1, size ? size : 1);
    if (!piece)
        heap->used -= size;
    return piece;
}

void *wy_heap_resize(struct wy_heap *heap, void *old, size_t old_size, size_t size)
{
    if (size > old_size && !take(heap, size - old_size))
        return NULL;
    void *piece = realloc(old, size ? size : 1);
    if (!piece) {
        if (size > old_size)
            heap->used -= size - old_size;
        return NULL;
    }
    if (size < old_size)
        heap->used -= old_size - size;
    return piece;
}

void wy_heap_free(struct wy_heap *heap, void *piece, size_t size)
{
    if (!piece)
        return;
    heap->used -= size;
    free(piece);
}
