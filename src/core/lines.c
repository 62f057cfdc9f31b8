// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Lines of a stream through one buffer: memory does not grow with the input. A line longer than the maximum is given
// cut and its rest skipped, so that one lying line cannot hide the next.
#include "core/stream.h"

#include <stdlib.h>

enum { CHUNK = 256 * 1024 };

enum encoding { PLAIN, UTF16_LE, UTF16_BE };

struct wy_lines {
    struct wy_stream *stream;
    char *buf;         // line_max + CHUNK bytes
    size_t start, end; // unread part of buf
    size_t cap, line_max;
    uint64_t number, offset;
    bool started, ended, skipping;
    enum encoding encoding;
    uint8_t *raw; // UTF-16 input before conversion
    size_t raw_n;
    uint16_t high; // a high surrogate that waits for its other half
    wy_err err;
};

struct wy_lines *wy_lines_new(struct wy_stream *stream, size_t line_max)
{
    struct wy_lines *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->stream = stream;
    l->line_max = line_max;
    l->cap = line_max + CHUNK;
    l->buf = malloc(l->cap);
    if (!l->buf) {
        free(l);
        return NULL;
    }
    return l;
}

void wy_lines_free(struct wy_lines *l)
{
    if (!l)
        return;
    free(l->raw);
    free(l->buf);
    free(l);
}

static void put_unit(struct wy_lines *l, uint16_t unit)
{
    uint32_t cp = unit;
    if (unit >= 0xd800 && unit < 0xdc00) {
        l->high = unit;
        return;
    }
    if (unit >= 0xdc00 && unit < 0xe000 && l->high)
        cp = 0x10000 + ((uint32_t)(l->high - 0xd800) << 10) + (unit - 0xdc00u);
    l->high = 0;
    l->end += wy_utf8_encode(cp, l->buf + l->end);
}

// Two bytes of UTF-16 become at most three of UTF-8 (a pair: four from four), so CHUNK/2 input always fits.
static wy_err fill_utf16(struct wy_lines *l, struct wy_diag *diag)
{
    size_t got = 0;
    wy_err err = l->stream->read(l->stream, l->raw + l->raw_n, CHUNK / 2 - l->raw_n, &got, diag);
    if (err != WY_OK)
        return err;
    l->ended = got == 0;
    l->raw_n += got;
    size_t used = l->raw_n & ~(size_t)1;
    for (size_t i = 0; i < used; i += 2) {
        uint16_t lo = l->raw[i], hi = l->raw[i + 1];
        put_unit(l, (uint16_t)(l->encoding == UTF16_LE ? lo | hi << 8 : lo << 8 | hi));
    }
    l->raw_n -= used;
    if (l->raw_n)
        l->raw[0] = l->raw[used];
    return WY_OK;
}

static wy_err detect(struct wy_lines *l)
{
    l->started = true;
    size_t n = l->end - l->start;
    const uint8_t *p = (const uint8_t *)l->buf + l->start;
    if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        l->start += 3;
        return WY_OK;
    }
    // With a byte order mark, or without one where the first two characters are plainly ASCII in UTF-16.
    bool le = n >= 2 && p[0] == 0xff && p[1] == 0xfe, be = n >= 2 && p[0] == 0xfe && p[1] == 0xff;
    size_t mark = le || be ? 2 : 0;
    if (!le && !be && n >= 4 && p[0] && !p[1] && p[2] && !p[3])
        le = true;
    if (!le && !be)
        return WY_OK;
    l->encoding = le ? UTF16_LE : UTF16_BE;
    l->raw = malloc(CHUNK + 2);
    if (!l->raw)
        return WY_NO_MEMORY;
    l->raw_n = wy_min(n - mark, CHUNK / 2 - 2);
    size_t rest = n - mark - l->raw_n;
    memcpy(l->raw, p + mark, l->raw_n);
    // Whatever was read beyond half a chunk is converted at once as well: the buffer is empty and large enough.
    uint8_t *tail = rest ? malloc(rest) : NULL;
    if (rest && !tail)
        return WY_NO_MEMORY;
    if (tail)
        memcpy(tail, p + mark + l->raw_n, rest);
    l->start = l->end = 0;
    size_t used = l->raw_n & ~(size_t)1;
    for (size_t i = 0; i < used; i += 2) {
        uint16_t a = l->raw[i], b = l->raw[i + 1];
        put_unit(l, (uint16_t)(le ? a | b << 8 : a << 8 | b));
    }
    l->raw_n -= used;
    if (l->raw_n)
        l->raw[0] = l->raw[used];
    if (tail)
        memcpy(l->raw + l->raw_n, tail, rest), l->raw_n += rest;
    free(tail);
    return WY_OK;
}

static wy_err fill(struct wy_lines *l, struct wy_diag *diag)
{
    memmove(l->buf, l->buf + l->start, l->end - l->start);
    l->end -= l->start;
    l->start = 0;
    if (l->started && l->encoding != PLAIN)
        return fill_utf16(l, diag);
    size_t got = 0, room = wy_min(l->cap - l->end, l->started ? CHUNK : CHUNK / 2);
    wy_err err = l->stream->read(l->stream, l->buf + l->end, room, &got, diag);
    if (err != WY_OK)
        return err;
    l->end += got;
    l->ended = got == 0;
    if (!l->started && (l->end >= 4 || l->ended))
        err = detect(l);
    return err;
}

static bool give(struct wy_lines *l, size_t len, size_t consumed, bool cut, struct wy_line *out)
{
    out->text = (wy_str){l->buf + l->start, len};
    if (!cut && len && out->text.ptr[len - 1] == '\r')
        out->text.len--;
    out->number = ++l->number;
    out->offset = l->offset;
    out->cut = cut;
    l->start += consumed;
    l->offset += consumed;
    l->skipping = cut;
    return true;
}

// Drops the rest of a line that was given cut; true once its end was found.
static bool skip_rest(struct wy_lines *l)
{
    const char *nl = memchr(l->buf + l->start, '\n', l->end - l->start);
    size_t n = nl ? (size_t)(nl + 1 - (l->buf + l->start)) : l->end - l->start;
    l->start += n;
    l->offset += n;
    l->skipping = nl == NULL;
    return !l->skipping;
}

bool wy_lines_next(struct wy_lines *l, struct wy_line *out, wy_err *err, struct wy_diag *diag)
{
    *err = l->err;
    size_t seen = 0; // bytes of the unread part known to hold no line end
    while (*err == WY_OK) {
        if (l->skipping && l->start < l->end)
            (void)skip_rest(l);
        size_t n = l->end - l->start;
        const char *nl = n > seen && !l->skipping ? memchr(l->buf + l->start + seen, '\n', n - seen) : NULL;
        size_t len = nl ? (size_t)(nl - (l->buf + l->start)) : n;
        if (!l->skipping && l->started && len > l->line_max)
            return give(l, l->line_max, l->line_max, true, out);
        if (nl && l->started)
            return give(l, len, len + 1, false, out);
        if (l->ended)
            return n > 0 && !l->skipping && give(l, n, n, false, out);
        seen = l->started ? n : 0;
        *err = l->err = fill(l, diag);
    }
    return false;
}

void wy_lines_skip(struct wy_lines *l, const bool wanted[256])
{
    if (!l->started || l->skipping || l->err != WY_OK)
        return;
    const char *p = l->buf + l->start, *end = l->buf + l->end;
    while (p < end && !wanted[(uint8_t)*p]) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl)
            break;
        p = nl + 1;
        l->number++;
    }
    size_t n = (size_t)(p - (l->buf + l->start));
    l->start += n;
    l->offset += n;
}
