// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/stream.h"

#include "core/buffer.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

wy_err wy_blob_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    if (n == 0)
        return WY_OK;
    if (offset > blob->size || n > blob->size - offset)
        return wy_fail(diag, WY_TRUNCATED, blob->size, "ends at %llu, %zu bytes were expected at %llu",
                       (unsigned long long)blob->size, n, (unsigned long long)offset);
    if (blob->memory) {
        memcpy(out, blob->memory + offset, n);
        return WY_OK;
    }
    return blob->read(blob, offset, out, n, diag);
}

wy_err wy_blob_view(const struct wy_blob *blob, uint64_t offset, size_t n, struct wy_arena *arena, wy_bytes *out,
                    struct wy_diag *diag)
{
    if (blob->memory && offset <= blob->size && n <= blob->size - offset) {
        *out = (wy_bytes){blob->memory + offset, n};
        return WY_OK;
    }
    if (offset > blob->size || n > blob->size - offset) // before memory is asked for: a lying length costs nothing
        return wy_blob_read(blob, offset, NULL, n ? n : 1, diag);
    uint8_t *copy = wy_arena_alloc(arena, n ? n : 1, 8);
    if (!copy)
        return wy_fail(diag, WY_NO_MEMORY, offset, "no memory for %zu bytes", n);
    wy_err err = wy_blob_read(blob, offset, copy, n, diag);
    if (err == WY_OK)
        *out = (wy_bytes){copy, n};
    return err;
}

void wy_stream_close(struct wy_stream *stream)
{
    if (stream && stream->close)
        stream->close(stream);
}

wy_err wy_stream_fill(struct wy_stream *stream, void *out, size_t n, size_t *got, struct wy_diag *diag)
{
    *got = 0;
    while (*got < n) {
        size_t part = 0;
        wy_err err = stream->read(stream, (char *)out + *got, n - *got, &part, diag);
        if (err != WY_OK)
            return err;
        if (part == 0)
            break;
        *got += part;
    }
    return WY_OK;
}

wy_err wy_stream_drain(struct wy_stream *stream, uint64_t max, struct wy_diag *diag)
{
    uint8_t scratch[16 * 1024];
    wy_err err = WY_OK;
    size_t got = 1;
    for (uint64_t all = 0; err == WY_OK && got && all < max; all += got)
        err = stream->read(stream, scratch, sizeof scratch, &got, diag);
    return err;
}

wy_err wy_stream_all(struct wy_stream *stream, size_t max, struct wy_arena *arena, wy_bytes *out, struct wy_diag *diag)
{
    struct wy_buf buf;
    wy_buf_init(&buf, max);
    wy_err err = WY_OK;
    for (size_t got = 1; got > 0 && err == WY_OK;) {
        size_t room = wy_min((size_t)256 * 1024, max - buf.len);
        char probe;
        char *to = room ? wy_buf_reserve(&buf, room) : &probe;
        if (!to) {
            err = wy_fail(diag, WY_NO_MEMORY, buf.len, "no memory to hold this item");
            break;
        }
        err = stream->read(stream, to, room ? room : 1, &got, diag);
        if (err == WY_OK && got && !room)
            err = wy_fail(diag, WY_LIMIT, max, "longer than %zu bytes", max);
        else if (err == WY_OK)
            buf.len += got;
    }
    wy_str copy = {0};
    if (err == WY_OK && !wy_arena_str(arena, wy_buf_str(&buf), &copy))
        err = wy_fail(diag, WY_NO_MEMORY, 0, "no memory for %zu bytes", buf.len);
    wy_buf_fini(&buf);
    if (err == WY_OK)
        *out = wy_str_bytes(copy);
    return err;
}

struct wy_memory_blob wy_memory_blob(wy_bytes bytes)
{
    // Reads never reach ->read: wy_blob_read serves them from memory.
    return (struct wy_memory_blob){{NULL, bytes.len, bytes.ptr ? bytes.ptr : (const uint8_t *)""}};
}

static wy_err fd_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    const struct wy_fd_blob *self = (const struct wy_fd_blob *)blob;
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(self->fd, (char *)out + done, n - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return wy_fail(diag, WY_IO, offset + done, "read: %s", strerror(errno));
        if (got == 0)
            return wy_fail(diag, WY_TRUNCATED, offset + done, "the file became shorter while it was read");
        done += (size_t)got;
    }
    return WY_OK;
}

wy_err wy_fd_blob_init(struct wy_fd_blob *out, int fd, struct wy_diag *diag)
{
    struct stat st;
    off_t end = -1;
    if (fstat(fd, &st) == 0)
        end = S_ISREG(st.st_mode) ? st.st_size : S_ISBLK(st.st_mode) ? lseek(fd, 0, SEEK_END) : -1;
    if (end < 0)
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "not a regular file");
    *out = (struct wy_fd_blob){{fd_read, (uint64_t)end, NULL}, fd};
    return WY_OK;
}

static wy_err part_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    const struct wy_part_blob *self = (const struct wy_part_blob *)blob;
    return wy_blob_read(self->whole, self->start + offset, out, n, diag);
}

struct wy_part_blob wy_part_blob(const struct wy_blob *whole, uint64_t start, uint64_t size)
{
    if (start > whole->size)
        start = whole->size;
    if (size > whole->size - start)
        size = whole->size - start;
    const uint8_t *memory = whole->memory ? whole->memory + start : NULL;
    return (struct wy_part_blob){{part_read, size, memory}, whole, start};
}

static wy_err blob_stream_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct wy_blob_stream *self = (struct wy_blob_stream *)stream;
    uint64_t left = self->blob->size - self->pos;
    size_t n = left < cap ? (size_t)left : cap;
    wy_err err = wy_blob_read(self->blob, self->pos, out, n, diag);
    *got = err == WY_OK ? n : 0;
    self->pos += *got;
    return err;
}

static void blob_stream_skip(struct wy_stream *stream, uint64_t n)
{
    struct wy_blob_stream *self = (struct wy_blob_stream *)stream;
    uint64_t left = self->blob->size - self->pos;
    self->pos += n < left ? n : left;
}

struct wy_blob_stream wy_blob_stream(const struct wy_blob *blob)
{
    return (struct wy_blob_stream){{blob_stream_read, NULL, blob_stream_skip}, blob, 0};
}

static int64_t monotonic_ms(void)
{
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 : 0;
}

static wy_err fd_stream_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct wy_fd_stream *self = (struct wy_fd_stream *)stream;
    *got = 0;
    if (self->deadline_ms == 0)
        self->deadline_ms = monotonic_ms() + self->timeout_ms;
    for (;;) {
        struct pollfd p = {.fd = self->fd, .events = POLLIN};
        int64_t left = self->deadline_ms - monotonic_ms();
        int ready = self->timeout_ms < 0 ? 1 : left <= 0 ? 0 : poll(&p, 1, (int)left);
        if (ready == 0)
            return wy_fail(diag, WY_IO, WY_NO_OFFSET, "not finished within %d seconds", self->timeout_ms / 1000);
        ssize_t n = ready < 0 ? -1 : read(self->fd, out, cap);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return wy_fail(diag, WY_IO, WY_NO_OFFSET, "read: %s", strerror(errno));
        *got = (size_t)n;
        return WY_OK;
    }
}

struct wy_fd_stream wy_fd_stream(int fd, int timeout_ms)
{
    return (struct wy_fd_stream){{.read = fd_stream_read}, fd, timeout_ms, 0};
}

static wy_err peek_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct wy_peek_stream *self = (struct wy_peek_stream *)stream;
    if (self->head.len == 0)
        return self->inner->read(self->inner, out, cap, got, diag);
    *got = wy_min(cap, self->head.len);
    memcpy(out, self->head.ptr, *got);
    self->head = wy_bytes_sub(self->head, *got, self->head.len);
    return WY_OK;
}

struct wy_peek_stream wy_peek_stream(struct wy_stream *inner, wy_bytes head)
{
    return (struct wy_peek_stream){{.read = peek_read}, inner, head};
}
