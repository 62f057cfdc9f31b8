// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "knowledge/knowledge.h"

#define HEAD                                                                                                           \
    "{\"document\":{\"csaf_version\":\"2.0\",\"title\":\"T\",\"publisher\":{\"name\":\"P\"},"                          \
    "\"tracking\":{\"id\":\"X-1\",\"current_release_date\":\"2025-07-01T10:00:00Z\"}"
#define PRODUCT(id, helper)                                                                                            \
    "{\"product_id\":\"" id "\",\"name\":\"" id "\",\"product_identification_helper\":{" helper "}}"
#define URI(uri) "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"" uri "\"}"
#define ON(a, b, id)                                                                                                   \
    "{\"category\":\"installed_on\",\"product_reference\":\"" a "\",\"relates_to_product_reference\":\"" b             \
    "\",\"full_product_name\":{\"product_id\":\"" id "\",\"name\":\"" id "\"}}"

static struct wy_arena arena;

static wy_err parse(const char *json, struct wy_csaf **out, struct wy_diag *diag)
{
    *diag = (struct wy_diag){.offset = WY_NO_OFFSET};
    return wy_csaf_read(NULL, wy_str_bytes(wy_str_c(json)), WY_S("test.json"), &arena, out, diag);
}

static struct wy_csaf *read_fine(const char *json)
{
    struct wy_diag diag;
    struct wy_csaf *d = NULL;
    if (parse(json, &d, &diag) != WY_OK)
        fail_msg("%s", diag.text);
    return d;
}

static void refuses(const char *json, wy_err code)
{
    struct wy_diag diag;
    struct wy_csaf *d = NULL;
    assert_int_equal(parse(json, &d, &diag), code);
    assert_true(diag.text[0] != 0);
    assert_null(d);
}

static const struct wy_product *product(const struct wy_csaf *d, const char *id)
{
    for (WY_EACH(struct wy_product *, p, d->products))
        if (wy_str_eq((*p)->id, wy_str_c(id)))
            return *p;
    fail_msg("no product %s", id);
    return NULL;
}

static void header_is_read(void **state)
{
    (void)state;
    struct wy_csaf *d = read_fine(HEAD ",\"references\":[{\"url\":\"urn:wary:overlay-of:R\"}],"
                                       "\"aggregate_severity\":{\"text\":\"high\"}}}");
    assert_str_is(d->id, "X-1");
    assert_str_is(d->date, "2025-07-01");
    assert_str_is(d->overlay_of, "R");
    assert_str_is(d->severity, "high");
    refuses("{\"document\":{\"csaf_version\":\"1.2\"}}", WY_UNSUPPORTED);
    refuses("{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{\"current_release_date\":\"2025-07-01\"}}}",
            WY_MALFORMED);
    refuses("{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{\"id\":\"x\",\"current_release_date\":\"soon\"}}}",
            WY_MALFORMED);
    refuses("[1,]", WY_MALFORMED);
}

// clang-format off
#define LEAF(category, name, product)                                                                                  \
    "{\"category\":\"" category "\",\"name\":\"" name "\",\"product\":" product "}"
#define URIS(uris) "\"x_generic_uris\":[" uris "]"
#define VERSIONS(leaves)                                                                                               \
    HEAD "},\"product_tree\":{\"branches\":[{\"category\":\"vendor\",\"name\":\"V\",\"branches\":[" \
         "{\"category\":\"product_name\",\"name\":\"App\",\"branches\":[" leaves "]}]}]}}"

static void branches_give_versions(void **state)
{
    (void)state;
    struct wy_csaf *d = read_fine(VERSIONS(
        LEAF("product_version_range", "vers:apk/<2", PRODUCT("R", "\"purl\":\"pkg:android/com.a@1\"")) ","
        LEAF("product_version", "1.0", PRODUCT("E", URIS(URI("wary:package/com.b")))) ","
        LEAF("product_version_range", "1.0 and before", PRODUCT("W", URIS(URI("wary:label/Some%20App")))) ","
        LEAF("product_version_range", "vers:apk/<>", PRODUCT("B", URIS(URI("wary:package/com.b")))) ","
        LEAF("product_version", "1.0", PRODUCT("N", ""))));
    assert_int_equal(product(d, "R")->component->version.kind, WY_VERSION_RANGE);
    assert_str_is(*(wy_str *)product(d, "R")->component->values.v, "com.a");
    assert_int_equal(product(d, "E")->component->version.kind, WY_VERSION_EXACT);
    assert_int_equal(product(d, "W")->component->version.kind, WY_VERSION_WORDS);
    assert_str_is(*(wy_str *)product(d, "W")->component->labels.v, "Some App");
    assert_int_equal(product(d, "B")->component->version.kind, WY_VERSION_WORDS);
    assert_int_equal(product(d, "N")->n, 0);
    assert_str_is(product(d, "N")->vendor, "V");
    assert_str_is(product(d, "N")->family, "App");
}

#define TWO                                                                                                            \
    HEAD "},\"product_tree\":{\"full_product_names\":["                                                               \
         PRODUCT("A", URIS(URI("wary:package/com.a"))) ","                                                             \
         PRODUCT("B", URIS(URI("wary:codename/x") "," URI("wary:codename/y"))) ","                                     \
         PRODUCT("N", "") "],\"relationships\":["
// clang-format on

static void relationships_join_conditions(void **state)
{
    (void)state;
    struct wy_csaf *d = read_fine(TWO ON("AB", "B", "ABB") "," ON("A", "B", "AB") "," ON("A", "N", "AN") "]}}");
    assert_int_equal(product(d, "AB")->n, 2);
    assert_int_equal(product(d, "ABB")->n, 3);
    assert_non_null(product(d, "AB")->component);
    assert_int_equal(product(d, "AN")->n, 0); // half of it cannot be recognised
    assert_int_equal(product(d, "B")->conditions[0].values.n, 2);
    refuses(TWO ON("A", "missing", "AB") "]}}", WY_MALFORMED);
    refuses(TWO ON("AB", "B", "BA") "," ON("BA", "B", "AB") "]}}", WY_MALFORMED); // a cycle
    refuses(TWO ON("A", "B", "A") "]}}", WY_MALFORMED);                           // defined twice
}

static void statements_are_read(void **state)
{
    (void)state;
    struct wy_csaf *d = read_fine(
        TWO "]},\"vulnerabilities\":[{\"cve\":\"CVE-2024-1\",\"ids\":[{\"system_name\":\"s\",\"text\":\"Z-1\"},"
            "{\"system_name\":\"s\",\"text\":\"Z-1\"}],\"scores\":[{\"cvss_v3\":{\"baseScore\":9.6,\"vectorString\":"
            "\"V\"}},{\"cvss_v2\":{\"baseScore\":5}}],\"product_status\":{\"last_affected\":[\"A\"],\"fixed\":[\"B\"]},"
            "\"remediations\":[{\"category\":\"mitigation\",\"details\":\"do\"}]},{\"title\":\"no id\"}]}");
    const struct wy_statement *s = d->statements.v;
    assert_int_equal(d->statements.n, 2);
    assert_int_equal(s->ids.n, 2);
    assert_int_equal(s->score, 96);
    assert_int_equal(s->status.n, 2);
    assert_int_equal(((struct wy_product_status *)s->status.v)[0].standing, WY_STAND_AFFECTED);
    assert_str_is(s[1].key, "X-1#2");
    refuses(TWO "]},\"vulnerabilities\":[{\"product_status\":{\"fixed\":[\"nobody\"]}}]}", WY_MALFORMED);
}

static void uris(void **state)
{
    (void)state;
    enum wy_fact fact;
    wy_str key, value;
    assert_true(wy_condition_uri(WY_S("wary:fingerprint/a%2Fb:8"), &arena, &fact, &key, &value));
    assert_int_equal(fact, WY_FACT_FINGERPRINT);
    assert_str_is(value, "a/b:8");
    assert_true(wy_condition_uri(WY_S("wary:patch-level/vendor"), &arena, &fact, &key, &value));
    assert_str_is(key, "vendor");
    assert_null(value.ptr);
    assert_false(wy_condition_uri(WY_S("wary:patch-level"), &arena, &fact, &key, &value));
    assert_false(wy_condition_uri(WY_S("wary:colour/red"), &arena, &fact, &key, &value));
    assert_false(wy_condition_uri(WY_S("https://example.com/"), &arena, &fact, &key, &value));
    assert_str_is(wy_purl_package(WY_S("pkg:android/com.a@1?x=y")), "com.a");
    assert_null(wy_purl_package(WY_S("pkg:apk/alpine/curl")).ptr);
}

static struct wy_score_misfit misfit(const char *score)
{
    char json[1024];
    (void)snprintf(json, sizeof json, HEAD "},\"vulnerabilities\":[{\"cve\":\"CVE-2024-1\",\"scores\":[{%s}]}]}",
                   score);
    struct wy_csaf *d = read_fine(json);
    return ((const struct wy_statement *)d->statements.v)->misfit;
}

static void scores_that_do_not_fit(void **state)
{
    (void)state;
#define V31 "\"vectorString\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P\"}"
#define V40 "\"vectorString\":\"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P\"}"
    assert_null(misfit("\"cvss_v3\":{\"baseScore\":9.8," V31).vector.ptr);
    struct wy_score_misfit m = misfit("\"cvss_v3\":{\"baseScore\":7.5," V31);
    assert_int_equal(m.published, 75);
    assert_int_equal(m.computed, 98);
    assert_null(misfit("\"cvss_v4\":{\"baseScore\":8.9," V40).vector.ptr); // with the threat metric
    assert_null(misfit("\"cvss_v4\":{\"baseScore\":9.3," V40).vector.ptr); // and without
    assert_int_equal(misfit("\"cvss_v4\":{\"baseScore\":9," V40).computed, 93);
    assert_int_equal(misfit("\"cvss_v2\":{\"baseScore\":9,\"vectorString\":\"AV:N\"}").computed, -1);
    assert_null(misfit("\"cvss_v2\":{\"vectorString\":\"AV:N\"}").vector.ptr);
}

static int open_arena(void **state)
{
    (void)state;
    wy_arena_init(&arena, 0);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    wy_arena_fini(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_is_read),
        cmocka_unit_test(branches_give_versions),
        cmocka_unit_test(relationships_join_conditions),
        cmocka_unit_test(statements_are_read),
        cmocka_unit_test(uris),
        cmocka_unit_test(scores_that_do_not_fit),
    };
    return cmocka_run_group_tests_name("knowledge/document", tests, open_arena, close_arena);
}
