// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/runs.h"

enum { BLOCK = 64, WIDE_MIN = 6 };

typedef int8_t vec __attribute__((vector_size(16)));

// One bit for each byte whose comparison held.
static inline uint32_t bits_of(vec compared)
{
#ifdef __SSE2__
    typedef char chars __attribute__((vector_size(16)));
    return (uint32_t)__builtin_ia32_pmovmskb128((chars)compared);
#else
    uint64_t half[2];
    memcpy(half, &compared, 16);
    const uint64_t ones = UINT64_C(0x0101010101010101), gather = UINT64_C(0x0102040810204080);
    return (uint32_t)((half[0] & ones) * gather >> 56) | (uint32_t)((half[1] & ones) * gather >> 56) << 8;
#endif
}

static inline vec load(const uint8_t *p)
{
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

// A macro, so that the comparison is the compiler's to spread: `expression` compares the sixteen bytes `v` at `q`.
#define MASK16(p, i, expression)                                                                                       \
    __extension__({                                                                                                    \
        const uint8_t *q = (p) + 16 * (i);                                                                             \
        vec v = load(q);                                                                                               \
        (void)q;                                                                                                       \
        (uint64_t) bits_of(expression) << 16 * (i);                                                                    \
    })
#define MASK64(p, expression)                                                                                          \
    (MASK16(p, 0, expression) | MASK16(p, 1, expression) | MASK16(p, 2, expression) | MASK16(p, 3, expression))

// The 64 bytes at `at`, or what is left of the input followed by 0xff. One byte more may be read.
static inline const uint8_t *block_at(wy_bytes in, size_t at, uint8_t tail[BLOCK + 1])
{
    if (in.len - at > BLOCK)
        return in.ptr + at;
    memset(tail, 0xff, BLOCK + 1);
    memcpy(tail, in.ptr + at, in.len - at);
    return tail;
}

static inline uint64_t text_mask(const uint8_t *p) { return MASK64(p, (vec)(v > (int8_t)8)); }
static inline uint64_t zero_mask(const uint8_t *p) { return MASK64(p, (vec)(v == (int8_t)0)); }

static size_t end_of_text(wy_bytes in, size_t at)
{
    uint8_t tail[BLOCK + 1];
    while (at < in.len) {
        uint64_t text = text_mask(block_at(in, at, tail));
        if (~text)
            return wy_min(in.len, at + (size_t)__builtin_ctzll(~text));
        at += BLOCK;
    }
    return in.len;
}

// Bits of the lower block from which `n` bits (4 to 64) stand in a row, the upper block being behind it.
static inline uint64_t in_a_row(uint64_t low, uint64_t high, unsigned n)
{
    low &= low >> 1 | high << 63;
    high &= high >> 1;
    low &= low >> 2 | high << 62;
    high &= high >> 2;
    for (unsigned have = 4; have < n && low;) {
        unsigned step = have < n - have ? have : n - have;
        low &= low >> step | high << (64 - step);
        high &= high >> step;
        have += step;
    }
    return low;
}

static uint64_t text_from(wy_bytes in, size_t at)
{
    uint8_t tail[BLOCK + 1];
    return at < in.len ? text_mask(block_at(in, at, tail)) : 0;
}

static void walk_to(struct wy_text_walk *w, size_t at)
{
    w->block = at;
    w->low = text_from(w->in, at);
    w->high = text_from(w->in, at + BLOCK);
}

void wy_text_begin(struct wy_text_walk *w, wy_bytes in, size_t from, unsigned min)
{
    *w = (struct wy_text_walk){.in = in, .min = min};
    walk_to(w, from);
}

bool wy_text_next(struct wy_text_walk *w, wy_bytes *run)
{
    uint64_t starts;
    while (!(starts = in_a_row(w->low, w->high, w->min))) {
        w->block += BLOCK;
        if (w->block >= w->in.len)
            return false;
        w->low = w->high;
        w->high = text_from(w->in, w->block + BLOCK);
    }
    unsigned first = (unsigned)__builtin_ctzll(starts);
    uint64_t after = ~w->low >> first;
    size_t start = w->block + first;
    size_t end = after ? start + (size_t)__builtin_ctzll(after) : end_of_text(w->in, w->block + BLOCK);
    *run = wy_bytes_sub(w->in, start, end - start);
    if (after)
        w->low &= UINT64_MAX << (end - w->block);
    else
        walk_to(w, end);
    return true;
}

static bool wide_at(wy_bytes in, size_t i) { return i + 1 < in.len && wy_is_textual(in.ptr[i]) && in.ptr[i + 1] == 0; }

bool wy_wide_run(wy_bytes in, size_t *at, wy_bytes *run)
{
    uint8_t tail[BLOCK + 1];
    for (size_t block = *at; block < in.len;) {
        const uint8_t *p = block_at(in, block, tail);
        uint64_t zero = zero_mask(p);
        if (!zero) {
            block += BLOCK - 2;
            continue;
        }
        uint64_t pairs = text_mask(p) & zero >> 1, row = pairs & pairs >> 2;
        row &= row >> 4 & pairs >> 8 & pairs >> 10;
        if (!row) {
            block += BLOCK - 2 * WIDE_MIN;
            continue;
        }
        size_t start = block + (size_t)__builtin_ctzll(row), end = start;
        while (wide_at(in, end))
            end += 2;
        *run = wy_bytes_sub(in, start, end - 1 - start);
        *at = end;
        return true;
    }
    *at = in.len;
    return false;
}

bool wy_packed_place(wy_bytes in, size_t *at)
{
    uint8_t tail[BLOCK + 1];
    for (size_t block = *at; block < in.len; block += BLOCK) {
        const uint8_t *p = block_at(in, block, tail);
        uint64_t found =
            MASK64(p, (vec)(((v == (int8_t)0x1f) & (load(q + 1) == (int8_t)0x8b)) |
                            ((v == (int8_t)0x28) & (load(q + 1) == (int8_t)0xb5)) |
                            ((v == (int8_t)0x78) & ((load(q + 1) & (int8_t)0x20) == (int8_t)0)))); // no dictionary
        for (; found; found &= found - 1) {
            *at = block + (size_t)__builtin_ctzll(found);
            const uint8_t *c = in.ptr + *at;
            if (in.len - *at > 1 && (c[0] != 0x78 || (c[0] << 8 | c[1]) % 31 == 0))
                return true;
        }
    }
    *at = in.len;
    return false;
}
