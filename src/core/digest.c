// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include "core/blake2b.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct wy_digest {
    EVP_MD_CTX *ctx;
    const EVP_MD *md; // NULL: BLAKE2b
    struct wy_blake2b blake;
};

static const EVP_MD *md_of(enum wy_digest_kind kind)
{
    switch (kind) {
    case WY_MD5: return EVP_md5();
    case WY_SHA1: return EVP_sha1();
    case WY_SHA256: return EVP_sha256();
    case WY_SHA384: return EVP_sha384();
    case WY_SHA512: return EVP_sha512();
    case WY_SHA224: return EVP_sha224();
    case WY_BLAKE2B_256: return NULL;
    }
    return NULL;
}

size_t wy_digest_size(enum wy_digest_kind kind)
{
    static const size_t sizes[] = {[WY_MD5] = 16,    [WY_SHA1] = 20,   [WY_SHA256] = 32,     [WY_SHA384] = 48,
                                   [WY_SHA512] = 64, [WY_SHA224] = 28, [WY_BLAKE2B_256] = 32};
    return sizes[kind];
}

struct wy_digest *wy_digest_new(enum wy_digest_kind kind)
{
    struct wy_digest *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->md = md_of(kind);
    wy_blake2b_256_init(&d->blake);
    if (kind == WY_BLAKE2B_256)
        return d;
    d->ctx = EVP_MD_CTX_new();
    if (!d->ctx || EVP_DigestInit_ex(d->ctx, d->md, NULL) != 1) {
        wy_digest_free(d);
        return NULL;
    }
    return d;
}

bool wy_digest_add(struct wy_digest *d, wy_bytes in)
{
    if (d->md)
        return EVP_DigestUpdate(d->ctx, in.ptr, in.len) == 1;
    wy_blake2b_add(&d->blake, in);
    return true;
}

bool wy_digest_take(struct wy_digest *d, uint8_t out[WY_DIGEST_MAX])
{
    if (d->md)
        return EVP_DigestFinal_ex(d->ctx, out, NULL) == 1 && EVP_DigestInit_ex(d->ctx, d->md, NULL) == 1;
    wy_blake2b_256_take(&d->blake, out);
    wy_blake2b_256_init(&d->blake);
    return true;
}

void wy_digest_free(struct wy_digest *d)
{
    if (!d)
        return;
    EVP_MD_CTX_free(d->ctx);
    free(d);
}

bool wy_digest_once(enum wy_digest_kind kind, wy_bytes in, uint8_t out[WY_DIGEST_MAX])
{
    if (kind != WY_BLAKE2B_256)
        return EVP_Digest(in.ptr, in.len, out, NULL, md_of(kind), NULL) == 1;
    struct wy_blake2b b;
    wy_blake2b_256_init(&b);
    wy_blake2b_add(&b, in);
    wy_blake2b_256_take(&b, out);
    return true;
}
