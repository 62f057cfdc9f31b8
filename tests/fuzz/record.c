// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A JSON document of any record format becomes records, and these an index.
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
    if (wy_json_parse(NULL, (wy_bytes){data, size}, 64, &arena, &root, &diag) == WY_OK) {
        struct wy_index_builder *b = wy_index_builder_new();
        if (!b)
            abort();
        if (wy_record_read(root, WY_S("android_sdk_33.json"), &arena, &(struct wy_record_out){add, NULL, b}, &diag) ==
                WY_OK &&
            wy_index_builder_finish(b, 0, &diag) != WY_OK)
            abort();
        wy_index_builder_free(b);
    }
    wy_arena_fini(&arena);
    return 0;
}
