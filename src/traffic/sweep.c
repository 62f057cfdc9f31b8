// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/sweep.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { LANES = 8, STRIDE = 4, STEP = LANES * STRIDE };

bool wy_sweep_init(struct wy_sweep *s, struct wy_arena *arena, unsigned width, uint64_t fold, unsigned filter_bits)
{
    *s = (struct wy_sweep){.fold = (uint32_t)fold, .width = width};
    s->word_shift = 32 - (filter_bits - 5);
    s->bit_shift = s->word_shift - 5;
    s->words = wy_new(arena, uint32_t, (size_t)1 << (filter_bits - 5));
    return s->words != NULL;
}

void wy_sweep_add(struct wy_sweep *s, uint32_t hash)
{
    const uint32_t top = 0x80000000;
    s->words[hash >> s->word_shift] |= top >> (hash >> s->bit_shift & 31) | top >> (hash >> (s->bit_shift - 5) & 31);
}

#ifdef __x86_64__
bool wy_sweep_is_fast(const struct wy_sweep *s) { return s->width != 4 && __builtin_cpu_supports("avx2"); }

// Eight words of the filter. Loaded one by one: Zen takes a third longer for a gather, and so does Intel since its
// gathers are fenced.
static inline __attribute__((target("avx2"), always_inline)) __m256i words_at(const uint32_t *filter, __m256i index)
{
    __m128i low = _mm256_castsi256_si128(index), high = _mm256_extracti128_si256(index, 1);
    uint64_t a = (uint64_t)_mm_cvtsi128_si64(low), b = (uint64_t)_mm_extract_epi64(low, 1),
             c = (uint64_t)_mm_cvtsi128_si64(high), d = (uint64_t)_mm_extract_epi64(high, 1);
#define WORD(pair, half) ((int)filter[(half) ? (pair) >> 32 : (uint32_t)(pair)])
    low = _mm_cvtsi32_si128(WORD(a, 0));
    low = _mm_insert_epi32(low, WORD(a, 1), 1);
    low = _mm_insert_epi32(low, WORD(b, 0), 2);
    low = _mm_insert_epi32(low, WORD(b, 1), 3);
    high = _mm_cvtsi32_si128(WORD(c, 0));
    high = _mm_insert_epi32(high, WORD(c, 1), 1);
    high = _mm_insert_epi32(high, WORD(d, 0), 2);
    high = _mm_insert_epi32(high, WORD(d, 1), 3);
#undef WORD
    return _mm256_set_m128i(high, low);
}

__attribute__((target("avx2"))) size_t wy_sweep_next(const struct wy_sweep *s, const uint8_t *text, size_t at,
                                                     size_t end)
{
    if (end < STEP)
        return at;
    const __m256i fold = _mm256_set1_epi32((int)s->fold), first = _mm256_set1_epi32((int)WY_SWEEP_FIRST),
                  second = _mm256_set1_epi32((int)WY_SWEEP_SECOND), five = _mm256_set1_epi32(31);
    const __m128i word_shift = _mm_cvtsi32_si128((int)s->word_shift), bit_shift = _mm_cvtsi32_si128((int)s->bit_shift),
                  next_shift = _mm_cvtsi32_si128((int)s->bit_shift - 5);
    const uint32_t *filter = s->words;
    const bool wide = s->width != 3;
    for (; at <= end - STEP; at += STEP) {
        __m256i v = _mm256_or_si256(_mm256_loadu_si256((const __m256i *)(const void *)(text + at)), fold);
        __m256i h = _mm256_mullo_epi32(wide ? v : _mm256_slli_epi32(v, 8), first);
        if (wide) {
            __m256i w = _mm256_or_si256(_mm256_loadu_si256((const __m256i *)(const void *)(text + at + 4)), fold);
            h = _mm256_add_epi32(h, _mm256_mullo_epi32(w, second));
        }
        __m256i word = words_at(filter, _mm256_srl_epi32(h, word_shift));
        __m256i a = _mm256_sllv_epi32(word, _mm256_and_si256(_mm256_srl_epi32(h, bit_shift), five));
        __m256i b = _mm256_sllv_epi32(word, _mm256_and_si256(_mm256_srl_epi32(h, next_shift), five));
        unsigned lanes = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_and_si256(a, b)));
        if (__builtin_expect(lanes == 0, 1))
            continue;
        return at + (size_t)STRIDE * (size_t)__builtin_ctz(lanes);
    }
    return at;
}

#else

bool wy_sweep_is_fast(const struct wy_sweep *s)
{
    (void)s;
    return false;
}

size_t wy_sweep_next(const struct wy_sweep *s, const uint8_t *text, size_t at, size_t end)
{
    (void)s, (void)text, (void)end;
    return at;
}

#endif
