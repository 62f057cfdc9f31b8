// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Identifiers that anybody on the way could read: in the clear, as in the test of 2014.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "identifier-in-clear";

static bool picks(const struct wy_transfer *t)
{
    return wy_leak_sent(t) && !wy_leak_by_address(t) && t->encrypted != WY_YES &&
           !(wy_id_traits(t->identifier) & WY_ID_OTHERS);
}

static enum wy_severity weighs(const struct wy_transfer *t)
{
    return wy_id_traits(t->identifier) & (WY_ID_LASTING | WY_ID_PERSON) ? WY_SEV_HIGH : WY_SEV_MEDIUM;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("Sent without encryption: %s"), NULL});
}

const struct wy_check wy_check_leak_clear = {
    .id = id,
    .title = N_("identifiers sent without encryption"),
    .question = WY_LEAKS,
    .severity = WY_SEV_HIGH,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means =
        N_("The phone sent this to the recipients named here, and everybody on the way could read it: the Wi-Fi, the "
           "operator, whoever listens between."),
    .does_not_mean =
        N_("It does not say what the recipient did with it, nor that somebody did listen. The country of a "
           "server is not where data ends."),
    .next_step =
        N_("Find the app or setting that talks to this host; switch it off, update it, or ask its maker why it "
           "sends this unencrypted."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
