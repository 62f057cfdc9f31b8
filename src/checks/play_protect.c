// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Google Play Protect switched off, as the package verifier's settings tell.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "play-protect-off";

static const struct {
    const char *name, *bad, *title;
    enum wy_severity severity;
} rows[] = {
    {"package_verifier_enable", "0", N_("The check of apps before installation is switched off"), WY_SEV_MEDIUM},
    {"package_verifier_user_consent", "-1", N_("Play Protect is switched off"), WY_SEV_MEDIUM},
    {"verifier_verify_adb_installs", "0", N_("Apps that a computer installs are not checked"), WY_SEV_INFO},
    {"package_verifier_include_adb", "0", N_("Apps that a computer installs are not checked"), WY_SEV_INFO},
};

static void run_check(struct wy_check_run *run)
{
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        const struct wy_setting *s = wy_setting(run->ev, WY_S("global"), wy_str_c(rows[i].name));
        if (!s)
            s = wy_setting(run->ev, WY_S("secure"), wy_str_c(rows[i].name));
        if (!s || !wy_str_eq(s->value, wy_str_c(rows[i].bad)))
            continue;
        bool info = rows[i].severity == WY_SEV_INFO;
        // Both adb settings say the same: one subject, one finding.
        wy_str subject = info ? WY_S("adb") : s->name;
        struct wy_check_head head = {id, subject, rows[i].severity, info ? WY_ST_INFO : WY_ST_AFFECTED};
        struct wy_finding *f = wy_check_tell(run, head, wy_str_c(_(rows[i].title)));
        if (f)
            wy_finding_evidence(
                run->out, f, s->at,
                wy_findings_text(run->out, "%.*s %.*s=%.*s", WY_ARG(s->space), WY_ARG(s->name), WY_ARG(s->value)));
    }
}

const struct wy_check wy_check_play_protect = {
    .id = id,
    .title = N_("Play Protect"),
    .question = WY_KNOWN,
    .severity = WY_SEV_MEDIUM,
    .needs = "settings",
    .kinds = N_("an AndroidQF folder, or the phone on adb"),
    .means = N_(
        "The phone does not compare apps with what Google knows to be harmful, neither before installation nor later."),
    .does_not_mean =
        N_("It does not mean that a harmful app is there. Phones without Google services have no Play Protect."),
    .next_step = N_("switch \"Scan apps with Play Protect\" on."),
    .menu = WY_MENU_PLAY_PROTECT,
    .reference = "https://support.google.com/googleplay/answer/2812853",
    .run = run_check,
};
