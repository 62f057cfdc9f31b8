// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/blake2b.h"

enum { ROUNDS = 12, SIZE = 32 };

static const uint64_t iv[8] = {UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b), UINT64_C(0x3c6ef372fe94f82b),
                               UINT64_C(0xa54ff53a5f1d36f1), UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
                               UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179)};

static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static uint64_t turn(uint64_t v, unsigned n) { return v >> n | v << (64 - n); }

static uint64_t word(const uint8_t *p)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < 8; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

static void mix(uint64_t v[16], const unsigned at[4], uint64_t x, uint64_t y)
{
    uint64_t *a = &v[at[0]], *b = &v[at[1]], *c = &v[at[2]], *d = &v[at[3]];
    *a += *b + x;
    *d = turn(*d ^ *a, 32);
    *c += *d;
    *b = turn(*b ^ *c, 24);
    *a += *b + y;
    *d = turn(*d ^ *a, 16);
    *c += *d;
    *b = turn(*b ^ *c, 63);
}

static void compress(struct wy_blake2b *b, const uint8_t *block, bool last)
{
    static const unsigned at[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
                                      {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14}};
    uint64_t v[16], m[16];
    for (unsigned i = 0; i < 16; i++)
        m[i] = word(block + (size_t)8 * i);
    for (unsigned i = 0; i < 8; i++) {
        v[i] = b->h[i];
        v[i + 8] = iv[i];
    }
    v[12] ^= b->total;
    if (last)
        v[14] = ~v[14];
    for (unsigned round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < 8; i++)
            mix(v, at[i], m[sigma[round % 10][2 * i]], m[sigma[round % 10][2 * i + 1]]);
    for (unsigned i = 0; i < 8; i++)
        b->h[i] ^= v[i] ^ v[i + 8];
}

void wy_blake2b_256_init(struct wy_blake2b *b)
{
    *b = (struct wy_blake2b){0};
    memcpy(b->h, iv, sizeof iv);
    b->h[0] ^= UINT64_C(0x01010000) ^ SIZE;
}

void wy_blake2b_add(struct wy_blake2b *b, wy_bytes in)
{
    while (in.len) {
        if (b->fill == WY_BLAKE2B_BLOCK) { // the last block is kept back: it is compressed in another way
            b->total += WY_BLAKE2B_BLOCK;
            compress(b, b->block, false);
            b->fill = 0;
        }
        size_t n = wy_min(in.len, WY_BLAKE2B_BLOCK - b->fill);
        memcpy(b->block + b->fill, in.ptr, n);
        b->fill += n;
        in = wy_bytes_sub(in, n, in.len - n);
    }
}

void wy_blake2b_256_take(struct wy_blake2b *b, uint8_t out[SIZE])
{
    b->total += b->fill;
    memset(b->block + b->fill, 0, WY_BLAKE2B_BLOCK - b->fill);
    compress(b, b->block, true);
    for (unsigned i = 0; i < SIZE; i++)
        out[i] = (uint8_t)(b->h[i / 8] >> (8 * (i % 8)));
}
