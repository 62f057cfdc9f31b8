// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Characters as HTML and XML write them: &#51; &#x33; and the few names that stand for what markup itself needs.
#pragma once

#include "core/buffer.h"

bool wy_has_entity(wy_bytes in); // quickly: most "&" divide the pairs of a query
// False, with `out` unchanged, when there is none.
WY_CHECKED bool wy_decode_entities(wy_bytes in, struct wy_buf *out);
