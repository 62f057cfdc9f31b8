// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One advisory against all phones of a pack. Claims about the device are judged once for each device, claims about an
// app once for each app (and device, where the claim has conditions): phones only look up the answer.
#include "knowledge/index/fleet.h"

#include <stdlib.h>

struct asking {
    const struct wy_fleet *fleet;
    const struct wy_index *index;
    const struct wy_index_claim *claim;
    struct wy_arena *arena;
    struct wy_fleet_answer *answers;
    const uint32_t *like; // by device: the first one of which conditions say the same
    bool facts;           // settings, properties or modules are asked for
    bool unset;           // every setting that is asked for is kept, so that what is not there is not set
};

// A phone as its columns tell it: what wy_asked_from_evidence makes of a case.
struct rebuilt {
    struct wy_device device;
    struct wy_patch_level level;
    struct wy_asked asked;
};

static bool put_fact(const struct wy_fleet *f, const struct wy_fleet_fact *row, struct wy_evidence *ev,
                     struct wy_arena *arena)
{
    wy_str key = wy_fleet_text(f, row->key), space = {0}, value = wy_fleet_text(f, row->value);
    value = row->told ? value.ptr ? value : WY_S("") : (wy_str){0};
    if (row->fact == WY_FACT_SETTING) {
        struct wy_setting *s = wy_rows_add(&ev->settings, arena, sizeof *s);
        if (s && wy_str_next(&key, '.', &space))
            *s = (struct wy_setting){.space = space, .name = key, .value = value};
        return s != NULL;
    }
    if (row->fact == WY_FACT_PROPERTY) {
        struct wy_property *p = wy_rows_add(&ev->properties, arena, sizeof *p);
        if (p)
            *p = (struct wy_property){.name = key, .value = value};
        return p != NULL;
    }
    struct wy_module *m = wy_rows_add(&ev->modules, arena, sizeof *m);
    if (m)
        *m = (struct wy_module){.name = key, .version = value};
    return m != NULL;
}

// What is kept of settings, properties and modules as evidence; NULL where memory is refused or nothing asks for it.
static const struct wy_evidence *rebuild_facts(const struct asking *a, const struct wy_fleet_device *row)
{
    struct wy_evidence *ev = a->facts ? wy_new(a->arena, struct wy_evidence, 1) : NULL;
    wy_str rest = wy_fleet_text(a->fleet, row->facts);
    struct wy_fleet_fact fact;
    bool ok = ev != NULL;
    for (; ok && rest.len >= sizeof fact; rest = wy_str_from(rest, sizeof fact)) {
        memcpy(&fact, rest.ptr, sizeof fact);
        ok = put_fact(a->fleet, &fact, ev, a->arena);
    }
    if (ok && row->settings && a->unset) {
        struct wy_coverage *c = wy_rows_add(&ev->coverage, a->arena, sizeof *c);
        ok = c != NULL;
        if (c)
            c->table = WY_S("settings");
    }
    return ok ? ev : NULL;
}

// What is asked for beside devices and apps.
static void look_at_conditions(struct asking *a, const struct wy_index_claim *claims, uint32_t n)
{
    a->unset = true;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t m = wy_packed_clamp(claims[i].conditions, claims[i].conditions_n, a->index->conditions_n);
        for (uint32_t k = 0; k < m; k++) {
            const struct wy_index_condition *c = &a->index->conditions[claims[i].conditions + k];
            a->facts |= c->fact == WY_FACT_SETTING || c->fact == WY_FACT_PROPERTY || c->fact == WY_FACT_MODULE ||
                        c->fact == WY_FACT_BUILD_DATE;
            a->unset &= c->fact != WY_FACT_SETTING ||
                        wy_fleet_keeps(a->fleet, WY_FACT_SETTING, wy_index_text(a->index, c->key));
        }
    }
}

static void rebuild(const struct asking *a, uint32_t device, struct rebuilt *out)
{
    const struct wy_fleet *f = a->fleet;
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
    out->asked = (struct wy_asked){.device = &out->device, .modules = row.modules, .ev = rebuild_facts(a, &row)};
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
        a->answers[phone] = (struct wy_fleet_answer){why, app, (uint8_t)s, app && (a->claim->flags & WY_CLAIM_CUSTOM)};
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

// What the advisory's conditions say of a device, whatever the app, as a number.
static uint64_t conditions_of(const struct wy_judge *j, const struct wy_index_claim *claims, uint32_t n,
                              const struct wy_device *device)
{
    static const struct wy_evidence nothing;
    const struct wy_subject s = {.ev = j->phone->ev ? j->phone->ev : &nothing, .device = device};
    uint64_t hash = 14695981039346656037u;
    for (uint32_t i = 0; i < n; i++) {
        struct wy_arena_mark mark = wy_arena_mark(j->scratch);
        uint32_t m = 0;
        const struct wy_condition *all = claims[i].conditions_n ? wy_claim_conditions(j, &claims[i], &m) : NULL;
        for (uint32_t k = 0; all && k < m; k++) {
            const char *why = NULL;
            bool of_app =
                all[k].fact == WY_FACT_PACKAGE || all[k].fact == WY_FACT_SIGNER || all[k].fact == WY_FACT_VERSION_CODE;
            enum wy_tri one = of_app ? WY_YES : wy_condition_holds(&all[k], &s, &why);
            hash = (hash ^ (uint64_t)one) * 1099511628211u;
            hash = (hash ^ (uintptr_t)why) * 1099511628211u;
        }
        wy_arena_reset(j->scratch, mark);
    }
    return hash;
}

struct alike {
    uint64_t hash;
    uint32_t device;
};

static int by_hash(const void *x, const void *y)
{
    const struct alike *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->device < b->device ? -1 : a->device > b->device;
}

static bool find_alike(struct asking *a, const struct wy_index_claim *claims, uint32_t n)
{
    const struct wy_fleet *f = a->fleet;
    uint32_t *like = wy_new(a->arena, uint32_t, (size_t)f->devices_n + 1);
    struct alike *all = wy_new(a->arena, struct alike, (size_t)f->devices_n + 1);
    if (!like || !all)
        return false;
    for (uint32_t d = 0; d < f->devices_n; d++) {
        struct wy_arena_mark mark = wy_arena_mark(a->arena);
        struct rebuilt phone;
        rebuild(a, d, &phone);
        struct wy_judge j = {.index = a->index, .phone = &phone.asked, .scratch = a->arena};
        all[d] = (struct alike){conditions_of(&j, claims, n, &phone.device), d};
        wy_arena_reset(a->arena, mark);
    }
    qsort(all, f->devices_n, sizeof *all, by_hash);
    for (uint32_t i = 0; i < f->devices_n; i++)
        like[all[i].device] = i && all[i].hash == all[i - 1].hash ? like[all[i - 1].device] : all[i].device;
    a->like = like;
    return true;
}

// The answers of one app on the devices that were asked so far.
enum { REMEMBERED = 16 };
struct memory {
    struct {
        const char *why;
        uint32_t device;
        enum wy_match_status status;
    } row[REMEMBERED];
    size_t n;
};

static enum wy_match_status ask_pair(struct asking *a, const struct rebuilt_app *app, uint32_t device, struct memory *m,
                                     const char **why)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->row[i].device == device) {
            *why = m->row[i].why;
            return m->row[i].status;
        }
    struct wy_arena_mark mark = wy_arena_mark(a->arena);
    struct rebuilt phone;
    rebuild(a, device, &phone);
    struct wy_judge j = {.index = a->index, .phone = &phone.asked, .scratch = a->arena};
    enum wy_match_status s = wy_claim_judge(&j, a->claim, &app->asked, why);
    wy_arena_reset(a->arena, mark);
    if (m->n < REMEMBERED) {
        m->row[m->n].why = *why;
        m->row[m->n].device = device;
        m->row[m->n++].status = s;
    }
    return s;
}

static void ask_list(struct asking *a, uint32_t kind, wy_str name)
{
    const struct wy_fleet *f = a->fleet;
    const struct wy_fleet_package *p = find_package(f, kind, name);
    uint32_t n = p ? wy_packed_clamp(p->have, p->have_n, f->have_n) : 0, app = 0;
    struct rebuilt_app of;
    struct memory memory = {.n = 0};
    bool there = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_fleet_have *h = &f->have[p->have + i];
        if (h->phone >= f->phones)
            continue;
        if (i == 0 || h->app != app) {
            there = rebuild_app(f, kind, name, h->app, &of);
            memory.n = 0;
        }
        app = h->app;
        uint32_t device = f->rows[h->phone].device;
        // Without conditions only the app counts.
        device = !a->claim->conditions_n ? UINT32_MAX : device < f->devices_n ? a->like[device] : device;
        const char *why = NULL;
        enum wy_match_status s = there ? ask_pair(a, &of, device, &memory, &why) : WY_MATCH_NONE;
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
        rebuild(a, d, &phone);
        wy_asked_device(&phone.device, a->arena, &phone.asked);
        struct wy_judge j = wy_judge_init(a->index, &phone.asked, a->arena);
        for (uint32_t i = 0; i < n; i++) {
            const char *why;
            enum wy_match_status s =
                wy_claim_of_app(&claims[i]) ? WY_MATCH_NONE : wy_claim_judge(&j, &claims[i], NULL, &why);
            if (s > by_device[d].status)
                by_device[d] = (struct wy_fleet_answer){why, 0, (uint8_t)s, false};
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
    struct asking a = {.fleet = f, .index = ix, .arena = arena, .answers = answers};
    const struct wy_index_claim *claims = NULL;
    uint32_t n = advisory->withdrawn ? 0 : wy_index_claims(ix, advisory, &claims);
    bool of_device = false;
    look_at_conditions(&a, claims, n);
    if (!find_alike(&a, claims, n))
        return WY_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        a.claim = &claims[i];
        of_device |= !wy_claim_of_app(&claims[i]);
        if (wy_claim_of_app(&claims[i]))
            ask_app(&a);
    }
    return of_device ? ask_devices(&a, claims, n) : WY_OK;
}
