// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What was sent and could not be looked into. Size, time and recipient are all that can be said; it never counts as
// fine.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "upload-not-readable";
enum { FLOWS_QUOTED = 30 };

static void run_check(struct wy_check_run *run)
{
    long long bytes = 0, rows = 0;
    for (WY_EACH(struct wy_flow, flow, run->ev->flows)) {
        int64_t n = wy_leak_closed(flow);
        bytes += bytes > INT64_MAX - n ? 0 : n;
        rows += n > 0;
    }
    if (!rows)
        return;
    struct wy_check_head head = {id, WY_S("sent"), WY_SEV_INFO, WY_ST_CANNOT_TELL};
    struct wy_finding *f = wy_check_tell(
        run, head,
        wy_findings_text(run->out,
                         wy_ngettext("Could not look inside: %lld bytes sent in %lld kind of connection",
                                     "Could not look inside: %lld bytes sent in %lld kinds of connections",
                                     (unsigned long)rows),
                         bytes, rows));
    for (WY_EACH(struct wy_flow, flow, run->ev->flows))
        if (f && wy_leak_closed(flow) && f->evidence.n < FLOWS_QUOTED)
            wy_leak_quote_flow(run, f, flow, wy_leak_closed(flow));
        else if (f && wy_leak_closed(flow))
            f->unquoted++;
}

const struct wy_check wy_check_leak_opaque = {
    .id = id,
    .title = N_("uploads that could not be read"),
    .question = WY_LEAKS,
    .severity = WY_SEV_LOW,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("What these connections carried is not known. Nothing is said about them, neither good nor bad."),
    .does_not_mean = N_("Encryption is right and no sign of anything bad. It only keeps Wary from answering."),
    .next_step = N_("If you made the capture with a tool that records TLS secrets, give them with --keys."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
