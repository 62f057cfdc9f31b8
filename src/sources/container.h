// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The splitting half of a source: an item that holds other items (zip, tar, a compressed stream, a partition image)
// gives them one by one. Runs in the worker, because a directory of a zip is hostile already. A container knows nothing
// of what is made of its items.
#pragma once

#include "core/arena.h"
#include "formats/archive/packed.h"

struct wy_container_walk {
    const struct wy_limits *limits;
    struct wy_arena *scratch; // lives for the whole walk
    // Called for each item, in the container's order. The item is valid during the call only.
    void (*visit)(void *user, struct wy_item *item);
    // Something in the container cannot be read; the walk goes on.
    void (*gap)(void *user, wy_str item, const struct wy_diag *diag);
    void *user;
    struct wy_decoders *decoders; // for what is packed in it
};

// Verified boot metadata come before the images that they speak of, wherever the order can be chosen: their salts have
// to be known when an image is digested.
static inline bool wy_goes_first(wy_str name)
{
    size_t slash = wy_str_rfind_char(name, '/');
    return wy_str_starts(slash == WY_NPOS ? name : wy_str_from(name, slash + 1), WY_S("vbmeta"));
}

struct wy_container {
    const char *name; // "zip"
    const char *kind; // what a target is called that turns out to hold nothing else we know: "archive"
    bool needs_blob;  // a stream alone is not enough: the item is held in memory first, up to limits.whole_item
    bool (*match)(const struct wy_item *item); // by head
    wy_err (*walk)(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag);
};

// A file system: within it are files, not images.
static inline bool wy_container_of_files(const struct wy_container *c)
{
    return strcmp(c->name, "ext4") == 0 || strcmp(c->name, "erofs") == 0;
}

extern const struct wy_container *const wy_containers[];
extern const size_t wy_containers_n;
const struct wy_container *wy_container_for(const struct wy_item *item);
