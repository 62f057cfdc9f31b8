// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

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

// Applies one "name=number"; WY_NOT_FOUND for an unknown name, WY_MALFORMED for no number.
WY_CHECKED wy_err wy_limits_set(struct wy_limits *limits, wy_str assignment);
