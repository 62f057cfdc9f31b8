// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Brotli (RFC 7932). Its decoder cannot be copied, so going back means beginning anew.
#include "formats/archive/unpacker.h"

#include <brotli/decode.h>
#include <stdlib.h>

enum { HOLDS = 20 << 20 }; // at most: a window of 16 MiB, and the trees of one block

struct brotli {
    struct wy_unpacker base;
    BrotliDecoderState *state;
};

static wy_err rewind_brotli(struct wy_unpacker *u, struct wy_diag *diag)
{
    struct brotli *b = (struct brotli *)u;
    BrotliDecoderDestroyInstance(b->state);
    b->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    return b->state ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a Brotli decoder");
}

static wy_err step_brotli(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct brotli *b = (struct brotli *)u;
    uint8_t *to = out;
    size_t room = cap;
    wy_err err = WY_OK;
    while (err == WY_OK && room == cap && (err = wy_unpacker_fill(u, diag)) == WY_OK) {
        size_t left = u->len - u->at;
        const uint8_t *next = u->bytes + u->at;
        bool none = left == 0;
        BrotliDecoderResult result = BrotliDecoderDecompressStream(b->state, &left, &next, &room, &to, NULL);
        u->at = u->len - left;
        if (result == BROTLI_DECODER_RESULT_SUCCESS)
            break;
        if (result == BROTLI_DECODER_RESULT_ERROR)
            err = wy_fail(diag, WY_MALFORMED, wy_unpacker_place(u), "not valid Brotli data");
        else if (none && room == cap)
            err = wy_fail(diag, WY_TRUNCATED, u->pos, "the Brotli data end early");
    }
    *got = cap - room;
    return err;
}

static void free_brotli(struct wy_unpacker *u)
{
    BrotliDecoderDestroyInstance(((struct brotli *)u)->state);
    free(u);
}

struct wy_unpacker *wy_unpacker_brotli(size_t *holds)
{
    struct brotli *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->base = (struct wy_unpacker){.step = step_brotli, .rewind = rewind_brotli, .free = free_brotli};
    b->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    *holds = HOLDS;
    if (b->state)
        return &b->base;
    free(b);
    return NULL;
}
