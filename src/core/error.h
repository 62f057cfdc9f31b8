// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the words of a failure go. A diag is passed explicitly, never thread-local; the library does not print.
#pragma once

#include "core/text.h"

#define WY_NO_OFFSET UINT64_MAX

struct wy_diag {
    wy_err code;
    uint64_t offset; // byte offset in the item, or WY_NO_OFFSET
    char text[240];  // what is wrong and, where it helps, what to do next; English, cut if longer
};

// Fills *diag (which may be NULL) and returns `code`, so that callers write `return wy_fail(...)`. The first failure
// is the one that counts: a diag that already holds one is left alone.
WY_PRINTF(4, 5) wy_err wy_fail(struct wy_diag *diag, wy_err code, uint64_t offset, const char *fmt, ...);
void wy_diag_clear(struct wy_diag *diag);
