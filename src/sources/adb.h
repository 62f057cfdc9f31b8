// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A phone through the adb server that runs on this machine (protocol: AOSP packages/modules/adb, OVERVIEW and
// SERVICES). Only commands that read are sent; nothing is installed, granted or changed. Every command is a connection
// of its own, whose answer goes to the worker unread, as a shell,v2 stream (a plain one from phones up to Android 6).
#pragma once

#include "core/stream.h"
#include "sources/open.h"

// Serial empty = the one attached phone. The port is ANDROID_ADB_SERVER_PORT or 5037, on 127.0.0.1.
WY_CHECKED wy_err wy_adb_open(wy_str serial, const struct wy_limits *limits, const struct wy_open_callbacks *cb,
                              struct wy_diag *diag);

// In the worker: the standard output inside a shell,v2 stream. Standard error and the exit code are kept for the gap.
struct wy_adb_stream {
    struct wy_stream stream;
    struct wy_stream *inner;
    uint32_t left; // of the current packet
    uint8_t id;
    bool ended;
    int exit_code;   // -1 until told
    char error[200]; // beginning of standard error
    size_t error_len;
};
struct wy_adb_stream wy_adb_stream(struct wy_stream *inner);
