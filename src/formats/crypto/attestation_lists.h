// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What has to be known beside a chain: root public keys, revoked serials, whose boot key is whose. Dated data
// (data/trust/*.tsv) plus, where the user has it, Google's status list.
#pragma once

#include "core/error.h"
#include "core/map.h"

struct wy_attestation_root {
    wy_str name;
    bool hardware; // false: a root for keys that Android makes by itself
    wy_bytes spki; // SubjectPublicKeyInfo
};

struct wy_attestation_lists {
    struct wy_rows roots;    // struct wy_attestation_root
    struct wy_map revoked;   // serial as the list spells it -> const wy_str *status and reason
    struct wy_map boot_keys; // lower-case hex -> const wy_str *owner, "stock Google Pixel 9a"
    wy_str date;             // of the newest list of revoked keys, as told by who gave it
    bool given;              // it is not the one that ships
    struct wy_arena *arena;
};

// The three texts are TSV as in data/trust; they must outlive the lists.
WY_CHECKED wy_err wy_attestation_lists_load(struct wy_attestation_lists *out, wy_str roots, wy_str revoked,
                                            wy_str boot_keys, struct wy_arena *arena, struct wy_diag *diag);
// Adds the entries of a status list ({"entries": {"serial": {"status": ..., "reason": ...}}}), which has no date
// itself.
WY_CHECKED wy_err wy_attestation_lists_status(struct wy_attestation_lists *lists, wy_bytes json, wy_str date,
                                              struct wy_diag *diag);

// "REVOKED, KEY_COMPROMISE" for a serial number given big-endian; absent when it is not listed. Lists mix hex without
// leading zeros and decimal, so both spellings are looked up.
wy_str wy_attestation_revoked(const struct wy_attestation_lists *lists, wy_bytes serial);
// Absent when unknown.
wy_str wy_boot_key_owner(const struct wy_attestation_lists *lists, wy_bytes key);
