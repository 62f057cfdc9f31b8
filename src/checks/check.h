// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A check reads evidence and knowledge and writes findings: one file ending in one const row. Lists, help, SARIF rules,
// docs and `wary explain` come from that row. registry.c names every row.
#pragma once

#include "core/map.h"
#include "findings/finding.h"

struct wy_knowledge;  // knowledge/knowledge.h
struct wy_indicators; // knowledge/stix.h

// The settings page on which a next step is taken; where it lies differs between makers (checks/menu.c).
enum wy_menu {
    WY_MENU_NONE,
    WY_MENU_DEVELOPER,
    WY_MENU_UNKNOWN_APPS,
    WY_MENU_PLAY_PROTECT,
    WY_MENU_SCREEN_LOCK,
    WY_MENU_ACCESSIBILITY,
    WY_MENU_ADMINS,
    WY_MENU_APPS,
    WY_MENU_UPDATE,
};
enum { WY_MENUS = WY_MENU_UPDATE + 1 };
// In the reader's language, for the phone of this evidence; NULL evidence gives the plain Android path.
const char *wy_menu_path(enum wy_menu menu, const struct wy_evidence *ev);

struct wy_check_run {
    const struct wy_evidence *ev;
    const struct wy_knowledge *knowledge;
    const struct wy_indicators *indicators; // NULL when none were given
    struct wy_findings *out;
    int64_t now;            // seconds since 1970, from outside: the same evidence on the same day gives the same report
    struct wy_map packages; // name -> the row that counts; made by wy_checks_run
};

struct wy_check {
    const char *id;    // "patch-level-age": stable, for explain, waivers, SARIF
    const char *title; // N_("..."): what it looks at, for lists
    enum wy_question question;
    enum wy_severity severity; // the worst it can say
    // Evidence tables it needs, space separated: "packages". Where one is neither present nor covered, the check is
    // told as not assessed and does not run. "a|b" = either will do.
    const char *needs;
    const char *kinds; // kinds of evidence that can hold it, as `how` for people: N_("a bugreport or a phone on adb")
    bool on_request;   // does something only where the user gave a list for it: alone it does not examine its question
    bool beside;       // needs evidence that few people give (firmware, an attestation): its absence lowers no answer
    const char *means; // N_(...): in general, for explain; findings may say it more exactly
    const char *does_not_mean;
    const char *next_step;
    enum wy_menu menu;     // where next_step is taken; put in front of it
    const char *reference; // URL or specification and section; NULL when it is our own reading
    void (*run)(struct wy_check_run *run);
};

extern const struct wy_check *const wy_checks[];
extern const size_t wy_checks_n;
const struct wy_check *wy_check_find(wy_str id);

// A finding with the row's texts, translated, and id = the check's id; NULL on refusal. `title` is translated already.
struct wy_check_head {
    const char *check;
    wy_str subject;
    enum wy_severity severity;
    enum wy_status status;
};
WY_CHECKED struct wy_finding *wy_check_tell(struct wy_check_run *run, struct wy_check_head head, wy_str title);
// One of several things that a check says, with words of its own; those that are NULL are the row's.
struct wy_check_words {
    const char *subject;
    enum wy_severity severity;
    enum wy_status status;
    const char *title, *means, *does_not_mean, *next_step; // N_("...")
};
WY_CHECKED struct wy_finding *wy_check_say(struct wy_check_run *run, const char *check,
                                           const struct wy_check_words *words);
wy_str wy_check_next_step(const struct wy_check *check, const struct wy_evidence *ev, struct wy_findings *out);

// Origin of a claim: the property's own line, else where the device first spoke of itself.
struct wy_origin wy_check_claim(const struct wy_check_run *run, const char *property);

// Packages: several sources may tell of one. `wy_package_counts` is true for the one row that is judged.
const struct wy_package *wy_check_package(const struct wy_check_run *run, wy_str name);
bool wy_package_counts(const struct wy_check_run *run, const struct wy_package *p);
bool wy_package_present(const struct wy_package *p); // on the device for its user, switched on or off
// Who put it there: the installer that is written down, except where the system noted that a computer asked for it (adb
// may write down any installer), or where only the one who asked is known. Absent when nothing is told.
wy_str wy_package_brought_by(const struct wy_package *p);
// Some sources do not tell who installed apps at all: then nothing can be said about any app's origin.
bool wy_packages_tell_installers(const struct wy_evidence *ev);
// Where an app came from: a store or the system itself, something else, or not told here.
enum wy_from { WY_FROM_STORE, WY_FROM_STRANGER, WY_FROM_UNTOLD };
enum wy_from wy_check_from(const struct wy_check_run *run, const struct wy_package *p); // NULL is no stranger
// How much it weighs that an app with great power over the phone came from there.
struct wy_check_head wy_check_head_from(const char *check, wy_str subject, enum wy_from from);
enum wy_tri wy_package_system(const struct wy_package *p);
// Evidence "name version (installed by x)".
void wy_check_quote_package(struct wy_check_run *run, struct wy_finding *f, const struct wy_package *p);

void wy_packages_index(struct wy_check_run *run); // fills run->packages

// Runs every check, in order. Sets not-assessed rows from `needs`.
void wy_checks_run(struct wy_check_run *run);
