// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the compiled index and the columns of a fleet share: a file of a header and sections of fixed rows, written
// once, mapped for reading, in the byte order of the machine that made it. Readers trust no number in it.
#pragma once

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"

#include <sys/types.h>

enum { WY_PACKED_SECTIONS = 12, WY_PACKED_ORDER_MARK = 0x01020304 };
// Offsets within sections are 32 bit; the limit leaves room for both signs.
#define WY_PACKED_SECTION_MAX (UINT64_C(1) << 31)

struct wy_packed_header {
    char magic[8];
    uint32_t version, order_mark;
    uint64_t size; // of the whole file
    struct {
        uint64_t offset, size; // bytes
    } section[WY_PACKED_SECTIONS];
    int32_t info[6]; // for the kind of file to say
    uint64_t body;   // CRC-64 (ECMA-182) of everything after the header
    uint64_t check;  // wy_packed_check of the header up to here
};
// FNV-1a. Neither check is a cryptographic one: they are for damage. Against malice a digest within the file helps as
// little; there it is that readers trust no number.
uint64_t wy_packed_check(const struct wy_packed_header *header);

struct wy_packed {
    const uint8_t *base;
    size_t size;
    const struct wy_packed_header *header;
    bool mapped;
};

// Checks the header and the places of the sections, not the contents. `what` names the kind for people.
WY_CHECKED wy_err wy_packed_from_bytes(struct wy_packed *out, wy_bytes bytes, const char magic[8], uint32_t version,
                                       struct wy_diag *diag);
WY_CHECKED wy_err wy_packed_open(struct wy_packed *out, const char *path, const char magic[8], uint32_t version,
                                 struct wy_diag *diag);
void wy_packed_close(struct wy_packed *file);
// Reads the whole file once and compares its check.
WY_CHECKED wy_err wy_packed_verify(const struct wy_packed *file, struct wy_diag *diag);
// The rows of a section and how many are whole.
const void *wy_packed_section(const struct wy_packed *file, unsigned section, size_t row, uint32_t *n);
// How many of `n` rows from `first` there are among `total`.
static inline uint32_t wy_packed_clamp(uint32_t first, uint32_t n, uint32_t total)
{
    if (first >= total)
        return 0;
    return n < total - first ? n : total - first;
}
// A text of a section that wy_texts made; absent where there is none.
wy_str wy_packed_text(const struct wy_packed *file, unsigned section, uint32_t offset);

// Writing: header->info is the caller's, the rest is filled in. Sections that are NULL stay empty.
void wy_packed_seal(struct wy_packed_header *header, const char magic[8], uint32_t version,
                    const struct wy_buf *const sections[WY_PACKED_SECTIONS]);
// Beside `path` first, then renamed, so that readers see the old file or the new one.
WY_CHECKED wy_err wy_packed_write(const struct wy_packed_header *header,
                                  const struct wy_buf *const sections[WY_PACKED_SECTIONS], const char *path,
                                  mode_t mode, struct wy_diag *diag);
WY_CHECKED bool wy_packed_copy(const struct wy_packed_header *header,
                               const struct wy_buf *const sections[WY_PACKED_SECTIONS], struct wy_arena *arena,
                               wy_bytes *out);

// Texts that recur are kept once; each is named by its offset, 0 is "absent".
struct wy_texts {
    struct wy_buf buf; // failures show in buf.err
    uint32_t *slots;
    size_t slots_n, n;
    uint64_t seed[2];
};
WY_CHECKED bool wy_texts_init(struct wy_texts *texts);
void wy_texts_fini(struct wy_texts *texts);
uint32_t wy_texts_intern(struct wy_texts *texts, wy_str s);
uint32_t wy_text_append(struct wy_buf *buf, wy_str s); // without looking for an equal one
wy_str wy_texts_at(const struct wy_texts *texts, uint32_t offset);
