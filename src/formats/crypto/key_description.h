// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The KeyDescription extension (1.3.6.1.4.1.11129.2.1.17) of Android's key attestation, schema versions 1 to 500: what
// the secure environment says about a key and about the system it runs under. Every tag is read in any order; unknown
// ones are kept as notes. Says nothing about who signed it: see attestation.h.
#pragma once

#include "core/arena.h"
#include "core/error.h"

enum wy_key_level { WY_KEY_SOFTWARE = 0, WY_KEY_TEE = 1, WY_KEY_STRONGBOX = 2, WY_KEY_LEVEL_UNKNOWN = 3 };
const char *wy_key_level_name(enum wy_key_level level); // NULL for unknown

struct wy_key_number {
    int64_t v;
    bool known;
};

struct wy_root_of_trust {
    bool present;
    wy_bytes boot_key, boot_hash; // empty when absent
    struct wy_key_number locked;  // 0 or 1
    const char *boot_state;       // verified, self-signed, unverified, failed; NULL = none of these
};

// What one of the two lists says. The hardware's is the proof; the software's is Android's own word.
struct wy_key_authorizations {
    struct wy_key_number created_ms, origin, os_version, os_patch, vendor_patch, boot_patch;
    uint32_t purposes; // bit n: purpose n
    bool rollback_resistance;
    bool ordered; // tags ascend, as the schema wants
    size_t n;     // tags
    struct wy_root_of_trust root;
    wy_bytes imei[2], serial, meid; // empty when absent
};

struct wy_key_description {
    struct wy_key_number version, keymint_version;
    enum wy_key_level level, keymint_level;
    wy_bytes challenge, unique_id;
    struct wy_key_authorizations software, hardware;
    struct wy_rows notes;  // of wy_str: every field explained; identifiers are named, not shown
    struct wy_rows errors; // of wy_str: what contradicts the schema; the rest is still read
};

// `der` is the content of the extension. Fails only where nothing of it can be read; texts live in the arena, slices
// point into `der`.
WY_CHECKED wy_err wy_key_description_read(wy_bytes der, struct wy_arena *arena, struct wy_key_description *out,
                                          struct wy_diag *diag);

// Adds one formatted text to a list of wy_str. Refused memory leaves it out.
WY_PRINTF(3, 4) void wy_say(struct wy_rows *list, struct wy_arena *arena, const char *fmt, ...);
