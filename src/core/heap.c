// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"

#include <stdlib.h>
#include <string.h>

static bool take(struct wy_heap *heap, size_t size)
{
    if (heap->limit && size > heap->limit - wy_min(heap->used, heap->limit)) {
        heap->refused++;
        return false;
    }
    heap->used += size;
    heap->peak = wy_max(heap->peak, heap->used);
    return true;
}

void *wy_heap_alloc(struct wy_heap *heap, size_t size)
{
    if (!take(heap, size))
        return NULL;
    void *piece = calloc(1, size ? size : 1);
    if (!piece) {
        heap->refused++;
        heap->used -= size;
    }
    return piece;
}

void *wy_heap_resize(struct wy_heap *heap, void *old, size_t old_size, size_t size)
{
    if (size > old_size && !take(heap, size - old_size))
        return NULL;
    void *piece = realloc(old, size ? size : 1);
    if (!piece) {
        heap->refused++;
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

enum { SIZE_HEAD = 16 };

void *wy_heap_c_malloc(size_t size, void *heap)
{
    uint8_t *p = size > SIZE_MAX - SIZE_HEAD ? NULL : wy_heap_alloc(heap, size + SIZE_HEAD);
    if (!p)
        return NULL;
    memcpy(p, &size, sizeof size);
    return p + SIZE_HEAD;
}

static size_t c_size(const uint8_t *p)
{
    size_t size;
    memcpy(&size, p - SIZE_HEAD, sizeof size);
    return size;
}

void wy_heap_c_free(void *p, void *heap)
{
    if (p)
        wy_heap_free(heap, (uint8_t *)p - SIZE_HEAD, c_size(p) + SIZE_HEAD);
}

void *wy_heap_c_calloc(size_t n, size_t size, void *heap)
{
    size_t all;
    return wy_mul_size(n, size, &all) ? wy_heap_c_malloc(all, heap) : NULL; // the heap gives zeros
}

void *wy_heap_c_realloc(void *p, size_t size, void *heap)
{
    void *bigger = wy_heap_c_malloc(size, heap);
    if (bigger && p) {
        memcpy(bigger, p, wy_min(size, c_size(p)));
        wy_heap_c_free(p, heap);
    }
    return bigger;
}
