// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The linter's results as JSON and as text of 80 columns.
#include "knowledge/lint/lint.h"

#include <string.h>

enum { COLUMNS = 80, INDENT = 4 };

void wy_lint_write_json(struct wy_json_writer *w, wy_str file, const struct wy_lint_report *report)
{
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("file"), file);
    if (report->version)
        wy_json_put_str(w, WY_S("csaf_version"), wy_str_c(report->version));
    wy_json_put_bool(w, WY_S("valid"), report->valid);
    wy_json_open(w, WY_S("failed"), '[');
    for (WY_EACH(struct wy_lint_failure, f, report->failed)) {
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("test"), wy_str_c(f->test));
        wy_json_put_str(w, WY_S("path"), f->path);
        wy_json_put_str(w, WY_S("message"), f->message);
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("not_run"), '[');
    for (WY_EACH(struct wy_lint_not_run, n, report->not_run))
        wy_json_put_str(w, (wy_str){0}, wy_str_c(n->test));
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("why_not_run"), '{');
    for (WY_EACH(struct wy_lint_not_run, n, report->not_run))
        wy_json_put_str(w, wy_str_c(n->test), wy_str_c(n->reason));
    wy_json_close(w, '}');
    wy_json_close(w, '}');
}

// The id of a test that there is, as our own text; NULL for any other.
static const char *known_test(wy_str id)
{
    static const char *const others[] = {"schema", "limit"};
    struct wy_lint_test test;
    for (size_t i = 0; wy_lint_test_at(i, &test); i++)
        if (wy_str_eq(id, wy_str_c(test.id)))
            return test.id;
    for (size_t i = 0; i < WY_COUNT(others); i++)
        if (wy_str_eq(id, wy_str_c(others[i])))
            return others[i];
    return NULL;
}

static bool read_failure(const struct wy_json *row, struct wy_arena *arena, struct wy_lint_report *out)
{
    const char *test = known_test(wy_json_get_str(row, WY_S("test")));
    struct wy_lint_failure *f = test ? wy_rows_add(&out->failed, arena, sizeof *f) : NULL;
    if (!f)
        return false;
    *f = (struct wy_lint_failure){test, wy_arena_dup(arena, wy_json_get_str(row, WY_S("path"))),
                                  wy_arena_dup(arena, wy_json_get_str(row, WY_S("message")))};
    return f->path.ptr && f->message.ptr;
}

static bool read_not_run(const struct wy_json *row, struct wy_arena *arena, struct wy_lint_report *out)
{
    const char *test = known_test(row->key);
    struct wy_lint_not_run *n = test ? wy_rows_add(&out->not_run, arena, sizeof *n) : NULL;
    if (!n)
        return false;
    *n = (struct wy_lint_not_run){test, wy_arena_cstr(arena, wy_json_str(row))};
    return n->reason != NULL;
}

wy_err wy_lint_read_json(wy_bytes json, struct wy_arena *arena, struct wy_lint_report *out, struct wy_diag *diag)
{
    static const char *const versions[] = {"2.0", "2.1"};
    struct wy_arena scratch;
    const struct wy_json *root;
    *out = (struct wy_lint_report){0};
    wy_arena_init(&scratch, arena->limit);
    wy_err err = wy_json_parse(NULL, json, 8, &scratch, &root, diag);
    if (err == WY_OK) {
        wy_str version = wy_json_get_str(root, WY_S("csaf_version"));
        const struct wy_json *valid = wy_json_get(root, WY_S("valid"));
        for (size_t i = 0; i < WY_COUNT(versions); i++)
            if (wy_str_eq(version, wy_str_c(versions[i])))
                out->version = versions[i];
        out->valid = valid && valid->type == WY_JSON_BOOL && valid->boolean;
        bool fine = true;
        for (WY_JSON_EACH(row, wy_json_get(root, WY_S("failed"))))
            fine = fine && read_failure(row, arena, out);
        for (WY_JSON_EACH(row, wy_json_get(root, WY_S("why_not_run"))))
            fine = fine && read_not_run(row, arena, out);
        if (!fine)
            err = wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "the report of the worker cannot be read");
    }
    wy_arena_fini(&scratch);
    return err;
}

// Words, broken so that no line passes the last column; a longer word stands alone.
static void put_wrapped(struct wy_buf *buf, wy_str text, size_t indent)
{
    size_t column = 0;
    for (wy_str word; wy_str_next_word(&text, &word);) {
        size_t width = 0;
        for (size_t i = 0; i < word.len; i++)
            width += ((unsigned char)word.ptr[i] & 0xc0) != 0x80;
        if (column && column + 1 + width > COLUMNS) {
            wy_buf_char(buf, '\n');
            column = 0;
        }
        if (column == 0)
            wy_buf_repeat(buf, ' ', indent);
        else
            wy_buf_char(buf, ' ');
        wy_buf_term(buf, word);
        column = (column ? column + 1 : indent) + width;
    }
    wy_buf_char(buf, '\n');
}

enum { NAMED_MAX = 40 }; // tests that did not run for one reason: beyond, their number says as much

static void put_not_run(struct wy_buf *buf, const struct wy_lint_report *report)
{
    const struct wy_lint_not_run *all = report->not_run.v;
    for (size_t i = 0, n; i < report->not_run.n; i += n) {
        for (n = 1; i + n < report->not_run.n && strcmp(all[i].reason, all[i + n].reason) == 0;)
            n++;
        wy_buf_addc(buf, "  not run, ");
        wy_buf_term(buf, wy_str_c(all[i].reason));
        if (n > NAMED_MAX)
            wy_buf_printf(buf, ": %zu tests", n);
        for (size_t k = 0; n <= NAMED_MAX && k < n; k++)
            wy_buf_printf(buf, "%s %s", k ? "" : ":", all[i + k].test);
        wy_buf_char(buf, '\n');
    }
}

void wy_lint_write_text(struct wy_buf *buf, wy_str file, const struct wy_lint_report *report)
{
    static const char *const levels[] = {"error", "warning", "note"};
    size_t count[WY_COUNT(levels)] = {0};
    for (WY_EACH(struct wy_lint_failure, f, report->failed))
        count[wy_lint_level(f->test)]++;
    wy_buf_term(buf, file);
    wy_buf_printf(buf, ": %s", report->valid ? "valid" : "not valid");
    if (report->version)
        wy_buf_printf(buf, " CSAF %s", report->version);
    wy_buf_printf(buf, " (errors: %zu, warnings: %zu, notes: %zu)\n", count[0], count[1], count[2]);
    for (WY_EACH(struct wy_lint_failure, f, report->failed)) {
        wy_buf_printf(buf, "  %s %s ", levels[wy_lint_level(f->test)], f->test);
        wy_buf_term(buf, f->path.len ? f->path : WY_S("/"));
        wy_buf_char(buf, '\n');
        put_wrapped(buf, f->message, INDENT);
    }
    put_not_run(buf, report);
}
