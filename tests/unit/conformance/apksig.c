// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// AOSP's own APK signature cases: verdict, schemes and signers for seven ranges of SDK levels, and the .idsig cases.
// Skips without ../shared/data. docs/conformance/apksig.md lists the rows that are left out and why.
#include "test.h"

#include "core/buffer.h"
#include "formats/android/apksig.h"
#include "formats/android/manifest.h"

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

static size_t fields_of(wy_str line, wy_str *out, size_t n)
{
    size_t i = 0;
    while (i < n && wy_str_next(&line, '\t', &out[i]))
        i++;
    return i;
}

struct answer {
    struct wy_apksig sig;
    wy_str manifest; // what was wrong with it
};

static void verify(wy_bytes file, int min_sdk, int max_sdk, const struct wy_blob *idsig, struct wy_arena *arena,
                   struct answer *out)
{
    struct wy_memory_blob blob = wy_memory_blob(file);
    struct wy_zip zip;
    struct wy_diag diag = {0};
    struct wy_manifest m;
    wy_bytes xml;
    *out = (struct answer){0};
    wy_err err = wy_zip_open(&zip, &blob.blob, WY_ZIP_AS_ANDROID, &wy_limits_default, arena, &diag);
    struct wy_zip_entry *e = err == WY_OK ? wy_zip_find(&zip, WY_S("AndroidManifest.xml")) : NULL;
    if (!e || wy_zip_whole(&zip, e, 1 << 26, arena, &xml, &diag) != WY_OK ||
        wy_manifest_read(&m, xml, NULL, wy_res_locale(WY_S("")), arena, &diag) != WY_OK) {
        out->manifest = wy_arena_printf(arena, "%s", e ? diag.text : "no manifest");
        return;
    }
    struct wy_apksig_options o = {.min_sdk = min_sdk,
                                  .max_sdk = max_sdk,
                                  .target_sdk = m.target_sdk.known ? (int)m.target_sdk.v : (int)m.min_sdk.v,
                                  .target_sandbox = (int)m.target_sandbox.v,
                                  .idsig = idsig};
    if (o.min_sdk < 0)
        o.min_sdk = m.min_sdk.known ? (int)m.min_sdk.v : 1;
    assert_int_equal(wy_apksig_verify(&out->sig, &zip, &o, arena, &diag), WY_OK);
}

static int sdk_of(wy_str s, int absent)
{
    uint64_t v;
    return wy_str_u64(s, &v) ? (int)v : absent;
}

static wy_str schemes_of(const struct wy_apksig *sig, struct wy_arena *arena)
{
    static const char *const names[] = {"v1", "v2", "v3", "v3.1"};
    wy_str out = WY_S("");
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        if (sig->schemes & 1U << i)
            out = wy_arena_printf(arena, "%.*s%s%s", WY_ARG(out), out.len ? "," : "", names[i]);
    }
    return out.len ? out : WY_S("-");
}

static wy_str first_error(const struct answer *a)
{
    const wy_str *v = a->sig.errors.v;
    return a->manifest.ptr ? a->manifest : a->sig.errors.n ? v[0] : WY_S("");
}

enum { FILE_, MIN, MAX, VERDICT, SCHEMES, ERRORS, SIGNERS, COLUMNS };

static void compare(wy_str *f, const struct answer *a, struct wy_arena *arena, struct wy_buf *report)
{
    wy_str verdict = f[VERDICT], schemes = f[SCHEMES];
    // The oracle's Java had no RSA-PSS.
    if (wy_str_has(f[ERRORS], WY_S("NoSuchAlgorithm"))) {
        bool good = !wy_str_has(f[FILE_], WY_S("does-not-verify")) && f[MIN].ptr[0] != '-';
        verdict = good ? WY_S("VERIFIED") : WY_S("FAIL");
        schemes = WY_S("v2");
    }
    bool want = wy_str_eq(verdict, WY_S("VERIFIED"));
    wy_str got = schemes_of(&a->sig, arena);
    if (want != a->sig.verified)
        wy_buf_printf(report, "\n%.*s %.*s..%.*s: %.*s wanted, first error %.*s", WY_ARG(f[FILE_]), WY_ARG(f[MIN]),
                      WY_ARG(f[MAX]), WY_ARG(verdict), WY_ARG(first_error(a)));
    else if (want && !wy_str_eq(got, schemes))
        wy_buf_printf(report, "\n%.*s %.*s..%.*s: %.*s wanted, got %.*s", WY_ARG(f[FILE_]), WY_ARG(f[MIN]),
                      WY_ARG(f[MAX]), WY_ARG(schemes), WY_ARG(got));
    if (want && f[SIGNERS].len == 64 && a->sig.verified) {
        const wy_str *s = a->sig.signers.v;
        bool found = false;
        for (size_t i = 0; i < a->sig.signers.n; i++)
            found = found || wy_str_eq(s[i], f[SIGNERS]);
        if (!found)
            wy_buf_printf(report, "\n%.*s %.*s..%.*s: signer %.*s wanted", WY_ARG(f[FILE_]), WY_ARG(f[MIN]),
                          WY_ARG(f[MAX]), WY_ARG(f[SIGNERS]));
    }
}

static void verdicts_agree(void **state)
{
    (void)state;
    const char *data = shared_data();
    char path[4096];
    struct wy_buf table, report;
    wy_buf_init(&table, 1 << 24);
    wy_buf_init(&report, 1 << 24);
    if (!data || snprintf(path, sizeof path, "%s/trust/apksig/oracle-apksig-2025-03.tsv", data) < 0 ||
        !slurp(path, &table))
        skip();
    wy_str rest = wy_buf_str(&table), line, f[COLUMNS];
    size_t rows = 0;
    while (wy_str_next(&rest, '\n', &line)) {
        if (fields_of(line, f, COLUMNS) < COLUMNS - 1 || wy_str_has(f[ERRORS], WY_S("IllegalArgument")))
            continue; // an empty range of levels
        struct wy_buf file;
        wy_buf_init(&file, 1 << 28);
        snprintf(path, sizeof path, "%s/trust/apksig/apk/%.*s", data, WY_ARG(f[FILE_]));
        if (slurp(path, &file)) {
            struct wy_arena arena;
            wy_arena_init(&arena, 0);
            struct answer a;
            verify(wy_str_bytes(wy_buf_str(&file)), sdk_of(f[MIN], -1), sdk_of(f[MAX], WY_SDK_MAX), NULL, &arena, &a);
            compare(f, &a, &arena, &report);
            rows++;
            wy_arena_fini(&arena);
        }
        wy_buf_fini(&file);
    }
    if (report.len)
        print_message("of %zu rows:%.*s\n", rows, WY_ARG(wy_buf_str(&report)));
    assert_true(rows > 0);
    assert_int_equal(report.len, 0);
    wy_buf_fini(&table);
    wy_buf_fini(&report);
}

static void idsig_row(const char *data, wy_str *f, struct wy_buf *report)
{
    char path[4096];
    struct wy_buf apk, idsig;
    wy_buf_init(&apk, 1 << 28);
    wy_buf_init(&idsig, 1 << 28);
    static const char *const folders[] = {"v4-generated", "apk"};
    for (size_t i = 0; i < WY_COUNT(folders); i++) {
        snprintf(path, sizeof path, "%s/trust/apksig/%s/%.*s", data, folders[i], WY_ARG(f[0]));
        if (!apk.len)
            (void)slurp(path, &apk);
        snprintf(path, sizeof path, "%s/trust/apksig/%s/%.*s", data, folders[i], WY_ARG(f[1]));
        if (!idsig.len)
            (void)slurp(path, &idsig);
    }
    if (apk.len && idsig.len) {
        struct wy_arena arena;
        wy_arena_init(&arena, 0);
        struct wy_memory_blob blob = wy_memory_blob(wy_str_bytes(wy_buf_str(&idsig)));
        struct answer a;
        // The generated APKs have no v1 signature: they were made for SDK 24 and newer.
        verify(wy_str_bytes(wy_buf_str(&apk)), 24, WY_SDK_MAX, &blob.blob, &arena, &a);
        bool v4 = wy_str_eq(f[3], WY_S("v4=true"));
        bool verified = !wy_str_eq(f[2], WY_S("FAIL")); // where apksigner crashed, the APK itself is good
        if (v4 != (a.sig.v4 == WY_APKSIG_GOOD) || verified != a.sig.verified)
            wy_buf_printf(report, "\n%.*s with %.*s: v4=%d verified=%d %.*s", WY_ARG(f[0]), WY_ARG(f[1]), a.sig.v4,
                          a.sig.verified, WY_ARG(first_error(&a)));
        const wy_str *w = a.sig.warnings.v;
        bool told = wy_str_starts(f[4], WY_S("NullPointer")) || f[4].ptr[0] == '-';
        for (size_t i = 0; i < a.sig.warnings.n; i++)
            told = told || wy_str_starts(w[i], f[4]);
        if (!told && verified)
            wy_buf_printf(report, "\n%.*s with %.*s: %.*s not told", WY_ARG(f[0]), WY_ARG(f[1]), WY_ARG(f[4]));
        wy_arena_fini(&arena);
    }
    wy_buf_fini(&apk);
    wy_buf_fini(&idsig);
}

static void idsig_agrees(void **state)
{
    (void)state;
    const char *data = shared_data();
    char path[4096];
    struct wy_buf table, report;
    wy_buf_init(&table, 1 << 20);
    wy_buf_init(&report, 1 << 20);
    if (!data || snprintf(path, sizeof path, "%s/trust/apksig/v4-generated/expected-v4.tsv", data) < 0 ||
        !slurp(path, &table))
        skip();
    wy_str rest = wy_buf_str(&table), line, f[5];
    while (wy_str_next(&rest, '\n', &line)) {
        if (fields_of(line, f, 5) == 5 && !wy_str_eq(f[0], WY_S("apk")))
            idsig_row(data, f, &report);
    }
    if (report.len)
        print_message("differ:%.*s\n", WY_ARG(wy_buf_str(&report)));
    assert_int_equal(report.len, 0);
    wy_buf_fini(&table);
    wy_buf_fini(&report);
}

// kind, file, min, max, expected, ...: verdicts and stamps as AOSP's own tests assert them.
static void stamp_row(const char *data, wy_str *f, struct wy_buf *report)
{
    char path[4096];
    struct wy_buf apk;
    wy_buf_init(&apk, 1 << 28);
    snprintf(path, sizeof path, "%s/trust/apksig/apk/%.*s", data, WY_ARG(f[1]));
    if (slurp(path, &apk)) {
        struct wy_arena arena;
        struct answer a;
        wy_arena_init(&arena, 0);
        verify(wy_str_bytes(wy_buf_str(&apk)), sdk_of(f[2], -1), sdk_of(f[3], WY_SDK_MAX), NULL, &arena, &a);
        bool stamp = wy_str_has(f[4], WY_S("STAMP"));
        bool good = wy_str_ends(f[4], WY_S("STAMP_VERIFIED"));
        if (stamp && good != (a.sig.source_stamp == WY_APKSIG_GOOD))
            wy_buf_printf(report, "\n%.*s %.*s..%.*s: %.*s wanted", WY_ARG(f[1]), WY_ARG(f[2]), WY_ARG(f[3]),
                          WY_ARG(f[4]));
        if (wy_str_eq(f[0], WY_S("verify")) && !stamp) {
            bool want = wy_str_eq(f[4], WY_S("VERIFIED")) || wy_str_starts(f[4], WY_S("WARN"));
            if (want != a.sig.verified)
                wy_buf_printf(report, "\n%.*s %.*s..%.*s: %.*s wanted, first error %.*s", WY_ARG(f[1]), WY_ARG(f[2]),
                              WY_ARG(f[3]), WY_ARG(f[4]), WY_ARG(first_error(&a)));
        }
        wy_arena_fini(&arena);
    }
    wy_buf_fini(&apk);
}

static void aosp_tests_agree(void **state)
{
    (void)state;
    const char *data = shared_data();
    char path[4096];
    struct wy_buf table, report;
    wy_buf_init(&table, 1 << 20);
    wy_buf_init(&report, 1 << 20);
    if (!data || snprintf(path, sizeof path, "%s/trust/apksig/expected-tests.tsv", data) < 0 || !slurp(path, &table))
        skip();
    wy_str rest = wy_buf_str(&table), line, f[5];
    while (wy_str_next(&rest, '\n', &line)) {
        if (fields_of(line, f, 5) == 5 && !wy_str_eq(f[0], WY_S("kind")))
            stamp_row(data, f, &report);
    }
    if (report.len)
        print_message("differ:%.*s\n", WY_ARG(wy_buf_str(&report)));
    assert_int_equal(report.len, 0);
    wy_buf_fini(&table);
    wy_buf_fini(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_agree),
        cmocka_unit_test(idsig_agrees),
        cmocka_unit_test(aosp_tests_agree),
    };
    return cmocka_run_group_tests_name("conformance/apksig", tests, NULL, NULL);
}
