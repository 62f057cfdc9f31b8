// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Two ways to hostile bytes that do not fit in memory: a blob is random access (a file, a stored zip entry, a partition
// within an image), a stream is read once from front to back (an inflating zip entry, a socket). Parsers take one or
// the other and never know what is behind it.
#pragma once

#include "core/arena.h"
#include "core/error.h"

struct wy_blob {
    // Exactly n bytes from `offset`; WY_TRUNCATED when the blob ends before. May be called for any range.
    wy_err (*read)(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag);
    uint64_t size;
    const uint8_t *memory; // the whole content when it lies in memory anyway, else NULL
};

struct wy_stream {
    // Up to `cap` bytes; *got == 0 with WY_OK is the end. After a failure the stream gives nothing more.
    wy_err (*read)(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag);
    void (*close)(struct wy_stream *stream); // frees what the stream holds; may be NULL
    // Passes over n bytes without reading them, where that is cheaper; may be NULL. The end is noticed by the next
    // read.
    void (*skip)(struct wy_stream *stream, uint64_t n);
};

WY_CHECKED wy_err wy_blob_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag);
// n bytes as a slice: of the memory itself where there is one, else a copy in the arena. Check n against a limit first.
WY_CHECKED wy_err wy_blob_view(const struct wy_blob *blob, uint64_t offset, size_t n, struct wy_arena *arena,
                               wy_bytes *out, struct wy_diag *diag);
void wy_stream_close(struct wy_stream *stream); // NULL-safe
// Reads until `n` bytes or the end.
WY_CHECKED wy_err wy_stream_fill(struct wy_stream *stream, void *out, size_t n, size_t *got, struct wy_diag *diag);
// Reads on to the end, where checksums stand, but `max` bytes at most; what is read is given up.
WY_CHECKED wy_err wy_stream_drain(struct wy_stream *stream, uint64_t max, struct wy_diag *diag);
// Everything, into the arena; WY_LIMIT when it is longer than `max`.
WY_CHECKED wy_err wy_stream_all(struct wy_stream *stream, size_t max, struct wy_arena *arena, wy_bytes *out,
                                struct wy_diag *diag);

// The concrete ones. Each is storage for the caller; the first member is what parsers are given.
struct wy_memory_blob {
    struct wy_blob blob;
};
struct wy_memory_blob wy_memory_blob(wy_bytes bytes); // bytes must outlive it

struct wy_fd_blob {
    struct wy_blob blob;
    int fd; // not owned
};
WY_CHECKED wy_err wy_fd_blob_init(struct wy_fd_blob *out, int fd,
                                  struct wy_diag *diag); // a regular file or block device

struct wy_part_blob {
    struct wy_blob blob;
    const struct wy_blob *whole;
    uint64_t start;
};
// A window of a blob; cut to what the blob holds.
struct wy_part_blob wy_part_blob(const struct wy_blob *whole, uint64_t start, uint64_t size);

struct wy_blob_stream {
    struct wy_stream stream;
    const struct wy_blob *blob;
    uint64_t pos;
};
struct wy_blob_stream wy_blob_stream(const struct wy_blob *blob);

struct wy_fd_stream {
    struct wy_stream stream;
    int fd;              // not owned
    int timeout_ms;      // from the first read to the end of the stream; -1 = wait for ever
    int64_t deadline_ms; // monotonic, set by the first read
};
struct wy_fd_stream wy_fd_stream(int fd, int timeout_ms);

// A stream whose first bytes were looked at: gives them again, then the rest. The inner stream is not owned.
struct wy_peek_stream {
    struct wy_stream stream;
    struct wy_stream *inner;
    wy_bytes head; // what is still to be given again
};
struct wy_peek_stream wy_peek_stream(struct wy_stream *inner, wy_bytes head);

// Text lines of a stream. UTF-16 with a byte order mark (as PowerShell writes it) is turned into UTF-8 on the way.
struct wy_lines;
struct wy_line {
    wy_str text;     // without the line end; valid until the next call
    uint64_t number; // from 1
    uint64_t offset; // of its first byte in the (decoded) stream
    bool cut;        // longer than the maximum: this is its beginning, the rest was skipped
};
WY_CHECKED struct wy_lines *wy_lines_new(struct wy_stream *stream, size_t line_max); // stream is not owned
void wy_lines_free(struct wy_lines *lines);
// false at the end or on failure: then *err tells which.
WY_CHECKED bool wy_lines_next(struct wy_lines *lines, struct wy_line *out, wy_err *err, struct wy_diag *diag);
// Passes over lines that do not begin with one of the bytes marked in `wanted`, as far as they lie in the buffer: much
// cheaper than asking for each. The line that wy_lines_next gives after it may still be an unwanted one.
void wy_lines_skip(struct wy_lines *lines, const bool wanted[256]);

// An item: something named inside a target. The name is what the target wrote, so it is hostile text, and no file is
// ever opened or made under it.
struct wy_item {
    wy_str name;
    const struct wy_blob *blob;   // NULL when it can only be streamed
    struct wy_stream *stream;     // from the start; NULL when only the blob is there
    const struct wy_again *again; // how the stream can be opened anew for random access; NULL = it cannot
    uint64_t size;                // UINT64_MAX when unknown
    wy_bytes head;                // the first bytes, for recognition (up to WY_ITEM_HEAD)
    unsigned depth;               // how many containers it lies in
    bool second;                  // shown before: what was learnt about it since then is all that is still wanted
};
enum { WY_ITEM_HEAD = 4608 }; // beyond the 4 KiB that super partitions begin with
