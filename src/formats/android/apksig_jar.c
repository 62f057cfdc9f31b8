// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/apksig_jar.h"

// One physical line without its end; false at the end of the input.
static bool next_line(wy_bytes in, size_t *pos, wy_str *out)
{
    if (*pos >= in.len)
        return false;
    size_t start = *pos, i = start;
    while (i < in.len && in.ptr[i] != '\n' && in.ptr[i] != '\r')
        i++;
    *out = (wy_str){(const char *)in.ptr + start, i - start};
    if (i < in.len)
        i += in.ptr[i] == '\r' && i + 1 < in.len && in.ptr[i + 1] == '\n' ? 2 : 1;
    *pos = i;
    return true;
}

static bool continues(wy_bytes in, size_t pos) { return pos < in.len && in.ptr[pos] == ' '; }

// A logical line: folded lines are put together only when `arena` is there.
static bool next_attribute(wy_bytes in, size_t *pos, wy_str *out, struct wy_arena *arena)
{
    size_t first_end;
    if (!next_line(in, pos, out))
        return false;
    first_end = *pos;
    if (!out->len || !continues(in, first_end))
        return true;
    size_t n = out->len, at = *pos;
    wy_str more;
    while (continues(in, at) && next_line(in, &at, &more))
        n += more.len - 1;
    *pos = at;
    char *joined = arena ? wy_arena_alloc(arena, n, 1) : NULL;
    if (!joined)
        return true;
    memcpy(joined, out->ptr, out->len);
    size_t fill = out->len;
    for (at = first_end; continues(in, at) && next_line(in, &at, &more);) {
        memcpy(joined + fill, more.ptr + 1, more.len - 1);
        fill += more.len - 1;
    }
    *out = (wy_str){joined, n};
    return true;
}

static bool named(wy_str line, wy_str name, wy_str *value)
{
    if (!wy_str_starts_nocase(line, name))
        return false;
    wy_str rest = wy_str_from(line, name.len);
    if (!wy_str_starts(rest, WY_S(": ")))
        return false;
    *value = wy_str_from(rest, 2);
    return true;
}

wy_str wy_jar_attribute(const struct wy_jar_section *s, wy_str name, struct wy_arena *arena)
{
    wy_str line, value = {0};
    for (size_t pos = 0, start = 0; next_attribute(s->bytes, &pos, &line, NULL); start = pos) {
        if (!named(line, name, &value))
            continue;
        (void)next_attribute(s->bytes, &start, &line, arena); // again, with its folded lines
        (void)named(line, name, &value);
        return value;
    }
    return (wy_str){0};
}

bool wy_jar_next(struct wy_jar *jar, struct wy_jar_section *out, struct wy_arena *arena)
{
    wy_str line;
    size_t start;
    do {
        start = jar->pos;
        if (!next_attribute(jar->in, &jar->pos, &line, NULL))
            return false;
    } while (!line.len);
    while (next_attribute(jar->in, &jar->pos, &line, NULL) && line.len)
        continue;
    *out = (struct wy_jar_section){.bytes = wy_bytes_sub(jar->in, start, jar->pos - start)};
    out->name = wy_jar_attribute(out, WY_S("Name"), arena);
    return true;
}
