// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Detached OpenPGP signatures beside advisories (CSAF 2.0 section 7.1.19), checked by gpgv with the keys that the
// provider's metadata names. Wary reads neither keys nor signatures itself, beyond taking the armour off.
#pragma once

#include "core/error.h"
#include "core/text.h"
#include "evidence/model.h"

struct wy_arena;

struct wy_signers {
    int folder;              // where the keyring lies
    const char *folder_name; // the same, for gpgv
    struct wy_rows prints;   // wy_str: fingerprints of primary keys in capitals; a key outside of them signs nothing
    size_t keys;
    bool no_tool; // gpgv is not installed
};

// A key as the metadata names it: its text is armoured, its fingerprint may hold blanks.
WY_CHECKED bool wy_signers_add(struct wy_signers *s, wy_str key, wy_str fingerprint, struct wy_arena *arena);
// Both are names within the folder. WY_NO: not a valid signature of one of the keys. WY_UNKNOWN: no key, or no gpgv.
enum wy_tri wy_signers_check(struct wy_signers *s, const char *signature, const char *file);
