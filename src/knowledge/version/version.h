// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One interface to every order of versions. What can not be ordered is WY_UNORDERED with a reason, never "0": the
// answer to an advisory is then "cannot tell". All comparisons take time linear in the length of the two texts.
#pragma once

#include "core/text.h"

enum wy_order {
    WY_ORDER_NONE = 0, // no order is known: every comparison is WY_UNORDERED
#define ORDER(id, name, aliases, compare, meaning) WY_ORDER_##id,
#include "knowledge/version/orders.def"
#undef ORDER
    WY_ORDERS,
};

enum { WY_UNORDERED = 2, WY_VERSION_LEN_MAX = 1024 }; // a version of over 1 KiB is not a version

// Why two texts have no order, or what a reader should know about one that was found.
enum wy_version_note {
    WY_NOTE_NONE,
    // with an order
    WY_NOTE_FLAVOUR,   // the numbers decide, but one is a build for another market
    WY_NOTE_LINE,      // only the user interface's line (12.5, 2.0) was compared
    WY_NOTE_NO_LETTER, // a short form without the Android letter was compared by its numbers
    // without
    WY_NOTE_NO_ORDER,
    WY_NOTE_FORM,
    WY_NOTE_NO_NUMBER,
    WY_NOTE_SEVERAL,
    WY_NOTE_RANGE_WORDS,
    WY_NOTE_TAIL,
    WY_NOTE_DEVICE,
    WY_NOTE_CHANNEL,
    WY_NOTE_PREFIX,
    WY_NOTE_TOO_LONG,
    WY_NOTES,
};

struct wy_compared {
    int sign; // -1, 0, 1, or WY_UNORDERED
    enum wy_version_note note;
};

struct wy_compared wy_version_compare(enum wy_order order, wy_str a, wy_str b);

// A number that speaks for a version: where two of one order are neither 0 nor equal, they compare as the versions do,
// without a note. 0 says nothing, and so do equal ones.
uint64_t wy_version_key(enum wy_order order, wy_str version);

// By name or alias, without case; WY_ORDER_NONE when unknown.
enum wy_order wy_order_find(wy_str name);
wy_str wy_order_name(enum wy_order order);
const char *wy_order_meaning(enum wy_order order); // English, marked for translation
// A sentence part such as "the two builds are for different devices"; English, marked for translation.
const char *wy_version_note_text(enum wy_version_note note);

// The apk order reads a product's name before the number when it is told the name: "GetApps 32.0.0.1" with the name
// "getapps" gives "32.0.0.1". The longest of the n names that fits is cut, case-folded; else `version` comes back.
wy_str wy_apk_version_strip(wy_str version, const wy_str *names, size_t n);

uint64_t wy_apk_key(wy_str version);

// The families; called through the table above.
#define ORDER(id, name, aliases, compare, meaning) struct wy_compared compare(wy_str a, wy_str b);
#include "knowledge/version/orders.def"
#undef ORDER
