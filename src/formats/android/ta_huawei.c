// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Huawei TrustedCore / iTrustee .sec, format versions 2 and 3: a short header before an encrypted body, so neither the
// app's version nor its signature can be read. The format version is no anti-rollback version.
#include "core/reader.h"
#include "formats/android/trusted_app.h"

static const uint8_t magic[] = {0x5a, 0x5a, 0xa5, 0xa5, 0xaa, 0x55}; // 0xa5a55a5a, 0x55aa

// The first form has no magic: content length, key version, then what follows the 16 bytes of version 2 as well.
static bool is_first_form(wy_bytes head)
{
    struct wy_reader r = wy_reader_init(head, 8);
    wy_reader_seek(&r, 8);
    uint32_t manifest = wy_read_u32le(&r), zero = wy_read_u32le(&r);
    (void)wy_read_u32le(&r);
    return manifest == 0x74 && zero == 0 && wy_read_u32le(&r) == 0x100;
}

static bool is(wy_bytes head, wy_bytes tail)
{
    (void)tail;
    return head.len >= 16 && (memcmp(head.ptr, magic, sizeof magic) == 0 || is_first_form(head));
}

static wy_err read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(in->file, 0);
    bool first = is_first_form(in->file) && in->file.ptr[0] != magic[0];
    if (!first)
        wy_read_skip(&r, sizeof magic);
    uint16_t version = first ? 1 : wy_read_u16le(&r);
    uint32_t content = wy_read_u32le(&r), key = wy_read_u32le(&r);
    out->format_version = wy_arena_printf(in->arena, "%u", version);
    out->signature = WY_TA_UNVERIFIABLE;
    out->rollback = WY_TA_UNREADABLE;
    const char *kind = (key & 0xff00) == 0x100   ? "EC 256"
                       : (key & 0xff00) == 0x200 ? "RSA 3072"
                       : (key & 0xff00) == 0x300 ? "RSA 4096"
                                                 : "unknown";
    wy_ta_note(out, in->arena, "encrypted body of %u bytes, signing key %s, protection version %u", content, kind,
               key & 0xff);
    return wy_reader_check(&r, diag, "TrustedCore header");
}

const struct wy_ta_format wy_ta_huawei = {"huawei", is, read};
