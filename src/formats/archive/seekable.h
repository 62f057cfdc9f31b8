// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Random access to what is packed as one stream: the image inside a deflated zip entry, a .tar.gz or an .lz4, without
// holding it in memory or on disk. The stream is unpacked from front to back; on the way the decoder's state is saved
// every few megabytes, and going back means unpacking on from the nearest saved state. What was asked for lately is
// kept. Memory is bounded whatever the stream's length: when the saved states become too many, every second one goes.
// Decoders whose state cannot be saved (Brotli, Zstandard, xz) unpack once into a temporary file where there is one,
// else anew from the beginning.
#pragma once

#include "formats/archive/packed.h"

struct wy_seekable;

// `again->packed` and the decoders must outlive *out. With an unknown size the blob's own is limits.item, and reads
// past the true end fail with WY_TRUNCATED; wy_seekable_measure finds the true one.
WY_CHECKED wy_err wy_seekable_open(const struct wy_again *again, struct wy_decoders *decoders, struct wy_seekable **out,
                                   struct wy_diag *diag);
const struct wy_blob *wy_seekable_blob(const struct wy_seekable *s);
// Unpacks to the end, once; the blob has the true size from then on.
WY_CHECKED wy_err wy_seekable_measure(struct wy_seekable *s, struct wy_diag *diag);
// Up to `cap` bytes from `offset`; *got is less only at the end, or before a failure.
WY_CHECKED wy_err wy_seekable_read(struct wy_seekable *s, uint64_t offset, void *out, size_t cap, size_t *got,
                                   struct wy_diag *diag);
void wy_seekable_free(struct wy_seekable *s); // NULL-safe
void wy_seekable_freep(struct wy_seekable **s);
