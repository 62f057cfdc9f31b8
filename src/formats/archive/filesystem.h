// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading a file system without mounting it: every regular file is shown once with its path, as a blob. What the
// readers share: the walk over folders, which follows no links, visits no folder twice and gives up at the limits.
#pragma once

#include "core/limits.h"
#include "core/map.h"
#include "core/stream.h"

struct wy_fs_walk {
    const struct wy_limits *limits;
    struct wy_arena *arena; // marked and reset around each file
    // The file is valid during the call only.
    void (*visit)(void *user, wy_str path, const struct wy_blob *file);
    void (*gap)(void *user, wy_str path, const struct wy_diag *diag);
    void *user;
};

struct wy_fs_node {
    uint64_t id; // inode number
    wy_str path; // without a leading slash
    unsigned depth;
};

enum { WY_FS_DEPTH_MAX = 64, WY_FS_PATH_MAX = 4096 };

// Folders still to be read, and those that were seen.
struct wy_fs_queue {
    struct wy_rows folders; // struct wy_fs_node
    size_t next;
    struct wy_map seen;
    struct wy_arena arena;
    uint64_t entries, entries_max;
};

void wy_fs_queue_init(struct wy_fs_queue *queue, const struct wy_limits *limits);
void wy_fs_queue_fini(struct wy_fs_queue *queue);
// Adds a folder unless it was seen (loops and hard links of folders) or lies too deep.
WY_CHECKED wy_err wy_fs_queue_add(struct wy_fs_queue *queue, uint64_t id, wy_str path, unsigned depth,
                                  struct wy_diag *diag);
bool wy_fs_queue_next(struct wy_fs_queue *queue, struct wy_fs_node *out);
// One directory entry was read: is the limit on items kept, and the name one a path can hold?
WY_CHECKED wy_err wy_fs_count(struct wy_fs_queue *queue, struct wy_diag *diag);
bool wy_fs_name_good(wy_str name);
wy_str wy_fs_join(struct wy_fs_queue *queue, wy_str folder, wy_str name);
