// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/lint.h"

#include "core/json.h"
#include "core/stream.h"
#include "sandbox/worker.h"

#include <unistd.h>

wy_err wy_lint_unreadable(struct wy_arena *arena, const char *why, struct wy_lint_report *out)
{
    *out = (struct wy_lint_report){.valid = false};
    struct wy_lint_failure *f = wy_rows_add(&out->failed, arena, sizeof *f);
    if (!f)
        return WY_NO_MEMORY;
    *f = (struct wy_lint_failure){"schema", WY_S(""), wy_arena_printf(arena, "the file cannot be read: %s", why)};
    return f->message.ptr ? WY_OK : WY_NO_MEMORY;
}

// A document of many small values takes forty times its size, so it is weighed before it is parsed.
static wy_err read_document(const struct wy_limits *limits, int fd, struct wy_arena *arena, wy_bytes *text,
                            struct wy_diag *diag)
{
    struct wy_fd_stream s = wy_fd_stream(fd, -1);
    size_t max = (size_t)wy_min(limits->json, limits->csaf / 2);
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    wy_err err = wy_stream_all(&s.stream, max, arena, text, &own);
    if (err && err != WY_LIMIT)
        return wy_fail(diag, err, own.offset, "%s", own.text);
    if (err)
        return wy_fail(diag, err, max, "longer than %zu bytes (--limit json and --limit csaf)", max);
    uint64_t weight = text->len + wy_json_weight(*text);
    if (weight <= limits->csaf)
        return WY_OK;
    return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET,
                   "checking it takes about %llu MiB of memory (--limit csaf=%llu allows it)",
                   (unsigned long long)(weight >> 20), (unsigned long long)(weight * 2));
}

static wy_err lint_item(const struct wy_lint_job *job, int fd, struct wy_arena *arena, struct wy_lint_report *report)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_linter *linter = wy_linter_new();
    wy_bytes text;
    wy_err err = linter ? read_document(job->limits, fd, arena, &text, &diag) : WY_NO_MEMORY;
    if (err == WY_OK)
        err = wy_csaf_lint(linter, text, job->now, arena, report, &diag);
    const char *why =
        err == WY_NO_MEMORY ? "checking it takes more memory than --limit csaf= and --limit memory= allow" : diag.text;
    if (err != WY_OK) // what is left of the arena is enough for that
        err = wy_lint_unreadable(arena, why[0] ? why : wy_err_name(err), report);
    wy_linter_free(linter);
    return err;
}

// In the worker: one document in, its report as JSON out.
static int lint_fed(int feed, int out, void *user)
{
    const struct wy_lint_job *job = user;
    struct wy_feed_item fed;
    struct wy_lint_report report = {0};
    struct wy_arena arena;
    struct wy_buf buf;
    if (!wy_feed_next(feed, &fed))
        return 1;
    wy_arena_init(&arena, (size_t)job->limits->csaf);
    wy_buf_init(&buf, (size_t)job->limits->evidence);
    bool ok = lint_item(job, fed.fd, &arena, &report) == WY_OK;
    if (ok) {
        struct wy_json_writer w = wy_json_writer_init(&buf, 0);
        wy_lint_write_json(&w, WY_S(""), &report);
        ok = buf.err == WY_OK && wy_worker_give(out, wy_buf_str(&buf));
    }
    wy_buf_fini(&buf);
    wy_arena_fini(&arena);
    close(fed.fd);
    return ok ? 0 : 1;
}

wy_err wy_lint_confined(const struct wy_lint_job *job, int fd, struct wy_arena *arena, struct wy_lint_report *out,
                        struct wy_diag *diag)
{
    struct wy_worker worker;
    struct wy_buf result;
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    wy_err err = wy_worker_start(&worker, job->sandbox, job->limits, lint_fed, (void *)(uintptr_t)job, diag);
    if (err != WY_OK)
        return err;
    wy_err fed = wy_feed_send(&worker, fd, 0, WY_S("document"), &own);
    close(worker.feed);
    worker.feed = -1;
    wy_buf_init(&result, (size_t)job->limits->evidence);
    err = wy_worker_finish(&worker, &result, &own);
    if (err == WY_DENIED)
        (void)wy_fail(diag, err, WY_NO_OFFSET, "%s", own.text);
    else if (err == WY_OK && fed == WY_OK)
        err = wy_lint_read_json(wy_str_bytes(wy_buf_str(&result)), arena, out, &own);
    wy_buf_fini(&result);
    if (err == WY_OK || err == WY_DENIED || err == WY_NO_MEMORY)
        return err;
    return wy_lint_unreadable(arena, own.text, out);
}
