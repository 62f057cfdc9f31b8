// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A check reads evidence and knowledge and writes findings: one file ending in one const row. Lists, help, SARIF rules,
// docs and `wary explain` come from that row. registry.c names every row.
#pragma once

#include "findings/finding.h"

struct wy_knowledge; // knowledge/knowledge.h

struct wy_check_run {
    const struct wy_evidence *ev;
    const struct wy_knowledge *knowledge;
    struct wy_findings *out;
    int64_t now; // seconds since 1970, from outside: the same evidence on the same day gives the same report
};

struct wy_check {
    const char *id;    // "patch-level-age": stable, for explain, waivers, SARIF
    const char *title; // N_("..."): what it looks at, for lists
    enum wy_question question;
    enum wy_severity severity; // the worst it can say
    // Evidence tables it needs, space separated: "packages". Where one is neither present nor covered, the check is told as
    // not assessed and does not run. "a|b" = either will do.
    const char *needs;
    const char *kinds;     // kinds of evidence that can hold it, as `how` for people: N_("a bugreport or a phone on adb")
    const char *means;     // N_(...): in general, for explain; findings may say it more exactly
    const char *does_not_mean;
    const char *next_step;
    const char *reference; // URL or specification and section; NULL when it is our own reading
    void (*run)(struct wy_check_run *run);
};

extern const struct wy_check *const wy_checks[];
extern const size_t wy_checks_n;
const struct wy_check *wy_check_find(wy_str id);

// Runs every check, in order. Sets not-assessed rows from `needs`.
void wy_checks_run(struct wy_check_run *run);
