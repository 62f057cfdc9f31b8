// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/escapes.h"

#include "traffic/decode.h"
#include "traffic/identity.h"

_Static_assert(WY_ESCAPE_NEAR >= WY_OWNER_VALUE_MAX + 64, "a value and what its neighbours say must fit");

enum {
    MADE_MAX = WY_ESCAPE_ROOM, // bytes that one escape makes: a character in UTF-8
    ENTITY_MAX = 12,           // "&#x0010ffff;"
    NUMBER_GAP = 4,            // bytes between the groups of a number, at most
};

// What one escape at in.ptr[at], which is its kind's mark, makes; 0 when it is none, else how many bytes it takes.
struct made {
    char text[MADE_MAX];
    size_t n;
};

static void make_byte(struct made *m, int c)
{
    m->text[0] = (char)c;
    m->n = 1;
}

static int hex_pair(wy_bytes in, size_t at) { return at + 1 < in.len ? wy_hex_pair((const char *)in.ptr + at) : -1; }

static size_t undo_percent(wy_bytes in, size_t at, struct made *m)
{
    int c = hex_pair(in, at + 1);
    if (c >= 0) {
        make_byte(m, c);
        return 3;
    }
    c = hex_pair(in, at + 4);
    if (c < 0 || in.ptr[at + 1] != 'u' || hex_pair(in, at + 2) != 0)
        return 0;
    make_byte(m, c);
    return 6;
}

// The character of \uXXXX, or of two of them that are one.
static size_t undo_json_number(wy_bytes in, size_t at, struct made *m)
{
    uint32_t half[2] = {0};
    size_t n = 0;
    for (; n < 2; n++) {
        size_t from = at + 6 * n;
        int high = hex_pair(in, from + 2), low = hex_pair(in, from + 4);
        if (high < 0 || low < 0 || in.ptr[from] != '\\' || in.ptr[from + 1] != 'u')
            break;
        half[n] = (uint32_t)(high << 8 | low);
    }
    bool pair = n == 2 && half[0] >> 10 == 0xd800 >> 10 && half[1] >> 10 == 0xdc00 >> 10;
    m->n = wy_utf8_encode(pair ? 0x10000 + ((half[0] & 0x3ff) << 10 | (half[1] & 0x3ff)) : half[0], m->text);
    return pair ? 12 : n ? 6 : 0;
}

static size_t undo_json(wy_bytes in, size_t at, struct made *m)
{
    static const char letters[] = "btnfr\"\\/'", plain[] = "\b\t\n\f\r\"\\/'";
    char c = at + 1 < in.len ? (char)in.ptr[at + 1] : 0;
    const char *letter = c ? strchr(letters, c) : NULL;
    if (letter) {
        make_byte(m, plain[letter - letters]);
        return 2;
    }
    int value = c == 'x' ? hex_pair(in, at + 2) : -1; // scripts' strings
    if (value >= 0) {
        make_byte(m, value);
        return 4;
    }
    return c == 'u' ? undo_json_number(in, at, m) : 0;
}

static size_t undo_named(wy_str s, struct made *m)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"amp;", '&'},  {"quot;", '"'},  {"apos;", '\''},  {"lt;", '<'},   {"gt;", '>'},
                 {"nbsp;", ' '}, {"colon;", ':'}, {"commat;", '@'}, {"plus;", '+'}, {"lowbar;", '_'}};
    for (size_t i = 0; i < WY_COUNT(names); i++)
        if (s.len && s.ptr[0] == names[i].name[0] && wy_str_starts(s, wy_str_c(names[i].name))) {
            make_byte(m, names[i].c);
            return 1 + strlen(names[i].name);
        }
    return 0;
}

// The semicolon may be missing behind a number.
static size_t undo_entity(wy_bytes in, size_t at, struct made *m)
{
    wy_str s = wy_bytes_str(wy_bytes_sub(in, at + 1, ENTITY_MAX - 1));
    if (s.len < 2 || s.ptr[0] != '#')
        return undo_named(s, m);
    bool hex = s.ptr[1] == 'x' || s.ptr[1] == 'X';
    size_t first = hex ? 2 : 1, i = first;
    uint32_t cp = 0;
    for (; i < s.len; i++) {
        int digit = hex || wy_is_digit(s.ptr[i]) ? wy_hex_digit(s.ptr[i]) : -1;
        if (digit < 0 || cp > 0x10ffff)
            break;
        cp = cp * (hex ? 16 : 10) + (uint32_t)digit;
    }
    bool blank = cp == '\t' || cp == '\n' || cp == '\r';
    if (i == first || (cp < ' ' && !blank) || cp > 0x10ffff)
        return 0;
    m->n = wy_utf8_encode(cp, m->text);
    return 1 + i + (i < s.len && s.ptr[i] == ';');
}

// A line that goes on ends with the mark.
static size_t undo_quoted(wy_bytes in, size_t at, struct made *m)
{
    int c = hex_pair(in, at + 1);
    if (c >= 0)
        make_byte(m, c);
    else
        m->n = 0;
    return c >= 0 || wy_str_starts(wy_bytes_str(wy_bytes_sub(in, at + 1, 2)), WY_S("\r\n")) ? 3 : 0;
}

static const struct {
    const char *name;
    char mark;
    size_t (*undo)(wy_bytes in, size_t at, struct made *m);
} kinds[WY_ESCAPES_N] = {
    [WY_ESCAPE_PERCENT] = {"percent", '%', undo_percent},
    [WY_ESCAPE_JSON] = {"json-escape", '\\', undo_json},
    [WY_ESCAPE_ENTITY] = {"html-entity", '&', undo_entity},
    [WY_ESCAPE_QUOTED] = {"quoted-printable", '=', undo_quoted},
};

const char *wy_escape_name(enum wy_escape kind) { return kinds[kind].name; }

bool wy_is_escape_name(const char *name)
{
    for (size_t i = 0; i < WY_ESCAPES_N; i++)
        if (kinds[i].name == name)
            return true;
    return false;
}

// The next escape from `at` on; its place, or in.len.
static size_t find_escape(enum wy_escape kind, wy_bytes in, size_t at, size_t *used, struct made *m)
{
    const uint8_t mark = (uint8_t)kinds[kind].mark;
    for (; at < in.len; at++) {
        const uint8_t *next = in.ptr[at] == mark ? in.ptr + at : memchr(in.ptr + at, mark, in.len - at);
        if (!next)
            break;
        at = (size_t)(next - in.ptr);
        *used = kinds[kind].undo(in, at, m);
        if (*used)
            return at;
    }
    return in.len;
}

// Whether what a byte belongs to may go on beyond it: a word, a number, base64 with its line ends. Of numbers in groups
// the next one may follow.
static bool goes_on(uint8_t c) { return wy_is_base64(c) || c == '\r' || c == '\n'; }

static bool digit_within(wy_bytes in, size_t from, size_t end)
{
    for (; from < end; from++)
        if (wy_is_digit((char)in.ptr[from]))
            return true;
    return false;
}

// How far what stands behind `at` is kept, up to `end`; and from where, from `floor` on, what stands before.
static size_t near_end(wy_bytes in, size_t at, size_t end)
{
    size_t i = at + wy_min(end - at, WY_ESCAPE_NEAR);
    while (i < end && (goes_on(in.ptr[i]) || digit_within(in, i - NUMBER_GAP, i)))
        i++;
    return i;
}

static size_t near_start(wy_bytes in, size_t at, size_t floor)
{
    size_t i = at - wy_min(at - floor, WY_ESCAPE_NEAR);
    while (i > floor && (goes_on(in.ptr[i - 1]) || digit_within(in, i, i + NUMBER_GAP)))
        i--;
    return i;
}

static void add(struct wy_buf *out, wy_bytes before, const struct made *m)
{
    char *to = wy_buf_reserve(out, before.len + MADE_MAX);
    if (!to)
        return;
    if (before.len)
        memcpy(to, before.ptr, before.len);
    memcpy(to + before.len, m->text, MADE_MAX);
    out->len += before.len + m->n;
}

bool wy_undo_escapes(enum wy_escape kind, wy_bytes in, struct wy_buf *out)
{
    struct made m = {.n = 0};
    size_t used = 0, at = find_escape(kind, in, 0, &used, &m);
    if (at == in.len)
        return false;
    for (size_t start = near_start(in, at, 0); at < in.len;) {
        add(out, wy_bytes_sub(in, start, at - start), &m);
        start = at + used;
        at = find_escape(kind, in, start, &used, &m);
        size_t end = near_end(in, start, at);
        if (end == at && at < in.len)
            continue;
        wy_buf_add_bytes(out, wy_bytes_sub(in, start, end - start));
        start = at < in.len ? near_start(in, at, end) : end;
        if (start > end)
            wy_buf_char(out, WY_ESCAPE_GAP);
    }
    return true;
}
