// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>

const char *wy_err_name(wy_err err)
{
    static const char *const names[] = {
        [WY_OK] = "ok",
        [WY_NO_MEMORY] = "no memory",
        [WY_IO] = "i/o error",
        [WY_TRUNCATED] = "truncated",
        [WY_MALFORMED] = "malformed",
        [WY_LIMIT] = "limit reached",
        [WY_UNSUPPORTED] = "unsupported",
        [WY_NOT_FOUND] = "not found",
        [WY_DENIED] = "denied",
        [WY_CANCELLED] = "cancelled",
    };
    return (size_t)err < WY_COUNT(names) ? names[err] : "unknown error";
}

wy_err wy_fail(struct wy_diag *diag, wy_err code, uint64_t offset, const char *fmt, ...)
{
    if (!diag || diag->code != WY_OK)
        return code;
    diag->code = code;
    diag->offset = offset;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(diag->text, sizeof diag->text, fmt, args);
    va_end(args);
    return code;
}

void wy_diag_clear(struct wy_diag *diag) { *diag = (struct wy_diag){.offset = WY_NO_OFFSET}; }
