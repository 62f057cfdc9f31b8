// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Records to index to answers: each scope of a claim by itself, then the fast way against the plain scan over the bulk
// of real records (shared data, skipped when absent).
#include "test.h"

#include "core/date.h"
#include "knowledge/import.h"
#include "knowledge/index/build.h"
#include "knowledge/index/match.h"

#include <time.h>
#include <unistd.h>

struct world {
    struct wy_arena arena;
    struct wy_index_builder *builder;
    struct wy_index index;
};

static wy_err add(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    return wy_index_builder_add(user, record, diag);
}

static void begin(struct world *w)
{
    wy_arena_init(&w->arena, 0);
    w->builder = wy_index_builder_new();
    assert_non_null(w->builder);
}

static void give(struct world *w, const char *name, const char *json)
{
    const struct wy_json *root;
    struct wy_diag diag = {0};
    assert_int_equal(wy_json_parse(NULL, wy_str_bytes(wy_str_c(json)), 64, &w->arena, &root, &diag), WY_OK);
    if (wy_record_read(root, wy_str_c(name), &w->arena, &(struct wy_record_out){add, NULL, w->builder}, &diag) != WY_OK)
        fail_msg("%s", diag.text);
}

static void seal(struct world *w)
{
    wy_bytes file;
    assert_int_equal(wy_index_builder_finish(w->builder, 0, NULL), WY_OK);
    assert_true(wy_index_builder_copy(w->builder, &w->arena, &file));
    assert_int_equal(wy_index_from_bytes(&w->index, file, NULL), WY_OK);
    assert_int_equal(wy_index_verify(&w->index, NULL), WY_OK);
}

static void end(struct world *w)
{
    wy_index_close(&w->index);
    wy_index_builder_free(w->builder);
    wy_arena_fini(&w->arena);
}

static void last_word(void *user, const struct wy_matched *m)
{
    wy_str word = wy_match_word(m->status);
    snprintf(user, 32, "%.*s", WY_ARG(word));
}

static void expect(struct world *w, const struct wy_asked *phone, const char *status)
{
    char got[32] = "", plain[32] = "";
    assert_int_equal(wy_index_match(&w->index, phone, &w->arena, last_word, got), WY_OK);
    assert_int_equal(wy_index_scan(&w->index, phone, &w->arena, last_word, plain), WY_OK);
    assert_string_equal(got, status);
    assert_string_equal(plain, status);
}

static void expect_app(struct world *w, const char *name, const char *version, const char *status)
{
    struct wy_asked_app app = {.name = wy_str_c(name), .version = wy_str_c(version), .kind = WY_CLAIM_PACKAGE};
    struct wy_asked phone = {.apps = &app, .apps_n = 1};
    expect(w, &phone, status);
}

#define CVE(affected, references)                                                                                      \
    "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0001\",\"state\":\"PUBLISHED\",\"assignerShortName\":\"x\"},"              \
    "\"containers\":{\"cna\":{\"affected\":[" affected "],\"references\":[" references "]}}}"

static void apps(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         CVE("{\"vendor\":\"X\",\"product\":\"com.x.app\",\"defaultStatus\":\"unaffected\",\"versions\":["
             "{\"version\":\"3.0\",\"lessThan\":\"4.0\",\"status\":\"affected\",\"versionType\":\"custom\","
             "\"changes\":[{\"at\":\"3.5.2\",\"status\":\"unaffected\"}]},"
             "{\"version\":\"6.1\",\"status\":\"affected\"},"
             "{\"version\":\"8.1 and earlier beta\",\"status\":\"affected\"}]}",
             ""));
    give(&w, "", "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0002\",\"state\":\"REJECTED\"},\"containers\":{\"cna\":{}}}");
    seal(&w);
    expect_app(&w, "com.x.app", "3.1", "affected");
    expect_app(&w, "com.x.app", "3.5.2", "fixed");
    expect_app(&w, "com.x.app", "6.1.0", "affected");
    expect_app(&w, "com.x.app", "unknown", "cannot-tell");
    expect_app(&w, "com.x.app", "", "cannot-tell");
    expect_app(&w, "com.x.app", "2.9", "cannot-tell"); // the third entry cannot be ordered
    expect_app(&w, "com.x.other", "3.1", "");
    end(&w);
}

static void words(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         CVE("{\"product\":\"com.x.app\",\"defaultStatus\":\"unaffected\",\"versions\":["
             "{\"version\":\"Versions earlier than 4.4.0.9\",\"status\":\"affected\"}]},"
             "{\"product\":\"com.x.hub\",\"versions\":["
             "{\"version\":\">= 1.0, < 1.2.3\",\"status\":\"affected\"}]}",
             ""));
    seal(&w);
    expect_app(&w, "com.x.app", "4.4.0.8", "possible");
    expect_app(&w, "com.x.app", "4.4.0.9", "fixed");
    expect_app(&w, "com.x.hub", "1.1", "affected");
    expect_app(&w, "com.x.hub", "1.2.3", "cannot-tell"); // no defaultStatus: the record does not say
    end(&w);
}

// A record that is given twice is one, also with another between; one that differs is not.
static void twice(void **state)
{
    (void)state;
    struct world w;
    const struct wy_index_claim *claims;
    static const char *const versions[] = {"1", "1", "2", "1"};
    begin(&w);
    for (size_t i = 0; i < WY_COUNT(versions); i++) {
        char text[600];
        snprintf(text, sizeof text,
                 CVE("{\"product\":\"com.x.app\",\"defaultStatus\":\"unaffected\",\"versions\":["
                     "{\"version\":\"%s\",\"status\":\"affected\"}]},{\"vendor\":\"MediaTek, Inc.\",\"product\":"
                     "\"MT6833, MT6895\",\"versions\":[{\"version\":\"Android 12.0\",\"status\":\"affected\"}]}",
                     ""),
                 versions[i]);
        give(&w, "", text);
    }
    seal(&w);
    assert_int_equal(w.index.advisories_n, 1);
    assert_int_equal(wy_index_claims(&w.index, &w.index.advisories[0], &claims), 4);
    expect_app(&w, "com.x.app", "2", "affected");
    expect_app(&w, "com.x.app", "3", "fixed");
    end(&w);
}

static int32_t day(const char *text)
{
    int32_t d = 0;
    assert_true(wy_day_parse(wy_str_c(text), &d));
    return d;
}

static void levels(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         CVE("{\"vendor\":\"Google\",\"product\":\"Android\",\"versions\":[{\"version\":\"13\",\"status\":\"affected\"}"
             "]}",
             "{\"url\":\"https://source.android.com/docs/security/bulletin/2024-06-01\"}"));
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 13, .system = day("2024-05-05")};
    expect(&w, &p, "affected");
    p.system = day("2024-06-05"); // the record names the month alone
    expect(&w, &p, "cannot-tell");
    p.system = day("2024-07-01");
    expect(&w, &p, "fixed");
    p.major = 1u << 12;
    expect(&w, &p, "not-affected");
    p.major = 0;
    expect(&w, &p, "cannot-tell");
    end(&w);
    begin(&w); // a second record that knows the level decides
    give(&w, "",
         CVE("{\"vendor\":\"Google\",\"product\":\"Android\",\"versions\":[{\"version\":\"13\",\"status\":\"affected\"}"
             "]}",
             "{\"url\":\"https://source.android.com/docs/security/bulletin/2024-06-01\"}"));
    give(&w, "",
         "{\"id\":\"ASB-A-1\",\"modified\":\"2024-06-01T00:00:00Z\",\"aliases\":[\"CVE-2099-0001\"],\"affected\":[{"
         "\"package\":{\"ecosystem\":\"Android\",\"name\":\"platform/x\"},\"ecosystem_specific\":{\"spl\":"
         "\"2024-06-05\"},\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"13:0\"},{\"fixed\":"
         "\"13:2024-06-05\"}]}]}]}");
    seal(&w);
    p = (struct wy_asked){.firmware = true, .major = 1u << 13, .system = day("2024-06-05")};
    expect(&w, &p, "fixed");
    p.system = day("2024-06-01");
    expect(&w, &p, "affected");
    p.system = 0;
    expect(&w, &p, "cannot-tell");
    uint32_t cursor = 0;
    assert_non_null(wy_index_find(&w.index, WY_S("ASB-A-1"), &cursor));
    assert_null(wy_index_find(&w.index, WY_S("ASB-A-1"), &cursor));
    cursor = 0;
    assert_non_null(wy_index_find(&w.index, WY_S("cve-2099-0001"), &cursor));
    assert_int_equal(w.index.advisories_n, 1);
    end(&w);
}

static void vendor_parts(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         "{\"id\":\"ASB-A-2\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":"
         "\"Android\",\"name\":\":linux_kernel:\"},\"versions\":[\"Kernel\"],\"ranges\":[{\"events\":[{"
         "\"introduced\":\":0\"},{\"fixed\":\":2024-06-05\"}]}]}]}");
    give(&w, "",
         "{\"id\":\"PUB-A-3\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":"
         "\"Android\",\"name\":\"x\"},\"ecosystem_specific\":{\"spl\":\"2024-07-05\"},\"versions\":[\"14\"]}]}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 14, .system = day("2024-06-05"), .vendor = day("2024-01-05")};
    expect(&w, &p, "affected"); // the vendor part is behind
    p.vendor = 0;
    expect(&w, &p, "fixed"); // claimed by a system level that ends in 05
    p.system = day("2024-06-01");
    expect(&w, &p, "cannot-tell");
    p.google = true;
    expect(&w, &p, "affected"); // Pixel's own bulletin
    end(&w);
}

static void chips_and_makers(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         CVE("{\"vendor\":\"MediaTek, Inc.\",\"product\":\"MT6833, MT6895\",\"versions\":[{\"version\":\"Android 12.0, "
             "13.0 / OpenWrt 19.07\",\"status\":\"affected\"}]}",
             ""));
    give(&w, "",
         "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0009\"},\"containers\":{\"cna\":{\"affected\":[{\"vendor\":\"Samsung "
         "Mobile\",\"product\":\"Samsung Mobile Devices\",\"defaultStatus\":\"affected\",\"versions\":[{\"version\":"
         "\"SMR Dec-2024 Release in Android 13, 14\",\"status\":\"unaffected\"}]}]}}}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 13, .chip = WY_S("MT6895"), .system = day("2024-12-01")};
    expect(&w, &p, "cannot-tell");
    p.major = 1u << 14;
    expect(&w, &p, "not-affected");
    p.chip = WY_S("SM8550");
    expect(&w, &p, "");
    p.samsung = true;
    expect(&w, &p, "fixed");
    p.system = day("2024-11-01");
    expect(&w, &p, "affected");
    wy_str chip = wy_chip_normalise(WY_S("Qualcomm Snapdragon sm8550"), &w.arena);
    assert_str_is(chip, "SM8550");
    assert_str_is(wy_chip_normalise(WY_S("Exynos 2200"), &w.arena), "EXYNOS2200");
    assert_null(wy_chip_normalise(WY_S("FastConnect 6900"), &w.arena).ptr);
    end(&w);
}

static void tables(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "android_sdk_33.json",
         "{\"vulnerabilities\":{\"2023-05-01\":[{\"cve_identifiers\":[\"CVE-2099-0005\"],\"severity\":\"high\","
         "\"components\":["
         "\"system\"]}],\"2023-05-32\":[]},\"kernel_lts_versions\":{}}");
    give(&w, "",
         "{\"catalogVersion\":\"1\",\"vulnerabilities\":[{\"cveID\":\"CVE-2099-0005\",\"dateAdded\":\"2023-06-01\"}]}");
    seal(&w);
    struct wy_asked p = {.firmware = true, .major = 1u << 13, .system = day("2023-04-05")};
    expect(&w, &p, "affected");
    uint32_t cursor = 0;
    const struct wy_index_advisory *a = wy_index_find(&w.index, WY_S("CVE-2099-0005"), &cursor);
    assert_non_null(a);
    assert_true(a->exploited);
    p.system = day("2023-05-01");
    expect(&w, &p, "fixed");
    end(&w);
}

static void ecosystems(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         "{\"id\":\"GO-1\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"Go\","
         "\"name\":\"example.com/m\"},\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":"
         "\"1.2.0\"},{\"introduced\":\"1.3.0-rc.1\"},{\"last_affected\":\"1.3.4\"}]}]}]}");
    seal(&w);
    struct wy_asked_app app = {.name = WY_S("golang/example.com/m"), .version = WY_S("v1.1.9"), .kind = WY_CLAIM_PURL};
    struct wy_asked p = {.apps = &app, .apps_n = 1};
    expect(&w, &p, "affected");
    app.version = WY_S("1.2.5");
    expect(&w, &p, "fixed");
    app.version = WY_S("1.3.4");
    expect(&w, &p, "affected");
    app.version = WY_S("1.3.5");
    expect(&w, &p, "fixed");
    end(&w);
}

static void documents(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    give(&w, "",
         "{\"document\":{\"csaf_version\":\"2.0\",\"category\":\"csaf_security_advisory\",\"title\":\"t\","
         "\"publisher\":{"
         "\"name\":\"p\"},\"tracking\":{\"id\":\"X-1\",\"current_release_date\":\"2024-06-01T00:00:00Z\"}},"
         "\"product_tree\":{\"branches\":[{\"category\":\"product_version\",\"name\":\"3.0\",\"product\":{\"product_"
         "id\":\"A\","
         "\"name\":\"app\",\"product_identification_helper\":{\"purl\":\"pkg:android/com.x.hub\"}}}],"
         "\"full_product_names\":[{\"product_id\":\"B\",\"name\":\"something nobody knows\"}]},"
         "\"vulnerabilities\":[{\"cve\":\"CVE-2099-0007\",\"product_status\":{\"known_affected\":[\"A\",\"B\"]}}]}");
    seal(&w);
    uint32_t cursor = 0;
    const struct wy_index_advisory *a = wy_index_find(&w.index, WY_S("CVE-2099-0007"), &cursor);
    const struct wy_index_claim *claims;
    assert_non_null(a);
    assert_int_equal(wy_index_claims(&w.index, a, &claims), 2); // carried, though only one can be matched
    expect_app(&w, "com.x.hub", "3.0", "affected");
    expect_app(&w, "com.x.hub", "3.1", "not-affected"); // no source names it, as in knowledge/match.c
    expect_app(&w, "something nobody knows", "3.0", "");
    end(&w);
}

static void damaged(void **state)
{
    (void)state;
    struct world w;
    wy_bytes file;
    begin(&w);
    give(&w, "", CVE("{\"product\":\"com.x.app\",\"versions\":[{\"version\":\"1\",\"status\":\"affected\"}]}", ""));
    seal(&w);
    assert_true(wy_index_builder_copy(w.builder, &w.arena, &file));
    uint8_t *bytes = (uint8_t *)(uintptr_t)file.ptr;
    struct wy_index ix;
    for (size_t i = 0; i < file.len; i++) { // each single byte
        bytes[i] ^= 1;
        bool opens = wy_index_from_bytes(&ix, file, NULL) == WY_OK;
        assert_int_equal(opens, i >= sizeof(struct wy_packed_header));
        assert_true(!opens || wy_index_verify(&ix, NULL) == WY_MALFORMED);
        bytes[i] ^= 1;
    }
    struct wy_packed_header old = *(struct wy_packed_header *)bytes, *header = (struct wy_packed_header *)bytes;
    header->version--; // one that had a digest
    header->check = wy_packed_check(header);
    assert_int_equal(wy_index_from_bytes(&ix, file, NULL), WY_UNSUPPORTED);
    *header = old;
    assert_int_equal(wy_index_from_bytes(&ix, (wy_bytes){file.ptr, 100}, NULL), WY_TRUNCATED);
    end(&w);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t random_state = 42;
static uint32_t roll(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % n;
}

struct sum {
    uint64_t hash;
    size_t n;
};

static void add_up(void *user, const struct wy_matched *m)
{
    struct sum *s = user;
    s->hash = (s->hash ^ (m->advisory->id + (uint64_t)m->status * 7919 + m->claim->spans)) * 1099511628211u;
    s->n++;
}

// 400 packages: some that records name, with versions from records and around them, the rest unknown.
static void make_phone(const struct wy_index *ix, struct wy_arena *arena, struct wy_asked *p)
{
    static const char *const chips[] = {"SM8550", "MT6895", "T606", "SM6225", "MT6833"};
    static const char *const versions[] = {"1.0", "3.1.895.10", "12.5", "n/a", "5.9.5", "0.1-beta", "2024.1"};
    struct wy_asked_app *apps = wy_new(arena, struct wy_asked_app, 400);
    *p = (struct wy_asked){.apps = apps, .apps_n = 400, .firmware = roll(8) != 0};
    for (size_t i = 0; i < 400; i++) {
        const struct wy_index_claim *c = &ix->claims[roll(ix->claims_n)];
        const struct wy_index_span *s;
        for (int k = 0; k < 200 && c->kind != WY_CLAIM_PACKAGE; k++)
            c = &ix->claims[roll(ix->claims_n)];
        apps[i].kind = WY_CLAIM_PACKAGE;
        wy_str name = wy_index_text(ix, c->subject);
        for (size_t k = 0; k < i; k++) // one phone has an app once
            if (wy_str_eq(apps[k].name, name))
                name = (wy_str){0};
        apps[i].name = c->kind == WY_CLAIM_PACKAGE && name.ptr && roll(4)
                           ? name
                           : wy_arena_printf(arena, "com.example.app%u", roll(100000));
        apps[i].version = wy_str_c(versions[roll(WY_COUNT(versions))]);
        if (wy_index_spans(ix, c, &s) && roll(2))
            apps[i].version = wy_index_text(ix, roll(2) && s->to ? s->to : s->from);
    }
    p->major = UINT64_C(1) << (9 + roll(7));
    p->system = day("2021-01-01") + (int32_t)roll(1500);
    p->vendor = roll(3) ? p->system - (int32_t)roll(90) : 0;
    p->google = roll(4) == 0;
    p->samsung = !p->google && roll(3) == 0;
    p->chip = wy_str_c(chips[roll(WY_COUNT(chips))]);
    p->kernel = wy_arena_printf(arena, "%u.%u.%u-android", 4 + roll(3), roll(20), roll(300));
    if (roll(9) && !wy_kernel_number(p->kernel, &p->kernel_number))
        p->kernel_number = 0;
}

// Half of the names asked for are in the index.
static void count_lookups(const struct wy_index *ix, struct wy_arena *arena)
{
    enum { NAMES = 4096, LOOKUPS = 1000000 };
    wy_str *names = wy_new(arena, wy_str, NAMES);
    size_t found = 0;
    for (size_t i = 0; i < NAMES; i++)
        names[i] = i % 2 ? wy_arena_printf(arena, "com.example.app%zu", i)
                         : wy_index_text(ix, ix->subjects[roll(ix->subjects_n)].name);
    clock_t begin = clock();
    for (size_t i = 0; i < LOOKUPS; i++) {
        const uint32_t *claims;
        found += wy_index_about(ix, WY_CLAIM_PACKAGE, names[i % NAMES], &claims) > 0;
        found += wy_index_about(ix, WY_CLAIM_CHIP, names[i % NAMES], &claims) > 0;
    }
    double took = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_true(found > LOOKUPS / 4);
    print_message("# %.1f million look-ups a second\n", 2.0 * LOOKUPS / took / 1e6);
}

static void index_is_scan(void **state)
{
    (void)state;
    enum { PHONES = 40 };
    char path[4096];
    struct world w;
    struct wy_import_counts counts = {0};
    struct wy_diag diag = {0};
    if (!shared_data())
        skip();
    snprintf(path, sizeof path, "%s/advisories/cve5/vulnrichment-62871-2025-01-24.tar.zst", shared_data());
    if (access(path, R_OK) != 0)
        skip();
    begin(&w);
    struct wy_import_options options = {.limits = &wy_limits_default, .sink = add, .user = w.builder};
    if (wy_import(path, &options, &counts, &diag) != WY_OK)
        fail_msg("%s", diag.text);
    assert_int_equal(counts.records, 62862);
    assert_int_equal(counts.skipped, 0);
    seal(&w);
    double fast = 0, plain = 0;
    size_t answers = 0;
    for (int i = 0; i < PHONES; i++) {
        struct wy_asked p;
        struct sum a = {0}, b = {0};
        make_phone(&w.index, &w.arena, &p);
        double t0 = seconds();
        assert_int_equal(wy_index_match(&w.index, &p, &w.arena, add_up, &a), WY_OK);
        double t1 = seconds();
        assert_int_equal(wy_index_scan(&w.index, &p, &w.arena, add_up, &b), WY_OK);
        plain += seconds() - t1;
        fast += t1 - t0;
        assert_int_equal(a.n, b.n);
        assert_true(a.hash == b.hash);
        answers += a.n;
    }
    print_message("# %d phones of 400 packages: %.3f ms each by the index, %.1f ms by scan; %zu answers\n", PHONES,
                  fast * 1e3 / PHONES, plain * 1e3 / PHONES, answers);
    count_lookups(&w.index, &w.arena);
    end(&w);
}

// What was imported comes out in the same order and number whatever the threads.
static void threads_do_not_matter(void **state)
{
    (void)state;
    char path[4096];
    struct wy_arena arena;
    wy_bytes first = {0};
    if (!shared_data())
        skip();
    snprintf(path, sizeof path, "%s/advisories/cve5/phone", shared_data());
    if (access(path, R_OK) != 0)
        skip();
    wy_arena_init(&arena, 0);
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        struct wy_import_counts counts = {0};
        struct wy_index_builder *b = wy_index_builder_new();
        struct wy_import_options options = {.limits = &wy_limits_default, .threads = threads, .sink = add, .user = b};
        wy_bytes file;
        assert_non_null(b);
        assert_int_equal(wy_import(path, &options, &counts, NULL), WY_OK);
        assert_true(counts.records > 100);
        assert_int_equal(wy_index_builder_finish(b, 0, NULL), WY_OK);
        assert_true(wy_index_builder_copy(b, &arena, &file));
        if (!first.ptr)
            first = file;
        assert_true(wy_bytes_eq(first, file));
        wy_index_builder_free(b);
    }
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apps),    cmocka_unit_test(words),         cmocka_unit_test(twice),
        cmocka_unit_test(levels),  cmocka_unit_test(vendor_parts),  cmocka_unit_test(chips_and_makers),
        cmocka_unit_test(tables),  cmocka_unit_test(ecosystems),    cmocka_unit_test(documents),
        cmocka_unit_test(damaged), cmocka_unit_test(index_is_scan), cmocka_unit_test(threads_do_not_matter),
    };
    return cmocka_run_group_tests_name("knowledge/index", tests, NULL, NULL);
}
