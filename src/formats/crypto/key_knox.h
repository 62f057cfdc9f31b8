// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Samsung's Knox extension (1.3.6.1.4.1.236.11.3.23.7) beside a KeyDescription: a SEQUENCE of EXPLICIT [n] values, as
// docs.samsungknox.com (Knox attestation) describes its fields and public readers decode it. What [1] to [3] hold is
// not known; [4] is the device's own identifiers.
#pragma once

#include "core/arena.h"

struct wy_key_knox {
    struct wy_rows states; // of wy_str: "name=normal", "abnormal", "not-supported" or the number found
    struct wy_rows notes;  // of wy_str: every field explained; identifiers are named, not shown
    bool readable;         // to its end
};

// Texts live in the arena.
void wy_key_knox_read(wy_bytes der, struct wy_arena *arena, struct wy_key_knox *out);
