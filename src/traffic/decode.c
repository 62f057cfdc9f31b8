// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/decode.h"

#include "traffic/runs.h"

#include <brotli/decode.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <zstd.h>

enum { OUT_STEP = 64 * 1024 };

const char *wy_packing_name(enum wy_packing packing)
{
    static const char *const names[] = {"", "gzip", "zlib", "deflate", "brotli", "zstd"};
    return names[packing];
}

enum wy_packing wy_packing_of_word(wy_str word)
{
    static const struct {
        const char *word;
        enum wy_packing packing;
    } words[] = {{"gzip", WY_PACK_GZIP},     {"x-gzip", WY_PACK_GZIP},
                 {"deflate", WY_PACK_ZLIB},  {"zlib", WY_PACK_ZLIB},
                 {"br", WY_PACK_BROTLI},     {"zstd", WY_PACK_ZSTD},
                 {"brotli", WY_PACK_BROTLI}, {"permessage-deflate", WY_PACK_DEFLATE}};
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(word, wy_str_c(words[i].word)))
            return words[i].packing;
    return WY_PACK_NONE;
}

enum wy_packing wy_packing_of_magic(wy_bytes b)
{
    if (b.len >= 10 && b.ptr[0] == 0x1f && b.ptr[1] == 0x8b && b.ptr[2] == 8 && (b.ptr[3] & 0xe0) == 0)
        return WY_PACK_GZIP;
    if (b.len >= 6 && (b.ptr[0] & 0x8f) == 0x08 && (b.ptr[0] << 8 | b.ptr[1]) % 31 == 0 && !(b.ptr[1] & 0x20))
        return WY_PACK_ZLIB;
    if (b.len >= 6 && memcmp(b.ptr, "\x28\xb5\x2f\xfd", 4) == 0)
        return WY_PACK_ZSTD;
    return WY_PACK_NONE;
}

// Whether a block's code lengths are complete, as decoders ask for: RFC 1951, 3.2.7.
static bool complete_lengths(wy_bytes in)
{
    uint64_t bits[2] = {0};
    for (size_t i = 0; i < wy_min(in.len, sizeof bits); i++)
        bits[i / 8] |= (uint64_t)in.ptr[i] << i % 8 * 8;
    unsigned literals = bits[0] >> 3 & 31, distances = bits[0] >> 8 & 31, n = (bits[0] >> 13 & 15) + 4, sum = 0;
    for (unsigned at = 17; at < 17 + 3 * n; at += 3) {
        uint64_t length = (at < 64 ? bits[0] >> at | bits[1] << 1 << (63 - at) : bits[1] >> (at - 64)) & 7;
        sum += length ? 128u >> length : 0;
    }
    return literals < 30 && distances < 30 && sum == 128;
}

// Most of what looks like the first bytes of a deflated stream is none: its first block shows it, before anything is
// set up to inflate it.
static bool may_be_deflated(wy_bytes in)
{
    if (in.len < 8)
        return true;
    switch (in.ptr[0] >> 1 & 3) {
    case 0: return (in.ptr[1] ^ in.ptr[3]) == 0xff && (in.ptr[2] ^ in.ptr[4]) == 0xff;
    case 2: return complete_lengths(in);
    default: return (in.ptr[0] >> 1 & 3) == 1;
    }
}

// The first letters of a block with fixed codes, 8 bits of them for each (RFC 1951, 3.2.6), highest bit first.
static bool fixed_text(wy_bytes in)
{
    enum { LETTERS = 4 };
    for (size_t letter = 0, at = 3; letter < LETTERS; letter++) {
        unsigned code = 0;
        for (size_t end = at + 8; at < end; at++) {
            if (at / 8 >= in.len)
                return false;
            code = code << 1 | (in.ptr[at / 8] >> at % 8 & 1u);
        }
        if (code < 0x30 + '\t' || code > 0x30 + 0x7f)
            return false;
    }
    return true;
}

static bool may_be_deflated_text(wy_bytes b)
{
    return b.len >= 8 && may_be_deflated(b) && ((b.ptr[0] >> 1 & 3) != 1 || fixed_text(b));
}

// A gzip stream may have several members.
static bool next_member(struct inflate_state *z)
{
    if (z->crc_flag != ISAL_GZIP || z->avail_in <= 18 || z->next_in[0] != 0x1f)
        return false;
    isal_inflate_reset(z);
    z->crc_flag = ISAL_GZIP;
    return true;
}

// What follows the end of a stream belongs to nobody; the last bytes read may lie in its register.
static bool used_up(const struct inflate_state *z) { return z->avail_in + (uint32_t)z->read_in_length / 8 == 0; }

static uint8_t *isal_in(wy_bytes in)
{
    union {
        const uint8_t *in;
        uint8_t *isal; // its interface lacks a const
    } next = {in.ptr};
    return next.isal;
}

static enum wy_unpacked unpack_deflate(uint32_t format, wy_bytes in, struct wy_buf *out)
{
    if (format != ISAL_GZIP && !may_be_deflated(wy_bytes_sub(in, format == ISAL_ZLIB ? 2 : 0, SIZE_MAX)))
        return WY_UNPACKED_NOTHING;
    // Zeros: a distance beyond the beginning would give out what memory held before, as another message's text.
    struct inflate_state *z = calloc(1, sizeof *z);
    if (!z)
        return WY_UNPACKED_NOTHING;
    isal_inflate_init(z);
    z->crc_flag = format;
    z->next_in = isal_in(in);
    z->avail_in = (uint32_t)wy_min(in.len, UINT32_MAX);
    enum wy_unpacked how = WY_UNPACKED_CUT;
    for (bool more = true; more;) {
        size_t room = wy_min(OUT_STEP, out->max - wy_min(out->max, out->len));
        char *to = room ? wy_buf_reserve(out, room) : NULL;
        if (!to)
            break;
        z->next_out = (uint8_t *)to;
        z->avail_out = (uint32_t)room;
        bool sound = isal_inflate(z) == ISAL_DECOMP_OK;
        out->len += room - z->avail_out;
        bool ended = z->block_state == ISAL_BLOCK_FINISH;
        bool whole = ended && (format != ISAL_DEFLATE || used_up(z));
        how = !sound ? WY_UNPACKED_BROKEN : whole ? WY_UNPACKED_WHOLE : WY_UNPACKED_CUT;
        more = sound && (ended ? next_member(z) : z->avail_out == 0);
    }
    free(z);
    return how;
}

bool wy_unpacks(enum wy_packing packing, wy_bytes in, size_t n)
{
    if (packing != WY_PACK_ZLIB && packing != WY_PACK_DEFLATE)
        return true;
    bool zlib = packing == WY_PACK_ZLIB;
    struct inflate_state *z = may_be_deflated(wy_bytes_sub(in, zlib ? 2 : 0, SIZE_MAX)) ? malloc(sizeof *z) : NULL;
    if (!z)
        return false;
    uint8_t out[WY_UNPACKS_MAX] WY_UNSET;
    isal_inflate_init(z);
    z->crc_flag = zlib ? ISAL_ZLIB : ISAL_DEFLATE;
    z->next_in = isal_in(in);
    z->avail_in = (uint32_t)wy_min(in.len, UINT32_MAX);
    z->next_out = out;
    z->avail_out = (uint32_t)wy_min(n, sizeof out);
    int result = isal_inflate_stateless(z);
    bool any = result == ISAL_DECOMP_OK || z->avail_out == 0;
    free(z);
    return any;
}

static enum wy_unpacked unpack_brotli(wy_bytes in, struct wy_buf *out)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    size_t left = in.len;
    const uint8_t *next = in.ptr;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (state && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        size_t room = wy_min(OUT_STEP, out->max - wy_min(out->max, out->len)), had = room;
        char *to = room ? wy_buf_reserve(out, room) : NULL;
        if (!to)
            break;
        uint8_t *at = (uint8_t *)to;
        result = BrotliDecoderDecompressStream(state, &left, &next, &room, &at, NULL);
        out->len += had - room;
    }
    if (state)
        BrotliDecoderDestroyInstance(state);
    if (result == BROTLI_DECODER_RESULT_ERROR)
        return WY_UNPACKED_BROKEN;
    return result == BROTLI_DECODER_RESULT_SUCCESS && left == 0 ? WY_UNPACKED_WHOLE : WY_UNPACKED_CUT;
}

static enum wy_unpacked unpack_zstd(wy_bytes in, struct wy_buf *out)
{
    enum { WINDOW_LOG_MAX = 23 }; // RFC 8878: 8 MiB is what a receiver of web content supports
    ZSTD_DStream *stream = ZSTD_createDStream();
    size_t result = 1;
    ZSTD_inBuffer source = {in.ptr, in.len, 0};
    if (!stream)
        return WY_UNPACKED_NOTHING;
    (void)ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    while (result > 0) {
        size_t room = wy_min(OUT_STEP, out->max - wy_min(out->max, out->len));
        char *to = room ? wy_buf_reserve(out, room) : NULL;
        if (!to)
            break;
        ZSTD_outBuffer target = {to, room, 0};
        result = ZSTD_decompressStream(stream, &target, &source);
        out->len += target.pos;
        if (ZSTD_isError(result) || (source.pos == source.size && target.pos < room))
            break;
    }
    ZSTD_freeDStream(stream);
    return ZSTD_isError(result) ? WY_UNPACKED_BROKEN : result == 0 ? WY_UNPACKED_WHOLE : WY_UNPACKED_CUT;
}

static enum wy_unpacked unpack(enum wy_packing packing, wy_bytes in, struct wy_buf *out)
{
    switch (packing) {
    case WY_PACK_GZIP: return unpack_deflate(ISAL_GZIP, in, out);
    case WY_PACK_ZLIB: return unpack_deflate(ISAL_ZLIB, in, out);
    case WY_PACK_DEFLATE: return unpack_deflate(ISAL_DEFLATE, in, out);
    case WY_PACK_BROTLI: return unpack_brotli(in, out);
    case WY_PACK_ZSTD: return unpack_zstd(in, out);
    default: return WY_UNPACKED_NOTHING;
    }
}

enum wy_unpacked wy_unpack(enum wy_packing packing, wy_bytes in, struct wy_buf *out)
{
    size_t before = out->len;
    enum wy_unpacked how = unpack(packing, in, out);
    return out->len > before ? how : WY_UNPACKED_NOTHING;
}

// 0 to 63, of either alphabet.
enum { NO_SEXTET = 64 };
// clang-format off
static const uint8_t sextets[256] = {
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 62, 64, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
    64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 63,
    64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};
// clang-format on

// What a byte can be part of, by its value.
enum { IS_BASE64 = 1, IS_HEX = 2 };
// clang-format off
static const uint8_t byte_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0,
    0, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
    0, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
};
// clang-format on

// The next place from which `min` bytes of a class stand together, or in.len. Looking at the last of the `min` first
// passes over most of what is not.
static size_t next_run(wy_bytes in, size_t i, size_t min, uint8_t class)
{
    while (min <= in.len && i <= in.len - min) {
        size_t k = min;
        while (k && byte_class[in.ptr[i + k - 1]] & class)
            k--;
        if (k == 0)
            return i;
        i += k;
    }
    return in.len;
}

bool wy_is_base64(uint8_t c) { return byte_class[c] & IS_BASE64; }

bool wy_base64_run(wy_bytes in, size_t *at, size_t min, wy_bytes *run)
{
    size_t start = next_run(in, wy_skip_to_base64(in, *at, min), min, IS_BASE64), line = start, i = start;
    while ((i = wy_base64_end(in, i)) < in.len) {
        bool wrapped = (in.ptr[i] == '\r' || in.ptr[i] == '\n') && (i == line || i - line >= WY_BASE64_LINE);
        if (!wrapped)
            break;
        line = ++i;
    }
    *run = wy_bytes_sub(in, start, i - start);
    *at = i;
    return run->len > 0;
}

void wy_decode_base64(wy_bytes run, struct wy_buf *out)
{
    char *to = wy_buf_reserve(out, run.len / 4 * 3 + 4);
    uint32_t bits = 0;
    unsigned have = 0;
    size_t n = 0;
    if (!to)
        return;
    for (size_t i = 0; i < run.len;) {
        if (have == 0 && run.len - i >= 4) { // a whole group
            const uint8_t *p = run.ptr + i;
            uint8_t a = sextets[p[0]], b = sextets[p[1]], c = sextets[p[2]], d = sextets[p[3]];
            if (!((a | b | c | d) & NO_SEXTET)) {
                uint32_t group = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | d;
                to[n++] = (char)(group >> 16);
                to[n++] = (char)(group >> 8);
                to[n++] = (char)group;
                i += 4;
                continue;
            }
        }
        uint8_t v = sextets[run.ptr[i++]];
        if (v & NO_SEXTET)
            continue;
        bits = bits << 6 | v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            to[n++] = (char)(bits >> have);
        }
    }
    out->len += n;
}

// The bytes that `n` groups stand for.
static void open_groups(const uint8_t *p, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++, p += 4) {
        uint8_t a = sextets[p[0]], b = sextets[p[1]], c = sextets[p[2]], d = sextets[p[3]];
        *out++ = (uint8_t)(a << 2 | b >> 4);
        *out++ = (uint8_t)(b << 4 | c >> 2);
        *out++ = (uint8_t)(c << 6 | d);
    }
}

enum { PART = 8 }; // groups that are looked at

static enum wy_packing packing_at(wy_bytes run, size_t at)
{
    uint8_t head[3 * PART];
    const uint8_t *p = run.ptr + at;
    bool begins = at == 0 || p[-1] == '/';
    size_t groups = wy_min((run.len - at) / 4, PART);
    bool marked = at && groups &&
                  ((p[0] == 'e' && memchr("AFJN", p[1], 4)) || memcmp(p, "H4sI", 4) == 0 || memcmp(p, "KLUv", 4) == 0);
    if (!begins && !marked)
        return WY_PACK_NONE;
    open_groups(p, groups, head);
    wy_bytes bytes = {head, 3 * groups};
    enum wy_packing packing = marked ? wy_packing_of_magic(bytes) : WY_PACK_NONE;
    return packing || !begins || !may_be_deflated_text(bytes) ? packing : WY_PACK_DEFLATE;
}

enum wy_packing wy_packing_in_base64(wy_bytes run, size_t *at, size_t end)
{
    for (size_t i = *at; i < end; i++) {
        const uint8_t *p = run.ptr + i;
        bool begins = i == 0 || p[-1] == '/' || p[0] == 'e' || p[0] == 'H' || p[0] == 'K';
        enum wy_packing packing = begins ? packing_at(run, i) : WY_PACK_NONE;
        if (packing) {
            *at = i;
            return packing;
        }
    }
    return WY_PACK_NONE;
}

static size_t text_in_groups(const uint8_t *p, size_t n)
{
    uint8_t bytes[3 * PART];
    open_groups(p, n, bytes);
    size_t text = wy_printable_count((wy_bytes){bytes, 3 * n});
    for (size_t i = 0; i < 3 * n; i++)
        text += bytes[i] == 0; // in UTF-16
    return text;
}

// How many of `n` groups begin with a byte below 0x80, as text does, for each of the four places they may begin at.
static void count_low(const uint8_t *p, size_t n, uint8_t low[4])
{
    for (size_t i = 0; i < n; i++, p += 4)
        for (size_t k = 0; k < 4; k++)
            low[k] = (uint8_t)(low[k] + (sextets[p[k]] < 32));
}

// Looked at in its first, middle and last part: a path may stand on either side. A third of all bytes are text, and
// most of what is no text shows it by the first of three.
size_t wy_base64_shift(wy_bytes run)
{
    enum { SHORT = 3 };
    size_t groups = run.len >= 3 ? (run.len - 3) / 4 : 0, n = wy_min(groups, PART), best = n * 3 * 2 / 3, shift = 0;
    if (n < SHORT)
        return 0;
    for (size_t part = 0; part < (groups > n ? 3 : 1); part++) {
        const uint8_t *at = run.ptr + (groups - n) * part / 2 * 4;
        uint8_t low[4] = {0};
        count_low(at, n, low);
        size_t plain = WY_NPOS;
        for (size_t k = 1; k < 4; k++) {
            size_t text = (size_t)low[k] * 4 >= n * 3 ? text_in_groups(at + k, n) : 0;
            if (text <= best)
                continue;
            plain = plain == WY_NPOS ? text_in_groups(at, n) : plain;
            if (text > plain) {
                best = text;
                shift = k;
            }
        }
    }
    return shift;
}

bool wy_hex_run(wy_bytes in, size_t *at, size_t min, wy_bytes *run)
{
    size_t start = next_run(in, *at, min, IS_HEX), i = start;
    while (i < in.len && byte_class[in.ptr[i]] & IS_HEX)
        i++;
    *run = wy_bytes_sub(in, start, (i - start) & ~(size_t)1);
    *at = i;
    return run->len > 0;
}

void wy_decode_hex(wy_bytes run, struct wy_buf *out)
{
    char *to = wy_buf_reserve(out, run.len / 2 + 1);
    for (size_t i = 0; to && i + 1 < run.len; i += 2)
        to[i / 2] = (char)wy_hex_pair((const char *)run.ptr + i);
    if (to)
        out->len += run.len / 2;
}

void wy_rc4(wy_bytes key, wy_bytes in, struct wy_buf *out)
{
    uint8_t s[256];
    char *to = wy_buf_reserve(out, in.len);
    if (!to || !key.len)
        return;
    for (unsigned i = 0; i < 256; i++)
        s[i] = (uint8_t)i;
    for (unsigned i = 0, j = 0; i < 256; i++) {
        j = (j + s[i] + key.ptr[i % key.len]) & 255;
        uint8_t t = s[i];
        s[i] = s[j];
        s[j] = t;
    }
    unsigned x = 0, y = 0;
    for (size_t i = 0; i < in.len; i++) {
        x = (x + 1) & 255;
        y = (y + s[x]) & 255;
        uint8_t t = s[x];
        s[x] = s[y];
        s[y] = t;
        to[i] = (char)(in.ptr[i] ^ s[(s[x] + s[y]) & 255]);
    }
    out->len += in.len;
}

bool wy_mostly_text(wy_bytes b)
{
    size_t n = wy_min(b.len, 512);
    return n && wy_printable_count(wy_bytes_sub(b, 0, n)) * 10 >= n * 9;
}
