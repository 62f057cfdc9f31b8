// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where in a message something may be: stretches of text, of text in UTF-16, first bytes of packed streams. Most of
// what a phone receives is pictures and films; these three look at 64 bytes at a time and leave little of them to the
// rest.
#pragma once

#include "core/text.h"

// Text in the wide sense: bytes 0x09 to 0x7f.
static inline bool wy_is_textual(uint8_t c) { return c >= 0x09 && c <= 0x7f; }

// Gives the stretches of text of at least `min` bytes (4 to 64), one after the other.
struct wy_text_walk {
    wy_bytes in;
    size_t block;
    uint64_t low, high; // which bytes of the block, and of the next one, are text
    unsigned min;
};
void wy_text_begin(struct wy_text_walk *walk, wy_bytes in, size_t from, unsigned min);
WY_CHECKED bool wy_text_next(struct wy_text_walk *walk, wy_bytes *run);

// The first stretches of a message, remembered by who looked for them first.
enum { WY_RUNS_MAX = 32 };
struct wy_text_runs {
    wy_bytes v[WY_RUNS_MAX];
    size_t n, min; // only those of at least `min` bytes
    size_t done;   // where looking for more has to go on
};

// The next stretch of at least six ASCII letters in UTF-16 of either byte order: every second byte is zero. The run
// begins and ends with a letter; in the one byte order another letter may stand behind it and the zero that follows.
WY_CHECKED bool wy_wide_run(wy_bytes in, size_t *at, wy_bytes *run);

// The next place from *at on where gzip, zlib or zstd may begin: its first two bytes stand there. *at moves to it.
WY_CHECKED bool wy_packed_place(wy_bytes in, size_t *at);
