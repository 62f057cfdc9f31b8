// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// RFC 7468 read leniently: between the two markers everything outside the base64 alphabet is skipped, because chains
// reach us through mails, logs and JSON strings. Without markers a certificate starts where a word begins with the
// base64 of a SEQUENCE and goes on, over line ends, for as many octets as the SEQUENCE says.
#include "formats/crypto/certificates.h"

#include "formats/crypto/der.h"

static int sextet(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// An escaped line end of JSON or of a shell; its letter is in the base64 alphabet and must not count.
static bool is_escape(wy_str text, size_t i)
{
    return text.ptr[i] == '\\' && i + 1 < text.len && (text.ptr[i + 1] == 'n' || text.ptr[i + 1] == 'r');
}

static bool decode_base64(wy_str text, struct wy_arena *arena, wy_bytes *out)
{
    uint8_t *buf = wy_new(arena, uint8_t, text.len / 4 * 3 + 3);
    if (!buf)
        return false;
    size_t n = 0;
    uint32_t bits = 0, held = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        if (is_escape(text, i)) {
            i++;
            continue;
        }
        int v = sextet((uint8_t)text.ptr[i]);
        if (v < 0)
            continue;
        bits = bits << 6 | (uint32_t)v;
        held += 6;
        if (held >= 8) {
            held -= 8;
            buf[n++] = (uint8_t)(bits >> held);
        }
    }
    *out = (wy_bytes){buf, n};
    return true;
}

static wy_err add(struct wy_rows *out, struct wy_arena *arena, wy_bytes der, uint64_t offset, struct wy_diag *diag)
{
    if (out->n >= WY_CERTIFICATES_MAX)
        return wy_fail(diag, WY_LIMIT, offset, "more than %d certificates", WY_CERTIFICATES_MAX);
    struct wy_certificate_bytes *row = wy_rows_add(out, arena, sizeof *row);
    if (!row)
        return wy_fail(diag, WY_NO_MEMORY, offset, "no memory for a certificate");
    *row = (struct wy_certificate_bytes){der, offset};
    return WY_OK;
}

// The first element of `in` when it is a sequence of a certificate's size.
static bool one_der(wy_bytes in, wy_bytes *out)
{
    struct wy_reader r = wy_reader_init(in, 0);
    struct wy_der e;
    if (!wy_der_next(&r, &e) || !wy_der_is(&e, WY_DER_SEQUENCE) || e.whole.len > WY_CERTIFICATE_SIZE_MAX)
        return false;
    *out = e.whole;
    return true;
}

static wy_err split_pem(wy_str text, struct wy_arena *arena, struct wy_rows *out, size_t *damaged, struct wy_diag *diag)
{
    wy_str begin = WY_S("-----BEGIN CERTIFICATE-----"), end = WY_S("-----END CERTIFICATE-----"), rest = text;
    for (size_t at; (at = wy_str_find(rest, begin)) != WY_NPOS;) {
        uint64_t offset = (uint64_t)(rest.ptr + at - text.ptr);
        rest = wy_str_from(rest, at + begin.len);
        size_t stop = wy_str_find(rest, WY_S("-----"));
        wy_str body = wy_str_sub(rest, 0, stop);
        rest = wy_str_from(rest, body.len);
        wy_bytes der;
        bool whole = wy_str_starts(rest, end) && body.len <= (size_t)WY_CERTIFICATE_SIZE_MAX * 2;
        if (!whole || !decode_base64(body, arena, &der) || !one_der(der, &der)) {
            ++*damaged;
            continue;
        }
        wy_err err = add(out, arena, der, offset, diag);
        if (err != WY_OK)
            return err;
    }
    return WY_OK;
}

static wy_err split_der(wy_bytes in, struct wy_arena *arena, struct wy_rows *out, size_t *damaged, struct wy_diag *diag)
{
    for (size_t pos = 0; pos < in.len;) {
        wy_bytes der;
        if (!one_der(wy_bytes_sub(in, pos, in.len), &der)) {
            ++*damaged;
            break;
        }
        wy_err err = add(out, arena, der, pos, diag);
        if (err != WY_OK)
            return err;
        pos += der.len;
    }
    return WY_OK;
}

// --- base64 without markers

// The base64 of a SEQUENCE whose length takes two octets, which every certificate's does.
static const char bare_start[] = "MII";

static bool in_alphabet(char c) { return sextet((uint8_t)c) >= 0 || c == '-' || c == '_'; }

// The alphabet of JSON Web Keys and of URLs has two characters of its own.
static int any_sextet(char c) { return c == '-' ? 62 : c == '_' ? 63 : sextet((uint8_t)c); }

// What may stand between two lines of one certificate.
static size_t between(wy_str text, size_t i)
{
    if (is_escape(text, i))
        return 2;
    return wy_is_space(text.ptr[i]) || text.ptr[i] == '>' ? 1 : 0;
}

// Decodes from the start of `text` up to `max` octets; *used = characters taken.
static size_t decode_bare(wy_str text, uint8_t *out, size_t max, size_t *used)
{
    size_t n = 0, i = 0;
    uint32_t bits = 0, held = 0;
    while (i < text.len && n < max) {
        size_t skip = between(text, i);
        if (skip) {
            i += skip;
            continue;
        }
        int v = any_sextet(text.ptr[i]);
        if (v < 0)
            break;
        i++;
        bits = bits << 6 | (uint32_t)v;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[n++] = (uint8_t)(bits >> held);
        }
    }
    *used = i;
    return n;
}

static wy_err split_bare(wy_str text, struct wy_arena *arena, struct wy_rows *out, size_t *damaged,
                         struct wy_diag *diag)
{
    wy_str start = wy_str_c(bare_start);
    size_t pos = 0, at, used;
    while ((at = wy_str_find(wy_str_from(text, pos), start)) != WY_NPOS) {
        pos += at;
        size_t begin = pos;
        pos += start.len;
        bool escaped = begin >= 2 && is_escape(text, begin - 2);
        if (begin && !escaped && in_alphabet(text.ptr[begin - 1]))
            continue; // in the middle of a word
        uint8_t head[4];
        if (decode_bare(wy_str_from(text, begin), head, sizeof head, &used) < sizeof head || head[1] != 0x82)
            continue;
        size_t size = 4 + ((size_t)head[2] << 8 | head[3]);
        uint8_t *der = wy_new(arena, uint8_t, size);
        if (!der)
            return wy_fail(diag, WY_NO_MEMORY, begin, "no memory for a certificate");
        if (decode_bare(wy_str_from(text, begin), der, size, &used) < size) {
            ++*damaged;
            continue;
        }
        wy_err err = add(out, arena, (wy_bytes){der, size}, begin, diag);
        if (err != WY_OK)
            return err;
        pos = begin + used;
    }
    return WY_OK;
}

// Windows writes text in UTF-16; what certificates are made of is ASCII in it.
static wy_str narrow(wy_str text, struct wy_arena *arena)
{
    bool wide = text.len >= 2 && (memcmp(text.ptr, "\xff\xfe", 2) == 0 || memcmp(text.ptr, "\xfe\xff", 2) == 0);
    char *copy = wide ? wy_new(arena, char, text.len) : NULL;
    size_t n = 0;
    for (size_t i = 2; copy && i < text.len; i++)
        if (text.ptr[i])
            copy[n++] = text.ptr[i];
    return copy ? (wy_str){copy, n} : text;
}

wy_err wy_certificates_split(wy_bytes in, struct wy_arena *arena, struct wy_rows *out, size_t *damaged,
                             struct wy_diag *diag)
{
    size_t bad = 0;
    wy_err err;
    if (in.len > 4 && in.ptr[0] == 0x30 && in.ptr[1] > 0x80) {
        err = split_der(in, arena, out, &bad, diag);
    } else {
        wy_str text = narrow(wy_bytes_str(in), arena);
        bool pem = wy_str_has(text, WY_S("-----BEGIN CERTIFICATE-----"));
        err = pem ? split_pem(text, arena, out, &bad, diag) : split_bare(text, arena, out, &bad, diag);
        if (err == WY_OK && !pem && !out->n)
            return wy_fail(diag, WY_NOT_FOUND, 0, "no certificate, neither PEM nor base64 nor DER");
    }
    if (err == WY_OK)
        *damaged = bad;
    return err;
}
