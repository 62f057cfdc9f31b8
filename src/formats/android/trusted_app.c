// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/trusted_app.h"

#include "core/buffer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { NOTE_MAX = 600, HEX_MAX = 4096 };

static const struct wy_ta_format *const formats[] = {
    &wy_ta_mclf, &wy_ta_teegris, &wy_ta_optee, &wy_ta_huawei, &wy_ta_beanpod, &wy_ta_qsee,
};

const struct wy_ta_format *wy_ta_format_of(wy_bytes head, wy_bytes tail)
{
    for (size_t i = 0; i < WY_COUNT(formats); i++)
        if (formats[i]->is(head, tail))
            return formats[i];
    return NULL;
}

static wy_str base_name(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    return slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
}

wy_str wy_ta_uuid_in_name(struct wy_arena *arena, wy_str path)
{
    wy_str name = base_name(path);
    char hex[32];
    size_t n = 0, i = 0;
    for (; i < name.len && n < sizeof hex; i++) {
        if (wy_hex_digit(name.ptr[i]) >= 0)
            hex[n++] = wy_lower(name.ptr[i]);
        else if (name.ptr[i] != '-')
            break;
    }
    bool ends = n == sizeof hex && (i == name.len || name.ptr[i] == '.');
    return ends ? wy_arena_dup(arena, (wy_str){hex, sizeof hex}) : (wy_str){0};
}

bool wy_ta_is_place(wy_str path)
{
    static const struct {
        wy_str folder, suffix;
    } places[] = {
        {WY_S_INIT("thh/ta/"), WY_S_INIT(".ta")},         {WY_S_INIT("mitee/ta/"), WY_S_INIT("")},
        {WY_S_INIT("app/mcRegistry/"), WY_S_INIT("bin")}, {WY_S_INIT("app/t6/"), WY_S_INIT(".ta")},
        {WY_S_INIT("vendor/tee/"), WY_S_INIT("")},        {WY_S_INIT("optee_armtz/"), WY_S_INIT(".ta")},
    };
    wy_str name = base_name(path);
    bool uuid_like = name.len >= 32 && wy_hex_digit(name.ptr[0]) >= 0 && wy_hex_digit(name.ptr[1]) >= 0;
    for (size_t i = 0; i < WY_COUNT(places); i++)
        if (uuid_like && wy_str_has(path, places[i].folder) && wy_str_ends(path, places[i].suffix))
            return true;
    return false;
}

// Bits per byte over the body: 8.0 means encrypted or compressed.
static double entropy(wy_bytes b)
{
    size_t count[256] = {0};
    for (size_t i = 0; i < b.len; i++)
        count[b.ptr[i]]++;
    double sum = 0;
    for (size_t i = 0; i < 256; i++)
        if (count[i])
            sum -= (double)count[i] / (double)b.len * log2((double)count[i] / (double)b.len);
    return sum;
}

static void read_unknown(const struct wy_ta_input *in, struct wy_ta *out)
{
    out->container = "unknown";
    out->signature = WY_TA_UNVERIFIABLE;
    double bits = entropy(in->file);
    wy_ta_note(out, in->arena, "lies where trusted apps lie, in a container that is not known here");
    if (bits > 7.9)
        wy_ta_note(out, in->arena, "opaque: %.2f bits per byte, encrypted or compressed", bits);
}

wy_err wy_ta_read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag)
{
    struct wy_ta ta = {0};
    wy_bytes tail =
        in->file.len > WY_TA_TAIL ? wy_bytes_sub(in->file, in->file.len - WY_TA_TAIL, WY_TA_TAIL) : in->file;
    const struct wy_ta_format *format = wy_ta_format_of(in->file, tail);
    wy_err err = WY_OK;
    if (format) {
        ta.container = format->container;
        err = format->read(in, &ta, diag);
    } else if (wy_ta_is_place(in->name))
        read_unknown(in, &ta);
    else
        return wy_fail(diag, WY_NOT_FOUND, 0, "no trusted app of a kind known here");
    if (!ta.uuid.ptr)
        ta.uuid = wy_ta_uuid_in_name(in->arena, in->name);
    *out = ta;
    return err;
}

wy_str wy_ta_hex(struct wy_arena *arena, wy_bytes b)
{
    struct wy_buf buf;
    wy_buf_init(&buf, HEX_MAX);
    wy_buf_hex(&buf, wy_bytes_sub(b, 0, HEX_MAX / 2));
    wy_str s = wy_arena_dup(arena, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return s;
}

wy_str wy_ta_uuid_le(struct wy_arena *arena, wy_bytes b)
{
    static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    uint8_t uuid[16];
    if (b.len < 16)
        return (wy_str){0};
    for (size_t i = 0; i < 16; i++)
        uuid[i] = b.ptr[order[i]];
    return wy_ta_hex(arena, (wy_bytes){uuid, 16});
}

void wy_ta_note(struct wy_ta *ta, struct wy_arena *arena, const char *fmt, ...)
{
    char text[NOTE_MAX];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    wy_str *row = n > 0 ? wy_rows_add(&ta->notes, arena, sizeof *row) : NULL;
    if (row)
        *row = wy_arena_dup(arena, (wy_str){text, wy_min((size_t)n, sizeof text - 1)});
}
