// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Many stored cases, each judged in a confined worker: all of it (recheck), or for one flaw (ask).
#pragma once

#include "core/arena.h"
#include "core/error.h"
#include "core/limits.h"

struct wy_knowledge;
struct wy_flaw;

struct wy_cases_job {
    const struct wy_limits *limits;
    const struct wy_knowledge *knowledge;
    wy_str asked;               // id of the advisory that is asked about; absent = recheck
    const struct wy_flaw *flaw; // the same on the shelf; NULL where only an index knows it
    int64_t now;
    bool sandbox;
};

enum { WY_CASE_COLUMNS = 9 };
extern const char *const wy_recheck_columns[WY_CASE_COLUMNS], *const wy_ask_columns[WY_CASE_COLUMNS];
struct wy_case_row {
    wy_str columns[WY_CASE_COLUMNS]; // harmless text
};

// Evidence files and folders of them, each file a case. Rows (struct wy_case_row) come in the order of the paths. diag
// may tell of a path that could not be read although the call succeeds.
WY_CHECKED wy_err wy_cases_run(const struct wy_cases_job *job, const char *const *paths, size_t n,
                               struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag);
