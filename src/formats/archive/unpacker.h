// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between seekable.c and its decoders (unpacker_*.c); nobody else includes this. A decoder reads its input itself.
#pragma once

#include "formats/archive/seekable.h"

enum { WY_UNPACKER_INPUT = 64 * 1024 };

struct wy_unpacker {
    // Up to `cap` bytes; *got == 0 is the end.
    wy_err (*step)(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag);
    wy_err (*rewind)(struct wy_unpacker *u, struct wy_diag *diag); // to the beginning
    // The state as a block of memory (malloc) of *size bytes; NULL where it cannot be saved now. Both are NULL where it
    // never can.
    void *(*save)(struct wy_unpacker *u, size_t *size);
    void (*load)(struct wy_unpacker *u, const void *state);
    void (*free)(struct wy_unpacker *u);
    const struct wy_blob *packed;
    uint64_t pos; // of the next packed byte to be read
};

// NULL where memory is refused.
struct wy_unpacker *wy_unpacker_deflate(const struct wy_blob *packed, bool gzip);
struct wy_unpacker *wy_unpacker_lz4(const struct wy_blob *packed);
struct wy_unpacker *wy_unpacker_brotli(const struct wy_blob *packed);
struct wy_unpacker *wy_unpacker_zstd(const struct wy_blob *packed);
struct wy_unpacker *wy_unpacker_xz(const struct wy_blob *packed);
struct wy_unpacker *wy_unpacker_new(const struct wy_again *again);
