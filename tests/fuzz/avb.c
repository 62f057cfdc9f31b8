// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/avb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 16 << 20);
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    struct wy_avb avb;
    struct wy_diag diag = {0};
    wy_err err = wy_avb_read(&blob.blob, &arena, &avb, &diag);
    if (err == WY_OK && !wy_avb_is(&blob.blob))
        __builtin_trap(); // read, but not recognised
    if (err == WY_OK)
        err = wy_avb_check_image(&blob.blob, &avb, 1 << 20, &diag);
    if (err != WY_OK && diag.code == WY_OK)
        __builtin_trap(); // a failure without words
    wy_arena_fini(&arena);
    return 0;
}
