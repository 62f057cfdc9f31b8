// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Packs: what advisories can ask of many cases, gathered by confined workers into one file; and that file asked. A flaw
// of the shelf is compiled into an index of its own for it.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/index/build.h"
#include "knowledge/index/fleet.h"
#include "knowledge/knowledge.h"
#include "scan/cases.h"
#include "scan/round.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

bool wy_is_pack(const char *path)
{
    uint8_t head[8];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool yes = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
               wy_fleet_looks_like((wy_bytes){head, sizeof head});
    if (fd >= 0)
        close(fd);
    return yes;
}

static wy_err pack_case(struct wy_fleet_builder *b, const struct wy_round_case *c, struct wy_arena *arena)
{
    struct wy_asked phone;
    if (c->diag.code != WY_OK)
        return wy_fleet_add_trouble(b, c->name, wy_str_c(c->diag.text), NULL);
    bool looked = c->ev.packages.n > 0 || wy_is_covered(&c->ev, WY_S("packages"));
    if (!wy_asked_from_evidence(&c->ev, arena, &phone))
        return WY_NO_MEMORY;
    return wy_fleet_add(b, c->name, looked, &phone, NULL);
}

static bool keep_condition(struct wy_fleet_builder *b, enum wy_fact fact, wy_str key)
{
    return (fact != WY_FACT_SETTING && fact != WY_FACT_PROPERTY) || !key.len || wy_fleet_keep(b, fact, key);
}

// Whatever the advisories of today ask for.
static bool keep_asked(struct wy_fleet_builder *b, const struct wy_knowledge *k)
{
    bool ok = true;
    for (WY_EACH(struct wy_csaf *, d, k->documents))
        for (WY_EACH(const struct wy_product *, p, (*d)->products))
            for (size_t i = 0; i < (*p)->n && ok; i++)
                ok = keep_condition(b, (*p)->conditions[i].fact, (*p)->conditions[i].key);
    for (WY_EACH(const struct wy_index, ix, k->indexes))
        for (uint32_t i = 0; i < ix->conditions_n && ok; i++)
            ok = keep_condition(b, (enum wy_fact)ix->conditions[i].fact, wy_index_text(ix, ix->conditions[i].key));
    return ok;
}

// One worker's share, as a pack of its own.
static bool pack_cases(const void *user, struct wy_round_feed *feed, struct wy_buf *out)
{
    WY_CLEANUP(wy_fleet_builder_freep) struct wy_fleet_builder *b = wy_fleet_builder_new();
    struct wy_round_case c;
    struct wy_arena arena;
    wy_bytes file = {0};
    const struct wy_cases_job *job = user;
    bool ok = b && keep_asked(b, job->knowledge);
    wy_arena_init(&arena, 0);
    while (wy_round_next(feed, &c)) {
        struct wy_arena_mark mark = wy_arena_mark(&arena);
        ok = ok && pack_case(b, &c, &arena) == WY_OK;
        wy_arena_reset(&arena, mark);
        wy_round_case_fini(&c);
    }
    ok = ok && wy_fleet_finish(b, NULL) == WY_OK && wy_fleet_copy(b, &arena, &file);
    wy_buf_add_bytes(out, file);
    wy_arena_fini(&arena);
    return ok;
}

// What a worker gave, 8-byte aligned.
static wy_err open_share(const struct wy_buf *result, struct wy_arena *arena, struct wy_fleet *out,
                         struct wy_diag *diag)
{
    uint8_t *copy = wy_arena_alloc(arena, result->len + 8, 8);
    if (!copy)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to join packs");
    if (result->len)
        memcpy(copy, result->data, result->len);
    return wy_fleet_from_bytes(out, (wy_bytes){copy, result->len}, diag);
}

static wy_err join_shares(const struct wy_round *r, const char *path, struct wy_diag *diag)
{
    WY_CLEANUP(wy_fleet_builder_freep) struct wy_fleet_builder *b = wy_fleet_builder_new();
    struct wy_fleet shares[WY_ROUND_WORKERS];
    struct wy_arena arena;
    size_t phones = 0;
    wy_arena_init(&arena, 0);
    wy_err err = b ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to join packs");
    for (size_t i = 0; i < r->workers && !err; i++) {
        err = open_share(&r->results[i], &arena, &shares[i], diag);
        phones += err ? 0 : shares[i].phones;
    }
    if (!err && phones != r->cases)
        err = wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "a worker gave back a pack that lacks cases");
    err = err ? err : wy_fleet_join(b, shares, r->workers, diag);
    err = err ? err : wy_fleet_finish(b, diag);
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    if (!err && (err = wy_fleet_write(b, path, &own)))
        err = wy_fail(diag, err, WY_NO_OFFSET, "%s: %s", path, own.text);
    wy_arena_fini(&arena);
    return err;
}

wy_err wy_cases_pack(const struct wy_cases_job *job, const char *const *paths, size_t n, const char *out, size_t *cases,
                     struct wy_diag *diag)
{
    struct wy_round r;
    struct wy_round_job work = {job->limits, job->sandbox, pack_cases, job};
    wy_err err = wy_round_run(&work, paths, n, &r);
    if (!err && !r.cases)
        err = wy_fail(&r.diag, WY_NOT_FOUND, WY_NO_OFFSET, "no case was found");
    if (!err)
        err = join_shares(&r, out, &r.diag);
    *cases = r.cases;
    *diag = r.diag;
    wy_round_fini(&r);
    return err;
}

// Asking.

static wy_err compile_flaw(const struct wy_flaw *flaw, struct wy_arena *arena, struct wy_index *out,
                           struct wy_diag *diag)
{
    WY_CLEANUP(wy_index_builder_freep) struct wy_index_builder *b = wy_index_builder_new();
    wy_bytes file;
    wy_err err = b ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
    for (WY_EACH(const struct wy_statement *, s, flaw->statements)) {
        struct wy_record r;
        err = err ? err : wy_csaf_record(*s, arena, &r, diag);
        r.id = flaw->id; // its statements may give it by other names
        err = err ? err : wy_index_builder_add(b, &r, diag);
    }
    err = err ? err : wy_index_builder_finish(b, 0, diag);
    if (!err && !wy_index_builder_copy(b, arena, &file))
        err = wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
    return err ? err : wy_index_from_bytes(out, file, diag);
}

struct asked_pack {
    struct wy_fleet fleet;
    struct wy_fleet_answer *answers;
    struct wy_arena arena;
    bool of_device;
};

static wy_err ask_one(struct asked_pack *p, const struct wy_index *index, wy_str id, struct wy_diag *diag)
{
    const struct wy_index_advisory *a;
    wy_err err = WY_OK;
    for (uint32_t cursor = 0; !err && (a = wy_index_find(index, id, &cursor));) {
        const struct wy_index_claim *claims;
        uint32_t n = wy_index_claims(index, a, &claims);
        for (uint32_t i = 0; i < n; i++)
            p->of_device |= !wy_claim_of_app(&claims[i]) && claims[i].kind != WY_CLAIM_PRODUCT;
        err = wy_fleet_ask(&p->fleet, index, a, &p->arena, p->answers);
    }
    return err ? wy_fail(diag, err, WY_NO_OFFSET, "out of memory") : WY_OK;
}

static wy_err ask_all(struct asked_pack *p, const struct wy_cases_job *job, struct wy_diag *diag)
{
    struct wy_index own;
    wy_err err = WY_OK;
    p->answers = wy_new(&p->arena, struct wy_fleet_answer, (size_t)p->fleet.phones + 1);
    if (!p->answers)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
    if (job->flaw) {
        err = compile_flaw(job->flaw, &p->arena, &own, diag);
        err = err ? err : ask_one(p, &own, job->flaw->id, diag);
    }
    for (WY_EACH(const struct wy_index, index, job->knowledge->indexes))
        err = err ? err : ask_one(p, index, job->asked, diag);
    return err;
}

static wy_str harmless(struct wy_buf *buf, wy_str s)
{
    size_t at = buf->len;
    wy_buf_term(buf, s);
    return buf->err ? (wy_str){0} : (wy_str){buf->data + at, buf->len - at};
}

static wy_str word_of(const struct asked_pack *p, uint32_t i)
{
    const struct wy_fleet_phone *phone = &p->fleet.rows[i];
    const struct wy_fleet_answer *a = &p->answers[i];
    if (phone->trouble)
        return WY_S("cannot-tell");
    // As in a report: an order that is the publisher's own is only read by us.
    if (a->status)
        return wy_match_word(a->status == WY_MATCH_AFFECTED && a->custom ? WY_MATCH_POSSIBLE
                                                                         : (enum wy_match_status)a->status);
    return phone->looked || p->of_device ? WY_S("not-present") : WY_S("cannot-tell");
}

static void put_device(const struct wy_fleet *f, uint32_t device, struct wy_buf *buf, wy_str columns[WY_CASE_COLUMNS])
{
    struct wy_fleet_device d = wy_fleet_device_of(f, device);
    columns[1] = harmless(buf, wy_fleet_text(f, d.brand ? d.brand : d.maker));
    columns[2] = harmless(buf, wy_fleet_text(f, d.model));
    columns[3] = harmless(buf, wy_fleet_text(f, d.codename));
    columns[4] = harmless(buf, wy_fleet_text(f, d.build));
}

enum { ROW_TEXTS = 1 << 18 }; // columns are slices of it

static void give_row(const struct asked_pack *p, uint32_t i, const struct wy_case_sink *sink, struct wy_buf *buf)
{
    const struct wy_fleet *f = &p->fleet;
    const struct wy_fleet_phone *phone = &f->rows[i];
    const struct wy_fleet_answer *a = &p->answers[i];
    struct wy_fleet_app app;
    wy_str columns[WY_CASE_COLUMNS] = {{0}};
    wy_buf_clear(buf);
    if (!wy_buf_reserve(buf, ROW_TEXTS))
        return;
    columns[0] = harmless(buf, wy_fleet_text(f, phone->name));
    put_device(f, phone->device, buf, columns);
    columns[5] = word_of(p, i);
    if (a->app && wy_fleet_app_of(f, a->app, &app)) {
        columns[6] = harmless(buf, wy_fleet_text(f, app.name));
        columns[7] = harmless(buf, wy_fleet_text(f, app.version));
    }
    if (phone->trouble)
        columns[8] = harmless(buf, wy_fleet_text(f, phone->trouble));
    else if (a->why)
        columns[8] = wy_str_c(_(a->why));
    else if (!a->status && !phone->looked && !p->of_device)
        columns[8] = wy_str_c(_("the case holds no list of apps"));
    sink->row(sink->user, columns, 1);
}

static const wy_str counted[] = {WY_S_INIT("affected"), WY_S_INIT("possible"),     WY_S_INIT("cannot-tell"),
                                 WY_S_INIT("fixed"),    WY_S_INIT("not-affected"), WY_S_INIT("not-present")};

// One row for each answer of each device.
static wy_err give_counts(struct asked_pack *p, const struct wy_case_sink *sink, struct wy_buf *buf,
                          struct wy_diag *diag)
{
    const struct wy_fleet *f = &p->fleet;
    size_t(*counts)[WY_COUNT(counted)] =
        wy_arena_alloc_array(&p->arena, (size_t)f->devices_n + 1, sizeof *counts, _Alignof(size_t));
    if (!counts || !wy_buf_reserve(buf, ROW_TEXTS))
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
    for (uint32_t i = 0; i < f->phones; i++) {
        wy_str word = word_of(p, i);
        size_t k = 0;
        while (k + 1 < WY_COUNT(counted) && !wy_str_eq(word, counted[k]))
            k++;
        counts[f->rows[i].device < f->devices_n ? f->rows[i].device : f->devices_n][k]++;
    }
    for (uint32_t d = 0; d <= f->devices_n; d++)
        for (size_t k = 0; k < WY_COUNT(counted); k++) {
            wy_str columns[WY_CASE_COLUMNS] = {{0}};
            wy_buf_clear(buf);
            put_device(f, d, buf, columns);
            columns[5] = counted[k];
            if (counts[d][k])
                sink->row(sink->user, columns, counts[d][k]);
        }
    return WY_OK;
}

wy_err wy_pack_ask(const struct wy_cases_job *job, const char *path, const struct wy_case_sink *sink,
                   struct wy_diag *diag)
{
    struct asked_pack p = {0};
    struct wy_buf buf;
    wy_err err = wy_fleet_open(&p.fleet, path, diag);
    if (err)
        return err;
    wy_arena_init(&p.arena, 0);
    wy_buf_init(&buf, 1 << 20);
    err = wy_packed_verify(&p.fleet.file, diag); // a damaged row would read as "not there"
    if (!err)
        err = ask_all(&p, job, diag);
    if (!err && sink->counts_alone)
        err = give_counts(&p, sink, &buf, diag);
    for (uint32_t i = 0; !sink->counts_alone && i < p.fleet.phones && !err; i++)
        give_row(&p, i, sink, &buf);
    wy_buf_fini(&buf);
    wy_arena_fini(&p.arena);
    wy_fleet_close(&p.fleet);
    return err;
}
