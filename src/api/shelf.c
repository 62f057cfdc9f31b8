// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What is on the shelf: the list of advisories with its age, and the self-test of all that is shipped with them.
#include "api/session.h"

#include "checks/advisory.h"
#include "core/date.h"
#include "core/lang.h"
#include "knowledge/selftest.h"

static void write_status(const wary *w, const struct wy_knowledge *k, struct wy_buf *out)
{
    size_t matchable = 0;
    wy_str newest = {0}; // of the shelf alone: the date of the whole is that of its oldest index
    int32_t day = 0;
    for (WY_EACH(struct wy_csaf *, d, k->documents)) {
        if (newest.ptr && (*d)->day <= day)
            continue;
        newest = (*d)->date;
        day = (*d)->day;
    }
    for (WY_EACH(const struct wy_flaw *, f, k->flaws))
        matchable += (*f)->matchable;
    wy_buf_printf(out, _("%zu advisories in %zu documents, %zu of them can be matched; the newest is of %.*s\n"),
                  k->flaws.n, k->documents.n, matchable, WY_ARG(newest));
    for (WY_EACH(const struct wy_index, index, k->indexes)) {
        char text[WY_DATE_SIZE];
        const int32_t *info = index->file.header->info;
        wy_buf_printf(out, _("an index of %lu advisories out of %ld records; the newest is of %.*s\n"),
                      (unsigned long)index->advisories_n, (long)info[WY_INDEX_RECORDS],
                      WY_ARG(wy_day_format(info[WY_INDEX_NEWEST], text)));
    }
    if (wy_knowledge_stale(k, w->now))
        wy_buf_printf(
            out, _("This is %lld days old: Wary answers \"cannot tell\" where it finds nothing. Get a newer one.\n"),
            (long long)wy_knowledge_age_days(k, w->now));
    for (WY_EACH(const struct wy_knowledge_problem, p, k->problems)) {
        wy_buf_term(out, p->file);
        wy_buf_printf(out, ": ");
        wy_buf_term(out, p->reason);
        wy_buf_char(out, '\n');
    }
}

int wary_advisories_list(wary *w, int status_only, int fd)
{
    const struct wy_knowledge *k = NULL;
    int code = wary_session_knowledge(w, &k);
    if (code != WARY_OK)
        return code;
    struct wy_buf out;
    wy_buf_init(&out, (size_t)w->limits.report);
    if (!status_only) {
        wy_advisories_list(k, &out);
        wy_records_list(k, &out);
    }
    write_status(w, k, &out);
    code = wary_write_buf(w, &out, fd);
    wy_buf_fini(&out);
    return code;
}

int wary_selftest(wary *w, int fd)
{
    const struct wy_knowledge *k = NULL;
    int code = wary_session_knowledge(w, &k);
    if (code != WARY_OK)
        return code;
    struct wy_arena arena;
    struct wy_rows cases = {0};
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_buf out;
    wy_arena_init(&arena, 0);
    wy_buf_init(&out, (size_t)w->limits.report);
    size_t failed = 0;
    wy_err err = wy_selftest_advisories(k, &w->limits, &arena, &cases, &diag);
    for (WY_EACH(const struct wy_selftest_case, c, cases)) {
        if (wy_selftest_passed(c))
            continue;
        failed++;
        wy_buf_printf(&out, _("%.*s: expected %.*s, got %.*s\n"), WY_ARG(c->name), WY_ARG(c->expected), WY_ARG(c->got));
    }
    wy_buf_printf(&out, _("%zu cases, %zu as expected\n"), cases.n, cases.n - failed);
    code = err == WY_OK ? wary_write_buf(w, &out, fd) : wary_fail_diag(w, err, &diag);
    if (code == WARY_OK && (failed || cases.n == 0))
        code = wary_fail(w, WARY_INTERNAL, _("the self-test failed: do not trust this build"));
    wy_buf_fini(&out);
    wy_arena_fini(&arena);
    return code;
}
