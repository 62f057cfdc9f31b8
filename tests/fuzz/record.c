// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A JSON document of any record format, or a table, becomes records, and these an index.
#include "knowledge/index/build.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static wy_err add(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    return wy_index_builder_add(user, record, diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    struct wy_diag diag = {0};
    const struct wy_json *root = NULL;
    wy_arena_init(&arena, 64 << 20);
    struct wy_index_builder *b = wy_index_builder_new();
    struct wy_record_out out = {add, NULL, b};
    wy_err err = b ? WY_OK : WY_NO_MEMORY;
    if (err)
        abort();
    if (wy_record_is_table((wy_bytes){data, size}))
        err = wy_record_read_table((wy_str){(const char *)data, size}, &arena, &out, &diag);
    else if (wy_json_parse(NULL, (wy_bytes){data, size}, 64, &arena, &root, &diag) == WY_OK)
        err = wy_record_read(root, WY_S("android_sdk_33.json"), &arena, &out, &diag);
    if (!err && wy_index_builder_finish(b, 0, &diag) != WY_OK)
        abort();
    wy_index_builder_free(b);
    wy_arena_fini(&arena);
    return 0;
}
