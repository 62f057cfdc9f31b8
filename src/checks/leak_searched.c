// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// How far the search went. "Nothing found" holds for what was searched, so that is counted; and without the owner's
// identifiers nothing could be searched for.
#include "checks/leak.h"
#include "core/lang.h"

#include <stdlib.h>

static const char id[] = "traffic-searched";

static long long known(struct wy_int n) { return n.known ? (long long)n.v : 0; }

// What was read: packets and connections of devices.
static wy_str what_was_read(struct wy_check_run *run, const struct wy_capture *c)
{
    long long packets = known(c->packets), connections = known(c->connections), devices = known(c->devices),
              others = known(c->not_searched), foreign = known(c->other);
    wy_str p = wy_findings_text(run->out, wy_ngettext("%lld packet", "%lld packets", (unsigned long)packets), packets),
           k = wy_findings_text(
               run->out, wy_ngettext("%lld connection", "%lld connections", (unsigned long)connections), connections),
           d = wy_findings_text(run->out, wy_ngettext("%lld device", "%lld devices", (unsigned long)devices), devices);
    if (!c->packets.known) // a list, not a capture
        return k;
    if (foreign)
        p = wy_findings_text(run->out,
                             wy_ngettext("%.*s (%lld of them neither TCP nor UDP)",
                                         "%.*s (%lld of them neither TCP nor UDP)", (unsigned long)foreign),
                             WY_ARG(p), foreign);
    if (!others)
        return wy_findings_text(run->out, "%.*s, %.*s, %.*s", WY_ARG(p), WY_ARG(k), WY_ARG(d));
    wy_str o = wy_findings_text(
        run->out, wy_ngettext("%lld of them not searched", "%lld of them not searched", (unsigned long)others), others);
    return wy_findings_text(run->out, "%.*s, %.*s, %.*s (%.*s)", WY_ARG(p), WY_ARG(k), WY_ARG(d), WY_ARG(o));
}

// The kinds of identifiers in words: " (IMEI, phone number)".
static wy_str kinds_words(struct wy_check_run *run, const struct wy_capture *c)
{
    wy_str all = WY_S("");
    for (size_t i = 0; i < c->identifiers.n; i++) {
        const char *words = wy_leak_name(run, c->identifiers.v[i]);
        all = wy_findings_text(run->out, "%.*s%s%s", WY_ARG(all), i ? ", " : " (", words ? words : "");
    }
    return all.len ? wy_findings_text(run->out, "%.*s)", WY_ARG(all)) : all;
}

// What it is, and of when.
static wy_str what_and_when(struct wy_check_run *run, const struct wy_capture *c)
{
    if (!c->begin.len || !c->end.len)
        return c->format;
    return wy_findings_text(run->out, _("%.*s of %.*s to %.*s"), WY_ARG(c->format), WY_ARG(c->begin), WY_ARG(c->end));
}

static void quote(struct wy_check_run *run, struct wy_finding *f)
{
    for (WY_EACH(struct wy_capture, c, run->ev->captures)) {
        long long bytes = known(c->searched_bytes), forms = known(c->needles), closed = known(c->opaque_bytes);
        wy_str read = what_was_read(run, c),
               looked = wy_findings_text(
                   run->out, wy_ngettext("%lld byte searched", "%lld bytes searched", (unsigned long)bytes), bytes),
               needles =
                   forms ? wy_findings_text(run->out,
                                            wy_ngettext("for %lld form", "for %lld forms", (unsigned long)forms), forms)
                         : wy_str_c(_("for the shapes of identifiers")),
               kinds = kinds_words(run, c), what = what_and_when(run, c),
               rest = wy_findings_text(
                   run->out, wy_ngettext("%lld byte not readable", "%lld bytes not readable", (unsigned long)closed),
                   closed);
        wy_finding_evidence(run->out, f, c->at,
                            wy_findings_text(run->out, "%.*s: %.*s; %.*s %.*s%.*s; %.*s", WY_ARG(what), WY_ARG(read),
                                             WY_ARG(looked), WY_ARG(needles), WY_ARG(kinds), WY_ARG(rest)));
    }
}

// How far the clocks are apart, in the largest unit that tells it: a router without a battery is decades behind.
static wy_str clocks(struct wy_check_run *run, int64_t ms)
{
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}, {1, "ms"}};
    size_t u = 0;
    long long apart = ms == INT64_MIN ? INT64_MAX : llabs(ms);
    while (u + 1 < WY_COUNT(units) && apart < 10 * units[u].ms)
        u++;
    apart /= units[u].ms;
    if (ms < 0)
        return wy_findings_text(
            run->out,
            _("the capture's clock is %lld %s behind the one that set the marks; they were moved by "
              "that"),
            apart, units[u].name);
    return wy_findings_text(
        run->out, _("the capture's clock is %lld %s ahead of the one that set the marks; they were moved by that"),
        apart, units[u].name);
}

// What the answer rests on: whose devices were searched, and whose clock the steps are told by.
static void quote_terms(struct wy_check_run *run, struct wy_finding *f, const struct wy_capture *c)
{
    if (c->mine == WY_NO && known(c->devices) > 1)
        wy_finding_evidence(run->out, f, c->at,
                            wy_str_c(_("Every device in this capture was searched: --mine names those of the owner")));
    if (c->clock_offset.known)
        wy_finding_evidence(run->out, f, c->at, clocks(run, c->clock_offset.v));
    else if (run->ev->steps.n)
        wy_finding_evidence(run->out, f, c->at,
                            wy_str_c(_("no marker packet tells how far the clocks of marks and capture are apart")));
}

// A list of connections tells who was asked, not what was sent.
static bool holds_content(const struct wy_capture *c) { return c->packets.known || wy_str_eq(c->format, WY_S("har")); }

static void run_check(struct wy_check_run *run)
{
    bool searched = false, others_only = false, content = run->ev->captures.n == 0;
    for (WY_EACH(struct wy_transfer, t, run->ev->transfers)) // what has only a shape is nobody's
        searched |= t->shaped != WY_YES;
    bool owner = searched || wy_leak_owner_known(run->ev);
    for (WY_EACH(struct wy_capture, c, run->ev->captures)) {
        searched |= known(c->needles) > 0 && known(c->searched_bytes) > 0;
        content |= holds_content(c);
        others_only |= c->mine == WY_YES && known(c->devices) > 0 && known(c->devices) == known(c->not_searched);
    }
    struct wy_check_head head = {id, WY_S("captures"), WY_SEV_INFO,
                                 searched && content ? WY_ST_INFO : WY_ST_CANNOT_TELL};
    const char *title = searched && !content
                            ? _("Only the names of servers could be searched: a list of connections holds "
                                "no content")
                        : searched          ? _("What of the traffic was searched")
                        : run->ev->redacted ? _("The evidence is redacted: leaks cannot be searched for")
                        : others_only       ? _("None of the devices that --mine names is in this capture")
                        : owner             ? _("Nothing passed that could be searched")
                                            : _("The owner's identifiers are not known: leaks cannot be searched for");
    struct wy_finding *f = wy_check_tell(run, head, wy_str_c(title));
    if (!f)
        return;
    if (others_only && !searched)
        f->next_step = wy_str_c(_("Look up the phone's IP or MAC address in its settings, and give it with --mine. "
                                  "Phones use another MAC address in each Wi-Fi."));
    else if (searched && !content)
        f->next_step = wy_str_c(_("Capture the traffic itself (pcap) to see what was sent."));
    else if (!owner)
        f->next_step =
            wy_str_c(_("Give the owner's identifiers with --identity FILE, or the phone's bugreport beside the "
                       "capture."));
    quote(run, f);
    for (WY_EACH(struct wy_capture, c, run->ev->captures))
        quote_terms(run, f, c);
}

const struct wy_check wy_check_leak_searched = {
    .id = id,
    .title = N_("how far the search of traffic went"),
    .question = WY_LEAKS,
    .severity = WY_SEV_INFO,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("The answer about personal data holds for this part, not for what was not captured or not readable."),
    .does_not_mean = N_("It does not mean that the rest is fine."),
    .next_step = N_("Capture longer, and in the steps of wary experiment, to see more."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
