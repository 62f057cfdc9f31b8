// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/matcher.h"

#include "traffic/sweep.h"

// A class of needles: windows of `width` bytes, every `stride`th position of the text is looked at, so a needle needs
// width + stride - 1 bytes. Needles of text are looked for in stretches of text only, the others only outside of long
// ones; short needles of text belong to both kinds, so that short stretches, of which pictures and films are full, need
// no look of their own.
struct shape {
    unsigned width, stride;
    bool text;
    unsigned filter_bits; // as few as the processor's caches ask for
};
static const struct shape shapes[] = {
    {8, 4, true, 20}, {3, 4, true, 17}, {4, 1, true, 17}, {3, 4, false, 19}, {3, 2, false, 17},
};
enum { CLASSES = 5, TEXT_CLASSES = 3, LONG_TEXT = 64, NEAR = 8 * 1024 }; // near: in the nearest cache

struct entry {
    uint32_t hash, literal;
    uint32_t offset : 24; // of the window within the literal
    int32_t beside : 8;   // from the window on: where four more bytes of the literal stand,
    uint32_t check;       // and which
};
enum { CHECK = 4, LITERAL_MAX = 1 << 23 };

struct class
{
    struct entry *entries; // by bucket
    uint32_t *starts;      // of each bucket, one more than there are
    struct wy_sweep sweep;
    uint64_t fold; // what is set in every byte before it is hashed
    size_t n;
    unsigned bucket_bits;
};

struct wy_matcher {
    const struct wy_literal *literals;
    struct class class[CLASSES];
    size_t text_min; // of the long needles that are text
};

// ASCII letters of both cases fall together (and a few other bytes with them: comparison decides). Outside of text,
// where by chance three bytes that fold meet eight times as many windows, each spelling has an entry instead.
#define FOLD_CASE UINT64_C(0x2020202020202020)

// The bytes of a window of 3, 4 or 8, which may be the text's last: lengths that the compiler knows need no call.
static inline uint64_t window(const uint8_t *p, unsigned width)
{
    uint64_t v = 0;
    memcpy(&v, p, width == 8 ? 8 : width == 4 ? 4 : 3);
    return v;
}

static uint32_t hash_window(const struct wy_matcher *m, int class, const uint8_t *p)
{
    unsigned width = shapes[class].width;
    return wy_sweep_hash(window(p, width), m->class[class].sweep.fold, width);
}

// The last byte that is not text, or WY_NPOS.
static size_t last_odd_byte(wy_bytes b)
{
    for (size_t i = b.len; i > 0; i--)
        if (!wy_is_textual(b.ptr[i - 1]))
            return i - 1;
    return WY_NPOS;
}

static int class_of(wy_bytes b)
{
    bool text = last_odd_byte(b) == WY_NPOS;
    for (int i = text ? 0 : TEXT_CLASSES; i < (text ? TEXT_CLASSES : CLASSES); i++)
        if (b.len >= shapes[i].width + shapes[i].stride - 1 && b.len < LITERAL_MAX)
            return i;
    return -1;
}

// Short needles of text are in two classes.
static bool belongs(int home, int index)
{
    return home == index || (home > 0 && home < TEXT_CLASSES && index == home + 2);
}

// The first of `stride` windows. Of text those of the end, because contacts and hosts share their beginnings; of others
// those about a byte that is not text, so that none lies deep within a stretch of text.
static size_t first_window(wy_bytes b, const struct shape *s)
{
    size_t last = b.len - (s->width + s->stride - 1);
    size_t odd = s->text ? WY_NPOS : last_odd_byte(b), before = s->width - 1;
    if (odd == WY_NPOS)
        return last;
    return wy_min(odd > before ? odd - before : 0, last);
}

// Bits that are not those which chose the filter's.
static uint32_t bucket_of(const struct class *c, uint32_t h) { return (h * 0xc2b2ae35u) >> (32 - c->bucket_bits); }

// Changes the case of the letters that `bits` names; false where one of them is none.
static bool respell(const uint8_t *from, unsigned width, unsigned bits, uint8_t *to)
{
    for (unsigned i = 0; i < width; i++) {
        if (bits >> i & 1 && !wy_is_alpha((char)from[i]))
            return false;
        to[i] = from[i] ^ (bits >> i & 1 ? 0x20 : 0);
    }
    return true;
}

// Folded, whether case counts or not: a first look that needs neither the literal nor what it points to.
static uint32_t four_folded(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v | (uint32_t)FOLD_CASE;
}

// Behind the window if the literal goes on there, else before it.
static struct entry make_entry(const struct wy_literal *l, uint32_t literal, size_t offset, unsigned width)
{
    size_t at = offset + width + CHECK <= l->bytes.len ? offset + width : offset - wy_min(offset, CHECK);
    return (struct entry){.literal = literal,
                          .offset = (uint32_t)offset & (LITERAL_MAX - 1),
                          .beside = (int8_t)((int)at - (int)offset),
                          .check = four_folded(l->bytes.ptr + at)};
}

static unsigned spellings(int index, const struct wy_literal *l)
{
    return index >= TEXT_CLASSES && l->nocase ? 1u << shapes[index].width : 1;
}

// Counted first, then placed: starts[b + 2] counts bucket b, and starts[b + 1] runs up to its end.
static void count_window(struct class *c, uint32_t h)
{
    c->starts[bucket_of(c, h) + 2]++;
    wy_sweep_add(&c->sweep, h);
}

static void place_window(struct class *c, uint32_t h, const struct entry *entry)
{
    struct entry *e = &c->entries[c->starts[bucket_of(c, h) + 1]++];
    *e = *entry;
    e->hash = h;
}

static void add_literal(struct wy_matcher *m, int index, uint32_t literal, bool counting)
{
    const struct wy_literal *l = &m->literals[literal];
    const struct shape *s = &shapes[index];
    const size_t first = first_window(l->bytes, s);
    const unsigned n = spellings(index, l);
    for (size_t offset = first; offset < first + s->stride; offset++) {
        struct entry entry = counting ? (struct entry){0} : make_entry(l, literal, offset, s->width);
        const uint8_t *window = l->bytes.ptr + offset;
        uint8_t other[8];
        for (unsigned bits = 0; bits < n; bits++) {
            if (bits && !respell(window, s->width, bits, other))
                continue;
            uint32_t h = hash_window(m, index, bits ? other : window);
            if (counting)
                count_window(&m->class[index], h);
            else
                place_window(&m->class[index], h, &entry);
        }
    }
}

static bool make_class(struct wy_matcher *m, int index, const int8_t *homes, size_t literals_n, struct wy_arena *arena)
{
    struct class *c = &m->class[index];
    const struct shape *s = &shapes[index];
    c->bucket_bits = 4;
    while ((size_t)4 << c->bucket_bits < c->n && c->bucket_bits < 20)
        c->bucket_bits++;
    size_t buckets = (size_t)1 << c->bucket_bits;
    c->entries = wy_new(arena, struct entry, c->n);
    c->starts = wy_new(arena, uint32_t, buckets + 2);
    if (!c->entries || !c->starts || !wy_sweep_init(&c->sweep, arena, s->width, c->fold, s->filter_bits))
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < literals_n; i++)
            if (belongs(homes[i], index))
                add_literal(m, index, (uint32_t)i, pass == 0);
        for (size_t b = 2; pass == 0 && b < buckets + 2; b++)
            c->starts[b] += c->starts[b - 1];
    }
    return true;
}

static void count(struct wy_matcher *m, const struct wy_literal *l, int home)
{
    for (int i = 0; i < CLASSES; i++) {
        if (!belongs(home, i))
            continue;
        m->class[i].n += (size_t)shapes[i].stride * spellings(i, l);
        if (l->nocase && i < TEXT_CLASSES)
            m->class[i].fold = FOLD_CASE;
    }
    if (home == 0)
        m->text_min = wy_min(m->text_min, l->bytes.len);
}

wy_err wy_matcher_new(const struct wy_literal *literals, size_t n, struct wy_arena *arena, struct wy_matcher **out)
{
    struct wy_matcher *m = wy_new(arena, struct wy_matcher, 1);
    int8_t *homes = wy_new(arena, int8_t, n ? n : 1);
    if (!m || !homes || n > UINT32_MAX / 8)
        return m && homes ? WY_LIMIT : WY_NO_MEMORY;
    m->literals = literals;
    m->text_min = LONG_TEXT;
    for (size_t i = 0; i < n; i++) {
        homes[i] = (int8_t)class_of(literals[i].bytes);
        count(m, &literals[i], homes[i]);
    }
    for (int i = 0; i < CLASSES; i++)
        if (m->class[i].n && !make_class(m, i, homes, n, arena))
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
    size_t from, to; // what lies between long stretches of text
};

// Of text, within a long stretch of it: told there.
static bool told_there(const struct scan *s, const struct class *c, const struct wy_literal *l, size_t at)
{
    return c >= s->m->class + TEXT_CLASSES && (at < s->from || at + l->bytes.len > s->to) &&
           last_odd_byte(l->bytes) == WY_NPOS;
}

static __attribute__((noinline)) bool look_up(const struct scan *s, const struct class *c, uint32_t h, size_t at)
{
    uint32_t bucket = bucket_of(c, h);
    for (uint32_t i = c->starts[bucket]; i < c->starts[bucket + 1]; i++) {
        const struct entry *e = &c->entries[i];
        if (e->hash != h || e->offset > at || s->text.len - at < (size_t)e->beside + CHECK ||
            four_folded(s->text.ptr + at + e->beside) != e->check)
            continue;
        const struct wy_literal *l = &s->m->literals[e->literal];
        size_t start = at - e->offset;
        if (l->bytes.len <= s->text.len - start && equal(l, s->text.ptr + start) && !told_there(s, c, l, start) &&
            !s->hit(s->ctx, e->literal, start))
            return false;
    }
    return true;
}

// Windows that the filter let through. The tables are seldom looked at and rarely near, so a few are waited for at
// once.
struct likely {
    struct {
        uint32_t hash;
        size_t at;
    } window[8];
    unsigned n;
};

static bool look_up_likely(const struct scan *s, const struct class *c, struct likely *l)
{
    for (unsigned i = 0; i < l->n; i++)
        __builtin_prefetch(&c->entries[c->starts[bucket_of(c, l->window[i].hash)]]);
    unsigned n = l->n;
    l->n = 0;
    for (unsigned i = 0; i < n; i++)
        if (!look_up(s, c, l->window[i].hash, l->window[i].at))
            return false;
    return true;
}

static bool keep_likely(const struct scan *s, const struct class *c, struct likely *l, uint32_t h, size_t at)
{
    __builtin_prefetch(&c->starts[bucket_of(c, h)]);
    l->window[l->n].hash = h;
    l->window[l->n++].at = at;
    return l->n < WY_COUNT(l->window) || look_up_likely(s, c, l);
}

// Windows that begin from `from` on and before `to`. Width, stride and kind are constants where this is called, so the
// loop holds one load and a few operations. Positions are multiples of the stride in the whole text.
static inline __attribute__((always_inline)) bool scan_class(const struct scan *s, int index, size_t from, size_t to)
{
    const struct class *c = &s->m->class[index];
    const unsigned width = shapes[index].width;
    const size_t stride = shapes[index].stride;
    size_t len = s->text.len, at = (from + stride - 1) / stride * stride;
    to = wy_min(to, len - wy_min(len, width - 1));
    const uint8_t *p = s->text.ptr;
    const struct wy_sweep sweep = c->sweep; // what the loop needs, in registers
#define HASH(i) wy_sweep_hash(window(p + at + (i)*stride, 8), sweep.fold, width)
    size_t end = wy_min(to, len - wy_min(len, 7));
    bool fast = stride == 4 && wy_sweep_is_fast(&sweep);
    struct likely likely WY_UNSET;
    likely.n = 0;
    while (fast && (at = wy_sweep_next(&c->sweep, p, at, end)) < end) {
        uint32_t h = HASH(0);
        if (wy_sweep_may(&sweep, h) && !keep_likely(s, c, &likely, h, at))
            return false;
        at += stride;
    }
    if (fast && !look_up_likely(s, c, &likely))
        return false;
    for (; at + 3 * stride < end; at += 4 * stride) {
        uint32_t h[4] = {HASH(0), HASH(1), HASH(2), HASH(3)};
        bool may[4] = {wy_sweep_may(&sweep, h[0]), wy_sweep_may(&sweep, h[1]), wy_sweep_may(&sweep, h[2]),
                       wy_sweep_may(&sweep, h[3])};
        if (!(may[0] | may[1] | may[2] | may[3]))
            continue;
        for (unsigned i = 0; i < 4; i++)
            if (may[i] && !look_up(s, c, h[i], at + i * stride))
                return false;
    }
    for (; at < to; at += stride) { // the last ones, where eight bytes may be more than there are
        uint32_t h = hash_window(s->m, index, p + at);
        if (wy_sweep_may(&sweep, h) && !look_up(s, c, h, at))
            return false;
    }
#undef HASH
    return true;
}

static bool scan_run(const struct scan *s, size_t from, size_t to)
{
    const struct class *c = s->m->class;
    if (c[0].n && to - from >= 8 && !scan_class(s, 0, from, to - 7))
        return false;
    return to - from < LONG_TEXT ||
           ((!c[1].n || scan_class(s, 1, from, to - 2)) && (!c[2].n || scan_class(s, 2, from, to - 3)));
}

// Windows about a byte that is not text may begin before it and end behind it; what lies there is text, and looked at
// again only at the ends of what is `whole`.
static bool scan_between(struct scan *s, size_t from, size_t to, bool whole)
{
    const struct class *c = s->m->class;
    s->to = whole ? to : SIZE_MAX;
#define SCAN(i)                                                                                                        \
    (!c[i].n || scan_class(s, i, from == s->from ? from - wy_min(from, shapes[i].width + shapes[i].stride - 2) : from, \
                           to + (whole ? shapes[i].stride : 0)))
    return SCAN(3) && SCAN(4);
#undef SCAN
}

static void keep_run(struct wy_signs *signs, wy_bytes run, size_t end)
{
    if (run.len < signs->min || signs->runs == WY_RUNS_MAX)
        return;
    signs->run[signs->runs++] = run;
    signs->runs_end = end;
}

void wy_matcher_scan(const struct wy_matcher *m, wy_bytes text, bool (*hit)(void *ctx, size_t literal, size_t at),
                     void *ctx, struct wy_signs *signs)
{
    struct scan s = {m, text, hit, ctx, 0, 0};
    size_t done = 0; // what lies between long stretches of text begins at s.from and is searched up to here
    struct wy_text_walk walk WY_UNSET;
    wy_bytes run;
    signs->runs = signs->runs_end = 0;
    bool going = true;
    wy_text_begin(&walk, text, 0, (unsigned)wy_min(m->text_min, signs->min), signs);
    while (wy_text_next(&walk, &run)) {
        size_t from = (size_t)(run.ptr - text.ptr), end = from + run.len;
        keep_run(signs, run, end);
        going = going && scan_run(&s, from, end);
        bool is_long = run.len >= LONG_TEXT;
        if (!is_long && from - done < NEAR)
            continue;
        going = going && (from == 0 || scan_between(&s, done, from, is_long));
        done = is_long ? end : from;
        s.from = is_long ? end : s.from;
    }
    if (signs->runs < WY_RUNS_MAX)
        signs->runs_end = text.len;
    if (going && done < text.len)
        (void)scan_between(&s, done, text.len, true);
}
