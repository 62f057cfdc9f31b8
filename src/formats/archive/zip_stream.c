// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The content of a ZIP entry: stored bytes, or raw deflate (RFC 1951) through ISA-L, bounded by the declared size.
#include "formats/archive/zip.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

enum {
    INPUT = 65536,
    // Up to here any expansion is harmless; deflate's own maximum of 1032 fits far below limits.expansion.
    EXPANSION_FREE = 1 << 20,
};

struct zip_stream {
    struct wy_stream stream;
    const struct wy_blob *blob;
    uint64_t start, pos, end; // packed bytes still to be read
    uint64_t left;            // unpacked bytes still to come
    uint32_t crc, crc_wanted;
    bool check_crc, failed;
    struct inflate_state *state; // NULL: stored
    uint8_t *input;              // NULL where the blob lies in memory
};

static wy_err stream_fail(struct zip_stream *s, wy_err err)
{
    s->failed = true;
    return err;
}

static wy_err stream_end(struct zip_stream *s, struct wy_diag *diag)
{
    if (s->check_crc && s->crc != s->crc_wanted)
        return stream_fail(s, wy_fail(diag, WY_MALFORMED, s->start, "the ZIP entry's checksum does not hold"));
    return WY_OK;
}

static wy_err stored_read(struct zip_stream *s, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    size_t n = s->left < cap ? (size_t)s->left : cap;
    wy_err err = wy_blob_read(s->blob, s->pos, out, n, diag);
    if (err != WY_OK)
        return stream_fail(s, err);
    s->pos += n;
    *got = n;
    return WY_OK;
}

static wy_err refill(struct zip_stream *s, struct wy_diag *diag)
{
    uint64_t rest = s->end - s->pos;
    if (s->blob->memory) {
        uint32_t n = rest < UINT32_MAX ? (uint32_t)rest : UINT32_MAX;
        s->state->next_in = (uint8_t *)(uintptr_t)(s->blob->memory + s->pos); // ISA-L only reads it
        s->state->avail_in = n;
        s->pos += n;
        return WY_OK;
    }
    size_t n = rest < INPUT ? (size_t)rest : INPUT;
    wy_err err = wy_blob_read(s->blob, s->pos, s->input, n, diag);
    s->state->next_in = s->input;
    s->state->avail_in = err == WY_OK ? (uint32_t)n : 0;
    s->pos += n;
    return err;
}

static wy_err deflate_read(struct zip_stream *s, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct inflate_state *z = s->state;
    uint32_t room = cap < (1U << 30) ? (uint32_t)cap : 1U << 30;
    z->next_out = out;
    z->avail_out = room;
    while (z->avail_out == room && z->block_state != ISAL_BLOCK_FINISH) {
        if (z->avail_in == 0 && s->pos < s->end) {
            wy_err err = refill(s, diag);
            if (err != WY_OK)
                return stream_fail(s, err);
        }
        uint32_t before = z->avail_in;
        if (isal_inflate(z) != ISAL_DECOMP_OK)
            return stream_fail(s, wy_fail(diag, WY_MALFORMED, s->start, "broken deflate data in a ZIP entry"));
        bool stuck = z->avail_out == room && z->avail_in == before && z->block_state != ISAL_BLOCK_FINISH;
        if (stuck && s->pos >= s->end)
            return stream_fail(s, wy_fail(diag, WY_TRUNCATED, s->end, "the ZIP entry's deflate data ends early"));
    }
    *got = room - z->avail_out;
    return WY_OK;
}

static wy_err zip_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct zip_stream *s = (struct zip_stream *)stream;
    *got = 0;
    if (s->failed || cap == 0)
        return WY_OK;
    size_t n = 0;
    wy_err err = s->state ? deflate_read(s, out, cap, &n, diag) : stored_read(s, out, cap, &n, diag);
    if (err != WY_OK)
        return err;
    if (n > s->left)
        return stream_fail(s, wy_fail(diag, WY_MALFORMED, s->start, "the ZIP entry is longer than it says"));
    if (n == 0 && s->left)
        return stream_fail(s, wy_fail(diag, WY_TRUNCATED, s->end, "the ZIP entry is shorter than it says"));
    if (n && s->check_crc)
        s->crc = crc32_gzip_refl(s->crc, out, n);
    s->left -= n;
    if (s->left == 0 && (err = stream_end(s, diag)) != WY_OK)
        return err;
    *got = n;
    return WY_OK;
}

static void zip_close(struct wy_stream *stream)
{
    struct zip_stream *s = (struct zip_stream *)stream;
    free(s->state);
    free(s->input);
    free(s);
}

static bool is_deflate(const struct wy_zip *zip, const struct wy_zip_entry *e)
{
    return e->method == 8 || (zip->manner == WY_ZIP_AS_JAR && e->method != 0);
}

static wy_err may_read(const struct wy_zip *zip, struct wy_zip_entry *e, struct wy_diag *diag)
{
    wy_err err = wy_zip_locate(zip, e, diag);
    if (err != WY_OK)
        return err;
    if (zip->manner == WY_ZIP_STRICT && e->flags & 1)
        return wy_fail(diag, WY_UNSUPPORTED, e->header, "the ZIP entry is encrypted");
    if (zip->manner == WY_ZIP_STRICT && e->odd & WY_ZIP_METHOD)
        return wy_fail(diag, WY_UNSUPPORTED, e->header, "ZIP compression method %u", e->method);
    uint64_t need = is_deflate(zip, e) ? e->packed : e->size;
    if (e->data > zip->blob->size || need > zip->blob->size - e->data)
        return wy_fail(diag, WY_TRUNCATED, e->header, "the ZIP entry (%llu bytes) does not fit into the file",
                       (unsigned long long)need);
    if (e->size > zip->limits->item)
        return wy_fail(diag, WY_LIMIT, e->header, "%llu bytes unpacked (--limit item=)", (unsigned long long)e->size);
    if (is_deflate(zip, e) && e->size > EXPANSION_FREE && e->size / (zip->limits->expansion | 1) > e->packed)
        return wy_fail(diag, WY_LIMIT, e->header, "%llu bytes say they unpack to %llu (--limit expansion=)",
                       (unsigned long long)e->packed, (unsigned long long)e->size);
    return WY_OK;
}

wy_err wy_zip_stream(const struct wy_zip *zip, struct wy_zip_entry *e, struct wy_stream **out, struct wy_diag *diag)
{
    wy_err err = may_read(zip, e, diag);
    if (err != WY_OK)
        return err;
    bool deflate = is_deflate(zip, e);
    struct zip_stream *s = calloc(1, sizeof *s);
    if (!s)
        return wy_fail(diag, WY_NO_MEMORY, e->header, "no memory to unpack");
    *s = (struct zip_stream){.stream = {.read = zip_read, .close = zip_close},
                             .blob = zip->blob,
                             .start = e->header,
                             .pos = e->data,
                             .end = e->data + (deflate ? e->packed : e->size),
                             .left = e->size,
                             .crc_wanted = e->crc,
                             .check_crc = zip->manner == WY_ZIP_STRICT};
    if (deflate) {
        s->state = malloc(sizeof *s->state);
        s->input = zip->blob->memory ? NULL : malloc(INPUT);
        if (!s->state || (!zip->blob->memory && !s->input)) {
            zip_close(&s->stream);
            return wy_fail(diag, WY_NO_MEMORY, e->header, "no memory to unpack");
        }
        isal_inflate_init(s->state);
        s->state->avail_in = 0;
    }
    *out = &s->stream;
    return WY_OK;
}

wy_err wy_zip_whole(const struct wy_zip *zip, struct wy_zip_entry *e, size_t max, struct wy_arena *arena, wy_bytes *out,
                    struct wy_diag *diag)
{
    if (e->size > max)
        return wy_fail(diag, WY_LIMIT, e->header, "%llu bytes unpacked; at most %zu are held in memory",
                       (unsigned long long)e->size, max);
    wy_err err = may_read(zip, e, diag); // before memory is asked for: a lying size costs nothing
    if (err != WY_OK)
        return err;
    if (!is_deflate(zip, e) && zip->blob->memory && zip->manner != WY_ZIP_STRICT)
        return wy_blob_view(zip->blob, e->data, (size_t)e->size, arena, out, diag);
    uint8_t *to = wy_arena_alloc(arena, (size_t)e->size + 1, 8);
    if (!to)
        return wy_fail(diag, WY_NO_MEMORY, e->header, "no memory for %llu bytes", (unsigned long long)e->size);
    struct wy_stream *stream;
    err = wy_zip_stream(zip, e, &stream, diag);
    if (err != WY_OK)
        return err;
    size_t got = 0;
    // One byte more than the size, so that an entry that goes on is noticed.
    err = wy_stream_fill(stream, to, (size_t)e->size + 1, &got, diag);
    wy_stream_close(stream);
    if (err == WY_OK)
        *out = (wy_bytes){to, got};
    return err;
}

wy_err wy_zip_blob(const struct wy_zip *zip, struct wy_zip_entry *e, struct wy_part_blob *out, struct wy_diag *diag)
{
    wy_err err = may_read(zip, e, diag);
    if (err != WY_OK)
        return err;
    if (is_deflate(zip, e))
        return wy_fail(diag, WY_UNSUPPORTED, e->header, "the ZIP entry is compressed");
    *out = wy_part_blob(zip->blob, e->data, e->size);
    return WY_OK;
}
