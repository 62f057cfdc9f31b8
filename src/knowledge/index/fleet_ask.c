// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One advisory against all phones of a pack. Claims about the device are judged once for each device, claims about an
// app once for each app (and device, where the claim has conditions): phones only look up the answer.
#include "knowledge/index/fleet.h"

struct asking {
    const struct wy_fleet *fleet;
    const struct wy_index *index;
    const struct wy_index_claim *claim;
    struct wy_arena *arena;
    struct wy_fleet_answer *answers;
};

// A phone as its columns tell it: what wy_asked_from_evidence makes of a case.
struct rebuilt {
    struct wy_device device;
    struct wy_patch_level level;
    struct wy_asked asked;
};

static void rebuild(const struct wy_fleet *f, uint32_t device, struct rebuilt *out)
{
    struct wy_fleet_device row = wy_fleet_device_of(f, device);
    *out = (struct rebuilt){0};
#define X(name) out->device.name = wy_fleet_text(f, row.name);
    WY_FLEET_TEXTS(X)
#undef X
    out->device.api_level = (struct wy_int){row.api_level.v, row.api_level.known != 0};
    out->device.build_time = (struct wy_int){row.build_time.v, row.build_time.known != 0};
    out->level.system = wy_fleet_text(f, row.system);
    out->level.vendor = wy_fleet_text(f, row.vendor);
    out->level.boot = wy_fleet_text(f, row.boot);
    out->device.patch_level = &out->level;
    out->asked = (struct wy_asked){.device = &out->device, .modules = row.modules};
}

enum { SIGNERS_MAX = 8 };
struct rebuilt_app {
    struct wy_package package;
    wy_str signers[SIGNERS_MAX];
    struct wy_asked_app asked;
};

static bool rebuild_app(const struct wy_fleet *f, uint32_t kind, wy_str key, uint32_t offset, struct rebuilt_app *out)
{
    struct wy_fleet_app row;
    if (!wy_fleet_app_of(f, offset, &row))
        return false;
    *out = (struct rebuilt_app){0};
    struct wy_package *p = &out->package;
    p->name = wy_fleet_text(f, row.name);
    p->version_name = wy_fleet_text(f, row.version);
    p->version_code = (struct wy_int){row.code, row.code_known != 0};
    p->state = wy_fleet_text(f, row.state);
    p->label = wy_fleet_text(f, row.label);
    p->purl = wy_fleet_text(f, row.purl);
    p->signers.v = out->signers;
    wy_str rest = wy_fleet_text(f, row.signers), one;
    while (p->signers.n < SIGNERS_MAX && wy_str_next(&rest, ' ', &one))
        out->signers[p->signers.n++] = one;
    out->asked = (struct wy_asked_app){p->name, p->version_name, kind, p->version_code, p, key};
    return true;
}

static void answer(struct asking *a, uint32_t phone, enum wy_match_status s, const char *why, uint32_t app)
{
    if (phone < a->fleet->phones && s > a->answers[phone].status)
        a->answers[phone] = (struct wy_fleet_answer){why, app, (uint8_t)s};
}

static const struct wy_fleet_package *find_package(const struct wy_fleet *f, uint32_t kind, wy_str name)
{
    uint32_t low = 0, high = f->packages_n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct wy_fleet_package *p = &f->packages[mid];
        int d = p->kind != kind ? (p->kind < kind ? -1 : 1) : wy_str_cmp(wy_fleet_text(f, p->name), name);
        if (d == 0)
            return p;
        if (d < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static void ask_list(struct asking *a, uint32_t kind, wy_str name)
{
    const struct wy_fleet *f = a->fleet;
    const struct wy_fleet_package *p = find_package(f, kind, name);
    uint32_t n = p ? wy_packed_clamp(p->have, p->have_n, f->have_n) : 0, app = 0, device = UINT32_MAX;
    enum wy_match_status s = WY_MATCH_NONE;
    const char *why = NULL;
    struct rebuilt phone;
    struct rebuilt_app of;
    struct wy_judge j = {a->index, &phone.asked, 0, a->arena};
    bool there = false;
    rebuild(f, UINT32_MAX, &phone);
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_fleet_have *h = &f->have[p->have + i];
        if (h->phone >= f->phones)
            continue;
        uint32_t on = a->claim->conditions_n ? f->rows[h->phone].device : 0;
        bool new_app = i == 0 || h->app != app, new_device = on != device && a->claim->conditions_n;
        if (new_app)
            there = rebuild_app(f, kind, name, h->app, &of);
        if (new_device)
            rebuild(f, on, &phone);
        if (new_app || new_device)
            s = there ? wy_claim_judge(&j, a->claim, &of.asked, &why) : WY_MATCH_NONE;
        app = h->app;
        device = on;
        answer(a, h->phone, s, why, app);
    }
}

// By every name that the claim has for its app.
static void ask_app(struct asking *a)
{
    const struct wy_index *ix = a->index;
    const struct wy_index_claim *c = a->claim;
    uint32_t n = wy_packed_clamp(c->conditions, c->conditions_n, ix->conditions_n);
    const uint32_t *names;
    if (!c->conditions_n)
        ask_list(a, c->kind, wy_index_text(ix, c->subject));
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_index_condition *x = &ix->conditions[c->conditions + i];
        uint32_t values = x->fact == WY_FACT_PACKAGE ? wy_index_numbers(ix, x->values, x->values_n, &names) : 0;
        for (uint32_t k = 0; k < values; k++)
            ask_list(a, WY_CLAIM_PACKAGE, wy_index_text(ix, names[k]));
        uint32_t labels = x->fact == WY_FACT_PACKAGE ? wy_index_numbers(ix, x->labels, x->labels_n, &names) : 0;
        for (uint32_t k = 0; k < labels; k++) {
            struct wy_arena_mark mark = wy_arena_mark(a->arena);
            ask_list(a, WY_CLAIM_LABEL, wy_label_key(wy_index_text(ix, names[k]), a->arena));
            wy_arena_reset(a->arena, mark);
        }
    }
}

// All claims about the device at once: each device is put together once.
static wy_err ask_devices(struct asking *a, const struct wy_index_claim *claims, uint32_t n)
{
    const struct wy_fleet *f = a->fleet;
    struct wy_fleet_answer *by_device = wy_new(a->arena, struct wy_fleet_answer, (size_t)f->devices_n + 1);
    if (!by_device)
        return WY_NO_MEMORY;
    for (uint32_t d = 0; d < f->devices_n; d++) {
        struct wy_arena_mark mark = wy_arena_mark(a->arena);
        struct rebuilt phone;
        rebuild(f, d, &phone);
        wy_asked_device(&phone.device, a->arena, &phone.asked);
        struct wy_judge j = wy_judge_init(a->index, &phone.asked, a->arena);
        for (uint32_t i = 0; i < n; i++) {
            const char *why;
            enum wy_match_status s =
                wy_claim_of_app(&claims[i]) ? WY_MATCH_NONE : wy_claim_judge(&j, &claims[i], NULL, &why);
            if (s > by_device[d].status)
                by_device[d] = (struct wy_fleet_answer){why, 0, (uint8_t)s};
        }
        wy_arena_reset(a->arena, mark);
    }
    for (uint32_t i = 0; i < f->phones; i++) {
        uint32_t d = f->rows[i].device;
        if (d < f->devices_n)
            answer(a, i, (enum wy_match_status)by_device[d].status, by_device[d].why, 0);
    }
    return WY_OK;
}

wy_err wy_fleet_ask(const struct wy_fleet *f, const struct wy_index *ix, const struct wy_index_advisory *advisory,
                    struct wy_arena *arena, struct wy_fleet_answer *answers)
{
    struct asking a = {f, ix, NULL, arena, answers};
    const struct wy_index_claim *claims;
    uint32_t n = advisory->withdrawn ? 0 : wy_index_claims(ix, advisory, &claims);
    bool of_device = false;
    for (uint32_t i = 0; i < n; i++) {
        a.claim = &claims[i];
        of_device |= !wy_claim_of_app(&claims[i]);
        if (wy_claim_of_app(&claims[i]))
            ask_app(&a);
    }
    return of_device ? ask_devices(&a, claims, n) : WY_OK;
}
