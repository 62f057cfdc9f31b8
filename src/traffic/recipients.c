// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/recipients.h"

#include "core/embedded.h"

enum { HOST_MAX = 253 };

wy_err wy_recipients_load(struct wy_recipients *r, struct wy_arena *arena)
{
    wy_map_init(&r->by_domain, arena);
    wy_str rest = wy_embedded(WY_S("lists/recipients.tsv")), cells[4];
    while (wy_tsv_next(&rest, cells, WY_COUNT(cells))) {
        struct wy_recipient *row = wy_new(arena, struct wy_recipient, 1);
        struct wy_map_slot *slot = row ? wy_map_put(&r->by_domain, cells[0]) : NULL;
        if (!slot)
            return WY_NO_MEMORY;
        *row = (struct wy_recipient){cells[1], cells[2]};
        slot->value = row;
    }
    return WY_OK;
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
