// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An IPv6 address that was made of the MAC address (RFC 4291, appendix A): no app sends it, every connection does.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "mac-in-address";

static bool picks(const struct wy_transfer *t) { return wy_leak_sent(t) && wy_leak_by_address(t); }

static enum wy_severity weighs(const struct wy_transfer *t)
{
    (void)t;
    return WY_SEV_HIGH;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run, &(struct wy_leak_rule){id, picks, weighs, N_("Within the phone's IPv6 address: %s"), NULL});
}

const struct wy_check wy_check_leak_address = {
    .id = id,
    .title = N_("IPv6 addresses that hold the MAC address"),
    .question = WY_LEAKS,
    .severity = WY_SEV_HIGH,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means =
        N_("The phone made its IPv6 address of its MAC address. Every server named here got it with every packet, and "
           "everybody on the way could read it, encrypted or not: the phone is known again in every network that "
           "it joins."),
    .does_not_mean = N_("It does not say that a server keeps it. No app sends this: the system chose the address."),
    .next_step = N_("Choose a random MAC address in the settings of this Wi-Fi, and update the phone: newer systems "
                    "make the address of random numbers. Until then IPv6 can be switched off in the router."),
    .menu = WY_MENU_NONE,
    .reference = "https://www.rfc-editor.org/rfc/rfc7721",
    .run = run_check,
};
