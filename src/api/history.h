// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between diff.c and history.c: the releases of a wary_write_diffs call, and what became of trusted apps and boot
// images across them.
#pragma once

#include "api/session.h"
#include "core/json.h"
#include "scan/history.h"

struct wy_releases {
    wary *const *cases; // oldest first
    size_t n;
    struct wy_rows history; // struct wy_history_row
};

void wy_history_terminal(const struct wy_releases *r, struct wy_buf *out);
void wy_history_json(const struct wy_releases *r, struct wy_json_writer *w); // the members "releases" and "history"
void wy_history_csv(const struct wy_releases *r, struct wy_buf *out);        // rows below those of the changes
