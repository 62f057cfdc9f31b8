// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Trustonic Kinibi's MCLF (.tlbin .tabin .drbin): header, text, data, then modulus, exponent and an RSASSA-PSS
// signature (SHA-256, salt 32) over all before. serviceVersion is what the environment compares against a rollback.
#include "core/reader.h"
#include "formats/android/trusted_app.h"
#include "formats/crypto/rsa.h"

enum { FLAG_PERMANENT = 1, FLAG_NO_CONTROL = 2, FLAG_DEBUG = 4, MODULUS_MAX = 1024 };

struct layout {
    uint32_t version, flags, service_type, service_version, text_len, data_len;
    wy_bytes uuid;
};

static bool is(wy_bytes head, wy_bytes tail)
{
    (void)tail;
    return head.len >= 0x4c && memcmp(head.ptr, "MCLF", 4) == 0;
}

static void read_header(struct wy_reader *r, struct layout *l)
{
    wy_read_skip(r, 4);
    l->version = wy_read_u32le(r);
    l->flags = wy_read_u32le(r);
    wy_read_skip(r, 4); // memory type
    l->service_type = wy_read_u32le(r);
    wy_read_skip(r, 4); // instances
    l->uuid = wy_read_bytes(r, 16);
    wy_read_skip(r, 12); // driver id, threads, where the text goes
    l->text_len = wy_read_u32le(r);
    wy_read_skip(r, 4);
    l->data_len = wy_read_u32le(r);
    wy_read_skip(r, 8); // bss, entry
    l->service_version = wy_read_u32le(r);
}

static void check_signature(const struct wy_ta_input *in, uint64_t signed_len, struct wy_ta *out)
{
    out->signature = WY_TA_UNVERIFIABLE;
    if (signed_len >= in->file.len) {
        out->signature = signed_len == in->file.len ? WY_TA_SIGNATURE_ABSENT : WY_TA_BROKEN;
        wy_ta_note(out, in->arena,
                   signed_len == in->file.len ? "ends without a signature" : "shorter than its header says");
        return;
    }
    struct wy_reader r = wy_reader_init(in->file, 0);
    wy_reader_seek(&r, (size_t)signed_len);
    uint32_t modulus_len = wy_read_u32le(&r);
    wy_bytes modulus = wy_read_bytes(&r, modulus_len <= MODULUS_MAX ? modulus_len : SIZE_MAX);
    uint32_t exponent_len = wy_read_u32le(&r);
    wy_bytes exponent = wy_read_bytes(&r, exponent_len <= 8 ? exponent_len : SIZE_MAX);
    wy_bytes signature = wy_read_bytes(&r, modulus.len);
    uint8_t digest[WY_DIGEST_MAX], id[WY_DIGEST_MAX];
    wy_bytes content = wy_bytes_sub(in->file, 0, (size_t)signed_len);
    if (!wy_reader_ok(&r) || modulus.len == 0) {
        wy_ta_note(out, in->arena, "the trailer is not of the kind known here");
        return;
    }
    if (!wy_digest_once(WY_SHA256, content, digest) || !wy_digest_once(WY_SHA256, modulus, id))
        return;
    struct wy_signed_digest what = {WY_SHA256, WY_PSS, digest, signature};
    out->signature = wy_rsa_verify(modulus, exponent, &what) ? WY_TA_VERIFIED : WY_TA_BROKEN;
    out->signer = wy_ta_hex(in->arena, (wy_bytes){id, 32});
    wy_ta_note(out, in->arena, "the signature is checked with the key beside it: whole, not who");
}

static const char *type_name(uint32_t type)
{
    static const char *const names[] = {"illegal", "driver", "service provider's app", "system app", "middleware"};
    return type < WY_COUNT(names) ? names[type] : "of an unknown type";
}

static wy_err read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    struct layout l = {0};
    struct wy_reader r = wy_reader_init(in->file, 0);
    read_header(&r, &l);
    wy_err err = wy_reader_check(&r, diag, "MCLF header");
    if (err != WY_OK)
        return err;
    out->uuid = wy_ta_hex(in->arena, l.uuid);
    out->format_version = wy_arena_printf(in->arena, "%u.%u", l.version >> 16, l.version & 0xffff);
    out->debug = l.flags & FLAG_DEBUG ? WY_TA_FLAG_YES : WY_TA_FLAG_NO;
    out->rollback = WY_TA_COUNTER;
    out->counter = l.service_version;
    wy_ta_note(out, in->arena, "a %s", type_name(l.service_type));
    if (l.flags & (FLAG_PERMANENT | FLAG_NO_CONTROL))
        wy_ta_note(out, in->arena, "flags:%s%s", l.flags & FLAG_PERMANENT ? " permanent" : "",
                   l.flags & FLAG_NO_CONTROL ? " no-control-interface" : "");
    check_signature(in, (uint64_t)l.text_len + l.data_len, out);
    return WY_OK;
}

const struct wy_ta_format wy_ta_mclf = {"mclf", is, read};
