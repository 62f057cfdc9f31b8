// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An index held against what is known about one phone. Every advisory that speaks about something the phone has gets
// one of five statuses; where records disagree the more cautious one stands, and a record that gives no fixing level
// decides nothing while another one does.
#pragma once

#include "evidence/model.h"
#include "knowledge/index/index.h"
#include "knowledge/record.h"

// The order is that of caution: of several, the largest stands.
enum wy_match_status {
    WY_MATCH_NONE,   // nothing in the advisory is about this phone
    WY_MATCH_UNSAID, // named, but no statement covers what this phone has
    WY_MATCH_OPEN,   // only records that cannot decide it: another one may
    WY_MATCH_NOT_AFFECTED,
    WY_MATCH_FIXED, // always the maker's claim
    WY_MATCH_CANNOT_TELL,
    WY_MATCH_POSSIBLE,
    WY_MATCH_AFFECTED,
};
wy_str wy_match_word(enum wy_match_status status); // "affected", "possible", "fixed", "not-affected", "cannot-tell"

struct wy_asked_app {
    wy_str name, version;
    uint32_t kind; // WY_CLAIM_PACKAGE, WY_CLAIM_PURL or WY_CLAIM_LABEL
    struct wy_int code;
    const struct wy_package *package; // for conditions; NULL: only the above is known
    wy_str key;                       // it is looked up by this where that is not its name
};

// What claims ask of a phone, read out of evidence once.
struct wy_asked {
    uint64_t major;         // wy_android_bit of the release; 0 = not known
    int32_t system, vendor; // days of the patch levels; 0 = none that is valid
    bool google, samsung;
    bool firmware; // advisories about a phone's firmware concern it
    enum wy_chip_maker chip_maker;
    wy_str chip;                    // normalised; absent when not known
    int32_t modules;                // date of the Mainline modules; 0 = not known
    wy_str kernel;                  // as the device writes it
    uint32_t kernel_number;         // wy_kernel_number; 0 = not known
    const struct wy_evidence *ev;   // may be NULL, as in columns
    const struct wy_device *device; // may be NULL
    const struct wy_asked_app *apps;
    size_t apps_n;
};
WY_CHECKED bool wy_asked_from_evidence(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_asked *out);
// The part about the device alone.
void wy_asked_device(const struct wy_device *device, struct wy_arena *arena, struct wy_asked *out);

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

// What is the same for all claims of one index and one phone.
struct wy_level {
    int32_t day, month; // 0 = not known; wy_month_of_day
};
struct wy_judge {
    const struct wy_index *index;
    const struct wy_asked *phone;
    struct wy_arena *scratch;
    struct wy_level system, vendor, modules;
    struct wy_level kernel;           // newest patch level whose kernel release the phone's kernel has
    bool system_in_five;              // the system's level ends in 05 or later
    const struct wy_asked_app *keyed; // whose version has this key; may be NULL
    uint64_t apk_key;
};
struct wy_judge wy_judge_init(const struct wy_index *index, const struct wy_asked *phone, struct wy_arena *scratch);

// One advisory alone: its status, NONE where it is not about this phone.
WY_CHECKED struct wy_matched wy_index_match_one(const struct wy_index *index, const struct wy_index_advisory *advisory,
                                                const struct wy_asked *phone, struct wy_arena *scratch);

// One claim against one phone; `app` for claims about packages. *why as above.
enum wy_match_status wy_claim_judge(const struct wy_judge *j, const struct wy_index_claim *claim,
                                    const struct wy_asked_app *app, const char **why);
// The same for a version alone (judge_version.c): no conditions.
enum wy_match_status wy_claim_judge_version(const struct wy_judge *j, const struct wy_index_claim *claim,
                                            const struct wy_asked_app *app, const char **why);
// Conditions of a claim (conditions.c).
enum wy_match_status wy_claim_judge_conditions(const struct wy_judge *j, const struct wy_index_claim *claim,
                                               const struct wy_asked_app *app, const char **why);
// They live in j->scratch; NULL where they cannot be loaded.
const struct wy_condition *wy_claim_conditions(const struct wy_judge *j, const struct wy_index_claim *claim,
                                               uint32_t *n);
// Whether claims of a kind go by packages.
static inline bool wy_claim_of_app(const struct wy_index_claim *c)
{
    return c->kind == WY_CLAIM_PACKAGE || c->kind == WY_CLAIM_PURL;
}
// Whether this app is one that the claim speaks about.
bool wy_claim_names(const struct wy_index *index, const struct wy_index_claim *claim, const struct wy_asked_app *app);
