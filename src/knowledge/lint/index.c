// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The index that the tests share, built once for each document: branches with their parents, products, groups,
// references to both, the revision history in order, and for each vulnerability what it says about each product.
#include "knowledge/lint/rules.h"

#include <stdio.h>
#include <stdlib.h>

const wy_str lint_status_names[LINT_STATUS_LISTS] = {
    WY_S_INIT("first_affected"),      WY_S_INIT("known_affected"), WY_S_INIT("last_affected"),
    WY_S_INIT("known_not_affected"),  WY_S_INIT("first_fixed"),    WY_S_INIT("fixed"),
    WY_S_INIT("under_investigation"), WY_S_INIT("unknown"),        WY_S_INIT("recommended"),
};
const wy_str lint_remedy_names[LINT_REMEDIES] = {
    WY_S_INIT("workaround"),     WY_S_INIT("mitigation"),  WY_S_INIT("vendor_fix"),     WY_S_INIT("optional_patch"),
    WY_S_INIT("none_available"), WY_S_INIT("fix_planned"), WY_S_INIT("no_fix_planned"),
};

static void *add(struct lint *l, struct wy_rows *rows, size_t size)
{
    void *row = wy_rows_add(rows, l->arena, size);
    l->out_of_memory |= !row;
    return row;
}

static void define_product(struct lint *l, struct lint_product value)
{
    if (!lint_is(value.node, WY_JSON_OBJECT))
        return;
    struct lint_product *p = add(l, &l->products, sizeof *p);
    if (!p)
        return;
    value.id = LINT_STR(value.node, "product_id");
    *p = value;
    if (!p->id.ptr)
        return;
    struct wy_map_slot *slot = wy_map_put(&l->product_of, p->id);
    l->out_of_memory |= !slot;
    if (slot && !slot->value) {
        p->first = true;
        slot->value = (void *)(uintptr_t)l->products.n; // index + 1: rows move
    }
}

struct lint_product *lint_product(const struct lint *l, wy_str id)
{
    uintptr_t n = id.ptr ? (uintptr_t)wy_map_get(&l->product_of, id) : 0;
    return n ? (struct lint_product *)l->products.v + (n - 1) : NULL;
}

struct lint_group *lint_group(const struct lint *l, wy_str id)
{
    uintptr_t n = id.ptr ? (uintptr_t)wy_map_get(&l->group_of, id) : 0;
    return n ? (struct lint_group *)l->groups.v + (n - 1) : NULL;
}

// Paths that differ only in versions get the same number.
static int32_t family_of(struct lint *l, int32_t parent, wy_str category, wy_str name)
{
    if (lint_in(category, "product_version product_version_range service_pack patch_level"))
        return parent;
    wy_str key = wy_arena_printf(l->arena, "%d/%.*s/%.*s", parent, WY_ARG(category), WY_ARG(name));
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&l->families, key) : NULL;
    if (!slot) {
        l->out_of_memory = true;
        return parent;
    }
    if (!slot->value)
        slot->value = (void *)(uintptr_t)l->families.n;
    return (int32_t)(uintptr_t)slot->value;
}

// Recursion is bounded by the parser's depth limit.
static void add_branches(struct lint *l, const struct wy_json *list, int32_t parent, uint32_t depth, int32_t family)
{
    if (!lint_is(list, WY_JSON_ARRAY))
        return;
    for (WY_JSON_EACH(node, list)) {
        struct lint_branch *b = node->type == WY_JSON_OBJECT ? add(l, &l->branches, sizeof *b) : NULL;
        if (!b)
            continue;
        int32_t self = (int32_t)l->branches.n - 1;
        *b = (struct lint_branch){.node = node,
                                  .parent = parent,
                                  .depth = depth,
                                  .product = LINT_NONE,
                                  .category = LINT_STR(node, "category"),
                                  .name = LINT_STR(node, "name")};
        b->family = family_of(l, family, b->category, b->name);
        int32_t own_family = b->family;
        if (lint_is(LINT_GET(node, "product"), WY_JSON_OBJECT)) {
            b->product = (int32_t)l->products.n;
            define_product(l, (struct lint_product){.node = LINT_GET(node, "product"), .branch = self});
        }
        add_branches(l, LINT_GET(node, "branches"), self, depth + 1, own_family);
    }
}

static void add_tree(struct lint *l)
{
    add_branches(l, LINT_GET(l->tree, "branches"), LINT_NONE, 1, 0);
    for (WY_JSON_EACH(node, LINT_GET(l->tree, "full_product_names")))
        define_product(l, (struct lint_product){.node = node, .branch = LINT_NONE, .origin = LINT_FROM_LIST});
    const struct wy_json *paths = wy_json_get(l->tree, l->v21 ? WY_S("product_paths") : WY_S("relationships"));
    for (WY_JSON_EACH(node, paths))
        define_product(l, (struct lint_product){.node = LINT_GET(node, "full_product_name"),
                                                .path = node,
                                                .branch = LINT_NONE,
                                                .origin = LINT_FROM_PATH});
    for (WY_JSON_EACH(node, LINT_GET(l->tree, "product_groups"))) {
        struct lint_group *g = add(l, &l->groups, sizeof *g);
        if (!g)
            return;
        *g = (struct lint_group){node, LINT_STR(node, "group_id")};
        struct wy_map_slot *slot = g->id.ptr ? wy_map_put(&l->group_of, g->id) : NULL;
        if (slot && !slot->value)
            slot->value = (void *)(uintptr_t)l->groups.n;
    }
}

static void add_ref(struct lint *l, struct wy_rows *rows, const struct wy_json *node)
{
    if (!lint_is(node, WY_JSON_STRING))
        return;
    const struct wy_json **ref = add(l, rows, sizeof *ref);
    if (ref)
        *ref = node;
}

static void add_refs(struct lint *l, struct wy_rows *rows, const struct wy_json *list)
{
    if (lint_is(list, WY_JSON_ARRAY))
        for (WY_JSON_EACH(node, list))
            add_ref(l, rows, node);
}

static void add_item_refs(struct lint *l, const struct wy_json *list)
{
    for (WY_JSON_EACH(item, list)) {
        add_refs(l, &l->refs, LINT_GET(item, "product_ids"));
        add_refs(l, &l->group_refs, LINT_GET(item, "group_ids"));
    }
}

static void add_all_refs(struct lint *l)
{
    static const wy_str lists[] = {
        WY_S_INIT("first_known_exploitation_dates"),
        WY_S_INIT("flags"),
        WY_S_INIT("ids"),
        WY_S_INIT("involvements"),
        WY_S_INIT("notes"),
        WY_S_INIT("remediations"),
        WY_S_INIT("threats"),
    };
    add_item_refs(l, LINT_GET(l->document, "notes"));
    for (LINT_EACH(group, g, l->groups))
        add_refs(l, &l->refs, LINT_GET(g->node, "product_ids"));
    for (WY_JSON_EACH(path, LINT_GET(l->tree, "product_paths"))) {
        add_ref(l, &l->refs, LINT_GET(path, "beginning_product_reference"));
        for (WY_JSON_EACH(sub, LINT_GET(path, "subpaths")))
            add_ref(l, &l->refs, LINT_GET(sub, "next_product_reference"));
    }
    for (WY_JSON_EACH(relation, LINT_GET(l->tree, "relationships"))) {
        add_ref(l, &l->refs, LINT_GET(relation, "product_reference"));
        add_ref(l, &l->refs, LINT_GET(relation, "relates_to_product_reference"));
    }
    for (LINT_EACH(vuln, v, l->vulns)) {
        for (size_t i = 0; i < WY_COUNT(lists); i++)
            add_item_refs(l, wy_json_get(v->node, lists[i]));
        for (WY_JSON_EACH(list, v->status))
            add_refs(l, &l->refs, list);
        for (WY_JSON_EACH(metric, v->metrics))
            add_refs(l, &l->refs, LINT_GET(metric, "products"));
    }
}

struct lint_walk lint_walk(struct lint *l, const struct wy_json *item)
{
    return (struct lint_walk){.l = l, .ids = LINT_GET(item, "product_ids"), .groups = LINT_GET(item, "group_ids")};
}

bool lint_walk_next(struct lint_walk *w, wy_str *id)
{
    if (!lint_step(w->l, 1))
        return false;
    while (lint_is(w->ids, WY_JSON_ARRAY) && w->i < w->ids->n)
        if ((*id = wy_json_str(w->ids->items + w->i++)).ptr)
            return true;
    while (lint_is(w->groups, WY_JSON_ARRAY) && w->group < w->groups->n) {
        struct lint_group *g = lint_group(w->l, wy_json_str(w->groups->items + w->group));
        const struct wy_json *of_group = g ? LINT_GET(g->node, "product_ids") : NULL;
        while (lint_is(of_group, WY_JSON_ARRAY) && w->in_group < of_group->n)
            if ((*id = wy_json_str(of_group->items + w->in_group++)).ptr)
                return true;
        w->in_group = 0;
        w->group++;
        if (!lint_step(w->l, 1))
            return false;
    }
    return false;
}

struct lint_member *lint_member(const struct lint_vuln *v, wy_str id)
{
    return id.ptr ? wy_map_get(&v->members, id) : NULL;
}

static struct lint_member *member(struct lint *l, struct lint_vuln *v, wy_str id, const struct wy_json *node)
{
    struct wy_map_slot *slot = wy_map_put(&v->members, id);
    if (slot && !slot->value) {
        struct lint_member *m = wy_new(l->arena, struct lint_member, 1);
        struct lint_member **row = m ? add(l, &v->rows, sizeof *row) : NULL;
        if (row) {
            *m = (struct lint_member){.id = id, .node = node};
            *row = m;
        }
        slot->value = row ? m : NULL;
    }
    l->out_of_memory |= !slot || !slot->value;
    return slot ? slot->value : NULL;
}

static void add_statuses(struct lint *l, struct lint_vuln *v)
{
    for (unsigned i = 0; i < LINT_STATUS_LISTS; i++) {
        const struct wy_json *list = wy_json_get(v->status, lint_status_names[i]);
        if (!lint_is(list, WY_JSON_ARRAY))
            continue;
        for (WY_JSON_EACH(node, list)) {
            wy_str id = wy_json_str(node);
            struct lint_member *m = id.ptr ? member(l, v, id, node) : NULL;
            if (m)
                m->status |= (uint16_t)(1u << i);
        }
    }
}

static void add_remedies(struct lint *l, struct lint_vuln *v)
{
    for (WY_JSON_EACH(item, LINT_GET(v->node, "remediations"))) {
        uint16_t bits = 0;
        for (unsigned i = 0; i < LINT_REMEDIES; i++)
            if (wy_str_eq(LINT_STR(item, "category"), lint_remedy_names[i]))
                bits = (uint16_t)(1u << i);
        struct lint_walk w = lint_walk(l, item);
        for (wy_str id; lint_walk_next(&w, &id);) {
            struct lint_member *m = member(l, v, id, item);
            if (m)
                m->remedies |= bits | 0x8000; // the top bit: a remediation of whatever kind
        }
    }
}

static void add_statements(struct lint *l, struct lint_vuln *v)
{
    static const char justifications[] =
        "component_not_present inline_mitigations_already_exist vulnerable_code_not_present "
        "vulnerable_code_not_in_execute_path "
        "vulnerable_code_cannot_be_controlled_by_adversary";
    for (WY_JSON_EACH(flag, LINT_GET(v->node, "flags"))) {
        struct lint_walk w = lint_walk(l, flag);
        for (wy_str id; lint_walk_next(&w, &id);) {
            struct lint_member *m = member(l, v, id, flag);
            if (!m || m->flag == flag)
                continue;
            m->impact = true;
            if (!lint_in(LINT_STR(flag, "label"), justifications))
                continue;
            m->flag = flag;
            m->flags = (uint8_t)(m->flags < 2 ? m->flags + 1 : 2);
        }
    }
    for (WY_JSON_EACH(threat, LINT_GET(v->node, "threats"))) {
        if (!wy_str_eq(LINT_STR(threat, "category"), WY_S("impact")))
            continue;
        struct lint_walk w = lint_walk(l, threat);
        for (wy_str id; lint_walk_next(&w, &id);) {
            struct lint_member *m = member(l, v, id, threat);
            if (m)
                m->impact = true;
        }
    }
    for (WY_JSON_EACH(item, LINT_GET(v->node, "ids"))) {
        struct lint_walk w = lint_walk(l, item);
        for (wy_str id; lint_walk_next(&w, &id);) {
            struct lint_member *m = member(l, v, id, item);
            if (m)
                m->identified = true;
        }
    }
}

static void add_metrics(struct lint *l, struct lint_vuln *v)
{
    for (WY_JSON_EACH(metric, v->metrics)) {
        const struct wy_json *content = l->v21 ? LINT_GET(metric, "content") : metric;
        bool v2 = LINT_GET(content, "cvss_v2") != NULL;
        bool v3 = LINT_GET(content, "cvss_v3") != NULL, v4 = LINT_GET(content, "cvss_v4") != NULL;
        for (WY_JSON_EACH(node, LINT_GET(metric, "products"))) {
            wy_str id = wy_json_str(node);
            struct lint_member *m = id.ptr ? member(l, v, id, node) : NULL;
            if (!m)
                continue;
            m->scored = true;
            m->cvss |= v2 || v3 || v4;
            m->cvss_v3_or_4 |= v3 || v4;
            m->cvss_v4 |= v4;
        }
    }
}

static void add_vulns(struct lint *l)
{
    for (WY_JSON_EACH(node, LINT_GET(l->root, "vulnerabilities"))) {
        struct lint_vuln *v = add(l, &l->vulns, sizeof *v);
        if (!v)
            return;
        *v = (struct lint_vuln){.node = node,
                                .status = LINT_GET(node, "product_status"),
                                .metrics = wy_json_get(node, l->v21 ? WY_S("metrics") : WY_S("scores"))};
        wy_map_init(&v->members, l->arena);
        add_statuses(l, v);
        add_remedies(l, v);
        add_statements(l, v);
        add_metrics(l, v);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct lint_revision *x = a, *y = b;
    int order = lint_time_cmp(x->time, x->nanos, y->time, y->nanos);
    if (order)
        return order;
    order = lint_version_cmp(&x->version, &y->version);
    return order ? order : x->node < y->node ? -1 : x->node > y->node;
}

static void add_revisions(struct lint *l)
{
    for (WY_JSON_EACH(node, LINT_GET(l->tracking, "revision_history"))) {
        struct lint_revision *r = add(l, &l->revisions, sizeof *r);
        if (!r)
            return;
        *r = (struct lint_revision){.node = node, .number = LINT_GET(node, "number")};
        r->version = lint_version(wy_json_str(r->number));
        wy_str date = LINT_STR(node, "date");
        r->dated = date.ptr && lint_time(date, &r->time, &r->nanos);
    }
    l->sorted = wy_new(l->arena, struct lint_revision, l->revisions.n + 1);
    if (!l->sorted) {
        l->out_of_memory = true;
        return;
    }
    for (LINT_EACH(revision, r, l->revisions))
        if (r->dated && r->version.ok)
            l->sorted[l->sorted_n++] = *r;
    qsort(l->sorted, l->sorted_n, sizeof *l->sorted, by_time);
}

bool lint_newest(const struct lint *l, int64_t *seconds, uint32_t *nanos)
{
    bool found = false;
    for (LINT_EACH(revision, r, l->revisions)) {
        if (!r->dated || (found && lint_time_cmp(r->time, r->nanos, *seconds, *nanos) <= 0))
            continue;
        *seconds = r->time;
        *nanos = r->nanos;
        found = true;
    }
    return found;
}

static uint16_t profile_of(const struct lint *l)
{
    static const struct {
        const char *name;
        uint16_t bit;
        bool only21;
    } rows[] = {
        {"csaf_security_incident_response", LINT_INCIDENT, false},
        {"csaf_informational_advisory", LINT_INFORMATIONAL, false},
        {"csaf_security_advisory", LINT_ADVISORY, false},
        {"csaf_vex", LINT_VEX, false},
        {"csaf_withdrawn", LINT_WITHDRAWN, true},
        {"csaf_superseded", LINT_SUPERSEDED, true},
        {"csaf_deprecated_security_advisory", LINT_DEPRECATED, true},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq(l->category, wy_str_c(rows[i].name)) && (l->v21 || !rows[i].only21))
            return rows[i].bit;
    return LINT_BASE;
}

// 5.1: lower case, everything else than these characters becomes one underscore.
static wy_str file_name(struct lint *l, wy_str id)
{
    struct wy_buf buf;
    wy_buf_init(&buf, id.len + 8);
    bool gap = false;
    for (size_t i = 0; i < id.len; i++) {
        char c = wy_lower(id.ptr[i]);
        bool kept = wy_is_digit(c) || (c >= 'a' && c <= 'z') || c == '+' || c == '-';
        if (kept || !gap)
            wy_buf_char(&buf, kept ? c : '_');
        gap = !kept;
    }
    wy_buf_addc(&buf, ".json");
    wy_str out = buf.err ? (wy_str){0} : wy_arena_dup(l->arena, wy_buf_str(&buf));
    l->out_of_memory |= !out.ptr;
    wy_buf_fini(&buf);
    return out;
}

static void find_canonical_url(struct lint *l)
{
    wy_str id = LINT_STR(l->tracking, "id"), name = id.ptr ? file_name(l, id) : (wy_str){0};
    for (WY_JSON_EACH(ref, LINT_GET(l->document, "references"))) {
        wy_str url = LINT_STR(ref, "url");
        if (name.ptr && wy_str_eq(LINT_STR(ref, "category"), WY_S("self")) && wy_str_starts(url, WY_S("https://")) &&
            wy_str_ends(url, name) && url.len > name.len && url.ptr[url.len - name.len - 1] == '/') {
            l->canonical = url;
            return;
        }
    }
}

wy_err lint_index_build(struct lint *l, uint64_t document_size)
{
    wy_map_init(&l->product_of, l->arena);
    wy_map_init(&l->group_of, l->arena);
    wy_map_init(&l->families, l->arena);
    // Honest documents need a small multiple of their size; this stops those that multiply groups by remediations.
    l->budget = l->budget_of_rule = 1000000 + document_size / 2;
    l->document = LINT_GET(l->root, "document");
    l->tracking = LINT_GET(l->document, "tracking");
    l->tree = LINT_GET(l->root, "product_tree");
    wy_str version = LINT_STR(l->document, "csaf_version");
    wy_str schema = LINT_STR(l->root, "$schema");
    l->v21 = wy_str_eq(version, WY_S("2.1")) || (!wy_str_eq(version, WY_S("2.0")) && wy_str_has(schema, WY_S("v2.1")));
    l->report->version = l->v21 ? "2.1" : version.ptr || schema.ptr ? "2.0" : NULL;
    l->category = LINT_STR(l->document, "category");
    l->status = LINT_STR(l->tracking, "status");
    l->clear = wy_str_eq(wy_json_str(wy_json_path(l->document, "distribution.tlp.label")), WY_S("CLEAR"));
    l->profile = profile_of(l);
    find_canonical_url(l);
    add_tree(l);
    add_vulns(l);
    add_all_refs(l);
    add_revisions(l);
    l->partial = l->budget == 0;
    return l->out_of_memory ? WY_NO_MEMORY : WY_OK;
}

bool lint_in(wy_str s, const char *list)
{
    wy_str rest = wy_str_c(list);
    for (wy_str word; wy_str_next_word(&rest, &word);)
        if (wy_str_eq(s, word))
            return true;
    return false;
}

bool lint_in_nocase(wy_str s, const char *list)
{
    wy_str rest = wy_str_c(list);
    for (wy_str word; wy_str_next_word(&rest, &word);)
        if (wy_str_eq_nocase(s, word))
            return true;
    return false;
}
