// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "checks/path_holds.h"

#include "core/date.h"
#include "knowledge/condition.h"

// The files are our own, so depth bounds mistakes, not attacks.
enum { DEPTH_MAX = 6 };

// What nothing in the evidence speaks about has no place in it.
#define NOWHERE ((struct wy_origin){.source = UINT32_MAX})
static const struct wy_held unknown = {.at = {.source = UINT32_MAX}};

static struct wy_held held(enum wy_tri answer, wy_str seen, struct wy_origin at)
{
    return (struct wy_held){answer, seen, at};
}

static bool is(wy_str a, const char *b) { return wy_str_eq(a, wy_str_c(b)); }

// --- atoms
// ------------------------------------------------------------------------------------------------------------

static bool apps_were_listed(const struct wy_evidence *ev)
{
    for (WY_EACH(struct wy_package, p, ev->packages))
        if (is(p->state, "installed"))
            return true;
    return wy_is_covered(ev, WY_S("packages"));
}

static struct wy_held package_there(struct wy_check_run *run, wy_str name)
{
    const struct wy_package *p = wy_check_package(run, name);
    if (p && !is(p->state, "removed") && !is(p->state, "referenced"))
        return held(WY_YES, wy_findings_text(run->out, "%.*s %.*s", WY_ARG(name), WY_ARG(p->version_name)), p->at);
    return apps_were_listed(run->ev) ? held(WY_NO, (wy_str){0}, NOWHERE) : unknown;
}

// A daemon that only one kind of secure environment has. That none was seen says nothing: lists of processes are short.
static struct wy_held process_runs(struct wy_check_run *run, wy_str name)
{
    for (WY_EACH(struct wy_process, p, run->ev->processes)) {
        size_t slash = wy_str_rfind_char(p->name, '/');
        if (wy_str_eq(wy_str_from(p->name, slash == WY_NPOS ? 0 : slash + 1), name))
            return held(WY_YES, p->name, p->at);
    }
    return unknown;
}

static bool apps_were_read(const struct wy_evidence *ev)
{
    return ev->trusted_apps.n || wy_is_covered(ev, WY_S("trusted_apps"));
}

static struct wy_held trusted_app(struct wy_check_run *run, wy_str uuid, bool counter)
{
    for (WY_EACH(struct wy_trusted_app, t, run->ev->trusted_apps)) {
        if (!wy_str_eq(t->uuid, uuid))
            continue;
        wy_str state = t->rollback ? t->rollback->state : (wy_str){0};
        if (!counter)
            return held(WY_YES, t->path, t->at);
        wy_str seen = wy_findings_text(run->out, "%.*s: %.*s", WY_ARG(t->path), WY_ARG(state));
        enum wy_tri answer = is(state, "no-counter") ? WY_YES : is(state, "counter") ? WY_NO : WY_UNKNOWN;
        return held(answer, seen, t->at);
    }
    return apps_were_read(run->ev) && !counter ? held(WY_NO, (wy_str){0}, NOWHERE) : unknown;
}

static struct wy_held container(struct wy_check_run *run, wy_str name)
{
    for (WY_EACH(struct wy_trusted_app, t, run->ev->trusted_apps))
        if (wy_str_eq(t->container, name))
            return held(WY_YES, wy_findings_text(run->out, "%.*s: %.*s", WY_ARG(t->path), WY_ARG(name)), t->at);
    return apps_were_read(run->ev) ? held(WY_NO, (wy_str){0}, NOWHERE) : unknown;
}

// What another check said stands for what it looked at.
static struct wy_held check_told(struct wy_check_run *run, wy_str id)
{
    struct wy_held best = {.answer = WY_NO, .at = NOWHERE};
    // What a check says for information does not hold, unless it never says more.
    const struct wy_check *check = wy_check_find(id);
    bool informs = check && check->severity == WY_SEV_INFO;
    for (WY_EACH(struct wy_not_assessed, u, run->out->unassessed))
        if (is(id, u->check))
            return unknown;
    for (WY_EACH(struct wy_finding, f, run->out->findings)) {
        if (!is(id, f->check) || (!informs && (f->status == WY_ST_INFO || f->severity == WY_SEV_INFO)))
            continue;
        const struct wy_finding_evidence *e = f->evidence.n ? f->evidence.v : NULL;
        struct wy_origin at = e ? e->at : NOWHERE;
        if (f->status != WY_ST_CANNOT_TELL)
            return held(WY_YES, f->title, at);
        best = held(WY_UNKNOWN, f->title, at);
    }
    return best;
}

static struct wy_held attested_unlocked(struct wy_check_run *run)
{
    struct wy_held best = unknown;
    for (WY_EACH(struct wy_attestation, a, run->ev->attestations)) {
        if (a->valid != WY_YES || a->device_locked == WY_UNKNOWN || is(a->security_level, "software"))
            continue;
        if (a->device_locked == WY_NO)
            return held(WY_YES, WY_S("device_locked=no"), a->at);
        best = held(WY_NO, WY_S("device_locked=yes"), a->at);
    }
    return best;
}

static wy_str fact_text(struct wy_check_run *run, const struct wy_device *d, const struct wy_condition *c)
{
    char day[WY_DATE_SIZE];
    if (c->fact == WY_FACT_PROPERTY)
        return wy_findings_text(run->out, "%.*s=%.*s", WY_ARG(c->key), WY_ARG(wy_property(run->ev, c->key)));
    if (d && c->fact == WY_FACT_BUILD_DATE && d->build_time.known) {
        wy_str date = wy_day_format((int32_t)(d->build_time.v / 86400), day);
        return wy_findings_text(run->out, "%.*s", WY_ARG(date));
    }
    if (d && c->fact == WY_FACT_SOC_MAKER)
        return wy_findings_text(run->out, "%.*s %.*s", WY_ARG(d->soc_maker), WY_ARG(d->soc.len ? d->soc : d->platform));
    return d && c->fact == WY_FACT_MAKER ? d->maker : (wy_str){0};
}

static struct wy_held fact(struct wy_check_run *run, wy_str text)
{
    struct wy_arena *arena = &run->out->arena;
    struct wy_condition c = {.version = {.kind = WY_VERSION_ANY}};
    wy_str rest = text, uri, value = {0};
    if (!wy_str_next(&rest, '?', &uri) || !wy_condition_uri(uri, arena, &c.fact, &c.key, &value))
        return unknown;
    wy_str *slot = value.len ? wy_rows_add(&c.values, arena, sizeof *slot) : NULL;
    if (slot)
        *slot = value;
    if (rest.len) {
        c.version.kind = WY_VERSION_RANGE;
        c.version.text = rest;
        if (wy_range_parse(rest, arena, &c.version.range, NULL) != WY_OK)
            return unknown;
    }
    const char *why = NULL;
    const struct wy_device *d = wy_device(run->ev);
    struct wy_subject subject = {.ev = run->ev, .device = d};
    enum wy_tri answer = wy_condition_holds(&c, &subject, &why);
    // A property that is not there says as little as one that nobody read.
    struct wy_origin at = d ? d->at : NOWHERE;
    at.kind = WY_CLAIMED;
    return answer == WY_UNKNOWN ? unknown : held(answer, fact_text(run, d, &c), at);
}

static struct wy_held atom(struct wy_check_run *run, wy_str text)
{
    wy_str rest = text, kind;
    if (!wy_str_next(&rest, ':', &kind))
        return held(WY_NO, (wy_str){0}, NOWHERE);
    if (is(kind, "wary"))
        return fact(run, text);
    if (is(kind, "package"))
        return package_there(run, rest);
    if (is(kind, "trusted-app"))
        return trusted_app(run, rest, false);
    if (is(kind, "no-counter"))
        return trusted_app(run, rest, true);
    if (is(kind, "container"))
        return container(run, rest);
    if (is(kind, "process"))
        return process_runs(run, rest);
    if (is(kind, "check"))
        return check_told(run, rest);
    return is(kind, "attested") ? attested_unlocked(run) : unknown;
}

// --- how they are put together
// -----------------------------------------------------------------------------------------

static struct wy_held eval(struct wy_check_run *run, const struct wy_json *e, unsigned depth);

// The first that decides, decides; else one unknown makes it unknown.
static struct wy_held several(struct wy_check_run *run, const struct wy_json *list, enum wy_tri decides, unsigned depth)
{
    struct wy_held result = {.answer = decides == WY_YES ? WY_NO : WY_YES, .at = NOWHERE};
    bool open = false;
    for (WY_JSON_EACH(item, list)) {
        struct wy_held one = eval(run, item, depth + 1);
        if (one.answer == decides)
            return one;
        open |= one.answer == WY_UNKNOWN;
        if (one.seen.len && !result.seen.len)
            result = held(result.answer, one.seen, one.at);
    }
    if (open)
        result.answer = WY_UNKNOWN;
    return result;
}

static struct wy_held eval(struct wy_check_run *run, const struct wy_json *e, unsigned depth)
{
    if (!e || depth > DEPTH_MAX)
        return unknown;
    if (e->type == WY_JSON_STRING)
        return atom(run, e->string);
    const struct wy_json *any = wy_json_get(e, WY_S("any")), *all = wy_json_get(e, WY_S("all"));
    if (any || all)
        return several(run, any ? any : all, any ? WY_YES : WY_NO, depth);
    struct wy_held yes = eval(run, wy_json_get(e, WY_S("yes")), depth + 1);
    struct wy_held no = eval(run, wy_json_get(e, WY_S("no")), depth + 1);
    if (yes.answer == WY_YES)
        return yes;
    if (no.answer == WY_YES)
        return held(WY_NO, no.seen, no.at);
    // What the sources contradict each other about: seen, and still unknown.
    struct wy_held maybe = eval(run, wy_json_get(e, WY_S("maybe")), depth + 1);
    if (maybe.answer == WY_YES)
        return held(WY_UNKNOWN, maybe.seen, maybe.at);
    return held(WY_UNKNOWN, yes.seen.len ? yes.seen : no.seen, yes.seen.len ? yes.at : no.at);
}

struct wy_held wy_path_holds(struct wy_check_run *run, const struct wy_json *expression)
{
    return eval(run, expression, 0);
}
