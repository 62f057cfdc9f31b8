// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Walks a document and a compiled schema side by side. The walk is linear in the document: members are looked up in a
// sorted table, uniqueness is decided by keyed hashes, and alternatives are only tried where the schema has them.
#include "knowledge/lint/schema.h"

#include "knowledge/lint/rules.h"

#include <math.h>
#include <stdlib.h>

static void check(struct lint *l, size_t row, const struct wy_json *node, bool strict);

static unsigned type_of(const struct wy_json *node)
{
    switch (node->type) {
    case WY_JSON_NULL: return LINT_NULL;
    case WY_JSON_BOOL: return LINT_BOOLEAN;
    case WY_JSON_INT: return LINT_INTEGER;
    case WY_JSON_REAL: return node->real == floor(node->real) ? LINT_INTEGER : LINT_REAL;
    case WY_JSON_STRING: return LINT_STRING;
    case WY_JSON_ARRAY: return LINT_ARRAY;
    case WY_JSON_OBJECT: return LINT_OBJECT;
    }
    return 0;
}

static const char *type_name(unsigned types)
{
    static const struct {
        unsigned type;
        const char *name;
    } names[] = {{LINT_INTEGER | LINT_REAL, "a number"},
                 {LINT_STRING, "a string"},
                 {LINT_ARRAY, "an array"},
                 {LINT_OBJECT, "an object"},
                 {LINT_BOOLEAN, "a boolean"}};
    for (size_t i = 0; i < WY_COUNT(names); i++)
        if (names[i].type & types)
            return names[i].name;
    return "something else";
}

static size_t characters(wy_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return n;
}

static void check_values(struct lint *l, const struct lint_schema *s, const struct wy_json *node)
{
    for (size_t i = 0; i < s->values_n; i++)
        if (wy_str_eq(lint_schema_names[s->values + i], node->string))
            return;
    struct wy_buf list;
    wy_buf_init(&list, 1024);
    for (size_t i = 0; i < s->values_n; i++)
        wy_buf_printf(&list, "%s%.*s", i ? ", " : "", WY_ARG(lint_schema_names[s->values + i]));
    lint_fail(l, node, "'%.*s' is not one of the allowed values: %.*s", WY_ARG(wy_str_sub(node->string, 0, 80)),
              WY_ARG(wy_buf_str(&list)));
    wy_buf_fini(&list);
}

static void check_format(struct lint *l, const struct lint_schema *s, const struct wy_json *node)
{
    wy_str v = node->string;
    if (s->format == LINT_FORMAT_DATE_TIME && !lint_is_date_time(v, false))
        lint_fail(l, node, "is not a date and time; write it like 2026-01-31T12:00:00Z");
    if (s->format == LINT_FORMAT_URI && !lint_is_uri(v))
        lint_fail(l, node, "is not an absolute URI; write it with its scheme and percent-encode other characters");
    if (s->format == LINT_FORMAT_UUID && !lint_is_uuid(v))
        lint_fail(l, node, "is not a UUID; write it in the form 8-4-4-4-12");
}

static void check_string(struct lint *l, const struct lint_schema *s, const struct wy_json *node)
{
    size_t n = s->size_min || s->size_max ? characters(node->string) : 0;
    if (n < s->size_min)
        lint_fail(l, node,
                  n ? "is too short: at least %u characters are needed" : "is empty: write a text or leave it out",
                  s->size_min);
    if (s->size_max && n > s->size_max)
        lint_fail(l, node, "is too long: at most %u characters are allowed", s->size_max);
    if (s->values_n)
        check_values(l, s, node);
    if (s->format)
        check_format(l, s, node);
    if (s->pattern && !lint_match(l, s->pattern, node->string))
        lint_fail(l, node, "'%.*s' does not have the form that the schema asks for here",
                  WY_ARG(wy_str_sub(node->string, 0, 80)));
}

static void check_number(struct lint *l, const struct lint_schema *s, const struct wy_json *node)
{
    double v = node->type == WY_JSON_INT ? (double)node->integer : node->real;
    if (s->ranged && (v < s->minimum || v > s->maximum))
        lint_fail(l, node, "%g is outside of %g to %g", v, s->minimum, s->maximum);
    if (s->tenths && fabs(v * 10 - round(v * 10)) > 1e-6)
        lint_fail(l, node, "%g has more than one decimal place", v);
}

// Equal values have equal hashes: members in any order, 1 and 1.0 alike.
static uint64_t hash_of(const struct wy_json *node, const uint64_t seed[2])
{
    uint64_t in[2] = {node->type == WY_JSON_INT ? WY_JSON_REAL : node->type, 0};
    wy_bytes bytes = {(const uint8_t *)in, sizeof in};
    double number;
    switch (node->type) {
    case WY_JSON_BOOL: in[1] = node->boolean; break;
    case WY_JSON_INT:
    case WY_JSON_REAL:
        number = node->type == WY_JSON_INT ? (double)node->integer : node->real;
        memcpy(&in[1], &number, sizeof in[1]);
        break;
    case WY_JSON_STRING: in[1] = wy_siphash(seed, wy_str_bytes(node->string)); break;
    case WY_JSON_ARRAY:
        for (WY_JSON_EACH(item, node))
            in[1] = in[1] * UINT64_C(0x9e3779b97f4a7c15) + hash_of(item, seed);
        break;
    case WY_JSON_OBJECT:
        for (WY_JSON_EACH(item, node)) {
            uint64_t pair[2] = {wy_siphash(seed, wy_str_bytes(item->key)), hash_of(item, seed)};
            in[1] += wy_siphash(seed, (wy_bytes){(const uint8_t *)pair, sizeof pair});
        }
        break;
    default: break;
    }
    return wy_siphash(seed, bytes);
}

struct hashed {
    uint64_t hash;
    uint32_t index;
};

static int by_hash(const void *a, const void *b)
{
    const struct hashed *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

// Elements (or, with `keys`, names of members) that occur more than once.
static void check_unique(struct lint *l, const struct wy_json *node, bool keys)
{
    if (node->n < 2)
        return;
    struct wy_arena_mark mark = wy_arena_mark(l->arena);
    struct hashed *rows = wy_new(l->arena, struct hashed, node->n);
    if (!rows) {
        l->out_of_memory = true;
        return;
    }
    const uint64_t *seed = l->product_of.seed;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct wy_json *item = node->items + i;
        rows[i] = (struct hashed){keys ? wy_siphash(seed, wy_str_bytes(item->key)) : hash_of(item, seed), i};
    }
    qsort(rows, node->n, sizeof *rows, by_hash);
    uint32_t found[8];
    size_t found_n = 0;
    for (uint32_t i = 1; i < node->n && found_n < WY_COUNT(found); i++)
        if (rows[i].hash == rows[i - 1].hash)
            found[found_n++] = rows[i].index;
    wy_arena_reset(l->arena, mark);
    for (size_t i = 0; i < found_n; i++)
        lint_fail(l, node->items + found[i],
                  keys ? "this member stands more than once in its object; keep one of them"
                       : "this element stands more than once in its list; keep one of them");
}

static const struct lint_property *find_property(const struct lint_schema *s, wy_str name)
{
    size_t low = s->props, high = s->props + s->props_n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = wy_str_cmp(lint_properties[mid].name, name);
        if (order == 0)
            return &lint_properties[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static void check_object(struct lint *l, const struct lint_schema *s, const struct wy_json *node, bool strict)
{
    if (!strict) {
        check_unique(l, node, true);
        if (node->n < s->size_min)
            lint_fail(l, node, "has %u members, at least %u are needed", node->n, s->size_min);
        if (s->size_max && node->n > s->size_max)
            lint_fail(l, node, "has %u members, at most %u are allowed", node->n, s->size_max);
        for (size_t i = 0; i < s->required_n; i++) {
            wy_str name = lint_schema_names[s->required + i];
            if (!wy_json_get(node, name))
                lint_fail(l, node, "the member '%.*s' is missing; add it", WY_ARG(name));
        }
    }
    for (WY_JSON_EACH(member, node)) {
        const struct lint_property *p = find_property(s, member->key);
        if (p)
            check(l, p->schema, member, strict);
        else if (strict ? s->strict || s->closed : s->closed)
            lint_fail(l, member, "'%.*s' is not a member that the schema knows here; remove it or correct its name",
                      WY_ARG(wy_str_sub(member->key, 0, 60)));
    }
}

static uint32_t count_failures(struct lint *l, size_t row, const struct wy_json *node)
{
    bool was_quiet = l->quiet;
    uint32_t was = l->told;
    l->quiet = true;
    l->told = 0;
    check(l, row, node, false);
    uint32_t n = l->told;
    l->quiet = was_quiet;
    l->told = was;
    return n;
}

// The alternative with the fewest failures speaks for all; in the strict form it is the one that is checked further.
static void check_choice(struct lint *l, const struct lint_schema *s, const struct wy_json *node, bool strict)
{
    uint32_t fewest = UINT32_MAX, matching = 0;
    size_t best = 0;
    for (size_t i = 0; i < s->choices_n; i++) {
        uint32_t n = count_failures(l, lint_alternatives[s->choices + i], node);
        matching += n == 0;
        if (n < fewest) {
            fewest = n;
            best = i;
        }
    }
    if (strict || matching == 0)
        check(l, lint_alternatives[s->choices + best], node, strict);
    else if (matching > 1 && s->choice == LINT_ONE_OF)
        lint_fail(l, node, "fits more than one of the forms that exclude each other here");
}

static void check(struct lint *l, size_t row, const struct wy_json *node, bool strict)
{
    const struct lint_schema *s = &lint_schemas[row];
    if (s->types && !(s->types & type_of(node))) {
        if (!strict)
            lint_fail(l, node, "must be %s, but is %s", type_name(s->types), type_name(type_of(node)));
        return;
    }
    if (node->type == WY_JSON_OBJECT) {
        check_object(l, s, node, strict);
    } else if (node->type == WY_JSON_ARRAY) {
        if (!strict && node->n < s->size_min)
            lint_fail(l, node, "has %u elements, at least %u are needed; leave the list out if it is empty", node->n,
                      s->size_min);
        if (!strict && s->unique)
            check_unique(l, node, false);
        for (WY_JSON_EACH(item, node))
            if (s->items)
                check(l, s->items, item, strict);
    } else if (!strict && node->type == WY_JSON_STRING) {
        check_string(l, s, node);
    } else if (!strict && (type_of(node) & (LINT_INTEGER | LINT_REAL))) {
        check_number(l, s, node);
    }
    if (s->choices_n)
        check_choice(l, s, node, strict);
}

void lint_schema_check(struct lint *l, enum lint_schema_root root, const struct wy_json *node, bool strict)
{
    if (node)
        check(l, lint_schema_roots[root], node, strict);
}

void lint_schema(struct lint *l)
{
    lint_schema_check(l, l->v21 ? LINT_SCHEMA_CSAF21 : LINT_SCHEMA_CSAF20, l->root, false);
}

// 6.2.20
void lint_additional_properties(struct lint *l)
{
    lint_schema_check(l, l->v21 ? LINT_SCHEMA_CSAF21 : LINT_SCHEMA_CSAF20, l->root, true);
}
