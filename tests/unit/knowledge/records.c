// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Documents of many records: what is right comes in, what is wrong is told with its place; and the scopes of claims
// that such records bring: releases with levels of their own, the kernel's two ways, modules, version codes, Chrome's
// apps.
#include "test.h"

#include "core/date.h"
#include "knowledge/index/build.h"
#include "knowledge/index/match.h"

struct world {
    struct wy_arena arena;
    struct wy_index_builder *builder;
    struct wy_index index;
    unsigned records, problems;
    char first[240]; // problem
};

static wy_err add(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    struct world *w = user;
    w->records++;
    return wy_index_builder_add(w->builder, record, diag);
}

static void problem(void *user, const struct wy_diag *why)
{
    struct world *w = user;
    if (!w->problems++)
        snprintf(w->first, sizeof w->first, "%s", why->text);
}

static void begin(struct world *w)
{
    *w = (struct world){0};
    wy_arena_init(&w->arena, 0);
    w->builder = wy_index_builder_new();
    assert_non_null(w->builder);
}

static wy_err read_json(struct world *w, const char *name, const char *json, struct wy_diag *diag)
{
    const struct wy_json *root;
    struct wy_record_out out = {add, problem, w};
    assert_int_equal(wy_json_parse(NULL, wy_str_bytes(wy_str_c(json)), 64, &w->arena, &root, diag), WY_OK);
    return wy_record_read(root, wy_str_c(name), &w->arena, &out, diag);
}

static void give(struct world *w, const char *name, const char *json)
{
    struct wy_diag diag = {0};
    if (read_json(w, name, json, &diag) != WY_OK)
        fail_msg("%s", diag.text);
}

static void give_table(struct world *w, const char *text)
{
    struct wy_record_out out = {add, problem, w};
    assert_true(wy_record_is_table(wy_str_bytes(wy_str_c(text))));
    assert_int_equal(wy_record_read_table(wy_str_c(text), &w->arena, &out, NULL), WY_OK);
}

static void seal(struct world *w)
{
    wy_bytes file;
    assert_int_equal(wy_index_builder_finish(w->builder, 0, NULL), WY_OK);
    assert_true(wy_index_builder_copy(w->builder, &w->arena, &file));
    assert_int_equal(wy_index_from_bytes(&w->index, file, NULL), WY_OK);
}

static void end(struct world *w)
{
    wy_index_close(&w->index);
    wy_index_builder_free(w->builder);
    wy_arena_fini(&w->arena);
}

static void expect(struct world *w, const char *id, const struct wy_asked *phone, const char *status)
{
    uint32_t cursor = 0;
    const struct wy_index_advisory *a = wy_index_find(&w->index, wy_str_c(id), &cursor);
    assert_non_null(a);
    struct wy_matched m = wy_index_match_one(&w->index, a, phone, &w->arena);
    assert_str_is(wy_match_word(m.status), status);
}

static int32_t day(const char *text)
{
    int32_t d = 0;
    assert_true(wy_day_parse(wy_str_c(text), &d));
    return d;
}

static void names(void **state)
{
    (void)state;
    struct wy_arena arena;
    uint32_t a, b;
    wy_arena_init(&arena, 0);
    assert_true(wy_android_bit(WY_S("12")) == UINT64_C(1) << 12);
    assert_true(wy_android_bit(WY_S("Android-12L")) == UINT64_C(1) << WY_ANDROID_12L);
    assert_true(wy_android_bit(WY_S("8.1.0")) == UINT64_C(1) << WY_ANDROID_8_1);
    assert_true(wy_android_bit(WY_S("8.0")) == UINT64_C(1) << 8);
    assert_true(wy_android_bit(WY_S("16-qpr2-next")) == UINT64_C(1) << 16);
    assert_true(wy_android_bit(WY_S("nyc-mr1-dev")) == 0);
    assert_true(wy_android_bits(WY_S("Android-11 Android-12")) == (UINT64_C(3) << 11));
    assert_true(wy_android_widen(UINT64_C(1) << 12) == (UINT64_C(1) << 12 | UINT64_C(1) << WY_ANDROID_12L));
    assert_true(wy_kernel_number(WY_S("5.10.198-android12-9"), &a) && wy_kernel_number(WY_S("5.10.99"), &b) && a > b);
    assert_true(wy_kernel_number(WY_S("5.4.*"), &a) && wy_kernel_number(WY_S("5.5"), &b) && a == b);
    assert_false(wy_kernel_number(WY_S("r41p0"), &a));
    assert_false(wy_kernel_number(WY_S("5"), &a));
    assert_str_is(wy_kernel_line(WY_S("4.14.186+")), "4.14");
    assert_true(wy_is_cve(WY_S("CVE-2024-45347")));
    assert_false(wy_is_cve(WY_S("CVE-2024-453")));
    assert_false(wy_is_cve(WY_S("CVE-2024-45347x")));
    assert_str_is(wy_chip_normalise(WY_S("Snapdragon 888 5G Mobile Platform"), &arena), "SM8350");
    assert_str_is(wy_chip_normalise(WY_S("SD 8 Gen1 5G"), &arena), "SM8450");
    assert_str_is(wy_chip_normalise(WY_S("SD865 5G"), &arena), "SM8250");
    assert_str_is(wy_chip_normalise(WY_S("SDM660"), &arena), "SDM660");
    wy_arena_fini(&arena);
}

static void bulletin_tables(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give_table(&w, "bulletin\tkind\tcve\tassigner\taffected_versions\r\n"
                   "2024-06-01\tasb\tCVE-2099-0001\tx\t12|12L|13\r\n"
                   "2024-06-01\tpixel\tCVE-2099-0002\tx\tAndroid kernel\n"
                   "2024-06-01\tasb\tCVE-2099-0003\tx\tn/a\n"
                   "2024-06-31\tasb\tCVE-2099-0004\tx\t12\n"
                   "2024-06-01\twear\tCVE-2099-0005\tx\t13\n"
                   "2024-06-01\tasb\tCVE-9\tx\t13\n\n");
    assert_int_equal(w.records, 4);
    assert_int_equal(w.problems, 2);
    assert_string_equal(w.first, "line 5: not a date of a bulletin or patch level");
    give_table(&w, "CVE,Fixed_SPL,Severity,Component\nCVE-2099-0006,2024-06-05,\"High\",vendor\n");
    give(&w, "",
         "[{\"cve\":\"CVE-2099-0007\",\"spl\":\"2024-06-05\",\"versions\":\"13\"},{\"cve\":\"x\",\"spl\":\"\"},7]");
    assert_int_equal(w.problems, 4);
    give(&w, "",
         "{\"android_version\":\"14\",\"vulnerabilities\":[{\"cve\":\"CVE-2099-0008\",\"fixed_spl\":"
         "\"2024-06-05\",\"severity\":\"CRITICAL\"}]}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 13, .system = day("2024-06-05"), .vendor = day("2024-06-05")};
    expect(&w, "CVE-2099-0001", &p, "cannot-tell"); // the table knows the month alone
    expect(&w, "CVE-2099-0006", &p, "fixed");
    expect(&w, "CVE-2099-0007", &p, "fixed");
    expect(&w, "CVE-2099-0008", &p, "not-affected");
    expect(&w, "CVE-2099-0002", &p, "none"); // Google's own
    expect(&w, "CVE-2099-0005", &p, "none"); // watches
    p.system = p.vendor = day("2024-07-01");
    expect(&w, "CVE-2099-0001", &p, "fixed");
    p.system = p.vendor = day("2024-05-05");
    expect(&w, "CVE-2099-0001", &p, "affected");
    expect(&w, "CVE-2099-0003", &p, "possible"); // releases are not said
    p.google = true;
    expect(&w, "CVE-2099-0002", &p, "affected");
    end(&w);
}

static void sdk_tables(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "android_sdk_33.json",
         "{\"vulnerabilities\":{\"2023-05-05\":["
         "{\"cve_identifiers\":[\"CVE-2099-0001\",\"CVE-2099-0002\"],\"asb_identifiers\":[\"ASB-A-1234\"],\"severity\":"
         "\"high\",\"components\":[\"system\",\"vendor\"]},"
         "{\"cve_identifiers\":[\"CVE-2099-0003\"],\"severity\":\"critical\",\"components\":["
         "\"com.google.android.modulemetadata\"]},"
         "{\"cve_identifiers\":[\"CVE-2099-12\"],\"severity\":\"high\",\"components\":[\"system\"]},"
         "{\"cve_identifiers\":[\"CVE-2099-0004\"],\"severity\":\"urgent\",\"components\":[\"system\"]},"
         "{\"cve_identifiers\":[\"CVE-2099-0005\"],\"severity\":\"low\",\"components\":[\"radio\"]},"
         "{\"cve_identifiers\":[\"CVE-2099-0006\"],\"asb_identifiers\":[\"ASB-A-1\"],\"severity\":\"low\","
         "\"components\":[\"system\"]}],"
         "\"2023-5-1\":[],\"2023-02-30\":[]},"
         "\"kernel_lts_versions\":{\"2023-05-05\":[\"5.4.123\",\"6.1.234.25\",\"3.18.1\",\"x\"],\"2023-06-05\":["
         "\"5.4.130\"]}}");
    assert_int_equal(w.records, 4); // and the kernels
    assert_int_equal(w.problems, 8);
    assert_string_equal(w.first, "/vulnerabilities/2023-05-05/2/cve_identifiers: not a CVE number");
    struct wy_diag diag = {0};
    assert_int_equal(read_json(&w, "table.json", "{\"vulnerabilities\":{}}", &diag), WY_MALFORMED);
    give(&w, "",
         "{\"id\":\"ASB-A-9999\",\"modified\":\"2023-06-01T00:00:00Z\",\"aliases\":[\"CVE-2099-0009\"],"
         "\"affected\":[{\"package\":{\"ecosystem\":\"Android\",\"name\":\":linux_kernel:\"},\"ranges\":[{"
         "\"events\":[{\"introduced\":\":0\"},{\"fixed\":\":2023-06-05\"}]}]}]}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 13, .system = day("2023-05-05"), .vendor = day("2023-04-05")};
    expect(&w, "CVE-2099-0001", &p, "affected"); // the vendor's part is behind
    p.vendor = day("2023-05-05");
    expect(&w, "CVE-2099-0001", &p, "fixed");
    expect(&w, "CVE-2099-0003", &p, "cannot-tell"); // no date of the modules
    p.modules = day("2023-05-01");
    expect(&w, "CVE-2099-0003", &p, "affected");
    p.modules = day("2023-06-01");
    expect(&w, "CVE-2099-0003", &p, "fixed");
    // The kernel's own number beside the vendor's level.
    expect(&w, "CVE-2099-0009", &p, "affected");
    p.kernel = WY_S("5.4.131-android11");
    assert_true(wy_kernel_number(p.kernel, &p.kernel_number));
    expect(&w, "CVE-2099-0009", &p, "cannot-tell"); // the two disagree
    p.vendor = p.system = 0;
    expect(&w, "CVE-2099-0009", &p, "fixed");
    p.kernel = WY_S("5.4.125");
    assert_true(wy_kernel_number(p.kernel, &p.kernel_number));
    expect(&w, "CVE-2099-0009", &p, "cannot-tell");
    expect(&w, "android-kernel-lts", &p, "none");
    end(&w);
}

static void levels_of_releases(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         "{\"id\":\"ASB-A-0001\",\"modified\":\"2024-01-01T00:00:00Z\",\"aliases\":[\"CVE-2099-0001\","
         "\"CVE-2099-0002\"],\"affected\":[{\"package\":{\"ecosystem\":\"Android\",\"name\":\"platform/x\"},"
         "\"versions\":[\"15-next\"],\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"12:0\"},"
         "{\"fixed\":\"12:2024-01-01\"},{\"introduced\":\"13:0\"},{\"fixed\":\"13:2024-01-01\"},{\"fixed\":"
         "\"13:2024-03-01\"}]}]}]}");
    give(&w, "",
         "{\"id\":\"ASB-A-0003\",\"modified\":\"2024-01-01T00:00:00Z\",\"withdrawn\":\"2024-02-01T00:00:00Z\","
         "\"affected\":[{\"package\":{\"ecosystem\":\"Android\",\"name\":\"x\"},\"versions\":[\"13\"]}]}");
    give(&w, "",
         "{\"id\":\"ASB-A-0004\",\"modified\":\"2024-01-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":"
         "\"Android\",\"name\":\":qualcomm:\"},\"versions\":[\"SoCVersion\"],\"ecosystem_specific\":{\"spl\":"
         "\"2024-01-05\"}}]}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 12, .system = day("2024-02-01")};
    expect(&w, "CVE-2099-0001", &p, "fixed");
    expect(&w, "CVE-2099-0002", &p, "fixed"); // every alias
    p.major = 1u << 13;
    expect(&w, "CVE-2099-0001", &p, "affected"); // the latest of two levels
    p.major = UINT64_C(1) << WY_ANDROID_12L;
    expect(&w, "CVE-2099-0001", &p, "not-affected");
    p.major = 1u << 15;
    expect(&w, "CVE-2099-0001", &p, "cannot-tell"); // named, without a level
    expect(&w, "ASB-A-0003", &p, "none");
    p.vendor = day("2023-12-05");
    p.chip_maker = WY_CHIP_MEDIATEK;
    expect(&w, "ASB-A-0004", &p, "none");
    p.chip_maker = WY_CHIP_QUALCOMM;
    expect(&w, "ASB-A-0004", &p, "possible");
    p.vendor = day("2024-01-05");
    expect(&w, "ASB-A-0004", &p, "fixed");
    end(&w);
}

#define CVE(id, affected, text)                                                                                        \
    "{\"cveMetadata\":{\"cveId\":\"" id "\"},\"containers\":{\"cna\":{\"affected\":[" affected                         \
    "],\"descriptions\":[{\"lang\":\"en\",\"value\":\"" text "\"}]}}}"

static void kernels(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         CVE("CVE-2099-0001",
             "{\"vendor\":\"Linux\",\"product\":\"Linux\",\"defaultStatus\":\"unaffected\",\"versions\":[{"
             "\"version\":\"446fda4f2682\",\"lessThan\":\"97bc3683c249\",\"status\":\"affected\","
             "\"versionType\":\"git\"}]},"
             "{\"vendor\":\"Linux\",\"product\":\"Linux\",\"defaultStatus\":\"affected\",\"versions\":["
             "{\"version\":\"4.9\",\"status\":\"affected\"},"
             "{\"version\":\"0\",\"lessThan\":\"4.9\",\"status\":\"unaffected\",\"versionType\":\"semver\"},"
             "{\"version\":\"4.14.106\",\"lessThanOrEqual\":\"4.14.*\",\"status\":\"unaffected\"},"
             "{\"version\":\"5.0\",\"lessThanOrEqual\":\"*\",\"status\":\"unaffected\"}]}",
             ""));
    seal(&w);
    static const struct {
        const char *kernel, *status;
    } rows[] = {{"4.4.302", "not-affected"},
                {"4.14.105-perf", "cannot-tell"},
                {"4.14.106", "fixed"},
                {"4.15.1", "cannot-tell"},
                {"5.10.43", "fixed"}};
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        struct wy_asked p = {.firmware = true, .kernel = wy_str_c(rows[i].kernel)};
        assert_true(wy_kernel_number(p.kernel, &p.kernel_number));
        expect(&w, "CVE-2099-0001", &p, rows[i].status);
    }
    struct wy_asked p = {.firmware = true};
    expect(&w, "CVE-2099-0001", &p, "cannot-tell");
    p.firmware = false; // a laptop
    expect(&w, "CVE-2099-0001", &p, "none");
    end(&w);
}

static void apps(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         CVE("CVE-2099-0001",
             "{\"vendor\":\"Google\",\"product\":\"Chrome\",\"versions\":[{\"version\":\"unspecified\","
             "\"lessThan\":\"120.0.6099.1\",\"status\":\"affected\"}]}",
             "Use after free in V8"));
    give(&w, "",
         CVE("CVE-2099-0002",
             "{\"vendor\":\"Google\",\"product\":\"Chrome\",\"versions\":[{\"version\":\"1\",\"lessThan\":\"2\","
             "\"status\":\"affected\"}]}",
             "Bad thing in Chrome on Windows"));
    give(&w, "",
         CVE("CVE-2099-0003",
             "{\"vendor\":\"X\",\"product\":\"com.x.app\",\"defaultStatus\":\"unaffected\",\"versions\":["
             "{\"version\":\"0\",\"lessThan\":\"4.0\",\"status\":\"affected\",\"versionType\":\"custom\"},"
             "{\"version\":\"0\",\"lessThan\":\"4000\",\"status\":\"affected\",\"versionType\":\"versionCode\"}]}",
             ""));
    seal(&w);
    struct wy_asked_app app = {
        .name = WY_S("com.google.android.webview"), .version = WY_S("119.0.6045.1"), .kind = WY_CLAIM_PACKAGE};
    struct wy_asked p = {.apps = &app, .apps_n = 1};
    expect(&w, "CVE-2099-0001", &p, "possible");
    expect(&w, "CVE-2099-0002", &p, "none");
    app.version = WY_S("120.0.6099.43");
    expect(&w, "CVE-2099-0001", &p, "fixed");
    app.name = WY_S("com.x.app");
    app.version = WY_S("3.9");
    expect(&w, "CVE-2099-0003", &p, "affected"); // by the name, the code is not known
    app.code = wy_int_of(3900);
    expect(&w, "CVE-2099-0003", &p, "affected");
    app.code = wy_int_of(4100);
    expect(&w, "CVE-2099-0003", &p, "cannot-tell"); // the two disagree
    app.version = WY_S("4.1");
    expect(&w, "CVE-2099-0003", &p, "fixed");
    app.version = WY_S("by hand"); // only the code says something
    expect(&w, "CVE-2099-0003", &p, "fixed");
    end(&w);
}

static void adp_of_a_chip(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(
        &w, "",
        "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0001\"},\"containers\":{\"cna\":{\"affected\":[{\"vendor\":\"MediaTek, "
        "Inc.\",\"product\":\"MT6895\",\"versions\":[{\"version\":\"Android 13.0\",\"status\":\"affected\"}]}]},"
        "\"adp\":[{\"affected\":[{\"vendor\":\"google\",\"product\":\"android\",\"versions\":[{\"version\":\"13.0\","
        "\"status\":\"affected\"}]}]}]}}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 13, .system = day("2024-06-05"), .chip = WY_S("SM8550")};
    expect(&w, "CVE-2099-0001", &p, "none"); // another maker's chip
    p.chip = WY_S("MT6895");
    expect(&w, "CVE-2099-0001", &p, "cannot-tell");
    end(&w);
}

static void vex(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         "{\"document\":{\"csaf_version\":\"2.1\",\"category\":\"csaf_vex\",\"title\":\"t\",\"publisher\":{\"name\":"
         "\"p\"},\"tracking\":{\"id\":\"V\",\"current_release_date\":\"2024-06-01T00:00:00Z\"}},\"product_tree\":{"
         "\"branches\":[{\"category\":\"product_version_range\",\"name\":\"vers:npm/<1.2.0\",\"product\":{"
         "\"product_id\":\"A\",\"name\":\"x\",\"product_identification_helper\":{\"purls\":[\"pkg:npm/x\"]}}}],"
         "\"full_product_names\":[{\"product_id\":\"B\",\"name\":\"x 1.2.0\",\"product_identification_helper\":{"
         "\"purls\":[\"pkg:npm/x@1.2.0\"]}},{\"product_id\":\"C\",\"name\":\"x 0.1\","
         "\"product_identification_helper\":{\"purls\":[\"pkg:npm/y@0.1.0\"]}}]},\"vulnerabilities\":["
         "{\"cve\":\"CVE-2099-0001\",\"product_status\":{\"known_affected\":[\"A\"],\"fixed\":[\"B\"],"
         "\"under_investigation\":[\"C\"]}},{\"cve\":\"CVE-2099-0002\",\"product_status\":{"
         "\"known_not_affected\":[\"A\",\"B\"]}}]}");
    seal(&w);
    struct wy_asked_app app = {.name = WY_S("npm/x"), .version = WY_S("1.1.9"), .kind = WY_CLAIM_PURL};
    struct wy_asked p = {.apps = &app, .apps_n = 1};
    expect(&w, "CVE-2099-0001", &p, "affected");
    expect(&w, "CVE-2099-0002", &p, "not-affected");
    app.version = WY_S("1.2.0");
    expect(&w, "CVE-2099-0001", &p, "fixed");
    app.version = WY_S("1.3.0");
    expect(&w, "CVE-2099-0001", &p, "cannot-tell"); // nothing is said about it
    app.name = WY_S("npm/y");
    app.version = WY_S("0.1.0");
    expect(&w, "CVE-2099-0001", &p, "possible");
    end(&w);
}

static void bad_documents(void **state)
{
    (void)state;
    struct world w;
    struct wy_diag diag = {0};
    begin(&w);
    assert_int_equal(read_json(&w, "", "{\"id\":\"X-1\",\"modified\":\"2024-01-01T00:00:00Z\",\"id\":\"X-2\"}", &diag),
                     WY_MALFORMED);
    assert_string_equal(diag.text, "the name \"id\" stands twice in one object");
    give(&w, "",
         "{\"catalogVersion\":\"1\",\"vulnerabilities\":[{\"cveID\":\"CVE-2099-0005\",\"dateAdded\":\"soon\"},"
         "{\"cveID\":7},{\"cveID\":\"CVE-2099-0006\",\"dateAdded\":\"2024-01-01\"}]}");
    assert_int_equal(w.records, 1);
    assert_int_equal(w.problems, 2);
    assert_string_equal(w.first, "/vulnerabilities/0/dateAdded: not a date");
    give(&w, "", "[{\"id\":\"X-1\",\"modified\":\"2024-01-01T00:00:00Z\"},[],{\"id\":\"\",\"modified\":\"x\"}]");
    assert_int_equal(w.records, 2);
    assert_int_equal(w.problems, 4);
    wy_index_builder_free(w.builder);
    wy_arena_fini(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names), cmocka_unit_test(bulletin_tables),    cmocka_unit_test(sdk_tables),
        cmocka_unit_test(apps),  cmocka_unit_test(levels_of_releases), cmocka_unit_test(kernels),
        cmocka_unit_test(vex),   cmocka_unit_test(bad_documents),      cmocka_unit_test(adp_of_a_chip),
    };
    return cmocka_run_group_tests_name("knowledge/records", tests, NULL, NULL);
}
