// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every form in which the owner's identifiers can travel, written once before the capture is read: spellings of the
// value (grouped, national, without separators), and of each the UTF-16, hex, base64 and digest forms, whole or cut to
// 16 hex digits; digits packed two in a byte, numbers as integers. What is compressed, percent-encoded or escaped is
// decoded in the traffic instead (decode.h).
#pragma once

#include "traffic/identity.h"
#include "traffic/matcher.h"
#include "traffic/position.h"

enum wy_needle_flags {
    WY_NEEDLE_NOCASE = 1,
    WY_NEEDLE_DIGITS = 2,   // must not stand within a longer number
    WY_NEEDLE_WORD = 4,     // must not stand within a longer word
    WY_NEEDLE_BASE64 = 8,   // cut at 6-bit borders: confirmed by decoding its surroundings
    WY_NEEDLE_DIGEST = 16,  // hex digits of a digest, of which more may follow
    WY_NEEDLE_IMEI = 32,    // of an IMEI without its check digit: a zero in its place or a software version may follow
    WY_NEEDLE_HEX = 64,     // must not stand within more hex digits
    WY_NEEDLE_GROUPS = 128, // the end of a number in groups (groups.h); `skip` digits of `whole` are a country's code
    WY_NEEDLE_PAIRS = 256,  // hex of a text: its neighbours are pairs of hex digits
    WY_NEEDLE_HALF = 1024,  // `whole` is the other half and follows close by
    WY_NEEDLE_FIELD = 512,  // the second byte of a protobuf's tag and a value: the first stands before
};

struct wy_needle {
    const char *form; // static text: "plain", "md5", "base64", ...
    wy_str whole;     // WY_NEEDLE_BASE64: the text that is encoded; WY_NEEDLE_DIGEST: all hex digits
    uint32_t owner;   // index into the owners
    uint16_t flags;
    uint8_t
        skip; // WY_NEEDLE_BASE64: bytes in front of `whole` in its first group; WY_NEEDLE_DIGEST: digits before ours
};

struct wy_needles {
    const struct wy_owners *owners;
    struct wy_arena *arena;
    struct wy_rows rows;     // struct wy_needle
    struct wy_rows literals; // struct wy_literal, the same index
    struct wy_rows places;   // struct wy_place: positions are no literals
    struct wy_matcher *matcher;
};

// `time` (seconds since 1970, or 0) is about when the capture was made: messages are known to be hashed with the hour.
WY_CHECKED wy_err wy_needles_build(struct wy_needles *needles, const struct wy_owners *owners, int64_t time,
                                   struct wy_arena *arena);
enum { WY_NEEDLES_MAX = 2000000 };
