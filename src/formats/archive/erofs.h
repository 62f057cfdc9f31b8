// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// EROFS, the read-only file system of newer Android images: plain, inline, chunk-based and compressed files (LZ4,
// MicroLZMA, DEFLATE; full and compact indexes, big clusters, inlined tails). Not read: fragments, further devices,
// zstd, 48-bit layouts.
#pragma once

#include "formats/archive/filesystem.h"

bool wy_erofs_is(const struct wy_blob *image);
WY_CHECKED wy_err wy_erofs_walk(const struct wy_blob *image, const struct wy_fs_walk *walk, struct wy_diag *diag);
