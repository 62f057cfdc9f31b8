// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CSAF documents of strangers are checked in a confined worker, one for each document.
#pragma once

#include "core/limits.h"
#include "knowledge/lint/lint.h"

struct wy_lint_job {
    const struct wy_limits *limits;
    int64_t now;
    bool sandbox;
};

// A document that cannot be read, or that ends its worker, has a report that says so. An error is returned when no
// worker could be had or memory ran out. `fd` stays the caller's.
WY_CHECKED wy_err wy_lint_confined(const struct wy_lint_job *job, int fd, struct wy_arena *arena,
                                   struct wy_lint_report *out, struct wy_diag *diag);
// A report about a file that could not even be opened.
WY_CHECKED wy_err wy_lint_unreadable(struct wy_arena *arena, const char *why, struct wy_lint_report *out);
