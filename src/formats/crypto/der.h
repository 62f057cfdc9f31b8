// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A bounded walker over DER (ITU-T X.690): one element at a time out of a wy_reader, so that nothing outside the parent
// can be reached. Definite lengths only, tag numbers up to 2^28, lengths up to 4 bytes. Length and tag octets need not
// be minimal: makers have shipped BER that Android accepts.
#pragma once

#include "core/arena.h"
#include "core/reader.h"

enum {
    WY_DER_BOOLEAN = 1,
    WY_DER_INTEGER = 2,
    WY_DER_OCTETS = 4,
    WY_DER_NULL = 5,
    WY_DER_OID = 6,
    WY_DER_ENUM = 10,
    WY_DER_SEQUENCE = 16,
    WY_DER_SET = 17,
};
enum wy_der_class { WY_DER_UNIVERSAL = 0, WY_DER_APPLICATION = 1, WY_DER_CONTEXT = 2, WY_DER_PRIVATE = 3 };

struct wy_der {
    uint32_t tag;
    uint8_t cls; // enum wy_der_class
    bool constructed;
    uint64_t offset; // of the first octet, in the reader's terms
    wy_bytes whole, body;
};

// The next element; false at the end of the reader, and (with r->err set) on failure.
WY_CHECKED bool wy_der_next(struct wy_reader *r, struct wy_der *out);
// The next element must be this universal tag; else the reader is marked malformed and the body is empty.
struct wy_der wy_der_expect(struct wy_reader *r, uint32_t tag);
// A reader over the element's body.
struct wy_reader wy_der_inside(const struct wy_der *e);
static inline bool wy_der_is(const struct wy_der *e, uint32_t tag)
{
    return e->cls == WY_DER_UNIVERSAL && e->tag == tag;
}
// INTEGER or ENUMERATED bodies that fit int64_t; false for empty or longer ones.
WY_CHECKED bool wy_der_int(wy_bytes body, int64_t *out);
// Strict: one octet, 00 or FF.
WY_CHECKED bool wy_der_bool(wy_bytes body, bool *out);
// An OID body as dotted decimals, e.g. "1.3.6.1.4.1.11129.2.1.17"; absent when malformed or memory is refused.
wy_str wy_der_oid_text(wy_bytes body, struct wy_arena *arena);
