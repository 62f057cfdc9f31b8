// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Personal values become tokens such as IMEI-3f9a1c: the kind, and the first bytes of a hash under a salt that each
// report draws anew. Equal values give equal tokens within one report and nothing links two reports. Two ways in:
// values that a check marked with wy_personal, and the identities that the evidence holds, wherever they occur in an
// excerpt.
#pragma once

#include "core/buffer.h"
#include "evidence/model.h"

struct wy_redactor_entry;

struct wy_redactor {
    struct wy_arena *arena;                  // not owned
    const struct wy_redactor_entry *entries; // sorted by value
    size_t n;
    uint8_t salt[16];
    bool reveal;
};

// `salt` may be NULL: then it is drawn.
WY_CHECKED wy_err wy_redactor_init(struct wy_redactor *r, const struct wy_evidence *ev, bool reveal,
                                   const uint8_t *salt, struct wy_arena *arena);
// Marks are replaced by tokens, or taken away to show the value. Absent stays absent.
void wy_redact_marks(const struct wy_redactor *r, wy_str text, struct wy_buf *out);
// The same, and identities of the evidence and what was seen leaving are looked for too: for text that quotes evidence.
void wy_redact_all(const struct wy_redactor *r, wy_str text, struct wy_buf *out);
// The token of one value.
void wy_redact_value(const struct wy_redactor *r, wy_str kind, wy_str value, struct wy_buf *out);
