// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/gzip.h"

#include <stdlib.h>
#include <zlib.h>

enum { IN_SIZE = 128 * 1024, WINDOW_GZIP = 31 };

struct gzip_stream {
    struct wy_stream stream;
    struct wy_stream *packed;
    z_stream z;
    const struct wy_limits *limits;
    uint64_t in_total, out_total;
    bool ended, failed, within; // within: a member has begun and not ended
    uint8_t in[IN_SIZE];
};

static wy_err refill(struct gzip_stream *g, struct wy_diag *diag)
{
    size_t got = 0;
    wy_err err = g->packed->read(g->packed, g->in, IN_SIZE, &got, diag);
    if (err)
        return err;
    g->z.next_in = g->in;
    g->z.avail_in = (uInt)got;
    g->in_total += got;
    g->ended = got == 0;
    if (g->ended && g->within)
        return wy_fail(diag, WY_TRUNCATED, g->in_total, "the gzip data ends too early");
    return WY_OK;
}

static wy_err unpack(struct gzip_stream *g, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    g->z.next_out = out;
    g->z.avail_out = (uInt)wy_min(cap, 1u << 30);
    uInt room = g->z.avail_out;
    while (g->z.avail_out == room && !g->ended) {
        if (g->z.avail_in == 0) {
            wy_err err = refill(g, diag);
            if (err || g->ended)
                return err;
        }
        g->within = true;
        int result = inflate(&g->z, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            g->within = false;
            if (inflateReset(&g->z) != Z_OK)
                return wy_fail(diag, WY_NO_MEMORY, g->in_total, "gzip: no memory");
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return wy_fail(diag, WY_MALFORMED, g->in_total - g->z.avail_in, "not valid gzip data");
        }
    }
    *got = room - g->z.avail_out;
    g->out_total += *got;
    return wy_limits_unpacked(g->limits, g->in_total, g->out_total, diag);
}

static wy_err gzip_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct gzip_stream *g = (struct gzip_stream *)stream;
    *got = 0;
    if (g->failed || cap == 0)
        return WY_OK;
    wy_err err = unpack(g, out, cap, got, diag);
    g->failed = err != WY_OK;
    return err;
}

static void gzip_close(struct wy_stream *stream)
{
    struct gzip_stream *g = (struct gzip_stream *)stream;
    inflateEnd(&g->z);
    free(g);
}

wy_err wy_gzip_stream(struct wy_stream *packed, const struct wy_limits *limits, struct wy_stream **out,
                      struct wy_diag *diag)
{
    struct gzip_stream *g = calloc(1, sizeof *g);
    if (!g || inflateInit2(&g->z, WINDOW_GZIP) != Z_OK) {
        free(g);
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a gzip decoder");
    }
    g->stream = (struct wy_stream){.read = gzip_read, .close = gzip_close};
    g->packed = packed;
    g->limits = limits;
    *out = &g->stream;
    return WY_OK;
}
