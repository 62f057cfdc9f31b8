// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The identity file, and the forms made of whatever it holds.
#include "traffic/needles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 8 << 20);
    struct wy_owners owners = {.arena = &arena};
    struct wy_diag diag = {0};
    wy_err err = wy_owners_toml(&owners, (wy_bytes){data, size}, &diag);
    struct wy_needles needles;
    if (err == WY_OK && wy_needles_build(&needles, &owners, 1500000000, &arena) != WY_OK)
        err = WY_LIMIT;
    wy_arena_fini(&arena);
    return 0;
}
