// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Debugging over the network in its old form (port 5555): properties that make adbd listen, or the listening itself.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "adb-over-network";

static void tell(struct wy_check_run *run, struct wy_origin at, wy_str seen)
{
    struct wy_finding *f = wy_check_tell(run, (struct wy_check_head){id, WY_S("tcp"), WY_SEV_CRITICAL, WY_ST_AFFECTED},
                                         wy_str_c(_("The phone can be debugged over the network")));
    if (f)
        wy_finding_evidence(run->out, f, at, seen);
}

static void run_check(struct wy_check_run *run)
{
    static const char *const names[] = {"service.adb.tcp.port", "persist.adb.tcp.port"};
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        const struct wy_property *p = wy_property_row(run->ev, wy_str_c(names[i]));
        uint64_t port = 0;
        if (p && wy_str_u64(wy_str_trim(p->value), &port) && port > 0 && port < 65536)
            tell(run, p->at, wy_findings_text(run->out, "%.*s=%.*s", WY_ARG(p->name), WY_ARG(p->value)));
    }
}

const struct wy_check wy_check_adb_network = {
    .id = id,
    .title = N_("debugging over the network (adb on TCP)"),
    .question = WY_REACH,
    .severity = WY_SEV_CRITICAL,
    .needs = "properties",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("Anyone in the same Wi-Fi can try to take the phone over. Malware looks for exactly this door."),
    .does_not_mean =
        N_("It does not mean that somebody came in: most phones still ask before they trust a new computer."),
    .next_step = N_("switch USB debugging and wireless debugging off, then restart the phone."),
    .menu = WY_MENU_DEVELOPER,
    .reference = "https://developer.android.com/tools/adb",
    .run = run_check,
};
