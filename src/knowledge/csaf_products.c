// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The product tree: branches, full product names and relationships become lists of conditions. CSAF 2.0 sections 3.1.2,
// 3.1.3, 3.2.2. Products that nothing identifies are kept without conditions. Leaves out: hashes, model and serial
// numbers, SKUs, SBOM URLs, CPEs.
#include "core/map.h"
#include "knowledge/csaf.h"

struct branch_path {
    wy_str vendor, family, product, version;
    enum wy_version_kind version_kind;
};

struct tree {
    struct wy_arena *arena;
    struct wy_csaf *document;
    struct wy_map *by_id;
    struct wy_diag *diag;
};

static wy_err no_memory(struct tree *t) { return wy_fail(t->diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory"); }

static struct wy_condition *find_condition(struct wy_rows *list, enum wy_fact fact, wy_str key)
{
    for (WY_EACH(struct wy_condition, c, *list))
        if (c->fact == fact && wy_str_eq(c->key, key))
            return c;
    return NULL;
}

// Two values of one fact are alternatives; labels are alternatives to the package name.
static wy_err add_identifier(struct tree *t, struct wy_rows *list, enum wy_fact fact, wy_str key, wy_str value)
{
    bool label = fact == WY_FACT_LABEL;
    if (label)
        fact = WY_FACT_PACKAGE;
    struct wy_condition *c = find_condition(list, fact, key);
    if (!c && list->n >= WY_CSAF_CONDITIONS)
        return wy_fail(t->diag, WY_LIMIT, WY_NO_OFFSET, "a product with more than %d conditions", WY_CSAF_CONDITIONS);
    if (!c) {
        c = wy_rows_add(list, t->arena, sizeof *c);
        if (!c)
            return no_memory(t);
        c->fact = fact;
        c->key = key;
    }
    if (!value.len)
        return WY_OK;
    wy_str *slot = wy_rows_add(label ? &c->labels : &c->values, t->arena, sizeof *slot);
    if (!slot)
        return no_memory(t);
    *slot = value;
    return WY_OK;
}

static wy_err read_helper(struct tree *t, const struct wy_json *helper, struct wy_product *product,
                          struct wy_rows *list)
{
    wy_err err = WY_OK;
    for (WY_JSON_EACH(entry, wy_json_get(helper, WY_S("x_generic_uris")))) {
        enum wy_fact fact;
        wy_str key, value;
        if (!err && wy_condition_uri(wy_json_get_str(entry, WY_S("uri")), t->arena, &fact, &key, &value))
            err = add_identifier(t, list, fact, key, value);
    }
    wy_str any = wy_json_get_str(helper, WY_S("purl")), purl = wy_purl_package(any);
    for (WY_JSON_EACH(p, wy_json_get(helper, WY_S("purls")))) { // CSAF 2.1 has a list
        any = any.len ? any : wy_json_str(p);
        purl = purl.len ? purl : wy_purl_package(wy_json_str(p));
    }
    product->purl = wy_arena_dup(t->arena, any);
    wy_str kept = wy_arena_dup(t->arena, purl);
    return err || !kept.len ? err : add_identifier(t, list, WY_FACT_PACKAGE, (wy_str){0}, kept);
}

// The fact that a version in the tree is a version of.
static struct wy_condition *versioned(struct wy_rows *list)
{
    static const enum wy_fact order[] = {WY_FACT_VERSION_CODE, WY_FACT_PACKAGE,     WY_FACT_MODULE,  WY_FACT_BUILD_DATE,
                                         WY_FACT_BUILD,        WY_FACT_PATCH_LEVEL, WY_FACT_RELEASE, WY_FACT_API_LEVEL,
                                         WY_FACT_KERNEL,       WY_FACT_SETTING,     WY_FACT_PROPERTY};
    for (size_t i = 0; i < WY_COUNT(order); i++)
        for (WY_EACH(struct wy_condition, c, *list))
            if (c->fact == order[i])
                return c;
    return NULL;
}

static wy_err set_version(struct tree *t, struct wy_version_rule *rule, const struct branch_path *path)
{
    *rule = (struct wy_version_rule){.kind = path->version_kind, .text = path->version};
    return wy_version_rule_settle(rule, t->arena) ? WY_OK : no_memory(t);
}

static struct wy_product *new_product(struct tree *t, const struct wy_json *full, wy_err *err)
{
    wy_str id = wy_arena_dup(t->arena, wy_json_get_str(full, WY_S("product_id")));
    if (!id.len) {
        *err = wy_fail(t->diag, WY_MALFORMED, WY_NO_OFFSET, "a product without a product_id");
        return NULL;
    }
    if (wy_map_get(t->by_id, id)) {
        *err = wy_fail(t->diag, WY_MALFORMED, WY_NO_OFFSET, "the product id \"%.*s\" is defined twice", WY_ARG(id));
        return NULL;
    }
    struct wy_product *p = wy_new(t->arena, struct wy_product, 1);
    struct wy_map_slot *slot = p ? wy_map_put(t->by_id, id) : NULL;
    struct wy_product **row = slot ? wy_rows_add(&t->document->products, t->arena, sizeof *row) : NULL;
    if (!row || t->document->products.n > WY_CSAF_PRODUCTS) {
        *err = row ? wy_fail(t->diag, WY_LIMIT, WY_NO_OFFSET, "too many products") : no_memory(t);
        return NULL;
    }
    p->id = id;
    p->name = wy_arena_dup(t->arena, wy_json_get_str(full, WY_S("name")));
    slot->value = *row = p;
    return p;
}

static void settle(struct wy_product *p, const struct wy_rows *list)
{
    p->conditions = list->v;
    p->n = list->n;
    for (size_t i = 0; i < p->n && !p->component; i++)
        if (p->conditions[i].fact == WY_FACT_PACKAGE)
            p->component = &p->conditions[i];
}

static wy_err read_product(struct tree *t, const struct wy_json *full, const struct branch_path *path)
{
    wy_err err = WY_OK;
    struct wy_rows list = {0};
    struct wy_product *p = new_product(t, full, &err);
    if (!p)
        return err;
    p->vendor = path->vendor;
    p->family = path->product.len ? path->product : path->family;
    err = read_helper(t, wy_json_get(full, WY_S("product_identification_helper")), p, &list);
    if (err == WY_OK)
        err = set_version(t, &p->version, path);
    if (err == WY_OK && path->version_kind != WY_VERSION_ANY) {
        struct wy_condition *c = versioned(&list);
        if (c)
            c->version = p->version;
    }
    settle(p, &list);
    return err;
}

static void enter_branch(struct tree *t, const struct wy_json *branch, struct branch_path *path)
{
    wy_str category = wy_json_get_str(branch, WY_S("category"));
    wy_str name = wy_arena_dup(t->arena, wy_json_get_str(branch, WY_S("name")));
    if (wy_str_eq(category, WY_S("vendor"))) {
        path->vendor = name;
    } else if (wy_str_eq(category, WY_S("product_family"))) {
        path->family = name;
    } else if (wy_str_eq(category, WY_S("product_name"))) {
        path->product = name;
    } else if (wy_str_eq(category, WY_S("product_version"))) {
        path->version = name;
        path->version_kind = WY_VERSION_EXACT;
    } else if (wy_str_eq(category, WY_S("product_version_range"))) {
        path->version = name;
        path->version_kind = wy_str_starts(name, WY_S("vers:")) ? WY_VERSION_RANGE : WY_VERSION_WORDS;
    }
}

// Depth is bounded by WY_CSAF_BRANCHES.
static wy_err read_branches(struct tree *t, const struct wy_json *branches, const struct branch_path *above, int depth)
{
    wy_err err = WY_OK;
    if (depth > WY_CSAF_BRANCHES)
        return wy_fail(t->diag, WY_LIMIT, WY_NO_OFFSET, "branches nested more than %d deep", WY_CSAF_BRANCHES);
    for (WY_JSON_EACH(branch, branches)) {
        struct branch_path path = *above;
        enter_branch(t, branch, &path);
        const struct wy_json *full = wy_json_get(branch, WY_S("product"));
        if (!err && full)
            err = read_product(t, full, &path);
        if (!err)
            err = read_branches(t, wy_json_get(branch, WY_S("branches")), &path, depth + 1);
    }
    return err;
}

// Conditions of two products joined: all of both. Equal component conditions (an app on an app) can not both hold.
static wy_err join(struct tree *t, struct wy_product *p, const struct wy_product *a, const struct wy_product *b)
{
    if (a->n + b->n > WY_CSAF_CONDITIONS)
        return wy_fail(t->diag, WY_LIMIT, WY_NO_OFFSET, "a product with more than %d conditions", WY_CSAF_CONDITIONS);
    if (!a->n || !b->n)
        return WY_OK; // one half can not be recognised, so the whole can not
    struct wy_condition *all = wy_new(t->arena, struct wy_condition, a->n + b->n);
    if (!all)
        return no_memory(t);
    memcpy(all, a->conditions, a->n * sizeof *all);
    memcpy(all + a->n, b->conditions, b->n * sizeof *all);
    struct wy_rows list = {all, a->n + b->n, a->n + b->n};
    settle(p, &list);
    return WY_OK;
}

// One relationship; false in *done when a product it refers to is not there yet.
static wy_err read_relationship(struct tree *t, const struct wy_json *r, bool *done)
{
    wy_err err = WY_OK;
    const struct wy_product *a = wy_map_get(t->by_id, wy_json_get_str(r, WY_S("product_reference")));
    const struct wy_product *b = wy_map_get(t->by_id, wy_json_get_str(r, WY_S("relates_to_product_reference")));
    *done = a && b;
    if (!*done)
        return WY_OK;
    struct wy_product *p = new_product(t, wy_json_get(r, WY_S("full_product_name")), &err);
    if (!p)
        return err;
    p->vendor = a->vendor;
    p->family = a->family;
    return join(t, p, a, b);
}

// Relationships may stand before those they build on, so passes are made until one adds nothing. Chains are short: more
// passes than WY_CSAF_RELATIONSHIPS is a limit, and a cycle never becomes ready.
static wy_err read_relationships(struct tree *t, const struct wy_json *list)
{
    if (!list || list->type != WY_JSON_ARRAY || !list->n)
        return WY_OK;
    bool *done = wy_new(t->arena, bool, list->n);
    if (!done)
        return no_memory(t);
    size_t left = list->n, before;
    int passes = 0;
    do {
        before = left;
        if (++passes > WY_CSAF_RELATIONSHIPS)
            return wy_fail(t->diag, WY_LIMIT, WY_NO_OFFSET, "/product_tree/relationships build on each other too deep");
        for (uint32_t i = 0; i < list->n; i++) {
            if (done[i])
                continue;
            wy_err err = read_relationship(t, wy_json_at(list, i), &done[i]);
            if (err)
                return err;
            left -= done[i];
        }
    } while (left && left < before);
    if (left)
        return wy_fail(t->diag, WY_MALFORMED, WY_NO_OFFSET,
                       "%zu of /product_tree/relationships name products that are not defined, or each other", left);
    return WY_OK;
}

wy_err wy_csaf_products(const struct wy_json *tree, struct wy_arena *arena, struct wy_csaf *document,
                        struct wy_map *by_id, struct wy_diag *diag)
{
    struct tree t = {arena, document, by_id, diag};
    static const struct branch_path nothing;
    wy_err err = read_branches(&t, wy_json_get(tree, WY_S("branches")), &nothing, 1);
    for (WY_JSON_EACH(full, wy_json_get(tree, WY_S("full_product_names"))))
        err = err ? err : read_product(&t, full, &nothing);
    return err ? err : read_relationships(&t, wy_json_get(tree, WY_S("relationships")));
}
