// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include "core/json_bridge.h"

#include <math.h>

// simdjson says only that a document is wrong. This scan, run on failure alone, finds where: the first byte at which no
// valid document could go on.
struct scan {
    wy_str s;
    size_t pos;
    size_t depth_max;
};

static bool scan_value(struct scan *c, size_t depth);

static void scan_space(struct scan *c)
{
    while (c->pos < c->s.len && memchr(" \t\r\n", c->s.ptr[c->pos], 4))
        c->pos++;
}

static bool scan_char(struct scan *c, char want)
{
    if (c->pos < c->s.len && c->s.ptr[c->pos] == want) {
        c->pos++;
        return true;
    }
    return false;
}

static bool scan_string(struct scan *c)
{
    if (!scan_char(c, '"'))
        return false;
    while (c->pos < c->s.len) {
        char ch = c->s.ptr[c->pos];
        if (ch == '"')
            return scan_char(c, '"');
        if ((unsigned char)ch < 0x20)
            return false;
        if (ch != '\\') {
            size_t next = c->pos;
            if (wy_utf8_next(c->s, &next) == 0xfffd && next - c->pos == 1)
                return false;
            c->pos = next;
            continue;
        }
        if (c->s.len - c->pos < 2 || !memchr("\"\\/bfnrtu", c->s.ptr[c->pos + 1], 9))
            return false;
        size_t hex = c->s.ptr[c->pos + 1] == 'u' ? 4 : 0;
        for (size_t i = 0; i < hex; i++)
            if (c->s.len - c->pos < 3 + i || wy_hex_digit(c->s.ptr[c->pos + 2 + i]) < 0)
                return false;
        c->pos += 2 + hex;
    }
    return false;
}

static bool scan_number(struct scan *c)
{
    size_t start = c->pos;
    while (c->pos < c->s.len && c->s.ptr[c->pos] && strchr("+-.0123456789eE", c->s.ptr[c->pos]))
        c->pos++;
    return c->pos > start;
}

static bool scan_members(struct scan *c, char end, size_t depth)
{
    scan_space(c);
    if (scan_char(c, end))
        return true;
    do {
        scan_space(c);
        if (end == '}') {
            if (!scan_string(c))
                return false;
            scan_space(c);
            if (!scan_char(c, ':'))
                return false;
        }
        if (!scan_value(c, depth))
            return false;
        scan_space(c);
    } while (scan_char(c, ','));
    return scan_char(c, end);
}

static bool scan_word(struct scan *c, wy_str word)
{
    if (!wy_str_starts(wy_str_from(c->s, c->pos), word))
        return false;
    c->pos += word.len;
    return true;
}

static bool scan_value(struct scan *c, size_t depth)
{
    scan_space(c);
    if (c->pos >= c->s.len || depth > c->depth_max)
        return false;
    switch (c->s.ptr[c->pos]) {
    case '{': c->pos++; return scan_members(c, '}', depth + 1);
    case '[': c->pos++; return scan_members(c, ']', depth + 1);
    case '"': return scan_string(c);
    case 't': return scan_word(c, WY_S("true"));
    case 'f': return scan_word(c, WY_S("false"));
    case 'n': return scan_word(c, WY_S("null"));
    default: return scan_number(c);
    }
}

// *whole: to this scan, which does not look into numbers, it is one value.
static size_t error_offset(wy_bytes text, size_t depth_max, bool *whole)
{
    struct scan c = {.s = wy_bytes_str(text), .depth_max = depth_max};
    *whole = scan_value(&c, 1);
    if (*whole)
        scan_space(&c);
    return c.pos;
}

uint64_t wy_json_weight(wy_bytes text)
{
    uint64_t commas = 0, colons = 0, opened = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
            continue;
        }
        in_string = c == '"';
        commas += c == ',';
        colons += c == ':';
        opened += c == '[' || c == '{';
    }
    uint64_t values = commas + opened + 1;
    // simdjson: 4 bytes for each place that means something, 8 for each key and end, 16 for a number; texts once more.
    uint64_t working = 4 * (commas + 2 * colons + 2 * opened + values) + 8 * (colons + opened) + 16 * values + text.len;
    return working + values * sizeof(struct wy_json) + text.len;
}

static bool only_space(wy_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!wy_is_space((char)text.ptr[i]))
            return false;
    return true;
}

// Integers beyond 64 bits, as serial numbers of certificates are, are JSON but not simdjson's: they read as null.
// false: there was none, or no memory.
static bool without_long_integers(wy_bytes text, struct wy_arena *arena, wy_bytes *out)
{
    enum { LONG = 20 };
    char *copy = wy_arena_alloc(arena, text.len + WY_JSON_PADDING, 1);
    bool found = false, in_string = false;
    if (!copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    for (size_t i = 0; i < text.len;) {
        char c = copy[i];
        size_t n = 0;
        if (!in_string && (c == '-' || wy_is_digit(c)))
            while (i + n < text.len && memchr("+-.0123456789eE", copy[i + n], 15))
                n++;
        if (n >= LONG && !memchr(copy + i, '.', n) && !memchr(copy + i, 'e', n) && !memchr(copy + i, 'E', n)) {
            memset(copy + i, ' ', n);
            memcpy(copy + i, "null", 4);
            found = true;
        }
        in_string = c == '"' ? !in_string : in_string;
        i += n ? n : in_string && c == '\\' ? 2 : 1;
    }
    *out = (wy_bytes){(const uint8_t *)copy, text.len};
    return found;
}

static wy_err parse(struct wy_json_parser *parser, wy_bytes text, size_t depth_max, unsigned how,
                    struct wy_arena *arena, const struct wy_json **out, struct wy_diag *diag)
{
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
        text = wy_bytes_sub(text, 3, text.len);
    if (only_space(text))
        return wy_fail(diag, WY_TRUNCATED, 0, "empty, not a JSON document");
    struct wy_json_parser *own = parser ? NULL : wy_json_parser_new();
    struct wy_json *root = wy_new(arena, struct wy_json, 1);
    enum wy_json_bridge_result result = WY_JSON_BRIDGE_MEMORY;
    if (root && (parser || own))
        result = wy_json_bridge(parser ? parser : own, text, depth_max, how, arena, root);
    wy_bytes shorter;
    bool whole;
    if (result == WY_JSON_BRIDGE_SYNTAX && error_offset(text, depth_max, &whole) >= text.len && whole &&
        without_long_integers(text, arena, &shorter))
        result = wy_json_bridge(parser ? parser : own, shorter, depth_max, how, arena, root);
    if (own)
        wy_json_parser_free(own);
    switch (result) {
    case WY_JSON_BRIDGE_OK: *out = root; return WY_OK;
    case WY_JSON_BRIDGE_MEMORY: return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a JSON document");
    case WY_JSON_BRIDGE_DEPTH:
        return wy_fail(diag, WY_LIMIT, error_offset(text, depth_max, &whole), "nested deeper than %zu levels",
                       depth_max);
    case WY_JSON_BRIDGE_SIZE: return wy_fail(diag, WY_LIMIT, 0, "a JSON document of %zu bytes", text.len);
    case WY_JSON_BRIDGE_SYNTAX: break;
    }
    size_t at = error_offset(text, depth_max, &whole);
    if (whole && at >= text.len)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET,
                       "a number in the JSON document is too large, or an escape is no character");
    if (at >= text.len)
        return wy_fail(diag, WY_TRUNCATED, at, "the JSON document ends too early");
    return wy_fail(diag, WY_MALFORMED, at, "not valid JSON from here");
}

wy_err wy_json_parse(struct wy_json_parser *parser, wy_bytes text, size_t depth_max, struct wy_arena *arena,
                     const struct wy_json **out, struct wy_diag *diag)
{
    return parse(parser, text, depth_max, 0, arena, out, diag);
}

wy_err wy_json_parse_view(struct wy_json_parser *parser, wy_bytes text, bool padded, size_t depth_max,
                          struct wy_arena *arena, const struct wy_json **out, struct wy_diag *diag)
{
    return parse(parser, text, depth_max, WY_JSON_VIEW | (padded ? WY_JSON_PADDED : 0), arena, out, diag);
}

const struct wy_json *wy_json_at(const struct wy_json *array, size_t i)
{
    if (!array || (array->type != WY_JSON_ARRAY && array->type != WY_JSON_OBJECT) || i >= array->n)
        return NULL;
    return array->items + i;
}

const struct wy_json *wy_json_get(const struct wy_json *object, wy_str key)
{
    if (!object || object->type != WY_JSON_OBJECT)
        return NULL;
    for (uint32_t i = 0; i < object->n; i++)
        if (wy_str_eq(object->items[i].key, key))
            return &object->items[i];
    return NULL;
}

const struct wy_json *wy_json_path(const struct wy_json *object, const char *dotted)
{
    wy_str rest = wy_str_c(dotted), part;
    while (object && wy_str_next(&rest, '.', &part))
        object = wy_json_get(object, part);
    return object;
}

wy_str wy_json_str(const struct wy_json *string)
{
    return string && string->type == WY_JSON_STRING ? string->string : (wy_str){0};
}

wy_str wy_json_get_str(const struct wy_json *object, wy_str key) { return wy_json_str(wy_json_get(object, key)); }

bool wy_json_get_int(const struct wy_json *object, wy_str key, int64_t *out)
{
    const struct wy_json *v = wy_json_get(object, key);
    if (!v || v->type != WY_JSON_INT)
        return false;
    *out = v->integer;
    return true;
}

struct wy_json_writer wy_json_writer_init(struct wy_buf *buf, unsigned spread_depth)
{
    return (struct wy_json_writer){.buf = buf, .spread = spread_depth > 0, .spread_depth = spread_depth};
}

static void new_line(struct wy_json_writer *w, unsigned depth)
{
    wy_buf_char(w->buf, '\n');
    wy_buf_repeat(w->buf, ' ', depth);
}

static void begin_item(struct wy_json_writer *w, wy_str key)
{
    uint64_t bit = UINT64_C(1) << (w->depth & 63);
    if (w->has_items & bit)
        wy_buf_char(w->buf, ',');
    if (w->depth > 0 && w->spread && w->depth <= w->spread_depth)
        new_line(w, w->depth);
    w->has_items |= bit;
    if (key.ptr) {
        wy_buf_json(w->buf, key);
        wy_buf_char(w->buf, ':');
    }
}

void wy_json_open(struct wy_json_writer *w, wy_str key, char bracket)
{
    begin_item(w, key);
    wy_buf_char(w->buf, bracket);
    w->depth++;
    w->has_items &= ~(UINT64_C(1) << (w->depth & 63));
    if (w->depth >= 63) // our own documents are shallow; input never drives the writer deeper than its parsed depth
        w->buf->err = WY_LIMIT;
}

void wy_json_close(struct wy_json_writer *w, char bracket)
{
    bool had = w->has_items & (UINT64_C(1) << (w->depth & 63));
    unsigned depth = w->depth--;
    if (had && w->spread && depth <= w->spread_depth)
        new_line(w, w->depth);
    wy_buf_char(w->buf, bracket);
    if (w->depth == 0 && w->spread)
        wy_buf_char(w->buf, '\n');
}

void wy_json_put_str(struct wy_json_writer *w, wy_str key, wy_str value)
{
    if (!value.ptr) {
        wy_json_put_null(w, key);
        return;
    }
    begin_item(w, key);
    wy_buf_json(w->buf, value);
}

void wy_json_put_int(struct wy_json_writer *w, wy_str key, int64_t value)
{
    begin_item(w, key);
    if (value < 0)
        wy_buf_char(w->buf, '-');
    wy_buf_u64(w->buf, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void wy_json_put_u64(struct wy_json_writer *w, wy_str key, uint64_t value)
{
    begin_item(w, key);
    wy_buf_u64(w->buf, value);
}

void wy_json_put_real(struct wy_json_writer *w, wy_str key, double value)
{
    begin_item(w, key);
    if (isfinite(value))
        wy_buf_printf(w->buf, "%.17g", value);
    else
        wy_buf_addc(w->buf, "null"); // JSON has no infinity
}

void wy_json_put_bool(struct wy_json_writer *w, wy_str key, bool value)
{
    begin_item(w, key);
    wy_buf_addc(w->buf, value ? "true" : "false");
}

void wy_json_put_null(struct wy_json_writer *w, wy_str key)
{
    begin_item(w, key);
    wy_buf_addc(w->buf, "null");
}

void wy_json_put_node(struct wy_json_writer *w, wy_str key, const struct wy_json *node)
{
    switch (node->type) {
    case WY_JSON_NULL: wy_json_put_null(w, key); return;
    case WY_JSON_BOOL: wy_json_put_bool(w, key, node->boolean); return;
    case WY_JSON_INT: wy_json_put_int(w, key, node->integer); return;
    case WY_JSON_REAL: wy_json_put_real(w, key, node->real); return;
    case WY_JSON_STRING: wy_json_put_str(w, key, node->string); return;
    case WY_JSON_ARRAY:
    case WY_JSON_OBJECT: break;
    }
    bool object = node->type == WY_JSON_OBJECT;
    wy_json_open(w, key, object ? '{' : '[');
    for (WY_JSON_EACH(item, node))
        if (w->depth < 62)
            wy_json_put_node(w, object ? item->key : (wy_str){0}, item);
    wy_json_close(w, object ? '}' : ']');
}
