// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// xxHash32 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), in portions: the checksum of LZ4 frames. Its
// state can be copied, so that a sum goes on where a saved decoder does; zeros are a beginning.
#pragma once

#include "core/text.h"

struct wy_xxh32 {
    uint32_t lanes[4];
    uint8_t rest[16]; // of a stripe
    uint64_t len;
};

void wy_xxh32_add(struct wy_xxh32 *h, wy_bytes bytes);
uint32_t wy_xxh32_take(const struct wy_xxh32 *h);
