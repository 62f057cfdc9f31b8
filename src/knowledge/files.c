// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Advisory files that the user names: one file, or a folder of them.
#include "core/stream.h"
#include "knowledge/knowledge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH = 2 };

struct walk {
    struct wy_knowledge *k;
    struct wy_diag *diag;
    size_t files, used;
};

static wy_err note_problem(struct wy_knowledge *k, wy_str file, const struct wy_diag *diag)
{
    struct wy_knowledge_problem *p = wy_rows_add(&k->problems, &k->arena, sizeof *p);
    if (!p)
        return WY_NO_MEMORY;
    *p = (struct wy_knowledge_problem){wy_arena_dup(&k->arena, file), wy_arena_dup(&k->arena, wy_str_c(diag->text)),
                                       diag->code};
    return WY_OK;
}

static wy_err add_open_file(struct wy_knowledge *k, int fd, wy_str name, struct wy_diag *diag)
{
    struct wy_fd_blob blob;
    struct wy_arena scratch;
    wy_bytes text;
    wy_err err = wy_fd_blob_init(&blob, fd, diag);
    if (err)
        return err;
    if (blob.blob.size > k->limits->whole_item)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "larger than one document may be (--limit whole_item)");
    wy_arena_init(&scratch, 0);
    err = wy_blob_view(&blob.blob, 0, (size_t)blob.blob.size, &scratch, &text, diag);
    if (err == WY_OK)
        err = wy_knowledge_add(k, text, name, diag);
    wy_arena_fini(&scratch);
    return err;
}

// An index is mapped, not read into memory; `name` has to be a path from here for that. Its check is made once for
// each process (40 MB take 7 ms, while a worker reads the phone): damage would read as "nothing is known".
static wy_err add_index(struct wy_knowledge *k, const char *path, struct wy_diag *diag)
{
    struct wy_index index = {0};
    wy_err err = wy_index_open(&index, path, diag);
    if (err)
        return err;
    err = wy_index_verify(&index, diag);
    if (err == WY_OK)
        err = wy_knowledge_add_index(k, &index, diag);
    if (err)
        wy_index_close(&index);
    return err;
}

static bool is_index(int fd)
{
    uint8_t head[8];
    return pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
           wy_index_looks_like((wy_bytes){head, sizeof head});
}

static void add_file(struct walk *w, int folder, const char *name)
{
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    wy_err err;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    w->files++;
    if (fd < 0) {
        err = wy_fail(&own, WY_IO, WY_NO_OFFSET, "cannot be opened: %s", strerror(errno));
    } else {
        err = folder == AT_FDCWD && is_index(fd) ? add_index(w->k, name, &own)
                                                 : add_open_file(w->k, fd, wy_str_c(name), &own);
        close(fd);
    }
    w->used += err == WY_OK;
    if (err && note_problem(w->k, wy_str_c(name), &own) != WY_OK)
        (void)wy_fail(w->diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
}

// Takes over fd.
static void add_folder(struct walk *w, int fd, int depth)
{
    DIR *d = fdopendir(fd);
    if (!d) {
        close(fd);
        return;
    }
    struct dirent *e;
    while ((e = readdir(d)) && w->files < w->k->limits->items) {
        struct stat st;
        if (e->d_name[0] == '.' || fstatat(dirfd(d), e->d_name, &st, 0) != 0)
            continue;
        if (S_ISREG(st.st_mode) && wy_str_ends(wy_str_c(e->d_name), WY_S(".json"))) {
            add_file(w, dirfd(d), e->d_name);
        } else if (S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH) {
            int sub = openat(dirfd(d), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (sub >= 0)
                add_folder(w, sub, depth + 1);
        }
    }
    closedir(d);
}

wy_err wy_knowledge_add_path(struct wy_knowledge *k, const char *path, struct wy_diag *diag)
{
    struct walk w = {.k = k, .diag = diag};
    struct stat st;
    if (stat(path, &st) != 0)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "%s: %s", path, strerror(errno));
    size_t before = k->problems.n;
    if (S_ISDIR(st.st_mode)) {
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            return wy_fail(diag, WY_IO, WY_NO_OFFSET, "%s: %s", path, strerror(errno));
        add_folder(&w, fd, 0);
    } else {
        add_file(&w, AT_FDCWD, path);
    }
    if (w.used)
        return WY_OK;
    if (k->problems.n == before)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "%s holds no advisories (*.json in CSAF, or an index)", path);
    const struct wy_knowledge_problem *p = (const struct wy_knowledge_problem *)k->problems.v + before;
    return wy_fail(diag, p->code, WY_NO_OFFSET, "%.*s: %.*s", WY_ARG(p->file), WY_ARG(p->reason));
}
