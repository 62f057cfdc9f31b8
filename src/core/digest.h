// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Message digests over OpenSSL, and BLAKE2b (core/blake2b.h). SHA-NI speed is the physical limit of everything that
// hashes whole files.
#pragma once

#include "core/text.h"

enum wy_digest_kind { WY_MD5, WY_SHA1, WY_SHA256, WY_SHA384, WY_SHA512, WY_SHA224, WY_BLAKE2B_256 };
enum { WY_DIGEST_MAX = 64 };

struct wy_digest; // running state

size_t wy_digest_size(enum wy_digest_kind kind);
WY_CHECKED struct wy_digest *wy_digest_new(enum wy_digest_kind kind); // NULL: no memory or not offered
WY_CHECKED bool wy_digest_add(struct wy_digest *d, wy_bytes in);
// Writes wy_digest_size() bytes and makes the state ready for the next message of the same kind.
WY_CHECKED bool wy_digest_take(struct wy_digest *d, uint8_t out[WY_DIGEST_MAX]);
void wy_digest_free(struct wy_digest *d); // NULL-safe
static inline void wy_digest_freep(struct wy_digest **d) { wy_digest_free(*d); }

WY_CHECKED bool wy_digest_once(enum wy_digest_kind kind, wy_bytes in, uint8_t out[WY_DIGEST_MAX]);
