// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Matches of knowledge/match.h as findings. The published record and what stands beside it are both quoted, so that the
// reader sees who says what; "possible" is told as our reading, never as the maker's word.
#include "checks/advisory.h"
#include "core/date.h"
#include "core/lang.h"

enum { QUOTED_PRODUCTS = 4 };

wy_str wy_advisory_text(struct wy_arena *arena, wy_str english)
{
    char *text = english.len ? wy_arena_cstr(arena, english) : NULL;
    return text ? wy_str_c(_(text)) : english;
}

static enum wy_severity severity_of(const struct wy_flaw *flaw)
{
    wy_str word = wy_flaw_severity(flaw);
    for (int s = WY_SEV_CRITICAL; s >= WY_SEV_LOW; s--)
        if (wy_str_eq(word, wy_str_c(wy_severity_word((enum wy_severity)s))))
            return (enum wy_severity)s;
    return WY_SEV_INFO;
}

static bool state_is(const struct wy_package *p, const char *state)
{
    return p && wy_str_eq(p->state, wy_str_c(state));
}

// An app that is switched off or removed for this user cannot be reached as it is.
static struct wy_finding_head head_of(struct wy_check_run *run, const struct wy_check *check,
                                      const struct wy_flaw_match *m)
{
    const struct wy_device *d = wy_device(run->ev);
    struct wy_finding_head h = {.check = check->id,
                                .id = m->flaw->id,
                                .subject = m->package ? m->package->name
                                           : d        ? d->codename
                                                      : (wy_str){0},
                                .question = check->question,
                                .severity = severity_of(m->flaw)};
    h.status = m->standing == WY_STAND_AFFECTED   ? WY_ST_AFFECTED
               : m->standing == WY_STAND_POSSIBLE ? WY_ST_POSSIBLE
                                                  : WY_ST_CANNOT_TELL;
    if (state_is(m->package, "disabled") && h.severity > WY_SEV_MEDIUM)
        h.severity = WY_SEV_MEDIUM;
    if (state_is(m->package, "removed") && h.status != WY_ST_CANNOT_TELL)
        h.status = WY_ST_INFO;
    return h;
}

static wy_str title_of(struct wy_findings *out, const struct wy_flaw_match *m)
{
    wy_str title = wy_advisory_text(&out->arena, wy_flaw_title(m->flaw));
    if (m->standing == WY_STAND_UNKNOWN)
        return wy_findings_text(out, _("Cannot tell: %.*s"), WY_ARG(title));
    if (m->standing == WY_STAND_POSSIBLE)
        return wy_findings_text(out, _("Possible: %.*s"), WY_ARG(title));
    return title;
}

// Uids below are the system's own: what runs under them is part of the firmware (android.os.Process).
static bool runs_as_system(const struct wy_package *p)
{
    enum { PER_USER = 100000, FIRST_APP = 10000 };
    return p && p->uid.known && p->uid.v % PER_USER < FIRST_APP;
}

static wy_str state_words(const struct wy_package *p)
{
    static const struct {
        const char *state, *text;
    } rows[] = {
        {"disabled", N_("The app is switched off at the moment.")},
        {"removed", N_("The app was removed for this user, but it is still part of the system: it comes back with a "
                       "reset, and for another user.")},
        {"referenced", N_("The app is in use, although it is not in the list of apps.")},
        {"inventory", N_("This comes from an inventory, not from the device itself.")},
        {"archive", N_("This is about an app file, not about an installed app.")},
    };
    if (state_is(p, "referenced") && runs_as_system(p))
        return wy_str_c(
            _("The app is part of the system and was in use, although it is not in the list of apps: it was "
              "probably removed for this user, and comes back with a reset."));
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (state_is(p, rows[i].state))
            return wy_str_c(_(rows[i].text));
    return WY_S("");
}

// The same in a word or two, for the line that quotes the app.
static const char *state_in_short(const struct wy_package *p)
{
    static const char *const rows[][2] = {
        {"disabled", N_("switched off")},       {"removed", N_("removed for this user")},
        {"hidden", N_("copy in the firmware")}, {"referenced", N_("in use, not in the list of apps")},
        {"inventory", N_("from an inventory")}, {"archive", N_("app file")},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (state_is(p, rows[i][0]))
            return _(rows[i][1]);
    return _("installed");
}

static wy_str means_of(struct wy_findings *out, const struct wy_flaw_match *m)
{
    wy_str means = wy_advisory_text(&out->arena, wy_flaw_note(m->flaw, wy_note_means));
    wy_str state = state_words(m->package);
    const char *standing = "";
    if (m->standing == WY_STAND_UNKNOWN)
        standing = m->why ? _(m->why) : _("the evidence does not tell what the advisory asks about this device");
    else if (m->standing == WY_STAND_POSSIBLE)
        standing = _("No source names exactly this version; that it is affected is our cautious reading.");
    if (m->standing == WY_STAND_UNKNOWN)
        return wy_findings_text(out, _("Whether this is so cannot be told: %s. If it is: %.*s%s%.*s"), standing,
                                WY_ARG(means), state.len ? " " : "", WY_ARG(state));
    return wy_findings_text(out, "%.*s%s%s%s%.*s", WY_ARG(means), *standing ? " " : "", standing, state.len ? " " : "",
                            WY_ARG(state));
}

static wy_str app_name(const struct wy_flaw_match *m)
{
    if (m->product && m->product->family.len)
        return m->product->family;
    return m->package->label.len ? m->package->label : m->package->name;
}

static bool device_is(const struct wy_evidence *ev, const char *kind)
{
    const struct wy_device *d = wy_device(ev);
    return d && wy_str_eq_nocase(d->kind, wy_str_c(kind));
}

// Where to look and to act on this device.
static wy_str path_of(struct wy_check_run *run, const struct wy_flaw_match *m)
{
    if (!m->package)
        return wy_str_c(wy_menu_path(WY_MENU_UPDATE, run->ev));
    wy_str name = app_name(m);
    const char *path = device_is(run->ev, "tv")       ? _("On this TV: Settings > Apps > See all apps")
                       : device_is(run->ev, "laptop") ? _("On this computer: Settings > Apps > Installed apps")
                                                      : wy_menu_path(WY_MENU_APPS, run->ev);
    return wy_findings_text(run->out, "%s > %.*s", path, WY_ARG(name));
}

static wy_str next_step_of(struct wy_check_run *run, const struct wy_check *check, const struct wy_flaw_match *m)
{
    const struct wy_remedy *r = wy_flaw_remedy(m->flaw);
    wy_str english = r ? r->details : wy_str_c(check->next_step);
    wy_str look = m->standing == WY_STAND_UNKNOWN ? wy_flaw_note(m->flaw, wy_note_look) : (wy_str){0};
    if (state_is(m->package, "removed"))
        return wy_str_c(_("Nothing needs to be done now. Before you bring the app back, or after a reset, install its "
                          "update first."));
    if (state_is(m->package, "referenced"))
        return wy_str_c(
            _("The settings of this device may not show the app. Give Wary a bugreport or the phone on adb: "
              "they tell the version of apps that are not in the list, too. Until then install every update "
              "of the system."));
    wy_str step = wy_advisory_text(&run->out->arena, look.len ? look : english);
    wy_str path = path_of(run, m);
    return wy_findings_text(run->out, "%.*s: %.*s", WY_ARG(path), WY_ARG(step));
}

static void quote_package(struct wy_check_run *run, struct wy_finding *f, const struct wy_package *p)
{
    wy_str version = p->version_name.len ? p->version_name : wy_str_c(_("version unknown"));
    wy_finding_evidence(
        run->out, f, p->at,
        wy_findings_text(run->out, "%.*s %.*s (%s)", WY_ARG(p->name), WY_ARG(version), state_in_short(p)));
}

static wy_str or_not_told(wy_str s) { return s.len ? s : WY_S("?"); }

static void quote_device(struct wy_check_run *run, struct wy_finding *f)
{
    const struct wy_device *d = wy_device(run->ev);
    char date[WY_DATE_SIZE];
    if (!d)
        return;
    wy_str built = d->build_time.known ? wy_day_format((int32_t)(d->build_time.v / 86400), date) : WY_S("?");
    wy_str brand = or_not_told(d->brand.len ? d->brand : d->maker);
    struct wy_origin at = d->at;
    at.kind = WY_CLAIMED;
    wy_finding_evidence(run->out, f, at,
                        wy_findings_text(run->out, _("%.*s %.*s (%.*s), build %.*s of %.*s"), WY_ARG(brand),
                                         WY_ARG(or_not_told(d->model)), WY_ARG(or_not_told(d->codename)),
                                         WY_ARG(or_not_told(d->build)), WY_ARG(built)));
}

const char *wy_standing_say(enum wy_standing standing)
{
    static const char *const texts[] = {
        [WY_STAND_NONE] = N_("named"),
        [WY_STAND_NOT_AFFECTED] = N_("not affected"),
        [WY_STAND_FIXED] = N_("fixed"),
        [WY_STAND_UNKNOWN] = N_("cannot be told"),
        [WY_STAND_POSSIBLE] = N_("possibly affected"),
        [WY_STAND_AFFECTED] = N_("affected"),
    };
    return _(texts[standing]);
}

// What one document says: its first few products, the one that decided before the others.
static void quote_statement(struct wy_check_run *run, struct wy_finding *f, const struct wy_statement *s,
                            const struct wy_flaw_match *m)
{
    const struct wy_csaf *d = s->document;
    struct wy_buf text;
    size_t n = 0;
    wy_buf_init(&text, 4096);
    for (WY_EACH(const struct wy_product_status, ps, s->status)) {
        bool decides = ps->product == m->product;
        if ((m->statement == s) != decides || n++ >= QUOTED_PRODUCTS)
            continue;
        wy_buf_printf(&text, "%s%s: %.*s", text.len ? "; " : "", wy_standing_say(ps->standing),
                      WY_ARG(ps->product->name));
    }
    struct wy_origin at = {.source = UINT32_MAX, .kind = WY_PUBLISHED};
    at.item = wy_findings_text(run->out, "%.*s, %.*s", WY_ARG(d->id), WY_ARG(d->date));
    wy_finding_evidence(run->out, f, at, wy_arena_dup(&run->out->arena, wy_buf_str(&text)));
    wy_buf_fini(&text);
    wy_str misfit = wy_advisory_misfit(&run->out->arena, &s->misfit);
    if (misfit.len)
        wy_finding_evidence(run->out, f, at, misfit);
}

static void add_references(struct wy_findings *out, struct wy_finding *f, const struct wy_rows *list)
{
    for (WY_EACH(const struct wy_reference, r, *list))
        if (wy_str_starts_nocase(r->url, WY_S("http")))
            wy_finding_reference(out, f, r->url);
}

static void tell_finding(struct wy_check_run *run, const struct wy_check *check, const struct wy_flaw_match *m)
{
    struct wy_findings *out = run->out;
    struct wy_finding *f = wy_finding_add(out, head_of(run, check, m));
    if (!f)
        return;
    f->title = title_of(out, m);
    f->means = means_of(out, m);
    wy_str not_mean = wy_flaw_note(m->flaw, wy_note_does_not_mean);
    f->does_not_mean = wy_advisory_text(&out->arena, not_mean.len ? not_mean : wy_str_c(check->does_not_mean));
    f->next_step = next_step_of(run, check, m);
    for (WY_EACH(const wy_str, id, m->flaw->ids))
        wy_finding_alias(out, f, *id);
    if (m->package)
        quote_package(run, f, m->package);
    else
        quote_device(run, f);
    if (m->hidden)
        quote_package(run, f, m->hidden);
    for (WY_EACH(const struct wy_statement *, s, m->flaw->statements)) {
        quote_statement(run, f, *s, m);
        add_references(out, f, &(*s)->references);
        add_references(out, f, &(*s)->document->references);
    }
}

static void tell_cleared(struct wy_check_run *run, const struct wy_flaw_match *m)
{
    struct wy_findings *out = run->out;
    struct wy_cleared *c = wy_rows_add(&out->cleared, &out->arena, sizeof *c);
    if (!c) {
        out->err = out->err ? out->err : WY_NO_MEMORY;
        return;
    }
    const struct wy_device *d = wy_device(run->ev);
    wy_str version = m->version.len ? m->version : d ? d->build : WY_S("");
    wy_str says = m->product ? m->product->name : WY_S("");
    c->subject = m->package ? m->package->name : d ? d->codename : WY_S("");
    c->fixed = m->standing == WY_STAND_FIXED;
    if (c->fixed)
        c->reason = wy_findings_text(out, _("%.*s is fixed, as the source says: %.*s"), WY_ARG(version), WY_ARG(says));
    else if (m->standing == WY_STAND_NOT_AFFECTED)
        c->reason = wy_findings_text(out, _("%.*s is not affected: %.*s"), WY_ARG(version), WY_ARG(says));
    else
        c->reason = wy_findings_text(out, _("%.*s is not among what the sources name as affected"), WY_ARG(version));
    if (m->hidden_affected)
        c->reason = wy_findings_text(out,
                                     _("%.*s. An older, affected copy (%.*s) lies in the system and comes back "
                                       "when updates are uninstalled or the phone is reset"),
                                     WY_ARG(c->reason), WY_ARG(m->hidden->version_name));
    struct wy_rows rows = m->flaw->ids;
    wy_str *ids = wy_new(&out->arena, wy_str, rows.n ? rows.n : 1);
    if (!ids)
        return;
    memcpy(ids, rows.v, rows.n * sizeof *ids);
    c->aliases = (struct wy_strs){ids, rows.n, rows.n};
}

void wy_advisories_tell(struct wy_check_run *run, const struct wy_check *check, bool of_apps)
{
    struct wy_findings *out = run->out;
    struct wy_rows matches = {0};
    if (!run->knowledge) {
        out->stale[check->question] = true; // knowing nothing is as good as knowing nothing new
        return;
    }
    out->stale[check->question] |= wy_knowledge_stale(run->knowledge, run->now);
    if (wy_knowledge_match(run->knowledge, run->ev, of_apps, &out->arena, &matches) != WY_OK)
        out->err = out->err ? out->err : WY_NO_MEMORY;
    for (WY_EACH(const struct wy_flaw_match, m, matches)) {
        if (m->standing >= WY_STAND_UNKNOWN)
            tell_finding(run, check, m);
        else
            tell_cleared(run, m);
    }
}
