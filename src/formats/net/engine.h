// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The engine: packets in, messages and flow facts out (net.h). Open flows and held bytes stay under limits.net_flows
// and limits.net_memory; when either is reached, the flow that was quiet longest ends as if the capture ended.
#pragma once

#include "core/error.h"
#include "formats/net/net.h"

struct wy_net_stats {
    uint64_t packets, bytes; // of the capture; payload of TCP and UDP
    uint64_t other, broken;  // of these packets: nothing that is read; contradicting themselves, all or a part
    uint64_t connections;    // flows seen
    uint64_t forgotten;      // flows ended early to stay within the limits
    uint64_t lost;           // bytes that other packets show to have existed
    uint64_t after;          // bytes that were to be searched, but came after their connection had ended
    uint64_t refused;        // times that there was no memory to hold something
    struct wy_when first_broken, first_forgotten, first_lost, first_after, first_refused;
    struct wy_when first, last; // by the capture's clock
};

// Options, sink and limits must outlive it. NULL: no memory.
WY_CHECKED struct wy_net *wy_net_new(const struct wy_net_options *options, const struct wy_net_sink *sink,
                                     const struct wy_limits *limits);
void wy_net_free(struct wy_net *net); // NULL-safe; does not deliver anything
void wy_net_packet(struct wy_net *net, const struct wy_packet *packet);
void wy_net_secrets(struct wy_net *net, wy_bytes key_log);
void wy_net_finish(struct wy_net *net); // ends every open flow
struct wy_net_stats wy_net_stats(const struct wy_net *net);
