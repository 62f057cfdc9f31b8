// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "api/session.h"

#include "checks/advisory.h"
#include "checks/check.h"
#include "core/lang.h"
#include "core/wrap.h"
#include "knowledge/cvss.h"
#include "reports/explain.h"
#include "reports/report.h"
#include "reports/vex.h"

struct wy_report_knowledge wary_session_knows(const wary *w)
{
    const struct wy_knowledge *k = w->knowledge;
    return (struct wy_report_knowledge){k ? k->date : (wy_str){0}, k ? wy_knowledge_advisories(k) : 0,
                                        k ? wy_knowledge_age_days(k, w->now) : -1};
}

static struct wy_report_input input_of(const wary *w)
{
    return (struct wy_report_input){
        .evidence = &w->ev,
        .findings = &w->findings,
        .answers = &w->answers,
        .knowledge = wary_session_knows(w),
        .now = w->now,
        .version = wary_version(),
        .lang = wy_lang(),
        .width = w->width,
        .colour = w->colour,
        .reveal = w->reveal,
        .unsandboxed = !w->scan.sandbox,
    };
}

int wary_write_report(wary *w, const char *format, int fd)
{
    if (!w->judged)
        return wary_fail(w, WARY_USAGE, _("there is nothing to report before the evidence was judged"));
    const struct wy_report *report = wy_report_find(wy_str_c(format));
    if (!report)
        return wary_fail(w, WARY_USAGE,
                         _("format: \"%s\" is not one of terminal, json, jsonl, html, sarif, csv, cyclonedx"), format);
    struct wy_report_input in = input_of(w);
    struct wy_buf buf;
    wy_buf_init(&buf, (size_t)w->limits.report);
    wy_err err = report->write(&in, &buf);
    int code = err == WY_OK ? wary_write_buf(w, &buf, fd)
                            : wary_fail(w, WARY_INTERNAL, _("the report cannot be written: %s"), wy_err_name(err));
    wy_buf_fini(&buf);
    return code;
}

int wary_write_vex(wary *w, const char *format, int fd)
{
    bool csaf = strcmp(format, "csaf") == 0;
    if (!w->judged)
        return wary_fail(w, WARY_USAGE, _("there is nothing to report before the evidence was judged"));
    if (!csaf && strcmp(format, "cyclonedx") != 0)
        return wary_fail(w, WARY_USAGE, _("format: \"%s\" is not one of csaf, cyclonedx"), format);
    struct wy_report_input in = input_of(w);
    struct wy_buf buf;
    struct wy_diag diag = {0};
    wy_buf_init(&buf, (size_t)w->limits.report);
    wy_err err = csaf ? wy_vex_csaf(&in, &buf, &diag) : wy_vex_cyclonedx(&in, &buf, &diag);
    int code = err == WY_OK ? wary_write_buf(w, &buf, fd) : wary_fail_diag(w, err, &diag);
    wy_buf_fini(&buf);
    return code;
}

// Prose for people: as wide as the terminal, 80 columns elsewhere.
static int write_wrapped(wary *w, struct wy_buf *text, int fd)
{
    struct wy_buf wrapped;
    wy_buf_init(&wrapped, 1 << 24);
    wy_wrap_lines(&wrapped, wy_buf_str(text), w->width ? w->width : 80);
    if (text->err)
        wrapped.err = text->err;
    int code = wary_write_buf(w, &wrapped, fd);
    wy_buf_fini(&wrapped);
    return code;
}

// On the shelf, in the indexes, or both; WARY_USAGE when nobody knows the name.
static int explain_advisory(wary *w, const struct wy_knowledge *k, const char *written, int fd)
{
    wy_str id = wy_knowledge_id(wy_str_c(written), &w->arena);
    const struct wy_flaw *flaw = wy_knowledge_find(k, id);
    bool found = flaw != NULL;
    struct wy_buf buf, row;
    wy_buf_init(&buf, 1 << 24);
    if (flaw)
        wy_advisory_explain(flaw, &buf);
    for (WY_EACH(const struct wy_index, index, k->indexes)) {
        wy_buf_init(&row, 1 << 22);
        if (wy_advisory_explain_rows(index, id, &row)) {
            wy_buf_addc(&buf, found ? "\n" : "");
            wy_buf_add(&buf, wy_buf_str(&row));
            found = true;
        }
        wy_buf_fini(&row);
    }
    int code = found
                   ? write_wrapped(w, &buf, fd)
                   : wary_fail(w, WARY_USAGE, _("\"%s\" is not a check, finding or advisory that Wary knows"), written);
    wy_buf_fini(&buf);
    return code;
}

// A CVSS vector in plain words.
static int explain_vector(wary *w, const char *vector, int fd)
{
    struct wy_cvss c;
    struct wy_cvss_words words;
    struct wy_diag diag = {0};
    struct wy_buf buf;
    char score[WY_CVSS_SCORE_SIZE];
    unsigned cursor = 0;
    if (wy_cvss_parse(wy_str_trim(wy_str_c(vector)), &c, &diag) != WY_OK)
        return wary_fail(w, WARY_USAGE, _("character %llu of the vector: %s"), (unsigned long long)diag.offset + 1,
                         diag.text);
    wy_buf_init(&buf, 1 << 16);
    wy_str version = wy_cvss_version_name(c.version), severity = wy_cvss_severity(c.version, c.score);
    wy_str text = wy_cvss_format(c.score, score);
    wy_buf_printf(&buf, "CVSS %.*s: %.*s (%s)\n\n", WY_ARG(version), WY_ARG(text), wy_advisory_severity(severity));
    while (wy_cvss_next_words(&c, &cursor, &words))
        wy_buf_printf(&buf, "%s: %s%s\n", _(words.metric), _(words.value),
                      words.modified ? _(" (in this environment)") : "");
    if (c.version == WY_CVSS_40)
        wy_buf_printf(&buf, "\n%s\n",
                      _("The exact value is rounded to the nearest tenth, and up where it lies in the middle. Programs "
                        "that count in binary fractions give 0.1 less for a few vectors."));
    int code = write_wrapped(w, &buf, fd);
    wy_buf_fini(&buf);
    return code;
}

static bool is_vector(wy_str s)
{
    return wy_str_starts_nocase(s, WY_S("CVSS:")) || wy_str_starts(s, WY_S("AV:")) || wy_str_starts(s, WY_S("(AV:"));
}

int wary_explain(wary *w, const char *id, int fd)
{
    if (is_vector(wy_str_trim(wy_str_c(id))))
        return explain_vector(w, id, fd);
    const struct wy_check *check = wy_check_find(wy_str_c(id));
    const struct wy_knowledge *knowledge;
    int loaded = check ? WARY_OK : wary_session_knowledge(w, &knowledge);
    if (loaded != WARY_OK)
        return loaded;
    if (!check)
        return explain_advisory(w, knowledge, id, fd);
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    wy_explain_check(check, w->width, &buf);
    int code = wary_write_buf(w, &buf, fd);
    wy_buf_fini(&buf);
    return code;
}
