// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tunnels that stay closed, by their first bytes: WireGuard (its protocol page, 5.4), OpenVPN (at its port), IPsec with
// its key exchange (RFC 7296, 3.1; RFC 3948). Everything that a phone sends may be in them.
#include "formats/net/flow.h"

enum { IKE_HEAD = 28, IKE_VERSION = 0x20, IKE_FIRST = 34, IKE_LAST = 37, BLOCK = 16, INITIATION = 148, RESPONSE = 92 };

// What carries data has no more of its own than a number in front: a counter of which four billion packets fill a half.
static bool is_wireguard(wy_bytes b)
{
    enum { INITIATES = 1, RESPONDS = 2, CARRIES = 4, LEAST = 32, HALF = 12 };
    if (b.len < LEAST || b.ptr[1] || b.ptr[2] || b.ptr[3])
        return false;
    return (b.ptr[0] == INITIATES && b.len == INITIATION) || (b.ptr[0] == RESPONDS && b.len == RESPONSE) ||
           (b.ptr[0] == CARRIES && b.len % BLOCK == 0 && wy_be32(b.ptr + HALF) == 0);
}

// The kind of a packet and the number of its key; of kinds there are ten.
static bool is_openvpn(wy_bytes b) { return b.len > 8 && b.ptr[0] >> 3 >= 3 && b.ptr[0] >> 3 <= 10; }

static bool is_ike(wy_bytes b)
{
    return b.len >= IKE_HEAD && b.ptr[17] == IKE_VERSION && b.ptr[18] >= IKE_FIRST && b.ptr[18] <= IKE_LAST &&
           wy_be32(b.ptr + 24) == b.len;
}

const char *wy_tunnel_reason(const struct wy_flow_facts *f, wy_bytes b)
{
    uint16_t port = f->port[WY_SERVER];
    bool marked = port == 4500 && b.len > 4 && wy_be32(b.ptr) == 0; // not ESP, but its key exchange
    if (f->protocol == WY_PROTOCOL_ESP ||
        ((port == 500 || marked) && is_ike(wy_bytes_sub(b, marked ? 4 : 0, SIZE_MAX))))
        return "IPsec, as of a VPN or of calls over Wi-Fi: it is not decrypted here";
    if (f->protocol == WY_PROTOCOL_UDP && is_wireguard(b))
        return "WireGuard, a VPN: it is not decrypted here";
    if (port == 1194 && is_openvpn(b))
        return "OpenVPN: it is not decrypted here";
    return NULL;
}
