// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between import.c and import_source.c: a path is walked, and every JSON document in it is offered.
#pragma once

#include "core/limits.h"
#include "core/stream.h"

// Writes exactly n bytes of the document to `out`.
typedef wy_err (*wy_import_fill)(void *from, void *out, size_t n, struct wy_diag *diag);
typedef wy_err (*wy_import_take)(void *user, wy_str name, uint64_t size, wy_import_fill fill, void *from,
                                 struct wy_diag *diag);

struct wy_import_walker {
    wy_import_take take;
    // A file of a folder that cannot be opened or unpacked: it is left out, the rest goes on.
    void (*broken)(void *user, wy_str name, const struct wy_diag *why);
    void *user;
};
WY_CHECKED wy_err wy_import_walk(const char *path, const struct wy_limits *limits,
                                 const struct wy_import_walker *walker, struct wy_diag *diag);
