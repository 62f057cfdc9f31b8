// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// ext4 as Android's images have it, read-only: extents, 64-bit group descriptors, linear and hashed folders, small
// inline files. Not read: block maps of ext2 and ext3, encrypted files, inline folders, meta block groups.
#pragma once

#include "formats/archive/filesystem.h"

bool wy_ext4_is(const struct wy_blob *image);
WY_CHECKED wy_err wy_ext4_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag);
