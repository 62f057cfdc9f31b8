// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing and checking CSAF documents behind the public API.
#include "knowledge/lint/lint.h"
#include "api/session.h"
#include "core/lang.h"
#include "scan/lint.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

// One file at a time: its report lives in `arena` until the next.
struct linting {
    wary *w;
    struct wy_lint_job job;
    struct wy_arena arena;
    struct wy_buf buf;
    struct wy_json_writer json;
    bool as_json;
    size_t not_valid;
};

static wy_err lint_file(struct linting *l, const char *path, struct wy_diag *diag)
{
    struct wy_lint_report report;
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    wy_err err = fd >= 0 ? wy_lint_confined(&l->job, fd, &l->arena, &report, diag)
                         : wy_lint_unreadable(&l->arena, strerror(errno), &report);
    if (fd >= 0)
        close(fd);
    if (err)
        return err;
    l->not_valid += !report.valid;
    if (l->as_json)
        wy_lint_write_json(&l->json, wy_str_c(path), &report);
    else
        wy_lint_write_text(&l->buf, wy_str_c(path), &report);
    return WY_OK;
}

static int lint_files(struct linting *l, const char *const *files, size_t n, int fd)
{
    struct wy_diag diag = {0};
    wy_err err = WY_OK;
    l->json = wy_json_writer_init(&l->buf, 2);
    if (l->as_json)
        wy_json_open(&l->json, (wy_str){0}, '[');
    for (size_t i = 0; i < n && !err; i++) {
        wy_arena_init(&l->arena, (size_t)l->w->limits.evidence * 8); // a tree takes a few times its text
        err = lint_file(l, files[i], &diag);
        wy_arena_fini(&l->arena);
    }
    if (l->as_json)
        wy_json_close(&l->json, ']');
    if (l->as_json)
        wy_buf_char(&l->buf, '\n');
    return err ? wary_fail_diag(l->w, err, &diag) : wary_write_buf(l->w, &l->buf, fd);
}

int wary_advisories_lint(wary *w, const char *const *files, size_t n, const char *format, int fd, size_t *not_valid)
{
    bool json = strcmp(format, "json") == 0;
    if (!json && strcmp(format, "terminal") != 0)
        return wary_fail(w, WARY_USAGE, _("the results of lint come as terminal or json, not as \"%s\""), format);
    struct linting l = {.w = w, .job = {&w->limits, w->now, w->scan.sandbox}, .as_json = json};
    wy_buf_init(&l.buf, (size_t)w->limits.report);
    int code = lint_files(&l, files, n, fd);
    if (not_valid)
        *not_valid = l.not_valid;
    wy_buf_fini(&l.buf);
    return code;
}

// A draft that the linter would refuse is not written: an answer has the wrong form.
static int check_new(wary *w, wy_str text)
{
    struct wy_arena arena;
    struct wy_lint_report report;
    struct wy_diag diag = {0};
    struct wy_linter *linter = wy_linter_new();
    int code = WARY_OK;
    wy_arena_init(&arena, (size_t)w->limits.arena);
    if (!linter || wy_csaf_lint(linter, wy_str_bytes(text), w->now, &arena, &report, &diag) != WY_OK)
        code = wary_fail(w, WARY_INTERNAL, _("out of memory"));
    else if (!report.valid)
        for (WY_EACH(const struct wy_lint_failure, f, report.failed))
            if (code == WARY_OK && wy_lint_level(f->test) == WY_LINT_ERROR)
                code = wary_fail(w, WARY_USAGE, _("this answer does not fit: %.*s: %.*s"), WY_ARG(f->path),
                                 WY_ARG(f->message));
    wy_linter_free(linter);
    wy_arena_fini(&arena);
    return code;
}

int wary_advisories_new(wary *w, const char *const *answers, size_t n, int fd)
{
    struct wy_csaf_answers a = {.now = w->now};
    for (size_t i = 0; i < n; i++) {
        wy_str text = wy_str_c(answers[i]);
        size_t equals = wy_str_find_char(text, '=');
        if (equals == WY_NPOS ||
            wy_csaf_answer(&a, wy_str_sub(text, 0, equals), wy_str_from(text, equals + 1)) != WY_OK)
            return wary_fail(w, WARY_USAGE, _("\"%s\" is no answer; write NAME=VALUE with a name that --help lists"),
                             answers[i]);
    }
    struct wy_buf buf;
    struct wy_diag diag = {0};
    wy_buf_init(&buf, (size_t)w->limits.report);
    wy_err err = wy_csaf_new(&a, &buf, &diag);
    int code = err ? wary_fail(w, WARY_USAGE, "%s", diag.text) : check_new(w, wy_buf_str(&buf));
    code = code == WARY_OK ? wary_write_buf(w, &buf, fd) : code;
    wy_buf_fini(&buf);
    return code;
}
