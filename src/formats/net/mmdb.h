// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MaxMind DB 2.0 (maxmind.github.io/MaxMind-DB): what a database says of an address. The whole file lies in memory.
// libmaxminddb reads only what it opens by name, which a confined worker cannot; so this reads the two things that are
// asked here, a country's code and an autonomous system, and checks nothing else of the file. Texts point into it.
#pragma once

#include "core/error.h"
#include "formats/net/net.h"

struct wy_mmdb {
    wy_bytes tree, data;
    uint32_t nodes;
    unsigned record_bits; // 24, 28 or 32
    unsigned ip_version;
    uint32_t ipv4_node; // where addresses of version 4 begin in a tree of version 6
    uint64_t built;     // seconds since 1970
    wy_str type;
};

struct wy_mmdb_answer {
    wy_str country; // ISO 3166 code; absent where the database has none
    uint32_t asn;   // 0: none
    wy_str network; // name of the autonomous system
};

WY_CHECKED wy_err wy_mmdb_open(struct wy_mmdb *db, wy_bytes file, struct wy_diag *diag);
// WY_NOT_FOUND: nothing is known of this address. WY_MALFORMED: the database contradicts itself there.
WY_CHECKED wy_err wy_mmdb_lookup(const struct wy_mmdb *db, const struct wy_address *address,
                                 struct wy_mmdb_answer *out);
