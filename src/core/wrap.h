// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Text in columns, as a terminal counts them: Devanagari, Chinese and combining marks included (libunistring).
#pragma once

#include "core/buffer.h"

size_t wy_columns(wy_str utf8);
// Adds `text` broken at blanks so that no line is wider than `width`. The first line begins at column `first` (already
// written by the caller), later lines are indented by `indent`. A word that is wider than a whole line is cut where it
// must be. Line feeds in the text begin a new line; a line feed ends the last line. `text` is safe for a terminal
// already.
struct wy_wrap {
    unsigned width, first, indent;
};
void wy_wrap(struct wy_buf *out, wy_str text, struct wy_wrap wrap);
// A whole text of lines, each wrapped on its own under its own indentation. A line that is an address stays whole, so
// that it can be copied.
void wy_wrap_lines(struct wy_buf *out, wy_str text, unsigned width);
