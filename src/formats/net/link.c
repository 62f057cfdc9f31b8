// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Link layers by their LINKTYPE_ number (tcpdump.org/linktypes.html), down to an EtherType or an IP header. 802.11 data
// frames are read when they are not encrypted.
#include "formats/net/ip.h"

enum {
    LINK_NULL = 0,
    LINK_ETHERNET = 1,
    LINK_PPP = 9,
    LINK_RAW_12 = 12,
    LINK_RAW_14 = 14,
    LINK_PPP_HDLC = 50,
    LINK_PPPOE = 51,
    LINK_RAW = 101,
    LINK_C_HDLC = 104,
    LINK_WLAN = 105,
    LINK_FRELAY = 107,
    LINK_LOOP = 108,
    LINK_SLL = 113,
    LINK_PRISM = 119,
    LINK_RADIOTAP = 127,
    LINK_USER2 = 149,
    LINK_AVS = 163,
    LINK_PPI = 192,
    LINK_IPV4 = 228,
    LINK_IPV6 = 229,
    LINK_NFLOG = 239,
    LINK_PKTAP = 258,
    LINK_SLL2 = 276,
};

static uint32_t le16(const uint8_t *p) { return (uint32_t)p[1] << 8 | p[0]; }
static uint32_t le32(const uint8_t *p) { return le16(p + 2) << 16 | le16(p); }

static void go(struct wy_walk *w, size_t skip, enum wy_walk_step step, uint32_t type)
{
    if (!wy_walk_skip(w, skip))
        return;
    w->step = (uint8_t)step;
    w->type = type;
}

static bool has(struct wy_walk *w, size_t n)
{
    if (w->rest.len >= n)
        return true;
    w->step = WY_WALK_BROKEN;
    return false;
}

static void ethernet(struct wy_walk *w)
{
    if (!has(w, 14))
        return;
    const uint8_t *p = w->rest.ptr;
    w->mac[0] = p + 6;
    w->mac[1] = p;
    uint32_t type = wy_be16(p + 12);
    go(w, 14, type >= 1536 ? WY_WALK_TYPE : WY_WALK_LLC, type);
}

static void llc(struct wy_walk *w)
{
    if (!has(w, 3))
        return;
    const uint8_t *p = w->rest.ptr;
    if (p[0] == 0xaa && p[1] == 0xaa && w->rest.len >= 8)
        go(w, 8, WY_WALK_TYPE, wy_be16(p + 6));
    else if (p[0] == 0x06 && p[1] == 0x06)
        go(w, 3, WY_WALK_IP, 0);
    else
        w->step = WY_WALK_OTHER;
}

static void ppp(struct wy_walk *w)
{
    if (!has(w, 4))
        return;
    const uint8_t *p = w->rest.ptr;
    size_t head = p[0] == 0xff && p[1] == 0x03 ? 2 : 0; // address and control
    uint32_t protocol = p[head];
    size_t size = protocol & 1 ? 1 : 2; // a compressed protocol field ends with an odd byte
    if (size == 2)
        protocol = wy_be16(p + head);
    bool ip = protocol == 0x21 || protocol == 0x57;
    go(w, head + size, ip ? WY_WALK_IP : protocol == 0x281 ? WY_WALK_TYPE : WY_WALK_OTHER, 0x8847);
}

// Subframes of an A-MSDU (IEEE 802.11-2020, 9.3.2.2.2): addresses, length, LLC, filled up to four bytes.
static void amsdu(struct wy_walk *w)
{
    if (!has(w, 14))
        return;
    const uint8_t *p = w->rest.ptr;
    size_t size = wy_be16(p + 12), next = (14 + size + 3) & ~(size_t)3;
    w->mac[0] = p + 6;
    w->mac[1] = p;
    w->more = wy_bytes_sub(w->rest, next, SIZE_MAX);
    if (w->more.len < 14)
        w->more.len = 0;
    w->rest = wy_bytes_sub(w->rest, 14, size);
    w->step = WY_WALK_LLC;
}

// A phone that looks for networks it knows calls them by name, and everybody near can hear it (IEEE 802.11-2020,
// 9.3.3.9).
static void probe_request(struct wy_walk *w)
{
    enum { SENDER = 10 };
    const uint8_t *p = w->rest.ptr;
    w->mac[0] = w->address[0] = p + SENDER;
    w->mac[1] = w->address[1] = p + 4;
    w->address_len = 6;
    w->protocol = WY_PROTOCOL_PROBE;
    if (wy_walk_skip(w, SENDER))
        w->step = WY_WALK_DONE;
}

// IEEE 802.11: data frames that are not encrypted, and requests for networks.
static void wlan(struct wy_walk *w)
{
    if (!has(w, 24))
        return;
    const uint8_t *p = w->rest.ptr;
    unsigned type = p[0] >> 2 & 3, subtype = p[0] >> 4, to_ds = p[1] & 1, from_ds = p[1] >> 1 & 1;
    if (type == 0 && subtype == 4) {
        probe_request(w);
        return;
    }
    if (type != 2 || (p[1] & 0x40) || (subtype & 4)) {
        w->step = WY_WALK_OTHER;
        return;
    }
    size_t head = 24 + (to_ds && from_ds ? 6u : 0u) + (subtype & 8 ? 2u : 0u) + (subtype & 8 && p[1] & 0x80 ? 4u : 0u);
    const uint8_t *qos = subtype & 8 && head <= w->rest.len ? p + head - (p[1] & 0x80 ? 6 : 2) : NULL;
    bool subframes = qos && qos[0] & 0x80;
    w->mac[0] = from_ds ? p + 16 : p + 10;
    w->mac[1] = to_ds ? p + 16 : p + 4;
    if (!wy_walk_skip(w, head))
        return;
    // Some capture drivers pad the header to four bytes.
    if (head % 4 == 2 && w->rest.len >= 10 && w->rest.ptr[2] == 0xaa && w->rest.ptr[0] != 0xaa && !wy_walk_skip(w, 2))
        return;
    w->step = subframes ? WY_WALK_AMSDU : WY_WALK_LLC;
}

static void null_link(struct wy_walk *w)
{
    if (!has(w, 4))
        return;
    uint32_t family = le32(w->rest.ptr);
    if (family > 0xffff) // written in the other byte order
        family = wy_be32(w->rest.ptr);
    bool ip = family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
    go(w, 4, ip ? WY_WALK_IP : WY_WALK_OTHER, 0);
}

// Apple's PKTAP carries the real link type in its header.
static void pktap(struct wy_walk *w)
{
    if (!has(w, 12))
        return;
    uint32_t head = le32(w->rest.ptr), link = le32(w->rest.ptr + 8);
    if (head < 12 || link == LINK_PKTAP || link == LINK_USER2 || w->depth++ > 4) {
        w->step = WY_WALK_BROKEN;
        return;
    }
    if (wy_walk_skip(w, head))
        wy_link_step(w, link);
}

static void nflog(struct wy_walk *w)
{
    if (!has(w, 4))
        return;
    wy_bytes rest = wy_bytes_sub(w->rest, 4, SIZE_MAX);
    while (rest.len >= 4) {
        uint32_t size = le16(rest.ptr), type = le16(rest.ptr + 2) & 0x7fff;
        if (size < 4 || size > rest.len)
            break;
        if (type == 9) { // NFULA_PAYLOAD
            w->rest = wy_bytes_sub(rest, 4, size - 4);
            w->step = WY_WALK_IP;
            return;
        }
        rest = wy_bytes_sub(rest, (size + 3) & ~3u, SIZE_MAX);
    }
    w->step = WY_WALK_OTHER;
}

static void linux_cooked(struct wy_walk *w, bool second)
{
    size_t head = second ? 20 : 16;
    if (!has(w, head))
        return;
    const uint8_t *p = w->rest.ptr;
    uint32_t address_len = second ? p[11] : wy_be16(p + 4);
    if (address_len == 6)
        w->mac[0] = second ? p + 12 : p + 6;
    uint32_t type = second ? wy_be16(p) : wy_be16(p + 14);
    go(w, head, type >= 1536 ? WY_WALK_TYPE : type == 4 ? WY_WALK_LLC : WY_WALK_OTHER, type);
}

// Q.922 address of two bytes with NLPID, SNAP or Cisco encapsulation.
static void frame_relay(struct wy_walk *w)
{
    if (!has(w, 5))
        return;
    const uint8_t *p = w->rest.ptr;
    if (p[2] == 0x03 && p[3] == 0xcc)
        go(w, 4, WY_WALK_IP, 0);
    else if (p[2] == 0x03 && p[3] == 0x00 && p[4] == 0x80 && w->rest.len >= 10)
        go(w, 10, WY_WALK_TYPE, wy_be16(p + 8));
    else
        go(w, 4, WY_WALK_TYPE, wy_be16(p + 2));
}

// Headers in front of 802.11 whose length stands in the header; at which offset and in which byte order.
static void wlan_with_header(struct wy_walk *w, uint32_t link)
{
    if (!has(w, 8))
        return;
    const uint8_t *p = w->rest.ptr;
    uint32_t size = link == LINK_PRISM ? 144 : link == LINK_AVS ? wy_be32(p + 4) : le16(p + 2);
    if (link == LINK_PPI && le32(p + 4) != LINK_WLAN)
        go(w, size, le32(p + 4) == LINK_ETHERNET ? WY_WALK_ETHERNET : WY_WALK_OTHER, 0);
    else
        go(w, size, WY_WALK_WLAN, 0);
}

static void by_link_type(struct wy_walk *w, uint32_t link)
{
    switch (link) {
    case LINK_ETHERNET: ethernet(w); break;
    case LINK_NULL:
    case LINK_LOOP: null_link(w); break;
    case LINK_RAW:
    case LINK_RAW_12:
    case LINK_RAW_14:
    case LINK_IPV4:
    case LINK_IPV6: w->step = WY_WALK_IP; break;
    case LINK_SLL: linux_cooked(w, false); break;
    case LINK_SLL2: linux_cooked(w, true); break;
    case LINK_PPP:
    case LINK_PPP_HDLC: ppp(w); break;
    case LINK_PPPOE: go(w, 0, WY_WALK_TYPE, 0x8864); break;
    case LINK_C_HDLC: go(w, 4, WY_WALK_TYPE, w->rest.len >= 4 ? wy_be16(w->rest.ptr + 2) : 0); break;
    case LINK_WLAN: wlan(w); break;
    case LINK_RADIOTAP:
    case LINK_PRISM:
    case LINK_AVS:
    case LINK_PPI: wlan_with_header(w, link); break;
    case LINK_FRELAY: frame_relay(w); break;
    case LINK_NFLOG: nflog(w); break;
    case LINK_USER2:
    case LINK_PKTAP: pktap(w); break;
    case WY_LINK_BROKEN: w->step = WY_WALK_BROKEN; break;
    default: w->step = WY_WALK_OTHER;
    }
}

void wy_link_step(struct wy_walk *w, uint32_t link)
{
    switch (w->step) {
    case WY_WALK_ETHERNET: ethernet(w); break;
    case WY_WALK_LLC: llc(w); break;
    case WY_WALK_AMSDU: amsdu(w); break;
    case WY_WALK_PPP: ppp(w); break;
    case WY_WALK_WLAN: wlan(w); break;
    default: by_link_type(w, link);
    }
}
