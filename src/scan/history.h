// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Trusted apps and verified boot images across releases of a firmware, oldest first: did each change, and was its
// counter raised when it did? That is what decides whether an old one, validly signed, could be put back.
#pragma once

#include "evidence/model.h"

struct wy_history_cell {
    bool present;
    wy_str digest;       // of the content; equal = the same
    struct wy_int value; // of the counter; unknown where there is none or it cannot be read
    unsigned version;    // 0 for the first content seen, 1 for the next, ...
};

// Worst first.
enum wy_history_verdict {
    WY_HISTORY_LOWERED,
    WY_HISTORY_NO_COUNTER,
    WY_HISTORY_NEVER_RAISED,
    WY_HISTORY_RAISED_BEFORE, // and changed since without that
    WY_HISTORY_UNREADABLE,
    WY_HISTORY_RAISED,
    WY_HISTORY_UNCHANGED,
    WY_HISTORY_ONCE, // in one of the releases only
    WY_HISTORY_VERDICTS,
};

struct wy_history_flaw {
    wy_str id, month; // CVE-2020-14125 was mended 2022-02
};

struct wy_history_row {
    const char *table; // "trusted_apps" or "vbmeta"
    wy_str key;        // container, UUID and file name; of an image its name
    wy_str name, uuid, container, path;
    bool no_counter, unreadable;
    struct wy_history_cell *cells; // one for each release
    size_t changes;
    enum wy_history_verdict verdict;
    struct wy_rows flaws; // struct wy_history_flaw: published for this app
};

// Rows in *out, worst verdict first. Texts live in `arena` or in the evidence.
WY_CHECKED wy_err wy_history(const struct wy_evidence *const *releases, size_t n, struct wy_arena *arena,
                             struct wy_rows *out);
const char *wy_history_word(enum wy_history_verdict verdict);  // "never-raised"
const char *wy_history_means(enum wy_history_verdict verdict); // N_("...")
