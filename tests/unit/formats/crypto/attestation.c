// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "recipe.h"

#include "core/embedded.h"
#include "core/json.h"
#include "formats/crypto/attestation.h"
#include "formats/crypto/attestation_join.h"
#include "formats/crypto/certificates.h"
#include "formats/crypto/key_eat.h"

#include <glob.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

enum { NOW = 1795000000 }; // 2026-11-18

struct made {
    struct wy_arena arena;
    struct wy_attestation_lists lists;
};

static void load(struct made *m)
{
    wy_arena_init(&m->arena, 64 << 20);
    struct wy_diag diag = {0};
    wy_err err = wy_attestation_lists_load(&m->lists, wy_embedded(WY_S("trust/attestation-roots.tsv")),
                                           wy_embedded(WY_S("trust/attestation-revoked.tsv")),
                                           wy_embedded(WY_S("trust/boot-keys.tsv")), &m->arena, &diag);
    assert_int_equal(err, WY_OK);
}

// Makes our own hierarchy: root -> middle -> leaf with a KeyDescription, and trusts its root.
struct maker {
    EVP_PKEY *key[4];
    X509 *x509[4]; // leaf first
    size_t n;
};

static const uint8_t description[] = {
    0x30, 0x5d, 0x02, 0x02, 0x01, 0x2c,                                                 // version 300
    0x0a, 0x01, 0x01, 0x02, 0x02, 0x01, 0x2c,                                           // TEE, KeyMint 300
    0x0a, 0x01, 0x01, 0x04, 0x03, 'a',  'b',  'c',                                      // TEE, challenge
    0x04, 0x00,                                                                         // no unique id
    0x30, 0x0c, 0xbf, 0x85, 0x3d, 0x08, 0x02, 0x06, 0x01, 0x8f, 0xb8, 0x1a, 0x2c, 0x00, // created 2024-05-27
    0x30, 0x38, 0xa1, 0x05, 0x31, 0x03, 0x02, 0x01, 0x02,                               // purpose sign
    0xbf, 0x85, 0x3e, 0x03, 0x02, 0x01, 0x00,                                           // generated
    0xbf, 0x85, 0x40, 0x11, 0x30, 0x0f, 0x04, 0x04, 1,    2,    3,    4,                // boot key
    0x01, 0x01, 0xff, 0x0a, 0x01, 0x00, 0x04, 0x01, 9,                                  // locked, verified
    0xbf, 0x85, 0x42, 0x05, 0x02, 0x03, 0x03, 0x16, 0xa5,                               // patch 202405
    0xbf, 0x8a, 0x00, 0x02, 0x05, 0x00,                                                 // a tag nobody knows
    0xa3, 0x04, 0x02, 0x02, 0x01, 0x00,                                                 // key size, out of order
};

enum { PURPOSE_AT = 45 };

static X509_NAME *name(const char *cn)
{
    X509_NAME *n = X509_NAME_new();
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const uint8_t *)cn, -1, -1, 0);
    return n;
}

static void add_extension(X509 *x, const char *oid, const uint8_t *data, size_t len)
{
    ASN1_OBJECT *obj = OBJ_txt2obj(oid, 1);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(value, data, (int)len);
    X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, obj, 0, value);
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(obj);
}

static X509 *certificate(const char *subject, const char *issuer, EVP_PKEY *key, EVP_PKEY *signer, bool ca, bool attest)
{
    X509 *x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 77);
    ASN1_TIME_set(X509_getm_notBefore(x), 1700000000);
    ASN1_TIME_set(X509_getm_notAfter(x), 1750000000);
    X509_NAME *s = name(subject), *i = name(issuer);
    X509_set_subject_name(x, s);
    X509_set_issuer_name(x, i);
    X509_NAME_free(s);
    X509_NAME_free(i);
    X509_set_pubkey(x, key);
    if (ca) {
        X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
        X509_add_ext(x, e, -1);
        X509_EXTENSION_free(e);
    }
    if (attest)
        add_extension(x, "1.3.6.1.4.1.11129.2.1.17", description, sizeof description);
    X509_sign(x, signer, EVP_sha256());
    return x;
}

static void make(struct maker *k, bool middle_is_ca)
{
    k->n = 3;
    for (size_t i = 0; i < 4; i++)
        k->key[i] = EVP_EC_gen("P-256");
    k->x509[0] = certificate("leaf", "middle", k->key[0], k->key[1], false, true);
    k->x509[1] = certificate("middle", "root", k->key[1], k->key[2], middle_is_ca, false);
    k->x509[2] = certificate("root", "root", k->key[2], k->key[2], true, false);
    k->x509[3] = NULL;
}

static void trust(struct made *m, struct maker *k)
{
    uint8_t *spki = NULL;
    int n = i2d_PUBKEY(k->key[2], &spki);
    uint8_t *copy = wy_new(&m->arena, uint8_t, (size_t)n);
    memcpy(copy, spki, (size_t)n);
    OPENSSL_free(spki);
    struct wy_attestation_root *row = wy_rows_add(&m->lists.roots, &m->arena, sizeof *row);
    *row = (struct wy_attestation_root){WY_S("ours"), true, {copy, (size_t)n}};
}

static wy_bytes encode(struct made *m, struct maker *k, bool pem)
{
    BIO *bio = BIO_new(BIO_s_mem());
    for (size_t i = 0; i < k->n; i++) {
        if (pem) {
            BIO_puts(bio, "> rubbish \\n before\n");
            PEM_write_bio_X509(bio, k->x509[i]);
        } else
            i2d_X509_bio(bio, k->x509[i]);
    }
    char *data;
    long n = BIO_get_mem_data(bio, &data);
    wy_str copy = wy_arena_dup(&m->arena, (wy_str){data, (size_t)n});
    BIO_free(bio);
    return wy_str_bytes(copy);
}

static void unmake(struct made *m, struct maker *k)
{
    for (size_t i = 0; i < 4; i++) {
        X509_free(k->x509[i]);
        EVP_PKEY_free(k->key[i]);
    }
    wy_arena_fini(&m->arena);
}

static struct wy_attestation_chain *read_one(struct made *m, wy_bytes in)
{
    struct wy_rows out = {0};
    struct wy_diag diag = {0};
    if (wy_attestations_read(in, &m->lists, NOW, &m->arena, &out, &diag) != WY_OK)
        fail_msg("%s", diag.text);
    assert_int_equal(out.n, 1);
    return out.v;
}

static bool says(const struct wy_rows *list, const char *part)
{
    for (WY_EACH(wy_str, s, *list))
        if (wy_str_has(*s, wy_str_c(part)))
            return true;
    return false;
}

static void good_chain_decodes(void **state)
{
    (void)state;
    for (int pem = 0; pem < 2; pem++) {
        struct made m;
        struct maker k;
        load(&m);
        make(&k, true);
        trust(&m, &k);
        struct wy_attestation_chain *a = read_one(&m, encode(&m, &k, pem));
        assert_int_equal(a->errors.n, 0);
        assert_true(a->valid && a->described);
        assert_int_equal(a->key.version.v, 300);
        assert_int_equal(a->key.level, WY_KEY_TEE);
        assert_int_equal(a->key.hardware.os_patch.v, 202405);
        assert_int_equal(a->key.hardware.root.locked.v, 1);
        assert_string_equal(a->key.hardware.root.boot_state, "verified");
        assert_str_is(wy_bytes_str(a->key.challenge), "abc");
        assert_str_is(a->root, "ours");
        assert_str_is(a->boot_key_owner, "unknown");
        assert_false(a->key.hardware.ordered);
        assert_true(says(&a->key.notes, "a tag that is not known here: 1280"));
        assert_true(a->expired_since.known);
        assert_int_equal(a->expired_since.v, 1750000000);
        unmake(&m, &k);
    }
}

static void attacks_are_seen(void **state)
{
    (void)state;
    struct made m;
    struct maker k;
    load(&m); // unknown root
    make(&k, true);
    struct wy_attestation_chain *a = read_one(&m, encode(&m, &k, true));
    assert_false(a->valid);
    assert_true(says(&a->errors, "no attestation root"));
    unmake(&m, &k);

    load(&m); // an issuer that is none
    make(&k, false);
    trust(&m, &k);
    a = read_one(&m, encode(&m, &k, true));
    assert_true(says(&a->errors, "not a CA"));
    unmake(&m, &k);

    load(&m); // the chain extended below a real attestation
    make(&k, true);
    trust(&m, &k);
    k.x509[3] = k.x509[2];
    k.x509[2] = k.x509[1];
    k.x509[1] = k.x509[0];
    k.x509[0] = certificate("forged", "leaf", k.key[3], k.key[0], false, true);
    k.n = 4;
    a = read_one(&m, encode(&m, &k, false));
    assert_true(says(&a->errors, "extended below"));
    assert_true(says(&a->errors, "not a CA"));
    unmake(&m, &k);

    load(&m); // a signature by another key
    make(&k, true);
    trust(&m, &k);
    X509_sign(k.x509[0], k.key[3], EVP_sha256());
    a = read_one(&m, encode(&m, &k, false));
    assert_true(says(&a->errors, "signature on certificate 1"));
    unmake(&m, &k);

    load(&m); // revoked, the serial in decimal
    make(&k, true);
    trust(&m, &k);
    struct wy_diag diag = {0};
    assert_int_equal(wy_attestation_lists_status(
                         &m.lists,
                         wy_str_bytes(WY_S("{\"entries\":{\"77\":{\"status\":\"REVOKED\",\"reason\":\"X\"}}}")),
                         WY_S("2026"), &diag),
                     WY_OK);
    a = read_one(&m, encode(&m, &k, false));
    assert_true(says(&a->errors, "revoked: REVOKED, X"));
    unmake(&m, &k);
}

static void both_spellings_of_a_serial(void **state)
{
    (void)state;
    struct made m;
    load(&m);
    struct wy_diag diag = {0};
    wy_bytes json = wy_str_bytes(WY_S("{\"entries\":{\"6681152659205225093\":{\"status\":\"REVOKED\"},"
                                      "\"c35747a084470c3135aeefe2b8d40cd6\":{\"status\":\"SUSPENDED\"}}}"));
    assert_int_equal(wy_attestation_lists_status(&m.lists, json, WY_S("2026-11-20"), &diag), WY_OK);
    assert_str_is(m.lists.date, "2026-11-20");
    assert_true(m.lists.given);
    static const uint8_t decimal[] = {0x00, 0x5c, 0xb8, 0x38, 0xf1, 0xfe, 0x15, 0x7a, 0x85};
    static const uint8_t hex[] = {0xc3, 0x57, 0x47, 0xa0, 0x84, 0x47, 0x0c, 0x31,
                                  0x35, 0xae, 0xef, 0xe2, 0xb8, 0xd4, 0x0c, 0xd6};
    assert_true(wy_attestation_revoked(&m.lists, (wy_bytes){decimal, sizeof decimal}).ptr != NULL);
    assert_true(wy_attestation_revoked(&m.lists, (wy_bytes){hex, sizeof hex}).ptr != NULL);
    assert_true(wy_attestation_revoked(&m.lists, (wy_bytes){hex, 15}).ptr == NULL);
    wy_arena_fini(&m.arena);
}

static wy_bytes slurp(struct wy_arena *arena, const char *path)
{
    FILE *f = fopen(path, "rb");
    static char text[1 << 20];
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    if (f)
        fclose(f);
    return wy_str_bytes(wy_arena_dup(arena, (wy_str){text, n}));
}

static void real_chains_are_valid(void **state)
{
    (void)state;
    const char *data = shared_data();
    if (!data)
        skip();
    char pattern[4096];
    snprintf(pattern, sizeof pattern, "%s/trust/keyattestation/android-keyattestation/testdata/*/*/*.pem", data);
    glob_t g;
    if (glob(pattern, 0, NULL, &g) != 0)
        skip();
    for (size_t i = 0; i < g.gl_pathc; i++) {
        struct made m;
        load(&m);
        struct wy_attestation_chain *a = read_one(&m, slurp(&m.arena, g.gl_pathv[i]));
        bool want = !strstr(g.gl_pathv[i], "/marlin/"); // chains to the software root
        if (a->valid != want)
            fail_msg("%s: %.*s", g.gl_pathv[i],
                     WY_ARG(a->errors.n ? *(wy_str *)a->errors.v : WY_S("valid, and should not be")));
        wy_arena_fini(&m.arena);
    }
    globfree(&g);
}

// --- what tests/gen/attestation.py makes

static struct wy_attestation_chain *read_made(struct made *m, const char *folder, const char *name)
{
    return read_one(m, recipe_file(folder, name, &m->arena));
}

static void pasted_without_markers(void **state)
{
    (void)state;
    static const char *const files[] = {"good-base64-lines.txt", "good-base64-wrapped.txt", "good-array.json",
                                        "good-utf16.txt",        "good-json.txt",           "good-chain.der"};
    char folder[64];
    if (!recipe_run("attestation", folder))
        skip();
    for (size_t i = 0; i < WY_COUNT(files); i++) {
        struct made m;
        load(&m);
        wy_bytes in = recipe_file(folder, files[i], &m.arena);
        assert_int_equal(wy_attestation_looks_like(in, true, &m.arena), 2);
        struct wy_attestation_chain *a = read_one(&m, in);
        assert_true(a->described);
        assert_int_equal(a->key.version.v, 300);
        assert_true(says(&a->notes, "made by: Google"));
        assert_true(says(&a->notes, "within 30 days: 42"));
        assert_string_equal(a->provisioning, "remote");
        wy_arena_fini(&m.arena);
    }
    struct made m;
    load(&m);
    struct wy_rows certs = {0};
    size_t damaged = 0;
    assert_int_equal(
        wy_certificates_split(recipe_file(folder, "bad-base64-cut.txt", &m.arena), &m.arena, &certs, &damaged, NULL),
        WY_OK);
    assert_int_equal(certs.n, 1); // the root; the leaf was cut
    assert_int_equal(damaged, 1);
    wy_arena_fini(&m.arena);
    recipe_clean(folder);
}

static void eat_decodes(void **state)
{
    (void)state;
    char folder[64];
    if (!recipe_run("attestation", folder))
        skip();
    struct made m;
    load(&m);
    struct wy_attestation_chain *a = read_made(&m, folder, "good-eat.pem");
    assert_true(a->described);
    assert_string_equal(a->form, "eat");
    const struct wy_key_description *k = &a->key;
    assert_int_equal(k->errors.n, 0);
    assert_int_equal(k->version.v, 4);
    assert_int_equal(k->keymint_version.v, 41);
    assert_int_equal(k->level, WY_KEY_STRONGBOX);
    assert_int_equal(k->keymint_level, WY_KEY_STRONGBOX);
    assert_str_is(wy_bytes_str(k->challenge), "challenge");
    assert_int_equal(k->hardware.os_patch.v, 202103);
    assert_int_equal(k->hardware.vendor_patch.v, 20210305);
    assert_int_equal(k->hardware.boot_patch.v, 20210305);
    assert_true(k->hardware.rollback_resistance);
    assert_int_equal(k->software.created_ms.v, 1716800000000);
    assert_int_equal(k->hardware.root.locked.v, 1);
    assert_string_equal(k->hardware.root.boot_state, "verified");
    assert_int_equal(k->hardware.root.boot_key.len, 32);
    assert_true(says(&k->notes, "purposes: sign, verify"));
    assert_true(says(&k->notes, "unique id of this device and app, not shown, length in bytes: 6"));
    assert_true(says(&k->notes, "asked for by: org.example, version code: 1"));
    assert_true(says(&k->notes, "a tag that is not known here: 999"));
    a = read_made(&m, folder, "good-eat-unlocked.pem");
    assert_string_equal(a->key.hardware.root.boot_state, "unverified");
    assert_true(a->key.hardware.root.locked.known);
    assert_int_equal(a->key.hardware.root.locked.v, 0);
    wy_arena_fini(&m.arena);
    recipe_clean(folder);
}

static void knox_decodes(void **state)
{
    (void)state;
    char folder[64];
    if (!recipe_run("attestation", folder))
        skip();
    struct made m;
    load(&m);
    struct wy_attestation_chain *a = read_made(&m, folder, "good-knox.pem");
    assert_true(says(&a->knox, "warranty=abnormal"));
    assert_true(says(&a->knox, "trust_boot=normal"));
    assert_true(says(&a->knox, "icd=not-supported"));
    assert_true(says(&a->knox, "calling_package=not-supported"));
    assert_true(says(&a->notes, "knox: identifiers of the device: attested, not shown, length in bytes: 15"));
    for (WY_EACH(wy_str, s, a->notes))
        assert_false(wy_str_has(*s, WY_S("490154203237518")));
    wy_arena_fini(&m.arena);
    recipe_clean(folder);
}

// A leaf signed by a key of the same device: fine where that key may only attest, misuse where it may sign, too.
static void keys_that_attest(void **state)
{
    (void)state;
    for (uint8_t purpose = 2; purpose <= 7; purpose += 5) {
        struct made m;
        struct maker k;
        load(&m);
        make(&k, true);
        trust(&m, &k);
        k.x509[3] = k.x509[2];
        k.x509[2] = k.x509[1];
        X509_free(k.x509[0]);
        k.x509[0] = certificate("key", "key", k.key[3], k.key[0], false, true);
        k.x509[1] = certificate("key", "middle", k.key[0], k.key[1], false, false);
        uint8_t own[sizeof description];
        memcpy(own, description, sizeof own);
        own[PURPOSE_AT] = purpose;
        add_extension(k.x509[1], "1.3.6.1.4.1.11129.2.1.17", own, sizeof own);
        X509_sign(k.x509[1], k.key[1], EVP_sha256());
        k.n = 4;
        struct wy_attestation_chain *a = read_one(&m, encode(&m, &k, false));
        assert_int_equal(a->valid, purpose == 7);
        assert_int_equal(says(&a->notes, "that may only attest"), purpose == 7);
        assert_int_equal(says(&a->errors, "extended below"), purpose != 7);
        unmake(&m, &k);
    }
}

static void eat_cut_anywhere(void **state)
{
    (void)state;
    char folder[64];
    if (!recipe_run("attestation", folder))
        skip();
    struct made m;
    load(&m);
    wy_bytes whole = recipe_file(folder, "good-token.bin", &m.arena);
    for (size_t n = 0; n < whole.len; n++) {
        struct wy_key_description k;
        wy_err err = wy_key_eat_read(wy_bytes_sub(whole, 0, n), &m.arena, &k, NULL);
        assert_true(err != WY_OK || k.errors.n > 0);
    }
    wy_arena_fini(&m.arena);
    recipe_clean(folder);
}

// What stands inside one claim is never taken for claims of the whole.
static void eat_claims_stay_where_they_are(void **state)
{
    (void)state;
    char folder[64];
    if (!recipe_run("attestation", folder))
        skip();
    struct made m;
    load(&m);
    struct wy_key_description k;
    assert_int_equal(wy_key_eat_read(recipe_file(folder, "bad-token-crowd.bin", &m.arena), &m.arena, &k, NULL), WY_OK);
    assert_true(says(&k.errors, "ends in the middle"));
    assert_false(k.hardware.root.locked.known);
    assert_int_equal(wy_key_eat_read(recipe_file(folder, "bad-token-nested.bin", &m.arena), &m.arena, &k, NULL), WY_OK);
    assert_int_equal(k.hardware.root.locked.v, 0);
    assert_string_equal(k.hardware.root.boot_state, "self-signed"); // not official: that stood inside the challenge
    wy_arena_fini(&m.arena);
    recipe_clean(folder);
}

static wy_bytes der_of(struct made *m, X509 *x)
{
    struct maker one = {.x509 = {x}, .n = 1};
    return encode(m, &one, false);
}

// The issuers come from a pool in any order, beside certificates that only have their names.
static void chains_in_several_files(void **state)
{
    (void)state;
    struct made m;
    struct maker k;
    load(&m);
    make(&k, true);
    trust(&m, &k);
    struct wy_rows own = {0}, pool = {0}, none = {0};
    size_t damaged = 0, added = 0, tries = 100;
    X509 *decoy = certificate("middle", "root", k.key[3], k.key[2], true, false);
    wy_bytes pooled[] = {wy_str_bytes(WY_S("no certificate")), der_of(&m, decoy), der_of(&m, k.x509[2]),
                         der_of(&m, k.x509[1])};
    for (size_t i = 0; i < WY_COUNT(pooled); i++)
        *(wy_bytes *)wy_rows_add(&pool, &m.arena, sizeof(wy_bytes)) = pooled[i];
    wy_bytes leaf = der_of(&m, k.x509[0]);
    assert_false(read_one(&m, leaf)->valid);
    assert_int_equal(wy_certificates_split(leaf, &m.arena, &own, &damaged, NULL), WY_OK);
    struct wy_attestation_chain *a = read_one(&m, wy_attestation_join(&own, &pool, &m.arena, &tries, &added));
    assert_int_equal(added, 2);
    assert_int_equal(tries, 97); // the decoy, the middle, the root
    assert_true(a->valid);
    assert_str_is(a->root, "ours");
    wy_bytes alone = wy_attestation_join(&own, &none, &m.arena, &tries, &added);
    assert_int_equal(added, 0);
    assert_true(wy_bytes_eq(alone, leaf));
    tries = 2; // not for all of it
    (void)wy_attestation_join(&own, &pool, &m.arena, &tries, &added);
    assert_true(tries == 0 && added == 1);
    X509_free(decoy);
    unmake(&m, &k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pasted_without_markers),
        cmocka_unit_test(eat_decodes),
        cmocka_unit_test(knox_decodes),
        cmocka_unit_test(eat_cut_anywhere),
        cmocka_unit_test(keys_that_attest),
        cmocka_unit_test(good_chain_decodes),
        cmocka_unit_test(attacks_are_seen),
        cmocka_unit_test(both_spellings_of_a_serial),
        cmocka_unit_test(real_chains_are_valid),
        cmocka_unit_test(chains_in_several_files),
        cmocka_unit_test(eat_claims_stay_where_they_are),
    };
    return cmocka_run_group_tests_name("formats/crypto/attestation", tests, NULL, NULL);
}
