// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Who may install apps from files. Up to Android 7 one switch for the whole phone; since Android 8 a right of each app
// (app-op REQUEST_INSTALL_PACKAGES).
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/lists.h"

static const char id[] = "unknown-sources";

static void old_switch(struct wy_check_run *run)
{
    static const char *const spaces[] = {"secure", "global"};
    for (size_t i = 0; i < WY_COUNT(spaces); i++) {
        const struct wy_setting *s = wy_setting(run->ev, wy_str_c(spaces[i]), WY_S("install_non_market_apps"));
        const struct wy_device *d = wy_device(run->ev);
        // From Android 8 on the setting is left over and says 1 on every phone.
        if (!s || !wy_str_eq(s->value, WY_S("1")) || !d || !d->api_level.known || d->api_level.v >= 26)
            continue;
        struct wy_finding *f = wy_check_tell(run, (struct wy_check_head){id, s->name, WY_SEV_MEDIUM, WY_ST_AFFECTED},
                                             wy_str_c(_("Every app may install further apps")));
        if (f)
            wy_finding_evidence(run->out, f, s->at,
                                wy_findings_text(run->out, "%.*s %.*s=1", WY_ARG(s->space), WY_ARG(s->name)));
        return;
    }
}

// Stores and the system's own installers need the right; another system app has it only if somebody gave it.
static bool odd_holder(const struct wy_check_run *run, const struct wy_appop *op)
{
    if (!wy_str_ends(op->op, WY_S("REQUEST_INSTALL_PACKAGES")) || !wy_str_eq_nocase(op->mode, WY_S("allow")))
        return false;
    const struct wy_package *p = wy_check_package(run, op->package);
    return p && wy_package_system(p) == WY_NO && wy_package_present(p) &&
           !wy_list_find(WY_LIST_INSTALLERS, op->package);
}

static void run_check(struct wy_check_run *run)
{
    old_switch(run);
    struct wy_finding *f = NULL;
    for (WY_EACH(struct wy_appop, op, run->ev->appops)) {
        if (!odd_holder(run, op))
            continue;
        if (!f)
            f = wy_check_tell(run, (struct wy_check_head){id, WY_S("appop"), WY_SEV_LOW, WY_ST_AFFECTED},
                              wy_str_c(_("Apps that may install further apps")));
        if (f)
            wy_finding_evidence(
                run->out, f, op->at,
                wy_findings_text(run->out, "%.*s: %.*s %.*s", WY_ARG(op->package), WY_ARG(op->op), WY_ARG(op->mode)));
    }
}

const struct wy_check wy_check_install_rights = {
    .id = id,
    .title = N_("apps that may install further apps"),
    .question = WY_KNOWN,
    .severity = WY_SEV_MEDIUM,
    .needs = "settings|appops",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("These apps may offer you an app from a file, past every store. A browser or a messenger with this "
                "right is how "
                "harmful apps usually get in."),
    .does_not_mean = N_("It does not mean that something was installed this way."),
    .next_step = N_("take the right away from every app that you do not use for this."),
    .menu = WY_MENU_UNKNOWN_APPS,
    .reference = "https://developer.android.com/reference/android/Manifest.permission#REQUEST_INSTALL_PACKAGES",
    .run = run_check,
};
