// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "evidence/model.h"

#include "core/buffer.h"

#include <stdarg.h>
#include <stdio.h>

// The same rows again, as descriptors: one field array and one type for each record, then the tables.
#define RECORD(type) static const struct wy_field fields_##type[] = {
#define STR(rec, name, doc) {{#name, sizeof #name - 1}, doc, NULL, offsetof(struct wy_##rec, name), WY_F_STR},
#define STRS(rec, name, doc) {{#name, sizeof #name - 1}, doc, NULL, offsetof(struct wy_##rec, name), WY_F_STRS},
#define INT(rec, name, doc) {{#name, sizeof #name - 1}, doc, NULL, offsetof(struct wy_##rec, name), WY_F_INT},
#define REAL(rec, name, doc) {{#name, sizeof #name - 1}, doc, NULL, offsetof(struct wy_##rec, name), WY_F_REAL},
#define BOOL(rec, name, doc) {{#name, sizeof #name - 1}, doc, NULL, offsetof(struct wy_##rec, name), WY_F_BOOL},
#define OBJ(rec, type, name, doc)                                                                                      \
    {{#name, sizeof #name - 1}, doc, &wy_type_##type, offsetof(struct wy_##rec, name), WY_F_OBJ},
#define LIST(rec, type, name, doc)                                                                                     \
    {{#name, sizeof #name - 1}, doc, &wy_type_##type, offsetof(struct wy_##rec, name), WY_F_LIST},
#define END(type)                                                                                                      \
    }                                                                                                                  \
    ;                                                                                                                  \
    const struct wy_record_type wy_type_##type = {#type, fields_##type, WY_COUNT(fields_##type),                       \
                                                  sizeof(struct wy_##type)};
#include "evidence/model.def"

const struct wy_table wy_tables[] = {
#define TABLE(type, name, doc) {#name, doc, &wy_type_##type, offsetof(struct wy_evidence, name)},
#include "evidence/model.def"
};
const struct wy_record_type *const wy_record_types[] = {
#define RECORD(type) &wy_type_##type,
#include "evidence/model.def"
};
const size_t wy_record_types_n = WY_COUNT(wy_record_types);
const size_t wy_tables_n = WY_COUNT(wy_tables);

void wy_evidence_init(struct wy_evidence *ev, const struct wy_limits *limits)
{
    *ev = (struct wy_evidence){.limits = limits};
    wy_arena_init(&ev->arena, (size_t)limits->arena);
}

void wy_evidence_fini(struct wy_evidence *ev)
{
    wy_arena_fini(&ev->arena);
    *ev = (struct wy_evidence){0};
}

void *wy_evidence_add(struct wy_evidence *ev, struct wy_rows *rows, size_t size, struct wy_origin at)
{
    if (rows->n >= ev->limits->rows) {
        ev->err = ev->err ? ev->err : WY_LIMIT;
        return NULL;
    }
    struct wy_origin *row = wy_rows_add(rows, &ev->arena, size);
    if (!row) {
        ev->err = ev->err ? ev->err : WY_NO_MEMORY;
        return NULL;
    }
    *row = at; // every record begins with its origin
    return row;
}

static wy_str clean_utf8(struct wy_evidence *ev, wy_str s)
{
    struct wy_buf buf;
    wy_buf_init(&buf, s.len * 3 + 1);
    for (size_t pos = 0; pos < s.len;) {
        char out[4];
        size_t n = wy_utf8_encode(wy_utf8_next(s, &pos), out);
        wy_buf_add(&buf, (wy_str){out, n});
    }
    wy_str copy = wy_arena_dup(&ev->arena, wy_buf_str(&buf));
    if (buf.err || !copy.ptr)
        ev->err = ev->err ? ev->err : WY_NO_MEMORY;
    wy_buf_fini(&buf);
    return copy;
}

// Where a short text stands if it was kept lately. NULL: nothing of the kind is remembered.
static wy_str *recent(struct wy_evidence *ev, wy_str s)
{
    enum { FROM = 256 * 1024, BITS = 12, SHORT = 8, LONG = 256 };
    if (s.len > LONG || ev->arena.used < FROM)
        return NULL;
    if (!ev->recent)
        ev->recent = wy_new(&ev->arena, wy_str, (size_t)1 << BITS);
    uint64_t first = 0, last = 0;
    memcpy(&first, s.ptr, wy_min(s.len, SHORT));
    if (s.len > SHORT)
        memcpy(&last, s.ptr + s.len - SHORT, SHORT);
    uint64_t hash = (first ^ last * 31 ^ s.len) * UINT64_C(0x9e3779b97f4a7c15);
    return ev->recent ? ev->recent + (hash >> (64 - BITS)) : NULL;
}

wy_str wy_evidence_text(struct wy_evidence *ev, wy_str s)
{
    if (!s.ptr)
        return s;
    if (s.len > ev->limits->string) {
        s.len = (size_t)ev->limits->string;
        while (s.len && ((uint8_t)s.ptr[s.len] & 0xc0) == 0x80)
            s.len--; // do not cut within a character
    }
    wy_str *known = recent(ev, s), copy = {0};
    if (known && known->ptr && wy_str_eq(*known, s))
        return *known;
    if (!wy_utf8_valid(wy_str_bytes(s)))
        return clean_utf8(ev, s);
    if (!wy_arena_str(&ev->arena, s, &copy))
        ev->err = ev->err ? ev->err : WY_NO_MEMORY;
    if (known && copy.ptr)
        *known = copy;
    return copy;
}

void wy_strs_add(struct wy_evidence *ev, struct wy_strs *list, wy_str s)
{
    struct wy_rows rows = {list->v, list->n, list->cap};
    if (!rows.cap) { // most lists are short
        rows.v = wy_new(&ev->arena, wy_str, 2);
        rows.cap = rows.v ? 2 : 0;
    }
    wy_str *slot = rows.n < ev->limits->rows ? wy_rows_add(&rows, &ev->arena, sizeof *slot) : NULL;
    if (!slot) {
        ev->err = ev->err ? ev->err : WY_NO_MEMORY;
        return;
    }
    *slot = wy_evidence_text(ev, s);
    *list = (struct wy_strs){rows.v, rows.n, rows.cap};
}

bool wy_strs_has(const struct wy_strs *list, wy_str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (wy_str_eq(list->v[i], s))
            return true;
    return false;
}

static void add_gap(struct wy_evidence *ev, struct wy_origin at, wy_err code, wy_str reason)
{
    if (ev->gaps.n >= ev->limits->gaps) {
        ev->gaps_untold++;
        return;
    }
    at.item = wy_evidence_text(ev, at.item);
    wy_str text = wy_evidence_text(ev, reason);
    struct wy_gap *gap = WY_ADD(gap, ev, gaps, at);
    if (!gap) {
        ev->gaps_untold++;
        return;
    }
    gap->reason = text;
    gap->code = wy_str_c(wy_err_name(code));
}

void wy_gap(struct wy_evidence *ev, struct wy_origin at, wy_err code, const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    add_gap(ev, at, code, (wy_str){text, n < 0 ? 0 : wy_min((size_t)n, sizeof text - 1)});
}

void wy_gap_diag(struct wy_evidence *ev, struct wy_origin at, const struct wy_diag *diag)
{
    if (diag->offset != WY_NO_OFFSET) {
        at.unit = WY_AT_BYTE;
        at.position = diag->offset;
    }
    add_gap(ev, at, diag->code, wy_str_c(diag->text));
}

void wy_covered(struct wy_evidence *ev, struct wy_origin at, wy_str table)
{
    at.item = wy_evidence_text(ev, at.item);
    wy_str name = wy_evidence_text(ev, table);
    struct wy_coverage *c = WY_ADD(coverage, ev, coverage, at);
    if (c)
        c->table = name;
}

bool wy_is_covered(const struct wy_evidence *ev, wy_str table)
{
    for (WY_EACH(struct wy_coverage, c, ev->coverage))
        if (wy_str_eq(c->table, table))
            return true;
    return false;
}

// Deep copy of one record: texts into `to`, nested records and lists likewise.
static void copy_record(struct wy_evidence *to, const struct wy_record_type *type, const void *from_row, void *to_row);

static void copy_strs(struct wy_evidence *to, const struct wy_strs *from, struct wy_strs *out)
{
    *out = (struct wy_strs){0};
    for (size_t i = 0; i < from->n; i++)
        wy_strs_add(to, out, from->v[i]);
}

static void copy_list(struct wy_evidence *to, const struct wy_record_type *type, const struct wy_rows *from,
                      struct wy_rows *out)
{
    *out = (struct wy_rows){0};
    for (size_t i = 0; i < from->n; i++) {
        void *row = wy_rows_add(out, &to->arena, type->size);
        if (!row) {
            to->err = to->err ? to->err : WY_NO_MEMORY;
            return;
        }
        copy_record(to, type, (const char *)from->v + i * type->size, row);
    }
}

static void copy_field(struct wy_evidence *to, const struct wy_field *f, const void *from, void *out)
{
    switch (f->kind) {
    case WY_F_STR: *(wy_str *)out = wy_evidence_text(to, *(const wy_str *)from); return;
    case WY_F_STRS: copy_strs(to, from, out); return;
    case WY_F_LIST: copy_list(to, f->sub, from, out); return;
    case WY_F_OBJ: {
        const void *sub = *(void *const *)from;
        void *copy = sub ? wy_arena_alloc(&to->arena, f->sub->size, _Alignof(max_align_t)) : NULL;
        if (copy)
            copy_record(to, f->sub, sub, copy);
        else if (sub)
            to->err = to->err ? to->err : WY_NO_MEMORY;
        *(void **)out = copy;
        return;
    }
    case WY_F_INT:
    case WY_F_REAL:
    case WY_F_BOOL: return; // copied with the row
    }
}

static void copy_record(struct wy_evidence *to, const struct wy_record_type *type, const void *from_row, void *to_row)
{
    memcpy(to_row, from_row, type->size);
    struct wy_origin *at = to_row;
    at->item = wy_evidence_text(to, at->item);
    for (size_t i = 0; i < type->n; i++)
        copy_field(to, &type->fields[i], (const char *)from_row + type->fields[i].offset,
                   (char *)to_row + type->fields[i].offset);
}

wy_err wy_evidence_merge(struct wy_evidence *to, const struct wy_evidence *from)
{
    uint32_t shift = (uint32_t)to->sources.n;
    for (WY_EACH(struct wy_source, s, from->sources)) {
        struct wy_source *copy = WY_ADD(source, to, sources, s->at);
        if (copy)
            copy_record(to, &wy_type_source, s, copy);
    }
    for (size_t t = 0; t < wy_tables_n; t++) {
        const struct wy_rows *rows = (const void *)((const char *)from + wy_tables[t].offset);
        struct wy_rows *out = (void *)((char *)to + wy_tables[t].offset);
        size_t size = wy_tables[t].type->size;
        for (size_t i = 0; i < rows->n && to->err == WY_OK; i++) {
            const void *row = (const char *)rows->v + i * size;
            struct wy_origin at = *(const struct wy_origin *)row;
            void *copy = wy_evidence_add(to, out, size, at);
            if (!copy)
                break;
            copy_record(to, wy_tables[t].type, row, copy);
            ((struct wy_origin *)copy)->source += shift;
        }
    }
    to->gaps_untold += from->gaps_untold;
    to->redacted |= from->redacted;
    return to->err;
}

const struct wy_property *wy_property_row(const struct wy_evidence *ev, wy_str name)
{
    const struct wy_property *found = NULL;
    for (WY_EACH(struct wy_property, p, ev->properties))
        if (wy_str_eq(p->name, name))
            found = p;
    return found;
}

wy_str wy_property(const struct wy_evidence *ev, wy_str name)
{
    const struct wy_property *row = wy_property_row(ev, name);
    return row ? row->value : (wy_str){0};
}

const struct wy_setting *wy_setting(const struct wy_evidence *ev, wy_str space, wy_str name)
{
    for (WY_EACH(struct wy_setting, s, ev->settings))
        if (wy_str_eq(s->name, name) && wy_str_eq(s->space, space))
            return s;
    return NULL;
}

const struct wy_device *wy_device(const struct wy_evidence *ev)
{
    // A phone that was asked itself comes before a firmware image or an attestation about it: targets are kept in the
    // order given, and the first source that identifies a device is the one the case is about.
    for (WY_EACH(struct wy_device, d, ev->devices))
        if (d->model.ptr || d->maker.ptr || d->brand.ptr)
            return d;
    return ev->devices.n ? ev->devices.v : NULL;
}
