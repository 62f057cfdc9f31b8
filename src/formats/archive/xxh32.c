// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/xxh32.h"

static const uint32_t p1 = 2654435761, p2 = 2246822519, p3 = 3266489917, p4 = 668265263, p5 = 374761393;

static uint32_t turn(uint32_t v, unsigned n) { return v << n | v >> (32 - n); }

static uint32_t word(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void add_stripes(uint32_t lanes[4], const uint8_t *p, size_t n)
{
    uint32_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
    for (; n >= 16; n -= 16, p += 16) {
        a = turn(a + word(p) * p2, 13) * p1;
        b = turn(b + word(p + 4) * p2, 13) * p1;
        c = turn(c + word(p + 8) * p2, 13) * p1;
        d = turn(d + word(p + 12) * p2, 13) * p1;
    }
    lanes[0] = a;
    lanes[1] = b;
    lanes[2] = c;
    lanes[3] = d;
}

void wy_xxh32_add(struct wy_xxh32 *h, wy_bytes bytes)
{
    size_t had = (size_t)(h->len % sizeof h->rest), fill = wy_min(bytes.len, (sizeof h->rest - had) % sizeof h->rest);
    if (h->len == 0) {
        const uint32_t first[4] = {p1 + p2, p2, 0, 0 - p1};
        memcpy(h->lanes, first, sizeof first);
    }
    if (bytes.len == 0)
        return;
    memcpy(h->rest + had, bytes.ptr, fill);
    if (had && had + fill == sizeof h->rest)
        add_stripes(h->lanes, h->rest, sizeof h->rest);
    h->len += bytes.len;
    bytes = wy_bytes_sub(bytes, fill, bytes.len);
    add_stripes(h->lanes, bytes.ptr, bytes.len);
    size_t left = bytes.len % sizeof h->rest;
    if (bytes.len)
        memcpy(h->rest, bytes.ptr + bytes.len - left, left);
}

uint32_t wy_xxh32_take(const struct wy_xxh32 *h)
{
    const uint32_t *v = h->lanes;
    size_t left = (size_t)(h->len % sizeof h->rest), i = 0;
    uint32_t sum = h->len < sizeof h->rest ? p5 : turn(v[0], 1) + turn(v[1], 7) + turn(v[2], 12) + turn(v[3], 18);
    sum += (uint32_t)h->len;
    for (; i + 4 <= left; i += 4)
        sum = turn(sum + word(h->rest + i) * p3, 17) * p4;
    for (; i < left; i++)
        sum = turn(sum + h->rest[i] * p5, 11) * p1;
    sum = (sum ^ sum >> 15) * p2;
    sum = (sum ^ sum >> 13) * p3;
    return sum ^ sum >> 16;
}
