// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Zstandard through libzstd. Frames may follow each other, as zstd(1) and pzstd write them.
#include "formats/archive/zstd.h"

#include <stdlib.h>
#include <zstd.h>

enum { IN_SIZE = 128 * 1024, WINDOW_LOG_MAX = 27 };

struct zstd_stream {
    struct wy_stream stream;
    struct wy_stream *packed;
    ZSTD_DCtx *context;
    const struct wy_limits *limits;
    uint64_t in_total, out_total;
    size_t fill, pos;
    size_t hint; // 0: at the end of a frame
    bool ended, failed;
    uint8_t in[IN_SIZE];
};

static wy_err refill(struct zstd_stream *z, struct wy_diag *diag)
{
    size_t got = 0;
    wy_err err = z->packed->read(z->packed, z->in, IN_SIZE, &got, diag);
    if (err)
        return err;
    z->pos = 0;
    z->fill = got;
    z->in_total += got;
    if (got == 0) {
        z->ended = true;
        if (z->hint != 0)
            return wy_fail(diag, WY_TRUNCATED, z->in_total, "the zstd data ends within a frame");
    }
    return WY_OK;
}

static wy_err unpack(struct zstd_stream *z, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    ZSTD_outBuffer to = {out, cap, 0};
    while (to.pos == 0 && !z->ended) {
        if (z->pos == z->fill) {
            wy_err err = refill(z, diag);
            if (err || z->ended)
                return err;
        }
        ZSTD_inBuffer from = {z->in, z->fill, z->pos};
        size_t result = ZSTD_decompressStream(z->context, &to, &from);
        if (ZSTD_isError(result))
            return wy_fail(diag, WY_MALFORMED, z->in_total - z->fill + from.pos, "not valid zstd data: %s",
                           ZSTD_getErrorName(result));
        z->pos = from.pos;
        z->hint = result;
        z->out_total += to.pos;
        wy_err err = wy_limits_unpacked(z->limits, z->in_total, z->out_total, diag);
        if (err)
            return err;
    }
    *got = to.pos;
    return WY_OK;
}

static wy_err zstd_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct zstd_stream *z = (struct zstd_stream *)stream;
    *got = 0;
    if (z->failed || cap == 0)
        return WY_OK;
    wy_err err = unpack(z, out, cap, got, diag);
    z->failed = err != WY_OK;
    return err;
}

static void zstd_close(struct wy_stream *stream)
{
    struct zstd_stream *z = (struct zstd_stream *)stream;
    ZSTD_freeDCtx(z->context);
    free(z);
}

wy_err wy_zstd_stream(struct wy_stream *packed, const struct wy_limits *limits, struct wy_stream **out,
                      struct wy_diag *diag)
{
    struct zstd_stream *z = calloc(1, sizeof *z);
    ZSTD_DCtx *context = z ? ZSTD_createDCtx() : NULL;
    if (!context || ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
        ZSTD_freeDCtx(context);
        free(z);
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a zstd decoder");
    }
    z->stream = (struct wy_stream){.read = zstd_read, .close = zstd_close};
    z->packed = packed;
    z->context = context;
    z->limits = limits;
    *out = &z->stream;
    return WY_OK;
}
