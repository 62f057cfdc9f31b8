// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// System properties, from getprop output, build.prop files and bugreports alike, and the device behind them.
#pragma once

#include "core/buffer.h"
#include "ingest/ingest.h"

// One property. `partition` is absent for what a running phone says, else whose build.prop it is from. What a property
// says about the device is the device's own word, so the row is `claimed`.
void wy_properties_add(struct wy_ingest *in, struct wy_origin at, wy_str name, wy_str value, wy_str partition);

// A `[name]: [value]` line; values may go on over several lines. Feed it lines in order, then finish.
struct wy_getprop_lines {
    struct wy_origin at; // of the property that waits for its closing bracket
    char name[256];
    size_t name_len;
    struct wy_buf value; // collects a value of several lines
    bool open;
};
void wy_getprop_begin(struct wy_getprop_lines *g);
// false: the line is no part of getprop output.
bool wy_getprop_line(struct wy_ingest *in, struct wy_getprop_lines *g, struct wy_origin at, wy_str line);
void wy_getprop_end(struct wy_ingest *in, struct wy_getprop_lines *g);

// Makes the `devices` row of this source from its properties (and leaves one that exists alone, filling what is
// absent).
void wy_device_derive(struct wy_ingest *in);
