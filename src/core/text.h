// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Slices. wy_bytes is hostile bytes; wy_str is text whose owner (usually an arena) outlives it. Both are passed by
// value, neither is NUL-terminated. Text from evidence is UTF-8 only after wy_str_clean; whoever prints a slice goes
// through a writer that escapes for its target.
#pragma once

#include "core/base.h"

#include <string.h>

typedef struct wy_bytes {
    const uint8_t *ptr;
    size_t len;
} wy_bytes;

typedef struct wy_str {
    const char *ptr; // NULL means "absent", which differs from "empty"
    size_t len;
} wy_str;

// A string literal as a slice; WY_S_INIT is the form for static initialisers.
#define WY_S(lit) ((wy_str){"" lit, sizeof(lit) - 1})
#define WY_S_INIT(lit)                                                                                                 \
    {                                                                                                                  \
        "" lit, sizeof(lit) - 1                                                                                        \
    }

static inline wy_str wy_str_c(const char *c) { return (wy_str){c, c ? strlen(c) : 0}; }
static inline wy_bytes wy_str_bytes(wy_str s) { return (wy_bytes){(const uint8_t *)s.ptr, s.len}; }
static inline wy_str wy_bytes_str(wy_bytes b) { return (wy_str){(const char *)b.ptr, b.len}; }
static inline bool wy_str_empty(wy_str s) { return s.len == 0; }

static inline bool wy_str_eq(wy_str a, wy_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
bool wy_bytes_eq(wy_bytes a, wy_bytes b);
int wy_str_cmp(wy_str a, wy_str b);        // byte order, like strcmp
bool wy_str_eq_nocase(wy_str a, wy_str b); // ASCII only

static inline bool wy_str_starts(wy_str s, wy_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}
static inline bool wy_str_ends(wy_str s, wy_str suffix)
{
    return s.len >= suffix.len && (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}
bool wy_str_starts_nocase(wy_str s, wy_str prefix);

#define WY_NPOS SIZE_MAX
size_t wy_str_find(wy_str s, wy_str needle); // WY_NPOS when absent
size_t wy_str_find_char(wy_str s, char c);
size_t wy_str_rfind_char(wy_str s, char c);
static inline bool wy_str_has(wy_str s, wy_str needle) { return wy_str_find(s, needle) != WY_NPOS; }

// Both clamp: a position past the end gives an empty slice at the end.
wy_str wy_str_from(wy_str s, size_t start);
wy_str wy_str_sub(wy_str s, size_t start, size_t len);
wy_bytes wy_bytes_sub(wy_bytes b, size_t start, size_t len);
wy_str wy_str_trim(wy_str s); // ASCII white space at both ends

// Cuts the part before the first `sep` off the front of *rest and returns it; false when *rest is absent (NULL). The
// last part leaves *rest absent, so `while (wy_str_next(&rest, ',', &part))` sees every part, empty ones too.
bool wy_str_next(wy_str *rest, char sep, wy_str *part);
// The same for runs of blanks and tabs; empty parts do not occur.
bool wy_str_next_word(wy_str *rest, wy_str *word);

// The text between `open` and the next `close` after it, or absent.
wy_str wy_str_between(wy_str s, wy_str open, wy_str close);

// The whole slice must be digits (with an optional sign for i64; "0x" is not accepted by these two).
WY_CHECKED bool wy_str_u64(wy_str s, uint64_t *out);
WY_CHECKED bool wy_str_i64(wy_str s, int64_t *out);
WY_CHECKED bool wy_str_hex_u64(wy_str s, uint64_t *out); // 1 to 16 hex digits, no prefix

static inline bool wy_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool wy_is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool wy_is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline char wy_lower(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }
static inline char wy_upper(char c) { return (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c); }
int wy_hex_digit(char c);            // 0 to 15, or -1
int wy_hex_pair(const char pair[2]); // 0 to 255, or -1

// Length of the valid UTF-8 prefix (RFC 3629: no surrogates, no overlong forms).
size_t wy_utf8_valid_prefix(wy_bytes b);
static inline bool wy_utf8_valid(wy_bytes b) { return wy_utf8_valid_prefix(b) == b.len; }
// Decodes one code point at s[*pos] and moves *pos past it; a bad byte gives U+FFFD and moves one byte.
uint32_t wy_utf8_next(wy_str s, size_t *pos);
// Writes 1 to 4 bytes to out, returns how many; not a scalar value is written as U+FFFD.
size_t wy_utf8_encode(uint32_t code_point, char out[4]);

// Shannon's entropy of the bytes, in bits for each byte: near 8 means encrypted, packed or random.
double wy_entropy(wy_bytes b);
