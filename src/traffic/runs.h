// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where in a message something may be: stretches of text, of text in UTF-16, first bytes of packed streams. Most of
// what a phone receives is pictures and films; one pass looks at 64 bytes at a time for all three and leaves little to
// the rest.
#pragma once

#include "core/text.h"

// Text in the wide sense: bytes 0x09 to 0x7f.
static inline bool wy_is_textual(uint8_t c) { return c >= 0x09 && c <= 0x7f; }

// What a walk over a message saw on its way.
enum { WY_RUNS_MAX = 96, WY_PACKED_MAX = 24 };
struct wy_signs {
    wy_bytes run[WY_RUNS_MAX]; // the first stretches of text of at least `min` bytes
    size_t runs, min;
    size_t runs_end;              // where looking for more of them has to go on
    size_t packed[WY_PACKED_MAX]; // the first places where gzip, zlib or zstd may begin
    size_t packed_n;
    size_t wide; // nothing that wy_wide_run gives begins before it
};

// Gives the stretches of text of at least `min` bytes (4 to 64), one after the other.
enum { WY_WALK_BLOCKS = 64 };
struct wy_text_walk {
    wy_bytes in;
    struct wy_signs *signs;            // or NULL; `packed` and `wide` are noted
    uint64_t text[WY_WALK_BLOCKS + 1]; // one bit for each byte
    uint64_t likely;                   // one bit for each of the blocks in which a stretch may begin
    size_t base, at;                   // of the first bit; where the next stretch may begin
    unsigned min;
};
void wy_text_begin(struct wy_text_walk *walk, wy_bytes in, size_t from, unsigned min, struct wy_signs *signs);
WY_CHECKED bool wy_text_next(struct wy_text_walk *walk, wy_bytes *run);

// The next stretch of at least six ASCII letters in UTF-16 of either byte order: every second byte is zero. The run
// begins and ends with a letter; in the one byte order another letter may stand behind it and the zero that follows.
WY_CHECKED bool wy_wide_run(wy_bytes in, size_t *at, wy_bytes *run);

// Passes over text in which no `min` (4 to 64) letters of base64 stand together: they do not before the place given.
size_t wy_skip_to_base64(wy_bytes in, size_t at, size_t min);
// Where letters of base64 that stand together from `at` on end.
size_t wy_base64_end(wy_bytes in, size_t at);

size_t wy_printable_count(wy_bytes in); // how many bytes are printed or end a line
