// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// LZ4 frames as a stream filter, as Samsung wraps its images (vbmeta.img.lz4). Legacy frames are not read.
#pragma once

#include "core/limits.h"
#include "core/stream.h"

static inline bool wy_lz4_looks_like(wy_bytes head)
{
    return head.len >= 7 && memcmp(head.ptr, "\x04\x22\x4d\x18", 4) == 0;
}

// Bounded by limits.item and limits.expansion. Neither argument is owned, and both must outlive *out; close *out with
// wy_stream_close, which frees it.
WY_CHECKED wy_err wy_lz4_stream(struct wy_stream *packed, const struct wy_limits *limits, struct wy_stream **out,
                                struct wy_diag *diag);
