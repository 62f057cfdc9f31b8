// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "checks/leak.h"

#include "core/lang.h"

// A finding lists so many recipients; the report's table has the rest. KINDS_MAX is more than the engine knows:
// stored evidence may name others.
enum { QUOTES_MAX = 40, KINDS_MAX = 40 };

const char *wy_leak_name(struct wy_check_run *run, wy_str identifier)
{
    const char *name = wy_say_identifier(identifier);
    if (name)
        return name;
    wy_str copy = wy_findings_text(run->out, "%.*s", WY_ARG(identifier));
    return copy.ptr ? copy.ptr : "?";
}

static wy_str recipient(struct wy_check_run *run, const struct wy_transfer *t)
{
    wy_str to = wy_leak_recipient(t);
    wy_str company = t->company.len ? t->company : wy_str_c(_("company not listed"));
    struct wy_buf place;
    wy_buf_init(&place, 1 << 16);
    if (t->country.len || t->place.len)
        wy_leak_country(t, &place);
    wy_buf_addc(&place, place.len && (t->asn.known || t->network.len) ? ", " : "");
    if (!wy_str_eq(t->place, WY_S("anycast")))
        wy_leak_network(t, &place);
    wy_str text =
        wy_findings_text(run->out, "%.*s (%.*s%s%.*s%s%.*s)", WY_ARG(to), WY_ARG(company), t->purpose.len ? ", " : "",
                         WY_ARG(wy_leak_word(t->purpose)), place.len ? "; " : "", WY_ARG(wy_buf_str(&place)));
    wy_buf_fini(&place);
    return text;
}

// Where in the message, and what stands around it; values are left out there already.
static wy_str place_of(struct wy_check_run *run, const struct wy_transfer *t)
{
    if (!t->where.len)
        return WY_S("");
    wy_str at = t->offset.known ? wy_findings_text(run->out, _("byte %lld"), (long long)t->offset.v) : WY_S("");
    return wy_findings_text(run->out, ", %.*s%s%.*s%s%.*s", WY_ARG(wy_leak_word(t->where)), at.len ? " " : "",
                            WY_ARG(at), t->excerpt.len ? ": " : "", WY_ARG(t->excerpt));
}

void wy_leak_quote(struct wy_check_run *run, struct wy_finding *f, const struct wy_leak *leak)
{
    const struct wy_transfer *t = leak->first;
    wy_str kind = wy_findings_text(run->out, "%.*s", WY_ARG(t->identifier));
    wy_str value = t->value.len && kind.ptr ? wy_personal(run->out, kind.ptr, t->value) : t->identifier;
    wy_str to = recipient(run, t), found = place_of(run, t);
    wy_str step = t->step.len ? wy_findings_text(run->out, _(", step %.*s"), WY_ARG(t->step)) : WY_S("");
    const char *agreed = wy_str_eq(t->consent, WY_S("before"))  ? _("before the owner agreed")
                         : wy_str_eq(t->consent, WY_S("after")) ? _("after the owner agreed")
                                                                : "";
    wy_finding_evidence(run->out, f, t->at,
                        wy_findings_text(run->out, "%.*s → %.*s: %.*s, %s%.*s%s%s%s%.*s%.*s; %llu ×", WY_ARG(value),
                                         WY_ARG(to), WY_ARG(wy_leak_word(t->form)),
                                         t->encrypted == WY_YES ? _("encrypted, readable here") : _("not encrypted"),
                                         WY_ARG(step), *agreed ? ", " : "", agreed, t->time.len ? ", " : "",
                                         WY_ARG(t->time), WY_ARG(found), (unsigned long long)leak->count));
}

void wy_leak_quote_flow(struct wy_check_run *run, struct wy_finding *f, const struct wy_flow *flow, int64_t sent)
{
    wy_str to = flow->host.len ? flow->host : flow->ip;
    long long n = flow->connections.known ? flow->connections.v : 1;
    // Eight bits of a byte used: encrypted or packed; much less: a format that we do not know.
    wy_str reason = flow->reason;
    if (flow->entropy.known && flow->entropy.v > 0)
        reason = wy_findings_text(run->out, _("%.*s; %.1f of 8 bits used"), WY_ARG(reason), flow->entropy.v);
    wy_finding_evidence(run->out, f, flow->at,
                        wy_findings_text(run->out, _("%.*s%s%.*s%s: %lld bytes sent, %lld ×, from %.*s; %.*s"),
                                         WY_ARG(to), flow->company.len ? " (" : "", WY_ARG(flow->company),
                                         flow->company.len ? ")" : "", (long long)sent, n, WY_ARG(flow->time),
                                         WY_ARG(reason)));
}

struct telling {
    struct wy_check_run *run;
    const struct wy_leak_rule *rule;
    const struct wy_rows *rows;
};

static enum wy_severity worst(const struct telling *t, wy_str kind)
{
    enum wy_severity s = WY_SEV_INFO;
    for (WY_EACH(struct wy_leak, l, *t->rows))
        if (wy_str_eq(l->first->identifier, kind) && t->rule->picks(l->first) && t->rule->weighs(l->first) > s)
            s = t->rule->weighs(l->first);
    return s;
}

static void tell_kind(const struct telling *t, wy_str kind)
{
    enum wy_severity severity = worst(t, kind);
    struct wy_check_head head = {t->rule->check, kind, severity, severity == WY_SEV_INFO ? WY_ST_INFO : WY_ST_AFFECTED};
    const char *name = wy_leak_name(t->run, kind);
    // The format is one of ours: a table's cell, translated.
    wy_str format = wy_str_c(_(t->rule->title)), sign = WY_S("%s");
    size_t at = wy_str_find(format, sign);
    wy_str before = wy_str_sub(format, 0, at), after = at == WY_NPOS ? WY_S("") : wy_str_from(format, at + sign.len);
    struct wy_finding *f =
        wy_check_tell(t->run, head, wy_findings_text(t->run->out, "%.*s%s%.*s", WY_ARG(before), name, WY_ARG(after)));
    const char *more = f && t->rule->means ? t->rule->means(kind) : NULL;
    if (more)
        f->means = wy_findings_text(t->run->out, "%.*s %s", WY_ARG(f->means), _(more));
    for (WY_EACH(struct wy_leak, l, *t->rows)) {
        if (!f || !wy_str_eq(l->first->identifier, kind) || !t->rule->picks(l->first))
            continue;
        if (f->evidence.n < QUOTES_MAX)
            wy_leak_quote(t->run, f, l);
        else
            f->unquoted++;
    }
}

void wy_leak_tell(struct wy_check_run *run, const struct wy_leak_rule *rule)
{
    struct wy_arena arena;
    struct wy_rows rows;
    wy_str told[KINDS_MAX];
    size_t n = 0;
    wy_arena_init(&arena, (size_t)run->out->limits->arena);
    struct telling t = {run, rule, &rows};
    if (wy_leaks_gather(run->ev, &arena, &rows) != WY_OK)
        run->out->err = WY_NO_MEMORY;
    for (WY_EACH(struct wy_leak, l, rows)) {
        bool known = !rule->picks(l->first) || n == KINDS_MAX;
        for (size_t i = 0; i < n && !known; i++)
            known = wy_str_eq(told[i], l->first->identifier);
        if (known)
            continue;
        told[n++] = l->first->identifier;
        tell_kind(&t, l->first->identifier);
    }
    wy_arena_fini(&arena);
}
