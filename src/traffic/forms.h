// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The forms that any value can take: text in its encodings and digests, numbers as bytes. What kinds of values there
// are and how each is written is needles.c's.
#pragma once

#include "core/digest.h"
#include "core/map.h"
#include "traffic/needles.h"

enum { WY_FORMS_DIGESTS = 3, WY_FORMS_BINARY_MIN = 6 }; // raw bytes shorter than this occur by chance

struct wy_forms {
    struct wy_needles *out;
    struct wy_digest *digest[WY_FORMS_DIGESTS];
    struct wy_map hashed; // pre-images done, so that spellings which coincide cost once
    wy_err err;           // sticky
    uint32_t owner;       // whose value comes next
};
void wy_forms_init(struct wy_forms *forms, struct wy_needles *out);
void wy_forms_fini(struct wy_forms *forms);

// Two forms that are known by their address: those of them hold less than the value, and are not encoded further.
extern const char wy_form_national[], wy_form_grouped[];

// One needle. `form` is static text; flags, whole and skip as in struct wy_needle. `bytes` are copied, `whole` is not.
void wy_forms_add(struct wy_forms *forms, const char *form, wy_bytes bytes, unsigned flags, wy_str whole,
                  unsigned skip);
wy_str wy_forms_keep(struct wy_forms *forms, wy_str s);   // a copy that lasts; absent when memory is refused
wy_str wy_forms_hex(struct wy_forms *forms, wy_bytes in); // the same of hex digits
// One spelling of a value in all text forms.
void wy_forms_spell(struct wy_forms *forms, const char *form, wy_str text, unsigned flags);
// The digests of a text; `brief`: only those in hex. hash_cases: also of all capitals and all small letters.
void wy_forms_hash(struct wy_forms *forms, wy_str image, bool brief);
void wy_forms_hash_cases(struct wy_forms *forms, wy_str image, bool brief);
// Bytes, and numbers as bytes: in either order, as a varint, with digits two in a byte.
void wy_forms_raw(struct wy_forms *forms, const char *form, const uint8_t *bytes, size_t n);
void wy_forms_integer(struct wy_forms *forms, uint64_t v);
void wy_forms_number(struct wy_forms *forms, wy_str digits);
void wy_forms_packed(struct wy_forms *forms, wy_str digits); // as a network writes a phone number
size_t wy_forms_varint(uint64_t v, uint8_t out[10]);
