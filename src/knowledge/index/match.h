// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An index held against what is known about one phone. Every advisory that speaks about something the phone has gets
// one of five statuses; where records disagree the more cautious one stands, and a record that gives no fixing level
// decides nothing while another one does.
#pragma once

#include "evidence/model.h"
#include "knowledge/index/index.h"
#include "knowledge/version/version.h"

// The order is that of caution: of several, the largest stands.
enum wy_match_status {
    WY_MATCH_NONE, // nothing in the advisory is about this phone
    WY_MATCH_OPEN, // only records that do not say what fixes it
    WY_MATCH_NOT_AFFECTED,
    WY_MATCH_FIXED, // always the maker's claim
    WY_MATCH_CANNOT_TELL,
    WY_MATCH_POSSIBLE,
    WY_MATCH_AFFECTED,
};
wy_str wy_match_word(enum wy_match_status status); // "affected", "possible", "fixed", "not-affected", "cannot-tell"

struct wy_asked_app {
    wy_str name, version;
    uint32_t kind; // WY_CLAIM_PACKAGE or WY_CLAIM_PURL
};

// What claims ask of a phone, read out of evidence once.
struct wy_asked {
    uint64_t major;         // bit of the Android release; 0 = not known
    int32_t system, vendor; // days of the patch levels; 0 = none that is valid
    bool google, samsung;
    wy_str chip;     // normalised; absent when not known
    int32_t modules; // date of the Mainline modules; 0 = not known
    const struct wy_asked_app *apps;
    size_t apps_n;
};
WY_CHECKED bool wy_asked_from_evidence(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_asked *out);

struct wy_matched {
    const struct wy_index_advisory *advisory;
    const struct wy_index_claim *claim; // that decided
    const struct wy_asked_app *app;     // NULL: the phone itself
    enum wy_match_status status;
    const char *why; // English, marked for translation; NULL where the status says it all
};

// In the order of the ids. Memory is taken from `scratch`.
WY_CHECKED wy_err wy_index_match(const struct wy_index *index, const struct wy_asked *phone, struct wy_arena *scratch,
                                 void (*sink)(void *user, const struct wy_matched *match), void *user);
// The same answer without the forward lists, claim after claim: what the fast way is tested against.
WY_CHECKED wy_err wy_index_scan(const struct wy_index *index, const struct wy_asked *phone, struct wy_arena *scratch,
                                void (*sink)(void *user, const struct wy_matched *match), void *user);

// One advisory alone: its status, NONE where it is not about this phone.
WY_CHECKED struct wy_matched wy_index_match_one(const struct wy_index *index, const struct wy_index_advisory *advisory,
                                                const struct wy_asked *phone);

// One claim against one phone; `app` for claims about packages. *why as above.
enum wy_match_status wy_claim_judge(const struct wy_index *index, const struct wy_index_claim *claim,
                                    const struct wy_asked *phone, const struct wy_asked_app *app, const char **why);
// The same for a version alone: what a column of a fleet asks.
enum wy_match_status wy_claim_judge_version(const struct wy_index *index, const struct wy_index_claim *claim,
                                            wy_str version, const char **why);
