// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Images that come in several files: split sparse images (super.img.0, super.img.1, ...; NAME_sparsechunk.N) and
// block-based updates (NAME.transfer.list beside NAME.new.dat or NAME.new.dat.br). Who walks a folder or an archive
// offers each item here first; what was kept is put together once all have been seen.
#pragma once

#include "formats/archive/seekable.h"
#include "sources/container.h"

struct wy_joiner {
    struct wy_arena *arena; // keeps the parts
    const struct wy_limits *limits;
    struct wy_rows parts;
};

enum { WY_JOINED_MAX = 512 }; // parts in one folder or archive

// By its name alone: can this be a part of something?
bool wy_join_name(wy_str name);
// True when the item was kept as a part: `blob` must stay until wy_joiner_give then.
bool wy_joiner_take(struct wy_joiner *j, wy_str name, const struct wy_blob *blob);
// Visits what the parts make together. What lacks a part is told as a gap.
void wy_joiner_give(struct wy_joiner *j, struct wy_container_walk *walk);
