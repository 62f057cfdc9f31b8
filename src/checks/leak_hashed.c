// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A hash of a value from a small space is the value: all phone numbers, IMEIs or MAC addresses of a maker can be hashed
// and compared.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "hash-recoverable";

static bool picks(const struct wy_transfer *t)
{
    return wy_leak_sent(t) && (wy_id_traits(t->identifier) & WY_ID_GUESSABLE) && wy_leak_hashed(t);
}

static enum wy_severity weighs(const struct wy_transfer *t)
{
    (void)t;
    return WY_SEV_MEDIUM;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("Sent as a hash that can be undone: %s")});
}

const struct wy_check wy_check_leak_hashed = {
    .id = id,
    .title = N_("hashes that can be undone"),
    .question = WY_LEAKS,
    .severity = WY_SEV_MEDIUM,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("Only a hash was sent, but there are so few possible values that trying all of them gives the value "
                "back, within minutes on one computer."),
    .does_not_mean = N_("It does not say that the recipient does this. A salt that we do not see would make it harder; "
                        "these hashes have none."),
    .next_step = N_("Treat it as if the value itself was sent, and ask the recipient why it needs it."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
