// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Data files that are built into the program (data/meson.build names them), so that the sandboxed worker has them
// without opening a file; and rows of the tab-separated ones.
#pragma once

#include "core/text.h"

struct wy_embedded {
    const char *name; // relative to data/, e.g. "trust/boot-keys.tsv"
    const char *text;
    size_t len;
};
extern const struct wy_embedded wy_embedded_files[];
extern const size_t wy_embedded_files_n;

wy_str wy_embedded(wy_str name); // absent when there is none of that name

// The next row that is not empty and does not begin with '#': up to n cells, those that are missing absent. false at
// the end. More cells than n stay in the last one.
bool wy_tsv_next(wy_str *rest, wy_str *cells, size_t n);
