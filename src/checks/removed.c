// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Apps that a plain list of apps does not show: removed for this user but still in the system, or in use without being
// listed. Both are told as what they are, never as "not installed".
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "apps-not-in-the-list";

static void tell(struct wy_check_run *run, wy_str state, const char *title)
{
    struct wy_finding *f = NULL;
    for (WY_EACH(struct wy_package, p, run->ev->packages)) {
        if (!wy_str_eq(p->state, state) || !wy_package_counts(run, p))
            continue;
        if (!f)
            f = wy_check_tell(run, (struct wy_check_head){id, state, WY_SEV_INFO, WY_ST_INFO}, wy_str_c(title));
        if (!f)
            return;
        wy_check_quote_package(run, f, p);
    }
}

static void run_check(struct wy_check_run *run)
{
    tell(run, WY_S("removed"), _("Apps that were removed for this user but are still part of the system"));
    tell(run, WY_S("referenced"), _("Apps that are in use but not in the list of apps"));
}

const struct wy_check wy_check_removed = {
    .id = id,
    .title = N_("apps that the list of apps does not show"),
    .question = WY_KNOWN,
    .severity = WY_SEV_INFO,
    .needs = "packages",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("Such an app can come back after a reset or for another user, and its version can often not be told."),
    .does_not_mean = N_("It does not mean that something is wrong: owners remove apps like this to save space."),
    .next_step = N_("nothing needs to be done. If an advisory names one of these apps, install the system update."),
    .menu = WY_MENU_UPDATE,
    .reference = NULL,
    .run = run_check,
};
