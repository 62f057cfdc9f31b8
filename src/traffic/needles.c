// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/needles.h"

#include "traffic/eui64.h"
#include "traffic/forms.h"
#include "traffic/groups.h"

#include <stdio.h>

enum {
    GROUPED_MIN = 7, // digits of a number in groups
    PAIRS_MAX = 8,   // identifiers that are tried in pairs
    HOURS = 27,      // one before the capture begins, a day and some after
};

static size_t only(wy_str s, bool hex, char *out, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < cap; i++)
        if (hex ? wy_hex_digit(s.ptr[i]) >= 0 : wy_is_digit(s.ptr[i]))
            out[n++] = s.ptr[i];
    return n;
}

// Writes `digits` with group separators, a group's size as a character above '0': groups "26" and separator ' ' give
// "dd dddddd".
static void grouped(struct wy_forms *b, wy_str prefix, wy_str digits, const char *groups, char separator)
{
    char out[96];
    size_t n = prefix.len, at = 0;
    if (prefix.len)
        memcpy(out, prefix.ptr, prefix.len);
    for (const char *g = groups; at < digits.len && n < sizeof out - 24; g += g[1] != '\0') {
        if (at)
            out[n++] = separator;
        size_t size = wy_min((size_t)(*g - '0'), digits.len - at);
        if (g[1] == '\0' && groups[0] != *g) // the last group takes the rest, unless all groups are alike
            size = digits.len - at;
        memcpy(out + n, digits.ptr + at, size);
        n += size;
        at += size;
    }
    wy_forms_hash_cases(b, (wy_str){out, n}, true);
}

struct grouping {
    struct wy_forms *b;
    wy_str digits;
    unsigned flags, code;
};

static void add_group(void *ctx, wy_str end)
{
    const struct grouping *g = ctx;
    wy_forms_add(g->b, wy_form_grouped, wy_str_bytes(end), WY_NEEDLE_GROUPS | g->flags, g->digits, g->code);
}

// As people write a number, in whatever groups. The first `code` digits are a country's.
static void in_groups(struct wy_forms *b, enum wy_groups_of what, wy_str digits, size_t code, unsigned flags)
{
    struct grouping g = {b, wy_forms_keep(b, digits), flags, (unsigned)code};
    wy_str number = wy_str_from(g.digits, code);
    if (number.len < GROUPED_MIN)
        return;
    wy_groups_spell(what, number, add_group, &g);
    for (const char *parted = " -+"; code && *parted; parted++) { // only the code by itself
        char out[40];
        int n = snprintf(out, sizeof out, "%.*s%c%.*s", (int)code, g.digits.ptr, *parted, WY_ARG(number));
        if (n > 0 && (size_t)n < sizeof out)
            add_group(&g, (wy_str){out, (size_t)n});
    }
}

static void imei(struct wy_forms *b, wy_str d)
{
    wy_forms_spell(b, "plain", d, WY_NEEDLE_DIGITS);
    wy_forms_number(b, d);
    if (d.len < 14)
        return;
    wy_forms_spell(b, "plain", wy_str_sub(d, 0, 14),
                   WY_NEEDLE_DIGITS | WY_NEEDLE_IMEI); // without the check digit, or with a software version behind it
    in_groups(b, WY_GROUPS_CODE, d, 0, 0);
    in_groups(b, WY_GROUPS_CODE, wy_str_sub(d, 0, 14), 0, WY_NEEDLE_IMEI);
    grouped(b, (wy_str){0}, d, "2661", '-');
    grouped(b, (wy_str){0}, d, "2661", ' ');
    grouped(b, (wy_str){0}, d, "6261", '-');
    grouped(b, (wy_str){0}, d, "8", '-');
}

static void imsi(struct wy_forms *b, wy_str d)
{
    wy_forms_spell(b, "plain", d, WY_NEEDLE_DIGITS);
    wy_forms_number(b, d);
    in_groups(b, WY_GROUPS_CODE, d, 0, 0);
    grouped(b, (wy_str){0}, d, "329", '-');
    grouped(b, (wy_str){0}, d, "329", ' ');
    grouped(b, (wy_str){0}, d, "339", '-');
    grouped(b, (wy_str){0}, d, "339", ' ');
}

static void iccid(struct wy_forms *b, wy_str d)
{
    wy_forms_spell(b, "plain", d, WY_NEEDLE_DIGITS);
    wy_forms_number(b, d);
    if (d.len >= 19)
        wy_forms_spell(b, "plain", wy_str_sub(d, 0, d.len - 1), WY_NEEDLE_DIGITS); // without the check digit
    in_groups(b, WY_GROUPS_CODE, d, 0, 0);
    grouped(b, (wy_str){0}, d, "4", ' ');
}

static void national(struct wy_forms *b, wy_str n, wy_str code)
{
    char zero[32];
    wy_str trunk = wy_trunk_prefix(code);
    if (n.len < GROUPED_MIN || n.len > 16)
        return;
    wy_forms_spell(b, wy_form_national, n, WY_NEEDLE_DIGITS);
    memcpy(zero, trunk.ptr, trunk.len);
    memcpy(zero + trunk.len, n.ptr, n.len);
    wy_str with_zero = {zero, trunk.len + n.len};
    wy_forms_spell(b, wy_form_national, with_zero, WY_NEEDLE_DIGITS);
    grouped(b, (wy_str){0}, with_zero, "49", ' ');
    grouped(b, (wy_str){0}, with_zero, "49", '-');
    grouped(b, (wy_str){0}, with_zero, "49", '/');
    grouped(b, (wy_str){0}, n, "334", '-');
    grouped(b, (wy_str){0}, n, "334", ' ');
    grouped(b, (wy_str){0}, n, "55", ' ');
}

static void phone(struct wy_forms *b, wy_str value)
{
    char digits[32], full[40];
    size_t n = only(value, false, digits, sizeof digits);
    wy_str d = {digits, n};
    bool plus = value.ptr[0] == '+' || wy_str_starts(d, WY_S("00"));
    if (wy_str_starts(d, WY_S("00")))
        d = wy_str_from(d, 2);
    wy_forms_spell(b, "plain", value, WY_NEEDLE_DIGITS);
    wy_forms_spell(b, plus ? "international" : "plain", d, WY_NEEDLE_DIGITS);
    wy_forms_number(b, d);
    wy_forms_packed(b, d);
    if (!plus) {
        in_groups(b, WY_GROUPS_PHONE, d, 0, 0);
        if (d.len > 7 && d.ptr[0] == '0')
            national(b, wy_str_from(d, 1), (wy_str){0});
        return;
    }
    full[0] = '+';
    memcpy(full + 1, d.ptr, d.len);
    wy_forms_spell(b, "plain", (wy_str){full, d.len + 1}, WY_NEEDLE_DIGITS);
    memcpy(full, "00", 2);
    memcpy(full + 2, d.ptr, d.len);
    wy_forms_spell(b, "international", (wy_str){full, d.len + 2}, WY_NEEDLE_DIGITS);
    size_t code = wy_country_code(d);
    in_groups(b, WY_GROUPS_PHONE, d, code, 0);
    if (!code || d.len <= code)
        return;
    wy_str rest = wy_str_from(d, code);
    full[0] = '+';
    memcpy(full + 1, d.ptr, code);
    static const char *const groups[] = {"D", "39", "334", "55"};
    static const char separators[] = " -";
    for (size_t s = 0; s < 2; s++) {
        full[code + 1] = separators[s];
        for (size_t g = 0; g < WY_COUNT(groups); g++)
            grouped(b, (wy_str){full, code + 2}, rest, groups[g], separators[s]);
    }
    national(b, rest, wy_str_sub(d, 0, code));
}

static void android_id(struct wy_forms *b, wy_str value)
{
    uint64_t v;
    wy_forms_spell(b, "plain", value, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD | WY_NEEDLE_HEX);
    if (!wy_str_hex_u64(value, &v))
        return;
    char text[32];
    int n = snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    wy_forms_spell(b, "decimal", (wy_str){text, (size_t)n}, WY_NEEDLE_DIGITS);
    if ((int64_t)v < 0) {
        n = snprintf(text, sizeof text, "%lld", (long long)v);
        wy_forms_spell(b, "decimal", (wy_str){text, (size_t)n}, WY_NEEDLE_DIGITS);
    }
    wy_forms_integer(b, v);
}

static size_t hex_bytes(wy_str hex, uint8_t *out)
{
    for (size_t i = 0; i + 1 < hex.len; i += 2)
        out[i / 2] = (uint8_t)wy_hex_pair(hex.ptr + i);
    return hex.len / 2;
}

static void underlined(struct wy_forms *b, wy_str value)
{
    char out[64];
    if (value.len > sizeof out)
        return;
    for (size_t i = 0; i < value.len; i++)
        out[i] = value.ptr[i] == '-' ? '_' : value.ptr[i];
    wy_forms_add(b, "plain", (wy_bytes){(uint8_t *)out, value.len}, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD, (wy_str){0}, 0);
}

// As two numbers, in fields of a protobuf, mostly the upper half first.
static void uuid_numbers(struct wy_forms *b, const uint8_t *bytes)
{
    static const char *const forms[] = {"integer", "integer", "varint"};
    uint8_t half[WY_COUNT(forms)][2][10];
    size_t size[WY_COUNT(forms)][2];
    for (size_t i = 0; i < 2; i++) {
        uint64_t v = 0;
        for (size_t k = 0; k < 8; k++) {
            v = v << 8 | bytes[8 * i + k];
            half[0][i][k] = bytes[8 * i + k];
            half[1][i][7 - k] = bytes[8 * i + k];
        }
        size[0][i] = size[1][i] = 8;
        size[2][i] = wy_forms_varint(v, half[2][i]);
    }
    for (size_t form = 0; form < WY_COUNT(forms); form++)
        for (size_t i = 0; i < 2 && size[form][i] >= WY_FORMS_BINARY_MIN; i++) {
            wy_str other = wy_forms_keep(b, wy_bytes_str((wy_bytes){half[form][!i], size[form][!i]}));
            wy_forms_add(b, forms[form], (wy_bytes){half[form][i], size[form][i]}, WY_NEEDLE_HALF, other, 0);
        }
}

static void uuid(struct wy_forms *b, wy_str value)
{
    char hex[64];
    uint8_t bytes[32];
    size_t n = only(value, true, hex, sizeof hex);
    wy_forms_spell(b, "plain", value, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD);
    if (n != 32)
        return;
    wy_forms_spell(b, "no-separators", (wy_str){hex, n}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX);
    underlined(b, value);
    (void)hex_bytes((wy_str){hex, n}, bytes);
    wy_forms_raw(b, "raw", bytes, 16);
    static const uint8_t guid[8] = {3, 2, 1, 0, 5, 4, 7, 6}; // the mixed byte order of Microsoft's GUID
    static const uint8_t turned[] = {7, 15, 8}; // two little-endian numbers; those and two others, the lower first
    uint8_t mixed[16];
    for (size_t i = 0; i < sizeof mixed; i++)
        mixed[i] = bytes[i < 8 ? guid[i] : i];
    wy_forms_raw(b, "raw", mixed, sizeof mixed);
    for (size_t k = 0; k < WY_COUNT(turned); k++) {
        for (size_t i = 0; i < sizeof mixed; i++)
            mixed[i] = bytes[i ^ turned[k]];
        wy_forms_raw(b, "integer", mixed, sizeof mixed);
    }
    uuid_numbers(b, bytes);
}

// Within a longer address, as in IPv6 and not; in an IPv6 address its first zeros are left out, and in a question for
// its name it stands backwards.
static void longer_address(struct wy_forms *b, const uint8_t bytes[WY_MAC])
{
    static const char form[] = "eui64";
    enum { FLAGS = WY_NEEDLE_NOCASE | WY_NEEDLE_HEX };
    uint8_t e[WY_EUI64];
    char out[48], name[4 * WY_EUI64];
    for (int turned = 0; turned < 2; turned++) {
        wy_eui64_of(bytes, turned, e);
        wy_forms_raw(b, form, e, sizeof e);
        wy_forms_add(b, form, wy_str_bytes(wy_forms_hex(b, (wy_bytes){e, sizeof e})), FLAGS, (wy_str){0}, 0);
        for (const char *separator = ":-"; *separator; separator++) {
            size_t n = 0;
            for (size_t i = 0; i < sizeof e; i++)
                n += (size_t)snprintf(out + n, sizeof out - n, "%s%02x", i ? (char[]){*separator, 0} : "", e[i]);
            wy_forms_add(b, form, (wy_bytes){(uint8_t *)out, n}, FLAGS, (wy_str){0}, 0);
        }
    }
    for (int padded = 0; padded < 2; padded++) {
        int n = snprintf(out, sizeof out, padded ? "%04x:%04x:%04x:%04x" : "%x:%x:%x:%x", e[0] << 8 | e[1],
                         e[2] << 8 | e[3], e[4] << 8 | e[5], e[6] << 8 | e[7]);
        wy_forms_add(b, form, (wy_bytes){(uint8_t *)out, (size_t)n}, FLAGS, (wy_str){0}, 0);
    }
    memset(name, '.', sizeof name);
    for (size_t i = 0; i < 2 * sizeof e; i++)
        name[2 * i] = "0123456789abcdef"[e[sizeof e - 1 - i / 2] >> (i % 2 * 4) & 15];
    wy_forms_add(b, form, (wy_bytes){(uint8_t *)name, sizeof name - 1}, FLAGS, (wy_str){0}, 0);
}

static void mac(struct wy_forms *b, wy_str value)
{
    char hex[24], out[32];
    uint8_t bytes[16];
    size_t n = only(value, true, hex, sizeof hex);
    wy_forms_spell(b, "plain", value, WY_NEEDLE_NOCASE);
    if (n != 12)
        return;
    (void)hex_bytes((wy_str){hex, n}, bytes);
    static const struct {
        char separator;
        size_t group;
        const char *form;
    } shapes[] = {{':', 2, "plain"}, {'-', 2, "plain"}, {'_', 2, "plain"},
                  {' ', 2, "plain"}, {'.', 4, "plain"}, {'-', 6, "plain"}};
    for (size_t s = 0; s < WY_COUNT(shapes); s++) {
        size_t o = 0;
        for (size_t i = 0; i < 12; i++) {
            if (i && i % shapes[s].group == 0)
                out[o++] = shapes[s].separator;
            out[o++] = hex[i];
        }
        wy_forms_spell(b, shapes[s].form, (wy_str){out, o}, WY_NEEDLE_NOCASE);
    }
    wy_forms_spell(b, "no-separators", (wy_str){hex, 12}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX);
    wy_forms_raw(b, "raw", bytes, 6);
    longer_address(b, bytes);
    wy_forms_integer(b, (uint64_t)bytes[0] << 40 | (uint64_t)bytes[1] << 32 | (uint64_t)bytes[2] << 24 |
                            (uint64_t)bytes[3] << 16 | (uint64_t)bytes[4] << 8 | bytes[5]);
}

static void ssid(struct wy_forms *b, wy_str value)
{
    char quoted[WY_OWNER_VALUE_MAX + 2];
    wy_forms_spell(b, "plain", value, WY_NEEDLE_WORD);
    quoted[0] = quoted[value.len + 1] = '"'; // as Android writes it
    memcpy(quoted + 1, value.ptr, value.len);
    wy_forms_hash(b, (wy_str){quoted, value.len + 2}, false);
}

// Messages are known to be hashed together with the time, cut to the hour (LEAKS: Leith 2022).
static void text_with_hours(struct wy_forms *b, wy_str value, int64_t time)
{
    char image[WY_OWNER_VALUE_MAX + 32];
    if (value.len > WY_OWNER_VALUE_MAX || time <= 0)
        return;
    for (int64_t hour = time / 3600 - 1, end = hour + HOURS; hour < end; hour++) {
        for (int unit = 0; unit < 3; unit++) {
            int64_t stamp = unit == 0 ? hour : unit == 1 ? hour * 3600 : hour * 3600000;
            memcpy(image, value.ptr, value.len);
            int n = snprintf(image + value.len, 32, "%lld", (long long)stamp);
            wy_forms_hash(b, (wy_str){image, value.len + (size_t)n}, true);
        }
    }
}

static void position(struct wy_forms *b, wy_str value)
{
    struct wy_place place, *row;
    if (!wy_place_parse(value, &place))
        return;
    place.owner = b->owner;
    row = wy_rows_add(&b->out->places, b->out->arena, sizeof *row);
    if (row)
        *row = place;
    else
        b->err = WY_NO_MEMORY;
}

// A name as NetBIOS asks for it (RFC 1001, 14.1): in capitals, filled with spaces, half bytes as letters. Its last byte
// says what the name is of.
static void netbios(struct wy_forms *b, wy_str value)
{
    enum { NAME = 15 };
    char out[1 + 2 * NAME] = {' '}; // 32, the label's length
    if (value.len > NAME)
        return;
    for (size_t i = 0; i < NAME; i++) {
        uint8_t c = (uint8_t)(i < value.len ? wy_upper(value.ptr[i]) : ' ');
        out[1 + 2 * i] = (char)('A' + (c >> 4));
        out[2 + 2 * i] = (char)('A' + (c & 15));
    }
    wy_forms_add(b, "netbios", (wy_bytes){(uint8_t *)out, sizeof out}, 0, (wy_str){0}, 0);
}

static void expand(struct wy_forms *b, const struct wy_owner *o, int64_t time)
{
    char digits[64];
    wy_str d = {digits, only(o->value, false, digits, sizeof digits)};
    switch (o->kind) {
    case WY_ID_IMEI: imei(b, d.len ? d : o->value); break;
    case WY_ID_IMSI: imsi(b, d.len ? d : o->value); break;
    case WY_ID_ICCID: iccid(b, d.len ? d : o->value); break;
    case WY_ID_PHONE:
    case WY_ID_CONTACT: phone(b, o->value); break;
    case WY_ID_ANDROID_ID: android_id(b, o->value); break;
    case WY_ID_ADVERTISING_ID: uuid(b, o->value); break;
    case WY_ID_MAC:
    case WY_ID_BSSID: mac(b, o->value); break;
    case WY_ID_SSID: ssid(b, o->value); break;
    case WY_ID_POSITION: position(b, o->value); break;
    case WY_ID_TEXT:
        wy_forms_spell(b, "plain", o->value, WY_NEEDLE_WORD);
        text_with_hours(b, o->value, time);
        break;
    default: wy_forms_spell(b, "plain", o->value, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD); netbios(b, o->value);
    }
}

static bool of_hardware(enum wy_id_kind kind)
{
    return kind == WY_ID_IMEI || kind == WY_ID_IMSI || kind == WY_ID_SERIAL || kind == WY_ID_ANDROID_ID ||
           kind == WY_ID_MAC || kind == WY_ID_ADVERTISING_ID;
}

// Trackers hash identifiers of one phone together.
static void hash_pairs(struct wy_forms *b, const struct wy_owners *owners)
{
    const struct wy_owner *pick[PAIRS_MAX], *all = owners->rows.v;
    size_t n = 0;
    for (size_t i = 0; i < owners->rows.n && n < PAIRS_MAX; i++)
        if (of_hardware(all[i].kind))
            pick[n++] = &all[i];
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            char image[2 * WY_OWNER_VALUE_MAX];
            if (i == k)
                continue;
            memcpy(image, pick[i]->value.ptr, pick[i]->value.len);
            memcpy(image + pick[i]->value.len, pick[k]->value.ptr, pick[k]->value.len);
            b->owner = (uint32_t)(pick[i] - all);
            wy_forms_hash(b, (wy_str){image, pick[i]->value.len + pick[k]->value.len}, true);
        }
    }
}

static wy_err make_matcher(struct wy_needles *out)
{
    return wy_matcher_new(out->literals.v, out->literals.n, out->arena, &out->matcher);
}

wy_err wy_needles_build(struct wy_needles *out, const struct wy_owners *owners, int64_t time, struct wy_arena *arena)
{
    *out = (struct wy_needles){.owners = owners, .arena = arena};
    struct wy_forms b;
    wy_forms_init(&b, out);
    for (WY_EACH(struct wy_owner, o, owners->rows)) {
        if (b.err != WY_OK)
            break;
        expand(&b, o, time);
        b.owner++;
    }
    hash_pairs(&b, owners);
    wy_forms_fini(&b);
    return b.err == WY_OK ? make_matcher(out) : b.err;
}
