// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the test functions share: the document, an index of its products, branches, groups, statuses and revisions, and
// how to report a failure. A test is one row of the table in rules.c and one function here.
#pragma once

#include "core/map.h"
#include "knowledge/lint/lint.h"
#include "knowledge/lint/schema.h"

struct lint_rule {
    const char *id, *title;
    uint8_t versions;            // LINT_20, LINT_21
    uint16_t profiles;           // bits of enum lint_profile; 0 = every document
    void (*run)(struct lint *l); // NULL: not_run says why it cannot run
    const char *not_run;
};
enum { LINT_20 = 1, LINT_21 = 2, LINT_BOTH = 3 };
enum lint_profile {
    LINT_BASE = 1,
    LINT_INCIDENT = 2,
    LINT_INFORMATIONAL = 4,
    LINT_ADVISORY = 8,
    LINT_VEX = 16,
    LINT_DEPRECATED = 32,
    LINT_WITHDRAWN = 64,
    LINT_SUPERSEDED = 128,
};
extern const struct lint_rule lint_rules[];
extern const size_t lint_rules_n;

enum { LINT_NONE = -1 };
// One element of branches; parents stand before their children.
struct lint_branch {
    const struct wy_json *node;
    wy_str category, name;
    int32_t parent;  // index or LINT_NONE
    int32_t product; // index of its product or LINT_NONE
    uint32_t depth;  // how often "branches" stands in its path
    int32_t family;  // equal for branches whose paths differ only in versions
};
enum lint_origin { LINT_FROM_BRANCH, LINT_FROM_LIST, LINT_FROM_PATH };
struct lint_product {
    const struct wy_json *node; // full_product_name_t
    const struct wy_json *path; // the product path or relationship that defines it, else NULL
    wy_str id;                  // absent when it has none
    enum lint_origin origin;
    int32_t branch; // index or LINT_NONE
    bool first;     // the first definition of its ID
    bool family_known;
    int32_t family; // of a path; see kin.c
};
struct lint_group {
    const struct wy_json *node;
    wy_str id;
};

// Bits for the lists of product_status, in this order.
enum lint_status {
    LINT_FIRST_AFFECTED = 1,
    LINT_KNOWN_AFFECTED = 2,
    LINT_LAST_AFFECTED = 4,
    LINT_KNOWN_NOT_AFFECTED = 8,
    LINT_FIRST_FIXED = 16,
    LINT_FIXED = 32,
    LINT_UNDER_INVESTIGATION = 64,
    LINT_UNKNOWN = 128,
    LINT_RECOMMENDED = 256,
    LINT_AFFECTED = 7,
    LINT_ANY_FIXED = 48,
};
enum { LINT_STATUS_LISTS = 9, LINT_REMEDIES = 7 };
extern const wy_str lint_status_names[LINT_STATUS_LISTS];
extern const wy_str lint_remedy_names[LINT_REMEDIES];
enum lint_remedy { // bits
    LINT_WORKAROUND = 1,
    LINT_MITIGATION = 2,
    LINT_VENDOR_FIX = 4,
    LINT_OPTIONAL_PATCH = 8,
    LINT_NONE_AVAILABLE = 16,
    LINT_FIX_PLANNED = 32,
    LINT_NO_FIX_PLANNED = 64,
};

// What one vulnerability says about one product.
struct lint_member {
    wy_str id;
    const struct wy_json *node; // a place where it is named
    uint16_t status, remedies;
    bool impact, identified, scored;
    bool cvss, cvss_v3_or_4, cvss_v4; // scored so
    const struct wy_json *flag;       // the last flag item that named it
    uint8_t flags;                    // flag items with a VEX justification
};
typedef struct lint_member *lint_member_ref; // for WY_EACH, whose type must be one word
typedef const struct wy_json *lint_node_ref;

struct lint_vuln {
    const struct wy_json *node, *status, *metrics; // metrics: "scores" in CSAF 2.0
    struct wy_map members;                         // id -> struct lint_member *
    struct wy_rows rows;                           // struct lint_member *
};

// A version of the document (version_t).
struct lint_version {
    bool ok, semver;
    uint64_t part[3];
    wy_str pre, build, text;
};
struct lint_revision {
    const struct wy_json *node, *number;
    struct lint_version version;
    bool dated;
    int64_t time;
    uint32_t nanos;
};

struct lint_span { // an array of children and the container it belongs to
    const struct wy_json *items, *owner;
    size_t n;
};

struct lint {
    struct wy_linter *linter;
    struct wy_arena *arena;
    struct wy_lint_report *report;
    const struct lint_rule *rule;
    const struct wy_json *root, *document, *tracking, *tree;
    bool v21, clear, out_of_memory;
    bool partial;            // the budget ran out while the index was built: statuses are incomplete
    wy_str category, status; // of the document
    wy_str canonical;        // its canonical URL, absent when it has none
    uint16_t profile;
    int64_t now;
    uint32_t told;                   // failures of this rule
    bool quiet;                      // count only
    uint64_t budget, budget_of_rule; // steps left before rules that multiply stop, and what each gets

    struct wy_rows branches, products, groups, vulns, revisions, refs, group_refs; // refs: const struct wy_json *
    struct lint_revision *sorted; // the dated revisions in order of time, then number
    size_t sorted_n;
    struct wy_map product_of, group_of, families;
    struct wy_rows spans;
    struct lint_scratch *scratch; // of ranges.c
};

// core of the linter (lint.c, index.c)
wy_err lint_index_build(struct lint *l, uint64_t document_size);
WY_PRINTF(3, 4) void lint_fail(struct lint *l, const struct wy_json *node, const char *fmt, ...);
// For a member that is missing or that has no node of its own: its name is appended to the pointer.
WY_PRINTF(4, 5) void lint_fail_at(struct lint *l, const struct wy_json *node, const char *member, const char *fmt, ...);
wy_str lint_pointer(struct lint *l, const struct wy_json *node);
bool lint_match(struct lint *l, size_t pattern, wy_str s); // row of lint_patterns
bool lint_match_id_system(struct lint *l, size_t row, wy_str s);
bool lint_step(struct lint *l, uint64_t n);         // false when the budget is spent
void lint_skip(struct lint *l, const char *reason); // the running test is listed as not run

struct lint_product *lint_product(const struct lint *l, wy_str id); // NULL when not defined
struct lint_group *lint_group(const struct lint *l, wy_str id);
struct lint_member *lint_member(const struct lint_vuln *v, wy_str id);
#define LINT_EACH(T, p, rows) WY_EACH(struct lint_##T, p, rows)
// Every product that `item` names in product_ids or, through a group, in group_ids.
struct lint_walk {
    struct lint *l;
    const struct wy_json *ids, *groups;
    uint32_t i, group, in_group;
};
struct lint_walk lint_walk(struct lint *l, const struct wy_json *item);
bool lint_walk_next(struct lint_walk *w, wy_str *id);

struct lint_version lint_version(wy_str s);
int lint_version_cmp(const struct lint_version *a, const struct lint_version *b); // SemVer precedence; 2 is 2.0.0
bool lint_time(wy_str s, int64_t *seconds, uint32_t *nanos);
int lint_time_cmp(int64_t a, uint32_t a_nanos, int64_t b, uint32_t b_nanos);
// Compares a date-time with the newest revision; false when either is missing or unreadable.
bool lint_newest(const struct lint *l, int64_t *seconds, uint32_t *nanos);

static inline bool lint_is(const struct wy_json *node, enum wy_json_type type) { return node && node->type == type; }
static inline bool lint_released(const struct lint *l)
{
    return wy_str_eq(l->status, WY_S("final")) || wy_str_eq(l->status, WY_S("interim"));
}
bool lint_in(wy_str s, const char *list); // one of the words of a blank-separated list
bool lint_in_nocase(wy_str s, const char *list);
// Names that CSAF has translated; absent when none is recorded.
wy_str lint_translated(const struct lint *l, wy_str english);
// Exactly one document note of this title, and that one of this category.
void lint_one_note(struct lint *l, wy_str title, const char *category);
bool lint_english(const struct lint *l); // English or not said
#define LINT_GET(node, name) wy_json_get((node), WY_S(name))
#define LINT_STR(node, name) wy_json_get_str((node), WY_S(name))

// The test functions, from the rows of rules.def.
#define LINT_ROW(id, title, versions, profiles, function) void lint_##function(struct lint *l);
#define LINT_NOT_RUN(id, title, versions, reason)
#include "knowledge/lint/rules.def"
#undef LINT_ROW
#undef LINT_NOT_RUN
