// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/view.h"

#include "core/lang.h"
#include "core/map.h"

#include <stdio.h>
#include <stdlib.h>

enum wy_verdict wy_finding_weight(const struct wy_finding *finding)
{
    if (finding->status == WY_ST_CANNOT_TELL)
        return WY_VERDICT_CANNOT_TELL;
    if (finding->status == WY_ST_INFO || finding->severity == WY_SEV_INFO)
        return WY_NOTHING_FOUND;
    return finding->severity == WY_SEV_CRITICAL ? WY_ACT_NOW : WY_FIX_SOON;
}

static int falling(int a, int b) { return (a < b) - (a > b); }

static int by_weight(const void *pa, const void *pb)
{
    const struct wy_finding *a = *(const struct wy_finding *const *)pa, *b = *(const struct wy_finding *const *)pb;
    int order = falling((int)wy_finding_weight(a), (int)wy_finding_weight(b));
    if (!order)
        order = falling((int)a->severity, (int)b->severity);
    if (!order)
        order = falling((int)b->status, (int)a->status); // affected before possible
    if (!order)
        order = falling((int)b->question, (int)a->question);
    if (!order)
        order = wy_str_cmp(a->id, b->id);
    return order ? order : wy_str_cmp(a->subject, b->subject);
}

wy_err wy_view_init(struct wy_view *view, const struct wy_report_input *in)
{
    *view = (struct wy_view){.in = in};
    wy_arena_init(&view->arena, (size_t)in->evidence->limits->arena);
    view->n = in->findings->findings.n;
    view->findings = wy_new(&view->arena, const struct wy_finding *, view->n + 1);
    wy_err err = view->findings ? WY_OK : WY_NO_MEMORY;
    for (size_t i = 0; !err && i < view->n; i++)
        view->findings[i] = (const struct wy_finding *)in->findings->findings.v + i;
    if (!err)
        err = wy_redactor_init(&view->redactor, in->evidence, in->reveal, in->salt, &view->arena);
    if (err) {
        wy_view_fini(view);
        return err;
    }
    qsort(view->findings, view->n, sizeof *view->findings, by_weight);
    return WY_OK;
}

void wy_view_fini(struct wy_view *view)
{
    wy_arena_fini(&view->arena);
    *view = (struct wy_view){0};
}

static wy_str kept(struct wy_view *view, struct wy_buf *text, struct wy_buf *out)
{
    wy_str copy = WY_S("");
    if (text->err || !wy_arena_str(&view->arena, wy_buf_str(text), &copy))
        out->err = out->err ? out->err : WY_NO_MEMORY;
    wy_buf_fini(text);
    return copy;
}

wy_str wy_view_text(struct wy_view *view, wy_str s, struct wy_buf *out)
{
    if (!s.ptr)
        return s;
    struct wy_buf text;
    wy_buf_init(&text, s.len * 4 + 64);
    wy_redact_marks(&view->redactor, s, &text);
    return kept(view, &text, out);
}

wy_str wy_view_quote(struct wy_view *view, wy_str s, struct wy_buf *out)
{
    if (!s.ptr)
        return s;
    struct wy_buf text;
    wy_buf_init(&text, s.len * 8 + 64);
    wy_redact_all(&view->redactor, s, &text);
    return kept(view, &text, out);
}

static wy_str gap_key(const struct wy_gap *g, struct wy_arena *arena)
{
    struct wy_buf key;
    wy_buf_init(&key, SIZE_MAX);
    wy_buf_printf(&key, "%u %zu ", g->at.source, g->at.item.len);
    wy_buf_add(&key, g->at.item);
    wy_buf_add(&key, g->reason);
    wy_str kept = key.err == WY_OK ? wy_arena_dup(arena, wy_buf_str(&key)) : (wy_str){0};
    wy_buf_fini(&key);
    return kept;
}

// Evidence of others may hold a million of them. Without memory for it, each is told by itself.
static void count_gaps(struct wy_view *view)
{
    const struct wy_rows *gaps = &view->in->evidence->gaps;
    const struct wy_gap *rows = gaps->v;
    struct wy_map first;
    wy_map_init(&first, &view->arena);
    view->same_gaps = wy_new(&view->arena, size_t, gaps->n);
    for (size_t i = 0; i < gaps->n && view->same_gaps; i++) {
        wy_str key = gap_key(&rows[i], &view->arena);
        struct wy_map_slot *slot = key.ptr ? wy_map_put(&first, key) : NULL;
        size_t *n = slot && slot->value ? slot->value : &view->same_gaps[i];
        ++*n;
        if (slot)
            slot->value = n;
    }
}

size_t wy_view_same_gaps(struct wy_view *view, const struct wy_gap *g)
{
    if (!view->same_gaps)
        count_gaps(view);
    return view->same_gaps ? view->same_gaps[g - (const struct wy_gap *)view->in->evidence->gaps.v] : 1;
}

wy_str wy_view_gap(struct wy_view *view, const struct wy_gap *g, struct wy_buf *out)
{
    wy_str reason = wy_view_quote(view, g->reason, out);
    if (!g->offset.known)
        return reason;
    return wy_arena_printf(&view->arena, "%.*s (%s %lld)", WY_ARG(reason), _("byte"), (long long)g->offset.v);
}

wy_str wy_view_harmless(struct wy_view *view, wy_str s, struct wy_buf *out)
{
    struct wy_buf text;
    wy_buf_init(&text, s.len * 6 + 64);
    wy_str line;
    for (bool first = true; wy_str_next(&s, '\n', &line); first = false) {
        if (!first)
            wy_buf_char(&text, '\n');
        wy_buf_term(&text, line);
    }
    return kept(view, &text, out);
}

wy_str wy_source_name(const struct wy_evidence *ev, uint32_t source)
{
    const struct wy_source *s = ev->sources.v;
    return source < ev->sources.n ? s[source].target : (wy_str){0};
}

static wy_str last_part(wy_str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t from = path.len;
    while (from && path.ptr[from - 1] != '/')
        from--;
    return from < path.len ? wy_str_from(path, from) : path;
}

wy_str wy_source_short(const struct wy_evidence *ev, uint32_t source)
{
    wy_str name = wy_source_name(ev, source), part = last_part(name);
    for (uint32_t i = 0; i < ev->sources.n; i++)
        if (i != source && wy_str_eq(last_part(wy_source_name(ev, i)), part))
            return name;
    return part;
}

wy_str wy_source_around(const struct wy_evidence *ev, const struct wy_origin *at)
{
    wy_str source = wy_source_short(ev, at->source);
    return wy_str_eq(last_part(source), at->item) ? (wy_str){0} : source;
}

static wy_str position(const struct wy_origin *at, const char *const words[], char out[WY_POSITION_SIZE])
{
    if (at->unit == WY_AT_NOWHERE || at->unit >= WY_AT_UNITS)
        return (wy_str){0};
    int n = snprintf(out, WY_POSITION_SIZE, "%s %llu", words[at->unit], (unsigned long long)at->position);
    return (wy_str){out, n < 0 ? 0 : wy_min((size_t)n, WY_POSITION_SIZE - 1)};
}

wy_str wy_position_json(const struct wy_origin *at, char out[WY_POSITION_SIZE])
{
    static const char *const words[] = {"", "line", "byte", "packet", "request"};
    return position(at, words, out);
}

wy_str wy_position_text(const struct wy_origin *at, char out[WY_POSITION_SIZE])
{
    const char *const words[] = {"", _("line"), _("byte"), _("packet"), _("request")};
    return position(at, words, out);
}

const char *wy_say_verdict(enum wy_verdict v)
{
    static const char *const words[] = {N_("NOTHING FOUND"), N_("CANNOT TELL"), N_("FIX SOON"), N_("ACT NOW")};
    return _(words[v]);
}

const char *wy_say_verdict_long(enum wy_verdict v)
{
    static const char *const words[] = {
        N_("Nothing was found in what could be examined."),
        N_("Part of the answer is missing; see how to get it."),
        N_("Something should be put right soon; this report says how."),
        N_("Take the first step of this report today."),
    };
    return _(words[v]);
}

const char *wy_say_group(enum wy_verdict v)
{
    static const char *const words[] = {N_("Good to know"), N_("Could not be decided"), N_("Fix soon"), N_("Act now")};
    return _(words[v]);
}

const char *wy_say_question(enum wy_question q)
{
    static const char *const words[] = {
        N_("Does it run anything with a known flaw?"),
        N_("Does it send personal data, and to whom?"),
        N_("Can its start-up, its apps and its keys be trusted?"),
        N_("Can a stranger or another app reach into it?"),
    };
    return _(words[q]);
}

const char *wy_say_question_name(enum wy_question q)
{
    static const char *const words[] = {N_("KNOWN"), N_("LEAKS"), N_("TRUST"), N_("REACH")};
    return _(words[q]);
}

const char *wy_say_severity(enum wy_severity s)
{
    static const char *const words[] = {N_("for information"), N_("low severity"), N_("medium severity"),
                                        N_("high severity"), N_("critical")};
    return _(words[s]);
}

const char *wy_say_status(enum wy_status s)
{
    static const char *const words[] = {N_("affected"), N_("possibly affected"), N_("cannot tell"),
                                        N_("no flaw by itself")};
    return _(words[s]);
}

const char *wy_say_certainty(uint8_t kind)
{
    // TRANSLATORS: read from bytes by Wary itself, or only the device's own word.
    if (kind == WY_PUBLISHED)
        return _("published"); // TRANSLATORS: what an advisory says
    return kind == WY_CLAIMED ? _("claimed by the device") : _("observed");
}

wy_str wy_view_more(struct wy_view *view, size_t n)
{
    return wy_arena_printf(
        &view->arena,
        wy_ngettext("and %zu more: --format json lists it.", "and %zu more: --format json lists them.", n), n);
}

wy_str wy_say_kind(wy_str kind)
{
    static const struct {
        const char *kind, *words;
    } rows[] = {
        {"bugreport", N_("bugreport")},      {"androidqf", "AndroidQF"},
        {"adb", N_("phone on adb")},         {"properties", N_("list of properties")},
        {"firmware", N_("firmware")},        {"apk", "APK"},
        {"capture", N_("network capture")},  {"inventory", N_("inventory")},
        {"evidence", N_("stored evidence")}, {"attestation", N_("key attestation")},
        {"trusted-app", N_("trusted app")},  {"folder", N_("folder")},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq(kind, wy_str_c(rows[i].kind)))
            return wy_str_c(_(rows[i].words));
    return kind;
}

struct joined {
    struct wy_buf text;
};

static void join(struct joined *j, const char *before, wy_str value, const char *after)
{
    if (!value.len)
        return;
    wy_buf_addc(&j->text, j->text.len && !wy_str_eq(wy_str_c(before), WY_S(" (")) ? ", " : "");
    wy_buf_addc(&j->text, before);
    wy_buf_add(&j->text, value);
    wy_buf_addc(&j->text, after);
}

static void name_device(struct joined *j, const struct wy_device *d)
{
    wy_str model = d->marketing_name.len ? d->marketing_name : d->model;
    wy_str brand = d->brand.len ? d->brand : d->maker;
    if (brand.len && !wy_str_starts_nocase(model, brand)) {
        wy_buf_add(&j->text, brand);
        wy_buf_addc(&j->text, model.len ? " " : "");
    }
    wy_buf_add(&j->text, model);
    if (d->codename.len && j->text.len)
        join(j, " (", d->codename, ")");
}

wy_str wy_say_device(struct wy_view *view, struct wy_buf *out)
{
    const struct wy_device *d = wy_device(view->in->evidence);
    if (!d)
        return (wy_str){0};
    struct joined j = {0};
    wy_buf_init(&j.text, 1 << 20);
    name_device(&j, d);
    join(&j, "Android ", d->release, "");
    if (d->skin.len) {
        join(&j, "", d->skin, d->skin_version.len ? " " : "");
        wy_buf_add(&j.text, d->skin_version);
    }
    join(&j, "", d->os, "");
    if (!d->skin_version.len)
        join(&j, "", d->build, "");
    if (d->patch_level && d->patch_level->system.len) {
        wy_buf_addc(&j.text, j.text.len ? ", " : "");
        wy_buf_printf(&j.text, _("patch level %.*s"), WY_ARG(d->patch_level->system));
    }
    wy_str text = wy_view_quote(view, wy_buf_str(&j.text), out);
    wy_buf_fini(&j.text);
    return text.len ? text : (wy_str){0};
}

// Of traffic only: where the countries of servers are from.
static void say_geoip(const struct wy_evidence *ev, struct wy_buf *text)
{
    for (WY_EACH(struct wy_geo_database, g, ev->geo_databases)) {
        wy_buf_char(text, ' ');
        wy_buf_printf(text, _("Addresses were looked up in %.*s of %.*s."), WY_ARG(g->name),
                      WY_ARG(g->date.len ? g->date : wy_str_c(_("unknown date"))));
    }
    if (!ev->geo_databases.n && (ev->transfers.n || ev->flows.n))
        wy_buf_printf(text, " %s", _("Countries of servers were not looked up: give a database with --geoip."));
}

void wy_say_knowledge(const struct wy_report_knowledge *k, struct wy_buf *out)
{
    if (!k->date.len) {
        wy_buf_addc(out, _("No advisories were loaded."));
        return;
    }
    wy_buf_printf(out, _("Advisories that were asked: %llu. The newest is of %.*s."), (unsigned long long)k->advisories,
                  WY_ARG(k->date));
    if (k->age_days < 0)
        return;
    wy_buf_char(out, ' ');
    wy_buf_printf(out, wy_ngettext("It is %lld day old.", "It is %lld days old.", (unsigned long)k->age_days),
                  (long long)k->age_days);
}

wy_str wy_say_data_age(struct wy_view *view, struct wy_buf *out)
{
    const struct wy_report_input *in = view->in;
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    wy_say_knowledge(&in->knowledge, &text);
    say_geoip(in->evidence, &text);
    wy_str whole = wy_view_quote(view, wy_buf_str(&text), out); // names of files may hold anything
    wy_buf_fini(&text);
    return wy_view_harmless(view, whole, out);
}

bool wy_view_nothing_read(const struct wy_view *view)
{
    for (int q = 0; q < WY_QUESTIONS; q++)
        if (view->in->answers->question[q].examined)
            return false;
    for (WY_EACH(struct wy_source, s, view->in->evidence->sources))
        if (wy_str_eq(s->kind, WY_S("capture"))) // nothing else would be of help
            return false;
    return view->n == 0 && view->in->evidence->gaps.n > 0;
}

const char *wy_say_what_to_give(void)
{
    return _("give a bugreport: on the phone, Settings > Developer options > Bug report, and share the file to this "
             "computer. Or plug the phone in, allow USB debugging on its screen, and run: wary check adb:");
}
