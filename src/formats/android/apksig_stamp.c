// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Source stamps: a store's signature over the content digests of each scheme, named by the entry stamp-cert-sha256.
// Second form (0x6dff800d) and first (0x2b09189e). They never change whether the APK itself verifies.
#include "formats/android/apksig_internal.h"

#include "core/buffer.h"

enum { SCHEMES = 4, STAMP_SIGNATURES_MAX = 32 };
#define STAMP_TIME UINT32_C(0xe43c5946)
#define STAMP_ROTATION UINT32_C(0x9d6303f7)

struct stamp_scheme {
    uint32_t id;
    const struct scheme_result *signers; // NULL: v1, whose digest is that of MANIFEST.MF
    bool used;
};

static bool refuse(struct run *r, const char *name, const char *why)
{
    sig_warning(r, name, "%s", why);
    return false;
}

static void add_u32(struct wy_buf *b, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        wy_buf_char(b, (char)(v >> (8 * i)));
}

static void add_digest(struct wy_buf *b, uint32_t id, wy_bytes value)
{
    add_u32(b, (uint32_t)value.len + 8);
    add_u32(b, id);
    add_u32(b, (uint32_t)value.len);
    wy_buf_add_bytes(b, value);
}

// What a stamp signs for one scheme: its content digests in order of their ids.
static void digests_of(struct run *r, const struct stamp_scheme *s, struct wy_buf *out)
{
    if (!s->signers) {
        struct wy_zip_entry *e = wy_zip_find(r->zip, WY_S("META-INF/MANIFEST.MF"));
        uint8_t hash[WY_DIGEST_MAX];
        wy_bytes manifest;
        if (e && wy_zip_whole(&r->jar, e, (size_t)r->zip->limits->whole_item, r->arena, &manifest, NULL) == WY_OK &&
            wy_digest_once(WY_SHA256, manifest, hash))
            add_digest(out, 4, (wy_bytes){hash, 32});
        return;
    }
    static const enum content_digest order[] = {CHUNKED_SHA256, CHUNKED_SHA512, VERITY_SHA256};
    for (size_t i = 0; i < WY_COUNT(order); i++) {
        wy_bytes value = {0};
        for (size_t n = 0; n < s->signers->n; n++) {
            const struct signer *one = &s->signers->signers[n];
            for (size_t k = 0; k < one->digests_n; k++) {
                if (one->digests[k].algorithm->content == order[i])
                    value = one->digests[k].value;
            }
        }
        if (value.ptr)
            add_digest(out, (uint32_t)i + 1, value);
    }
}

static bool signatures_hold(struct run *r, struct wy_reader list, const struct cert *c, wy_bytes data)
{
    struct signature found[STAMP_SIGNATURES_MAX];
    size_t n = 0;
    while (wy_reader_left(&list)) {
        struct wy_reader one = read_sized_sub(&list);
        const struct algorithm *a = sig_algorithm(wy_read_u32le(&one));
        wy_bytes value = read_sized(&one);
        if (!wy_reader_ok(&one) || !wy_reader_ok(&list) || n >= STAMP_SIGNATURES_MAX)
            return refuse(r, "SOURCE_STAMP_MALFORMED_SIGNATURE", "cut off");
        if (a)
            found[n++] = (struct signature){a, value};
    }
    int min_sdk = r->options->min_sdk > SDK_R ? r->options->min_sdk : SDK_R;
    n = sig_choose(found, n, min_sdk, r->options->max_sdk > min_sdk ? r->options->max_sdk : min_sdk);
    if (!n)
        return refuse(r, "SOURCE_STAMP_NO_SUPPORTED_SIGNATURE", "no signature with a known algorithm");
    for (size_t i = 0; i < n; i++) {
        if (sig_check(found[i].algorithm, c->spki, &data, 1, found[i].value) != SIG_GOOD)
            return refuse(r, "SOURCE_STAMP_DID_NOT_VERIFY", "the stamp is not for this APK");
    }
    return true;
}

static bool stamp_lineage(struct run *r, wy_bytes value, const struct cert *c)
{
    wy_bytes *certs = wy_new(r->arena, wy_bytes, LINEAGE_MAX);
    size_t n = 0;
    if (!certs || sig_lineage(value, certs, &n) != LINEAGE_OK)
        return refuse(r, "SOURCE_STAMP_POR_DID_NOT_VERIFY", "the stamp's proof of rotation does not hold");
    if (!n || !wy_bytes_eq(certs[n - 1], c->whole))
        return refuse(r, "SOURCE_STAMP_POR_CERT_MISMATCH", "the stamp's proof of rotation is for another certificate");
    return true;
}

static bool attributes_hold(struct run *r, struct wy_reader list, const struct cert *c)
{
    while (wy_reader_left(&list)) {
        struct wy_reader a = read_sized_sub(&list);
        uint32_t id = wy_read_u32le(&a);
        if (!wy_reader_ok(&a) || !wy_reader_ok(&list))
            return refuse(r, "SOURCE_STAMP_MALFORMED_ATTRIBUTE", "cut off");
        wy_bytes rest = wy_read_bytes(&a, wy_reader_left(&a));
        struct wy_reader value = wy_reader_init(rest, 0);
        if (id == STAMP_ROTATION && !stamp_lineage(r, rest, c))
            return false;
        if (id == STAMP_TIME) {
            int64_t when = (int64_t)wy_read_u64le(&value);
            if (!wy_reader_ok(&value))
                return refuse(r, "SOURCE_STAMP_MALFORMED_ATTRIBUTE", "cut off");
            if (when <= 0)
                return refuse(r, "SOURCE_STAMP_INVALID_TIMESTAMP", "not a time");
        }
    }
    return true;
}

static bool scheme_holds(struct run *r, const struct stamp_scheme *s, struct wy_reader schemes, const struct cert *c)
{
    while (wy_reader_left(&schemes)) {
        struct wy_reader one = read_sized_sub(&schemes);
        uint32_t id = wy_read_u32le(&one);
        struct wy_reader signatures = read_sized_sub(&one);
        if (!wy_reader_ok(&one) || !wy_reader_ok(&schemes))
            return refuse(r, "SOURCE_STAMP_MALFORMED_SIGNATURE", "cut off");
        if (id != s->id)
            continue;
        struct wy_buf data;
        wy_buf_init(&data, 4096);
        digests_of(r, s, &data);
        bool ok = signatures_hold(r, signatures, c, wy_str_bytes(wy_buf_str(&data)));
        wy_buf_fini(&data);
        return ok;
    }
    return refuse(r, "SOURCE_STAMP_NO_SIGNATURE", "a scheme that the stamp does not cover");
}

static bool stamp_cert(struct run *r, struct wy_reader *block, wy_bytes expected, struct cert *out)
{
    uint8_t hash[WY_DIGEST_MAX];
    wy_bytes der = read_sized(block);
    if (!wy_reader_ok(block) || !sig_cert(der, out))
        return refuse(r, "SOURCE_STAMP_MALFORMED_CERTIFICATE", "the stamp's certificate");
    if (!wy_digest_once(WY_SHA256, der, hash) || !wy_bytes_eq(expected, (wy_bytes){hash, 32}))
        return refuse(r, "SOURCE_STAMP_CERTIFICATE_MISMATCH_BETWEEN_SIGNATURE_BLOCK_AND_APK", "another stamp's key");
    return true;
}

static bool second_form(struct run *r, wy_bytes value, wy_bytes expected)
{
    struct wy_reader outer = wy_reader_init(value, 0), block = read_sized_sub(&outer);
    const struct stamp_scheme schemes[SCHEMES] = {{1, NULL, (r->out->schemes & WY_APKSIG_V1) != 0},
                                                  {2, &r->v2, r->v2.found},
                                                  {3, &r->v3, r->v3.found},
                                                  {31, &r->v31, r->v31.found}};
    struct cert c;
    if (!stamp_cert(r, &block, expected, &c))
        return false;
    struct wy_reader list = read_sized_sub(&block);
    for (size_t i = 0; i < SCHEMES; i++) {
        if (schemes[i].used && !scheme_holds(r, &schemes[i], list, &c))
            return false;
    }
    if (!wy_reader_left(&block))
        return wy_reader_ok(&block) || refuse(r, "SOURCE_STAMP_MALFORMED_SIGNATURE", "cut off");
    wy_bytes attributes = read_sized(&block);
    struct wy_reader signatures = read_sized_sub(&block);
    if (!wy_reader_ok(&block))
        return refuse(r, "SOURCE_STAMP_MALFORMED_ATTRIBUTE", "cut off");
    struct wy_reader a = wy_reader_init(attributes, 0), inner = read_sized_sub(&a);
    if (!wy_reader_ok(&a))
        return refuse(r, "SOURCE_STAMP_MALFORMED_ATTRIBUTE", "cut off");
    return signatures_hold(r, signatures, &c, attributes) && attributes_hold(r, inner, &c);
}

// The first form covers the newest scheme only.
static bool first_form(struct run *r, wy_bytes value, wy_bytes expected)
{
    struct wy_reader outer = wy_reader_init(value, 0), block = read_sized_sub(&outer);
    struct stamp_scheme newest = {3, &r->v3, true};
    struct cert c;
    if (!r->v3.found)
        newest = r->v2.found ? (struct stamp_scheme){2, &r->v2, true} : (struct stamp_scheme){1, NULL, true};
    if (!stamp_cert(r, &block, expected, &c))
        return false;
    struct wy_reader signatures = read_sized_sub(&block);
    if (!wy_reader_ok(&block))
        return refuse(r, "SOURCE_STAMP_MALFORMED_SIGNATURE", "cut off");
    struct wy_buf data;
    wy_buf_init(&data, 4096);
    digests_of(r, &newest, &data);
    bool ok = signatures_hold(r, signatures, &c, wy_str_bytes(wy_buf_str(&data)));
    wy_buf_fini(&data);
    return ok;
}

void sig_verify_stamp(struct run *r)
{
    struct wy_zip_entry *e = wy_zip_find(r->zip, WY_S("stamp-cert-sha256"));
    wy_bytes expected, value;
    if (!e)
        return;
    r->out->source_stamp = WY_APKSIG_BAD;
    if (wy_zip_whole(&r->jar, e, 1024, r->arena, &expected, NULL) != WY_OK)
        return;
    bool good = false;
    if (sig_block(r, BLOCK_STAMP_V2, &value))
        good = second_form(r, value, expected);
    else if (sig_block(r, BLOCK_STAMP_V1, &value))
        good = first_form(r, value, expected);
    else
        sig_warning(r, "SOURCE_STAMP_SIG_MISSING", "the stamp's signature was taken out");
    if (good)
        r->out->source_stamp = WY_APKSIG_GOOD;
}
