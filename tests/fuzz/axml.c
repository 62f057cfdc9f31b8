// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct wy_manifest m;
    struct wy_diag diag = {0};
    wy_err err = wy_manifest_read(&m, (wy_bytes){data, size}, NULL, wy_res_locale(WY_S("en")), &arena, &diag);
    if (err != WY_OK && !diag.text[0])
        __builtin_trap(); // a failure must say why
    wy_arena_fini(&arena);
    return 0;
}
