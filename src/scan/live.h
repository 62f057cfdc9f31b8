// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A network interface as a target. A process of its own, without privileges and confined like a worker, copies packets
// from libpcap into a pipe as a capture file; a worker reads that pipe as it reads any capture. So the engine, its
// limits and its memory are the same, and nothing is written to disk.
#pragma once

#include "core/error.h"
#include "core/limits.h"

#include <signal.h>
#include <sys/types.h>

// On a page that the processes share. Each number has one writer.
struct wy_live_counts {
    _Atomic uint64_t packets, bytes; // by the process that copies
    _Atomic uint64_t transfers;      // by the worker
};

struct wy_live {
    const char *interface;
    unsigned seconds; // 0: until interrupted
    // Called about once a second in the parent; may be NULL.
    void (*tick)(void *user, uint64_t packets, uint64_t bytes, uint64_t transfers);
    void *user;
    struct wy_live_counts *counts;
    int packets; // the pipe's end for the worker; -1 once handed over
    pid_t pid;
    void *capture; // of libpcap
    uint64_t dropped;
    bool broke;    // the packets ended before the user ended them
    sigset_t mask; // of signals, as it was
    bool holds;
};

// Opens the interface and starts the copying process; the caller's own rights to capture are given up then. WY_DENIED
// and WY_NOT_FOUND say in diag what to do.
WY_CHECKED wy_err wy_live_start(struct wy_live *live, const struct wy_limits *limits, struct wy_diag *diag);
// Until the interface ends, the time is over or the user interrupts (SIGINT, SIGTERM).
void wy_live_watch(struct wy_live *live);
void wy_live_stop(struct wy_live *live); // and frees; also after a failed start
