// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The keys of one QUIC connection in both directions and at every level (RFC 9001, 5 and 6): Initial keys from the
// client's first destination id, the others from the session's secrets, and their updates.
#pragma once

#include "formats/net/net.h"
#include "formats/net/quic_packet.h"

// Early data and application data count their packets together.
enum wy_quic_level { WY_QUIC_AT_INITIAL, WY_QUIC_AT_HANDSHAKE, WY_QUIC_AT_DATA, WY_QUIC_AT_EARLY, WY_QUIC_LEVELS };

struct wy_quic_end { // what one side sends
    struct wy_quic_keys keys[WY_QUIC_LEVELS], older, next;
    uint64_t largest[WY_QUIC_AT_EARLY]; // packet number + 1
    uint64_t phase_from;                // first number of the present key phase
    bool phase;
};

struct wy_quic_opener {
    struct wy_quic_end end[2];
    const struct wy_quic_version *version; // for short headers: the last opened long one's
    const struct wy_tls_suite *suite, *early_suite;
    const uint8_t *random; // finds the secrets; NULL: none
    uint8_t id[WY_QUIC_ID_MAX], id_len;
    bool identified;
};

enum wy_quic_level wy_quic_level_of(const struct wy_quic_packet *p);

enum wy_quic_result { WY_QUIC_CLOSED_TO_US, WY_QUIC_OPENED, WY_QUIC_OPENED_ANEW }; // anew: Initial keys of another id
// `out` has room for the packet.
WY_CHECKED enum wy_quic_result wy_quic_opener_open(struct wy_conn *conn, struct wy_quic_opener *o, enum wy_side side,
                                                   const struct wy_quic_packet *p, uint8_t *out, wy_bytes *payload);
// Another connection began on the same ports: only its Initial keys stay.
void wy_quic_opener_restart(struct wy_conn *conn, struct wy_quic_opener *o);
void wy_quic_opener_free(struct wy_conn *conn, struct wy_quic_opener *o);
