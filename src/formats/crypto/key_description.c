// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Schema: source.android.com/docs/security/features/keystore/attestation. Lists are SEQUENCEs of EXPLICIT [tag] values.
#include "core/lang.h"
#include "formats/crypto/key_tags.h"

enum { TAGS_MAX = 128 }; // in one list; the schema knows about 60

#define NOTE(s, ...) wy_say(&(s)->out->notes, (s)->arena, __VA_ARGS__)
#define WRONG(s, ...) wy_say(&(s)->out->errors, (s)->arena, __VA_ARGS__)

static void read_list(struct wy_key_reading *s, const struct wy_der *list)
{
    struct wy_reader r = wy_der_inside(list);
    struct wy_der tagged, value;
    uint32_t before = 0;
    s->list->ordered = true;
    while (s->list->n < TAGS_MAX && wy_der_next(&r, &tagged)) {
        struct wy_reader inner = wy_der_inside(&tagged);
        if (tagged.cls != WY_DER_CONTEXT || !wy_der_next(&inner, &value)) {
            WRONG(s, "%s: the list holds something without a tag", s->where);
            return;
        }
        s->list->ordered = s->list->ordered && tagged.tag >= before;
        before = tagged.tag;
        s->list->n++;
        wy_key_tag_read(s, tagged.tag, &value);
    }
    if (!wy_reader_ok(&r) || wy_reader_left(&r))
        WRONG(s, "%s: the list ends in the middle", s->where);
    if (!s->list->ordered)
        NOTE(s, "%s: %s", s->where, N_("the tags are not in ascending order, as some makers write them"));
}

static struct wy_key_number number(struct wy_reader *r, uint32_t tag)
{
    struct wy_key_number n = {0};
    struct wy_der e = wy_der_expect(r, tag);
    n.known = wy_reader_ok(r) && wy_der_int(e.body, &n.v);
    return n;
}

static enum wy_key_level level(struct wy_reader *r)
{
    struct wy_key_number n = number(r, WY_DER_ENUM);
    return n.known && n.v >= 0 && n.v <= 2 ? (enum wy_key_level)n.v : WY_KEY_LEVEL_UNKNOWN;
}

wy_err wy_key_description_read(wy_bytes der, struct wy_arena *arena, struct wy_key_description *out,
                               struct wy_diag *diag)
{
    struct wy_reader outer = wy_reader_init(der, 0);
    struct wy_der seq = wy_der_expect(&outer, WY_DER_SEQUENCE);
    struct wy_reader r = wy_der_inside(&seq);
    struct wy_key_description d = {0};
    d.version = number(&r, WY_DER_INTEGER);
    d.level = level(&r);
    d.keymint_version = number(&r, WY_DER_INTEGER);
    d.keymint_level = level(&r);
    d.challenge = wy_der_expect(&r, WY_DER_OCTETS).body;
    d.unique_id = wy_der_expect(&r, WY_DER_OCTETS).body;
    if (!wy_reader_ok(&outer) || !wy_reader_ok(&r)) {
        wy_err err = wy_reader_check(wy_reader_ok(&outer) ? &r : &outer, diag, "key description");
        return err;
    }
    if (d.unique_id.len)
        wy_say(&d.notes, arena, "%s: %zu", N_("a unique id of this device and app, not shown, length in bytes"),
               d.unique_id.len);
    struct wy_der software = wy_der_expect(&r, WY_DER_SEQUENCE), hardware = wy_der_expect(&r, WY_DER_SEQUENCE);
    struct wy_key_reading s = {arena, &d, &d.software, N_("software")};
    read_list(&s, &software);
    s.list = &d.hardware;
    s.where = N_("hardware");
    read_list(&s, &hardware);
    if (!wy_reader_ok(&r))
        wy_say(&d.errors, arena, "the key description ends before its two lists do");
    else if (wy_reader_left(&r))
        wy_say(&d.notes, arena, "%zu bytes follow the two lists", wy_reader_left(&r));
    *out = d;
    return WY_OK;
}
