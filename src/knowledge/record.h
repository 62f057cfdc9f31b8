// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A published record (CVE, OSV, KEV, SDK file, bulletin table) in the one form that the compiled index is built from.
// What is said stays what was said: versions as published, who said it, and no status that the record does not give.
#pragma once

#include "core/arena.h"
#include "core/error.h"
#include "core/json.h"
#include "knowledge/version/version.h"

// What a claim is about, hence how it is held against a phone.
enum wy_claim_kind {
    WY_CLAIM_PRODUCT,  // a product by the publisher's own name: carried and listed, matched only by that name
    WY_CLAIM_PACKAGE,  // an Android package name
    WY_CLAIM_PURL,     // a package of an ecosystem: "npm/left-pad"
    WY_CLAIM_PLATFORM, // Android itself: major releases, fixed from a patch level on
    WY_CLAIM_CHIP,     // chips by normalised name
    WY_CLAIM_MAKER,    // a maker's monthly release (Samsung SMR): fixed from a month on
    WY_CLAIM_MODULE,   // a Mainline module by package name, fixed from a module date on
    WY_CLAIM_KERNEL,   // kernel numbers
    WY_CLAIM_KINDS,
};

enum wy_claim_status { WY_STATUS_UNKNOWN, WY_STATUS_AFFECTED, WY_STATUS_UNAFFECTED };

enum wy_claim_component { WY_COMPONENT_SYSTEM, WY_COMPONENT_VENDOR };

enum wy_span_flag {
    WY_SPAN_RANGE = 1,          // from .. to; else the one version `from`
    WY_SPAN_TO_INCLUDED = 2,    // "lessThanOrEqual"
    WY_SPAN_CHANGE = 4,         // belongs to the range before: from `from` on another status
    WY_SPAN_READ = 8,           // our reading of English words
    WY_SPAN_FROM_EXCLUDED = 16, // "> from"
};
struct wy_span {
    wy_str from, to; // absent: no bound
    uint8_t flags, status;
};

enum wy_claim_flag {
    WY_CLAIM_ADP = 1,      // said by another than the CNA
    WY_CLAIM_NO_LEVEL = 2, // no fixing patch level is stated
    WY_CLAIM_MONTH = 4,    // only the month is known: certain from the next month's level on
    WY_CLAIM_PIXEL = 8,    // a Pixel bulletin: Google's devices alone
    WY_CLAIM_CUSTOM = 16,  // the publisher says that the order is its own; ours is used
};

struct wy_claim {
    enum wy_claim_kind kind;
    enum wy_claim_component component;
    enum wy_order order;
    enum wy_claim_status standard; // for versions that no span names
    uint8_t flags;
    uint64_t majors; // bit n: Android n; bit 0: all
    int32_t fixed;   // day number of the fixing level; 0 = none
    wy_str vendor, subject;
    struct wy_rows chips; // wy_str
    struct wy_rows spans; // struct wy_span
};

struct wy_record {
    wy_str id;
    struct wy_rows aliases;      // wy_str
    wy_str title, text;          // as published, English where there is a choice
    wy_str source;               // who published: the CNA's short name, "OSV", ...
    wy_str vector;               // CVSS, the newest version given
    int32_t published, modified; // day numbers; 0 = not said
    int score;                   // tenths as published, -1 = none
    bool withdrawn, exploited;   // rejected or withdrawn; known to be exploited
    bool misfit;                 // the published base score is not that of the vector
    struct wy_rows claims;       // struct wy_claim
};

enum wy_record_format {
    WY_RECORD_UNKNOWN,
    WY_RECORD_CVE5,
    WY_RECORD_OSV,
    WY_RECORD_KEV,
    WY_RECORD_SDK,
    WY_RECORD_BULLETIN,
    WY_RECORD_CSAF,
};
enum wy_record_format wy_record_recognise(const struct wy_json *root);

// Called once for each record of a document; the record is valid during the call.
typedef wy_err (*wy_record_sink)(void *user, const struct wy_record *record, struct wy_diag *diag);

// Reads one document. `name` (a file's name, may be absent) tells the SDK of an android_sdk_NN.json. A document that
// holds many records gives those that are right and tells of the first wrong one in diag.
WY_CHECKED wy_err wy_record_read(const struct wy_json *root, wy_str name, struct wy_arena *scratch, wy_record_sink sink,
                                 void *user, struct wy_diag *diag);

// The readers.
WY_CHECKED wy_err wy_read_csaf(const struct wy_json *root, wy_str name, struct wy_arena *scratch, wy_record_sink sink,
                               void *user, struct wy_diag *diag);
WY_CHECKED wy_err wy_read_cve5(const struct wy_json *root, struct wy_arena *scratch, struct wy_record *out,
                               struct wy_diag *diag);
WY_CHECKED wy_err wy_read_osv(const struct wy_json *root, struct wy_arena *scratch, struct wy_record *out,
                              struct wy_diag *diag);

// Shared by readers.
// "13", "12L", "8.1", "Android 13.0", "15-next" into bit n; 0 when it names no release.
uint64_t wy_android_bit(wy_str release);
// SM8550, MT6895, T606, SC9863A, ...: upper case, without the maker's words; absent when the text is no chip name.
wy_str wy_chip_normalise(wy_str text, struct wy_arena *arena);
// com.example.app: at least two dots, or one behind a usual first label.
bool wy_record_names_app(wy_str s);
// Adds a claim to the record; NULL when memory is refused.
struct wy_claim *wy_record_claim(struct wy_record *record, struct wy_arena *arena, enum wy_claim_kind kind);
// A range written as text into a span of out->status; false when it is none that can be read.
bool wy_span_from_words(wy_str text, struct wy_span *out);
WY_CHECKED bool wy_claim_span(struct wy_claim *claim, struct wy_arena *arena, struct wy_span span);
