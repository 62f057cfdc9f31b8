// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Records in, one index file out. Several records of one id (a CVE from its CNA, from OSV, from KEV) become one
// advisory.
#pragma once

#include "knowledge/record.h"

struct wy_index_builder;

WY_CHECKED struct wy_index_builder *wy_index_builder_new(void); // NULL: no memory
void wy_index_builder_free(struct wy_index_builder *builder);
static inline void wy_index_builder_freep(struct wy_index_builder **b) { wy_index_builder_free(*b); }

// Copies what it needs of the record.
WY_CHECKED wy_err wy_index_builder_add(struct wy_index_builder *builder, const struct wy_record *record,
                                       struct wy_diag *diag);
// The whole file, in the builder's memory until the next call. `skipped` is only noted in the header.
WY_CHECKED wy_err wy_index_builder_finish(struct wy_index_builder *builder, uint32_t skipped, struct wy_diag *diag);
// How many records have a range that ends before it begins.
int32_t wy_index_builder_empty(const struct wy_index_builder *builder);
// Writes it beside `path` and renames, so that readers see the old file or the new one, never half of it.
WY_CHECKED wy_err wy_index_builder_write(const struct wy_index_builder *builder, const char *path,
                                         struct wy_diag *diag);
// The parts of the finished file, for tests that open it without a disk.
WY_CHECKED bool wy_index_builder_copy(const struct wy_index_builder *builder, struct wy_arena *arena, wy_bytes *out);
