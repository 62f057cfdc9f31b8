// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What a check says. A finding separates what the device contains, what could happen and what did happen; it names its
// evidence, what it does not mean, and one next step. Texts are already in the reader's language (see core/lang.h).
#pragma once

#include "core/map.h"
#include "evidence/model.h"

enum wy_question { WY_KNOWN, WY_LEAKS, WY_TRUST, WY_REACH };
enum { WY_QUESTIONS = 4 };
enum wy_severity { WY_SEV_INFO, WY_SEV_LOW, WY_SEV_MEDIUM, WY_SEV_HIGH, WY_SEV_CRITICAL };
// affected: the published record or a named source covers this version. possible: only our cautious reading does.
enum wy_status { WY_ST_AFFECTED, WY_ST_POSSIBLE, WY_ST_CANNOT_TELL, WY_ST_INFO };
enum wy_verdict { WY_NOTHING_FOUND, WY_VERDICT_CANNOT_TELL, WY_FIX_SOON, WY_ACT_NOW }; // worse is larger

const char *wy_certainty_word(uint8_t kind);      // of enum wy_certainty: "observed", ...
const char *wy_question_word(enum wy_question q); // "known", ... the JSON words
const char *wy_severity_word(enum wy_severity s);
const char *wy_status_word(enum wy_status s);
const char *wy_verdict_word(enum wy_verdict v);

struct wy_finding_evidence {
    struct wy_origin at;
    wy_str excerpt; // what was seen; personal values inside are marked with wy_personal (see below)
};

struct wy_finding {
    const char *check; // id of the check that wrote it
    wy_str id;         // what `wary explain` takes: the advisory's id, or the check's
    wy_str subject;    // package, property, key: makes two findings of one check differ; not translated
    enum wy_question question;
    enum wy_severity severity;
    enum wy_status status;
    struct wy_strs aliases;    // CVE ids and other names
    struct wy_rows evidence;   // struct wy_finding_evidence
    size_t unquoted;           // places beyond those: a check quotes so many, the tables of the report have the rest
    struct wy_strs references; // URLs of sources
    wy_str title, means, does_not_mean, next_step;
    char fingerprint[33]; // hex, stable across runs, languages and versions of Wary: check, id, subject
    struct wy_map *known_aliases, *known_references; // what the lists have, for adding; NULL while they are short
};

// Looked at and found fixed or not affected: not a finding, but said.
struct wy_cleared {
    struct wy_strs aliases;
    wy_str subject, reason;
    bool fixed; // as the maker or another source claims; else not affected
};

// A check that could not run on this evidence, why, and how to get what it needs.
struct wy_not_assessed {
    enum wy_question question;
    const char *check;
    wy_str title, reason, how;
    bool no_such_evidence; // that kind of evidence was not given at all: listed, but it does not lower the total
};

struct wy_findings {
    struct wy_arena arena; // owns all texts
    const struct wy_limits *limits;
    wy_err err;                // sticky
    struct wy_rows findings;   // struct wy_finding
    struct wy_rows cleared;    // struct wy_cleared
    struct wy_rows unassessed; // struct wy_not_assessed
    bool ran[WY_QUESTIONS];    // a check of that question found the evidence it needs
    bool stale[WY_QUESTIONS];  // knowledge too old for that question
};

void wy_findings_init(struct wy_findings *f, const struct wy_limits *limits);
void wy_findings_fini(struct wy_findings *f);

// A new finding with check, id, subject, question, severity and status set and its fingerprint made; NULL on refusal.
// The pointer is valid until the next add. A second finding with the same fingerprint returns the first one (merged).
struct wy_finding_head {
    const char *check;
    wy_str id, subject;
    enum wy_question question;
    enum wy_severity severity;
    enum wy_status status;
};
WY_CHECKED struct wy_finding *wy_finding_add(struct wy_findings *f, struct wy_finding_head head);
void wy_finding_alias(struct wy_findings *f, struct wy_finding *finding, wy_str alias);
void wy_finding_reference(struct wy_findings *f, struct wy_finding *finding, wy_str url);
void wy_finding_evidence(struct wy_findings *f, struct wy_finding *finding, struct wy_origin at, wy_str excerpt);
// Formats into the findings' arena: for titles and the other texts, with a translated format.
WY_PRINTF(2, 3) wy_str wy_findings_text(struct wy_findings *f, const char *fmt, ...);
// Marks a personal value inside an excerpt or text, so that reports can show a salted token instead (or the value with
// --reveal): wraps it in U+E000 kind U+E001 value U+E002 (private use; stripped from evidence texts by
// wy_evidence_text).
wy_str wy_personal(struct wy_findings *f, const char *kind, wy_str value);

struct wy_answer {
    enum wy_verdict verdict;
    bool examined; // false: no evidence of that kind was given; stays out of the total
};
struct wy_answers {
    enum wy_verdict total;
    struct wy_answer question[WY_QUESTIONS];
};
// DESIGN "Verdict": worst finding; gaps, unassessed checks and stale knowledge turn only "nothing found" into "cannot
// tell".
struct wy_answers wy_answer(const struct wy_findings *f, const struct wy_evidence *ev);
// 0 nothing at or above fail_on, 1 findings, 3 cannot tell and no finding.
int wy_exit_code(const struct wy_findings *f, const struct wy_answers *a, enum wy_severity fail_on);
