// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Evidence: facts with provenance, and gaps. Everything left of it (sources, formats, ingest) can be replaced by a JSON
// file, everything right of it (checks, reports) can be tested with one. The tables are declared in model.def.
#pragma once

#include "core/arena.h"
#include "core/error.h"
#include "core/limits.h"

enum wy_tri { WY_UNKNOWN = 0, WY_NO, WY_YES };

struct wy_int {
    int64_t v;
    bool known;
};
struct wy_real {
    double v;
    bool known;
};
struct wy_strs {
    wy_str *v;
    size_t n, cap;
};

static inline enum wy_tri wy_tri_of(bool yes) { return yes ? WY_YES : WY_NO; }
static inline struct wy_int wy_int_of(int64_t v) { return (struct wy_int){v, true}; }

// Where a fact comes from. `observed` = bytes we parsed; `claimed` = the device's own word (a property, a patch level).
enum wy_unit { WY_AT_NOWHERE = 0, WY_AT_LINE, WY_AT_BYTE, WY_AT_PACKET, WY_AT_REQUEST, WY_AT_UNITS };
// `published` is for findings alone: what an advisory says, not the device.
enum wy_certainty { WY_OBSERVED = 0, WY_CLAIMED, WY_PUBLISHED };
struct wy_origin {
    uint32_t source; // index into evidence.sources
    uint8_t unit;    // enum wy_unit
    uint8_t kind;    // enum wy_certainty
    uint64_t position;
    wy_str item; // file or section within the source
};

// One struct for each record of model.def. Tables hold a wy_origin first, nested records leave it empty.
#define RECORD(type)                                                                                                   \
    struct wy_##type {                                                                                                 \
        struct wy_origin at;
#define STR(rec, name, doc) wy_str name;
#define STRS(rec, name, doc) struct wy_strs name;
#define INT(rec, name, doc) struct wy_int name;
#define REAL(rec, name, doc) struct wy_real name;
#define BOOL(rec, name, doc) enum wy_tri name;
#define OBJ(rec, type, name, doc) struct wy_##type *name; // NULL = absent
#define LIST(rec, type, name, doc) struct wy_rows name;
#define END(type)                                                                                                      \
    }                                                                                                                  \
    ;
#include "evidence/model.def"

enum wy_field_kind { WY_F_STR, WY_F_STRS, WY_F_INT, WY_F_REAL, WY_F_BOOL, WY_F_OBJ, WY_F_LIST };
struct wy_record_type;
struct wy_field {
    wy_str name;
    const char *doc;
    const struct wy_record_type *sub; // of OBJ and LIST
    size_t offset;
    enum wy_field_kind kind;
};
struct wy_record_type {
    const char *name;
    const struct wy_field *fields;
    size_t n, size;
};
struct wy_table {
    const char *name, *doc;
    const struct wy_record_type *type;
    size_t offset; // of the wy_rows in struct wy_evidence
};
extern const struct wy_table wy_tables[];
extern const size_t wy_tables_n;
extern const struct wy_record_type *const wy_record_types[];
extern const size_t wy_record_types_n;
#define RECORD(type) extern const struct wy_record_type wy_type_##type;
#include "evidence/model.def"

struct wy_evidence {
    struct wy_arena arena; // owns everything below
    const struct wy_limits *limits;
    wy_err err; // sticky: WY_NO_MEMORY or WY_LIMIT once an add was refused
    struct wy_rows sources;
#define TABLE(type, name, doc) struct wy_rows name;
#include "evidence/model.def"
    uint64_t gaps_untold; // beyond limits.gaps
    bool redacted;        // collected with --redact: identifiers were left out
    wy_str *recent;       // texts that were kept lately, once there is much: many rows say the same
};

void wy_evidence_init(struct wy_evidence *ev, const struct wy_limits *limits);
void wy_evidence_fini(struct wy_evidence *ev);

// A new zeroed row with its origin set; NULL when memory or limits.rows refuses (ev->err then says so, and the caller
// may simply stop). The pointer is valid until the next add to the same table.
#define WY_ADD(type, ev, table, origin)                                                                                \
    ((struct wy_##type *)wy_evidence_add((ev), &(ev)->table, sizeof(struct wy_##type), (origin)))
WY_CHECKED void *wy_evidence_add(struct wy_evidence *ev, struct wy_rows *rows, size_t size, struct wy_origin at);

// Text into the evidence: copied, cut to limits.string, invalid UTF-8 replaced. Absent stays absent.
wy_str wy_evidence_text(struct wy_evidence *ev, wy_str s);
void wy_strs_add(struct wy_evidence *ev, struct wy_strs *list, wy_str s); // copies like wy_evidence_text
bool wy_strs_has(const struct wy_strs *list, wy_str s);

// Records that something could not be examined. `fmt` says why in words for people.
WY_PRINTF(4, 5) void wy_gap(struct wy_evidence *ev, struct wy_origin at, wy_err code, const char *fmt, ...);
void wy_gap_diag(struct wy_evidence *ev, struct wy_origin at, const struct wy_diag *diag);
// "This table was looked for and read to its end": what lets a check say "none" instead of "not assessed".
void wy_covered(struct wy_evidence *ev, struct wy_origin at, wy_str table);
bool wy_is_covered(const struct wy_evidence *ev, wy_str table);

// Moves copies of all rows of `from` behind those of `to`, sources renumbered.
WY_CHECKED wy_err wy_evidence_merge(struct wy_evidence *to, const struct wy_evidence *from);

// Lookups that many callers need.
wy_str wy_property(const struct wy_evidence *ev, wy_str name); // last one wins; absent when not there
const struct wy_property *wy_property_row(const struct wy_evidence *ev, wy_str name);
const struct wy_setting *wy_setting(const struct wy_evidence *ev, wy_str space, wy_str name);
const struct wy_device *wy_device(const struct wy_evidence *ev); // the one the case is about; NULL when none
