// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What is packed as one stream, read at places that the input chooses: the first byte is the codec, the last ones are
// the places. What was read twice must be the same both times, and from front to back as well.
#include "formats/archive/seekable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TAIL = 8, READ = 3000 };

static size_t read_at(struct wy_seekable *s, uint64_t at, uint8_t *out)
{
    struct wy_diag diag = {0};
    size_t got = 0;
    if (wy_seekable_read(s, at, out, READ, &got, &diag) != WY_OK && diag.code == WY_OK)
        __builtin_trap(); // a failure without words
    return got;
}

// Gives a few bytes at a time.
struct drip {
    struct wy_stream stream;
    struct wy_blob_stream in;
};

static wy_err drip_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct drip *d = (struct drip *)stream;
    return d->in.stream.read(&d->in.stream, out, wy_min(cap, 7), got, diag);
}

static void front_to_back(const struct wy_again *again, struct wy_decoders *decoders, struct wy_seekable *s)
{
    static uint8_t out[READ], same[READ];
    struct drip drip = {{.read = drip_read}, wy_blob_stream(again->packed)};
    struct wy_stream *plain;
    struct wy_diag diag = {0};
    size_t got = 1;
    wy_err err = wy_unpack_stream(&drip.stream, again->codec, decoders, &plain, &diag);
    if (err != WY_OK)
        return;
    for (uint64_t at = 0; err == WY_OK && got && at < 1 << 20; at += got) { // far below limits.item
        err = plain->read(plain, out, sizeof out, &got, &diag);
        if (got && (read_at(s, at, same) < got || memcmp(out, same, got) != 0))
            __builtin_trap();
    }
    if (err != diag.code)
        __builtin_trap();
    wy_stream_close(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 + TAIL)
        return 0;
    struct wy_limits limits = wy_limits_default;
    limits.item = 8 << 20;
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data + 1, size - 1});
    struct wy_again again = {&blob.blob, (enum wy_codec)(data[0] % 6), UINT64_MAX};
    struct wy_decoders decoders = {.limits = &limits};
    struct wy_seekable *s;
    struct wy_diag diag = {0};
    static uint8_t first[READ], second[READ];
    if (wy_seekable_open(&again, &decoders, &s, &diag) != WY_OK)
        return 0;
    for (size_t i = 0; i < TAIL; i++) {
        uint64_t at = (uint64_t)data[size - 1 - i] << (i * 2);
        size_t n = read_at(s, at, first);
        (void)read_at(s, 0, second);
        if (read_at(s, at, second) != n || memcmp(first, second, n) != 0)
            __builtin_trap();
    }
    if (wy_seekable_measure(s, &diag) != WY_OK && diag.code == WY_OK)
        __builtin_trap();
    front_to_back(&again, &decoders, s);
    wy_seekable_free(s);
    if (decoders.windows)
        __builtin_trap();
    return 0;
}
