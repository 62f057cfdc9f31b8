// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// GUID partition tables (UEFI specification 2.10, section 5.3) of whole-disk images, with sectors of 512 or 4096 bytes.
// Checksums and the copy at the end are not looked at.
#pragma once

#include "core/stream.h"

struct wy_gpt_partition {
    wy_str name; // ASCII; what is not reads as '?'
    struct wy_part_blob image;
};

bool wy_gpt_is(wy_bytes head); // 4096 + 8 bytes see both sector sizes
// Rows of struct wy_gpt_partition, in the table's order; `disk` must outlive them.
WY_CHECKED wy_err wy_gpt_open(const struct wy_blob *disk, struct wy_arena *arena, struct wy_rows *out,
                              struct wy_diag *diag);
