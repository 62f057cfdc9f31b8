// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What every record of traffic needs, whatever its format: the owner's identifiers and a leak search over them.
#pragma once

#include "ingest/ingest.h"
#include "traffic/leaks.h"

struct wy_traffic {
    struct wy_ingest *in;
    struct wy_origin at;
    struct wy_owners owners;
    struct wy_leaks *leaks;
    struct wy_net_sink sink;
    struct wy_net_stats stats; // for formats without an engine: count here
    uint64_t next_id;
};

WY_CHECKED wy_err wy_traffic_begin(struct wy_traffic *t, struct wy_ingest *in, const struct wy_item *item,
                                   enum wy_unit unit, struct wy_diag *diag);
void wy_traffic_end(struct wy_traffic *t, wy_str format, uint64_t bytes); // tells the rows and frees

// For formats that list requests or connections: text of an IP address; false leaves *out empty.
bool wy_traffic_address(wy_str text, struct wy_address *out);
// Nanoseconds of an RFC 3339 time, or WY_NO_TIME.
int64_t wy_traffic_time(wy_str text);
// One flow of a list; counts it.
void wy_traffic_flow(struct wy_traffic *t, struct wy_flow_facts *facts);
