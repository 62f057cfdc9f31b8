// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Brotli (RFC 7932). Its decoder cannot be copied, so going back means beginning anew.
#include "formats/archive/unpacker.h"

#include <brotli/decode.h>
#include <stdlib.h>

struct brotli {
    struct wy_unpacker base;
    BrotliDecoderState *state;
    const uint8_t *next;
    size_t left;
    uint8_t in[WY_UNPACKER_INPUT];
};

static wy_err rewind_brotli(struct wy_unpacker *u, struct wy_diag *diag)
{
    struct brotli *b = (struct brotli *)u;
    BrotliDecoderDestroyInstance(b->state);
    b->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    b->left = 0;
    u->pos = 0;
    return b->state ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a Brotli decoder");
}

static wy_err step_brotli(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct brotli *b = (struct brotli *)u;
    uint8_t *to = out;
    size_t room = cap;
    while (room == cap) {
        BrotliDecoderResult result = BrotliDecoderDecompressStream(b->state, &b->left, &b->next, &room, &to, NULL);
        if (result == BROTLI_DECODER_RESULT_SUCCESS)
            break;
        if (result == BROTLI_DECODER_RESULT_ERROR)
            return wy_fail(diag, WY_MALFORMED, u->pos - b->left, "no valid Brotli data");
        if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT || room < cap)
            continue; // what came goes out before there is no more
        size_t n = wy_min((size_t)(u->packed->size - u->pos), sizeof b->in);
        if (n == 0)
            return wy_fail(diag, WY_TRUNCATED, u->pos, "the Brotli data end early");
        wy_err err = wy_blob_read(u->packed, u->pos, b->in, n, diag);
        if (err != WY_OK)
            return err;
        b->next = b->in;
        b->left = n;
        u->pos += n;
    }
    *got = cap - room;
    return WY_OK;
}

static void free_brotli(struct wy_unpacker *u)
{
    BrotliDecoderDestroyInstance(((struct brotli *)u)->state);
    free(u);
}

struct wy_unpacker *wy_unpacker_brotli(const struct wy_blob *packed)
{
    struct brotli *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->base = (struct wy_unpacker){step_brotli, rewind_brotli, NULL, NULL, free_brotli, packed, 0};
    b->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (b->state)
        return &b->base;
    free(b);
    return NULL;
}
