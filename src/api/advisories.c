// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The advisory engine behind the public API: building an index, scoring, comparing.
#include "api/session.h"
#include "core/lang.h"
#include "evidence/codec.h"
#include "knowledge/cvss.h"
#include "knowledge/fetch.h"
#include "knowledge/import.h"
#include "knowledge/index/build.h"
#include "knowledge/index/match.h"

#include <stdio.h>

enum { LINE_SIZE = 800 }; // a sentence takes three times its English bytes in some languages

struct building {
    struct wy_index_builder *builder;
    wary_say say;
    void *user;
};

static wy_err add_record(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    struct building *b = user;
    return wy_index_builder_add(b->builder, record, diag);
}

static void tell_skipped(void *user, wy_str name, const struct wy_diag *why)
{
    struct building *b = user;
    struct wy_buf line;
    if (!b->say)
        return;
    wy_buf_init(&line, 4096);
    wy_buf_term(&line, wy_str_sub(name, 0, 512));
    if (why->offset != WY_NO_OFFSET)
        wy_buf_printf(&line, " (%llu)", (unsigned long long)why->offset);
    wy_buf_addc(&line, ": ");
    wy_buf_term(&line, wy_str_c(why->text));
    wy_buf_char(&line, '\0');
    if (!line.err)
        b->say(b->user, 0, line.data);
    wy_buf_fini(&line);
}

static void tell_counts(const struct building *b, const struct wy_import_counts *c)
{
    char line[LINE_SIZE];
    size_t n = (size_t)snprintf(line, sizeof line, _("%llu documents read, %llu records taken, %llu left out"),
                                (unsigned long long)c->documents, (unsigned long long)c->records,
                                (unsigned long long)c->skipped);
    const char *before = " (";
    for (size_t i = 0; i < WY_IMPORT_REASONS && n < sizeof line; i++) {
        if (!c->why[i])
            continue;
        n += (size_t)snprintf(line + n, sizeof line - n, "%s%s: %llu", before, wy_err_name((wy_err)i),
                              (unsigned long long)c->why[i]);
        before = ", ";
    }
    if (c->skipped && n < sizeof line)
        (void)snprintf(line + n, sizeof line - n, ")");
    if (b->say)
        b->say(b->user, 1, line);
}

// A source that suddenly holds far less than before is more likely broken than better.
static void tell_shrunk(const struct building *b, const char *path, uint64_t records)
{
    struct wy_index old = {0};
    char line[LINE_SIZE];
    if (!b->say || wy_index_open(&old, path, NULL) != WY_OK)
        return;
    int32_t before = old.file.header->info[WY_INDEX_RECORDS];
    wy_index_close(&old);
    if (before <= 0 || records * 2 >= (uint64_t)before)
        return;
    (void)snprintf(line, sizeof line,
                   _("far fewer records than last time: %llu, there were %ld; are the sources complete?"),
                   (unsigned long long)records, (long)before);
    b->say(b->user, 1, line);
}

static void tell_empty(const struct building *b, int32_t n)
{
    char line[LINE_SIZE];
    (void)snprintf(
        line, sizeof line,
        wy_ngettext("%ld record has a range of versions that ends before it begins; it is kept as published",
                    "%ld records have a range of versions that ends before it begins; they are kept as published",
                    (unsigned long)n),
        (long)n);
    if (b->say && n > 0)
        b->say(b->user, 1, line);
}

int wary_advisories_build(wary *w, const char *const *sources, size_t n, const char *index, wary_say say, void *user)
{
    WY_CLEANUP(wy_index_builder_freep) struct wy_index_builder *builder = wy_index_builder_new();
    struct building b = {builder, say, user};
    struct wy_import_options options = {.limits = &w->limits, .sink = add_record, .user = &b, .skipped = tell_skipped};
    struct wy_import_counts counts = {0};
    struct wy_diag diag = {0};
    if (!builder)
        return wary_fail(w, WARY_INTERNAL, _("out of memory"));
    for (size_t i = 0; i < n; i++) {
        wy_err err = wy_import(sources[i], &options, &counts, &diag);
        if (err)
            return wary_fail(w, err == WY_NO_MEMORY ? WARY_INTERNAL : WARY_NO_ANSWER, "%s: %s", sources[i], diag.text);
    }
    tell_counts(&b, &counts);
    if (counts.records == 0)
        return wary_fail(w, WARY_NO_ANSWER, _("no advisory was found in what was given"));
    tell_shrunk(&b, index, counts.records);
    tell_empty(&b, wy_index_builder_empty(builder));
    wy_err err = wy_index_builder_finish(builder, (uint32_t)counts.skipped, &diag);
    if (!err)
        err = wy_index_builder_write(builder, index, &diag);
    return err ? wary_fail(w, WARY_NO_ANSWER, "%s: %s", index, diag.text) : WARY_OK;
}

static void tell_fetched(void *user, bool important, const char *line)
{
    struct building *b = user;
    if (b->say)
        b->say(b->user, important, line);
}

int wary_advisories_update(wary *w, const char *source, const char *folder, wary_say say, void *user)
{
    struct building b = {NULL, say, user};
    struct wy_fetch_options options = {.limits = &w->limits,
                                       .ca_file = w->ca_file,
                                       .unsigned_too = w->unsigned_too,
                                       .seconds = w->seconds,
                                       .say = tell_fetched,
                                       .user = &b};
    struct wy_fetch_counts c;
    struct wy_diag diag = {0};
    char line[LINE_SIZE];
    wy_err err = wy_fetch(source, folder, &options, &c, &diag);
    if (err)
        return wary_fail(w, err == WY_NO_MEMORY ? WARY_INTERNAL : WARY_NO_ANSWER, "%s", diag.text);
    (void)snprintf(
        line, sizeof line,
        _("%llu files with %llu records; %llu had a digest that fits, %llu a signature that fits, %llu failed"),
        (unsigned long long)c.files, (unsigned long long)c.records, (unsigned long long)c.checked,
        (unsigned long long)c.signed_ones, (unsigned long long)c.failed);
    tell_fetched(&b, true, line);
    (void)snprintf(line, sizeof line,
                   wy_ngettext("%llu of these was refused because of its signature",
                               "%llu of these were refused because of their signatures", (unsigned long)c.refused),
                   (unsigned long long)c.refused);
    if (c.refused)
        tell_fetched(&b, true, line);
    if (c.failed) // what came is there and can be built; a script has to notice all the same
        return wary_fail(w, WARY_NO_ANSWER,
                         wy_ngettext("not all was fetched: %llu file is missing; run it again, or build without it",
                                     "not all was fetched: %llu files are missing; run it again, or build without them",
                                     (unsigned long)c.failed),
                         (unsigned long long)c.failed);
    return WARY_OK;
}

int wary_cvss_score(wary *w, const char *vector, char score[8], char severity[16])
{
    struct wy_cvss c;
    struct wy_diag diag = {0};
    char text[WY_CVSS_SCORE_SIZE];
    if (wy_cvss_parse(wy_str_trim(wy_str_c(vector)), &c, &diag) != WY_OK)
        return wary_fail(w, WARY_USAGE, "%s", diag.text);
    wy_str s = wy_cvss_format(c.score, text), word = wy_cvss_severity(c.version, c.score);
    (void)snprintf(score, 8, "%.*s", WY_ARG(s));
    (void)snprintf(severity, 16, "%.*s", WY_ARG(word));
    return WARY_OK;
}

int wary_version_compare(wary *w, const char *order, const char *a, const char *b, int *out)
{
    enum wy_order o = wy_order_find(wy_str_c(order));
    if (o == WY_ORDER_NONE)
        return wary_fail(w, WARY_USAGE, _("there is no order of versions called \"%s\""), order);
    bool text = wy_utf8_valid(wy_str_bytes(wy_str_c(a))) && wy_utf8_valid(wy_str_bytes(wy_str_c(b)));
    *out = text ? wy_version_compare(o, wy_str_c(a), wy_str_c(b)).sign : WY_UNORDERED;
    return WARY_OK;
}

const char *wary_version_order(size_t i)
{
    return i + 1 < WY_ORDERS ? wy_order_name((enum wy_order)(i + 1)).ptr : NULL;
}

static void put_status(void *user, const struct wy_matched *m)
{
    struct wy_buf *out = user;
    wy_buf_add(out, wy_match_word(m->status));
    wy_buf_char(out, '\n');
}

static int match_case(wary *w, const struct wy_index *index, const char *path, struct wy_buf *out)
{
    struct wy_evidence ev;
    struct wy_diag diag = {0};
    struct wy_asked asked;
    wy_bytes text;
    struct wy_arena_mark mark = wy_arena_mark(&w->arena);
    int code = wary_read_file(w, path, &text);
    if (code != WARY_OK)
        return code;
    wy_evidence_init(&ev, &w->limits);
    wy_err err = wy_evidence_decode(&ev, text, &diag);
    if (err)
        code = wary_fail(w, WARY_NO_ANSWER, "%s: %s", path, diag.text);
    else if (!wy_asked_from_evidence(&ev, &w->arena, &asked) ||
             wy_index_match(index, &asked, &w->arena, put_status, out) != WY_OK)
        code = wary_fail(w, WARY_INTERNAL, _("out of memory"));
    wy_evidence_fini(&ev);
    wy_arena_reset(&w->arena, mark);
    return code;
}

int wary_advisories_match(wary *w, const char *index, const char *const *cases, size_t n, int fd)
{
    WY_CLEANUP(wy_index_closep) struct wy_index ix = {0};
    struct wy_diag diag = {0};
    struct wy_buf out;
    if (wy_index_open(&ix, index, &diag) != WY_OK)
        return wary_fail(w, WARY_NO_ANSWER, "%s: %s", index, diag.text);
    wy_buf_init(&out, (size_t)w->limits.report);
    int code = WARY_OK;
    for (size_t i = 0; i < n && code == WARY_OK; i++)
        code = match_case(w, &ix, cases[i], &out);
    if (code == WARY_OK)
        code = wary_write_buf(w, &out, fd);
    wy_buf_fini(&out);
    return code;
}
