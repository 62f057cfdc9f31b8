// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// RFC 7468 read leniently: between the two markers everything outside the base64 alphabet is skipped, because chains
// reach us through mails, logs and JSON strings.
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

wy_err wy_certificates_split(wy_bytes in, struct wy_arena *arena, struct wy_rows *out, size_t *damaged,
                             struct wy_diag *diag)
{
    wy_str text = wy_bytes_str(in);
    size_t bad = 0;
    wy_err err = WY_OK;
    if (wy_str_has(text, WY_S("-----BEGIN CERTIFICATE-----")))
        err = split_pem(text, arena, out, &bad, diag);
    else if (in.len > 4 && in.ptr[0] == 0x30 && in.ptr[1] > 0x80)
        err = split_der(in, arena, out, &bad, diag);
    else
        return wy_fail(diag, WY_NOT_FOUND, 0, "no certificate, neither PEM nor DER");
    *damaged = bad;
    return err;
}
