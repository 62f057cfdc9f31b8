// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the engine finds becomes evidence: transfers with their recipient and step, connections, what stayed closed,
// gaps. Also for inputs that are no packets (HAR, lists of connections): they hand messages and flows to the same
// functions.
//
// Steps. A mark is "step=NAME" and, when the owner agrees to something at that moment, "consent=given". Marks stand in
// the file given with --experiment (one a line: an RFC 3339 time, then the mark; # begins a comment), in packet
// comments of pcapng, and in UDP datagrams and TCP segments that begin with "WARY-MARK/1 ". Any other packet comment
// names a step by itself. steps.h says which marks count, and how two clocks are brought together.
#pragma once

#include "formats/net/engine.h"
#include "traffic/search.h"

struct wy_leaks_setup {
    struct wy_evidence *ev;
    const struct wy_limits *limits;
    const struct wy_owners *owners;
    wy_bytes marks;          // text of the marks file; absent = none
    struct wy_origin origin; // of the capture
    enum wy_unit unit;       // what its records are: packets, requests, lines
    int64_t begin;           // seconds, about when it was made; 0 = unknown
    bool mine;               // only named devices are searched
};

struct wy_leaks;
WY_CHECKED wy_err wy_leaks_new(const struct wy_leaks_setup *setup, struct wy_leaks **out, struct wy_diag *diag);
void wy_leaks_free(struct wy_leaks *leaks); // NULL-safe
struct wy_net_sink wy_leaks_sink(struct wy_leaks *leaks);
// For those who search the messages themselves (relay.h): what to search for, what was found, and who did it.
const struct wy_needles *wy_leaks_needles(const struct wy_leaks *leaks);
void wy_leaks_result(struct wy_leaks *leaks, const struct wy_message *m, const struct wy_search_result *result);
void wy_leaks_searched(struct wy_leaks *leaks, const struct wy_searcher *searcher);
// Steps, consent and the capture's own row, after the last packet.
void wy_leaks_finish(struct wy_leaks *leaks, const struct wy_net_stats *stats, wy_str format, uint64_t bytes);
