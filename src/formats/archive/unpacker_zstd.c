// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Zstandard (RFC 8878), any number of frames. Its decoder's state is as large as the window, so it is not saved.
#include "formats/archive/unpacker.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    WINDOW_LOG_MAX = 27, // 128 MiB, as zstd(1) takes without being asked
    FRAME_START = 5,     // bytes that tell how many more there are of a frame's header
};

struct zstd {
    struct wy_unpacker base;
    ZSTD_DCtx *context;
    size_t hint; // what the decoder wants next; 0: between frames
};

static wy_err rewind_zstd(struct wy_unpacker *u, struct wy_diag *diag)
{
    struct zstd *z = (struct zstd *)u;
    z->hint = 0;
    if (ZSTD_isError(ZSTD_DCtx_reset(z->context, ZSTD_reset_session_only)))
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a zstd decoder");
    return WY_OK;
}

static wy_err failure(struct wy_unpacker *u, size_t result, struct wy_diag *diag)
{
    uint64_t at = wy_unpacker_place(u);
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_memory_allocation: return wy_fail(diag, WY_NO_MEMORY, at, "no memory for a zstd decoder");
    case ZSTD_error_frameParameter_windowTooLarge:
        return wy_fail(diag, WY_LIMIT, at, "zstd data with a window of more than %d MiB", 1 << (WINDOW_LOG_MAX - 20));
    case ZSTD_error_checksum_wrong: return wy_fail(diag, WY_MALFORMED, at, "zstd data whose checksum does not hold");
    default: return wy_fail(diag, WY_MALFORMED, at, "not valid zstd data: %s", ZSTD_getErrorName(result));
    }
}

// The decoder is given a block at a time, as it asks for them: of what it fails on it gives out nothing.
static wy_err step_zstd(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct zstd *z = (struct zstd *)u;
    ZSTD_outBuffer to = {out, cap, 0};
    wy_err err = WY_OK;
    while (err == WY_OK && to.pos == 0 && (err = wy_unpacker_fill(u, diag)) == WY_OK) {
        bool none = u->at == u->len;
        if (none && z->hint == 0)
            break;
        ZSTD_inBuffer from = {u->bytes + u->at, wy_min(u->len - u->at, z->hint ? z->hint : FRAME_START), 0};
        size_t hint = ZSTD_decompressStream(z->context, &to, &from);
        u->at += from.pos;
        if (ZSTD_isError(hint)) {
            err = failure(u, hint, diag);
            break;
        }
        z->hint = hint;
        if (none && to.pos == 0)
            err = wy_fail(diag, WY_TRUNCATED, u->pos, "the zstd data end within a frame");
        else
            err = wy_unpacker_hold(u, ZSTD_sizeof_DCtx(z->context), diag); // the window is not filled yet
    }
    *got = to.pos;
    return err;
}

static void free_zstd(struct wy_unpacker *u)
{
    ZSTD_freeDCtx(((struct zstd *)u)->context);
    free(u);
}

struct wy_unpacker *wy_unpacker_zstd(size_t *holds)
{
    struct zstd *z = calloc(1, sizeof *z);
    if (!z)
        return NULL;
    z->base = (struct wy_unpacker){.step = step_zstd, .rewind = rewind_zstd, .free = free_zstd};
    z->context = ZSTD_createDCtx();
    *holds = sizeof *z;
    if (z->context && !ZSTD_isError(ZSTD_DCtx_setParameter(z->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
        return &z->base;
    free_zstd(&z->base);
    return NULL;
}
