// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/match.h"

#include "core/date.h"
#include "knowledge/match.h"
#include "knowledge/read/lists.h"

// The best answer so far for each advisory that has one.
struct decided {
    const char *why;
    uint32_t claim;
    uint32_t app; // 0 = none, else 1 + its place
    enum wy_match_status status;
};
struct board {
    const struct wy_index *index;
    const struct wy_asked *phone;
    struct wy_judge judge;
    uint32_t *place;        // by advisory: 1 + its row, 0 = none
    struct wy_rows decided; // struct decided
    bool no_memory;
};

static bool make_board(struct board *b, const struct wy_index *ix, const struct wy_asked *phone,
                       struct wy_arena *scratch)
{
    *b = (struct board){.index = ix, .phone = phone, .judge = wy_judge_init(ix, phone, scratch)};
    b->place = wy_new(scratch, uint32_t, (size_t)ix->advisories_n + 1);
    return b->place != NULL;
}

static void judge(struct board *b, uint32_t claim, uint32_t app)
{
    const char *why;
    if (claim >= b->index->claims_n)
        return;
    const struct wy_index_claim *c = &b->index->claims[claim];
    if (c->advisory >= b->index->advisories_n || b->index->advisories[c->advisory].withdrawn)
        return;
    enum wy_match_status s = wy_claim_judge(&b->judge, c, app ? &b->phone->apps[app - 1] : NULL, &why);
    uint32_t *place = &b->place[c->advisory];
    if (!s)
        return;
    struct decided *d = *place ? (struct decided *)b->decided.v + (*place - 1) : NULL;
    if (!d) {
        d = wy_rows_add(&b->decided, b->judge.scratch, sizeof *d);
        b->no_memory |= !d;
        *place = d ? (uint32_t)b->decided.n : 0;
    }
    // Of equal answers the first claim stands, so that both ways of asking name the same one.
    bool earlier = d && (claim < d->claim || (claim == d->claim && app < d->app));
    if (d && (s > d->status || (s == d->status && earlier)))
        *d = (struct decided){why, claim, app, s};
}

static void judge_list(struct board *b, uint32_t kind, wy_str name, uint32_t app)
{
    const uint32_t *claims;
    uint32_t n = wy_index_about(b->index, kind, name, &claims);
    for (uint32_t i = 0; i < n; i++)
        judge(b, claims[i], app);
}

static wy_err tell(const struct board *b, void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    for (uint32_t i = 0; i < b->index->advisories_n && !b->no_memory; i++) {
        if (!b->place[i])
            continue;
        const struct decided *d = (const struct decided *)b->decided.v + (b->place[i] - 1);
        const struct wy_asked_app *app = d->app ? &b->phone->apps[d->app - 1] : NULL;
        struct wy_matched m = {&b->index->advisories[i], &b->index->claims[d->claim], app, d->status, d->why};
        sink(user, &m);
    }
    return b->no_memory ? WY_NO_MEMORY : WY_OK;
}

wy_err wy_index_match(const struct wy_index *ix, const struct wy_asked *phone, struct wy_arena *scratch,
                      void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    struct board b;
    struct wy_arena_mark mark = wy_arena_mark(scratch);
    if (!make_board(&b, ix, phone, scratch))
        return WY_NO_MEMORY;
    judge_list(&b, WY_CLAIM_PLATFORM, WY_S("android"), 0);
    if (phone->chip.ptr)
        judge_list(&b, WY_CLAIM_CHIP, phone->chip, 0);
    if (phone->samsung)
        judge_list(&b, WY_CLAIM_MAKER, WY_S("samsung"), 0);
    judge_list(&b, WY_CLAIM_MODULE, WY_S("mainline"), 0);
    judge_list(&b, WY_CLAIM_KERNEL, WY_S("linux"), 0);
    judge_list(&b, WY_CLAIM_DEVICE, WY_S("device"), 0);
    for (uint32_t i = 0; i < phone->apps_n; i++) {
        const struct wy_asked_app *a = &phone->apps[i];
        judge_list(&b, a->kind, a->key.ptr ? a->key : a->name, i + 1);
    }
    wy_err err = tell(&b, sink, user);
    wy_arena_reset(scratch, mark);
    return err;
}

wy_err wy_index_scan(const struct wy_index *ix, const struct wy_asked *phone, struct wy_arena *scratch,
                     void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    struct board b;
    struct wy_arena_mark mark = wy_arena_mark(scratch);
    if (!make_board(&b, ix, phone, scratch))
        return WY_NO_MEMORY;
    for (uint32_t c = 0; c < ix->claims_n; c++) {
        if (!wy_claim_of_app(&ix->claims[c]))
            judge(&b, c, 0);
        for (uint32_t i = 0; wy_claim_of_app(&ix->claims[c]) && i < phone->apps_n; i++)
            if (wy_claim_names(ix, &ix->claims[c], &phone->apps[i]))
                judge(&b, c, i + 1);
    }
    wy_err err = tell(&b, sink, user);
    wy_arena_reset(scratch, mark);
    return err;
}

static void match_claim(const struct wy_judge *j, const struct wy_index_claim *c, const struct wy_asked_app *app,
                        struct wy_matched *best)
{
    const char *why;
    enum wy_match_status s = wy_claim_judge(j, c, app, &why);
    if (s > best->status)
        *best = (struct wy_matched){best->advisory, c, app, s, why};
}

struct wy_matched wy_index_match_one(const struct wy_index *ix, const struct wy_index_advisory *advisory,
                                     const struct wy_asked *phone, struct wy_arena *scratch)
{
    struct wy_matched best = {.advisory = advisory};
    struct wy_judge j = wy_judge_init(ix, phone, scratch);
    const struct wy_index_claim *c;
    uint32_t n = advisory->withdrawn ? 0 : wy_index_claims(ix, advisory, &c);
    for (uint32_t i = 0; i < n; i++) {
        if (!wy_claim_of_app(&c[i]))
            match_claim(&j, &c[i], NULL, &best);
        for (size_t k = 0; wy_claim_of_app(&c[i]) && k < phone->apps_n; k++)
            if (wy_claim_names(ix, &c[i], &phone->apps[k]))
                match_claim(&j, &c[i], &phone->apps[k], &best);
    }
    return best;
}

static bool add_app(struct wy_rows *apps, struct wy_arena *arena, struct wy_asked_app app)
{
    struct wy_asked_app *a = wy_rows_add(apps, arena, sizeof *a);
    if (a)
        *a = app;
    return a != NULL;
}

// One piece of software under each name that a claim may give it.
static bool add_group(const struct wy_package_group *g, struct wy_arena *arena, struct wy_rows *apps)
{
    const struct wy_package *p = g->best;
    struct wy_asked_app app = {p->name, g->version, WY_CLAIM_PACKAGE, p->version_code, p, {0}};
    wy_str purl_version = {0}, key = wy_purl_key(p->purl, arena, &purl_version), android = wy_purl_package(p->purl);
    bool ok = !p->name.len || add_app(apps, arena, app);
    if (android.len && !wy_str_eq(android, p->name)) {
        app.key = android;
        ok = ok && add_app(apps, arena, app);
    }
    const wy_str labels[] = {p->name, p->label};
    app.kind = WY_CLAIM_LABEL;
    for (size_t i = 0; i < WY_COUNT(labels) && wy_package_in_inventory(p); i++) {
        app.key = labels[i].len ? wy_label_key(labels[i], arena) : (wy_str){0};
        ok = ok && (!app.key.len || add_app(apps, arena, app));
    }
    if (!key.ptr)
        return ok;
    wy_str version = g->version.len ? g->version : purl_version;
    return ok && add_app(apps, arena, (struct wy_asked_app){key, version, WY_CLAIM_PURL, p->version_code, p, {0}});
}

static bool add_apps(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_rows *apps)
{
    struct wy_rows groups = {0};
    bool ok = wy_package_groups(ev, arena, &groups);
    for (WY_EACH(struct wy_package_group *, g, groups))
        ok = ok && add_group(*g, arena, apps);
    return ok;
}

static int32_t level(wy_str text)
{
    int32_t day;
    return wy_day_parse(text, &day) ? day : 0;
}

static enum wy_chip_maker chip_maker(const struct wy_device *d, wy_str chip)
{
    static const struct {
        wy_str start;
        enum wy_chip_maker maker;
    } rows[] = {{WY_S_INIT("QTI"), WY_CHIP_QUALCOMM},      {WY_S_INIT("Qualcomm"), WY_CHIP_QUALCOMM},
                {WY_S_INIT("Mediatek"), WY_CHIP_MEDIATEK}, {WY_S_INIT("Unisoc"), WY_CHIP_UNISOC},
                {WY_S_INIT("Spreadtrum"), WY_CHIP_UNISOC}, {WY_S_INIT("SM"), WY_CHIP_QUALCOMM},
                {WY_S_INIT("SDM"), WY_CHIP_QUALCOMM},      {WY_S_INIT("MSM"), WY_CHIP_QUALCOMM},
                {WY_S_INIT("MT"), WY_CHIP_MEDIATEK},       {WY_S_INIT("UMS"), WY_CHIP_UNISOC}};
    const wy_str texts[] = {d->soc_maker, chip};
    for (size_t t = 0; t < WY_COUNT(texts); t++)
        for (size_t i = 0; i < WY_COUNT(rows); i++)
            if (texts[t].len && wy_str_starts_nocase(texts[t], rows[i].start))
                return rows[i].maker;
    return d->soc_maker.len ? WY_CHIP_OTHER : WY_CHIP_UNKNOWN;
}

void wy_asked_device(const struct wy_device *d, struct wy_arena *arena, struct wy_asked *out)
{
    static const struct {
        int64_t sdk;
        unsigned bit;
    } between[] = {{25, WY_ANDROID_7_1}, {27, WY_ANDROID_8_1}, {32, WY_ANDROID_12L}};
    out->device = d;
    out->firmware = wy_has_phone_firmware(d);
    if (!d)
        return;
    out->major = wy_android_bit(d->release);
    for (size_t i = 0; i < WY_COUNT(between); i++) // "12" is what 12L calls itself
        if (d->api_level.known && d->api_level.v == between[i].sdk)
            out->major = UINT64_C(1) << between[i].bit;
    out->google = wy_str_eq_nocase(d->maker, WY_S("google"));
    out->samsung = wy_str_eq_nocase(d->maker, WY_S("samsung"));
    out->chip = wy_chip_normalise(d->soc, arena);
    out->chip_maker = chip_maker(d, out->chip);
    wy_str kernel = wy_str_trim(d->kernel);
    if (wy_str_starts(kernel, WY_S("Linux version "))) // as /proc/version has it
        kernel = wy_str_from(kernel, 14);
    if (wy_kernel_number(kernel, &out->kernel_number))
        out->kernel = kernel;
    if (d->patch_level) {
        out->system = level(d->patch_level->system);
        out->vendor = level(d->patch_level->vendor);
    }
}

// The oldest of the packages that tell the modules' date: one that is behind holds the whole back.
static int32_t modules_day(const struct wy_asked *a)
{
    int32_t oldest = 0;
    for (size_t i = 0; i < a->apps_n; i++) {
        int32_t day = wy_is_module_package(a->apps[i].name) ? level(wy_str_sub(a->apps[i].version, 0, 10)) : 0;
        oldest = day && (!oldest || day < oldest) ? day : oldest;
    }
    return oldest;
}

bool wy_asked_from_evidence(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_asked *out)
{
    struct wy_asked a = {.ev = ev};
    struct wy_rows apps = {0};
    wy_asked_device(wy_device(ev), arena, &a);
    if (!add_apps(ev, arena, &apps))
        return false;
    a.apps = apps.v;
    a.apps_n = apps.n;
    a.modules = modules_day(&a);
    *out = a;
    return true;
}
