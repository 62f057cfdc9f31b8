// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// QUIC packets made here (RFC 9000 and 9001, RFC 9369), with code that shares nothing with the reader's.
#pragma once

#include "core/text.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <stdio.h>

enum quiclab_type { QL_INITIAL, QL_EARLY, QL_HANDSHAKE, QL_RETRY, QL_SHORT };
enum { QL_V1 = 1, QL_V2 = 0x6b3343cf };

struct quiclab_keys {
    uint32_t version;
    unsigned suite; // 0x1301, 0x1302, 0x1303
    uint8_t secret[48], key[32], iv[12], hp[32];
};

static inline size_t quiclab_hash(unsigned suite) { return suite == 0x1302 ? 48 : 32; }
static inline size_t quiclab_key(unsigned suite) { return suite == 0x1301 ? 16 : 32; }

static inline void quiclab_hkdf(int mode, unsigned suite, wy_bytes key, wy_bytes salt, wy_bytes info, uint8_t *out,
                                size_t n)
{
    char sha256[] = "SHA256", sha384[] = "SHA384";
    uint8_t k[64], s[64], i[64];
    memcpy(k, key.ptr, key.len);
    if (salt.len)
        memcpy(s, salt.ptr, salt.len);
    if (info.len)
        memcpy(i, info.ptr, info.len);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, suite == 0x1302 ? sha384 : sha256, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, k, key.len),
        salt.len ? OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, s, salt.len)
                 : OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, i, info.len),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    int ok = EVP_KDF_derive(ctx, out, n, params);
    assert(ok == 1);
    (void)ok;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

static inline void quiclab_label(unsigned suite, const uint8_t *secret, const char *label, uint8_t *out, size_t n)
{
    uint8_t info[64] = {0, (uint8_t)n};
    int len = snprintf((char *)info + 3, sizeof info - 4, "tls13 %s", label);
    info[2] = (uint8_t)len;
    quiclab_hkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, suite, (wy_bytes){secret, quiclab_hash(suite)}, (wy_bytes){0},
                 (wy_bytes){info, 4 + (size_t)len}, out, n);
}

static inline void quiclab_part(const struct quiclab_keys *k, const char *what, uint8_t *out, size_t n)
{
    char label[32];
    snprintf(label, sizeof label, "%s %s", k->version == QL_V2 ? "quicv2" : "quic", what);
    quiclab_label(k->suite, k->secret, label, out, n);
}

static inline struct quiclab_keys quiclab_secret(uint32_t version, unsigned suite, const uint8_t *secret)
{
    struct quiclab_keys k = {.version = version, .suite = suite};
    memcpy(k.secret, secret, quiclab_hash(suite));
    quiclab_part(&k, "key", k.key, quiclab_key(suite));
    quiclab_part(&k, "iv", k.iv, 12);
    quiclab_part(&k, "hp", k.hp, quiclab_key(suite));
    return k;
}

// After a key update; header protection stays.
static inline struct quiclab_keys quiclab_next(const struct quiclab_keys *k)
{
    uint8_t secret[48];
    quiclab_part(k, "ku", secret, quiclab_hash(k->suite));
    struct quiclab_keys next = quiclab_secret(k->version, k->suite, secret);
    memcpy(next.hp, k->hp, sizeof next.hp);
    return next;
}

static inline struct quiclab_keys quiclab_initial(uint32_t version, wy_bytes id, bool server)
{
    static const uint8_t salts[2][20] = {
        {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
         0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a},
        {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
         0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9},
    };
    uint8_t initial[32], secret[32];
    quiclab_hkdf(EVP_KDF_HKDF_MODE_EXTRACT_ONLY, 0x1301, id, (wy_bytes){salts[version == QL_V2], 20}, (wy_bytes){0},
                 initial, 32);
    quiclab_label(0x1301, initial, server ? "server in" : "client in", secret, 32);
    return quiclab_secret(version, 0x1301, secret);
}

struct quiclab_packet {
    enum quiclab_type type;
    wy_bytes to, from, token;
    uint64_t number;
    unsigned number_len; // 1 to 4
    bool phase;
    bool greased; // without the fixed bit
};

static inline size_t quiclab_varint(uint8_t *p, uint64_t v, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        p[i] = (uint8_t)(v >> (8 * (size - 1 - i)));
    p[0] |= (uint8_t)(size == 1 ? 0 : size == 2 ? 0x40 : size == 4 ? 0x80 : 0xc0);
    return size;
}

static inline size_t quiclab_head(const struct quiclab_keys *k, const struct quiclab_packet *p, size_t body, uint8_t *h)
{
    size_t n = 1;
    unsigned type = ((unsigned)p->type + (k->version == QL_V2)) & 3;
    if (p->type == QL_SHORT) {
        h[0] = (uint8_t)((p->greased ? 0u : 0x40u) | (p->phase ? 4u : 0u) | (p->number_len - 1));
        memcpy(h + 1, p->to.ptr, p->to.len);
        n += p->to.len;
    } else {
        h[0] = (uint8_t)(0xc0 | type << 4 | (p->number_len - 1));
        for (unsigned i = 0; i < 4; i++)
            h[n++] = (uint8_t)(k->version >> (24 - 8 * i));
        h[n++] = (uint8_t)p->to.len;
        memcpy(h + n, p->to.ptr, p->to.len);
        n += p->to.len;
        h[n++] = (uint8_t)p->from.len;
        if (p->from.len)
            memcpy(h + n, p->from.ptr, p->from.len);
        n += p->from.len;
        if (p->type == QL_INITIAL) {
            n += quiclab_varint(h + n, p->token.len, 2);
            if (p->token.len)
                memcpy(h + n, p->token.ptr, p->token.len);
            n += p->token.len;
        }
        n += quiclab_varint(h + n, p->number_len + body + 16, 2);
    }
    for (unsigned i = p->number_len; i > 0; i--)
        h[n++] = (uint8_t)(p->number >> (8 * (i - 1)));
    return n;
}

static inline void quiclab_aead(const struct quiclab_keys *k, uint64_t number, wy_bytes head, wy_bytes body,
                                uint8_t *out)
{
    uint8_t nonce[12];
    int len = 0;
    memcpy(nonce, k->iv, 12);
    for (unsigned i = 0; i < 8; i++)
        nonce[11 - i] ^= (uint8_t)(number >> (8 * i));
    const EVP_CIPHER *cipher = k->suite == 0x1303   ? EVP_chacha20_poly1305()
                               : k->suite == 0x1302 ? EVP_aes_256_gcm()
                                                    : EVP_aes_128_gcm();
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int ok = EVP_EncryptInit_ex(ctx, cipher, NULL, k->key, nonce) == 1 &&
             EVP_EncryptUpdate(ctx, NULL, &len, head.ptr, (int)head.len) == 1 &&
             EVP_EncryptUpdate(ctx, out, &len, body.ptr, (int)body.len) == 1 &&
             EVP_EncryptFinal_ex(ctx, out + len, &len) == 1 &&
             EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + body.len) == 1;
    assert(ok);
    (void)ok;
    EVP_CIPHER_CTX_free(ctx);
}

static inline void quiclab_mask(const struct quiclab_keys *k, const uint8_t *sample, uint8_t mask[16])
{
    static const uint8_t zeros[5];
    int len = 0;
    bool chacha = k->suite == 0x1303;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(ctx,
                       chacha               ? EVP_chacha20()
                       : k->suite == 0x1302 ? EVP_aes_256_ecb()
                                            : EVP_aes_128_ecb(),
                       NULL, k->hp, chacha ? sample : NULL);
    EVP_EncryptUpdate(ctx, mask, &len, chacha ? zeros : sample, chacha ? 5 : 16);
    EVP_CIPHER_CTX_free(ctx);
}

// Appends one sealed packet to `out`; returns its length. Short frames are padded so that there is a sample.
static inline size_t quiclab_seal(const struct quiclab_keys *k, const struct quiclab_packet *p, wy_bytes frames,
                                  uint8_t *out)
{
    uint8_t body[4096] = {0}, mask[16];
    size_t n = frames.len < 4 ? 4 : frames.len;
    memcpy(body, frames.ptr, frames.len);
    size_t head = quiclab_head(k, p, n, out);
    quiclab_aead(k, p->number, (wy_bytes){out, head}, (wy_bytes){body, n}, out + head);
    size_t at = head - p->number_len;
    quiclab_mask(k, out + at + 4, mask);
    out[0] ^= mask[0] & (p->type == QL_SHORT ? 0x1f : 0x0f);
    for (unsigned i = 0; i < p->number_len; i++)
        out[at + i] ^= mask[1 + i];
    return head + n + 16;
}
