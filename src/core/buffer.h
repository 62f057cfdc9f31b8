// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Growable output with a maximum from birth. Errors are sticky: append as much as you like, look at buf.err once.
// The escaping writers make hostile text harmless for one target each.
#pragma once

#include "core/text.h"

struct wy_buf {
    char *data; // not NUL-terminated
    size_t len, cap, max;
    wy_err err; // WY_NO_MEMORY, or WY_LIMIT past max
};

void wy_buf_init(struct wy_buf *buf, size_t max_bytes);
void wy_buf_fini(struct wy_buf *buf);
static inline wy_str wy_buf_str(const struct wy_buf *buf) { return (wy_str){buf->data ? buf->data : "", buf->len}; }
static inline void wy_buf_clear(struct wy_buf *buf) { buf->len = 0; }

void wy_buf_add(struct wy_buf *buf, wy_str s);
void wy_buf_add_bytes(struct wy_buf *buf, wy_bytes b);
void wy_buf_addc(struct wy_buf *buf, const char *text);
void wy_buf_char(struct wy_buf *buf, char c);
void wy_buf_repeat(struct wy_buf *buf, char c, size_t n);
WY_PRINTF(2, 3) void wy_buf_printf(struct wy_buf *buf, const char *fmt, ...);
// Room for n more bytes that the caller fills and then counts in with buf->len += n; NULL on refusal.
WY_CHECKED char *wy_buf_reserve(struct wy_buf *buf, size_t n);

void wy_buf_u64(struct wy_buf *buf, uint64_t value);
void wy_buf_hex(struct wy_buf *buf, wy_bytes b); // lower case
void wy_buf_json(struct wy_buf *buf, wy_str s);  // a quoted JSON string; invalid UTF-8 becomes U+FFFD
void wy_buf_html(struct wy_buf *buf, wy_str s);  // text or attribute value
void wy_buf_csv(struct wy_buf *buf, wy_str s);   // one field, quoted where needed, no formula start
// For terminals and plain text: control, bidirectional and invisible format characters become \x or \u escapes.
void wy_buf_term(struct wy_buf *buf, wy_str s);
