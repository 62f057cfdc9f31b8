// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What one phone costs, for make bench: match-phone INDEX CASE [RUNS] prints three times apart, each the least and the
// middle of RUNS, warm: reading the stored case, opening the index (mapping and closing it counts), and matching what
// is in memory with an index that was opened just now, so that the pages which the match touches are mapped in it.
#include "knowledge/index/match.h"
#include "evidence/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { READ, OPEN, MATCH, PARTS, RUNS_MAX = 10000 };
static const char *const names[PARTS] = {"read the case", "open the index", "match"};
static double took[PARTS][RUNS_MAX];

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void count(void *user, const struct wy_matched *m) { ((size_t *)user)[m->status]++; }

static wy_err once(const char *index, wy_bytes text, size_t run, size_t answers[], struct wy_diag *diag)
{
    struct wy_evidence ev;
    struct wy_index ix = {0};
    struct wy_asked asked;
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    double t0 = seconds();
    wy_err err = wy_evidence_decode(&ev, text, diag);
    double t1 = seconds();
    err = err ? err : wy_index_open(&ix, index, diag);
    double t2 = seconds();
    err = err ? err : wy_asked_from_evidence(&ev, &arena, &asked) ? WY_OK : WY_NO_MEMORY;
    err = err ? err : wy_index_match(&ix, &asked, &arena, count, answers);
    double t3 = seconds();
    wy_index_close(&ix);
    double t4 = seconds();
    took[READ][run] = t1 - t0;
    took[OPEN][run] = t2 - t1 + t4 - t3;
    took[MATCH][run] = t3 - t2;
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
    return err;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static uint8_t text[1 << 20];
    struct wy_diag diag = {0};
    size_t answers[WY_MATCH_AFFECTED + 1] = {0}, runs = argc > 3 ? strtoul(argv[3], NULL, 10) : 1000, told = 0;
    FILE *f = argc > 2 ? fopen(argv[2], "rb") : NULL;
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    wy_err err = n && runs && runs <= RUNS_MAX ? WY_OK : WY_UNSUPPORTED;
    for (size_t i = 0; i < runs && !err; i++)
        err = once(argv[1], (wy_bytes){text, n}, i, answers, &diag);
    if (f)
        (void)fclose(f);
    if (err) {
        fprintf(stderr, "match-phone INDEX CASE [RUNS]: %s\n", diag.text);
        return 1;
    }
    for (size_t i = 0; i <= WY_MATCH_AFFECTED; i++)
        told += answers[i] / runs;
    for (size_t i = 0; i < PARTS; i++) {
        qsort(took[i], runs, sizeof took[i][0], compare);
        printf("%-44s %8.3f ms least %8.3f ms middle\n", names[i], took[i][0] * 1e3, took[i][runs / 2] * 1e3);
    }
    printf("%-44s %zu\n", "answers", told);
    return 0;
}
