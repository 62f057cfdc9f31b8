// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Trusted apps of a firmware: what of them can be checked, and whether an old one, validly signed, could be put back.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "trusted-apps";

enum { BROKEN, DEBUG, NO_COUNTER, ZERO, UNREADABLE, KINDS };

static const struct wy_check_words words[KINDS] = {
    [BROKEN] = {.subject = "signature",
                .severity = WY_SEV_HIGH,
                .status = WY_ST_AFFECTED,
                .title = N_("Trusted apps were changed after they were signed"),
                .means = N_("The signature does not fit the content. The phone should refuse to load them; one that "
                            "does not has lost what protects its keys."),
                .does_not_mean = N_("It does not mean that they run on a phone: a damaged copy looks the same."),
                .next_step = N_("Take these files anew from the maker's firmware and compare the digests.")},
    [DEBUG] = {.subject = "debug",
               .severity = WY_SEV_MEDIUM,
               .status = WY_ST_AFFECTED,
               .title = N_("Trusted apps are marked as debuggable"),
               .means = N_("A secure environment that honours the mark lets such an app be watched while it works "
                           "with secrets."),
               .does_not_mean = N_("It does not mean that phones in shops honour it: that depends on a fuse, which "
                                   "cannot be seen here."),
               .next_step = N_("Report it to the maker; owners can only install updates.")},
    [NO_COUNTER] = {.subject = "no-counter",
                    .severity = WY_SEV_LOW,
                    .status = WY_ST_POSSIBLE,
                    .title = N_("An old trusted app could be put back: their format has no version counter")},
    [ZERO] = {.subject = "counter",
              .severity = WY_SEV_INFO,
              .status = WY_ST_INFO,
              .title = N_("Trusted apps have a version counter, and it stands at 0"),
              .means = N_("An old one with the same counter would be accepted as far as the counter decides."),
              .does_not_mean = N_("A counter of 0 in one release proves nothing: nothing may have needed a higher one "
                                  "yet."),
              .next_step = N_("Compare several releases: wary diff OLD NEW tells whether a counter was ever raised.")},
    [UNREADABLE] = {.subject = "unreadable",
                    .severity = WY_SEV_INFO,
                    .status = WY_ST_INFO,
                    .title = N_("Trusted apps whose version counter cannot be read"),
                    .means = N_("They are encrypted or in a format that is not known here: whether an old one could be "
                                "put back stays open."),
                    .does_not_mean = N_("It says nothing for or against them."),
                    .next_step = N_("Ask the maker whether old trusted apps are refused after an update.")},
};

static wy_str name_of(struct wy_check_run *run, const struct wy_trusted_app *t)
{
    wy_str id_text = t->uuid.len ? t->uuid : t->path;
    return t->name.len ? wy_findings_text(run->out, "%.*s (%.*s)", WY_ARG(t->name), WY_ARG(id_text)) : id_text;
}

static void say(struct wy_check_run *run, int which, const struct wy_trusted_app *t, wy_str what)
{
    struct wy_finding *f = wy_check_say(run, id, &words[which]);
    if (f)
        wy_finding_evidence(run->out, f, t->at,
                            wy_findings_text(run->out, "%.*s: %.*s, %.*s", WY_ARG(name_of(run, t)),
                                             WY_ARG(t->container), WY_ARG(what)));
}

static void judge(struct wy_check_run *run, const struct wy_trusted_app *t)
{
    if (wy_str_eq(t->signature, WY_S("broken")))
        say(run, BROKEN, t, WY_S("signature=broken"));
    if (t->debug == WY_YES)
        say(run, DEBUG, t, WY_S("debug=yes"));
    if (!t->rollback)
        return;
    if (wy_str_eq(t->rollback->state, WY_S("no-counter")))
        say(run, NO_COUNTER, t, WY_S("no-counter"));
    else if (wy_str_eq(t->rollback->state, WY_S("unreadable")))
        say(run, UNREADABLE, t, WY_S("unreadable"));
    else if (t->rollback->value.known && t->rollback->value.v == 0)
        say(run, ZERO, t, WY_S("counter=0"));
}

static void run_check(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_trusted_app, t, run->ev->trusted_apps))
        judge(run, t);
}

const struct wy_check wy_check_trusted_apps = {
    .id = id,
    .title = N_("trusted apps: signatures, debugging, and whether an old one could be put back"),
    .question = WY_TRUST,
    .severity = WY_SEV_HIGH,
    .needs = "trusted_apps",
    .kinds = N_("the firmware of the phone: an update file, images or an extracted tree"),
    .beside = true,
    .means = N_("Nothing in these files counts up from release to release. Somebody who can write to the vendor "
                "partition (root, or an unlocked boot loader) could put back an old trusted app with a flaw that was "
                "mended since; its signature is still good."),
    .does_not_mean = N_("It does not mean that an ordinary app can do that, or that a flawed old version exists for "
                        "each of them. A secure environment may keep a list of its own that cannot be seen here."),
    .next_step = N_("Keep the boot loader locked and the phone unrooted, and install updates."),
    .reference = "https://research.checkpoint.com/2022/researching-xiaomis-tee/",
    .run = run_check,
};
