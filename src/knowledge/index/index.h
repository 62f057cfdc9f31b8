// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A compiled index, open for reading: the file is mapped, nothing is copied, and every number in it is checked where it
// is followed, so a damaged or hostile file gives absent texts and empty lists, never a read outside it.
#pragma once

#include "knowledge/index/format.h"
#include "knowledge/index/packed.h"

struct wy_index {
    struct wy_packed file;
    const struct wy_index_advisory *advisories;
    const struct wy_index_claim *claims;
    const struct wy_index_span *spans;
    const struct wy_index_condition *conditions;
    const struct wy_index_subject *subjects;
    const struct wy_index_alias *aliases;
    const struct wy_index_slot *slots;
    const struct wy_index_keys *keys;
    const uint32_t *numbers;
    uint32_t advisories_n, claims_n, spans_n, conditions_n, subjects_n, aliases_n, slots_n, keys_n, numbers_n;
};

bool wy_index_looks_like(wy_bytes head);
// Checks the header and the sections' places; the contents are checked by wy_index_verify. Close with wy_index_close.
WY_CHECKED wy_err wy_index_open(struct wy_index *out, const char *path, struct wy_diag *diag);
// The same over bytes in memory (8-byte aligned), which must outlive *out.
WY_CHECKED wy_err wy_index_from_bytes(struct wy_index *out, wy_bytes file, struct wy_diag *diag);
void wy_index_close(struct wy_index *index);
static inline void wy_index_closep(struct wy_index *index) { wy_index_close(index); }
// Reads the whole file once and compares its check.
WY_CHECKED wy_err wy_index_verify(const struct wy_index *index, struct wy_diag *diag);

wy_str wy_index_text(const struct wy_index *index, uint32_t offset); // absent where there is none
wy_str wy_index_prose(const struct wy_index *index, uint32_t offset);
// A list in numbers: how many of `n` from `first` are really there.
uint32_t wy_index_numbers(const struct wy_index *index, uint32_t first, uint32_t n, const uint32_t **out);
uint32_t wy_index_spans(const struct wy_index *index, const struct wy_index_claim *claim,
                        const struct wy_index_span **out);
uint32_t wy_index_claims(const struct wy_index *index, const struct wy_index_advisory *advisory,
                         const struct wy_index_claim **out);

// Advisories by id or alias, without case: the first; the others of an alias follow by calling with *cursor kept.
const struct wy_index_advisory *wy_index_find(const struct wy_index *index, wy_str id, uint32_t *cursor);
// Forward: the claims about a subject of one kind (enum wy_claim_kind); none for WY_CLAIM_PRODUCT.
uint32_t wy_index_about(const struct wy_index *index, uint32_t kind, wy_str name, const uint32_t **claims);
