// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/needles.h"

#include "core/buffer.h"
#include "core/digest.h"
#include "core/map.h"
#include "traffic/eui64.h"
#include "traffic/groups.h"

#include <stdio.h>

enum {
    LONG_ENOUGH = 11, // from here on chance does not make a value: no look at its neighbours
    BINARY_MIN = 6,   // raw bytes shorter than this occur by chance
    BASE64_RUN = 12,  // bytes whose base64 is decoded where it is found
    HEX_RUN = 16,     // the same of hex
    SHORT_MIN = 5,    // of a number, unless its field is there to see
    GROUPED_MIN = 7,  // digits of a number in groups
    HASH_DIGITS = 16, // digests are cut, but not shorter
    PAIRS_MAX = 8,    // identifiers that are tried in pairs
    FIELDS_MAX = 127, // of a protobuf, behind whose tag a number of five bytes is looked for
    HOURS = 27,       // one before the capture begins, a day and some after
};

struct hasher {
    enum wy_digest_kind kind;
    const char *hex, *base64, *raw, *middle;
};
static const struct hasher hashers[] = {
    {WY_MD5, "md5", "md5-base64", "md5-raw", "md5-middle"},
    {WY_SHA1, "sha1", "sha1-base64", "sha1-raw", NULL},
    {WY_SHA256, "sha256", "sha256-base64", "sha256-raw", NULL},
};
enum { HASHERS = 3 };

// What a needle's flags say of the bytes beside the value.
#define NEIGHBOURS (WY_NEEDLE_DIGITS | WY_NEEDLE_WORD | WY_NEEDLE_HEX | WY_NEEDLE_IMEI)

static const char national_form[] = "national", grouped_form[] = "grouped";

struct builder {
    struct wy_needles *out;
    struct wy_digest *digest[HASHERS];
    struct wy_map hashed; // pre-images done, so that spellings which coincide cost once
    wy_err err;
    uint32_t owner;
};

static void add(struct builder *b, const char *form, wy_bytes bytes, unsigned flags, wy_str whole, unsigned skip)
{
    struct wy_needles *n = b->out;
    if (b->err != WY_OK || bytes.len < WY_NEEDLE_MIN)
        return;
    if (n->rows.n >= WY_NEEDLES_MAX) {
        b->err = WY_LIMIT;
        return;
    }
    wy_str copy;
    struct wy_needle *row = wy_rows_add(&n->rows, n->arena, sizeof *row);
    struct wy_literal *literal = wy_rows_add(&n->literals, n->arena, sizeof *literal);
    if (!row || !literal || !wy_arena_str(n->arena, wy_bytes_str(bytes), &copy)) {
        b->err = WY_NO_MEMORY;
        return;
    }
    *row = (struct wy_needle){form, whole, b->owner, (uint16_t)flags, (uint8_t)skip};
    *literal = (struct wy_literal){wy_str_bytes(copy), (flags & WY_NEEDLE_NOCASE) != 0};
}

static wy_str keep(struct builder *b, wy_str s)
{
    wy_str copy = wy_arena_dup(b->out->arena, s);
    if (!copy.ptr)
        b->err = WY_NO_MEMORY;
    return copy;
}

static size_t to_base64(const uint8_t *in, size_t n, bool url, char *out)
{
    static const char std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char alt[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *alphabet = url ? alt : std;
    size_t o = 0;
    for (size_t bit = 0; bit + 6 <= n * 8; bit += 6) { // whole sextets only
        unsigned pair = (unsigned)in[bit / 8] << 8 | (bit / 8 + 1 < n ? in[bit / 8 + 1] : 0u);
        out[o++] = alphabet[pair >> (10 - bit % 8) & 63];
    }
    return o;
}

// At each of the three places a value can take within base64's groups of three bytes: the sextets that are wholly its
// own.
static void add_base64(struct builder *b, wy_str text, unsigned flags)
{
    enum { TEXT_MAX = WY_OWNER_VALUE_MAX + 64 };
    uint8_t in[TEXT_MAX + 2] = {0};
    char out[(TEXT_MAX + 4) * 4 / 3 + 4];
    if (text.len > TEXT_MAX || text.len < 6)
        return;
    flags = (flags & NEIGHBOURS) | WY_NEEDLE_BASE64;
    for (unsigned shift = 0; shift < 3; shift++) {
        memcpy(in + shift, text.ptr, text.len);
        size_t first = (shift * 8u + 5) / 6; // the first sextet without foreign bits
        size_t n = to_base64(in, shift + text.len, false, out);
        add(b, "base64", (wy_bytes){(uint8_t *)out + first, n - first}, flags, text, shift);
        bool special = memchr(out + first, '+', n - first) || memchr(out + first, '/', n - first);
        if (!special)
            continue;
        n = to_base64(in, shift + text.len, true, out);
        add(b, "base64", (wy_bytes){(uint8_t *)out + first, n - first}, flags, text, shift);
    }
}

// ASCII in UTF-16 is decoded where it is found.
static void add_utf16(struct builder *b, wy_str text)
{
    uint8_t wide[2 * WY_OWNER_VALUE_MAX + 2];
    bool ascii = true;
    for (size_t i = 0; i < text.len; i++)
        ascii = ascii && (uint8_t)text.ptr[i] < 0x80;
    if (ascii || text.len > WY_OWNER_VALUE_MAX)
        return;
    for (int big = 0; big < 2; big++) {
        size_t n = 0;
        for (size_t at = 0; at < text.len && n + 4 <= sizeof wide;) {
            uint32_t cp = wy_utf8_next(text, &at), high = 0xd7c0 + (cp >> 10);
            for (int half = cp > 0xffff ? 0 : 1; half < 2; half++) {
                uint32_t unit = cp <= 0xffff ? cp : half ? 0xdc00 | (cp & 0x3ff) : high;
                wide[n++] = (uint8_t)(big ? unit >> 8 : unit & 0xff);
                wide[n++] = (uint8_t)(big ? unit & 0xff : unit >> 8);
            }
        }
        // The outer zero byte is left off: it is there in both orders for plain letters.
        add(b, "utf-16", (wy_bytes){wide + big, n - 1}, 0, (wy_str){0}, 0);
    }
}

// Where blanks are written as in a form; what else is escaped there is decoded where it is found.
static void add_form_encoded(struct builder *b, wy_str text, unsigned flags)
{
    char out[WY_OWNER_VALUE_MAX];
    if (text.len > sizeof out || !memchr(text.ptr, ' ', text.len))
        return;
    for (size_t i = 0; i < text.len; i++)
        out[i] = text.ptr[i] == ' ' ? '+' : text.ptr[i];
    add(b, "percent", (wy_bytes){(uint8_t *)out, text.len}, flags, (wy_str){0}, 0);
}

static wy_str to_hex(struct builder *b, wy_bytes in)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 4096);
    wy_buf_hex(&buf, in);
    wy_str s = keep(b, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return s;
}

static void add_digest(struct builder *b, const struct hasher *h, const uint8_t *digest, bool brief)
{
    size_t size = wy_digest_size(h->kind);
    wy_str hex = to_hex(b, (wy_bytes){digest, size});
    if (!hex.ptr)
        return;
    unsigned flags = WY_NEEDLE_NOCASE | WY_NEEDLE_DIGEST;
    add(b, h->hex, wy_str_bytes(wy_str_sub(hex, 0, HASH_DIGITS)), flags, hex, 0);
    if (brief)
        return;
    if (h->middle) // a habit of short MD5: digits 9 to 24
        add(b, h->middle, wy_str_bytes(wy_str_sub(hex, 8, HASH_DIGITS)), flags, hex, 8);
    add(b, h->raw, (wy_bytes){digest, 16}, 0, (wy_str){0}, 0);
    char text[64];
    size_t n = wy_min(to_base64(digest, size, false, text), 20); // fifteen bytes are enough
    add(b, h->base64, (wy_bytes){(uint8_t *)text, n}, 0, (wy_str){0}, 0);
    if (memchr(text, '+', n) || memchr(text, '/', n)) {
        (void)to_base64(digest, size, true, text);
        add(b, h->base64, (wy_bytes){(uint8_t *)text, n}, 0, (wy_str){0}, 0);
    }
}

static void hash(struct builder *b, wy_str image, bool brief)
{
    if (b->err != WY_OK || wy_map_get(&b->hashed, image))
        return;
    wy_str key = keep(b, image);
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&b->hashed, key) : NULL;
    if (!slot) {
        b->err = WY_NO_MEMORY;
        return;
    }
    slot->value = b;
    for (size_t i = 0; i < HASHERS; i++) {
        uint8_t digest[WY_DIGEST_MAX];
        if (!wy_digest_add(b->digest[i], wy_str_bytes(image)) || !wy_digest_take(b->digest[i], digest)) {
            b->err = WY_UNSUPPORTED;
            return;
        }
        add_digest(b, &hashers[i], digest, brief);
    }
}

static void hash_cases(struct builder *b, wy_str image, bool brief)
{
    char other[WY_OWNER_VALUE_MAX];
    hash(b, image, brief);
    if (image.len > sizeof other)
        return;
    for (size_t i = 0; i < image.len; i++)
        other[i] = wy_upper(image.ptr[i]);
    hash(b, (wy_str){other, image.len}, brief);
    for (size_t i = 0; i < image.len; i++)
        other[i] = wy_lower(image.ptr[i]);
    hash(b, (wy_str){other, image.len}, brief);
}

static void add_hex(struct builder *b, wy_bytes bytes, unsigned flags)
{
    wy_str hex = to_hex(b, bytes);
    if (hex.ptr)
        add(b, "hex", wy_str_bytes(hex), WY_NEEDLE_NOCASE | flags, (wy_str){0}, 0);
}

// What is encoded may be in capitals or small letters; longer ones are decoded where they are found.
static void encode_cases(struct builder *b, wy_str text, unsigned flags)
{
    char other[HEX_RUN];
    for (int upper = 0; flags & WY_NEEDLE_NOCASE && upper < 2 && text.len < HEX_RUN; upper++) {
        for (size_t i = 0; i < text.len; i++)
            other[i] = upper ? wy_upper(text.ptr[i]) : wy_lower(text.ptr[i]);
        wy_str s = keep(b, (wy_str){other, text.len});
        if (!s.ptr || wy_str_eq(s, text))
            continue;
        if (s.len < BASE64_RUN)
            add_base64(b, s, flags);
        add_hex(b, wy_str_bytes(s), WY_NEEDLE_PAIRS | (flags & NEIGHBOURS));
    }
}

// One spelling of a value in all text forms. Numbers written for people in one of their many groupings are only hashed
// as well: in base64 and hex they are found by decoding.
static void spell(struct builder *b, const char *form, wy_str text, unsigned flags)
{
    text = keep(b, text);
    if (!text.ptr || text.len == 0)
        return;
    bool brief = text.len < LONG_ENOUGH || form == national_form; // which is the end of the international number
    if (!brief)
        flags &= ~(unsigned)WY_NEEDLE_WORD;
    add(b, form, wy_str_bytes(text), flags, (wy_str){0}, 0);
    add_form_encoded(b, text, flags);
    hash_cases(b, text, form == grouped_form);
    if (form == grouped_form || (brief && flags & WY_NEEDLE_DIGITS))
        return; // a bare national number; its longer spellings carry the encodings
    add_base64(b, text, flags);
    add_utf16(b, text);
    add_hex(b, wy_str_bytes(text), WY_NEEDLE_PAIRS | (flags & NEIGHBOURS));
    encode_cases(b, text, flags);
}

static void raw(struct builder *b, const char *form, const uint8_t *bytes, size_t n)
{
    if (n < BINARY_MIN)
        return;
    add(b, form, (wy_bytes){bytes, n}, 0, (wy_str){0}, 0);
    for (int url = 0; url < 2 && n < BASE64_RUN; url++) { // by themselves, in letters that are too few to be decoded
        char text[2 * BASE64_RUN];
        size_t letters = to_base64(bytes, n, url, text);
        if (!url || memchr(text, '-', letters) || memchr(text, '_', letters))
            add(b, "base64", (wy_bytes){(uint8_t *)text, letters}, 0, (wy_str){0}, 0);
    }
}

static size_t to_varint(uint64_t v, uint8_t *out)
{
    size_t n = 0;
    for (; n == 0 || v; v >>= 7)
        out[n++] = (uint8_t)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
    return n;
}

static void integer(struct builder *b, uint64_t v)
{
    uint8_t le[8], be[8], varint[10];
    size_t n = to_varint(v, varint), size = 0;
    for (unsigned i = 0; i < 8; i++) {
        le[i] = (uint8_t)(v >> (8 * i));
        be[7 - i] = le[i];
        size = le[i] ? i + 1 : size;
    }
    if (size < BINARY_MIN) { // as a fixed64, or behind a tag: by themselves so few bytes occur by chance
        if (size < SHORT_MIN)
            return;
        raw(b, "integer", le, 8);
        raw(b, "integer", be, 8);
        if (n >= BINARY_MIN) {
            raw(b, "varint", varint, n);
            return;
        }
        for (unsigned field = 1; field < 16; field++) { // those whose tag is one byte
            uint8_t tagged[11] = {(uint8_t)(field << 3)};
            memcpy(tagged + 1, varint, n);
            raw(b, "varint", tagged, n + 1);
        }
        for (uint8_t high = 1; high <= FIELDS_MAX / 16; high++) { // of those of two, the second
            uint8_t tagged[11] = {high};
            memcpy(tagged + 1, varint, n);
            add(b, "varint", (wy_bytes){tagged, n + 1}, WY_NEEDLE_FIELD, (wy_str){0}, 0);
        }
        return;
    }
    raw(b, "integer", le, size);
    raw(b, "integer", be + 8 - size, size);
    if (size < 8) { // their base64 is another
        raw(b, "integer", le, 8);
        raw(b, "integer", be, 8);
    }
    raw(b, "varint", varint, n);
}

// Digits two in a byte, with the first in the upper or the lower half, at even and odd places.
static void packed_digits(struct builder *b, wy_str digits)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        for (size_t start = 0; start < 2; start++) {
            uint8_t out[32];
            size_t n = 0;
            for (size_t i = start; i + 1 < digits.len && n < sizeof out; i += 2) {
                int a = wy_hex_digit(digits.ptr[i]), c = wy_hex_digit(digits.ptr[i + 1]);
                out[n++] = (uint8_t)(swapped ? c << 4 | a : a << 4 | c);
            }
            raw(b, "bcd", out, n);
            if (swapped) // else it is the number itself
                add_hex(b, (wy_bytes){out, n}, 0);
        }
    }
}

// A number's last half byte is filled with ones where it has an odd count of digits; in front of few bytes, the type of
// a number ("international, of a phone") is looked for as well.
static void packed_number(struct builder *b, wy_str digits)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        uint8_t out[1 + 16] = {0x91};
        size_t n = 1;
        for (size_t i = 0; i < digits.len && n < sizeof out; i += 2) {
            int a = wy_hex_digit(digits.ptr[i]), c = i + 1 < digits.len ? wy_hex_digit(digits.ptr[i + 1]) : 0xf;
            out[n++] = (uint8_t)(swapped ? c << 4 | a : a << 4 | c);
        }
        if (n > BINARY_MIN)
            raw(b, "bcd", out + 1, n - 1);
        else
            raw(b, "bcd", out, n);
    }
}

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
static void grouped(struct builder *b, wy_str prefix, wy_str digits, const char *groups, char separator)
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
    hash_cases(b, (wy_str){out, n}, true);
}

struct grouping {
    struct builder *b;
    wy_str digits;
    unsigned flags, code;
};

static void add_group(void *ctx, wy_str end)
{
    const struct grouping *g = ctx;
    add(g->b, grouped_form, wy_str_bytes(end), WY_NEEDLE_GROUPS | g->flags, g->digits, g->code);
}

// As people write a number, in whatever groups. The first `code` digits are a country's.
static void in_groups(struct builder *b, enum wy_groups_of what, wy_str digits, size_t code, unsigned flags)
{
    struct grouping g = {b, keep(b, digits), flags, (unsigned)code};
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

// In hexadecimal digits, as programs print numbers and the bytes of a card: as few as there are, or of eight bytes.
static void number_in_hex(struct builder *b, uint64_t v)
{
    enum { DIGITS_MIN = 10 };
    char out[20];
    uint8_t le[8];
    for (unsigned i = 0; i < 8; i++)
        le[i] = (uint8_t)(v >> (8 * i));
    int n = snprintf(out, sizeof out, "%llx", (unsigned long long)v);
    if (n < DIGITS_MIN)
        return;
    add(b, "hex", (wy_bytes){(uint8_t *)out, (size_t)n}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX, (wy_str){0}, 0);
    n = snprintf(out, sizeof out, "%016llx", (unsigned long long)v);
    add(b, "hex", (wy_bytes){(uint8_t *)out, (size_t)n}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX, (wy_str){0}, 0);
    add_hex(b, (wy_bytes){le, sizeof le}, WY_NEEDLE_HEX);
}

static void number(struct builder *b, wy_str digits)
{
    uint64_t v;
    packed_digits(b, digits);
    if (!wy_str_u64(digits, &v))
        return;
    integer(b, v);
    number_in_hex(b, v);
}

static void imei(struct builder *b, wy_str d)
{
    spell(b, "plain", d, WY_NEEDLE_DIGITS);
    number(b, d);
    if (d.len < 14)
        return;
    spell(b, "plain", wy_str_sub(d, 0, 14),
          WY_NEEDLE_DIGITS | WY_NEEDLE_IMEI); // without the check digit, or with a software version behind it
    in_groups(b, WY_GROUPS_CODE, d, 0, 0);
    in_groups(b, WY_GROUPS_CODE, wy_str_sub(d, 0, 14), 0, WY_NEEDLE_IMEI);
    grouped(b, (wy_str){0}, d, "2661", '-');
    grouped(b, (wy_str){0}, d, "2661", ' ');
    grouped(b, (wy_str){0}, d, "6261", '-');
    grouped(b, (wy_str){0}, d, "8", '-');
}

static void imsi(struct builder *b, wy_str d)
{
    spell(b, "plain", d, WY_NEEDLE_DIGITS);
    number(b, d);
    in_groups(b, WY_GROUPS_CODE, d, 0, 0);
    grouped(b, (wy_str){0}, d, "329", '-');
    grouped(b, (wy_str){0}, d, "329", ' ');
    grouped(b, (wy_str){0}, d, "339", '-');
    grouped(b, (wy_str){0}, d, "339", ' ');
}

static void iccid(struct builder *b, wy_str d)
{
    spell(b, "plain", d, WY_NEEDLE_DIGITS);
    number(b, d);
    if (d.len >= 19)
        spell(b, "plain", wy_str_sub(d, 0, d.len - 1), WY_NEEDLE_DIGITS); // without the check digit
    in_groups(b, WY_GROUPS_CODE, d, 0, 0);
    grouped(b, (wy_str){0}, d, "4", ' ');
}

static void national(struct builder *b, wy_str n, wy_str code)
{
    char zero[32];
    wy_str trunk = wy_trunk_prefix(code);
    if (n.len < GROUPED_MIN || n.len > 16)
        return;
    spell(b, national_form, n, WY_NEEDLE_DIGITS);
    memcpy(zero, trunk.ptr, trunk.len);
    memcpy(zero + trunk.len, n.ptr, n.len);
    wy_str with_zero = {zero, trunk.len + n.len};
    spell(b, national_form, with_zero, WY_NEEDLE_DIGITS);
    grouped(b, (wy_str){0}, with_zero, "49", ' ');
    grouped(b, (wy_str){0}, with_zero, "49", '-');
    grouped(b, (wy_str){0}, with_zero, "49", '/');
    grouped(b, (wy_str){0}, n, "334", '-');
    grouped(b, (wy_str){0}, n, "334", ' ');
    grouped(b, (wy_str){0}, n, "55", ' ');
}

static void phone(struct builder *b, wy_str value)
{
    char digits[32], full[40];
    size_t n = only(value, false, digits, sizeof digits);
    wy_str d = {digits, n};
    bool plus = value.ptr[0] == '+' || wy_str_starts(d, WY_S("00"));
    if (wy_str_starts(d, WY_S("00")))
        d = wy_str_from(d, 2);
    spell(b, "plain", value, WY_NEEDLE_DIGITS);
    spell(b, plus ? "international" : "plain", d, WY_NEEDLE_DIGITS);
    number(b, d);
    packed_number(b, d);
    if (!plus) {
        in_groups(b, WY_GROUPS_PHONE, d, 0, 0);
        if (d.len > 7 && d.ptr[0] == '0')
            national(b, wy_str_from(d, 1), (wy_str){0});
        return;
    }
    full[0] = '+';
    memcpy(full + 1, d.ptr, d.len);
    spell(b, "plain", (wy_str){full, d.len + 1}, WY_NEEDLE_DIGITS);
    memcpy(full, "00", 2);
    memcpy(full + 2, d.ptr, d.len);
    spell(b, "international", (wy_str){full, d.len + 2}, WY_NEEDLE_DIGITS);
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

static void android_id(struct builder *b, wy_str value)
{
    uint64_t v;
    spell(b, "plain", value, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD | WY_NEEDLE_HEX);
    if (!wy_str_hex_u64(value, &v))
        return;
    char text[32];
    int n = snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    spell(b, "decimal", (wy_str){text, (size_t)n}, WY_NEEDLE_DIGITS);
    if ((int64_t)v < 0) {
        n = snprintf(text, sizeof text, "%lld", (long long)v);
        spell(b, "decimal", (wy_str){text, (size_t)n}, WY_NEEDLE_DIGITS);
    }
    integer(b, v);
}

static size_t hex_bytes(wy_str hex, uint8_t *out)
{
    for (size_t i = 0; i + 1 < hex.len; i += 2)
        out[i / 2] = (uint8_t)wy_hex_pair(hex.ptr + i);
    return hex.len / 2;
}

static void underlined(struct builder *b, wy_str value)
{
    char out[64];
    if (value.len > sizeof out)
        return;
    for (size_t i = 0; i < value.len; i++)
        out[i] = value.ptr[i] == '-' ? '_' : value.ptr[i];
    add(b, "plain", (wy_bytes){(uint8_t *)out, value.len}, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD, (wy_str){0}, 0);
}

// As two numbers, in fields of a protobuf, mostly the upper half first.
static void uuid_numbers(struct builder *b, const uint8_t *bytes)
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
        size[2][i] = to_varint(v, half[2][i]);
    }
    for (size_t form = 0; form < WY_COUNT(forms); form++)
        for (size_t i = 0; i < 2 && size[form][i] >= BINARY_MIN; i++) {
            wy_str other = keep(b, wy_bytes_str((wy_bytes){half[form][!i], size[form][!i]}));
            add(b, forms[form], (wy_bytes){half[form][i], size[form][i]}, WY_NEEDLE_HALF, other, 0);
        }
}

static void uuid(struct builder *b, wy_str value)
{
    char hex[64];
    uint8_t bytes[32];
    size_t n = only(value, true, hex, sizeof hex);
    spell(b, "plain", value, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD);
    if (n != 32)
        return;
    spell(b, "no-separators", (wy_str){hex, n}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX);
    underlined(b, value);
    (void)hex_bytes((wy_str){hex, n}, bytes);
    raw(b, "raw", bytes, 16);
    static const uint8_t guid[8] = {3, 2, 1, 0, 5, 4, 7, 6}; // the mixed byte order of Microsoft's GUID
    static const uint8_t turned[] = {7, 15, 8}; // two little-endian numbers; those and two others, the lower first
    uint8_t mixed[16];
    for (size_t i = 0; i < sizeof mixed; i++)
        mixed[i] = bytes[i < 8 ? guid[i] : i];
    raw(b, "raw", mixed, sizeof mixed);
    for (size_t k = 0; k < WY_COUNT(turned); k++) {
        for (size_t i = 0; i < sizeof mixed; i++)
            mixed[i] = bytes[i ^ turned[k]];
        raw(b, "integer", mixed, sizeof mixed);
    }
    uuid_numbers(b, bytes);
}

// Within a longer address, as in IPv6 and not; in an IPv6 address its first zeros are left out, and in a question for
// its name it stands backwards.
static void longer_address(struct builder *b, const uint8_t bytes[WY_MAC])
{
    static const char form[] = "eui64";
    enum { FLAGS = WY_NEEDLE_NOCASE | WY_NEEDLE_HEX };
    uint8_t e[WY_EUI64];
    char out[48], name[4 * WY_EUI64];
    for (int turned = 0; turned < 2; turned++) {
        wy_eui64_of(bytes, turned, e);
        raw(b, form, e, sizeof e);
        add(b, form, wy_str_bytes(to_hex(b, (wy_bytes){e, sizeof e})), FLAGS, (wy_str){0}, 0);
        for (const char *separator = ":-"; *separator; separator++) {
            size_t n = 0;
            for (size_t i = 0; i < sizeof e; i++)
                n += (size_t)snprintf(out + n, sizeof out - n, "%s%02x", i ? (char[]){*separator, 0} : "", e[i]);
            add(b, form, (wy_bytes){(uint8_t *)out, n}, FLAGS, (wy_str){0}, 0);
        }
    }
    for (int padded = 0; padded < 2; padded++) {
        int n = snprintf(out, sizeof out, padded ? "%04x:%04x:%04x:%04x" : "%x:%x:%x:%x", e[0] << 8 | e[1],
                         e[2] << 8 | e[3], e[4] << 8 | e[5], e[6] << 8 | e[7]);
        add(b, form, (wy_bytes){(uint8_t *)out, (size_t)n}, FLAGS, (wy_str){0}, 0);
    }
    memset(name, '.', sizeof name);
    for (size_t i = 0; i < 2 * sizeof e; i++)
        name[2 * i] = "0123456789abcdef"[e[sizeof e - 1 - i / 2] >> (i % 2 * 4) & 15];
    add(b, form, (wy_bytes){(uint8_t *)name, sizeof name - 1}, FLAGS, (wy_str){0}, 0);
}

static void mac(struct builder *b, wy_str value)
{
    char hex[24], out[32];
    uint8_t bytes[16];
    size_t n = only(value, true, hex, sizeof hex);
    spell(b, "plain", value, WY_NEEDLE_NOCASE);
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
        spell(b, shapes[s].form, (wy_str){out, o}, WY_NEEDLE_NOCASE);
    }
    spell(b, "no-separators", (wy_str){hex, 12}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX);
    raw(b, "raw", bytes, 6);
    longer_address(b, bytes);
    integer(b, (uint64_t)bytes[0] << 40 | (uint64_t)bytes[1] << 32 | (uint64_t)bytes[2] << 24 |
                   (uint64_t)bytes[3] << 16 | (uint64_t)bytes[4] << 8 | bytes[5]);
}

static void ssid(struct builder *b, wy_str value)
{
    char quoted[WY_OWNER_VALUE_MAX + 2];
    spell(b, "plain", value, WY_NEEDLE_WORD);
    quoted[0] = quoted[value.len + 1] = '"'; // as Android writes it
    memcpy(quoted + 1, value.ptr, value.len);
    hash(b, (wy_str){quoted, value.len + 2}, false);
}

// Messages are known to be hashed together with the time, cut to the hour (LEAKS: Leith 2022).
static void text_with_hours(struct builder *b, wy_str value, int64_t time)
{
    char image[WY_OWNER_VALUE_MAX + 32];
    if (value.len > WY_OWNER_VALUE_MAX || time <= 0)
        return;
    for (int64_t hour = time / 3600 - 1, end = hour + HOURS; hour < end; hour++) {
        for (int unit = 0; unit < 3; unit++) {
            int64_t stamp = unit == 0 ? hour : unit == 1 ? hour * 3600 : hour * 3600000;
            memcpy(image, value.ptr, value.len);
            int n = snprintf(image + value.len, 32, "%lld", (long long)stamp);
            hash(b, (wy_str){image, value.len + (size_t)n}, true);
        }
    }
}

static void position(struct builder *b, wy_str value)
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
static void netbios(struct builder *b, wy_str value)
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
    add(b, "netbios", (wy_bytes){(uint8_t *)out, sizeof out}, 0, (wy_str){0}, 0);
}

static void expand(struct builder *b, const struct wy_owner *o, int64_t time)
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
        spell(b, "plain", o->value, WY_NEEDLE_WORD);
        text_with_hours(b, o->value, time);
        break;
    default: spell(b, "plain", o->value, WY_NEEDLE_NOCASE | WY_NEEDLE_WORD); netbios(b, o->value);
    }
}

static bool of_hardware(enum wy_id_kind kind)
{
    return kind == WY_ID_IMEI || kind == WY_ID_IMSI || kind == WY_ID_SERIAL || kind == WY_ID_ANDROID_ID ||
           kind == WY_ID_MAC || kind == WY_ID_ADVERTISING_ID;
}

// Trackers hash identifiers of one phone together.
static void hash_pairs(struct builder *b, const struct wy_owners *owners)
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
            hash(b, (wy_str){image, pick[i]->value.len + pick[k]->value.len}, true);
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
    struct builder b = {.out = out};
    wy_map_init(&b.hashed, arena);
    for (size_t i = 0; i < HASHERS; i++) {
        b.digest[i] = wy_digest_new(hashers[i].kind);
        if (!b.digest[i])
            b.err = WY_NO_MEMORY;
    }
    for (WY_EACH(struct wy_owner, o, owners->rows)) {
        if (b.err != WY_OK)
            break;
        expand(&b, o, time);
        b.owner++;
    }
    hash_pairs(&b, owners);
    for (size_t i = 0; i < HASHERS; i++)
        wy_digest_free(b.digest[i]);
    return b.err == WY_OK ? make_matcher(out) : b.err;
}
