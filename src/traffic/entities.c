// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/entities.h"

enum { ENTITY_MAX = 12 }; // "&#x0010ffff;"

// The character at "&", and how many bytes it takes; 0 when it is none. The semicolon may be missing behind a number.
static size_t entity(wy_bytes in, size_t at, uint32_t *cp)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"amp;", '&'},  {"quot;", '"'},  {"apos;", '\''},  {"lt;", '<'},   {"gt;", '>'},
                 {"nbsp;", ' '}, {"colon;", ':'}, {"commat;", '@'}, {"plus;", '+'}, {"lowbar;", '_'}};
    wy_str s = wy_bytes_str(wy_bytes_sub(in, at + 1, ENTITY_MAX - 1));
    for (size_t i = 0; i < WY_COUNT(names); i++)
        if (s.len && s.ptr[0] == names[i].name[0] && wy_str_starts(s, wy_str_c(names[i].name))) {
            *cp = (uint8_t)names[i].c;
            return 1 + strlen(names[i].name);
        }
    if (s.len < 2 || s.ptr[0] != '#')
        return 0;
    bool hex = s.ptr[1] == 'x' || s.ptr[1] == 'X';
    size_t first = hex ? 2 : 1, i = first;
    *cp = 0;
    for (; i < s.len; i++) {
        int digit = hex || wy_is_digit(s.ptr[i]) ? wy_hex_digit(s.ptr[i]) : -1;
        if (digit < 0 || *cp > 0x10ffff)
            break;
        *cp = *cp * (hex ? 16 : 10) + (uint32_t)digit;
    }
    bool blank = *cp == '\t' || *cp == '\n' || *cp == '\r';
    if (i == first || (*cp < ' ' && !blank) || *cp > 0x10ffff)
        return 0;
    return 1 + i + (i < s.len && s.ptr[i] == ';');
}

bool wy_has_entity(wy_bytes in)
{
    uint32_t cp;
    for (size_t at = 0; at < in.len; at++) {
        const uint8_t *mark = memchr(in.ptr + at, '&', in.len - at);
        if (!mark)
            return false;
        at = (size_t)(mark - in.ptr);
        if (entity(in, at, &cp))
            return true;
    }
    return false;
}

bool wy_decode_entities(wy_bytes in, struct wy_buf *out)
{
    char *to = wy_has_entity(in) ? wy_buf_reserve(out, in.len + 4) : NULL;
    size_t n = 0;
    if (!to)
        return false;
    for (size_t i = 0; i < in.len;) {
        uint32_t cp;
        size_t used = in.ptr[i] == '&' ? entity(in, i, &cp) : 0;
        if (used)
            n += wy_utf8_encode(cp, to + n); // at most four bytes for six
        else
            to[n++] = (char)in.ptr[i];
        i += used ? used : 1;
    }
    out->len += n;
    return true;
}
