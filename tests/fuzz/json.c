// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    const struct wy_json *root = NULL;
    struct wy_diag diag = {0};
    if (wy_json_parse(NULL, (wy_bytes){data, size}, 64, &arena, &root, &diag) == WY_OK) {
        struct wy_buf buf;
        wy_buf_init(&buf, 64 << 20);
        struct wy_json_writer w = wy_json_writer_init(&buf, 2);
        wy_json_put_node(&w, (wy_str){0}, root);
        wy_buf_fini(&buf);
    }
    wy_arena_fini(&arena);
    return 0;
}
