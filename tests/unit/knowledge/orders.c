// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The orders of package ecosystems: a few rows of our own for each, and every line of two published suites (shared
// data, skipped when absent).
#include "test.h"

#include "core/json.h"
#include "knowledge/version/range.h"

static void expect(const char *order, const char *a, const char *b, int sign)
{
    struct wy_compared got = wy_version_compare(wy_order_find(wy_str_c(order)), wy_str_c(a), wy_str_c(b));
    if (got.sign != sign)
        fail_msg("%s: '%s' and '%s': got %d (%s), expected %d", order, a, b, got.sign, wy_version_note_text(got.note),
                 sign);
}

static void own_rows(void **state)
{
    (void)state;
    static const struct {
        const char *order, *a, *b;
        int sign;
    } rows[] = {
        {"deb", "1:1.0", "2.0", 1},
        {"deb", "1.0~rc1-1", "1.0-1", -1},
        {"deb", "1.0-1", "1.0-1ubuntu1", -1},
        {"deb", "1.0a", "1.0+", -1},
        {"deb", "1.0", "1.0-0", 0},
        {"deb", "x:1", "1", WY_UNORDERED},
        {"deb", "1.0-", "1.0", WY_UNORDERED},
        {"deb", "1 0", "1", WY_UNORDERED},
        {"rpm", "1.0-1.el9", "1.0-1.el9_2", -1},
        {"rpm", "1.0^git1", "1.0", 1},
        {"rpm", ":1.0", "0:1.0", 0},
        {"alpm", "1.0a-1", "1.0-1", -1},
        {"alpm", "1:1.0", "2.0-1", 1},
        {"alpm", "1.0-1", "1.0", 0},
        {"alpm", "1..0", "1.0", 1},
        {"alpine", "1.2_rc1", "1.2", -1},
        {"alpine", "1.2-r9", "1.2-r10", -1},
        {"pypi", "1.0.post1.dev2", "1.0.post1", -1},
        {"pypi", "1!0.5", "2.0", 1},
        {"pypi", "1.0b1dev3", "1.0b1", -1},
        {"pypi", "1.0bdev3", "1.0b.dev4", -1},
        {"pypi", "1.0rc-", "1.0rc0", 0},
        {"pypi", "1.0.post-.dev2", "1.0post0dev2", 0},
        {"pypi", "1.0.dev2", "1.0.dev1+9", 1},
        {"pypi", "1.0apple", "0.1", -1}, // no PEP 440 version
        {"pypi", "1.0+abc.5", "1.0+abc.10", -1},
        {"maven", "1.0-SNAPSHOT", "1.0", -1},
        {"maven", "1.0-sp", "1.0", 1},
        {"gem", "1.0.0.pre1", "1.0", -1},
        {"gem", "1.0", "1.0.0", 0},
        {"gem", "abc", "1.0", WY_UNORDERED},
        {"composer", "1.0.0-beta2", "1.0.0-RC1", -1},
        {"cran", "1.0-2", "1.0.3", -1},
        {"cran", "1.0x", "1.0", WY_UNORDERED},
        {"hackage", "1.0", "1.0.0", -1},
        {"intdot", "1.2", "1.2.0", 0},
        {"intdot", "1.2.", "1.2", 0},
        {"intdot", "1.10-rc1", "1.9", 1},
        {"intdot", "1..2", "1.2", WY_UNORDERED},
        {"intdot", "v1", "1", WY_UNORDERED},
        {"conan", "1.0-alpha", "1.0", -1},
        {"conan", "1.0", "1.0+build1", -1},
        {"conan", "1.0+9", "1.0+10", -1},
        {"conan", "1.0.0", "1", 0},
        {"conan", "1.a", "1.10", 1},
        {"conan", "1.0-rc-1.2", "1.0-rc-1.10", -1},
        {"conan", "cci.20200101", "cci.20210101", -1},
        {"conan", "1.0-0", "1.0", -1},
        {"gentoo", "1.2_alpha1", "1.2", -1},
        {"gentoo", "1.2_p", "1.2", 1},
        {"gentoo", "1.2_rc1_p2", "1.2_rc1", 1},
        {"gentoo", "1.2_p1_alpha", "1.2_p1", -1},
        {"gentoo", "1.2b", "1.2a_p3", 1},
        {"gentoo", "1.010", "1.01", 0},
        {"gentoo", "1.02", "1.1", -1},
        {"gentoo", "1.2", "1.2.0", -1},
        {"gentoo", "1.2-r0", "1.2", 0},
        {"gentoo", "1.2-r10", "1.2-r9", 1},
        {"gentoo", "1.2_foo", "1.2", WY_UNORDERED},
        {"gentoo", "1.2-r", "1.2", WY_UNORDERED},
        {"cpan", "1.10", "1.9", -1},
        {"cpan", "v1.10", "v1.9", 1},
        {"cpan", "1.002003", "v1.2.3", 0},
        {"cpan", "1.2.3", "1.2.3_1", -1},
        {"cpan", "1.2.", "1.2.", WY_UNORDERED},
        {"cpan", "abc", "1", WY_UNORDERED},
        {"openssl", "1.0.2z", "1.0.2za", -1},
        {"openssl", "1.1.1-pre9", "1.1.1", -1},
        {"openssl", "fips", "1.1.1", WY_UNORDERED},
        {"lexicographic", "10", "9", -1},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        expect(rows[i].order, rows[i].a, rows[i].b, rows[i].sign);
        expect(rows[i].order, rows[i].b, rows[i].a, rows[i].sign == WY_UNORDERED ? WY_UNORDERED : -rows[i].sign);
    }
}

static size_t run_file(const char *path, const char *order)
{
    char line[1024];
    FILE *f = fopen(path, "r");
    size_t n = 0;
    if (!f)
        return 0; // the fuller suite has more files than this copy
    while (fgets(line, sizeof line, f)) {
        wy_str s = wy_str_trim(wy_str_c(line)), a, b, sign;
        if (!s.len || s.ptr[0] == '#' || wy_str_starts(s, WY_S("//")))
            continue;
        assert_true(wy_str_next_word(&s, &a) && wy_str_next_word(&s, &sign) && wy_str_next_word(&s, &b));
        int want = sign.ptr[0] == '<' ? -1 : sign.ptr[0] == '>';
        struct wy_compared got = wy_version_compare(wy_order_find(wy_str_c(order)), a, b);
        if (got.sign != want)
            fail_msg("%s: '%.*s' and '%.*s': got %d, expected %d", path, WY_ARG(a), WY_ARG(b), got.sign, want);
        n++;
    }
    fclose(f);
    return n;
}

static void scalibr(void **state)
{
    (void)state;
    static const char *const names[] = {"alpine",    "cran", "debian", "hackage", "maven",    "nuget",
                                        "packagist", "pub",  "pypi",   "redhat",  "rubygems", "semver"};
    size_t n = 0;
    if (!shared_data())
        skip();
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        char path[4096];
        static const char *const parts[] = {"", "-generated"};
        for (size_t k = 0; k < 2; k++) {
            snprintf(path, sizeof path, "%s/advisories/vers/osv-scalibr/semantic/testdata/%s-versions%s.txt",
                     shared_data(), names[i], parts[k]);
            n += run_file(path, names[i]);
        }
    }
    print_message("# %zu lines\n", n);
    if (n == 0)
        skip();
}

static void run_compare(const struct wy_json *t)
{
    const struct wy_json *in = wy_json_get(t, WY_S("input")), *out = wy_json_get(t, WY_S("expected_output"));
    enum wy_order order = wy_order_find(wy_json_get_str(in, WY_S("input_scheme")));
    const struct wy_json *v = wy_json_get(in, WY_S("versions"));
    bool equality = wy_str_eq(wy_json_get_str(t, WY_S("test_type")), WY_S("equality"));
    const struct wy_json *list = equality ? v : out;
    for (size_t i = 0; list && i + 1 < list->n; i++) {
        wy_str a = wy_json_str(wy_json_at(list, i)), b = wy_json_str(wy_json_at(list, i + 1));
        int sign = wy_version_compare(order, a, b).sign;
        bool ok = equality ? (sign == 0) == out->boolean : sign <= 0;
        if (!ok)
            fail_msg("'%.*s' and '%.*s': got %d", WY_ARG(a), WY_ARG(b), sign);
    }
}

static void run_containment(const struct wy_json *t, struct wy_arena *arena)
{
    const struct wy_json *in = wy_json_get(t, WY_S("input"));
    struct wy_range range;
    wy_str vers = wy_json_get_str(in, WY_S("vers")), version = wy_json_get_str(in, WY_S("version"));
    assert_int_equal(wy_range_parse(vers, arena, &range, NULL), WY_OK);
    enum wy_tri want = wy_json_get(t, WY_S("expected_output"))->boolean ? WY_YES : WY_NO;
    if (wy_range_contains(&range, version, NULL) != want)
        fail_msg("%.*s and %.*s", WY_ARG(vers), WY_ARG(version));
}

static size_t run_suite(const char *path)
{
    static char text[1 << 20];
    struct wy_arena arena;
    const struct wy_json *root = NULL;
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    size_t len = fread(text, 1, sizeof text, f), n = 0;
    fclose(f);
    wy_arena_init(&arena, 0);
    assert_int_equal(wy_json_parse(NULL, (wy_bytes){(uint8_t *)text, len}, 32, &arena, &root, NULL), WY_OK);
    for (WY_JSON_EACH(t, wy_json_get(root, WY_S("tests")))) {
        wy_str type = wy_json_get_str(t, WY_S("test_type"));
        n++;
        if (wy_str_eq(type, WY_S("containment")))
            run_containment(t, &arena);
        else if (wy_str_eq(type, WY_S("comparison")) || wy_str_eq(type, WY_S("equality")))
            run_compare(t);
    }
    wy_arena_fini(&arena);
    return n;
}

static void vers_suite(void **state)
{
    (void)state;
    static const char *const names[] = {"maven_version_cmp_test",     "openssl_version_cmp_test",
                                        "lexicographic-test",         "datetime_version_cmp_test",
                                        "npm_range_containment_test", "pypi_range_containment_test"};
    size_t n = 0;
    if (!shared_data())
        skip();
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/advisories/vers/vers-spec/tests/%s.json", shared_data(), names[i]);
        n += run_suite(path);
    }
    print_message("# %zu tests\n", n);
    if (n == 0)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_rows),
        cmocka_unit_test(scalibr),
        cmocka_unit_test(vers_suite),
    };
    return cmocka_run_group_tests_name("knowledge/orders", tests, NULL, NULL);
}
