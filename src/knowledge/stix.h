// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Indicators of compromise from STIX 2 bundles (OASIS STIX 2.1, sections 4.7 and 9): patterns of the form
// [type:property = 'value' OR ...], also with IN and several brackets joined by OR. Patterns that need more (AND, LIKE,
// MATCHES, time windows) are counted, not guessed at.
#pragma once

#include "core/error.h"
#include "core/limits.h"
#include "core/map.h"

enum wy_indicator_kind {
    WY_IOC_APP,      // app:id
    WY_IOC_CERT,     // app:cert.md5, .sha1, .sha256
    WY_IOC_PROCESS,  // process:name
    WY_IOC_HASH,     // file:hashes.*
    WY_IOC_PATH,     // file:path
    WY_IOC_FILE,     // file:name
    WY_IOC_DOMAIN,   // domain-name:value, url:value (its host)
    WY_IOC_IP,       // ipv4-addr:value, ipv6-addr:value
    WY_IOC_PROPERTY, // android-property:name
    WY_IOC_EMAIL,    // email-addr:value
};
enum { WY_IOC_KINDS = WY_IOC_EMAIL + 1 };

struct wy_indicator {
    wy_str value;  // as written
    wy_str threat; // name of the malware or campaign it indicates; absent when the bundle does not say
    wy_str file;   // the bundle it is from
};

struct wy_indicators {
    struct wy_arena arena;
    const struct wy_limits *limits;
    struct wy_map by_value[WY_IOC_KINDS]; // lower case -> struct wy_indicator
    size_t n;
    size_t not_understood; // patterns that say more than we can compare
    bool ready;
};

void wy_indicators_init(struct wy_indicators *set, const struct wy_limits *limits);
void wy_indicators_fini(struct wy_indicators *set);
// Adds one bundle. `file` is what people are told it came from.
WY_CHECKED wy_err wy_indicators_load(struct wy_indicators *set, wy_str file, wy_bytes json, struct wy_diag *diag);
// NULL when nothing matches or set is NULL. Domains match themselves and everything below them.
const struct wy_indicator *wy_indicators_find(const struct wy_indicators *set, enum wy_indicator_kind kind,
                                              wy_str value);
