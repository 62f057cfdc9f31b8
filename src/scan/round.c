// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "scan/round.h"

#include "core/stream.h"
#include "evidence/codec.h"
#include "formats/archive/zip.h"
#include "knowledge/index/fleet.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH_MAX = 4, CASE_PATH_MAX = 4096 };

// In the worker.

// What people give for a case by mistake.
static wy_err refuse_others(wy_bytes text, struct wy_diag *diag)
{
    if (wy_index_looks_like(text))
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "an index of advisories, no case; --knowledge takes it");
    if (wy_fleet_looks_like(text))
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "a pack of cases; only `wary ask` takes it");
    if (wy_zip_looks_like(text))
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "an archive, no case; `wary collect` makes one of it");
    return WY_OK;
}

bool wy_round_next(struct wy_round_feed *feed, struct wy_round_case *out)
{
    if (!wy_feed_next(feed->fd, &out->item))
        return false;
    struct wy_arena arena;
    wy_bytes text;
    wy_arena_init(&arena, 0);
    out->name = (wy_str){out->item.name, out->item.name_len};
    out->diag = (struct wy_diag){.offset = WY_NO_OFFSET};
    wy_evidence_init(&out->ev, feed->limits);
    struct wy_fd_stream stream = wy_fd_stream(out->item.fd, -1);
    wy_err err = wy_stream_all(&stream.stream, (size_t)feed->limits->json, &arena, &text, &out->diag);
    if (err == WY_OK)
        err = refuse_others(text, &out->diag);
    if (err == WY_OK)
        err = wy_evidence_decode(&out->ev, text, &out->diag);
    if (err == WY_NO_MEMORY) {
        wy_diag_clear(&out->diag);
        err = wy_limits_memory(feed->limits, err, &out->diag);
    }
    out->diag.code = err;
    wy_arena_fini(&arena);
    return true;
}

void wy_round_case_fini(struct wy_round_case *c)
{
    close(c->item.fd);
    wy_evidence_fini(&c->ev);
}

static int run_worker(int feed, int out, void *user)
{
    const struct wy_round_job *job = user;
    struct wy_round_feed cases = {feed, job->limits};
    struct wy_buf all;
    wy_buf_init(&all, (size_t)job->limits->evidence);
    bool ok = job->work(job->user, &cases, &all) && all.err == WY_OK && wy_worker_give(out, wy_buf_str(&all));
    wy_buf_fini(&all);
    return ok ? 0 : 1;
}

// In the parent.

struct feeding {
    struct wy_worker workers[WY_ROUND_WORKERS];
    struct wy_round *round;
    wy_err err; // of a worker that takes no more: the answer would have holes, and waiting again takes as long
    struct wy_diag refused;
};

// Links in folders are not followed: a case would count twice, or for ever.
static void feed_path(struct feeding *f, const char *path, int depth)
{
    struct wy_round *r = f->round;
    if (f->err != WY_OK)
        return;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (depth ? O_NOFOLLOW : 0));
    struct stat st;
    if (fd < 0 && depth && errno == ELOOP)
        return;
    if (fd < 0 || fstat(fd, &st) != 0) {
        (void)wy_fail(&r->diag, WY_IO, WY_NO_OFFSET, "%s: %s", path, strerror(errno));
    } else if (S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH_MAX) {
        struct dirent **entries = NULL;
        int n = scandir(path, &entries, NULL, alphasort);
        for (int i = 0; i < n; i++) {
            char below[CASE_PATH_MAX];
            if (entries[i]->d_name[0] != '.' &&
                snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name) < (int)sizeof below)
                feed_path(f, below, depth + 1);
            free(entries[i]);
        }
        free(entries);
    } else if (S_ISDIR(st.st_mode)) {
        (void)wy_fail(&r->diag, WY_LIMIT, WY_NO_OFFSET, "%s: folders are read %d deep; give it by itself", path,
                      FOLDER_DEPTH_MAX);
    } else if (S_ISREG(st.st_mode)) {
        f->err = wy_feed_send(&f->workers[r->cases % r->workers], fd, 0, wy_str_c(path), &f->refused);
        r->cases += f->err == WY_OK;
    }
    if (fd >= 0)
        close(fd);
}

static wy_err start_workers(struct feeding *f, const struct wy_round_job *job)
{
    struct wy_round *r = f->round;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t want = processors < 1 ? 1 : processors > WY_ROUND_WORKERS ? WY_ROUND_WORKERS : (size_t)processors;
    for (r->workers = 0; r->workers < want; r->workers++) {
        wy_err err = wy_worker_start(&f->workers[r->workers], job->sandbox, job->limits, run_worker,
                                     (void *)(uintptr_t)job, &r->diag);
        if (err != WY_OK)
            return err;
    }
    return WY_OK;
}

static wy_err finish_workers(struct feeding *f)
{
    struct wy_round *r = f->round;
    // One that has ended may still say why; for one that stands still nobody waits again.
    wy_err err = f->err == WY_CANCELLED ? f->err : WY_OK;
    struct wy_diag why = f->refused;
    if (err == WY_OK)
        wy_diag_clear(&why);
    for (size_t i = 0; i < r->workers; i++) // every worker learns that nothing more comes before one is waited for
        close(f->workers[i].feed), f->workers[i].feed = -1;
    for (size_t i = 0; i < r->workers; i++) {
        if (err != WY_OK) // nobody reads what the others would say
            (void)kill(f->workers[i].pid, SIGKILL);
        wy_err one = wy_worker_finish(&f->workers[i], &r->results[i], &why);
        err = err == WY_OK ? one : err;
    }
    if (err == WY_OK && f->err != WY_OK)
        why = f->refused;
    err = err == WY_OK ? f->err : err;
    if (err != WY_OK)
        r->diag = why;
    return err;
}

wy_err wy_round_run(const struct wy_round_job *job, const char *const *paths, size_t n, struct wy_round *out)
{
    struct feeding f = {.round = out, .refused = {.offset = WY_NO_OFFSET}};
    *out = (struct wy_round){.diag = {.offset = WY_NO_OFFSET}};
    for (size_t i = 0; i < WY_ROUND_WORKERS; i++)
        wy_buf_init(&out->results[i], (size_t)job->limits->evidence);
    wy_err err = start_workers(&f, job);
    for (size_t i = 0; i < n && err == WY_OK; i++)
        feed_path(&f, paths[i], 0);
    wy_err finished = finish_workers(&f);
    return err == WY_OK ? finished : err;
}

void wy_round_fini(struct wy_round *round)
{
    for (size_t i = 0; i < WY_ROUND_WORKERS; i++)
        wy_buf_fini(&round->results[i]);
}
