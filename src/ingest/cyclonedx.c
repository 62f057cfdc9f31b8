// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CycloneDX JSON (ECMA-424, specVersion 1.2 to 1.6): components, nested ones too, become software rows; a device or
// operating system among them, or in metadata.component, says what the list is about. The XML form is not read.
#include "core/json.h"
#include "ingest/inventory.h"

struct document {
    struct wy_ingest *in;
    struct wy_origin at;
    uint64_t number;
};

static enum wy_match match(const struct wy_item *item)
{
    wy_str head = wy_bytes_str(item->head);
    bool named = wy_str_has(head, WY_S("\"bomFormat\"")) && wy_str_has(head, WY_S("CycloneDX"));
    // The name of the format may stand far behind; the schema's address stands first.
    bool schema = wy_str_has(head, WY_S("//cyclonedx.org/schema/"));
    return wy_str_starts(wy_str_trim(head), WY_S("{")) && (named || schema) ? WY_MATCH_SURE : WY_MATCH_NO;
}

static wy_str property(const struct wy_json *component, const char *name)
{
    for (WY_JSON_EACH(p, wy_json_get(component, WY_S("properties"))))
        if (wy_str_eq_nocase(wy_json_get_str(p, WY_S("name")), wy_str_c(name)))
            return wy_json_get_str(p, WY_S("value"));
    return (wy_str){0};
}

static wy_str maker(const struct wy_json *component)
{
    wy_str name = wy_json_get_str(wy_json_get(component, WY_S("manufacturer")), WY_S("name"));
    if (!name.ptr)
        name = wy_json_get_str(wy_json_get(component, WY_S("supplier")), WY_S("name"));
    return name.ptr ? name : wy_json_get_str(component, WY_S("publisher"));
}

static void take_device(struct document *d, const struct wy_json *c)
{
    struct wy_device *device = wy_inventory_device(d->in, d->at);
    if (!device)
        return;
    wy_inventory_set(d->in, &device->model, wy_json_get_str(c, WY_S("name")));
    wy_inventory_set(d->in, &device->maker, maker(c));
    wy_str kind = wy_inventory_kind(property(c, "cdx:device:type"));
    if (!kind.ptr)
        kind = wy_inventory_kind(property(c, "device_type"));
    wy_inventory_set(d->in, &device->kind, kind);
}

static void take_system(struct document *d, const struct wy_json *c)
{
    struct wy_device *device = wy_inventory_device(d->in, d->at);
    if (!device)
        return;
    wy_str name = wy_json_get_str(c, WY_S("name")), version = wy_json_get_str(c, WY_S("version"));
    wy_inventory_set(d->in, &device->os, wy_arena_printf(d->in->scratch, "%.*s %.*s", WY_ARG(name), WY_ARG(version)));
    if (wy_str_eq_nocase(name, WY_S("Android")))
        wy_inventory_set(d->in, &device->release, version);
}

// The name in "pkg:type/namespace/name@version?...": what an advisory for a package would say.
static wy_str purl_name(wy_str purl)
{
    wy_str rest = wy_str_sub(purl, 0, wy_str_find_char(purl, '?'));
    rest = wy_str_sub(rest, 0, wy_str_find_char(rest, '@'));
    size_t slash = wy_str_rfind_char(rest, '/');
    return slash == WY_NPOS ? (wy_str){0} : wy_str_from(rest, slash + 1);
}

static void take_software(struct document *d, const struct wy_json *c)
{
    wy_str name = wy_json_get_str(c, WY_S("name")), group = wy_json_get_str(c, WY_S("group"));
    wy_str purl = wy_json_get_str(c, WY_S("purl"));
    bool android = wy_str_starts(purl, WY_S("pkg:android/")) || wy_str_starts(purl, WY_S("pkg:apk/"));
    struct wy_inventory_row row = {
        .name = name,
        .version = wy_json_get_str(c, WY_S("version")),
        .id = android ? purl_name(purl) : (wy_str){0},
        .purl = purl,
        .publisher = maker(c),
    };
    // "com.xiaomi" + "mi_connect_service": group and name together are the Android package.
    if (!row.id.ptr && group.len && wy_str_find_char(name, '.') == WY_NPOS && wy_str_find_char(group, '.') != WY_NPOS &&
        !purl.ptr)
        row.id = wy_arena_printf(d->in->scratch, "%.*s.%.*s", WY_ARG(group), WY_ARG(name));
    wy_inventory_add(d->in, d->at, &row);
}

static void take(struct document *d, const struct wy_json *c, unsigned depth)
{
    wy_str type = wy_json_get_str(c, WY_S("type"));
    d->number++;
    if (wy_str_eq(type, WY_S("device")))
        take_device(d, c);
    else if (wy_str_eq(type, WY_S("operating-system")))
        take_system(d, c);
    else
        take_software(d, c);
    if (depth < d->in->limits->json_depth) // the parser has bounded nesting already
        for (WY_JSON_EACH(sub, wy_json_get(c, WY_S("components"))))
            take(d, sub, depth + 1);
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes text;
    const struct wy_json *root = NULL;
    wy_err err = wy_item_whole(in, item, &text, diag);
    if (err == WY_OK)
        err = wy_json_parse(NULL, text, (size_t)in->limits->json_depth, in->scratch, &root, diag);
    if (err != WY_OK)
        return err;
    if (!wy_str_eq(wy_json_get_str(root, WY_S("bomFormat")), WY_S("CycloneDX")))
        return wy_fail(diag, WY_MALFORMED, 0, "bomFormat is not CycloneDX");
    struct document d = {in, wy_item_origin(in, item), 0};
    const struct wy_json *about = wy_json_path(root, "metadata.component");
    if (about)
        take(&d, about, 0);
    const struct wy_json *components = wy_json_get(root, WY_S("components"));
    for (WY_JSON_EACH(c, components))
        take(&d, c, 0);
    if (components && components->type == WY_JSON_ARRAY)
        wy_covered(in->ev, d.at, WY_S("packages"));
    else
        wy_gap(in->ev, d.at, WY_MALFORMED, "the document lists no components");
    return WY_OK;
}

const struct wy_artifact wy_artifact_cyclonedx = {
    .name = "cyclonedx",
    .kind = "inventory",
    .rank = 2,
    .match = match,
    .run = run,
};
