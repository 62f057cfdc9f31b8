// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Key attestation chains: what the secure environment claims (key_description.h) and whether the claim is signed up to
// a known root. A chain is judged at the time when its key was made, because provisioned chains live for weeks only and
// old evidence does not become false; what has expired since is told. Leaked keys exist, so a valid chain is a strong
// claim and no more.
#pragma once

#include "formats/crypto/attestation_lists.h"
#include "formats/crypto/key_description.h"

struct wy_attestation_chain {
    uint64_t offset;  // of its first certificate in the input
    bool valid;       // no errors at all
    bool described;   // `key` was read
    const char *form; // key-description or eat; NULL: neither (Knox alone)
    struct wy_key_description key;
    struct wy_rows knox;                // of wy_str: what Samsung's extension says, "name=state"
    wy_str root;                        // name of the root it ends in; absent when unknown
    const char *provisioning;           // factory or remote
    int64_t judged_at;                  // seconds since 1970
    wy_str boot_key_owner;              // absent without a boot key
    struct wy_key_number expired_since; // seconds since 1970; of the first expiry before `now`
    wy_str revocations;                 // date of the list of revoked keys; set by the caller
    struct wy_rows errors, notes;       // of wy_str
};

// Rows of struct wy_attestation_chain, one for each chain in the input (PEM or DER, leaf first). `now` in seconds, 0 =
// unknown. WY_UNSUPPORTED when there are certificates, but none attests a key.
WY_CHECKED wy_err wy_attestations_read(wy_bytes in, const struct wy_attestation_lists *lists, int64_t now,
                                       struct wy_arena *arena, struct wy_rows *out, struct wy_diag *diag);
// From the first bytes: does this look like certificates of which one attests a key? `whole` = these are all bytes.
// 0 no, 1 certificates that may, 2 yes.
int wy_attestation_looks_like(wy_bytes head, bool whole, struct wy_arena *scratch);
