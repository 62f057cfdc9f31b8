// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The super partition (system/core/fs_mgr/liblp): logical partitions as lists of extents. The first slot whose
// checksums hold is used. Only one block device is read.
#pragma once

#include "formats/archive/mapped.h"

struct wy_super_partition {
    wy_str name;
    struct wy_mapped_blob image; // not where elsewhere is set
    bool elsewhere;              // a part of it lies on another block device
};

// The partition that an image is of, by its name: "out/system_a.img" is "system".
wy_str wy_image_partition(wy_str path);

bool wy_super_is(const struct wy_blob *blob);
// Rows of struct wy_super_partition, those without a size left out. `blob` must outlive them.
WY_CHECKED wy_err wy_super_open(const struct wy_blob *blob, struct wy_arena *arena, struct wy_rows *out,
                                struct wy_diag *diag);
