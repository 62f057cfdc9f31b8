// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of product identification helpers: hashes, model and serial numbers, CPE and what identifies two products.
#include "knowledge/lint/rules.h"

static const struct wy_json *helper(const struct lint_product *p)
{
    return LINT_GET(p->node, "product_identification_helper");
}

// 6.2.16
void lint_missing_helper(struct lint *l)
{
    for (LINT_EACH(product, p, l->products))
        if (!helper(p))
            lint_fail(l, p->node, "'%.*s' has no product_identification_helper; add a CPE, PURL, hash or number",
                      WY_ARG(p->id));
}

static void each_hashes(struct lint *l, void (*check)(struct lint *, const struct wy_json *))
{
    for (LINT_EACH(product, p, l->products))
        for (WY_JSON_EACH(item, LINT_GET(helper(p), "hashes")))
            if (lint_is(LINT_GET(item, "file_hashes"), WY_JSON_ARRAY))
                check(l, LINT_GET(item, "file_hashes"));
}

static void check_same_algorithm(struct lint *l, const struct wy_json *list)
{
    struct wy_map seen;
    wy_map_init(&seen, l->arena);
    for (WY_JSON_EACH(hash, list)) {
        wy_str name = LINT_STR(hash, "algorithm");
        struct wy_map_slot *slot = name.ptr ? wy_map_put(&seen, name) : NULL;
        if (slot && slot->value)
            lint_fail(l, hash, "the algorithm %.*s stands more than once for one file; keep one value", WY_ARG(name));
        if (slot)
            slot->value = l;
    }
}

// 6.1.25
void lint_multiple_hashes(struct lint *l) { each_hashes(l, check_same_algorithm); }

static void check_only(struct lint *l, const struct wy_json *list, wy_str weak)
{
    for (WY_JSON_EACH(hash, list))
        if (!wy_str_eq(LINT_STR(hash, "algorithm"), weak))
            return;
    if (list->n)
        lint_fail(l, list, "%.*s alone does not prove which file it is; add a SHA-256 value", WY_ARG(weak));
}

static void check_md5(struct lint *l, const struct wy_json *list) { check_only(l, list, WY_S("md5")); }
static void check_sha1(struct lint *l, const struct wy_json *list) { check_only(l, list, WY_S("sha1")); }

// 6.2.8
void lint_only_md5(struct lint *l) { each_hashes(l, check_md5); }

// 6.2.9
void lint_only_sha1(struct lint *l) { each_hashes(l, check_sha1); }

static void check_length(struct lint *l, const struct wy_json *list)
{
    for (WY_JSON_EACH(hash, list)) {
        const struct wy_json *value = LINT_GET(hash, "value");
        if (lint_is(value, WY_JSON_STRING) && value->string.len < 64)
            lint_fail(l, value, "the hash has %zu characters; use one of 64 or more, such as SHA-256",
                      value->string.len);
    }
}

// 6.3.5
void lint_short_hash(struct lint *l) { each_hashes(l, check_length); }

static void check_known(struct lint *l, const struct wy_json *list)
{
    // The digests of OpenSSL that CSAF 2.1 names.
    static const char known[] =
        "blake2b512 blake2s256 md4 md5 md5-sha1 mdc2 ripemd ripemd160 rmd160 sha1 sha224 sha256 "
        "sha3-224 sha3-256 sha3-384 sha3-512 sha384 sha512 sha512-224 sha512-256 shake128 shake256 "
        "sm3 ssl3-md5 ssl3-sha1 whirlpool";
    for (WY_JSON_EACH(hash, list)) {
        const struct wy_json *name = LINT_GET(hash, "algorithm");
        if (lint_is(name, WY_JSON_STRING) && !lint_in(name->string, known))
            lint_fail(l, name, "'%.*s' is none of the algorithms that CSAF names; use one of those, such as sha256",
                      WY_ARG(wy_str_sub(name->string, 0, 60)));
    }
}

// 6.2.52
void lint_hash_algorithm(struct lint *l) { each_hashes(l, check_known); }

static void check_stars(struct lint *l, const char *list)
{
    for (LINT_EACH(product, p, l->products))
        for (WY_JSON_EACH(node, wy_json_get(helper(p), wy_str_c(list)))) {
            wy_str s = wy_json_str(node);
            unsigned stars = 0;
            for (size_t i = 0; i < s.len; i++) {
                if (s.ptr[i] == '\\')
                    i++;
                else
                    stars += s.ptr[i] == '*';
            }
            if (stars > 1)
                lint_fail(
                    l, node,
                    "has more than one '*', which matches in several ways; keep one, or write \\* for the character");
        }
}

// 6.1.43
void lint_model_stars(struct lint *l) { check_stars(l, "model_numbers"); }

// 6.1.44
void lint_serial_stars(struct lint *l) { check_stars(l, "serial_numbers"); }

// 6.1.61
void lint_sku_stars(struct lint *l) { check_stars(l, "skus"); }

// 6.2.31
void lint_hardware_and_software(struct lint *l)
{
    struct wy_map used;
    wy_map_init(&used, l->arena);
    for (WY_JSON_EACH(path, LINT_GET(l->tree, "product_paths"))) {
        wy_str id = LINT_STR(path, "beginning_product_reference");
        struct wy_map_slot *slot = id.ptr ? wy_map_put(&used, id) : NULL;
        if (slot)
            slot->value = l;
        for (WY_JSON_EACH(sub, LINT_GET(path, "subpaths"))) {
            id = LINT_STR(sub, "next_product_reference");
            slot = id.ptr ? wy_map_put(&used, id) : NULL;
            if (slot)
                slot->value = l;
        }
    }
    for (LINT_EACH(product, p, l->products)) {
        bool hardware = LINT_GET(helper(p), "serial_numbers") || LINT_GET(helper(p), "model_numbers");
        if (hardware && p->id.ptr && !wy_map_get(&used, p->id))
            lint_fail(l, p->node, "'%.*s' is hardware, but no product path combines it with its software; add one",
                      WY_ARG(p->id));
    }
}

// One identifying value; the first product that has it owns it.
static void claim(struct lint *l, struct wy_map *owners, const struct lint_product *p, wy_str key,
                  const struct wy_json *node)
{
    struct wy_map_slot *slot = key.ptr ? wy_map_put(owners, key) : NULL;
    if (!slot) {
        l->out_of_memory = true;
        return;
    }
    const struct lint_product *owner = slot->value;
    bool same = owner && owner->id.ptr && wy_str_eq(owner->id, p->id);
    if (owner && owner != p && !same)
        lint_fail(l, node, "this also identifies the product '%.*s'; a helper identifies one product",
                  WY_ARG(owner->id));
    if (!owner)
        slot->value = (void *)(uintptr_t)p;
}

static void claim_pair(struct lint *l, struct wy_map *owners, const struct lint_product *p, const struct wy_json *item,
                       const char *a, const char *b)
{
    wy_str x = wy_json_get_str(item, wy_str_c(a)), y = wy_json_get_str(item, wy_str_c(b));
    if (x.ptr && y.ptr)
        claim(l, owners, p, wy_arena_printf(l->arena, "%s %zu %.*s %.*s", a, x.len, WY_ARG(x), WY_ARG(y)), item);
}

// 6.2.32
void lint_same_helper(struct lint *l)
{
    static const char *const lists[] = {"model_numbers", "purls", "sbom_urls", "serial_numbers", "skus"};
    struct wy_map owners;
    wy_map_init(&owners, l->arena);
    for (LINT_EACH(product, p, l->products)) {
        const struct wy_json *h = helper(p), *cpe = LINT_GET(h, "cpe");
        if (lint_is(cpe, WY_JSON_STRING))
            claim(l, &owners, p, wy_arena_printf(l->arena, "cpe %.*s", WY_ARG(cpe->string)), cpe);
        for (size_t i = 0; i < WY_COUNT(lists); i++)
            for (WY_JSON_EACH(node, wy_json_get(h, wy_str_c(lists[i]))))
                if (node->type == WY_JSON_STRING)
                    claim(l, &owners, p, wy_arena_printf(l->arena, "%s %.*s", lists[i], WY_ARG(node->string)), node);
        for (WY_JSON_EACH(uri, LINT_GET(h, "x_generic_uris")))
            claim_pair(l, &owners, p, uri, "namespace", "uri");
        for (WY_JSON_EACH(item, LINT_GET(h, "hashes")))
            for (WY_JSON_EACH(hash, LINT_GET(item, "file_hashes")))
                claim_pair(l, &owners, p, hash, "algorithm", "value");
    }
}
