// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the two advisory checks (apps, firmware) and `wary explain` share.
#pragma once

#include "checks/check.h"
#include "knowledge/match.h"

// Tells every match about apps (or about the device itself) as a finding or as cleared.
void wy_advisories_tell(struct wy_check_run *run, const struct wy_check *check, bool of_apps);

// A flaw in plain words, in the reader's language: what it is, who says what, what to do, where it was published.
void wy_advisory_explain(const struct wy_flaw *flaw, struct wy_buf *out);
// What the records of a compiled index say under that name; false when there is none.
bool wy_advisory_explain_rows(const struct wy_index *index, wy_str id, struct wy_buf *out);
// One line for each flaw: id, severity, title.
void wy_advisories_list(const struct wy_knowledge *k, struct wy_buf *out);

// What a record of an index claims, line by line; and the list of all (advisory_record.c).
void wy_record_claims(const struct wy_index *index, const struct wy_index_advisory *advisory, struct wy_buf *out);
void wy_records_list(const struct wy_knowledge *k, struct wy_buf *out);

const char *wy_advisory_severity(wy_str word);          // critical, high, ... in the reader's language
const char *wy_standing_say(enum wy_standing standing); // "affected", ... in the reader's language

// That a published score does not fit its vector, as a sentence; absent where all is well.
wy_str wy_advisory_misfit(struct wy_arena *arena, const struct wy_score_misfit *misfit);

// English text of an advisory in the reader's language; absent stays absent.
wy_str wy_advisory_text(struct wy_arena *arena, wy_str english);
