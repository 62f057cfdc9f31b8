// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between diff.c, diff_html.c and history.c: the releases of a wary_write_diffs call, and what became of trusted apps
// and boot images across them.
#pragma once

#include "api/session.h"
#include "core/json.h"
#include "scan/diff.h"
#include "scan/history.h"

struct wy_releases {
    wary *const *cases; // oldest first
    size_t n;
    struct wy_rows history; // struct wy_history_row
};

// What changed from one release to the next.
struct wy_step {
    struct wy_rows changes; // struct wy_change
    struct wy_strs skipped;
    struct wy_rows limits; // wy_str, in the reader's language: how far to trust the changes in traffic
};

// In the reader's language; a name without words is given back as it is.
const char *wy_diff_table_words(const char *table);
const char *wy_diff_field_words(const char *field);
// "changed: KEY, field: was -> is", with digests by their beginnings; safe for a terminal.
void wy_change_words(const struct wy_change *c, struct wy_buf *out);
// Adds to *out what of the changes in transfers is doubtful, and why.
WY_CHECKED wy_err wy_diff_limits(const struct wy_evidence *before, const struct wy_evidence *after,
                                 const struct wy_rows *changes, struct wy_arena *arena, struct wy_rows *out);
// The whole page.
void wy_diff_html(const struct wy_releases *r, const struct wy_step *steps, struct wy_buf *out);

// Pieces of both forms: "B:2", a flaw, the name of a row, and a release with its build and patch level (safe for a
// terminal).
void wy_history_cell(struct wy_buf *out, const struct wy_history_cell *c);
void wy_history_flaw(struct wy_buf *out, const struct wy_history_flaw *flaw); // in the reader's language
wy_str wy_history_label(const struct wy_history_row *row);
void wy_history_release(const struct wy_evidence *ev, struct wy_buf *out);

void wy_history_terminal(const struct wy_releases *r, struct wy_buf *out);
void wy_history_json(const struct wy_releases *r, struct wy_json_writer *w); // the members "releases" and "history"
void wy_history_csv(const struct wy_releases *r, struct wy_buf *out);        // rows below those of the changes
