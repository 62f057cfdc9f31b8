// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A phone that anyone can open. Evidence of the lock is rare: old settings, and what `dumpsys lock_settings` tells as
// setting "lock credential_type". Where nothing tells, the check says so instead of nothing.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "screen-lock-off";

static const struct {
    const char *name, *open; // open: the value that means "no lock"; any other value means there is one
} rows[] = {
    {"lockscreen.disabled", "1"},
    {"lockscreen.password_type", "0"},
    {"credential_type", "none"},
};

static const struct wy_setting *lock_setting(const struct wy_evidence *ev, bool *open)
{
    for (WY_EACH(struct wy_setting, s, ev->settings))
        for (size_t i = 0; i < WY_COUNT(rows); i++)
            if (wy_str_eq(s->name, wy_str_c(rows[i].name))) {
                *open = wy_str_eq_nocase(s->value, wy_str_c(rows[i].open));
                // lockscreen.disabled=0 does not say that there is a code.
                if (*open || i > 0)
                    return s;
            }
    return NULL;
}

static void not_told(struct wy_check_run *run)
{
    struct wy_not_assessed *u = wy_rows_add(&run->out->unassessed, &run->out->arena, sizeof *u);
    if (!u) {
        run->out->err = WY_NO_MEMORY;
        return;
    }
    const struct wy_check *check = wy_check_find(wy_str_c(id));
    *u = (struct wy_not_assessed){.question = check->question,
                                  .check = id,
                                  .title = wy_str_c(_(check->title)),
                                  .reason = wy_str_c(_("the evidence does not say whether there is a lock")),
                                  .how = wy_str_c(_("lock the phone and see whether it asks for a code")),
                                  .no_such_evidence = true};
}

static void run_check(struct wy_check_run *run)
{
    bool open = false;
    const struct wy_setting *s = lock_setting(run->ev, &open);
    if (!s) {
        not_told(run);
        return;
    }
    if (!open)
        return;
    struct wy_finding *f = wy_check_tell(run, (struct wy_check_head){id, s->name, WY_SEV_HIGH, WY_ST_AFFECTED},
                                         wy_str_c(_("The screen has no lock")));
    if (f)
        wy_finding_evidence(
            run->out, f, s->at,
            wy_findings_text(run->out, "%.*s %.*s=%.*s", WY_ARG(s->space), WY_ARG(s->name), WY_ARG(s->value)));
}

const struct wy_check wy_check_screen_lock = {
    .id = id,
    .title = N_("the screen lock"),
    .question = WY_REACH,
    .severity = WY_SEV_HIGH,
    .needs = "settings",
    .kinds = N_("an AndroidQF folder, or the phone on adb"),
    .means = N_("Whoever picks the phone up can read it, pay with it and install apps on it."),
    .does_not_mean = N_("It does not mean that somebody did."),
    .next_step = N_("choose a code of six digits or more, or a password."),
    .menu = WY_MENU_SCREEN_LOCK,
    .reference = NULL,
    .run = run_check,
};
