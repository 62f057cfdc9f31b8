// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/json_rows.h"

enum {
    CHUNK = 128 * 1024,
    OBJECT_MAX = 1 << 20
}; // one object; the largest seen (a process with its environment) has 60 kB

struct splitter {
    struct wy_json_rows *rows;
    struct wy_json_parser *parser;
    struct wy_buf object;
    uint64_t offset, start; // of the next byte; of the object
    unsigned depth;
    bool in_string, escaped, closed;
};

static void parse(struct splitter *s)
{
    struct wy_json_rows *rows = s->rows;
    wy_str text = wy_buf_str(&s->object);
    rows->n++;
    rows->at = wy_at_byte(rows->at, s->start);
    if (s->object.err != WY_OK) {
        wy_gap(rows->in->ev, rows->at, WY_LIMIT, "an object of more than %d bytes was passed over", OBJECT_MAX);
        return;
    }
    if (rows->wanted && !rows->wanted(text))
        return;
    struct wy_arena_mark mark = wy_arena_mark(rows->in->scratch);
    const struct wy_json *object;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    size_t depth = (size_t)rows->in->limits->json_depth;
    if (wy_json_parse(s->parser, wy_str_bytes(text), depth, rows->in->scratch, &object, &diag) == WY_OK) {
        rows->row(rows, object);
    } else {
        diag.offset = s->start + (diag.offset == WY_NO_OFFSET ? 0 : diag.offset);
        wy_gap_diag(rows->in->ev, rows->at, &diag);
    }
    wy_arena_reset(rows->in->scratch, mark);
}

// Depth 1 is the array, depth 2 an object in it.
static void open_or_close(struct splitter *s, const char *at, const char **from)
{
    if (*at == '{' || *at == '[') {
        if (++s->depth == 2 && *at == '{') {
            s->start = s->offset;
            wy_buf_clear(&s->object);
            s->object.err = WY_OK;
            *from = at;
        }
        return;
    }
    if (s->depth == 0)
        return;
    if (--s->depth == 1 && *at == '}' && *from) {
        wy_buf_add(&s->object, (wy_str){*from, (size_t)(at + 1 - *from)});
        *from = NULL;
        parse(s);
    }
    s->closed |= s->depth == 0;
}

static void feed(struct splitter *s, wy_str text, bool *inside)
{
    const char *from = *inside ? text.ptr : NULL; // start of what is not in the buffer yet
    for (size_t i = 0; i < text.len && !s->closed; i++, s->offset++) {
        char c = text.ptr[i];
        if (s->in_string) {
            if (s->escaped)
                s->escaped = false;
            else if (c == '\\')
                s->escaped = true;
            else if (c == '"')
                s->in_string = false;
        } else if (c == '"') {
            s->in_string = true;
        } else if (c == '{' || c == '}' || c == '[' || c == ']') {
            open_or_close(s, text.ptr + i, &from);
        }
    }
    *inside = from != NULL;
    if (from)
        wy_buf_add(&s->object, (wy_str){from, (size_t)(text.ptr + text.len - from)});
}

wy_err wy_json_rows(struct wy_json_rows *rows, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    struct wy_stream *stream = wy_item_stream(item, &storage);
    struct splitter s = {.rows = rows, .parser = wy_json_parser_new()};
    char *chunk = wy_arena_alloc(rows->in->scratch, CHUNK, 1);
    if (!s.parser || !chunk) {
        wy_json_parser_free(s.parser);
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory");
    }
    wy_buf_init(&s.object, OBJECT_MAX);
    wy_err err = WY_OK;
    bool inside = false;
    for (size_t got = 1; got > 0 && err == WY_OK && !s.closed && rows->in->ev->err == WY_OK;) {
        err = stream->read(stream, chunk, CHUNK, &got, diag);
        if (err == WY_OK)
            feed(&s, (wy_str){chunk, got}, &inside);
    }
    wy_buf_fini(&s.object);
    wy_json_parser_free(s.parser);
    if (err == WY_OK && rows->in->ev->err != WY_OK)
        return wy_fail(diag, rows->in->ev->err, s.offset, "more evidence than may be kept (--limit arena=, rows=)");
    if (err == WY_OK && !s.closed && s.depth == 0)
        return wy_fail(diag, WY_TRUNCATED, 0, "there is no list in it: whoever collected this could not take it");
    if (err == WY_OK && !s.closed)
        return wy_fail(diag, WY_TRUNCATED, s.offset, "the list does not end; what was before is kept");
    return err;
}
