// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Apps that did not come from a store (CERT-In's advice "avoid unknown apps"). Who installed an app is what the package
// manager wrote down; a computer on adb can write down anything.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/lists.h"

static const char id[] = "apps-unknown-origin";

enum origin { STORE, BY_HAND, BY_COMPUTER, UNKNOWN_APP, NOT_RECORDED, ORIGINS };

static enum origin origin_of(const struct wy_package *p)
{
    wy_str by = wy_package_brought_by(p);
    if (!by.len)
        return NOT_RECORDED;
    const struct wy_list_row *row = wy_list_find(WY_LIST_INSTALLERS, by);
    if (!row)
        return UNKNOWN_APP;
    switch (row->kind[0]) { // store, system, file, computer
    case 'f': return BY_HAND;
    case 'c': return BY_COMPUTER;
    default: return STORE;
    }
}

static const struct {
    const char *subject;
    enum wy_severity severity;
    enum wy_status status;
} words[ORIGINS] = {
    [BY_HAND] = {"file", WY_SEV_LOW, WY_ST_POSSIBLE},
    [BY_COMPUTER] = {"computer", WY_SEV_LOW, WY_ST_POSSIBLE},
    [UNKNOWN_APP] = {"app", WY_SEV_MEDIUM, WY_ST_POSSIBLE},
    [NOT_RECORDED] = {"none", WY_SEV_INFO, WY_ST_INFO},
};

static wy_str title_of(struct wy_check_run *run, enum origin which, size_t n)
{
    switch (which) {
    case BY_HAND: return wy_findings_text(run->out, _("Apps installed from a file, not from a store: %zu"), n);
    case BY_COMPUTER: return wy_findings_text(run->out, _("Apps installed by a computer: %zu"), n);
    case UNKNOWN_APP:
        return wy_findings_text(run->out, _("Apps installed by another app that is no known store: %zu"), n);
    case NOT_RECORDED:
        return wy_findings_text(run->out, _("Apps of which the phone does not say who installed them: %zu"), n);
    case STORE:
    case ORIGINS: break;
    }
    return (wy_str){0};
}

static void tell(struct wy_check_run *run, enum origin which, size_t n)
{
    struct wy_check_head head = {id, wy_str_c(words[which].subject), words[which].severity, words[which].status};
    struct wy_finding *f = wy_check_tell(run, head, title_of(run, which, n));
    if (!f)
        return;
    for (WY_EACH(struct wy_package, p, run->ev->packages))
        if (wy_package_counts(run, p) && wy_package_present(p) && wy_package_system(p) == WY_NO &&
            origin_of(p) == which)
            wy_check_quote_package(run, f, p);
}

static void run_check(struct wy_check_run *run)
{
    if (!wy_packages_tell_installers(run->ev))
        return;
    size_t n[ORIGINS] = {0};
    for (WY_EACH(struct wy_package, p, run->ev->packages))
        if (wy_package_counts(run, p) && wy_package_present(p) && wy_package_system(p) == WY_NO)
            n[origin_of(p)]++;
    for (int which = BY_HAND; which < ORIGINS; which++)
        if (n[which])
            tell(run, (enum origin)which, n[which]);
}

const struct wy_check wy_check_installers = {
    .id = id,
    .title = N_("apps that did not come from a store"),
    .question = WY_KNOWN,
    .severity = WY_SEV_MEDIUM,
    .needs = "packages",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("Nobody checked these apps before they were installed. Harmful apps mostly arrive this way."),
    .does_not_mean =
        N_("It does not mean that they are harmful. Apps of an employer, a school or a developer come this way "
           "too."),
    .next_step = N_("go through the list. Keep what you put there yourself and trust; uninstall what you do not know."),
    .menu = WY_MENU_APPS,
    .reference = NULL,
    .run = run_check,
};
