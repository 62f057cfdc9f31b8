// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Cases go round confined workers, one for each processor: case number i is worker i % workers' next one. A worker
// writes what it makes of its cases to one buffer.
#pragma once

#include "core/buffer.h"
#include "core/error.h"
#include "evidence/model.h"
#include "sandbox/worker.h"

struct wy_round_feed {
    int fd;
    const struct wy_limits *limits;
};

// In a worker: one case, read and decoded; diag.code tells when that failed. The name is the path, valid until the
// next.
struct wy_round_case {
    struct wy_feed_item item;
    wy_str name;
    struct wy_evidence ev;
    struct wy_diag diag;
};
WY_CHECKED bool wy_round_next(struct wy_round_feed *feed, struct wy_round_case *out);
void wy_round_case_fini(struct wy_round_case *c);

struct wy_round_job {
    const struct wy_limits *limits;
    bool sandbox;
    // What a worker runs; false: its output is not complete.
    bool (*work)(const void *user, struct wy_round_feed *feed, struct wy_buf *out);
    const void *user;
};

enum { WY_ROUND_WORKERS = 16 };
struct wy_round {
    struct wy_buf results[WY_ROUND_WORKERS];
    size_t workers, cases;
    struct wy_diag diag; // may tell of a path that could not be read, although the others were
};
// Always leaves *out to be given to wy_round_fini.
WY_CHECKED wy_err wy_round_run(const struct wy_round_job *job, const char *const *paths, size_t n,
                               struct wy_round *out);
void wy_round_fini(struct wy_round *round);
