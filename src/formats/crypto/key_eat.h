// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The attestation extension in EAT form (1.3.6.1.4.1.11129.2.1.25): CBOR claims that a few Keymaster 4.1 StrongBox
// devices write instead of a KeyDescription. Claim numbers: system/keymaster of AOSP (android-12, attestation_record),
// after draft-ietf-rats-eat. Indefinite lengths are not read.
#pragma once

#include "formats/crypto/key_description.h"

// `cbor` is the content of the extension, with or without the OCTET STRING that some wrap it in once more. Fails only
// where no map can be read; texts live in the arena, slices point into `cbor` or the arena.
WY_CHECKED wy_err wy_key_eat_read(wy_bytes cbor, struct wy_arena *arena, struct wy_key_description *out,
                                  struct wy_diag *diag);
