// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Readers of documents that hold many records; see record.h.
#pragma once

#include "knowledge/record.h"

WY_CHECKED wy_err wy_read_kev(const struct wy_json *root, const struct wy_record_out *out, struct wy_diag *diag);
WY_CHECKED wy_err wy_read_sdk(const struct wy_json *root, wy_str name, struct wy_arena *scratch,
                              const struct wy_record_out *out, struct wy_diag *diag);
// A table of one release with its rows, or one row by itself.
WY_CHECKED wy_err wy_read_bulletin(const struct wy_json *root, struct wy_arena *scratch,
                                   const struct wy_record_out *out, struct wy_diag *diag);
bool wy_bulletin_row_json(const struct wy_json *row);
// com.google.android.modulemetadata and its kin: their versionName is the date of the Mainline modules.
bool wy_is_module_package(wy_str name);
