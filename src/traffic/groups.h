// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Numbers written in groups. Countries, makers and apps cut them in many ways: the needles are the ends of a number in
// the ways that occur, long enough not to occur by chance, and what stands in front of them is then read digit by
// digit, whatever separates it.
#pragma once

#include "core/text.h"

enum wy_groups_of { WY_GROUPS_PHONE, WY_GROUPS_CODE }; // people's numbers; numbers of cards and devices
// Gives the grouped ends of `digits`, without country code, to `add`.
void wy_groups_spell(enum wy_groups_of what, wy_str digits, void (*add)(void *ctx, wy_str end), void *ctx);

// Whether `digits` end at text[at, end), and in groups; *start is then where they begin, with the country's code. The
// first `code` digits are that code: it may be left out, or be replaced by what is dialled within the country.
WY_CHECKED bool wy_groups_agree(wy_str digits, size_t code, wy_bytes text, size_t at, size_t end, size_t *start);
// What is dialled in front of a number within the country with this code: mostly "0".
wy_str wy_trunk_prefix(wy_str code);
size_t wy_country_code(wy_str digits); // the length of the code in front of an international number
