// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// How old the security patch level is. The level is the maker's claim; since July 2025 most fixes come in the quarters'
// last months, so that a few months of age say little and only more than half a year is told.
#include "checks/check.h"
#include "core/date.h"
#include "core/lang.h"

static const char id[] = "patch-level-age";

enum { TOLD_AFTER_DAYS = 186, OLD_DAYS = 365, VERY_OLD_DAYS = 3 * 365, DAYS_PER_MONTH = 30 };

static void run_check(struct wy_check_run *run)
{
    const struct wy_device *d = wy_device(run->ev);
    int32_t level;
    if (!d || !d->patch_level || !wy_day_parse(d->patch_level->system, &level))
        return; // what is no date is told by patch-level-invalid
    int64_t days = run->now / 86400 - level;
    if (days <= TOLD_AFTER_DAYS)
        return;
    enum wy_severity severity = days > VERY_OLD_DAYS ? WY_SEV_HIGH : days > OLD_DAYS ? WY_SEV_MEDIUM : WY_SEV_LOW;
    unsigned long months = (unsigned long)(days / DAYS_PER_MONTH);
    wy_str title = wy_findings_text(
        run->out,
        wy_ngettext("The security patch level is %lu month old", "The security patch level is %lu months old", months),
        months);
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, WY_S("system"), severity, WY_ST_AFFECTED}, title);
    if (!f)
        return;
    wy_finding_evidence(
        run->out, f, wy_check_claim(run, "ro.build.version.security_patch"),
        wy_findings_text(run->out, "ro.build.version.security_patch=%.*s", WY_ARG(d->patch_level->system)));
}

const struct wy_check wy_check_patch_age = {
    .id = id,
    .title = N_("age of the security patch level"),
    .question = WY_KNOWN,
    .severity = WY_SEV_HIGH,
    .needs = "devices",
    .kinds = N_("a bugreport, an AndroidQF folder, the phone on adb, or its build.prop"),
    .means = N_("Flaws that were published since then are open on this device, and how to use them is known."),
    .does_not_mean = N_("It does not mean that somebody has used one. The level is the maker's own claim."),
    .next_step = N_("install the newest system update. If there is none, ask the maker: the device may get no more."),
    .menu = WY_MENU_UPDATE,
    .reference = "https://source.android.com/docs/security/bulletin",
    .run = run_check,
};
