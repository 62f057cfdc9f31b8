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

WY_CHECKED wy_err wy_import_walk(const char *path, const struct wy_limits *limits, wy_import_take take, void *user,
                                 struct wy_diag *diag);
