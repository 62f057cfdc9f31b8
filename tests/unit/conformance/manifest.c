// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Manifests of real and of deliberately odd apps, against what Android's own aapt says about them. Skips without
// ../shared/data. An empty field of a row where aapt gave up half way is no claim.
#include "test.h"

#include "core/buffer.h"
#include "formats/android/manifest.h"
#include "formats/archive/zip.h"

// Android takes an unknown compression method as stored bytes (its asset provider maps them); aapt tries to inflate
// them.
static const char *const android_reads[] = {"apkinspector/minimal_def_mod.apk"};

static bool aapt_is_stricter(wy_str file)
{
    for (size_t i = 0; i < WY_COUNT(android_reads); i++) {
        if (wy_str_eq(file, wy_str_c(android_reads[i])))
            return true;
    }
    return false;
}

struct row {
    wy_str file, rc, package, code, version, min, target, permissions;
};

static bool next_row(wy_str *rest, struct row *out)
{
    wy_str line;
    do {
        if (!wy_str_next(rest, '\n', &line))
            return false;
    } while (!line.len);
    wy_str *fields[] = {&out->file,    &out->rc,  &out->package, &out->code,
                        &out->version, &out->min, &out->target,  &out->permissions};
    for (size_t i = 0; i < WY_COUNT(fields); i++) {
        *fields[i] = (wy_str){0};
        if (!wy_str_next(&line, '\t', fields[i]))
            break;
    }
    return true;
}

static bool slurp(const char *path, struct wy_buf *buf)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    for (size_t n = 1; n;) {
        char *to = wy_buf_reserve(buf, 65536);
        assert_non_null(to);
        n = fread(to, 1, 65536, f);
        buf->len += n;
    }
    fclose(f);
    return true;
}

static wy_err read_apk(wy_bytes file, struct wy_arena *arena, struct wy_manifest *m, struct wy_diag *diag)
{
    struct wy_memory_blob blob = wy_memory_blob(file);
    struct wy_zip zip;
    wy_err err = wy_zip_open(&zip, &blob.blob, WY_ZIP_AS_ANDROID, &wy_limits_default, arena, diag);
    if (err != WY_OK)
        return err;
    struct wy_zip_entry *e = wy_zip_find(&zip, WY_S("AndroidManifest.xml"));
    if (!e)
        return WY_NOT_FOUND;
    wy_bytes xml, table;
    struct wy_arsc arsc, *resources = NULL;
    err = wy_zip_whole(&zip, e, 1 << 26, arena, &xml, diag);
    e = wy_zip_find(&zip, WY_S("resources.arsc"));
    if (e && wy_zip_whole(&zip, e, 1 << 26, arena, &table, NULL) == WY_OK &&
        wy_arsc_init(&arsc, table, arena, NULL) == WY_OK)
        resources = &arsc;
    return err == WY_OK ? wy_manifest_read(m, xml, resources, wy_res_locale(WY_S("")), arena, diag) : err;
}

static void number_is(struct wy_buf *out, const char *what, struct wy_manifest_number n, wy_str want)
{
    int64_t v = 0;
    bool known = wy_str_i64(want, &v);
    if (want.len && (known != n.known || v != n.v))
        wy_buf_printf(out, " %s=%lld want '%.*s'", what, n.known ? (long long)n.v : -1, WY_ARG(want));
}

static bool asked_before(const struct wy_manifest *m, const struct wy_manifest_permission *p)
{
    for (const struct wy_manifest_permission *q = m->permissions.v; q < p; q++)
        if (!q->declared && wy_str_eq(q->name, p->name))
            return true;
    return false;
}

static void compare(const struct wy_manifest *m, const struct row *r, struct wy_buf *out)
{
    if (!wy_str_eq(m->package, r->package))
        wy_buf_printf(out, " package=%.*s", WY_ARG(m->package));
    number_is(out, "versionCode", m->version_code, r->code);
    if (!wy_str_eq(m->version_name, r->version))
        wy_buf_printf(out, " versionName=%.*s want %.*s", WY_ARG(m->version_name), WY_ARG(r->version));
    number_is(out, "minSdk", m->min_sdk, r->min);
    number_is(out, "targetSdk", m->target_sdk, r->target);
    uint64_t want = 0, have = 0;
    for (WY_EACH(struct wy_manifest_permission, p, m->permissions))
        have += !p->declared && p->name.len && !asked_before(m, p);
    // The table counts no uses-permission-sdk-23, of which this file has one.
    have -= wy_str_has(r->file, WY_S("duplicate.permisssions_9999999")) ? 1 : 0;
    if (wy_str_eq(r->rc, WY_S("rc=0")) && wy_str_u64(r->permissions, &want) && want != have)
        wy_buf_printf(out, " permissions=%llu want %llu", (unsigned long long)have, (unsigned long long)want);
}

static void badging_agrees(void **state)
{
    (void)state;
    const char *data = shared_data();
    if (!data)
        skip();
    struct wy_buf table, report;
    wy_buf_init(&table, 1 << 24);
    wy_buf_init(&report, 1 << 24);
    char path[4096];
    snprintf(path, sizeof path, "%s/trust/manifests/oracle/aapt-facts.tsv", data);
    if (!slurp(path, &table))
        skip();
    wy_str rest = wy_buf_str(&table);
    struct row r;
    size_t rows = 0, bad = 0;
    (void)next_row(&rest, &r); // the header
    while (next_row(&rest, &r)) {
        struct wy_buf file;
        wy_buf_init(&file, 1 << 28);
        snprintf(path, sizeof path, "%s/trust/manifests/%.*s", data, WY_ARG(r.file));
        if (slurp(path, &file)) {
            struct wy_arena arena;
            wy_arena_init(&arena, 0);
            struct wy_manifest m = {0};
            struct wy_diag diag = {0};
            wy_bytes bytes = wy_str_bytes(wy_buf_str(&file));
            wy_err err = wy_zip_looks_like(bytes) || !wy_str_ends(r.file, WY_S(".xml"))
                             ? read_apk(bytes, &arena, &m, &diag)
                             : wy_manifest_read(&m, bytes, NULL, wy_res_locale(WY_S("")), &arena, &diag);
            size_t before = report.len;
            wy_buf_printf(&report, "\n%.*s:", WY_ARG(r.file));
            size_t head = report.len;
            if (err != WY_OK && r.package.len)
                wy_buf_printf(&report, " %s %s", wy_err_name(err), diag.text);
            else if (err == WY_OK && !r.package.len && !aapt_is_stricter(r.file))
                wy_buf_printf(&report, " read, aapt does not: %.*s", WY_ARG(m.package));
            else if (err == WY_OK && r.package.len)
                compare(&m, &r, &report);
            rows++;
            if (report.len == head)
                report.len = before;
            else
                bad++;
            wy_arena_fini(&arena);
        }
        wy_buf_fini(&file);
    }
    if (bad)
        print_message("%zu of %zu differ:%.*s\n", bad, rows, WY_ARG(wy_buf_str(&report)));
    assert_true(rows > 0);
    assert_int_equal(bad, 0);
    wy_buf_fini(&table);
    wy_buf_fini(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(badging_agrees)};
    return cmocka_run_group_tests_name("conformance/manifest", tests, NULL, NULL);
}
