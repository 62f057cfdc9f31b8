// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/eui64.h"

enum { TURNED = 2, GROUP = 1 }; // bits of the first byte: a maker gave the address (0 in a MAC); it is of many

void wy_eui64_of(const uint8_t mac[WY_MAC], bool turned, uint8_t out[WY_EUI64])
{
    const uint8_t e[WY_EUI64] = {
        (uint8_t)(mac[0] ^ (turned ? TURNED : 0)), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]};
    memcpy(out, e, sizeof e);
}

bool wy_eui64_mac(const struct wy_address *a, uint8_t mac[WY_MAC])
{
    const uint8_t *e = a->byte + 8;
    if (a->len != 16 || (a->byte[0] & 0xe0) != 0x20 || e[3] != 0xff || e[4] != 0xfe ||
        (e[0] & (TURNED | GROUP)) != TURNED)
        return false;
    const uint8_t m[WY_MAC] = {e[0] ^ TURNED, e[1], e[2], e[5], e[6], e[7]};
    memcpy(mac, m, sizeof m);
    return true;
}

bool wy_mac_parse(wy_str text, uint8_t mac[WY_MAC])
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = wy_hex_digit(text.ptr[i]);
        if (digit < 0)
            continue;
        if (n < (size_t)2 * WY_MAC)
            mac[n / 2] = (uint8_t)(n % 2 ? mac[n / 2] << 4 | digit : digit);
        n++;
    }
    return n == (size_t)2 * WY_MAC;
}
