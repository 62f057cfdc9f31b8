// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Bump allocation with a byte limit: one arena for what a scan keeps, a scratch arena with mark/reset for each item.
// Everything allocated is zeroed and lives until reset past its mark or fini. Not thread-safe.
#pragma once

#include "core/text.h"

struct wy_arena_chunk;

struct wy_arena {
    struct wy_arena_chunk *chunk;
    size_t used;  // bytes handed out by the system for this arena
    size_t limit; // 0 = no limit of its own
};

struct wy_arena_mark {
    struct wy_arena_chunk *chunk;
    size_t fill;
};

void wy_arena_init(struct wy_arena *arena, size_t limit_bytes);
void wy_arena_fini(struct wy_arena *arena);

// NULL when the system or the limit refuses. `align` is a power of two.
WY_CHECKED void *wy_arena_alloc(struct wy_arena *arena, size_t size, size_t align);
WY_CHECKED void *wy_arena_alloc_array(struct wy_arena *arena, size_t count, size_t size, size_t align);
#define wy_new(arena, T, n) ((T *)wy_arena_alloc_array((arena), (n), sizeof(T), _Alignof(T)))

struct wy_arena_mark wy_arena_mark(const struct wy_arena *arena);
void wy_arena_reset(struct wy_arena *arena, struct wy_arena_mark mark);

// Copies; false when memory is refused (*out is then untouched).
WY_CHECKED bool wy_arena_str(struct wy_arena *arena, wy_str s, wy_str *out);
// The same for callers that check the arena's owner later: absent on refusal.
wy_str wy_arena_dup(struct wy_arena *arena, wy_str s);
// Formatted text; absent on refusal.
WY_PRINTF(2, 3) wy_str wy_arena_printf(struct wy_arena *arena, const char *fmt, ...);
// A NUL-terminated copy for C APIs; NULL on refusal.
WY_CHECKED char *wy_arena_cstr(struct wy_arena *arena, wy_str s);

// Untyped growable rows in an arena. Growing moves them: do not keep a row pointer across an add.
struct wy_rows {
    void *v;
    size_t n, cap;
};
// A new zeroed row of `size` bytes at the end; NULL on refusal. `size` must be the same on every call for one list.
WY_CHECKED void *wy_rows_add(struct wy_rows *rows, struct wy_arena *arena, size_t size);
// for (WY_EACH(struct wy_package, p, ev->packages)) { ... }
#define WY_EACH(T, p, rows)                                                                                            \
    __typeof__(T) *p = (rows).v, *p##_end = p ? p + (rows).n : p;                                                      \
    p != p##_end;                                                                                                      \
    p++

// For printf("%.*s"): WY_ARG(slice) gives the two arguments, cut to what int can hold.
#define WY_ARG(s) (int)((s).len > 0x7fffffff ? 0x7fffffff : (s).len), ((s).ptr ? (s).ptr : "")
