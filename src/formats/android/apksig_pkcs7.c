// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The signature block of scheme v1: PKCS #7 SignedData (RFC 2315) over a .SF file, with the algorithms that each
// Android release knows. Indefinite lengths are not read.
#include "formats/android/apksig_internal.h"
#include "formats/crypto/der.h"

enum { SIGNER_INFOS_MAX = 32, NAME_DEPTH = 5 };

struct block {
    struct run *r;
    wy_str name;      // of its entry
    wy_bytes file;    // the .SF
    struct cert cert; // that verified it
};

// --- algorithms

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

static enum info_result fatal(struct run *r, const char *name, const char *why, wy_str entry)
{
    sig_error(r, name, "%.*s: %s", WY_ARG(entry), why);
    return INFO_FATAL;
}

static enum info_result check_attributes(const struct block *s, const struct signed_data *d,
                                         const struct signer_info *info, enum wy_digest_kind digest)
{
    static const struct oid content_type = {9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03}};
    static const struct oid message_digest = {9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04}};
    const struct wy_apksig_options *o = s->r->options;
    wy_bytes value = {0};
    uint8_t actual[WY_DIGEST_MAX];
    if (o->min_sdk < SDK_K)
        return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "signed attributes are not safe before SDK 19", s->name);
    if (o->max_sdk >= SDK_N) {
        enum single one = attribute(info->attributes, &content_type, &value);
        if (one == SINGLE_MANY)
            return fatal(s->r, "JAR_SIG_PARSE_EXCEPTION", "the content type stands there more than once", s->name);
        if (one == SINGLE_NONE)
            return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "no content type in the signed attributes", s->name);
        if (!wy_bytes_eq(value, d->content_type))
            return INFO_BAD;
    }
    enum single one = attribute(info->attributes, &message_digest, &value);
    if (one == SINGLE_MANY)
        return fatal(s->r, "JAR_SIG_PARSE_EXCEPTION", "the digest stands there more than once", s->name);
    if (one == SINGLE_NONE)
        return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "no digest in the signed attributes", s->name);
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

static enum info_result check_info(struct block *s, const struct signed_data *d, const struct signer_info *info)
{
    int digest = 0;
    size_t sig = 0;
    while (digest < H_NONE && !is_oid(info->digest, &HASH_OIDS[digest]))
        digest++;
    while (sig < WY_COUNT(SIG_OIDS) && !is_oid(info->algorithm, &SIG_OIDS[sig].oid))
        sig++;
    const struct wy_apksig_options *o = s->r->options;
    if (digest == H_NONE || sig == WY_COUNT(SIG_OIDS) ||
        !serves(levels_of(SIG_OIDS[sig].key, digest, SIG_OIDS[sig].hash), o->min_sdk, o->max_sdk))
        return fatal(s->r, "JAR_SIG_UNSUPPORTED_SIG_ALG", "not all Android releases of the range know its algorithms",
                     s->name);
    const struct cert *c = find_cert(d, info);
    if (!c)
        return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "the signer's certificate is not there", s->name);
    if (c->odd_critical)
        return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "the certificate has an unknown critical extension", s->name);
    if (!c->may_sign)
        return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "the certificate may not be used for signatures", s->name);
    static const uint8_t set = 0x31; // signed attributes are signed as a SET, whatever tag they have here
    wy_bytes parts[2] = {s->file, {0}};
    size_t n = 1;
    if (info->attributes.ptr) {
        enum info_result result = check_attributes(s, d, info, hashes[digest]);
        if (result != INFO_GOOD)
            return result;
        parts[0] = (wy_bytes){&set, 1};
        parts[1] = wy_bytes_sub(info->attributes, 1, info->attributes.len);
        n = 2;
    }
    int hash = SIG_OIDS[sig].hash == H_NONE ? digest : SIG_OIDS[sig].hash;
    struct algorithm a = {.key = SIG_OIDS[sig].key, .hash = hashes[hash]};
    enum sig_check check = sig_check(&a, c->spki, parts, n, info->signature);
    if (check == SIG_KEY_UNFIT)
        return fatal(s->r, "JAR_SIG_VERIFY_EXCEPTION", "the key does not fit the algorithm", s->name);
    if (check != SIG_GOOD)
        return INFO_BAD;
    if (hash == H_MD5 || hash == H_SHA1)
        sig_warning(s->r, "WEAK_DIGEST", "%.*s: signed with %s", WY_ARG(s->name), hash == H_MD5 ? "MD5" : "SHA-1");
    s->cert = *c;
    return INFO_GOOD;
}

// Before Android N only the first SignerInfo counts; from then on any good one does.
static void check_block(struct block *s, wy_bytes block)
{
    struct signed_data *d = wy_new(s->r->arena, struct signed_data, 1);
    if (!d) {
        sig_broke(s->r, wy_fail(s->r->diag, WY_NO_MEMORY, 0, "no memory for a signature block"));
        return;
    }
    if (!read_signed_data(block, d)) {
        (void)fatal(s->r, "JAR_SIG_PARSE_EXCEPTION", "broken signature block", s->name);
        return;
    }
    size_t n = s->r->options->min_sdk < SDK_N ? wy_min(1, d->infos_n) : d->infos_n;
    if (!n)
        (void)fatal(s->r, "JAR_SIG_NO_SIGNERS", "a signature block without signers", s->name);
    bool good = false;
    for (size_t i = 0; i < n && !sig_failed(s->r); i++) {
        struct block probe = *s;
        enum info_result result = check_info(&probe, d, &d->infos[i]);
        if (result == INFO_GOOD && !good) {
            s->cert = probe.cert;
            good = true;
        }
    }
    if (!good && !sig_failed(s->r))
        (void)fatal(s->r, "JAR_SIG_DID_NOT_VERIFY", "the signature does not hold", s->name);
}

bool sig_check_block(struct run *r, wy_str name, wy_bytes file, wy_bytes block, struct cert *out)
{
    struct block b = {.r = r, .name = name, .file = file};
    check_block(&b, block);
    if (sig_failed(r))
        return false;
    *out = b.cert;
    return true;
}
