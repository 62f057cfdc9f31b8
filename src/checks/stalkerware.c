// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Apps made to watch somebody, by package name and by the digest of the signer (data/lists/stalkerware.tsv). The advice
// puts the person before the phone: whoever installed such an app notices its removal.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/lists.h"

static const char id[] = "stalkerware";

static const struct wy_list_row *by_signer(const struct wy_package *p, wy_str *digest)
{
    const struct wy_strs *lists[] = {&p->signers, p->signature ? &p->signature->signers : NULL};
    for (size_t l = 0; l < WY_COUNT(lists); l++)
        for (size_t i = 0; lists[l] && i < lists[l]->n; i++) {
            const struct wy_list_row *row = wy_list_find(WY_LIST_STALKERWARE, lists[l]->v[i]);
            if (row) {
                *digest = lists[l]->v[i];
                return row;
            }
        }
    return NULL;
}

static void tell(struct wy_check_run *run, const struct wy_package *p, const struct wy_list_row *row, wy_str digest)
{
    bool hidden = row->kind[0] == 's'; // stalkerware; else watchware, which shows itself
    bool there = wy_package_present(p) || wy_str_eq(p->state, WY_S("archive"));
    struct wy_check_head head = {id, p->name, hidden ? WY_SEV_CRITICAL : WY_SEV_MEDIUM, WY_ST_AFFECTED};
    if (!there)
        head = (struct wy_check_head){id, p->name, WY_SEV_INFO, WY_ST_INFO};
    wy_str title = !there ? wy_findings_text(run->out, _("A spying app was on this phone: %s"), row->name)
                   : hidden
                       ? wy_findings_text(run->out, _("A spying app is on this phone: %s"), row->name)
                       : wy_findings_text(run->out, _("An app that watches its user is on this phone: %s"), row->name);
    struct wy_finding *f = wy_check_tell(run, head, title);
    if (!f)
        return;
    wy_check_quote_package(run, f, p);
    if (digest.len)
        wy_finding_evidence(run->out, f, p->at, wy_findings_text(run->out, _("signed by %.*s"), WY_ARG(digest)));
}

static void run_check(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_package, p, run->ev->packages)) {
        if (!wy_package_counts(run, p))
            continue;
        wy_str digest = {0};
        const struct wy_list_row *row = wy_list_find(WY_LIST_STALKERWARE, p->name);
        if (!row)
            row = by_signer(p, &digest);
        if (row)
            tell(run, p, row, digest);
    }
}

const struct wy_check wy_check_stalkerware = {
    .id = id,
    .title = N_("apps made to spy on people close to you"),
    .question = WY_KNOWN,
    .severity = WY_SEV_CRITICAL,
    .needs = "packages",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("Somebody who had this phone in hand may read messages, see where it is and listen in."),
    .does_not_mean =
        N_("It does not say who installed it. A different app can carry the same name, and parents use some of "
           "these apps openly."),
    .next_step =
        N_("Think of your safety first: whoever installed it sees when it goes. From another phone, ask a helpline for "
           "people who are stalked or threatened; only then uninstall it, and change your passwords."),
    .menu = WY_MENU_NONE,
    .reference = "https://github.com/AssoEchap/stalkerware-indicators",
    .run = run_check,
};
