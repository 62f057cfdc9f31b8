// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Android sparse images (system/core/libsparse, major version 1): raw, fill and don't-care chunks become one blob of
// the image's real size. The CRC is not checked.
#pragma once

#include "formats/archive/mapped.h"

static inline bool wy_sparse_looks_like(wy_bytes head)
{
    return head.len >= 28 && memcmp(head.ptr, "\x3a\xff\x26\xed", 4) == 0;
}
WY_CHECKED wy_err wy_sparse_open(struct wy_mapped_blob *out, const struct wy_blob *image, uint64_t size_max,
                                 struct wy_arena *arena, struct wy_diag *diag);
// The parts of a split image, each a sparse image of the whole that leaves out what the others hold. `images` must
// outlive *out.
WY_CHECKED wy_err wy_sparse_join(struct wy_mapped_blob *out, const struct wy_blob *const *images, size_t n,
                                 uint64_t size_max, struct wy_arena *arena, struct wy_diag *diag);
