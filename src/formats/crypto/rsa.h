// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Checking one signature over one digest, with a key that is given as bare numbers or in a certificate. Firmware
// containers carry their keys in many wrappings; this is the one place that talks to OpenSSL for them.
#pragma once

#include "core/arena.h"
#include "core/digest.h"

enum wy_signature_padding { WY_PKCS1, WY_PSS }; // PSS: MGF1 with the same digest, salt as long as the digest

struct wy_signed_digest {
    enum wy_digest_kind kind;
    enum wy_signature_padding padding; // RSA only
    const uint8_t *digest;             // wy_digest_size(kind) bytes
    wy_bytes signature;
};

// An RSA public key of two big-endian numbers, for EVP_PKEY_free; NULL when refused. OpenSSL's own decoder of keys
// takes a hundred times as long.
WY_CHECKED struct evp_pkey_st *wy_rsa_key(wy_bytes modulus, wy_bytes exponent);
// Both numbers big-endian.
WY_CHECKED bool wy_rsa_verify(wy_bytes modulus, wy_bytes exponent, const struct wy_signed_digest *what);
// With the key of a DER certificate (RSA, or ECDSA with a DER signature).
WY_CHECKED bool wy_certificate_verify(wy_bytes certificate, const struct wy_signed_digest *what);
// The subject of a DER certificate on one line ("CN=root, O=..."); absent when it can not be read.
wy_str wy_certificate_subject(wy_bytes certificate, struct wy_arena *arena);
wy_str wy_certificate_issuer(wy_bytes certificate, struct wy_arena *arena);
