// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Computers that may debug this phone without being asked about again.
#include "checks/check.h"
#include "core/date.h"
#include "core/lang.h"

static const char id[] = "trusted-computers";

// The keystore counts milliseconds since 1970.
static wy_str last_used(struct wy_check_run *run, wy_str told)
{
    char text[WY_TIME_SIZE];
    int64_t ms;
    if (told.len == 0)
        return WY_S("");
    if (wy_str_i64(told, &ms) && ms > INT64_C(1000000000000) && ms < INT64_C(100000000000000))
        told = wy_time_format(ms / 1000, text);
    return wy_findings_text(run->out, _(", last connected %.*s"), WY_ARG(told));
}

static void run_check(struct wy_check_run *run)
{
    if (!run->ev->adb_keys.n)
        return;
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, WY_S("keys"), WY_SEV_INFO, WY_ST_INFO},
                      wy_findings_text(run->out, _("Computers that this phone trusts: %zu"), run->ev->adb_keys.n));
    if (!f)
        return;
    for (WY_EACH(struct wy_adb_key, key, run->ev->adb_keys)) {
        wy_str user = key->user.len ? wy_personal(run->out, "text", key->user) : WY_S("");
        wy_finding_evidence(run->out, f, key->at,
                            wy_findings_text(run->out, "%.*s %.*s%.*s", WY_ARG(key->fingerprint), WY_ARG(user),
                                             WY_ARG(last_used(run, key->last_used))));
    }
}

const struct wy_check wy_check_adb_keys = {
    .id = id,
    .title = N_("computers that may debug the phone"),
    .question = WY_REACH,
    .severity = WY_SEV_INFO,
    .needs = "adb_keys",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means =
        N_("While debugging is switched on, these computers can read and change almost everything, without asking."),
    .does_not_mean = N_("It does not mean that they did. Your own computer is in this list if you ever allowed it."),
    .next_step = N_("if you do not know each of them, choose \"Revoke USB debugging authorisations\"."),
    .menu = WY_MENU_DEVELOPER,
    .reference = "https://developer.android.com/tools/adb",
    .run = run_check,
};
