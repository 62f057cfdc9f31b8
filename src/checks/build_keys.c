// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Builds that were not made for owners: engineering builds, systems signed with keys that everybody has.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "development-build";

static void tell(struct wy_check_run *run, struct wy_check_head head, const char *title, struct wy_origin at,
                 wy_str seen)
{
    struct wy_finding *f = wy_check_tell(run, head, wy_str_c(title));
    if (f)
        wy_finding_evidence(run->out, f, at, seen);
}

static void tell_property(struct wy_check_run *run, const char *name, const char *bad, const char *title)
{
    const struct wy_property *p = wy_property_row(run->ev, wy_str_c(name));
    if (p && wy_str_eq(p->value, wy_str_c(bad)))
        tell(run, (struct wy_check_head){id, p->name, WY_SEV_HIGH, WY_ST_AFFECTED}, title, p->at,
             wy_findings_text(run->out, "%.*s=%.*s", WY_ARG(p->name), WY_ARG(p->value)));
}

// What the kernel answered while the evidence was taken. The property ro.boot.selinux is a wish that released builds do
// not heed, and several shop phones carry it.
static void tell_selinux(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_setting, s, run->ev->settings))
        if (wy_str_eq(s->space, WY_S("kernel")) && wy_str_eq(s->name, WY_S("selinux")) &&
            !wy_str_eq_nocase(s->value, WY_S("Enforcing")))
            tell(run, (struct wy_check_head){id, WY_S("selinux"), WY_SEV_HIGH, WY_ST_AFFECTED},
                 _("The walls between apps and system (SELinux) are switched off"), s->at,
                 wy_findings_text(run->out, "getenforce: %.*s", WY_ARG(s->value)));
}

static void run_check(struct wy_check_run *run)
{
    tell_selinux(run);
    const struct wy_device *d = wy_device(run->ev);
    if (!d)
        return;
    if (wy_str_eq(d->build_type, WY_S("eng")) || wy_str_eq(d->build_type, WY_S("userdebug")))
        tell(run, (struct wy_check_head){id, WY_S("build_type"), WY_SEV_HIGH, WY_ST_AFFECTED},
             _("The system is a build for developers"), wy_check_claim(run, "ro.build.type"),
             wy_findings_text(run->out, "ro.build.type=%.*s", WY_ARG(d->build_type)));
    // "dev-keys" stands on shop phones of several makers and says nothing about who has the keys.
    if (wy_str_has(d->build_tags, WY_S("test-keys")))
        tell(run, (struct wy_check_head){id, WY_S("build_tags"), WY_SEV_HIGH, WY_ST_AFFECTED},
             _("The system is signed with keys that everybody has"), wy_check_claim(run, "ro.build.tags"),
             wy_findings_text(run->out, "ro.build.tags=%.*s", WY_ARG(d->build_tags)));
    tell_property(run, "ro.debuggable", "1", _("Every app of this phone can be debugged"));
    tell_property(run, "ro.secure", "0", _("A computer on this phone's cable gets all rights"));
}

const struct wy_check wy_check_build_keys = {
    .id = id,
    .title = N_("systems that were built for developers"),
    .question = WY_TRUST,
    .severity = WY_SEV_HIGH,
    .needs = "devices",
    .kinds = N_("a bugreport, a list of properties, or the phone on adb"),
    .means = N_("Such a system gives away what a shop's phone protects: whoever connects a cable, or signs an app with "
                "the public "
                "keys, gets rights that only the system should have."),
    .does_not_mean = N_("It does not mean an attack: community systems and phones of developers are built like this."),
    .next_step = N_("If you did not choose this system yourself, have the maker's original system installed."),
    .reference = "https://source.android.com/docs/core/ota/sign_builds",
    .run = run_check,
};
