// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Compiled indexes (--knowledge INDEX) against the evidence. A flaw of an app is a finding of its own, unless the app
// has many; fixes that only the maker's patch level speaks for are one finding with a list, and so is all that cannot
// be told, because an index has hundreds of them. Lists begin with what is used in attacks, then go by severity.
// Records of one CVE (the CVE record, the bulletin's, the table of a release) are one answer.
#include "checks/advisory.h"
#include "core/lang.h"
#include "knowledge/index/match.h"
#include "knowledge/record.h"

#include <stdlib.h>

extern const struct wy_check wy_check_advisory_index;

// Names that one finding lists; the rest is counted.
enum { LISTED_MAX = 20000, EXCERPTS_MAX = 40, TEXT_MAX = 300, SINGLE_MAX = 3 };

struct held {
    wy_str id; // CVE where a record has one
    const struct wy_index *index;
    struct wy_matched m;
    bool exploited;
    int score;     // tenths, -1 = none; then
    uint8_t rated; // the severity in words
};

struct collected {
    struct wy_findings *out;
    const struct wy_index *index; // that is being asked
    struct wy_map by_key;         // id and app -> struct held
    struct wy_rows rows;          // struct held *
};

static wy_str cve_of(const struct wy_index *ix, const struct wy_index_advisory *a)
{
    const uint32_t *names;
    uint32_t n = wy_index_numbers(ix, a->aliases, a->aliases_n, &names);
    wy_str id = wy_index_text(ix, a->id);
    for (uint32_t i = 0; i < n && !wy_str_starts(id, WY_S("CVE-")); i++)
        if (wy_str_starts(wy_index_text(ix, names[i]), WY_S("CVE-")))
            return wy_index_text(ix, names[i]);
    return id;
}

static void collect(void *user, const struct wy_matched *m)
{
    struct collected *c = user;
    struct wy_arena *arena = &c->out->arena;
    wy_str id = cve_of(c->index, m->advisory), app = m->app ? m->app->name : WY_S("");
    wy_str key = wy_findings_text(c->out, "%.*s %.*s", WY_ARG(id), WY_ARG(app));
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&c->by_key, key) : NULL;
    struct held *h = slot ? slot->value : NULL;
    if (slot && !h) {
        struct held **row = wy_rows_add(&c->rows, arena, sizeof *row);
        h = slot->value = row ? wy_new(arena, struct held, 1) : NULL;
        if (h) {
            *h = (struct held){.id = id, .score = -1};
            *row = h;
        }
    }
    if (!h) {
        c->out->err = c->out->err ? c->out->err : WY_NO_MEMORY;
        return;
    }
    h->exploited |= m->advisory->exploited;
    h->score = m->advisory->score > h->score ? m->advisory->score : h->score;
    h->rated = m->advisory->rated > h->rated ? m->advisory->rated : h->rated;
    if (!h->index || m->status > h->m.status) { // of several records the more cautious stands
        h->m = *m;
        h->index = c->index;
    }
}

// Of the score, CVSS v3.1 section 5, or of the publisher's word; a flaw that is used is never less than high.
static enum wy_severity severity_of(const struct held *h)
{
    static const enum wy_severity words[] = {WY_SEV_MEDIUM, WY_SEV_LOW, WY_SEV_MEDIUM, WY_SEV_HIGH, WY_SEV_CRITICAL};
    int s = h->score;
    enum wy_severity severity = s >= 90   ? WY_SEV_CRITICAL
                                : s >= 70 ? WY_SEV_HIGH
                                : s >= 40 ? WY_SEV_MEDIUM
                                : s > 0   ? WY_SEV_LOW
                                : s == 0  ? WY_SEV_INFO
                                          : words[h->rated < WY_COUNT(words) ? h->rated : 0];
    return h->exploited && severity < WY_SEV_HIGH ? WY_SEV_HIGH : severity;
}

// Exploited flaws first, then by severity, score and name.
static int compare_held(const void *a, const void *b)
{
    const struct held *x = *(const struct held *const *)a, *y = *(const struct held *const *)b;
    if (x->exploited != y->exploited)
        return x->exploited ? -1 : 1;
    if (severity_of(x) != severity_of(y))
        return severity_of(x) > severity_of(y) ? -1 : 1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    int d = wy_str_cmp(x->id, y->id);
    return d || !x->m.app || !y->m.app ? d : wy_str_cmp(x->m.app->name, y->m.app->name);
}

// Records are others' texts: cut to what a line holds, at a letter's end.
static wy_str words(wy_str text)
{
    text = wy_str_sub(text, 0, TEXT_MAX);
    return wy_str_sub(text, 0, wy_utf8_valid_prefix(wy_str_bytes(text)));
}

static wy_str title_text(const struct held *h)
{
    const struct wy_index_advisory *a = h->m.advisory;
    wy_str title = wy_index_prose(h->index, a->title);
    return words(title.len ? title : wy_index_prose(h->index, a->text));
}

static void quote_record(struct wy_check_run *run, struct wy_finding *f, const struct held *h)
{
    const struct wy_index_advisory *a = h->m.advisory;
    wy_str source = wy_index_text(h->index, a->source), vector = wy_index_text(h->index, a->vector);
    struct wy_origin at = {.source = UINT32_MAX, .kind = WY_PUBLISHED};
    at.item = wy_findings_text(run->out, "%.*s, %.*s", WY_ARG(h->id), WY_ARG(words(source)));
    wy_str text = wy_findings_text(run->out, "%.*s", WY_ARG(words(wy_index_prose(h->index, a->text))));
    wy_finding_evidence(run->out, f, at, text.len ? text : title_text(h));
    if (vector.len)
        wy_finding_evidence(run->out, f, at, words(vector));
    if (h->exploited)
        wy_finding_evidence(run->out, f, at, wy_str_c(_("known to be used in attacks")));
}

static void add_names(struct wy_findings *out, struct wy_finding *f, const struct held *h)
{
    const uint32_t *names;
    uint32_t n = wy_index_numbers(h->index, h->m.advisory->aliases, h->m.advisory->aliases_n, &names);
    wy_finding_alias(out, f, h->id);
    wy_finding_alias(out, f, wy_index_text(h->index, h->m.advisory->id));
    for (uint32_t i = 0; i < n && i < EXCERPTS_MAX; i++)
        wy_finding_alias(out, f, wy_index_text(h->index, names[i]));
}

// The shelf tells of the same flaw already, with more words.
static struct wy_finding *told_before(struct wy_findings *out, const struct held *h)
{
    for (WY_EACH(struct wy_finding, f, out->findings)) {
        bool hit =
            (f->status == WY_ST_AFFECTED || f->status == WY_ST_POSSIBLE) && wy_str_eq(f->subject, h->m.app->name);
        for (size_t i = 0; i < f->aliases.n && hit; i++)
            if (wy_str_eq(f->aliases.v[i], h->id))
                return f;
    }
    return NULL;
}

static bool is_app_hit(const struct held *h) { return h->m.status >= WY_MATCH_POSSIBLE && h->m.app; }

static bool is_sure(const struct held *h)
{
    return h->m.status == WY_MATCH_AFFECTED && !(h->m.claim->flags & WY_CLAIM_CUSTOM);
}

static bool state_is(const struct held *h, wy_str state)
{
    return h->m.app->package && wy_str_eq(h->m.app->package->state, state);
}

// An app that is switched off or removed for this user cannot be reached as it is.
static struct wy_finding_head app_head(const struct held *h, wy_str id, bool sure)
{
    const struct wy_check *check = &wy_check_advisory_index;
    struct wy_finding_head head = {
        check->id, id, h->m.app->name, check->question, severity_of(h), sure ? WY_ST_AFFECTED : WY_ST_POSSIBLE};
    if (state_is(h, WY_S("disabled")) && head.severity > WY_SEV_MEDIUM)
        head.severity = WY_SEV_MEDIUM;
    if (state_is(h, WY_S("removed")))
        head.status = WY_ST_INFO;
    return head;
}

// Why an answer is our reading; "" where it is not.
static wy_str reading(struct wy_findings *out, const struct held *h)
{
    if (is_sure(h))
        return WY_S("");
    if (h->m.claim->conditions_n)
        return wy_str_c(_("No source names exactly this version; that it is affected is our cautious reading."));
    if (h->m.why)
        return wy_findings_text(out, _("That it is affected is our reading: %s."), _(h->m.why));
    return wy_str_c(
        _("The publisher's versions have an order of their own; that it is affected is so by our ordering."));
}

static void quote_app(struct wy_check_run *run, struct wy_finding *f, const struct held *h)
{
    const struct wy_package *p = wy_check_package(run, h->m.app->name);
    if (p)
        wy_check_quote_package(run, f, p);
    else
        wy_finding_evidence(run->out, f, (struct wy_origin){.source = UINT32_MAX},
                            wy_findings_text(run->out, "%.*s %.*s", WY_ARG(h->m.app->name), WY_ARG(h->m.app->version)));
}

static void tell_app(struct wy_check_run *run, const struct held *h)
{
    const struct wy_check *check = &wy_check_advisory_index;
    bool sure = is_sure(h);
    struct wy_finding *f = wy_finding_add(run->out, app_head(h, h->id, sure));
    if (!f)
        return;
    wy_str title = title_text(h), ours = reading(run->out, h);
    f->title = wy_findings_text(run->out, sure ? "%.*s: %.*s" : _("Possible: %.*s: %.*s"), WY_ARG(h->m.app->name),
                                WY_ARG(title.len ? title : h->id));
    f->means = wy_findings_text(run->out, "%s%s%.*s", _(check->means), ours.len ? " " : "", WY_ARG(ours));
    f->does_not_mean = wy_str_c(_(check->does_not_mean));
    f->next_step = wy_check_next_step(check, run->ev, run->out);
    add_names(run->out, f, h);
    quote_app(run, f, h);
    quote_record(run, f, h);
}

static void list_row(struct wy_check_run *run, struct wy_finding *f, const struct held *h)
{
    struct wy_origin at = {.source = UINT32_MAX, .kind = WY_PUBLISHED};
    at.item = wy_findings_text(run->out, "%.*s", WY_ARG(words(wy_index_text(h->index, h->m.advisory->source))));
    wy_str title = title_text(h), app = h->m.app ? h->m.app->name : WY_S("");
    const char *why = h->m.why ? _(h->m.why) : "";
    bool rated = h->score >= 0 || h->rated || h->exploited;
    wy_str severity = rated ? wy_findings_text(run->out, " (%s)", _(wy_severity_word(severity_of(h)))) : WY_S("");
    wy_finding_evidence(run->out, f, at,
                        wy_findings_text(run->out, "%.*s%.*s%s%s%.*s%s%s%s%.*s", WY_ARG(h->id), WY_ARG(severity),
                                         h->exploited ? _(" (known to be used in attacks)") : "", app.len ? " " : "",
                                         WY_ARG(app), *why ? ": " : "", why, title.len ? ": " : "", WY_ARG(title)));
}

static bool same_app(const struct held *a, const struct held *b)
{
    return is_app_hit(a) && is_app_hit(b) && wy_str_eq(a->m.app->name, b->m.app->name);
}

// rows[first] is the worst of the n flaws of its app.
static void tell_app_group(struct wy_check_run *run, struct held *const *rows, size_t first, size_t rows_n,
                           unsigned long n)
{
    const struct wy_check *check = &wy_check_advisory_index;
    const struct held *worst = rows[first];
    unsigned long listed = 0;
    bool sure = false;
    for (size_t i = first; i < rows_n; i++)
        sure |= same_app(rows[i], worst) && is_sure(rows[i]);
    struct wy_finding *f = wy_finding_add(run->out, app_head(worst, wy_str_c(check->id), sure));
    if (!f)
        return;
    f->title =
        wy_findings_text(run->out,
                         sure ? wy_ngettext("%.*s %.*s has %lu published flaw", "%.*s %.*s has %lu published flaws", n)
                              : wy_ngettext("Possible: %.*s %.*s has %lu published flaw",
                                            "Possible: %.*s %.*s has %lu published flaws", n),
                         WY_ARG(worst->m.app->name), WY_ARG(worst->m.app->version), n);
    wy_str ours = reading(run->out, worst);
    f->means = wy_findings_text(run->out, "%s%s%.*s", _(check->means), ours.len ? " " : "", WY_ARG(ours));
    f->does_not_mean = wy_str_c(_(check->does_not_mean));
    f->next_step = wy_check_next_step(check, run->ev, run->out);
    quote_app(run, f, worst);
    for (size_t i = first; i < rows_n; i++) {
        if (!same_app(rows[i], worst) || listed >= LISTED_MAX)
            continue;
        wy_finding_alias(run->out, f, rows[i]->id);
        if (listed++ < EXCERPTS_MAX)
            list_row(run, f, rows[i]);
    }
    if (f && n > EXCERPTS_MAX) // the finding's names, which CSV and JSON write in full, hold the rest
        f->unquoted = n - EXCERPTS_MAX;
}

static void tell_apps(struct wy_check_run *run, struct held *const *rows, size_t rows_n)
{
    for (size_t i = 0; i < rows_n; i++) {
        unsigned long n = 0;
        bool first = is_app_hit(rows[i]);
        for (size_t k = 0; k < i && first; k++)
            first = !same_app(rows[k], rows[i]);
        for (size_t k = i; k < rows_n && first; k++)
            n += same_app(rows[k], rows[i]);
        if (n > SINGLE_MAX)
            tell_app_group(run, rows, i, rows_n, n);
        for (size_t k = i; k < rows_n && first && n <= SINGLE_MAX; k++)
            if (same_app(rows[k], rows[i]))
                tell_app(run, rows[k]);
    }
}

// What the shelf tells already gets the record as evidence and is taken out of the list.
static void join_told(struct wy_check_run *run, struct collected *c)
{
    struct held **rows = c->rows.v;
    size_t kept = 0;
    for (size_t i = 0; i < c->rows.n; i++) {
        struct wy_finding *f = is_app_hit(rows[i]) ? told_before(run->out, rows[i]) : NULL;
        if (f)
            quote_record(run, f, rows[i]);
        else
            rows[kept++] = rows[i];
    }
    c->rows.n = kept;
}

// One of the findings that stand for many rows.
struct summary {
    const char *subject;
    enum wy_status status;
    const char *means, *does_not_mean, *next_step;
};

enum { MISSING, UNSURE, SILENT, KERNEL, SUMMARIES };
static const struct summary summaries[SUMMARIES] = {
    [MISSING] = {"bulletins", WY_ST_AFFECTED,
                 N_("Published bulletins name a patch level for these fixes that the system does not claim yet."),
                 N_("It does not mean that somebody has used one, nor that the maker cannot have built in a fix early: "
                    "the level is all that the system says."),
                 N_("install the newest system update. If there is none, ask the maker: the device may get no more.")},
    [UNSURE] = {"cannot-tell", WY_ST_CANNOT_TELL,
                N_("The records name something that this device has, but its version or patch level cannot be compared "
                   "with them, or only the month of a fix is known."),
                N_("It does not mean that the device is affected."),
                N_("install the newest system update: it settles those that go by the patch level.")},
    [SILENT] = {"no-fix-named", WY_ST_INFO,
                N_("Their records do not say what fixes them, so that no device can be held against them."),
                N_("It does not mean that the device is affected."),
                N_("keep the system up to date; nothing else can be concluded.")},
    [KERNEL] =
        {"kernel", WY_ST_INFO,
         N_("kernel.org fixed them in later releases of this kernel's line. Makers of phones take over single fixes "
            "without the number, and leave out parts of the kernel: the patch level tells what the maker claims."),
         N_("It does not mean that the device is affected."),
         N_("keep the system up to date; nothing else can be concluded.")},
};

static wy_str summary_title(struct wy_findings *out, int kind, unsigned long n)
{
    if (kind == MISSING)
        return wy_findings_text(
            out,
            wy_ngettext("%lu fix of the security bulletins is missing, by the maker's patch level",
                        "%lu fixes of the security bulletins are missing, by the maker's patch level", n),
            n);
    if (kind == KERNEL)
        return wy_findings_text(out,
                                wy_ngettext("Cannot tell whether %lu flaw of the Linux kernel is in this one",
                                            "Cannot tell whether %lu flaws of the Linux kernel are in this one", n),
                                n);
    if (kind == UNSURE)
        return wy_findings_text(out,
                                wy_ngettext("Cannot tell whether %lu published flaw is in this device",
                                            "Cannot tell whether %lu published flaws are in this device", n),
                                n);
    return wy_findings_text(
        out,
        wy_ngettext("%lu published flaw of this chip or system names no patch level that fixes it",
                    "%lu published flaws of this chip or system name no patch level that fixes them", n),
        n);
}

static int kind_of(const struct held *h)
{
    if (h->m.status == WY_MATCH_OPEN && h->m.claim->kind == WY_CLAIM_KERNEL)
        return KERNEL;
    if (h->m.status == WY_MATCH_OPEN && h->m.claim->conditions_n)
        return UNSURE;
    if (h->m.status == WY_MATCH_OPEN)
        return h->m.claim->fixed && !(h->m.claim->flags & WY_CLAIM_NO_LEVEL) ? UNSURE : SILENT;
    return h->m.status == WY_MATCH_CANNOT_TELL ? UNSURE : MISSING;
}

static bool is_summarised(const struct held *h)
{
    return h->m.status == WY_MATCH_OPEN || h->m.status == WY_MATCH_CANNOT_TELL ||
           (h->m.status >= WY_MATCH_POSSIBLE && !h->m.app);
}

static void quote_level(struct wy_check_run *run, struct wy_finding *f)
{
    const struct wy_device *d = wy_device(run->ev);
    if (!d || !d->patch_level)
        return;
    struct wy_origin at = d->patch_level->at.item.ptr ? d->patch_level->at : d->at;
    at.kind = WY_CLAIMED;
    wy_finding_evidence(run->out, f, at,
                        wy_findings_text(run->out, _("patch level of the system %.*s, of the vendor's part %.*s"),
                                         WY_ARG(d->patch_level->system.len ? d->patch_level->system : WY_S("?")),
                                         WY_ARG(d->patch_level->vendor.len ? d->patch_level->vendor : WY_S("?"))));
}

static void tell_summary(struct wy_check_run *run, const struct collected *c, int kind)
{
    const struct summary *s = &summaries[kind];
    const struct wy_check *check = &wy_check_advisory_index;
    enum wy_severity worst = WY_SEV_INFO;
    unsigned long n = 0, listed = 0;
    bool sure = false;
    for (WY_EACH(struct held *, h, c->rows)) {
        bool counts = is_summarised(*h) && kind_of(*h) == kind;
        n += counts;
        sure |= counts && is_sure(*h);
        if (counts && severity_of(*h) > worst)
            worst = severity_of(*h);
    }
    struct wy_finding_head head = {check->id,
                                   wy_str_c(check->id),
                                   wy_str_c(s->subject),
                                   check->question,
                                   s->status == WY_ST_INFO ? WY_SEV_INFO : worst,
                                   s->status == WY_ST_AFFECTED && !sure ? WY_ST_POSSIBLE : s->status};
    struct wy_finding *f = n ? wy_finding_add(run->out, head) : NULL;
    if (!f)
        return;
    f->title = summary_title(run->out, kind, n);
    f->means = wy_str_c(_(s->means));
    f->does_not_mean = wy_str_c(_(s->does_not_mean));
    f->next_step = wy_findings_text(run->out, "%s: %s", wy_menu_path(WY_MENU_UPDATE, run->ev), _(s->next_step));
    quote_level(run, f);
    for (WY_EACH(struct held *, h, c->rows)) {
        if (!is_summarised(*h) || kind_of(*h) != kind || listed >= LISTED_MAX)
            continue;
        wy_finding_alias(run->out, f, (*h)->id);
        if (listed++ < EXCERPTS_MAX)
            list_row(run, f, *h);
    }
    if (f && n > EXCERPTS_MAX) // the finding's names, which CSV and JSON write in full, hold the rest
        f->unquoted = n - EXCERPTS_MAX;
}

static void tell_cleared(struct wy_check_run *run, const struct collected *c, enum wy_match_status status)
{
    struct wy_strs ids = {0};
    unsigned long n = 0;
    ids.v = wy_new(&run->out->arena, wy_str, LISTED_MAX);
    for (WY_EACH(struct held *, h, c->rows)) {
        if ((*h)->m.status != status && !(status == WY_MATCH_NOT_AFFECTED && (*h)->m.status == WY_MATCH_UNSAID))
            continue;
        n++;
        if (ids.v && ids.n < LISTED_MAX)
            ids.v[ids.n++] = (*h)->id;
    }
    struct wy_cleared *row = n ? wy_rows_add(&run->out->cleared, &run->out->arena, sizeof *row) : NULL;
    if (!row)
        return;
    row->aliases = ids;
    row->subject = WY_S("index");
    row->fixed = status == WY_MATCH_FIXED;
    if (row->fixed)
        row->reason = wy_findings_text(run->out,
                                       wy_ngettext("%lu flaw of the index is fixed, as the maker claims",
                                                   "%lu flaws of the index are fixed, as the maker claims", n),
                                       n);
    else
        row->reason = wy_findings_text(run->out,
                                       wy_ngettext("%lu flaw of the index does not affect this device",
                                                   "%lu flaws of the index do not affect this device", n),
                                       n);
}

static void run_check(struct wy_check_run *run)
{
    struct collected c = {.out = run->out};
    struct wy_asked asked;
    if (!run->knowledge || !run->knowledge->indexes.n)
        return;
    struct wy_arena scratch;
    wy_arena_init(&scratch, 0);
    wy_map_init(&c.by_key, &run->out->arena);
    bool ok = wy_asked_from_evidence(run->ev, &run->out->arena, &asked);
    for (WY_EACH(const struct wy_index, index, run->knowledge->indexes)) {
        c.index = index;
        ok = ok && wy_index_match(index, &asked, &scratch, collect, &c) == WY_OK;
    }
    wy_arena_fini(&scratch);
    if (!ok)
        run->out->err = run->out->err ? run->out->err : WY_NO_MEMORY;
    if (c.rows.n)
        qsort(c.rows.v, c.rows.n, sizeof(struct held *), compare_held);
    join_told(run, &c);
    for (int kind = 0; kind < SUMMARIES; kind++)
        tell_summary(run, &c, kind);
    tell_apps(run, c.rows.v, c.rows.n);
    tell_cleared(run, &c, WY_MATCH_FIXED);
    tell_cleared(run, &c, WY_MATCH_NOT_AFFECTED);
}

const struct wy_check wy_check_advisory_index = {
    .id = "advisory-index",
    .title = N_("flaws of a compiled index"),
    .question = WY_KNOWN,
    .severity = WY_SEV_CRITICAL,
    .on_request = true,
    .needs = "devices|packages",
    .kinds = N_("a bugreport, an AndroidQF folder, the phone on adb, or an inventory of the device"),
    .means = N_("A published record names this version of the app."),
    .does_not_mean = N_("It does not mean that somebody has used the flaw on this device."),
    .next_step = N_("update the app, and look at its version again."),
    .menu = WY_MENU_APPS,
    .reference = "https://github.com/CVEProject/cve-schema",
    .run = run_check,
};
