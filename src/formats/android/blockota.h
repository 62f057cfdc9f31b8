// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Block-based updates before A/B (bootable/recovery/updater/blockimg.cpp, versions 1 to 4): NAME.transfer.list says
// which blocks of a partition are written from NAME.new.dat, in its order. An update that moves or patches blocks needs
// the release before it and is told, not made.
#pragma once

#include "formats/archive/mapped.h"

// The partition over `data` (NAME.new.dat, unpacked). `list` is the text of NAME.transfer.list. WY_UNSUPPORTED for an
// incremental update.
WY_CHECKED wy_err wy_blockota_open(wy_str list, const struct wy_blob *data, struct wy_arena *arena,
                                   struct wy_mapped_blob *out, struct wy_diag *diag);
