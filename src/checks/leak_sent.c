// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Identifiers inside encryption that the owner's keys opened. That an advertising ID reaches advertisers is what it is
// for; that a lasting identifier or a name leaves is not.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "identifier-sent";

static bool picks(const struct wy_transfer *t)
{
    return wy_leak_sent(t) && t->encrypted == WY_YES && !(wy_id_traits(t->identifier) & WY_ID_OTHERS);
}

static enum wy_severity weighs(const struct wy_transfer *t)
{
    return wy_id_traits(t->identifier) & (WY_ID_LASTING | WY_ID_PERSON) ? WY_SEV_MEDIUM : WY_SEV_INFO;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("Sent, encrypted on the way: %s"), NULL});
}

const struct wy_check wy_check_leak_sent = {
    .id = id,
    .title = N_("identifiers sent inside encryption"),
    .question = WY_LEAKS,
    .severity = WY_SEV_MEDIUM,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("The recipients named here got it. Strangers on the way could not read it."),
    .does_not_mean = N_("It need not be wrong: an account that you use has to know you. Wary does not know what you "
                        "agreed to, only what was marked in an experiment."),
    .next_step = N_("Look whether you use the service behind the host; if not, switch it off or remove its app."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
