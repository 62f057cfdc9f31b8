// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The rules: names chain, every signature is checked with the next certificate's key (one by one, because OpenSSL's own
// path building refuses chains whose leaf holds a key it does not know), issuers are CAs, the attestation extension is
// on the leaf and nowhere else (a device key can sign a forged leaf below the real one), nothing is revoked, the
// issuers' dates held when the key was made unless the chain was provisioned in the factory (those outlive their root).
#include "formats/crypto/attestation.h"

#include "core/buffer.h"
#include "core/date.h"
#include "core/lang.h"
#include "formats/crypto/cbor.h"
#include "formats/crypto/certificates.h"
#include "formats/crypto/der.h"
#include "formats/crypto/key_eat.h"
#include "formats/crypto/key_knox.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Extension OIDs below 1.3.6.1.4.1, as DER bodies.
static const uint8_t oid_key[] = {0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 1, 17};
static const uint8_t oid_eat[] = {0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 1, 25};
static const uint8_t oid_provisioning[] = {0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 1, 30};
static const uint8_t oid_knox[] = {0x2b, 6, 1, 4, 1, 0x81, 0x6c, 11, 3, 23, 7};
#define OID(name) ((wy_bytes){name, sizeof name})

struct link {
    X509 *x509; // NULL: could not be read
    uint64_t offset;
    bool attest_key; // of the device itself, and may do nothing but attest
};

struct chain {
    struct link *links;
    size_t n;
    const struct wy_attestation_lists *lists;
    int64_t now;
    struct wy_arena *arena;
    struct wy_attestation_chain *out;
};

#define WRONG(c, ...) wy_say(&(c)->out->errors, (c)->arena, __VA_ARGS__)
#define NOTE(c, ...) wy_say(&(c)->out->notes, (c)->arena, __VA_ARGS__)

// The content of the extension, and how many of that kind the certificate has.
static wy_bytes extension(const X509 *x, wy_bytes oid, size_t *count)
{
    wy_bytes found = {0};
    *count = 0;
    int n = x ? X509_get_ext_count(x) : 0;
    for (int i = 0; i < n; i++) {
        X509_EXTENSION *e = X509_get_ext(x, i);
        const ASN1_OBJECT *obj = X509_EXTENSION_get_object(e);
        wy_bytes body = {OBJ_get0_data(obj), OBJ_length(obj)};
        if (!wy_bytes_eq(body, oid))
            continue;
        const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(e);
        if ((*count)++ == 0)
            found = (wy_bytes){ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)};
    }
    return found;
}

static bool attests(const X509 *x)
{
    size_t key, eat, knox;
    extension(x, OID(oid_key), &key);
    extension(x, OID(oid_eat), &eat);
    extension(x, OID(oid_knox), &knox);
    return key || eat || knox;
}

static bool self_issued(const X509 *x)
{
    return x && X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
}

// Keys of a device are all called alike, so the one signed by another of them seems to name itself.
static bool ends_chain(const struct link *links, size_t i, size_t n)
{
    X509 *x = links[i].x509, *next = i + 1 < n ? links[i + 1].x509 : NULL;
    if (!self_issued(x))
        return false;
    return !next || X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(next)) != 0 ||
           X509_verify(x, X509_get0_pubkey(x)) == 1;
}

static bool to_seconds(const ASN1_TIME *t, int64_t *out)
{
    struct tm tm;
    int32_t day;
    if (!t || ASN1_TIME_to_tm(t, &tm) != 1 || !wy_day_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, &day))
        return false;
    *out = (int64_t)day * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
    return true;
}

static bool public_key(const X509 *x, struct wy_arena *arena, wy_bytes *out)
{
    X509_PUBKEY *key = X509_get_X509_PUBKEY(x);
    int n = key ? i2d_X509_PUBKEY(key, NULL) : 0;
    uint8_t *buf = n > 0 ? wy_new(arena, uint8_t, (size_t)n) : NULL, *end = buf;
    if (!buf || i2d_X509_PUBKEY(key, &end) != n)
        return false;
    *out = (wy_bytes){buf, (size_t)n};
    return true;
}

static const struct wy_attestation_root *known_root(const struct chain *c, const X509 *x)
{
    wy_bytes spki;
    if (!x || !public_key(x, c->arena, &spki))
        return NULL;
    for (WY_EACH(struct wy_attestation_root, root, c->lists->roots))
        if (wy_bytes_eq(root->spki, spki))
            return root;
    return NULL;
}

// A chain whose root was left out: which of the known keys signed its last certificate?
static const struct wy_attestation_root *signer_root(const struct chain *c, X509 *last)
{
    for (WY_EACH(struct wy_attestation_root, root, c->lists->roots)) {
        const uint8_t *p = root->spki.ptr;
        EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)root->spki.len);
        bool good = key && X509_verify(last, key) == 1;
        EVP_PKEY_free(key);
        if (good)
            return root;
    }
    return NULL;
}

static void check_issuer_rights(struct chain *c, size_t i)
{
    X509 *x = c->links[i].x509;
    uint32_t flags = X509_get_extension_flags(x);
    if (c->links[i].attest_key)
        return; // the secure environment signs nothing with it but attestations of its own
    if (!(flags & EXFLAG_CA))
        WRONG(c, "certificate %zu signs another one and is not a CA: a device key may have been misused", i + 1);
    else if (!(X509_get_key_usage(x) & KU_KEY_CERT_SIGN))
        WRONG(c, "certificate %zu signs another one, its key usage forbids that", i + 1);
    long length = X509_get_pathlen(x);
    size_t below = i - 1 - (c->links[1].attest_key ? 1 : 0);
    if (length >= 0 && (size_t)length < below)
        WRONG(c, "certificate %zu allows %ld issuers below it, there are %zu", i + 1, length, below);
}

static void check_link(struct chain *c, size_t i)
{
    X509 *child = c->links[i].x509, *issuer = c->links[i + 1].x509;
    if (!child || !issuer)
        return; // told already
    if (X509_NAME_cmp(X509_get_issuer_name(child), X509_get_subject_name(issuer)) != 0)
        WRONG(c, "certificate %zu names another issuer than the next one", i + 1);
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    if (!key || X509_verify(child, key) != 1)
        WRONG(c, "the signature on certificate %zu is not by the next one's key", i + 1);
    check_issuer_rights(c, i + 1);
}

static void check_root(struct chain *c)
{
    const struct wy_attestation_root *root = NULL;
    size_t end = c->n;
    for (size_t i = c->n > 1 ? 1 : 0; i < c->n && !root; i++) {
        root = known_root(c, c->links[i].x509);
        end = root ? i + 1 : end;
    }
    if (root && end < c->n)
        NOTE(c, "%s: %zu", N_("certificates behind the root that are ignored"), c->n - end);
    c->n = end;
    for (size_t i = 0; i + 1 < c->n; i++)
        check_link(c, i);
    X509 *last = c->links[c->n - 1].x509;
    if (!root && last && (root = signer_root(c, last)))
        NOTE(c, N_("the root itself is not in the chain; its known key fits"));
    if (!root)
        WRONG(c, "it leads to no attestation root known here");
    else if (!root->hardware)
        WRONG(c, "its root is the one for keys that Android makes by itself: proves nothing about the device");
    c->out->root = root ? root->name : (wy_str){0};
}

static void check_revocation(struct chain *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const ASN1_INTEGER *serial = c->links[i].x509 ? X509_get0_serialNumber(c->links[i].x509) : NULL;
        if (!serial)
            continue;
        wy_bytes number = {ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial)};
        wy_str status = wy_attestation_revoked(c->lists, number);
        if (wy_str_starts(status, WY_S("REVOKED")))
            WRONG(c, "certificate %zu is revoked: %.*s", i + 1, WY_ARG(status));
        else if (status.ptr)
            NOTE(c, "%s: %zu: %.*s", N_("a certificate that is listed"), i + 1, WY_ARG(status));
    }
}

static void tell_provisioning(struct chain *c, wy_bytes info)
{
    struct wy_reader r = wy_reader_init(info, 0);
    struct wy_cbor map = wy_cbor_next(&r);
    uint64_t pairs = map.type == WY_CBOR_MAP ? map.value : 0;
    for (uint64_t i = 0; i < pairs && wy_reader_ok(&r); i++) {
        struct wy_cbor key = wy_cbor_next(&r);
        wy_cbor_skip(&r, &key);
        struct wy_cbor value = wy_cbor_next(&r);
        if (wy_reader_ok(&r) && key.type == WY_CBOR_UINT && key.value == 1 && value.type == WY_CBOR_UINT)
            NOTE(c, "%s: %llu", N_("certificates issued to this device within 30 days"),
                 (unsigned long long)value.value);
        else if (wy_reader_ok(&r) && key.type == WY_CBOR_UINT && key.value == 3 && value.type == WY_CBOR_TEXT)
            NOTE(c, "%s: %.*s", N_("provisioning, made by"), WY_ARG(wy_bytes_str(value.bytes)));
        wy_cbor_skip(&r, &value);
    }
    if (!wy_reader_ok(&r) || map.type != WY_CBOR_MAP)
        NOTE(c, N_("provisioning information is there and can not be read"));
}

static bool named_remote(X509 *x)
{
    char name[64];
    return x && X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, name, sizeof name) > 0 &&
           wy_str_starts(wy_str_c(name), WY_S("Droid CA"));
}

static void find_provisioning(struct chain *c)
{
    c->out->provisioning = "factory";
    for (size_t i = 0; i < c->n; i++) {
        size_t count;
        wy_bytes info = extension(c->links[i].x509, OID(oid_provisioning), &count);
        if (count)
            tell_provisioning(c, info);
        if (count || named_remote(c->links[i].x509))
            c->out->provisioning = "remote";
    }
}

static void check_dates_of(struct chain *c, size_t i, bool judged)
{
    int64_t from, to;
    X509 *x = c->links[i].x509;
    if (!x)
        return;
    if (!to_seconds(X509_get0_notBefore(x), &from) || !to_seconds(X509_get0_notAfter(x), &to)) {
        WRONG(c, "certificate %zu has no readable dates", i + 1);
        return;
    }
    int64_t at = c->out->judged_at;
    if (judged && (at < from || at > to))
        WRONG(c, "certificate %zu was not within its dates when the key was made", i + 1);
    struct wy_key_number *since = &c->out->expired_since;
    if (c->now > to && (!since->known || to < since->v))
        *since = (struct wy_key_number){to, true};
}

static void check_dates(struct chain *c)
{
    const struct wy_key_description *key = &c->out->key;
    struct wy_key_number made = key->hardware.created_ms.known ? key->hardware.created_ms : key->software.created_ms;
    bool readable = true;
    if (made.known)
        c->out->judged_at = made.v / 1000;
    else
        readable = c->links[0].x509 && to_seconds(X509_get0_notBefore(c->links[0].x509), &c->out->judged_at);
    if (!made.known)
        NOTE(c, N_("the key does not say when it was made; judged at the first day of its certificate"));
    bool remote = strcmp(c->out->provisioning, "remote") == 0;
    for (size_t i = 0; i < c->n; i++) // a known root is trusted by its key, whatever certificate holds it now
        check_dates_of(c, i, readable && remote && i > 0 && !known_root(c, c->links[i].x509));
}

// The certificates are freed before their reader is done.
static wy_bytes kept(struct chain *c, wy_bytes value)
{
    return wy_str_bytes(wy_arena_dup(c->arena, wy_bytes_str(value)));
}

// From the key description, or from its younger form where only that is there.
static void describe(struct chain *c, wy_bytes value)
{
    struct wy_diag diag = {0};
    size_t eat;
    wy_bytes token = extension(c->links[0].x509, OID(oid_eat), &eat);
    wy_err err = WY_OK;
    if (value.ptr)
        err = wy_key_description_read(kept(c, value), c->arena, &c->out->key, &diag);
    else if (eat)
        err = wy_key_eat_read(kept(c, token), c->arena, &c->out->key, &diag);
    c->out->described = (value.ptr || eat) && err == WY_OK;
    c->out->form = value.ptr ? "key-description" : eat ? "eat" : NULL;
    if (err != WY_OK)
        WRONG(c, "the attestation can not be read: %s", diag.text);
    if (value.ptr && eat)
        NOTE(c, N_("holds the attestation in EAT form (CBOR), too, which was not compared"));
}

static void tell_knox(struct chain *c)
{
    size_t count;
    wy_bytes value = extension(c->links[0].x509, OID(oid_knox), &count);
    if (!count)
        return;
    struct wy_key_knox knox;
    wy_key_knox_read(kept(c, value), c->arena, &knox);
    c->out->knox = knox.states;
    for (WY_EACH(wy_str, text, knox.notes))
        NOTE(c, "%.*s", WY_ARG(*text));
}

static void check_extensions(struct chain *c)
{
    size_t count;
    wy_bytes value = extension(c->links[0].x509, OID(oid_key), &count);
    if (count > 1)
        WRONG(c, "the leaf holds the attestation %zu times", count);
    for (size_t i = 1; i < c->n; i++) {
        if (!attests(c->links[i].x509))
            continue;
        if (c->links[i].attest_key) {
            NOTE(c,
                 N_("signed by a key of the same device that may only attest, as apps can ask for since Android 12"));
            continue;
        }
        WRONG(c, "certificate %zu attests a key as well: the chain was extended below a real attestation", i + 1);
        if (!count)
            value = extension(c->links[i].x509, OID(oid_key), &count);
    }
    describe(c, count ? value : (wy_bytes){0});
    tell_knox(c);
}

static bool all_zero(wy_bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        if (b.ptr[i])
            return false;
    return true;
}

static void tell_boot_key(struct chain *c)
{
    const struct wy_root_of_trust *root = &c->out->key.hardware.root;
    if (!root->present)
        return;
    wy_str owner = wy_boot_key_owner(c->lists, root->boot_key);
    if (all_zero(root->boot_key)) {
        c->out->boot_key_owner = WY_S("none");
        NOTE(c, N_("no boot key, as on a device whose boot loader is unlocked"));
    } else if (owner.ptr) {
        c->out->boot_key_owner = owner;
        NOTE(c, "%s: %.*s", N_("the boot key is known"), WY_ARG(owner));
    } else {
        c->out->boot_key_owner = WY_S("unknown");
        NOTE(c, N_("the boot key is not in the list, which knows a few makes only: that says nothing against it"));
    }
}

static void tell_constraints(struct chain *c)
{
    const struct wy_key_description *key = &c->out->key;
    if (key->level != key->keymint_level)
        NOTE(c, N_("the attestation and the key are kept at different security levels"));
    if (key->level == WY_KEY_SOFTWARE)
        NOTE(c, N_("made by Android itself, without secure hardware: it proves nothing"));
    if (!key->hardware.root.present)
        NOTE(c, N_("the hardware says nothing about what was booted"));
    if (!key->hardware.origin.known || key->hardware.origin.v != 0)
        NOTE(c, N_("the hardware does not say that the key was generated in it"));
    NOTE(c, N_("an attestation is a strong claim, not a proof: keys of real devices have leaked and were used to forge "
               "it"));
}

// Since KeyMint 1 a leaf may be signed by a key of the device whose one purpose is to attest others; the certificate
// after it says so. Any other key that attests and signs was misused.
static void find_attest_key(struct chain *c)
{
    enum { ATTEST = 7, GENERATED = 0 };
    size_t count;
    wy_bytes value = extension(c->n > 2 ? c->links[1].x509 : NULL, OID(oid_key), &count);
    struct wy_key_description key;
    struct wy_diag diag = {0};
    if (count != 1 || wy_key_description_read(value, c->arena, &key, &diag) != WY_OK || key.errors.n)
        return;
    const struct wy_key_authorizations *hw = &key.hardware;
    c->links[1].attest_key = hw->purposes == 1U << ATTEST && hw->origin.known && hw->origin.v == GENERATED &&
                             key.level != WY_KEY_SOFTWARE && key.level == key.keymint_level;
}

static void judge(struct chain *c)
{
    find_attest_key(c);
    for (size_t i = 0; i < c->n; i++)
        if (!c->links[i].x509)
            WRONG(c, "certificate %zu can not be read", i + 1);
    check_root(c);
    check_extensions(c);
    check_revocation(c);
    find_provisioning(c);
    check_dates(c);
    for (WY_EACH(wy_str, text, c->out->key.errors))
        WRONG(c, "%.*s", WY_ARG(*text));
    tell_boot_key(c);
    if (c->out->described)
        tell_constraints(c);
    c->out->valid = c->out->errors.n == 0;
    ERR_clear_error();
}

// A chain ends with a certificate that names itself as its issuer; what follows begins the next one.
static size_t chain_end(const struct link *links, size_t start, size_t n)
{
    size_t end = start;
    while (end < n && !ends_chain(links, end, n))
        end++;
    return end < n ? end + 1 : n;
}

// Root first happens with tools that print a chain from its anchor.
static void turn_round(struct chain *c)
{
    size_t n = c->n;
    if (n < 2 || attests(c->links[0].x509) || !attests(c->links[n - 1].x509))
        return;
    for (size_t i = 0; i < n / 2; i++) {
        struct link swap = c->links[i];
        c->links[i] = c->links[n - 1 - i];
        c->links[n - 1 - i] = swap;
    }
    NOTE(c, N_("the chain was given root first"));
}

static wy_err judge_all(struct chain *all, struct wy_rows *out, struct wy_diag *diag)
{
    size_t n = all->n;
    bool root_first = n > 1 && self_issued(all->links[0].x509) && attests(all->links[n - 1].x509);
    for (size_t start = 0; start < n;) {
        size_t end = root_first ? n : chain_end(all->links, start, n);
        struct chain c = *all;
        c.links = all->links + start;
        c.n = end - start;
        bool any = false;
        for (size_t i = 0; i < c.n; i++)
            any = any || attests(c.links[i].x509);
        start = end;
        if (!any)
            continue;
        c.out = wy_rows_add(out, all->arena, sizeof *c.out);
        if (!c.out)
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an attestation");
        c.out->offset = c.links[0].offset;
        turn_round(&c);
        judge(&c);
    }
    if (out->n == 0)
        return wy_fail(diag, WY_UNSUPPORTED, 0, "%zu certificates, none of them attests a key", n);
    return WY_OK;
}

wy_err wy_attestations_read(wy_bytes in, const struct wy_attestation_lists *lists, int64_t now, struct wy_arena *arena,
                            struct wy_rows *out, struct wy_diag *diag)
{
    struct wy_rows certs = {0};
    size_t damaged = 0;
    wy_err err = wy_certificates_split(in, arena, &certs, &damaged, diag);
    if (err != WY_OK)
        return err;
    struct link links[WY_CERTIFICATES_MAX] = {0};
    const struct wy_certificate_bytes *rows = certs.v;
    for (size_t i = 0; i < certs.n; i++) {
        const uint8_t *p = rows[i].der.ptr;
        links[i].x509 = d2i_X509(NULL, &p, (long)rows[i].der.len);
        links[i].offset = rows[i].offset;
    }
    struct chain all = {links, certs.n, lists, now, arena, NULL};
    err = judge_all(&all, out, diag);
    if (err == WY_OK && damaged)
        for (WY_EACH(struct wy_attestation_chain, row, *out))
            wy_say(&row->notes, arena, "%s: %zu", N_("damaged certificates beside it that were left out"), damaged);
    for (size_t i = 0; i < certs.n; i++)
        X509_free(links[i].x509);
    ERR_clear_error();
    return err;
}

int wy_attestation_looks_like(wy_bytes head, bool whole, struct wy_arena *scratch)
{
    struct wy_rows certs = {0};
    size_t damaged = 0;
    struct wy_diag diag = {0};
    if (wy_certificates_split(head, scratch, &certs, &damaged, &diag) != WY_OK)
        return 0;
    const wy_bytes oids[] = {OID(oid_key), OID(oid_eat), OID(oid_knox)};
    for (WY_EACH(struct wy_certificate_bytes, cert, certs))
        for (size_t i = 0; i < WY_COUNT(oids); i++)
            if (wy_str_has(wy_bytes_str(cert->der), wy_bytes_str(oids[i])))
                return 2;
    // In DER the leaf is at the very front; PEM may follow pages of text.
    bool pem = certs.n && wy_str_has(wy_bytes_str(head), WY_S("-----BEGIN CERTIFICATE-----"));
    return pem && !whole ? 1 : 0;
}
