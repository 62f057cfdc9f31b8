// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "sources/open.h"

#include "core/arena.h"
#include "sources/adb.h"
#include "sources/container.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH_MAX = 40, PATH_BYTES_MAX = 4000 };

struct walk {
    const struct wy_open_callbacks *cb;
    uint64_t left; // files that may still be opened
    char path[PATH_BYTES_MAX + 300];
    struct wy_diag *diag;
};

static void tell(struct walk *w, const char *what, int error)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    (void)wy_fail(&diag, WY_IO, WY_NO_OFFSET, "%s: %s", what, strerror(error));
    w->cb->unopened(w->cb->user, wy_str_c(w->path), &diag);
}

static wy_err walk_folder(struct walk *w, int fd, size_t path_len, int depth);

static wy_err walk_entry(struct walk *w, int folder, const char *name, size_t path_len, int depth)
{
    // Symbolic links are not followed and devices not opened: a folder may come from a stranger.
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        if (errno != ELOOP)
            tell(w, "cannot be opened", errno);
        return WY_OK;
    }
    struct stat st;
    wy_err err = WY_OK;
    if (fstat(fd, &st) != 0) {
        tell(w, "cannot be examined", errno);
    } else if (S_ISDIR(st.st_mode)) {
        return walk_folder(w, fd, path_len, depth + 1); // takes fd
    } else if (S_ISREG(st.st_mode) && w->left > 0) {
        w->left--;
        err = w->cb->opened(w->cb->user, fd, WY_FEED_FILE, (wy_str){w->path, path_len}, w->diag);
    } else if (S_ISREG(st.st_mode)) {
        err = wy_fail(w->diag, WY_LIMIT, WY_NO_OFFSET,
                      "more files than --limit items= allows; the rest was not examined");
    }
    close(fd);
    return err;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    bool first = wy_goes_first(wy_str_c((*a)->d_name)), other = wy_goes_first(wy_str_c((*b)->d_name));
    return first != other ? (first ? -1 : 1) : strcmp((*a)->d_name, (*b)->d_name);
}

static int not_dots(const struct dirent *e) { return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0; }

// In the order of names behind boot metadata, so that the same folder gives the same evidence everywhere.
static wy_err walk_folder(struct walk *w, int fd, size_t path_len, int depth)
{
    struct dirent **entries = NULL;
    int n = depth > FOLDER_DEPTH_MAX ? -1 : scandirat(fd, ".", &entries, not_dots, by_name);
    if (n < 0)
        tell(w, depth > FOLDER_DEPTH_MAX ? "too deep a folder" : "cannot be listed", errno);
    wy_err err = WY_OK;
    for (int i = 0; i < n; i++) {
        size_t len = strlen(entries[i]->d_name), total = path_len + (path_len ? 1 : 0) + len;
        if (err == WY_OK && total <= PATH_BYTES_MAX) {
            if (path_len)
                w->path[path_len] = '/';
            memcpy(w->path + total - len, entries[i]->d_name, len + 1);
            err = walk_entry(w, fd, entries[i]->d_name, total, depth);
            w->path[path_len] = '\0';
        }
        free(entries[i]);
    }
    free(entries);
    close(fd);
    return err;
}

// A named pipe that nobody writes to yet would read as an empty file.
static void await_writer(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (poll(&p, 1, -1) < 0 && errno == EINTR)
        ;
}

static wy_err open_path(struct wy_target *target, const struct wy_limits *limits, const struct wy_open_callbacks *cb,
                        struct wy_diag *diag)
{
    int fd = open(target->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET,
                       "%s: no such file; for a phone on adb write adb:", target->name);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        wy_err err = wy_fail(diag, WY_IO, WY_NO_OFFSET, "%s: %s", target->name, strerror(errno));
        if (fd >= 0)
            close(fd);
        return err;
    }
    if (S_ISDIR(st.st_mode)) {
        target->folder = true;
        struct walk w = {.cb = cb, .left = limits->items, .diag = diag};
        return walk_folder(&w, fd, 0, 0);
    }
    bool regular = S_ISREG(st.st_mode) || S_ISBLK(st.st_mode);
    target->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    if (S_ISFIFO(st.st_mode))
        await_writer(fd);
    if (!regular)
        (void)fcntl(fd, F_SETFL, 0); // a pipe: wait for its data
    const char *slash = strrchr(target->name, '/');
    wy_str name = wy_str_c(slash && slash[1] ? slash + 1 : target->name);
    wy_err err = cb->opened(cb->user, fd, regular ? WY_FEED_FILE : WY_FEED_STREAM, name, diag);
    close(fd);
    return err;
}

wy_err wy_target_open(struct wy_target *target, const struct wy_limits *limits, const struct wy_open_callbacks *cb,
                      struct wy_diag *diag)
{
    wy_str name = wy_str_c(target->name);
    if (wy_str_eq(name, WY_S("-"))) {
        struct stat st;
        bool file = fstat(0, &st) == 0 && S_ISREG(st.st_mode) && lseek(0, 0, SEEK_CUR) == 0;
        return cb->opened(cb->user, 0, file ? WY_FEED_FILE : WY_FEED_STREAM, WY_S("standard input"), diag);
    }
    if (wy_str_starts(name, WY_S("adb:")))
        return wy_adb_open(wy_str_from(name, 4), limits, cb, diag);
    return open_path(target, limits, cb, diag);
}
