// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Many stored cases against today's knowledge: recheck gives each case its verdicts, ask says for one advisory who is
// affected. Cases are evidence files, read in confined workers, one for each processor.
#include "scan/cases.h"

#include "checks/check.h"
#include "core/buffer.h"
#include "core/lang.h"
#include "knowledge/index/match.h"
#include "knowledge/match.h"
#include "knowledge/record.h"
#include "scan/round.h"

// What both commands tell of a case; the rest of the columns differ.
const char *const wy_recheck_columns[WY_CASE_COLUMNS] = {"case",  "maker", "model", "codename", "verdict",
                                                         "known", "leaks", "trust", "reach"};
const char *const wy_ask_columns[WY_CASE_COLUMNS] = {"case",   "maker",   "model",   "codename", "build",
                                                     "status", "package", "version", "reason"};

// A row travels as its columns, each ended by a NUL.
static void put(struct wy_buf *out, wy_str s)
{
    wy_buf_term(out, s);
    wy_buf_char(out, '\0');
}

static void put_device(struct wy_buf *out, wy_str name, const struct wy_device *d, bool build)
{
    put(out, name);
    put(out, d ? (d->brand.ptr ? d->brand : d->maker) : (wy_str){0});
    put(out, d ? d->model : (wy_str){0});
    put(out, d ? d->codename : (wy_str){0});
    if (build)
        put(out, d ? d->build : (wy_str){0});
}

static void put_recheck(const struct wy_cases_job *job, wy_str name, const struct wy_evidence *ev, struct wy_buf *out)
{
    struct wy_findings findings;
    wy_findings_init(&findings, job->limits);
    struct wy_check_run run = {.ev = ev, .knowledge = job->knowledge, .out = &findings, .now = job->now};
    wy_checks_run(&run);
    struct wy_answers a = wy_answer(&findings, ev);
    put_device(out, name, wy_device(ev), false);
    put(out, wy_str_c(wy_verdict_word(a.total)));
    for (int q = 0; q < WY_QUESTIONS; q++)
        put(out, a.question[q].examined ? wy_str_c(wy_verdict_word(a.question[q].verdict)) : WY_S("not-examined"));
    wy_findings_fini(&findings);
}

// The worst row about the flaw that was asked for counts.
static const struct wy_flaw_match *worst(const struct wy_rows *matches, const struct wy_flaw *flaw,
                                         const struct wy_flaw_match *best)
{
    for (WY_EACH(const struct wy_flaw_match, m, *matches))
        if (m->flaw == flaw && (!best || m->standing > best->standing))
            best = m;
    return best;
}

// What is said of one case: the shelf's answer or that of an index, whichever is the more cautious.
struct said {
    wy_str word, package, version;
    const char *why;
    enum wy_match_status rank; // of caution
};

static bool ask_shelf(const struct wy_cases_job *job, const struct wy_evidence *ev, struct wy_arena *arena,
                      struct said *out)
{
    static const enum wy_match_status ranks[] = {
        [WY_STAND_NONE] = WY_MATCH_NOT_AFFECTED, [WY_STAND_NOT_AFFECTED] = WY_MATCH_NOT_AFFECTED,
        [WY_STAND_FIXED] = WY_MATCH_FIXED,       [WY_STAND_UNKNOWN] = WY_MATCH_CANNOT_TELL,
        [WY_STAND_POSSIBLE] = WY_MATCH_POSSIBLE, [WY_STAND_AFFECTED] = WY_MATCH_AFFECTED,
    };
    struct wy_rows apps = {0}, device = {0};
    if (wy_knowledge_match(job->knowledge, ev, true, arena, &apps) != WY_OK ||
        wy_knowledge_match(job->knowledge, ev, false, arena, &device) != WY_OK)
        return false;
    const struct wy_flaw_match *m = worst(&device, job->flaw, worst(&apps, job->flaw, NULL));
    if (m)
        *out = (struct said){wy_flaw_match_word(m), m->package ? m->package->name : (wy_str){0}, m->version, m->why,
                             ranks[m->standing]};
    return true;
}

static bool ask_index(const struct wy_cases_job *job, const struct wy_index *index, const struct wy_asked *phone,
                      struct wy_arena *arena, struct said *out)
{
    const struct wy_index_advisory *a;
    bool of_device = false;
    for (uint32_t cursor = 0; (a = wy_index_find(index, job->asked, &cursor));) {
        struct wy_matched m = wy_index_match_one(index, a, phone, arena);
        const struct wy_index_claim *claims;
        uint32_t n = wy_index_claims(index, a, &claims);
        for (uint32_t i = 0; i < n; i++)
            of_device |= !wy_claim_of_app(&claims[i]) && claims[i].kind != WY_CLAIM_PRODUCT;
        // The same answer as in a report: an order that is the publisher's own is only read by us.
        if (m.status == WY_MATCH_AFFECTED && (m.claim->flags & WY_CLAIM_CUSTOM))
            m.status = WY_MATCH_POSSIBLE;
        if (m.status > out->rank)
            *out = (struct said){wy_match_word(m.status), m.app ? m.app->name : (wy_str){0},
                                 m.app ? m.app->version : (wy_str){0}, m.why, m.status};
    }
    return of_device;
}

static void put_ask(const struct wy_cases_job *job, wy_str name, const struct wy_evidence *ev, struct wy_buf *out)
{
    struct wy_arena arena;
    struct wy_asked phone;
    struct said said = {0};
    wy_arena_init(&arena, (size_t)job->limits->arena);
    // "Not present" needs a list of packages that was read to its end, or a firmware that was asked.
    bool looked = ev->packages.n > 0 || wy_is_covered(ev, WY_S("packages"));
    bool failed = job->flaw && !ask_shelf(job, ev, &arena, &said);
    looked |= job->flaw && job->flaw->of_device;
    failed |= !wy_asked_from_evidence(ev, &arena, &phone);
    for (WY_EACH(const struct wy_index, index, job->knowledge->indexes))
        looked |= !failed && ask_index(job, index, &phone, &arena, &said);
    put_device(out, name, wy_device(ev), true);
    put(out, failed ? WY_S("cannot-tell") : said.rank ? said.word : looked ? WY_S("not-present") : WY_S("cannot-tell"));
    put(out, said.package);
    put(out, said.version);
    put(out, said.why                ? wy_str_c(_(said.why))
             : !said.rank && !looked ? wy_str_c(_("the case holds no list of apps"))
                                     : (wy_str){0});
    wy_arena_fini(&arena);
}

static void put_unreadable(const struct wy_cases_job *job, wy_str name, const struct wy_diag *diag, struct wy_buf *out)
{
    put_device(out, name, NULL, job->asked.ptr != NULL);
    put(out, WY_S("cannot-tell"));
    for (int i = 0; i < (job->asked.ptr ? 2 : 3); i++)
        put(out, (wy_str){0});
    put(out, wy_str_c(diag->text));
}

static void judge_case(const void *user, const struct wy_round_case *c, struct wy_buf *out)
{
    const struct wy_cases_job *job = user;
    if (c->diag.code != WY_OK)
        put_unreadable(job, c->name, &c->diag, out);
    else if (job->asked.ptr)
        put_ask(job, c->name, &c->ev, out);
    else
        put_recheck(job, c->name, &c->ev, out);
}

// A row for each case, behind its length.
static bool judge_cases(const void *user, struct wy_round_feed *feed, struct wy_buf *out)
{
    struct wy_buf row;
    struct wy_round_case c;
    wy_buf_init(&row, 1 << 20);
    while (wy_round_next(feed, &c)) {
        wy_buf_clear(&row);
        judge_case(user, &c, &row);
        wy_round_case_fini(&c);
        uint32_t len = (uint32_t)row.len;
        wy_buf_add(out, (wy_str){(const char *)&len, sizeof len});
        wy_buf_add(out, wy_buf_str(&row));
    }
    bool ok = row.err == WY_OK;
    wy_buf_fini(&row);
    return ok;
}

// The next row of one worker; absent when there is none.
static bool next_row(wy_str *rest, wy_str *row)
{
    uint32_t len;
    if (rest->len < sizeof len)
        return false;
    memcpy(&len, rest->ptr, sizeof len);
    *rest = wy_str_from(*rest, sizeof len);
    if (len > rest->len)
        return false;
    *row = wy_str_sub(*rest, 0, len);
    *rest = wy_str_from(*rest, len);
    return true;
}

wy_err wy_cases_run(const struct wy_cases_job *job, const char *const *paths, size_t n, const struct wy_case_sink *sink,
                    struct wy_diag *diag)
{
    struct wy_round r;
    struct wy_round_job work = {job->limits, job->sandbox, judge_cases, job};
    wy_err err = wy_round_run(&work, paths, n, &r);
    wy_str rest[WY_ROUND_WORKERS];
    for (size_t i = 0; i < r.workers; i++)
        rest[i] = wy_buf_str(&r.results[i]);
    for (size_t i = 0; i < r.cases && err == WY_OK; i++) { // cases went round the workers
        wy_str columns[WY_CASE_COLUMNS] = {{0}}, row;
        if (!next_row(&rest[i % r.workers], &row)) {
            err = wy_fail(&r.diag, WY_MALFORMED, WY_NO_OFFSET, "a worker gave back rows that cannot be read");
            break;
        }
        for (size_t c = 0; c < WY_CASE_COLUMNS; c++)
            if (!wy_str_next(&row, '\0', &columns[c]))
                columns[c] = (wy_str){0};
        sink->row(sink->user, columns, 1);
    }
    *diag = r.diag; // may tell of a path that could not be read, although the others were
    wy_round_fini(&r);
    return err;
}
