// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

enum {
    MODULUS_MAX = 2048, // bytes: twice the largest key that AVB knows
    SUBJECT_MAX = 1024,
};

static const EVP_MD *md_of(enum wy_digest_kind kind)
{
    switch (kind) {
    case WY_SHA1: return EVP_sha1();
    case WY_SHA256: return EVP_sha256();
    case WY_SHA384: return EVP_sha384();
    case WY_SHA512: return EVP_sha512();
    case WY_SHA224:
    case WY_BLAKE2B_256:
    case WY_MD5: break; // no format that we read signs with these
    }
    return NULL;
}

EVP_PKEY *wy_rsa_key(wy_bytes modulus, wy_bytes exponent)
{
    BIGNUM *n = BN_bin2bn(modulus.ptr, (int)modulus.len, NULL), *e = BN_bin2bn(exponent.ptr, (int)exponent.len, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *key = NULL;
    if (n && e && build && ctx && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1 &&
        (params = OSSL_PARAM_BLD_to_param(build)) != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
        (void)EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(ctx);
    BN_free(n);
    BN_free(e);
    return key;
}

static bool set_padding(EVP_PKEY_CTX *ctx, const struct wy_signed_digest *what)
{
    if (what->padding == WY_PKCS1)
        return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md_of(what->kind)) == 1;
}

static bool verify(EVP_PKEY *key, const struct wy_signed_digest *what)
{
    const EVP_MD *md = md_of(what->kind);
    EVP_PKEY_CTX *ctx = key && md ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    bool good = ctx && EVP_PKEY_verify_init(ctx) == 1 && EVP_PKEY_CTX_set_signature_md(ctx, md) == 1;
    if (good && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        good = set_padding(ctx, what);
    good = good && EVP_PKEY_verify(ctx, what->signature.ptr, what->signature.len, what->digest,
                                   wy_digest_size(what->kind)) == 1;
    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return good;
}

bool wy_rsa_verify(wy_bytes modulus, wy_bytes exponent, const struct wy_signed_digest *what)
{
    if (modulus.len == 0 || modulus.len > MODULUS_MAX || exponent.len == 0 || exponent.len > 8)
        return false;
    EVP_PKEY *key = wy_rsa_key(modulus, exponent);
    bool good = verify(key, what);
    EVP_PKEY_free(key);
    return good;
}

static X509 *certificate_of(wy_bytes der)
{
    const uint8_t *p = der.ptr;
    X509 *x = der.len && der.len <= INT32_MAX ? d2i_X509(NULL, &p, (long)der.len) : NULL;
    ERR_clear_error();
    return x;
}

bool wy_certificate_verify(wy_bytes certificate, const struct wy_signed_digest *what)
{
    X509 *x = certificate_of(certificate);
    bool good = x && verify(X509_get0_pubkey(x), what);
    X509_free(x);
    ERR_clear_error();
    return good;
}

static wy_str name_text(const X509_NAME *name, struct wy_arena *arena)
{
    BIO *bio = name ? BIO_new(BIO_s_mem()) : NULL;
    wy_str text = {0};
    if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~XN_FLAG_SPC_EQ & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        char *data = NULL;
        long n = BIO_get_mem_data(bio, &data);
        text = n > 0 ? wy_arena_dup(arena, (wy_str){data, wy_min((size_t)n, SUBJECT_MAX)}) : WY_S("");
    }
    BIO_free(bio);
    return text;
}

wy_str wy_certificate_subject(wy_bytes certificate, struct wy_arena *arena)
{
    X509 *x = certificate_of(certificate);
    wy_str text = x ? name_text(X509_get_subject_name(x), arena) : (wy_str){0};
    X509_free(x);
    return text;
}

wy_str wy_certificate_issuer(wy_bytes certificate, struct wy_arena *arena)
{
    X509 *x = certificate_of(certificate);
    wy_str text = x ? name_text(X509_get_issuer_name(x), arena) : (wy_str){0};
    X509_free(x);
    return text;
}
