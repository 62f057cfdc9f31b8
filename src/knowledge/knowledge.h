// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything Wary knows about flaws: the shelf that is built into the program, and what the user adds with --knowledge.
// Built once, then immutable: threads may share it.
#pragma once

#include "core/map.h"
#include "knowledge/csaf.h"
#include "knowledge/index/index.h"

// One flaw, and all that any document says about it: records first, then overlays.
struct wy_flaw {
    wy_str id;                 // CVE where there is one; what `wary explain` takes
    struct wy_rows ids;        // wy_str: the id and all other names
    struct wy_rows statements; // const struct wy_statement *
    bool matchable;            // some product of some statement can be recognised on a device
    bool of_device;            // some product is about the device rather than one app
};

// A file that was skipped, and why.
struct wy_knowledge_problem {
    wy_str file, reason;
    wy_err code;
};

struct wy_knowledge {
    struct wy_arena arena; // owns everything below
    const struct wy_limits *limits;
    struct wy_rows documents; // struct wy_csaf *
    struct wy_rows flaws;     // struct wy_flaw *
    struct wy_rows problems;  // struct wy_knowledge_problem
    struct wy_rows indexes;   // struct wy_index: compiled ones that the user named, mapped
    struct wy_map by_id;      // any id -> struct wy_flaw *
    struct wy_map by_package; // package name -> struct wy_rows * of struct wy_flaw *
    struct wy_map by_label;   // wy_label_key -> the same
    struct wy_rows of_device; // struct wy_flaw *
    int32_t newest;           // day of the newest document, or of the oldest index where that is older
    wy_str date;              // the same as text; absent when nothing was loaded
};

// With the built-in shelf on it. NULL: no memory.
WY_CHECKED struct wy_knowledge *wy_knowledge_new(const struct wy_limits *limits);
WY_CHECKED struct wy_knowledge *wy_knowledge_new_empty(const struct wy_limits *limits); // for tests
void wy_knowledge_free(struct wy_knowledge *k);                                         // NULL-safe
static inline void wy_knowledge_freep(struct wy_knowledge **k) { wy_knowledge_free(*k); }

// A CSAF file, a compiled index (told by its first bytes), or a folder of CSAF files (its *.json, two levels down at
// most). A file that cannot be used is a problem in the list and is skipped; an error is returned where nothing could
// be read at all.
WY_CHECKED wy_err wy_knowledge_add_path(struct wy_knowledge *k, const char *path, struct wy_diag *diag);
// Takes over the open index.
WY_CHECKED wy_err wy_knowledge_add_index(struct wy_knowledge *k, const struct wy_index *index, struct wy_diag *diag);
WY_CHECKED wy_err wy_knowledge_add(struct wy_knowledge *k, wy_bytes csaf, wy_str file, struct wy_diag *diag);
// Joins statements into flaws; called once after the last add, before anything below.
WY_CHECKED wy_err wy_knowledge_settle(struct wy_knowledge *k, struct wy_diag *diag);

// An id as people write it: without blanks around it, CVE in capitals. Into the arena where it has to be changed.
wy_str wy_knowledge_id(wy_str written, struct wy_arena *arena);
const struct wy_flaw *wy_knowledge_find(const struct wy_knowledge *k, wy_str id); // any of its names; NULL when unknown
int64_t wy_knowledge_age_days(const struct wy_knowledge *k, int64_t now);         // -1: nothing was loaded
// Older than limits.knowledge_days: Android's own bulletins come monthly, most fixes quarterly.
bool wy_knowledge_stale(const struct wy_knowledge *k, int64_t now);
uint64_t wy_knowledge_advisories(const struct wy_knowledge *k); // flaws, and rows of the indexes

// Base score of the record times ten (the highest published one), or -1.
int wy_flaw_score(const struct wy_flaw *flaw);
wy_str wy_flaw_vector(const struct wy_flaw *flaw);
// critical, high, medium, low or none: of the score, else what a document's aggregate severity says, else medium.
wy_str wy_flaw_severity(const struct wy_flaw *flaw);
// Texts for people, the overlay's first; English, translated where they are shown. Absent when no document has one.
wy_str wy_flaw_title(const struct wy_flaw *flaw);
wy_str wy_flaw_note(const struct wy_flaw *flaw, wy_str title); // the note of that title: WY_NOTE_MEANS, ...
const struct wy_remedy *wy_flaw_remedy(const struct wy_flaw *flaw);
extern const wy_str wy_note_means, wy_note_does_not_mean, wy_note_look; // titles of our notes
