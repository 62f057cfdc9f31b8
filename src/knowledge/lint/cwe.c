// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of CWE: the name as it was in the release that the document names, deprecation, use for mapping. Categories and
// views are no weaknesses and are in no row of the table.
#include "core/date.h"
#include "knowledge/lint/rules.h"
#include "knowledge/lint/tables/tables.h"

// First row of this number, or NULL.
static const struct lint_cwe *first_row(wy_str id)
{
    uint64_t number;
    if (!wy_str_starts(id, WY_S("CWE-")) || !wy_str_u64(wy_str_from(id, 4), &number))
        return NULL;
    size_t low = 0, high = lint_cwes_n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (lint_cwes[mid].number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low < lint_cwes_n && lint_cwes[low].number == number ? &lint_cwes[low] : NULL;
}

static const struct lint_cwe *next_row(const struct lint_cwe *row)
{
    return row + 1 < lint_cwes + lint_cwes_n && row[1].number == row->number ? row + 1 : NULL;
}

static const struct lint_cwe *row_in(wy_str id, size_t release)
{
    for (const struct lint_cwe *row = first_row(id); row; row = next_row(row))
        if (row->first <= release && release <= row->last)
            return row;
    return NULL;
}

// Index of the release, or LINT_NONE.
static int release_of(wy_str version)
{
    for (size_t i = 0; i < lint_cwe_releases_n; i++)
        if (wy_str_eq(lint_cwe_releases[i].version, version))
            return (int)i;
    return LINT_NONE;
}

static uint32_t yyyymmdd(int64_t seconds)
{
    int year, month, day;
    int64_t days = (seconds - (((seconds % 86400) + 86400) % 86400)) / 86400;
    wy_ymd_from_day((int32_t)days, &year, &month, &day);
    return year < 0 ? 0 : (uint32_t)(year * 10000 + month * 100 + day);
}

// The document is younger than the table, so a release that is not in it may exist.
static bool table_is_old(const struct lint *l)
{
    int64_t seconds;
    uint32_t nanos;
    return lint_newest(l, &seconds, &nanos) && yyyymmdd(seconds) > lint_cwe_releases[lint_cwe_releases_n - 1].date;
}

// CSAF 2.0 names no release: the name may be that of any.
static void check_any(struct lint *l, const struct wy_json *cwe)
{
    wy_str id = LINT_STR(cwe, "id"), name = LINT_STR(cwe, "name");
    if (!id.ptr || !name.ptr)
        return;
    const struct lint_cwe *first = first_row(id), *last = first;
    for (const struct lint_cwe *row = first; row; row = next_row(row)) {
        if (wy_str_eq(row->name, name))
            return;
        last = row;
    }
    if (last)
        lint_fail(l, LINT_GET(cwe, "name"), "%.*s is called '%.*s'; write that name", WY_ARG(id), WY_ARG(last->name));
    else
        lint_fail(l, LINT_GET(cwe, "id"), "%.*s is no weakness that CWE lists; categories and views do not count",
                  WY_ARG(id));
}

static void check_release(struct lint *l, const struct wy_json *cwe)
{
    wy_str id = LINT_STR(cwe, "id"), name = LINT_STR(cwe, "name"), version = LINT_STR(cwe, "version");
    if (!id.ptr || !version.ptr)
        return;
    int release = release_of(version);
    if (release == LINT_NONE && table_is_old(l))
        return;
    if (release == LINT_NONE) {
        lint_fail(l, LINT_GET(cwe, "version"), "there is no CWE release %.*s; the newest known here is %.*s",
                  WY_ARG(version), WY_ARG(lint_cwe_releases[lint_cwe_releases_n - 1].version));
        return;
    }
    const struct lint_cwe *row = row_in(id, (size_t)release);
    if (!row)
        lint_fail(l, LINT_GET(cwe, "id"), "%.*s is no weakness in CWE %.*s; categories and views do not count",
                  WY_ARG(id), WY_ARG(version));
    else if (name.ptr && !wy_str_eq(row->name, name))
        lint_fail(l, LINT_GET(cwe, "name"), "%.*s is called '%.*s' in CWE %.*s; write that name", WY_ARG(id),
                  WY_ARG(row->name), WY_ARG(version));
}

// 6.1.11
void lint_cwe(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        if (!l->v21 && LINT_GET(v->node, "cwe"))
            check_any(l, LINT_GET(v->node, "cwe"));
        if (l->v21)
            for (WY_JSON_EACH(cwe, LINT_GET(v->node, "cwes")))
                check_release(l, cwe);
    }
}

static void check_rows(struct lint *l, bool (*bad)(const struct lint_cwe *row), const char *words)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(cwe, LINT_GET(v->node, "cwes"))) {
            wy_str id = LINT_STR(cwe, "id"), version = LINT_STR(cwe, "version");
            int release = version.ptr ? release_of(version) : LINT_NONE;
            const struct lint_cwe *row = id.ptr && release != LINT_NONE ? row_in(id, (size_t)release) : NULL;
            if (row && bad(row))
                lint_fail(l, cwe, "%.*s %s", WY_ARG(id), words);
        }
}

static bool is_deprecated(const struct lint_cwe *row) { return row->deprecated; }
static bool is_refused(const struct lint_cwe *row) { return row->usage >= LINT_CWE_DISCOURAGED; }
static bool needs_review(const struct lint_cwe *row) { return row->usage == LINT_CWE_REVIEW; }

// 6.2.23
void lint_cwe_deprecated(struct lint *l)
{
    check_rows(l, is_deprecated, "is deprecated in this release; use its replacement");
}

// 6.2.25
void lint_cwe_not_allowed(struct lint *l)
{
    check_rows(l, is_refused, "is not meant for vulnerabilities (discouraged or prohibited); use a more specific one");
}

// 6.2.26
void lint_cwe_review(struct lint *l)
{
    check_rows(l, needs_review, "is allowed with review only; see whether a more specific one fits");
}

// 6.2.24
void lint_cwe_version(struct lint *l)
{
    int64_t seconds;
    uint32_t nanos;
    if (!lint_newest(l, &seconds, &nanos))
        return;
    uint32_t day = yyyymmdd(seconds);
    size_t latest = 0;
    while (latest + 1 < lint_cwe_releases_n && lint_cwe_releases[latest + 1].date <= day)
        latest++;
    wy_str right = lint_cwe_releases[latest].version;
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(cwe, LINT_GET(v->node, "cwes"))) {
            wy_str version = LINT_STR(cwe, "version");
            if (version.ptr && !wy_str_eq(version, right) && !(release_of(version) == LINT_NONE && table_is_old(l)))
                lint_fail(l, LINT_GET(cwe, "version"),
                          "CWE %.*s was the latest at the last revision, not %.*s; look the entry up there",
                          WY_ARG(right), WY_ARG(version));
        }
}

// 6.3.4
void lint_missing_cwe(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        if (!wy_json_get(v->node, l->v21 ? WY_S("cwes") : WY_S("cwe")))
            lint_fail(l, v->node, "the vulnerability names no weakness; add a CWE");
}
