// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void wy_buf_init(struct wy_buf *buf, size_t max_bytes) { *buf = (struct wy_buf){.max = max_bytes}; }

void wy_buf_fini(struct wy_buf *buf)
{
    free(buf->data);
    *buf = (struct wy_buf){0};
}

char *wy_buf_reserve(struct wy_buf *buf, size_t n)
{
    if (buf->err != WY_OK)
        return NULL;
    if (n > buf->max - buf->len) {
        buf->err = WY_LIMIT;
        return NULL;
    }
    if (n > buf->cap - buf->len) {
        size_t cap = buf->cap ? buf->cap : 256;
        while (cap - buf->len < n)
            cap = cap > buf->max / 2 ? buf->max : cap * 2;
        char *data = realloc(buf->data, cap);
        if (!data) {
            buf->err = WY_NO_MEMORY;
            return NULL;
        }
        buf->data = data;
        buf->cap = cap;
    }
    return buf->data ? buf->data + buf->len : NULL;
}

void wy_buf_add(struct wy_buf *buf, wy_str s)
{
    if (s.len == 0)
        return;
    char *to = wy_buf_reserve(buf, s.len);
    if (to) {
        memcpy(to, s.ptr, s.len);
        buf->len += s.len;
    }
}

void wy_buf_add_bytes(struct wy_buf *buf, wy_bytes b) { wy_buf_add(buf, wy_bytes_str(b)); }
void wy_buf_addc(struct wy_buf *buf, const char *text) { wy_buf_add(buf, wy_str_c(text)); }
void wy_buf_char(struct wy_buf *buf, char c) { wy_buf_add(buf, (wy_str){&c, 1}); }

void wy_buf_repeat(struct wy_buf *buf, char c, size_t n)
{
    char *to = n ? wy_buf_reserve(buf, n) : NULL;
    if (to) {
        memset(to, c, n);
        buf->len += n;
    }
}

void wy_buf_printf(struct wy_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *to = n < 0 ? NULL : wy_buf_reserve(buf, (size_t)n + 1); // vsnprintf writes the NUL too
    if (to) {
        (void)vsnprintf(to, (size_t)n + 1, fmt, again);
        buf->len += (size_t)n;
    }
    va_end(again);
}

void wy_buf_u64(struct wy_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    wy_buf_add(buf, (wy_str){digits + at, sizeof digits - at});
}

void wy_buf_hex(struct wy_buf *buf, wy_bytes b)
{
    static const char digits[] = "0123456789abcdef";
    char *to = b.len ? wy_buf_reserve(buf, 2 * b.len) : NULL;
    for (size_t i = 0; to && i < b.len; i++) {
        to[2 * i] = digits[b.ptr[i] >> 4];
        to[2 * i + 1] = digits[b.ptr[i] & 15];
    }
    buf->len += to ? 2 * b.len : 0;
}

// Adds the valid runs of `s` as they are and hands every other byte or code point that `special` names to `escape`.
struct escaper {
    bool (*special)(uint32_t cp);
    void (*escape)(struct wy_buf *buf, uint32_t cp);
};

static void add_escaped(struct wy_buf *buf, wy_str s, const struct escaper *e)
{
    size_t start = 0, pos = 0;
    while (pos < s.len) {
        size_t at = pos;
        uint8_t byte = (uint8_t)s.ptr[pos];
        uint32_t cp = byte < 0x80 ? (pos++, byte) : wy_utf8_next(s, &pos);
        bool invalid = cp == 0xfffd && pos - at == 1;
        if (!invalid && !e->special(cp))
            continue;
        wy_buf_add(buf, wy_str_sub(s, start, at - start));
        if (invalid)
            wy_buf_addc(buf, "\xef\xbf\xbd");
        else
            e->escape(buf, cp);
        start = pos;
    }
    wy_buf_add(buf, wy_str_from(s, start));
}

static bool json_special(uint32_t cp) { return cp < 0x20 || cp == '"' || cp == '\\' || cp == 0x7f; }

static void json_escape(struct wy_buf *buf, uint32_t cp)
{
    switch (cp) {
    case '"': wy_buf_addc(buf, "\\\""); break;
    case '\\': wy_buf_addc(buf, "\\\\"); break;
    case '\n': wy_buf_addc(buf, "\\n"); break;
    case '\r': wy_buf_addc(buf, "\\r"); break;
    case '\t': wy_buf_addc(buf, "\\t"); break;
    default: wy_buf_printf(buf, "\\u%04x", (unsigned)cp);
    }
}

// Whether eight bytes hold one that JSON escapes or that is not ASCII.
static inline bool holds_special(uint64_t v)
{
    const uint64_t ones = UINT64_MAX / 255, high = ones << 7;
    uint64_t quote = v ^ ones * '"', backslash = v ^ ones * '\\', del = v ^ ones * 0x7f;
    // Each has a high bit where a byte is below 0x20, is the one asked for, or is above 0x7f.
    uint64_t control = v - ones * 0x20, found = (quote - ones) | (backslash - ones) | (del - ones);
    return ((control | found | v) & high) != 0;
}

// Nearly every text of evidence is.
static bool json_plain(wy_str s)
{
    uint64_t v = UINT64_MAX / 255 * ' ';
    size_t i = 0;
    for (; s.len - i >= sizeof v; i += sizeof v) {
        memcpy(&v, s.ptr + i, sizeof v);
        if (holds_special(v))
            return false;
    }
    for (v = UINT64_MAX / 255 * ' '; i < s.len; i++)
        v = v << 8 | (uint8_t)s.ptr[i];
    return !holds_special(v);
}

void wy_buf_json(struct wy_buf *buf, wy_str s)
{
    bool plain = json_plain(s);
    char *to = wy_buf_reserve(buf, plain ? s.len + 2 : 1);
    if (!to)
        return;
    *to++ = '"';
    buf->len++;
    if (plain) {
        memcpy(to, s.ptr, s.len);
        to[s.len] = '"';
        buf->len += s.len + 1;
        return;
    }
    add_escaped(buf, s, &(struct escaper){json_special, json_escape});
    wy_buf_char(buf, '"');
}

static bool control(uint32_t cp) { return cp < 0x20 || (cp >= 0x7f && cp < 0xa0); }

static bool html_special(uint32_t cp)
{
    return cp == '<' || cp == '>' || cp == '&' || cp == '"' || cp == '\'' || (control(cp) && cp != '\n' && cp != '\t');
}

static void html_escape(struct wy_buf *buf, uint32_t cp)
{
    if (control(cp))
        wy_buf_addc(buf, "\xef\xbf\xbd");
    else
        wy_buf_printf(buf, "&#%u;", (unsigned)cp);
}

void wy_buf_html(struct wy_buf *buf, wy_str s) { add_escaped(buf, s, &(struct escaper){html_special, html_escape}); }

// Characters that move or hide other characters: bidi controls, zero-width (except the joiners that Devanagari
// needs), line and paragraph separators, byte order mark, tags.
static bool invisible(uint32_t cp)
{
    return cp == 0x200b || cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
           (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xe0000 && cp <= 0xe007f);
}

static bool term_special(uint32_t cp) { return control(cp) || invisible(cp); }

static void term_escape(struct wy_buf *buf, uint32_t cp)
{
    if (cp < 0x100)
        wy_buf_printf(buf, "\\x%02x", (unsigned)cp);
    else
        wy_buf_printf(buf, "\\u%04x", (unsigned)cp);
}

void wy_buf_term(struct wy_buf *buf, wy_str s) { add_escaped(buf, s, &(struct escaper){term_special, term_escape}); }

void wy_buf_csv(struct wy_buf *buf, wy_str s)
{
    // A leading =, +, - or @ would be run as a formula by spreadsheets; an apostrophe keeps it text.
    bool formula = s.len && memchr("=+-@\t\r", s.ptr[0], 6);
    bool quote = formula;
    for (size_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == ',' || s.ptr[i] == '"' || s.ptr[i] == '\n' || s.ptr[i] == '\r';
    if (!quote) {
        wy_buf_term(buf, s);
        return;
    }
    wy_buf_char(buf, '"');
    if (formula)
        wy_buf_char(buf, '\'');
    wy_str part;
    bool first = true;
    while (wy_str_next(&s, '"', &part)) {
        if (!first)
            wy_buf_addc(buf, "\"\"");
        first = false;
        wy_buf_term(buf, part);
    }
    wy_buf_char(buf, '"');
}
