// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What an import can be given, recognised by content: a JSON document or a table, zip, tar, all but zip packed (gzip,
// xz, zstd, LZ4) or not, from a file or from a pipe, or a folder of files. Links in folders are not followed, names in
// archives are only told, never opened.
#include "knowledge/import_source.h"

#include "formats/archive/packed.h"
#include "formats/archive/tar.h"
#include "formats/archive/zip.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
    const struct wy_limits *limits;
    const struct wy_import_walker *out;
    struct wy_decoders decoders;
    uint64_t items;
};

enum { FOLDERS_MAX = 16 }; // levels

static bool ends_with_one(wy_str name, const wy_str *ends, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (wy_str_ends(name, ends[i]))
            return true;
    return false;
}

static bool is_record_name(wy_str name)
{
    static const wy_str ends[] = {WY_S_INIT(".json"), WY_S_INIT(".csv"), WY_S_INIT(".tsv")};
    return ends_with_one(name, ends, WY_COUNT(ends));
}

static bool is_archive_name(wy_str name)
{
    static const wy_str ends[] = {WY_S_INIT(".zip"), WY_S_INIT(".tar"), WY_S_INIT(".tgz"), WY_S_INIT(".gz"),
                                  WY_S_INIT(".zst"), WY_S_INIT(".txz"), WY_S_INIT(".xz"),  WY_S_INIT(".lz4")};
    return ends_with_one(name, ends, WY_COUNT(ends));
}

static void leave_archive(const struct walk *w, wy_str name)
{
    struct wy_diag why = {.offset = WY_NO_OFFSET};
    (void)wy_fail(&why, WY_UNSUPPORTED, WY_NO_OFFSET, "an archive within an archive is not read; give it by itself");
    w->out->broken(w->out->user, name, &why);
}

static wy_err count_item(struct walk *w, struct wy_diag *diag)
{
    if (++w->items > w->limits->items)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "more than %llu items in one source",
                       (unsigned long long)w->limits->items);
    return WY_OK;
}

static wy_err fill_tar(void *from, void *out, size_t n, struct wy_diag *diag)
{
    wy_err err = WY_OK;
    for (size_t got = 1, done = 0; err == WY_OK && done < n; done += got) {
        err = wy_tar_read(from, (uint8_t *)out + done, n - done, &got, diag);
        if (err == WY_OK && got == 0)
            err = wy_fail(diag, WY_TRUNCATED, WY_NO_OFFSET, "the archive ends within a document");
    }
    return err;
}

static wy_err walk_tar(struct walk *w, struct wy_stream *in, struct wy_diag *diag)
{
    struct wy_tar *tar = malloc(sizeof *tar);
    if (!tar)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read a tar archive");
    wy_tar_init(tar, in);
    struct wy_tar_entry e;
    wy_err err;
    while ((err = wy_tar_next(tar, &e, diag)) == WY_OK) {
        err = count_item(w, diag);
        if (!err && e.type == WY_TAR_FILE && is_archive_name(e.name))
            leave_archive(w, e.name);
        if (!err && e.type == WY_TAR_FILE && is_record_name(e.name))
            err = w->out->take(w->out->user, e.name, e.size, fill_tar, tar, diag);
        if (err)
            break;
    }
    free(tar);
    return err == WY_NOT_FOUND ? wy_stream_drain(in, w->limits->item, diag) : err;
}

static wy_err fill_stream(void *from, void *out, size_t n, struct wy_diag *diag)
{
    size_t got = 0;
    wy_err err = wy_stream_fill(from, out, n, &got, diag);
    return err || got == n ? err : wy_fail(diag, WY_TRUNCATED, got, "the document is shorter than its size says");
}

static wy_err walk_zip(struct walk *w, const struct wy_blob *blob, struct wy_diag *diag)
{
    struct wy_arena arena;
    struct wy_zip zip;
    wy_arena_init(&arena, (size_t)w->limits->arena);
    wy_err err = wy_zip_open(&zip, blob, WY_ZIP_STRICT, w->limits, &arena, diag);
    for (size_t i = 0; !err && i < zip.n; i++) {
        struct wy_zip_entry *e = &zip.entries[i];
        struct wy_stream *stream = NULL;
        err = count_item(w, diag);
        if (!err && is_archive_name(e->name))
            leave_archive(w, e->name);
        if (err || !is_record_name(e->name))
            continue;
        err = wy_zip_stream(&zip, e, &stream, diag);
        if (!err)
            err = w->out->take(w->out->user, e->name, e->size, fill_stream, stream, diag);
        wy_stream_close(stream);
    }
    wy_arena_fini(&arena);
    return err;
}

// One document whose size is not known before.
static wy_err walk_document(struct walk *w, struct wy_stream *in, wy_str name, struct wy_diag *diag)
{
    struct wy_arena arena;
    wy_bytes all;
    wy_arena_init(&arena, 0);
    wy_err err = wy_stream_all(in, (size_t)w->limits->whole_item, &arena, &all, diag);
    if (!err) {
        struct wy_memory_blob blob = wy_memory_blob(all);
        struct wy_blob_stream again = wy_blob_stream(&blob.blob);
        err = w->out->take(w->out->user, name, all.len, fill_stream, &again.stream, diag);
    }
    wy_arena_fini(&arena);
    return err;
}

// `packed`: it came out of a packing already.
static wy_err walk_stream(struct walk *w, struct wy_stream *in, wy_str name, bool packed, struct wy_diag *diag)
{
    uint8_t start[512];
    size_t n = 0;
    enum wy_codec codec;
    wy_err err = wy_stream_fill(in, start, sizeof start, &n, diag);
    if (err)
        return err;
    wy_bytes head = {start, n};
    struct wy_peek_stream whole = wy_peek_stream(in, head);
    if (wy_zip_looks_like(head))
        return wy_fail(diag, WY_UNSUPPORTED, 0, "a zip archive is read from its end: give it as a file, by itself");
    if (wy_tar_looks_like(head))
        return walk_tar(w, &whole.stream, diag);
    if (packed || !wy_packed_codec(head, &codec))
        return walk_document(w, &whole.stream, name, diag);
    struct wy_stream *plain = NULL;
    err = wy_unpack_stream(&whole.stream, codec, &w->decoders, &plain, diag);
    if (err)
        return err;
    err = walk_stream(w, plain, name, true, diag);
    wy_stream_close(plain);
    return err;
}

static wy_err walk_file(struct walk *w, int fd, wy_str name, struct wy_diag *diag)
{
    struct wy_fd_blob blob;
    uint8_t start[512] = {0};
    enum wy_codec codec;
    wy_err err = wy_fd_blob_init(&blob, fd, diag);
    if (err)
        return err;
    wy_bytes head = {start, (size_t)wy_min(blob.blob.size, sizeof start)};
    err = wy_blob_read(&blob.blob, 0, start, head.len, diag);
    if (err)
        return err;
    struct wy_blob_stream stream = wy_blob_stream(&blob.blob);
    if (wy_zip_looks_like(head))
        return walk_zip(w, &blob.blob, diag);
    if (wy_packed_codec(head, &codec) || wy_tar_looks_like(head))
        return walk_stream(w, &stream.stream, name, false, diag);
    return w->out->take(w->out->user, name, blob.blob.size, fill_stream, &stream.stream, diag);
}

static wy_err walk_pipe(struct walk *w, int fd, wy_str name, struct wy_diag *diag)
{
    struct wy_fd_stream stream = wy_fd_stream(fd, -1);
    (void)fcntl(fd, F_SETFL, 0); // wait for its data
    return walk_stream(w, &stream.stream, name, false, diag);
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static int not_hidden(const struct dirent *e) { return e->d_name[0] != '.'; }

static wy_err walk_at(struct walk *w, int at, const char *name, unsigned depth, struct wy_diag *diag);

static wy_err walk_folder(struct walk *w, int fd, unsigned depth, struct wy_diag *diag)
{
    struct dirent **list = NULL;
    if (depth >= FOLDERS_MAX)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "folders nested more than %d deep", FOLDERS_MAX);
    int n = scandirat(fd, ".", &list, not_hidden, by_name);
    if (n < 0)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be listed: %s", strerror(errno));
    wy_err err = WY_OK;
    for (int i = 0; i < n; i++) {
        struct wy_diag why = {.offset = WY_NO_OFFSET};
        if (!err)
            err = walk_at(w, fd, list[i]->d_name, depth + 1, &why);
        if (err && err != WY_NO_MEMORY && w->items <= w->limits->items) {
            w->out->broken(w->out->user, wy_str_c(list[i]->d_name), &why);
            err = WY_OK;
        } else if (err) {
            (void)wy_fail(diag, err, why.offset, "%s", why.text);
        }
        free(list[i]);
    }
    free(list);
    return err;
}

// Within a folder, what is no source by its name (a README) is passed over.
static bool wanted(wy_str name) { return is_record_name(name) || is_archive_name(name); }

static wy_err walk_at(struct walk *w, int at, const char *name, unsigned depth, struct wy_diag *diag)
{
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (depth ? O_NOFOLLOW : 0);
    int fd = openat(at, name, flags);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        if (depth && why == ELOOP) // a link
            return WY_OK;
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be opened: %s", strerror(why));
    }
    wy_err err = count_item(w, diag);
    if (!err && S_ISDIR(st.st_mode))
        err = walk_folder(w, fd, depth, diag);
    else if (!err && S_ISREG(st.st_mode) && (!depth || wanted(wy_str_c(name))))
        err = walk_file(w, fd, wy_str_c(name), diag);
    else if (!err && !depth && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
        err = walk_pipe(w, fd, wy_str_c(name), diag);
    else if (!err && !depth)
        err = wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "neither a file nor a folder nor a pipe");
    close(fd);
    return err;
}

wy_err wy_import_walk(const char *path, const struct wy_limits *limits, const struct wy_import_walker *walker,
                      struct wy_diag *diag)
{
    struct walk w = {.limits = limits, .out = walker, .decoders = {.limits = limits}};
    return walk_at(&w, AT_FDCWD, path, 0, diag);
}
