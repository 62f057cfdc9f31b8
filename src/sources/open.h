// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The opening half of a source, in the parent: a target named by the user becomes descriptors that are handed to a
// worker. Nothing is read here beyond what opening needs.
#pragma once

#include "core/error.h"
#include "core/limits.h"

enum wy_feed_kind {
    WY_FEED_FILE,    // a regular file: random access
    WY_FEED_STREAM,  // a pipe: read once
    WY_FEED_ADB,     // an adb shell,v2 stream: packets with an id and a length
    WY_FEED_SPOOL,   // no evidence: a nameless file for what can only be unpacked once (core/spool.h)
    WY_FEED_ADB_RAW, // an adb exec stream of a phone that knows no shell,v2 (up to Android 6): the answer alone
};

// Called for each opened thing; the descriptor is closed by wy_target_open afterwards. A failure stops the walk.
typedef wy_err (*wy_opened)(void *user, int fd, enum wy_feed_kind kind, wy_str name, struct wy_diag *diag);
// What could not be opened: told, and the walk goes on.
typedef void (*wy_unopened)(void *user, wy_str name, const struct wy_diag *diag);

struct wy_open_callbacks {
    wy_opened opened;
    wy_unopened unopened;
    void *user;
};

struct wy_target {
    const char *name; // as the user wrote it: a path, "-", "adb:" or "adb:SERIAL"
    bool folder;      // set by wy_target_open
    uint64_t size;    // of a regular file
};

// WY_NOT_FOUND and WY_IO when the target itself cannot be opened, with the next step in diag.
WY_CHECKED wy_err wy_target_open(struct wy_target *target, const struct wy_limits *limits,
                                 const struct wy_open_callbacks *cb, struct wy_diag *diag);
