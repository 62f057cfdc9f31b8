// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// recheck and ask: rows of many cases, as text, CSV or JSON.
#include "scan/cases.h"
#include "api/session.h"

#include "core/json.h"
#include "core/lang.h"
#include "knowledge/knowledge.h"

static void write_rows(const struct wy_rows *rows, const char *const *names, const char *format, struct wy_buf *out)
{
    bool csv = strcmp(format, "csv") == 0, json = strcmp(format, "json") == 0;
    struct wy_json_writer w = wy_json_writer_init(out, 1);
    if (json)
        wy_json_open(&w, (wy_str){0}, '[');
    for (size_t i = 0; csv && i < WY_CASE_COLUMNS; i++)
        wy_buf_printf(out, "%s%s", names[i], i + 1 < WY_CASE_COLUMNS ? "," : "\n");
    for (WY_EACH(const struct wy_case_row, row, *rows)) {
        const wy_str *columns = row->columns;
        if (json)
            wy_json_open(&w, (wy_str){0}, '{');
        for (size_t c = 0; c < WY_CASE_COLUMNS; c++) {
            if (json)
                wy_json_put_str(&w, wy_str_c(names[c]), columns[c].len ? columns[c] : (wy_str){0});
            else if (csv)
                wy_buf_csv(out, columns[c]);
            else if (columns[c].len)
                wy_buf_printf(out, "%s%.*s", c == 0 ? "" : c == 1 ? ": " : " ", WY_ARG(columns[c]));
            if (csv && c + 1 < WY_CASE_COLUMNS)
                wy_buf_char(out, ',');
        }
        if (json)
            wy_json_close(&w, '}');
        else
            wy_buf_char(out, '\n');
    }
    if (json)
        wy_json_close(&w, ']');
}

// How many of each answer, by model: what a security team wants to read first.
static void write_counts(const struct wy_rows *rows, size_t column, struct wy_buf *out)
{
    static const char *const words[] = {"affected",    "possible", "cannot-tell", "fixed",        "not-affected",
                                        "not-present", "act-now",  "fix-soon",    "nothing-found"};
    wy_buf_char(out, '\n');
    for (size_t k = 0; k < WY_COUNT(words); k++) {
        size_t n = 0;
        for (WY_EACH(const struct wy_case_row, row, *rows))
            n += wy_str_eq(row->columns[column], wy_str_c(words[k]));
        if (n)
            wy_buf_printf(out, "%-14s %zu\n", words[k], n);
    }
}

static int run_cases(wary *w, const struct wy_cases_job *job, const char *const *cases, size_t n, const char *format,
                     int fd)
{
    struct wy_arena arena;
    struct wy_rows rows = {0};
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_buf out;
    wy_arena_init(&arena, 0);
    wy_buf_init(&out, (size_t)w->limits.report);
    wy_err err = wy_cases_run(job, cases, n, &arena, &rows, &diag);
    int code = err == WY_OK ? WARY_OK : wary_fail_diag(w, err, &diag);
    if (code == WARY_OK && rows.n == 0)
        code = wary_fail(w, WARY_NO_ANSWER, "%s", diag.text[0] ? diag.text : _("no case was found"));
    if (code == WARY_OK) {
        write_rows(&rows, job->asked.ptr ? wy_ask_columns : wy_recheck_columns, format, &out);
        if (strcmp(format, "terminal") == 0)
            write_counts(&rows, job->asked.ptr ? 5 : 4, &out);
        code = wary_write_buf(w, &out, fd);
    }
    if (code == WARY_OK && diag.code != WY_OK) // some path could not be read: the others were told
        code = wary_fail(w, WARY_NO_ANSWER, "%s", diag.text);
    wy_buf_fini(&out);
    wy_arena_fini(&arena);
    return code;
}

static int check_format(wary *w, const char *format)
{
    if (strcmp(format, "terminal") == 0 || strcmp(format, "csv") == 0 || strcmp(format, "json") == 0)
        return WARY_OK;
    return wary_fail(w, WARY_USAGE, _("format: \"%s\" is not one of terminal, json, csv"), format);
}

int wary_recheck(wary *w, const char *const *cases, size_t n, const char *format, int fd)
{
    struct wy_cases_job job = {.limits = &w->limits, .now = w->now, .sandbox = w->scan.sandbox};
    int code = check_format(w, format);
    if (code == WARY_OK)
        code = wary_session_knowledge(w, &job.knowledge);
    return code == WARY_OK ? run_cases(w, &job, cases, n, format, fd) : code;
}

int wary_ask(wary *w, const char *id, const char *const *cases, size_t n, const char *format, int fd)
{
    struct wy_cases_job job = {.limits = &w->limits, .now = w->now, .sandbox = w->scan.sandbox};
    int code = check_format(w, format);
    if (code == WARY_OK)
        code = wary_session_knowledge(w, &job.knowledge);
    if (code != WARY_OK)
        return code;
    job.asked = wy_str_c(id);
    job.flaw = wy_knowledge_find(job.knowledge, job.asked);
    bool known = job.flaw != NULL;
    for (WY_EACH(const struct wy_index, index, job.knowledge->indexes))
        known |= wy_index_find(index, job.asked, &(uint32_t){0}) != NULL;
    if (!known)
        return wary_fail(w, WARY_USAGE, _("\"%s\" is not an advisory that Wary knows; --knowledge brings more"), id);
    return run_cases(w, &job, cases, n, format, fd);
}
