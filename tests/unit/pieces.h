// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A stream that gives `step` bytes at a time, so that every border falls everywhere once.
#pragma once

#include "core/stream.h"

struct pieces {
    struct wy_stream stream;
    wy_bytes left;
    size_t step;
};

static inline wy_err pieces_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    (void)diag;
    struct pieces *p = (struct pieces *)stream;
    *got = wy_min(wy_min(p->step, cap), p->left.len);
    if (*got)
        memcpy(out, p->left.ptr, *got);
    p->left = wy_bytes_sub(p->left, *got, p->left.len);
    return WY_OK;
}
