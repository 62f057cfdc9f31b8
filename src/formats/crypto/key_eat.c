// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A tag of the key description is claim -80000 - tag; what DER keeps in the root of trust stands at the top, below
// -82000. Values are handed to the reader of tags as the DER elements they correspond to.
#include "formats/crypto/key_eat.h"

#include "core/lang.h"
#include "formats/crypto/cbor.h"
#include "formats/crypto/key_tags.h"

enum {
    CLAIMS_MAX = 256, // in one map; about 60 exist
    ITEMS_MAX = 64,   // in one array

    // A claim -n is kept as n.
    ISSUED_AT = 6, // the only positive ones
    TOKEN_ID = 7,
    NONCE = 75008,
    DEVICE_ID = 75009,
    SUBMODULES = 76000,
    SECURITY_LEVEL = 76002,
    BOOT_STATE = 76003,
    TAG_BASE = 80000,
    BOOT_KEY = 82001,
    DEVICE_LOCKED = 82002,
    BOOT_HASH = 82003,
    ATTESTATION_VERSION = 82004,
    KEYMASTER_VERSION = 82005,
    OFFICIAL_BUILD = 82006,

    CBOR_FALSE = 20,
    CBOR_TRUE = 21,
    TAG_ALGORITHM = 2,
    TAG_CREATED = 701,
};

struct eat {
    struct wy_arena *arena;
    struct wy_key_description *out;
    enum wy_key_level levels[2]; // of the submodules: software, hardware
    bool with_key[2];            // the submodule describes the key
    bool official, booted_secure, boot_state;
};

#define NOTE(e, ...) wy_say(&(e)->out->notes, (e)->arena, __VA_ARGS__)
#define WRONG(e, ...) wy_say(&(e)->out->errors, (e)->arena, __VA_ARGS__)

// What a claim is called; false for a key that is no number.
static bool claim_of(const struct wy_cbor *key, bool *negative, uint64_t *number)
{
    *negative = key->type == WY_CBOR_NEGATIVE;
    *number = *negative ? key->value + 1 : key->value;
    return (key->type == WY_CBOR_UINT || *negative) && key->value < UINT32_MAX;
}

static enum wy_key_level level_of(const struct wy_cbor *v)
{
    if (v->type != WY_CBOR_UINT)
        return WY_KEY_LEVEL_UNKNOWN;
    switch (v->value) { // 2, restricted, is not used for keys
    case 1: return WY_KEY_SOFTWARE;
    case 3: return WY_KEY_TEE;
    case 4: return WY_KEY_STRONGBOX;
    default: return WY_KEY_LEVEL_UNKNOWN;
    }
}

static struct wy_key_number number_of(const struct wy_cbor *v)
{
    bool fits = v->type == WY_CBOR_UINT && v->value <= INT64_MAX;
    return (struct wy_key_number){fits ? (int64_t)v->value : 0, fits};
}

static bool is_true(const struct wy_cbor *v) { return v->type == WY_CBOR_SIMPLE && v->value == CBOR_TRUE; }

// A number as the body of a DER INTEGER; one that does not fit stays empty, which the reader of tags refuses.
static wy_bytes integer_body(struct eat *e, uint64_t v)
{
    uint8_t *body = v <= INT64_MAX ? wy_new(e->arena, uint8_t, 8) : NULL;
    for (size_t i = 0; body && i < 8; i++)
        body[i] = (uint8_t)(v >> (56 - 8 * i));
    return (wy_bytes){body, body ? 8 : 0};
}

// An array of numbers as a SET of INTEGERs.
static struct wy_der set_of(struct eat *e, struct wy_reader *r, uint64_t n)
{
    enum { ELEMENT = 10 };
    struct wy_der set = {.tag = WY_DER_SET, .constructed = true};
    uint8_t *body = n <= ITEMS_MAX ? wy_new(e->arena, uint8_t, (size_t)n * ELEMENT) : NULL;
    if (!body)
        wy_reader_bad(r, WY_LIMIT);
    for (size_t i = 0; body && i < n; i++) {
        struct wy_cbor item = wy_cbor_next(r);
        if (item.type != WY_CBOR_UINT || item.value > INT64_MAX)
            wy_reader_bad(r, WY_MALFORMED);
        body[i * ELEMENT] = WY_DER_INTEGER;
        body[i * ELEMENT + 1] = 8;
        for (size_t k = 0; k < 8; k++)
            body[i * ELEMENT + 2 + k] = (uint8_t)(item.value >> (56 - 8 * k));
    }
    if (body && wy_reader_ok(r))
        set.body = (wy_bytes){body, (size_t)n * ELEMENT};
    return set;
}

static void read_tag(struct eat *e, struct wy_key_reading *s, uint32_t tag, struct wy_reader *r,
                     const struct wy_cbor *v)
{
    struct wy_der der = {.tag = WY_DER_NULL};
    switch (v->type) {
    case WY_CBOR_UINT:
        der.tag = WY_DER_INTEGER;
        der.body = integer_body(e, v->value);
        break;
    case WY_CBOR_BYTES:
    case WY_CBOR_TEXT:
        der.tag = WY_DER_OCTETS;
        der.body = v->bytes;
        break;
    case WY_CBOR_ARRAY: der = set_of(e, r, v->value); break;
    case WY_CBOR_SIMPLE:
        if (!is_true(v))
            return; // a right or duty that does not hold
        break;
    default:
        WRONG(e, "%s: tag %u has a value of no known kind", s->where, tag);
        wy_cbor_skip(r, v);
        return;
    }
    s->list->n++;
    if (wy_reader_ok(r))
        wy_key_tag_read(s, tag, &der);
}

// One claim of a submodule.
static void read_submodule_claim(struct eat *e, struct wy_key_reading *s, struct wy_reader *r,
                                 const struct wy_cbor *key)
{
    struct wy_cbor v = wy_cbor_next(r);
    size_t which = s->list == &e->out->hardware;
    bool negative;
    uint64_t number = 0;
    bool known = claim_of(key, &negative, &number) && wy_reader_ok(r);
    if (known && !negative && number == ISSUED_AT)
        read_tag(e, s, TAG_CREATED, r, &v);
    else if (known && negative && number > TAG_BASE && number < BOOT_KEY) {
        e->with_key[which] |= number - TAG_BASE == TAG_ALGORITHM;
        read_tag(e, s, (uint32_t)(number - TAG_BASE), r, &v);
    } else if (known && negative && number == SECURITY_LEVEL) {
        e->levels[which] = level_of(&v);
        wy_cbor_skip(r, &v);
    } else if (known && negative && number == DEVICE_ID) {
        NOTE(e, "%s: %s: %s: %zu", s->where, N_("IMEI"), wy_key_not_shown, v.bytes.len);
        wy_cbor_skip(r, &v);
    } else {
        NOTE(e, "%s: %s: %s%llu", s->where, N_("a claim that is not known here"), negative ? "-" : "",
             (unsigned long long)number);
        wy_cbor_skip(r, &v);
    }
}

// What goes on behind the last claim that is read would be taken for claims of the map around it.
static void demand_few(struct wy_reader *r, uint64_t n, uint64_t max)
{
    if (n > max)
        wy_reader_bad(r, WY_LIMIT);
}

static void read_submodules(struct eat *e, struct wy_reader *r, uint64_t n)
{
    demand_few(r, n, CLAIMS_MAX);
    for (uint64_t i = 0; i < n && i < CLAIMS_MAX && wy_reader_ok(r); i++) {
        struct wy_cbor name = wy_cbor_next(r), map = wy_cbor_next(r);
        bool software = wy_str_eq(wy_bytes_str(name.bytes), WY_S("software"));
        bool hardware = wy_str_eq(wy_bytes_str(name.bytes), WY_S("tee"));
        if (name.type != WY_CBOR_TEXT || map.type != WY_CBOR_MAP || !(software || hardware)) {
            NOTE(e, N_("a submodule that is not known here"));
            wy_cbor_skip(r, &map);
            continue;
        }
        struct wy_key_reading s = {e->arena, e->out, software ? &e->out->software : &e->out->hardware,
                                   software ? N_("software") : N_("hardware")};
        s.list->ordered = true;
        demand_few(r, map.value, CLAIMS_MAX);
        for (uint64_t k = 0; k < map.value && k < CLAIMS_MAX && wy_reader_ok(r); k++) {
            struct wy_cbor key = wy_cbor_next(r);
            read_submodule_claim(e, &s, r, &key);
        }
    }
}

static void read_boot_state(struct eat *e, struct wy_reader *r, const struct wy_cbor *v)
{
    e->boot_state = v->type == WY_CBOR_ARRAY && v->value > 0;
    demand_few(r, e->boot_state ? v->value : 0, ITEMS_MAX);
    for (uint64_t i = 0; e->boot_state && i < v->value && i < ITEMS_MAX; i++) {
        struct wy_cbor item = wy_cbor_next(r); // start checked, debugging off, off since the start, off for good, ...
        if (i == 0)
            e->booted_secure = is_true(&item);
    }
    if (!e->boot_state)
        wy_cbor_skip(r, v);
}

// One claim of the whole; what says nothing about the key is passed over.
static void read_claim(struct eat *e, struct wy_reader *r, const struct wy_cbor *key)
{
    struct wy_key_description *d = e->out;
    struct wy_root_of_trust *root = &d->hardware.root;
    struct wy_cbor v = wy_cbor_next(r);
    bool negative;
    uint64_t number = 0;
    if (!claim_of(key, &negative, &number) || (!negative && number != TOKEN_ID)) {
        wy_cbor_skip(r, &v);
        return;
    }
    if (number == BOOT_STATE) {
        read_boot_state(e, r, &v);
        return;
    }
    if (number == SUBMODULES && v.type == WY_CBOR_MAP) {
        read_submodules(e, r, v.value);
        return;
    }
    switch (number) {
    case TOKEN_ID: d->unique_id = v.bytes; break;
    case NONCE: d->challenge = v.bytes; break;
    case SECURITY_LEVEL: d->keymint_level = level_of(&v); break;
    case ATTESTATION_VERSION: d->version = number_of(&v); break;
    case KEYMASTER_VERSION: d->keymint_version = number_of(&v); break;
    case BOOT_KEY: root->boot_key = v.bytes; break;
    case BOOT_HASH: root->boot_hash = v.bytes; break;
    case DEVICE_LOCKED: root->locked = (struct wy_key_number){is_true(&v), true}; break;
    case OFFICIAL_BUILD: e->official = is_true(&v); break;
    case SUBMODULES: NOTE(e, N_("the submodules are no map")); break;
    default:
        NOTE(e, "%s: %s%llu", N_("a claim that is not known here"), negative ? "-" : "", (unsigned long long)number);
        break;
    }
    wy_cbor_skip(r, &v);
}

// Writers leave the lock out when it is open, and say "verified" in two claims.
static void finish(struct eat *e)
{
    struct wy_key_description *d = e->out;
    struct wy_root_of_trust *root = &d->hardware.root;
    size_t holder = e->with_key[1];
    d->level = e->levels[holder] != WY_KEY_LEVEL_UNKNOWN ? e->levels[holder] : d->keymint_level;
    root->present = e->boot_state || root->locked.known || root->boot_key.len;
    if (e->boot_state) {
        root->boot_state = !e->booted_secure ? "unverified" : e->official ? "verified" : "self-signed";
        root->locked.known = true;
    }
    if (e->boot_state && e->official && !e->booted_secure)
        WRONG(e, "an official build whose start was not checked");
    struct wy_key_reading s = {e->arena, d, &d->hardware, N_("hardware")};
    if (root->present)
        wy_key_root_tell(&s, root);
    if (d->unique_id.len)
        NOTE(e, "%s: %zu", N_("a unique id of this device and app, not shown, length in bytes"), d->unique_id.len);
}

// Some put the token into an OCTET STRING once more.
static wy_bytes unwrap(wy_bytes in)
{
    struct wy_reader r = wy_reader_init(in, 0);
    struct wy_der e;
    bool wrapped = in.len && in.ptr[0] == WY_DER_OCTETS && wy_der_next(&r, &e) && !wy_reader_left(&r);
    return wrapped ? e.body : in;
}

wy_err wy_key_eat_read(wy_bytes cbor, struct wy_arena *arena, struct wy_key_description *out, struct wy_diag *diag)
{
    struct wy_key_description d = {.level = WY_KEY_LEVEL_UNKNOWN, .keymint_level = WY_KEY_LEVEL_UNKNOWN};
    struct eat e = {.arena = arena, .out = &d, .levels = {WY_KEY_LEVEL_UNKNOWN, WY_KEY_LEVEL_UNKNOWN}};
    struct wy_reader r = wy_reader_init(unwrap(cbor), 0);
    struct wy_cbor map = wy_cbor_next(&r);
    if (!wy_reader_ok(&r) || map.type != WY_CBOR_MAP)
        return wy_fail(diag, WY_MALFORMED, 0, "an attestation in EAT form that is no map of claims");
    for (uint64_t i = 0; i < map.value && i < CLAIMS_MAX && wy_reader_ok(&r); i++) {
        struct wy_cbor key = wy_cbor_next(&r);
        read_claim(&e, &r, &key);
    }
    if (!wy_reader_ok(&r) || map.value > CLAIMS_MAX)
        WRONG(&e, "the attestation in EAT form ends in the middle, at byte %zu", r.pos);
    finish(&e);
    *out = d;
    return WY_OK;
}
