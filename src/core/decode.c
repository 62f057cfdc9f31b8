// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/decode.h"

enum form { PLAIN, UTF8_MARK, LITTLE, BIG };

static enum form form_of(wy_bytes b)
{
    const uint8_t *p = b.ptr;
    if (b.len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
        return UTF8_MARK;
    if (b.len >= 2 && p[0] == 0xff && p[1] == 0xfe)
        return LITTLE;
    if (b.len >= 2 && p[0] == 0xfe && p[1] == 0xff)
        return BIG;
    return b.len >= 4 && p[0] && p[0] < 0x80 && !p[1] && p[2] && p[2] < 0x80 && !p[3] ? LITTLE : PLAIN;
}

bool wy_text_is_marked(wy_bytes head) { return form_of(head) != PLAIN; }

static uint32_t unit_at(wy_bytes b, size_t at, bool big)
{
    return big ? (uint32_t)(b.ptr[at] << 8 | b.ptr[at + 1]) : (uint32_t)(b.ptr[at + 1] << 8 | b.ptr[at]);
}

wy_str wy_text_plain(wy_bytes raw, struct wy_arena *arena)
{
    enum form form = form_of(raw);
    if (form == PLAIN)
        return wy_bytes_str(raw);
    if (form == UTF8_MARK)
        return wy_bytes_str(wy_bytes_sub(raw, 3, raw.len - 3));
    size_t units = raw.len / 2, n = 0;
    char *out = wy_arena_alloc(arena, 3 * units + 1, 1); // a unit becomes three bytes at most, a pair of them four
    for (size_t i = 0; out && i < units; i++) {
        uint32_t cp = unit_at(raw, 2 * i, form == BIG);
        uint32_t next = i + 1 < units ? unit_at(raw, 2 * i + 2, form == BIG) : 0;
        if (i == 0 && cp == 0xfeff)
            continue;
        if (cp >= 0xd800 && cp < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            cp = 0x10000 + ((cp - 0xd800) << 10) + (next - 0xdc00);
            i++;
        }
        n += wy_utf8_encode(cp, out + n);
    }
    return out ? (wy_str){out, n} : (wy_str){0};
}
