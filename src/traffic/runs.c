// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/runs.h"

#include "traffic/decode.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { BLOCK = 64, WIDE_MIN = 6, PART = 8 }; // PART: blocks that are looked at together
#define WALK ((size_t)WY_WALK_BLOCKS * BLOCK)

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
        const uint8_t *q = (p) + (size_t)16 * (i);                                                                     \
        vec v = load(q);                                                                                               \
        (void)q;                                                                                                       \
        (uint64_t) bits_of(expression) << 16u * (i);                                                                   \
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

// What 64 bytes show, a bit for each; the byte behind them is looked at as well.
struct block {
    uint64_t text, zeros, packed; // packed: the first two bytes of a packed stream
};

static inline struct block look_at(const uint8_t *p)
{
    return (struct block){
        MASK64(p, (vec)(v > (int8_t)8)), MASK64(p, (vec)(v == (int8_t)0)),
        MASK64(p, (vec)(((v == (int8_t)0x1f) & (load(q + 1) == (int8_t)0x8b)) |
                        ((v == (int8_t)0x28) & (load(q + 1) == (int8_t)0xb5)) |
                        ((v == (int8_t)0x78) & ((load(q + 1) & (int8_t)0x20) == (int8_t)0)))), // no dictionary
    };
}

// Text with a zero behind it, in the same block.
static inline uint64_t pairs_of(uint64_t text, uint64_t zeros) { return text & zeros >> 1; }
// Of six pairs in a row three lie in one block.
static inline uint64_t three_pairs(uint64_t pairs) { return pairs & pairs >> 2 & pairs >> 4; }

static void note_packed(struct wy_signs *signs, wy_bytes in, size_t at, uint64_t packed)
{
    for (; packed && signs->packed_n < WY_PACKED_MAX; packed &= packed - 1) {
        size_t place = at + (size_t)__builtin_ctzll(packed);
        if (wy_packing_of_magic(wy_bytes_sub(in, place, SIZE_MAX)) != WY_PACK_NONE)
            signs->packed[signs->packed_n++] = place;
    }
}

static inline uint64_t four_in_a_row(uint64_t bits)
{
    bits &= bits >> 1;
    return bits & bits >> 2;
}

// Which of the first `n` blocks may begin eleven bits in a row, a bit for each: such bits fill two neighbouring groups
// of four. Loops without branches over a constant number of blocks, for the compiler to spread: further where it may
// use more.
static inline __attribute__((always_inline)) uint64_t may_be_eleven(const uint64_t text[WY_WALK_BLOCKS + 1], size_t n)
{
    const uint64_t fourth = UINT64_C(0x1111111111111111);
    uint64_t likely = 0;
    for (size_t from = 0; from < n; from += PART) {
        uint64_t eight[PART] WY_UNSET; // bits in a row
        for (size_t i = 0; i < PART; i++) {
            uint64_t four = four_in_a_row(text[from + i]), next = four_in_a_row(text[from + i + 1]);
            eight[i] = (four & fourth & (four >> 4 | next << 60)) | (next & next >> 4 & 1);
        }
        uint64_t part = 0;
        for (size_t i = PART; i > 0; i--)
            part = part << 1 | (eight[i - 1] != 0);
        likely |= part << from;
    }
    return likely;
}

#ifdef __x86_64__
#define WIDER __attribute__((target("avx2")))
#define WIDER_PART static inline __attribute__((target("avx2"), always_inline))

WIDER_PART __m256i all(unsigned c) { return _mm256_set1_epi8((char)c); }
WIDER_PART __m256i load_wider(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)(const void *)p); }
WIDER_PART __m256i same(__m256i a, __m256i b) { return _mm256_cmpeq_epi8(a, b); }
WIDER_PART __m256i both(__m256i a, __m256i b) { return _mm256_and_si256(a, b); }
WIDER_PART uint64_t bits_wider(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

// The second bytes of gzip, zstd and zlib without a dictionary differ in their lower halves, which tell what the whole
// byte must be, and the one before it.
WIDER_PART __m256i packed_wider(__m256i v, __m256i w)
{
    const __m256i seconds = _mm256_broadcastsi128_si256(_mm_setr_epi8(-1, 1, -1, -1, -1, (char)0xb5, -1, -1, -1, -1,
                                                                      (char)0xda, (char)0x8b, (char)0x9c, -1, 0x5e, 0)),
                  firsts = _mm256_broadcastsi128_si256(
                      _mm_setr_epi8(0, 0x78, 0, 0, 0, 0x28, 0, 0, 0, 0, 0x78, 0x1f, 0x78, 0, 0x78, 0));
    __m256i half = both(w, all(15));
    return both(same(w, _mm256_shuffle_epi8(seconds, half)), same(v, _mm256_shuffle_epi8(firsts, half)));
}

// The same as look_at() for `n` blocks from `at` on; packed streams are noted at once. Whether any block has three
// pairs.
WIDER static bool look_wider(struct wy_signs *signs, wy_bytes in, size_t at, uint64_t *text, size_t n)
{
    const __m256i none = all(0);
    uint64_t wide = 0;
    for (; n; n--, at += BLOCK) {
        const uint8_t *p = in.ptr + at;
        __m256i v = load_wider(p), y = load_wider(p + 32);
        __m256i packed_low = packed_wider(v, load_wider(p + 1)), packed_high = packed_wider(y, load_wider(p + 33)),
                some = _mm256_or_si256(packed_low, packed_high);
        *text = bits_wider(_mm256_cmpgt_epi8(v, all(8)), _mm256_cmpgt_epi8(y, all(8)));
        wide |= three_pairs(pairs_of(*text++, bits_wider(same(v, none), same(y, none))));
        if (__builtin_expect(!_mm256_testz_si256(some, some), 0) && signs)
            note_packed(signs, in, at, bits_wider(packed_low, packed_high));
    }
    return wide != 0;
}

WIDER static uint64_t eleven_wider(const uint64_t text[WY_WALK_BLOCKS + 1], size_t n) { return may_be_eleven(text, n); }

static bool looks_wider(void) { return __builtin_cpu_supports("avx2"); }
#else
static uint64_t eleven_wider(const uint64_t text[WY_WALK_BLOCKS + 1], size_t n) { return may_be_eleven(text, n); }

static bool look_wider(struct wy_signs *signs, wy_bytes in, size_t at, uint64_t *text, size_t n)
{
    (void)signs, (void)in, (void)at, (void)text, (void)n;
    return false;
}
static bool looks_wider(void) { return false; }
#endif

static inline uint64_t shifted(uint64_t low, uint64_t high, unsigned n) { return low >> n | high << 1 << (63 - n); }

// Bits of the lower block from which `n` bits (4 to 64) stand in a row, the upper block being behind it: four at either
// end, and in the middle four by four.
static inline uint64_t in_a_row(uint64_t low, uint64_t high, unsigned n)
{
    low &= shifted(low, high, 1);
    high &= high >> 1;
    low &= shifted(low, high, 2);
    high &= high >> 2;
    uint64_t all = low & shifted(low, high, n - 4);
    for (unsigned k = 4; k < n - 4; k += 4)
        all &= shifted(low, high, k);
    return all;
}

// Fills text[from] and all behind it, up to the first block behind the input's end.
static void look_ahead(struct wy_text_walk *w, size_t from)
{
    uint8_t tail[BLOCK + 1] WY_UNSET;
    size_t at = w->base + from * BLOCK;
    bool wide = false;
    if (looks_wider() && at < w->in.len) {
        size_t whole = wy_min((w->in.len - at - 1) / BLOCK, WY_WALK_BLOCKS + 1 - from);
        wide = look_wider(w->signs, w->in, at, w->text + from, whole);
        from += whole;
        at += whole * BLOCK;
    }
    for (; from <= WY_WALK_BLOCKS && at < w->in.len; from++, at += BLOCK) {
        struct block b = look_at(block_at(w->in, at, tail));
        w->text[from] = b.text;
        wide = wide || three_pairs(pairs_of(b.text, b.zeros));
        if (w->signs)
            note_packed(w->signs, w->in, at, b.packed);
    }
    size_t known = wy_min((from / PART + 1) * PART, WY_WALK_BLOCKS); // blocks, and one more
    for (; from <= known; from++)
        w->text[from] = 0;
    if (wide && w->signs && w->signs->wide == w->in.len)
        w->signs->wide = w->base - wy_min(w->base, (size_t)2 * WIDE_MIN);
    if (w->min < 11)
        w->likely = UINT64_MAX >> (WY_WALK_BLOCKS - known);
    else
        w->likely = looks_wider() ? eleven_wider(w->text, known) : may_be_eleven(w->text, known);
}

void wy_text_begin(struct wy_text_walk *w, wy_bytes in, size_t from, unsigned min, struct wy_signs *signs)
{
    w->in = in;
    w->signs = signs;
    w->base = w->at = from;
    w->min = min;
    if (signs) {
        signs->packed_n = 0;
        signs->wide = in.len;
    }
    look_ahead(w, 0);
}

// What was looked at is done with.
static void go_on(struct wy_text_walk *w)
{
    w->base += WALK;
    w->text[0] = w->text[WY_WALK_BLOCKS];
    look_ahead(w, 1);
}

static size_t end_of_text(struct wy_text_walk *w, size_t start)
{
    size_t bit = start - w->base;
    for (;;) {
        uint64_t odd = ~w->text[bit / BLOCK] >> bit % BLOCK;
        if (odd)
            return w->base + bit + (size_t)__builtin_ctzll(odd);
        bit = (bit / BLOCK + 1) * BLOCK;
        if (w->base + bit >= w->in.len)
            return w->in.len;
        if (bit == WALK) {
            go_on(w);
            bit = 0;
        }
    }
}

bool wy_text_next(struct wy_text_walk *w, wy_bytes *run)
{
    size_t block = (w->at - w->base) / BLOCK;
    uint64_t mask = UINT64_MAX << (w->at - w->base) % BLOCK, starts = 0;
    while (!starts) {
        uint64_t likely = block < WY_WALK_BLOCKS ? w->likely >> block : 0;
        if (!likely && w->in.len - w->base <= WALK) {
            w->at = w->in.len;
            *run = (wy_bytes){w->in.ptr + w->in.len, 0};
            return false;
        }
        if (!likely) {
            go_on(w);
            block = 0;
            mask = UINT64_MAX;
        } else {
            size_t skipped = (size_t)__builtin_ctzll(likely);
            mask = skipped ? UINT64_MAX : mask;
            block += skipped;
            starts = in_a_row(w->text[block] & mask, w->text[block + 1], w->min);
            block++;
            mask = UINT64_MAX;
        }
    }
    size_t start = w->base + (block - 1) * BLOCK + (size_t)__builtin_ctzll(starts);
    w->at = end_of_text(w, start);
    *run = wy_bytes_sub(w->in, start, w->at - start);
    return true;
}

// What is printed or ends a line.
static inline vec printable(vec v)
{
    return (vec)(((v > (int8_t)31) & (v != (int8_t)127)) | (v == (int8_t)9) | (v == (int8_t)10) | (v == (int8_t)13));
}

static bool is_printable(uint8_t c) { return (c > 31 && c < 127) || c == 9 || c == 10 || c == 13; }

size_t wy_printable_count(wy_bytes in)
{
    size_t n = 0, at = 0;
    while (in.len - at >= 16) {
        vec counts = {0};
        for (int i = 0; i < 127 && in.len - at >= 16; i++, at += 16)
            counts -= printable(load(in.ptr + at));
        for (int i = 0; i < 16; i++)
            n += (uint8_t)counts[i];
    }
    for (; at < in.len; at++)
        n += is_printable(in.ptr[at]);
    return n;
}

static bool wide_at(wy_bytes in, size_t i) { return i + 1 < in.len && wy_is_textual(in.ptr[i]) && in.ptr[i + 1] == 0; }

bool wy_wide_run(wy_bytes in, size_t *at, wy_bytes *run)
{
    uint8_t tail[BLOCK + 1] WY_UNSET;
    for (size_t block = *at; block < in.len;) {
        struct block b = look_at(block_at(in, block, tail));
        uint64_t pairs = pairs_of(b.text, b.zeros), row = pairs & pairs >> 2;
        row &= row >> 4 & pairs >> 8 & pairs >> 10;
        if (!row) {
            block += pairs ? BLOCK - 2 * WIDE_MIN : BLOCK - 2;
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

#ifdef __x86_64__
// By the upper half of a byte a bit, and the same bit for each lower half that goes with it. Bytes from 0x80 on have
// none.
WIDER_PART __m256i not_base64(const uint8_t *p)
{
    const __m256i lower = _mm256_broadcastsi128_si256(
                      _mm_setr_epi8(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13)),
                  upper = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0));
    __m256i v = load_wider(p), half = both(_mm256_srli_epi16(v, 4), all(15));
    return same(both(_mm256_shuffle_epi8(lower, v), _mm256_shuffle_epi8(upper, half)), all(0));
}

WIDER_PART uint64_t base64_mask(const uint8_t *p) { return ~bits_wider(not_base64(p), not_base64(p + 32)); }

WIDER static size_t skip_wider(wy_bytes in, size_t at, unsigned min)
{
    if (at > in.len || in.len - at < (size_t)2 * BLOCK)
        return at;
    uint64_t low = base64_mask(in.ptr + at);
    for (; in.len - at >= (size_t)2 * BLOCK; at += BLOCK) {
        uint64_t high = base64_mask(in.ptr + at + BLOCK), starts = in_a_row(low, high, min);
        if (starts)
            return at + (size_t)__builtin_ctzll(starts);
        low = high;
    }
    return at;
}

WIDER static size_t end_wider(wy_bytes in, size_t at)
{
    for (; in.len - at >= BLOCK; at += BLOCK) {
        uint64_t odd = ~base64_mask(in.ptr + at);
        if (odd)
            return at + (size_t)__builtin_ctzll(odd);
    }
    return at;
}
#else
static size_t skip_wider(wy_bytes in, size_t at, unsigned min)
{
    (void)in, (void)min;
    return at;
}

static size_t end_wider(wy_bytes in, size_t at)
{
    (void)in;
    return at;
}
#endif

size_t wy_base64_end(wy_bytes in, size_t at)
{
    at = looks_wider() ? end_wider(in, at) : at;
    while (at < in.len && wy_is_base64(in.ptr[at]))
        at++;
    return at;
}

size_t wy_skip_to_base64(wy_bytes in, size_t at, size_t min)
{
    return looks_wider() && min >= 4 && min <= BLOCK ? skip_wider(in, at, (unsigned)min) : at;
}
