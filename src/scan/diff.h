// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What changed between two cases: appeared, gone, changed, and for versions which way. Works over every table of the
// model that has a key here; a new table takes one row in diff.c.
#pragma once

#include "evidence/model.h"

enum wy_change_kind { WY_APPEARED, WY_GONE, WY_CHANGED, WY_UPDATED, WY_DOWNGRADED };

struct wy_change {
    const char *table; // "packages"
    enum wy_change_kind kind;
    wy_str key;        // what it is: a package, a setting, a trusted app
    const char *field; // of a change; NULL for appeared and gone
    wy_str was, is;    // absent where there was nothing
    const char *note;  // N_("...") or NULL: what the change means where that is not plain
};

const char *wy_change_word(enum wy_change_kind kind);

// Adds struct wy_change rows to *out, in the order of the tables. Texts live in `arena` or in the evidence. A table
// that one side holds nothing of (and did not cover) is left out: "not looked at" is not "gone"; its name goes to
// *skipped.
WY_CHECKED wy_err wy_diff(const struct wy_evidence *old_ev, const struct wy_evidence *new_ev, struct wy_arena *arena,
                          struct wy_rows *out, struct wy_strs *skipped);
