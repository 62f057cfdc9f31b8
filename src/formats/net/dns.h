// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// DNS messages (RFC 1035, mDNS RFC 6762 and LLMNR RFC 4795 in the same shape). Also called by layers that carry DNS in
// HTTPS or QUIC.
#pragma once

#include "formats/net/net.h"

enum { WY_DNS_NAME = 256 };

struct wy_dns_question {
    char name[WY_DNS_NAME];
    size_t name_len;
    uint16_t type;
    bool response;
};

// The header and the first question; false when it is no DNS message.
WY_CHECKED bool wy_dns_read(wy_bytes message, struct wy_dns_question *out);
// The last labels of a name: whom it belongs to. A part of `name`.
wy_str wy_dns_owner(wy_str name);
// Gives a query to the sink as a message, and an answer's addresses to wy_conn_name().
void wy_dns_message(struct wy_conn *conn, enum wy_side side, const struct wy_span *span, const char *transport);
