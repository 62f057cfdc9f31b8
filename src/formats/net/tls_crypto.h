// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The keys and the opening of TLS records over OpenSSL: TLS 1.3 (RFC 8446 sections 5 and 7), TLS 1.2 (RFC 5246 with
// RFC 5288, 6655, 7905, 7366) and the CBC suites of TLS 1.0 and 1.1. Stream ciphers and compression are not read. The
// cipher and expansion of a secret serve QUIC, too.
#pragma once

#include "core/heap.h"
#include "core/text.h"

enum wy_tls_mode { WY_TLS_GCM, WY_TLS_CCM, WY_TLS_CCM8, WY_TLS_CHACHA, WY_TLS_CBC };
enum wy_tls_hash { WY_TLS_SHA1, WY_TLS_SHA256, WY_TLS_SHA384 };

struct wy_tls_suite {
    uint16_t id;
    uint8_t mode, key_len;
    uint8_t prf; // TLS 1.3: of the key schedule
    uint8_t mac; // of CBC records
};

enum { WY_TLS_1_0 = 0x0301, WY_TLS_1_2 = 0x0303, WY_TLS_1_3 = 0x0304, WY_TLS_TAG = 16, WY_TLS_IV = 16 };
enum { WY_TLS_RECORD_MAX = 16384 + 2048 }; // RFC 5246, 6.2.3

const struct wy_tls_suite *wy_tls_suite_of(uint16_t id); // NULL: not one that we open
size_t wy_tls_hash_size(enum wy_tls_hash hash);

// HKDF-Expand-Label with "tls13 " in front and an empty context.
WY_CHECKED bool wy_tls_expand(enum wy_tls_hash hash, wy_bytes secret, const char *label, uint8_t *out, size_t n);

// One direction's opener. All zeros is closed.
struct wy_tls_open {
    struct evp_cipher_ctx_st *ctx;
    const struct wy_tls_suite *suite;
    uint16_t version;
    bool encrypt_then_mac, chained; // chained: TLS 1.0, `iv` is the end of the record before
    uint8_t iv[WY_TLS_IV], mac_key[48];
    uint8_t secret[48]; // TLS 1.3, for key updates
    uint64_t seq;
};

// With `suite` set: a bare key, of suite->key_len bytes.
WY_CHECKED bool wy_tls_open_key(struct wy_heap *heap, struct wy_tls_open *o, const uint8_t *key);
WY_CHECKED bool wy_tls_open_13(struct wy_heap *heap, struct wy_tls_open *o, const struct wy_tls_suite *suite,
                               wy_bytes secret);
WY_CHECKED bool wy_tls_open_update(struct wy_heap *heap, struct wy_tls_open *o); // after a KeyUpdate
struct wy_tls_session {
    const struct wy_tls_suite *suite;
    uint16_t version;
    bool encrypt_then_mac;
    uint8_t client_random[32], server_random[32];
};
WY_CHECKED bool wy_tls_open_12(struct wy_heap *heap, struct wy_tls_open *o, const struct wy_tls_session *session,
                               wy_bytes master, bool server);
// The master secret of TLS 1.2 and before, where it is not of the extended kind (RFC 7627).
WY_CHECKED bool wy_tls_master(const struct wy_tls_session *session, wy_bytes premaster, uint8_t master[48]);
void wy_tls_open_free(struct wy_heap *heap, struct wy_tls_open *o);
// One record with its 5 bytes of header; `out` has room for its length. The record number grows on success only.
WY_CHECKED bool wy_tls_open_record(struct wy_tls_open *o, wy_bytes record, uint8_t *out, size_t *n);

// A record of TLS 1.2 and before that nobody wants to read: only its place is counted.
void wy_tls_open_pass(struct wy_tls_open *o, wy_bytes record);

// AEAD with a nonce of 12 bytes, for TLS and QUIC.
WY_CHECKED bool wy_aead_open(struct wy_tls_open *o, const uint8_t nonce[12], wy_bytes aad, wy_bytes sealed,
                             uint8_t *out, size_t *n);
