// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/inventory.h"

#include "ingest/section.h"

// "Mi Connect Service (com.xiaomi.mi_connect_service)": people and scripts write both into one column.
static struct wy_inventory_row split_name(const struct wy_inventory_row *row)
{
    struct wy_inventory_row r = *row;
    size_t open = wy_str_rfind_char(r.name, '(');
    if (!wy_str_empty(r.id) || open == WY_NPOS || open == 0 || r.name.ptr[r.name.len - 1] != ')')
        return r;
    wy_str inner = wy_str_sub(r.name, open + 1, r.name.len - open - 2);
    size_t first = wy_str_find_char(inner, '.'), last = wy_str_rfind_char(inner, '.');
    if (!wy_is_package_name(inner) || first == last || wy_is_digit(inner.ptr[0])) // "(1.2.3)" is a version
        return r;
    r.id = inner;
    r.name = wy_str_trim(wy_str_sub(r.name, 0, open));
    return r;
}

void wy_inventory_add(struct wy_ingest *in, struct wy_origin at, const struct wy_inventory_row *given)
{
    const struct wy_inventory_row own = split_name(given), *row = &own;
    if (wy_str_empty(row->name) && wy_str_empty(row->id))
        return;
    struct wy_package *p = WY_ADD(package, in->ev, packages, wy_claimed(at));
    if (!p)
        return;
    // Advisories name packages by identifier; a name for people goes into the label.
    wy_str name = wy_str_empty(row->id) ? row->name : row->id;
    p->name = wy_evidence_text(in->ev, name);
    if (!wy_str_eq(name, row->name))
        p->label = wy_evidence_text(in->ev, row->name);
    if (!wy_str_empty(row->version))
        p->version_name = wy_evidence_text(in->ev, row->version);
    p->purl = wy_evidence_text(in->ev, row->purl);
    p->path = wy_evidence_text(in->ev, row->path);
    p->state = WY_S("inventory");
}

struct wy_device *wy_inventory_device(struct wy_ingest *in, struct wy_origin at)
{
    for (WY_EACH(struct wy_device, d, in->ev->devices))
        if (d->at.source == in->source)
            return d;
    return WY_ADD(device, in->ev, devices, wy_claimed(at));
}

void wy_inventory_set(struct wy_ingest *in, wy_str *field, wy_str value)
{
    if (!field->ptr && !wy_str_empty(value))
        *field = wy_evidence_text(in->ev, value);
}

wy_str wy_inventory_kind(wy_str word)
{
    static const char *const rows[][2] = {
        {"smart tv", "tv"}, {"smarttv", "tv"},       {"television", "tv"}, {"tv", "tv"},          {"tablet", "tablet"},
        {"pad", "tablet"},  {"notebook", "laptop"},  {"laptop", "laptop"}, {"desktop", "laptop"}, {"pc", "laptop"},
        {"phone", "phone"}, {"smartphone", "phone"}, {"watch", "watch"},   {"car", "car"},        {"box", "box"},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq_nocase(word, wy_str_c(rows[i][0])))
            return wy_str_c(rows[i][1]);
    return (wy_str){0};
}
