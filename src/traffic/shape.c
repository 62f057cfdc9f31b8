// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/shape.h"

enum { NAME_MAX = 40, MAC_SIZE = 17, UUID_SIZE = 36, EMAIL_MAX = 128 };

static bool alnum(char c) { return wy_is_digit(c) || wy_is_alpha(c); }

// The name in front of a value: "imei" of {"imei":"...".
static wy_str name_before(wy_bytes b, size_t at)
{
    size_t end = at;
    for (int i = 0; i < 6 && end && memchr("=:\"' \\{[(+", b.ptr[end - 1], 10); i++)
        end--;
    size_t start = end;
    while (start && end - start < NAME_MAX && (alnum((char)b.ptr[start - 1]) || strchr("_-.", b.ptr[start - 1])))
        start--;
    return end < at ? wy_bytes_str(wy_bytes_sub(b, start, end - start)) : (wy_str){0};
}

static bool named(wy_str name, const char *words)
{
    wy_str rest = wy_str_c(words), word;
    while (wy_str_next_word(&rest, &word))
        for (size_t i = 0; i + word.len <= name.len; i++)
            if (wy_str_eq_nocase(wy_str_sub(name, i, word.len), word))
                return true;
    return false;
}

static bool check_digit_holds(wy_str digits)
{
    unsigned sum = 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned d = (unsigned)(digits.ptr[digits.len - 1 - i] - '0');
        d = i % 2 ? d * 2 : d;
        sum += d / 10 + d % 10;
    }
    return sum % 10 == 0;
}

// Reporting bodies that give out IMEIs (3GPP TS 23.003, annex): nearly all begin so.
static bool allocated(wy_str d)
{
    static const char *const beginnings[] = {"01", "35", "86", "99"};
    for (size_t i = 0; i < WY_COUNT(beginnings); i++)
        if (wy_str_starts(d, wy_str_c(beginnings[i])))
            return true;
    return false;
}

static bool number_kind(wy_bytes b, size_t at, wy_str d, enum wy_id_kind *kind)
{
    wy_str name = name_before(b, at);
    bool plus = at && b.ptr[at - 1] == '+';
    if (d.len >= 14 && d.len <= 16 && named(name, "imei"))
        *kind = WY_ID_IMEI;
    else if (d.len == 15 && (named(name, "device_id deviceid") || (allocated(d) && check_digit_holds(d))))
        *kind = WY_ID_IMEI;
    else if (d.len >= 14 && d.len <= 15 && named(name, "imsi subscriber"))
        *kind = WY_ID_IMSI;
    else if (d.len >= 18 && d.len <= 20 && wy_str_starts(d, WY_S("89")) && named(name, "iccid simserial sim_serial"))
        *kind = WY_ID_ICCID;
    else if (d.len >= 8 && d.len <= 15 && (plus || named(name, "msisdn")) &&
             named(name, "phone msisdn mobile tel number"))
        *kind = WY_ID_PHONE;
    else
        return false;
    return true;
}

static bool grouped_hex(wy_bytes b, size_t at, const char *groups, char separator, size_t *size)
{
    size_t i = at;
    for (const char *g = groups; *g; g++) {
        size_t digits = (size_t)(*g - 'a'); // 'c' = 2 digits, 'm' = 12
        for (size_t k = 0; k < digits; k++, i++)
            if (i >= b.len || wy_hex_digit((char)b.ptr[i]) < 0)
                return false;
        if (g[1] && (i >= b.len || b.ptr[i++] != (uint8_t)separator))
            return false;
    }
    *size = i - at;
    return i >= b.len || (!alnum((char)b.ptr[i]) && b.ptr[i] != (uint8_t)separator);
}

// What begins at `at`, which is the beginning of a word of `len` letters and digits.
static bool shape_at(wy_bytes b, size_t at, size_t len, struct wy_shape *out)
{
    wy_str word = wy_bytes_str(wy_bytes_sub(b, at, len));
    size_t digits = 0, hex = 0, size = len;
    for (size_t i = 0; i < len; i++) {
        digits += wy_is_digit(word.ptr[i]);
        hex += wy_hex_digit(word.ptr[i]) >= 0;
    }
    bool fresh = at == 0 || (b.ptr[at - 1] != ':' || at < 3 || wy_hex_digit((char)b.ptr[at - 2]) < 0);
    if (digits == len && len >= 8) {
        if (!number_kind(b, at, word, &out->kind))
            return false;
    } else if (len == 2 && fresh && grouped_hex(b, at, "cccccc", ':', &size)) {
        out->kind = WY_ID_MAC;
    } else if (len == 8 && grouped_hex(b, at, "ieeem", '-', &size)) {
        if (!named(name_before(b, at), "gaid adid idfa aaid advert google_ad _aid rdid ifa"))
            return false;
        out->kind = WY_ID_ADVERTISING_ID;
    } else if (len == 16 && hex == len && named(name_before(b, at), "android_id androidid android-id ssaid")) {
        out->kind = WY_ID_ANDROID_ID;
    } else {
        return false;
    }
    out->value = wy_bytes_str(wy_bytes_sub(b, at, size));
    out->at = at;
    return !wy_id_is_shared(out->kind, out->value);
}

static bool mail_character(uint8_t c) { return alnum((char)c) || (c && strchr("._+-", c)); }

// Around an "@": letters on both sides, and an ending that is no picture's.
static bool mail_at(wy_bytes b, size_t sign, struct wy_shape *out)
{
    static const char *const no_ends[] = {".png", ".jpg", ".gif", ".webp", ".svg", ".js", ".css"};
    size_t start = sign, end = sign + 1;
    while (start && sign - start < EMAIL_MAX / 2 && mail_character(b.ptr[start - 1]))
        start--;
    while (end < b.len && end - sign < EMAIL_MAX / 2 && mail_character(b.ptr[end]))
        end++;
    wy_str host = wy_bytes_str(wy_bytes_sub(b, sign + 1, end - sign - 1));
    size_t dot = wy_str_rfind_char(host, '.');
    if (start == sign || dot == WY_NPOS || dot == 0 || host.len - dot < 3 || host.len - dot > 11)
        return false;
    for (size_t i = dot + 1; i < host.len; i++)
        if (!wy_is_alpha(host.ptr[i]))
            return false;
    for (size_t i = 0; i < WY_COUNT(no_ends); i++)
        if (wy_str_eq_nocase(wy_str_from(host, dot), wy_str_c(no_ends[i])))
            return false;
    *out = (struct wy_shape){WY_ID_EMAIL, wy_bytes_str(wy_bytes_sub(b, start, end - start)), start};
    return true;
}

void wy_shapes_find(wy_bytes b, void (*hit)(void *ctx, const struct wy_shape *shape), void *ctx)
{
    struct wy_shape shape;
    for (size_t at = 0; at < b.len;) {
        size_t len = 0;
        while (at + len < b.len && alnum((char)b.ptr[at + len]))
            len++;
        if (len && shape_at(b, at, len, &shape))
            hit(ctx, &shape);
        at += len;
        if (at < b.len && b.ptr[at] == '@' && mail_at(b, at, &shape))
            hit(ctx, &shape);
        at++;
    }
}
