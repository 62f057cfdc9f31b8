// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What a body is that nothing could look into: dense bytes, or text that carries such bytes in base64 or hex, as apps
// do that encrypt what they send ({"data":"..."}).
#pragma once

#include "core/text.h"

struct wy_opaque {
    uint64_t size; // bytes that stayed closed, decoded; 0 = none
    double entropy;
};
// Adds what stays closed of a body, or of what came out of one.
void wy_opaque_judge(wy_bytes body, struct wy_opaque *out);
