// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A blob pieced together from ranges of another one: sparse images, logical partitions, files of a file system,
// partitions of an update. A piece is copied, filled, or decoded as a unit; what no piece covers reads as zeros. The
// last decoded units are kept, so that reading on from front to back decodes each once.
#pragma once

#include "core/buffer.h"
#include "core/stream.h"

enum wy_piece_kind { WY_PIECE_COPY, WY_PIECE_FILL, WY_PIECE_DECODE, WY_PIECE_OTHER };

struct wy_piece {
    uint64_t at, size;    // in the pieced blob
    uint64_t from;        // in the other one; of WY_PIECE_OTHER: in .other
    uint32_t packed;      // of WY_PIECE_DECODE: bytes there
    uint32_t unit, skip;  // of WY_PIECE_DECODE: bytes when decoded, and how many of them come before this piece
    uint32_t fill;        // of WY_PIECE_FILL: four bytes, repeated
    uint8_t kind, method; // method: for decode
};

enum {
    WY_PIECE_UNIT_MAX = 16 << 20, // update operations have 2 MiB, EROFS clusters 1 MiB at most
    WY_MAPPED_CACHE = 8,
    WY_MAPPED_AGAIN = 16, // what is read may be unpacked this many times over, plus WY_MAPPED_FREE
    WY_MAPPED_FREE = 1 << 30,
};

struct wy_mapped_cache {
    struct {
        uint64_t from;
        uint8_t method;
        bool used;
        uint64_t last; // when it was used
        struct wy_buf data;
    } slot[WY_MAPPED_CACHE];
    uint64_t clock, decoded; // uses; bytes unpacked so far
};

// Decodes `packed` into exactly n bytes at out.
typedef wy_err (*wy_piece_decode)(uint8_t method, wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag);

struct wy_mapped_blob {
    struct wy_blob blob;
    const struct wy_blob *whole;
    const struct wy_blob *other;   // a second one that pieces may lie in; set it after wy_mapped_init. NULL = none
    const struct wy_piece *pieces; // sorted by .at
    size_t n;
    wy_piece_decode decode; // NULL where nothing is packed
    struct wy_mapped_cache *cache;
};

// `pieces`: rows of struct wy_piece, which are sorted in place. `whole` and the rows must outlive *out; wy_mapped_fini
// frees the decoded units.
WY_CHECKED wy_err wy_mapped_init(struct wy_mapped_blob *out, const struct wy_blob *whole, struct wy_rows *pieces,
                                 uint64_t size, wy_piece_decode decode, struct wy_mapped_cache *cache,
                                 struct wy_diag *diag);
void wy_mapped_fini(struct wy_mapped_blob *blob);
