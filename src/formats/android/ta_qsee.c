// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Qualcomm QSEE: an ELF with a hash segment that holds an MBN header (version 3, 5, 6 or 7), digests of the segments,
// signatures and certificate chains of the phone's maker and of Qualcomm. Whole as .mbn/.elf, or split into .mdt
// (headers and hash segment) and .bNN (one segment each, no app by themselves). The counter is in the metadata (6, 7)
// or in the OU "01 ... SW_ID" of the maker's certificate (3, 5).
#include "core/reader.h"
#include "formats/android/elf.h"
#include "formats/android/trusted_app.h"
#include "formats/crypto/der.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>

enum {
    SEGMENT_KIND_HEADERS = 7,
    SEGMENT_KIND_HASH = 2,
    SEGMENTS_MAX = 128,
    PART_MAX = 1 << 20, // each part of a hash segment; real ones are below 8 KiB
    IMAGE_TRUSTED_APP = 0xc,
    NAME_MAX_BYTES = 256,
};

struct block { // what one signer says
    wy_bytes metadata, certificates, signature;
    bool counted;
    uint64_t counter;
    uint32_t image, app;
    bool has_app;
    enum wy_ta_flag debug;
    char words[NAME_MAX_BYTES]; // product, maker and model ids
};

struct mbn {
    uint32_t version;
    wy_bytes common, hashes;
    struct block maker, qualcomm;
};

static bool mbn_version(wy_bytes at, uint32_t *out)
{
    struct wy_reader r = wy_reader_init(at, 0);
    wy_read_skip(&r, 4);
    *out = wy_read_u32le(&r);
    return wy_reader_ok(&r) && (*out == 3 || (*out >= 5 && *out <= 7));
}

// Where the hash segment begins: at its own offset in a whole file, behind the headers in a .mdt.
static wy_bytes find_hash_segment(wy_bytes file)
{
    struct wy_elf elf;
    struct wy_elf_segment s = {0};
    uint64_t headers = 0;
    wy_bytes found = {0};
    uint32_t version;
    if (!wy_elf_open(file, &elf))
        return found;
    for (size_t i = 0; i < SEGMENTS_MAX && wy_elf_segment(&elf, i, &s); i++) {
        uint32_t kind = s.flags >> 24 & 7;
        if (kind == SEGMENT_KIND_HEADERS && headers == 0)
            headers = s.size;
        if (kind != SEGMENT_KIND_HASH)
            continue;
        uint64_t places[] = {s.offset, headers, elf.segments_at + (uint64_t)elf.segment_size * elf.segments_n};
        for (size_t k = 0; k < WY_COUNT(places) && !found.len; k++) {
            wy_bytes at = places[k] < file.len ? wy_bytes_sub(file, (size_t)places[k], file.len) : (wy_bytes){0};
            if (mbn_version(at, &version))
                found = s.size <= at.len ? wy_bytes_sub(at, 0, (size_t)s.size) : at;
        }
        break;
    }
    return found;
}

static bool has_hash_segment(wy_bytes head)
{
    struct wy_elf elf;
    struct wy_elf_segment s;
    if (!wy_elf_open(head, &elf))
        return false;
    for (size_t i = 0; i < SEGMENTS_MAX && wy_elf_segment(&elf, i, &s); i++)
        if ((s.flags >> 24 & 7) == SEGMENT_KIND_HASH && s.size > 0)
            return true;
    return false;
}

// A segment file .b00 holds the headers alone; then nothing follows them.
static bool is(wy_bytes head, wy_bytes tail)
{
    struct wy_elf elf;
    if (!has_hash_segment(head) || !wy_elf_open(head, &elf))
        return false;
    uint64_t end = elf.segments_at + (uint64_t)elf.segment_size * elf.segments_n;
    return end < head.len && (find_hash_segment(head).len > 0 || head.len > tail.len);
}

static wy_bytes part(struct wy_reader *r, uint32_t n) { return wy_read_bytes(r, n <= PART_MAX ? n : SIZE_MAX); }

static void read_v3(struct wy_reader *r, struct mbn *m)
{
    wy_read_skip(r, 12); // flash, destination, total
    uint32_t hashes = wy_read_u32le(r);
    wy_read_skip(r, 4);
    uint32_t signature = wy_read_u32le(r);
    wy_read_skip(r, 4);
    uint32_t certificates = wy_read_u32le(r);
    m->hashes = part(r, hashes);
    m->maker.signature = part(r, signature);
    m->maker.certificates = part(r, certificates);
}

static void read_v5_v6(struct wy_reader *r, struct mbn *m)
{
    uint32_t qti_signature = wy_read_u32le(r), qti_certificates = wy_read_u32le(r);
    wy_read_skip(r, 4); // total
    uint32_t hashes = wy_read_u32le(r);
    wy_read_skip(r, 4);
    uint32_t signature = wy_read_u32le(r);
    wy_read_skip(r, 4);
    uint32_t certificates = wy_read_u32le(r);
    uint32_t qti_metadata = m->version == 6 ? wy_read_u32le(r) : 0, metadata = m->version == 6 ? wy_read_u32le(r) : 0;
    m->qualcomm.metadata = part(r, qti_metadata);
    m->maker.metadata = part(r, metadata);
    m->hashes = part(r, hashes);
    m->qualcomm.signature = part(r, qti_signature);
    m->qualcomm.certificates = part(r, qti_certificates);
    m->maker.signature = part(r, signature);
    m->maker.certificates = part(r, certificates);
}

static void read_v7(struct wy_reader *r, struct mbn *m)
{
    uint32_t n[8];
    for (size_t i = 0; i < WY_COUNT(n); i++)
        n[i] = wy_read_u32le(r);
    m->common = part(r, n[0]);
    m->qualcomm.metadata = part(r, n[1]);
    m->maker.metadata = part(r, n[2]);
    m->hashes = part(r, n[3]);
    m->qualcomm.signature = part(r, n[4]);
    m->qualcomm.certificates = part(r, n[5]);
    m->maker.signature = part(r, n[6]);
    m->maker.certificates = part(r, n[7]);
}

static uint32_t word_at(wy_bytes b, size_t at)
{
    struct wy_reader r = wy_reader_init(b, 0);
    wy_reader_seek(&r, at);
    return wy_read_u32le(&r);
}

static void read_metadata(const struct mbn *m, struct block *b)
{
    if (m->version == 6 && b->metadata.len >= 120) {
        b->counted = true;
        b->counter = word_at(b->metadata, 116);
        b->image = word_at(b->metadata, 8);
        b->app = word_at(b->metadata, 24);
        b->has_app = true;
        snprintf(b->words, sizeof b->words, "OEM id %#x, model id %#x", word_at(b->metadata, 16),
                 word_at(b->metadata, 20));
    } else if (m->version == 7 && b->metadata.len >= 144) {
        b->counted = true;
        b->counter = word_at(b->metadata, 8);
        b->image = word_at(m->common, 8);
        b->app = word_at(m->common, 12);
        b->has_app = m->common.len >= 16;
        snprintf(b->words, sizeof b->words, "OEM id %#x, product id %#x", word_at(b->metadata, 136),
                 word_at(b->metadata, 140));
    }
}

// "01 0000000100000000 SW_ID": number of the field, hex digits, name.
static void read_unit(wy_str ou, struct block *b)
{
    wy_str rest = ou, number, value, label;
    uint64_t v;
    if (!wy_str_next_word(&rest, &number) || !wy_str_next_word(&rest, &value) || !wy_str_next_word(&rest, &label) ||
        !wy_str_hex_u64(value, &v))
        return;
    if (wy_str_eq(label, WY_S("SW_ID")) && value.len == 16) {
        b->counted = true;
        b->counter = v >> 32;
        b->image = (uint32_t)v;
    } else if (wy_str_eq(label, WY_S("APP_ID"))) {
        b->app = (uint32_t)v;
        b->has_app = true;
    } else if (wy_str_eq(label, WY_S("DEBUG"))) {
        b->debug = (v & 1) ? WY_TA_FLAG_YES : WY_TA_FLAG_NO; // 2 = disabled, 3 = enabled
    } else if (wy_str_eq(label, WY_S("OEM_ID")) || wy_str_eq(label, WY_S("MODEL_ID")) ||
               wy_str_eq(label, WY_S("HW_ID"))) {
        size_t used = strlen(b->words);
        snprintf(b->words + used, sizeof b->words - used, "%s%.*s %.*s", used ? ", " : "", WY_ARG(label),
                 WY_ARG(value));
    }
}

static void read_units(wy_bytes certificate, struct block *b)
{
    const uint8_t *p = certificate.ptr;
    X509 *x = certificate.len ? d2i_X509(NULL, &p, (long)certificate.len) : NULL;
    X509_NAME *name = x ? X509_get_subject_name(x) : NULL;
    for (int i = 0; name && i < X509_NAME_entry_count(name); i++) {
        const X509_NAME_ENTRY *e = X509_NAME_get_entry(name, i);
        const ASN1_STRING *s = X509_NAME_ENTRY_get_data(e);
        if (OBJ_obj2nid(X509_NAME_ENTRY_get_object(e)) == NID_organizationalUnitName)
            read_unit((wy_str){(const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)}, b);
    }
    X509_free(x);
    ERR_clear_error();
}

static wy_str common_name(struct wy_arena *arena, wy_bytes certificate)
{
    const uint8_t *p = certificate.ptr;
    X509 *x = certificate.len ? d2i_X509(NULL, &p, (long)certificate.len) : NULL;
    char name[NAME_MAX_BYTES];
    int n = x ? X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, name, sizeof name) : -1;
    X509_free(x);
    ERR_clear_error();
    return n > 0 ? wy_arena_dup(arena, wy_str_c(name)) : (wy_str){0};
}

static void read_block(const struct wy_ta_input *in, const struct mbn *m, struct block *b, const char *who,
                       struct wy_ta *out)
{
    if (b->signature.len == 0 && b->metadata.len == 0 && b->certificates.len == 0)
        return;
    read_metadata(m, b);
    struct wy_reader r = wy_reader_init(b->certificates, 0);
    struct wy_der e, leaf = {0}, last = {0};
    size_t n = 0;
    while (n < 8 && wy_der_next(&r, &e) && wy_der_is(&e, WY_DER_SEQUENCE)) { // padded with ff behind the last
        if (n++ == 0)
            leaf = e;
        last = e;
    }
    read_units(leaf.whole, b);
    wy_str signer = common_name(in->arena, leaf.whole), root = common_name(in->arena, last.whole);
    wy_ta_note(out, in->arena, "%s: %s %llu, image type %#x%s%s; signed by %.*s below %.*s", who,
               b->counted ? "counter" : "no counter seen,", (unsigned long long)b->counter, b->image,
               b->words[0] ? ", " : "", b->words, WY_ARG(signer), WY_ARG(root));
}

static void conclude(const struct wy_ta_input *in, struct mbn *m, struct wy_ta *out)
{
    struct block *b = m->maker.counted || m->maker.signature.len ? &m->maker : &m->qualcomm;
    struct wy_reader r = wy_reader_init(b->certificates, 0);
    struct wy_der leaf = {0};
    if (wy_der_next(&r, &leaf))
        out->signer = common_name(in->arena, leaf.whole);
    out->signature = b->signature.len ? WY_TA_UNVERIFIABLE : WY_TA_SIGNATURE_ABSENT;
    out->debug = b->debug;
    out->rollback = b->counted ? WY_TA_COUNTER : WY_TA_UNREADABLE;
    out->counter = b->counter;
    if (b->has_app)
        out->name = wy_arena_printf(in->arena, "app id %#x", b->app);
    if (b->image != IMAGE_TRUSTED_APP && b->counted)
        wy_ta_note(out, in->arena, "image type %#x: firmware of another kind, signed the same way", b->image);
}

static wy_err read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    wy_bytes segment = find_hash_segment(in->file);
    struct wy_reader r = wy_reader_init(segment, 0);
    struct mbn m = {0};
    wy_read_skip(&r, 4);
    m.version = wy_read_u32le(&r);
    if (m.version == 3)
        read_v3(&r, &m);
    else if (m.version == 7)
        read_v7(&r, &m);
    else
        read_v5_v6(&r, &m);
    wy_err err = wy_reader_check(&r, diag, "QSEE hash segment");
    if (err != WY_OK)
        return err;
    out->format_version = wy_arena_printf(in->arena, "MBN %u", m.version);
    read_block(in, &m, &m.maker, "maker", out);
    read_block(in, &m, &m.qualcomm, "Qualcomm", out);
    conclude(in, &m, out);
    return WY_OK;
}

const struct wy_ta_format wy_ta_qsee = {"qsee", is, read};
