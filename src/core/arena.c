// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK_MIN = 64 * 1024 - 64, CHUNK_MAX = 4 * 1024 * 1024 };

struct wy_arena_chunk {
    struct wy_arena_chunk *below;
    size_t size, fill;
    bool own; // holds one growing array only; fill is then that of the chunk above when the array came here
    _Alignas(max_align_t) unsigned char data[];
};

void wy_arena_init(struct wy_arena *arena, size_t limit_bytes) { *arena = (struct wy_arena){.limit = limit_bytes}; }

void wy_arena_fini(struct wy_arena *arena) { wy_arena_reset(arena, (struct wy_arena_mark){0}); }

static bool push_chunk(struct wy_arena *arena, size_t need)
{
    // Chunks double so that a large arena has few of them and a small one stays small.
    size_t size = arena->chunk ? arena->chunk->size * 2 : CHUNK_MIN;
    if (size > CHUNK_MAX)
        size = CHUNK_MAX;
    if (size < need)
        size = need;
    if (arena->limit && size > arena->limit - wy_min(arena->used, arena->limit))
        size = need; // near the limit, take only what is asked for
    if (arena->limit && size > arena->limit - wy_min(arena->used, arena->limit))
        return false;
    size_t total;
    if (!wy_add_size(sizeof(struct wy_arena_chunk), size, &total))
        return false;
    struct wy_arena_chunk *c = malloc(total);
    if (!c)
        return false;
    c->below = arena->chunk;
    c->size = size;
    c->fill = 0;
    c->own = false;
    arena->chunk = c;
    arena->used += size;
    return true;
}

void *wy_arena_alloc(struct wy_arena *arena, size_t size, size_t align)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        struct wy_arena_chunk *c = arena->chunk;
        if (c) {
            uintptr_t base = (uintptr_t)c->data;
            size_t start = (size_t)(((base + c->fill + align - 1) & ~(uintptr_t)(align - 1)) - base);
            if (start <= c->size && size <= c->size - start) {
                c->fill = start + size;
                return memset(c->data + start, 0, size);
            }
        }
        size_t need;
        if (!wy_add_size(size, align, &need) || !push_chunk(arena, need))
            return NULL;
    }
    return NULL;
}

void *wy_arena_alloc_array(struct wy_arena *arena, size_t count, size_t size, size_t align)
{
    size_t total;
    return wy_mul_size(count, size, &total) ? wy_arena_alloc(arena, total, align) : NULL;
}

struct wy_arena_mark wy_arena_mark(const struct wy_arena *arena)
{
    return (struct wy_arena_mark){arena->chunk, arena->chunk ? arena->chunk->fill : 0};
}

void wy_arena_reset(struct wy_arena *arena, struct wy_arena_mark mark)
{
    while (arena->chunk != mark.chunk) {
        struct wy_arena_chunk *c = arena->chunk;
        arena->chunk = c->below;
        arena->used -= c->size;
        free(c);
    }
    struct wy_arena_chunk *top = arena->chunk, *own;
    if (!top)
        return;
    top->fill = mark.fill;
    while ((own = top->below) && own->own && own->fill > mark.fill) { // arrays that came here since the mark
        top->below = own->below;
        arena->used -= own->size;
        free(own);
    }
}

bool wy_arena_str(struct wy_arena *arena, wy_str s, wy_str *out)
{
    if (!s.ptr) {
        *out = s;
        return true;
    }
    char *p = wy_arena_alloc(arena, s.len ? s.len : 1, 1);
    if (!p)
        return false;
    if (s.len)
        memcpy(p, s.ptr, s.len);
    *out = (wy_str){p, s.len};
    return true;
}

wy_str wy_arena_dup(struct wy_arena *arena, wy_str s)
{
    wy_str r = {0};
    return wy_arena_str(arena, s, &r) ? r : (wy_str){0};
}

char *wy_arena_cstr(struct wy_arena *arena, wy_str s)
{
    size_t n;
    if (!wy_add_size(s.len, 1, &n))
        return NULL;
    char *p = wy_arena_alloc(arena, n, 1);
    if (p && s.len)
        memcpy(p, s.ptr, s.len);
    return p;
}

wy_str wy_arena_printf(struct wy_arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : wy_arena_alloc(arena, (size_t)n + 1, 1);
    if (p)
        (void)vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p ? (wy_str){p, (size_t)n} : (wy_str){0};
}

// The link to the chunk that an array has to itself; NULL when it lies among others.
static struct wy_arena_chunk **own_chunk(struct wy_arena *arena, const void *array)
{
    struct wy_arena_chunk **link = arena->chunk ? &arena->chunk->below : NULL;
    while (link && *link && !((*link)->own && (*link)->data == array))
        link = &(*link)->below;
    return link && *link ? link : NULL;
}

// A large array gets a chunk of its own, which grows without a copy being left behind. It lies beneath the topmost one,
// so that no mark names it. What is new in it is not zeroed.
static void *grow_alone(struct wy_arena *arena, const void *array, size_t used, size_t size)
{
    struct wy_arena_chunk **link = own_chunk(arena, array), *old = link ? *link : NULL;
    size_t had = old ? old->size : 0, total;
    if (!wy_add_size(sizeof *old, size, &total) || (!arena->chunk && !push_chunk(arena, 1)))
        return NULL;
    if (arena->limit && size - had > arena->limit - wy_min(arena->used, arena->limit))
        return NULL;
    struct wy_arena_chunk *c = realloc(old, total);
    if (!c)
        return NULL;
    if (old) {
        *link = c;
    } else {
        c->below = arena->chunk->below;
        c->own = true;
        c->fill = arena->chunk->fill;
        arena->chunk->below = c;
        memcpy(c->data, array, used);
    }
    c->size = size;
    arena->used += size - had;
    return c->data;
}

static void *grow(struct wy_arena *arena, const struct wy_rows *rows, size_t cap, size_t size)
{
    enum { ALONE = 1024 * 1024 };
    size_t total, used = rows->n * size;
    if (!wy_mul_size(cap, size, &total))
        return NULL;
    if (total >= ALONE && used)
        return grow_alone(arena, rows->v, used, total);
    void *v = wy_arena_alloc(arena, total, _Alignof(max_align_t));
    if (v && used)
        memcpy(v, rows->v, used);
    return v;
}

void *wy_rows_add(struct wy_rows *rows, struct wy_arena *arena, size_t size)
{
    if (rows->n == rows->cap) {
        size_t cap = rows->cap ? rows->cap * 2 : 8;
        void *v = grow(arena, rows, cap, size);
        if (!v)
            return NULL;
        rows->v = v;
        rows->cap = cap;
    }
    return memset((unsigned char *)rows->v + rows->n++ * size, 0, size);
}
