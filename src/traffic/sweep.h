// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A filter of windows, and passing quickly over text in which none of them can stand: eight windows at a time, where
// the processor has AVX2. What the filter lets through is only likely, what it does not is certain; the matcher
// decides.
#pragma once

#include "core/arena.h"

struct wy_sweep {
    uint32_t *words; // of the filter, two bits of one for each window
    uint32_t fold;   // set in every four bytes of a window before it is hashed
    unsigned width, word_shift, bit_shift;
};

// Windows of `width` (3, 4 or 8) bytes; `fold` is set in every byte first.
WY_CHECKED bool wy_sweep_init(struct wy_sweep *sweep, struct wy_arena *arena, unsigned width, uint64_t fold,
                              unsigned filter_bits);
void wy_sweep_add(struct wy_sweep *sweep, uint32_t hash);

// Of the window that is the first bytes of `v`. `width` is the sweep's, for the compiler to know it; the upper bits say
// which word of the filter, the next ones which two bits of it. The factors are odd numbers without a pattern; products
// spread what is low to what is high.
#define WY_SWEEP_FIRST 0x9e3779b1u
#define WY_SWEEP_SECOND 0x85ebca77u
static inline uint32_t wy_sweep_hash(uint64_t v, uint32_t fold, unsigned width)
{
    uint32_t low = (uint32_t)v | fold, high = (uint32_t)(v >> 32) | fold;
    return width == 3   ? (low << 8) * WY_SWEEP_FIRST
           : width == 4 ? low * WY_SWEEP_FIRST
                        : low * WY_SWEEP_FIRST + high * WY_SWEEP_SECOND;
}

static inline bool wy_sweep_may(const struct wy_sweep *s, uint32_t hash)
{
    uint32_t word = s->words[hash >> s->word_shift];
    return ((word << (hash >> s->bit_shift & 31)) & (word << (hash >> (s->bit_shift - 5) & 31))) >> 31;
}

// Whether wy_sweep_next() passes over anything: it is of use.
bool wy_sweep_is_fast(const struct wy_sweep *sweep);
// Of windows of 3 or 8 bytes: the first of those at `at`, `at` + 4, ... before `end` that the filter lets through, or
// one near `end`. Seven bytes behind `end` are read.
size_t wy_sweep_next(const struct wy_sweep *sweep, const uint8_t *text, size_t at, size_t end);
