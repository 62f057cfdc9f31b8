// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// First line a range, second line a version.
#include "knowledge/version/range.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    struct wy_range range;
    struct wy_diag diag = {0};
    wy_str rest = {(const char *)data, size}, vers = {"", 0}, version = {"", 0};
    (void)wy_str_next(&rest, '\n', &vers);
    (void)wy_str_next(&rest, '\n', &version);
    wy_arena_init(&arena, 16 << 20);
    if (wy_range_parse(vers, &arena, &range, &diag) == WY_OK)
        (void)wy_range_contains(&range, version, NULL);
    if (wy_range_check(vers, &arena, NULL) == WY_OK && diag.code)
        abort(); // canonical, yet refused
    wy_arena_fini(&arena);
    return 0;
}
