// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/lint/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_linter *linter = wy_linter_new();
    struct wy_arena arena;
    wy_arena_init(&arena, 256 << 20);
    struct wy_lint_report report;
    if (linter && wy_csaf_lint(linter, (wy_bytes){data, size}, 1780000000, &arena, &report, NULL) == WY_OK) {
        struct wy_buf buf;
        wy_buf_init(&buf, 64 << 20);
        struct wy_json_writer w = wy_json_writer_init(&buf, 2);
        wy_lint_write_json(&w, WY_S("input"), &report);
        wy_lint_write_text(&buf, WY_S("input"), &report);
        wy_buf_fini(&buf);
    }
    if (wy_lint_read_json((wy_bytes){data, size}, &arena, &report, NULL) != WY_OK)
        report = (struct wy_lint_report){0};
    wy_arena_fini(&arena);
    wy_linter_free(linter);
    return 0;
}
