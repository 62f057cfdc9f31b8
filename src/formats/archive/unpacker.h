// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between unpacker.c, seekable.c and the decoders (unpacker_*.c); nobody else includes this. There is one decoder for
// each packing. It takes its input through the buffer here, be it of a stream or of a blob: in the same portions, so
// that it fails at the same places with the same words.
#pragma once

#include "formats/archive/packed.h"

enum { WY_UNPACKER_INPUT = 64 * 1024 };

struct wy_unpacker {
    // Up to `cap` bytes; *got == 0 is the end. On failure *got is what came before the break, and there is no more.
    wy_err (*step)(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag);
    wy_err (*rewind)(struct wy_unpacker *u, struct wy_diag *diag); // the decoder's part of wy_unpacker_rewind
    // The state as a block of memory (malloc) of *size bytes; NULL where it cannot be saved now. Both are NULL where it
    // never can.
    void *(*save)(struct wy_unpacker *u, size_t *size);
    void (*load)(struct wy_unpacker *u, const void *state);
    void (*free)(struct wy_unpacker *u);
    struct wy_decoders *decoders;
    struct wy_stream *in;       // &blob.stream, or another one that is not owned
    struct wy_blob_stream blob; // only where it has a blob can a state be loaded
    uint64_t pos;               // packed bytes that were read
    uint64_t window;            // the part of decoders->windows that is this one's
    size_t at, len;             // bytes[at..len) are still to be unpacked; none after wy_unpacker_fill: the end
    struct wy_diag failure;     // of the input, to be told once what came before it is unpacked
    bool behind;                // something that is not packed stands behind the end
    uint8_t bytes[WY_UNPACKER_INPUT];
};

// Of `blob`, or where it is NULL, of `stream`.
WY_CHECKED wy_err wy_unpacker_new(enum wy_codec codec, const struct wy_blob *blob, struct wy_stream *stream,
                                  struct wy_decoders *decoders, struct wy_unpacker **out, struct wy_diag *diag);
WY_CHECKED wy_err wy_unpacker_rewind(struct wy_unpacker *u, struct wy_diag *diag); // to the beginning of its blob
void wy_unpacker_free(struct wy_unpacker *u);                                      // NULL-safe

// For decoders.
WY_CHECKED wy_err wy_unpacker_fill(struct wy_unpacker *u, struct wy_diag *diag);
// Up to n bytes, less only at the end; out == NULL passes over them.
WY_CHECKED wy_err wy_unpacker_take(struct wy_unpacker *u, void *out, size_t n, size_t *got, struct wy_diag *diag);
// Between members: passes over zeros, which are padding. *more: something stands behind them.
WY_CHECKED wy_err wy_unpacker_padding(struct wy_unpacker *u, bool *more, struct wy_diag *diag);
// WY_LIMIT where all live decoders would hold more than limits.windows.
WY_CHECKED wy_err wy_unpacker_hold(struct wy_unpacker *u, uint64_t bytes, struct wy_diag *diag);
void wy_unpacker_seek(struct wy_unpacker *u, uint64_t pos); // of packed bytes, in its blob
// Of the next byte to be unpacked.
static inline uint64_t wy_unpacker_place(const struct wy_unpacker *u) { return u->pos - (u->len - u->at); }

// NULL where memory is refused. *holds: what it holds from the beginning.
struct wy_unpacker *wy_unpacker_deflate(size_t *holds);
struct wy_unpacker *wy_unpacker_gzip(size_t *holds);
struct wy_unpacker *wy_unpacker_lz4(size_t *holds);
struct wy_unpacker *wy_unpacker_brotli(size_t *holds);
struct wy_unpacker *wy_unpacker_zstd(size_t *holds);
struct wy_unpacker *wy_unpacker_xz(size_t *holds);
