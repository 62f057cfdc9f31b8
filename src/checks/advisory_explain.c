// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Advisories in plain words: for `wary explain ID` and `wary advisories list` and `show`.
#include "checks/advisory.h"
#include "core/lang.h"

static void paragraph(struct wy_buf *out, const char *heading, wy_str text)
{
    if (!text.len)
        return;
    wy_buf_printf(out, "%s\n  ", heading);
    wy_buf_term(out, text);
    wy_buf_addc(out, "\n\n");
}

static void explain_statement(const struct wy_statement *s, struct wy_buf *out)
{
    const struct wy_csaf *d = s->document;
    wy_buf_printf(out, "  %.*s (%.*s)%s\n", WY_ARG(d->id), WY_ARG(d->date),
                  d->overlay_of.len ? _(": what is known beside the record") : "");
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
    wy_buf_printf(out, "\n  %.*s", WY_ARG(wy_flaw_severity(flaw)));
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

void wy_advisories_list(const struct wy_knowledge *k, struct wy_buf *out)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    for (WY_EACH(struct wy_flaw *, f, k->flaws)) {
        wy_buf_printf(out, "%-26.*s %-8.*s ", WY_ARG((*f)->id), WY_ARG(wy_flaw_severity(*f)));
        wy_buf_term(out, wy_advisory_text(&arena, wy_flaw_title(*f)));
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
