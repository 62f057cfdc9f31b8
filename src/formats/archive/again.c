// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The decoders of seekable.c from front to back only.
#include "formats/archive/unpacker.h"

#include <stdlib.h>

struct again_stream {
    struct wy_stream stream;
    struct wy_unpacker *unpacker;
    const struct wy_limits *limits;
    uint64_t done;
    bool failed;
};

struct wy_unpacker *wy_unpacker_new(const struct wy_again *again)
{
    switch (again->codec) {
    case WY_CODEC_LZ4: return wy_unpacker_lz4(again->packed);
    case WY_CODEC_BROTLI: return wy_unpacker_brotli(again->packed);
    case WY_CODEC_ZSTD: return wy_unpacker_zstd(again->packed);
    case WY_CODEC_XZ: return wy_unpacker_xz(again->packed);
    default: return wy_unpacker_deflate(again->packed, again->codec == WY_CODEC_GZIP);
    }
}

static wy_err again_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct again_stream *s = (struct again_stream *)stream;
    *got = 0;
    if (s->failed || cap == 0)
        return WY_OK;
    size_t n = 0;
    wy_err err = s->unpacker->step(s->unpacker, out, cap, &n, diag);
    s->done += n;
    if (err == WY_OK)
        err = wy_limits_unpacked(s->limits, s->unpacker->pos, s->done, diag);
    s->failed = err != WY_OK;
    if (err == WY_OK)
        *got = n;
    return err;
}

static void again_close(struct wy_stream *stream)
{
    struct again_stream *s = (struct again_stream *)stream;
    s->unpacker->free(s->unpacker);
    free(s);
}

wy_err wy_again_stream(const struct wy_again *again, const struct wy_limits *limits, struct wy_stream **out,
                       struct wy_diag *diag)
{
    struct again_stream *s = calloc(1, sizeof *s);
    if (s)
        s->unpacker = wy_unpacker_new(again);
    if (!s || !s->unpacker) {
        free(s);
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    }
    s->stream = (struct wy_stream){.read = again_read, .close = again_close};
    s->limits = limits;
    *out = &s->stream;
    return WY_OK;
}
