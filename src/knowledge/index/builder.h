// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What a builder of indexes gathers, and what becomes of it: build.c takes records, arrange.c puts them in order.
#pragma once

#include "knowledge/index/build.h"
#include "knowledge/index/format.h"
#include "knowledge/index/packed.h"

struct wy_index_row { // one record, before sorting
    struct wy_index_advisory advisory;
    uint32_t sequence;
};

struct wy_index_builder {
    struct wy_texts texts;
    struct wy_buf prose;
    // As they come.
    struct wy_buf rows, claims, spans, conditions, numbers;
    // Made by wy_index_arrange.
    struct wy_buf advisories, sorted_claims, sorted_spans, keys, subjects, aliases, slots;
    struct wy_packed_header header;
};

// How many whole rows there are.
static inline uint32_t wy_index_rows(const struct wy_buf *buf, size_t size) { return (uint32_t)(buf->len / size); }
// What went wrong so far.
WY_CHECKED wy_err wy_index_builder_state(struct wy_index_builder *builder, struct wy_diag *diag);
WY_CHECKED wy_err wy_index_arrange(struct wy_index_builder *builder, struct wy_diag *diag);
