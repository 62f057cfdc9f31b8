// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Scheme v1: JAR signatures with Android's rules. A signature block (PKCS #7, RFC 2315) signs a .SF file, which holds
// digests of MANIFEST.MF or of its sections, which holds digests of the entries. Indefinite lengths in the signature
// block are not read.
#include "formats/android/apksig_internal.h"
#include "formats/android/apksig_jar.h"
#include "formats/crypto/der.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIGNER_INFOS_MAX = 32, BLOCK_MAX = 8 << 20, PIECE = 65536, NAME_DEPTH = 5 };

struct jar_signer {
    wy_str name;           // of the signature block's entry
    wy_bytes file;         // the .SF
    struct cert cert;      // that verified it
    struct wy_map entries; // names in the .SF
    bool ignored;
};

struct jar {
    struct run *r;
    wy_bytes manifest;
    struct wy_jar_section main;
    struct wy_map sections; // name -> struct wy_jar_section
    struct jar_signer signers[SIGNERS_MAX];
    size_t n;
};

// --- algorithms
// -------------------------------------------------------------------------------------------------------

struct oid {
    uint8_t len;
    uint8_t bytes[9];
};

// In the order of `hashes` below.
static const struct oid HASH_OIDS[] = {
    {8, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05}},
    {5, {0x2b, 0x0e, 0x03, 0x02, 0x1a}},
    {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04}},
    {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01}},
    {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02}},
    {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03}},
};
static const enum wy_digest_kind hashes[] = {WY_MD5, WY_SHA1, WY_SHA224, WY_SHA256, WY_SHA384, WY_SHA512};
enum { H_MD5, H_SHA1, H_SHA224, H_SHA256, H_SHA384, H_SHA512, H_NONE };

// Signature algorithms: the bare key kinds name no hash and take the SignerInfo's.
static const struct {
    struct oid oid;
    enum key_kind key;
    int hash;
} SIG_OIDS[] = {
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01}}, KEY_RSA, H_NONE},
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04}}, KEY_RSA, H_MD5},
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05}}, KEY_RSA, H_SHA1},
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0e}}, KEY_RSA, H_SHA224},
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b}}, KEY_RSA, H_SHA256},
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c}}, KEY_RSA, H_SHA384},
    {{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d}}, KEY_RSA, H_SHA512},
    {{7, {0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01}}, KEY_DSA, H_NONE},
    {{7, {0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03}}, KEY_DSA, H_SHA1},
    {{9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x01}}, KEY_DSA, H_SHA224},
    {{9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02}}, KEY_DSA, H_SHA256},
    {{7, {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01}}, KEY_EC, H_NONE},
    {{7, {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01}}, KEY_EC, H_SHA1},
    {{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x01}}, KEY_EC, H_SHA224},
    {{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02}}, KEY_EC, H_SHA256},
    {{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03}}, KEY_EC, H_SHA384},
    {{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04}}, KEY_EC, H_SHA512},
};

static bool is_oid(wy_bytes body, const struct oid *o) { return wy_bytes_eq(body, (wy_bytes){o->bytes, o->len}); }

// The SDK levels that take a digest and a signature algorithm together. `old` = also SDK 0 to 8, where a gap follows.
struct levels {
    int from, to;
    bool old;
};

static struct levels levels_of(enum key_kind key, int digest, int hash)
{
    static const struct levels never = {1, 0, false};
    // From which level on a bare algorithm works with a digest, and an algorithm that names the same digest.
    static const struct levels bare[3][H_NONE] = {
        {{0, WY_SDK_MAX, false},
         {0, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, true},
         {18, WY_SDK_MAX, true},
         {18, WY_SDK_MAX, false},
         {18, WY_SDK_MAX, false}},
        {{1, 0, false},
         {18, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false},
         {18, WY_SDK_MAX, false},
         {18, WY_SDK_MAX, false},
         {18, WY_SDK_MAX, false}},
        {{1, 0, false},
         {0, WY_SDK_MAX, false},
         {22, WY_SDK_MAX, false},
         {22, WY_SDK_MAX, false},
         {1, 0, false},
         {1, 0, false}},
    };
    static const struct levels same[3][H_NONE] = {
        {{21, WY_SDK_MAX, true},
         {0, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, true},
         {18, WY_SDK_MAX, true},
         {21, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false}},
        {{1, 0, false},
         {18, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false}},
        {{1, 0, false},
         {9, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false},
         {21, WY_SDK_MAX, false},
         {1, 0, false},
         {1, 0, false}},
    };
    int row = key == KEY_RSA ? 0 : key == KEY_EC ? 1 : 2;
    if (digest == H_NONE)
        return never;
    if (hash == H_NONE)
        return bare[row][digest];
    if (hash == digest)
        return same[row][digest];
    // Digests that differ were taken by the releases with the first Conscrypt, three pairs by one of them only.
    bool one = row == 0 && ((digest == H_SHA224 && hash == H_SHA256) || (digest == H_SHA256 && hash == H_SHA1) ||
                            (digest == H_SHA512 && hash == H_SHA384));
    return (struct levels){21, one ? 21 : 23, false};
}

static bool serves(struct levels l, int min_sdk, int max_sdk)
{
    bool recent = l.from <= min_sdk && max_sdk <= l.to;
    return recent || (l.old && max_sdk <= 8);
}

// --- the signature block
// ----------------------------------------------------------------------------------------------

struct signer_info {
    wy_bytes issuer, serial, digest, algorithm, signature;
    wy_bytes attributes; // whole, absent (NULL) without any
};

struct signed_data {
    wy_bytes content_type;
    struct cert certs[CERTS_MAX];
    size_t certs_n;
    struct signer_info infos[SIGNER_INFOS_MAX];
    size_t infos_n;
};

static bool read_signer_info(struct wy_reader r, struct signer_info *out)
{
    struct wy_der e;
    (void)wy_der_expect(&r, WY_DER_INTEGER);
    struct wy_der sid = wy_der_expect(&r, WY_DER_SEQUENCE);
    struct wy_reader s = wy_der_inside(&sid);
    out->issuer = wy_der_expect(&s, WY_DER_SEQUENCE).whole;
    out->serial = wy_der_expect(&s, WY_DER_INTEGER).body;
    struct wy_der alg = wy_der_expect(&r, WY_DER_SEQUENCE);
    struct wy_reader a = wy_der_inside(&alg);
    out->digest = wy_der_expect(&a, WY_DER_OID).body;
    if (!wy_der_next(&r, &e))
        return false;
    if (e.cls == WY_DER_CONTEXT && e.tag == 0) {
        out->attributes = e.whole;
        e = wy_der_expect(&r, WY_DER_SEQUENCE);
    }
    struct wy_reader sig = wy_der_inside(&e);
    out->algorithm = wy_der_expect(&sig, WY_DER_OID).body;
    out->signature = wy_der_expect(&r, WY_DER_OCTETS).body;
    return wy_reader_ok(&r) && wy_reader_ok(&s) && wy_reader_ok(&a) && wy_reader_ok(&sig);
}

static bool read_certificates(struct wy_reader list, struct signed_data *out)
{
    struct wy_der e;
    while (wy_der_next(&list, &e)) {
        if (out->certs_n >= CERTS_MAX || !sig_cert(e.whole, &out->certs[out->certs_n]))
            return false;
        out->certs_n++;
    }
    return wy_reader_ok(&list);
}

static bool read_signed_data(wy_bytes in, struct signed_data *out)
{
    static const uint8_t oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
    struct wy_reader r = wy_reader_init(in, 0);
    struct wy_der e = wy_der_expect(&r, WY_DER_SEQUENCE);
    struct wy_reader info = wy_der_inside(&e);
    if (!wy_bytes_eq(wy_der_expect(&info, WY_DER_OID).body, (wy_bytes){oid, sizeof oid}) || !wy_der_next(&info, &e))
        return false;
    struct wy_reader content = wy_der_inside(&e);
    e = wy_der_expect(&content, WY_DER_SEQUENCE);
    struct wy_reader s = wy_der_inside(&e);
    (void)wy_der_expect(&s, WY_DER_INTEGER);
    (void)wy_der_expect(&s, WY_DER_SET);
    e = wy_der_expect(&s, WY_DER_SEQUENCE);
    struct wy_reader encap = wy_der_inside(&e);
    out->content_type = wy_der_expect(&encap, WY_DER_OID).body;
    while (wy_der_next(&s, &e)) {
        if (e.cls == WY_DER_CONTEXT && e.tag == 0 && !read_certificates(wy_der_inside(&e), out))
            return false;
        if (!wy_der_is(&e, WY_DER_SET))
            continue;
        struct wy_reader infos = wy_der_inside(&e);
        while (wy_der_next(&infos, &e)) {
            if (out->infos_n >= SIGNER_INFOS_MAX || !read_signer_info(wy_der_inside(&e), &out->infos[out->infos_n++]))
                return false;
        }
        return wy_reader_ok(&infos) && wy_reader_ok(&s);
    }
    return false;
}

// The single value of a signed attribute. Twice there is a parse failure, as is more than one value.
enum single { SINGLE_NONE, SINGLE_ONE, SINGLE_MANY };
static enum single attribute(wy_bytes attributes, const struct oid *type, wy_bytes *out)
{
    struct wy_reader r = wy_reader_init(attributes, 0);
    struct wy_der e, value;
    enum single found = SINGLE_NONE;
    if (!wy_der_next(&r, &e))
        return SINGLE_MANY;
    struct wy_reader list = wy_der_inside(&e);
    while (wy_der_next(&list, &e)) {
        struct wy_reader a = wy_der_inside(&e);
        if (!is_oid(wy_der_expect(&a, WY_DER_OID).body, type))
            continue;
        struct wy_der set = wy_der_expect(&a, WY_DER_SET);
        struct wy_reader values = wy_der_inside(&set);
        if (found != SINGLE_NONE || !wy_der_next(&values, &value) || wy_reader_left(&values))
            return SINGLE_MANY;
        *out = value.body;
        found = SINGLE_ONE;
    }
    return wy_reader_ok(&list) ? found : SINGLE_MANY;
}

enum info_result { INFO_BAD, INFO_GOOD, INFO_FATAL };

static enum info_result fatal(struct jar *j, const char *name, const char *why, wy_str entry)
{
    sig_error(j->r, name, "%.*s: %s", WY_ARG(entry), why);
    return INFO_FATAL;
}

static enum info_result check_attributes(struct jar *j, const struct jar_signer *s, const struct signed_data *d,
                                         const struct signer_info *info, enum wy_digest_kind digest)
{
    static const struct oid content_type = {9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03}};
    static const struct oid message_digest = {9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04}};
    const struct wy_apksig_options *o = j->r->options;
    wy_bytes value = {0};
    uint8_t actual[WY_DIGEST_MAX];
    if (o->min_sdk < SDK_K)
        return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "signed attributes are not safe before SDK 19", s->name);
    if (o->max_sdk >= SDK_N) {
        enum single one = attribute(info->attributes, &content_type, &value);
        if (one == SINGLE_MANY)
            return fatal(j, "JAR_SIG_PARSE_EXCEPTION", "the content type stands there more than once", s->name);
        if (one == SINGLE_NONE)
            return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "no content type in the signed attributes", s->name);
        if (!wy_bytes_eq(value, d->content_type))
            return INFO_BAD;
    }
    enum single one = attribute(info->attributes, &message_digest, &value);
    if (one == SINGLE_MANY)
        return fatal(j, "JAR_SIG_PARSE_EXCEPTION", "the digest stands there more than once", s->name);
    if (one == SINGLE_NONE)
        return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "no digest in the signed attributes", s->name);
    if (!wy_digest_once(digest, s->file, actual))
        return INFO_BAD;
    return wy_bytes_eq(value, (wy_bytes){actual, wy_digest_size(digest)}) ? INFO_GOOD : INFO_BAD;
}

static bool is_text(const struct wy_der *e)
{
    return e->cls == WY_DER_UNIVERSAL && (e->tag == 12 || e->tag == 19 || e->tag == 20 || e->tag == 22);
}

// Text without case and with runs of blanks as one, whatever string type it has.
static bool same_text(wy_str a, wy_str b)
{
    wy_str x, y;
    a = wy_str_trim(a);
    b = wy_str_trim(b);
    while (wy_str_next_word(&a, &x)) {
        if (!wy_str_next_word(&b, &y) || !wy_str_eq_nocase(x, y))
            return false;
    }
    return !wy_str_next_word(&b, &y);
}

// Distinguished names as RFC 5280, 7.1 compares them: signers write an issuer with another string type than the
// certificate does. A name is a list of sets of pairs; the walk goes down as both do.
static bool same_name(wy_bytes a, wy_bytes b)
{
    struct wy_reader x[NAME_DEPTH], y[NAME_DEPTH];
    size_t depth = 0;
    if (wy_bytes_eq(a, b))
        return true;
    x[0] = wy_reader_init(a, 0);
    y[0] = wy_reader_init(b, 0);
    for (;;) {
        struct wy_der e, f;
        bool more = wy_der_next(&x[depth], &e), also = wy_der_next(&y[depth], &f);
        if (more != also || !wy_reader_ok(&x[depth]) || !wy_reader_ok(&y[depth]))
            return false;
        if (!more) {
            if (depth-- == 0)
                return true;
        } else if (e.constructed && f.constructed && depth + 1 < NAME_DEPTH) {
            depth++;
            x[depth] = wy_der_inside(&e);
            y[depth] = wy_der_inside(&f);
        } else if (is_text(&e) && is_text(&f)) {
            if (!same_text(wy_bytes_str(e.body), wy_bytes_str(f.body)))
                return false;
        } else if (!wy_bytes_eq(e.whole, f.whole)) {
            return false;
        }
    }
}

static const struct cert *find_cert(const struct signed_data *d, const struct signer_info *info)
{
    for (size_t i = 0; i < d->certs_n; i++) {
        if (wy_bytes_eq(d->certs[i].serial, info->serial) && same_name(d->certs[i].issuer, info->issuer))
            return &d->certs[i];
    }
    return NULL;
}

static enum info_result check_info(struct jar *j, struct jar_signer *s, const struct signed_data *d,
                                   const struct signer_info *info)
{
    int digest = 0;
    size_t sig = 0;
    while (digest < H_NONE && !is_oid(info->digest, &HASH_OIDS[digest]))
        digest++;
    while (sig < WY_COUNT(SIG_OIDS) && !is_oid(info->algorithm, &SIG_OIDS[sig].oid))
        sig++;
    const struct wy_apksig_options *o = j->r->options;
    if (digest == H_NONE || sig == WY_COUNT(SIG_OIDS) ||
        !serves(levels_of(SIG_OIDS[sig].key, digest, SIG_OIDS[sig].hash), o->min_sdk, o->max_sdk))
        return fatal(j, "JAR_SIG_UNSUPPORTED_SIG_ALG", "not all Android releases of the range know its algorithms",
                     s->name);
    const struct cert *c = find_cert(d, info);
    if (!c)
        return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "the signer's certificate is not there", s->name);
    if (c->odd_critical)
        return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "the certificate has an unknown critical extension", s->name);
    if (!c->may_sign)
        return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "the certificate may not be used for signatures", s->name);
    static const uint8_t set = 0x31; // signed attributes are signed as a SET, whatever tag they have here
    wy_bytes parts[2] = {s->file, {0}};
    size_t n = 1;
    if (info->attributes.ptr) {
        enum info_result result = check_attributes(j, s, d, info, hashes[digest]);
        if (result != INFO_GOOD)
            return result;
        parts[0] = (wy_bytes){&set, 1};
        parts[1] = wy_bytes_sub(info->attributes, 1, info->attributes.len);
        n = 2;
    }
    int hash = SIG_OIDS[sig].hash == H_NONE ? digest : SIG_OIDS[sig].hash;
    struct algorithm a = {.key = SIG_OIDS[sig].key, .hash = hashes[hash]};
    enum sig_check check = sig_check(&a, c->spki, parts, n, info->signature, j->r->arena);
    if (check == SIG_KEY_UNFIT)
        return fatal(j, "JAR_SIG_VERIFY_EXCEPTION", "the key does not fit the algorithm", s->name);
    if (check != SIG_GOOD)
        return INFO_BAD;
    if (hash == H_MD5 || hash == H_SHA1)
        sig_warning(j->r, "WEAK_DIGEST", "%.*s: signed with %s", WY_ARG(s->name), hash == H_MD5 ? "MD5" : "SHA-1");
    s->cert = *c;
    return INFO_GOOD;
}

// Before Android N only the first SignerInfo counts; from then on any good one does.
static void check_block(struct jar *j, struct jar_signer *s, wy_bytes block)
{
    struct signed_data *d = wy_new(j->r->arena, struct signed_data, 1);
    if (!d) {
        sig_broke(j->r, wy_fail(j->r->diag, WY_NO_MEMORY, 0, "no memory for a signature block"));
        return;
    }
    if (!read_signed_data(block, d)) {
        (void)fatal(j, "JAR_SIG_PARSE_EXCEPTION", "broken signature block", s->name);
        return;
    }
    size_t n = j->r->options->min_sdk < SDK_N ? wy_min(1, d->infos_n) : d->infos_n;
    if (!n)
        (void)fatal(j, "JAR_SIG_NO_SIGNERS", "a signature block without signers", s->name);
    bool good = false;
    for (size_t i = 0; i < n && !sig_failed(j->r); i++) {
        struct jar_signer probe = *s;
        enum info_result result = check_info(j, &probe, d, &d->infos[i]);
        if (result == INFO_GOOD && !good) {
            s->cert = probe.cert;
            good = true;
        }
    }
    if (!good && !sig_failed(j->r))
        (void)fatal(j, "JAR_SIG_DID_NOT_VERIFY", "the signature does not hold", s->name);
}

// --- digests in manifests
// ---------------------------------------------------------------------------------------------

struct named_digest {
    int hash; // index of `hashes`
    wy_str base64;
};

static int hash_of_name(wy_str name)
{
    static const struct {
        const char *name;
        int hash;
    } names[] = {{"MD5", H_MD5},        {"SHA", H_SHA1},       {"SHA1", H_SHA1},     {"SHA-1", H_SHA1},
                 {"SHA-256", H_SHA256}, {"SHA-384", H_SHA384}, {"SHA-512", H_SHA512}};
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        if (wy_str_eq_nocase(name, wy_str_c(names[i].name)))
            return names[i].hash;
    }
    return H_NONE;
}

static wy_str digest_attribute(struct jar *j, const struct wy_jar_section *s, wy_str alg, const char *suffix)
{
    char name[64];
    int n = snprintf(name, sizeof name, "%.*s%s", WY_ARG(alg), suffix);
    if (n < 0 || (size_t)n >= sizeof name)
        return (wy_str){0};
    return wy_jar_attribute(s, (wy_str){name, (size_t)n}, j->r->arena);
}

// Which digests of a section count: before SDK 18 the first of those that Digest-Algorithms lists, from then on the
// strongest. At most one of each.
static size_t digests_of(struct jar *j, const struct wy_jar_section *s, const char *suffix, struct named_digest out[2])
{
    size_t n = 0;
    const struct wy_apksig_options *o = j->r->options;
    if (o->min_sdk < 18) {
        wy_str algs = wy_jar_attribute(s, WY_S("Digest-Algorithms"), j->r->arena), alg;
        if (!algs.ptr)
            algs = WY_S("SHA SHA1");
        while (n == 0 && wy_str_next_word(&algs, &alg)) {
            wy_str value = digest_attribute(j, s, alg, suffix);
            int hash = hash_of_name(alg);
            if (value.ptr && hash != H_NONE && (hash < H_SHA384 || o->min_sdk >= 9))
                out[n++] = (struct named_digest){hash, value};
        }
        if (n == 0)
            return 0;
    }
    static const struct {
        const char *name;
        int hash;
    } strongest[] = {{"SHA-512", H_SHA512}, {"SHA-384", H_SHA384}, {"SHA-256", H_SHA256}, {"SHA1", H_SHA1}};
    for (size_t i = 0; o->max_sdk >= 18 && i < WY_COUNT(strongest); i++) {
        wy_str value = digest_attribute(j, s, wy_str_c(strongest[i].name), suffix);
        if (!value.ptr)
            continue;
        if (n == 0 || out[0].hash != strongest[i].hash || !wy_str_eq(out[0].base64, value))
            out[n++] = (struct named_digest){strongest[i].hash, value};
        break;
    }
    return n;
}

static bool digest_equals(const struct named_digest *d, const uint8_t *actual)
{
    uint8_t expected[WY_DIGEST_MAX + 3];
    unsigned char padded[96];
    size_t size = wy_digest_size(hashes[d->hash]);
    if (d->base64.len != (size + 2) / 3 * 4 || d->base64.len > sizeof padded)
        return false;
    memcpy(padded, d->base64.ptr, d->base64.len);
    return EVP_DecodeBlock(expected, padded, (int)d->base64.len) >= (int)size && memcmp(expected, actual, size) == 0;
}

static bool digest_holds(const struct named_digest *d, wy_bytes in)
{
    uint8_t actual[WY_DIGEST_MAX];
    return wy_digest_once(hashes[d->hash], in, actual) && digest_equals(d, actual);
}

// --- .SF against MANIFEST.MF
// ------------------------------------------------------------------------------------------

// A comma-separated list of the schemes that it was signed with, too: each that the range knows must be there.
static void check_stripped(struct jar *j, const struct jar_signer *s, const struct wy_jar_section *main)
{
    struct run *r = j->r;
    wy_str list = wy_jar_attribute(main, WY_S("X-Android-APK-Signed"), r->arena), part;
    if (!list.len && r->found)
        sig_warning(r, "JAR_SIG_NO_APK_SIG_STRIP_PROTECTION", "%.*s", WY_ARG(s->name));
    while (list.len && wy_str_next(&list, ',', &part)) {
        uint64_t id;
        if (!wy_str_u64(wy_str_trim(part), &id))
            continue;
        uint32_t bit = id == 2 ? WY_APKSIG_V2 : 0;
        if (id == 3 && r->options->max_sdk >= SDK_P)
            bit = WY_APKSIG_V3;
        if (id == 31 && r->options->max_sdk >= SDK_T)
            bit = WY_APKSIG_V31;
        if (bit && !(r->found & bit))
            sig_error(r, "JAR_SIG_MISSING_APK_SIG_REFERENCED", "%.*s: signed with v%llu, too, which is gone",
                      WY_ARG(s->name), (unsigned long long)id);
    }
}

static bool check_whole_manifest(struct jar *j, const struct wy_jar_section *main, bool signtool)
{
    struct named_digest d[2];
    size_t n = digests_of(j, main, signtool ? "-Digest" : "-Digest-Manifest", d);
    bool holds = n > 0;
    for (size_t i = 0; i < n; i++)
        holds = digest_holds(&d[i], j->manifest) && holds;
    return holds;
}

static void check_main_section(struct jar *j, const struct jar_signer *s, const struct wy_jar_section *main)
{
    struct named_digest d[2];
    size_t n = digests_of(j, main, "-Digest-Manifest-Main-Attributes", d);
    for (size_t i = 0; i < n; i++) {
        if (!digest_holds(&d[i], j->main.bytes))
            sig_error(j->r, "JAR_SIG_MANIFEST_MAIN_SECTION_DIGEST_DID_NOT_VERIFY", "%.*s", WY_ARG(s->name));
    }
}

static void check_section(struct jar *j, struct jar_signer *s, const struct wy_jar_section *section, bool signtool)
{
    const struct wy_jar_section *m = wy_map_get(&j->sections, section->name);
    struct named_digest d[2];
    if (!m) {
        s->ignored = true;
        return;
    }
    size_t n = digests_of(j, section, "-Digest", d);
    if (!n)
        sig_error(j->r, "JAR_SIG_NO_MANIFEST_SECTION_DIGEST_IN_SIG_FILE", "%.*s", WY_ARG(section->name));
    wy_bytes bytes = m->bytes;
    if (signtool && bytes.len >= 2 && memcmp(bytes.ptr + bytes.len - 2, "\n\n", 2) == 0)
        bytes.len--;
    for (size_t i = 0; i < n; i++) {
        if (!digest_holds(&d[i], bytes))
            sig_error(j->r, "JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY", "%.*s", WY_ARG(section->name));
    }
}

static void check_signature_file(struct jar *j, struct jar_signer *s)
{
    struct wy_jar file = {s->file, 0};
    struct wy_jar_section main, section;
    if (!wy_jar_next(&file, &main, j->r->arena) ||
        !wy_jar_attribute(&main, WY_S("Signature-Version"), j->r->arena).ptr) {
        sig_warning(j->r, "JAR_SIG_MISSING_VERSION_ATTR_IN_SIG_FILE", "%.*s", WY_ARG(s->name));
        s->ignored = true;
        return;
    }
    if (j->r->options->max_sdk >= SDK_N)
        check_stripped(j, s, &main);
    if (sig_failed(j->r))
        return;
    bool signtool = wy_str_has(wy_jar_attribute(&main, WY_S("Created-By"), j->r->arena), WY_S("signtool"));
    bool whole = check_whole_manifest(j, &main, signtool);
    if (!signtool)
        check_main_section(j, s, &main);
    while (!sig_failed(j->r) && wy_jar_next(&file, &section, j->r->arena)) {
        struct wy_map_slot *slot = section.name.ptr ? wy_map_put(&s->entries, section.name) : NULL;
        if (!slot || slot->value) {
            s->ignored = true; // a section without a name, or twice
            return;
        }
        slot->value = s;
        if (!whole)
            check_section(j, s, &section, signtool);
    }
}

// --- entries against MANIFEST.MF
// --------------------------------------------------------------------------------------

static bool ends_nocase(wy_str s, wy_str end)
{
    return s.len >= end.len && wy_str_eq_nocase(wy_str_from(s, s.len - end.len), end);
}

static bool needs_digest(wy_str name)
{
    static const wy_str meta = WY_S_INIT("META-INF/");
    if (wy_str_ends(name, WY_S("/")))
        return false;
    if (!wy_str_starts(name, meta))
        return true;
    wy_str file = wy_str_from(name, meta.len);
    if (wy_str_find_char(file, '/') != WY_NPOS)
        return true;
    return !(wy_str_eq_nocase(file, WY_S("MANIFEST.MF")) || ends_nocase(file, WY_S(".SF")) ||
             ends_nocase(file, WY_S(".RSA")) || ends_nocase(file, WY_S(".DSA")) || ends_nocase(file, WY_S(".EC")) ||
             wy_str_starts_nocase(file, WY_S("SIG-")));
}

static bool content_holds(struct jar *j, struct wy_zip_entry *e, const struct named_digest *want, size_t n,
                          uint8_t *piece)
{
    struct wy_digest *d[2] = {wy_digest_new(hashes[want[0].hash]), n > 1 ? wy_digest_new(hashes[want[1].hash]) : NULL};
    struct wy_stream *stream = NULL;
    struct wy_diag diag = {0};
    wy_err err = wy_zip_stream(&j->r->jar, e, &stream, &diag);
    bool ok = err == WY_OK && d[0] && (n < 2 || d[1]);
    for (size_t got = 1; ok && got;) {
        ok = stream->read(stream, piece, PIECE, &got, &diag) == WY_OK;
        for (size_t i = 0; ok && i < n; i++)
            ok = wy_digest_add(d[i], (wy_bytes){piece, got});
    }
    for (size_t i = 0; ok && i < n; i++) {
        uint8_t actual[WY_DIGEST_MAX];
        ok = wy_digest_take(d[i], actual) && digest_equals(&want[i], actual);
    }
    wy_stream_close(stream);
    wy_digest_free(d[0]);
    wy_digest_free(d[1]);
    return ok;
}

// Which signers cover an entry, as bits.
static uint32_t signers_of(const struct jar *j, wy_str name)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < j->n; i++) {
        if (!j->signers[i].ignored && wy_map_get(&j->signers[i].entries, name))
            bits |= 1U << i;
    }
    return bits;
}

static void check_entry(struct jar *j, struct wy_zip_entry *e, uint32_t *signers, uint8_t *piece)
{
    struct run *r = j->r;
    const struct wy_jar_section *section = wy_map_get(&j->sections, e->name);
    struct named_digest d[2];
    size_t n = section ? digests_of(j, section, "-Digest", d) : 0;
    uint32_t here = signers_of(j, e->name);
    if (!section || (here && !n))
        sig_error(r, "JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST", "%.*s", WY_ARG(e->name));
    else if (!here)
        sig_error(r, "JAR_SIG_ZIP_ENTRY_NOT_SIGNED", "%.*s", WY_ARG(e->name));
    else if (*signers && *signers != here)
        sig_error(r, "JAR_SIG_ZIP_ENTRY_SIGNERS_MISMATCH", "%.*s", WY_ARG(e->name));
    else if (!content_holds(j, e, d, n, piece))
        sig_error(r, "JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY", "%.*s", WY_ARG(e->name));
    if (!*signers)
        *signers = here;
}

static void check_entries(struct jar *j)
{
    struct run *r = j->r;
    uint32_t signers = 0;
    uint8_t *piece = malloc(PIECE);
    if (!piece) {
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory to read entries"));
        return;
    }
    for (size_t i = 0; i < r->zip->n && r->out->errors.n < MESSAGES_MAX; i++) {
        struct wy_zip_entry *e = &r->zip->entries[i];
        if (needs_digest(e->name))
            check_entry(j, e, &signers, piece);
        else if (!wy_str_ends(e->name, WY_S("/")) && !wy_str_starts(e->name, WY_S("META-INF/")))
            sig_warning(r, "JAR_SIG_UNPROTECTED_ZIP_ENTRY", "%.*s", WY_ARG(e->name));
    }
    free(piece);
    if (!signers && !sig_failed(r))
        sig_error(r, "JAR_SIG_NO_SIGNED_ZIP_ENTRIES", "nothing is signed");
    for (size_t i = 0; i < j->n && !sig_failed(r); i++) {
        if (signers & 1U << i)
            r->v1_signers[r->v1_n++] = j->signers[i].cert;
    }
}

// --- the whole
// --------------------------------------------------------------------------------------------------------

static bool whole_entry(struct jar *j, struct wy_zip_entry *e, size_t max, wy_bytes *out)
{
    struct wy_diag diag = {0};
    wy_err err = wy_zip_whole(&j->r->jar, e, max, j->r->arena, out, &diag);
    if (err != WY_OK)
        sig_error(j->r, "ZIP_ENTRY_UNREADABLE", "%.*s: %s", WY_ARG(e->name), diag.text);
    return err == WY_OK;
}

static void read_manifest(struct jar *j)
{
    struct run *r = j->r;
    struct wy_jar file = {j->manifest, 0};
    struct wy_jar_section section;
    size_t number = 0;
    if (!wy_jar_next(&file, &j->main, r->arena))
        return;
    while (r->out->errors.n < MESSAGES_MAX && wy_jar_next(&file, &section, r->arena)) {
        number++;
        if (!section.name.ptr) {
            sig_error(r, "JAR_SIG_UNNNAMED_MANIFEST_SECTION", "section %zu of MANIFEST.MF", number);
            continue;
        }
        struct wy_map_slot *slot = wy_map_put(&j->sections, section.name);
        struct wy_jar_section *row = wy_new(r->arena, struct wy_jar_section, 1);
        if (!slot || !row) {
            sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory for MANIFEST.MF"));
            return;
        }
        if (slot->value)
            sig_error(r, "JAR_SIG_DUPLICATE_MANIFEST_SECTION", "%.*s", WY_ARG(section.name));
        else if (!wy_zip_find(r->zip, section.name))
            sig_error(r, "JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST", "%.*s", WY_ARG(section.name));
        *row = section;
        slot->value = row;
    }
}

static struct wy_zip_entry *signature_file(struct jar *j, wy_str block)
{
    size_t dot = wy_str_rfind_char(block, '.');
    wy_str name = wy_arena_printf(j->r->arena, "%.*s.SF", WY_ARG(wy_str_sub(block, 0, dot)));
    return wy_zip_find(j->r->zip, name);
}

static void find_signers(struct jar *j)
{
    struct run *r = j->r;
    size_t seen = 0;
    for (size_t i = 0; i < r->zip->n && !sig_failed(r); i++) {
        struct wy_zip_entry *e = &r->zip->entries[i];
        bool block = wy_str_starts(e->name, WY_S("META-INF/")) &&
                     (wy_str_ends(e->name, WY_S(".RSA")) || wy_str_ends(e->name, WY_S(".DSA")) ||
                      wy_str_ends(e->name, WY_S(".EC")));
        struct wy_zip_entry *sf = block ? signature_file(j, e->name) : NULL;
        if (block && !sf)
            sig_warning(r, "JAR_SIG_MISSING_FILE", "%.*s has no .SF file", WY_ARG(e->name));
        if (!sf)
            continue;
        if (++seen > SIGNERS_MAX) {
            sig_error(r, "JAR_SIG_MAX_SIGNATURES_EXCEEDED", "more than %d signers", SIGNERS_MAX);
            return;
        }
        struct jar_signer *s = &j->signers[j->n++];
        s->name = e->name;
        wy_map_init(&s->entries, r->arena);
        if (!whole_entry(j, sf, (size_t)r->zip->limits->whole_item, &s->file))
            return;
    }
    if (!j->n && !sig_failed(r))
        sig_error(r, "JAR_SIG_NO_SIGNATURES", "no signature block in META-INF");
}

void sig_verify_v1(struct run *r)
{
    struct jar *j = wy_new(r->arena, struct jar, 1);
    struct wy_zip_entry *e = wy_zip_find(r->zip, WY_S("META-INF/MANIFEST.MF"));
    if (!j) {
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory for JAR signatures"));
        return;
    }
    j->r = r;
    wy_map_init(&j->sections, r->arena);
    if (r->zip->odd & WY_ZIP_DUPLICATES)
        sig_error(r, "JAR_SIG_DUPLICATE_ZIP_ENTRY", "two entries of one name");
    else if (!e)
        sig_error(r, "JAR_SIG_NO_MANIFEST", "no META-INF/MANIFEST.MF");
    if (sig_failed(r) || !whole_entry(j, e, (size_t)r->zip->limits->whole_item, &j->manifest))
        return;
    read_manifest(j);
    if (!sig_failed(r))
        find_signers(j);
    for (size_t i = 0; i < j->n && !sig_failed(r); i++) {
        wy_bytes block;
        if (whole_entry(j, wy_zip_find(r->zip, j->signers[i].name), BLOCK_MAX, &block))
            check_block(j, &j->signers[i], block);
    }
    size_t left = 0;
    for (size_t i = 0; i < j->n && !sig_failed(r); i++) {
        check_signature_file(j, &j->signers[i]);
        left += !j->signers[i].ignored;
    }
    if (!left && !sig_failed(r))
        sig_error(r, "JAR_SIG_NO_SIGNATURES", "no signature that counts");
    if (!sig_failed(r))
        check_entries(j);
}
