// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Zstandard (RFC 8878) as a stream filter: packed stream in, unpacked stream out. Windows up to 128 MiB are accepted.
#pragma once

#include "core/limits.h"
#include "core/stream.h"

static inline bool wy_zstd_looks_like(wy_bytes head)
{
    return head.len >= 4 && memcmp(head.ptr, "\x28\xb5\x2f\xfd", 4) == 0;
}

// Bounded by limits.item and limits.expansion. Neither argument is owned, and both must outlive *out; close *out with
// wy_stream_close, which frees it.
WY_CHECKED wy_err wy_zstd_stream(struct wy_stream *packed, const struct wy_limits *limits, struct wy_stream **out,
                                 struct wy_diag *diag);
