// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Detached OpenPGP signatures beside advisories (CSAF 2.0 section 7.1.19), checked by gpgv with the keys that the
// provider's metadata names. Wary reads neither keys nor signatures itself, beyond taking the armour off.
#pragma once

#include "core/arena.h"
#include "core/error.h"
#include "core/text.h"

struct wy_signers {
    int folder;              // where the keyring lies
    const char *folder_name; // the same, for gpgv
    struct wy_rows prints;   // wy_str: fingerprints of primary keys in capitals; a key outside of them signs nothing
    size_t keys;
    bool no_tool; // gpgv is not installed
};

// What is known of the signature of one file; the order is that in which the best of several counts.
enum wy_signed {
    WY_SIGNATURE_UNKNOWN, // nobody demands one, or nobody has named a key
    WY_SIGNATURE_NO_TOOL, // there is no gpgv
    WY_SIGNATURE_MISSING, // the provider signs, but nothing is published beside this one
    WY_SIGNATURE_NO_KEY,  // none of the provider's keys could be had
    WY_SIGNATURE_FOREIGN, // not a valid signature of one of the keys
    WY_SIGNATURE_REVOKED, // by a key that was revoked
    WY_SIGNATURE_EXPIRED, // it has expired, or its key
    WY_SIGNATURE_GOOD,
    WY_SIGNATURES,
};
// Why a file with such a signature is refused and what to do, for people (translated); NULL where it is not. `lenient`:
// all but wrong ones and those by revoked keys are taken.
const char *wy_signature_refused(enum wy_signed signature, bool lenient);

// A key as the metadata names it: its text is armoured, its fingerprint may hold blanks.
WY_CHECKED bool wy_signers_add(struct wy_signers *s, wy_str key, wy_str fingerprint, struct wy_arena *arena);
// Both are names within the folder. NO_KEY, NO_TOOL, FOREIGN and better.
enum wy_signed wy_signers_check(struct wy_signers *s, const char *signature, const char *file);
