// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/forms.h"

#include "core/buffer.h"

#include <stdio.h>

enum {
    LONG_ENOUGH = 11, // from here on chance does not make a value: no look at its neighbours
    BASE64_RUN = 12,  // bytes whose base64 is decoded where it is found
    HEX_RUN = 16,     // the same of hex
    SHORT_MIN = 5,    // of a number, unless its field is there to see
    HASH_DIGITS = 16, // digests are cut, but not shorter
    FIELDS_MAX = 127, // of a protobuf, behind whose tag a number of five bytes is looked for
};

struct hasher {
    enum wy_digest_kind kind;
    const char *hex, *base64, *raw, *middle;
};
static const struct hasher hashers[WY_FORMS_DIGESTS] = {
    {WY_MD5, "md5", "md5-base64", "md5-raw", "md5-middle"},
    {WY_SHA1, "sha1", "sha1-base64", "sha1-raw", NULL},
    {WY_SHA256, "sha256", "sha256-base64", "sha256-raw", NULL},
};

// What a needle's flags say of the bytes beside the value.
#define NEIGHBOURS (WY_NEEDLE_DIGITS | WY_NEEDLE_WORD | WY_NEEDLE_HEX | WY_NEEDLE_IMEI)

const char wy_form_national[] = "national", wy_form_grouped[] = "grouped";

void wy_forms_init(struct wy_forms *b, struct wy_needles *out)
{
    *b = (struct wy_forms){.out = out};
    wy_map_init(&b->hashed, out->arena);
    for (size_t i = 0; i < WY_FORMS_DIGESTS; i++) {
        b->digest[i] = wy_digest_new(hashers[i].kind);
        if (!b->digest[i])
            b->err = WY_NO_MEMORY;
    }
}

void wy_forms_fini(struct wy_forms *b)
{
    for (size_t i = 0; i < WY_FORMS_DIGESTS; i++)
        wy_digest_free(b->digest[i]);
}

void wy_forms_add(struct wy_forms *b, const char *form, wy_bytes bytes, unsigned flags, wy_str whole, unsigned skip)
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

wy_str wy_forms_keep(struct wy_forms *b, wy_str s)
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
static void add_base64(struct wy_forms *b, wy_str text, unsigned flags)
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
        wy_forms_add(b, "base64", (wy_bytes){(uint8_t *)out + first, n - first}, flags, text, shift);
        bool special = memchr(out + first, '+', n - first) || memchr(out + first, '/', n - first);
        if (!special)
            continue;
        n = to_base64(in, shift + text.len, true, out);
        wy_forms_add(b, "base64", (wy_bytes){(uint8_t *)out + first, n - first}, flags, text, shift);
    }
}

// ASCII in UTF-16 is decoded where it is found.
static void add_utf16(struct wy_forms *b, wy_str text)
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
        wy_forms_add(b, "utf-16", (wy_bytes){wide + big, n - 1}, 0, (wy_str){0}, 0);
    }
}

// Where blanks are written as in a form; what else is escaped there is decoded where it is found.
static void add_form_encoded(struct wy_forms *b, wy_str text, unsigned flags)
{
    char out[WY_OWNER_VALUE_MAX];
    if (text.len > sizeof out || !memchr(text.ptr, ' ', text.len))
        return;
    for (size_t i = 0; i < text.len; i++)
        out[i] = text.ptr[i] == ' ' ? '+' : text.ptr[i];
    wy_forms_add(b, "percent", (wy_bytes){(uint8_t *)out, text.len}, flags, (wy_str){0}, 0);
}

wy_str wy_forms_hex(struct wy_forms *b, wy_bytes in)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 4096);
    wy_buf_hex(&buf, in);
    wy_str s = wy_forms_keep(b, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return s;
}

static void add_digest(struct wy_forms *b, const struct hasher *h, const uint8_t *digest, bool brief)
{
    size_t size = wy_digest_size(h->kind);
    wy_str hex = wy_forms_hex(b, (wy_bytes){digest, size});
    if (!hex.ptr)
        return;
    unsigned flags = WY_NEEDLE_NOCASE | WY_NEEDLE_DIGEST;
    wy_forms_add(b, h->hex, wy_str_bytes(wy_str_sub(hex, 0, HASH_DIGITS)), flags, hex, 0);
    if (brief)
        return;
    if (h->middle) // a habit of short MD5: digits 9 to 24
        wy_forms_add(b, h->middle, wy_str_bytes(wy_str_sub(hex, 8, HASH_DIGITS)), flags, hex, 8);
    wy_forms_add(b, h->raw, (wy_bytes){digest, 16}, 0, (wy_str){0}, 0);
    char text[64];
    size_t n = wy_min(to_base64(digest, size, false, text), 20); // fifteen bytes are enough
    wy_forms_add(b, h->base64, (wy_bytes){(uint8_t *)text, n}, 0, (wy_str){0}, 0);
    if (memchr(text, '+', n) || memchr(text, '/', n)) {
        (void)to_base64(digest, size, true, text);
        wy_forms_add(b, h->base64, (wy_bytes){(uint8_t *)text, n}, 0, (wy_str){0}, 0);
    }
}

void wy_forms_hash(struct wy_forms *b, wy_str image, bool brief)
{
    if (b->err != WY_OK || wy_map_get(&b->hashed, image))
        return;
    wy_str key = wy_forms_keep(b, image);
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&b->hashed, key) : NULL;
    if (!slot) {
        b->err = WY_NO_MEMORY;
        return;
    }
    slot->value = b;
    for (size_t i = 0; i < WY_FORMS_DIGESTS; i++) {
        uint8_t digest[WY_DIGEST_MAX];
        if (!wy_digest_add(b->digest[i], wy_str_bytes(image)) || !wy_digest_take(b->digest[i], digest)) {
            b->err = WY_UNSUPPORTED;
            return;
        }
        add_digest(b, &hashers[i], digest, brief);
    }
}

void wy_forms_hash_cases(struct wy_forms *b, wy_str image, bool brief)
{
    char other[WY_OWNER_VALUE_MAX];
    wy_forms_hash(b, image, brief);
    if (image.len > sizeof other)
        return;
    for (size_t i = 0; i < image.len; i++)
        other[i] = wy_upper(image.ptr[i]);
    wy_forms_hash(b, (wy_str){other, image.len}, brief);
    for (size_t i = 0; i < image.len; i++)
        other[i] = wy_lower(image.ptr[i]);
    wy_forms_hash(b, (wy_str){other, image.len}, brief);
}

static void add_hex(struct wy_forms *b, wy_bytes bytes, unsigned flags)
{
    wy_str hex = wy_forms_hex(b, bytes);
    if (hex.ptr)
        wy_forms_add(b, "hex", wy_str_bytes(hex), WY_NEEDLE_NOCASE | flags, (wy_str){0}, 0);
}

// What is encoded may be in capitals or small letters; longer ones are decoded where they are found.
static void encode_cases(struct wy_forms *b, wy_str text, unsigned flags)
{
    char other[HEX_RUN];
    for (int upper = 0; flags & WY_NEEDLE_NOCASE && upper < 2 && text.len < HEX_RUN; upper++) {
        for (size_t i = 0; i < text.len; i++)
            other[i] = upper ? wy_upper(text.ptr[i]) : wy_lower(text.ptr[i]);
        wy_str s = wy_forms_keep(b, (wy_str){other, text.len});
        if (!s.ptr || wy_str_eq(s, text))
            continue;
        if (s.len < BASE64_RUN)
            add_base64(b, s, flags);
        add_hex(b, wy_str_bytes(s), WY_NEEDLE_PAIRS | (flags & NEIGHBOURS));
    }
}

// One spelling of a value in all text forms. Numbers written for people in one of their many groupings are only hashed
// as well: in base64 and hex they are found by decoding.
void wy_forms_spell(struct wy_forms *b, const char *form, wy_str text, unsigned flags)
{
    text = wy_forms_keep(b, text);
    if (!text.ptr || text.len == 0)
        return;
    bool brief = text.len < LONG_ENOUGH || form == wy_form_national; // which is the end of the international number
    if (!brief)
        flags &= ~(unsigned)WY_NEEDLE_WORD;
    wy_forms_add(b, form, wy_str_bytes(text), flags, (wy_str){0}, 0);
    add_form_encoded(b, text, flags);
    wy_forms_hash_cases(b, text, form == wy_form_grouped);
    if (form == wy_form_grouped || (brief && flags & WY_NEEDLE_DIGITS))
        return; // a bare national number; its longer spellings carry the encodings
    add_base64(b, text, flags);
    add_utf16(b, text);
    add_hex(b, wy_str_bytes(text), WY_NEEDLE_PAIRS | (flags & NEIGHBOURS));
    encode_cases(b, text, flags);
}

void wy_forms_raw(struct wy_forms *b, const char *form, const uint8_t *bytes, size_t n)
{
    if (n < WY_FORMS_BINARY_MIN)
        return;
    wy_forms_add(b, form, (wy_bytes){bytes, n}, 0, (wy_str){0}, 0);
    for (int url = 0; url < 2 && n < BASE64_RUN; url++) { // by themselves, in letters that are too few to be decoded
        char text[2 * BASE64_RUN];
        size_t letters = to_base64(bytes, n, url, text);
        if (!url || memchr(text, '-', letters) || memchr(text, '_', letters))
            wy_forms_add(b, "base64", (wy_bytes){(uint8_t *)text, letters}, 0, (wy_str){0}, 0);
    }
}

size_t wy_forms_varint(uint64_t v, uint8_t out[10])
{
    size_t n = 0;
    for (; n == 0 || v; v >>= 7)
        out[n++] = (uint8_t)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
    return n;
}

void wy_forms_integer(struct wy_forms *b, uint64_t v)
{
    uint8_t le[8], be[8], varint[10];
    size_t n = wy_forms_varint(v, varint), size = 0;
    for (unsigned i = 0; i < 8; i++) {
        le[i] = (uint8_t)(v >> (8 * i));
        be[7 - i] = le[i];
        size = le[i] ? i + 1 : size;
    }
    if (size < WY_FORMS_BINARY_MIN) { // as a fixed64, or behind a tag: by themselves so few bytes occur by chance
        if (size < SHORT_MIN)
            return;
        wy_forms_raw(b, "integer", le, 8);
        wy_forms_raw(b, "integer", be, 8);
        if (n >= WY_FORMS_BINARY_MIN) {
            wy_forms_raw(b, "varint", varint, n);
            return;
        }
        for (unsigned field = 1; field < 16; field++) { // those whose tag is one byte
            uint8_t tagged[11] = {(uint8_t)(field << 3)};
            memcpy(tagged + 1, varint, n);
            wy_forms_raw(b, "varint", tagged, n + 1);
        }
        for (unsigned high = 1; high <= FIELDS_MAX / 16; high++) { // of those of two, the second
            uint8_t tagged[11] = {(uint8_t)high};
            memcpy(tagged + 1, varint, n);
            wy_forms_add(b, "varint", (wy_bytes){tagged, n + 1}, WY_NEEDLE_FIELD, (wy_str){0}, 0);
        }
        return;
    }
    wy_forms_raw(b, "integer", le, size);
    wy_forms_raw(b, "integer", be + 8 - size, size);
    if (size < 8) { // their base64 is another
        wy_forms_raw(b, "integer", le, 8);
        wy_forms_raw(b, "integer", be, 8);
    }
    wy_forms_raw(b, "varint", varint, n);
}

// Digits two in a byte, with the first in the upper or the lower half, at even and odd places.
static void packed_digits(struct wy_forms *b, wy_str digits)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        for (size_t start = 0; start < 2; start++) {
            uint8_t out[32];
            size_t n = 0;
            for (size_t i = start; i + 1 < digits.len && n < sizeof out; i += 2) {
                int a = wy_hex_digit(digits.ptr[i]), c = wy_hex_digit(digits.ptr[i + 1]);
                out[n++] = (uint8_t)(swapped ? c << 4 | a : a << 4 | c);
            }
            wy_forms_raw(b, "bcd", out, n);
            if (swapped) // else it is the number itself
                add_hex(b, (wy_bytes){out, n}, 0);
        }
    }
}

// A number's last half byte is filled with ones where it has an odd count of digits; in front of few bytes, the type of
// a number ("international, of a phone") is looked for as well.
void wy_forms_packed(struct wy_forms *b, wy_str digits)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        uint8_t out[1 + 16] = {0x91};
        size_t n = 1;
        for (size_t i = 0; i < digits.len && n < sizeof out; i += 2) {
            int a = wy_hex_digit(digits.ptr[i]), c = i + 1 < digits.len ? wy_hex_digit(digits.ptr[i + 1]) : 0xf;
            out[n++] = (uint8_t)(swapped ? c << 4 | a : a << 4 | c);
        }
        if (n > WY_FORMS_BINARY_MIN)
            wy_forms_raw(b, "bcd", out + 1, n - 1);
        else
            wy_forms_raw(b, "bcd", out, n);
    }
}

// In hexadecimal digits, as programs print numbers and the bytes of a card: as few as there are, or of eight bytes.
static void number_in_hex(struct wy_forms *b, uint64_t v)
{
    enum { DIGITS_MIN = 10 };
    char out[20];
    uint8_t le[8];
    for (unsigned i = 0; i < 8; i++)
        le[i] = (uint8_t)(v >> (8 * i));
    int n = snprintf(out, sizeof out, "%llx", (unsigned long long)v);
    if (n < DIGITS_MIN)
        return;
    wy_forms_add(b, "hex", (wy_bytes){(uint8_t *)out, (size_t)n}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX, (wy_str){0}, 0);
    n = snprintf(out, sizeof out, "%016llx", (unsigned long long)v);
    wy_forms_add(b, "hex", (wy_bytes){(uint8_t *)out, (size_t)n}, WY_NEEDLE_NOCASE | WY_NEEDLE_HEX, (wy_str){0}, 0);
    add_hex(b, (wy_bytes){le, sizeof le}, WY_NEEDLE_HEX);
}

void wy_forms_number(struct wy_forms *b, wy_str digits)
{
    uint64_t v;
    packed_digits(b, digits);
    if (!wy_str_u64(digits, &v))
        return;
    wy_forms_integer(b, v);
    number_in_hex(b, v);
}
