// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// gzip (RFC 1952) as a stream filter: packed stream in, unpacked stream out. Members may follow each other.
#pragma once

#include "core/limits.h"
#include "core/stream.h"

static inline bool wy_gzip_looks_like(wy_bytes head)
{
    return head.len >= 10 && memcmp(head.ptr, "\x1f\x8b\x08", 3) == 0 && (head.ptr[3] & 0xe0) == 0;
}

// Bounded by limits.item and limits.expansion. Neither argument is owned, and both must outlive *out; close *out with
// wy_stream_close, which frees it.
WY_CHECKED wy_err wy_gzip_stream(struct wy_stream *packed, const struct wy_limits *limits, struct wy_stream **out,
                                 struct wy_diag *diag);
