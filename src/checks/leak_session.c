// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Keys to an account that anybody on the way could read, as the phones of 2015 sent them.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "session-in-clear";
enum { QUOTED = 40 };

static void quote(struct wy_check_run *run, struct wy_finding *f, const struct wy_credential *c)
{
    wy_str to = c->host.len ? c->host : c->ip;
    wy_finding_evidence(run->out, f, c->at,
                        wy_findings_text(run->out, "%.*s %.*s=[…] → %.*s%s%.*s%s; %lld ×", WY_ARG(c->kind),
                                         WY_ARG(c->name), WY_ARG(to), c->company.len ? " (" : "", WY_ARG(c->company),
                                         c->company.len ? ")" : "", c->count.known ? (long long)c->count.v : 1));
}

static void run_check(struct wy_check_run *run)
{
    if (!run->ev->credentials.n)
        return;
    struct wy_check_head head = {id, WY_S("sent"), WY_SEV_HIGH, WY_ST_AFFECTED};
    struct wy_finding *f = wy_check_tell(
        run, head,
        wy_findings_text(run->out, _("Keys to accounts sent without encryption: %zu kinds"), run->ev->credentials.n));
    for (WY_EACH(struct wy_credential, c, run->ev->credentials))
        if (f && f->evidence.n < QUOTED)
            quote(run, f, c);
        else if (f)
            f->unquoted++;
}

const struct wy_check wy_check_leak_session = {
    .id = id,
    .title = N_("keys to accounts sent without encryption"),
    .question = WY_LEAKS,
    .severity = WY_SEV_HIGH,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means =
        N_("A session's cookie or token was sent where everybody on the way could read it. Whoever has it can often "
           "act as you until you log out."),
    .does_not_mean = N_("It does not say that somebody took it, nor that it still works. Some such values belong to no "
                        "account."),
    .next_step =
        N_("Log out of this service on all devices and in again, and do not use the app in a foreign Wi-Fi until "
           "its maker encrypts."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
