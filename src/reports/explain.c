// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/explain.h"

#include "core/lang.h"
#include "core/wrap.h"
#include "reports/view.h"

static void part(struct wy_buf *out, unsigned width, const char *heading, const char *text)
{
    wy_buf_printf(out, "\n%s\n  ", heading);
    wy_wrap(out, wy_str_c(text), (struct wy_wrap){width, 2, 2});
}

void wy_explain_check(const struct wy_check *check, unsigned width, struct wy_buf *out)
{
    unsigned columns = width ? width : 80;
    wy_wrap(out, wy_str_c(check->id), (struct wy_wrap){columns, 0, 2});
    wy_wrap(out, wy_str_c(_(check->title)), (struct wy_wrap){columns, 0, 2});
    part(out, columns, _("What it means"), _(check->means));
    part(out, columns, _("What it does not mean"), _(check->does_not_mean));
    part(out, columns, _("Next step"), _(check->next_step));
    if (check->menu != WY_MENU_NONE) {
        wy_buf_addc(out, "  ");
        wy_wrap(out, wy_str_c(wy_menu_path(check->menu, NULL)), (struct wy_wrap){columns, 2, 4});
    }
    part(out, columns, _("Answers"), wy_say_question(check->question));
    part(out, columns, _("Can be examined in"), _(check->kinds));
    if (check->reference)
        part(out, columns, _("Reference"), check->reference);
}

void wy_explain_catalogue(struct wy_buf *out)
{
    // REUSE-IgnoreStart
    wy_buf_addc(
        out, "<!--\nSPDX-FileCopyrightText: 2026 The Wary authors\nSPDX-License-Identifier: Apache-2.0\n-->\n"
             "# Checks\n\nMade from the rows in `src/checks` by `tests/unit/reports/catalogue.c`; do not edit it.\n");
    // REUSE-IgnoreEnd
    for (size_t i = 0; i < wy_checks_n; i++) {
        const struct wy_check *c = wy_checks[i];
        wy_buf_printf(out, "\n## %s\n\n%s. Question: %s. At worst: %s.\n\n", c->id, c->title,
                      wy_question_word(c->question), wy_severity_word(c->severity));
        wy_buf_printf(out, "%s\n\n%s\n\n", c->means, c->does_not_mean);
        wy_buf_printf(out, "Next step: %s%s%s\n\n", c->menu ? wy_menu_path(c->menu, NULL) : "", c->menu ? ": " : "",
                      c->next_step);
        wy_buf_printf(out, "Needs `%s`, as in %s.\n", c->needs, c->kinds);
        if (c->reference)
            wy_buf_printf(out, "\nReference: %s\n", c->reference);
    }
}
