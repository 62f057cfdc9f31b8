// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/identity.h"

#include "traffic/position.h"

enum { VALUE_MIN = 4 };

static const char *const names[WY_ID_KINDS] = {
    [WY_ID_IMEI] = "imei",
    [WY_ID_IMSI] = "imsi",
    [WY_ID_ICCID] = "iccid",
    [WY_ID_PHONE] = "phone",
    [WY_ID_CONTACT] = "contact",
    [WY_ID_SERIAL] = "serial",
    [WY_ID_ANDROID_ID] = "android_id",
    [WY_ID_ADVERTISING_ID] = "advertising_id",
    [WY_ID_MAC] = "mac",
    [WY_ID_BSSID] = "bssid",
    [WY_ID_SSID] = "ssid",
    [WY_ID_EMAIL] = "email",
    [WY_ID_ACCOUNT] = "account",
    [WY_ID_POSITION] = "position",
    [WY_ID_TEXT] = "text",
};

wy_str wy_id_name(enum wy_id_kind kind) { return wy_str_c(names[kind]); }

bool wy_id_kind_of(wy_str name, enum wy_id_kind *out)
{
    for (size_t i = 0; i < WY_ID_KINDS; i++) {
        if (wy_str_eq_nocase(name, wy_str_c(names[i]))) {
            *out = (enum wy_id_kind)i;
            return true;
        }
    }
    return false;
}

static bool same_character(wy_str s)
{
    char first = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ':' || c == '-' || c == '.')
            continue;
        if (first && c != first)
            return false;
        first = c;
    }
    return true;
}

bool wy_id_is_shared(enum wy_id_kind kind, wy_str value)
{
    static const char *const constants[] = {
        "02:00:00:00:00:00", "9774d56d682e549c", "unknown",         "null", "none", "0123456789abcdef",
        "<unknown ssid>",    "012345678912345",  "004999010640000",
    };
    for (size_t i = 0; i < WY_COUNT(constants); i++)
        if (wy_str_eq_nocase(value, wy_str_c(constants[i])))
            return true;
    return kind != WY_ID_TEXT && same_character(value);
}

wy_err wy_owners_add(struct wy_owners *owners, enum wy_id_kind kind, wy_str value)
{
    value = wy_str_trim(value);
    if (wy_id_is_shared(kind, value)) {
        owners->shared += value.len > 0;
        return WY_OK;
    }
    if (value.len < VALUE_MIN || value.len > WY_OWNER_VALUE_MAX) {
        owners->short_ones++;
        return WY_OK;
    }
    for (WY_EACH(struct wy_owner, o, owners->rows))
        if (o->kind == kind && wy_str_eq(o->value, value))
            return WY_OK;
    if (owners->rows.n >= WY_OWNERS_MAX)
        return WY_LIMIT;
    struct wy_owner *o = wy_rows_add(&owners->rows, owners->arena, sizeof *o);
    if (!o)
        return WY_NO_MEMORY;
    o->kind = kind;
    return wy_arena_str(owners->arena, value, &o->value) ? WY_OK : WY_NO_MEMORY;
}

wy_err wy_owners_evidence(struct wy_owners *owners, const struct wy_evidence *ev)
{
    wy_err err = WY_OK;
    for (WY_EACH(struct wy_identity, id, ev->identities)) {
        enum wy_id_kind kind;
        if (err == WY_OK && wy_id_kind_of(id->kind, &kind))
            err = wy_owners_add(owners, kind, id->value);
    }
    return err;
}

// Whether a value of the file can be what it is called: a slip of the pen is never found, and its silence reads as good
// news.
static bool fits(enum wy_id_kind kind, wy_str v)
{
    struct wy_place place;
    size_t digits = 0, hex = 0, letters = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        digits += wy_is_digit(c);
        hex += wy_hex_digit(c) >= 0;
        letters += wy_is_digit(c) || wy_is_alpha(c) || (unsigned char)c >= 0x80;
    }
    bool number = digits == letters;
    switch (kind) {
    case WY_ID_IMEI: return (number && digits >= 14 && digits <= 16) || (hex == letters && hex == 14);
    case WY_ID_IMSI: return number && digits >= 13 && digits <= 15;
    case WY_ID_ICCID: return hex == letters && hex >= 18 && hex <= 20; // the last may be an F
    case WY_ID_PHONE:
    case WY_ID_CONTACT: return number && digits >= 3 && digits <= 15;
    case WY_ID_ANDROID_ID: return hex == letters && hex >= 8 && hex <= 16;
    case WY_ID_ADVERTISING_ID: return hex == letters && hex == 32;
    case WY_ID_MAC:
    case WY_ID_BSSID: return hex == letters && hex == 12;
    case WY_ID_EMAIL: return wy_str_has(v, WY_S("@"));
    case WY_ID_POSITION: return wy_place_read(v, &place);
    default: return true;
    }
}

struct toml {
    wy_str text;
    size_t pos;
    struct wy_owners *owners;
    struct wy_diag *diag;
};

static char peek(const struct toml *t) { return (char)(t->pos < t->text.len ? t->text.ptr[t->pos] : 0); }

// Blanks and, inside arrays and between lines, line ends and comments.
static void skip(struct toml *t, bool lines)
{
    while (t->pos < t->text.len) {
        char c = peek(t);
        if (c == '#' && lines)
            while (t->pos < t->text.len && peek(t) != '\n')
                t->pos++;
        else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r')))
            t->pos++;
        else
            return;
    }
}

static const char *const wrong_value[WY_ID_KINDS] = {
    [WY_ID_IMEI] = "an imei has 15 digits",
    [WY_ID_IMSI] = "an imsi has 15 digits, few have 13 or 14",
    [WY_ID_ICCID] = "an iccid has 18 to 20 digits",
    [WY_ID_PHONE] = "a phone is a number of 3 to 15 digits",
    [WY_ID_CONTACT] = "a contact is a number of 3 to 15 digits",
    [WY_ID_ANDROID_ID] = "an android_id has up to 16 hexadecimal digits",
    [WY_ID_ADVERTISING_ID] = "an advertising_id has 32 hexadecimal digits",
    [WY_ID_MAC] = "a mac has 12 hexadecimal digits",
    [WY_ID_BSSID] = "a bssid has 12 hexadecimal digits",
    [WY_ID_EMAIL] = "an email has an @",
    [WY_ID_POSITION] = "a position is latitude, longitude and metres, such as \"52.5200, 13.4050, 300\"",
};

static wy_err bad(const struct toml *t, const char *what)
{
    unsigned line = 1;
    for (size_t i = 0; i < t->pos && i < t->text.len; i++)
        line += t->text.ptr[i] == '\n';
    return wy_fail(t->diag, WY_MALFORMED, t->pos, "identity file, line %u: %s", line, what);
}

static wy_err escape(struct toml *t, char *out, size_t *n)
{
    static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
    char c = peek(t);
    const char *at = c ? strchr(from, c) : NULL;
    t->pos++;
    if (at) {
        out[(*n)++] = to[at - from];
        return WY_OK;
    }
    size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    uint64_t cp;
    if (!digits || !wy_str_hex_u64(wy_str_sub(t->text, t->pos, digits), &cp) || cp > 0x10ffff)
        return bad(t, "unknown escape in a text");
    t->pos += digits;
    *n += wy_utf8_encode((uint32_t)cp, out + *n);
    return WY_OK;
}

static wy_err value(struct toml *t, enum wy_id_kind kind)
{
    char text[WY_OWNER_VALUE_MAX + 8], quote = peek(t);
    size_t n = 0;
    wy_err err = WY_OK;
    if (quote != '"' && quote != '\'') { // bare digits: an integer in TOML's eyes
        while (wy_is_digit(peek(t)) && n < WY_OWNER_VALUE_MAX)
            text[n++] = t->text.ptr[t->pos++];
        if (n == 0)
            return bad(t, "a text in quotes is expected");
        quote = '\0';
    } else {
        t->pos++;
    }
    while (quote && err == WY_OK) {
        char c = peek(t);
        if (t->pos >= t->text.len || c == '\n')
            return bad(t, "a text does not end on its line");
        if (n >= WY_OWNER_VALUE_MAX)
            return bad(t, "a value is longer than 512 bytes");
        t->pos++;
        if (c == quote)
            break;
        if (c == '\\' && quote == '"')
            err = escape(t, text, &n);
        else
            text[n++] = c;
    }
    if (err != WY_OK)
        return err;
    wy_str v = {text, n};
    if (n && !fits(kind, v))
        return bad(t, wrong_value[kind]);
    if ((kind == WY_ID_PHONE || kind == WY_ID_CONTACT) && n && !wy_str_starts(v, WY_S("+")) &&
        !wy_str_starts(v, WY_S("00")))
        t->owners->national++;
    err = wy_owners_add(t->owners, kind, v);
    return err == WY_OK ? WY_OK : wy_fail(t->diag, err, t->pos, "identity file: more than %d values", WY_OWNERS_MAX);
}

static wy_err values(struct toml *t, enum wy_id_kind kind)
{
    if (peek(t) != '[')
        return value(t, kind);
    t->pos++;
    for (;;) {
        skip(t, true);
        if (peek(t) == ']') {
            t->pos++;
            return WY_OK;
        }
        wy_err err = value(t, kind);
        if (err != WY_OK)
            return err;
        skip(t, true);
        if (peek(t) == ',')
            t->pos++;
        else if (peek(t) != ']')
            return bad(t, "a comma or ] is expected");
    }
}

static wy_err assignment(struct toml *t)
{
    size_t start = t->pos;
    while (wy_is_alpha(peek(t)) || wy_is_digit(peek(t)) || peek(t) == '_' || peek(t) == '-')
        t->pos++;
    wy_str key = wy_str_sub(t->text, start, t->pos - start);
    enum wy_id_kind kind;
    if (!wy_id_kind_of(key, &kind)) {
        t->pos = start;
        return bad(t, "unknown name; known are imei, imsi, iccid, phone, contact, serial, android_id, advertising_id, "
                      "mac, bssid, ssid, email, account, position, text");
    }
    skip(t, false);
    if (peek(t) != '=')
        return bad(t, "= is expected");
    t->pos++;
    skip(t, false);
    wy_err err = values(t, kind);
    if (err != WY_OK)
        return err;
    skip(t, false);
    char c = peek(t);
    return c == '\n' || c == '\r' || c == '#' || t->pos >= t->text.len ? WY_OK
                                                                       : bad(t, "the line goes on after its value");
}

wy_err wy_owners_toml(struct wy_owners *owners, wy_bytes text, struct wy_diag *diag)
{
    struct toml t = {.text = wy_bytes_str(text), .owners = owners, .diag = diag};
    if (wy_str_starts(t.text, WY_S("\xef\xbb\xbf")))
        t.pos = 3;
    wy_err err = WY_OK;
    for (skip(&t, true); err == WY_OK && t.pos < t.text.len; skip(&t, true))
        err = assignment(&t);
    return err;
}
