// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of versions, of the revision history, and of dates that must agree with it. Times are compared in UTC.
#include "knowledge/lint/rules.h"

#include <stdlib.h>

static bool number(wy_str s, uint64_t *out)
{
    return s.len > 0 && (s.len == 1 || s.ptr[0] != '0') && wy_is_digit(s.ptr[0]) && wy_str_u64(s, out);
}

static bool identifiers(wy_str s, bool numeric_rule)
{
    if (!s.len)
        return false;
    for (wy_str part; wy_str_next(&s, '.', &part);) {
        bool all_digits = true;
        for (size_t i = 0; i < part.len; i++) {
            char c = part.ptr[i];
            if (!wy_is_digit(c) && !wy_is_alpha(c) && c != '-')
                return false;
            all_digits &= wy_is_digit(c);
        }
        if (!part.len || (numeric_rule && all_digits && part.len > 1 && part.ptr[0] == '0'))
            return false;
    }
    return true;
}

// Integer versions are mapped to X.0.0 (6.1.14).
struct lint_version lint_version(wy_str s)
{
    struct lint_version v = {.text = s};
    if (!s.ptr)
        return v;
    if (number(s, &v.part[0])) {
        v.ok = true;
        return v;
    }
    v.semver = true;
    size_t plus = wy_str_find_char(s, '+');
    wy_str core = s;
    if (plus != WY_NPOS) {
        v.build = wy_str_from(s, plus + 1);
        core = wy_str_sub(s, 0, plus);
        if (!identifiers(v.build, false))
            return v;
    }
    size_t dash = wy_str_find_char(core, '-');
    if (dash != WY_NPOS) {
        v.pre = wy_str_from(core, dash + 1);
        core = wy_str_sub(core, 0, dash);
        if (!identifiers(v.pre, true))
            return v;
    }
    size_t n = 0;
    for (wy_str part; wy_str_next(&core, '.', &part); n++)
        if (n >= 3 || !number(part, &v.part[n]))
            return v;
    v.ok = n == 3;
    return v;
}

static bool all_digits(wy_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

static int identifier_cmp(wy_str a, wy_str b)
{
    bool a_number = all_digits(a), b_number = all_digits(b);
    if (a_number != b_number)
        return a_number ? -1 : 1;
    if (a_number && a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return wy_str_cmp(a, b);
}

static int pre_cmp(wy_str a, wy_str b)
{
    if (!a.ptr || !b.ptr)
        return (a.ptr ? -1 : 0) + (b.ptr ? 1 : 0);
    wy_str x, y;
    for (;;) {
        bool more_a = wy_str_next(&a, '.', &x), more_b = wy_str_next(&b, '.', &y);
        if (!more_a || !more_b)
            return (more_a ? 1 : 0) - (more_b ? 1 : 0);
        int order = identifier_cmp(x, y);
        if (order)
            return order < 0 ? -1 : 1;
    }
}

int lint_version_cmp(const struct lint_version *a, const struct lint_version *b)
{
    for (size_t i = 0; i < 3; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return pre_cmp(a->pre, b->pre);
}

static const struct wy_json *history(const struct lint *l) { return LINT_GET(l->tracking, "revision_history"); }

// 6.1.14
void lint_sorted_history(struct lint *l)
{
    for (size_t i = 1; i < l->sorted_n; i++)
        if (lint_version_cmp(&l->sorted[i - 1].version, &l->sorted[i].version) > 0)
            lint_fail(l, history(l), "by date, version %.*s comes before %.*s; correct a date or a number",
                      WY_ARG(l->sorted[i - 1].version.text), WY_ARG(l->sorted[i].version.text));
}

static struct lint_version document_version(const struct lint *l)
{
    return lint_version(LINT_STR(l->tracking, "version"));
}

// 6.1.16: build metadata is ignored, for a draft the pre-release part as well.
void lint_latest_version(struct lint *l)
{
    struct lint_version v = document_version(l);
    if (!v.ok || l->sorted_n == 0)
        return;
    struct lint_version last = l->sorted[l->sorted_n - 1].version;
    if (wy_str_eq(l->status, WY_S("draft")))
        v.pre = last.pre = (wy_str){0};
    if (v.semver != last.semver || lint_version_cmp(&v, &last))
        lint_fail(l, LINT_GET(l->tracking, "version"),
                  "the document version is %.*s, its latest revision is %.*s; make them equal", WY_ARG(v.text),
                  WY_ARG(last.text));
}

// 6.1.17
void lint_status_draft(struct lint *l)
{
    struct lint_version v = document_version(l);
    if (v.ok && (v.part[0] == 0 || v.pre.ptr) && !wy_str_eq(l->status, WY_S("draft")))
        lint_fail_at(l, l->tracking, "status", "version %.*s is not released, so the status must be draft",
                     WY_ARG(v.text));
}

// 6.1.18
void lint_released_history(struct lint *l)
{
    if (!lint_released(l))
        return;
    for (LINT_EACH(revision, r, l->revisions))
        if (r->version.ok && r->version.part[0] == 0)
            lint_fail(l, r->number, "the document is %.*s, so its history must not list version %.*s; remove the item",
                      WY_ARG(l->status), WY_ARG(r->version.text));
}

// 6.1.19
void lint_pre_release_history(struct lint *l)
{
    for (LINT_EACH(revision, r, l->revisions))
        if (r->version.ok && r->version.pre.ptr)
            lint_fail(l, r->number, "a pre-release version does not belong into the history; remove '-%.*s'",
                      WY_ARG(r->version.pre));
}

// 6.1.20
void lint_non_draft_version(struct lint *l)
{
    struct lint_version v = document_version(l);
    if (lint_released(l) && v.ok && v.pre.ptr)
        lint_fail(l, LINT_GET(l->tracking, "version"),
                  "the document is %.*s, so its version must not be a pre-release; remove '-%.*s'", WY_ARG(l->status),
                  WY_ARG(v.pre));
}

static bool in_history(const struct lint *l, uint64_t major)
{
    for (size_t i = 0; i < l->sorted_n; i++)
        if (l->sorted[i].version.part[0] == major)
            return true;
    return false;
}

// 6.1.21
void lint_missing_revision(struct lint *l)
{
    if (l->sorted_n == 0)
        return;
    if (l->sorted[0].version.part[0] > 1)
        lint_fail(l, history(l), "the first revision by date is %.*s; the history must start with version 0 or 1",
                  WY_ARG(l->sorted[0].version.text));
    uint32_t told = 0;
    for (size_t i = 1; i < l->sorted_n && told < 8; i++) {
        uint64_t before = l->sorted[i - 1].version.part[0], after = l->sorted[i].version.part[0];
        if (after <= before || after - before == 1)
            continue;
        bool elsewhere = in_history(l, before + 1);
        told++;
        lint_fail(l, history(l),
                  elsewhere
                      ? "version %llu is listed, but not between the revisions around it by date; correct the dates"
                      : "version %llu is not listed at all; add the revision",
                  (unsigned long long)before + 1);
    }
}

// 6.1.22
void lint_multiple_revisions(struct lint *l)
{
    struct wy_map seen;
    wy_map_init(&seen, l->arena);
    for (LINT_EACH(revision, r, l->revisions)) {
        wy_str text = wy_json_str(r->number);
        struct wy_map_slot *slot = text.ptr ? wy_map_put(&seen, text) : NULL;
        if (slot && slot->value)
            lint_fail(l, r->number, "version %.*s stands more than once in the history; number each revision once",
                      WY_ARG(text));
        if (slot)
            slot->value = r;
    }
}

// 6.1.30
void lint_mixed_versioning(struct lint *l)
{
    struct lint_version first = document_version(l);
    for (LINT_EACH(revision, r, l->revisions)) {
        if (r->version.ok && !first.ok)
            first = r->version;
        if (r->version.ok && r->version.semver != first.semver)
            lint_fail(l, r->number, "%.*s and %.*s mix integer and semantic versioning; use one of them",
                      WY_ARG(r->version.text), WY_ARG(first.text));
    }
}

// 6.2.4
void lint_build_metadata(struct lint *l)
{
    for (LINT_EACH(revision, r, l->revisions))
        if (r->version.ok && r->version.build.ptr)
            lint_fail(l, r->number, "the revision number carries build metadata; remove '+%.*s'",
                      WY_ARG(r->version.build));
}

static void not_older(struct lint *l, const char *member, bool oldest)
{
    const struct wy_json *node = wy_json_get(l->tracking, wy_str_c(member));
    int64_t seconds;
    uint32_t nanos;
    const struct lint_revision *edge = NULL;
    for (LINT_EACH(revision, r, l->revisions)) {
        int order = edge && r->dated ? lint_time_cmp(r->time, r->nanos, edge->time, edge->nanos) : 0;
        if (r->dated && (!edge || (oldest ? order < 0 : order > 0)))
            edge = r;
    }
    if (edge && lint_is(node, WY_JSON_STRING) && lint_time(node->string, &seconds, &nanos) &&
        lint_time_cmp(seconds, nanos, edge->time, edge->nanos) < 0)
        lint_fail(l, node, "%s is older than the %s revision; correct one of the dates", member,
                  oldest ? "oldest" : "newest");
}

// 6.2.5
void lint_initial_release_date(struct lint *l) { not_older(l, "initial_release_date", true); }

// 6.2.6
void lint_current_release_date(struct lint *l) { not_older(l, "current_release_date", false); }

static int by_moment(const void *a, const void *b)
{
    const struct lint_revision *x = a, *y = b;
    int order = lint_time_cmp(x->time, x->nanos, y->time, y->nanos);
    return order ? order : x->node < y->node ? -1 : x->node > y->node;
}

// 6.2.21
void lint_same_timestamps(struct lint *l)
{
    struct lint_revision *rows = wy_new(l->arena, struct lint_revision, l->revisions.n + 1);
    size_t n = 0;
    if (!rows) {
        l->out_of_memory = true;
        return;
    }
    for (LINT_EACH(revision, r, l->revisions))
        if (r->dated)
            rows[n++] = *r;
    qsort(rows, n, sizeof *rows, by_moment);
    for (size_t i = 1; i < n; i++)
        if (lint_time_cmp(rows[i - 1].time, rows[i - 1].nanos, rows[i].time, rows[i].nanos) == 0)
            lint_fail(l, LINT_GET(rows[i].node, "date"),
                      "two revisions have the same date and time; correct one of them");
}

// 6.1.27.16
void lint_two_revisions(struct lint *l)
{
    if (!lint_is(history(l), WY_JSON_ARRAY) || history(l)->n < 2)
        lint_fail_at(l, l->tracking, "revision_history",
                     "a withdrawn or superseded document has at least two revisions; add them");
}

static void check_date(struct lint *l, const struct wy_json *object, const char *member)
{
    const struct wy_json *node = wy_json_get(object, wy_str_c(member));
    if (lint_is(node, WY_JSON_STRING) && !lint_is_date_time(node->string, true))
        lint_fail(l, node, "is not a valid date and time; write it like 2026-01-31T12:00:00Z, without leap seconds");
}

static void check_dates(struct lint *l, const struct wy_json *list, const char *member)
{
    for (WY_JSON_EACH(item, list))
        check_date(l, item, member);
}

// 6.1.37
void lint_date_and_time(struct lint *l)
{
    static const char *const lists[] = {"flags", "involvements", "remediations", "threats",
                                        "first_known_exploitation_dates"};
    check_date(l, l->tracking, "current_release_date");
    check_date(l, LINT_GET(l->tracking, "generator"), "date");
    check_date(l, l->tracking, "initial_release_date");
    check_dates(l, history(l), "date");
    for (LINT_EACH(vuln, v, l->vulns)) {
        check_date(l, v->node, "disclosure_date");
        check_date(l, v->node, "discovery_date");
        check_date(l, v->node, "release_date");
        for (size_t i = 0; i < WY_COUNT(lists); i++)
            check_dates(l, wy_json_get(v->node, wy_str_c(lists[i])), "date");
        check_dates(l, LINT_GET(v->node, "first_known_exploitation_dates"), "exploitation_date");
        for (WY_JSON_EACH(metric, v->metrics)) {
            check_date(l, wy_json_path(metric, "content.epss"), "timestamp");
            check_date(l, wy_json_path(metric, "content.ssvc_v2"), "timestamp");
        }
    }
}

static void not_after_history(struct lint *l, const struct wy_json *node)
{
    int64_t seconds, newest;
    uint32_t nanos, newest_nanos;
    if (lint_is(node, WY_JSON_STRING) && lint_time(node->string, &seconds, &nanos) &&
        lint_newest(l, &newest, &newest_nanos) && lint_time_cmp(seconds, nanos, newest, newest_nanos) > 0)
        lint_fail(l, node, "is newer than the newest revision; add a revision or correct the date");
}

// 6.1.45
void lint_disclosure_date(struct lint *l)
{
    if (l->clear && lint_released(l))
        for (LINT_EACH(vuln, v, l->vulns))
            not_after_history(l, LINT_GET(v->node, "disclosure_date"));
}

// 6.2.33
void lint_disclosure_newer(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        const struct wy_json *node = LINT_GET(v->node, "disclosure_date");
        int64_t seconds;
        uint32_t nanos;
        if (lint_is(node, WY_JSON_STRING) && lint_time(node->string, &seconds, &nanos) && seconds <= l->now)
            not_after_history(l, node);
    }
}

static void metric_timestamps(struct lint *l, const char *path)
{
    if (!lint_released(l))
        return;
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(metric, v->metrics))
            not_after_history(l, wy_json_path(metric, path));
}

// 6.1.49
void lint_ssvc_timestamp(struct lint *l) { metric_timestamps(l, "content.ssvc_v2.timestamp"); }

// 6.1.51
void lint_epss_timestamp(struct lint *l) { metric_timestamps(l, "content.epss.timestamp"); }

// 6.1.52
void lint_exploitation_dates(struct lint *l)
{
    if (!lint_released(l))
        return;
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, LINT_GET(v->node, "first_known_exploitation_dates"))) {
            not_after_history(l, LINT_GET(item, "date"));
            not_after_history(l, LINT_GET(item, "exploitation_date"));
        }
}

// 6.1.53
void lint_exploitation_date(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, LINT_GET(v->node, "first_known_exploitation_dates"))) {
            wy_str date = LINT_STR(item, "date"), exploited = LINT_STR(item, "exploitation_date");
            int64_t a, b;
            uint32_t an, bn;
            if (date.ptr && exploited.ptr && lint_time(date, &a, &an) && lint_time(exploited, &b, &bn) &&
                lint_time_cmp(b, bn, a, an) > 0)
                lint_fail(l, LINT_GET(item, "exploitation_date"),
                          "the exploitation is newer than the date of the statement; correct one of them");
        }
}

// 6.2.41: more than 15 days.
void lint_epss_old(struct lint *l)
{
    int64_t newest, seconds, youngest = 0;
    uint32_t nanos, newest_nanos, youngest_nanos = 0;
    if (!lint_released(l) || !lint_newest(l, &newest, &newest_nanos))
        return;
    for (LINT_EACH(vuln, v, l->vulns)) {
        const struct wy_json *found = NULL;
        for (WY_JSON_EACH(metric, v->metrics)) {
            const struct wy_json *node = wy_json_path(metric, "content.epss.timestamp");
            if (!lint_is(node, WY_JSON_STRING) || !lint_time(node->string, &seconds, &nanos) ||
                (found && lint_time_cmp(seconds, nanos, youngest, youngest_nanos) <= 0))
                continue;
            found = node;
            youngest = seconds;
            youngest_nanos = nanos;
        }
        if (found && lint_time_cmp(youngest + INT64_C(15) * 86400, youngest_nanos, newest, newest_nanos) < 0)
            lint_fail(l, found,
                      "the youngest EPSS value is more than 15 days older than the newest revision; ask for a new one");
    }
}
