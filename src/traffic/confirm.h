// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether a needle that was met is the owner's value: what stands beside it may make it part of something longer, and
// some needles are only a part of what they stand for (needles.h).
#pragma once

#include "traffic/needles.h"

enum { WY_WORD_BEFORE_MAX = 64 }; // letters of a word or path in front of base64; so many are whole groups

// The form's name when the literal at *at is really the value, else NULL. *at moves to where the value begins.
WY_CHECKED const char *wy_needle_confirm(const struct wy_needle *needle, const struct wy_literal *literal,
                                         wy_bytes text, size_t *at);
