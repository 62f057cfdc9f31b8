// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Golden cases: evidence in, findings out. tests/golden/CHECK/CASE.evidence.json is judged on a fixed day, and what the
// check of that name said must equal CASE.findings.json beside it. An optional CASE.stix2 is given as indicators.
// A folder's records/ are compiled into an index, which is then all that is known.
//     run CHECK-FOLDER...              compares
//     run --update CHECK-FOLDER...     writes the expected files anew; look at the difference before you commit it
#include "checks/check.h"
#include "core/json.h"
#include "evidence/codec.h"
#include "knowledge/import.h"
#include "knowledge/index/build.h"
#include "knowledge/knowledge.h"
#include "knowledge/stix.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 24 };
static const int64_t today = INT64_C(1795219200); // 2026-11-21

struct tally {
    unsigned done, failed, hits, misses;
    bool update;
    struct wy_knowledge *knowledge; // NULL without records
    struct wy_arena arena;          // of the index
};

static bool slurp(const char *path, struct wy_buf *out)
{
    wy_buf_init(out, FILE_MAX);
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        wy_buf_add(out, (wy_str){block, n});
    fclose(f);
    return out->err == WY_OK;
}

// Only what one check said: other checks may change without touching this file.
static void put_findings(struct wy_json_writer *w, const struct wy_findings *f, wy_str check)
{
    wy_json_open(w, WY_S("findings"), '[');
    for (WY_EACH(struct wy_finding, row, f->findings)) {
        if (!wy_str_eq(wy_str_c(row->check), check))
            continue;
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("id"), row->id);
        wy_json_put_str(w, WY_S("subject"), row->subject);
        wy_json_put_str(w, WY_S("severity"), wy_str_c(wy_severity_word(row->severity)));
        wy_json_put_str(w, WY_S("status"), wy_str_c(wy_status_word(row->status)));
        wy_json_put_str(w, WY_S("title"), row->title);
        wy_json_open(w, WY_S("excerpts"), '[');
        for (WY_EACH(struct wy_finding_evidence, e, row->evidence))
            wy_json_put_str(w, (wy_str){0}, e->excerpt);
        wy_json_close(w, ']');
        wy_json_put_str(w, WY_S("next_step"), row->next_step);
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
}

static void put_rest(struct wy_json_writer *w, const struct wy_findings *f, wy_str check)
{
    wy_json_open(w, WY_S("not_assessed"), '[');
    for (WY_EACH(struct wy_not_assessed, u, f->unassessed))
        if (wy_str_eq(wy_str_c(u->check), check))
            wy_json_put_str(w, (wy_str){0}, u->reason);
    wy_json_close(w, ']');
}

static wy_err add_record(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    return wy_index_builder_add(user, record, diag);
}

// The way of `wary advisories build`, without a file.
static bool compile(struct tally *t, const char *folder)
{
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/records", folder);
    wy_arena_init(&t->arena, 0);
    if (access(path, F_OK) != 0)
        return true;
    WY_CLEANUP(wy_index_builder_freep) struct wy_index_builder *builder = wy_index_builder_new();
    struct wy_import_options options = {.limits = &wy_limits_default, .sink = add_record, .user = builder};
    struct wy_import_counts counts = {0};
    struct wy_diag diag = {0};
    struct wy_index index;
    wy_bytes bytes;
    t->knowledge = wy_knowledge_new_empty(&wy_limits_default);
    return builder && t->knowledge && wy_import(path, &options, &counts, &diag) == WY_OK && !counts.skipped &&
           wy_index_builder_finish(builder, 0, &diag) == WY_OK && wy_index_builder_copy(builder, &t->arena, &bytes) &&
           wy_index_from_bytes(&index, bytes, &diag) == WY_OK &&
           wy_knowledge_add_index(t->knowledge, &index, &diag) == WY_OK &&
           wy_knowledge_settle(t->knowledge, &diag) == WY_OK;
}

static bool judge(const struct wy_knowledge *knowledge, wy_str evidence, wy_str indicators, wy_str check,
                  struct wy_buf *out, bool *hit)
{
    struct wy_evidence ev;
    struct wy_findings f;
    struct wy_indicators set;
    struct wy_diag diag = {0};
    wy_evidence_init(&ev, &wy_limits_default);
    wy_findings_init(&f, &wy_limits_default);
    wy_indicators_init(&set, &wy_limits_default);
    bool ok =
        wy_evidence_decode(&ev, wy_str_bytes(evidence), &diag) == WY_OK && ev.gaps.n == 0 &&
        (!indicators.len || wy_indicators_load(&set, WY_S("list.stix2"), wy_str_bytes(indicators), &diag) == WY_OK);
    if (ok) {
        struct wy_check_run run = {.ev = &ev, .knowledge = knowledge, .indicators = &set, .out = &f, .now = today};
        wy_checks_run(&run);
        struct wy_json_writer w = wy_json_writer_init(out, 3);
        wy_json_open(&w, (wy_str){0}, '{');
        put_findings(&w, &f, check);
        put_rest(&w, &f, check);
        wy_json_close(&w, '}');
        for (WY_EACH(struct wy_finding, row, f.findings))
            *hit |= wy_str_eq(wy_str_c(row->check), check);
    } else {
        printf("# %s\n", diag.text);
    }
    wy_indicators_fini(&set);
    wy_findings_fini(&f);
    wy_evidence_fini(&ev);
    return ok;
}

static bool write_file(const char *path, wy_str text)
{
    FILE *f = fopen(path, "wb");
    if (!f)
        return false;
    bool ok = fwrite(text.ptr, 1, text.len, f) == text.len;
    return fclose(f) == 0 && ok;
}

static bool run_case(struct tally *t, const char *folder, wy_str check, const char *name)
{
    char path[3][4200];
    static const char *const ends[] = {"evidence.json", "stix2", "findings.json"};
    for (size_t i = 0; i < 3; i++)
        (void)snprintf(path[i], sizeof path[i], "%s/%s.%s", folder, name, ends[i]);
    struct wy_buf evidence, indicators, expected, actual;
    bool hit = false, ok = slurp(path[0], &evidence);
    (void)slurp(path[1], &indicators);
    bool there = slurp(path[2], &expected);
    wy_buf_init(&actual, FILE_MAX);
    ok = ok && judge(t->knowledge, wy_buf_str(&evidence), wy_buf_str(&indicators), check, &actual, &hit);
    if (ok && t->update)
        ok = write_file(path[2], wy_buf_str(&actual));
    else if (ok && !(there && wy_str_eq(wy_buf_str(&expected), wy_buf_str(&actual)))) {
        printf("# got:\n");
        wy_str rest = wy_buf_str(&actual), line;
        while (wy_str_next(&rest, '\n', &line))
            printf("#   %.*s\n", WY_ARG(line));
        ok = false;
    }
    t->hits += hit;
    t->misses += !hit;
    wy_buf_fini(&evidence);
    wy_buf_fini(&indicators);
    wy_buf_fini(&expected);
    wy_buf_fini(&actual);
    return ok;
}

static int is_case(const struct dirent *e) { return wy_str_ends(wy_str_c(e->d_name), WY_S(".evidence.json")); }

static void told(struct tally *t, bool ok, wy_str check, const char *what)
{
    t->failed += !ok;
    printf("%s %u - %.*s %s\n", ok ? "ok" : "not ok", ++t->done, WY_ARG(check), what);
}

// The last part of the folder's path, which may end in a slash.
static wy_str check_of(const char *folder)
{
    wy_str path = wy_str_c(folder);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t slash = wy_str_rfind_char(path, '/');
    return slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
}

static void run_folder(struct tally *t, const char *folder)
{
    wy_str check = check_of(folder);
    struct dirent **names = NULL;
    int n = scandir(folder, &names, is_case, alphasort);
    t->hits = t->misses = 0;
    t->knowledge = NULL;
    if (!compile(t, folder))
        told(t, false, check, "has records that make an index");
    for (int i = 0; i < n; i++) {
        char name[300];
        (void)snprintf(name, sizeof name, "%.*s", (int)(strlen(names[i]->d_name) - strlen(".evidence.json")),
                       names[i]->d_name);
        told(t, run_case(t, folder, check, name), check, name);
        free(names[i]);
    }
    free(names);
    told(t, t->hits > 0 && t->misses > 0 && wy_check_find(check), check, "is a check, with a hit and a miss");
    wy_knowledge_free(t->knowledge);
    wy_arena_fini(&t->arena);
}

// A check without a folder is a check without a test. The advisory checks have theirs beside the advisories.
static void every_check_has_a_folder(struct tally *t, char **folders, int n)
{
    for (size_t i = 0; i < wy_checks_n; i++) {
        bool found = wy_str_eq(wy_str_c(wy_checks[i]->id), WY_S("advisory-app")) ||
                     wy_str_eq(wy_str_c(wy_checks[i]->id), WY_S("advisory-firmware"));
        for (int k = 0; k < n && !found; k++) {
            found = wy_str_eq(check_of(folders[k]), wy_str_c(wy_checks[i]->id));
        }
        if (!found)
            told(t, false, wy_str_c(wy_checks[i]->id), "has a golden folder");
    }
}

int main(int argc, char **argv)
{
    struct tally t = {.update = argc > 1 && strcmp(argv[1], "--update") == 0};
    int first = 1 + t.update;
    for (int i = first; i < argc; i++)
        run_folder(&t, argv[i]);
    if (argc - first > 1)
        every_check_has_a_folder(&t, argv + first, argc - first);
    printf("1..%u\n", t.done);
    return t.failed ? 1 : 0;
}
