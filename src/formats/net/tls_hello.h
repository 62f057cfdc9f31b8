// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What TLS says in clear while it shakes hands (RFC 8446 and 5246, section 4 and 7.4; RFC 6066 server names, RFC 7301
// ALPN, RFC 9849 encrypted hello). Shared by TLS over TCP and by QUIC.
#pragma once

#include "core/text.h"

struct wy_tls_hello {
    uint16_t version, suite; // chosen by a server; a client's version is the highest it offers
    const uint8_t *random;   // 32 bytes
    wy_str sni;              // absent if none
    wy_bytes alpn;           // list of length-prefixed names; empty if none
    wy_bytes session;        // a server's session id, before TLS 1.3
    bool ech, encrypt_then_mac, extended_master;
    bool retry; // a HelloRetryRequest
};

enum {
    WY_TLS_CLIENT_HELLO = 1,
    WY_TLS_SERVER_HELLO = 2,
    WY_TLS_END_OF_EARLY_DATA = 5,
    WY_TLS_ENCRYPTED_EXTENSIONS = 8,
    WY_TLS_CERTIFICATE = 11,
    WY_TLS_CLIENT_KEY = 16,
    WY_TLS_FINISHED = 20,
    WY_TLS_SUPPLEMENTAL = 23,
    WY_TLS_KEY_UPDATE = 24,
};

// The body of a handshake message, without its four bytes of type and length.
WY_CHECKED bool wy_tls_client_hello(wy_bytes body, struct wy_tls_hello *out);
WY_CHECKED bool wy_tls_server_hello(wy_bytes body, struct wy_tls_hello *out);
WY_CHECKED bool wy_tls_encrypted_extensions(wy_bytes body, struct wy_tls_hello *out);

enum { WY_TLS_NAMES = 256 };
// Names of an ALPN list, with commas; cut where out ends. The length.
size_t wy_tls_alpn_text(wy_bytes list, char out[WY_TLS_NAMES]);
// The names in the first certificate of a Certificate message, with commas; 0 when there is none.
size_t wy_tls_certificate_names(wy_bytes body, bool tls13, char out[WY_TLS_NAMES]);
// Cipher suites that only authenticate (RFC 5246, 4279, 4492, 4785, 5487, 5489, 9150): how many bytes of each record
// are its authentication; 0 when the suite encrypts.
size_t wy_tls_bare(uint16_t suite);
// An alert that says that a certificate is not liked (RFC 8446, 6.2).
static inline bool wy_tls_refuses_certificate(unsigned alert) { return (alert >= 42 && alert <= 46) || alert == 48; }
