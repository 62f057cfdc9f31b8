// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Packets of QUIC and their protection: versions 1 (RFC 9000 and 9001), 2 (RFC 9369) and the drafts from 22 on. What a
// packet says without keys, the keys of each level, header protection, packet numbers.
#pragma once

#include "formats/net/tls_crypto.h"

enum { WY_QUIC_ID_MAX = 20 };

enum wy_quic_type {
    WY_QUIC_INITIAL,
    WY_QUIC_ZERO_RTT,
    WY_QUIC_HANDSHAKE,
    WY_QUIC_RETRY,
    WY_QUIC_ONE_RTT,
    WY_QUIC_NEGOTIATION,
};

struct wy_quic_version;
const struct wy_quic_version *wy_quic_version_of(uint32_t number); // NULL: not one that is read

struct wy_quic_packet {
    enum wy_quic_type type;
    const struct wy_quic_version *version; // NULL in a short header and a version negotiation
    wy_bytes whole;                        // header and payload
    wy_bytes to, from;                     // connection ids; `from` is empty in a short header
    bool token;
    size_t number_at; // where the packet number begins; 0 when there is none
};

// The first packet of a datagram; *rest is what follows it. A short header does not tell the length of its id.
WY_CHECKED bool wy_quic_packet_read(wy_bytes datagram, size_t short_id, struct wy_quic_packet *out, wy_bytes *rest);

// One direction at one level. All zeros is none.
struct wy_quic_keys {
    struct wy_tls_open open;
    struct evp_cipher_ctx_st *hp; // header protection; outlives key updates
    const struct wy_quic_version *version;
};
WY_CHECKED bool wy_quic_keys_initial(struct wy_heap *heap, struct wy_quic_keys *k, const struct wy_quic_version *v,
                                     wy_bytes id, bool server);
WY_CHECKED bool wy_quic_keys_begin(struct wy_heap *heap, struct wy_quic_keys *k, const struct wy_quic_version *v,
                                   const struct wy_tls_suite *suite, wy_bytes secret);
// The next generation's, without header protection (RFC 9001, 6).
WY_CHECKED bool wy_quic_keys_next(struct wy_heap *heap, const struct wy_quic_keys *now, struct wy_quic_keys *next);
void wy_quic_keys_free(struct wy_heap *heap, struct wy_quic_keys *k);

enum { WY_QUIC_HEAD_MAX = 1600 }; // a header with a token
struct wy_quic_opened {
    uint64_t number;
    bool phase; // key phase of a short header
    size_t head_len;
    uint8_t head[WY_QUIC_HEAD_MAX];
};
// Takes the header protection off. `largest` is the largest number seen + 1, or 0.
WY_CHECKED bool wy_quic_unmask(const struct wy_quic_keys *k, const struct wy_quic_packet *p, uint64_t largest,
                               struct wy_quic_opened *out);
// `out` has room for the packet.
WY_CHECKED bool wy_quic_open(struct wy_quic_keys *k, const struct wy_quic_packet *p, const struct wy_quic_opened *head,
                             uint8_t *out, wy_bytes *payload);
