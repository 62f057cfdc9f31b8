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

// Walks a path: its family, and on the way what it was before each "installed_with" (told to `list`, may be NULL).
static int32_t path_family(struct lint *l, const struct wy_json *path, unsigned depth, struct wy_map *list,
                           wy_str self);

static int32_t family(struct lint *l, struct lint_product *p, unsigned depth)
{
    if (!p || depth > NESTED_PATHS_MAX || !lint_step(l, 8))
        return UNKNOWN_FAMILY;
    if (p->origin == LINT_FROM_BRANCH)
        return ((struct lint_branch *)l->branches.v)[p->branch].family;
    if (p->origin == LINT_FROM_LIST)
        return LIST_FAMILY;
    if (!p->family_known) {
        p->family = path_family(l, p->path, depth + 1, NULL, (wy_str){0});
        p->family_known = true;
    }
    return p->family;
}

struct before {
    int32_t family;
    struct before *next;
};

static void add_before(struct lint *l, struct wy_map *list, wy_str id, int32_t family)
{
    struct wy_map_slot *slot = id.ptr ? wy_map_put(list, id) : NULL;
    struct before *row = slot ? wy_new(l->arena, struct before, 1) : NULL;
    l->out_of_memory |= id.ptr && !row;
    if (row) {
        *row = (struct before){family, slot->value};
        slot->value = row;
    }
}

static int32_t path_family(struct lint *l, const struct wy_json *path, unsigned depth, struct wy_map *list, wy_str self)
{
    int32_t f = family(l, lint_product(l, LINT_STR(path, "beginning_product_reference")), depth);
    for (WY_JSON_EACH(sub, LINT_GET(path, "subpaths"))) {
        wy_str id = LINT_STR(sub, "next_product_reference"), category = LINT_STR(sub, "category");
        if (list && wy_str_eq(category, WY_S("installed_with"))) {
            add_before(l, list, id, f);
            add_before(l, list, self, f);
        }
        int32_t next = family(l, lint_product(l, id), depth);
        f = intern(l, wy_arena_printf(l->arena, "path %d %.*s %d", f, WY_ARG(category), next));
    }
    return f;
}

// For each product: what the paths were to which it was added by "installed_with", or that it is itself.
static struct wy_map before_installs(struct lint *l)
{
    struct wy_map list;
    wy_map_init(&list, l->arena);
    for (LINT_EACH(product, p, l->products))
        if (p->path)
            (void)path_family(l, p->path, 0, &list, p->id);
    return list;
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

static void add_kin(struct lint *l, struct wy_map *set, const struct wy_map *installs, struct lint_product *p)
{
    if (!p)
        return;
    set_add(set, l, family(l, p, 0));
    for (const struct before *b = p->id.ptr ? wy_map_get(installs, p->id) : NULL; b && lint_step(l, 1); b = b->next)
        set_add(set, l, b->family);
}

// 6.1.27.13
void lint_corresponding_affected(struct lint *l)
{
    struct wy_map installs = before_installs(l);
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
            if (!lint_step(l, 16))
                return;
            wy_map_init(&kin, l->arena);
            add_kin(l, &kin, &installs, lint_product(l, m->id));
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
    struct wy_map installs = before_installs(l);
    for (LINT_EACH(vuln, v, l->vulns)) {
        struct wy_map fixed;
        wy_map_init(&fixed, l->arena);
        for (WY_EACH(lint_member_ref, row, v->rows))
            if ((*row)->status & LINT_ANY_FIXED)
                add_kin(l, &fixed, &installs, lint_product(l, (*row)->id));
        for (WY_EACH(lint_member_ref, row, v->rows)) {
            const struct lint_member *m = *row;
            struct lint_product *p = lint_product(l, m->id);
            bool none = m->remedies & (LINT_FIX_PLANNED | LINT_NO_FIX_PLANNED | LINT_NONE_AVAILABLE);
            bool maybe = (m->remedies & LINT_VENDOR_FIX) || range_ends_below(l, p);
            if ((m->status & LINT_AFFECTED) && p && (maybe || !none) && !set_has(&fixed, family(l, p, 0)))
                lint_fail(l, m->node, "no fixed version of '%.*s' is listed here; add it, or say that there is none",
                          WY_ARG(m->id));
        }
    }
}
