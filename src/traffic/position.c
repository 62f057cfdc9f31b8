// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/position.h"

#include <math.h>

enum {
    NEAR_TEXT = 96,   // bytes between the beginnings of the two numbers
    NEAR_BYTES = 12,  // between the ends of the first and the beginning of the second field
    DENSE_MIN = 4096, // bytes whose density says something
    HEAD = 256,       // of them, where what describes a picture or a record stands
    FRACTION_MIN = 3,
    GEOHASH_MIN = 6, // letters: a cell of 1.2 by 0.6 km
    GEOHASH_MAX = 12,
    TOLERANCE = 500, // metres
    TOLERANCE_MAX = 100000,
    NUMBER_MAX = 24,
};
#define ENCRYPTED_BITS 7.9 // used of each byte's eight, by what is packed or encrypted
#define METRES_PER_DEGREE 111320.0
#define GEOHASH_TOLERANCE 0.05 // degrees; with more, letters of no meaning would lie within it now and then

struct number {
    double v;
    size_t at, end;
    unsigned whole, fraction; // digits
};

// An optional sign, digits, perhaps a fraction. False when no digit stands at `at`.
static bool read_number(wy_bytes b, size_t at, struct number *out)
{
    *out = (struct number){.at = at};
    bool minus = at && b.ptr[at - 1] == '-';
    double v = 0, unit = 1;
    size_t i = at;
    for (; i < b.len && wy_is_digit((char)b.ptr[i]) && out->whole < NUMBER_MAX; i++, out->whole++)
        v = v * 10 + (b.ptr[i] - '0');
    if (i + 1 < b.len && b.ptr[i] == '.' && wy_is_digit((char)b.ptr[i + 1]))
        for (i++; i < b.len && wy_is_digit((char)b.ptr[i]) && out->fraction < NUMBER_MAX; i++, out->fraction++)
            v += (b.ptr[i] - '0') * (unit /= 10);
    out->v = minus ? -v : v;
    out->end = i;
    return out->whole > 0;
}

static bool next_number(wy_bytes b, size_t *at, struct number *out)
{
    while (*at < b.len && !wy_is_digit((char)b.ptr[*at]))
        ++*at;
    if (*at >= b.len || !read_number(b, *at, out))
        return false;
    *at = out->end > *at ? out->end : *at + 1;
    return true;
}

bool wy_place_read(wy_str text, struct wy_place *out)
{
    wy_bytes b = wy_str_bytes(text);
    struct number n[3] = {{.v = 0}, {.v = 0}, {.v = TOLERANCE}};
    size_t at = 0;
    if (!next_number(b, &at, &n[0]) || !next_number(b, &at, &n[1]))
        return false;
    if (!next_number(b, &at, &n[2]) || n[2].v <= 0 || n[2].v > TOLERANCE_MAX)
        n[2].v = TOLERANCE;
    if (fabs(n[0].v) > 90 || fabs(n[1].v) > 180)
        return false;
    double narrow = fmax(cos(n[0].v * M_PI / 180), 0.01);
    *out = (struct wy_place){.latitude = n[0].v, .longitude = n[1].v};
    out->tolerance[0] = n[2].v / METRES_PER_DEGREE;
    out->tolerance[1] = n[2].v / METRES_PER_DEGREE / narrow;
    return true;
}

bool wy_place_parse(wy_str text, struct wy_place *out)
{
    return wy_place_read(text, out) &&
           (fabs(out->latitude) > out->tolerance[0] || fabs(out->longitude) > out->tolerance[1]);
}

static bool is_near(const struct wy_place *p, int which, double v)
{
    return fabs(v - (which ? p->longitude : p->latitude)) <= p->tolerance[which];
}

// "5231.2,N": the hemisphere's letter is the sign.
static double minutes_of(wy_bytes b, const struct number *n)
{
    double degrees = floor(fabs(n->v) / 100), v = degrees + (fabs(n->v) - degrees * 100) / 60;
    wy_bytes after = wy_bytes_sub(b, n->end, 2);
    bool minus = after.len == 2 && after.ptr[0] == ',' && (after.ptr[1] == 'S' || after.ptr[1] == 'W');
    return minus ? -v : v;
}

// How the number is written when it is this coordinate, else NULL.
static const char *written_as(const struct wy_place *p, int which, wy_bytes b, const struct number *n)
{
    if (n->fraction >= FRACTION_MIN && n->whole <= 3)
        return is_near(p, which, n->v) ? "degrees" : NULL;
    if (n->fraction >= 2 && (n->whole == 4 || n->whole == 5))
        return is_near(p, which, minutes_of(b, n)) ? "minutes" : NULL;
    if (n->fraction || n->whole < 6 || n->whole > 10)
        return NULL;
    return is_near(p, which, n->v / 1e7) || is_near(p, which, n->v / 1e6) ? "integer" : NULL;
}

static bool other_is_near(const struct wy_place *p, int which, wy_bytes b, const struct number *first)
{
    struct number n;
    for (size_t at = first->end; next_number(b, &at, &n) && n.at - first->at <= NEAR_TEXT;)
        if (written_as(p, which, b, &n))
            return true;
    return false;
}

static int geohash_digit(uint8_t c)
{
    static const char letters[] = "0123456789bcdefghjkmnpqrstuvwxyz";
    const char *at = c ? strchr(letters, wy_lower((char)c)) : NULL;
    return at ? (int)(at - letters) : -1;
}

// Bits halve the longitude and the latitude in turn; the cell that is left must reach into the tolerance.
static bool geohash_is_near(const struct wy_place *p, wy_bytes word)
{
    double middle[2] = {0, 0}, half[2] = {90, 180};
    bool which = true;
    for (size_t i = 0; i < word.len; i++) {
        int digit = geohash_digit(word.ptr[i]);
        for (int bit = 4; bit >= 0; bit--, which = !which) {
            half[which] /= 2;
            middle[which] += digit >> bit & 1 ? half[which] : -half[which];
        }
    }
    return fabs(middle[0] - p->latitude) <= p->tolerance[0] + half[0] &&
           fabs(middle[1] - p->longitude) <= p->tolerance[1] + half[1];
}

static bool word_byte(uint8_t c) { return wy_is_digit((char)c) || wy_is_alpha((char)c); }

static void geohashes(const struct wy_rows *places, wy_bytes run, void (*hit)(void *, const struct wy_place_hit *),
                      void *ctx)
{
    for (size_t at = 0, n; at < run.len; at += n + 1) {
        bool fits = true;
        for (n = 0; at + n < run.len && word_byte(run.ptr[at + n]); n++)
            fits = fits && geohash_digit(run.ptr[at + n]) >= 0;
        if (!fits || n < GEOHASH_MIN || n > GEOHASH_MAX)
            continue;
        for (WY_EACH(struct wy_place, p, *places))
            if (p->tolerance[0] <= GEOHASH_TOLERANCE && geohash_is_near(p, wy_bytes_sub(run, at, n)))
                hit(ctx, &(struct wy_place_hit){p, "geohash", at});
    }
}

void wy_places_in_text(const struct wy_rows *places, wy_bytes run, void (*hit)(void *, const struct wy_place_hit *),
                       void *ctx)
{
    struct number n;
    geohashes(places, run, hit, ctx);
    for (size_t at = 0; next_number(run, &at, &n);) {
        if (n.whole + n.fraction < 4)
            continue;
        for (WY_EACH(struct wy_place, p, *places))
            for (int which = 0; which < 2; which++) {
                const char *form = written_as(p, which, run, &n);
                if (form && other_is_near(p, !which, run, &n))
                    hit(ctx, &(struct wy_place_hit){p, form, n.at});
            }
    }
}

enum { DOUBLES, FLOATS, INTEGERS, WAYS };

static double field(const uint8_t *p, int way, bool big)
{
    uint64_t v8;
    uint32_t v4;
    double d;
    float f;
    if (way == DOUBLES) {
        memcpy(&v8, p, 8);
        v8 = big ? __builtin_bswap64(v8) : v8;
        memcpy(&d, &v8, 8);
        return d;
    }
    memcpy(&v4, p, 4);
    v4 = big ? __builtin_bswap32(v4) : v4;
    memcpy(&f, &v4, 4);
    return way == FLOATS ? (double)f : (double)(int32_t)v4 / 1e7;
}

static bool names_coordinate(wy_bytes b)
{
    static const char *const names[] = {"lat", "lon", "lng"};
    for (size_t at = 0; at + 3 <= b.len; at++)
        for (size_t i = 0; i < WY_COUNT(names); i++)
            if (wy_str_eq_nocase(wy_bytes_str(wy_bytes_sub(b, at, 3)), wy_str_c(names[i])))
                return true;
    return false;
}

// Integers near a place occur by chance, some forty times in a gigabyte of dense bytes: between the two is nothing, the
// upper half of a number of eight bytes, a protobuf's tag, or a name.
static bool joins_integers(wy_bytes between)
{
    const uint8_t *p = between.ptr;
    size_t n = between.len;
    if (n >= 4 && (p[0] == 0 || p[0] == 0xff) && p[1] == p[0] && p[2] == p[0] && p[3] == p[0])
        p += 4, n -= 4;
    bool tag = n && ((p[0] & 7) == 5 || (p[0] & 7) == 1);
    return n == 0 || (n == 1 && tag) || (n == 2 && tag && p[0] & 0x80) || names_coordinate(between);
}

static bool pair_at(const struct wy_place *p, wy_bytes b, size_t at, int way, bool big)
{
    size_t size = way == DOUBLES ? 8 : 4;
    if (b.len - at < 2 * size)
        return false;
    double first = field(b.ptr + at, way, big);
    for (int which = 0; which < 2; which++)
        for (size_t gap = 0; is_near(p, which, first) && gap <= NEAR_BYTES && at + 2 * size + gap <= b.len; gap++)
            if (is_near(p, !which, field(b.ptr + at + size + gap, way, big)) &&
                (way != INTEGERS || joins_integers(wy_bytes_sub(b, at + size, gap))))
                return true;
    return false;
}

// The first two bytes, in big-endian order, that either end of a coordinate's tolerance can begin with.
struct band {
    uint16_t low, high;
};

static uint16_t beginning(double v, int way)
{
    uint64_t bits = 0;
    float f = (float)v;
    int32_t whole = (int32_t)lround(v * 1e7);
    uint32_t half = 0;
    if (way == DOUBLES) {
        memcpy(&bits, &v, 8);
        return (uint16_t)(bits >> 48);
    }
    memcpy(&half, way == FLOATS ? (const void *)&f : (const void *)&whole, 4);
    return (uint16_t)(half >> 16);
}

static void make_bands(const struct wy_place *p, struct band band[2][WAYS])
{
    for (int which = 0; which < 2; which++) {
        double middle = which ? p->longitude : p->latitude, low = middle - p->tolerance[which],
               high = middle + p->tolerance[which];
        for (int way = 0; way < WAYS; way++) {
            uint16_t a = beginning(low, way), b = beginning(high, way);
            bool both_signs = low < 0 && high > 0;
            band[which][way] = both_signs ? (struct band){0, UINT16_MAX}
                               : a < b    ? (struct band){a, b}
                                          : (struct band){b, a};
        }
    }
}

static bool in_band(const struct band *band, const uint8_t *first, const uint8_t *second)
{
    unsigned v = (unsigned)*first << 8 | *second;
    return v >= band->low && v <= band->high;
}

// Nearly all places are turned down by their first two bytes.
static bool may_begin(struct band band[2][WAYS], const uint8_t *p, int way, bool big)
{
    size_t size = way == DOUBLES ? 8 : 4;
    const uint8_t *first = big ? p : p + size - 1, *second = big ? p + 1 : p + size - 2;
    return in_band(&band[0][way], first, second) || in_band(&band[1][way], first, second);
}

// A protobuf's field of a varint with a number of one byte: its size, or 0. Coordinates of 10^-7 degrees take four
// bytes and more.
static size_t varint_field(wy_bytes b, size_t at, uint64_t *v)
{
    if (b.len - at < 5 || b.ptr[at] == 0 || b.ptr[at] & 0x87 || !(b.ptr[at + 1] & b.ptr[at + 2] & b.ptr[at + 3] & 0x80))
        return 0;
    *v = 0;
    for (size_t i = 0; i < 10 && at + 1 + i < b.len; i++) {
        *v |= (uint64_t)(b.ptr[at + 1 + i] & 0x7f) << (7 * i);
        if (!(b.ptr[at + 1 + i] & 0x80))
            return 2 + i;
    }
    return 0;
}

static bool varint_is_near(const struct wy_place *p, int which, uint64_t v)
{
    double plain = (double)(int64_t)v, zigzag = (double)(int64_t)(v >> 1 ^ (0 - (v & 1)));
    return is_near(p, which, plain / 1e7) || is_near(p, which, zigzag / 1e7) || is_near(p, which, plain / 1e6) ||
           is_near(p, which, zigzag / 1e6);
}

static void varints(const struct wy_rows *places, wy_bytes b, void (*hit)(void *, const struct wy_place_hit *),
                    void *ctx)
{
    uint64_t v, w;
    for (size_t at = 0; at + 10 <= b.len; at++) {
        size_t n = varint_field(b, at, &v);
        if (!n || at + n >= b.len || !varint_field(b, at + n, &w))
            continue;
        for (WY_EACH(struct wy_place, p, *places))
            if ((varint_is_near(p, 0, v) && varint_is_near(p, 1, w)) ||
                (varint_is_near(p, 1, v) && varint_is_near(p, 0, w)))
                hit(ctx, &(struct wy_place_hit){p, "varint", at + 1});
    }
}

// Integers in dense bytes that are not there by chance: at the beginning, with a name between them, or one behind the
// other in a protobuf, each behind its tag.
static bool is_meant(wy_bytes b, size_t at)
{
    bool tagged = at && at + 4 < b.len && (b.ptr[at - 1] & 7) == 5 && b.ptr[at + 4] == b.ptr[at - 1] + 8;
    return tagged || at < HEAD || names_coordinate(wy_bytes_sub(b, at + 4, NEAR_BYTES));
}

void wy_places_in_bytes(const struct wy_rows *places, wy_bytes b, void (*hit)(void *, const struct wy_place_hit *),
                        void *ctx)
{
    static const char *const forms[WAYS] = {"double", "float", "integer"};
    // Packed or encrypted: integers in there are chance. A picture may have a position in front of it, though.
    bool dense = b.len >= DENSE_MIN && wy_entropy(b) >= ENCRYPTED_BITS;
    varints(places, b, hit, ctx);
    for (WY_EACH(struct wy_place, p, *places)) {
        struct band band[2][WAYS];
        make_bands(p, band);
        for (size_t at = 0; at + 8 <= b.len; at++)
            for (int way = 0; way < 2 * WAYS; way++)
                if (may_begin(band, b.ptr + at, way / 2, way & 1) && pair_at(p, b, at, way / 2, way & 1) &&
                    (!dense || way / 2 != INTEGERS || is_meant(b, at)))
                    hit(ctx, &(struct wy_place_hit){p, forms[way / 2], at});
    }
}
