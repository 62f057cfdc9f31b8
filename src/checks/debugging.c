// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// USB and wireless debugging: whoever holds the cable or shares the Wi-Fi, and is trusted, owns the phone.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "debugging-on";

static void tell(struct wy_check_run *run, const struct wy_setting *s, enum wy_severity severity, const char *title)
{
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, s->name, severity, WY_ST_AFFECTED}, wy_str_c(title));
    if (f)
        wy_finding_evidence(
            run->out, f, s->at,
            wy_findings_text(run->out, "%.*s %.*s=%.*s", WY_ARG(s->space), WY_ARG(s->name), WY_ARG(s->value)));
}

static bool on(const struct wy_setting *s) { return s && s->value.len && !wy_str_eq(s->value, WY_S("0")); }

static void run_check(struct wy_check_run *run)
{
    const struct wy_setting *usb = wy_setting(run->ev, WY_S("global"), WY_S("adb_enabled"));
    const struct wy_setting *wifi = wy_setting(run->ev, WY_S("global"), WY_S("adb_wifi_enabled"));
    if (on(usb))
        tell(run, usb, WY_SEV_LOW, _("USB debugging is switched on"));
    if (on(wifi))
        tell(run, wifi, WY_SEV_HIGH, _("Wireless debugging is switched on"));
}

const struct wy_check wy_check_debugging = {
    .id = id,
    .title = N_("debugging over USB or Wi-Fi"),
    .question = WY_REACH,
    .severity = WY_SEV_HIGH,
    .needs = "settings",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("A computer that this phone trusts can read and change almost everything on it."),
    .does_not_mean = N_("It does not mean that somebody used it. Bugreports are often taken with debugging on."),
    .next_step = N_("switch USB debugging and wireless debugging off, then choose \"Revoke USB debugging "
                    "authorisations\"."),
    .menu = WY_MENU_DEVELOPER,
    .reference = "https://developer.android.com/tools/adb",
    .run = run_check,
};
