// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// OP-TEE's signed header (core/include/signed_hdr.h) and TrustKernel T6, which uses it. The digest covers the header,
// the sub-headers and the payload; the signer's key is not in the file. Types 1 to 3 carry a version which OP-TEE
// stores as the highest seen; type 0 has none, and TrustKernel's type 2 has neither version nor encryption.
#include "core/digest.h"
#include "core/reader.h"
#include "formats/android/elf.h"
#include "formats/android/trusted_app.h"

enum {
    TYPE_PLAIN = 0,
    TYPE_BOOTSTRAP = 1,
    TYPE_ENCRYPTED = 2,
    TYPE_SUBKEY = 3,
    HEADER_SIZE = 20,
    SIGNATURE_MAX = 4096
};

static bool is(wy_bytes head, wy_bytes tail)
{
    (void)tail;
    return head.len >= HEADER_SIZE && memcmp(head.ptr, "HSTO", 4) == 0;
}

static const char *algorithm_name(uint32_t algorithm)
{
    return algorithm == 0x70004830 ? "RSA PKCS#1 v1.5" : algorithm == 0x70414930 ? "RSA PSS" : "an unknown algorithm";
}

static void check_digest(const struct wy_ta_input *in, wy_bytes digest, wy_bytes rest, struct wy_ta *out)
{
    uint8_t got[WY_DIGEST_MAX];
    struct wy_digest *d WY_CLEANUP(wy_digest_freep) = wy_digest_new(WY_SHA256);
    bool done = d && digest.len == 32 && wy_digest_add(d, wy_bytes_sub(in->file, 0, HEADER_SIZE)) &&
                wy_digest_add(d, rest) && wy_digest_take(d, got);
    if (!done) {
        wy_ta_note(out, in->arena, "its digest is of a kind that is not checked here");
        return;
    }
    if (!wy_bytes_eq(digest, (wy_bytes){got, 32})) {
        out->signature = WY_TA_BROKEN;
        wy_ta_note(out, in->arena, "the digest that was signed is not the content's");
    } else {
        wy_ta_note(out, in->arena, "the digest fits; the key that signed it is not in the file");
    }
}

// Types 1 and 2 begin with UUID and version, unless a payload follows at once, as TrustKernel writes it.
static void read_bootstrap(const struct wy_ta_input *in, wy_bytes rest, struct wy_ta *out)
{
    struct wy_elf elf;
    if (wy_elf_open(rest, &elf)) {
        out->rollback = WY_TA_NO_COUNTER;
        wy_ta_note(out, in->arena, "no sub-header: TrustKernel's form, which carries no version");
        out->uuid = wy_ta_uuid_le(in->arena, wy_elf_section(&elf, WY_S(".ta_head")));
        return;
    }
    struct wy_reader r = wy_reader_init(rest, 0);
    wy_bytes uuid = wy_read_bytes(&r, 16);
    uint32_t version = wy_read_u32le(&r);
    if (!wy_reader_ok(&r)) {
        out->rollback = WY_TA_UNREADABLE;
        return;
    }
    out->uuid = wy_ta_hex(in->arena, uuid); // big-endian, unlike in the app itself
    out->rollback = WY_TA_COUNTER;
    out->counter = version;
}

static void read_plain(const struct wy_ta_input *in, wy_bytes rest, struct wy_ta *out)
{
    struct wy_elf elf;
    out->rollback = WY_TA_NO_COUNTER;
    if (wy_elf_open(rest, &elf))
        out->uuid = wy_ta_uuid_le(in->arena, wy_elf_section(&elf, WY_S(".ta_head")));
}

static wy_err read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(in->file, 0);
    wy_read_skip(&r, 4);
    uint32_t type = wy_read_u32le(&r);
    wy_read_skip(&r, 4); // image size
    uint32_t algorithm = wy_read_u32le(&r);
    uint16_t hash_size = wy_read_u16le(&r), signature_size = wy_read_u16le(&r);
    wy_bytes digest = wy_read_bytes(&r, hash_size);
    wy_read_skip(&r, signature_size <= SIGNATURE_MAX ? signature_size : SIZE_MAX);
    wy_err err = wy_reader_check(&r, diag, "OP-TEE header");
    if (err != WY_OK)
        return err;
    wy_bytes rest = wy_bytes_sub(in->file, r.pos, in->file.len);
    out->format_version = wy_arena_printf(in->arena, "type %u", type);
    out->signature = signature_size ? WY_TA_UNVERIFIABLE : WY_TA_SIGNATURE_ABSENT;
    wy_ta_note(out, in->arena, "signed with %s", algorithm_name(algorithm));
    check_digest(in, digest, rest, out);
    if (type == TYPE_PLAIN)
        read_plain(in, rest, out);
    else if (type == TYPE_BOOTSTRAP || type == TYPE_ENCRYPTED)
        read_bootstrap(in, rest, out);
    else if (type == TYPE_SUBKEY)
        wy_ta_note(out, in->arena, "signed by a sub-key whose header comes first; the app's version is behind it");
    else
        wy_ta_note(out, in->arena, "image type %u is not known here", type);
    return WY_OK;
}

const struct wy_ta_format wy_ta_optee = {"optee", is, read};
