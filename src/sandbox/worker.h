// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A worker: a forked child that parses hostile bytes. The parent opens files, folders and sockets and hands their
// descriptors over; the child gives itself no new privileges, rlimits, Landlock (no path at all) and seccomp (deny by
// default: no open, no connect, no exec, no fork), and writes its result to one descriptor that the parent reads with a
// cap. What it writes is decoded as hostile again.
#pragma once

#include "core/buffer.h"
#include "core/error.h"
#include "core/limits.h"

#include <sys/types.h>

// Confines the calling process, which may then write to `out` alone. WY_DENIED when the kernel refuses a part: the
// caller must then not touch hostile bytes.
WY_CHECKED wy_err wy_sandbox_enter(const struct wy_limits *limits, int out, struct wy_diag *diag);

// What the child runs, confined: reads descriptors from `feed`, writes its result to `out`. Its return value becomes
// the exit status: 0 = the result is complete.
typedef int (*wy_worker_main)(int feed, int out, void *user);

struct wy_worker {
    pid_t pid;
    int feed;   // parent's end: wy_feed_send; -1 once closed
    int result; // parent's end of the result pipe
    // No processor time used for so long, with something to read: it is stuck, and wy_worker_finish ends it. 0 = never.
    uint64_t idle_seconds;
    int awaited; // what wy_worker_may_await was told, or -1
};

// Forks and confines. `sandbox` = false runs unconfined (--no-sandbox). A child that cannot be confined ends with
// status 3 and a sentence in its result.
WY_CHECKED wy_err wy_worker_start(struct wy_worker *w, bool sandbox, const struct wy_limits *limits, wy_worker_main run,
                                  void *user, struct wy_diag *diag);
// A pipe that the worker was given: as long as its other end writes nothing, standing still is not the worker's fault.
// At most one; a copy of the descriptor is kept until wy_worker_finish.
void wy_worker_may_await(struct wy_worker *w, int fd);
// In the child: writes all of a text to the result; false when the parent is gone.
WY_CHECKED bool wy_worker_give(int out, wy_str text);
// Reads the child's result until it closes, up to limits->evidence; then reaps it. WY_DENIED: could not be confined.
// WY_CANCELLED: it died (signal or rlimit) or stood still, with words in diag; what it had written is in `out` all the
// same.
WY_CHECKED wy_err wy_worker_finish(struct wy_worker *w, struct wy_buf *out, struct wy_diag *diag);
// The same for a result in lines: whole ones are handed to `take` as they come and not kept. `out` has what stands
// behind the last line's end; its maximum bounds all that comes. An error of `take` ends the worker.
struct wy_worker_lines {
    wy_err (*take)(void *ctx, wy_bytes lines, struct wy_diag *diag);
    void *ctx;
};
WY_CHECKED wy_err wy_worker_finish_lines(struct wy_worker *w, const struct wy_worker_lines *lines, struct wy_buf *out,
                                         struct wy_diag *diag);

// The feed: named descriptors over a socket. kind is free for the caller's use.
enum { WY_FEED_NAME_MAX = 4096 };
struct wy_feed_item {
    int fd;
    int kind;
    char name[WY_FEED_NAME_MAX];
    size_t name_len;
};
WY_CHECKED wy_err wy_feed_send(const struct wy_worker *w, int fd, int kind, wy_str name, struct wy_diag *diag);
// false when the parent closed the feed. The descriptor belongs to the caller.
WY_CHECKED bool wy_feed_next(int feed, struct wy_feed_item *item);
