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
// Where rows go, in the order of the paths; columns are harmless text. A row stands for more than one case only where
// counts alone are wanted: then it says what they have in common.
struct wy_case_sink {
    void (*row)(void *user, const wy_str columns[WY_CASE_COLUMNS], size_t cases);
    void *user;
    bool counts_alone;
};

// Evidence files and folders of them, each file a case. diag may tell of a path that could not be read although the
// call succeeds.
WY_CHECKED wy_err wy_cases_run(const struct wy_cases_job *job, const char *const *paths, size_t n,
                               const struct wy_case_sink *sink, struct wy_diag *diag);

// What advisories can ask of all these cases, as one file of columns (pack.c; knowledge/index/fleet.h). *cases: how
// many.
WY_CHECKED wy_err wy_cases_pack(const struct wy_cases_job *job, const char *const *paths, size_t n, const char *out,
                                size_t *cases, struct wy_diag *diag);
// Asks such a file.
WY_CHECKED wy_err wy_pack_ask(const struct wy_cases_job *job, const char *path, const struct wy_case_sink *sink,
                              struct wy_diag *diag);
bool wy_is_pack(const char *path);
