// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Text in the encodings of Windows tools as plain UTF-8: UTF-16 in both orders (with a byte order mark, or where the
// first two characters are plainly ASCII), UTF-8 with a mark. core/lines.c does the same for what is streamed.
#pragma once

#include "core/arena.h"

// Is it in need of wy_text_plain? Looks at the first four bytes.
bool wy_text_is_marked(wy_bytes head);
// In the arena where it had to be changed, else the bytes themselves. An odd last byte is dropped. Absent: no memory.
wy_str wy_text_plain(wy_bytes raw, struct wy_arena *arena);
