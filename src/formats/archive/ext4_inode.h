// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between ext4.c and ext4_content.c; nobody else includes this.
#pragma once

#include "formats/archive/filesystem.h"

enum {
    WY_EXT4_INODE_MIN = 128,
    WY_EXT4_IN_INODE = 60, // bytes of a file, the root of its tree of extents, or its 15 block numbers
};

struct wy_ext4_image {
    const struct wy_blob *blob;
    uint32_t block;
    uint16_t inode_size;
    uint64_t *lists_left; // blocks of extents and block numbers that may still be read: the whole has so many only
};

struct wy_ext4_inode {
    uint64_t at; // in the image
    uint16_t mode;
    uint32_t flags;
    uint64_t size;
    uint8_t block[WY_EXT4_IN_INODE];
};

// What a file or folder holds, whose memory is the arena's.
WY_CHECKED wy_err wy_ext4_content(const struct wy_ext4_image *image, const struct wy_ext4_inode *inode,
                                  struct wy_arena *arena, struct wy_mapped_blob *out, struct wy_diag *diag);
