// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Documents that hold many records: CISA's catalogue of exploited flaws (KEV) and the android_sdk_NN.json tables of
// androidx.security.state (patch level to the set that it fixes, per component). Kernel numbers of those tables say
// nothing about single CVEs and are left out.
#include "knowledge/read/lists.h"
#include "core/date.h"

wy_err wy_read_kev(const struct wy_json *root, wy_record_sink sink, void *user, struct wy_diag *diag)
{
    const struct wy_json *list = wy_json_get(root, WY_S("vulnerabilities"));
    if (!list || list->type != WY_JSON_ARRAY)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/vulnerabilities: not a list");
    for (WY_JSON_EACH(v, list)) {
        struct wy_record r = {.score = -1, .source = WY_S("CISA KEV"), .exploited = true};
        r.id = wy_json_get_str(v, WY_S("cveID"));
        r.title = wy_json_get_str(v, WY_S("vulnerabilityName"));
        r.text = wy_json_get_str(v, WY_S("shortDescription"));
        int32_t day;
        if (wy_day_parse(wy_json_get_str(v, WY_S("dateAdded")), &day))
            r.modified = day;
        if (!wy_str_starts(r.id, WY_S("CVE-"))) {
            (void)wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/vulnerabilities/%zu/cveID: not a CVE number",
                          (size_t)(v - wy_json_at(list, 0)));
            continue;
        }
        wy_err err = sink(user, &r, diag);
        if (err)
            return err;
    }
    return WY_OK;
}

// Android release of an SDK level; from 33 on they differ by twenty, before that not evenly.
static uint64_t sdk_major(wy_str name)
{
    static const uint8_t majors[] = {8, 8, 9, 10, 11, 12, 12}; // 26 to 32
    size_t at = wy_str_find(name, WY_S("android_sdk_"));
    uint64_t sdk;
    if (at == WY_NPOS)
        return 0;
    wy_str digits = wy_str_from(name, at + 12);
    size_t n = 0;
    while (n < digits.len && wy_is_digit(digits.ptr[n]))
        n++;
    if (n > 3 || !wy_str_u64(wy_str_sub(digits, 0, n), &sdk) || sdk < 26 || sdk > 60)
        return 0;
    return UINT64_C(1) << (sdk < 33 ? majors[sdk - 26] : sdk - 20);
}

static bool add_component(struct wy_record *r, struct wy_arena *arena, wy_str component, int32_t day, uint64_t major)
{
    bool system = wy_str_eq(component, WY_S("system")), vendor = wy_str_eq(component, WY_S("vendor"));
    struct wy_claim *c = wy_record_claim(r, arena, system || vendor ? WY_CLAIM_PLATFORM : WY_CLAIM_MODULE);
    if (!c)
        return false;
    c->subject = system || vendor ? WY_S("android") : WY_S("mainline");
    c->vendor = component;
    c->component = vendor ? WY_COMPONENT_VENDOR : WY_COMPONENT_SYSTEM;
    c->majors = major;
    c->fixed = day;
    return true;
}

static wy_err read_entry(const struct wy_json *v, int32_t day, uint64_t major, struct wy_arena *scratch,
                         wy_record_sink sink, void *user, struct wy_diag *diag)
{
    struct wy_record r = {.score = -1, .source = WY_S("Android SDK table"), .modified = day};
    bool ok = true;
    for (WY_JSON_EACH(c, wy_json_get(v, WY_S("components"))))
        ok = ok && add_component(&r, scratch, wy_json_str(c), day, major);
    for (WY_JSON_EACH(a, wy_json_get(v, WY_S("asb_identifiers")))) {
        wy_str *row = wy_json_str(a).ptr ? wy_rows_add(&r.aliases, scratch, sizeof *row) : NULL;
        if (row)
            *row = wy_json_str(a);
    }
    if (!ok)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    for (WY_JSON_EACH(cve, wy_json_get(v, WY_S("cve_identifiers")))) {
        r.id = wy_json_str(cve);
        if (!wy_str_starts(r.id, WY_S("CVE-")))
            continue;
        wy_err err = sink(user, &r, diag);
        if (err)
            return err;
    }
    return WY_OK;
}

wy_err wy_read_sdk(const struct wy_json *root, wy_str name, struct wy_arena *scratch, wy_record_sink sink, void *user,
                   struct wy_diag *diag)
{
    uint64_t major = sdk_major(name);
    wy_err err = WY_OK;
    if (!major)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET,
                       "the file's name (android_sdk_NN.json) does not tell the SDK level");
    for (WY_JSON_EACH(level, wy_json_get(root, WY_S("vulnerabilities")))) {
        int32_t day;
        if (!wy_day_parse(level->key, &day)) {
            (void)wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/vulnerabilities/%.*s: not a patch level",
                          WY_ARG(wy_str_sub(level->key, 0, 40)));
            continue;
        }
        for (WY_JSON_EACH(v, level)) {
            struct wy_arena_mark mark = wy_arena_mark(scratch);
            err = read_entry(v, day, major, scratch, sink, user, diag);
            wy_arena_reset(scratch, mark);
            if (err)
                return err;
        }
    }
    return WY_OK;
}
