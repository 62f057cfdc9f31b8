// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/match.h"

#include "core/date.h"
#include "knowledge/match.h"
#include "knowledge/read/lists.h"

// The best answer so far for one advisory.
struct decided {
    const char *why;
    uint32_t claim;
    uint32_t app; // 0 = none, else 1 + its place
    enum wy_match_status status;
};

// Claims to hold against the phone or one of its apps.
struct list {
    const uint32_t *claims; // NULL: n from the first on
    uint32_t n, app;
};

// Advisories that are about something the phone has are marked first; their answers lie in the order of the marks.
struct board {
    const struct wy_index *index;
    const struct wy_asked *phone;
    struct wy_judge judge;
    struct wy_rows lists; // struct list
    uint64_t *marks;      // a bit for each advisory
    uint32_t *before;     // marks before each word
    uint32_t words, marked;
    struct decided *decided;
    bool no_memory;
};

static bool make_board(struct board *b, const struct wy_index *ix, const struct wy_asked *phone,
                       struct wy_arena *scratch)
{
    *b = (struct board){.index = ix, .phone = phone, .judge = wy_judge_init(ix, phone, scratch)};
    b->words = ix->advisories_n / 64 + 1;
    b->marks = wy_new(scratch, uint64_t, b->words);
    b->before = wy_new(scratch, uint32_t, b->words);
    return b->marks && b->before;
}

static void add_list(struct board *b, struct list list)
{
    struct list *row = list.n ? wy_rows_add(&b->lists, b->judge.scratch, sizeof *row) : NULL;
    b->no_memory |= list.n && !row;
    if (row)
        *row = list;
}

static void add_about(struct board *b, uint32_t kind, wy_str name, uint32_t app)
{
    struct list list = {.app = app};
    list.n = wy_index_about(b->index, kind, name, &list.claims);
    add_list(b, list);
}

// NULL for one that says nothing.
static const struct wy_index_claim *claim_of(const struct board *b, const struct list *list, uint32_t i,
                                             uint32_t *number)
{
    *number = list->claims ? list->claims[i] : i;
    const struct wy_index_claim *c = *number < b->index->claims_n ? &b->index->claims[*number] : NULL;
    return c && c->advisory < b->index->advisories_n && !c->withdrawn ? c : NULL;
}

static bool mark_all(struct board *b)
{
    uint32_t number;
    for (WY_EACH(const struct list, list, b->lists))
        for (uint32_t i = 0; i < list->n; i++) {
            const struct wy_index_claim *c = claim_of(b, list, i, &number);
            if (c)
                b->marks[c->advisory / 64] |= UINT64_C(1) << c->advisory % 64;
        }
    for (uint32_t i = 0; i < b->words; i++) {
        b->before[i] = b->marked;
        b->marked += (uint32_t)__builtin_popcountll(b->marks[i]);
    }
    b->decided = wy_new(b->judge.scratch, struct decided, (size_t)b->marked + 1);
    return b->decided != NULL;
}

static struct decided *answer_of(const struct board *b, uint32_t advisory)
{
    uint64_t below = b->marks[advisory / 64] & ((UINT64_C(1) << advisory % 64) - 1);
    return &b->decided[b->before[advisory / 64] + (uint32_t)__builtin_popcountll(below)];
}

static void judge(struct board *b, const struct wy_index_claim *c, uint32_t number, uint32_t app)
{
    const char *why;
    enum wy_match_status s = wy_claim_judge(&b->judge, c, app ? &b->phone->apps[app - 1] : NULL, &why);
    struct decided *d = answer_of(b, c->advisory);
    // Of equal answers the first claim stands, so that both ways of asking name the same one.
    bool earlier = number < d->claim || (number == d->claim && app < d->app);
    if (s > d->status || (s && s == d->status && earlier))
        *d = (struct decided){why, number, app, s};
}

static void judge_list(struct board *b, const struct list *list)
{
    uint32_t number;
    for (uint32_t i = 0; i < list->n; i++) {
        const struct wy_index_claim *c = claim_of(b, list, i, &number);
        if (c)
            judge(b, c, number, list->app);
    }
}

static wy_err tell(const struct board *b, void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    const struct decided *d = b->decided;
    for (uint32_t w = 0; w < b->words && !b->no_memory; w++)
        for (uint64_t bits = b->marks[w]; bits; bits &= bits - 1, d++) {
            uint32_t advisory = w * 64 + (uint32_t)__builtin_ctzll(bits);
            const struct wy_asked_app *app = d->app ? &b->phone->apps[d->app - 1] : NULL;
            struct wy_matched m = {&b->index->advisories[advisory], &b->index->claims[d->claim], app, d->status,
                                   d->why};
            if (d->status)
                sink(user, &m);
        }
    return b->no_memory ? WY_NO_MEMORY : WY_OK;
}

static void add_device(struct board *b)
{
    const struct wy_asked *phone = b->phone;
    add_about(b, WY_CLAIM_PLATFORM, WY_S("android"), 0);
    if (phone->chip.ptr)
        add_about(b, WY_CLAIM_CHIP, phone->chip, 0);
    if (phone->samsung)
        add_about(b, WY_CLAIM_MAKER, WY_S("samsung"), 0);
    add_about(b, WY_CLAIM_MODULE, WY_S("mainline"), 0);
    add_about(b, WY_CLAIM_KERNEL, WY_S("linux"), 0);
    add_about(b, WY_CLAIM_DEVICE, WY_S("device"), 0);
}

wy_err wy_index_match(const struct wy_index *ix, const struct wy_asked *phone, struct wy_arena *scratch,
                      void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    struct board b;
    struct wy_arena_mark mark = wy_arena_mark(scratch);
    wy_err err = WY_NO_MEMORY;
    if (make_board(&b, ix, phone, scratch)) {
        add_device(&b);
        for (uint32_t i = 0; i < phone->apps_n; i++) {
            const struct wy_asked_app *a = &phone->apps[i];
            add_about(&b, a->kind, a->key.ptr ? a->key : a->name, i + 1);
        }
        if (mark_all(&b)) {
            for (WY_EACH(const struct list, list, b.lists)) {
                b.judge.keyed = list->app ? &phone->apps[list->app - 1] : NULL;
                b.judge.apk_key = list->app ? wy_version_key(WY_ORDER_APK, b.judge.keyed->version) : 0;
                judge_list(&b, list);
            }
            err = tell(&b, sink, user);
        }
    }
    wy_arena_reset(scratch, mark);
    return err;
}

static void scan_claim(struct board *b, const struct wy_index_claim *c, uint32_t number)
{
    if (!wy_claim_of_app(c))
        judge(b, c, number, 0);
    for (uint32_t i = 0; wy_claim_of_app(c) && i < b->phone->apps_n; i++)
        if (wy_claim_names(b->index, c, &b->phone->apps[i]))
            judge(b, c, number, i + 1);
}

wy_err wy_index_scan(const struct wy_index *ix, const struct wy_asked *phone, struct wy_arena *scratch,
                     void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    struct board b;
    struct wy_arena_mark mark = wy_arena_mark(scratch);
    struct list all = {.n = ix->claims_n};
    wy_err err = WY_NO_MEMORY;
    if (make_board(&b, ix, phone, scratch)) {
        add_list(&b, all);
        if (mark_all(&b)) {
            uint32_t number;
            for (uint32_t i = 0; i < all.n; i++) {
                const struct wy_index_claim *c = claim_of(&b, &all, i, &number);
                if (c)
                    scan_claim(&b, c, number);
            }
            err = tell(&b, sink, user);
        }
    }
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
