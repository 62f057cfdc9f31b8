// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/match.h"

#include "core/date.h"
#include "knowledge/record.h"

// The best answer so far for each advisory.
struct board {
    const struct wy_index *index;
    const struct wy_asked *phone;
    uint8_t *status; // enum wy_match_status, by advisory
    struct decided {
        uint32_t claim;
        uint32_t app; // 0 = none, else 1 + its place
    } * by;
};

static bool make_board(struct board *b, const struct wy_index *ix, const struct wy_asked *phone,
                       struct wy_arena *scratch)
{
    *b = (struct board){.index = ix, .phone = phone};
    b->status = wy_new(scratch, uint8_t, ix->advisories_n + 1);
    b->by = wy_new(scratch, struct decided, ix->advisories_n + 1);
    return b->status && b->by;
}

static void judge(struct board *b, uint32_t claim, uint32_t app)
{
    const char *why;
    if (claim >= b->index->claims_n)
        return;
    const struct wy_index_claim *c = &b->index->claims[claim];
    if (c->advisory >= b->index->advisories_n || b->index->advisories[c->advisory].withdrawn)
        return;
    enum wy_match_status s = wy_claim_judge(b->index, c, b->phone, app ? &b->phone->apps[app - 1] : NULL, &why);
    struct decided *by = &b->by[c->advisory];
    // Of equal answers the first claim stands, so that both ways of asking name the same one.
    bool earlier = claim < by->claim || (claim == by->claim && app < by->app);
    if (s > b->status[c->advisory] || (s && s == b->status[c->advisory] && earlier)) {
        b->status[c->advisory] = (uint8_t)s;
        *by = (struct decided){claim, app};
    }
}

static void judge_list(struct board *b, uint32_t kind, wy_str name, uint32_t app)
{
    const uint32_t *claims;
    uint32_t n = wy_index_about(b->index, kind, name, &claims);
    for (uint32_t i = 0; i < n; i++)
        judge(b, claims[i], app);
}

static void tell(const struct board *b, void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    const char *why;
    for (uint32_t i = 0; i < b->index->advisories_n; i++) {
        if (!b->status[i])
            continue;
        const struct wy_index_claim *c = &b->index->claims[b->by[i].claim];
        const struct wy_asked_app *app = b->by[i].app ? &b->phone->apps[b->by[i].app - 1] : NULL;
        struct wy_matched m = {.advisory = &b->index->advisories[i], .claim = c, .app = app};
        m.status = wy_claim_judge(b->index, c, b->phone, app, &why);
        m.why = why;
        sink(user, &m);
    }
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
    for (uint32_t i = 0; i < phone->apps_n; i++)
        judge_list(&b, phone->apps[i].kind, phone->apps[i].name, i + 1);
    tell(&b, sink, user);
    wy_arena_reset(scratch, mark);
    return WY_OK;
}

wy_err wy_index_scan(const struct wy_index *ix, const struct wy_asked *phone, struct wy_arena *scratch,
                     void (*sink)(void *user, const struct wy_matched *match), void *user)
{
    struct board b;
    struct wy_arena_mark mark = wy_arena_mark(scratch);
    if (!make_board(&b, ix, phone, scratch))
        return WY_NO_MEMORY;
    for (uint32_t c = 0; c < ix->claims_n; c++) {
        uint32_t kind = ix->claims[c].kind;
        wy_str subject = wy_index_text(ix, ix->claims[c].subject);
        if (kind != WY_CLAIM_PACKAGE && kind != WY_CLAIM_PURL)
            judge(&b, c, 0);
        else
            for (uint32_t i = 0; i < phone->apps_n; i++)
                if (phone->apps[i].kind == kind && wy_str_eq(phone->apps[i].name, subject))
                    judge(&b, c, i + 1);
    }
    tell(&b, sink, user);
    wy_arena_reset(scratch, mark);
    return WY_OK;
}

static void match_claim(const struct wy_index *ix, const struct wy_index_claim *c, const struct wy_asked *phone,
                        const struct wy_asked_app *app, struct wy_matched *best)
{
    const char *why;
    enum wy_match_status s = wy_claim_judge(ix, c, phone, app, &why);
    if (s > best->status)
        *best = (struct wy_matched){best->advisory, c, app, s, why};
}

struct wy_matched wy_index_match_one(const struct wy_index *ix, const struct wy_index_advisory *advisory,
                                     const struct wy_asked *phone)
{
    struct wy_matched best = {.advisory = advisory};
    const struct wy_index_claim *c;
    uint32_t n = advisory->withdrawn ? 0 : wy_index_claims(ix, advisory, &c);
    for (uint32_t i = 0; i < n; i++) {
        if (c[i].kind != WY_CLAIM_PACKAGE && c[i].kind != WY_CLAIM_PURL) {
            match_claim(ix, &c[i], phone, NULL, &best);
            continue;
        }
        wy_str subject = wy_index_text(ix, c[i].subject);
        for (size_t k = 0; k < phone->apps_n; k++)
            if (phone->apps[k].kind == c[i].kind && wy_str_eq(phone->apps[k].name, subject))
                match_claim(ix, &c[i], phone, &phone->apps[k], &best);
    }
    return best;
}

// "pkg:npm/%40scope/name@1.2?x#y" into "npm/@scope/name"; absent when it is none.
static wy_str purl_key(wy_str purl, struct wy_arena *arena, wy_str *version)
{
    if (!wy_str_starts_nocase(purl, WY_S("pkg:")))
        return (wy_str){0};
    wy_str s = wy_str_from(purl, 4);
    while (s.len && s.ptr[0] == '/')
        s = wy_str_from(s, 1);
    s = wy_str_sub(s, 0, wy_min(wy_str_find_char(s, '#'), s.len));
    s = wy_str_sub(s, 0, wy_min(wy_str_find_char(s, '?'), s.len));
    size_t at = wy_str_rfind_char(s, '@'), slash = wy_str_rfind_char(s, '/');
    if (at != WY_NPOS && at > 0 && (slash == WY_NPOS || at > slash)) {
        *version = wy_str_from(s, at + 1);
        s = wy_str_sub(s, 0, at);
    }
    char *out = wy_new(arena, char, s.len + 1);
    size_t n = 0;
    bool type = true;
    for (size_t i = 0; out && i < s.len; i++) {
        int high = s.ptr[i] == '%' && i + 2 < s.len ? wy_hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? wy_hex_digit(s.ptr[i + 2]) : -1;
        type = type && s.ptr[i] != '/';
        out[n++] = low >= 0 ? (char)(high << 4 | low) : type ? wy_lower(s.ptr[i]) : s.ptr[i];
        i += low >= 0 ? 2 : 0;
    }
    return out ? (wy_str){out, n} : (wy_str){0};
}

static bool counts(const struct wy_package *p)
{
    static const wy_str not_there[] = {WY_S_INIT("removed"), WY_S_INIT("hidden"), WY_S_INIT("referenced")};
    for (size_t i = 0; i < WY_COUNT(not_there); i++)
        if (wy_str_eq(p->state, not_there[i]))
            return false;
    return true;
}

static bool add_apps(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_rows *apps)
{
    for (WY_EACH(const struct wy_package, p, ev->packages)) {
        if (!counts(p))
            continue;
        wy_str version = p->version_name, purl_version = {0}, key = purl_key(p->purl, arena, &purl_version);
        struct wy_asked_app *a = p->name.len ? wy_rows_add(apps, arena, sizeof *a) : NULL;
        if (a)
            *a = (struct wy_asked_app){p->name, version, WY_CLAIM_PACKAGE};
        if (p->name.len && !a)
            return false;
        if (!key.ptr)
            continue;
        a = wy_rows_add(apps, arena, sizeof *a);
        if (!a)
            return false;
        *a = (struct wy_asked_app){key, version.len ? version : purl_version, WY_CLAIM_PURL};
    }
    return true;
}

static int32_t level(wy_str text)
{
    int32_t day;
    return wy_day_parse(text, &day) ? day : 0;
}

static void read_device(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_asked *out)
{
    const struct wy_device *d = wy_device(ev);
    if (!d)
        return;
    out->major = wy_android_bit(d->release);
    out->google = wy_str_eq_nocase(d->maker, WY_S("google"));
    out->samsung = wy_str_eq_nocase(d->maker, WY_S("samsung"));
    out->chip = wy_chip_normalise(d->soc, arena);
    if (d->patch_level) {
        out->system = level(d->patch_level->system);
        out->vendor = level(d->patch_level->vendor);
    }
}

bool wy_asked_from_evidence(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_asked *out)
{
    static const wy_str module_list[] = {WY_S_INIT("com.google.android.modulemetadata"),
                                         WY_S_INIT("com.android.modulemetadata")};
    struct wy_asked a = {0};
    struct wy_rows apps = {0};
    read_device(ev, arena, &a);
    if (!add_apps(ev, arena, &apps))
        return false;
    a.apps = apps.v;
    a.apps_n = apps.n;
    for (size_t i = 0; i < apps.n; i++)
        for (size_t k = 0; k < WY_COUNT(module_list); k++)
            if (wy_str_eq(a.apps[i].name, module_list[k]) && level(wy_str_sub(a.apps[i].version, 0, 10)) > a.modules)
                a.modules = level(wy_str_sub(a.apps[i].version, 0, 10));
    *out = a;
    return true;
}
