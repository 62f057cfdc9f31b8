// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Before or after the owner agreed: the question of 2014. Consent is a mark that a person set during the experiment and
// is never read out of packets; without a mark that is what is said.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "sent-before-consent";

static bool picks(const struct wy_transfer *t) { return wy_leak_sent(t) && wy_str_eq(t->consent, WY_S("before")); }

static enum wy_severity weighs(const struct wy_transfer *t)
{
    return wy_id_traits(t->identifier) & (WY_ID_LASTING | WY_ID_PERSON) ? WY_SEV_HIGH : WY_SEV_MEDIUM;
}

static void run_check(struct wy_check_run *run)
{
    size_t sent = 0, observed = 0;
    for (WY_EACH(struct wy_transfer, t, run->ev->transfers)) {
        sent += wy_leak_sent(t);
        observed += wy_str_eq(t->consent, WY_S("before")) || wy_str_eq(t->consent, WY_S("after"));
    }
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("Sent before the owner had agreed: %s"), NULL});
    if (!sent || observed)
        return;
    struct wy_check_head head = {id, WY_S("not-observed"), WY_SEV_INFO, WY_ST_INFO};
    struct wy_finding *f = wy_check_tell(run, head, wy_str_c(_("Whether the owner had agreed was not observed")));
    if (!f)
        return;
    f->does_not_mean = wy_str_c(_("It does not say that the owner had agreed, nor that they had not."));
    f->means = wy_str_c(_("The capture has no mark of a consent, so nothing is said about before and after."));
    f->next_step = wy_str_c(_("Repeat it with wary experiment, and give the marks with --experiment."));
}

const struct wy_check wy_check_leak_consent = {
    .id = id,
    .title = N_("what was sent before the owner agreed"),
    .question = WY_LEAKS,
    .severity = WY_SEV_HIGH,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("It left the phone before the moment that the experiment marks as the owner's consent."),
    .does_not_mean =
        N_("It is not a judgement in law: the mark says when the owner pressed \"agree\", and clocks of phone "
           "and capture may differ by seconds."),
    .next_step = N_("Keep the capture and the marks: they are the evidence for a complaint to the maker or the data "
                    "protection authority."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
