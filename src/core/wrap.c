// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/wrap.h"

#include <unigbrk.h>
#include <uniwidth.h>

size_t wy_columns(wy_str s)
{
    int n = s.len ? u8_width((const uint8_t *)s.ptr, s.len, "UTF-8") : 0;
    return n < 0 ? 0 : (size_t)n;
}

struct line {
    struct wy_buf *out;
    const struct wy_wrap *wrap;
    size_t column;
    bool empty; // no word on it yet
};

static void break_line(struct line *line)
{
    wy_buf_char(line->out, '\n');
    wy_buf_repeat(line->out, ' ', line->wrap->indent);
    line->column = line->wrap->indent;
    line->empty = true;
}

// A word too wide for any line, cut between characters as readers see them.
static void add_wide(struct line *line, wy_str word)
{
    const uint8_t *p = (const uint8_t *)word.ptr, *end = p + word.len;
    while (p < end) {
        const uint8_t *next = u8_grapheme_next(p, end);
        wy_str cluster = {(const char *)p, (size_t)(next - p)};
        size_t columns = wy_columns(cluster);
        if (line->column + columns > line->wrap->width && !line->empty)
            break_line(line);
        wy_buf_add(line->out, cluster);
        line->column += columns;
        line->empty = false;
        p = next;
    }
}

static void add_word(struct line *line, wy_str word)
{
    size_t columns = wy_columns(word), width = line->wrap->width;
    size_t blank = line->empty ? 0 : 1;
    if (line->column + blank + columns > width && !line->empty && line->wrap->indent + columns <= width) {
        break_line(line);
        blank = 0;
    }
    if (blank && line->column + 1 < width) {
        wy_buf_char(line->out, ' ');
        line->column++;
    }
    if (line->column + columns <= width) {
        wy_buf_add(line->out, word);
        line->column += columns;
        line->empty = false;
    } else {
        add_wide(line, word);
    }
}

void wy_wrap(struct wy_buf *out, wy_str text, struct wy_wrap wrap)
{
    // Room for two wide characters at least, whatever the terminal claims.
    if (wrap.width < wrap.indent + 4)
        wrap.width = wrap.indent + 4;
    struct line line = {.out = out, .wrap = &wrap, .column = wrap.first, .empty = true};
    wy_str paragraph;
    for (bool first = true; wy_str_next(&text, '\n', &paragraph); first = false) {
        if (!first)
            break_line(&line);
        wy_str word;
        while (wy_str_next_word(&paragraph, &word))
            add_word(&line, word);
    }
    wy_buf_char(out, '\n');
}

void wy_wrap_lines(struct wy_buf *out, wy_str text, unsigned width)
{
    wy_str line;
    while (wy_str_next(&text, '\n', &line)) {
        unsigned indent = 0;
        while (indent < line.len && line.ptr[indent] == ' ')
            indent++;
        wy_str words = wy_str_from(line, indent);
        if (!text.ptr && !words.len) // behind the last line feed
            break;
        wy_buf_repeat(out, ' ', words.len ? indent : 0);
        if (!words.len || wy_str_starts(words, WY_S("http"))) {
            wy_buf_add(out, words);
            wy_buf_char(out, '\n');
        } else {
            wy_wrap(out, words, (struct wy_wrap){width, indent, indent});
        }
    }
}
