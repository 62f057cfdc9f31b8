// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What decoders have in common, and what is packed as a stream.
#include "formats/archive/unpacker.h"

#include <stdlib.h>

static const struct packing {
    struct wy_unpacker *(*make)(size_t *holds);
    wy_bytes mark;
} packings[] = {
#define MARK(text)                                                                                                     \
    {                                                                                                                  \
        (const uint8_t *)(text), sizeof(text) - 1                                                                      \
    }
    [WY_CODEC_DEFLATE] = {wy_unpacker_deflate, {0}},
    [WY_CODEC_GZIP] = {wy_unpacker_gzip, MARK("\x1f\x8b\x08")},
    [WY_CODEC_LZ4] = {wy_unpacker_lz4, MARK("\x04\x22\x4d\x18")},
    [WY_CODEC_BROTLI] = {wy_unpacker_brotli, {0}},
    [WY_CODEC_ZSTD] = {wy_unpacker_zstd, MARK("\x28\xb5\x2f\xfd")},
    [WY_CODEC_XZ] = {wy_unpacker_xz, MARK("\xfd\x37zXZ\0")},
#undef MARK
};

bool wy_packed_codec(wy_bytes head, enum wy_codec *out)
{
    for (size_t i = 0; i < WY_COUNT(packings); i++) {
        wy_bytes mark = packings[i].mark;
        if (!mark.len || head.len < mark.len || memcmp(head.ptr, mark.ptr, mark.len) != 0)
            continue;
        if (i == WY_CODEC_GZIP && (head.len < 10 || head.ptr[3] & 0xe0)) // flags that RFC 1952 does not know
            continue;
        *out = (enum wy_codec)i;
        return true;
    }
    return false;
}

wy_err wy_unpacker_hold(struct wy_unpacker *u, uint64_t bytes, struct wy_diag *diag)
{
    struct wy_decoders *d = u->decoders;
    uint64_t others = d->windows - u->window;
    if (bytes > u->window && (bytes > d->limits->windows || others > d->limits->windows - bytes))
        return wy_fail(diag, WY_LIMIT, wy_unpacker_place(u),
                       "unpacking needs %llu KiB of memory, beside %llu KiB for what it is packed in "
                       "(--limit windows=)",
                       (unsigned long long)bytes / 1024, (unsigned long long)others / 1024);
    d->windows = others + bytes;
    u->window = bytes;
    return WY_OK;
}

wy_err wy_unpacker_new(enum wy_codec codec, const struct wy_blob *blob, struct wy_stream *stream,
                       struct wy_decoders *decoders, struct wy_unpacker **out, struct wy_diag *diag)
{
    size_t holds = 0;
    struct wy_unpacker *u = packings[codec].make(&holds);
    if (!u)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    u->decoders = decoders;
    if (blob)
        u->blob = wy_blob_stream(blob);
    u->in = blob ? &u->blob.stream : stream;
    wy_err err = wy_unpacker_hold(u, holds, diag);
    if (err == WY_OK)
        *out = u;
    else
        wy_unpacker_free(u);
    return err;
}

void wy_unpacker_free(struct wy_unpacker *u)
{
    if (!u)
        return;
    u->decoders->windows -= u->window;
    u->free(u);
}

void wy_unpacker_seek(struct wy_unpacker *u, uint64_t pos)
{
    u->blob.pos = u->pos = pos;
    u->at = u->len = 0;
    u->behind = false;
    u->failure.code = WY_OK;
}

wy_err wy_unpacker_rewind(struct wy_unpacker *u, struct wy_diag *diag)
{
    wy_unpacker_seek(u, 0);
    return u->rewind(u, diag);
}

// A failure waits until what came before it is unpacked.
static wy_err read_input(struct wy_unpacker *u, void *out, size_t n, size_t *got, struct wy_diag *diag)
{
    *got = 0;
    if (u->failure.code == WY_OK) {
        wy_err err = wy_stream_fill(u->in, out, n, got, &u->failure);
        u->pos += *got;
        if (err != WY_OK)
            (void)wy_fail(&u->failure, err, u->pos, "cannot be read: %s", wy_err_name(err));
    }
    if (*got || u->failure.code == WY_OK)
        return WY_OK;
    return wy_fail(diag, u->failure.code, u->failure.offset, "%s", u->failure.text);
}

wy_err wy_unpacker_fill(struct wy_unpacker *u, struct wy_diag *diag)
{
    if (u->at < u->len)
        return WY_OK;
    u->at = u->len = 0;
    return read_input(u, u->bytes, sizeof u->bytes, &u->len, diag);
}

wy_err wy_unpacker_take(struct wy_unpacker *u, void *out, size_t n, size_t *got, struct wy_diag *diag)
{
    wy_err err = WY_OK;
    size_t part = 1;
    for (*got = 0; err == WY_OK && *got < n && part; *got += part) {
        size_t left = n - *got, portions = left / sizeof u->bytes;
        if (out && u->at == u->len && portions) { // not through the buffer
            err = read_input(u, (uint8_t *)out + *got, portions * sizeof u->bytes, &part, diag);
            continue;
        }
        err = wy_unpacker_fill(u, diag);
        part = wy_min(left, u->len - u->at);
        if (out)
            memcpy((uint8_t *)out + *got, u->bytes + u->at, part);
        u->at += part;
    }
    return err;
}

wy_err wy_unpacker_padding(struct wy_unpacker *u, bool *more, struct wy_diag *diag)
{
    wy_err err;
    while ((err = wy_unpacker_fill(u, diag)) == WY_OK && u->at < u->len && u->bytes[u->at] == 0)
        u->at++;
    *more = u->at < u->len;
    return err;
}

struct unpacked {
    struct wy_stream stream;
    struct wy_unpacker *unpacker;
    uint64_t done;
    struct wy_diag failure; // to be told by the next read
    bool ended;
};

// A failure is kept: what came before it goes out first.
static void step(struct unpacked *s, void *out, size_t cap, size_t *got)
{
    struct wy_unpacker *u = s->unpacker;
    wy_err err = u->step(u, out, cap, got, &s->failure);
    s->done += *got;
    if (err == WY_OK && *got == 0 && u->behind)
        err =
            wy_fail(&s->failure, WY_MALFORMED, wy_unpacker_place(u), "what stands behind the packed data is not read");
    if (wy_limits_unpacked(u->decoders->limits, u->pos, s->done, &s->failure) != WY_OK)
        *got = 0;
    if (err != WY_OK)
        (void)wy_fail(&s->failure, err, wy_unpacker_place(u), "cannot be unpacked: %s", wy_err_name(err));
    s->ended = *got == 0 || s->failure.code != WY_OK;
}

static wy_err unpacked_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct unpacked *s = (struct unpacked *)stream;
    *got = 0;
    if (cap == 0)
        return WY_OK;
    if (!s->ended)
        step(s, out, cap, got);
    wy_err err = *got ? WY_OK : s->failure.code;
    if (err == WY_OK)
        return WY_OK;
    s->failure.code = WY_OK;
    return wy_fail(diag, err, s->failure.offset, "%s", s->failure.text);
}

static void unpacked_close(struct wy_stream *stream)
{
    struct unpacked *s = (struct unpacked *)stream;
    wy_unpacker_free(s->unpacker);
    free(s);
}

static wy_err open_stream(enum wy_codec codec, const struct wy_blob *blob, struct wy_stream *packed,
                          struct wy_decoders *decoders, struct wy_stream **out, struct wy_diag *diag)
{
    struct unpacked *s = calloc(1, sizeof *s);
    if (!s)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    wy_err err = wy_unpacker_new(codec, blob, packed, decoders, &s->unpacker, diag);
    if (err != WY_OK) {
        free(s);
        return err;
    }
    s->stream = (struct wy_stream){.read = unpacked_read, .close = unpacked_close};
    s->failure.offset = WY_NO_OFFSET;
    *out = &s->stream;
    return WY_OK;
}

wy_err wy_unpack_stream(struct wy_stream *packed, enum wy_codec codec, struct wy_decoders *decoders,
                        struct wy_stream **out, struct wy_diag *diag)
{
    return open_stream(codec, NULL, packed, decoders, out, diag);
}

wy_err wy_again_stream(const struct wy_again *again, struct wy_decoders *decoders, struct wy_stream **out,
                       struct wy_diag *diag)
{
    return open_stream(again->codec, again->packed, NULL, decoders, out, diag);
}
