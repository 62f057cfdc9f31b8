// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A hash map from text to a pointer, in an arena. Keys come from hostile input, so the hash is SipHash-1-3 under a
// random key drawn once for each map.
#pragma once

#include "core/arena.h"

struct wy_map_slot {
    wy_str key; // not copied: the caller keeps it alive
    uint64_t hash;
    void *value;
};

struct wy_map {
    struct wy_map_slot *slots;
    size_t n, cap; // cap is 0 or a power of two
    uint64_t seed[2];
    struct wy_arena *arena;
};

void wy_map_init(struct wy_map *map, struct wy_arena *arena);
// The slot of `key`, made with value NULL when absent; NULL when memory is refused. Valid until the next put.
WY_CHECKED struct wy_map_slot *wy_map_put(struct wy_map *map, wy_str key);
void *wy_map_get(const struct wy_map *map, wy_str key); // NULL when absent
uint64_t wy_siphash(const uint64_t seed[2], wy_bytes in);
void wy_random(void *out, size_t n); // getrandom; never fails on a kernel that Landlock runs on
