// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "knowledge/version/build.h"
#include "knowledge/version/range.h"

enum { Q = WY_UNORDERED };

static void expect(enum wy_order order, const char *a, const char *b, int sign)
{
    struct wy_compared got = wy_version_compare(order, wy_str_c(a), wy_str_c(b));
    if (got.sign != sign)
        fail_msg("%s: '%s' and '%s': got %d (%s), expected %d", wy_order_name(order).ptr, a, b, got.sign,
                 wy_version_note_text(got.note), sign);
    struct wy_compared back = wy_version_compare(order, wy_str_c(b), wy_str_c(a));
    assert_int_equal(back.sign, sign == Q ? Q : -sign);
    if (sign == Q)
        assert_true(got.note > WY_NOTE_NO_LETTER);
}

static void apk_names(void **state)
{
    (void)state;
    expect(WY_ORDER_APK, "3.1.895.10", "3.1.895.11", -1);
    expect(WY_ORDER_APK, "3.1.895.10", "3.1.895.9", 1);
    expect(WY_ORDER_APK, "4.10", "4.10.0", 0);
    expect(WY_ORDER_APK, "4.10.0.1", "4.10.0", 1);
    expect(WY_ORDER_APK, "v2.1", "2.1", 0);
    expect(WY_ORDER_APK, "V1-210567", "1.210568", -1);
    expect(WY_ORDER_APK, "10.5.6-g", "10.5.6", 0);
    expect(WY_ORDER_APK, "10.2.4.g", "10.2.5", -1);
    expect(WY_ORDER_APK, "5.30.0.20241103.r1", "5.30.0.20241103", 0);
    expect(WY_ORDER_APK, "9", "10.0.1", -1);
    expect(WY_ORDER_APK, "1.0-beta2", "1.0", -1);
    expect(WY_ORDER_APK, "1.0-beta2", "1.0-beta10", -1);
    expect(WY_ORDER_APK, "1.0-alpha", "1.0-rc1", -1);
    expect(WY_ORDER_APK, "1.0-canary", "1.0-dev", Q);
    expect(WY_ORDER_APK, "1.0-beta", "1.0-g", -1);
    expect(WY_ORDER_APK, "99999999999999999999999999991", "99999999999999999999999999992", -1);
    expect(WY_ORDER_APK, "12.0 (1234)", "12.0", 0);
}

static void apk_flavours(void **state)
{
    (void)state;
    struct wy_compared d =
        wy_version_compare(WY_ORDER_APK, WY_S("5.1.251.10.fullCnRelease.0616209"), WY_S("5.1.251.10"));
    assert_int_equal(d.sign, 0);
    assert_int_equal(d.note, WY_NOTE_FLAVOUR);
    d = wy_version_compare(WY_ORDER_APK, WY_S("5.1.251.10.lite"), WY_S("5.1.251.10"));
    assert_int_equal(d.note, WY_NOTE_NONE);
}

static void apk_without_order(void **state)
{
    (void)state;
    static const char *const bad[] = {"n/a", "GetApps",     "1.2.3 4.5.6", "1.2.3, 2.0", "<= 3.1", "3.1 and earlier",
                                      "",    "unspecified", "1.2.3 (3.4)"};
    for (size_t i = 0; i < WY_COUNT(bad); i++) {
        expect(WY_ORDER_APK, bad[i], "3.1", Q);
        expect(WY_ORDER_APK, bad[i], bad[i], Q);
    }
    expect(WY_ORDER_APK, "MiConnect 3.1", "3.1", Q);
    expect(WY_ORDER_APK, "QL1715_201805292006", "QL1715_201805292006", 0);
    expect(WY_ORDER_APK, "QL1715_201805292006", "QL1715_201805292007", Q);
}

static void apk_product_names(void **state)
{
    (void)state;
    const wy_str names[] = {WY_S("mi"), WY_S("Mi Connect Service"), WY_S("getapps")};
    assert_str_is(wy_apk_version_strip(WY_S("Mi Connect Service V3.1"), names, 3), "V3.1");
    assert_str_is(wy_apk_version_strip(WY_S("GetApps32.0.0.1"), names, 3), "32.0.0.1");
    assert_str_is(wy_apk_version_strip(WY_S("getapps application"), names, 3), "getapps application");
    assert_str_is(wy_apk_version_strip(WY_S("3.1"), names, 3), "3.1");
}

static void builds_parse(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        enum wy_build_kind kind;
        enum wy_skin skin;
    } rows[] = {
        {"V12.5.6.0.RJEMIXM", "V12.5.6.0.RJEMIXM", WY_BUILD_STABLE, WY_SKIN_MIUI},
        {"V816.0.4.0.UNCEUXM", "OS1.0.4.0.UNCEUXM", WY_BUILD_STABLE, WY_SKIN_HYPEROS},
        {"OS3.0.3.0.WNLCNXM.PRE", "OS3.0.3.0.WNLCNXM.PRE", WY_BUILD_STABLE, WY_SKIN_HYPEROS},
        {"8.1.1.0(MHOMIDI)", "V8.1.1.0.MHOMIDI", WY_BUILD_STABLE, WY_SKIN_MIUI},
        {"2.0.204.0", "OS2.0.204.0", WY_BUILD_SHORT, WY_SKIN_HYPEROS},
        {"MIUI 12.5", "V12.5", WY_BUILD_SHORT, WY_SKIN_MIUI},
        {"HyperOS 2.0", "OS2.0", WY_BUILD_SHORT, WY_SKIN_HYPEROS},
        {"7.1.19", "7.1.19", WY_BUILD_OLD_WEEKLY, WY_SKIN_MIUI},
        {"V14.0.23.5.8.DEV", "V14.0.23.5.8.DEV", WY_BUILD_WEEKLY, WY_SKIN_MIUI},
        {"V13", "V13", WY_BUILD_SHORT, WY_SKIN_MIUI},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        struct wy_build b;
        char text[WY_BUILD_TEXT_SIZE];
        assert_true(wy_build_parse(wy_str_c(rows[i].in), &b));
        assert_int_equal(b.kind, rows[i].kind);
        assert_int_equal(b.skin, rows[i].skin);
        wy_str out = wy_build_format(&b, text);
        if (b.kind != WY_BUILD_OLD_WEEKLY)
            assert_str_is(out, rows[i].out);
    }
    struct wy_build b;
    assert_true(wy_build_parse(WY_S("V9.6.4.0.ODMMIFD"), &b));
    assert_string_equal(b.device, "DM");
    assert_string_equal(b.region, "MI");
    assert_string_equal(b.operator_code, "FD");
    assert_str_is(wy_build_android(b.letter), "8");
    static const char *const bad[] = {"",      "eng.root.20230101", "V12.5.6.0.RJEMIX", "V12..5",
                                      "hello", "12345678901.1",     "V14.0.23.13.8.DEV"};
    for (size_t i = 0; i < WY_COUNT(bad); i++)
        assert_false(wy_build_parse(wy_str_c(bad[i]), &b));
}

static void builds_compare(void **state)
{
    (void)state;
    expect(WY_ORDER_MIUI, "V12.5.6.0.RJEMIXM", "V12.5.7.0.RJEMIXM", -1);
    expect(WY_ORDER_MIUI, "V12.5.10.0.RJEMIXM", "V12.5.7.0.RJEMIXM", 1);
    expect(WY_ORDER_MIUI, "V12.5.9.0.QJEMIXM", "V12.5.1.0.RJEMIXM", -1); // a new Android restarts the count
    expect(WY_ORDER_MIUI, "V816.0.4.0.UNCEUXM", "OS1.0.4.0.UNCEUXM", 0);
    expect(WY_ORDER_MIUI, "V14.0.9.0.UNCEUXM", "OS1.0.4.0.UNCEUXM", -1);
    expect(WY_ORDER_MIUI, "OS2.0.204.0.VNCEUXM", "OS2.0.8.0.VNCEUXM", 1);
    expect(WY_ORDER_MIUI, "V12.5.6.0.RJEMIXM", "V12.5.7.0.RJEEUXM", Q);
    expect(WY_ORDER_MIUI, "V12.5.6.0.RJEMIXM", "V13.0.7.0.SKAMIXM", Q);
    expect(WY_ORDER_MIUI, "OS3.0.3.0.WNLCNXM.PRE", "OS3.0.3.0.WNLCNXM", Q);
    expect(WY_ORDER_MIUI, "V14.0.23.5.8.DEV", "V14.0.23.5.15.DEV", -1);
    expect(WY_ORDER_MIUI, "7.1.19", "V14.0.23.5.15.DEV", -1);
    expect(WY_ORDER_MIUI, "V14.0.23.5.8.DEV", "V14.0.1.0.TMGMIXM", Q);
    expect(WY_ORDER_MIUI, "MIUI 12.5", "V13.0.7.0.SKAMIXM", -1);
    expect(WY_ORDER_MIUI, "MIUI 12.5", "V12.5.6.0.RJEMIXM", Q);
    expect(WY_ORDER_MIUI, "12.5.6.0", "V12.5.6.0.RJEMIXM", 0);
    expect(WY_ORDER_MIUI, "V12.5.6", "eng.root", Q);
    struct wy_build a, b;
    assert_true(wy_build_parse(WY_S("V12.5.6.0.RJEMIXM"), &a));
    assert_true(wy_build_parse(WY_S("V13.0.7.0.SKAMIXM"), &b));
    struct wy_compared d = wy_build_compare_line(&a, &b);
    assert_int_equal(d.sign, -1);
    assert_int_equal(d.note, WY_NOTE_LINE);
}

static void dates(void **state)
{
    (void)state;
    expect(WY_ORDER_PATCH_LEVEL, "2024-06-01", "2024-06-05", -1);
    expect(WY_ORDER_PATCH_LEVEL, "2024-06-05", "2024-06-05", 0);
    static const char *const bad[] = {"2024-6-1", "2024-06-31", "June 2024", "2024-06-05x", "0"};
    for (size_t i = 0; i < WY_COUNT(bad); i++)
        expect(WY_ORDER_PATCH_LEVEL, bad[i], "2024-06-05", Q);
    expect(WY_ORDER_BUILD_DATE, "2022.01.26", "1643500800", -1);
    expect(WY_ORDER_BUILD_DATE, "2022.01.26", "1643155200", 0);
    expect(WY_ORDER_BUILD_DATE, "2022.1.26", "2022-01-27", -1);
    expect(WY_ORDER_BUILD_DATE, "Wed Jan 26", "2022-01-27", Q);
    expect(WY_ORDER_DATETIME, "2024-01-01T00:00:00.900Z", "2024-01-01T00:00:00.09Z", 1);
    expect(WY_ORDER_DATETIME, "2024-01-01T00:00:00Z", "2023-12-31T19:00:00.000-05:00", 0);
}

static void semver_kin(void **state)
{
    (void)state;
    expect(WY_ORDER_SEMVER, "1.0.0-alpha.1", "1.0.0-alpha.beta", -1);
    expect(WY_ORDER_SEMVER, "1.0.0+a", "1.0.0+b", 0);
    expect(WY_ORDER_SEMVER, "1.0.0-", "1.0.0", Q);
    expect(WY_ORDER_SEMVER, "1.0.0.1", "1.0.0", Q);
    expect(WY_ORDER_SEMVER, "latest", "1.0.0", Q);
    expect(WY_ORDER_NPM, "=v1.2.3", "1.2.3", 0);
    expect(WY_ORDER_GOLANG, "go1.20rc1", "1.20.0", -1);
    expect(WY_ORDER_GOLANG, "v1.2.3+incompatible", "v1.2.4", -1);
    expect(WY_ORDER_PUB, "1.0.0+1", "1.0.0", 1);
    expect(WY_ORDER_NUGET, "1.0", "1.0.0.0", 0);
    expect(WY_ORDER_NUGET, "1.0.0.1-ALPHA", "1.0.0.1-alpha", 0);
    expect(WY_ORDER_NONE, "1", "1", Q);
}

static void names_of_orders(void **state)
{
    (void)state;
    for (int i = 1; i < WY_ORDERS; i++) {
        assert_int_equal(wy_order_find(wy_order_name((enum wy_order)i)), i);
        assert_true(strlen(wy_order_meaning((enum wy_order)i)) > 3);
    }
    assert_int_equal(wy_order_find(WY_S("HyperOS")), WY_ORDER_MIUI);
    assert_int_equal(wy_order_find(WY_S("SPL")), WY_ORDER_PATCH_LEVEL);
    assert_int_equal(wy_order_find(WY_S("nonsense")), WY_ORDER_NONE);
    assert_int_equal(wy_order_find(WY_S("")), WY_ORDER_NONE);
    for (int i = 1; i < WY_NOTES; i++)
        assert_non_null(wy_version_note_text((enum wy_version_note)i));
}

static enum wy_tri in_range(const char *vers, const char *version)
{
    struct wy_arena arena;
    struct wy_range range;
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 1 << 20);
    if (wy_range_parse(wy_str_c(vers), &arena, &range, &diag) != WY_OK)
        fail_msg("%s: %s", vers, diag.text);
    enum wy_tri answer = wy_range_contains(&range, wy_str_c(version), NULL);
    wy_arena_fini(&arena);
    return answer;
}

static void ranges_contain(void **state)
{
    (void)state;
    assert_int_equal(in_range("vers:apk/<=3.1.895.10", "3.1.895.10"), WY_YES);
    assert_int_equal(in_range("vers:apk/<=3.1.895.10", "3.1.895.11"), WY_NO);
    assert_int_equal(in_range("vers:apk/<=3.1.895.10", "n/a"), WY_UNKNOWN);
    assert_int_equal(in_range("vers:apk/>=2.0|<3.0|>=4.0|<4.2", "4.1"), WY_YES);
    assert_int_equal(in_range("vers:apk/>=2.0|<3.0|>=4.0|<4.2", "3.5"), WY_NO);
    assert_int_equal(in_range("vers:apk/>=2.0|<3.0|>=4.0|<4.2", "1.5"), WY_NO);
    assert_int_equal(in_range("vers:apk/>=2.0|<3.0|>=4.0|<4.2", "5"), WY_NO);
    assert_int_equal(in_range("vers:apk/>=2.0|!=2.5|<3.0", "2.5"), WY_NO);
    assert_int_equal(in_range("vers:apk/!=2.5", "2.6"), WY_YES);
    assert_int_equal(in_range("vers:apk/1.0|2.0|>4", "5"), WY_YES);
    assert_int_equal(in_range("vers:apk/1.0|2.0", "1.5"), WY_NO);
    assert_int_equal(in_range("vers:npm/*", "anything"), WY_YES);
    assert_int_equal(in_range("vers:who-knows/<2", "1"), WY_UNKNOWN);
    assert_int_equal(in_range("vers:apk/<2|>=3%2B1", "3+1"), WY_YES);
    assert_int_equal(in_range("vers:miui/<V12.5.7.0.RJEMIXM", "V12.5.6.0.RJEMIXM"), WY_YES);
    assert_int_equal(in_range("vers:miui/<V12.5.7.0.RJEMIXM", "V12.5.6.0.RJEEUXM"), WY_UNKNOWN);
}

static wy_err check(const char *vers, bool canonical)
{
    struct wy_arena arena;
    struct wy_range range;
    wy_arena_init(&arena, 1 << 20);
    wy_err err =
        canonical ? wy_range_check(wy_str_c(vers), &arena, NULL) : wy_range_parse(wy_str_c(vers), &arena, &range, NULL);
    wy_arena_fini(&arena);
    return err;
}

static void ranges_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "vers:",
                                      "vers:npm",
                                      "vers:npm/",
                                      "vers:npm/1||2",
                                      "vers:npm/|1",
                                      "vers:npm/1|",
                                      "vers:npm/>",
                                      "vers:npm/%4",
                                      "vers:npm/1.%zz",
                                      "vers:/1",
                                      "VERS:npm/1",
                                      "vers:NPM/1",
                                      "vers:npm/1|*",
                                      "vers:npm/> 1",
                                      "vers:npm/**"};
    for (size_t i = 0; i < WY_COUNT(bad); i++)
        assert_int_equal(check(bad[i], false), WY_MALFORMED);
    static const char *const odd[] = {"vers:npm/2.0.0|1.0.0", "vers:npm/1.0.0|1.0.0", "vers:npm/>1.0.0|>2.0.0",
                                      "vers:npm/1.0.0|<2.0.0", "vers:npm/<1.0.0|<=2.0.0"};
    for (size_t i = 0; i < WY_COUNT(odd); i++) {
        assert_int_equal(check(odd[i], false), WY_OK);
        assert_int_equal(check(odd[i], true), WY_MALFORMED);
    }
    assert_int_equal(check("vers:npm/1.2.3|>=2.0.0|!=3.0.0|<5.0.0", true), WY_OK);
}

static uint64_t random_state = 3;
static uint32_t roll(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % n;
}

static wy_str random_version(char text[96])
{
    static const char *const parts[] = {".", ".", ".", "-", "_", " ", "v", "beta", ", ", "0", "00", "x"};
    static const unsigned sizes[] = {2, 12, 300, 70000, 1u << 30, 4000000000u};
    size_t n = 0, want = 1 + roll(6);
    text[0] = 0;
    for (size_t i = 0; i < want; i++) {
        n += (size_t)snprintf(text + n, 96 - n, "%s", i || !roll(4) ? parts[roll(WY_COUNT(parts))] : "");
        n += roll(9) ? (size_t)snprintf(text + n, 96 - n, "%u", roll(sizes[roll(WY_COUNT(sizes))])) : 0;
    }
    return (wy_str){text, n};
}

// Where keys differ they have to be right, and they have to differ for most versions that do.
static void keys_are_order(void **state)
{
    (void)state;
    char left[96], right[96];
    size_t settled = 0, ordered = 0;
    for (int i = 0; i < 100000; i++) {
        wy_str a = random_version(left), b = random_version(right);
        if (roll(3) == 0) { // alike but for the end
            memcpy(right, left, sizeof left);
            b.len = a.len ? a.len - roll((uint32_t)wy_min(a.len, 3)) : 0;
        }
        uint64_t ka = wy_version_key(WY_ORDER_APK, a), kb = wy_version_key(WY_ORDER_APK, b);
        struct wy_compared d = wy_version_compare(WY_ORDER_APK, a, b);
        ordered += d.sign != WY_UNORDERED && d.sign != 0;
        if (!ka || !kb || ka == kb)
            continue;
        if (d.sign != (ka < kb ? -1 : 1) || d.note)
            fail_msg("\"%.*s\" and \"%.*s\"", WY_ARG(a), WY_ARG(b));
        settled++;
    }
    assert_true(settled > ordered * 8 / 10);
    assert_int_equal(wy_version_key(WY_ORDER_SEMVER, WY_S("1.2.3")), 0);
    assert_int_equal(wy_version_key(WY_ORDER_APK, WY_S("n/a")), 0);
    assert_true(wy_version_key(WY_ORDER_APK, WY_S("1.0")) == wy_version_key(WY_ORDER_APK, WY_S(" v1.0.0 ")));
}

static void intervals(void **state)
{
    (void)state;
    enum wy_version_note why = WY_NOTE_NONE;
    struct wy_interval i = {.from = WY_S("2.0"), .to = WY_S("3.0")};
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("2.0"), &why), WY_YES);
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("3.0"), &why), WY_NO);
    i.to_included = i.from_excluded = true;
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("2.0"), &why), WY_NO);
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("3.0"), &why), WY_YES);
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("n/a"), &why), WY_UNKNOWN);
    assert_int_equal(why, WY_NOTE_NO_NUMBER);
    i.to = WY_S("before 4");
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("1.0"), &why), WY_NO);
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("2.5"), &why), WY_UNKNOWN);
    i = (struct wy_interval){0};
    assert_int_equal(wy_interval_contains(WY_ORDER_APK, &i, WY_S("2.5"), NULL), WY_YES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apk_names),
        cmocka_unit_test(apk_flavours),
        cmocka_unit_test(apk_without_order),
        cmocka_unit_test(apk_product_names),
        cmocka_unit_test(builds_parse),
        cmocka_unit_test(builds_compare),
        cmocka_unit_test(dates),
        cmocka_unit_test(semver_kin),
        cmocka_unit_test(names_of_orders),
        cmocka_unit_test(ranges_contain),
        cmocka_unit_test(ranges_refused),
        cmocka_unit_test(intervals),
        cmocka_unit_test(keys_are_order),
    };
    return cmocka_run_group_tests_name("knowledge/version", tests, NULL, NULL);
}
