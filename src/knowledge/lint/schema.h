// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A JSON Schema validator for compiled schemas: the subset of draft 2020-12 that the CSAF schemas and those they refer
// to use, as rows of flat tables (tables/schema.c, made by tools/lint/schema.py). Not a general validator.
#pragma once

#include "core/json.h"

enum lint_format { LINT_FORMAT_NONE, LINT_FORMAT_DATE_TIME, LINT_FORMAT_URI, LINT_FORMAT_UUID };
enum lint_choice { LINT_NO_CHOICE, LINT_ONE_OF, LINT_ANY_OF };
// Bits of lint_schema.types; "number" is both number bits.
enum {
    LINT_NULL = 1,
    LINT_BOOLEAN = 2,
    LINT_INTEGER = 4,
    LINT_REAL = 8,
    LINT_STRING = 16,
    LINT_ARRAY = 32,
    LINT_OBJECT = 64
};

struct lint_schema {
    uint8_t types; // 0 = any
    uint8_t format, choice, pattern;
    bool unique, closed, strict, ranged, tenths; // closed: no other members; strict: none in the strict form either
    uint16_t size_min, size_max;                 // characters, elements or members; max 0 = no limit
    uint16_t items;                              // 0 = any (row 0 is a root, never an element)
    uint16_t props, props_n, required, required_n, values, values_n, choices, choices_n;
    double minimum, maximum;
};
struct lint_property {
    wy_str name;
    uint16_t schema;
};

enum lint_schema_root {
    LINT_SCHEMA_CSAF20,
    LINT_SCHEMA_CSAF21,
    LINT_SCHEMA_CVSS20,
    LINT_SCHEMA_CVSS30,
    LINT_SCHEMA_CVSS31,
    LINT_SCHEMA_CVSS40,
    LINT_SCHEMA_SSVC,
    LINT_SCHEMA_EXTENSION,
};
enum { LINT_PATTERNS = 25 };

extern const struct lint_schema lint_schemas[];
extern const struct lint_property lint_properties[]; // each object's run sorted by name
extern const wy_str lint_schema_names[];
extern const uint16_t lint_alternatives[];
extern const char *const lint_patterns[LINT_PATTERNS]; // 0 is none
extern const uint16_t lint_schema_roots[];

struct lint;
// Reports every failure below `node` under the rule that runs. `strict`: report only members the schema does not name.
void lint_schema_check(struct lint *l, enum lint_schema_root root, const struct wy_json *node, bool strict);

// RFC 3339; `strict` as CSAF 2.1 restricts it: upper case T and Z, no leap second.
bool lint_is_date_time(wy_str s, bool strict);
bool lint_is_uri(wy_str s); // RFC 3986, absolute
bool lint_is_uuid(wy_str s);
