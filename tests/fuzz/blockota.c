// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Transfer lists of block-based updates, over data that are shorter than most of them say.
#include "formats/android/blockota.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    struct wy_mapped_blob out;
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 16 << 20);
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    wy_err err = wy_blockota_open((wy_str){(const char *)data, size}, &blob.blob, &arena, &out, &diag);
    if (err != WY_OK && diag.code == WY_OK)
        __builtin_trap();
    uint8_t some[5000];
    for (uint64_t at = 0; err == WY_OK && at < out.blob.size && at < 100000; at += sizeof some) {
        size_t n = out.blob.size - at < sizeof some ? (size_t)(out.blob.size - at) : sizeof some;
        if (wy_blob_read(&out.blob, at, some, n, &diag) != WY_OK)
            break;
    }
    wy_arena_fini(&arena);
    return 0;
}
