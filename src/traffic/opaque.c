// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/opaque.h"

#include "traffic/decode.h"
#include "traffic/escapes.h"

enum {
    OPAQUE_MIN = 512, // a closed body smaller than this is not worth telling
    ENTROPY_SAMPLE = 32 << 10,
    LETTERS_MIN = (OPAQUE_MIN * 4 + 2) / 3,
};
#define DENSE_BITS 7.2

// Packed by formats that everybody reads, or a certificate.
static bool known_closed(wy_bytes b)
{
    static const struct {
        const char *magic;
        size_t n, at;
    } magics[] = {{"\xff\xd8\xff", 3, 0}, {"\x89PNG", 4, 0}, {"GIF8", 4, 0}, {"WEBP", 4, 8}, {"ftyp", 4, 4}};
    if (b.len >= 4 && b.ptr[0] == 0x30 && b.ptr[1] == 0x82 && (size_t)(b.ptr[2] << 8 | b.ptr[3]) + 4 == b.len)
        return true; // DER, a sequence as long as all of it
    for (size_t i = 0; i < WY_COUNT(magics); i++)
        if (b.len >= magics[i].at + magics[i].n && memcmp(b.ptr + magics[i].at, magics[i].magic, magics[i].n) == 0)
            return true;
    return false;
}

static void judge_bytes(wy_bytes b, struct wy_opaque *out)
{
    double entropy = b.len < OPAQUE_MIN || known_closed(b) ? 0 : wy_entropy(wy_bytes_sub(b, 0, ENTROPY_SAMPLE));
    if (entropy < DENSE_BITS)
        return;
    out->size += b.len;
    if (entropy > out->entropy)
        out->entropy = entropy;
}

static bool all_hex(wy_bytes run)
{
    for (size_t i = 0; i < run.len; i++)
        if (wy_hex_digit((char)run.ptr[i]) < 0)
            return false;
    return true;
}

static void judge_run(wy_bytes run, struct wy_opaque *out)
{
    struct wy_buf bytes;
    wy_buf_init(&bytes, run.len + 16);
    if (all_hex(run))
        wy_decode_hex(run, &bytes);
    else
        wy_decode_base64(run, &bytes);
    wy_bytes b = wy_str_bytes(wy_buf_str(&bytes));
    if (!wy_packing_of_magic(b)) // it was unpacked, or is broken
        judge_bytes(b, out);
    wy_buf_fini(&bytes);
}

static void judge_text(wy_bytes text, struct wy_opaque *out)
{
    wy_bytes run;
    for (size_t at = 0; wy_base64_run(text, &at, WY_BASE64_LINE, &run);) // which may be one of many lines
        if (run.len >= LETTERS_MIN)
            judge_run(run, out);
}

// What escapes cut into pieces: lines of base64 in JSON, base64 in a form. What is far from every escape was judged
// already.
static void judge_unescaped(wy_bytes text, bool forms, struct wy_opaque *out)
{
    for (enum wy_escape kind = forms ? WY_ESCAPE_PERCENT : WY_ESCAPE_JSON; kind <= WY_ESCAPE_JSON; kind++) {
        struct wy_buf plain;
        struct wy_opaque more = {0};
        wy_buf_init(&plain, text.len + 16);
        if (memchr(text.ptr, kind == WY_ESCAPE_PERCENT ? '%' : '\\', text.len) && wy_undo_escapes(kind, text, &plain)) {
            wy_bytes b = wy_str_bytes(wy_buf_str(&plain));
            judge_text(b, &more);
            if (kind == WY_ESCAPE_PERCENT)
                judge_unescaped(b, false, &more);
        }
        if (more.size > out->size)
            *out = more;
        wy_buf_fini(&plain);
    }
}

void wy_opaque_judge(wy_bytes body, struct wy_opaque *out)
{
    struct wy_opaque found = {0};
    if (body.len < OPAQUE_MIN)
        return;
    if (wy_mostly_text(body)) {
        judge_text(body, &found);
        judge_unescaped(body, true, &found);
    } else {
        judge_bytes(body, &found);
    }
    out->size += found.size;
    if (found.entropy > out->entropy)
        out->entropy = found.entropy;
}
