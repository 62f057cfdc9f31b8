// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.h"
#include "core/text.h"

struct wy_limits {
#define WY_LIMIT_ROW(name, value, meaning) uint64_t name;
#include "core/limits.def"
#undef WY_LIMIT_ROW
};

struct wy_limit_row {
    const char *name, *meaning;
    uint64_t value;
    size_t offset; // of the uint64_t in struct wy_limits
};

extern const struct wy_limits wy_limits_default;
extern const struct wy_limit_row wy_limit_rows[];
extern const size_t wy_limit_rows_n;

// WY_LIMIT where `packed` bytes became more `unpacked` ones than limits.item or limits.expansion allows. The first
// megabyte may come from anything: a few bytes of packed zeros are no attack.
WY_CHECKED wy_err wy_limits_unpacked(const struct wy_limits *limits, uint64_t packed, uint64_t unpacked,
                                     struct wy_diag *diag);
// `code`, with words for what needed more memory than it got: which limits bound it.
WY_CHECKED wy_err wy_limits_memory(const struct wy_limits *limits, wy_err code, struct wy_diag *diag);
// Applies one "name=number"; WY_NOT_FOUND for an unknown name, WY_MALFORMED for no number.
WY_CHECKED wy_err wy_limits_set(struct wy_limits *limits, wy_str assignment);
