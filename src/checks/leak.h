// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the checks of traffic share: one finding that quotes every transfer a rule picks, and the words of a quote.
#pragma once

#include "checks/check.h"
#include "findings/leak.h"

#define WY_LEAK_NEEDS "captures"
#define WY_LEAK_KINDS N_("a capture of the phone's traffic (pcap, pcapng, HAR) and --identity FILE")

struct wy_leak_rule {
    const char *check;
    bool (*picks)(const struct wy_transfer *t);
    enum wy_severity (*weighs)(const struct wy_transfer *t); // the finding gets the worst
    const char *title;                                       // N_("..."): %s is the kind of identifier
    const char *(*means)(wy_str kind);                       // N_("..."), said after the row's; may be NULL, or give it
};
// One finding for each kind of identifier that the rule picks something of.
void wy_leak_tell(struct wy_check_run *run, const struct wy_leak_rule *rule);
void wy_leak_quote(struct wy_check_run *run, struct wy_finding *f, const struct wy_leak *leak);
void wy_leak_quote_flow(struct wy_check_run *run, struct wy_finding *f, const struct wy_flow *flow, int64_t sent);
// The kind's name, in the findings' arena where it is not ours.
const char *wy_leak_name(struct wy_check_run *run, wy_str identifier);
