// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every check is one line in checks.def and one in meson.build.
#include "checks/check.h"

#include "core/lang.h"

#define ROW(name) extern const struct wy_check wy_check_##name;
#include "checks/checks.def"
#undef ROW

const struct wy_check *const wy_checks[] = {
#define ROW(name) &wy_check_##name,
#include "checks/checks.def"
#undef ROW
};
const size_t wy_checks_n = WY_COUNT(wy_checks);

const struct wy_check *wy_check_find(wy_str id)
{
    for (size_t i = 0; i < wy_checks_n; i++)
        if (wy_str_eq(wy_str_c(wy_checks[i]->id), id))
            return wy_checks[i];
    return NULL;
}

struct wy_finding *wy_check_tell(struct wy_check_run *run, struct wy_check_head head, wy_str title)
{
    const struct wy_check *check = wy_check_find(wy_str_c(head.check));
    struct wy_finding *f =
        check ? wy_finding_add(run->out, (struct wy_finding_head){check->id, wy_str_c(check->id), head.subject,
                                                                  check->question, head.severity, head.status})
              : NULL;
    if (!f)
        return NULL;
    f->title = title;
    f->means = wy_str_c(_(check->means));
    f->does_not_mean = wy_str_c(_(check->does_not_mean));
    f->next_step = wy_check_next_step(check, run->ev, run->out);
    if (check->reference)
        wy_finding_reference(run->out, f, wy_str_c(check->reference));
    return f;
}

struct wy_finding *wy_check_say(struct wy_check_run *run, const char *check, const struct wy_check_words *words)
{
    struct wy_check_head head = {check, wy_str_c(words->subject), words->severity, words->status};
    struct wy_finding *f = wy_check_tell(run, head, wy_str_c(_(words->title)));
    if (f && words->means)
        f->means = wy_str_c(_(words->means));
    if (f && words->does_not_mean)
        f->does_not_mean = wy_str_c(_(words->does_not_mean));
    if (f && words->next_step)
        f->next_step = wy_str_c(_(words->next_step));
    return f;
}

wy_str wy_check_next_step(const struct wy_check *check, const struct wy_evidence *ev, struct wy_findings *out)
{
    if (check->menu == WY_MENU_NONE)
        return wy_str_c(_(check->next_step));
    return wy_findings_text(out, "%s: %s", wy_menu_path(check->menu, ev), _(check->next_step));
}

static bool table_there(const struct wy_evidence *ev, wy_str name)
{
    for (size_t t = 0; t < wy_tables_n; t++) {
        const struct wy_rows *rows = (const void *)((const char *)ev + wy_tables[t].offset);
        if (wy_str_eq(wy_str_c(wy_tables[t].name), name))
            return rows->n > 0 || wy_is_covered(ev, name);
    }
    return false;
}

// What a need is called by people: its first table stands for the alternatives.
static const char *table_words(wy_str need)
{
    wy_str name = wy_str_sub(need, 0, wy_str_find_char(need, '|'));
    for (size_t t = 0; t < wy_tables_n; t++)
        if (wy_str_eq(wy_str_c(wy_tables[t].name), name))
            return _(wy_tables[t].doc);
    return "?";
}

static bool need_met(const struct wy_evidence *ev, wy_str alternatives)
{
    wy_str name;
    while (wy_str_next(&alternatives, '|', &name))
        if (table_there(ev, name))
            return true;
    return false;
}

// The first need that is not met, or absent.
static wy_str missing(const struct wy_evidence *ev, const char *needs)
{
    wy_str rest = wy_str_c(needs), word;
    while (wy_str_next_word(&rest, &word))
        if (!need_met(ev, word))
            return word;
    return (wy_str){0};
}

void wy_checks_run(struct wy_check_run *run)
{
    wy_packages_index(run);
    // A whole question is left out of the total only when none of its checks found the evidence it needs.
    for (size_t i = 0; i < wy_checks_n; i++)
        run->out->ran[wy_checks[i]->question] |=
            !wy_checks[i]->on_request && !missing(run->ev, wy_checks[i]->needs).ptr;
    for (size_t i = 0; i < wy_checks_n; i++) {
        const struct wy_check *check = wy_checks[i];
        wy_str lacking = missing(run->ev, check->needs);
        if (!lacking.ptr) {
            check->run(run);
            continue;
        }
        struct wy_not_assessed *u = wy_rows_add(&run->out->unassessed, &run->out->arena, sizeof *u);
        if (!u) {
            run->out->err = WY_NO_MEMORY;
            return;
        }
        *u = (struct wy_not_assessed){
            .question = check->question,
            .check = check->id,
            .title = wy_str_c(_(check->title)),
            .reason = wy_findings_text(run->out, _("the evidence does not hold: %s"), table_words(lacking)),
            .how = wy_findings_text(run->out, _("give %s"), _(check->kinds)),
            // Evidence of this kind was simply not given; a table that was started and broke off is a gap already. What
            // could only have been good to know does not lower the answer either.
            .no_such_evidence = !run->out->ran[check->question] || check->beside || check->severity == WY_SEV_INFO,
        };
    }
}
