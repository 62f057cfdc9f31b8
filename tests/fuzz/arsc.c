// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/arsc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct wy_arsc table;
    struct wy_diag diag = {0};
    if (wy_arsc_init(&table, (wy_bytes){data, size}, &arena, &diag) == WY_OK) {
        for (uint32_t id = 0x7f010000; id < 0x7f010004; id++)
            (void)wy_arsc_text(&table, id, wy_res_locale(WY_S("hi_IN")), 4096, &arena);
    }
    wy_arena_fini(&arena);
    return 0;
}
