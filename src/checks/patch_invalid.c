// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Patch levels that are no level: not YYYY-MM-DD, not in the calendar, not a day on which levels exist (01, 05, rarely
// 06 or 07), or in the future. Nothing is guessed from them.
#include "checks/check.h"
#include "core/date.h"
#include "core/lang.h"

static const char id[] = "patch-level-invalid";

enum { AHEAD_DAYS = 45 }; // bulletins are given to makers a month before they are published

static const char *what_is_wrong(wy_str level, int64_t today)
{
    int32_t day;
    int y, m, d;
    if (!wy_day_parse(level, &day))
        return N_("it is not a date of the form YYYY-MM-DD");
    wy_ymd_from_day(day, &y, &m, &d);
    if (day > today + AHEAD_DAYS)
        return N_("it lies in the future");
    if (d != 1 && (d < 5 || d > 7))
        return N_("no patch level was ever published for that day of a month");
    return NULL;
}

static void look(struct wy_check_run *run, const char *part, const char *property, wy_str level)
{
    const char *wrong = level.len ? what_is_wrong(level, run->now / 86400) : NULL;
    if (!wrong)
        return;
    struct wy_finding *f = wy_check_tell(
        run, (struct wy_check_head){id, wy_str_c(part), WY_SEV_LOW, WY_ST_CANNOT_TELL},
        wy_findings_text(run->out, _("The patch level of the part \"%s\" cannot be used: %s"), part, _(wrong)));
    if (f)
        wy_finding_evidence(run->out, f, wy_check_claim(run, property),
                            wy_findings_text(run->out, "%s: %.*s", part, WY_ARG(level)));
}

static void run_check(struct wy_check_run *run)
{
    const struct wy_device *d = wy_device(run->ev);
    if (!d || !d->patch_level)
        return;
    look(run, "system", "ro.build.version.security_patch", d->patch_level->system);
    look(run, "vendor", "ro.vendor.build.security_patch", d->patch_level->vendor);
    look(run, "boot", "ro.bootimage.build.security_patch", d->patch_level->boot);
}

const struct wy_check wy_check_patch_invalid = {
    .id = id,
    .title = N_("patch levels that cannot be right"),
    .question = WY_KNOWN,
    .severity = WY_SEV_LOW,
    .needs = "devices",
    .kinds = N_("a bugreport, an AndroidQF folder, the phone on adb, or its build.prop"),
    .means = N_(
        "The device states a patch level that does not exist, so that nothing can be concluded from it. Systems that "
        "were not made by the maker do this."),
    .does_not_mean = N_("It does not mean that the device is unpatched."),
    .next_step = N_("look up the date of the security update there, and compare it with the maker's list of updates."),
    .menu = WY_MENU_UPDATE,
    .reference = "https://source.android.com/docs/security/bulletin",
    .run = run_check,
};
