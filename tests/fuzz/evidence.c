// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What a worker returns is decoded as hostile; what was decoded must encode again.
#include "evidence/codec.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool drop(void *ctx, wy_str line)
{
    (void)ctx, (void)line;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_limits limits = wy_limits_default;
    limits.rows = 1000;
    struct wy_evidence ev;
    wy_evidence_init(&ev, &limits);
    struct wy_diag diag = {0};
    if (wy_evidence_decode(&ev, (wy_bytes){data, size}, &diag) == WY_OK) {
        struct wy_buf buf;
        wy_buf_init(&buf, 64 << 20);
        wy_evidence_encode(&ev, WY_ENCODE_COMPACT, &buf);
        wy_buf_fini(&buf);
    }
    wy_evidence_fini(&ev);
    wy_evidence_init(&ev, &limits);
    struct wy_evidence_reader reader = wy_evidence_reader_new(&ev);
    if (wy_evidence_read_lines(&reader, (wy_bytes){data, size}, &diag) == WY_OK)
        if (!wy_evidence_encode_lines(&ev, drop, NULL))
            abort();
    wy_evidence_reader_fini(&reader);
    wy_evidence_fini(&ev);
    return 0;
}
