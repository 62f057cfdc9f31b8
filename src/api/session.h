// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What is behind the opaque handle of include/wary. Only files of this folder include it.
#pragma once

#include "core/buffer.h"
#include "findings/finding.h"
#include "knowledge/stix.h"
#include "reports/report.h"
#include "scan/live.h"
#include "scan/scan.h"

#include <wary/wary.h>

struct wary_paths {
    const char **v;
    size_t n, cap;
};

struct wary {
    struct wy_arena arena; // options and other small things of the session
    struct wy_limits limits;
    struct wy_scan_options scan;
    struct wy_evidence ev;
    struct wy_knowledge *knowledge; // NULL until wary_session_knowledge
    struct wy_findings findings;
    struct wy_answers answers;
    struct wary_paths targets, indicators, knowledge_paths;
    const char *ca_file; // of `advisories update`; NULL = the system's certificates
    uint64_t seconds;    // the same command's patience; 0 = its own
    int64_t now;
    bool examined, judged, reveal, colour, by_model, unsigned_too;
    unsigned width;
    struct wy_indicators indicator_set;
    bool indicators_loaded, prepare;
    struct wy_live live;
    wary_progress progress;
    void *progress_user;
    char error[320];
};

// Keeps the words and gives the code back.
WY_PRINTF(3, 4) int wary_fail(wary *w, int code, const char *fmt, ...);
int wary_fail_diag(wary *w, wy_err err, const struct wy_diag *diag);
int wary_write_buf(wary *w, const struct wy_buf *buf, int fd);
// A whole file given as an option, into the session's arena.
int wary_read_file(wary *w, const char *path, wy_bytes *out);
// The built-in advisories and those of --knowledge, loaded when they are first needed; *out is the session's.
struct wy_knowledge;
int wary_session_knowledge(wary *w, const struct wy_knowledge **out);
// Its age and size for a report.
struct wy_report_knowledge wary_session_knows(const wary *w);
