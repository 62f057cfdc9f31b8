// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/map.h"

#include <stdlib.h>
#include <sys/random.h>

void wy_random(void *out, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = getrandom((char *)out + done, n - done, 0);
        if (got <= 0)
            abort(); // only reachable where getrandom itself is refused, which our seccomp list allows
        done += (size_t)got;
    }
}

static uint64_t rotl(uint64_t x, int b) { return x << b | x >> (64 - b); }

static void sip_round(uint64_t v[4])
{
    v[0] += v[1], v[1] = rotl(v[1], 13), v[1] ^= v[0], v[0] = rotl(v[0], 32);
    v[2] += v[3], v[3] = rotl(v[3], 16), v[3] ^= v[2];
    v[0] += v[3], v[3] = rotl(v[3], 21), v[3] ^= v[0];
    v[2] += v[1], v[1] = rotl(v[1], 17), v[1] ^= v[2], v[2] = rotl(v[2], 32);
}

// Aumasson and Bernstein, "SipHash: a fast short-input PRF", with one compression and three finalisation rounds.
uint64_t wy_siphash(const uint64_t seed[2], wy_bytes in)
{
    uint64_t v[4] = {seed[0] ^ 0x736f6d6570736575u, seed[1] ^ 0x646f72616e646f6du, seed[0] ^ 0x6c7967656e657261u,
                     seed[1] ^ 0x7465646279746573u};
    size_t i = 0;
    for (; in.len - i >= 8; i += 8) {
        uint64_t m;
        memcpy(&m, in.ptr + i, 8);
        v[3] ^= m;
        sip_round(v);
        v[0] ^= m;
    }
    uint64_t m = (uint64_t)in.len << 56;
    for (size_t k = 0; i + k < in.len; k++)
        m |= (uint64_t)in.ptr[i + k] << (8 * k);
    v[3] ^= m;
    sip_round(v);
    v[0] ^= m;
    v[2] ^= 0xff;
    for (int k = 0; k < 3; k++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void wy_map_init(struct wy_map *map, struct wy_arena *arena)
{
    *map = (struct wy_map){.arena = arena};
    wy_random(map->seed, sizeof map->seed);
}

static struct wy_map_slot *find(const struct wy_map *map, wy_str key, uint64_t hash)
{
    size_t i = hash & (map->cap - 1);
    while (map->slots[i].key.ptr && (map->slots[i].hash != hash || !wy_str_eq(map->slots[i].key, key)))
        i = (i + 1) & (map->cap - 1);
    return &map->slots[i];
}

static bool grow(struct wy_map *map)
{
    struct wy_map bigger = *map;
    bigger.cap = map->cap ? map->cap * 2 : 16;
    bigger.slots = wy_new(map->arena, struct wy_map_slot, bigger.cap);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < map->cap; i++)
        if (map->slots[i].key.ptr)
            *find(&bigger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    *map = bigger;
    return true;
}

struct wy_map_slot *wy_map_put(struct wy_map *map, wy_str key)
{
    if ((map->n + 1) * 4 > map->cap * 3 && !grow(map))
        return NULL;
    if (!key.ptr)
        key = WY_S("");
    uint64_t hash = wy_siphash(map->seed, wy_str_bytes(key));
    struct wy_map_slot *slot = find(map, key, hash);
    if (!slot->key.ptr) {
        *slot = (struct wy_map_slot){.key = key, .hash = hash};
        map->n++;
    }
    return slot;
}

void *wy_map_get(const struct wy_map *map, wy_str key)
{
    if (map->n == 0)
        return NULL;
    if (!key.ptr)
        key = WY_S("");
    return find(map, key, wy_siphash(map->seed, wy_str_bytes(key)))->value;
}
