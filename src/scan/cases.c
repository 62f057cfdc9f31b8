// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Many stored cases against today's knowledge: recheck gives each case its verdicts, ask says for one advisory who is
// affected. Cases are evidence files, read in confined workers, one for each processor.
#include "scan/cases.h"

#include "checks/check.h"
#include "core/buffer.h"
#include "core/lang.h"
#include "core/stream.h"
#include "evidence/codec.h"
#include "knowledge/index/match.h"
#include "knowledge/match.h"
#include "knowledge/record.h"
#include "sandbox/worker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORKERS_MAX = 16, FOLDER_DEPTH_MAX = 4, CASE_PATH_MAX = 4096 };

// What both commands tell of a case; the rest of the columns differ.
const char *const wy_recheck_columns[WY_CASE_COLUMNS] = {"case",  "maker", "model", "codename", "verdict",
                                                         "known", "leaks", "trust", "reach"};
const char *const wy_ask_columns[WY_CASE_COLUMNS] = {"case",   "maker",   "model",   "codename", "build",
                                                     "status", "package", "version", "reason"};

// A row travels as its columns, each ended by a NUL, after the number of its case.
struct row_head {
    uint32_t number, len;
};

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

static void judge_case(const struct wy_cases_job *job, const struct wy_feed_item *fed, struct wy_buf *out)
{
    struct wy_evidence ev;
    wy_evidence_init(&ev, job->limits);
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    struct wy_fd_stream stream = wy_fd_stream(fed->fd, -1);
    wy_str name = {fed->name, fed->name_len};
    wy_bytes text;
    wy_err err = wy_stream_all(&stream.stream, (size_t)job->limits->json, &arena, &text, &diag);
    if (err == WY_OK)
        err = wy_evidence_decode(&ev, text, &diag);
    if (err != WY_OK)
        put_unreadable(job, name, &diag, out);
    else if (job->asked.ptr)
        put_ask(job, name, &ev, out);
    else
        put_recheck(job, name, &ev, out);
    wy_arena_fini(&arena);
    wy_evidence_fini(&ev);
}

static int judge_cases(int feed, int out, void *user)
{
    const struct wy_cases_job *job = user;
    struct wy_buf all, row;
    wy_buf_init(&all, (size_t)job->limits->evidence);
    wy_buf_init(&row, 1 << 20);
    struct wy_feed_item fed;
    while (wy_feed_next(feed, &fed)) {
        wy_buf_clear(&row);
        judge_case(job, &fed, &row);
        close(fed.fd);
        struct row_head head = {(uint32_t)fed.kind, (uint32_t)row.len};
        wy_buf_add_bytes(&all, (wy_bytes){(const uint8_t *)&head, sizeof head});
        wy_buf_add(&all, wy_buf_str(&row));
    }
    bool ok = all.err == WY_OK && row.err == WY_OK;
    for (wy_str s = wy_buf_str(&all); ok && s.len;) {
        ssize_t n = write(out, s.ptr, s.len);
        ok = n > 0 || errno == EINTR;
        s = wy_str_from(s, n > 0 ? (size_t)n : 0);
    }
    wy_buf_fini(&row);
    wy_buf_fini(&all);
    return ok ? 0 : 1;
}

// Feeding: cases go round the workers.
struct wy_str_rows {
    wy_str *v;
    size_t n;
};

struct round {
    struct wy_worker workers[WORKERS_MAX];
    size_t n, cases;
    struct wy_diag diag;
};

static void feed_path(struct round *r, const char *path, int depth)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        (void)wy_fail(&r->diag, WY_IO, WY_NO_OFFSET, "%s: %s", path, strerror(errno));
    } else if (S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH_MAX) {
        struct dirent **entries = NULL;
        int n = scandir(path, &entries, NULL, alphasort);
        for (int i = 0; i < n; i++) {
            char below[CASE_PATH_MAX];
            if (entries[i]->d_name[0] != '.' &&
                snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name) < (int)sizeof below)
                feed_path(r, below, depth + 1);
            free(entries[i]);
        }
        free(entries);
    } else if (S_ISREG(st.st_mode)) {
        if (wy_feed_send(r->workers[r->cases % r->n].feed, fd, (int)r->cases, wy_str_c(path), &r->diag) == WY_OK)
            r->cases++;
    }
    if (fd >= 0)
        close(fd);
}

static wy_err start_workers(struct round *r, const struct wy_cases_job *job)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t want = processors < 1 ? 1 : processors > WORKERS_MAX ? WORKERS_MAX : (size_t)processors;
    for (r->n = 0; r->n < want; r->n++) {
        wy_err err = wy_worker_start(&r->workers[r->n], job->sandbox, job->limits, judge_cases, (void *)(uintptr_t)job,
                                     &r->diag);
        if (err != WY_OK)
            return err;
    }
    return WY_OK;
}

static wy_err finish_workers(struct round *r, struct wy_buf *results)
{
    wy_err err = WY_OK;
    for (size_t i = 0; i < r->n; i++) // every worker learns that nothing more comes before one is waited for
        close(r->workers[i].feed), r->workers[i].feed = -1;
    for (size_t i = 0; i < r->n; i++) {
        wy_err one = wy_worker_finish(&r->workers[i], &results[i], &r->diag);
        err = err == WY_OK ? one : err;
    }
    return err;
}

// The rows in the order of the cases: rows[number] = the columns.
static bool sort_rows(const struct wy_buf *results, size_t n, wy_str *rows, size_t cases)
{
    for (size_t i = 0; i < n; i++) {
        wy_str rest = wy_buf_str(&results[i]);
        struct row_head head;
        while (rest.len >= sizeof head) {
            memcpy(&head, rest.ptr, sizeof head);
            rest = wy_str_from(rest, sizeof head);
            if (head.number >= cases || head.len > rest.len)
                return false;
            rows[head.number] = wy_str_sub(rest, 0, head.len);
            rest = wy_str_from(rest, head.len);
        }
    }
    return true;
}

static wy_err take_rows(const struct wy_str_rows *sorted, struct wy_arena *arena, struct wy_rows *out)
{
    for (size_t i = 0; i < sorted->n; i++) {
        struct wy_case_row *row = wy_rows_add(out, arena, sizeof *row);
        wy_str rest = wy_arena_dup(arena, sorted->v[i]);
        if (!row || (sorted->v[i].ptr && !rest.ptr))
            return WY_NO_MEMORY;
        for (size_t c = 0; c < WY_CASE_COLUMNS; c++)
            if (!wy_str_next(&rest, '\0', &row->columns[c]))
                row->columns[c] = (wy_str){0};
    }
    return WY_OK;
}

wy_err wy_cases_run(const struct wy_cases_job *job, const char *const *paths, size_t n, struct wy_arena *arena,
                    struct wy_rows *out, struct wy_diag *diag)
{
    struct round r = {.diag = {.offset = WY_NO_OFFSET}};
    struct wy_buf results[WORKERS_MAX];
    for (size_t i = 0; i < WORKERS_MAX; i++)
        wy_buf_init(&results[i], (size_t)job->limits->evidence);
    wy_err err = start_workers(&r, job);
    for (size_t i = 0; i < n && err == WY_OK; i++)
        feed_path(&r, paths[i], 0);
    wy_err finished = finish_workers(&r, results);
    err = err == WY_OK ? finished : err;
    struct wy_str_rows sorted = {wy_new(arena, wy_str, r.cases + 1), r.cases};
    if (err == WY_OK && !sorted.v)
        err = WY_NO_MEMORY;
    if (err == WY_OK && !sort_rows(results, r.n, sorted.v, r.cases))
        err = wy_fail(&r.diag, WY_MALFORMED, WY_NO_OFFSET, "a worker gave back rows that cannot be read");
    if (err == WY_OK)
        err = take_rows(&sorted, arena, out);
    for (size_t i = 0; i < WORKERS_MAX; i++)
        wy_buf_fini(&results[i]);
    *diag = r.diag; // may tell of a path that could not be read, although the others were
    return err;
}
