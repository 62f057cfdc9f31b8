// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading a file system without mounting it: every regular file is shown with its path, as a blob. What the readers
// share: the walk over folders, which follows no links, visits no folder twice and gives up at the limits. All folders
// are read before the first file, and files come in the order of their inodes, which is about the order of their data:
// an image that can only be unpacked from front to back is then unpacked a few times, not once for each file.
#pragma once

#include "core/limits.h"
#include "core/reader.h"
#include "formats/archive/mapped.h"

struct wy_fs_walk {
    const struct wy_limits *limits;
    struct wy_arena *arena; // marked and reset around each file
    // The file is valid during the call only.
    void (*visit)(void *user, wy_str path, const struct wy_blob *file);
    void (*gap)(void *user, wy_str path, const struct wy_diag *diag);
    void *user;
};

enum wy_fs_kind { WY_FS_UNKNOWN, WY_FS_FILE, WY_FS_FOLDER, WY_FS_OTHER };

struct wy_fs_entry {
    uint64_t inode;
    enum wy_fs_kind kind; // WY_FS_UNKNOWN where the entry does not say
    wy_str name;          // empty: no entry, pass over it
};

// What a file system gives to the walk.
struct wy_fs_ops {
    // The inode's kind and, where `out` is not NULL, its content, whose memory is the arena's; release it with
    // wy_mapped_fini.
    wy_err (*open)(const void *fs, uint64_t inode, enum wy_fs_kind *kind, struct wy_arena *arena,
                   struct wy_mapped_blob *out, struct wy_diag *diag);
    // The next entry of a folder's block; *at is 0 at first and the reader's own. False at the end; a block that
    // contradicts the format sets *good to false.
    bool (*next)(const void *fs, wy_bytes block, size_t *at, struct wy_fs_entry *out, bool *good);
    const void *fs;
    uint64_t root;
    size_t block; // entries do not cross its borders
};

enum { WY_FS_DEPTH_MAX = 64, WY_FS_PATH_MAX = 4096, WY_FS_FOLDER_MAX = 64 << 20 };

WY_CHECKED wy_err wy_fs_walk(const struct wy_fs_ops *ops, const struct wy_fs_walk *walk, struct wy_diag *diag);

// The kind in the mode of an inode, which both file systems write as POSIX does.
enum wy_fs_kind wy_fs_kind_of_mode(uint16_t mode);
