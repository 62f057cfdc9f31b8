// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between erofs.c and erofs_packed.c; nobody else includes this.
#pragma once

#include "core/limits.h"
#include "formats/archive/mapped.h"

struct wy_erofs_inode {
    uint16_t mode;
    uint8_t layout;
    uint64_t size;
    uint64_t end;  // of the inode and its attributes in the image: inline data and indexes follow
    uint32_t data; // first block, or chunk format
};

struct wy_erofs_image {
    const struct wy_blob *blob;
    const struct wy_limits *limits;
    uint8_t block_bits;
    bool padded;                     // packed data end with their cluster, zeros come first
    const struct wy_blob *fragments; // ends of files, and small files, all in one; NULL = none
};

enum { WY_EROFS_INDEX_FULL = 1, WY_EROFS_INDEX_COMPACT = 3 };

// Pieces of a compressed file; WY_PIECE_OTHER ones lie in image->fragments.
WY_CHECKED wy_err wy_erofs_packed_pieces(const struct wy_erofs_image *image, const struct wy_erofs_inode *inode,
                                         struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag);
// wy_piece_decode for them.
WY_CHECKED wy_err wy_erofs_unpack(uint8_t method, wy_bytes packed, uint8_t *out, size_t n, struct wy_diag *diag);
