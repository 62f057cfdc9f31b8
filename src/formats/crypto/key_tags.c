// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One table below names every tag of source.android.com/docs/security/features/keystore/attestation and of the KeyMint
// AIDL; values become notes, and the few fields that judgements need are kept as numbers.
#include "formats/crypto/key_tags.h"

#include "core/buffer.h"
#include "core/date.h"
#include "core/lang.h"
#include "formats/crypto/der.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    VALUES_MAX = 64,   // in one set
    PACKAGES_MAX = 64, // in one attestationApplicationId
    NOTE_MAX = 4096,   // bytes of one note
};

struct value_name {
    int64_t value;
    const char *name;
};

static const struct value_name purposes[] = {{0, N_("encrypt")},   {1, N_("decrypt")}, {2, N_("sign")},
                                             {3, N_("verify")},    {4, N_("derive")},  {5, N_("wrap")},
                                             {6, N_("agree key")}, {7, N_("attest")},  {-1, NULL}};
static const struct value_name algorithms[] = {{1, "RSA"},   {3, "EC"},     {4, "ML-DSA"}, {32, "AES"},
                                               {33, "3DES"}, {128, "HMAC"}, {-1, NULL}};
static const struct value_name block_modes[] = {{1, "ECB"}, {2, "CBC"}, {3, "CTR"}, {32, "GCM"}, {-1, NULL}};
static const struct value_name digests[] = {{0, "none"},    {1, "MD5"},     {2, "SHA-1"},   {3, "SHA-224"},
                                            {4, "SHA-256"}, {5, "SHA-384"}, {6, "SHA-512"}, {-1, NULL}};
static const struct value_name paddings[] = {{1, "none"},       {2, "RSA-OAEP"}, {3, "RSA-PSS"}, {4, "PKCS1 encrypt"},
                                             {5, "PKCS1 sign"}, {64, "PKCS7"},   {-1, NULL}};
static const struct value_name curves[] = {{0, "P-224"}, {1, "P-256"},      {2, "P-384"},
                                           {3, "P-521"}, {4, "Curve25519"}, {-1, NULL}};
static const struct value_name user_auths[] = {
    {0, N_("none")}, {1, N_("screen lock")}, {2, N_("biometric")}, {3, N_("screen lock or biometric")}, {-1, NULL}};
static const struct value_name origins[] = {{0, N_("generated in the device")},
                                            {1, N_("derived in the device")},
                                            {2, N_("imported")},
                                            {3, N_("unknown")},
                                            {4, N_("securely imported")},
                                            {-1, NULL}};

enum kind { K_INT, K_SET, K_FLAG, K_TIME, K_TEXT, K_BYTES, K_PRIVATE, K_ROOT, K_APPLICATION };

struct tag_row {
    uint32_t tag;
    enum kind kind;
    const char *name;
    const struct value_name *names;
};

static const struct tag_row tag_rows[] = {
    {1, K_SET, N_("purposes"), purposes},
    {2, K_INT, N_("algorithm"), algorithms},
    {3, K_INT, N_("key size in bits"), NULL},
    {4, K_SET, N_("block modes"), block_modes},
    {5, K_SET, N_("digests"), digests},
    {6, K_SET, N_("paddings"), paddings},
    {7, K_FLAG, N_("the caller may choose the nonce"), NULL},
    {8, K_INT, N_("shortest MAC in bits"), NULL},
    {10, K_INT, N_("curve"), curves},
    {11, K_INT, N_("ML-DSA variant"), NULL},
    {200, K_INT, N_("RSA public exponent"), NULL},
    {203, K_SET, N_("RSA-OAEP mask digests"), digests},
    {303, K_FLAG, N_("rollback resistance: once deleted, the key can not be put back"), NULL},
    {305, K_FLAG, N_("usable during early boot only"), NULL},
    {400, K_TIME, N_("active from"), NULL},
    {401, K_TIME, N_("signs until"), NULL},
    {402, K_TIME, N_("usable until"), NULL},
    {405, K_INT, N_("how often it may be used"), NULL},
    {503, K_FLAG, N_("usable without authentication of the user"), NULL},
    {504, K_INT, N_("user authentication"), user_auths},
    {505, K_INT, N_("seconds that an authentication lasts"), NULL},
    {506, K_FLAG, N_("stays usable while on the body"), NULL},
    {507, K_FLAG, N_("needs proof that a person is present"), NULL},
    {508, K_FLAG, N_("needs confirmation on the trusted display"), NULL},
    {509, K_FLAG, N_("usable while the device is unlocked only"), NULL},
    {600, K_FLAG, N_("usable by every app"), NULL},
    {601, K_BYTES, N_("application id"), NULL},
    {701, K_TIME, N_("created"), NULL},
    {702, K_INT, N_("origin"), origins},
    {703, K_FLAG, N_("rollback resistant: once deleted, the key can not be put back"), NULL},
    {704, K_ROOT, N_("root of trust"), NULL},
    {705, K_INT, N_("OS version"), NULL},
    {706, K_INT, N_("OS patch level"), NULL},
    {709, K_APPLICATION, N_("asked for by"), NULL},
    {710, K_TEXT, N_("brand"), NULL},
    {711, K_TEXT, N_("device"), NULL},
    {712, K_TEXT, N_("product"), NULL},
    {713, K_PRIVATE, N_("serial number"), NULL},
    {714, K_PRIVATE, N_("IMEI"), NULL},
    {715, K_PRIVATE, N_("MEID"), NULL},
    {716, K_TEXT, N_("manufacturer"), NULL},
    {717, K_TEXT, N_("model"), NULL},
    {718, K_INT, N_("vendor patch level"), NULL},
    {719, K_INT, N_("boot patch level"), NULL},
    {720, K_FLAG, N_("signed by a key unique to this device"), NULL},
    {721, K_FLAG, N_("an identity credential key"), NULL},
    {723, K_PRIVATE, N_("second IMEI"), NULL},
    {724, K_BYTES, N_("digest of the system modules"), NULL},
};

const char *const wy_key_not_shown = N_("attested, not shown, length in bytes");

const char *wy_key_level_name(enum wy_key_level level)
{
    static const char *const names[] = {"software", "tee", "strongbox", NULL};
    return names[level];
}

void wy_say(struct wy_rows *list, struct wy_arena *arena, const char *fmt, ...)
{
    char text[NOTE_MAX];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    wy_str *row = n > 0 ? wy_rows_add(list, arena, sizeof *row) : NULL;
    if (row)
        *row = wy_arena_dup(arena, (wy_str){text, wy_min((size_t)n, sizeof text - 1)});
}

#define NOTE(s, ...) wy_say(&(s)->out->notes, (s)->arena, __VA_ARGS__)
#define WRONG(s, ...) wy_say(&(s)->out->errors, (s)->arena, __VA_ARGS__)

static const struct tag_row *row_of(uint32_t tag)
{
    for (size_t i = 0; i < WY_COUNT(tag_rows); i++)
        if (tag_rows[i].tag == tag)
            return &tag_rows[i];
    return NULL;
}

static void add_value(struct wy_buf *buf, const struct value_name *names, int64_t v)
{
    for (; names && names->name; names++)
        if (names->value == v) {
            wy_buf_addc(buf, names->name);
            return;
        }
    wy_buf_printf(buf, "%lld", (long long)v);
}

static void read_int(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    int64_t v;
    if ((!wy_der_is(e, WY_DER_INTEGER) && !wy_der_is(e, WY_DER_ENUM)) || !wy_der_int(e->body, &v)) {
        WRONG(s, "%s: %s is not a number", s->where, row->name);
        return;
    }
    struct wy_key_number n = {v, true};
    switch (row->tag) {
    case 702: s->list->origin = n; break;
    case 705: s->list->os_version = n; break;
    case 706: s->list->os_patch = n; break;
    case 718: s->list->vendor_patch = n; break;
    case 719: s->list->boot_patch = n; break;
    default: break;
    }
    struct wy_buf buf;
    wy_buf_init(&buf, NOTE_MAX);
    add_value(&buf, row->names, v);
    NOTE(s, "%s: %s: %.*s", s->where, row->name, WY_ARG(wy_buf_str(&buf)));
    wy_buf_fini(&buf);
}

static void read_set(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    struct wy_reader r = wy_der_inside(e);
    struct wy_buf buf;
    wy_buf_init(&buf, NOTE_MAX);
    struct wy_der member;
    size_t n = 0;
    bool good = wy_der_is(e, WY_DER_SET);
    while (good && n < VALUES_MAX && wy_der_next(&r, &member)) {
        int64_t v;
        good = wy_der_is(&member, WY_DER_INTEGER) && wy_der_int(member.body, &v);
        if (!good)
            break;
        if (row->names == purposes && v >= 0 && v < 32)
            s->list->purposes |= 1U << v;
        if (n++)
            wy_buf_addc(&buf, ", ");
        add_value(&buf, row->names, v);
    }
    if (!good || !wy_reader_ok(&r))
        WRONG(s, "%s: %s is not a set of numbers", s->where, row->name);
    NOTE(s, "%s: %s: %.*s", s->where, row->name, WY_ARG(wy_buf_str(&buf)));
    wy_buf_fini(&buf);
}

static void read_time(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    int64_t ms;
    if (!wy_der_is(e, WY_DER_INTEGER) || !wy_der_int(e->body, &ms)) {
        WRONG(s, "%s: %s is not a time", s->where, row->name);
        return;
    }
    if (row->tag == 701)
        s->list->created_ms = (struct wy_key_number){ms, true};
    char text[WY_TIME_SIZE];
    NOTE(s, "%s: %s: %.*s", s->where, row->name, WY_ARG(wy_time_format(ms / 1000, text)));
}

static wy_bytes octets(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    if (wy_der_is(e, WY_DER_OCTETS))
        return e->body;
    WRONG(s, "%s: %s is not an octet string", s->where, row->name);
    return (wy_bytes){0};
}

static wy_str as_hex(struct wy_arena *arena, wy_bytes b)
{
    struct wy_buf buf;
    wy_buf_init(&buf, NOTE_MAX);
    wy_buf_hex(&buf, wy_bytes_sub(b, 0, NOTE_MAX / 2));
    wy_str s = wy_arena_dup(arena, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return s;
}

static void read_text(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    wy_str text = wy_bytes_str(octets(s, row, e));
    NOTE(s, "%s: %s: %.*s", s->where, row->name, WY_ARG(text));
}

static void read_bytes(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    NOTE(s, "%s: %s: %.*s", s->where, row->name, WY_ARG(as_hex(s->arena, octets(s, row, e))));
}

static void read_private(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    wy_bytes b = octets(s, row, e);
    switch (row->tag) {
    case 713: s->list->serial = b; break;
    case 714: s->list->imei[0] = b; break;
    case 715: s->list->meid = b; break;
    default: s->list->imei[1] = b; break;
    }
    NOTE(s, "%s: %s: %s: %zu", s->where, row->name, wy_key_not_shown, b.len);
}

static void read_boot_state(struct wy_key_reading *s, struct wy_root_of_trust *root, const struct wy_der *e)
{
    static const char *const states[] = {"verified", "self-signed", "unverified", "failed"};
    int64_t v;
    if (wy_der_is(e, WY_DER_ENUM) && wy_der_int(e->body, &v) && v >= 0 && v < (int64_t)WY_COUNT(states))
        root->boot_state = states[v];
    else
        WRONG(s, "%s: the verified boot state is none of the four that exist", s->where);
}

void wy_key_root_tell(struct wy_key_reading *s, const struct wy_root_of_trust *root)
{
    static const struct {
        const char *state, *means;
    } words[] = {
        {N_("verified"), N_("the maker's own boot chain was verified in full")},
        {N_("self-signed"), N_("the system is verified against a key that the owner installed, not the maker's")},
        {N_("unverified"), N_("nothing was verified: the boot loader is unlocked and any system may run")},
        {N_("failed"), N_("verification failed and the device started all the same")},
    };
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (root->boot_state && strcmp(root->boot_state, words[i].state) == 0)
            NOTE(s, "%s: %s: %s: %s", s->where, N_("boot state"), root->boot_state, words[i].means);
    if (root->locked.known)
        NOTE(s, "%s: %s", s->where,
             root->locked.v ? N_("the boot loader is locked") : N_("the boot loader is unlocked"));
    if (root->boot_key.len)
        NOTE(s, "%s: %s: %.*s", s->where, N_("boot key"), WY_ARG(as_hex(s->arena, root->boot_key)));
    if (root->boot_hash.len)
        NOTE(s, "%s: %s: %.*s", s->where, N_("digest of what was booted"), WY_ARG(as_hex(s->arena, root->boot_hash)));
}

// RootOfTrust: three fields up to version 2, a fourth from version 3.
static void read_root(struct wy_key_reading *s, const struct wy_der *e)
{
    struct wy_root_of_trust *root = &s->list->root;
    struct wy_reader r = wy_der_inside(e);
    if (!wy_der_is(e, WY_DER_SEQUENCE)) {
        WRONG(s, "%s: the root of trust is not a sequence", s->where);
        return;
    }
    root->present = true;
    root->boot_key = wy_der_expect(&r, WY_DER_OCTETS).body;
    struct wy_der locked = wy_der_expect(&r, WY_DER_BOOLEAN);
    bool is_locked = false;
    if (!wy_reader_ok(&r) || !wy_der_bool(locked.body, &is_locked))
        WRONG(s, "%s: the root of trust's deviceLocked is not a DER boolean", s->where);
    else
        root->locked = (struct wy_key_number){is_locked, true};
    struct wy_der state = wy_der_expect(&r, WY_DER_ENUM);
    read_boot_state(s, root, &state);
    if (wy_reader_left(&r))
        root->boot_hash = wy_der_expect(&r, WY_DER_OCTETS).body;
    if (!wy_reader_ok(&r) || wy_reader_left(&r))
        WRONG(s, "%s: the root of trust does not have its four fields", s->where);
    wy_key_root_tell(s, root);
}

static void read_packages(struct wy_key_reading *s, struct wy_reader *set)
{
    struct wy_der info;
    for (size_t n = 0; n < PACKAGES_MAX && wy_der_next(set, &info); n++) {
        struct wy_reader one = wy_der_inside(&info);
        wy_bytes name = wy_der_expect(&one, WY_DER_OCTETS).body;
        int64_t version = 0;
        if (!wy_der_int(wy_der_expect(&one, WY_DER_INTEGER).body, &version) || !wy_reader_ok(&one)) {
            wy_reader_bad(set, WY_MALFORMED);
            return;
        }
        NOTE(s, "%s: %s: %.*s, %s: %lld", s->where, N_("asked for by"), WY_ARG(wy_bytes_str(name)), N_("version code"),
             (long long)version);
    }
}

// AttestationApplicationId: which apps share the user id that asked, and the SHA-256 of their signing certificates.
static void read_application(struct wy_key_reading *s, const struct tag_row *row, const struct wy_der *e)
{
    struct wy_reader outer = wy_reader_init(octets(s, row, e), e->offset);
    struct wy_der seq = wy_der_expect(&outer, WY_DER_SEQUENCE);
    struct wy_reader r = wy_der_inside(&seq);
    struct wy_der packages = wy_der_expect(&r, WY_DER_SET), signers = wy_der_expect(&r, WY_DER_SET), signer;
    struct wy_reader set = wy_der_inside(&packages);
    if (wy_reader_ok(&outer) && wy_reader_ok(&r)) {
        read_packages(s, &set);
        if (!wy_reader_ok(&set))
            wy_reader_bad(&r, WY_MALFORMED);
        set = wy_der_inside(&signers);
        for (size_t n = 0; n < PACKAGES_MAX && wy_der_next(&set, &signer); n++)
            NOTE(s, "%s: %s: %.*s", s->where, N_("its signer"), WY_ARG(as_hex(s->arena, signer.body)));
    }
    if (!wy_reader_ok(&outer) || !wy_reader_ok(&r)) // Android's own word: odd, but no reason to doubt the rest
        NOTE(s, "%s: %s", s->where, N_("who asked for the key can not be read"));
}

void wy_key_tag_read(struct wy_key_reading *s, uint32_t tag, const struct wy_der *e)
{
    const struct tag_row *row = row_of(tag);
    if (!row) {
        NOTE(s, "%s: %s: %u", s->where, N_("a tag that is not known here"), tag);
        return;
    }
    switch (row->kind) {
    case K_INT: read_int(s, row, e); break;
    case K_SET: read_set(s, row, e); break;
    case K_TIME: read_time(s, row, e); break;
    case K_TEXT: read_text(s, row, e); break;
    case K_BYTES: read_bytes(s, row, e); break;
    case K_PRIVATE: read_private(s, row, e); break;
    case K_ROOT: read_root(s, e); break;
    case K_APPLICATION: read_application(s, row, e); break;
    case K_FLAG:
        if (tag == 303 || tag == 703)
            s->list->rollback_resistance = true;
        NOTE(s, "%s: %s", s->where, row->name);
        break;
    }
}
