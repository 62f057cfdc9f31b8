// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Which products correspond to each other: the same product in another version (6.1.27.13, 6.2.39.1). Two products of
// the branches are kin when their paths differ only in versions; two product paths when their parts are kin one by one;
// and what is "installed_with" something is kin to the path before it. Products of the plain list say nothing about
// their versions, so they count as kin of each other.
#include "knowledge/lint/rules.h"

enum { NESTED_PATHS_MAX = 16, LIST_FAMILY = -2, UNKNOWN_FAMILY = -3 };

static int32_t intern(struct lint *l, wy_str key)
{
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&l->families, key) : NULL;
    if (!slot) {
        l->out_of_memory = true;
        return UNKNOWN_FAMILY;
    }
    if (!slot->value)
        slot->value = (void *)(uintptr_t)l->families.n;
    return (int32_t)(uintptr_t)slot->value;
}

static int32_t family(struct lint *l, const struct lint_product *p, unsigned depth);

// The family of a path's beginning and its first `n` subpaths.
static int32_t path_family(struct lint *l, const struct wy_json *path, uint32_t n, unsigned depth)
{
    const struct wy_json *subs = LINT_GET(path, "subpaths");
    int32_t f = family(l, lint_product(l, LINT_STR(path, "beginning_product_reference")), depth);
    for (uint32_t i = 0; lint_is(subs, WY_JSON_ARRAY) && i < n && i < subs->n; i++) {
        const struct wy_json *sub = subs->items + i;
        int32_t next = family(l, lint_product(l, LINT_STR(sub, "next_product_reference")), depth);
        f = intern(l, wy_arena_printf(l->arena, "path %d %.*s %d", f, WY_ARG(LINT_STR(sub, "category")), next));
    }
    return f;
}

static int32_t family(struct lint *l, const struct lint_product *p, unsigned depth)
{
    if (!p || depth > NESTED_PATHS_MAX || !lint_step(l, 1))
        return UNKNOWN_FAMILY;
    if (p->origin == LINT_FROM_BRANCH)
        return ((struct lint_branch *)l->branches.v)[p->branch].family;
    return p->origin == LINT_FROM_LIST ? LIST_FAMILY : path_family(l, p->path, UINT32_MAX, depth + 1);
}

static bool set_has(const struct wy_map *set, int32_t f)
{

    char text[16];
    wy_str key = {text, 0};
    for (uint32_t v = (uint32_t)f; key.len < 8; v >>= 4)
        text[key.len++] = "0123456789abcdef"[v & 15];
    return wy_map_get(set, key) != NULL;
}

static void set_add(struct wy_map *set, struct lint *l, int32_t f)
{
    char *text = f == UNKNOWN_FAMILY ? NULL : wy_new(l->arena, char, 8);
    if (!text) {
        l->out_of_memory |= f != UNKNOWN_FAMILY;
        return;
    }
    wy_str key = {text, 0};
    for (uint32_t v = (uint32_t)f; key.len < 8; v >>= 4)
        text[key.len++] = "0123456789abcdef"[v & 15];
    struct wy_map_slot *slot = wy_map_put(set, key);
    if (slot)
        slot->value = l;
    l->out_of_memory |= !slot;
}

// What a path stands for before something was installed with it.
static void add_before_install(struct lint *l, struct wy_map *set, const struct wy_json *path, wy_str only)
{
    const struct wy_json *subs = LINT_GET(path, "subpaths");
    for (uint32_t i = 0; lint_is(subs, WY_JSON_ARRAY) && i < subs->n && lint_step(l, i + 1); i++) {
        const struct wy_json *sub = subs->items + i;
        if (wy_str_eq(LINT_STR(sub, "category"), WY_S("installed_with")) &&
            (!only.ptr || wy_str_eq(LINT_STR(sub, "next_product_reference"), only)))
            set_add(set, l, path_family(l, path, i, 0));
    }
}

static void add_kin(struct lint *l, struct wy_map *set, const struct lint_product *p)
{
    if (!p)
        return;
    set_add(set, l, family(l, p, 0));
    if (p->path)
        add_before_install(l, set, p->path, (wy_str){0});
    for (WY_JSON_EACH(path, LINT_GET(l->tree, "product_paths")))
        if (lint_step(l, 1))
            add_before_install(l, set, path, p->id);
}

// 6.1.27.13
void lint_corresponding_affected(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        struct wy_map affected;
        wy_map_init(&affected, l->arena);
        for (WY_EACH(lint_member_ref, row, v->rows))
            if ((*row)->status & LINT_AFFECTED && lint_product(l, (*row)->id))
                set_add(&affected, l, family(l, lint_product(l, (*row)->id), 0));
        for (WY_EACH(lint_member_ref, fixed, v->rows)) {
            const struct lint_member *m = *fixed;
            if (!(m->status & LINT_ANY_FIXED) || !lint_product(l, m->id))
                continue;
            struct wy_map kin;
            wy_map_init(&kin, l->arena);
            add_kin(l, &kin, lint_product(l, m->id));
            bool found = false;
            for (size_t i = 0; i < kin.cap && !found; i++)
                found = kin.slots[i].key.ptr && wy_map_get(&affected, kin.slots[i].key);
            if (!found)
                lint_fail(l, m->node, "'%.*s' is fixed, but no other version of it is listed as affected here; add it",
                          WY_ARG(m->id));
        }
    }
}

// A "<" at the end of the range above the product tells that a fixed version may exist.
static bool range_ends_below(const struct lint *l, const struct lint_product *p)
{
    for (int32_t i = p ? p->branch : LINT_NONE; i != LINT_NONE;) {
        const struct lint_branch *b = (const struct lint_branch *)l->branches.v + i;
        if (wy_str_eq(b->category, WY_S("product_version_range"))) {
            size_t bar = wy_str_rfind_char(b->name, '|');
            wy_str last = wy_str_from(b->name, bar == WY_NPOS ? 0 : bar + 1);
            size_t slash = wy_str_starts(last, WY_S("vers:")) ? wy_str_find_char(last, '/') : WY_NPOS;
            last = wy_str_from(last, slash == WY_NPOS ? 0 : slash + 1);
            return wy_str_starts(last, WY_S("<")) && !wy_str_starts(last, WY_S("<="));
        }
        i = b->parent;
    }
    return false;
}

// 6.2.39.1
void lint_missing_fixed(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        struct wy_map fixed;
        wy_map_init(&fixed, l->arena);
        for (WY_EACH(lint_member_ref, row, v->rows))
            if ((*row)->status & LINT_ANY_FIXED)
                add_kin(l, &fixed, lint_product(l, (*row)->id));
        for (WY_EACH(lint_member_ref, row, v->rows)) {
            const struct lint_member *m = *row;
            const struct lint_product *p = lint_product(l, m->id);
            bool none = m->remedies & (LINT_FIX_PLANNED | LINT_NO_FIX_PLANNED | LINT_NONE_AVAILABLE);
            bool maybe = (m->remedies & LINT_VENDOR_FIX) || range_ends_below(l, p);
            if ((m->status & LINT_AFFECTED) && p && (maybe || !none) && !set_has(&fixed, family(l, p, 0)))
                lint_fail(l, m->node, "no fixed version of '%.*s' is listed here; add it, or say that there is none",
                          WY_ARG(m->id));
        }
    }
}
