// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/trusted_app.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 16 << 20);
    struct wy_ta ta = {0};
    struct wy_diag diag = {0};
    struct wy_ta_input in = {{data, size}, {"vendor/thh/ta/0801.ta", 21}, &arena};
    wy_err err = wy_ta_read(&in, &ta, &diag);
    if (err == WY_OK && !ta.container)
        __builtin_trap(); // an app in no container
    if (ta.rollback != WY_TA_COUNTER && ta.rollback != WY_TA_NO_COUNTER && ta.rollback != WY_TA_UNREADABLE)
        __builtin_trap();
    wy_arena_fini(&arena);
    return 0;
}
