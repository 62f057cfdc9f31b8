// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// ext4, ext3 and ext2 as Android's images have them and as mke2fs makes them, read-only: extents and block maps, every
// revision, group descriptors in a row or in meta groups, of 32 and 64 bits, clusters, linear and hashed folders, files
// and folders within their inode. Not read: encrypted files. A journal is not replayed.
#pragma once

#include "formats/archive/filesystem.h"

bool wy_ext4_is(const struct wy_blob *image);
WY_CHECKED wy_err wy_ext4_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag);
