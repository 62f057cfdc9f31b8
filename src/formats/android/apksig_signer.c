// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Signers of APK signature schemes v2, v3 and v3.1: the signatures over the signed data, then what the signed data says
// about the content (source.android.com, "APK signature scheme v2" and "v3").
#include "formats/android/apksig_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIGNATURES_MAX = DIGESTS_MAX };
#define V2_STRIPPING UINT32_C(0xbeeff00d)
#define V3_ROTATION UINT32_C(0x3ba06f8c)
#define V3_ROTATION_MIN_SDK UINT32_C(0x559f8b02)
#define V3_DEV_RELEASE UINT32_C(0xc2a6b3ba)
#define V32_MIN_SDK UINT32_C(0xbf940529)
#define V32_MAX_SDK UINT32_C(0x9f06b79c)
enum { SDK_HYBRID = 37, ML_DSA = 0x0501 };

struct scheme {
    const char *name; // V2 or V3, as the errors' names start
    uint32_t bit, block;
    bool v3;
    int min_sdk, max_sdk; // the part of the asked range that this scheme serves
};

struct parsing {
    struct run *r;
    const struct scheme *scheme;
    struct signer *signer;
    uint32_t ids[SIGNATURES_MAX]; // algorithms of the signatures, in order
    size_t ids_n;
};

WY_PRINTF(3, 4) static void fail(struct parsing *p, const char *what, const char *fmt, ...)
{
    char name[96], text[160];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)snprintf(name, sizeof name, "%s_%s", p->scheme->name, what);
    sig_error(p->r, name, "%s", text);
}

// Weaker content digests first: SHA-256 chunks, then the tree, then SHA-512 chunks.
static int strength(enum content_digest d) { return d == CHUNKED_SHA256 ? 0 : d == VERITY_SHA256 ? 1 : 2; }

// The platform takes the strongest algorithm it knows; kept is the strongest of each release that brought new ones.
// None where the start of the range knows none.
size_t sig_choose(struct signature *list, size_t n, int min_sdk, int max_sdk)
{
    static const int levels[] = {SDK_N, SDK_P};
    struct signature best[WY_COUNT(levels)] = {{0}};
    int first = WY_SDK_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct algorithm *a = list[i].algorithm;
        if (a->min_sdk > max_sdk)
            continue;
        first = a->min_sdk < first ? a->min_sdk : first;
        size_t k = a->min_sdk == SDK_N ? 0 : 1;
        if (!best[k].algorithm || strength(a->content) > strength(best[k].algorithm->content))
            best[k] = list[i];
    }
    if (min_sdk < first)
        return 0;
    size_t kept = 0;
    for (size_t k = 0; k < WY_COUNT(levels); k++) {
        if (best[k].algorithm)
            list[kept++] = best[k];
    }
    return kept;
}

static bool check_signatures(struct parsing *p, struct wy_reader sigs, wy_bytes signed_data, wy_bytes key)
{
    struct signature list[SIGNATURES_MAX];
    size_t n = 0;
    while (wy_reader_left(&sigs)) {
        struct wy_reader one = read_sized_sub(&sigs);
        uint32_t id = wy_read_u32le(&one);
        wy_bytes value = read_sized(&one);
        if (!wy_reader_ok(&one) || !wy_reader_ok(&sigs) || p->ids_n >= SIGNATURES_MAX) {
            fail(p, "SIG_MALFORMED_SIGNATURE", "signature %zu", p->ids_n + 1);
            return false;
        }
        p->ids[p->ids_n++] = id;
        const struct algorithm *a = sig_algorithm(id);
        if (a)
            list[n++] = (struct signature){a, value};
        else
            sig_warning(p->r, "SIG_UNKNOWN_SIG_ALGORITHM", "0x%x", id);
    }
    if (p->ids_n == 0) {
        fail(p, "SIG_NO_SIGNATURES", "a signer without signatures");
        return false;
    }
    n = sig_choose(list, n, p->scheme->min_sdk, p->scheme->max_sdk);
    if (n == 0) {
        fail(p, "SIG_NO_SUPPORTED_SIGNATURES", "no algorithm that these Android releases know");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        enum sig_check c = sig_check(list[i].algorithm, key, &signed_data, 1, list[i].value);
        if (c != SIG_GOOD) {
            fail(p, c == SIG_BAD ? "SIG_DID_NOT_VERIFY" : "SIG_VERIFY_EXCEPTION", "algorithm 0x%04x",
                 list[i].algorithm->id);
            return false;
        }
        p->signer->verify |= 1U << list[i].algorithm->content;
    }
    return true;
}

static bool read_certs(struct parsing *p, struct wy_reader certs, wy_bytes key)
{
    struct signer *s = p->signer;
    while (wy_reader_left(&certs)) {
        wy_bytes der = read_sized(&certs);
        if (!wy_reader_ok(&certs) || s->certs_n >= CERTS_MAX || !sig_cert(der, &s->certs[s->certs_n])) {
            fail(p, "SIG_MALFORMED_CERTIFICATE", "certificate %zu", s->certs_n + 1);
            return false;
        }
        s->certs_n++;
    }
    if (s->certs_n == 0) {
        fail(p, "SIG_NO_CERTIFICATES", "a signer without certificates");
        return false;
    }
    if (!sig_same_key(s->certs[0].spki, key)) {
        fail(p, "SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
             "the key is not the certificate's");
        return false;
    }
    return true;
}

static bool read_digests(struct parsing *p, struct wy_reader digests)
{
    size_t n = 0;
    bool same = true;
    while (wy_reader_left(&digests)) {
        struct wy_reader one = read_sized_sub(&digests);
        uint32_t id = wy_read_u32le(&one);
        wy_bytes value = read_sized(&one);
        if (!wy_reader_ok(&one) || !wy_reader_ok(&digests)) {
            fail(p, "SIG_MALFORMED_DIGEST", "digest %zu", n + 1);
            return false;
        }
        same = same && n < p->ids_n && p->ids[n] == id;
        n++;
        const struct algorithm *a = sig_algorithm(id);
        if (a && same)
            p->signer->digests[p->signer->digests_n++] = (struct content_record){a, value};
    }
    if (!same || n != p->ids_n)
        fail(p, "SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS", "%zu signatures, %zu digests", p->ids_n,
             n);
    return same && n == p->ids_n;
}

static void stripping(struct parsing *p, struct wy_reader value)
{
    uint32_t scheme = wy_read_u32le(&value);
    bool known = scheme == 3 && p->r->options->max_sdk >= SDK_P;
    if (!wy_reader_ok(&value))
        fail(p, "SIG_MALFORMED_ADDITIONAL_ATTRIBUTE", "stripping protection");
    else if (known && !(p->r->found & WY_APKSIG_V3))
        fail(p, "SIG_MISSING_APK_SIG_REFERENCED", "it was signed with v%u, too, which is gone", scheme);
}

static void rotation(struct parsing *p, wy_bytes value)
{
    struct signer *s = p->signer;
    enum lineage_result result = sig_lineage(value, s->lineage, &s->lineage_n);
    if (result == LINEAGE_MALFORMED)
        fail(p, "SIG_MALFORMED_LINEAGE", "the proof of rotation");
    else if (result == LINEAGE_BAD)
        fail(p, "SIG_POR_DID_NOT_VERIFY", "the proof of rotation does not hold");
    else if (!s->lineage_n || !wy_bytes_eq(s->lineage[s->lineage_n - 1], s->certs[0].whole))
        fail(p, "SIG_POR_CERT_MISMATCH", "the proof of rotation is for another certificate");
}

// A v3 signer says from which SDK level on a v3.1 signer takes over, so that the latter cannot be taken out.
static void rotation_min_sdk(struct parsing *p, struct wy_reader value)
{
    uint32_t stated = wy_read_u32le(&value);
    struct run *r = p->r;
    if (p->scheme->bit != WY_APKSIG_V3 || r->options->max_sdk < SDK_T)
        return;
    if (!r->v31.found) {
        sig_error(r, "V31_BLOCK_MISSING", "a v3.1 signer from SDK %u on is announced", stated);
        return;
    }
    uint32_t actual = UINT32_MAX;
    for (size_t i = 0; i < r->v31.n; i++)
        actual = r->v31.signers[i].min_sdk < actual ? r->v31.signers[i].min_sdk : actual;
    if (actual != stated)
        sig_error(r, "V31_ROTATION_MIN_SDK_MISMATCH", "announced from SDK %u, present from %u", stated, actual);
}

// The older signers say from which SDK level on a v3.2 block must be there, so that it cannot be taken out.
static void hybrid_min_sdk(struct parsing *p, struct wy_reader value)
{
    uint32_t stated = wy_read_u32le(&value);
    wy_bytes block;
    if (p->r->options->max_sdk >= SDK_HYBRID && !sig_block(p->r, BLOCK_V32, &block))
        sig_error(p->r, "V32_BLOCK_MISSING", "a v3.2 block from SDK %u on is announced", stated);
}

static bool read_attributes(struct parsing *p, struct wy_reader list)
{
    bool announced = false;
    while (wy_reader_left(&list)) {
        struct wy_reader a = read_sized_sub(&list);
        uint32_t id = wy_read_u32le(&a);
        if (!wy_reader_ok(&a) || !wy_reader_ok(&list)) {
            fail(p, "SIG_MALFORMED_ADDITIONAL_ATTRIBUTE", "cut off");
            return false;
        }
        wy_bytes rest = wy_read_bytes(&a, wy_reader_left(&a));
        struct wy_reader value = wy_reader_init(rest, 0);
        announced = announced || id == V3_ROTATION_MIN_SDK;
        if (!p->scheme->v3 && id == V2_STRIPPING)
            stripping(p, value);
        else if (p->scheme->v3 && id == V3_ROTATION)
            rotation(p, rest);
        else if (p->scheme->v3 && id == V3_ROTATION_MIN_SDK)
            rotation_min_sdk(p, value);
        else if (p->scheme->v3 && id == V3_DEV_RELEASE && p->scheme->bit == WY_APKSIG_V3)
            sig_warning(p->r, "V31_ROTATION_TARGETS_DEV_RELEASE_ATTR_ON_V3_SIGNER", "on a v3 signer");
        else if (p->scheme->v3 && id == V32_MIN_SDK)
            hybrid_min_sdk(p, value);
        else if (!(p->scheme->v3 && (id == V3_DEV_RELEASE || id == V32_MAX_SDK)))
            sig_warning(p->r, "SIG_UNKNOWN_ADDITIONAL_ATTRIBUTE", "0x%08x", id);
    }
    if (p->scheme->bit == WY_APKSIG_V3 && p->r->v31.found && !announced)
        sig_warning(p->r, "V31_ROTATION_MIN_SDK_ATTR_MISSING", "the v3 signer does not announce the v3.1 signer");
    return wy_reader_ok(&list);
}

static bool signer_malformed(struct parsing *p)
{
    fail(p, "SIG_MALFORMED_SIGNER", "cut off");
    return false;
}

static bool read_signer(struct parsing *p, wy_bytes block)
{
    struct wy_reader b = wy_reader_init(block, 0);
    wy_bytes signed_data = read_sized(&b);
    if (p->scheme->v3) {
        p->signer->min_sdk = wy_read_u32le(&b);
        p->signer->max_sdk = wy_read_u32le(&b);
        if (p->signer->min_sdk > INT32_MAX || p->signer->min_sdk > p->signer->max_sdk)
            fail(p, "SIG_INVALID_SDK_VERSIONS", "%u to %u", p->signer->min_sdk, p->signer->max_sdk);
    }
    struct wy_reader sigs = read_sized_sub(&b);
    wy_bytes key = read_sized(&b);
    if (!wy_reader_ok(&b))
        return signer_malformed(p);
    if (!check_signatures(p, sigs, signed_data, key))
        return false;
    struct wy_reader s = wy_reader_init(signed_data, 0);
    struct wy_reader digests = read_sized_sub(&s), certs = read_sized_sub(&s);
    uint32_t min_sdk = 0, max_sdk = 0;
    if (p->scheme->v3) {
        min_sdk = wy_read_u32le(&s);
        max_sdk = wy_read_u32le(&s);
    }
    // Very early v2 signers had no attributes at all.
    struct wy_reader attributes = wy_reader_left(&s) ? read_sized_sub(&s) : wy_reader_init((wy_bytes){0}, 0);
    if (!wy_reader_ok(&s))
        return signer_malformed(p);
    if (p->scheme->v3 && (min_sdk != p->signer->min_sdk || max_sdk != p->signer->max_sdk))
        fail(p, "MIN_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD", "%u to %u against %u to %u",
             p->signer->min_sdk, p->signer->max_sdk, min_sdk, max_sdk);
    return read_certs(p, certs, key) && read_digests(p, digests) && read_attributes(p, attributes);
}

static void read_signers(struct run *r, const struct scheme *scheme, wy_bytes block, struct scheme_result *out)
{
    struct wy_reader b = wy_reader_init(block, 0);
    struct wy_reader list = read_sized_sub(&b);
    struct parsing p = {.r = r, .scheme = scheme};
    if (!wy_reader_ok(&b)) {
        fail(&p, "SIG_MALFORMED_SIGNERS", "cut off");
        return;
    }
    out->signers = wy_new(r->arena, struct signer, SIGNERS_MAX);
    if (!out->signers) {
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory for signers"));
        return;
    }
    if (!wy_reader_left(&list))
        fail(&p, "SIG_NO_SIGNERS", "a signature block without signers");
    while (wy_reader_left(&list)) {
        wy_bytes one = read_sized(&list);
        if (out->n >= SIGNERS_MAX) {
            fail(&p, "SIG_MAX_SIGNATURES_EXCEEDED", "more than %d signers", SIGNERS_MAX);
            return;
        }
        p.signer = &out->signers[out->n++];
        p.ids_n = 0;
        if (!wy_reader_ok(&list) || !read_signer(&p, one)) {
            if (!sig_failed(r))
                fail(&p, "SIG_MALFORMED_SIGNER", "cut off");
            return;
        }
    }
}

static void check_content(struct run *r, const struct scheme *scheme, struct scheme_result *out)
{
    struct parsing p = {.r = r, .scheme = scheme};
    uint32_t wanted = 0;
    for (size_t i = 0; i < out->n; i++)
        wanted |= out->signers[i].verify;
    for (size_t i = 0; i < out->n; i++) {
        const struct signer *s = &out->signers[i];
        for (size_t k = 0; k < s->digests_n; k++) {
            enum content_digest kind = s->digests[k].algorithm->content;
            wy_bytes actual;
            if (!(wanted & 1U << kind))
                continue;
            if (!sig_content_digest(r, kind, &actual))
                return;
            if (!wy_bytes_eq(actual, s->digests[k].value))
                fail(&p, "SIG_APK_DIGEST_DID_NOT_VERIFY", "the APK was changed after it was signed");
        }
    }
}

static void verify_scheme(struct run *r, const struct scheme *scheme, struct scheme_result *out)
{
    wy_bytes block;
    if (!sig_block(r, scheme->block, &block))
        return;
    out->found = true;
    r->found |= scheme->bit;
    read_signers(r, scheme, block, out);
    if (!sig_failed(r))
        check_content(r, scheme, out);
}

static int later(int a, int b) { return a > b ? a : b; }

void sig_verify_v2(struct run *r)
{
    struct scheme scheme = {
        "V2", WY_APKSIG_V2, BLOCK_V2, false, later(r->options->min_sdk, SDK_N), r->options->max_sdk};
    verify_scheme(r, &scheme, &r->v2);
    r->v2.verified = r->v2.found && !sig_failed(r);
}

static int by_min_sdk(const void *a, const void *b)
{
    const struct signer *x = a, *y = b;
    return x->min_sdk < y->min_sdk ? -1 : x->min_sdk > y->min_sdk;
}

// Several v3 signers must follow each other without gap, with growing lineages, and serve the range together; from
// where a v3.1 signer takes over they need not.
static void check_range(struct run *r, const struct scheme *scheme, struct scheme_result *out)
{
    struct parsing p = {.r = r, .scheme = scheme};
    if (out->n > 1)
        qsort(out->signers, out->n, sizeof(struct signer), by_min_sdk);
    size_t lineage = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (i && out->signers[i].min_sdk != out->signers[i - 1].max_sdk + 1)
            fail(&p, "INCONSISTENT_SDK_VERSIONS", "a gap or an overlap at SDK %u", out->signers[i].min_sdk);
        if (out->signers[i].lineage_n && out->signers[i].lineage_n < lineage)
            fail(&p, "INCONSISTENT_LINEAGES", "a shorter lineage from SDK %u on", out->signers[i].min_sdk);
        lineage = out->signers[i].lineage_n ? out->signers[i].lineage_n : lineage;
    }
    if (!out->n)
        return;
    uint32_t first = out->signers[0].min_sdk, last = out->signers[out->n - 1].max_sdk;
    uint32_t needed = (uint32_t)scheme->max_sdk;
    if (scheme->bit == WY_APKSIG_V3 && r->v31.found && r->v31.n && r->v31.signers[0].min_sdk)
        needed = r->v31.signers[0].min_sdk - 1;
    if ((scheme->bit == WY_APKSIG_V3 && first > (uint32_t)scheme->min_sdk) || last < needed)
        fail(&p, "MISSING_SDK_VERSIONS", "signed for SDK %u to %u only", first, last);
}

void sig_verify_v3(struct run *r, bool v31)
{
    struct scheme_result *out = v31 ? &r->v31 : &r->v3;
    struct scheme scheme = {.name = "V3",
                            .bit = v31 ? WY_APKSIG_V31 : WY_APKSIG_V3,
                            .block = v31 ? BLOCK_V31 : BLOCK_V3,
                            .v3 = true,
                            .min_sdk = later(r->options->min_sdk, v31 ? SDK_T : SDK_P),
                            .max_sdk = r->options->max_sdk};
    verify_scheme(r, &scheme, out);
    if (out->found && !sig_failed(r))
        check_range(r, &scheme, out);
    out->verified = out->found && !sig_failed(r);
}

// Scheme v3.2: one classical and one ML-DSA signer of the same releases. The library in use has no ML-DSA, so only the
// frame is looked at: which releases it is for, and which algorithms. Releases that know it look at it first.
void sig_note_hybrid(struct run *r)
{
    wy_bytes block;
    if (!sig_block(r, BLOCK_V32, &block))
        return;
    struct wy_reader b = wy_reader_init(block, 0), list = read_sized_sub(&b);
    size_t n = 0;
    while (wy_reader_left(&list)) {
        struct wy_reader one = read_sized_sub(&list);
        (void)read_sized(&one); // signed data
        uint32_t min_sdk = wy_read_u32le(&one), max_sdk = wy_read_u32le(&one);
        struct wy_reader signatures = read_sized_sub(&one), first = read_sized_sub(&signatures);
        uint32_t algorithm = wy_read_u32le(&first);
        if (!wy_reader_ok(&list) || !wy_reader_ok(&one) || !wy_reader_ok(&first) || ++n > SIGNERS_MAX)
            break;
        sig_warning(r, "V32_SIGNER_NOT_VERIFIED", "for SDK %u to %u, algorithm 0x%04x%s", min_sdk, max_sdk, algorithm,
                    algorithm == ML_DSA ? " (ML-DSA, which is not at hand here)" : "");
    }
    if (!n || !wy_reader_ok(&list) || wy_reader_left(&list))
        sig_warning(r, "V32_SIGNER_NOT_VERIFIED", "a v3.2 block that can not be read to its end");
}
