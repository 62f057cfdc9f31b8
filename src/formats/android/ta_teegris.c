// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Samsung TEEGRIS (/vendor/tee/UUID): "SEC2", "SEC3" or "SEC4", a big-endian content length, the content, from SEC3 on
// a counter, the signer's name, a signature and the signer's certificate. SEC2 has no counter.
#include "core/reader.h"
#include "formats/android/elf.h"
#include "formats/android/trusted_app.h"
#include "formats/crypto/rsa.h"

enum { COUNTER_SIZE = 8 }; // u32 4, u32 counter

static bool is(wy_bytes head, wy_bytes tail)
{
    (void)tail;
    return head.len >= 8 && memcmp(head.ptr, "SEC", 3) == 0 && head.ptr[3] >= '2' && head.ptr[3] <= '4';
}

static void check_signature(const struct wy_ta_input *in, bool counted, wy_bytes content, wy_bytes signature,
                            wy_bytes certificate, struct wy_ta *out)
{
    uint8_t digest[WY_DIGEST_MAX];
    if (!wy_digest_once(WY_SHA256, content, digest))
        return;
    struct wy_signed_digest what = {WY_SHA256, counted ? WY_PSS : WY_PKCS1, digest, signature};
    out->signature = wy_certificate_verify(certificate, &what) ? WY_TA_VERIFIED : WY_TA_BROKEN;
    out->signer = wy_certificate_subject(certificate, in->arena);
    wy_str issuer = wy_certificate_issuer(certificate, in->arena);
    wy_ta_note(out, in->arena, "its signer is certified by %.*s, which is not in the file", WY_ARG(issuer));
}

static void read_content(const struct wy_ta_input *in, bool counted, wy_bytes content, struct wy_ta *out)
{
    struct wy_elf elf;
    if (!wy_elf_open(content, &elf)) {
        wy_ta_note(out, in->arena, "the content is opaque: encrypted");
        return;
    }
    out->uuid = wy_ta_uuid_le(in->arena, wy_elf_section(&elf, WY_S("TA_property")));
    bool rewrap =
        !counted && content.len >= COUNTER_SIZE && memcmp(content.ptr + content.len - COUNTER_SIZE, "\0\0\0\4", 4) == 0;
    if (rewrap)
        wy_ta_note(out, in->arena, "its last bytes look like a counter: it could be wrapped again as SEC3");
}

static wy_err read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(in->file, 0);
    bool counted = wy_read_bytes(&r, 4).ptr[3] > '2';
    uint32_t len = wy_read_u32be(&r);
    size_t start = r.pos;
    wy_bytes content = wy_read_bytes(&r, len);
    out->format_version = wy_arena_printf(in->arena, "SEC%c", in->file.ptr[3]);
    if (counted) {
        uint32_t four = wy_read_u32be(&r);
        out->counter = wy_read_u32be(&r);
        out->rollback = wy_reader_ok(&r) && four == 4 ? WY_TA_COUNTER : WY_TA_UNREADABLE;
    } else {
        out->rollback = WY_TA_NO_COUNTER;
    }
    wy_bytes covered = wy_bytes_sub(in->file, start, r.pos - start);
    wy_bytes name = wy_read_bytes(&r, wy_read_u8(&r));
    wy_bytes signature = wy_read_bytes(&r, wy_read_u16be(&r));
    wy_bytes certificate = wy_read_bytes(&r, wy_read_u16be(&r));
    out->signature = WY_TA_BROKEN;
    if (wy_reader_ok(&r)) {
        wy_ta_note(out, in->arena, "signed as %.*s", WY_ARG(wy_bytes_str(name)));
        check_signature(in, counted, covered, signature, certificate, out);
    }
    read_content(in, counted, content, out);
    return wy_reader_check(&r, diag, "TEEGRIS trailer");
}

const struct wy_ta_format wy_ta_teegris = {"teegris", is, read};
