// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the readers share: recognising a document, and lists of records. A name that stands twice in an object that is
// read would let two readers see two records, so such a record is left out.
#include "knowledge/record.h"

#include "knowledge/read/lists.h"

#include <stdarg.h>
#include <stdio.h>

struct wy_claim *wy_record_claim(struct wy_record *record, struct wy_arena *arena, enum wy_claim_kind kind)
{
    struct wy_claim *c = wy_rows_add(&record->claims, arena, sizeof *c);
    if (c)
        c->kind = kind;
    return c;
}

bool wy_claim_span(struct wy_claim *claim, struct wy_arena *arena, struct wy_span span)
{
    struct wy_span *row = wy_rows_add(&claim->spans, arena, sizeof *row);
    if (row)
        *row = span;
    return row != NULL;
}

static enum wy_record_format recognise_object(const struct wy_json *root)
{
    const struct wy_json *list = wy_json_get(root, WY_S("vulnerabilities"));
    if (wy_json_get(root, WY_S("cveMetadata")))
        return WY_RECORD_CVE5;
    if (wy_json_get(root, WY_S("catalogVersion")) && list)
        return WY_RECORD_KEV;
    if (wy_json_path(root, "document.csaf_version"))
        return WY_RECORD_CSAF;
    if ((list && list->type == WY_JSON_OBJECT) || wy_json_get(root, WY_S("kernel_lts_versions")))
        return WY_RECORD_SDK;
    if (wy_json_get(root, WY_S("id")) && (wy_json_get(root, WY_S("modified")) || wy_json_get(root, WY_S("affected"))))
        return WY_RECORD_OSV;
    if ((list && wy_json_get(root, WY_S("android_version"))) || wy_bulletin_row_json(root))
        return WY_RECORD_BULLETIN;
    return WY_RECORD_UNKNOWN;
}

enum wy_record_format wy_record_recognise(const struct wy_json *root)
{
    if (!root || (root->type != WY_JSON_OBJECT && root->type != WY_JSON_ARRAY))
        return WY_RECORD_UNKNOWN;
    return root->type == WY_JSON_ARRAY ? WY_RECORD_LIST : recognise_object(root);
}

void wy_record_leave_out(const struct wy_record_out *out, wy_err code, const char *fmt, ...)
{
    struct wy_diag why = {.code = code, .offset = WY_NO_OFFSET};
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(why.text, sizeof why.text, fmt, args);
    va_end(args);
    if (out->problem)
        out->problem(out->user, &why);
}

// Objects of few names are compared pair by pair; one of very many is a list with keys (an SDK table's dates), where a
// second name adds to the first.
static const struct wy_json *repeated(const struct wy_json *node, unsigned depth)
{
    enum { NAMES_MAX = 64, DEPTH_MAX = 4 };
    if (depth > DEPTH_MAX || (node->type != WY_JSON_OBJECT && node->type != WY_JSON_ARRAY))
        return NULL;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct wy_json *item = &node->items[i];
        for (uint32_t k = 0; node->type == WY_JSON_OBJECT && node->n <= NAMES_MAX && k < i; k++)
            if (wy_str_eq(node->items[k].key, item->key))
                return item;
        const struct wy_json *below = repeated(item, depth + 1);
        if (below)
            return below;
    }
    return NULL;
}

static wy_err read_list(const struct wy_json *root, wy_str name, struct wy_arena *scratch,
                        const struct wy_record_out *out, struct wy_diag *diag)
{
    for (uint32_t i = 0; i < root->n; i++) {
        struct wy_arena_mark mark = wy_arena_mark(scratch);
        struct wy_diag why = {.offset = WY_NO_OFFSET};
        const struct wy_json *item = wy_json_at(root, i);
        wy_err err = item->type == WY_JSON_ARRAY ? wy_fail(&why, WY_UNSUPPORTED, WY_NO_OFFSET, "a list within a list")
                                                 : wy_record_read(item, name, scratch, out, &why);
        wy_arena_reset(scratch, mark);
        if (err == WY_NO_MEMORY)
            return wy_fail(diag, err, WY_NO_OFFSET, "%s", why.text);
        if (err)
            wy_record_leave_out(out, err, "/%u: %.200s", i, why.text);
    }
    return WY_OK;
}

wy_err wy_record_read(const struct wy_json *root, wy_str name, struct wy_arena *scratch,
                      const struct wy_record_out *out, struct wy_diag *diag)
{
    struct wy_record record = {.score = -1};
    enum wy_record_format format = wy_record_recognise(root);
    wy_err err;
    if (format != WY_RECORD_LIST && format != WY_RECORD_UNKNOWN) {
        const struct wy_json *twice = repeated(root, 0);
        if (twice)
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "the name \"%.*s\" stands twice in one object",
                           WY_ARG(wy_str_sub(twice->key, 0, 60)));
    }
    switch (format) {
    case WY_RECORD_CVE5: err = wy_read_cve5(root, scratch, &record, diag); break;
    case WY_RECORD_OSV: err = wy_read_osv(root, scratch, &record, diag); break;
    case WY_RECORD_CSAF: return wy_read_csaf(root, name, scratch, out, diag);
    case WY_RECORD_KEV: return wy_read_kev(root, out, diag);
    case WY_RECORD_SDK: return wy_read_sdk(root, name, scratch, out, diag);
    case WY_RECORD_BULLETIN: return wy_read_bulletin(root, scratch, out, diag);
    case WY_RECORD_LIST: return read_list(root, name, scratch, out, diag);
    default:
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET,
                       "JSON, but none of CVE 5, OSV, KEV, CSAF, the Android SDK table or a table of bulletins");
    }
    return err ? err : out->record(out->user, &record, diag);
}
