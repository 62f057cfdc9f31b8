// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Values shaped like identifiers, for captures whose owner gave none: they are told as shaped like one, never as the
// owner's. The name in front of a value decides where many things look alike (sixteen hex digits, a UUID); an IMEI by
// itself needs its check digit and an allocated beginning.
#pragma once

#include "traffic/identity.h"

struct wy_shape {
    enum wy_id_kind kind;
    wy_str value;
    size_t at;
};
// `text` is one stretch of text.
void wy_shapes_find(wy_bytes text, void (*hit)(void *ctx, const struct wy_shape *shape), void *ctx);
