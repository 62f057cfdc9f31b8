// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MAC addresses within longer ones: EUI-64 (IEEE), and as the lower half of an IPv6 address, with one bit turned over
// (RFC 4291, appendix A). A phone that makes its addresses so tells every server its MAC address.
#pragma once

#include "formats/net/net.h"

enum { WY_MAC = 6, WY_EUI64 = 8 };
// `turned`: as in IPv6.
void wy_eui64_of(const uint8_t mac[WY_MAC], bool turned, uint8_t out[WY_EUI64]);
// False when the address holds none: the two bytes that are put into the middle occur by chance once in 65,536 times,
// and the bit must say that a maker gave the address. Only of addresses that are used on the internet.
WY_CHECKED bool wy_eui64_mac(const struct wy_address *address, uint8_t mac[WY_MAC]);
// The digits of a MAC address, however they are separated.
WY_CHECKED bool wy_mac_parse(wy_str text, uint8_t mac[WY_MAC]);
