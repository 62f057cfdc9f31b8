// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What is packed as one stream: gzip (RFC 1952), LZ4 frames, Zstandard (RFC 8878) and xz, any number of members after
// each other, and deflate (RFC 1951) and Brotli (RFC 7932) where something else says so. Checksums are verified where
// they are stated. Legacy LZ4 frames and dictionaries are not read.
#pragma once

#include "core/limits.h"
#include "core/spool.h"
#include "core/stream.h"

enum wy_codec { WY_CODEC_DEFLATE, WY_CODEC_GZIP, WY_CODEC_LZ4, WY_CODEC_BROTLI, WY_CODEC_ZSTD, WY_CODEC_XZ };

// By the first bytes; false for what is none of these, and for deflate and Brotli, which have no mark.
WY_CHECKED bool wy_packed_codec(wy_bytes head, enum wy_codec *out);

// How an item that is a stream can be opened anew for random access.
struct wy_again {
    const struct wy_blob *packed;
    enum wy_codec codec;
    uint64_t size; // unpacked; UINT64_MAX where nothing tells
};

// What all decoders of a process share.
struct wy_decoders {
    const struct wy_limits *limits;
    struct wy_spool *spool; // for what can only be unpacked from front to back; NULL: none
    uint64_t windows;       // memory that live decoders hold: up to limits.windows
};

// Unpacks from front to back; close *out with wy_stream_close. Bounded by limits.item and limits.expansion; what comes
// before a break is given before the failure. `packed` is not owned; it and the decoders must outlive *out.
WY_CHECKED wy_err wy_unpack_stream(struct wy_stream *packed, enum wy_codec codec, struct wy_decoders *decoders,
                                   struct wy_stream **out, struct wy_diag *diag);
WY_CHECKED wy_err wy_again_stream(const struct wy_again *again, struct wy_decoders *decoders, struct wy_stream **out,
                                  struct wy_diag *diag);
