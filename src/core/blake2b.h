// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// BLAKE2b without a key (RFC 7693), cut to 256 bits while it is made: OpenSSL 3.0 offers 512 bits only, and verified
// boot uses this one ("blake2b-256").
#pragma once

#include "core/text.h"

enum { WY_BLAKE2B_BLOCK = 128 };

struct wy_blake2b {
    uint64_t h[8], total;
    uint8_t block[WY_BLAKE2B_BLOCK];
    size_t fill;
};

void wy_blake2b_256_init(struct wy_blake2b *b);
void wy_blake2b_add(struct wy_blake2b *b, wy_bytes in);
void wy_blake2b_256_take(struct wy_blake2b *b, uint8_t out[32]);
