// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of the document as a whole: sharing group and TLP, canonical URL, sorting, ID systems, extensions.
#include "knowledge/lint/rules.h"
#include "knowledge/lint/tables/tables.h"

static const wy_str max_uuid_text = WY_S_INIT("ffffffff-ffff-ffff-ffff-ffffffffffff");
static const wy_str nil_uuid_text = WY_S_INIT("00000000-0000-0000-0000-000000000000");

static const struct wy_json *distribution(const struct lint *l) { return LINT_GET(l->document, "distribution"); }
static const struct wy_json *group(const struct lint *l) { return LINT_GET(distribution(l), "sharing_group"); }
static bool group_is(const struct lint *l, wy_str uuid) { return wy_str_eq_nocase(LINT_STR(group(l), "id"), uuid); }

// 6.1.38
void lint_sharing_max_uuid(struct lint *l)
{
    if (group(l) && group_is(l, max_uuid_text) && !l->clear)
        lint_fail_at(l, distribution(l), "tlp/label",
                     "the Max UUID means everybody, so the label must be CLEAR; change one of them");
}

// 6.1.39
void lint_sharing_public(struct lint *l)
{
    bool draft_nil = group_is(l, nil_uuid_text) && wy_str_eq(l->status, WY_S("draft"));
    if (l->clear && group(l) && !group_is(l, max_uuid_text) && !draft_nil)
        lint_fail_at(l, group(l), "id",
                     "a TLP:CLEAR document is for everybody; remove the sharing group or use the Max UUID");
}

// 6.1.40
void lint_sharing_name(struct lint *l)
{
    wy_str name = LINT_STR(group(l), "name");
    if (wy_str_eq(name, WY_S("Public")) && !group_is(l, max_uuid_text))
        lint_fail(l, LINT_GET(group(l), "name"), "'Public' is reserved for the Max UUID; choose another name");
    if (wy_str_eq(name, WY_S("No sharing allowed")) && !group_is(l, nil_uuid_text))
        lint_fail(l, LINT_GET(group(l), "name"),
                  "'No sharing allowed' is reserved for the Nil UUID; choose another name");
}

// 6.1.41
void lint_sharing_name_missing(struct lint *l)
{
    wy_str wanted = group_is(l, max_uuid_text)   ? WY_S("Public")
                    : group_is(l, nil_uuid_text) ? WY_S("No sharing allowed")
                                                 : (wy_str){0};
    if (group(l) && wanted.ptr && !wy_str_eq(LINT_STR(group(l), "name"), wanted))
        lint_fail_at(l, group(l), "name", "with this UUID the name must be '%.*s'", WY_ARG(wanted));
}

// 6.2.28
void lint_max_uuid(struct lint *l)
{
    if (group(l) && group_is(l, max_uuid_text))
        lint_fail_at(l, group(l), "id", "the Max UUID says no more than TLP:CLEAR; remove the sharing group");
}

// 6.2.29
void lint_nil_uuid(struct lint *l)
{
    if (group(l) && group_is(l, nil_uuid_text))
        lint_fail_at(l, group(l), "id", "the Nil UUID forbids all sharing; replace it before the document is shared");
}

// 6.2.30
void lint_sharing_on_clear(struct lint *l)
{
    if (l->clear && group(l))
        lint_fail(l, group(l), "a TLP:CLEAR document needs no sharing group; remove it");
}

// 6.2.10
void lint_tlp_label(struct lint *l)
{
    const struct wy_json *label = LINT_GET(LINT_GET(distribution(l), "tlp"), "label");
    if (!lint_in(wy_json_str(label), "WHITE GREEN AMBER RED"))
        lint_fail_at(l, l->document, "distribution/tlp/label",
                     "there is no valid TLP label; add WHITE, GREEN, AMBER or RED");
}

// 6.2.11
void lint_canonical_url(struct lint *l)
{
    if (!l->canonical.ptr)
        lint_fail_at(l, l->document, "references",
                     "no reference of the category self has an https URL that ends in the document's file name");
}

// 6.2.13: by Unicode code point, which UTF-8 keeps as byte order.
static void check_sorted(struct lint *l, const struct wy_json *node)
{
    if (node->type != WY_JSON_ARRAY && node->type != WY_JSON_OBJECT)
        return;
    const struct wy_json *before = NULL;
    for (WY_JSON_EACH(item, node)) {
        if (node->type == WY_JSON_OBJECT && before && wy_str_cmp(before->key, item->key) > 0)
            lint_fail(l, item, "the key '%.*s' stands after '%.*s'; sort the keys",
                      WY_ARG(wy_str_sub(item->key, 0, 60)), WY_ARG(wy_str_sub(before->key, 0, 60)));
        before = item;
        check_sorted(l, item);
    }
}

void lint_sorting(struct lint *l) { check_sorted(l, l->root); }

// 6.2.22
void lint_id_in_title(struct lint *l)
{
    wy_str title = LINT_STR(l->document, "title"), id = LINT_STR(l->tracking, "id");
    if (title.len && id.len && wy_str_has(title, id))
        lint_fail(l, LINT_GET(l->document, "title"), "the title repeats the document's ID; remove it");
}

static int system_of(wy_str name)
{
    for (int i = 0; i < LINT_ID_SYSTEMS; i++)
        if (wy_str_eq(lint_id_systems[i].name, name))
            return i;
    return LINT_NONE;
}

// 6.2.53
void lint_id_system_text(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, LINT_GET(v->node, "ids"))) {
            wy_str name = LINT_STR(item, "system_name"), text = LINT_STR(item, "text");
            int row = name.ptr && text.ptr ? system_of(name) : LINT_NONE;
            if (row != LINT_NONE && !lint_match_id_system(l, (size_t)row, text))
                lint_fail(l, LINT_GET(item, "text"), "'%.*s' does not have the form that this ID system registered",
                          WY_ARG(text));
        }
}

// 6.3.20
void lint_id_system(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(item, LINT_GET(v->node, "ids"))) {
            wy_str name = LINT_STR(item, "system_name");
            if (name.ptr && system_of(name) == LINT_NONE)
                lint_fail(l, LINT_GET(item, "system_name"),
                          "'%.*s' is not in CSAF's registry of vulnerability ID systems",
                          WY_ARG(wy_str_sub(name, 0, 80)));
        }
}

// Every x_extensions list, with the place it is at.
enum place { AT_ROOT, AT_DOCUMENT, AT_BRANCH, AT_LIST, AT_PATH, AT_METRIC, AT_VULN };

static void each_extensions(struct lint *l, void (*check)(struct lint *, const struct wy_json *, enum place))
{
    static const enum place origins[] = {
        [LINT_FROM_BRANCH] = AT_BRANCH, [LINT_FROM_LIST] = AT_LIST, [LINT_FROM_PATH] = AT_PATH};
    const struct wy_json *list;
    if ((list = LINT_GET(l->document, "x_extensions")))
        check(l, list, AT_DOCUMENT);
    for (LINT_EACH(product, p, l->products))
        if ((list = LINT_GET(p->node, "x_extensions")))
            check(l, list, origins[p->origin]);
    for (LINT_EACH(vuln, v, l->vulns)) {
        for (WY_JSON_EACH(metric, v->metrics))
            if ((list = LINT_GET(LINT_GET(metric, "content"), "x_extensions")))
                check(l, list, AT_METRIC);
        if ((list = LINT_GET(v->node, "x_extensions")))
            check(l, list, AT_VULN);
    }
    if ((list = LINT_GET(l->root, "x_extensions")))
        check(l, list, AT_ROOT);
}

static void check_content(struct lint *l, const struct wy_json *list, enum place place)
{
    (void)place;
    if (lint_is(list, WY_JSON_ARRAY))
        for (WY_JSON_EACH(item, list))
            lint_schema_check(l, LINT_SCHEMA_EXTENSION, item, false);
}

// 6.1.60.1
void lint_extension_content(struct lint *l) { each_extensions(l, check_content); }

static void note_presence(struct lint *l, const struct wy_json *list, enum place place)
{
    (void)place;
    (void)list;
    l->told++;
}

// 6.1.60.2, 6.1.60.3: both need the schema and the metadata that the extension's author publishes.
void lint_extension_not_known(struct lint *l)
{
    each_extensions(l, note_presence);
    if (l->told)
        lint_skip(l, "the extension's schema is not known here");
    l->told = 0;
}

// 6.3.21.3 to 6.3.21.9
static void check_place(struct lint *l, const struct wy_json *list, enum place place)
{
    static const char last[] = {[AT_DOCUMENT] = '3', [AT_BRANCH] = '4', [AT_LIST] = '5', [AT_PATH] = '6',
                                [AT_METRIC] = '7',   [AT_VULN] = '8',   [AT_ROOT] = '9'};
    if (l->rule->id[strlen(l->rule->id) - 1] == last[place])
        lint_fail(l, list, "an extension is used here; readers that do not know it will miss its content");
}

void lint_extension_place(struct lint *l) { each_extensions(l, check_place); }

// No extension is official or registered as of 2026-08, so each is experimental.
static void check_class(struct lint *l, const struct wy_json *list, enum place place)
{
    (void)place;
    wy_str official = WY_S("https://docs.oasis-open.org/csaf/");
    bool is_official_rule = strcmp(l->rule->id, "6.2.54.2") == 0;
    for (WY_JSON_EACH(item, list)) {
        wy_str schema = LINT_STR(item, "$schema");
        if (!wy_str_starts(schema, official))
            lint_fail(l, item,
                      is_official_rule ? "the extension '%.*s' is not an official one"
                                       : "the extension '%.*s' is neither an official nor a registered one",
                      WY_ARG(wy_str_sub(schema, 0, 200)));
    }
}

// 6.2.54.1
void lint_extension_registered(struct lint *l) { each_extensions(l, check_class); }

// 6.2.54.2
void lint_extension_official(struct lint *l) { each_extensions(l, check_class); }

// 6.2.54.4 for TLP:CLEAR, 6.3.21.2 for others
void lint_extension_experimental(struct lint *l)
{
    if (l->clear == (wy_lint_level(l->rule->id) == WY_LINT_WARNING))
        each_extensions(l, check_class);
}

static void check_critical(struct lint *l, const struct wy_json *list, enum place place)
{
    (void)place;
    for (WY_JSON_EACH(item, list)) {
        const struct wy_json *critical = LINT_GET(item, "critical");
        if (lint_is(critical, WY_JSON_BOOL) && critical->boolean)
            lint_fail(l, critical, "the extension is critical: without knowing it the document can not be judged");
    }
}

// 6.2.54.3
void lint_extension_critical(struct lint *l) { each_extensions(l, check_critical); }

static void check_essential(struct lint *l, const struct wy_json *list, enum place place)
{
    (void)place;
    for (WY_JSON_EACH(item, list))
        if (wy_str_eq(LINT_STR(item, "category"), WY_S("essential")))
            lint_fail(l, LINT_GET(item, "category"),
                      "the extension is essential: readers that do not know it will misunderstand the document");
}

// 6.3.21.1
void lint_extension_essential(struct lint *l) { each_extensions(l, check_essential); }
