// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/recipients.h"

#include "core/embedded.h"

enum { HOST_MAX = 253 };

static wy_err add_list(struct wy_recipients *r, struct wy_arena *arena, wy_str list)
{
    wy_str cells[4];
    while (wy_tsv_next(&list, cells, WY_COUNT(cells))) {
        char lower[HOST_MAX];
        if (!cells[0].len || cells[0].len > sizeof lower || !cells[1].len)
            continue;
        for (size_t i = 0; i < cells[0].len; i++)
            lower[i] = wy_lower(cells[0].ptr[i]);
        wy_str domain = wy_arena_dup(arena, (wy_str){lower, cells[0].len});
        struct wy_recipient *row = wy_new(arena, struct wy_recipient, 1);
        struct wy_map_slot *slot = row && domain.ptr ? wy_map_put(&r->by_domain, domain) : NULL;
        if (!slot)
            return WY_NO_MEMORY;
        *row = (struct wy_recipient){cells[1], cells[2].len ? cells[2] : (wy_str){0}};
        slot->value = row;
    }
    return WY_OK;
}

wy_err wy_recipients_load(struct wy_recipients *r, struct wy_arena *arena, wy_str lists)
{
    wy_map_init(&r->by_domain, arena);
    wy_err err = add_list(r, arena, wy_embedded(WY_S("lists/recipients.tsv")));
    return err == WY_OK ? add_list(r, arena, lists) : err;
}

const struct wy_recipient *wy_recipient_of(const struct wy_recipients *r, wy_str host)
{
    char lower[HOST_MAX];
    if (host.len == 0 || host.len > sizeof lower)
        return NULL;
    for (size_t i = 0; i < host.len; i++)
        lower[i] = wy_lower(host.ptr[i]);
    wy_str rest = {lower, host.len};
    for (;;) {
        const struct wy_recipient *row = wy_map_get(&r->by_domain, rest);
        size_t dot = wy_str_find_char(rest, '.');
        if (row || dot == WY_NPOS)
            return row;
        rest = wy_str_from(rest, dot + 1);
    }
}
