// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// tar as a stream (POSIX.1-2001 ustar and pax, GNU long names): entry after entry from front to back. Names are hostile
// text and never used as paths. Not read: sparse files, multi-volume archives; links are shown as empty entries of
// their type.
#pragma once

#include "core/stream.h"

enum { WY_TAR_NAME_MAX = 4096, WY_TAR_BUFFER = 256 * 1024 };

enum wy_tar_type { WY_TAR_FILE, WY_TAR_FOLDER, WY_TAR_OTHER };

struct wy_tar_entry {
    wy_str name; // valid until the next call
    uint64_t size;
    enum wy_tar_type type;
    uint64_t offset; // of the header in the stream; the content begins at the archive's .offset
};

struct wy_tar {
    struct wy_stream *in; // not owned
    uint64_t offset;      // of the next byte that is taken from the stream
    uint64_t left;        // content of the current entry not yet read
    unsigned padding;
    char name[WY_TAR_NAME_MAX];
    bool ended;
    bool jumped; // the last entry was passed over without reading it
    size_t pos, fill;
    uint8_t buffer[WY_TAR_BUFFER];
};

// True where `head` (512 bytes or more) begins with a tar header whose checksum holds.
bool wy_tar_looks_like(wy_bytes head);
// `tar` is large: keep it on the heap or in an arena.
void wy_tar_init(struct wy_tar *tar, struct wy_stream *in);
// The next entry; skips what is left of the one before. WY_NOT_FOUND (without words in diag) at the end.
WY_CHECKED wy_err wy_tar_next(struct wy_tar *tar, struct wy_tar_entry *out, struct wy_diag *diag);
// Up to n bytes of the entry's content; *got == 0 at its end.
WY_CHECKED wy_err wy_tar_read(struct wy_tar *tar, void *out, size_t n, size_t *got, struct wy_diag *diag);
