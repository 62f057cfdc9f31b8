// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/lz4.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_limits limits = wy_limits_default;
    limits.item = 1 << 20;
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    struct wy_blob_stream packed = wy_blob_stream(&blob.blob);
    struct wy_stream *plain = NULL;
    struct wy_diag diag = {0};
    if (wy_lz4_stream(&packed.stream, &limits, &plain, &diag) != WY_OK)
        return 0;
    uint64_t total = 0;
    uint8_t out[5000];
    size_t got = 1;
    while (got > 0 && plain->read(plain, out, sizeof out, &got, &diag) == WY_OK)
        total += got;
    if (total > limits.item + sizeof out)
        __builtin_trap(); // past its limit
    wy_stream_close(plain);
    return 0;
}
