// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A published record (CVE, OSV, KEV, SDK file, bulletin table) in the one form that the compiled index is built from.
// What is said stays what was said: versions as published, who said it, and no status that the record does not give.
#pragma once

#include "core/arena.h"
#include "core/error.h"
#include "core/json.h"
#include "knowledge/csaf.h"

// What a claim is about, hence how it is held against a phone.
enum wy_claim_kind {
    WY_CLAIM_PRODUCT,  // a product by the publisher's own name: carried and listed, matched only by that name
    WY_CLAIM_PACKAGE,  // an Android package name
    WY_CLAIM_PURL,     // a package of an ecosystem: "npm/left-pad"
    WY_CLAIM_PLATFORM, // Android itself: major releases, fixed from a patch level on
    WY_CLAIM_CHIP,     // chips by normalised name
    WY_CLAIM_MAKER,    // a maker's monthly release (Samsung SMR): fixed from a month on
    WY_CLAIM_MODULE,   // a Mainline module by package name, fixed from a module date on
    WY_CLAIM_KERNEL,   // kernel.org's releases, as numbers (wy_kernel_number)
    WY_CLAIM_DEVICE,   // conditions about the device itself
    WY_CLAIM_LTS,      // no flaw: a patch level (fixed) asks for at least this release of one kernel line (subject)
    WY_CLAIM_LABEL,    // names of inventories (wy_label_key): only leads to claims about packages
    WY_CLAIM_KINDS,
};

enum wy_claim_status { WY_STATUS_UNKNOWN, WY_STATUS_AFFECTED, WY_STATUS_UNAFFECTED };

// Whose patch level speaks for it. The kernel is the vendor's part, but its own number may speak for it, too.
enum wy_claim_component { WY_COMPONENT_SYSTEM, WY_COMPONENT_VENDOR, WY_COMPONENT_KERNEL };

enum wy_span_flag {
    WY_SPAN_RANGE = 1,          // from .. to; else the one version `from`
    WY_SPAN_TO_INCLUDED = 2,    // "lessThanOrEqual"
    WY_SPAN_CHANGE = 4,         // belongs to the range before: from `from` on another status
    WY_SPAN_READ = 8,           // our reading of English words
    WY_SPAN_FROM_EXCLUDED = 16, // "> from"
    WY_SPAN_CODE = 32,          // a versionCode, not a versionName
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
    WY_CLAIM_LOOSE = 32,   // which releases or chips have the flaw is not said
    WY_CLAIM_MAPPED = 64,  // that the publisher's product is this app is our reading
};

struct wy_claim {
    enum wy_claim_kind kind;
    enum wy_claim_component component;
    enum wy_order order;
    enum wy_claim_status standard; // for versions that no span names
    uint8_t flags;
    uint64_t majors; // wy_android_bit; bit 0: all
    int32_t fixed;   // day number of the fixing level; 0 = none
    wy_str vendor, subject;
    struct wy_rows chips; // wy_str
    struct wy_rows spans; // struct wy_span
    // CSAF: a product by its conditions, and what the document says about it. Then nothing else above but kind counts.
    struct wy_rows conditions; // struct wy_condition
    enum wy_standing standing;
};

struct wy_record {
    wy_str id;
    struct wy_rows aliases;      // wy_str
    wy_str title, text;          // as published, English where there is a choice
    wy_str source;               // who published: the CNA's short name, "OSV", ...
    wy_str vector;               // CVSS, the newest version given
    int32_t published, modified; // day numbers; 0 = not said
    int score;                   // tenths as published, -1 = none
    uint8_t rated;             // in words where there is no score: 1 low, 2 moderate, 3 high, 4 critical; 0 = not said
    bool withdrawn, exploited; // rejected or withdrawn; known to be exploited
    bool misfit;               // the published base score is not that of the vector
    bool empty;                // one of its ranges ends before it begins: it is kept, and holds nothing
    struct wy_rows claims;     // struct wy_claim
};

enum wy_record_format {
    WY_RECORD_UNKNOWN,
    WY_RECORD_CVE5,
    WY_RECORD_OSV,
    WY_RECORD_KEV,
    WY_RECORD_SDK,
    WY_RECORD_BULLETIN,
    WY_RECORD_CSAF,
    WY_RECORD_LIST, // a list of any of these
};
enum wy_record_format wy_record_recognise(const struct wy_json *root);

// Where records go. Each is valid during the call.
struct wy_record_out {
    wy_err (*record)(void *user, const struct wy_record *record, struct wy_diag *diag);
    void (*problem)(void *user, const struct wy_diag *why); // a record of a list was left out; may be NULL
    void *user;
};

// Reads one document. `name` (a file's name, may be absent) tells the SDK of an android_sdk_NN.json. A document that
// holds many records gives those that are right and tells of each of the others with its JSON pointer.
WY_CHECKED wy_err wy_record_read(const struct wy_json *root, wy_str name, struct wy_arena *scratch,
                                 const struct wy_record_out *out, struct wy_diag *diag);
// The same for a table of bulletins as text: CSV, or with tabs. Told by its first line.
bool wy_record_is_table(wy_bytes text);
WY_CHECKED wy_err wy_record_read_table(wy_str text, struct wy_arena *scratch, const struct wy_record_out *out,
                                       struct wy_diag *diag);

// The readers.
WY_CHECKED wy_err wy_read_csaf(const struct wy_json *root, wy_str name, struct wy_arena *scratch,
                               const struct wy_record_out *out, struct wy_diag *diag);
// One flaw of a CSAF document that is there already.
WY_CHECKED wy_err wy_csaf_record(const struct wy_statement *statement, struct wy_arena *scratch, struct wy_record *out,
                                 struct wy_diag *diag);
WY_CHECKED wy_err wy_read_cve5(const struct wy_json *root, struct wy_arena *scratch, struct wy_record *out,
                               struct wy_diag *diag);
WY_CHECKED wy_err wy_read_osv(const struct wy_json *root, struct wy_arena *scratch, struct wy_record *out,
                              struct wy_diag *diag);

// Shared by readers.
// "13", "Android 13.0", "Android-13", "15-next", "16-qpr2" into bit n; 7.1, 8.1 and 12L have bits of their own; 0 when
// it names no release.
uint64_t wy_android_bit(wy_str release);
enum { WY_ANDROID_7_1 = 41, WY_ANDROID_8_1 = 42, WY_ANDROID_12L = 43 };
// Several of them in one text, whatever stands between.
uint64_t wy_android_bits(wy_str releases);
// For publishers who do not tell the releases in between apart: 12 means 12L, too.
uint64_t wy_android_widen(uint64_t bits);
// "5.10.198-android12-9" into a number that has the order of kernel releases; "5.4.*" gives what comes after that line.
WY_CHECKED bool wy_kernel_number(wy_str text, uint32_t *out);
wy_str wy_kernel_line(wy_str text); // "5.10", absent when it is none
// SM8550, MT6895, T606, SC9863A, ...: upper case, without the maker's words; absent when the text is no chip name.
wy_str wy_chip_normalise(wy_str text, struct wy_arena *arena);
enum wy_chip_maker { WY_CHIP_UNKNOWN, WY_CHIP_QUALCOMM, WY_CHIP_MEDIATEK, WY_CHIP_UNISOC, WY_CHIP_OTHER };
// A part of the chip's maker: the record's words may name whose chip it is.
enum wy_chip_maker wy_chip_maker_in(wy_str text);
// com.example.app: at least two dots, or one behind a usual first label.
bool wy_record_names_app(wy_str s);
// Adds a claim to the record; NULL when memory is refused.
struct wy_claim *wy_record_claim(struct wy_record *record, struct wy_arena *arena, enum wy_claim_kind kind);
// A range written as text into a span of out->status; false when it is none that can be read.
bool wy_span_from_words(wy_str text, struct wy_span *out);
WY_CHECKED bool wy_claim_span(struct wy_claim *claim, struct wy_arena *arena, struct wy_span span);
// "pkg:npm/%40scope/name@1.2?x#y" into "npm/@scope/name"; absent when it is none. *version is set where it has one.
wy_str wy_purl_key(wy_str purl, struct wy_arena *arena, wy_str *version);
enum wy_order wy_purl_order(wy_str key); // of the ecosystem's versions
// Whether a range ends before it begins, by the claim's order.
bool wy_span_is_empty(const struct wy_claim *claim, const struct wy_span *span);
// CVE-YYYY-NNNN and no more.
bool wy_is_cve(wy_str s);
uint8_t wy_rating(wy_str word); // of record.rated; 0 for any other word
WY_PRINTF(3, 4) void wy_record_leave_out(const struct wy_record_out *out, wy_err code, const char *fmt, ...);
