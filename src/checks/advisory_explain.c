// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Advisories in plain words: for `wary explain ID` and `wary advisories list` and `show`.
#include "checks/advisory.h"
#include "core/date.h"
#include "core/lang.h"

static void paragraph(struct wy_buf *out, const char *heading, wy_str text)
{
    if (!text.len)
        return;
    wy_buf_printf(out, "%s\n  ", heading);
    wy_buf_term(out, text);
    wy_buf_addc(out, "\n\n");
}

const char *wy_advisory_severity(wy_str word)
{
    static const struct {
        wy_str word;
        const char *say;
    } rows[] = {
        {WY_S_INIT("critical"), N_("critical")},
        {WY_S_INIT("high"), N_("high severity")},
        {WY_S_INIT("medium"), N_("medium severity")},
        {WY_S_INIT("low"), N_("low severity")},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq(word, rows[i].word))
            return _(rows[i].say);
    return _("for information");
}

wy_str wy_advisory_misfit(struct wy_arena *arena, const struct wy_score_misfit *m)
{
    if (!m->vector.ptr)
        return (wy_str){0};
    int p = m->published, c = m->computed;
    return c < 0
               ? wy_arena_printf(arena,
                                 _("The published score %d.%d stands beside a text that is no CVSS vector: %.*s"),
                                 p / 10, p % 10, WY_ARG(m->vector))
               : wy_arena_printf(arena, _("The published score %d.%d does not fit its vector, which gives %d.%d: %.*s"),
                                 p / 10, p % 10, c / 10, c % 10, WY_ARG(m->vector));
}

// When it was published and when it was written down here; the second alone for what nobody published.
static void explain_dates(const struct wy_statement *s, struct wy_buf *out)
{
    const struct wy_csaf *d = s->document;
    wy_buf_printf(out, "  %.*s", WY_ARG(d->id));
    if (s->released.len)
        wy_buf_printf(out, _(" (published %.*s, this copy %.*s)"), WY_ARG(s->released), WY_ARG(d->date));
    else
        wy_buf_printf(out, " (%.*s)", WY_ARG(d->date));
    wy_buf_printf(out, "%s\n", d->overlay_of.len ? _(": what is known beside the record") : "");
}

static void explain_statement(const struct wy_statement *s, struct wy_buf *out)
{
    explain_dates(s, out);
    for (WY_EACH(const struct wy_product_status, ps, s->status)) {
        wy_buf_printf(out, "    %s: ", wy_standing_say(ps->standing));
        wy_buf_term(out, ps->product->name);
        wy_buf_char(out, '\n');
    }
    for (WY_EACH(const struct wy_reference, r, s->references)) {
        wy_buf_addc(out, "    ");
        wy_buf_term(out, r->url);
        wy_buf_char(out, '\n');
    }
}

static void explain_texts(const struct wy_flaw *flaw, struct wy_arena *arena, struct wy_buf *out)
{
    const struct wy_remedy *remedy = wy_flaw_remedy(flaw);
    paragraph(out, _("What it means"), wy_advisory_text(arena, wy_flaw_note(flaw, wy_note_means)));
    paragraph(out, _("What it does not mean"), wy_advisory_text(arena, wy_flaw_note(flaw, wy_note_does_not_mean)));
    if (remedy)
        paragraph(out, _("What to do"), wy_advisory_text(arena, remedy->details));
    paragraph(out, _("How to look"), wy_advisory_text(arena, wy_flaw_note(flaw, wy_note_look)));
    paragraph(out, _("Who says what"), wy_flaw_note(flaw, WY_S("Who says what")));
    for (WY_EACH(const struct wy_statement *, s, flaw->statements))
        paragraph(out, _("Note"), wy_advisory_misfit(arena, &(*s)->misfit));
    if (!flaw->matchable)
        paragraph(out, _("Note"),
                  wy_str_c(_("Nothing in this advisory can be recognised on a device: it is listed, never matched.")));
}

void wy_advisory_explain(const struct wy_flaw *flaw, struct wy_buf *out)
{
    struct wy_arena arena;
    int score = wy_flaw_score(flaw);
    wy_arena_init(&arena, 1 << 20);
    wy_buf_printf(out, "%.*s: ", WY_ARG(flaw->id));
    wy_buf_term(out, wy_advisory_text(&arena, wy_flaw_title(flaw)));
    wy_buf_printf(out, "\n  %s", wy_advisory_severity(wy_flaw_severity(flaw)));
    if (score >= 0)
        wy_buf_printf(out, ", %d.%d (%.*s)", score / 10, score % 10, WY_ARG(wy_flaw_vector(flaw)));
    for (WY_EACH(const wy_str, id, flaw->ids))
        if (!wy_str_eq(*id, flaw->id))
            wy_buf_printf(out, ", %.*s", WY_ARG(*id));
    wy_buf_addc(out, "\n\n");
    explain_texts(flaw, &arena, out);
    wy_buf_printf(out, "%s\n", _("Sources"));
    for (WY_EACH(const struct wy_statement *, s, flaw->statements))
        explain_statement(*s, out);
    wy_arena_fini(&arena);
}

static void explain_row(const struct wy_index *ix, const struct wy_index_advisory *a, struct wy_buf *out)
{
    static const wy_str words[] = {WY_S_INIT("none"), WY_S_INIT("low"), WY_S_INIT("medium"), WY_S_INIT("high"),
                                   WY_S_INIT("critical")};
    char day[WY_DATE_SIZE];
    wy_str vector = wy_index_text(ix, a->vector);
    int level = a->score >= 90 ? 4 : a->score >= 70 ? 3 : a->score >= 40 ? 2 : a->score > 0 ? 1 : a->rated % 5;
    wy_buf_term(out, wy_index_text(ix, a->id));
    wy_buf_addc(out, ": ");
    wy_buf_term(out, wy_index_prose(ix, a->title));
    wy_buf_printf(out, "\n  %s", wy_advisory_severity(words[level]));
    if (a->score >= 0) {
        wy_buf_printf(out, ", %d.%d (", a->score / 10, a->score % 10);
        wy_buf_term(out, vector);
        wy_buf_char(out, ')');
    }
    wy_buf_printf(out, "%s%s%s\n\n", a->exploited ? _("; known to be exploited") : "",
                  a->withdrawn ? _("; withdrawn by its publisher") : "",
                  a->misfit ? _("; the score does not fit its vector") : "");
    paragraph(out, _("As published"), wy_index_prose(ix, a->text));
    wy_record_claims(ix, a, out);
    wy_buf_printf(out, "%s\n  ", _("Sources"));
    wy_buf_term(out, wy_index_text(ix, a->source));
    if (a->published > 0)
        wy_buf_printf(out, _(" (published %.*s)"), WY_ARG(wy_day_format(a->published, day)));
    wy_buf_addc(out, "\n");
}

bool wy_advisory_explain_rows(const struct wy_index *ix, wy_str id, struct wy_buf *out)
{
    const struct wy_index_advisory *a;
    uint32_t cursor = 0;
    bool found = false;
    for (; (a = wy_index_find(ix, id, &cursor)); found = true) {
        wy_buf_addc(out, found ? "\n" : "");
        explain_row(ix, a, out);
    }
    return found;
}

static bool has_misfit(const struct wy_flaw *flaw)
{
    for (WY_EACH(const struct wy_statement *, s, flaw->statements))
        if ((*s)->misfit.vector.ptr)
            return true;
    return false;
}

void wy_advisories_list(const struct wy_knowledge *k, struct wy_buf *out)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    for (WY_EACH(struct wy_flaw *, f, k->flaws)) {
        wy_buf_printf(out, "%-26.*s %-8.*s ", WY_ARG((*f)->id), WY_ARG(wy_flaw_severity(*f)));
        wy_buf_term(out, wy_advisory_text(&arena, wy_flaw_title(*f)));
        if (has_misfit(*f))
            wy_buf_addc(out, _(" (score does not fit its vector)"));
        wy_buf_addc(out, (*f)->matchable ? "\n" : _(" (listed only)\n"));
    }
    for (WY_EACH(const struct wy_knowledge_problem, p, k->problems)) {
        wy_buf_term(out, p->file);
        wy_buf_addc(out, ": ");
        wy_buf_term(out, p->reason);
        wy_buf_char(out, '\n');
    }
    wy_arena_fini(&arena);
}
