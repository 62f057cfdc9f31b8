// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Readers of documents that hold many records; see record.h.
#pragma once

#include "knowledge/record.h"

WY_CHECKED wy_err wy_read_kev(const struct wy_json *root, wy_record_sink sink, void *user, struct wy_diag *diag);
WY_CHECKED wy_err wy_read_sdk(const struct wy_json *root, wy_str name, struct wy_arena *scratch, wy_record_sink sink,
                              void *user, struct wy_diag *diag);
