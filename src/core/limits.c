// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/limits.h"

const struct wy_limits wy_limits_default = {
#define WY_LIMIT_ROW(name, value, meaning) .name = (value),
#include "core/limits.def"
#undef WY_LIMIT_ROW
};

const struct wy_limit_row wy_limit_rows[] = {
#define WY_LIMIT_ROW(name, value, meaning) {#name, meaning, (value), offsetof(struct wy_limits, name)},
#include "core/limits.def"
#undef WY_LIMIT_ROW
};
const size_t wy_limit_rows_n = WY_COUNT(wy_limit_rows);

wy_err wy_limits_unpacked(const struct wy_limits *limits, uint64_t packed, uint64_t unpacked, struct wy_diag *diag)
{
    enum { GRACE = 1024 * 1024 };
    uint64_t times = limits->expansion ? limits->expansion : 1;
    if (unpacked > limits->item)
        return wy_fail(diag, WY_LIMIT, packed, "unpacks to more than %llu bytes", (unsigned long long)limits->item);
    if (unpacked > GRACE && unpacked / times > packed)
        return wy_fail(diag, WY_LIMIT, packed, "grows more than %llu times on unpacking", (unsigned long long)times);
    return WY_OK;
}

wy_err wy_limits_memory(const struct wy_limits *limits, wy_err code, struct wy_diag *diag)
{
    return wy_fail(
        diag, code, WY_NO_OFFSET,
        "reading needed more memory than it may have: --limit arena= (now %llu) allows more for what is kept, "
        "--limit memory= (now %llu) more in all",
        (unsigned long long)limits->arena, (unsigned long long)limits->memory);
}

wy_err wy_limits_set(struct wy_limits *limits, wy_str assignment)
{
    wy_str value = assignment, name;
    uint64_t number;
    if (!wy_str_next(&value, '=', &name) || !value.ptr || !wy_str_u64(value, &number))
        return WY_MALFORMED;
    for (size_t i = 0; i < wy_limit_rows_n; i++) {
        if (!wy_str_eq(wy_str_c(wy_limit_rows[i].name), name))
            continue;
        memcpy((char *)limits + wy_limit_rows[i].offset, &number, sizeof number);
        return WY_OK;
    }
    return WY_NOT_FOUND;
}
