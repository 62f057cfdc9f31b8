// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// TLS secrets by session: the text that browsers write under SSLKEYLOGFILE (draft-ietf-tls-keylogfile), given with the
// capture or in its Decryption Secrets Blocks. A session is found by its client random; by the first bytes of the
// encrypted pre-master secret, or by its session id, in lines of older programs. RSA keys are not read.
#pragma once

#include "core/heap.h"
#include "core/text.h"

enum wy_tls_secret_kind {
    WY_TLS_MASTER, // CLIENT_RANDOM: the master secret of TLS 1.2 and before
    WY_TLS_CLIENT_EARLY,
    WY_TLS_CLIENT_HANDSHAKE,
    WY_TLS_SERVER_HANDSHAKE,
    WY_TLS_CLIENT_TRAFFIC,
    WY_TLS_SERVER_TRAFFIC,
    WY_TLS_PREMASTER,     // PMS_CLIENT_RANDOM
    WY_TLS_PREMASTER_RSA, // RSA: found by eight bytes of what the client sent
    WY_TLS_SESSION,       // RSA Session-ID: a master secret
    WY_TLS_SECRET_KINDS,
};

enum { WY_TLS_RANDOM = 32, WY_TLS_SECRET_MAX = 48, WY_TLS_SECRETS_MAX = 1 << 17 };

struct wy_tls_secret {
    uint8_t random[WY_TLS_RANDOM];
    uint8_t kind, len; // len 0: an empty place
    uint8_t bytes[WY_TLS_SECRET_MAX];
};

struct wy_tls_keys {
    struct wy_tls_secret *slots;
    size_t n, cap;   // cap is 0 or a power of two
    bool premasters; // there is one that is found by what the client sends
    uint64_t seed[2];
};

// Adds every line that is a secret; others are passed over. False: not all found room.
WY_CHECKED bool wy_tls_keys_add(struct wy_heap *heap, struct wy_tls_keys *keys, wy_bytes text);
void wy_tls_keys_free(struct wy_heap *heap, struct wy_tls_keys *keys);
// Empty when there is none.
// `random`: what the kind is found by, with zeros behind it.
wy_bytes wy_tls_keys_get(const struct wy_tls_keys *keys, const uint8_t random[WY_TLS_RANDOM],
                         enum wy_tls_secret_kind kind);
