// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Keys, certificates and single signatures. Certificates are walked only as far as a signature needs; whether their
// names make sense or their dates have passed does not matter to Android.
#include "formats/android/apksig_internal.h"

#include "formats/crypto/der.h"
#include "formats/crypto/rsa.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static const struct algorithm ALGORITHMS[] = {
    {0x0101, KEY_RSA_PSS, WY_SHA256, CHUNKED_SHA256, SDK_N}, {0x0102, KEY_RSA_PSS, WY_SHA512, CHUNKED_SHA512, SDK_N},
    {0x0103, KEY_RSA, WY_SHA256, CHUNKED_SHA256, SDK_N},     {0x0104, KEY_RSA, WY_SHA512, CHUNKED_SHA512, SDK_N},
    {0x0201, KEY_EC, WY_SHA256, CHUNKED_SHA256, SDK_N},      {0x0202, KEY_EC, WY_SHA512, CHUNKED_SHA512, SDK_N},
    {0x0301, KEY_DSA, WY_SHA256, CHUNKED_SHA256, SDK_N},     {0x0421, KEY_RSA, WY_SHA256, VERITY_SHA256, SDK_P},
    {0x0423, KEY_EC, WY_SHA256, VERITY_SHA256, SDK_P},       {0x0425, KEY_DSA, WY_SHA256, VERITY_SHA256, SDK_P},
};

const struct algorithm *sig_algorithm(uint32_t id)
{
    for (size_t i = 0; i < WY_COUNT(ALGORITHMS); i++) {
        if (ALGORITHMS[i].id == id)
            return &ALGORITHMS[i];
    }
    return NULL;
}

const EVP_MD *sig_md(enum wy_digest_kind kind)
{
    switch (kind) {
    case WY_MD5: return EVP_md5();
    case WY_SHA1: return EVP_sha1();
    case WY_SHA256: return EVP_sha256();
    case WY_SHA384: return EVP_sha384();
    case WY_SHA512: return EVP_sha512();
    case WY_SHA224: return EVP_sha224();
    case WY_BLAKE2B_256: break; // nobody signs with it
    }
    return NULL;
}

// KeyUsage (2.5.29.15) is a bit string whose first two bits are digitalSignature and nonRepudiation. The other critical
// extensions that a Java certificate factory knows are named here.
static void read_extension(struct wy_reader ext, struct cert *out)
{
    static const uint8_t known[] = {15, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37, 46, 54};
    struct wy_der oid = wy_der_expect(&ext, WY_DER_OID), e;
    bool critical = false;
    if (!wy_der_next(&ext, &e))
        return;
    if (wy_der_is(&e, WY_DER_BOOLEAN)) {
        critical = e.body.len == 1 && e.body.ptr[0];
        if (!wy_der_next(&ext, &e))
            return;
    }
    bool arc = oid.body.len == 3 && oid.body.ptr[0] == 0x55 && oid.body.ptr[1] == 0x1d;
    if (critical && !(arc && memchr(known, oid.body.ptr[2], sizeof known)))
        out->odd_critical = true;
    if (!arc || oid.body.ptr[2] != 15)
        return;
    struct wy_reader value = wy_der_inside(&e);
    struct wy_der bits;
    if (wy_der_next(&value, &bits) && bits.tag == 3)
        out->may_sign = bits.body.len >= 2 && bits.body.ptr[1] & 0xc0;
}

bool sig_cert(wy_bytes der, struct cert *out)
{
    struct wy_reader r = wy_reader_init(der, 0);
    struct wy_der whole = wy_der_expect(&r, WY_DER_SEQUENCE), e;
    struct wy_reader outer = wy_der_inside(&whole);
    struct wy_der tbs = wy_der_expect(&outer, WY_DER_SEQUENCE);
    struct wy_reader t = wy_der_inside(&tbs);
    struct cert c = {.whole = der, .may_sign = true};
    if (!wy_der_next(&t, &e))
        return false;
    if (e.cls == WY_DER_CONTEXT && e.tag == 0) // version
        e = wy_der_expect(&t, WY_DER_INTEGER);
    c.serial = e.body;
    (void)wy_der_expect(&t, WY_DER_SEQUENCE); // algorithm
    c.issuer = wy_der_expect(&t, WY_DER_SEQUENCE).whole;
    (void)wy_der_expect(&t, WY_DER_SEQUENCE); // dates
    (void)wy_der_expect(&t, WY_DER_SEQUENCE); // subject
    c.spki = wy_der_expect(&t, WY_DER_SEQUENCE).whole;
    (void)wy_der_expect(&outer, WY_DER_SEQUENCE);
    while (wy_reader_ok(&t) && wy_der_next(&t, &e)) {
        if (e.cls != WY_DER_CONTEXT || e.tag != 3)
            continue;
        struct wy_reader x = wy_der_inside(&e);
        struct wy_der list = wy_der_expect(&x, WY_DER_SEQUENCE), ext;
        x = wy_der_inside(&list);
        while (wy_der_next(&x, &ext))
            read_extension(wy_der_inside(&ext), &c);
    }
    if (!wy_reader_ok(&r) || !wy_reader_ok(&outer) || !wy_reader_ok(&t))
        return false;
    *out = c;
    return true;
}

struct rsa_key {
    wy_bytes n, e;
    bool plain; // encoded as everybody does: nothing left out, nothing behind
};

static const uint8_t OID_RSA[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};

static bool rsa_of(wy_bytes spki, struct rsa_key *out)
{
    struct wy_reader r = wy_reader_init(spki, 0);
    struct wy_der seq = wy_der_expect(&r, WY_DER_SEQUENCE), bits;
    struct wy_reader in = wy_der_inside(&seq);
    struct wy_der alg = wy_der_expect(&in, WY_DER_SEQUENCE);
    struct wy_reader a = wy_der_inside(&alg);
    struct wy_der oid = wy_der_expect(&a, WY_DER_OID);
    if (!wy_bytes_eq(oid.body, (wy_bytes){OID_RSA, sizeof OID_RSA}) || !wy_der_next(&in, &bits) || bits.tag != 3)
        return false;
    struct wy_reader k = wy_reader_init(wy_bytes_sub(bits.body, 1, bits.body.len), 0);
    struct wy_der key = wy_der_expect(&k, WY_DER_SEQUENCE);
    struct wy_reader ints = wy_der_inside(&key);
    out->n = wy_der_expect(&ints, WY_DER_INTEGER).body;
    out->e = wy_der_expect(&ints, WY_DER_INTEGER).body;
    struct wy_der null = wy_der_expect(&a, WY_DER_NULL);
    out->plain = wy_reader_ok(&a) && !null.body.len && bits.body.len && !bits.body.ptr[0] && !wy_reader_left(&r) &&
                 !wy_reader_left(&in) && !wy_reader_left(&a) && !wy_reader_left(&k) && !wy_reader_left(&ints);
    return wy_reader_ok(&ints) && out->n.len;
}

static wy_bytes unsigned_of(wy_bytes n)
{
    while (n.len && n.ptr[0] == 0)
        n = wy_bytes_sub(n, 1, n.len);
    return n;
}

bool sig_same_key(wy_bytes a, wy_bytes b)
{
    struct rsa_key x, y;
    if (wy_bytes_eq(a, b))
        return true;
    return rsa_of(a, &x) && rsa_of(b, &y) && wy_bytes_eq(unsigned_of(x.n), unsigned_of(y.n)) &&
           wy_bytes_eq(unsigned_of(x.e), unsigned_of(y.e));
}

static bool key_fits(const struct algorithm *a, EVP_PKEY *key)
{
    switch (a->key) {
    case KEY_RSA:
    case KEY_RSA_PSS: return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    case KEY_EC: return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC;
    case KEY_DSA: return EVP_PKEY_get_base_id(key) == EVP_PKEY_DSA;
    }
    return false;
}

static bool verify(const struct algorithm *a, EVP_PKEY *key, const wy_bytes *parts, size_t n, wy_bytes signature)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    bool ok = ctx && EVP_DigestVerifyInit(ctx, &pctx, sig_md(a->hash), NULL, key) == 1;
    if (ok && a->key == KEY_RSA_PSS)
        ok = EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) == 1;
    for (size_t i = 0; ok && i < n; i++)
        ok = EVP_DigestVerifyUpdate(ctx, parts[i].ptr, parts[i].len) == 1;
    ok = ok && EVP_DigestVerifyFinal(ctx, signature.ptr, signature.len) == 1;
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

// Some signers left out the zero byte before a modulus with its high bit set, which makes it negative; Android reads it
// as the positive number that was meant, as it is read here.
static EVP_PKEY *key_of(wy_bytes spki)
{
    enum { SPKI_MAX = 65536, EXPONENT_MAX = 8 };
    struct rsa_key k;
    const uint8_t *p = spki.ptr;
    if (spki.len > SPKI_MAX)
        return NULL;
    if (rsa_of(spki, &k) && k.plain && k.e.len && k.e.len <= EXPONENT_MAX)
        return wy_rsa_key(k.n, k.e);
    return d2i_PUBKEY(NULL, &p, (long)spki.len);
}

enum sig_check sig_check(const struct algorithm *a, wy_bytes spki, const wy_bytes *parts, size_t n, wy_bytes signature)
{
    EVP_PKEY *key = key_of(spki);
    enum sig_check result = SIG_KEY_UNFIT;
    if (key && key_fits(a, key))
        result = verify(a, key, parts, n, signature) ? SIG_GOOD : SIG_BAD;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return result;
}

wy_str sig_hex_sha256(wy_bytes in, struct wy_arena *arena)
{
    uint8_t hash[WY_DIGEST_MAX];
    static const char digits[] = "0123456789abcdef";
    char *hex = wy_arena_alloc(arena, 64, 1);
    if (!hex || !wy_digest_once(WY_SHA256, in, hash))
        return (wy_str){0};
    for (size_t i = 0; i < 32; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
    return (wy_str){hex, 64};
}

// The keys that every copy of the Android sources contains: whoever likes can sign with them.
static const struct {
    const char *sha256, *name;
} PUBLIC_KEYS[] = {
    {"a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc", "testkey"},
    {"c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8", "platform"},
    {"28bbfe4a7b97e74681dc55c2fbb6ccb8d6c74963733f6af6ae74d8c3a6e879fd", "shared"},
    {"465983f7791f2abeb43ea2cbdc7f21a8260b72bc08a55c839fc1a43bc741a81e", "media"},
    {"e1dbadce60dc080d15b58a014b0dcf9400e24de23fa00b287a5a982bfebda2ee", "networkstack"},
    {"abf21f9e2af1d881cc673fddcefa6ed9c269a437bd64b279cf45844cfd589126", "sdk_sandbox"},
    {"a6ccc500ff0e7421200eb66a7fe174ef1b00e52ca91727070cbedf061ff76c35", "bluetooth"},
};

void sig_note_weak_key(struct run *r, const struct cert *c)
{
    struct rsa_key k;
    size_t bits = rsa_of(c->spki, &k) ? unsigned_of(k.n).len * 8 : 0;
    if (bits && bits < 2048)
        sig_warning(r, "WEAK_KEY", "an RSA key of %zu bits", bits);
    wy_str hex = sig_hex_sha256(c->whole, r->arena);
    for (size_t i = 0; i < WY_COUNT(PUBLIC_KEYS); i++) {
        if (wy_str_eq(hex, wy_str_c(PUBLIC_KEYS[i].sha256)))
            sig_warning(r, "PUBLIC_TEST_KEY", "the \"%s\" key of the Android sources, which anybody has",
                        PUBLIC_KEYS[i].name);
    }
}
