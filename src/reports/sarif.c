// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// SARIF 2.1.0 (OASIS) for code-scanning services: rules are the check rows, results carry stable partialFingerprints,
// at most ten locations each (services refuse more). Gaps are tool notifications.
#include "checks/check.h"
#include "core/json.h"
#include "core/lang.h"
#include "reports/view.h"

enum { LOCATIONS_MAX = 10 };

struct log {
    struct wy_json_writer w;
    struct wy_view view;
    struct wy_buf *out;
};

static void put_message(struct log *l, const char *key, wy_str text)
{
    wy_json_open(&l->w, wy_str_c(key), '{');
    wy_json_put_str(&l->w, WY_S("text"), text.ptr ? text : WY_S(""));
    wy_json_close(&l->w, '}');
}

static const char *level(enum wy_severity severity)
{
    static const char *const words[] = {"note", "note", "warning", "error", "error"};
    return words[severity];
}

static void put_rule(struct log *l, const struct wy_check *check)
{
    static const char *const scores[] = {"0.0", "2.0", "5.0", "8.0", "9.5"};
    wy_json_open(&l->w, (wy_str){0}, '{');
    wy_json_put_str(&l->w, WY_S("id"), wy_str_c(check->id));
    put_message(l, "shortDescription", wy_str_c(_(check->title)));
    put_message(l, "fullDescription", wy_str_c(_(check->means)));
    put_message(l, "help", wy_str_c(_(check->next_step)));
    if (check->reference && wy_str_starts(wy_str_c(check->reference), WY_S("https://")))
        wy_json_put_str(&l->w, WY_S("helpUri"), wy_str_c(check->reference));
    wy_json_open(&l->w, WY_S("defaultConfiguration"), '{');
    wy_json_put_str(&l->w, WY_S("level"), wy_str_c(level(check->severity)));
    wy_json_close(&l->w, '}');
    wy_json_open(&l->w, WY_S("properties"), '{');
    wy_json_open(&l->w, WY_S("tags"), '[');
    wy_json_put_str(&l->w, (wy_str){0}, WY_S("security"));
    wy_json_put_str(&l->w, (wy_str){0}, wy_str_c(wy_question_word(check->question)));
    wy_json_close(&l->w, ']');
    wy_json_put_str(&l->w, WY_S("security-severity"), wy_str_c(scores[check->severity]));
    wy_json_close(&l->w, '}');
    wy_json_close(&l->w, '}');
}

// A relative reference of RFC 3986: every byte that is not unreserved or a slash is escaped.
static wy_str uri(struct log *l, const struct wy_origin *at)
{
    struct wy_buf text, path;
    wy_buf_init(&text, 1 << 20);
    wy_buf_init(&path, 1 << 22);
    wy_buf_add(&text, wy_source_name(l->view.in->evidence, at->source));
    if (at->item.len) {
        wy_buf_char(&text, '/');
        wy_buf_add(&text, at->item);
    }
    wy_str shown = wy_view_quote(&l->view, wy_buf_str(&text), l->out);
    while (shown.len && shown.ptr[0] == '/')
        shown = wy_str_from(shown, 1);
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.ptr[i];
        if (wy_is_alpha(c) || wy_is_digit(c) || (c && strchr("-._~/", c)))
            wy_buf_char(&path, c);
        else
            wy_buf_printf(&path, "%%%02X", (unsigned)(uint8_t)c);
    }
    wy_str copy = wy_arena_dup(&l->view.arena, wy_buf_str(&path));
    wy_buf_fini(&text);
    wy_buf_fini(&path);
    return copy.len ? copy : WY_S("evidence");
}

static void put_location(struct log *l, const struct wy_origin *at, wy_str excerpt)
{
    wy_json_open(&l->w, (wy_str){0}, '{');
    wy_json_open(&l->w, WY_S("physicalLocation"), '{');
    wy_json_open(&l->w, WY_S("artifactLocation"), '{');
    wy_json_put_str(&l->w, WY_S("uri"), uri(l, at));
    wy_json_close(&l->w, '}');
    if ((at->unit == WY_AT_LINE && at->position) || at->unit == WY_AT_BYTE) {
        bool line = at->unit == WY_AT_LINE;
        wy_json_open(&l->w, WY_S("region"), '{');
        wy_json_put_u64(&l->w, line ? WY_S("startLine") : WY_S("byteOffset"), at->position);
        wy_json_close(&l->w, '}');
    }
    wy_json_close(&l->w, '}');
    if (excerpt.ptr)
        put_message(l, "message", wy_view_quote(&l->view, excerpt, l->out));
    wy_json_close(&l->w, '}');
}

// Which number the check has among the rules, or -1.
static int64_t rule_index(const char *id)
{
    for (size_t i = 0; i < wy_checks_n; i++)
        if (wy_str_eq(wy_str_c(wy_checks[i]->id), wy_str_c(id)))
            return (int64_t)i;
    return -1;
}

static wy_str message(struct log *l, const struct wy_finding *f)
{
    wy_str title = wy_view_text(&l->view, f->title, l->out), means = wy_view_text(&l->view, f->means, l->out);
    wy_str not_mean = wy_view_text(&l->view, f->does_not_mean, l->out);
    wy_str next = wy_view_text(&l->view, f->next_step, l->out);
    return wy_arena_printf(&l->view.arena, "%.*s\n%.*s\n%.*s\n%s %.*s", WY_ARG(title), WY_ARG(means), WY_ARG(not_mean),
                           _("Next step:"), WY_ARG(next));
}

static void put_properties(struct log *l, const struct wy_finding *f)
{
    wy_json_open(&l->w, WY_S("partialFingerprints"), '{');
    wy_json_put_str(&l->w, WY_S("wary/v1"), wy_str_c(f->fingerprint));
    wy_json_close(&l->w, '}');
    wy_json_open(&l->w, WY_S("properties"), '{');
    wy_json_put_str(&l->w, WY_S("id"), f->id);
    wy_json_put_str(&l->w, WY_S("status"), wy_str_c(wy_status_word(f->status)));
    wy_json_put_str(&l->w, WY_S("severity"), wy_str_c(wy_severity_word(f->severity)));
    wy_json_open(&l->w, WY_S("aliases"), '[');
    for (size_t i = 0; i < f->aliases.n; i++)
        wy_json_put_str(&l->w, (wy_str){0}, f->aliases.v[i]);
    wy_json_close(&l->w, ']');
    wy_json_close(&l->w, '}');
}

static void put_result(struct log *l, const struct wy_finding *f)
{
    bool fails = f->status == WY_ST_AFFECTED || f->status == WY_ST_POSSIBLE;
    int64_t rule = rule_index(f->check);
    wy_json_open(&l->w, (wy_str){0}, '{');
    wy_json_put_str(&l->w, WY_S("ruleId"), wy_str_c(f->check));
    if (rule >= 0)
        wy_json_put_int(&l->w, WY_S("ruleIndex"), rule);
    // SARIF 3.27.9: only a result of kind "fail" has a level; "open" is what could not be decided.
    wy_json_put_str(&l->w, WY_S("kind"),
                    wy_str_c(fails                            ? "fail"
                             : f->status == WY_ST_CANNOT_TELL ? "open"
                                                              : "informational"));
    wy_json_put_str(&l->w, WY_S("level"), wy_str_c(fails ? level(f->severity) : "none"));
    put_message(l, "message", message(l, f));
    wy_json_open(&l->w, WY_S("locations"), '[');
    size_t n = 0;
    for (WY_EACH(struct wy_finding_evidence, e, f->evidence))
        if (n++ < LOCATIONS_MAX)
            put_location(l, &e->at, e->excerpt);
    wy_json_close(&l->w, ']');
    put_properties(l, f);
    wy_json_close(&l->w, '}');
}

static void put_driver(struct log *l)
{
    wy_json_open(&l->w, WY_S("tool"), '{');
    wy_json_open(&l->w, WY_S("driver"), '{');
    wy_json_put_str(&l->w, WY_S("name"), WY_S("Wary"));
    wy_json_put_str(&l->w, WY_S("semanticVersion"), wy_str_c(l->view.in->version));
    wy_json_open(&l->w, WY_S("rules"), '[');
    for (size_t i = 0; i < wy_checks_n; i++)
        put_rule(l, wy_checks[i]);
    wy_json_close(&l->w, ']');
    wy_json_close(&l->w, '}');
    wy_json_close(&l->w, '}');
}

static void put_invocation(struct log *l)
{
    const struct wy_evidence *ev = l->view.in->evidence;
    wy_json_open(&l->w, WY_S("invocations"), '[');
    wy_json_open(&l->w, (wy_str){0}, '{');
    wy_json_put_bool(&l->w, WY_S("executionSuccessful"), true);
    wy_json_open(&l->w, WY_S("toolExecutionNotifications"), '[');
    for (WY_EACH(struct wy_gap, g, ev->gaps)) {
        wy_json_open(&l->w, (wy_str){0}, '{');
        wy_json_put_str(&l->w, WY_S("level"), WY_S("warning"));
        put_message(l, "message", wy_view_gap(&l->view, g, l->out));
        wy_json_open(&l->w, WY_S("locations"), '[');
        put_location(l, &g->at, (wy_str){0});
        wy_json_close(&l->w, ']');
        wy_json_close(&l->w, '}');
    }
    wy_json_close(&l->w, ']');
    wy_json_close(&l->w, '}');
    wy_json_close(&l->w, ']');
}

static void put_log(struct log *l)
{
    wy_json_open(&l->w, (wy_str){0}, '{');
    wy_json_put_str(&l->w, WY_S("$schema"),
                    WY_S("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"));
    wy_json_put_str(&l->w, WY_S("version"), WY_S("2.1.0"));
    wy_json_open(&l->w, WY_S("runs"), '[');
    wy_json_open(&l->w, (wy_str){0}, '{');
    put_driver(l);
    wy_json_put_str(&l->w, WY_S("language"), wy_str_c(l->view.in->lang ? l->view.in->lang : "en"));
    put_invocation(l);
    wy_json_open(&l->w, WY_S("results"), '[');
    for (size_t i = 0; i < l->view.n; i++)
        put_result(l, l->view.findings[i]);
    wy_json_close(&l->w, ']');
    wy_json_open(&l->w, WY_S("properties"), '{');
    wy_json_put_str(&l->w, WY_S("verdict"), wy_str_c(wy_verdict_word(l->view.in->answers->total)));
    wy_json_put_str(&l->w, WY_S("knowledge"), wy_say_data_age(&l->view, l->out));
    wy_json_close(&l->w, '}');
    wy_json_close(&l->w, '}');
    wy_json_close(&l->w, ']');
    wy_json_close(&l->w, '}');
}

static wy_err write_sarif(const struct wy_report_input *in, struct wy_buf *out)
{
    struct log l = {.out = out};
    wy_err err = wy_view_init(&l.view, in);
    if (err)
        return err;
    l.w = wy_json_writer_init(out, 6);
    put_log(&l);
    wy_view_fini(&l.view);
    return out->err;
}

const struct wy_report wy_report_sarif = {.name = "sarif", .media = "application/sarif+json", .write = write_sarif};
