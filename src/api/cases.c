// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// recheck and ask: a row for each case, or how many of each answer there are of each model, as text, CSV or JSON, with
// the age of what was known at the end. Rows are written as they come.
#include "scan/cases.h"
#include "api/session.h"

#include "core/json.h"
#include "core/lang.h"
#include "core/map.h"
#include "knowledge/knowledge.h"
#include "reports/report.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 6, CELL_MAX = 200, COLUMN_MAKER = 1, COLUMN_MODEL = 2, FLUSH_AT = 1 << 20 };

// The answers that are counted, worst first: of ask and of recheck.
static const char *const ask_words[WORDS] = {"affected", "possible",     "cannot-tell",
                                             "fixed",    "not-affected", "not-present"};
static const char *const recheck_words[WORDS] = {"act-now", "fix-soon", "cannot-tell", "nothing-found", NULL, NULL};

struct model {
    wy_str maker, model;
    size_t count[WORDS];
};

struct table {
    wary *w;
    int fd, code; // the first failure of writing
    bool csv, json, rows;
    const char *const *names, *const *words;
    size_t column;  // of the answer
    size_t columns; // of CSV, behind that of the record
    struct wy_buf out;
    struct wy_json_writer json_out;
    struct wy_arena arena;
    struct wy_map by_model;
    struct wy_rows models; // struct model *
    size_t cases, total[WORDS];
    bool no_memory;
};

static void flush(struct table *t, size_t at)
{
    if (t->out.len < at || t->code != WARY_OK)
        return;
    t->code = wary_write_buf(t->w, &t->out, t->fd);
    wy_buf_clear(&t->out);
}

// Of a text: a version of a kilobyte is for programs, which get it whole.
static void put_cell(struct table *t, const char **before, wy_str cell, bool first)
{
    wy_str shown = wy_str_sub(cell, 0, first ? cell.len : CELL_MAX);
    shown = wy_str_sub(shown, 0, wy_utf8_valid_prefix(wy_str_bytes(shown)));
    wy_buf_printf(&t->out, "%s%.*s%s", *before, WY_ARG(shown), shown.len < cell.len ? "..." : "");
    *before = first ? ": " : " ";
}

static void put_row(struct table *t, const char *record, const char *const *names, const wy_str *columns, size_t n)
{
    if (t->csv)
        wy_buf_printf(&t->out, "%s,", record);
    if (t->json)
        wy_json_open(&t->json_out, (wy_str){0}, '{');
    const char *before = "";
    for (size_t c = 0; c < n; c++) {
        if (t->json)
            wy_json_put_str(&t->json_out, wy_str_c(names[c]), columns[c].len ? columns[c] : (wy_str){0});
        else if (t->csv)
            wy_buf_csv(&t->out, columns[c]);
        else if (columns[c].len)
            put_cell(t, &before, columns[c], c == 0);
        if (t->csv && c + 1 < n)
            wy_buf_char(&t->out, ',');
    }
    if (t->json)
        wy_json_close(&t->json_out, '}');
    else
        wy_buf_char(&t->out, '\n');
    flush(t, FLUSH_AT);
}

static struct model *model_of(struct table *t, wy_str maker, wy_str name)
{
    char text[512];
    int n = snprintf(text, sizeof text, "%.*s\t%.*s", (int)wy_min(maker.len, 200), maker.ptr ? maker.ptr : "",
                     (int)wy_min(name.len, 200), name.ptr ? name.ptr : "");
    struct model *m = wy_map_get(&t->by_model, (wy_str){text, (size_t)n});
    if (m)
        return m;
    wy_str key = wy_arena_dup(&t->arena, (wy_str){text, (size_t)n});
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&t->by_model, key) : NULL;
    struct model **row = slot ? wy_rows_add(&t->models, &t->arena, sizeof *row) : NULL;
    if (!row)
        return NULL;
    *row = slot->value = wy_new(&t->arena, struct model, 1);
    if (*row)
        **row = (struct model){.maker = wy_arena_dup(&t->arena, maker), .model = wy_arena_dup(&t->arena, name)};
    return *row;
}

static void take_row(void *user, const wy_str columns[WY_CASE_COLUMNS], size_t cases)
{
    struct table *t = user;
    struct model *m = model_of(t, columns[COLUMN_MAKER], columns[COLUMN_MODEL]);
    t->no_memory |= !m;
    t->cases += cases;
    for (size_t k = 0; m && k < WORDS && t->words[k]; k++)
        if (wy_str_eq(columns[t->column], wy_str_c(t->words[k]))) {
            m->count[k] += cases;
            t->total[k] += cases;
            break;
        }
    if (t->rows && columns[0].ptr)
        put_row(t, "case", t->names, columns, WY_CASE_COLUMNS);
}

static int worst_first(const void *x, const void *y)
{
    const struct model *a = *(const struct model *const *)x, *b = *(const struct model *const *)y;
    for (size_t k = 0; k < WORDS; k++)
        if (a->count[k] != b->count[k])
            return a->count[k] > b->count[k] ? -1 : 1;
    int d = wy_str_cmp(a->maker, b->maker);
    return d ? d : wy_str_cmp(a->model, b->model);
}

static void put_model(struct table *t, const struct model *m)
{
    wy_buf_printf(&t->out, "%.*s%s%.*s:", WY_ARG(m->maker), m->maker.len && m->model.len ? " " : "", WY_ARG(m->model));
    const char *before = " ";
    if (!m->maker.len && !m->model.len)
        t->out.len--, wy_buf_printf(&t->out, "%s:", _("model not known"));
    for (size_t k = 0; k < WORDS && t->words[k]; k++) {
        if (!m->count[k])
            continue;
        wy_buf_printf(&t->out, "%s%zu %s", before, m->count[k], t->words[k]);
        before = ", ";
    }
    wy_buf_char(&t->out, '\n');
}

// The names of columns are for scripts, so they are not translated.
static void put_header(struct table *t, const char *const *names, size_t n)
{
    wy_buf_addc(&t->out, "record");
    for (size_t i = 0; i < n; i++)
        wy_buf_printf(&t->out, ",%s", names[i]);
    wy_buf_char(&t->out, '\n');
    t->columns = n;
}

// Models with their counts as rows of the chosen format.
static void put_models(struct table *t)
{
    const char *names[2 + WORDS] = {"maker", "model"};
    size_t n = 2;
    for (; n < 2 + WORDS && t->words[n - 2]; n++)
        names[n] = t->words[n - 2];
    if (t->csv)
        put_header(t, names, n);
    for (WY_EACH(struct model *, m, t->models)) {
        char numbers[WORDS][24];
        wy_str columns[2 + WORDS] = {(*m)->maker, (*m)->model};
        if (!t->csv && !t->json) {
            put_model(t, *m);
            continue;
        }
        for (size_t k = 0; k + 2 < n; k++)
            columns[k + 2] =
                (wy_str){numbers[k], (size_t)snprintf(numbers[k], sizeof numbers[k], "%zu", (*m)->count[k])};
        if (t->csv) {
            put_row(t, "model", names, columns, n);
            continue;
        }
        wy_json_open(&t->json_out, (wy_str){0}, '{');
        for (size_t k = 0; k < 2; k++)
            wy_json_put_str(&t->json_out, wy_str_c(names[k]), columns[k].len ? columns[k] : (wy_str){0});
        for (size_t k = 2; k < n; k++)
            wy_json_put_u64(&t->json_out, wy_str_c(names[k]), (*m)->count[k - 2]);
        wy_json_close(&t->json_out, '}');
    }
}

static void table_begin(struct table *t, wary *w, const char *format, int fd, bool asks)
{
    *t = (struct table){.w = w, .fd = fd, .code = WARY_OK};
    t->csv = strcmp(format, "csv") == 0;
    t->json = strcmp(format, "json") == 0;
    t->rows = !w->by_model;
    t->names = asks ? wy_ask_columns : wy_recheck_columns;
    t->words = asks ? ask_words : recheck_words;
    t->column = asks ? 5 : 4;
    wy_arena_init(&t->arena, 0);
    wy_map_init(&t->by_model, &t->arena);
    wy_buf_init(&t->out, (size_t)w->limits.report);
    t->json_out = wy_json_writer_init(&t->out, 1);
    if (t->json)
        wy_json_open(&t->json_out, (wy_str){0}, '{');
    if (t->json)
        wy_json_open(&t->json_out, t->rows ? WY_S("cases") : WY_S("models"), '[');
    if (t->csv && t->rows)
        put_header(t, t->names, WY_CASE_COLUMNS);
}

static void put_totals(struct table *t)
{
    if (t->json)
        wy_json_open(&t->json_out, WY_S("totals"), '{');
    for (size_t k = 0; k < WORDS && t->words[k]; k++) {
        if (t->json)
            wy_json_put_u64(&t->json_out, wy_str_c(t->words[k]), t->total[k]);
        else if (!t->csv && t->total[k]) // what a security team wants to read first
            wy_buf_printf(&t->out, "%-14s %zu\n", t->words[k], t->total[k]);
    }
    if (t->json)
        wy_json_close(&t->json_out, '}');
}

// As at the end of a report. In CSV a row of its own: the date is where cases and makers are, the rest comes last.
static void put_knowledge(struct table *t)
{
    struct wy_report_knowledge k = wary_session_knows(t->w);
    bool stale = wy_knowledge_stale(t->w->knowledge, t->w->now);
    struct wy_buf text;
    if (t->json) {
        wy_json_put_knowledge(&k, stale, &t->json_out);
        return;
    }
    wy_buf_init(&text, 1 << 16);
    wy_say_knowledge(&k, &text);
    if (stale && k.date.len)
        wy_buf_printf(&text, " %s", _("That is too old to tell that nothing is known."));
    if (t->csv) {
        wy_buf_printf(&t->out, "knowledge,%.*s", WY_ARG(k.date));
        wy_buf_repeat(&t->out, ',', t->columns - 1);
        wy_buf_csv(&t->out, wy_buf_str(&text));
        wy_buf_char(&t->out, '\n');
    } else {
        wy_buf_printf(&t->out, "\n%s %.*s\n", _("Knowledge:"), WY_ARG(wy_buf_str(&text)));
    }
    wy_buf_fini(&text);
}

static int table_end(struct table *t, int code)
{
    bool text = !t->csv && !t->json;
    if (t->models.n)
        qsort(t->models.v, t->models.n, sizeof(struct model *), worst_first);
    if (text && t->rows && t->out.len)
        wy_buf_char(&t->out, '\n');
    if (!t->rows || (text && t->models.n > 1))
        put_models(t);
    if (text && t->models.n > 1)
        wy_buf_char(&t->out, '\n');
    if (t->json)
        wy_json_close(&t->json_out, ']');
    put_totals(t);
    put_knowledge(t);
    if (t->json)
        wy_json_close(&t->json_out, '}');
    if (t->json)
        wy_buf_char(&t->out, '\n');
    if (t->no_memory)
        code = wary_fail(t->w, WARY_INTERNAL, _("out of memory"));
    if (t->cases) // else there is only the failure to tell
        flush(t, 0);
    wy_buf_fini(&t->out);
    wy_arena_fini(&t->arena);
    return code == WARY_OK ? t->code : code;
}

// Packs are asked one after the other, cases between them in their workers.
static int run_paths(wary *w, const struct wy_cases_job *job, const char *const *paths, size_t n, struct table *t)
{
    // A pack's rows are too many for people.
    const struct wy_case_sink sink = {take_row, t, !t->rows || (!t->csv && !t->json)};
    int code = WARY_OK, trouble = WARY_OK;
    for (size_t i = 0, m; i < n && code == WARY_OK; i += m) {
        struct wy_diag diag = {.offset = WY_NO_OFFSET};
        wy_err err;
        m = 0;
        while (i + m < n && !(job->asked.ptr && wy_is_pack(paths[i + m])))
            m++;
        err = m ? wy_cases_run(job, paths + i, m, &sink, &diag) : wy_pack_ask(job, paths[i], &sink, &diag);
        if (!m && err)
            code = wary_fail(w, err == WY_NO_MEMORY ? WARY_INTERNAL : WARY_NO_ANSWER, "%s: %s", paths[i], diag.text);
        else if (err)
            code = wary_fail_diag(w, err, &diag);
        else if (diag.code != WY_OK) // some path could not be read: the others are told
            trouble = wary_fail(w, WARY_NO_ANSWER, "%s", diag.text);
        m = m ? m : 1;
    }
    if (code == WARY_OK && !t->cases && trouble == WARY_OK)
        code = wary_fail(w, WARY_NO_ANSWER, "%s", _("no case was found"));
    return code == WARY_OK ? trouble : code;
}

static int run_cases(wary *w, const struct wy_cases_job *job, const char *const *paths, size_t n, const char *format,
                     int fd)
{
    struct table t;
    table_begin(&t, w, format, fd, job->asked.ptr != NULL);
    return table_end(&t, run_paths(w, job, paths, n, &t));
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

int wary_pack(wary *w, const char *const *cases, size_t n, const char *pack, size_t *packed)
{
    struct wy_cases_job job = {.limits = &w->limits, .now = w->now, .sandbox = w->scan.sandbox};
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    *packed = 0;
    int code = wary_session_knowledge(w, &job.knowledge); // it keeps what today's advisories ask for
    if (code != WARY_OK)
        return code;
    wy_err err = wy_cases_pack(&job, cases, n, pack, packed, &diag);
    if (err) {
        *packed = 0;
        return wary_fail_diag(w, err, &diag);
    }
    // Some path could not be read: the others are in it.
    return diag.code == WY_OK ? WARY_OK : wary_fail(w, WARY_NO_ANSWER, "%s", diag.text);
}

int wary_ask(wary *w, const char *id, const char *const *cases, size_t n, const char *format, int fd)
{
    struct wy_cases_job job = {.limits = &w->limits, .now = w->now, .sandbox = w->scan.sandbox};
    int code = check_format(w, format);
    if (code == WARY_OK)
        code = wary_session_knowledge(w, &job.knowledge);
    if (code != WARY_OK)
        return code;
    job.asked = wy_knowledge_id(wy_str_c(id), &w->arena);
    job.flaw = wy_knowledge_find(job.knowledge, job.asked);
    bool known = job.flaw != NULL;
    for (WY_EACH(const struct wy_index, index, job.knowledge->indexes))
        known |= wy_index_find(index, job.asked, &(uint32_t){0}) != NULL;
    if (!known)
        return wary_fail(w, WARY_USAGE, _("\"%s\" is not an advisory that Wary knows; --knowledge brings more"), id);
    return run_cases(w, &job, cases, n, format, fd);
}
