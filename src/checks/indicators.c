// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Matches with the indicators of compromise that the user gave (--indicators): packages, signers, processes, files,
// properties, and every host or address that the evidence names.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/stix.h"

static const char id[] = "indicator-match";

struct hit {
    enum wy_indicator_kind kind;
    wy_str value;
    struct wy_origin at;
};

static void look(struct wy_check_run *run, struct hit hit)
{
    const struct wy_indicator *found = wy_indicators_find(run->indicators, hit.kind, hit.value);
    if (!found)
        return;
    wy_str title =
        found->threat.len
            ? wy_findings_text(run->out, _("A trace of %.*s: %.*s"), WY_ARG(found->threat), WY_ARG(found->value))
            : wy_findings_text(run->out, _("A trace of an attack: %.*s"), WY_ARG(found->value));
    struct wy_check_head head = {id, found->value, WY_SEV_CRITICAL, WY_ST_AFFECTED};
    struct wy_finding *f = wy_check_tell(run, head, title);
    if (!f)
        return;
    wy_finding_evidence(run->out, f, hit.at,
                        wy_findings_text(run->out, _("%.*s (listed in %.*s)"), WY_ARG(hit.value), WY_ARG(found->file)));
}

static void look_packages(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_package, p, run->ev->packages)) {
        look(run, (struct hit){WY_IOC_APP, p->name, p->at});
        look(run, (struct hit){WY_IOC_HASH, p->sha256, p->at});
        for (size_t i = 0; i < p->signers.n; i++)
            look(run, (struct hit){WY_IOC_CERT, p->signers.v[i], p->at});
        for (size_t i = 0; p->signature && i < p->signature->signers.n; i++)
            look(run, (struct hit){WY_IOC_CERT, p->signature->signers.v[i], p->at});
    }
}

static void look_files(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_file, file, run->ev->files)) {
        size_t slash = wy_str_rfind_char(file->path, '/');
        look(run, (struct hit){WY_IOC_PATH, file->path, file->at});
        look(run, (struct hit){WY_IOC_FILE, wy_str_from(file->path, slash == WY_NPOS ? 0 : slash + 1), file->at});
        look(run, (struct hit){WY_IOC_HASH, file->sha256, file->at});
    }
}

static void look_host(struct wy_check_run *run, wy_str host, wy_str ip, struct wy_origin at)
{
    look(run, (struct hit){WY_IOC_DOMAIN, host, at});
    look(run, (struct hit){WY_IOC_IP, ip, at});
}

// Every word of a text that looks like a host or an address: settings hold proxies, start pages and servers.
static void look_words(struct wy_check_run *run, wy_str text, struct wy_origin at)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool inside = i < text.len && (wy_is_alpha(text.ptr[i]) || wy_is_digit(text.ptr[i]) || text.ptr[i] == '.' ||
                                       text.ptr[i] == '-' || text.ptr[i] == '_');
        if (inside)
            continue;
        wy_str word = wy_str_sub(text, start, i - start);
        if (word.len > 3 && word.len < 254 && wy_str_find_char(word, '.') != WY_NPOS)
            look_host(run, word, word, at);
        start = i + 1;
    }
}

static void look_network(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_flow, flow, run->ev->flows))
        look_host(run, flow->host, flow->ip, flow->at);
    for (WY_EACH(struct wy_transfer, t, run->ev->transfers))
        look_host(run, t->host, t->ip, t->at);
    for (WY_EACH(struct wy_socket, s, run->ev->sockets))
        look_words(run, s->remote, s->at);
    for (WY_EACH(struct wy_setting, s, run->ev->settings))
        look_words(run, s->value, s->at);
}

// What a list says and we cannot compare is not silence: the answer is then incomplete.
static void tell_not_understood(struct wy_check_run *run)
{
    struct wy_not_assessed *u = wy_rows_add(&run->out->unassessed, &run->out->arena, sizeof *u);
    if (!u) {
        run->out->err = WY_NO_MEMORY;
        return;
    }
    *u = (struct wy_not_assessed){
        .question = WY_KNOWN,
        .check = id,
        .title = wy_str_c(_("indicators of compromise that you gave")),
        .reason = wy_findings_text(run->out, _("patterns of the lists that could not be compared: %zu"),
                                   run->indicators->not_understood),
        .how = wy_str_c(_("a tool that understands these patterns")),
    };
}

static void run_check(struct wy_check_run *run)
{
    if (run->indicators && run->indicators->not_understood)
        tell_not_understood(run);
    if (!run->indicators || run->indicators->n == 0)
        return;
    look_packages(run);
    look_files(run);
    look_network(run);
    for (WY_EACH(struct wy_process, p, run->ev->processes))
        look(run, (struct hit){WY_IOC_PROCESS, p->name, p->at});
    for (WY_EACH(struct wy_property, p, run->ev->properties))
        look(run, (struct hit){WY_IOC_PROPERTY, p->name, p->at});
    for (WY_EACH(struct wy_event, e, run->ev->events)) {
        look(run, (struct hit){WY_IOC_APP, e->subject, e->at});
        look(run, (struct hit){WY_IOC_PROCESS, e->subject, e->at});
        look_host(run, e->subject, e->detail, e->at);
    }
}

const struct wy_check wy_check_indicators = {
    .id = id,
    .title = N_("indicators of compromise that you gave"),
    .question = WY_KNOWN,
    .severity = WY_SEV_CRITICAL,
    .on_request = true,
    .needs = "packages|processes|files|properties|flows|transfers|events",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("Something on this phone, or something it spoke to, is on a list of traces of an attack."),
    .does_not_mean =
        N_("It does not prove an attack by itself: lists hold mistakes, and a host can have been visited by chance."),
    .next_step =
        N_("Keep the phone as it is, do not delete anything, and show this report to a helpdesk for digital security."),
    .reference = "https://docs.oasis-open.org/cti/stix/v2.1/stix-v2.1.html",
    .run = run_check,
};
