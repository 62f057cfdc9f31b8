// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/mapped.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
    const struct wy_piece *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

// The last piece that begins at or before pos, or NULL.
static const struct wy_piece *piece_at(const struct wy_mapped_blob *self, uint64_t pos)
{
    size_t low = 0, high = self->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (self->pieces[mid].at <= pos)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? &self->pieces[low - 1] : NULL;
}

static uint64_t next_start(const struct wy_mapped_blob *self, const struct wy_piece *p)
{
    size_t next = p ? (size_t)(p - self->pieces) + 1 : 0;
    return next < self->n ? self->pieces[next].at : self->blob.size;
}

static void fill(uint8_t *out, size_t n, uint32_t pattern, uint64_t phase)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(pattern >> (8 * ((phase + i) & 3)));
}

static wy_err decode_unit(const struct wy_mapped_blob *self, const struct wy_piece *p, struct wy_buf *into,
                          struct wy_diag *diag)
{
    struct wy_buf packed;
    wy_buf_init(&packed, WY_PIECE_UNIT_MAX);
    wy_buf_init(into, WY_PIECE_UNIT_MAX);
    if (p->from > self->whole->size || p->packed > self->whole->size - p->from) // before memory is asked for
        return wy_fail(diag, WY_TRUNCATED, p->from, "%u packed bytes reach past the end", p->packed);
    char *in = wy_buf_reserve(&packed, p->packed ? p->packed : 1), *out = wy_buf_reserve(into, p->unit ? p->unit : 1);
    wy_err err = in && out ? wy_blob_read(self->whole, p->from, in, p->packed, diag)
                           : wy_fail(diag, WY_NO_MEMORY, p->from, "no memory to unpack %u bytes", p->unit);
    if (err == WY_OK)
        err = self->decode(p->method, (wy_bytes){(const uint8_t *)in, p->packed}, (uint8_t *)out, p->unit, diag);
    if (err == WY_OK)
        into->len = p->unit;
    wy_buf_fini(&packed);
    return err;
}

// Reading to and fro in hostile order must not unpack the same unit for ever.
static wy_err spend(const struct wy_mapped_blob *self, uint64_t n, struct wy_diag *diag)
{
    uint64_t size =
        self->blob.size < UINT64_MAX / (2 * WY_MAPPED_AGAIN) ? self->blob.size : UINT64_MAX / (2 * WY_MAPPED_AGAIN);
    self->cache->decoded += n;
    if (self->cache->decoded > size * WY_MAPPED_AGAIN + WY_MAPPED_FREE)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "unpacked %d times over and still not read", WY_MAPPED_AGAIN);
    return WY_OK;
}

static wy_err unit_of(const struct wy_mapped_blob *self, const struct wy_piece *p, const struct wy_buf **out,
                      struct wy_diag *diag)
{
    struct wy_mapped_cache *cache = self->cache;
    unsigned oldest = 0;
    cache->clock++;
    for (unsigned i = 0; i < WY_MAPPED_CACHE; i++) {
        if (cache->slot[i].used && cache->slot[i].from == p->from && cache->slot[i].method == p->method &&
            cache->slot[i].data.len >= p->unit) {
            cache->slot[i].last = cache->clock;
            *out = &cache->slot[i].data;
            return WY_OK;
        }
        if (cache->slot[i].last < cache->slot[oldest].last)
            oldest = i;
    }
    wy_err err = spend(self, p->unit, diag);
    if (err != WY_OK)
        return err;
    if (cache->slot[oldest].used)
        wy_buf_fini(&cache->slot[oldest].data);
    err = decode_unit(self, p, &cache->slot[oldest].data, diag);
    cache->slot[oldest].used = true;
    cache->slot[oldest].from = p->from;
    cache->slot[oldest].method = p->method;
    cache->slot[oldest].last = cache->clock;
    *out = &cache->slot[oldest].data;
    return err;
}

static wy_err read_piece(const struct wy_mapped_blob *self, const struct wy_piece *p, uint64_t inside, uint8_t *out,
                         size_t n, struct wy_diag *diag)
{
    if (p->kind == WY_PIECE_COPY)
        return wy_blob_read(self->whole, p->from + inside, out, n, diag);
    if (p->kind == WY_PIECE_OTHER)
        return self->other ? wy_blob_read(self->other, p->from + inside, out, n, diag)
                           : wy_fail(diag, WY_MALFORMED, p->from, "a piece of something that is not there");
    if (p->kind == WY_PIECE_FILL) {
        fill(out, n, p->fill, inside);
        return WY_OK;
    }
    const struct wy_buf *unit = NULL;
    wy_err err = unit_of(self, p, &unit, diag);
    uint64_t start = p->skip + inside;
    if (err == WY_OK && (start > unit->len || n > unit->len - start))
        err = wy_fail(diag, WY_MALFORMED, p->from, "a unit of %zu bytes does not hold what is mapped to it", unit->len);
    if (err == WY_OK)
        memcpy(out, unit->data + start, n);
    return err;
}

static wy_err mapped_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    const struct wy_mapped_blob *self = (const struct wy_mapped_blob *)blob;
    for (size_t done = 0; done < n;) {
        uint64_t pos = offset + done, inside = 0;
        const struct wy_piece *p = piece_at(self, pos);
        uint64_t end = next_start(self, p);
        bool covered = p && pos - p->at < p->size;
        if (covered) {
            inside = pos - p->at;
            end = p->at + p->size < end ? p->at + p->size : end;
        }
        size_t part = end - pos < n - done ? (size_t)(end - pos) : n - done;
        wy_err err = WY_OK;
        if (covered)
            err = read_piece(self, p, inside, (uint8_t *)out + done, part, diag);
        else
            memset((uint8_t *)out + done, 0, part);
        if (err != WY_OK)
            return err;
        done += part;
    }
    return WY_OK;
}

wy_err wy_mapped_init(struct wy_mapped_blob *out, const struct wy_blob *whole, struct wy_rows *pieces, uint64_t size,
                      wy_piece_decode decode, struct wy_mapped_cache *cache, struct wy_diag *diag)
{
    struct wy_piece *v = pieces->v;
    size_t n = 0;
    for (size_t i = 0; i < pieces->n; i++) {
        if (v[i].at >= size)
            continue;
        if (v[i].size > size - v[i].at) // the last block of something that ends within it
            v[i].size = size - v[i].at;
        if (v[i].kind == WY_PIECE_DECODE && (v[i].unit > WY_PIECE_UNIT_MAX || v[i].packed > WY_PIECE_UNIT_MAX))
            return wy_fail(diag, WY_LIMIT, v[i].from, "a unit of %u bytes; more than %d are not unpacked at once",
                           v[i].unit, WY_PIECE_UNIT_MAX);
        if (v[i].size)
            v[n++] = v[i];
    }
    pieces->n = n;
    if (n)
        qsort(v, n, sizeof *v, by_place);
    *out = (struct wy_mapped_blob){
        .blob = {mapped_read, size, NULL}, .whole = whole, .pieces = v, .n = n, .decode = decode, .cache = cache};
    return WY_OK;
}

void wy_mapped_fini(struct wy_mapped_blob *blob)
{
    for (unsigned i = 0; blob->cache && i < WY_MAPPED_CACHE; i++)
        if (blob->cache->slot[i].used) {
            wy_buf_fini(&blob->cache->slot[i].data);
            blob->cache->slot[i].used = false;
        }
}
