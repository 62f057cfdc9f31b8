// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Beanpod / Microtrust ISEE on MediaTek (/vendor/thh/ta/UUID.ta), the format of CVE-2020-14125: an ARM ELF (or, on
// newer phones, an encrypted body) and signature records of 313 bytes up to the end of the file. Nothing in a record
// counts up. The public key is not in the firmware in clear, so signatures can not be checked.
#include "core/reader.h"
#include "formats/android/elf.h"
#include "formats/android/trusted_app.h"

enum {
    RECORD_SIZE = 313,
    RECORD_MAGIC = 0xaa6e,
    RECORDS_MAX = 256, // real files have up to 22
    AUX_UUID_AT = 40,  // in the ELF section that describes the app
};

static bool is_record(wy_bytes at) { return at.len >= 4 && memcmp(at.ptr, "\x6e\xaa\0\0", 4) == 0; }

static bool is(wy_bytes head, wy_bytes tail)
{
    (void)head; // the body may be encrypted: the trailer decides
    return tail.len >= RECORD_SIZE && is_record(wy_bytes_sub(tail, tail.len - RECORD_SIZE, 4));
}

static void read_record(const struct wy_ta_input *in, wy_bytes record, struct wy_ta *out)
{
    // MD5 of "0": what most of the phone maker's own apps carry where others have a value that changes with each build
    static const uint8_t plain[16] = {0xcf, 0xcd, 0x20, 0x84, 0x95, 0xd5, 0x65, 0xef,
                                      0x66, 0xe7, 0xdf, 0xf9, 0xf9, 0x87, 0x64, 0xda};
    struct wy_reader r = wy_reader_init(record, 0);
    wy_read_skip(&r, 8);
    wy_bytes signer = wy_read_bytes(&r, 32), tag = wy_read_bytes(&r, 16);
    uint8_t kind = wy_read_u8(&r);
    wy_str id = wy_ta_hex(in->arena, signer);
    if (!out->signer.ptr)
        out->signer = id;
    bool zero = wy_bytes_eq(tag, (wy_bytes){plain, sizeof plain});
    wy_ta_note(out, in->arena, "signature by %.*s, kind %u, tag %s", WY_ARG(wy_str_sub(id, 0, 16)), kind,
               zero ? "of the fixed value 0" : "that changes with the build");
}

static wy_err read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    (void)diag;
    wy_bytes body = in->file;
    size_t n = 0;
    while (n < RECORDS_MAX && body.len >= RECORD_SIZE && is_record(wy_bytes_sub(body, body.len - RECORD_SIZE, 4))) {
        read_record(in, wy_bytes_sub(body, body.len - RECORD_SIZE, RECORD_SIZE), out);
        body.len -= RECORD_SIZE;
        n++;
    }
    out->signature = WY_TA_UNVERIFIABLE;
    out->rollback = WY_TA_NO_COUNTER;
    out->format_version = wy_arena_printf(in->arena, "%zu records", n);
    wy_ta_note(out, in->arena, "the format has no version control: an older, validly signed file can be put back");
    struct wy_elf elf;
    if (wy_elf_open(body, &elf)) {
        wy_bytes aux = wy_elf_section(&elf, WY_S(".rol4re_elf_aux"));
        if (aux.len >= AUX_UUID_AT + 16)
            out->uuid = wy_ta_uuid_le(in->arena, wy_bytes_sub(aux, AUX_UUID_AT, 16));
    } else {
        wy_ta_note(out, in->arena, "the body is opaque (no ELF before the signature): encrypted");
    }
    return WY_OK;
}

const struct wy_ta_format wy_ta_beanpod = {"beanpod", is, read};
