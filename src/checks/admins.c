// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Device administrators and owners: apps that can lock, erase or manage the phone and that can not simply be
// uninstalled.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "device-admins";

static wy_str title_of(struct wy_check_run *run, const struct wy_admin *a)
{
    if (wy_str_eq(a->role, WY_S("device-owner")))
        return wy_findings_text(run->out, _("%.*s manages this phone"), WY_ARG(a->package));
    if (wy_str_eq(a->role, WY_S("profile-owner")))
        return wy_findings_text(run->out, _("%.*s manages a work profile on this phone"), WY_ARG(a->package));
    return wy_findings_text(run->out, _("%.*s is a device administrator"), WY_ARG(a->package));
}

static void run_check(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_admin, a, run->ev->admins)) {
        const struct wy_package *p = wy_check_package(run, a->package);
        bool owner = a->role.len && !wy_str_eq(a->role, WY_S("admin"));
        if (p && wy_package_system(p) == WY_YES && !owner)
            continue;
        struct wy_check_head head = wy_check_head_from(id, a->package, wy_check_from(run, p));
        struct wy_finding *f = wy_check_tell(run, head, title_of(run, a));
        if (!f)
            continue;
        wy_finding_evidence(
            run->out, f, a->at,
            wy_findings_text(run->out, "%.*s/%.*s %.*s", WY_ARG(a->package), WY_ARG(a->receiver), WY_ARG(a->role)));
        if (p)
            wy_check_quote_package(run, f, p);
    }
}

const struct wy_check wy_check_admins = {
    .id = id,
    .title = N_("apps that administer the phone"),
    .question = WY_REACH,
    .severity = WY_SEV_HIGH,
    .needs = "admins",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("A device administrator can lock the phone, some can erase it, and it can not be uninstalled before "
                "this right is "
                "taken away. An owner decides about the whole phone or profile."),
    .does_not_mean =
        N_("It does not mean that the app is harmful: company phones are managed like this, and \"Find my device\" "
           "needs it too."),
    .next_step =
        N_("switch off every administrator that you do not know. On a phone of your employer, ask there first."),
    .menu = WY_MENU_ADMINS,
    .reference = "https://developer.android.com/work/device-admin",
    .run = run_check,
};
