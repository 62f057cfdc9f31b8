// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// System and vendor part of the firmware with different patch levels: the kernel and the chip's parts then lack fixes
// that the level shown in the settings seems to promise.
#include "checks/check.h"
#include "core/date.h"
#include "core/lang.h"

static const char id[] = "patch-level-mismatch";

enum { TOLD_AFTER_DAYS = 92, WIDE_DAYS = 365 };

static void run_check(struct wy_check_run *run)
{
    const struct wy_device *d = wy_device(run->ev);
    int32_t system, vendor;
    if (!d || !d->patch_level || !wy_day_parse(d->patch_level->system, &system) ||
        !wy_day_parse(d->patch_level->vendor, &vendor) || system - vendor <= TOLD_AFTER_DAYS)
        return;
    enum wy_severity severity = system - vendor > WIDE_DAYS ? WY_SEV_MEDIUM : WY_SEV_LOW;
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, WY_S("vendor"), severity, WY_ST_AFFECTED},
                      wy_findings_text(run->out, _("Kernel and chip parts are at patch level %.*s, the system at %.*s"),
                                       WY_ARG(d->patch_level->vendor), WY_ARG(d->patch_level->system)));
    if (f)
        wy_finding_evidence(run->out, f, wy_check_claim(run, "ro.vendor.build.security_patch"),
                            wy_findings_text(run->out,
                                             "ro.build.version.security_patch=%.*s, "
                                             "ro.vendor.build.security_patch=%.*s",
                                             WY_ARG(d->patch_level->system), WY_ARG(d->patch_level->vendor)));
}

const struct wy_check wy_check_patch_mismatch = {
    .id = id,
    .title = N_("patch levels of system and vendor parts"),
    .question = WY_KNOWN,
    .severity = WY_SEV_MEDIUM,
    .needs = "devices",
    .kinds = N_("a bugreport, an AndroidQF folder, the phone on adb, or its build.prop"),
    .means = N_("The date that the settings show is the system's. Fixes of the kernel and of the chip maker's parts "
                "count by the "
                "older date."),
    .does_not_mean = N_("It does not mean that somebody tampered with the device: makers ship it like this."),
    .next_step = N_("install the newest system update. If the older date stays, only the maker can mend that."),
    .menu = WY_MENU_UPDATE,
    .reference = "https://source.android.com/docs/security/bulletin",
    .run = run_check,
};
