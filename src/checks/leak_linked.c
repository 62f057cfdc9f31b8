// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A lasting identifier beside one that can be reset, at the same recipient: whoever has both links the new one to the
// old after a reset (Liu, Patras, Leith 2021).
#include "checks/leak.h"
#include "core/lang.h"
#include "core/map.h"

static const char id[] = "identifier-linked";
enum { HOSTS_MAX = 40 };

// The host's first lasting and first resettable identifier.
struct pair {
    const struct wy_leak *lasting, *resettable;
};

static wy_err gather(const struct wy_rows *rows, struct wy_arena *arena, struct wy_map *hosts, struct wy_rows *pairs)
{
    for (WY_EACH(struct wy_leak, l, *rows)) {
        unsigned traits = wy_id_traits(l->first->identifier);
        wy_str host = wy_leak_recipient(l->first);
        if (!wy_leak_sent(l->first) || !host.len || !(traits & (WY_ID_LASTING | WY_ID_RESETTABLE)))
            continue;
        struct wy_map_slot *slot = wy_map_put(hosts, host);
        if (!slot)
            return WY_NO_MEMORY;
        if (!slot->value) {
            struct pair **row = wy_rows_add(pairs, arena, sizeof *row);
            slot->value = row ? wy_new(arena, struct pair, 1) : NULL;
            if (row)
                *row = slot->value;
        }
        struct pair *p = slot->value;
        if (!p)
            return WY_NO_MEMORY;
        if ((traits & WY_ID_LASTING) && !p->lasting)
            p->lasting = l;
        if ((traits & WY_ID_RESETTABLE) && !p->resettable)
            p->resettable = l;
    }
    return WY_OK;
}

static void tell(struct wy_check_run *run, const struct wy_rows *pairs)
{
    struct wy_finding *f = NULL;
    size_t told = 0;
    for (WY_EACH(struct pair *, row, *pairs)) {
        const struct pair *p = *row;
        if (!p || !p->lasting || !p->resettable)
            continue;
        if (!f)
            f = wy_check_tell(run, (struct wy_check_head){id, WY_S("reset"), WY_SEV_MEDIUM, WY_ST_AFFECTED},
                              wy_str_c(_("A lasting identifier goes out beside one that can be reset")));
        if (!f)
            return;
        if (told++ < HOSTS_MAX) {
            wy_leak_quote(run, f, p->lasting);
            wy_leak_quote(run, f, p->resettable);
        } else {
            f->unquoted += 2;
        }
    }
}

static void run_check(struct wy_check_run *run)
{
    struct wy_arena arena;
    struct wy_rows rows, pairs = {0};
    struct wy_map hosts;
    wy_arena_init(&arena, (size_t)run->out->limits->arena);
    wy_map_init(&hosts, &arena);
    wy_err err = wy_leaks_gather(run->ev, &arena, &rows);
    if (err == WY_OK)
        err = gather(&rows, &arena, &hosts, &pairs);
    if (err != WY_OK)
        run->out->err = err;
    tell(run, &pairs);
    wy_arena_fini(&arena);
}

const struct wy_check wy_check_leak_linked = {
    .id = id,
    .title = N_("lasting identifiers beside those that can be reset"),
    .question = WY_LEAKS,
    .severity = WY_SEV_MEDIUM,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means =
        N_("Resetting the advertising ID does not help at these recipients: they can join the new one to the old by "
           "the identifier that stays."),
    .does_not_mean = N_("It does not say that they do join them."),
    .next_step =
        N_("Delete the advertising ID in the privacy settings, and remove the apps that talk to these hosts if "
           "you can do without them."),
    .menu = WY_MENU_NONE,
    .reference = "https://doi.org/10.1371/journal.pone.0279942",
    .run = run_check,
};
