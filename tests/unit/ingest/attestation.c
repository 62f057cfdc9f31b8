// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Chains whose certificates lie in several files, made by somebody who means ill.
#include "run.h"

#include "core/buffer.h"
#include "ingest/finish.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

static void set_name(X509_NAME *n, const char *cn)
{
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const uint8_t *)cn, -1, -1, 0);
}

// Appends the certificate in DER; `attests`: with an attestation that cannot be read.
static void put(struct wy_buf *out, const char *subject, EVP_PKEY *key, const char *issuer, EVP_PKEY *signer,
                bool attests)
{
    static uint8_t nothing[] = {0x30, 0x00};
    X509 *x = X509_new();
    uint8_t *der = NULL;
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    set_name(X509_get_subject_name(x), subject);
    set_name(X509_get_issuer_name(x), issuer);
    X509_set_pubkey(x, key);
    if (attests) {
        ASN1_OBJECT *oid = OBJ_txt2obj("1.3.6.1.4.1.11129.2.1.17", 1);
        ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(value, nothing, sizeof nothing);
        X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
        X509_add_ext(x, e, -1);
        X509_EXTENSION_free(e);
        ASN1_OCTET_STRING_free(value);
        ASN1_OBJECT_free(oid);
    }
    assert_true(X509_sign(x, signer, EVP_sha256()) > 0);
    int n = i2d_X509(x, &der);
    assert_true(n > 0);
    wy_buf_add_bytes(out, (wy_bytes){der, (size_t)n});
    OPENSSL_free(der);
    X509_free(x);
}

static wy_bytes bytes_of(const struct wy_buf *b) { return wy_str_bytes(wy_buf_str(b)); }

// A and B issue each other, so that a chain of as many as a file may hold can be made longer for ever.
static void a_ring_hides_nothing_else(void **state)
{
    (void)state;
    enum { MOST = 64 };
    EVP_PKEY *key[3] = {EVP_EC_gen("P-256"), EVP_EC_gen("P-256"), EVP_EC_gen("P-256")};
    struct wy_buf a, b, chain;
    struct run r;
    run_init(&r);
    wy_buf_init(&a, 1 << 20);
    wy_buf_init(&b, 1 << 20);
    wy_buf_init(&chain, 1 << 20);
    put(&a, "A", key[0], "B", key[1], false);
    put(&b, "B", key[1], "A", key[0], false);
    put(&chain, "leaf", key[2], "A", key[0], true);
    for (int i = 1; i < MOST; i++)
        wy_buf_add_bytes(&chain, bytes_of(i % 2 ? &a : &b));
    run_item(&r, "chain.der", bytes_of(&chain));
    assert_int_equal(r.err, WY_OK);
    assert_int_equal(r.ev.attestations.n, 0); // it waits
    run_text(&r, "getprop.txt", "[ro.product.model]: [Some Phone]\n[ro.build.version.sdk]: [35]\n");
    assert_int_equal(r.err, WY_OK);
    assert_int_equal(wy_ingest_finish(&r.in, &r.diag), WY_OK);
    assert_int_equal(r.ev.attestations.n, 1);
    assert_int_equal(r.ev.devices.n, 1);
    assert_int_equal(r.ev.gaps.n, 0);
    run_fini(&r);
    wy_buf_fini(&a);
    wy_buf_fini(&b);
    wy_buf_fini(&chain);
    for (size_t i = 0; i < WY_COUNT(key); i++)
        EVP_PKEY_free(key[i]);
}

// Hundreds of certificates with the issuer's name, each with a key of its own, for dozens of chains.
static void imposters_are_tried_for_a_while(void **state)
{
    (void)state;
    enum { FILES = 40, IN_ONE = 12, CHAINS = 6 };
    EVP_PKEY *key[2] = {EVP_EC_gen("P-256"), EVP_EC_gen("P-256")};
    struct run r;
    run_init(&r);
    for (int i = 0; i < FILES + CHAINS; i++) {
        struct wy_buf file;
        wy_buf_init(&file, 1 << 20);
        for (int k = 0; i < FILES && k < IN_ONE; k++)
            put(&file, "issuer", key[0], "issuer", key[0], false);
        if (i >= FILES)
            put(&file, "leaf", key[0], "issuer", key[1], true);
        run_item(&r, i < FILES ? "store.der" : "chain.der", bytes_of(&file));
        assert_int_equal(r.err, WY_OK);
        wy_buf_fini(&file);
    }
    assert_int_equal(wy_ingest_finish(&r.in, &r.diag), WY_OK);
    assert_int_equal(r.ev.attestations.n, CHAINS);
    assert_int_equal(r.ev.gaps.n, 1);
    assert_true(wy_str_has(((struct wy_gap *)r.ev.gaps.v)->reason, WY_S("names of issuers")));
    run_fini(&r);
    for (size_t i = 0; i < WY_COUNT(key); i++)
        EVP_PKEY_free(key[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_hides_nothing_else),
        cmocka_unit_test(imposters_are_tried_for_a_while),
    };
    return cmocka_run_group_tests_name("ingest/attestation", tests, NULL, NULL);
}
