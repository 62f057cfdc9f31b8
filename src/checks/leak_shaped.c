// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Values that look like identifiers, but whose owner is not known.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "identifier-shaped";

static bool picks(const struct wy_transfer *t)
{
    return t->shaped == WY_YES && !wy_str_eq(t->direction, WY_S("received"));
}

static enum wy_severity weighs(const struct wy_transfer *t)
{
    (void)t;
    return WY_SEV_INFO;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("A value shaped like this was sent: %s"), NULL});
}

const struct wy_check wy_check_leak_shaped = {
    .id = id,
    .title = N_("values shaped like identifiers"),
    .question = WY_LEAKS,
    .severity = WY_SEV_INFO,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("Something was sent that has the form of such an identifier."),
    .does_not_mean =
        N_("It need not be this phone's, nor an identifier at all: any number of the right length looks the "
           "same."),
    .next_step = N_("Give the owner's identifiers with --identity, and Wary can say whether it is theirs."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
