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

// A session's number outside of a cookie. Players and statistics count their sessions so, and few of them are an
// account's: it is told, but not called a key.
static bool only_a_number(const struct wy_credential *c)
{
    static const char *const ends[] = {"session_id", "session-id", "sessionid"};
    if (wy_str_eq(c->kind, WY_S("cookie")) || wy_str_eq_nocase(c->name, WY_S("jsessionid")))
        return false;
    for (size_t i = 0; i < WY_COUNT(ends); i++) {
        wy_str end = wy_str_c(ends[i]);
        if (c->name.len >= end.len && wy_str_eq_nocase(wy_str_from(c->name, c->name.len - end.len), end))
            return true;
    }
    return wy_str_eq_nocase(c->name, WY_S("sid"));
}

static void quote_all(struct wy_check_run *run, struct wy_finding *f, bool numbers)
{
    for (WY_EACH(struct wy_credential, c, run->ev->credentials))
        if (only_a_number(c) != numbers)
            continue;
        else if (f->evidence.n < QUOTED)
            quote(run, f, c);
        else
            f->unquoted++;
}

static struct wy_finding *tell(struct wy_check_run *run, const struct wy_check_head *head, wy_str title, bool numbers)
{
    struct wy_finding *f = wy_check_tell(run, *head, title);
    if (f)
        quote_all(run, f, numbers);
    return f;
}

static void tell_numbers(struct wy_check_run *run, size_t n)
{
    struct wy_finding *f =
        tell(run, &(struct wy_check_head){id, WY_S("numbers"), WY_SEV_INFO, WY_ST_INFO},
             wy_findings_text(run->out,
                              wy_ngettext("Session numbers sent without encryption: %zu kind",
                                          "Session numbers sent without encryption: %zu kinds", (unsigned long)n),
                              n),
             true);
    if (!f)
        return;
    f->means =
        wy_str_c(_("Values with the name of a session's number were sent where everybody on the way could read them."));
    f->does_not_mean =
        wy_str_c(_("Most such numbers belong to no account: players and statistics count their sessions with them."));
    f->next_step = wy_str_c(_("If you log in to the service behind one of these hosts, log out of it and in again."));
}

static void tell_keys(struct wy_check_run *run, size_t n)
{
    (void)tell(run, &(struct wy_check_head){id, WY_S("sent"), WY_SEV_HIGH, WY_ST_AFFECTED},
               wy_findings_text(run->out,
                                wy_ngettext("Keys to accounts sent without encryption: %zu kind",
                                            "Keys to accounts sent without encryption: %zu kinds", (unsigned long)n),
                                n),
               false);
}

static void run_check(struct wy_check_run *run)
{
    size_t numbers = 0;
    for (WY_EACH(struct wy_credential, c, run->ev->credentials))
        numbers += only_a_number(c);
    if (run->ev->credentials.n > numbers)
        tell_keys(run, run->ev->credentials.n - numbers);
    if (numbers)
        tell_numbers(run, numbers);
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
