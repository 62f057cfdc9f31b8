// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/redact.h"

#include "core/digest.h"
#include "core/map.h"

#include <stdlib.h>

// One of the owner's values. `shorter` is the longest other value that this one begins with: looking for the longest
// value at a place in a text is then one binary search and a short walk, however many values there are.
struct wy_redactor_entry {
    wy_str value; // lower case
    wy_str kind;
    uint32_t shorter; // index + 1; 0 = none
};

enum {
    VALUE_MIN = 5,      // shorter values occur by chance
    VALUE_MAX = 256,    // longer ones are not identifiers; also bounds the walk
    KIND_MAX = 16,      // kinds from an evidence file are as hostile as the rest of it
    VALUES_MAX = 50000, // contacts of a large phone book; the rest is still hidden where a check marked it
    MARKED_MAX = 8192,  // kind and value within one mark; a hostile text with stray marks must not cost more
};

static wy_str lower(struct wy_arena *arena, wy_str s)
{
    char *copy = wy_arena_cstr(arena, s);
    for (size_t i = 0; copy && i < s.len; i++)
        copy[i] = wy_lower(copy[i]);
    return (wy_str){copy, copy ? s.len : 0};
}

// "unknown", 02:00:00:00:00:00 (what Android tells apps) and 000000000000000 are nobody's.
static bool nobodys(wy_str value)
{
    if (wy_str_eq_nocase(value, WY_S("unknown")) || wy_str_eq(value, WY_S("02:00:00:00:00:00")))
        return true;
    size_t same = 0;
    for (size_t i = 0; i < value.len; i++)
        same += value.ptr[i] == value.ptr[0] || value.ptr[i] == ':' || value.ptr[i] == '-';
    return same == value.len;
}

static int by_value(const void *a, const void *b)
{
    return wy_str_cmp(((const struct wy_redactor_entry *)a)->value, ((const struct wy_redactor_entry *)b)->value);
}

static size_t unique(struct wy_redactor_entry *e, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || !wy_str_eq(e[kept - 1].value, e[i].value))
            e[kept++] = e[i];
    return kept;
}

static void link_prefixes(struct wy_redactor_entry *e, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t up = (uint32_t)i; // the one before, as index + 1
        while (up && !wy_str_starts(e[i].value, e[up - 1].value))
            up = e[up - 1].shorter;
        e[i].shorter = up;
    }
}

static bool take(struct wy_redactor *r, struct wy_redactor_entry *e, wy_str kind, wy_str value)
{
    value = wy_str_trim(value);
    if (value.len < VALUE_MIN || value.len > VALUE_MAX || nobodys(value))
        return true;
    e[r->n] = (struct wy_redactor_entry){.value = lower(r->arena, value), .kind = kind};
    return e[r->n++].value.ptr != NULL;
}

wy_err wy_redactor_init(struct wy_redactor *r, const struct wy_evidence *ev, bool reveal, const uint8_t *salt,
                        struct wy_arena *arena)
{
    *r = (struct wy_redactor){.arena = arena, .reveal = reveal};
    if (salt)
        memcpy(r->salt, salt, sizeof r->salt);
    else
        wy_random(r->salt, sizeof r->salt);
    size_t n = wy_min(ev->identities.n, VALUES_MAX), seen = wy_min(ev->transfers.n, VALUES_MAX);
    if (reveal || n + seen == 0)
        return WY_OK;
    struct wy_redactor_entry *e = wy_new(arena, struct wy_redactor_entry, n + seen);
    bool ok = e != NULL;
    const struct wy_identity *id = ev->identities.v;
    for (size_t i = 0; i < n && ok; i++)
        ok = take(r, e, id[i].kind, id[i].value);
    // What only the identity file or its shape told: a host's or a cookie's name may hold it as well.
    const struct wy_transfer *t = ev->transfers.v;
    for (size_t i = 0; i < seen && ok; i++)
        ok = (i && wy_str_eq(t[i].value, t[i - 1].value)) || take(r, e, t[i].identifier, t[i].value);
    if (!ok) {
        r->n = 0;
        return WY_NO_MEMORY;
    }
    qsort(e, r->n, sizeof *e, by_value);
    r->n = unique(e, r->n);
    link_prefixes(e, r->n);
    r->entries = e;
    return WY_OK;
}

void wy_redact_value(const struct wy_redactor *r, wy_str kind, wy_str value, struct wy_buf *out)
{
    if (r->reveal) {
        wy_buf_add(out, value);
        return;
    }
    uint8_t digest[WY_DIGEST_MAX] = {0};
    struct wy_buf salted;
    wy_buf_init(&salted, sizeof r->salt + value.len);
    wy_buf_add(&salted, (wy_str){(const char *)r->salt, sizeof r->salt});
    for (size_t i = 0; i < value.len; i++)
        wy_buf_char(&salted, wy_lower(value.ptr[i]));
    if (salted.err || !wy_digest_once(WY_SHA256, wy_str_bytes(wy_buf_str(&salted)), digest))
        out->err = out->err ? out->err : WY_NO_MEMORY;
    wy_buf_fini(&salted);
    kind = wy_str_sub(kind, 0, KIND_MAX);
    bool letters = (kind.len <= 4 && !wy_str_eq(kind, WY_S("text"))) || wy_str_eq(kind, WY_S("iccid")) ||
                   wy_str_eq(kind, WY_S("bssid"));
    for (size_t i = 0; i < kind.len; i++) // IMEI, IMSI, MAC, SSID, but phone
        wy_buf_char(out, letters ? wy_upper(kind.ptr[i]) : kind.ptr[i]);
    wy_buf_char(out, '-');
    wy_buf_hex(out, (wy_bytes){digest, 3});
}

static bool word_char(char c)
{
    return wy_is_alpha(c) || wy_is_digit(c) || c == '.' || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

// Names that people chose are also ordinary words; they count only where they stand alone, so that a network called
// "xiaomi" does not eat package names.
static bool stands(const struct wy_redactor_entry *e, wy_str text, size_t at)
{
    bool chosen = wy_str_eq(e->kind, WY_S("ssid")) || wy_str_eq(e->kind, WY_S("text")) ||
                  wy_str_eq(e->kind, WY_S("contact")) || wy_str_eq(e->kind, WY_S("account"));
    if (!chosen)
        return true;
    size_t end = at + e->value.len;
    return (at == 0 || !word_char(text.ptr[at - 1])) && (end >= text.len || !word_char(text.ptr[end]));
}

// Like wy_str_cmp of the lower-cased text with a value, where a text that begins with the value counts as equal or
// later.
static int compare_at(wy_str text, size_t at, wy_str value, size_t *common)
{
    size_t i = 0, n = wy_min(text.len - at, value.len);
    while (i < n && wy_lower(text.ptr[at + i]) == value.ptr[i])
        i++;
    *common = i;
    if (i == value.len)
        return 0;
    if (i == n)
        return -1;
    return (unsigned char)wy_lower(text.ptr[at + i]) < (unsigned char)value.ptr[i] ? -1 : 1;
}

static const struct wy_redactor_entry *longest_at(const struct wy_redactor *r, wy_str text, size_t at)
{
    size_t low = 0, high = r->n, common = 0; // first entry that lies after the text
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare_at(text, at, r->entries[mid].value, &common) >= 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0)
        return NULL;
    (void)compare_at(text, at, r->entries[low - 1].value, &common);
    for (size_t up = low; up; up = r->entries[up - 1].shorter)
        if (r->entries[up - 1].value.len <= common && stands(&r->entries[up - 1], text, at))
            return &r->entries[up - 1];
    return NULL;
}

static void search(const struct wy_redactor *r, wy_str text, struct wy_buf *out)
{
    size_t start = 0;
    for (size_t at = 0; r->n && at + VALUE_MIN <= text.len;) {
        const struct wy_redactor_entry *e = longest_at(r, text, at);
        if (!e) {
            at++;
            continue;
        }
        wy_buf_add(out, wy_str_sub(text, start, at - start));
        wy_redact_value(r, e->kind, e->value, out);
        at += e->value.len;
        start = at;
    }
    wy_buf_add(out, wy_str_from(text, start));
}

static void plain(const struct wy_redactor *r, wy_str text, bool searching, struct wy_buf *out)
{
    if (searching)
        search(r, text, out);
    else
        wy_buf_add(out, text);
}

static void redact(const struct wy_redactor *r, wy_str text, bool searching, struct wy_buf *out)
{
    const wy_str open = WY_S("\xee\x80\x80"), middle = WY_S("\xee\x80\x81"), close = WY_S("\xee\x80\x82");
    size_t at;
    while ((at = wy_str_find(text, open)) != WY_NPOS) {
        wy_str inside = wy_str_from(text, at + open.len), near = wy_str_sub(inside, 0, MARKED_MAX);
        size_t kind = wy_str_find(near, middle), end = wy_str_find(near, close);
        plain(r, wy_str_sub(text, 0, at), searching, out);
        if (kind == WY_NPOS || end == WY_NPOS || end < kind) {
            text = inside; // a stray mark: dropped
            continue;
        }
        wy_str value = wy_str_sub(inside, kind + middle.len, end - kind - middle.len);
        wy_redact_value(r, wy_str_sub(inside, 0, kind), value, out);
        text = wy_str_from(inside, end + close.len);
    }
    plain(r, text, searching, out);
}

void wy_redact_marks(const struct wy_redactor *r, wy_str text, struct wy_buf *out) { redact(r, text, false, out); }
void wy_redact_all(const struct wy_redactor *r, wy_str text, struct wy_buf *out) { redact(r, text, true, out); }
