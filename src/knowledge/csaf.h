// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A CSAF 2.0 document (OASIS, section 3) as the matcher needs it: products as conditions, statements about flaws, texts
// for people. Reads what CSAF 2.1 shares with it. Validity beyond that is knowledge/lint's. docs/knowledge.md has the
// wary: identifiers, and how an overlay names its record.
#pragma once

#include "core/json.h"
#include "knowledge/condition.h"

enum {
    WY_CSAF_DEPTH = 100,        // nesting of the JSON: branches may nest 30 deep, each takes two levels
    WY_CSAF_BRANCHES = 40,      // levels of branches
    WY_CSAF_RELATIONSHIPS = 16, // relationships on relationships
    WY_CSAF_IDS = 1000,         // names of one vulnerability
    WY_CSAF_CONDITIONS = 64,    // of one product, after relationships were joined
    WY_CSAF_PRODUCTS = 1000000, // of one document
};

struct wy_product {
    wy_str id, name;
    wy_str vendor, family; // from the branches above it
    const struct wy_condition *conditions;
    size_t n; // 0: nothing says how to recognise it; it is carried and listed, never matched
    const struct wy_condition *component; // the one that names the app; NULL: it is about the device
    wy_str purl;                          // the first package URL, of whatever ecosystem
    struct wy_version_rule version;       // of the branch above
};

// The lists of product_status, in the document's words, folded into what a match needs.
enum wy_standing {
    WY_STAND_NONE,         // no statement fits
    WY_STAND_NOT_AFFECTED, // known_not_affected
    WY_STAND_FIXED,        // fixed, first_fixed, recommended
    WY_STAND_UNKNOWN,      // a statement may fit, but it cannot be told
    WY_STAND_POSSIBLE,     // under_investigation: in an overlay this is our cautious reading
    WY_STAND_AFFECTED,     // known_affected, first_affected, last_affected
};

struct wy_product_status {
    enum wy_standing standing;
    const struct wy_product *product;
};

struct wy_remedy {
    wy_str category; // vendor_fix, mitigation, workaround, none_available, no_fix_planned
    wy_str details, url;
};
struct wy_note {
    wy_str category, title, text;
};
struct wy_reference {
    wy_str category, summary, url;
};

// A published score that its own vector does not give.
struct wy_score_misfit {
    wy_str vector;           // absent: every score fits
    int published, computed; // tenths; computed is -1 where the text is no CVSS vector
};

// One entry of vulnerabilities[]: what this document says about one flaw.
struct wy_statement {
    const struct wy_csaf *document;
    wy_str key;         // CVE, else the first id, else the document's: what statements about one flaw share
    struct wy_rows ids; // wy_str: the key and all other names
    wy_str title;
    wy_str score_vector, score_severity; // as published
    int score;                           // base score times ten; -1 when none is published
    struct wy_score_misfit misfit;       // the first one
    wy_str released;                     // day of release_date; absent when none is told
    struct wy_rows status;               // struct wy_product_status
    struct wy_rows remedies;             // struct wy_remedy
    struct wy_rows notes;                // struct wy_note
    struct wy_rows references;           // struct wy_reference
};

struct wy_csaf {
    wy_str file;                           // where it was read from
    wy_str id, title, publisher, severity; // tracking.id; aggregate_severity.text
    wy_str date;                           // tracking.current_release_date, its day
    int32_t day;
    wy_str overlay_of;         // id of the record that it explains; absent for a record
    struct wy_rows products;   // const struct wy_product *
    struct wy_rows statements; // struct wy_statement
    struct wy_rows notes, references;
};

// *out and all below lives in `arena`; texts are copied. `file` is kept. What is wrong names the JSON pointer.
WY_CHECKED wy_err wy_csaf_read(struct wy_json_parser *parser, wy_bytes text, wy_str file, struct wy_arena *arena,
                               struct wy_csaf **out, struct wy_diag *diag);
// The same from a tree that is already there; its texts are copied, too.
WY_CHECKED wy_err wy_csaf_from_tree(const struct wy_json *json, wy_str file, struct wy_arena *arena,
                                    struct wy_csaf **out, struct wy_diag *diag);
bool wy_csaf_looks_like(wy_bytes head);

// Fills document->products from "product_tree" (csaf_products.c). *by_id maps product ids to struct wy_product.
struct wy_map;
WY_CHECKED wy_err wy_csaf_products(const struct wy_json *tree, struct wy_arena *arena, struct wy_csaf *document,
                                   struct wy_map *by_id, struct wy_diag *diag);

extern const wy_str wy_overlay_prefix; // reference URLs of overlays: "urn:wary:overlay-of:" and the record's id
wy_str wy_standing_word(enum wy_standing standing); // the word of CSAF
