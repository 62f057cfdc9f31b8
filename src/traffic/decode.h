// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The wrappings in which values travel whole: compression (declared, undeclared or falsely declared), base64, hex, RC4
// with published keys. Each decoder takes what it can of a damaged or cut input and stops at the buffer's maximum.
// Single characters written by others: escapes.h.
#pragma once

#include "core/buffer.h"

enum wy_packing { WY_PACK_NONE, WY_PACK_GZIP, WY_PACK_ZLIB, WY_PACK_DEFLATE, WY_PACK_BROTLI, WY_PACK_ZSTD };
const char *wy_packing_name(enum wy_packing packing);
// By a word of Content-Encoding ("x-gzip", "br", ...); NONE when it is not one we unpack.
enum wy_packing wy_packing_of_word(wy_str word);
// By the first bytes; never DEFLATE or BROTLI, which have no mark.
enum wy_packing wy_packing_of_magic(wy_bytes b);
// How a packed stream ended. Broken: what came out may have no meaning. Cut: it was sound, but more belongs to it, or
// more follows one that has no mark of its own.
enum wy_unpacked { WY_UNPACKED_NOTHING, WY_UNPACKED_BROKEN, WY_UNPACKED_CUT, WY_UNPACKED_WHOLE };
WY_CHECKED enum wy_unpacked wy_unpack(enum wy_packing packing, wy_bytes in, struct wy_buf *out);

// Whether at least `n` bytes come out, or a whole stream: cheaper than to unpack it, where most of what looks like one
// is none. Asked of zlib and Deflate, which have a short mark or none; of others it is true.
enum { WY_UNPACKS_MAX = 64 };
WY_CHECKED bool wy_unpacks(enum wy_packing packing, wy_bytes in, size_t n);

// The next run of base64 (either alphabet, line ends within allowed) of at least `min` characters from *at on; *at
// moves behind it.
WY_CHECKED bool wy_base64_run(wy_bytes in, size_t *at, size_t min, wy_bytes *run);
enum { WY_BASE64_LINE = 60 };                            // letters of a line that is broken because it is full
bool wy_is_base64(uint8_t c);                            // of either alphabet
void wy_decode_base64(wy_bytes run, struct wy_buf *out); // passes over characters that are not base64
// Where the groups of a run begin, 0 to 3, when what stands in front of them belongs to the run's letters: the place
// from which some part of it reads as text, and better than from its beginning.
size_t wy_base64_shift(wy_bytes run);
// The next packed stream that begins from *at on, but before `end`, by its first letters; *at becomes its place. Of
// gzip, zlib and Zstandard that is told only behind other letters; of Deflate only where a run or a part of a path
// begins, and the stream like one of text.
enum wy_packing wy_packing_in_base64(wy_bytes run, size_t *at, size_t end);
WY_CHECKED bool wy_hex_run(wy_bytes in, size_t *at, size_t min, wy_bytes *run);
void wy_decode_hex(wy_bytes run, struct wy_buf *out);

void wy_rc4(wy_bytes key, wy_bytes in, struct wy_buf *out);
bool wy_mostly_text(wy_bytes b);
