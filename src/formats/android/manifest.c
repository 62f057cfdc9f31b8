// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What Android's package parser takes from a manifest: the root must be <manifest>; elements are known by name, their
// attributes by resource id; what follows the root's end does not matter.
#include "formats/android/manifest.h"

enum {
    ID_LABEL = 0x01010001,
    ID_NAME = 0x01010003,
    ID_PERMISSION = 0x01010006,
    ID_READ_PERMISSION = 0x01010007,
    ID_WRITE_PERMISSION = 0x01010008,
    ID_PROTECTION_LEVEL = 0x01010009,
    ID_SHARED_USER = 0x0101000b,
    ID_ENABLED = 0x0101000e,
    ID_DEBUGGABLE = 0x0101000f,
    ID_EXPORTED = 0x01010010,
    ID_MIN_SDK = 0x0101020c,
    ID_VERSION_CODE = 0x0101021b,
    ID_VERSION_NAME = 0x0101021c,
    ID_TARGET_SDK = 0x01010270,
    ID_MAX_SDK = 0x01010271,
    ID_TEST_ONLY = 0x01010272,
    ID_ALLOW_BACKUP = 0x01010280,
    ID_CLEARTEXT = 0x010104ec,
    ID_TARGET_SANDBOX = 0x0101054c,
    ID_VERSION_MAJOR = 0x01010576,

    ROWS_MAX = 20000,       // permissions, and components; the largest apps have some hundreds
    TEXT_MAX = 4096,        // one name; Android's own limit for package and class names is far lower
    TEXT_BUDGET = 16777216, // all texts of one manifest
};

struct walk {
    struct wy_axml x;
    struct wy_manifest *m;
    struct wy_arsc *resources;
    struct wy_res_locale locale;
    struct wy_arena *arena;
    size_t text_left;
    unsigned depth;
    bool in_application;                     // at depth 2
    struct wy_manifest_component *component; // open at depth 3
};

static bool resolve(struct walk *w, struct wy_axml_value *v)
{
    if (v->type != WY_RES_REFERENCE)
        return true;
    return w->resources && wy_arsc_get(w->resources, v->data, w->locale, v);
}

static wy_str take_text(struct walk *w, const struct wy_respool *pool, uint32_t index)
{
    wy_str s = wy_respool_text(pool, index, wy_min(TEXT_MAX, w->text_left), w->arena);
    w->text_left -= wy_min(s.len, w->text_left);
    return s;
}

static wy_str text_of(struct walk *w, struct wy_axml_value v)
{
    if (v.type == WY_RES_STRING)
        return take_text(w, &w->x.pool, v.data);
    bool reference = v.type == WY_RES_REFERENCE;
    if (!resolve(w, &v))
        return (wy_str){0};
    if (reference && v.type == WY_RES_STRING)
        return take_text(w, &w->resources->pool, v.data);
    if (v.type == WY_RES_INT_DEC || v.type == WY_RES_INT_HEX)
        return wy_arena_printf(w->arena, "%d", (int32_t)v.data);
    return (wy_str){0};
}

static wy_str text(struct walk *w, uint32_t id)
{
    struct wy_axml_value v;
    return wy_axml_by_id(&w->x, id, &v) ? text_of(w, v) : (wy_str){0};
}

static struct wy_manifest_number number(struct walk *w, uint32_t id)
{
    struct wy_axml_value v;
    struct wy_manifest_number n = {0};
    if (!wy_axml_by_id(&w->x, id, &v))
        return n;
    wy_str s = v.type == WY_RES_STRING ? take_text(w, &w->x.pool, v.data) : (wy_str){0};
    if (v.type == WY_RES_REFERENCE && resolve(w, &v) && v.type == WY_RES_STRING)
        s = take_text(w, &w->resources->pool, v.data);
    if (v.type == WY_RES_STRING)
        n.known = wy_str_i64(s, &n.v);
    else if (v.type >= WY_RES_INT_DEC && v.type <= WY_RES_BOOLEAN)
        n = (struct wy_manifest_number){(int32_t)v.data, true};
    return n;
}

static enum wy_manifest_flag flag(struct walk *w, uint32_t id)
{
    struct wy_axml_value v;
    if (!wy_axml_by_id(&w->x, id, &v) || !resolve(w, &v))
        return WY_FLAG_UNSET;
    if (v.type == WY_RES_BOOLEAN || v.type == WY_RES_INT_DEC || v.type == WY_RES_INT_HEX)
        return v.data ? WY_FLAG_YES : WY_FLAG_NO;
    if (v.type != WY_RES_STRING)
        return WY_FLAG_UNSET;
    wy_str s = text(w, id);
    return wy_str_eq(s, WY_S("true")) || wy_str_eq(s, WY_S("1")) ? WY_FLAG_YES : WY_FLAG_NO;
}

int wy_sdk_of_codename(wy_str codename)
{
    static const struct {
        char first;
        int before;
    } known[] = {{'C', 2},  {'D', 3},  {'E', 4},  {'F', 7},  {'G', 8},  {'H', 10}, {'I', 13},
                 {'J', 15}, {'K', 18}, {'L', 20}, {'M', 22}, {'N', 23}, {'O', 25}, {'P', 27},
                 {'Q', 28}, {'R', 29}, {'S', 30}, {'T', 32}, {'U', 33}, {'V', 34}};
    char c = codename.len ? codename.ptr[0] : ' ';
    if (wy_str_starts(codename, WY_S("Bak"))) // Baklava, after the alphabet started again
        return 35;
    if (wy_str_starts(codename, WY_S("Cin"))) // Cinnamon Bun
        return 36;
    if (c < 'C')
        return 1;
    int best = 1;
    for (size_t i = 0; i < WY_COUNT(known); i++) {
        if (known[i].first <= c)
            best = known[i].before + (c - known[i].first);
    }
    return c > 'Z' ? 1 : best;
}

static struct wy_manifest_number sdk(struct walk *w, uint32_t id)
{
    struct wy_manifest_number n = number(w, id);
    struct wy_axml_value v;
    if (n.known || !wy_axml_by_id(&w->x, id, &v) || v.type != WY_RES_STRING)
        return n;
    wy_str s = text_of(w, v);
    return s.len ? (struct wy_manifest_number){wy_sdk_of_codename(s), true} : n;
}

static void open_manifest(struct walk *w)
{
    struct wy_manifest *m = w->m;
    struct wy_axml_value v;
    if (wy_axml_by_name(&w->x, WY_S("package"), &v))
        m->package = text_of(w, v);
    if (wy_axml_by_name(&w->x, WY_S("split"), &v))
        m->split = text_of(w, v);
    m->version_name = text(w, ID_VERSION_NAME);
    m->version_code = number(w, ID_VERSION_CODE);
    struct wy_manifest_number major = number(w, ID_VERSION_MAJOR);
    if (major.known && m->version_code.known)
        m->version_code.v = (int64_t)((uint64_t)(uint32_t)major.v << 32 | (uint32_t)m->version_code.v);
    m->target_sandbox = number(w, ID_TARGET_SANDBOX);
    m->shared_user = text(w, ID_SHARED_USER);
}

// Several <uses-sdk> may stand there; the highest minimum counts, the last target wins.
static void open_uses_sdk(struct walk *w)
{
    struct wy_manifest_number min = sdk(w, ID_MIN_SDK), target = sdk(w, ID_TARGET_SDK), max = number(w, ID_MAX_SDK);
    if (min.known && (!w->m->min_sdk.known || min.v > w->m->min_sdk.v))
        w->m->min_sdk = min;
    if (target.known)
        w->m->target_sdk = target;
    if (max.known)
        w->m->max_sdk = max;
}

static void open_application(struct walk *w)
{
    struct wy_manifest *m = w->m;
    w->in_application = !m->application; // Android reads the first only
    if (m->application)
        return;
    m->application = true;
    m->label = text(w, ID_LABEL);
    m->debuggable = flag(w, ID_DEBUGGABLE);
    m->test_only = flag(w, ID_TEST_ONLY);
    m->allow_backup = flag(w, ID_ALLOW_BACKUP);
    m->cleartext = flag(w, ID_CLEARTEXT);
}

static wy_err add_permission(struct walk *w, bool declared, struct wy_diag *diag)
{
    if (w->m->permissions.n >= ROWS_MAX) {
        w->m->cut = true;
        return WY_OK;
    }
    struct wy_manifest_permission *p = wy_rows_add(&w->m->permissions, w->arena, sizeof *p);
    if (!p)
        return wy_fail(diag, WY_NO_MEMORY, w->x.pos, "no memory for a manifest");
    p->name = text(w, ID_NAME);
    p->declared = declared;
    if (declared)
        p->level = number(w, ID_PROTECTION_LEVEL).v;
    else
        p->max_sdk = number(w, ID_MAX_SDK).v;
    return WY_OK;
}

// ".Name" and "Name" are below the app's package.
static wy_str class_name(struct walk *w, wy_str name)
{
    if (!name.len || (name.ptr[0] != '.' && wy_str_find_char(name, '.') != WY_NPOS))
        return name;
    const char *dot = name.ptr[0] == '.' ? "" : ".";
    return wy_arena_printf(w->arena, "%.*s%s%.*s", WY_ARG(w->m->package), dot, WY_ARG(name));
}

static wy_err add_component(struct walk *w, const char *kind, struct wy_diag *diag)
{
    if (w->m->components.n >= ROWS_MAX) {
        w->m->cut = true;
        return WY_OK;
    }
    struct wy_manifest_component *c = wy_rows_add(&w->m->components, w->arena, sizeof *c);
    if (!c)
        return wy_fail(diag, WY_NO_MEMORY, w->x.pos, "no memory for a manifest");
    c->kind = kind;
    c->name = class_name(w, text(w, ID_NAME));
    c->permission = text(w, ID_PERMISSION);
    c->read_permission = text(w, ID_READ_PERMISSION);
    c->write_permission = text(w, ID_WRITE_PERMISSION);
    c->exported_attribute = flag(w, ID_EXPORTED);
    c->enabled = flag(w, ID_ENABLED);
    w->component = c; // the next row is added only once this one is closed
    return WY_OK;
}

static wy_err open_below_manifest(struct walk *w, struct wy_diag *diag)
{
    if (wy_axml_is(&w->x, WY_S("uses-sdk")))
        open_uses_sdk(w);
    else if (wy_axml_is(&w->x, WY_S("application")))
        open_application(w);
    else if (wy_axml_is(&w->x, WY_S("permission")))
        return add_permission(w, true, diag);
    else if (wy_axml_is(&w->x, WY_S("uses-permission")) || wy_axml_is(&w->x, WY_S("uses-permission-sdk-23")) ||
             wy_axml_is(&w->x, WY_S("uses-permission-sdk-m")))
        return add_permission(w, false, diag);
    return WY_OK;
}

static wy_err open_below_application(struct walk *w, struct wy_diag *diag)
{
    static const char *const kinds[] = {"activity", "activity-alias", "service", "receiver", "provider"};
    for (size_t i = 0; i < WY_COUNT(kinds); i++) {
        if (wy_axml_is(&w->x, wy_str_c(kinds[i])))
            return add_component(w, kinds[i], diag);
    }
    return WY_OK;
}

static wy_err open_tag(struct walk *w, struct wy_diag *diag)
{
    w->depth++;
    if (w->depth == 1) {
        if (!wy_axml_is(&w->x, WY_S("manifest")))
            return wy_fail(diag, WY_MALFORMED, w->x.pos, "the manifest does not start with <manifest>");
        open_manifest(w);
    } else if (w->depth == 2) {
        return open_below_manifest(w, diag);
    } else if (w->depth == 3 && w->in_application) {
        return open_below_application(w, diag);
    } else if (w->depth == 4 && w->component && wy_axml_is(&w->x, WY_S("intent-filter"))) {
        w->component->filters = true;
    }
    return WY_OK;
}

static void close_tag(struct walk *w)
{
    if (w->depth == 3)
        w->component = NULL;
    if (w->depth == 2)
        w->in_application = false;
    if (w->depth)
        w->depth--;
}

// Without the attribute, a filter exports a component (such an APK no longer installs from target SDK 31 on), and a
// provider was exported up to target SDK 16.
static void decide_exported(struct wy_manifest *m)
{
    int64_t target = m->target_sdk.known ? m->target_sdk.v : m->min_sdk.known ? m->min_sdk.v : 1;
    for (WY_EACH(struct wy_manifest_component, c, m->components)) {
        bool provider = strcmp(c->kind, "provider") == 0;
        bool by_default = provider ? target < 17 : c->filters && target < 31;
        c->exported = c->exported_attribute == WY_FLAG_YES || (c->exported_attribute == WY_FLAG_UNSET && by_default);
    }
}

static bool asks_for(const struct wy_manifest *m, const char *name)
{
    for (WY_EACH(struct wy_manifest_permission, p, m->permissions))
        if (!p->declared && wy_str_eq(p->name, wy_str_c(name)))
            return true;
    return false;
}

// Permissions that every Android since 4.1 adds to what the manifest asks for: rights that others were part of when the
// app was written. (Later releases split further; which of those hold depends on the phone.)
static wy_err imply_permissions(struct walk *w, struct wy_diag *diag)
{
#define STORAGE "android.permission.WRITE_EXTERNAL_STORAGE"
    static const struct {
        const char *of, *adds; // no `of`: for every app
        int64_t below;         // target SDK
    } rows[] = {{NULL, STORAGE, 4},
                {NULL, "android.permission.READ_PHONE_STATE", 4},
                {STORAGE, "android.permission.READ_EXTERNAL_STORAGE", INT64_MAX},
                {"android.permission.READ_CONTACTS", "android.permission.READ_CALL_LOG", 16},
                {"android.permission.WRITE_CONTACTS", "android.permission.WRITE_CALL_LOG", 16}};
#undef STORAGE
    struct wy_manifest *m = w->m;
    int64_t min = m->min_sdk.known ? m->min_sdk.v : 1, target = m->target_sdk.known ? m->target_sdk.v : min;
    target = target < min ? min : target;
    for (size_t i = 0; i < WY_COUNT(rows) && m->application && !m->split.len; i++) {
        if (target >= rows[i].below || (rows[i].of && !asks_for(m, rows[i].of)) || asks_for(m, rows[i].adds))
            continue;
        struct wy_manifest_permission *p = wy_rows_add(&m->permissions, w->arena, sizeof *p);
        if (!p)
            return wy_fail(diag, WY_NO_MEMORY, w->x.pos, "no memory for a manifest");
        p->name = wy_str_c(rows[i].adds);
    }
    return WY_OK;
}

wy_err wy_manifest_read(struct wy_manifest *out, wy_bytes in, struct wy_arsc *resources, struct wy_res_locale locale,
                        struct wy_arena *arena, struct wy_diag *diag)
{
    struct wy_manifest m = {0};
    struct walk w = {.m = &m, .resources = resources, .locale = locale, .arena = arena, .text_left = TEXT_BUDGET};
    wy_err err = wy_axml_init(&w.x, in, diag);
    enum wy_axml_event event = WY_AXML_OTHER;
    bool root = false;
    while (err == WY_OK && event != WY_AXML_END) {
        err = wy_axml_next(&w.x, &event, diag);
        if (err != WY_OK)
            break;
        if (event == WY_AXML_OPEN)
            err = open_tag(&w, diag);
        else if (event == WY_AXML_CLOSE)
            close_tag(&w);
        root = root || event == WY_AXML_OPEN;
        if (root && w.depth == 0)
            break; // what follows is not looked at
    }
    if (err != WY_OK)
        return err;
    if (!root)
        return wy_fail(diag, WY_MALFORMED, w.x.pos, "a manifest without elements");
    m.odd_type = w.x.odd_type;
    decide_exported(&m);
    err = imply_permissions(&w, diag);
    *out = m;
    return err;
}
