// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/buffer.h"
#include "knowledge/lists.h"
#include "knowledge/stix.h"

#include <time.h>

static void load(struct wy_indicators *set, const char *objects)
{
    struct wy_buf json;
    wy_buf_init(&json, 1 << 20);
    wy_buf_printf(&json, "{\"type\":\"bundle\",\"objects\":[%s]}", objects);
    struct wy_diag diag = {0};
    assert_int_equal(wy_indicators_load(set, WY_S("a.stix2"), wy_str_bytes(wy_buf_str(&json)), &diag), WY_OK);
    wy_buf_fini(&json);
}

static void patterns_are_understood(void **state)
{
    (void)state;
    struct wy_indicators set;
    wy_indicators_init(&set, &wy_limits_default);
    load(&set,
         "{\"type\":\"malware\",\"id\":\"m\",\"name\":\"ExampleSpy\"},"
         "{\"type\":\"indicator\",\"id\":\"i\",\"pattern\":\"[app:id='com.Example.spy']\"},"
         "{\"type\":\"relationship\",\"source_ref\":\"i\",\"target_ref\":\"m\"},"
         "{\"type\":\"indicator\",\"pattern\":\" [ domain-name:value = 'evil.example' OR "
         "url:value='https://u@c2.example:8443/x' ] \",\"name\":\"by itself\"},"
         "{\"type\":\"indicator\",\"pattern\":\"[file:hashes.'SHA-256'='AA'] OR [file:path IN ('/a','/b\\\\'s')]\"}");
    const struct wy_indicator *app = wy_indicators_find(&set, WY_IOC_APP, WY_S("com.example.SPY"));
    assert_non_null(app);
    assert_str_is(app->threat, "ExampleSpy");
    assert_str_is(app->value, "com.Example.spy");
    assert_str_is(app->file, "a.stix2");
    const struct wy_indicator *host = wy_indicators_find(&set, WY_IOC_DOMAIN, WY_S("www.evil.example"));
    assert_non_null(host);
    assert_str_is(host->threat, "by itself");
    assert_non_null(wy_indicators_find(&set, WY_IOC_DOMAIN, WY_S("c2.example")));
    assert_null(wy_indicators_find(&set, WY_IOC_DOMAIN, WY_S("example")));
    assert_null(wy_indicators_find(&set, WY_IOC_DOMAIN, WY_S("notevil.example")));
    assert_non_null(wy_indicators_find(&set, WY_IOC_HASH, WY_S("aa")));
    assert_non_null(wy_indicators_find(&set, WY_IOC_PATH, WY_S("/b's")));
    assert_null(wy_indicators_find(&set, WY_IOC_PROCESS, WY_S("/a")));
    assert_null(wy_indicators_find(NULL, WY_IOC_APP, WY_S("x")));
    assert_int_equal(set.n, 6);
    assert_int_equal(set.not_understood, 0);
    wy_indicators_fini(&set);
}

static void what_is_not_understood_is_counted(void **state)
{
    (void)state;
    struct wy_indicators set;
    wy_indicators_init(&set, &wy_limits_default);
    load(&set, "{\"type\":\"indicator\",\"pattern\":\"[process:name='a' AND process:pid=4]\"},"
               "{\"type\":\"indicator\",\"pattern\":\"[domain-name:value LIKE '%.example']\"},"
               "{\"type\":\"indicator\",\"pattern\":\"[app:id='unclosed\"},"
               "{\"type\":\"indicator\",\"pattern\":\"[mutex:name='m']\"},"
               "{\"type\":\"indicator\",\"pattern\":7}");
    assert_int_equal(set.n, 0);
    assert_int_equal(set.not_understood, 4);
    struct wy_diag diag = {0};
    assert_int_equal(wy_indicators_load(&set, WY_S("x"), wy_str_bytes(WY_S("{\"objects\":3}")), &diag), WY_UNSUPPORTED);
    wy_diag_clear(&diag);
    assert_int_equal(wy_indicators_load(&set, WY_S("x"), wy_str_bytes(WY_S("{\"objects\":[")), &diag), WY_TRUNCATED);
    wy_indicators_fini(&set);
}

// As large as the lists that people use: some 10 MB.
static void ten_thousand_load_quickly(void **state)
{
    (void)state;
    struct wy_buf json;
    wy_buf_init(&json, 64 << 20);
    wy_buf_addc(&json, "{\"type\":\"bundle\",\"objects\":[");
    for (int i = 0; i < 10000; i++)
        wy_buf_printf(&json,
                      "%s{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--%d\",\"created\":"
                      "\"2024-01-01T00:00:00Z\",\"modified\":\"2024-01-01T00:00:00Z\",\"pattern\":\"[domain-name:value="
                      "'host-%d.example']\",\"pattern_type\":\"stix\",\"valid_from\":\"2024-01-01T00:00:00Z\","
                      "\"description\":\"%0700d\"}",
                      i ? "," : "", i, i, i);
    wy_buf_addc(&json, "]}");
    struct wy_indicators set;
    wy_indicators_init(&set, &wy_limits_default);
    struct wy_diag diag = {0};
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    assert_int_equal(wy_indicators_load(&set, WY_S("big"), wy_str_bytes(wy_buf_str(&json)), &diag), WY_OK);
    clock_gettime(CLOCK_MONOTONIC, &b);
    print_message("# %zu bytes, %zu indicators in %.1f ms\n", json.len, set.n,
                  (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6);
    assert_int_equal(set.n, 10000);
    assert_non_null(wy_indicators_find(&set, WY_IOC_DOMAIN, WY_S("a.b.host-9999.example")));
    wy_indicators_fini(&set);
    wy_buf_fini(&json);
}

static void lists_are_found_by_key(void **state)
{
    (void)state;
    const struct wy_list_row *row = wy_list_find(WY_LIST_INSTALLERS, WY_S("com.android.vending"));
    assert_non_null(row);
    assert_string_equal(row->kind, "store");
    assert_null(wy_list_find(WY_LIST_INSTALLERS, WY_S("com.android.vendin")));
    assert_null(wy_list_find(WY_LIST_INSTALLERS, (wy_str){0}));
    assert_non_null(wy_list_find(WY_LIST_STALKERWARE, WY_S("com.mxspy")));
    assert_non_null(wy_list_find(WY_LIST_ROOT, WY_S("com.topjohnwu.magisk")));
    assert_string_equal(wy_list_find(WY_LIST_SERVICES, WY_S("5555"))->kind, "debug");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_are_understood),
        cmocka_unit_test(what_is_not_understood_is_counted),
        cmocka_unit_test(ten_thousand_load_quickly),
        cmocka_unit_test(lists_are_found_by_key),
    };
    return cmocka_run_group_tests_name("knowledge/stix", tests, NULL, NULL);
}
