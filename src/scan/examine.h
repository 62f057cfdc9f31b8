// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The worker's half of the line: descriptors in, evidence out.
#pragma once

#include "ingest/ingest.h"

struct wy_examine_job {
    const struct wy_limits *limits;
    const struct wy_ingest_options *options;
    const char *target; // as the user named it
    bool folder;
    bool sandboxed;
};

// Reads everything that comes over `feed` as items of one target and writes the evidence as JSON to `out`. A
// wy_worker_main; `user` is a struct wy_examine_job.
int wy_examine(int feed, int out, void *user);
