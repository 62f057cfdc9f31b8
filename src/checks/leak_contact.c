// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Numbers of other people. Whoever owns the phone cannot agree for them.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "contact-sent";

static bool picks(const struct wy_transfer *t)
{
    return wy_leak_sent(t) && (wy_id_traits(t->identifier) & WY_ID_OTHERS);
}

static enum wy_severity weighs(const struct wy_transfer *t)
{
    return t->encrypted == WY_YES ? WY_SEV_MEDIUM : WY_SEV_HIGH;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("Somebody else's data left this phone: %s"), NULL});
}

const struct wy_check wy_check_leak_contact = {
    .id = id,
    .title = N_("numbers of your contacts sent away"),
    .question = WY_LEAKS,
    .severity = WY_SEV_HIGH,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means =
        N_("A number from the phone book, or of somebody who sent a message, went to the recipients named here. That "
           "person was not asked."),
    .does_not_mean = N_("It does not say that the whole phone book went: only the numbers of the identity file were "
                        "looked for."),
    .next_step = N_("Switch off synchronising of contacts and messaging over the internet for this service, and repeat "
                    "the experiment."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
