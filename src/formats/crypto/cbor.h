// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// As much CBOR (RFC 8949) as attestation extensions need: a cursor over data items that can step into arrays and maps
// or over them. Nesting is not recursion: skipping counts the items it still owes, so depth costs nothing.
#pragma once

#include "core/reader.h"

enum wy_cbor_type {
    WY_CBOR_UINT = 0,
    WY_CBOR_NEGATIVE = 1, // value n means -1 - n
    WY_CBOR_BYTES = 2,
    WY_CBOR_TEXT = 3,
    WY_CBOR_ARRAY = 4, // value = items that follow
    WY_CBOR_MAP = 5,   // value = pairs that follow
    WY_CBOR_TAG = 6,   // the tagged item follows
    WY_CBOR_SIMPLE = 7,
};

struct wy_cbor {
    enum wy_cbor_type type;
    uint64_t value;
    wy_bytes bytes; // of BYTES and TEXT
};

// The next head (and the content of a byte or text string). Indefinite lengths are not read.
struct wy_cbor wy_cbor_next(struct wy_reader *r);
// Steps over what follows `item`: all that an array, map or tag contains.
void wy_cbor_skip(struct wy_reader *r, const struct wy_cbor *item);
