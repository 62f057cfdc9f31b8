// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Documents that hold many records: CISA's catalogue of exploited flaws (KEV) and the android_sdk_NN.json tables of
// androidx.security.state (patch level to the set that it fixes, per component; and the kernel releases that a level
// asks for). The checks are those of that library: real dates, CVE and ASB numbers, four severities, kernels 4 to 20.
#include "knowledge/read/lists.h"
#include "core/date.h"

wy_err wy_read_kev(const struct wy_json *root, const struct wy_record_out *out, struct wy_diag *diag)
{
    const struct wy_json *list = wy_json_get(root, WY_S("vulnerabilities"));
    if (!list || list->type != WY_JSON_ARRAY)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/vulnerabilities: not a list");
    for (WY_JSON_EACH(v, list)) {
        struct wy_record r = {.score = -1, .source = WY_S("CISA KEV"), .exploited = true};
        size_t at = (size_t)(v - wy_json_at(list, 0));
        r.id = wy_json_get_str(v, WY_S("cveID"));
        r.title = wy_json_get_str(v, WY_S("vulnerabilityName"));
        r.text = wy_json_get_str(v, WY_S("shortDescription"));
        if (!wy_is_cve(r.id)) {
            wy_record_leave_out(out, WY_MALFORMED, "/vulnerabilities/%zu/cveID: not a CVE number", at);
            continue;
        }
        if (!wy_day_parse(wy_json_get_str(v, WY_S("dateAdded")), &r.modified)) {
            wy_record_leave_out(out, WY_MALFORMED, "/vulnerabilities/%zu/dateAdded: not a date", at);
            continue;
        }
        wy_err err = out->record(out->user, &r, diag);
        if (err)
            return err;
    }
    return WY_OK;
}

// Android release of an SDK level; from 33 on they differ by twenty, before that not evenly.
static uint64_t sdk_major(wy_str name)
{
    static const uint8_t majors[] = {8, WY_ANDROID_8_1, 9, 10, 11, 12, WY_ANDROID_12L}; // 26 to 32
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

static const wy_str module_packages[] = {
    WY_S_INIT("com.google.android.modulemetadata"), WY_S_INIT("com.google.mainline.telemetry"),
    WY_S_INIT("com.google.mainline.adservices"),    WY_S_INIT("com.google.mainline.go.primary"),
    WY_S_INIT("com.google.mainline.go.telemetry"),
};

bool wy_is_module_package(wy_str name)
{
    for (size_t i = 0; i < WY_COUNT(module_packages); i++)
        if (wy_str_eq(name, module_packages[i]))
            return true;
    return false;
}

struct sdk {
    const struct wy_record_out *out;
    struct wy_arena *arena;
    struct wy_diag *diag;
    uint64_t major;
    wy_str level; // as written
    int32_t day;
};

static bool is_asb(wy_str s)
{
    if ((!wy_str_starts(s, WY_S("ASB-A-")) && !wy_str_starts(s, WY_S("PUB-A-"))) || s.len < 10 || s.len > 40)
        return false;
    for (size_t i = 6; i < s.len; i++)
        if (!wy_is_digit(s.ptr[i]))
            return false;
    return true;
}

static wy_err no_memory(const struct sdk *t)
{
    return wy_fail(t->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
}

static bool add_component(const struct sdk *t, struct wy_record *r, wy_str component)
{
    bool vendor = wy_str_eq(component, WY_S("vendor")), module = wy_is_module_package(component);
    struct wy_claim *c = wy_record_claim(r, t->arena, module ? WY_CLAIM_MODULE : WY_CLAIM_PLATFORM);
    if (!c)
        return false;
    c->subject = module ? WY_S("mainline") : WY_S("android");
    c->vendor = module ? component : (wy_str){0};
    c->component = vendor ? WY_COMPONENT_VENDOR : WY_COMPONENT_SYSTEM;
    c->majors = t->major;
    c->fixed = t->day;
    return true;
}

// What is wrong with an entry, as the part of its pointer; NULL when nothing is.
static const char *entry_fault(const struct wy_json *v)
{
    const struct wy_json *components = wy_json_get(v, WY_S("components")),
                         *cves = wy_json_get(v, WY_S("cve_identifiers")),
                         *bulletins = wy_json_get(v, WY_S("asb_identifiers"));
    for (WY_JSON_EACH(cve, cves))
        if (!wy_is_cve(wy_json_str(cve)))
            return "cve_identifiers: not a CVE number";
    for (WY_JSON_EACH(a, bulletins))
        if (!is_asb(wy_json_str(a)))
            return "asb_identifiers: neither ASB-A-... nor PUB-A-...";
    if ((!cves || !cves->n) && (!bulletins || !bulletins->n))
        return "cve_identifiers: none, and no asb_identifiers";
    if (!wy_rating(wy_json_get_str(v, WY_S("severity"))))
        return "severity: not critical, high, moderate or low";
    for (WY_JSON_EACH(c, components)) {
        wy_str s = wy_json_str(c);
        if (!wy_str_eq(s, WY_S("system")) && !wy_str_eq(s, WY_S("vendor")) && !wy_is_module_package(s))
            return "components: neither system, vendor nor a list of modules";
    }
    return components && components->n ? NULL : "components: none";
}

static wy_err read_entry(const struct sdk *t, const struct wy_json *v)
{
    struct wy_record r = {.score = -1, .source = WY_S("Android SDK table"), .modified = t->day};
    const struct wy_json *cves = wy_json_get(v, WY_S("cve_identifiers"));
    bool ok = true;
    r.rated = wy_rating(wy_json_get_str(v, WY_S("severity")));
    for (WY_JSON_EACH(c, wy_json_get(v, WY_S("components"))))
        ok = ok && add_component(t, &r, wy_json_str(c));
    for (WY_JSON_EACH(a, wy_json_get(v, WY_S("asb_identifiers")))) {
        wy_str *row = ok ? wy_rows_add(&r.aliases, t->arena, sizeof *row) : NULL;
        ok = row != NULL;
        if (row)
            *row = wy_json_str(a);
        for (WY_EACH(struct wy_claim, c, r.claims)) // one of the Pixel bulletin alone
            if (ok && wy_json_get(v, WY_S("asb_identifiers"))->n == 1 && wy_str_starts(*row, WY_S("PUB-")))
                c->flags |= WY_CLAIM_PIXEL;
    }
    if (!ok)
        return no_memory(t);
    if (!cves || !cves->n) { // filed under its bulletin's number
        r.id = *(wy_str *)r.aliases.v;
        return t->out->record(t->out->user, &r, t->diag);
    }
    for (WY_JSON_EACH(cve, cves)) {
        r.id = wy_json_str(cve);
        wy_err err = t->out->record(t->out->user, &r, t->diag);
        if (err)
            return err;
    }
    return WY_OK;
}

static wy_err read_level(struct sdk *t, const struct wy_json *level)
{
    for (WY_JSON_EACH(v, level)) {
        struct wy_arena_mark mark = wy_arena_mark(t->arena);
        const char *fault = entry_fault(v);
        wy_err err = fault ? WY_OK : read_entry(t, v);
        wy_arena_reset(t->arena, mark);
        if (err)
            return err;
        if (fault)
            wy_record_leave_out(t->out, WY_MALFORMED, "/vulnerabilities/%.*s/%zu/%s", WY_ARG(t->level),
                                (size_t)(v - wy_json_at(level, 0)), fault);
    }
    return WY_OK;
}

// Every kernel that is named is one claim of one record: what a level asks of each line.
static wy_err read_kernels(const struct sdk *t, const struct wy_json *kernels)
{
    struct wy_record r = {.score = -1, .id = WY_S("android-kernel-lts"), .source = WY_S("Android SDK table")};
    r.title = WY_S("Kernel releases that Android's patch levels ask for");
    for (WY_JSON_EACH(level, kernels)) {
        int32_t day;
        bool date = wy_day_parse(level->key, &day);
        if (!date || level->type != WY_JSON_ARRAY)
            wy_record_leave_out(t->out, WY_MALFORMED, "/kernel_lts_versions/%.*s: not a patch level",
                                WY_ARG(wy_str_sub(level->key, 0, 40)));
        for (WY_JSON_EACH(v, date ? level : NULL)) {
            uint32_t number;
            wy_str text = wy_json_str(v);
            if (!wy_kernel_number(text, &number) || number >> 24 < 4 || number >> 24 > 20 || text.len > 24) {
                wy_record_leave_out(t->out, WY_MALFORMED, "/kernel_lts_versions/%.*s/%zu: not a kernel from 4 to 20",
                                    WY_ARG(level->key), (size_t)(v - wy_json_at(level, 0)));
                continue;
            }
            struct wy_claim *c = wy_record_claim(&r, t->arena, WY_CLAIM_LTS);
            if (!c || !wy_claim_span(c, t->arena, (struct wy_span){.from = text}))
                return no_memory(t);
            c->subject = wy_kernel_line(text);
            c->fixed = day;
            r.modified = day > r.modified ? day : r.modified;
        }
    }
    return r.claims.n ? t->out->record(t->out->user, &r, t->diag) : WY_OK;
}

wy_err wy_read_sdk(const struct wy_json *root, wy_str name, struct wy_arena *scratch, const struct wy_record_out *out,
                   struct wy_diag *diag)
{
    struct sdk t = {.out = out, .arena = scratch, .diag = diag, .major = sdk_major(name)};
    wy_err err = WY_OK;
    if (!t.major)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET,
                       "the file's name (android_sdk_NN.json) does not tell the SDK level");
    for (WY_JSON_EACH(level, wy_json_get(root, WY_S("vulnerabilities")))) {
        t.level = wy_str_sub(level->key, 0, 40);
        if (!wy_day_parse(level->key, &t.day) || level->type != WY_JSON_ARRAY)
            wy_record_leave_out(out, WY_MALFORMED, "/vulnerabilities/%.*s: not a patch level", WY_ARG(t.level));
        else if (!err)
            err = read_level(&t, level);
    }
    return err ? err : read_kernels(&t, wy_json_get(root, WY_S("kernel_lts_versions")));
}
