// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MIUI Cloud Messaging: messages over the maker's servers instead of SMS. Since the update of 2014-08-10 somebody has
// to switch it on; the setting tells that it is on, not who did it. Older firmware is advisory
// WARY-2014-CLOUD-MESSAGING.
#include "checks/check.h"
#include "core/date.h"
#include "core/lang.h"

static const char id[] = "cloud-messaging-on";

// The update that made it opt-in, 2014-08-10 (F-Secure; no MIUI version was ever named for it).
static const int64_t opt_in_since = 1407628800;

static const char *const packages[] = {"com.xiaomi.simactivate.service", "com.xiaomi.xmsf"};

// The packages that carry the messages, and the build's date: what the setting means follows from them.
static void quote_join(struct wy_check_run *run, struct wy_finding *f, const struct wy_device *d)
{
    for (size_t i = 0; i < WY_COUNT(packages); i++) {
        const struct wy_package *p = wy_check_package(run, wy_str_c(packages[i]));
        if (p && wy_package_present(p))
            wy_check_quote_package(run, f, p);
    }
    if (!d || !d->build_time.known)
        return;
    char day[WY_DATE_SIZE];
    wy_finding_evidence(run->out, f, wy_check_claim(run, "ro.build.date.utc"),
                        wy_findings_text(run->out, "ro.build.date.utc=%.*s",
                                         WY_ARG(wy_day_format((int32_t)(d->build_time.v / 86400), day))));
}

static void run_check(struct wy_check_run *run)
{
    const struct wy_setting *s = wy_setting(run->ev, WY_S("secure"), WY_S("cloud_messaging_on"));
    const struct wy_device *d = wy_device(run->ev);
    uint64_t value = 0;
    if (!s || !wy_str_u64(s->value, &value) || value == 0)
        return;
    bool dated = d && d->build_time.known && d->build_time.v > 0 && d->build_time.v < UINT32_MAX;
    bool old = dated && d->build_time.v < opt_in_since;
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, s->name, old ? WY_SEV_MEDIUM : WY_SEV_LOW, WY_ST_AFFECTED},
                      wy_str_c(old ? _("Messages go through the maker's servers, and nobody had to agree")
                                   : _("Messages go through the maker's servers (Cloud Messaging is on)")));
    if (!f)
        return;
    wy_finding_evidence(run->out, f, s->at,
                        wy_findings_text(run->out, "secure cloud_messaging_on=%.*s", WY_ARG(s->value)));
    quote_join(run, f, dated ? d : NULL);
    if (old)
        f->means = wy_str_c(_("This firmware is older than the update of August 2014, after which somebody has to "
                              "switch it on: here it was on from the first start, and the phone numbers of both sides, "
                              "IMEI and IMSI went to the maker without asking."));
    else if (dated)
        f->means = wy_str_c(_("Text messages to other phones of the maker are sent over its servers, which learn the "
                              "phone numbers of both sides. On this firmware it is off until somebody switches it on: "
                              "somebody did, or the setting was kept from an older firmware."));
}

const struct wy_check wy_check_cloud_messaging = {
    .id = id,
    .title = N_("messages over the maker's servers instead of SMS"),
    .question = WY_KNOWN,
    .severity = WY_SEV_MEDIUM,
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
