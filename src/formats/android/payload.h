// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// payload.bin of an A/B update (system/update_engine, major version 2): partitions as lists of operations. Full images
// only: REPLACE, REPLACE_BZ, REPLACE_XZ, REPLACE_ZSTD and ZERO; a partition with any other operation needs the old
// image and is told as such.
#pragma once

#include "formats/archive/mapped.h"

struct wy_payload_partition {
    wy_str name;
    bool incremental; // needs the image it updates: there is nothing to read
    struct wy_mapped_blob image;
    struct wy_mapped_cache *cache;
};

static inline bool wy_payload_looks_like(wy_bytes head) { return head.len >= 24 && memcmp(head.ptr, "CrAU", 4) == 0; }
// Rows of struct wy_payload_partition. Call wy_mapped_fini on each image that was read.
WY_CHECKED wy_err wy_payload_open(const struct wy_blob *blob, struct wy_arena *arena, struct wy_rows *out,
                                  struct wy_diag *diag);
