// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Apps with a known flaw.
#include "checks/advisory.h"
#include "core/lang.h"

extern const struct wy_check wy_check_advisory_apps;

static void run_check(struct wy_check_run *run) { wy_advisories_tell(run, &wy_check_advisory_apps, true); }

const struct wy_check wy_check_advisory_apps = {
    .id = "advisory-app",
    .title = N_("apps with a known flaw"),
    .question = WY_KNOWN,
    .severity = WY_SEV_CRITICAL,
    .needs = "packages",
    .kinds = N_("a bugreport, an AndroidQF folder, the phone on adb, or an inventory of the device"),
    .means = N_("A published advisory names this version of the app."),
    .does_not_mean = N_("It does not mean that somebody has used the flaw on this device."),
    .next_step = N_("update the app, and look at its version again."),
    .menu = WY_MENU_APPS,
    .reference = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html",
    .run = run_check,
};
