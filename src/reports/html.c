// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The report of a case as one page (reports/page.h).
#include "core/lang.h"
#include "reports/attested.h"
#include "reports/chain.h"
#include "reports/leaks.h"
#include "reports/page.h"
#include "reports/view.h"

struct html {
    struct wy_view view;
    struct wy_buf *out;
};

static const char *const classes[] = {"ok", "unsure", "soon", "now"}; // by verdict

// Text of ours or of evidence, harmless in every direction; line feeds become breaks.
static void put(struct html *h, wy_str text)
{
    wy_str rest = wy_view_harmless(&h->view, text, h->out), line;
    for (bool first = true; wy_str_next(&rest, '\n', &line); first = false) {
        if (!first)
            wy_buf_addc(h->out, "<br>");
        wy_buf_html(h->out, line);
    }
}

static void say(struct html *h, const char *text) { put(h, wy_str_c(text)); }

static void element(struct html *h, const char *open, wy_str text, const char *close)
{
    if (!text.len)
        return;
    wy_buf_addc(h->out, open);
    put(h, text);
    wy_buf_addc(h->out, close);
    wy_buf_char(h->out, '\n');
}

static void put_head(struct html *h)
{
    const struct wy_report_input *in = h->view.in;
    wy_page_head(h->out, in->lang, wy_say_verdict(in->answers->total), wy_leak_style);
}

static void put_scope(struct html *h)
{
    wy_buf_addc(h->out, "<p class=\"soft\">");
    say(h, _("Examined:"));
    for (WY_EACH(struct wy_source, s, h->view.in->evidence->sources)) {
        wy_buf_addc(h->out, " <code><bdi>");
        put(h, wy_view_quote(&h->view, s->target, h->out));
        wy_buf_addc(h->out, "</bdi></code> (");
        put(h, wy_say_kind(s->kind));
        wy_buf_char(h->out, ')');
    }
    wy_buf_addc(h->out, "</p>\n");
    element(h, "<p><b>", wy_say_device(&h->view, h->out), "</b></p>");
    if (h->view.in->unsandboxed)
        element(h, "<p>", wy_str_c(_("read without a sandbox, as asked.")), "</p>");
}

static void put_verdict(struct html *h)
{
    const struct wy_answers *a = h->view.in->answers;
    wy_buf_printf(h->out, "<div class=\"banner %s\">\n", classes[a->total]);
    element(h, "<h1>", wy_str_c(wy_say_verdict(a->total)), "</h1>");
    const char *words = wy_say_verdict_long(a->total);
    element(h, "<p>", wy_str_c(words), "</p>");
    wy_buf_addc(h->out, "</div>\n<table>\n<thead><tr><th scope=\"col\">");
    say(h, _("Question"));
    wy_buf_addc(h->out, "</th><th scope=\"col\">");
    say(h, _("Answer"));
    wy_buf_addc(h->out, "</th></tr></thead>\n<tbody>\n");
    for (int q = 0; q < WY_QUESTIONS; q++) {
        const struct wy_answer *answer = &a->question[q];
        wy_buf_addc(h->out, "<tr><td>");
        say(h, wy_say_question((enum wy_question)q));
        wy_buf_printf(h->out, "</td><td class=\"%s\">", answer->examined ? classes[answer->verdict] : "soft");
        say(h, answer->examined ? wy_say_verdict(answer->verdict) : _("not examined"));
        wy_buf_addc(h->out, "</td></tr>\n");
    }
    wy_buf_addc(h->out, "</tbody>\n</table>\n");
}

static void put_place(struct html *h, const struct wy_origin *at)
{
    char position[WY_POSITION_SIZE];
    wy_str source = wy_source_around(h->view.in->evidence, at);
    put(h, wy_view_quote(&h->view, source, h->out));
    if (at->item.len) {
        wy_buf_addc(h->out, source.len ? " &gt; " : "");
        put(h, wy_view_quote(&h->view, at->item, h->out));
    }
    wy_str where = wy_position_text(at, position);
    if (where.len) {
        wy_buf_addc(h->out, ", ");
        put(h, where);
    }
}

static void put_evidence(struct html *h, const struct wy_finding *f)
{
    if (!f->evidence.n)
        return;
    element(h, "<dt>", wy_str_c(_("Seen:")), "</dt><dd><ul>");
    for (WY_EACH(struct wy_finding_evidence, e, f->evidence)) {
        wy_buf_addc(h->out, "<li><code><bdi>");
        put(h, wy_view_quote(&h->view, e->excerpt, h->out));
        wy_buf_addc(h->out, "</bdi></code>");
        bool nowhere = !e->at.item.len && !wy_source_name(h->view.in->evidence, e->at.source).len;
        if (nowhere) { // of an answer that nothing in the evidence gives
            wy_buf_addc(h->out, "</li>\n");
            continue;
        }
        wy_buf_addc(h->out, "<br><span class=\"soft\">");
        put_place(h, &e->at);
        wy_buf_addc(h->out, " (");
        say(h, wy_say_certainty(e->at.kind));
        wy_buf_addc(h->out, ")</span></li>\n");
    }
    if (f->unquoted)
        element(h, "<li>", wy_view_more(&h->view, f->unquoted), "</li>\n");
    wy_buf_addc(h->out, "</ul></dd>\n");
}

static void put_term(struct html *h, const char *label, wy_str text, const char *open)
{
    if (!text.len)
        return;
    element(h, "<dt>", wy_str_c(label), "</dt>");
    element(h, open, wy_view_text(&h->view, text, h->out), "</dd>");
}

static void put_finding(struct html *h, const struct wy_finding *f)
{
    wy_buf_printf(h->out, "<article class=\"%s\">\n", classes[wy_finding_weight(f)]);
    element(h, "<h3>", wy_view_text(&h->view, f->title, h->out), "</h3>");
    wy_buf_addc(h->out, "<p class=\"soft\">");
    say(h, wy_say_severity(f->severity));
    if (f->status != WY_ST_INFO) {
        wy_buf_addc(h->out, " · ");
        say(h, wy_say_status(f->status));
    }
    for (size_t i = 0; i < f->aliases.n; i++) {
        wy_buf_addc(h->out, " · ");
        put(h, f->aliases.v[i]);
    }
    wy_buf_addc(h->out, "</p>\n<dl>\n");
    put_term(h, _("Next step:"), f->next_step, "<dd class=\"step\">");
    put_term(h, _("Means:"), f->means, "<dd>");
    put_term(h, _("But:"), f->does_not_mean, "<dd>");
    put_evidence(h, f);
    wy_buf_addc(h->out, "</dl>\n</article>\n");
}

static void put_findings(struct html *h)
{
    int group = -1;
    for (size_t i = 0; i < h->view.n; i++) {
        int weight = (int)wy_finding_weight(h->view.findings[i]);
        if (weight != group)
            element(h, "<h2>", wy_str_c(wy_say_group((enum wy_verdict)weight)), "</h2>");
        group = weight;
        put_finding(h, h->view.findings[i]);
    }
}

static void put_cleared(struct html *h)
{
    const struct wy_findings *f = h->view.in->findings;
    if (!f->cleared.n)
        return;
    element(h, "<h2>", wy_str_c(_("Looked at and in order")), "</h2><ul>");
    for (WY_EACH(struct wy_cleared, c, f->cleared)) {
        wy_buf_addc(h->out, "<li>");
        put(h, c->aliases.n ? c->aliases.v[0] : wy_view_quote(&h->view, c->subject, h->out));
        wy_buf_addc(h->out, ": ");
        element(h, "", wy_view_text(&h->view, c->reason, h->out), "</li>");
    }
    wy_buf_addc(h->out, "</ul>\n");
}

static void put_unassessed(struct html *h)
{
    const struct wy_findings *f = h->view.in->findings;
    if (!f->unassessed.n)
        return;
    element(h, "<h2>", wy_str_c(_("Not examined")), "</h2><ul>");
    for (WY_EACH(struct wy_not_assessed, u, f->unassessed)) {
        wy_buf_addc(h->out, "<li>");
        put(h, wy_view_text(&h->view, u->title, h->out));
        wy_buf_addc(h->out, ": ");
        wy_str reason = wy_view_text(&h->view, u->reason, h->out), how = wy_view_text(&h->view, u->how, h->out);
        element(h, "", wy_arena_printf(&h->view.arena, _("%.*s. To find out: %.*s."), WY_ARG(reason), WY_ARG(how)),
                "</li>");
    }
    wy_buf_addc(h->out, "</ul>\n");
}

static void put_gaps(struct html *h)
{
    const struct wy_evidence *ev = h->view.in->evidence;
    if (!ev->gaps.n && !ev->gaps_untold)
        return;
    element(h, "<h2>", wy_str_c(_("Could not be read")), "</h2><ul>");
    for (WY_EACH(struct wy_gap, g, ev->gaps)) {
        size_t same = wy_view_same_gaps(&h->view, g);
        if (!same)
            continue;
        wy_buf_addc(h->out, "<li>");
        put_place(h, &g->at);
        wy_buf_addc(h->out, ": ");
        element(h, "", wy_view_gap(&h->view, g, h->out), same > 1 ? "; " : "</li>");
        if (same > 1)
            element(h, "", wy_view_more(&h->view, same - 1), "</li>");
    }
    if (ev->gaps_untold)
        element(h, "<li>",
                wy_arena_printf(&h->view.arena, _("and further places: %llu"), (unsigned long long)ev->gaps_untold),
                "</li>");
    wy_buf_addc(h->out, "</ul>\n");
    if (wy_view_nothing_read(&h->view))
        element(h, "<p>", wy_arena_printf(&h->view.arena, "%s %s", _("Next step:"), wy_say_what_to_give()), "</p>");
}

static void put_foot(struct html *h)
{
    wy_buf_addc(h->out, "<footer>\n");
    element(h, "<p>", wy_say_data_age(&h->view, h->out), "</p>");
    if (!h->view.in->reveal)
        element(h, "<p>",
                wy_arena_printf(&h->view.arena, "%s %s", _("Privacy:"),
                                _("personal values are shown as tokens such as IMEI-3f9a1c.")),
                "</p>");
    element(h, "<p>", wy_arena_printf(&h->view.arena, "Wary %s", h->view.in->version), "</p>");
    wy_buf_addc(h->out, "</footer>\n");
    wy_page_foot(h->out);
}

static wy_err write_html(const struct wy_report_input *in, struct wy_buf *out)
{
    struct html h = {.out = out};
    wy_err err = wy_view_init(&h.view, in);
    if (err)
        return err;
    put_head(&h);
    put_scope(&h);
    put_verdict(&h);
    put_findings(&h);
    wy_chain_html(&h.view, out);
    wy_attested_html(&h.view, out);
    wy_leak_section_html(&h.view, out);
    put_cleared(&h);
    if (!wy_view_nothing_read(&h.view))
        put_unassessed(&h);
    put_gaps(&h);
    put_foot(&h);
    wy_view_fini(&h.view);
    return out->err;
}

const struct wy_report wy_report_html = {.name = "html", .media = "text/html; charset=utf-8", .write = write_html};
