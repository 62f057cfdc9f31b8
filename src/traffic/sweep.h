// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Passing quickly over text in which no needle can begin: eight windows at a time, where the processor has AVX2. What
// it stops at is only likely, what it passes over is certain; the matcher decides. Leaves out every processor but x86.
#pragma once

#include "core/arena.h"

struct wy_sweep; // NULL is one that passes over nothing

// Windows of `width` (3 or 8) bytes, every fourth position; `fold` is set in every byte first. NULL where the processor
// cannot, or without memory: it is a matter of speed alone.
struct wy_sweep *wy_sweep_new(struct wy_arena *arena, unsigned width, uint64_t fold, unsigned filter_bits);
void wy_sweep_add(struct wy_sweep *sweep, const uint8_t *window);
// The first of the windows at `at`, `at` + 4, ... before `end` that may be one of those added, or one near `end`. Seven
// bytes behind `end` are read.
size_t wy_sweep_next(const struct wy_sweep *sweep, const uint8_t *text, size_t at, size_t end);
