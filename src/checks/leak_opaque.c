// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What was sent and could not be looked into. Size, time and recipient are all that can be said; it never counts as
// fine.
#include "checks/leak.h"
#include "core/lang.h"
#include "core/map.h"

static const char id[] = "upload-not-readable";
enum { QUOTED = 30 };

// Connections to one recipient that stayed closed for one reason: a service has many addresses.
struct upload {
    const struct wy_flow *first;
    int64_t bytes, connections;
    size_t rows;
};

struct uploads {
    struct wy_map map;   // by recipient and reason
    struct wy_rows rows; // struct upload *, as they came
};

static int64_t sum(int64_t a, int64_t b) { return a > INT64_MAX - b ? INT64_MAX : a + b; }

static struct upload *upload_of(struct uploads *all, wy_str key)
{
    struct wy_arena *arena = all->map.arena;
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&all->map, key) : NULL;
    if (!slot || slot->value)
        return slot ? slot->value : NULL;
    struct upload **row = wy_rows_add(&all->rows, arena, sizeof *row);
    slot->value = row ? wy_new(arena, struct upload, 1) : NULL;
    if (row)
        *row = slot->value;
    return slot->value;
}

static bool add_flow(struct uploads *all, const struct wy_flow *flow, int64_t bytes)
{
    wy_str to = flow->host.len ? flow->host : flow->ip;
    struct upload *u = upload_of(all, wy_arena_printf(all->map.arena, "%.*s %.*s", WY_ARG(to), WY_ARG(flow->reason)));
    if (!u)
        return false;
    if (!u->first)
        u->first = flow;
    u->bytes = sum(u->bytes, bytes);
    u->connections = sum(u->connections, flow->connections.known && flow->connections.v > 0 ? flow->connections.v : 1);
    u->rows++;
    return true;
}

// Those that sent most, the first of them first.
static size_t choose(const struct uploads *all, const struct upload *most[QUOTED])
{
    size_t n = 0;
    for (WY_EACH(struct upload *const, u, all->rows)) {
        size_t at = n;
        while (at && most[at - 1]->bytes < (*u)->bytes)
            at--;
        if (at == QUOTED)
            continue;
        n += n < QUOTED;
        memmove(most + at + 1, most + at, (n - 1 - at) * sizeof most[0]);
        most[at] = *u;
    }
    return n;
}

static void quote(struct wy_check_run *run, struct wy_finding *f, const struct upload *u)
{
    struct wy_flow flow = *u->first;
    flow.connections = wy_int_of(u->connections);
    if (u->rows > 1)
        flow.entropy.known = false; // each has its own
    wy_leak_quote_flow(run, f, &flow, u->bytes);
}

static void tell(struct wy_check_run *run, const struct uploads *all, int64_t bytes)
{
    const struct upload *most[QUOTED];
    struct wy_check_head head = {id, WY_S("sent"), WY_SEV_INFO, WY_ST_CANNOT_TELL};
    struct wy_finding *f = wy_check_tell(
        run, head,
        wy_findings_text(run->out,
                         wy_ngettext("Could not look inside: %lld bytes sent in %lld kind of connection",
                                     "Could not look inside: %lld bytes sent in %lld kinds of connections",
                                     (unsigned long)all->rows.n),
                         (long long)bytes, (long long)all->rows.n));
    if (!f)
        return;
    size_t n = choose(all, most);
    for (size_t i = 0; i < n; i++)
        quote(run, f, most[i]);
    f->unquoted = all->rows.n - n;
}

static void run_check(struct wy_check_run *run)
{
    struct wy_arena arena;
    struct uploads all = {.rows = {0}};
    int64_t bytes = 0;
    wy_arena_init(&arena, (size_t)run->out->limits->arena);
    wy_map_init(&all.map, &arena);
    for (WY_EACH(struct wy_flow, flow, run->ev->flows)) {
        int64_t n = wy_leak_closed(flow);
        bytes = sum(bytes, n);
        if (n > 0 && !add_flow(&all, flow, n))
            run->out->err = WY_NO_MEMORY;
    }
    if (all.rows.n)
        tell(run, &all, bytes);
    wy_arena_fini(&arena);
}

const struct wy_check wy_check_leak_opaque = {
    .id = id,
    .title = N_("uploads that could not be read"),
    .question = WY_LEAKS,
    .severity = WY_SEV_LOW,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("What these connections carried is not known. Nothing is said about them, neither good nor bad."),
    .does_not_mean = N_("Encryption is right and no sign of anything bad. It only keeps Wary from answering."),
    .next_step = N_("If you made the capture with a tool that records TLS secrets, give them with --keys."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
