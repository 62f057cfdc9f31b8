// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The tags of a key description, one value at a time: shared by its two encodings, DER (key_description.c) and CBOR
// (key_eat.c, which hands its values over as the DER elements they correspond to).
#pragma once

#include "formats/crypto/der.h"
#include "formats/crypto/key_description.h"

// One of the two lists while it is read.
struct wy_key_reading {
    struct wy_arena *arena;
    struct wy_key_description *out;
    struct wy_key_authorizations *list;
    const char *where; // N_("hardware") or N_("software")
};

extern const char *const wy_key_not_shown; // "attested, not shown, length in bytes"

// Explains one value among the notes. A note is texts that are marked for translation and values, joined by ": " and ",
// ", so that reports can say it in the reader's language; what contradicts the schema goes to the errors.
void wy_key_tag_read(struct wy_key_reading *s, uint32_t tag, const struct wy_der *e);
void wy_key_root_tell(struct wy_key_reading *s, const struct wy_root_of_trust *root);
