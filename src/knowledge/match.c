// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Matching: the rows of one package are put together first (an updated system app has two, an app that was removed for
// this user may still be in use), then each flaw that names it is asked.
#include "knowledge/match.h"

enum row_rank {
    RANK_HIDDEN,
    RANK_REMOVED,
    RANK_REFERENCED,
    RANK_ARCHIVE,
    RANK_INVENTORY,
    RANK_DISABLED,
    RANK_INSTALLED
};

struct matching {
    const struct wy_knowledge *k;
    struct wy_subject device;
    struct wy_arena *arena;
    struct wy_rows *out;
    struct wy_map told; // id of a flaw -> the group it was last asked for
    wy_err err;
};

static enum row_rank rank_of(const struct wy_package *p)
{
    static const struct {
        wy_str state;
        enum row_rank rank;
    } rows[] = {
        {WY_S_INIT("hidden"), RANK_HIDDEN},         {WY_S_INIT("removed"), RANK_REMOVED},
        {WY_S_INIT("referenced"), RANK_REFERENCED}, {WY_S_INIT("archive"), RANK_ARCHIVE},
        {WY_S_INIT("inventory"), RANK_INVENTORY},   {WY_S_INIT("disabled"), RANK_DISABLED},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq(p->state, rows[i].state))
            return rows[i].rank;
    return RANK_INSTALLED;
}

static void join_row(struct wy_package_group *g, const struct wy_package *p)
{
    enum row_rank rank = rank_of(p);
    if (rank == RANK_HIDDEN)
        g->hidden = p;
    if (!g->best || rank > rank_of(g->best)) {
        if (p->version_name.len || (g->best && rank_of(g->best) == RANK_HIDDEN))
            g->version = p->version_name;
        g->best = p;
    } else if (!g->version.len && rank != RANK_HIDDEN) {
        g->version = p->version_name;
    }
}

struct verdict {
    enum wy_standing standing;
    const struct wy_product *product;
    const struct wy_statement *statement;
    const char *why;
    bool named; // some product names this app on this device, whatever its version
};

static void weigh(struct verdict *v, const struct wy_statement *statement, const struct wy_product_status *ps,
                  const struct wy_subject *s)
{
    const struct wy_product *p = ps->product;
    const char *why = NULL;
    bool named = false;
    if (!p->n || (p->component != NULL) != (s->package != NULL))
        return;
    if (p->component && !wy_condition_names(p->component, s->package))
        return;
    enum wy_tri answer = wy_conditions_hold(p->conditions, p->n, s, &named, &why);
    v->named |= named;
    enum wy_standing standing = ps->standing;
    if (answer == WY_UNKNOWN) // only a statement that could accuse makes doubt
        standing = named && standing >= WY_STAND_POSSIBLE ? WY_STAND_UNKNOWN : WY_STAND_NONE;
    else if (answer == WY_NO)
        standing = WY_STAND_NONE;
    // A source that certainly says "fixed" or "not affected" settles the doubt that another one leaves.
    bool clears = standing == WY_STAND_FIXED || standing == WY_STAND_NOT_AFFECTED;
    bool cleared = v->standing == WY_STAND_FIXED || v->standing == WY_STAND_NOT_AFFECTED;
    bool settles = clears && v->standing == WY_STAND_UNKNOWN;
    bool doubts = cleared && standing == WY_STAND_UNKNOWN;
    if (!settles && (doubts || standing <= v->standing))
        return;
    *v = (struct verdict){standing, p, statement, standing == WY_STAND_UNKNOWN ? why : NULL, v->named};
}

static struct verdict judge(const struct wy_flaw *flaw, const struct wy_subject *s)
{
    struct verdict v = {0};
    for (WY_EACH(const struct wy_statement *, st, flaw->statements))
        for (WY_EACH(const struct wy_product_status, ps, (*st)->status))
            weigh(&v, *st, ps, s);
    return v;
}

static void tell(struct matching *m, const struct wy_flaw *flaw, const struct wy_subject *s,
                 const struct wy_package_group *g)
{
    struct verdict v = judge(flaw, s);
    if (!v.named && v.standing == WY_STAND_NONE)
        return;
    struct wy_flaw_match *row = wy_rows_add(m->out, m->arena, sizeof *row);
    if (!row) {
        m->err = WY_NO_MEMORY;
        return;
    }
    *row = (struct wy_flaw_match){.flaw = flaw,
                                  .package = s->package,
                                  .version = s->version,
                                  .standing = v.standing,
                                  .product = v.product,
                                  .statement = v.statement,
                                  .why = v.why};
    if (!g || !g->hidden || g->hidden == g->best)
        return;
    struct wy_subject old = *s;
    old.package = row->hidden = g->hidden;
    old.version = g->hidden->version_name;
    row->hidden_affected = judge(flaw, &old).standing >= WY_STAND_POSSIBLE;
}

static void tell_all(struct matching *m, const struct wy_rows *flaws, struct wy_package_group *g)
{
    if (!flaws)
        return;
    struct wy_subject s = m->device;
    s.package = g->best;
    s.version = g->version;
    for (WY_EACH(const struct wy_flaw *, f, *flaws)) {
        struct wy_map_slot *slot = wy_map_put(&m->told, (*f)->id);
        if (!slot) {
            m->err = WY_NO_MEMORY;
            return;
        }
        if (slot->value != g) // else it was found by another of its names already
            tell(m, *f, &s, g);
        slot->value = g;
    }
}

static void match_group(struct matching *m, wy_str name, struct wy_package_group *g)
{
    tell_all(m, wy_map_get(&m->k->by_package, name), g);
    wy_str purl = wy_purl_package(g->best->purl);
    if (purl.len)
        tell_all(m, wy_map_get(&m->k->by_package, purl), g);
    if (!wy_package_in_inventory(g->best))
        return;
    const wy_str labels[] = {g->best->name, g->best->label};
    for (size_t i = 0; i < WY_COUNT(labels); i++) {
        wy_str key = labels[i].len ? wy_label_key(labels[i], m->arena) : (wy_str){0};
        if (key.len)
            tell_all(m, wy_map_get(&m->k->by_label, key), g);
    }
}

bool wy_package_groups(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_rows *groups)
{
    struct wy_map by_name;
    wy_map_init(&by_name, arena);
    for (WY_EACH(const struct wy_package, p, ev->packages)) {
        struct wy_map_slot *slot = wy_map_put(&by_name, p->name);
        if (slot && !slot->value) {
            struct wy_package_group **row = wy_rows_add(groups, arena, sizeof *row);
            slot->value = row ? *row = wy_new(arena, struct wy_package_group, 1) : NULL;
        }
        if (!slot || !slot->value)
            return false;
        join_row(slot->value, p);
    }
    return true;
}

static void match_packages(struct matching *m)
{
    struct wy_rows groups = {0};
    if (!wy_package_groups(m->device.ev, m->arena, &groups))
        m->err = WY_NO_MEMORY;
    for (WY_EACH(struct wy_package_group *, g, groups))
        match_group(m, (*g)->best->name, *g);
}

// A laptop or a TV that names no Android build is not asked about the firmware of phones: that would only list
// everything that nobody can tell.
bool wy_has_phone_firmware(const struct wy_device *d)
{
    if (!d || d->release.len || d->build.len || d->fingerprint.len || d->skin.len || d->build_time.known)
        return d != NULL;
    return !d->os.len && !wy_str_eq(d->kind, WY_S("tv")) && !wy_str_eq(d->kind, WY_S("laptop"));
}

wy_err wy_knowledge_match(const struct wy_knowledge *k, const struct wy_evidence *ev, bool of_packages,
                          struct wy_arena *arena, struct wy_rows *out)
{
    struct matching m = {k, {.ev = ev, .device = wy_device(ev)}, arena, out, {0}, WY_OK};
    wy_map_init(&m.told, arena);
    if (of_packages)
        match_packages(&m);
    else if (wy_has_phone_firmware(m.device.device))
        for (WY_EACH(const struct wy_flaw *, f, k->of_device))
            tell(&m, *f, &m.device, NULL);
    return m.err;
}

wy_str wy_flaw_match_word(const struct wy_flaw_match *m)
{
    switch (m->standing) {
    case WY_STAND_AFFECTED: return WY_S("affected");
    case WY_STAND_POSSIBLE: return WY_S("possible");
    case WY_STAND_UNKNOWN: return WY_S("cannot-tell");
    case WY_STAND_FIXED: return WY_S("fixed");
    default: return WY_S("not-affected");
    }
}
