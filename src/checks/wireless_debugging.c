// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CVE-2026-0073: a flaw of wireless debugging that Android fixed with patch level 2026-05-01, and earlier on many
// phones through a Google Play system update of the module com.android.adbd. Which module version has the fix is not
// published in a form that can be compared, so an old patch level with a module that may be newer is "possible", never
// "affected".
#include "checks/check.h"
#include "core/date.h"
#include "core/lang.h"

static const char id[] = "wireless-debugging-flaw";

static const struct wy_module *adbd_module(const struct wy_evidence *ev)
{
    for (WY_EACH(struct wy_module, m, ev->modules))
        if (wy_str_ends(m->name, WY_S("android.adbd")))
            return m;
    return NULL;
}

static void tell(struct wy_check_run *run, const struct wy_device *d, const struct wy_setting *wifi, bool on)
{
    const struct wy_module *module = adbd_module(run->ev);
    struct wy_check_head head = {id, WY_S("CVE-2026-0073"), on ? WY_SEV_CRITICAL : WY_SEV_MEDIUM, WY_ST_POSSIBLE};
    struct wy_finding *f = wy_check_tell(run, head,
                                         wy_str_c(on ? _("Wireless debugging is on, and its flaw is probably not fixed")
                                                     : _("The flaw of wireless debugging is probably not fixed")));
    if (!f)
        return;
    wy_finding_alias(run->out, f, WY_S("CVE-2026-0073"));
    struct wy_origin at = d->at;
    at.kind = WY_CLAIMED;
    wy_finding_evidence(
        run->out, f, at,
        wy_findings_text(run->out, "ro.build.version.security_patch=%.*s", WY_ARG(d->patch_level->system)));
    if (wifi)
        wy_finding_evidence(run->out, f, wifi->at,
                            wy_findings_text(run->out, "global adb_wifi_enabled=%.*s", WY_ARG(wifi->value)));
    if (module)
        wy_finding_evidence(run->out, f, module->at,
                            wy_findings_text(run->out, "%.*s %.*s", WY_ARG(module->name), WY_ARG(module->version)));
}

// Wireless debugging exists since Android 11. What does not tell its release is not judged.
static bool has_feature(const struct wy_device *d)
{
    if (d->api_level.known)
        return d->api_level.v >= 30;
    uint64_t release = 0;
    size_t dot = wy_str_find_char(d->release, '.');
    return wy_str_u64(wy_str_sub(d->release, 0, dot), &release) && release >= 11;
}

static void run_check(struct wy_check_run *run)
{
    const struct wy_device *d = wy_device(run->ev);
    int32_t level = 0, fixed = 0;
    if (!d || !d->patch_level || !has_feature(d) || !wy_day_parse(d->patch_level->system, &level) ||
        !wy_day_from_ymd(2026, 5, 1, &fixed))
        return;
    if (level >= fixed) {
        struct wy_cleared *ok = wy_rows_add(&run->out->cleared, &run->out->arena, sizeof *ok);
        if (!ok)
            return;
        struct wy_rows aliases = {0};
        wy_str *alias = wy_rows_add(&aliases, &run->out->arena, sizeof *alias);
        if (alias)
            *alias = WY_S("CVE-2026-0073");
        *ok = (struct wy_cleared){
            .aliases = {aliases.v, aliases.n, aliases.cap},
            .fixed = true,
            .subject = WY_S("com.android.adbd"),
            .reason = wy_findings_text(run->out, _("the maker's patch level %.*s includes the fix"),
                                       WY_ARG(d->patch_level->system)),
        };
        return;
    }
    const struct wy_setting *wifi = wy_setting(run->ev, WY_S("global"), WY_S("adb_wifi_enabled"));
    bool on = wifi && wy_str_eq(wifi->value, WY_S("1"));
    tell(run, d, wifi, on);
}

const struct wy_check wy_check_wireless_debugging = {
    .id = id,
    .title = N_("the flaw of wireless debugging, CVE-2026-0073"),
    .question = WY_REACH,
    .severity = WY_SEV_CRITICAL,
    .needs = "devices settings",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("While wireless debugging is on, somebody in the same network may get in without being paired."),
    .does_not_mean =
        N_("It does not mean that somebody did. A Google Play system update may have brought the fix already; its "
           "version can not be compared here."),
    .next_step =
        N_("switch wireless debugging off and leave it off; then install the system update and the Google Play system "
           "update."),
    .menu = WY_MENU_DEVELOPER,
    .reference = "https://source.android.com/docs/security/bulletin/2026/2026-05-01",
    .run = run_check,
};
