// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/text.h"

#include <math.h>

bool wy_bytes_eq(wy_bytes a, wy_bytes b) { return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0); }

int wy_str_cmp(wy_str a, wy_str b)
{
    size_t n = wy_min(a.len, b.len);
    int d = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (d != 0)
        return d < 0 ? -1 : 1;
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

bool wy_str_starts_nocase(wy_str s, wy_str prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (wy_lower(s.ptr[i]) != wy_lower(prefix.ptr[i]))
            return false;
    return true;
}

bool wy_str_eq_nocase(wy_str a, wy_str b) { return a.len == b.len && wy_str_starts_nocase(a, b); }

size_t wy_str_find(wy_str s, wy_str needle)
{
    if (needle.len == 0)
        return 0;
    if (s.len < needle.len)
        return WY_NPOS;
    const char *p = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return p ? (size_t)(p - s.ptr) : WY_NPOS;
}

size_t wy_str_find_char(wy_str s, char c)
{
    const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : WY_NPOS;
}

size_t wy_str_rfind_char(wy_str s, char c)
{
    const char *p = s.len ? memrchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : WY_NPOS;
}

wy_str wy_str_from(wy_str s, size_t start)
{
    if (start >= s.len)
        return (wy_str){s.ptr ? s.ptr + s.len : NULL, 0};
    return (wy_str){s.ptr + start, s.len - start};
}

wy_str wy_str_sub(wy_str s, size_t start, size_t len)
{
    wy_str r = wy_str_from(s, start);
    r.len = wy_min(r.len, len);
    return r;
}

wy_bytes wy_bytes_sub(wy_bytes b, size_t start, size_t len)
{
    return wy_str_bytes(wy_str_sub(wy_bytes_str(b), start, len));
}

wy_str wy_str_trim(wy_str s)
{
    while (s.len && wy_is_space(s.ptr[0]))
        s = wy_str_from(s, 1);
    while (s.len && wy_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool wy_str_next(wy_str *rest, char sep, wy_str *part)
{
    if (!rest->ptr)
        return false;
    size_t at = wy_str_find_char(*rest, sep);
    if (at == WY_NPOS) {
        *part = *rest;
        *rest = (wy_str){0};
    } else {
        *part = wy_str_sub(*rest, 0, at);
        *rest = wy_str_from(*rest, at + 1);
    }
    return true;
}

bool wy_str_next_word(wy_str *rest, wy_str *word)
{
    size_t i = 0;
    while (i < rest->len && (rest->ptr[i] == ' ' || rest->ptr[i] == '\t'))
        i++;
    size_t start = i;
    while (i < rest->len && rest->ptr[i] != ' ' && rest->ptr[i] != '\t')
        i++;
    *word = wy_str_sub(*rest, start, i - start);
    *rest = wy_str_from(*rest, i);
    return word->len > 0;
}

wy_str wy_str_between(wy_str s, wy_str open, wy_str close)
{
    size_t a = wy_str_find(s, open);
    if (a == WY_NPOS)
        return (wy_str){0};
    wy_str tail = wy_str_from(s, a + open.len);
    size_t b = wy_str_find(tail, close);
    return b == WY_NPOS ? (wy_str){0} : wy_str_sub(tail, 0, b);
}

bool wy_str_u64(wy_str s, uint64_t *out)
{
    uint64_t v = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!wy_is_digit(s.ptr[i]) || !wy_mul_u64(v, 10, &v) || !wy_add_u64(v, (uint64_t)(s.ptr[i] - '0'), &v))
            return false;
    }
    *out = v;
    return true;
}

bool wy_str_i64(wy_str s, int64_t *out)
{
    bool negative = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        s = wy_str_from(s, 1);
    uint64_t v;
    if (!wy_str_u64(s, &v) || v > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return false;
    *out = negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

int wy_hex_digit(char c)
{
    if (wy_is_digit(c))
        return c - '0';
    c = wy_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int wy_hex_pair(const char pair[2])
{
    int high = wy_hex_digit(pair[0]), low = wy_hex_digit(pair[1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool wy_str_hex_u64(wy_str s, uint64_t *out)
{
    uint64_t v = 0;
    if (s.len == 0 || s.len > 16)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int d = wy_hex_digit(s.ptr[i]);
        if (d < 0)
            return false;
        v = v << 4 | (uint64_t)d;
    }
    *out = v;
    return true;
}

// Length of the sequence that starts with p[0], 0 when it is not valid within n bytes.
static size_t utf8_sequence(const uint8_t *p, size_t n)
{
    if (p[0] < 0x80)
        return 1;
    size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n < len)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
        (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return len;
}

size_t wy_utf8_valid_prefix(wy_bytes b)
{
    size_t i = 0;
    while (i < b.len) {
        uint64_t word;
        if (b.len - i >= 8 && (memcpy(&word, b.ptr + i, 8), (word & 0x8080808080808080u) == 0)) {
            i += 8;
            continue;
        }
        size_t n = utf8_sequence(b.ptr + i, b.len - i);
        if (n == 0)
            return i;
        i += n;
    }
    return i;
}

uint32_t wy_utf8_next(wy_str s, size_t *pos)
{
    const uint8_t *p = (const uint8_t *)s.ptr + *pos;
    size_t n = utf8_sequence(p, s.len - *pos);
    *pos += n ? n : 1;
    switch (n) {
    case 1: return p[0];
    case 2: return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    case 3: return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 |
               (p[3] & 0x3f);
    default: return 0xfffd;
    }
}

size_t wy_utf8_encode(uint32_t cp, char out[4])
{
    if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        cp = 0xfffd;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3f));
        cp >>= 6;
    }
    static const uint8_t lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(lead[n] | cp);
    return n;
}

double wy_entropy(wy_bytes b)
{
    size_t count[256] = {0};
    double bits = 0;
    for (size_t i = 0; i < b.len; i++)
        count[b.ptr[i]]++;
    for (size_t i = 0; i < 256; i++) {
        if (count[i]) {
            double p = (double)count[i] / (double)b.len;
            bits -= p * log2(p);
        }
    }
    return bits;
}
