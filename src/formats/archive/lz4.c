// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/lz4.h"

#include <lz4frame.h>
#include <stdlib.h>

enum { IN_SIZE = 64 * 1024 };

struct lz4_stream {
    struct wy_stream stream;
    struct wy_stream *packed;
    LZ4F_dctx *context;
    const struct wy_limits *limits;
    uint64_t in_total, out_total;
    size_t fill, pos;
    size_t hint; // 0: at the end of a frame
    bool ended;
    uint8_t in[IN_SIZE];
};

static wy_err refill(struct lz4_stream *z, struct wy_diag *diag)
{
    size_t got = 0;
    wy_err err = z->packed->read(z->packed, z->in, IN_SIZE, &got, diag);
    z->pos = 0;
    z->fill = got;
    z->in_total += got;
    z->ended = got == 0;
    if (err == WY_OK && z->ended && z->hint != 0)
        err = wy_fail(diag, WY_TRUNCATED, z->in_total, "the LZ4 data end within a frame");
    return err;
}

static wy_err lz4_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct lz4_stream *z = (struct lz4_stream *)stream;
    *got = 0;
    wy_err err = WY_OK;
    while (*got == 0 && cap > 0 && !z->ended && err == WY_OK) {
        if (z->pos == z->fill) {
            err = refill(z, diag);
            continue;
        }
        size_t from = z->fill - z->pos, to = cap;
        size_t result = LZ4F_decompress(z->context, out, &to, z->in + z->pos, &from, NULL);
        z->pos += from;
        z->out_total += to;
        z->hint = result;
        *got = to;
        if (LZ4F_isError(result))
            err = wy_fail(diag, WY_MALFORMED, z->in_total - z->fill + z->pos, "no valid LZ4 data: %s",
                          LZ4F_getErrorName(result));
        else
            err = wy_limits_unpacked(z->limits, z->in_total, z->out_total, diag);
    }
    z->ended = z->ended || err != WY_OK;
    if (err != WY_OK)
        *got = 0;
    return err;
}

static void lz4_close(struct wy_stream *stream)
{
    struct lz4_stream *z = (struct lz4_stream *)stream;
    LZ4F_freeDecompressionContext(z->context);
    free(z);
}

wy_err wy_lz4_stream(struct wy_stream *packed, const struct wy_limits *limits, struct wy_stream **out,
                     struct wy_diag *diag)
{
    struct lz4_stream *z = calloc(1, sizeof *z);
    if (!z || LZ4F_isError(LZ4F_createDecompressionContext(&z->context, LZ4F_VERSION))) {
        free(z);
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an LZ4 decoder");
    }
    z->stream = (struct wy_stream){.read = lz4_read, .close = lz4_close};
    z->packed = packed;
    z->limits = limits;
    *out = &z->stream;
    return WY_OK;
}
