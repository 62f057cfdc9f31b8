// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The report for people at a terminal, or in a mail: plain text of 80 columns. The first line is the scope, the last
// line the verdict. Meaning is never carried by colour alone.
#include "core/lang.h"
#include "core/wrap.h"
#include "reports/attested.h"
#include "reports/chain.h"
#include "reports/leaks.h"
#include "reports/view.h"

#include <stdio.h>

enum { WIDTH_DEFAULT = 80, WIDTH_MIN = 40, WIDTH_MAX = 120, EXCERPT_MAX = 600, EVIDENCE_MAX = 12 };

struct page {
    struct wy_view view;
    struct wy_buf *out;
    unsigned width;
};

static const char *const colours[] = {"\033[32m", "\033[36m", "\033[33m", "\033[1;31m"}; // by verdict

static void paint(struct page *p, const char *code)
{
    if (p->view.in->colour)
        wy_buf_addc(p->out, code);
}

// A paragraph behind a label: the label at `indent`, further lines under the text's first word where that leaves room.
static void hanging(struct page *p, unsigned indent, unsigned hang, const char *label, wy_str text)
{
    if (!text.len)
        return;
    wy_buf_repeat(p->out, ' ', indent);
    unsigned column = indent;
    if (*label) {
        paint(p, "\033[1m");
        wy_buf_addc(p->out, label);
        paint(p, "\033[0m");
        wy_buf_char(p->out, ' ');
        column += (unsigned)wy_columns(wy_str_c(label)) + 1;
    }
    wy_wrap(p->out, wy_view_harmless(&p->view, text, p->out), (struct wy_wrap){p->width, column, indent + hang});
}

static void labelled(struct page *p, unsigned indent, const char *label, wy_str text)
{
    hanging(p, indent, 2, label, text);
}

static void heading(struct page *p, const char *text, const char *colour)
{
    wy_buf_char(p->out, '\n');
    paint(p, colour);
    wy_buf_addc(p->out, text);
    paint(p, "\033[0m");
    wy_buf_char(p->out, '\n');
}

static void tell_scope(struct page *p)
{
    const struct wy_evidence *ev = p->view.in->evidence;
    struct wy_buf scope;
    wy_buf_init(&scope, 1 << 22);
    for (WY_EACH(struct wy_source, s, ev->sources)) {
        if (scope.len)
            wy_buf_addc(&scope, ", ");
        wy_buf_add(&scope, wy_view_quote(&p->view, s->target, p->out));
        wy_str kind = wy_say_kind(s->kind);
        wy_buf_printf(&scope, " (%.*s%s%.*s)", WY_ARG(kind), s->note.len ? ", " : "", WY_ARG(s->note));
    }
    wy_str text = scope.len ? wy_buf_str(&scope) : wy_str_c(_("nothing"));
    labelled(p, 0, _("Examined:"), text);
    wy_buf_fini(&scope);
    labelled(p, 0, _("Device:"), wy_say_device(&p->view, p->out));
    if (p->view.in->unsandboxed)
        labelled(p, 0, _("Note:"), wy_str_c(_("read without a sandbox, as asked.")));
}

static void tell_questions(struct page *p)
{
    const struct wy_answers *a = p->view.in->answers;
    size_t widest = wy_columns(wy_str_c(_("not examined")));
    for (int v = 0; v <= WY_ACT_NOW; v++)
        widest = wy_max(widest, wy_columns(wy_str_c(wy_say_verdict((enum wy_verdict)v))));
    wy_buf_char(p->out, '\n');
    for (int q = 0; q < WY_QUESTIONS; q++) {
        const struct wy_answer *answer = &a->question[q];
        const char *word = answer->examined ? wy_say_verdict(answer->verdict) : _("not examined");
        paint(p, answer->examined ? colours[answer->verdict] : "\033[2m");
        wy_buf_addc(p->out, word);
        paint(p, "\033[0m");
        wy_buf_repeat(p->out, ' ', widest + 2 - wy_columns(wy_str_c(word)));
        wy_wrap(p->out, wy_str_c(wy_say_question((enum wy_question)q)),
                (struct wy_wrap){p->width, (unsigned)widest + 2, (unsigned)widest + 2});
    }
}

static wy_str cut(wy_str text)
{
    if (text.len <= EXCERPT_MAX)
        return text;
    size_t end = EXCERPT_MAX;
    while (end && ((uint8_t)text.ptr[end] & 0xc0) == 0x80)
        end--;
    return wy_str_sub(text, 0, end);
}

static void tell_evidence(struct page *p, const struct wy_finding *f)
{
    size_t told = 0;
    for (WY_EACH(struct wy_finding_evidence, e, f->evidence)) {
        if (told++ == EVIDENCE_MAX)
            break;
        char position[WY_POSITION_SIZE];
        wy_str where = wy_position_text(&e->at, position);
        // With one target the scope has named it already.
        bool named = p->view.in->evidence->sources.n == 1 && e->at.item.len;
        wy_str around = e->at.item.len ? wy_source_around(p->view.in->evidence, &e->at)
                                       : wy_source_short(p->view.in->evidence, e->at.source);
        wy_str source = named ? WY_S("") : wy_view_quote(&p->view, around, p->out);
        wy_str item = wy_view_quote(&p->view, e->at.item, p->out);
        wy_str excerpt = wy_view_quote(&p->view, e->excerpt, p->out);
        wy_str shown = cut(excerpt);
        bool nowhere = !source.len && !item.len; // of an answer that nothing in the evidence gives
        wy_str text = nowhere ? shown
                              : wy_arena_printf(&p->view.arena, "%.*s%s — %.*s%s%.*s%s%.*s (%s)", WY_ARG(shown),
                                                shown.len < excerpt.len ? " …" : "", WY_ARG(source),
                                                source.len && item.len ? " > " : "", WY_ARG(item),
                                                where.len ? ", " : "", WY_ARG(where), wy_say_certainty(e->at.kind));
        labelled(p, 3, _("Seen:"), text);
    }
    size_t more = f->unquoted + (f->evidence.n > EVIDENCE_MAX ? f->evidence.n - EVIDENCE_MAX : 0);
    if (more)
        labelled(p, 5, "", wy_view_more(&p->view, more));
}

static wy_str aliases_line(struct page *p, const struct wy_finding *f)
{
    struct wy_buf line;
    wy_buf_init(&line, 1 << 20);
    wy_buf_addc(&line, wy_say_severity(f->severity));
    if (f->status != WY_ST_INFO)
        wy_buf_printf(&line, ", %s", wy_say_status(f->status));
    for (size_t i = 0; i < f->aliases.n; i++)
        wy_buf_printf(&line, ", %.*s", WY_ARG(f->aliases.v[i]));
    wy_str copy = wy_arena_dup(&p->view.arena, wy_buf_str(&line));
    wy_buf_fini(&line);
    return copy;
}

static void tell_finding(struct page *p, const struct wy_finding *f, size_t number)
{
    wy_buf_char(p->out, '\n');
    char label[24];
    (void)snprintf(label, sizeof label, "%zu.", number);
    hanging(p, 0, 3, label, wy_view_text(&p->view, f->title, p->out));
    labelled(p, 3, "", aliases_line(p, f));
    tell_evidence(p, f);
    labelled(p, 3, _("Means:"), wy_view_text(&p->view, f->means, p->out));
    labelled(p, 3, _("But:"), wy_view_text(&p->view, f->does_not_mean, p->out));
    labelled(p, 3, _("Next step:"), wy_view_text(&p->view, f->next_step, p->out));
    labelled(p, 3, _("More:"), wy_arena_printf(&p->view.arena, "wary explain %.*s", WY_ARG(f->id)));
}

static void tell_findings(struct page *p)
{
    int group = -1;
    for (size_t i = 0; i < p->view.n; i++) {
        int weight = (int)wy_finding_weight(p->view.findings[i]);
        if (weight != group)
            heading(p, wy_say_group((enum wy_verdict)weight), colours[weight]);
        group = weight;
        tell_finding(p, p->view.findings[i], i + 1);
    }
}

static void tell_chain(struct page *p)
{
    struct wy_link links[WY_LINKS];
    if (!wy_chain(&p->view, links, p->out))
        return;
    heading(p, _("The chain of trust"), "\033[1m");
    wy_chain_terminal(links, p->width, p->out);
    if (!p->view.in->evidence->attestations.n)
        return;
    heading(p, _("The attestation, field by field"), "\033[1m");
    wy_attested_terminal(&p->view, p->width, p->out);
}

static void tell_leaks(struct page *p)
{
    struct wy_leak_table table;
    wy_err err = wy_leak_table_init(&p->view, p->out, &table);
    if (err != WY_OK)
        p->out->err = p->out->err ? p->out->err : err;
    if (err != WY_OK || (!table.n && !p->view.in->evidence->steps.n))
        return;
    heading(p, _("Personal data in the traffic"), "\033[1m");
    if (table.n)
        wy_leak_table_text(&p->view, &table, p->width, p->out);
    else
        labelled(p, 0, "-", wy_leak_none(p->view.in->evidence));
    wy_leak_steps_text(&p->view, p->width, p->out);
}

static void tell_cleared(struct page *p)
{
    const struct wy_findings *f = p->view.in->findings;
    if (!f->cleared.n)
        return;
    heading(p, _("Looked at and in order"), "\033[1m");
    for (WY_EACH(struct wy_cleared, c, f->cleared)) {
        wy_str reason = wy_view_text(&p->view, c->reason, p->out);
        wy_str name = c->aliases.n ? c->aliases.v[0] : wy_view_quote(&p->view, c->subject, p->out);
        labelled(p, 0, "-", wy_arena_printf(&p->view.arena, "%.*s: %.*s", WY_ARG(name), WY_ARG(reason)));
    }
}

// Checks that need the same evidence are told in one line, with the way to get it. There are as many rows as checks.
static void tell_same_way(struct page *p, const struct wy_not_assessed *first)
{
    const struct wy_findings *f = p->view.in->findings;
    struct wy_buf titles;
    wy_buf_init(&titles, 1 << 20);
    for (WY_EACH(struct wy_not_assessed, u, f->unassessed)) {
        if (u->question != first->question || !wy_str_eq(u->how, first->how))
            continue;
        if (u < first) {
            wy_buf_fini(&titles); // told already
            return;
        }
        wy_buf_addc(&titles, titles.len ? "; " : "");
        wy_buf_add(&titles, wy_view_text(&p->view, u->title, p->out));
    }
    wy_str how = wy_view_text(&p->view, first->how, p->out);
    labelled(p, 0, "-",
             wy_arena_printf(&p->view.arena, _("%s: %.*s. To find out: %.*s."), wy_say_question_name(first->question),
                             WY_ARG(wy_buf_str(&titles)), WY_ARG(how)));
    wy_buf_fini(&titles);
}

static void tell_unassessed(struct page *p)
{
    const struct wy_findings *f = p->view.in->findings;
    bool told[WY_QUESTIONS] = {false}, any = f->unassessed.n > 0;
    for (int q = 0; q < WY_QUESTIONS; q++)
        any |= !p->view.in->answers->question[q].examined;
    if (!any)
        return;
    heading(p, _("Not examined"), "\033[1m");
    for (int q = 0; q < WY_QUESTIONS; q++) {
        for (WY_EACH(struct wy_not_assessed, u, f->unassessed)) {
            if ((int)u->question != q)
                continue;
            told[q] = true;
            tell_same_way(p, u);
        }
        if (!told[q] && !p->view.in->answers->question[q].examined)
            labelled(p, 0, "-",
                     wy_arena_printf(&p->view.arena, "%s: %s", wy_say_question_name((enum wy_question)q),
                                     _("not assessed yet by this version of Wary.")));
    }
}

static void tell_gaps(struct page *p)
{
    const struct wy_evidence *ev = p->view.in->evidence;
    if (!ev->gaps.n && !ev->gaps_untold)
        return;
    heading(p, _("Could not be read"), "\033[1m");
    for (WY_EACH(struct wy_gap, g, ev->gaps)) {
        size_t same = wy_view_same_gaps(&p->view, g);
        if (!same)
            continue;
        char position[WY_POSITION_SIZE];
        wy_str where = wy_position_text(&g->at, position);
        wy_str item = wy_view_quote(&p->view, g->at.item, p->out);
        wy_str source = wy_view_quote(&p->view, wy_source_around(ev, &g->at), p->out);
        wy_str reason = wy_view_gap(&p->view, g, p->out);
        wy_str more = same > 1 ? wy_view_more(&p->view, same - 1) : (wy_str){0};
        labelled(p, 0, "-",
                 wy_arena_printf(&p->view.arena, "%.*s%s%.*s%s%.*s: %.*s%s%.*s", WY_ARG(source),
                                 source.len && item.len ? " > " : "", WY_ARG(item), where.len ? ", " : "",
                                 WY_ARG(where), WY_ARG(reason), more.len ? "; " : "", WY_ARG(more)));
    }
    if (ev->gaps_untold)
        labelled(p, 0, "-",
                 wy_arena_printf(&p->view.arena, _("and further places: %llu"), (unsigned long long)ev->gaps_untold));
    if (wy_view_nothing_read(&p->view))
        labelled(p, 0, _("Next step:"), wy_str_c(wy_say_what_to_give()));
}

static void tell_end(struct page *p)
{
    const struct wy_report_input *in = p->view.in;
    wy_buf_char(p->out, '\n');
    labelled(p, 0, _("Knowledge:"), wy_say_data_age(&p->view, p->out));
    if (!in->reveal)
        labelled(p, 0, _("Privacy:"), wy_str_c(_("personal values are shown as tokens such as IMEI-3f9a1c.")));
    wy_buf_char(p->out, '\n');
    wy_buf_addc(p->out, _("Verdict:"));
    wy_buf_char(p->out, ' ');
    paint(p, colours[in->answers->total]);
    wy_buf_addc(p->out, wy_say_verdict(in->answers->total));
    paint(p, "\033[0m");
    wy_buf_addc(p->out, _(". ")); // TRANSLATORS: what ends a sentence before the next one
    // The last line is one line, so that `tail -1` has the whole of it.
    wy_buf_addc(p->out, wy_say_verdict_long(in->answers->total));
    wy_buf_char(p->out, '\n');
}

static wy_err write_terminal(const struct wy_report_input *in, struct wy_buf *out)
{
    struct page p = {.out = out, .width = in->width ? in->width : WIDTH_DEFAULT};
    if (p.width < WIDTH_MIN)
        p.width = WIDTH_MIN;
    if (p.width > WIDTH_MAX)
        p.width = WIDTH_MAX;
    wy_err err = wy_view_init(&p.view, in);
    if (err)
        return err;
    tell_scope(&p);
    tell_questions(&p);
    tell_findings(&p);
    tell_chain(&p);
    tell_leaks(&p);
    tell_cleared(&p);
    if (!wy_view_nothing_read(&p.view))
        tell_unassessed(&p);
    tell_gaps(&p);
    tell_end(&p);
    wy_view_fini(&p.view);
    return out->err;
}

const struct wy_report wy_report_terminal = {
    .name = "terminal",
    .media = "text/plain; charset=utf-8",
    .write = write_terminal,
};
