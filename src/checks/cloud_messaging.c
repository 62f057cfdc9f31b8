// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MIUI Cloud Messaging: messages over the maker's servers instead of SMS. Since the update of 2014-08-10 somebody has
// to switch it on; the setting tells that it is on, not who did it. Older firmware is advisory
// WARY-2014-CLOUD-MESSAGING.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "cloud-messaging-on";

static void run_check(struct wy_check_run *run)
{
    const struct wy_setting *s = wy_setting(run->ev, WY_S("secure"), WY_S("cloud_messaging_on"));
    uint64_t value = 0;
    if (!s || !wy_str_u64(s->value, &value) || value == 0)
        return;
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, s->name, WY_SEV_LOW, WY_ST_AFFECTED},
                      wy_str_c(_("Messages go through the maker's servers (Cloud Messaging is on)")));
    if (f)
        wy_finding_evidence(run->out, f, s->at,
                            wy_findings_text(run->out, "secure cloud_messaging_on=%.*s", WY_ARG(s->value)));
}

const struct wy_check wy_check_cloud_messaging = {
    .id = id,
    .title = N_("messages over the maker's servers instead of SMS"),
    .question = WY_KNOWN,
    .severity = WY_SEV_LOW,
    .needs = "settings",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_(
        "Text messages to other phones of the maker are sent over its servers, which learn the phone numbers of both "
        "sides. Since August 2014 this is off until somebody switches it on."),
    .does_not_mean = N_("It does not say who switched it on, and it does not mean that messages were read."),
    .next_step = N_("if you did not choose this, switch it off: Settings > Cloud Messaging, or Messaging > Settings."),
    .menu = WY_MENU_NONE,
    .reference = "https://archive.f-secure.com/weblog/archives/00002731.html",
    .run = run_check,
};
