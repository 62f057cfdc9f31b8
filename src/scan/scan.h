// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The parent's half of the line: targets are opened, handed to confined workers, and what comes back is merged into one
// case.
#pragma once

#include "evidence/model.h"
#include "ingest/ingest.h"

struct wy_live;

struct wy_scan_options {
    struct wy_ingest_options ingest;
    const struct wy_limits *limits;
    bool sandbox;
    struct wy_live *live; // an interface that is one of the targets, by its name; NULL = none
    // Called in the parent when a target was read; NULL = silence. `kind` is what it was taken for.
    void (*progress)(void *user, const char *target, wy_str kind);
    // Called once, while the first worker reads: time for the parent to load what judging will need. NULL = nothing.
    void (*meanwhile)(void *user);
    void *user;
};

// Examines the targets into ev. Targets that tell who the device is come first, captures after them, because they are
// searched for the device's identifiers. Fails only where nothing at all could be examined; else failures are gaps.
WY_CHECKED wy_err wy_scan(const char *const *targets, size_t n, const struct wy_scan_options *options,
                          struct wy_evidence *ev, struct wy_diag *diag);
