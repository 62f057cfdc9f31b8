// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The registries that the CSAF tests ask, as generated tables (tools/lint/registries.py): each file names its source,
// date and licence.
#pragma once

#include "core/text.h"

struct lint_cwe_release {
    wy_str version;
    uint32_t date; // yyyymmdd
};
enum lint_cwe_usage { LINT_CWE_NOT_SAID, LINT_CWE_ALLOWED, LINT_CWE_REVIEW, LINT_CWE_DISCOURAGED, LINT_CWE_PROHIBITED };
// A weakness as it was from one release to another; one number has as many rows as it had changes.
struct lint_cwe {
    uint16_t number;
    uint8_t first, last; // rows of lint_cwe_releases
    bool deprecated;
    uint8_t usage; // enum lint_cwe_usage
    wy_str name;
};
extern const struct lint_cwe_release lint_cwe_releases[];
extern const size_t lint_cwe_releases_n;
extern const struct lint_cwe lint_cwes[]; // by number, then first
extern const size_t lint_cwes_n;

struct lint_decision_point {
    wy_str space, key, version;
    uint32_t added; // yyyymmdd, 0 = not known
    wy_str values;  // keys in their order, separated by blanks
};
extern const struct lint_decision_point lint_decision_points[]; // by namespace, key, version
extern const size_t lint_decision_points_n;

enum { LINT_LICENSE_OLD = 1, LINT_LICENSE_EXCEPTION = 2 };
struct lint_license {
    wy_str id;
    uint8_t flags;
};
extern const struct lint_license lint_licenses[]; // by lower case
extern const size_t lint_licenses_n;

// " aa ab ... ": lower case, a blank before and after each subtag.
extern const char lint_languages[], lint_extlangs[], lint_scripts[], lint_regions[], lint_variants[];
extern const char lint_grandfathereds[];

enum { LINT_ID_SYSTEMS = 2 };
struct lint_id_system {
    wy_str name;
    const char *pattern;
};
extern const struct lint_id_system lint_id_systems[];
