// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/confirm.h"

#include "traffic/decode.h"
#include "traffic/groups.h"

static bool digit_at(wy_bytes b, size_t i) { return i < b.len && wy_is_digit((char)b.ptr[i]); }
static bool hex_at(wy_bytes b, size_t i) { return i < b.len && wy_hex_digit((char)b.ptr[i]) >= 0; }
// Quotes, dashes and blanks of all the world: U+A0 to U+BF, U+2000 to U+206F, U+3000 to U+303F, the danda of Hindi.
static bool is_mark(wy_bytes c)
{
    const uint8_t *p = c.ptr;
    return (c.len == 2 && p[0] == 0xc2 && p[1] != 0xaa && p[1] != 0xb5 && p[1] != 0xba) ||
           (c.len == 3 && ((p[0] == 0xe2 && (p[1] | 1) == 0x81) || (p[0] == 0xe3 && p[1] == 0x80) ||
                           (p[0] == 0xe0 && p[1] == 0xa5 && (p[2] | 1) == 0xa5)));
}

// Letters of other alphabets count, bytes that are none do not: MessagePack has lengths there.
static bool word_after(wy_bytes b, size_t i)
{
    size_t n = 1;
    if (i >= b.len || b.ptr[i] < 0x80)
        return i < b.len && (wy_is_digit((char)b.ptr[i]) || wy_is_alpha((char)b.ptr[i]));
    while (n < 4 && i + n < b.len && (b.ptr[i + n] & 0xc0) == 0x80)
        n++;
    wy_bytes c = wy_bytes_sub(b, i, n);
    return wy_utf8_valid(c) && !is_mark(c);
}

static bool word_before(wy_bytes b, size_t i)
{
    size_t n = 1;
    while (n < 4 && n < i && (b.ptr[i - n] & 0xc0) == 0x80)
        n++;
    bool whole = n == 1 || (n <= i && b.ptr[i - n] >= 0xc0);
    return i && whole && word_after(wy_bytes_sub(b, 0, i), i - n);
}

static uint8_t pair_value(const uint8_t *p) { return (uint8_t)wy_hex_pair((const char *)p); }

static bool prints(wy_bytes b, size_t i) { return i < b.len && b.ptr[i] >= ' ' && b.ptr[i] != 0x7f; }

// Where a text has its length in front, it ends where that says, whatever comes next: a protobuf's tags are digits and
// letters, too. Tabs and line ends may be lengths as well, and are mostly not.
static bool length_says_end(wy_bytes b, size_t at, size_t end)
{
    size_t from = at;
    while (from && end - from < ' ' && prints(b, from - 1))
        from--;
    if (from < 2 || prints(b, from - 1) || b.ptr[from - 1] != end - from || memchr("\t\n", b.ptr[from - 1], 2))
        return false;
    return b.ptr[from - 2] == 0 || (b.ptr[from - 2] & 7) == 2; // more of the length, or a protobuf's tag
}

// A letter or digit in front that is the length of a text which begins here.
static bool is_length(wy_bytes b, size_t at)
{
    size_t size = at ? b.ptr[at - 1] : 0, n = 0;
    while (n < size && prints(b, at + n))
        n++;
    return n == size && !prints(b, at + n) && !prints(b, at - 2);
}

// What stands beside the value does not make it part of something longer.
static bool stands_alone(unsigned flags, wy_bytes text, size_t at, size_t end)
{
    bool before = (flags & WY_NEEDLE_HEX && at && hex_at(text, at - 1)) ||
                  (flags & WY_NEEDLE_DIGITS && at && digit_at(text, at - 1)) ||
                  (flags & WY_NEEDLE_WORD && word_before(text, at));
    if (before && !is_length(text, at))
        return false;
    if (at && length_says_end(text, at, end))
        return true;
    if (flags & WY_NEEDLE_IMEI && digit_at(text, end)) {
        bool one = !digit_at(text, end + 1), two = !one && !digit_at(text, end + 2);
        if ((one && text.ptr[end] == '0') || two)
            end += one ? 1 : 2;
    }
    return !(flags & WY_NEEDLE_HEX && hex_at(text, end)) && !(flags & WY_NEEDLE_DIGITS && digit_at(text, end)) &&
           !(flags & WY_NEEDLE_WORD && word_after(text, end));
}

// The same, of the bytes that pairs of hex digits stand for: the value's and those beside it.
static bool pair_stands_alone(unsigned flags, wy_bytes text, size_t at, size_t end)
{
    enum { BEFORE = 32, AFTER = 4 };
    uint8_t plain[BEFORE + WY_OWNER_VALUE_MAX + AFTER];
    size_t from = at, to = end, n = 0;
    while (at - from < (size_t)2 * BEFORE && from >= 2 && hex_at(text, from - 1) && hex_at(text, from - 2))
        from -= 2;
    while (to - end < (size_t)2 * AFTER && hex_at(text, to) && hex_at(text, to + 1))
        to += 2;
    for (size_t i = from; i < to && n < sizeof plain; i += 2)
        plain[n++] = pair_value(text.ptr + i);
    return stands_alone(flags, (wy_bytes){plain, n}, (at - from) / 2, (end - from) / 2);
}

// A protobuf's tag of two bytes begins in front: its kind is a varint's.
static bool field_before(wy_bytes text, size_t at) { return at && (text.ptr[at - 1] & 0x87) == 0x80; }

// Behind a tag of one or two bytes.
static bool other_half(wy_str half, wy_bytes after)
{
    enum { TAG_MAX = 2 };
    bool found = false;
    for (size_t i = 1; i <= TAG_MAX && !found; i++)
        found = wy_str_starts(wy_bytes_str(wy_bytes_sub(after, i, SIZE_MAX)), half);
    return found;
}

static bool base64_at(wy_bytes b, size_t i) { return i < b.len && wy_is_base64(b.ptr[i]); }

// Where a path or a name ends in front of base64, or begins behind it. Within base64 they make no letters, nor digits.
static bool base64_mark(wy_bytes b, size_t i) { return i < b.len && memchr("/+-_", b.ptr[i], 4); }

// Whether bytes may stand in front of a text, as a text's beginning, or as its end: of a character that began before
// them, or whole ones.
static bool reads_on(wy_bytes b, bool beginning)
{
    size_t at = 0;
    while (!beginning && at < b.len && (b.ptr[at] & 0xc0) == 0x80)
        at++;
    return wy_utf8_valid(wy_bytes_sub(b, at, SIZE_MAX));
}

static bool line_end(wy_bytes b, size_t i) { return i < b.len && (b.ptr[i] == '\r' || b.ptr[i] == '\n'); }

// Whether a line that ends there was broken because it is full: values in a list are not parts of each other.
static bool full_line(wy_bytes b, size_t end)
{
    size_t n = 0;
    while (n < WY_BASE64_LINE && n < end && base64_at(b, end - n - 1))
        n++;
    return n == WY_BASE64_LINE;
}

// The four letters in front of a group, when they may be a group of the same text; else none. If they are something
// else, mostly a word, the bytes that they would stand for have no meaning. A mail's lines may end between groups.
static wy_bytes group_before(wy_bytes b, size_t at)
{
    size_t line = at;
    while (at && line_end(b, at - 1))
        at--;
    if (at == 0 || (at < line && !full_line(b, at)) || base64_mark(b, at - 1))
        return (wy_bytes){0};
    size_t from = at, last = at - wy_min(at, WY_WORD_BEFORE_MAX);
    while (from > last && base64_at(b, from - 1))
        from--;
    if (from == at || (at - from) % 4)
        return (wy_bytes){0};
    struct wy_buf out;
    size_t letters = wy_min(at - from, 8);
    wy_buf_init(&out, 16);
    wy_decode_base64(wy_bytes_sub(b, at - letters, letters), &out);
    bool text = reads_on(wy_str_bytes(wy_buf_str(&out)), letters == at - from);
    wy_buf_fini(&out);
    return text ? wy_bytes_sub(b, at - 4, 4) : (wy_bytes){0};
}

// Up to four letters behind a group.
static wy_bytes letters_after(wy_bytes b, size_t at)
{
    size_t n = 0;
    for (bool full = line_end(b, at) && full_line(b, at); full && line_end(b, at);)
        at++;
    while (n < 4 && !base64_mark(b, at) && base64_at(b, at + n))
        n++;
    return wy_bytes_sub(b, wy_min(at, b.len), n);
}

// A base64 needle holds only the sextets that are wholly the value's; the bits at its borders are compared by decoding
// from the group in which the value begins, with the group before it and the one behind for what stands there.
static bool base64_agrees(const struct wy_needle *n, wy_bytes text, size_t at)
{
    size_t first = (n->skip * 8u + 5) / 6, sextets = ((n->skip + n->whole.len) * 8 + 5) / 6;
    if (at < first || text.len - (at - first) < sextets)
        return false;
    size_t start = at - first;
    wy_bytes before = group_before(text, start);
    struct wy_buf letters, out;
    wy_buf_init(&letters, sextets + 16);
    wy_buf_init(&out, sextets + 16);
    wy_buf_add_bytes(&letters, before);
    wy_buf_add_bytes(&letters, wy_bytes_sub(text, start, sextets));
    wy_buf_add_bytes(&letters, letters_after(text, start + sextets));
    wy_decode_base64(wy_str_bytes(wy_buf_str(&letters)), &out);
    size_t from = (before.len ? 3u : 0u) + n->skip;
    bool same = wy_str_eq(wy_str_sub(wy_buf_str(&out), from, n->whole.len), n->whole) &&
                stands_alone(n->flags, wy_str_bytes(wy_buf_str(&out)), from, from + n->whole.len);
    wy_buf_fini(&letters);
    wy_buf_fini(&out);
    return same;
}

// How much of a digest stands there; the middle of a whole one is told by the needle of its beginning.
static const char *digest_form(const struct wy_needle *n, wy_bytes text, size_t at)
{
    static const char *const whole[] = {"md5", "sha1", "sha256"}, *const cut[] = {"md5-cut", "sha1-cut", "sha256-cut"};
    wy_str hex = n->whole;
    if (n->skip) {
        wy_str before = at >= n->skip ? wy_bytes_str(wy_bytes_sub(text, at - n->skip, n->skip)) : (wy_str){0};
        return wy_str_eq_nocase(before, wy_str_sub(hex, 0, n->skip)) ? NULL : n->form;
    }
    if (wy_str_starts_nocase(wy_bytes_str(wy_bytes_sub(text, at, SIZE_MAX)), hex))
        return n->form;
    for (size_t i = 0; i < WY_COUNT(whole); i++)
        if (strcmp(n->form, whole[i]) == 0)
            return cut[i];
    return n->form;
}

// Behind an IMEI without its check digit may be a group of a zero or of a software version; behind a comma is neither.
static bool groups_agree(const struct wy_needle *n, wy_bytes text, size_t *at, size_t end)
{
    size_t more = 0;
    bool goes_on = n->flags & WY_NEEDLE_IMEI && end < text.len && memchr(" -./", text.ptr[end], 4);
    while (goes_on && more < 3 && digit_at(text, end + 1 + more))
        more++;
    if (more > 2 || (more == 1 && text.ptr[end + 1] != '0'))
        return false;
    wy_bytes until = length_says_end(text, *at, end) ? wy_bytes_sub(text, 0, end) : text;
    return wy_groups_agree(n->whole, n->skip, until, *at, end, at);
}

const char *wy_needle_confirm(const struct wy_needle *n, const struct wy_literal *l, wy_bytes text, size_t *at)
{
    if (n->flags & WY_NEEDLE_BASE64)
        return base64_agrees(n, text, *at) ? n->form : NULL;
    if (n->flags & WY_NEEDLE_GROUPS)
        return groups_agree(n, text, at, *at + l->bytes.len) ? n->form : NULL;
    if (n->flags & WY_NEEDLE_HALF)
        return other_half(n->whole, wy_bytes_sub(text, *at + l->bytes.len, SIZE_MAX)) ? n->form : NULL;
    if (n->flags & WY_NEEDLE_FIELD)
        return field_before(text, *at) ? n->form : NULL;
    bool pairs = n->flags & WY_NEEDLE_PAIRS;
    if (!(pairs ? pair_stands_alone : stands_alone)(n->flags, text, *at, *at + l->bytes.len))
        return NULL;
    return n->flags & WY_NEEDLE_DIGEST ? digest_form(n, text, *at) : n->form;
}
