// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/key_knox.h"

#include "core/lang.h"
#include "formats/crypto/der.h"
#include "formats/crypto/key_tags.h"

enum {
    FIELDS_MAX = 32,
    CHALLENGE = 0,
    IDENTIFIERS = 4,
    INTEGRITY = 5,
    RECORD_HASH = 6,
    CALLER = 5, // within the integrity
};

#define NOTE(k, arena, ...) wy_say(&(k)->notes, arena, __VA_ARGS__)

static void tell_state(struct wy_key_knox *k, struct wy_arena *arena, const char *name, const struct wy_der *e)
{
    static const char *const words[] = {"normal", "abnormal", "not-supported"};
    int64_t v;
    bool number = (wy_der_is(e, WY_DER_INTEGER) || wy_der_is(e, WY_DER_ENUM)) && wy_der_int(e->body, &v);
    if (!number)
        k->readable = false;
    else if (v >= 0 && v < (int64_t)WY_COUNT(words))
        wy_say(&k->states, arena, "%s=%s", name, words[v]);
    else
        wy_say(&k->states, arena, "%s=%lld", name, (long long)v);
}

// Calls `one` for each [n] of the sequence `e`; false where it breaks off.
static bool each(const struct wy_der *e, struct wy_key_knox *k, struct wy_arena *arena,
                 void (*one)(struct wy_key_knox *, struct wy_arena *, uint32_t, const struct wy_der *))
{
    struct wy_reader r = wy_der_inside(e);
    struct wy_der tagged, value;
    if (!wy_der_is(e, WY_DER_SEQUENCE))
        return false;
    for (size_t n = 0; n < FIELDS_MAX && wy_der_next(&r, &tagged); n++) {
        struct wy_reader inner = wy_der_inside(&tagged);
        if (tagged.cls != WY_DER_CONTEXT || !wy_der_next(&inner, &value))
            return false;
        one(k, arena, tagged.tag, &value);
    }
    return wy_reader_ok(&r);
}

static void caller_field(struct wy_key_knox *k, struct wy_arena *arena, uint32_t tag, const struct wy_der *e)
{
    if (tag == 0)
        tell_state(k, arena, "caller", e);
    else if (tag == 1)
        NOTE(k, arena, "knox: %s: %.*s", N_("asked for by"), WY_ARG(wy_bytes_str(e->body)));
    else if (tag == 3)
        tell_state(k, arena, "calling_package", e);
}

static void integrity_field(struct wy_key_knox *k, struct wy_arena *arena, uint32_t tag, const struct wy_der *e)
{
    static const char *const names[] = {"trust_boot", "warranty", "icd", "kernel", "system"};
    if (tag < WY_COUNT(names))
        tell_state(k, arena, names[tag], e);
    else if (tag == CALLER && !each(e, k, arena, caller_field))
        k->readable = false;
}

static void field(struct wy_key_knox *k, struct wy_arena *arena, uint32_t tag, const struct wy_der *e)
{
    switch (tag) {
    case CHALLENGE: NOTE(k, arena, "knox: %s: %zu", N_("challenge, length in bytes"), e->body.len); break;
    case IDENTIFIERS:
        NOTE(k, arena, "knox: %s: %s: %zu", N_("identifiers of the device"), wy_key_not_shown, e->body.len);
        break;
    case INTEGRITY:
        if (!each(e, k, arena, integrity_field))
            k->readable = false;
        break;
    case RECORD_HASH:
        NOTE(k, arena, "knox: %s: %zu", N_("digest of the attestation record, length in bytes"), e->body.len);
        break;
    default: NOTE(k, arena, "knox: %s: %u", N_("a field that is not known here"), tag); break;
    }
}

void wy_key_knox_read(wy_bytes der, struct wy_arena *arena, struct wy_key_knox *out)
{
    struct wy_key_knox k = {.readable = true};
    struct wy_reader r = wy_reader_init(der, 0);
    struct wy_der whole;
    // Old phones announce more than they write; each field still ends within the extension.
    if (!wy_der_next(&r, &whole) || !each(&whole, &k, arena, field))
        k.readable = false;
    for (WY_EACH(wy_str, s, k.states))
        NOTE(&k, arena, "knox: %.*s", WY_ARG(*s));
    if (!k.readable)
        NOTE(&k, arena, "knox: %s", N_("the extension can not be read to its end"));
    *out = k;
}
