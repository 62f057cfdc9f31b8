// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The cases that are shipped beside each advisory: evidence named after the answer it has to get
// (affected-NAME.json, possible-, cannot-tell-, fixed-, not-affected-; none- = the advisory says nothing about it).
#pragma once

#include "knowledge/match.h"

struct wy_selftest_case {
    wy_str name;          // "CVE-2024-45347/affected-phone"
    wy_str expected, got; // a word of wy_flaw_match_word, or "none"
};

// Runs every embedded case against the knowledge; rows (struct wy_selftest_case) come in the order of their names. An
// error is only about memory or a case that is not evidence.
WY_CHECKED wy_err wy_selftest_advisories(const struct wy_knowledge *k, const struct wy_limits *limits,
                                         struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag);
static inline bool wy_selftest_passed(const struct wy_selftest_case *c) { return wy_str_eq(c->expected, c->got); }
