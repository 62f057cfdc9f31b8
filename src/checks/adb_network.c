// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Debugging over the network in its old form (port 5555): the properties that make adbd listen.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "adb-over-network";

// A socket that listens is told by the check of listening services. A property alone says less: Huawei sets the port on
// every phone and opens it on none. What somebody made lasting (persist.) is weighed more.
static void tell(struct wy_check_run *run, const struct wy_property *p, bool lasting)
{
    struct wy_check_head head = {id, p->name, WY_SEV_HIGH, lasting ? WY_ST_POSSIBLE : WY_ST_CANNOT_TELL};
    struct wy_finding *f = wy_check_tell(run, head, wy_str_c(_("The phone may be open to debugging over the network")));
    struct wy_origin at = p->at;
    at.kind = WY_CLAIMED;
    if (f)
        wy_finding_evidence(run->out, f, at,
                            wy_findings_text(run->out, "%.*s=%.*s", WY_ARG(p->name), WY_ARG(p->value)));
}

static bool opens(const struct wy_property *p)
{
    uint64_t port = 0;
    return p && wy_str_u64(wy_str_trim(p->value), &port) && port > 0 && port < 65536;
}

static void run_check(struct wy_check_run *run)
{
    const struct wy_property *now = wy_property_row(run->ev, WY_S("service.adb.tcp.port"));
    const struct wy_property *lasting = wy_property_row(run->ev, WY_S("persist.adb.tcp.port"));
    if (opens(lasting))
        tell(run, lasting, true);
    else if (opens(now) && !wy_is_covered(run->ev, WY_S("sockets")))
        tell(run, now, false);
}

const struct wy_check wy_check_adb_network = {
    .id = id,
    .title = N_("debugging over the network (adb on TCP)"),
    .question = WY_REACH,
    .severity = WY_SEV_HIGH,
    .needs = "properties",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_(
        "If the door is open, anyone in the same Wi-Fi can try to take the phone over. Malware looks for exactly this "
        "door."),
    .does_not_mean =
        N_("It does not mean that somebody came in: most phones still ask before they trust a new computer."),
    .next_step = N_("switch USB debugging and wireless debugging off, then restart the phone."),
    .menu = WY_MENU_DEVELOPER,
    .reference = "https://developer.android.com/tools/adb",
    .run = run_check,
};
