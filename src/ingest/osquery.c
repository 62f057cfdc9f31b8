// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// osquery results as JSON: an array of rows (`osqueryi --json`), an object of tables ({"programs": [...]}), or a result
// log with one object a line ({"name": ..., "columns": {...}}, snapshots too). Rows are told apart by their columns:
// programs, apps, deb_packages, rpm_packages name and version; os_version; system_info.
#include "core/json.h"
#include "ingest/inventory.h"

struct run {
    struct wy_ingest *in;
    struct wy_origin at;
    uint64_t rows;
};

static enum wy_match match(const struct wy_item *item)
{
    wy_str head = wy_str_trim(wy_bytes_str(item->head));
    if (!wy_str_starts(head, WY_S("[")) && !wy_str_starts(head, WY_S("{")))
        return WY_MATCH_NO;
    bool log = wy_str_has(head, WY_S("\"hostIdentifier\"")) || wy_str_has(head, WY_S("\"columns\""));
    bool rows = wy_str_has(head, WY_S("\"name\"")) &&
                (wy_str_has(head, WY_S("\"version\"")) || wy_str_has(head, WY_S("\"bundle_short_version\"")));
    bool system = wy_str_has(head, WY_S("\"hardware_model\"")) || wy_str_has(head, WY_S("\"os_version\""));
    if (wy_str_has(head, WY_S("\"log\"")) || wy_str_has(head, WY_S("\"bomFormat\"")) ||
        wy_str_has(head, WY_S("\"document\"")))
        return WY_MATCH_NO; // HAR, CycloneDX, CSAF
    return log ? WY_MATCH_CONTENT : rows || system ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_str first_of(const struct wy_json *row, const char *const *names)
{
    for (; *names; names++) {
        wy_str v = wy_json_get_str(row, wy_str_c(*names));
        if (v.len)
            return v;
    }
    return (wy_str){0};
}

static void take_system(struct run *r, const struct wy_json *row)
{
    struct wy_device *d = wy_inventory_device(r->in, r->at);
    if (!d)
        return;
    wy_inventory_set(r->in, &d->maker, wy_json_get_str(row, WY_S("hardware_vendor")));
    wy_inventory_set(r->in, &d->model, wy_json_get_str(row, WY_S("hardware_model")));
    wy_inventory_set(r->in, &d->kind, wy_inventory_kind(wy_json_get_str(row, WY_S("chassis_type"))));
}

static void take_os(struct run *r, const struct wy_json *row)
{
    struct wy_device *d = wy_inventory_device(r->in, r->at);
    if (!d)
        return;
    wy_inventory_set(r->in, &d->os,
                     wy_arena_printf(r->in->scratch, "%.*s %.*s", WY_ARG(wy_json_get_str(row, WY_S("name"))),
                                     WY_ARG(wy_json_get_str(row, WY_S("version")))));
}

static void take_row(struct run *r, const struct wy_json *row)
{
    static const char *const names[] = {"display_name", "bundle_name", "name", "package", NULL};
    static const char *const ids[] = {"bundle_identifier", "package_name", "identifier", NULL};
    static const char *const versions[] = {"version", "bundle_short_version", "version_name", "bundle_version", NULL};
    static const char *const paths[] = {"install_location", "path", NULL};
    static const char *const publishers[] = {"publisher", "vendor", "author", "maintainer", NULL};
    if (!row || row->type != WY_JSON_OBJECT)
        return;
    const struct wy_json *columns = wy_json_get(row, WY_S("columns"));
    if (columns && wy_str_eq(wy_json_get_str(row, WY_S("action")), WY_S("removed"))) {
        r->rows++; // a log of changes tells what is gone, too
        return;
    }
    if (columns)
        row = columns;
    r->rows++;
    if (wy_json_get(row, WY_S("hardware_model"))) {
        take_system(r, row);
    } else if (wy_json_get(row, WY_S("platform")) && wy_json_get(row, WY_S("version"))) {
        take_os(r, row);
    } else {
        struct wy_inventory_row found = {
            .name = first_of(row, names),
            .version = first_of(row, versions),
            .id = first_of(row, ids),
            .path = first_of(row, paths),
            .publisher = first_of(row, publishers),
        };
        wy_inventory_add(r->in, r->at, &found);
    }
}

static void take_document(struct run *r, const struct wy_json *root)
{
    if (root->type == WY_JSON_ARRAY) {
        for (WY_JSON_EACH(row, root))
            take_row(r, row);
        return;
    }
    const struct wy_json *snapshot = wy_json_get(root, WY_S("snapshot"));
    const struct wy_json *version = wy_json_get(root, WY_S("version"));
    if (wy_json_get(root, WY_S("columns")) || (version && version->type == WY_JSON_STRING)) {
        take_row(r, root);
        return;
    }
    if (snapshot) {
        take_document(r, snapshot);
        return;
    }
    for (WY_JSON_EACH(table, root))
        for (WY_JSON_EACH(row, table))
            take_row(r, row);
}

// A result log: one document a line. A line that is none is a gap of its own.
static wy_err take_lines(struct run *r, wy_bytes text, struct wy_diag *diag)
{
    struct wy_json_parser *parser = wy_json_parser_new();
    if (!parser)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a JSON parser");
    wy_str rest = wy_bytes_str(text), line;
    uint64_t number = 0;
    while (wy_str_next(&rest, '\n', &line)) {
        number++;
        if (wy_str_trim(line).len == 0)
            continue;
        struct wy_arena_mark mark = wy_arena_mark(r->in->scratch);
        const struct wy_json *root = NULL;
        struct wy_diag own = {.offset = WY_NO_OFFSET};
        wy_err err =
            wy_json_parse(parser, wy_str_bytes(line), (size_t)r->in->limits->json_depth, r->in->scratch, &root, &own);
        if (err == WY_OK)
            take_document(r, root);
        else
            wy_gap(r->in->ev, wy_at_line(r->at, number), err, "%s", own.text);
        wy_arena_reset(r->in->scratch, mark);
    }
    wy_json_parser_free(parser);
    return WY_OK;
}

static wy_err run_osquery(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes text;
    wy_err err = wy_item_whole(in, item, &text, diag);
    if (err != WY_OK)
        return err;
    struct run r = {in, wy_item_origin(in, item), 0};
    const struct wy_json *root = NULL;
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    if (wy_json_parse(NULL, text, (size_t)in->limits->json_depth, in->scratch, &root, &own) == WY_OK)
        take_document(&r, root);
    else if (wy_str_starts(wy_str_trim(wy_bytes_str(text)), WY_S("{")))
        err = take_lines(&r, text, diag);
    else
        err = wy_fail(diag, own.code, own.offset, "%s", own.text);
    if (err == WY_OK && r.rows == 0)
        err = wy_fail(diag, WY_UNSUPPORTED, 0, "JSON without inventory rows (objects with name and version)");
    if (err == WY_OK)
        wy_covered(in->ev, r.at, WY_S("packages"));
    return err;
}

const struct wy_artifact wy_artifact_osquery = {
    .name = "osquery",
    .kind = "inventory",
    .rank = 1,
    .match = match,
    .run = run_osquery,
};
