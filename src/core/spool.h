// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A file without a name that the parent opened and a worker fills: what can only be unpacked from front to back is
// unpacked into it once. What lies on disk is encrypted (AES-256-CTR) with a key that only this process has, so that
// nothing of the evidence is left there. Parts are used as a stack: the last one is given up first, and its place used
// again.
#pragma once

#include "core/stream.h"

struct wy_spool {
    int fd; // not owned; -1 = there is none
    uint64_t top, max;
    uint64_t parts; // so far
    uint8_t key[32];
};

struct wy_spool_part {
    struct wy_spool *spool; // NULL: not in use
    uint64_t at, size, number;
};

WY_CHECKED bool wy_spool_init(struct wy_spool *spool, int fd, uint64_t max);
// The part grows by wy_spool_add until another one is begun. WY_LIMIT past the spool's max.
struct wy_spool_part wy_spool_begin(struct wy_spool *spool);
WY_CHECKED wy_err wy_spool_add(struct wy_spool_part *part, wy_bytes bytes, struct wy_diag *diag);
WY_CHECKED wy_err wy_spool_read(const struct wy_spool_part *part, uint64_t offset, void *out, size_t n,
                                struct wy_diag *diag);
void wy_spool_end(struct wy_spool_part *part);

struct wy_spool_blob {
    struct wy_blob blob;
    struct wy_spool_part part; // ended by the caller; the blob must not move
};
// `before`, and all of the stream behind it, as a part of its own. The part is begun in any case.
WY_CHECKED wy_err wy_spool_stream(struct wy_spool *spool, wy_bytes before, struct wy_stream *stream,
                                  struct wy_spool_blob *out, struct wy_diag *diag);
