// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/tls_crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

enum { CTX_COST = 2048 }; // what one cipher context takes of the heap's budget; measured about 1 KB with AES-GCM

// IANA's registry of TLS cipher suites, those with a cipher that we open.
static const struct wy_tls_suite suites[] = {
#define AEAD(id, mode, key, prf)                                                                                       \
    {                                                                                                                  \
        id, mode, key, prf, 0                                                                                          \
    }
    AEAD(0x1301, WY_TLS_GCM, 16, WY_TLS_SHA256),
    AEAD(0x1302, WY_TLS_GCM, 32, WY_TLS_SHA384),
    AEAD(0x1303, WY_TLS_CHACHA, 32, WY_TLS_SHA256),
    AEAD(0x1304, WY_TLS_CCM, 16, WY_TLS_SHA256),
    AEAD(0x1305, WY_TLS_CCM8, 16, WY_TLS_SHA256),
#define GCM_PAIR(id) AEAD(id, WY_TLS_GCM, 16, WY_TLS_SHA256), AEAD(id + 1, WY_TLS_GCM, 32, WY_TLS_SHA384)
    GCM_PAIR(0x009c), // RSA
    GCM_PAIR(0x009e), // DHE_RSA
    GCM_PAIR(0x00a0), // DH_RSA
    GCM_PAIR(0x00a2), // DHE_DSS
    GCM_PAIR(0x00a6), // DH_anon
    GCM_PAIR(0x00a8), // PSK
    GCM_PAIR(0x00aa), // DHE_PSK
    GCM_PAIR(0x00ac), // RSA_PSK
    GCM_PAIR(0xc02b), // ECDHE_ECDSA
    GCM_PAIR(0xc02d), // ECDH_ECDSA
    GCM_PAIR(0xc02f), // ECDHE_RSA
    GCM_PAIR(0xc031), // ECDH_RSA
    GCM_PAIR(0xd001), // ECDHE_PSK
#define CCM_PAIR(id, mode) AEAD(id, mode, 16, WY_TLS_SHA256), AEAD(id + 1, mode, 32, WY_TLS_SHA256)
    CCM_PAIR(0xc09c, WY_TLS_CCM),
    CCM_PAIR(0xc09e, WY_TLS_CCM),
    CCM_PAIR(0xc0a0, WY_TLS_CCM8),
    CCM_PAIR(0xc0a2, WY_TLS_CCM8),
    CCM_PAIR(0xc0a4, WY_TLS_CCM),
    CCM_PAIR(0xc0a6, WY_TLS_CCM),
    CCM_PAIR(0xc0a8, WY_TLS_CCM8),
    CCM_PAIR(0xc0aa, WY_TLS_CCM8),
    CCM_PAIR(0xc0ac, WY_TLS_CCM),
    CCM_PAIR(0xc0ae, WY_TLS_CCM8),
#define CHACHA(id) AEAD(id, WY_TLS_CHACHA, 32, WY_TLS_SHA256)
    CHACHA(0xcca8),
    CHACHA(0xcca9),
    CHACHA(0xccaa),
    CHACHA(0xccab),
    CHACHA(0xccac),
    CHACHA(0xccad),
    CHACHA(0xccae),
#define CBC(id, key, prf, mac)                                                                                         \
    {                                                                                                                  \
        id, WY_TLS_CBC, key, prf, mac                                                                                  \
    }
#define CBC_SHA(id, key) CBC(id, key, WY_TLS_SHA256, WY_TLS_SHA1)
    CBC_SHA(0x002f, 16),
    CBC_SHA(0x0032, 16),
    CBC_SHA(0x0033, 16),
    CBC_SHA(0x0034, 16),
    CBC_SHA(0x0035, 32),
    CBC_SHA(0x0038, 32),
    CBC_SHA(0x0039, 32),
    CBC_SHA(0x003a, 32),
    CBC_SHA(0x008c, 16),
    CBC_SHA(0x008d, 32),
    CBC_SHA(0x0090, 16),
    CBC_SHA(0x0091, 32),
    CBC_SHA(0xc004, 16),
    CBC_SHA(0xc005, 32),
    CBC_SHA(0xc009, 16),
    CBC_SHA(0xc00a, 32),
    CBC_SHA(0xc00e, 16),
    CBC_SHA(0xc00f, 32),
    CBC_SHA(0xc013, 16),
    CBC_SHA(0xc014, 32),
    CBC_SHA(0xc035, 16),
    CBC_SHA(0xc036, 32),
    CBC(0x003c, 16, WY_TLS_SHA256, WY_TLS_SHA256),
    CBC(0x003d, 32, WY_TLS_SHA256, WY_TLS_SHA256),
    CBC(0x0067, 16, WY_TLS_SHA256, WY_TLS_SHA256),
    CBC(0x006b, 32, WY_TLS_SHA256, WY_TLS_SHA256),
    CBC(0xc023, 16, WY_TLS_SHA256, WY_TLS_SHA256),
    CBC(0xc024, 32, WY_TLS_SHA384, WY_TLS_SHA384),
    CBC(0xc027, 16, WY_TLS_SHA256, WY_TLS_SHA256),
    CBC(0xc028, 32, WY_TLS_SHA384, WY_TLS_SHA384),
};

const struct wy_tls_suite *wy_tls_suite_of(uint16_t id)
{
    for (size_t i = 0; i < WY_COUNT(suites); i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}

size_t wy_tls_hash_size(enum wy_tls_hash hash) { return hash == WY_TLS_SHA1 ? 20 : hash == WY_TLS_SHA256 ? 32 : 48; }

static const EVP_MD *hash_of(unsigned hash)
{
    return hash == WY_TLS_SHA1 ? EVP_sha1() : hash == WY_TLS_SHA256 ? EVP_sha256() : EVP_sha384();
}

bool wy_tls_expand(enum wy_tls_hash hash, wy_bytes secret, const char *label, uint8_t *out, size_t n)
{
    // RFC 5869, 2.3: no more than one block is ever asked for.
    uint8_t info[2 + 1 + 6 + 32 + 1 + 1], block[EVP_MAX_MD_SIZE];
    size_t len = strlen(label);
    unsigned size = 0;
    if (len > 32 || n > wy_tls_hash_size(hash) || secret.len > INT32_MAX)
        return false;
    info[0] = 0;
    info[1] = (uint8_t)n;
    info[2] = (uint8_t)(6 + len);
    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, len);
    info[9 + len] = 0;
    info[10 + len] = 1;
    if (!HMAC(hash_of(hash), secret.ptr, (int)secret.len, info, 11 + len, block, &size))
        return false;
    memcpy(out, block, n);
    OPENSSL_cleanse(block, sizeof block);
    return true;
}

static const EVP_CIPHER *cipher_of(const struct wy_tls_suite *s)
{
    bool small = s->key_len == 16;
    switch (s->mode) {
    case WY_TLS_GCM: return small ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
    case WY_TLS_CBC: return small ? EVP_aes_128_cbc() : EVP_aes_256_cbc();
    case WY_TLS_CHACHA: return EVP_chacha20_poly1305();
    default: return small ? EVP_aes_128_ccm() : EVP_aes_256_ccm();
    }
}

static int tag_size(const struct wy_tls_suite *s) { return s->mode == WY_TLS_CCM8 ? 8 : WY_TLS_TAG; }

bool wy_tls_open_key(struct wy_heap *heap, struct wy_tls_open *o, const uint8_t *key)
{
    if (!o->ctx) {
        if (heap->limit && heap->limit - wy_min(heap->limit, heap->used) < CTX_COST)
            return false;
        o->ctx = EVP_CIPHER_CTX_new();
        if (!o->ctx)
            return false;
        heap->used += CTX_COST;
    }
    if (EVP_CIPHER_CTX_reset(o->ctx) != 1 || EVP_DecryptInit_ex(o->ctx, cipher_of(o->suite), NULL, NULL, NULL) != 1)
        return false;
    if (o->suite->mode == WY_TLS_CCM || o->suite->mode == WY_TLS_CCM8) {
        if (EVP_CIPHER_CTX_ctrl(o->ctx, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL) != 1 ||
            EVP_CIPHER_CTX_ctrl(o->ctx, EVP_CTRL_AEAD_SET_TAG, tag_size(o->suite), NULL) != 1)
            return false;
    }
    if (EVP_DecryptInit_ex(o->ctx, NULL, NULL, key, NULL) != 1)
        return false;
    return o->suite->mode != WY_TLS_CBC || EVP_CIPHER_CTX_set_padding(o->ctx, 0) == 1;
}

void wy_tls_open_free(struct wy_heap *heap, struct wy_tls_open *o)
{
    if (o->ctx)
        heap->used -= CTX_COST;
    EVP_CIPHER_CTX_free(o->ctx);
    OPENSSL_cleanse(o, sizeof *o);
}

bool wy_tls_open_13(struct wy_heap *heap, struct wy_tls_open *o, const struct wy_tls_suite *suite, wy_bytes secret)
{
    uint8_t key[32];
    if (secret.len != wy_tls_hash_size(suite->prf) || suite->mode == WY_TLS_CBC)
        return false;
    o->suite = suite;
    o->version = WY_TLS_1_3;
    o->seq = 0;
    memmove(o->secret, secret.ptr, secret.len);
    return wy_tls_expand(suite->prf, secret, "key", key, suite->key_len) &&
           wy_tls_expand(suite->prf, secret, "iv", o->iv, 12) && wy_tls_open_key(heap, o, key);
}

bool wy_tls_open_update(struct wy_heap *heap, struct wy_tls_open *o)
{
    uint8_t next[48];
    size_t n = wy_tls_hash_size(o->suite->prf);
    return wy_tls_expand(o->suite->prf, (wy_bytes){o->secret, n}, "traffic upd", next, n) &&
           wy_tls_open_13(heap, o, o->suite, (wy_bytes){next, n});
}

struct room {
    uint8_t *ptr;
    size_t len;
};

// RFC 5246, 5; `seed` is two random numbers.
static bool prf(const struct wy_tls_session *s, wy_bytes secret, const char *label, const uint8_t seed[64],
                struct room out)
{
    char md5_sha1[] = "MD5-SHA1", sha256[] = "SHA256", sha384[] = "SHA384";
    char *digest = s->version < WY_TLS_1_2 ? md5_sha1 : s->suite->prf == WY_TLS_SHA384 ? sha384 : sha256;
    uint8_t key[48], text[16], random[64];
    size_t n = strlen(label);
    if (secret.len > sizeof key || n > sizeof text)
        return false;
    memcpy(key, secret.ptr, secret.len);
    memcpy(text, label, n);
    memcpy(random, seed, sizeof random);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, key, secret.len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, text, n),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, random, sizeof random),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    bool ok = ctx && EVP_KDF_derive(ctx, out.ptr, out.len, params) == 1;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    OPENSSL_cleanse(key, sizeof key);
    return ok;
}

static bool key_block(const struct wy_tls_session *s, wy_bytes master, uint8_t *out, size_t n)
{
    uint8_t seed[64];
    memcpy(seed, s->server_random, 32);
    memcpy(seed + 32, s->client_random, 32);
    return prf(s, master, "key expansion", seed, (struct room){out, n});
}

bool wy_tls_master(const struct wy_tls_session *s, wy_bytes premaster, uint8_t master[48])
{
    uint8_t seed[64];
    memcpy(seed, s->client_random, 32);
    memcpy(seed + 32, s->server_random, 32);
    return prf(s, premaster, "master secret", seed, (struct room){master, 48});
}

bool wy_tls_open_12(struct wy_heap *heap, struct wy_tls_open *o, const struct wy_tls_session *s, wy_bytes master,
                    bool server)
{
    uint8_t block[2 * (48 + 32 + 16)];
    size_t side = server ? 1 : 0, key = s->suite->key_len;
    bool cbc = s->suite->mode == WY_TLS_CBC;
    size_t mac = cbc ? wy_tls_hash_size(s->suite->mac) : 0;
    size_t iv = cbc ? (s->version == WY_TLS_1_0 ? 16 : 0) : s->suite->mode == WY_TLS_CHACHA ? 12 : 4;
    if (master.len != 48 || !key_block(s, master, block, 2 * (mac + key + iv)))
        return false;
    o->suite = s->suite;
    o->version = s->version;
    o->encrypt_then_mac = s->encrypt_then_mac;
    o->chained = iv == 16;
    o->seq = 0;
    memcpy(o->mac_key, block + side * mac, mac);
    memcpy(o->iv, block + 2 * (mac + key) + side * iv, iv);
    return wy_tls_open_key(heap, o, block + 2 * mac + side * key);
}

bool wy_aead_open(struct wy_tls_open *o, const uint8_t nonce[12], wy_bytes aad, wy_bytes sealed, uint8_t *out,
                  size_t *n)
{
    int tag = tag_size(o->suite), len = 0, more = 0;
    if (sealed.len < (size_t)tag || sealed.len > INT32_MAX / 2 || aad.len > INT32_MAX / 2)
        return false;
    int body = (int)sealed.len - tag;
    union {
        const uint8_t *in;
        void *out;
    } tag_at = {sealed.ptr + body};
    bool ccm = o->suite->mode == WY_TLS_CCM || o->suite->mode == WY_TLS_CCM8;
    if (ccm && EVP_CIPHER_CTX_ctrl(o->ctx, EVP_CTRL_AEAD_SET_TAG, tag, tag_at.out) != 1)
        return false;
    if (EVP_DecryptInit_ex(o->ctx, NULL, NULL, NULL, nonce) != 1 ||
        (ccm && EVP_DecryptUpdate(o->ctx, NULL, &len, NULL, body) != 1) ||
        EVP_DecryptUpdate(o->ctx, NULL, &len, aad.ptr, (int)aad.len) != 1 ||
        EVP_DecryptUpdate(o->ctx, out, &len, sealed.ptr, body) != 1)
        return false;
    *n = (size_t)body;
    return ccm || (EVP_CIPHER_CTX_ctrl(o->ctx, EVP_CTRL_AEAD_SET_TAG, tag, tag_at.out) == 1 &&
                   EVP_DecryptFinal_ex(o->ctx, out + len, &more) == 1);
}

static void put_seq(uint8_t *p, uint64_t seq)
{
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)(seq >> (56 - 8 * i));
}

static bool open_aead(struct wy_tls_open *o, wy_bytes record, uint8_t *out, size_t *n)
{
    uint8_t nonce[12] = {0}, aad[13];
    wy_bytes sealed = wy_bytes_sub(record, 5, SIZE_MAX);
    if (o->version == WY_TLS_1_3 || o->suite->mode == WY_TLS_CHACHA) {
        put_seq(nonce + 4, o->seq);
        for (int i = 0; i < 12; i++)
            nonce[i] ^= o->iv[i];
    } else {
        if (sealed.len < 8)
            return false;
        memcpy(nonce, o->iv, 4);
        memcpy(nonce + 4, sealed.ptr, 8);
        sealed = wy_bytes_sub(sealed, 8, SIZE_MAX);
    }
    size_t tag = (size_t)tag_size(o->suite);
    if (sealed.len < tag)
        return false;
    if (o->version == WY_TLS_1_3)
        return wy_aead_open(o, nonce, wy_bytes_sub(record, 0, 5), sealed, out, n);
    put_seq(aad, o->seq);
    memcpy(aad + 8, record.ptr, 3);
    aad[11] = (uint8_t)((sealed.len - tag) >> 8);
    aad[12] = (uint8_t)(sealed.len - tag);
    return wy_aead_open(o, nonce, (wy_bytes){aad, sizeof aad}, sealed, out, n);
}

// The MAC over number, type, version, length and content. `content` lies in one piece.
static bool mac_matches(const struct wy_tls_open *o, const uint8_t *header, wy_bytes content, const uint8_t *mac)
{
    uint8_t head[13], ours[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    size_t size = wy_tls_hash_size(o->suite->mac);
    put_seq(head, o->seq);
    memcpy(head + 8, header, 3);
    head[11] = (uint8_t)(content.len >> 8);
    head[12] = (uint8_t)content.len;
    uint8_t message[sizeof head + WY_TLS_RECORD_MAX];
    if (content.len > WY_TLS_RECORD_MAX)
        return false;
    memcpy(message, head, sizeof head);
    if (content.len)
        memcpy(message + sizeof head, content.ptr, content.len);
    return HMAC(hash_of(o->suite->mac), o->mac_key, (int)size, message, sizeof head + content.len, ours, &n) &&
           n == size && memcmp(ours, mac, size) == 0;
}

static bool open_cbc(struct wy_tls_open *o, wy_bytes record, uint8_t *out, size_t *n)
{
    wy_bytes sealed = wy_bytes_sub(record, 5, SIZE_MAX);
    size_t mac = wy_tls_hash_size(o->suite->mac);
    if (o->encrypt_then_mac) {
        if (sealed.len < mac ||
            !mac_matches(o, record.ptr, wy_bytes_sub(sealed, 0, sealed.len - mac), sealed.ptr + sealed.len - mac))
            return false;
        sealed.len -= mac;
    }
    const uint8_t *iv = o->iv;
    if (!o->chained) {
        if (sealed.len < 16)
            return false;
        iv = sealed.ptr;
        sealed = wy_bytes_sub(sealed, 16, SIZE_MAX);
    }
    int len = 0;
    if (sealed.len == 0 || sealed.len % 16 || EVP_DecryptInit_ex(o->ctx, NULL, NULL, NULL, iv) != 1 ||
        EVP_DecryptUpdate(o->ctx, out, &len, sealed.ptr, (int)sealed.len) != 1 || (size_t)len != sealed.len)
        return false;
    size_t pad = (size_t)out[sealed.len - 1] + 1, tail = o->encrypt_then_mac ? 0 : mac;
    if (pad + tail > sealed.len)
        return false;
    *n = sealed.len - pad - tail;
    if (!o->encrypt_then_mac && !mac_matches(o, record.ptr, (wy_bytes){out, *n}, out + *n))
        return false;
    if (o->chained)
        memcpy(o->iv, sealed.ptr + sealed.len - 16, 16);
    return true;
}

void wy_tls_open_pass(struct wy_tls_open *o, wy_bytes record)
{
    o->seq++;
    size_t tail = 16 + (o->encrypt_then_mac ? wy_tls_hash_size(o->suite->mac) : 0);
    if (o->chained && record.len >= tail)
        memcpy(o->iv, record.ptr + record.len - tail, 16);
}

bool wy_tls_open_record(struct wy_tls_open *o, wy_bytes record, uint8_t *out, size_t *n)
{
    if (!o->ctx || record.len < 5 || record.len > 5 + WY_TLS_RECORD_MAX)
        return false;
    bool ok = o->suite->mode == WY_TLS_CBC ? open_cbc(o, record, out, n) : open_aead(o, record, out, n);
    o->seq += ok;
    return ok;
}
