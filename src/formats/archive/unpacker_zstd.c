// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Zstandard (RFC 8878), any number of frames. Its decoder's state is as large as the window, so it is not saved.
#include "formats/archive/unpacker.h"

#include <stdlib.h>
#include <zstd.h>

enum { WINDOW_LOG_MAX = 27 }; // 128 MiB, as zstd(1) takes without being asked

struct zstd {
    struct wy_unpacker base;
    ZSTD_DCtx *context;
    ZSTD_inBuffer from;
    size_t hint; // 0: between frames
    uint8_t in[WY_UNPACKER_INPUT];
};

static wy_err rewind_zstd(struct wy_unpacker *u, struct wy_diag *diag)
{
    struct zstd *z = (struct zstd *)u;
    z->from = (ZSTD_inBuffer){z->in, 0, 0};
    z->hint = 0;
    u->pos = 0;
    if (ZSTD_isError(ZSTD_DCtx_reset(z->context, ZSTD_reset_session_only)))
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a zstd decoder");
    return WY_OK;
}

static wy_err step_zstd(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct zstd *z = (struct zstd *)u;
    ZSTD_outBuffer to = {out, cap, 0};
    while (to.pos == 0) {
        if (z->from.pos == z->from.size) {
            size_t n = wy_min((size_t)(u->packed->size - u->pos), sizeof z->in);
            if (n == 0 && z->hint == 0)
                break;
            wy_err err = n ? wy_blob_read(u->packed, u->pos, z->in, n, diag)
                           : wy_fail(diag, WY_TRUNCATED, u->pos, "the zstd data end within a frame");
            if (err != WY_OK)
                return err;
            z->from = (ZSTD_inBuffer){z->in, n, 0};
            u->pos += n;
        }
        z->hint = ZSTD_decompressStream(z->context, &to, &z->from);
        if (ZSTD_isError(z->hint))
            return wy_fail(diag, WY_MALFORMED, u->pos - z->from.size + z->from.pos, "not valid zstd data: %s",
                           ZSTD_getErrorName(z->hint));
    }
    *got = to.pos;
    return WY_OK;
}

static void free_zstd(struct wy_unpacker *u)
{
    ZSTD_freeDCtx(((struct zstd *)u)->context);
    free(u);
}

struct wy_unpacker *wy_unpacker_zstd(const struct wy_blob *packed)
{
    struct zstd *z = calloc(1, sizeof *z);
    if (!z)
        return NULL;
    z->base = (struct wy_unpacker){step_zstd, rewind_zstd, NULL, NULL, free_zstd, packed, 0};
    z->context = ZSTD_createDCtx();
    if (z->context && !ZSTD_isError(ZSTD_DCtx_setParameter(z->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
        return &z->base;
    free_zstd(&z->base);
    return NULL;
}
