// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/matcher.h"

#include "core/map.h"

// A class of needles by length: windows of `width` bytes, every `stride`th position of the text is looked at, so a
// needle needs width + stride - 1 bytes.
struct shape {
    unsigned width, stride;
};
static const struct shape shapes[] = {{8, 4}, {5, 2}, {4, 1}};
enum { CLASSES = 3, FILTER_BITS = 22, FILTER_BITS_MIN = 12 };

struct entry {
    uint32_t tag, literal;
    uint32_t offset; // of the window within the literal
};

struct class
{
    struct entry *entries; // by bucket
    uint32_t *starts;      // of each bucket, one more than there are
    uint64_t *filter;
    size_t n;
    unsigned bucket_bits, filter_bits;
};

struct wy_matcher {
    const struct wy_literal *literals;
    struct class class[CLASSES];
    uint64_t seed;
};

// ASCII letters of both cases fall together (and a few other bytes with them: comparison decides).
static uint64_t fold_case(uint64_t v) { return v | UINT64_C(0x2020202020202020); }

// The bytes of a window of `width`, which may be the text's last.
static uint64_t window(const uint8_t *p, unsigned width)
{
    uint64_t v = 0;
    memcpy(&v, p, width);
    return v;
}

// Of the first `width` bytes of v. A product's upper bits depend on all of them.
static uint64_t hash_window(const struct wy_matcher *m, uint64_t v, unsigned width)
{
    v = fold_case(v);
    if (width < 8)
        v &= (UINT64_C(1) << (8 * width)) - 1;
    return (v ^ m->seed) * UINT64_C(0x9e3779b97f4a7c15);
}

static int class_of(size_t len)
{
    for (int i = 0; i < CLASSES; i++)
        if (len >= shapes[i].width + shapes[i].stride - 1)
            return i;
    return -1;
}

// The windows of the end: contacts and hosts share their beginnings.
static size_t first_window(size_t len, const struct shape *s) { return len - (s->width + s->stride - 1); }

static uint32_t filter_of(const struct class *c, uint64_t h) { return (uint32_t)(h >> (64 - c->filter_bits)); }
static uint32_t bucket_of(const struct class *c, uint64_t h)
{
    return (uint32_t)(h >> 24) & ((1u << c->bucket_bits) - 1);
}
static uint32_t tag_of(uint64_t h) { return (uint32_t)(h >> 32); }

static bool make_class(struct wy_matcher *m, int index, size_t literals_n, struct wy_arena *arena)
{
    struct class *c = &m->class[index];
    const struct shape *s = &shapes[index];
    c->bucket_bits = 4;
    while ((size_t)1 << c->bucket_bits < c->n && c->bucket_bits < 20)
        c->bucket_bits++;
    c->filter_bits = FILTER_BITS_MIN;
    while ((size_t)1 << c->filter_bits < c->n * 32 && c->filter_bits < FILTER_BITS)
        c->filter_bits++;
    size_t buckets = (size_t)1 << c->bucket_bits;
    c->entries = wy_new(arena, struct entry, c->n);
    c->starts = wy_new(arena, uint32_t, buckets + 2);
    c->filter = wy_new(arena, uint64_t, ((size_t)1 << c->filter_bits) / 64);
    if (!c->entries || !c->starts || !c->filter)
        return false;
    // Counted, summed, placed: starts[b + 1] runs up to the end of bucket b.
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < literals_n; i++) {
            wy_bytes b = m->literals[i].bytes;
            if (class_of(b.len) != index)
                continue;
            for (unsigned k = 0; k < s->stride; k++) {
                size_t offset = first_window(b.len, s) + k;
                uint64_t h = hash_window(m, window(b.ptr + offset, s->width), s->width);
                uint32_t bucket = bucket_of(c, h), bit = filter_of(c, h);
                if (pass == 0) {
                    c->starts[bucket + 2]++;
                    c->filter[bit / 64] |= UINT64_C(1) << (bit & 63);
                } else {
                    c->entries[c->starts[bucket + 1]++] = (struct entry){tag_of(h), (uint32_t)i, (uint32_t)offset};
                }
            }
        }
        for (size_t b = 2; pass == 0 && b < buckets + 2; b++)
            c->starts[b] += c->starts[b - 1];
    }
    return true;
}

wy_err wy_matcher_new(const struct wy_literal *literals, size_t n, struct wy_arena *arena, struct wy_matcher **out)
{
    struct wy_matcher *m = wy_new(arena, struct wy_matcher, 1);
    if (!m || n > UINT32_MAX / 8)
        return m ? WY_LIMIT : WY_NO_MEMORY;
    m->literals = literals;
    wy_random(&m->seed, sizeof m->seed);
    for (size_t i = 0; i < n; i++) {
        int c = class_of(literals[i].bytes.len);
        if (c >= 0)
            m->class[c].n += shapes[c].stride;
    }
    for (int i = 0; i < CLASSES; i++)
        if (m->class[i].n && !make_class(m, i, n, arena))
            return WY_NO_MEMORY;
    *out = m;
    return WY_OK;
}

static bool equal(const struct wy_literal *l, const uint8_t *p)
{
    if (!l->nocase)
        return memcmp(l->bytes.ptr, p, l->bytes.len) == 0;
    for (size_t i = 0; i < l->bytes.len; i++)
        if (wy_lower((char)l->bytes.ptr[i]) != wy_lower((char)p[i]))
            return false;
    return true;
}

struct scan {
    const struct wy_matcher *m;
    wy_bytes text;
    bool (*hit)(void *ctx, size_t literal, size_t at);
    void *ctx;
};

static bool look_up(const struct scan *s, const struct class *c, uint64_t h, size_t at)
{
    uint32_t bucket = bucket_of(c, h);
    for (uint32_t i = c->starts[bucket]; i < c->starts[bucket + 1]; i++) {
        const struct entry *e = &c->entries[i];
        const struct wy_literal *l = &s->m->literals[e->literal];
        if (e->tag != tag_of(h) || e->offset > at || l->bytes.len > s->text.len - (at - e->offset))
            continue;
        if (equal(l, s->text.ptr + at - e->offset) && !s->hit(s->ctx, e->literal, at - e->offset))
            return false;
    }
    return true;
}

// `width` and `stride` are constants where this is called, so the loop holds one load and a few operations.
static inline __attribute__((always_inline)) bool scan_class(const struct scan *s, int index, unsigned width,
                                                             unsigned stride)
{
    const struct class *c = &s->m->class[index];
    size_t at = 0, len = s->text.len;
    for (; at + 8 <= len; at += stride) {
        uint64_t h = hash_window(s->m, window(s->text.ptr + at, 8), width);
        uint32_t bit = filter_of(c, h);
        if (c->filter[bit / 64] >> (bit & 63) & 1 && !look_up(s, c, h, at))
            return false;
    }
    for (; at + width <= len; at += stride) // the end, where eight bytes cannot be read
        if (!look_up(s, c, hash_window(s->m, window(s->text.ptr + at, width), width), at))
            return false;
    return true;
}

void wy_matcher_scan(const struct wy_matcher *m, wy_bytes text, bool (*hit)(void *ctx, size_t literal, size_t at),
                     void *ctx)
{
    struct scan s = {m, text, hit, ctx};
    if (m->class[0].n && !scan_class(&s, 0, 8, 4))
        return;
    if (m->class[1].n && !scan_class(&s, 1, 5, 2))
        return;
    if (m->class[2].n)
        (void)scan_class(&s, 2, 4, 1);
}
