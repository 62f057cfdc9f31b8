// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The only way a parser touches hostile bytes. Failure is sticky: after the first short read everything reads as
// zero or empty, so the code reads like the format's table and is checked once, by wy_reader_finish or r->err.
#pragma once

#include "core/error.h"

struct wy_reader {
    wy_bytes in;
    size_t pos;
    uint64_t base; // offset of in.ptr[0] in the item, so that errors name the place a person can look at
    wy_err err;
    uint64_t err_offset;
};

struct wy_reader wy_reader_init(wy_bytes in, uint64_t base);

uint8_t wy_read_u8(struct wy_reader *r);
uint16_t wy_read_u16le(struct wy_reader *r);
uint32_t wy_read_u32le(struct wy_reader *r);
uint64_t wy_read_u64le(struct wy_reader *r);
uint16_t wy_read_u16be(struct wy_reader *r);
uint32_t wy_read_u24be(struct wy_reader *r);
uint32_t wy_read_u32be(struct wy_reader *r);
uint64_t wy_read_u64be(struct wy_reader *r);

// `n` bytes of the input, not copied; empty on failure.
wy_bytes wy_read_bytes(struct wy_reader *r, size_t n);
void wy_read_skip(struct wy_reader *r, size_t n);
// A child over the next n bytes that cannot leave its parent; the parent moves past them.
struct wy_reader wy_read_sub(struct wy_reader *r, size_t n);
void wy_reader_seek(struct wy_reader *r, size_t pos); // past the end is a failure

static inline size_t wy_reader_left(const struct wy_reader *r) { return r->err ? 0 : r->in.len - r->pos; }
static inline bool wy_reader_ok(const struct wy_reader *r) { return r->err == WY_OK; }
// Marks the input as contradicting its format at the current position (sticky like a short read).
wy_err wy_reader_bad(struct wy_reader *r, wy_err err);
// WY_OK when nothing failed and everything was consumed; else fills diag. `what` names the structure.
WY_CHECKED wy_err wy_reader_finish(const struct wy_reader *r, struct wy_diag *diag, const char *what);
// The same without the demand that everything was consumed.
WY_CHECKED wy_err wy_reader_check(const struct wy_reader *r, struct wy_diag *diag, const char *what);
