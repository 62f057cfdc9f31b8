// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Firmware and hardware with a known flaw: by model, build, build date, chip, patch level, setting.
#include "checks/advisory.h"
#include "core/lang.h"

extern const struct wy_check wy_check_advisory_firmware;

static void run_check(struct wy_check_run *run) { wy_advisories_tell(run, &wy_check_advisory_firmware, false); }

const struct wy_check wy_check_advisory_firmware = {
    .id = "advisory-firmware",
    .title = N_("firmware with a known flaw"),
    .question = WY_KNOWN,
    .severity = WY_SEV_CRITICAL,
    .needs = "devices",
    .kinds = N_("a bugreport, an AndroidQF folder, the phone on adb, or its build.prop"),
    .means = N_("A published advisory names this model and this state of its firmware."),
    .does_not_mean = N_("It does not mean that somebody has used the flaw on this device."),
    .next_step = N_("install the newest system update."),
    .menu = WY_MENU_UPDATE,
    .reference = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html",
    .run = run_check,
};
