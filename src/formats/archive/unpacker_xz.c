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
};

static wy_err rewind_xz(struct wy_unpacker *u, struct wy_diag *diag)
{
    struct xz *x = (struct xz *)u;
    x->ended = false;
    if (lzma_stream_decoder(&x->z, MEMORY_MAX, LZMA_CONCATENATED) != LZMA_OK)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an xz decoder");
    return WY_OK;
}

static wy_err failure(struct wy_unpacker *u, lzma_ret ret, struct wy_diag *diag)
{
    uint64_t at = wy_unpacker_place(u);
    switch (ret) {
    case LZMA_OK:
    case LZMA_STREAM_END: return WY_OK;
    case LZMA_BUF_ERROR: return wy_fail(diag, WY_TRUNCATED, at, "the xz data end early");
    case LZMA_MEM_ERROR: return wy_fail(diag, WY_NO_MEMORY, at, "no memory for an xz decoder");
    case LZMA_MEMLIMIT_ERROR:
        return wy_fail(diag, WY_LIMIT, at, "xz data that need more than %d MiB to unpack", MEMORY_MAX >> 20);
    default: return wy_fail(diag, WY_MALFORMED, at, "not valid xz data (error %d)", (int)ret);
    }
}

static wy_err step_xz(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct xz *x = (struct xz *)u;
    wy_err err = WY_OK;
    x->z.next_out = out;
    x->z.avail_out = cap;
    while (!x->ended && x->z.avail_out == cap && (err = wy_unpacker_fill(u, diag)) == WY_OK) {
        x->z.next_in = u->bytes + u->at;
        x->z.avail_in = u->len - u->at;
        lzma_ret ret = lzma_code(&x->z, u->at == u->len ? LZMA_FINISH : LZMA_RUN);
        u->at = u->len - x->z.avail_in;
        x->ended = ret == LZMA_STREAM_END;
        err = failure(u, ret, diag);
        if (err == WY_OK)
            err = wy_unpacker_hold(u, lzma_memusage(&x->z), diag); // the window is not filled yet
        if (err != WY_OK)
            break;
    }
    *got = cap - x->z.avail_out;
    return err;
}

static void free_xz(struct wy_unpacker *u)
{
    lzma_end(&((struct xz *)u)->z);
    free(u);
}

struct wy_unpacker *wy_unpacker_xz(size_t *holds)
{
    struct xz *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->base = (struct wy_unpacker){.step = step_xz, .rewind = rewind_xz, .free = free_xz};
    x->z = (lzma_stream)LZMA_STREAM_INIT;
    *holds = sizeof *x;
    if (rewind_xz(&x->base, NULL) == WY_OK)
        return &x->base;
    free(x);
    return NULL;
}
