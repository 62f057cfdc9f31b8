// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Sockets that listen on more than the phone itself: what another device in the same network can knock at.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/lists.h"

#include <stdio.h>

static const char id[] = "listening-to-network";

static bool own(wy_str address)
{
    return wy_str_starts(address, WY_S("127.")) || wy_str_eq(address, WY_S("::1")) ||
           wy_str_eq(address, WY_S("[::1]")) || wy_str_starts(address, WY_S("::ffff:127.")) ||
           wy_str_starts(address, WY_S("[::ffff:127."));
}

static bool is_door(const struct wy_socket *s)
{
    if (!s->port.known || s->port.v <= 0 || s->port.v > 65535 || own(s->address))
        return false;
    // UDP has no LISTEN; what waits for anybody is unconnected.
    if (wy_str_starts(s->protocol, WY_S("tcp")))
        return wy_str_starts_nocase(s->state, WY_S("LISTEN"));
    return false;
}

static const struct wy_list_row *known_port(const struct wy_socket *s)
{
    char text[8];
    int n = snprintf(text, sizeof text, "%d", (int)s->port.v);
    return wy_list_find(WY_LIST_SERVICES, (wy_str){text, (size_t)n});
}

static void quote(struct wy_check_run *run, struct wy_finding *f, const struct wy_socket *s,
                  const struct wy_list_row *row)
{
    wy_finding_evidence(run->out, f, s->at,
                        wy_findings_text(run->out, "%.*s %.*s port %d%s%.*s%s%s", WY_ARG(s->protocol),
                                         WY_ARG(s->address), (int)s->port.v, s->process.len ? " " : "",
                                         WY_ARG(s->process), row ? ": " : "", row ? row->name : ""));
}

static void run_check(struct wy_check_run *run)
{
    struct wy_finding *debug = NULL, *other = NULL;
    for (int pass = 0; pass < 2; pass++) // one finding at a time: the next add may move the first
        for (WY_EACH(struct wy_socket, s, run->ev->sockets)) {
            const struct wy_list_row *row = is_door(s) ? known_port(s) : NULL;
            bool danger = row && row->kind[0] == 'd';
            if (!is_door(s) || danger != (pass == 0))
                continue;
            struct wy_finding **f = danger ? &debug : &other;
            if (!*f)
                *f = danger ? wy_check_tell(run,
                                            (struct wy_check_head){id, WY_S("debug"), WY_SEV_CRITICAL, WY_ST_AFFECTED},
                                            wy_str_c(_("A service that can control the phone waits in the network")))
                            : wy_check_tell(run, (struct wy_check_head){id, WY_S("ports"), WY_SEV_INFO, WY_ST_INFO},
                                            wy_str_c(_("Services of this phone that others in the network can reach")));
            if (*f)
                quote(run, *f, s, row);
        }
}

const struct wy_check wy_check_network_doors = {
    .id = id,
    .title = N_("services that listen to the network"),
    .question = WY_REACH,
    .severity = WY_SEV_CRITICAL,
    .needs = "sockets",
    .kinds = N_("a bugreport, or the phone on adb"),
    .means = N_("Another device in the same Wi-Fi can send to these services. A flaw in one of them would be open to "
                "strangers."),
    .does_not_mean = N_("It does not mean that they are unsafe: sharing and casting to a television work like this."),
    .next_step = N_("In a network that you do not know, switch off sharing, casting and debugging."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
