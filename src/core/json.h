// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// JSON (RFC 8259) in and out. Reading is simdjson's work; what callers see is a plain tree in their arena. Writing is a
// thin layer over wy_buf that keeps commas and nesting right.
#pragma once

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"

enum wy_json_type {
    WY_JSON_NULL,
    WY_JSON_BOOL,
    WY_JSON_INT,  // fits int64_t
    WY_JSON_REAL, // every other number
    WY_JSON_STRING,
    WY_JSON_ARRAY,
    WY_JSON_OBJECT,
};

struct wy_json {
    enum wy_json_type type;
    uint32_t n; // members or elements of an object or array
    wy_str key; // the member's name inside an object, else absent
    union {
        bool boolean;
        int64_t integer;
        double real;
        wy_str string;               // valid UTF-8
        const struct wy_json *items; // n of them, in the document's order; duplicate keys are kept
    };
};

// A parser keeps its working memory between documents. parser == NULL in wy_json_parse makes one for the call.
struct wy_json_parser;
WY_CHECKED struct wy_json_parser *wy_json_parser_new(void); // NULL: no memory
void wy_json_parser_free(struct wy_json_parser *parser);

// *out and everything below it live in `arena`. `depth_max` bounds nesting. On failure diag names the byte offset. An
// integer that does not fit 64 bits reads as null.
WY_CHECKED wy_err wy_json_parse(struct wy_json_parser *parser, wy_bytes text, size_t depth_max, struct wy_arena *arena,
                                const struct wy_json **out, struct wy_diag *diag);

// The same for reading many documents fast: the texts in *out stay in the parser's memory, valid until its next
// document. `padded`: WY_JSON_PADDING bytes can be read behind `text`; without them it is copied first.
enum { WY_JSON_PADDING = 64 };
WY_CHECKED wy_err wy_json_parse_view(struct wy_json_parser *parser, wy_bytes text, bool padded, size_t depth_max,
                                     struct wy_arena *arena, const struct wy_json **out, struct wy_diag *diag);

// About how much memory parsing takes, the tree and the texts in it included, from counting values; so that a document
// of many small ones (forty times its own size) can be refused before. Not less than it takes, unless it is no JSON.
uint64_t wy_json_weight(wy_bytes text);

// All getters accept NULL and give NULL / absent / false, so that paths can be chained without checks.
const struct wy_json *wy_json_get(const struct wy_json *object, wy_str key); // the first of that name
const struct wy_json *wy_json_at(const struct wy_json *array, size_t i);
const struct wy_json *wy_json_path(const struct wy_json *object, const char *dotted); // "document.tracking.id"
wy_str wy_json_str(const struct wy_json *string);                                     // absent when not a string
wy_str wy_json_get_str(const struct wy_json *object, wy_str key);
WY_CHECKED bool wy_json_get_int(const struct wy_json *object, wy_str key, int64_t *out);
// for (WY_JSON_EACH(item, array_or_object)) { ... }; runs zero times for anything else, NULL included
#define WY_JSON_EACH(item, node)                                                                                       \
    const struct wy_json *item = wy_json_at((node), 0), *item##_end = item ? item + (node)->n : item;                  \
    item != item##_end;                                                                                                \
    item++

// Writing. `key` is absent ((wy_str){0}) inside arrays and at the top. Absent strings are written as null.
struct wy_json_writer {
    struct wy_buf *buf;
    unsigned depth;
    uint64_t has_items; // one bit for each open level: something was written there already
    bool spread;        // one line per element down to spread_depth, so that people and diff can read it
    unsigned spread_depth;
};
struct wy_json_writer wy_json_writer_init(struct wy_buf *buf, unsigned spread_depth);
void wy_json_open(struct wy_json_writer *w, wy_str key, char bracket); // '{' or '['
void wy_json_close(struct wy_json_writer *w, char bracket);            // '}' or ']'
void wy_json_put_str(struct wy_json_writer *w, wy_str key, wy_str value);
void wy_json_put_int(struct wy_json_writer *w, wy_str key, int64_t value);
void wy_json_put_u64(struct wy_json_writer *w, wy_str key, uint64_t value);
void wy_json_put_real(struct wy_json_writer *w, wy_str key, double value);
void wy_json_put_bool(struct wy_json_writer *w, wy_str key, bool value);
void wy_json_put_null(struct wy_json_writer *w, wy_str key);
void wy_json_put_node(struct wy_json_writer *w, wy_str key, const struct wy_json *node); // a copy of a parsed tree
