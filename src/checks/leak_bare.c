// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Connections that speak TLS and agree on a suite that does not encrypt: they look closed and are open.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "tls-without-encryption";
enum { FLOWS_QUOTED = 30 };

static bool bare(const struct wy_flow *f) { return f->tls.len && wy_str_eq(f->state, WY_S("clear")); }

static void run_check(struct wy_check_run *run)
{
    struct wy_check_head head = {id, WY_S("tls"), WY_SEV_HIGH, WY_ST_AFFECTED};
    struct wy_finding *f = NULL;
    for (WY_EACH(struct wy_flow, flow, run->ev->flows)) {
        if (!bare(flow))
            continue;
        if (!f)
            f = wy_check_tell(run, head, wy_str_c(_("Connections with TLS that does not encrypt")));
        if (f && f->evidence.n < FLOWS_QUOTED)
            wy_leak_quote_flow(run, f, flow, flow->sent.v);
        else if (f)
            f->unquoted++;
    }
}

const struct wy_check wy_check_leak_bare = {
    .id = id,
    .title = N_("TLS that does not encrypt"),
    .question = WY_LEAKS,
    .severity = WY_SEV_HIGH,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("Both ends agreed on a kind of TLS that only protects against changes: everybody on the way could read "
                "what was sent. Wary searched it like everything else in clear."),
    .does_not_mean = N_("It does not say that somebody did read it, nor that what was sent is personal."),
    .next_step = N_("Update the app that talks to this host, or remove it, and tell its maker: no current system "
                    "offers such a suite by itself."),
    .menu = WY_MENU_NONE,
    .reference = "https://www.rfc-editor.org/rfc/rfc9325",
    .run = run_check,
};
