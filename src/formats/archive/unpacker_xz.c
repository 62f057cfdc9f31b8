// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// xz through liblzma, any number of streams. Its decoder cannot be copied, so going back means beginning anew.
#include "formats/archive/unpacker.h"

#include <lzma.h>
#include <stdlib.h>

enum { MEMORY_MAX = 96 << 20 }; // "xz -9" needs 65 MiB

struct xz {
    struct wy_unpacker base;
    lzma_stream z;
    bool ended;
    uint8_t in[WY_UNPACKER_INPUT];
};

static wy_err rewind_xz(struct wy_unpacker *u, struct wy_diag *diag)
{
    struct xz *x = (struct xz *)u;
    x->z.avail_in = 0;
    x->ended = false;
    u->pos = 0;
    if (lzma_stream_decoder(&x->z, MEMORY_MAX, LZMA_CONCATENATED) != LZMA_OK)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an xz decoder");
    return WY_OK;
}

static wy_err refill(struct xz *x, struct wy_diag *diag)
{
    size_t n = wy_min((size_t)(x->base.packed->size - x->base.pos), sizeof x->in);
    wy_err err = wy_blob_read(x->base.packed, x->base.pos, x->in, n, diag);
    x->z.next_in = x->in;
    x->z.avail_in = err == WY_OK ? n : 0;
    x->base.pos += n;
    return err;
}

static wy_err step_xz(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct xz *x = (struct xz *)u;
    x->z.next_out = out;
    x->z.avail_out = cap;
    while (!x->ended && x->z.avail_out == cap) {
        wy_err err = x->z.avail_in == 0 ? refill(x, diag) : WY_OK;
        if (err != WY_OK)
            return err;
        lzma_ret ret = lzma_code(&x->z, u->pos == u->packed->size ? LZMA_FINISH : LZMA_RUN);
        x->ended = ret == LZMA_STREAM_END;
        uint64_t at = u->pos - x->z.avail_in;
        if (ret == LZMA_BUF_ERROR)
            return wy_fail(diag, WY_TRUNCATED, at, "the xz data end early");
        if (ret == LZMA_MEMLIMIT_ERROR)
            return wy_fail(diag, WY_LIMIT, at, "xz data that need more than %d MiB to unpack", MEMORY_MAX >> 20);
        if (ret != LZMA_OK && !x->ended)
            return wy_fail(diag, WY_MALFORMED, at, "not valid xz data (error %d)", (int)ret);
    }
    *got = cap - x->z.avail_out;
    return WY_OK;
}

static void free_xz(struct wy_unpacker *u)
{
    lzma_end(&((struct xz *)u)->z);
    free(u);
}

struct wy_unpacker *wy_unpacker_xz(const struct wy_blob *packed)
{
    struct xz *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->base = (struct wy_unpacker){step_xz, rewind_xz, NULL, NULL, free_xz, packed, 0};
    x->z = (lzma_stream)LZMA_STREAM_INIT;
    if (rewind_xz(&x->base, NULL) == WY_OK)
        return &x->base;
    free(x);
    return NULL;
}
