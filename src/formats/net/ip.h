// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A captured frame becomes one transport payload: link layers (link.c), IPv4 and IPv6 with fragments, and the tunnels
// in which a router or an operator wraps them (ip.c). Checksums are not checked: network cards fill them in after
// capture.
#pragma once

#include "formats/net/net.h"

// What is being unwrapped. `step` says what `rest` is; each unwrapping sets the next one.
enum wy_walk_step {
    WY_WALK_LINK, // by the packet's link type
    WY_WALK_ETHERNET,
    WY_WALK_TYPE, // `type` is an EtherType
    WY_WALK_LLC,
    WY_WALK_PPP,
    WY_WALK_WLAN,
    WY_WALK_AMSDU,    // frames of one 802.11 frame, one after another
    WY_WALK_IP,       // version in the first four bits
    WY_WALK_PROTOCOL, // `type` is an IP protocol number
    WY_WALK_DONE,     // `rest` is a TCP or UDP header with its payload, or what enum wy_protocol says
    WY_WALK_OTHER,    // well-formed, but nothing we read
    WY_WALK_BROKEN,
};

// Numbers of protocols in IP whose bytes are read, and one of ours.
enum wy_protocol {
    WY_PROTOCOL_ICMP = 1, // an echo, without its head
    WY_PROTOCOL_TCP = 6,
    WY_PROTOCOL_UDP = 17,
    WY_PROTOCOL_ESP = 50,
    WY_PROTOCOL_ICMP6 = 58, // an echo, without its head
    WY_PROTOCOL_PROBE =
        255 // 802.11: a network is looked for; addresses are MAC addresses, `rest` begins with the sender's
};

struct wy_walk {
    wy_bytes rest, more;       // more: further frames of the same packet
    uint64_t missing;          // bytes of this IP payload that were not captured
    const uint8_t *mac[2];     // [0] source, [1] destination; NULL when the link has none
    const uint8_t *address[2]; // of the innermost IP header
    bool answer;               // of ICMP: a reply
    uint32_t type;
    uint32_t id; // of the innermost IP header that has one; 0 else
    uint8_t address_len, protocol, step, depth;
};

struct wy_defrag;
WY_CHECKED struct wy_defrag *wy_defrag_new(struct wy_heap *heap);
void wy_defrag_free(struct wy_defrag *defrag);

// After the last packet: a datagram of which only the beginning came, as far as it goes. False: there is none. `when`
// is its first fragment's.
WY_CHECKED bool wy_defrag_rest(struct wy_defrag *defrag, struct wy_walk *out, struct wy_when *when);
uint64_t wy_defrag_lost(const struct wy_defrag *defrag, struct wy_when *first); // datagrams given up for others' sake

// Unwraps one packet; the result is one of the last three steps. Pointers are valid until the next call or packet.
enum wy_walk_step wy_packet_walk(struct wy_defrag *defrag, const struct wy_packet *packet, struct wy_walk *out);
// The next payload of the same packet; false when there is none. `walk` is what the last call gave.
WY_CHECKED bool wy_packet_walk_on(struct wy_defrag *defrag, const struct wy_packet *packet, struct wy_walk *walk);

// For ip.c: one unwrapping of a link layer.
void wy_link_step(struct wy_walk *w, uint32_t link);

static inline uint32_t wy_be16(const uint8_t *p) { return (uint32_t)p[0] << 8 | p[1]; }
static inline uint32_t wy_be32(const uint8_t *p) { return wy_be16(p) << 16 | wy_be16(p + 2); }
// Moves `rest` past n bytes; false (and broken) when there are fewer.
static inline bool wy_walk_skip(struct wy_walk *w, size_t n)
{
    if (n > w->rest.len) {
        w->step = WY_WALK_BROKEN;
        return false;
    }
    w->rest.ptr += n;
    w->rest.len -= n;
    return true;
}
