// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Computers that may debug this device, from `dumpsys adb` (up to Android 9 `dumpsys usb`): lines "QAAAA... user@host"
// below user_keys=, and a keystore as XML (Android 10, with the time of the last connection) or as Android's binary
// XML, whose texts lie in the clear between other bytes. A key is known by the MD5 of its decoded form, as the dialog
// on the phone shows.
#include "core/digest.h"
#include "ingest/section.h"

#include <openssl/evp.h>

enum { KEYS_MAX = 1000, KEY_TEXT_MAX = 1024 }; // a 2048 bit key is 700 characters

struct state {
    bool relevant; // in `dumpsys usb`: below the debugging heading
};

static bool base64_char(char c) { return wy_is_alpha(c) || wy_is_digit(c) || c == '+' || c == '/' || c == '='; }

// MD5 in hex, 32 characters; false when it is no base64.
static bool fingerprint(wy_str key, char out[32])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char raw[KEY_TEXT_MAX];
    uint8_t digest[WY_DIGEST_MAX];
    if (key.len < 16 || key.len > KEY_TEXT_MAX || key.len % 4)
        return false;
    int n = EVP_DecodeBlock(raw, (const unsigned char *)key.ptr, (int)key.len);
    for (size_t i = key.len; n > 0 && i > key.len - 2 && key.ptr[i - 1] == '='; i--)
        n--;
    if (n <= 0 || !wy_digest_once(WY_MD5, (wy_bytes){raw, (size_t)n}, digest))
        return false;
    for (size_t i = 0; i < 16; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    return true;
}

static struct wy_adb_key *row_of(struct wy_dump *d, wy_str print)
{
    struct wy_evidence *ev = d->in->ev;
    for (WY_EACH(struct wy_adb_key, k, ev->adb_keys))
        if (k->at.source == d->in->source && wy_str_eq(k->fingerprint, print))
            return k;
    struct wy_adb_key *row = ev->adb_keys.n < KEYS_MAX ? WY_ADD(adb_key, ev, adb_keys, d->at) : NULL;
    if (row)
        row->fingerprint = wy_evidence_text(ev, print);
    return row;
}

// The words behind the key: "user@host", up to a quote or a byte that is no text.
static wy_str user_of(wy_str rest)
{
    size_t n = 0;
    while (n < rest.len && n < 200 && (uint8_t)rest.ptr[n] > ' ' && (uint8_t)rest.ptr[n] < 0x7f && rest.ptr[n] != '"')
        n++;
    return wy_str_sub(rest, 0, n);
}

static void key(struct wy_dump *d, wy_str text, wy_str whole_line)
{
    size_t n = 0;
    while (n < text.len && base64_char(text.ptr[n]))
        n++;
    char print[32];
    if (!fingerprint(wy_str_sub(text, 0, n), print))
        return;
    struct wy_adb_key *row = row_of(d, (wy_str){print, sizeof print});
    if (!row)
        return;
    wy_str user = n < text.len && text.ptr[n] == ' ' ? user_of(wy_str_from(text, n + 1)) : (wy_str){0};
    wy_str last = wy_str_between(whole_line, WY_S("lastConnection=\""), WY_S("\""));
    if (user.len && !row->user.ptr)
        row->user = wy_evidence_text(d->in->ev, user);
    if (last.len)
        row->last_used = wy_evidence_text(d->in->ev, last);
}

static void keys(struct wy_dump *d, wy_str text)
{
    for (wy_str rest = text; rest.len > 16;) {
        size_t at = wy_str_find(rest, WY_S("QAAAA"));
        if (at == WY_NPOS)
            return;
        rest = wy_str_from(rest, at);
        key(d, rest, text);
        rest = wy_str_from(rest, 5);
        while (rest.len && base64_char(rest.ptr[0])) // a long run is tried once
            rest = wy_str_from(rest, 1);
    }
}

static void adb_line(struct wy_dump *d, wy_str text)
{
    d->seen |= wy_str_starts(text, WY_S("ADB MANAGER STATE"));
    keys(d, text);
}

static void usb_line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    wy_str trimmed = wy_str_trim(text);
    if (wy_str_starts_nocase(trimmed, WY_S("usb debugging state")) || wy_str_starts(trimmed, WY_S("debugging_manager")))
        s->relevant = d->seen = true;
    if (s->relevant)
        keys(d, text);
}

const struct wy_section wy_section_adb_keys = {
    .service = "adb",
    .names = "dumpsys adb",
    .always = true,
    .tables = "adb_keys",
    .content = "ADB MANAGER STATE",
    .state_size = sizeof(struct state),
    .line = adb_line,
};

const struct wy_section wy_section_usb_keys = {
    .service = "usb",
    .names = "dumpsys usb",
    .tables = "adb_keys",
    .state_size = sizeof(struct state),
    .line = usb_line,
};
