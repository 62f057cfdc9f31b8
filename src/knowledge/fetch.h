// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Getting published advisories: the only code of Wary that uses the network, and only for `wary advisories update`. A
// plain file or archive, CSAF provider metadata, a ROLIE feed, or a local folder laid out like one of them.
#pragma once

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"

struct wy_fetch_counts {
    uint64_t files, failed, checked; // checked: a digest was published and fits
    uint64_t signed_ones;            // an OpenPGP signature of one of the provider's keys is beside the file
    uint64_t refused;                // of those that failed: because of their signature
    uint64_t records;                // in the files of this time
};

struct wy_fetch_options {
    const struct wy_limits *limits;
    const char *ca_file; // certificates to trust instead of the system's; NULL
    bool unsigned_too;   // take files whose signature is missing, has expired or cannot be checked
    uint64_t seconds;    // without an answer, or slower than 100 bytes a second; 0 = 60
    // A line for people about one file, or (important) about the whole; may be NULL.
    void (*say)(void *user, bool important, const char *line);
    void *user;
};

// Writes below `folder` only (made 0700 where it is missing), files with mode 0600 and names made from a digest of the
// URL. https alone; http to the loopback when the source itself is there. A file that fails is told and left out.
WY_CHECKED wy_err wy_fetch(const char *source, const char *folder, const struct wy_fetch_options *options,
                           struct wy_fetch_counts *counts, struct wy_diag *diag);
