// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Apps that may read the screen and press buttons. Harmless helpers need it too, so where an app came from decides the
// weight.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "accessibility-services";

static wy_str title_of(struct wy_check_run *run, wy_str package, enum wy_from from)
{
    switch (from) {
    case WY_FROM_STRANGER:
        return wy_findings_text(
            run->out, _("%.*s may read the screen and press buttons, and did not come from a store"), WY_ARG(package));
    case WY_FROM_UNTOLD:
        return wy_findings_text(run->out,
                                _("%.*s may read the screen and press buttons; who installed it is not told here"),
                                WY_ARG(package));
    case WY_FROM_STORE: break;
    }
    return wy_findings_text(run->out, _("%.*s may read the screen and press buttons"), WY_ARG(package));
}

static void tell(struct wy_check_run *run, const struct wy_accessibility *a)
{
    const struct wy_package *p = wy_check_package(run, a->package);
    enum wy_from from = wy_check_from(run, p);
    struct wy_check_head head = wy_check_head_from(id, a->package, from);
    wy_str title = title_of(run, a->package, from);
    struct wy_finding *f = wy_check_tell(run, head, title);
    if (!f)
        return;
    wy_finding_evidence(run->out, f, a->at,
                        wy_findings_text(run->out, "%.*s/%.*s", WY_ARG(a->package), WY_ARG(a->service)));
    if (p)
        wy_check_quote_package(run, f, p);
}

static void run_check(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_accessibility, a, run->ev->accessibility)) {
        const struct wy_package *p = wy_check_package(run, a->package);
        if (a->enabled == WY_NO || (p && wy_package_system(p) == WY_YES))
            continue;
        tell(run, a);
    }
}

const struct wy_check wy_check_accessibility = {
    .id = id,
    .title = N_("apps that may read the screen and press buttons"),
    .question = WY_REACH,
    .severity = WY_SEV_HIGH,
    .needs = "accessibility",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means =
        N_("An accessibility service sees what you see, passwords included, and can press buttons for you. Banking "
           "malware and spying apps use this."),
    .does_not_mean =
        N_("It does not mean that the app is harmful: password managers and aids for blind people need it too."),
    .next_step = N_("switch it off for every app that you did not choose for this yourself."),
    .menu = WY_MENU_ACCESSIBILITY,
    .reference = "https://developer.android.com/guide/topics/ui/accessibility/service",
    .run = run_check,
};
