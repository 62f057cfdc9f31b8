// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of the product tree as a structure: definitions and references of products and groups, circles, branches.
#include "knowledge/lint/rules.h"

// 6.1.1
void lint_missing_product(struct lint *l)
{
    for (WY_EACH(lint_node_ref, ref, l->refs))
        if (!lint_product(l, (*ref)->string))
            lint_fail(l, *ref, "the product '%.*s' is not defined in the product tree; define it or correct the ID",
                      WY_ARG((*ref)->string));
}

// 6.1.2
void lint_multiple_products(struct lint *l)
{
    for (LINT_EACH(product, p, l->products))
        if (p->id.ptr && !p->first)
            lint_fail(l, LINT_GET(p->node, "product_id"),
                      "the product ID '%.*s' is defined more than once; give each product its own", WY_ARG(p->id));
}

// 6.1.4
void lint_missing_group(struct lint *l)
{
    for (WY_EACH(lint_node_ref, ref, l->group_refs))
        if (!lint_group(l, (*ref)->string))
            lint_fail(l, *ref, "the product group '%.*s' is not defined; define it or correct the ID",
                      WY_ARG((*ref)->string));
}

// 6.1.5
void lint_multiple_groups(struct lint *l)
{
    for (LINT_EACH(group, g, l->groups))
        if (g->id.ptr && lint_group(l, g->id) != g)
            lint_fail(l, LINT_GET(g->node, "group_id"),
                      "the group ID '%.*s' is defined more than once; give each group its own", WY_ARG(g->id));
}

// How many products a product path (CSAF 2.1) or a relationship (2.0) is made of, and the reference to each.
static uint32_t parts(const struct wy_json *path)
{
    const struct wy_json *subs = LINT_GET(path, "subpaths");
    return lint_is(subs, WY_JSON_ARRAY) ? 1 + subs->n : 2;
}

static const struct wy_json *part(const struct wy_json *path, uint32_t i)
{
    const struct wy_json *subs = LINT_GET(path, "subpaths");
    if (lint_is(subs, WY_JSON_ARRAY))
        return i ? LINT_GET(subs->items + i - 1, "next_product_reference")
                 : LINT_GET(path, "beginning_product_reference");
    return i ? LINT_GET(path, "relates_to_product_reference") : LINT_GET(path, "product_reference");
}

struct frame {
    struct lint_product *product;
    uint32_t next; // part to look at
};

// Depth-first search over products that paths define, without recursion: a chain of paths may be as long as the input.
static void search_circle(struct lint *l, struct lint_product *from, uint8_t *state, struct frame *stack)
{
    struct lint_product *all = l->products.v;
    size_t depth = 0;
    stack[depth++] = (struct frame){from, 0};
    state[from - all] = 1;
    while (depth) {
        struct frame *top = &stack[depth - 1];
        if (top->next >= parts(top->product->path)) {
            state[top->product - all] = 2;
            depth--;
            continue;
        }
        struct lint_product *to = lint_product(l, wy_json_str(part(top->product->path, top->next++)));
        if (!to || !to->path)
            continue;
        if (state[to - all] == 1) {
            lint_fail(l, LINT_GET(to->node, "product_id"),
                      "the product '%.*s' is built on itself, through '%.*s'; break the circle", WY_ARG(to->id),
                      WY_ARG(top->product->id));
        } else if (state[to - all] == 0) {
            state[to - all] = 1;
            stack[depth++] = (struct frame){to, 0};
        }
    }
}

// 6.1.3
void lint_circular_product(struct lint *l)
{
    uint8_t *state = wy_new(l->arena, uint8_t, l->products.n + 1); // 0 new, 1 on the stack, 2 done
    struct frame *stack = wy_new(l->arena, struct frame, l->products.n + 1);
    if (!state || !stack) {
        l->out_of_memory = true;
        return;
    }
    for (LINT_EACH(product, p, l->products))
        if (p->path && p->first && state[p - (struct lint_product *)l->products.v] == 0)
            search_circle(l, p, state, stack);
}

// 6.2.1
void lint_unused_product(struct lint *l)
{
    struct wy_map used;
    wy_map_init(&used, l->arena);
    for (WY_EACH(lint_node_ref, ref, l->refs)) {
        struct wy_map_slot *slot = wy_map_put(&used, (*ref)->string);
        if (!slot) {
            l->out_of_memory = true;
            return;
        }
        slot->value = l;
    }
    for (LINT_EACH(product, p, l->products))
        if (p->id.ptr && !wy_map_get(&used, p->id))
            lint_fail(l, LINT_GET(p->node, "product_id"),
                      "the product '%.*s' is defined but never used; use it or remove it", WY_ARG(p->id));
}

// 6.3.22
void lint_nested_path(struct lint *l)
{
    for (LINT_EACH(product, p, l->products)) {
        if (!p->path)
            continue;
        for (uint32_t i = 0; i < parts(p->path); i++) {
            const struct wy_json *ref = part(p->path, i);
            struct lint_product *to = lint_product(l, wy_json_str(ref));
            if (to && to->path)
                lint_fail(l, ref, "'%.*s' is itself defined by a product path; name the products it is made of",
                          WY_ARG(to->id));
        }
    }
}

enum { BRANCH_DEPTH_MAX = 30 }; // 6.1.34

// 6.1.34
void lint_branch_depth(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches))
        if (b->product != LINT_NONE && b->depth > BRANCH_DEPTH_MAX)
            lint_fail(l, LINT_GET(b->node, "product"),
                      "lies below %u levels of branches, %d are allowed; flatten the tree", b->depth, BRANCH_DEPTH_MAX);
}

static const struct lint_branch *branch(const struct lint *l, int32_t i)
{
    return i == LINT_NONE ? NULL : (const struct lint_branch *)l->branches.v + i;
}

// The walk up from each product is bounded by the parser's depth limit.
// 6.1.57
void lint_stacked_branches(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches)) {
        if (!b->category.ptr || wy_str_eq(b->category, WY_S("product_family")))
            continue;
        for (const struct lint_branch *up = branch(l, b->parent); up; up = branch(l, up->parent)) {
            if (!wy_str_eq(up->category, b->category))
                continue;
            lint_fail(l, LINT_GET(b->node, "category"),
                      "the category '%.*s' stands twice in one path; merge the two branches", WY_ARG(b->category));
            break;
        }
    }
}

// 6.1.58
void lint_version_and_range(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches)) {
        bool range = wy_str_eq(b->category, WY_S("product_version_range"));
        if (!range && !wy_str_eq(b->category, WY_S("product_version")))
            continue;
        wy_str other = range ? WY_S("product_version") : WY_S("product_version_range");
        for (const struct lint_branch *up = branch(l, b->parent); up; up = branch(l, up->parent))
            if (wy_str_eq(up->category, other)) {
                lint_fail(l, LINT_GET(b->node, "category"),
                          "product_version and product_version_range stand in one path; keep one of them");
                break;
            }
    }
}

// 6.3.9: vendor, then product_name, then product_version on the way down.
void lint_branch_categories(struct lint *l)
{
    static const wy_str wanted[] = {WY_S_INIT("product_version"), WY_S_INIT("product_name"), WY_S_INIT("vendor")};
    for (LINT_EACH(branch, b, l->branches)) {
        if (b->product == LINT_NONE)
            continue;
        size_t found = 0;
        for (const struct lint_branch *up = b; up && found < WY_COUNT(wanted); up = branch(l, up->parent))
            found += wy_str_eq(up->category, wanted[found]);
        if (found < WY_COUNT(wanted))
            lint_fail(l, LINT_GET(b->node, "product"),
                      "has no branches vendor, product_name and product_version above it in this order; add them");
    }
}

// 6.3.10
void lint_range_used(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches))
        if (wy_str_eq(b->category, WY_S("product_version_range")))
            lint_fail(l, LINT_GET(b->node, "category"),
                      "a version range is hard to match; list the versions where possible");
}

// 6.3.11
void lint_v_indicator(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches))
        if (wy_str_eq(b->category, WY_S("product_version")) && b->name.len > 1 && wy_lower(b->name.ptr[0]) == 'v' &&
            wy_is_digit(b->name.ptr[1]))
            lint_fail(l, LINT_GET(b->node, "name"),
                      "the version starts with a 'v'; remove it unless the vendor writes it so");
}

static bool names_range(wy_str name)
{
    if (wy_str_find_char(name, '<') != WY_NPOS || wy_str_find_char(name, '>') != WY_NPOS)
        return true;
    for (size_t i = 0; i < name.len;) {
        size_t from = i;
        while (i < name.len && !wy_is_space(name.ptr[i]))
            i++;
        if (i > from &&
            lint_in_nocase(wy_str_sub(name, from, i - from), "after all before earlier later prior versions"))
            return true;
        while (i < name.len && wy_is_space(name.ptr[i]))
            i++;
    }
    return false;
}

// 6.1.31
void lint_range_in_version(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches))
        if (wy_str_eq(b->category, WY_S("product_version")) && names_range(b->name))
            lint_fail(l, LINT_GET(b->node, "name"),
                      "'%.*s' is a range; name one version, or use the category product_version_range",
                      WY_ARG(b->name));
}

// 6.2.48
void lint_vendor_name(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches)) {
        if (!wy_str_eq(b->category, WY_S("vendor")))
            continue;
        char text[16];
        size_t n = 0;
        for (size_t i = 0; i < b->name.len && n < sizeof text; i++)
            if (!wy_is_space(b->name.ptr[i]))
                text[n++] = wy_lower(b->name.ptr[i]);
        if (wy_str_eq((wy_str){text, n}, WY_S("opensource")))
            lint_fail(l, LINT_GET(b->node, "name"), "'Open Source' is no vendor; name the project or the maker");
    }
}
