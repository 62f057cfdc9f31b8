// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One row for each package and source, although a package list, `dumpsys package` and a list of files each told a part.
#include "core/map.h"
#include "ingest/packages.h"
#include "ingest/section.h"

// The row an item told later fills what the first left open.
static void fill(struct wy_package *to, const struct wy_package *from)
{
    for (size_t i = 0; i < wy_type_package.n; i++) {
        const struct wy_field *f = &wy_type_package.fields[i];
        char *a = (char *)to + f->offset;
        const char *b = (const char *)from + f->offset;
        size_t size = 0; // of the field, when it is open in `to`
        switch (f->kind) {
        case WY_F_STR: size = ((const wy_str *)(const void *)a)->ptr ? 0 : sizeof(wy_str); break;
        case WY_F_STRS: size = ((const struct wy_strs *)(const void *)a)->n ? 0 : sizeof(struct wy_strs); break;
        case WY_F_INT: size = ((const struct wy_int *)(const void *)a)->known ? 0 : sizeof(struct wy_int); break;
        case WY_F_REAL: size = ((const struct wy_real *)(const void *)a)->known ? 0 : sizeof(struct wy_real); break;
        case WY_F_BOOL: size = *(const enum wy_tri *)(const void *)a ? 0 : sizeof(enum wy_tri); break;
        case WY_F_OBJ: size = *(void *const *)(const void *)a ? 0 : sizeof(void *); break;
        case WY_F_LIST: size = ((const struct wy_rows *)(const void *)a)->n ? 0 : sizeof(struct wy_rows); break;
        }
        memcpy(a, b, size);
    }
}

static bool is(wy_str state, const char *word) { return wy_str_eq(state, wy_str_c(word)); }

// Package managers list what is not installed for this user as if it were: the more particular word wins.
static void merge(struct wy_package *to, const struct wy_package *from)
{
    bool better = is(to->state, "installed") && (is(from->state, "removed") || is(from->state, "disabled"));
    if (better || is(to->state, "referenced"))
        to->state = from->state;
    fill(to, from);
}

static bool mergeable(const struct wy_package *p) { return !is(p->state, "archive") && !is(p->state, "inventory"); }

static wy_str key_of(struct wy_ingest *in, const struct wy_package *p)
{
    return is(p->state, "hidden") ? wy_arena_printf(in->scratch, "%.*s hidden", WY_ARG(p->name)) : p->name;
}

// Rows are moved within the table, so the map remembers indices (plus one: NULL means absent).
static bool merge_rows(struct wy_ingest *in, struct wy_map *map)
{
    struct wy_package *rows = in->ev->packages.v;
    size_t kept = 0;
    for (size_t i = 0; i < in->ev->packages.n; i++) {
        struct wy_package row = rows[i];
        if (row.at.source == in->source && mergeable(&row)) {
            wy_str key = key_of(in, &row);
            struct wy_map_slot *slot = key.ptr ? wy_map_put(map, key) : NULL;
            if (!slot)
                return false;
            if (slot->value) {
                merge(&rows[(uintptr_t)slot->value - 1], &row);
                continue;
            }
            slot->value = (void *)(uintptr_t)(kept + 1);
        }
        rows[kept++] = row;
    }
    in->ev->packages.n = kept;
    return true;
}

static bool covered_here(const struct wy_ingest *in)
{
    for (WY_EACH(struct wy_coverage, c, in->ev->coverage))
        if (c->at.source == in->source && is(c->table, "packages"))
            return true;
    return false;
}

static void reference(struct wy_ingest *in, struct wy_map *map, struct wy_origin at, wy_str name, struct wy_int uid)
{
    if (!wy_is_package_name(name) || wy_map_get(map, name))
        return;
    struct wy_map_slot *slot = wy_map_put(map, name);
    struct wy_package *p = slot ? WY_ADD(package, in->ev, packages, at) : NULL;
    if (!p)
        return;
    slot->value = p; // only that it is there
    p->name = name;
    p->state = WY_S("referenced");
    p->uid = uid;
}

void wy_packages_merge(struct wy_ingest *in)
{
    struct wy_map map;
    wy_map_init(&map, in->scratch);
    if (!merge_rows(in, &map)) {
        in->ev->err = in->ev->err ? in->ev->err : WY_NO_MEMORY;
        return;
    }
    if (!covered_here(in))
        return;
    for (WY_EACH(struct wy_appop, a, in->ev->appops))
        if (a->at.source == in->source && (a->last_access.ptr || a->last_reject.ptr))
            reference(in, &map, a->at, a->package, a->uid);
    for (WY_EACH(struct wy_service, s, in->ev->services))
        if (s->at.source == in->source)
            reference(in, &map, s->at, s->package, (struct wy_int){0});
}
