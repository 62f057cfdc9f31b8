// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/diff.h"

#include "core/buffer.h"
#include "core/embedded.h"
#include "core/lang.h"
#include "core/map.h"
#include "knowledge/version/version.h"

#include <stdio.h>

struct diff_table {
    const char *table;
    const char *keys;    // fields that make a row the same row, space separated
    const char *fields;  // fields whose change is told; "a.b" reaches into a nested record
    const char *version; // the field of these that is a version, with its order
    enum wy_order order;
};

static const struct diff_table diff_tables[] = {
    {"devices", "",
     "model fingerprint build skin_version release patch_level.system patch_level.vendor patch_level.boot "
     "kernel region build_type build_tags",
     NULL, WY_ORDER_NONE},
    {"packages", "name state", "version_name version_code installer sha256 signers permissions", "version_name",
     WY_ORDER_APK},
    {"modules", "name", "version version_code", "version", WY_ORDER_APK},
    {"settings", "space name user", "value", NULL, WY_ORDER_NONE},
    {"accounts", "type", "count", NULL, WY_ORDER_NONE},
    {"accessibility", "package service", "enabled", NULL, WY_ORDER_NONE},
    {"admins", "package receiver role", "", NULL, WY_ORDER_NONE},
    {"sockets", "protocol address port state", "process", NULL, WY_ORDER_NONE},
    {"adb_keys", "fingerprint", "user", NULL, WY_ORDER_NONE},
    {"files", "path", "sha256 mode owner", NULL, WY_ORDER_NONE},
    {"flows", "host state transport", "company country", NULL, WY_ORDER_NONE},
    {"transfers", "direction identifier form host transport step", "", NULL, WY_ORDER_NONE},
    {"trusted_apps", "uuid path", "sha256 size signature signer debug rollback.state rollback.value", NULL,
     WY_ORDER_NONE},
    {"attestations", "security_level", "verified_boot_state device_locked os_patch vendor_patch boot_patch valid", NULL,
     WY_ORDER_NONE},
    {"vbmeta", "path", "rollback_index rollback_index_location flags algorithm key signature", NULL, WY_ORDER_NONE},
    {"partitions", "name", "sha256 size filesystem", NULL, WY_ORDER_NONE},
};

struct diffing {
    struct wy_arena *arena;
    struct wy_rows *out;
    const struct diff_table *table;
    const struct wy_record_type *type;
    wy_err err;
};

const char *wy_change_word(enum wy_change_kind kind)
{
    static const char *const words[] = {"appeared", "gone", "changed", "updated", "downgraded"};
    return words[kind];
}

static const struct wy_field *field_of(const struct wy_record_type *type, wy_str name)
{
    for (size_t i = 0; i < type->n; i++)
        if (wy_str_eq(type->fields[i].name, name))
            return &type->fields[i];
    return NULL;
}

static void text_of_rows(const struct wy_record_type *type, const struct wy_rows *rows, struct wy_buf *out);

// Any field as text, so that two of them can be held against each other and shown.
static void text_of_field(const struct wy_field *f, const void *p, struct wy_buf *out)
{
    switch (f->kind) {
    case WY_F_STR: wy_buf_add(out, *(const wy_str *)p); return;
    case WY_F_INT:
        if (((const struct wy_int *)p)->known)
            wy_buf_printf(out, "%lld", (long long)((const struct wy_int *)p)->v);
        return;
    case WY_F_REAL:
        if (((const struct wy_real *)p)->known)
            wy_buf_printf(out, "%g", ((const struct wy_real *)p)->v);
        return;
    case WY_F_BOOL:
        wy_buf_addc(out, *(const enum wy_tri *)p == WY_YES ? "yes" : *(const enum wy_tri *)p == WY_NO ? "no" : "");
        return;
    case WY_F_STRS:
        for (size_t i = 0; i < ((const struct wy_strs *)p)->n; i++)
            wy_buf_printf(out, "%s%.*s", i ? ", " : "", WY_ARG(((const struct wy_strs *)p)->v[i]));
        return;
    case WY_F_LIST: text_of_rows(f->sub, p, out); return;
    case WY_F_OBJ: return; // reached by its dotted fields
    }
}

static void text_of_rows(const struct wy_record_type *type, const struct wy_rows *rows, struct wy_buf *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const char *row = (const char *)rows->v + i * type->size;
        wy_buf_addc(out, i ? ", " : "");
        for (size_t k = 0; k < type->n; k++) {
            wy_buf_addc(out, k ? " " : "");
            text_of_field(&type->fields[k], row + type->fields[k].offset, out);
        }
    }
}

static wy_str text_of(struct diffing *d, const void *row, wy_str dotted)
{
    wy_str rest = dotted, name;
    const struct wy_record_type *type = d->type;
    const struct wy_field *f = NULL;
    const char *p = row;
    while (p && wy_str_next(&rest, '.', &name)) {
        f = field_of(type, name);
        if (!f)
            return (wy_str){0};
        p += f->offset;
        if (f->kind == WY_F_OBJ && rest.ptr) {
            const char *nested;
            memcpy(&nested, p, sizeof nested);
            p = nested;
            type = f->sub;
        }
    }
    if (!p || !f)
        return (wy_str){0};
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    text_of_field(f, p, &buf);
    wy_str text = buf.len ? wy_arena_dup(d->arena, wy_buf_str(&buf)) : (wy_str){0};
    wy_buf_fini(&buf);
    return text;
}

static wy_str key_of(struct diffing *d, const void *row)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    wy_str rest = wy_str_c(d->table->keys), name;
    while (wy_str_next_word(&rest, &name)) {
        wy_str part = text_of(d, row, name);
        if (part.len)
            wy_buf_printf(&buf, "%s%.*s", buf.len ? " " : "", WY_ARG(part));
    }
    wy_str key = wy_arena_dup(d->arena, wy_buf_str(&buf));
    if (!key.ptr)
        d->err = WY_NO_MEMORY;
    wy_buf_fini(&buf);
    return key;
}

static struct wy_change *add(struct diffing *d, enum wy_change_kind kind, wy_str key)
{
    struct wy_change *c = wy_rows_add(d->out, d->arena, sizeof *c);
    if (!c) {
        d->err = WY_NO_MEMORY;
        return NULL;
    }
    *c = (struct wy_change){.table = d->table->table, .kind = kind, .key = key};
    return c;
}

static void tell_version_direction(struct diffing *d, struct wy_change *c, wy_str field)
{
    if (!d->table->version || !wy_str_eq(wy_str_c(d->table->version), field) || !c->was.ptr || !c->is.ptr)
        return;
    struct wy_compared order = wy_version_compare(d->table->order, c->was, c->is);
    if (order.sign == -1)
        c->kind = WY_UPDATED;
    else if (order.sign == 1)
        c->kind = WY_DOWNGRADED;
}

static void tell_field(struct diffing *d, wy_str key, wy_str field, const void *old_row, const void *new_row)
{
    wy_str was = text_of(d, old_row, field), is = text_of(d, new_row, field);
    if (wy_str_eq(was, is))
        return;
    struct wy_change *c = add(d, WY_CHANGED, key);
    if (!c)
        return;
    c->was = was;
    c->is = is;
    c->field = wy_arena_cstr(d->arena, field);
    tell_version_direction(d, c, field);
}

// Flaws that were published for a trusted app; which release mended them is not told there.
static void note_advisories(struct diffing *d, wy_str key, const struct wy_trusted_app *t)
{
    wy_str rest = wy_embedded(WY_S("trust/trusted-app-flaws.tsv")), cell[4];
    while (wy_tsv_next(&rest, cell, 4)) {
        if (!wy_str_eq(cell[0], t->container) || !wy_str_eq(cell[1], t->uuid))
            continue;
        struct wy_change *c = add(d, WY_CHANGED, key);
        if (!c)
            return;
        c->field = "advisory";
        c->is = cell[2];
        c->note = N_("this trusted app changed, and this flaw was published for it; that this change mends it is not "
                     "certain");
    }
}

// A trusted app that changed without its counter: what a put-back attack needs.
static void note_rollback(struct diffing *d, wy_str key, const struct wy_trusted_app *a, const struct wy_trusted_app *b)
{
    if (wy_str_eq(a->sha256, b->sha256) || !a->rollback || !b->rollback)
        return;
    bool none = wy_str_eq(b->rollback->state, WY_S("no-counter"));
    bool same = b->rollback->value.known && a->rollback->value.known && b->rollback->value.v <= a->rollback->value.v;
    note_advisories(d, key, b);
    if (!none && !same)
        return;
    struct wy_change *c = add(d, WY_CHANGED, key);
    if (!c)
        return;
    c->field = "rollback";
    c->note =
        none ? N_("changed, and its format has no counter: the old one would still be accepted")
             : N_("changed, but its counter was not raised: as far as the counter decides, the old one would still be "
                  "accepted");
}

// Whether a digest could be checked here is no part of what the maker wrote.
static bool same_promises(const struct wy_rows *a, const struct wy_rows *b)
{
    const struct wy_avb_descriptor *x = a->v, *y = b->v;
    for (size_t i = 0; a->n == b->n && i < a->n; i++)
        if (!wy_str_eq(x[i].kind, y[i].kind) || !wy_str_eq(x[i].partition, y[i].partition) ||
            !wy_str_eq(x[i].value, y[i].value) || !wy_str_eq(x[i].key, y[i].key))
            return false;
    return a->n == b->n;
}

// The image's content, as its metadata describes it, changed without its rollback index.
static void note_index(struct diffing *d, wy_str key, const struct wy_vbmeta *a, const struct wy_vbmeta *b)
{
    if (!a->rollback_index.known || !b->rollback_index.known || b->rollback_index.v > a->rollback_index.v)
        return;
    struct wy_change *c = same_promises(&a->descriptors, &b->descriptors) ? NULL : add(d, WY_CHANGED, key);
    if (!c)
        return;
    c->field = "rollback";
    c->note = b->rollback_index.v == 0
                  ? N_("changed, and its rollback index is still 0: as far as the index decides, the old one would "
                       "still be accepted (an index of 0 in one release alone proves nothing)")
                  : N_("changed, but its rollback index was not raised: as far as the index decides, the old one "
                       "would still be accepted");
}

static void compare_rows(struct diffing *d, wy_str key, const void *old_row, const void *new_row)
{
    wy_str rest = wy_str_c(d->table->fields), field;
    while (wy_str_next_word(&rest, &field))
        tell_field(d, key, field, old_row, new_row);
    if (strcmp(d->table->table, "trusted_apps") == 0)
        note_rollback(d, key, old_row, new_row);
    if (strcmp(d->table->table, "vbmeta") == 0)
        note_index(d, key, old_row, new_row);
}

static wy_err diff_rows(struct diffing *d, const struct wy_rows *old_rows, const struct wy_rows *new_rows)
{
    struct wy_map old_map, new_map;
    wy_map_init(&old_map, d->arena);
    wy_map_init(&new_map, d->arena);
    for (size_t i = 0; i < old_rows->n; i++) {
        char *row = (char *)old_rows->v + i * d->type->size;
        struct wy_map_slot *slot = wy_map_put(&old_map, key_of(d, row));
        if (!slot)
            return WY_NO_MEMORY;
        slot->value = slot->value ? slot->value : row;
    }
    for (size_t i = 0; i < new_rows->n && d->err == WY_OK; i++) {
        char *row = (char *)new_rows->v + i * d->type->size;
        wy_str key = key_of(d, row);
        struct wy_map_slot *slot = wy_map_put(&new_map, key);
        if (!slot)
            return WY_NO_MEMORY;
        if (slot->value)
            continue; // the same key twice in one case: the first stands for it
        slot->value = row;
        const void *old_row = wy_map_get(&old_map, key);
        if (old_row)
            compare_rows(d, key, old_row, row);
        else
            (void)add(d, WY_APPEARED, key);
    }
    for (size_t i = 0; i < old_rows->n && d->err == WY_OK; i++) {
        char *row = (char *)old_rows->v + i * d->type->size;
        wy_str key = key_of(d, row);
        if (!wy_map_get(&new_map, key) && wy_map_get(&old_map, key) == row)
            (void)add(d, WY_GONE, key);
    }
    return d->err;
}

static const struct wy_rows *rows_of(const struct wy_evidence *ev, const struct wy_table *table)
{
    return (const void *)((const char *)ev + table->offset);
}

static const struct wy_table *table_named(const char *name)
{
    for (size_t t = 0; t < wy_tables_n; t++)
        if (strcmp(wy_tables[t].name, name) == 0)
            return &wy_tables[t];
    return NULL;
}

static bool looked_at(const struct wy_evidence *ev, const struct wy_table *table)
{
    return rows_of(ev, table)->n > 0 || wy_is_covered(ev, wy_str_c(table->name));
}

static wy_err skip(struct wy_arena *arena, struct wy_strs *skipped, const char *name)
{
    struct wy_rows rows = {skipped->v, skipped->n, skipped->cap};
    wy_str *slot = wy_rows_add(&rows, arena, sizeof *slot);
    if (!slot)
        return WY_NO_MEMORY;
    *slot = wy_str_c(name);
    *skipped = (struct wy_strs){rows.v, rows.n, rows.cap};
    return WY_OK;
}

wy_err wy_diff(const struct wy_evidence *old_ev, const struct wy_evidence *new_ev, struct wy_arena *arena,
               struct wy_rows *out, struct wy_strs *skipped)
{
    wy_err err = WY_OK;
    for (size_t i = 0; i < WY_COUNT(diff_tables) && err == WY_OK; i++) {
        const struct wy_table *table = table_named(diff_tables[i].table);
        if (!table)
            continue;
        bool before = looked_at(old_ev, table), after = looked_at(new_ev, table);
        if (!before && !after)
            continue;
        if (before != after) {
            err = skip(arena, skipped, table->name);
            continue;
        }
        struct diffing d = {arena, out, &diff_tables[i], table->type, WY_OK};
        err = diff_rows(&d, rows_of(old_ev, table), rows_of(new_ev, table));
    }
    return err;
}
