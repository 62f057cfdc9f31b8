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
    wy_json_close(w, '}');
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
    const char *reason = NULL;
    for (WY_EACH(struct wy_lint_not_run, n, report->not_run)) {
        if (!reason || strcmp(reason, n->reason)) {
            wy_buf_printf(buf, "%s  not run, %s: %s", reason ? "\n" : "", n->reason, n->test);
            reason = n->reason;
        } else {
            wy_buf_printf(buf, " %s", n->test);
        }
    }
    if (reason)
        wy_buf_char(buf, '\n');
}
