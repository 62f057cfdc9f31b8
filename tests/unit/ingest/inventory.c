// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest_fixture.h"

static struct wy_package *package(struct fixture *f, size_t i)
{
    assert_true(i < f->ev.packages.n);
    return (struct wy_package *)f->ev.packages.v + i;
}

static void cyclonedx_of_a_tv(void **state)
{
    struct fixture *f = *state;
    assert_non_null(
        feed(f, "tv.json",
             "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"component\":{\"type\":\"device\","
             "\"name\":\"Xiaomi TV A2\",\"manufacturer\":{\"name\":\"Xiaomi\"},\"properties\":[{\"name\":"
             "\"cdx:device:type\",\"value\":\"TV\"}]}},\"components\":[{\"type\":\"application\",\"group\":"
             "\"com.xiaomi\",\"name\":\"mi_connect_service\",\"version\":\"3.1.453.10\"},{\"type\":\"application\","
             "\"name\":\"Mi Connect\",\"purl\":\"pkg:android/com.x/com.x.y@1\",\"components\":[{\"type\":\"library\","
             "\"name\":\"inner\"}]}]}"));
    assert_str_is(wy_device(&f->ev)->kind, "tv");
    assert_str_is(wy_device(&f->ev)->maker, "Xiaomi");
    assert_int_equal(f->ev.packages.n, 3);
    assert_str_is(package(f, 0)->name, "com.xiaomi.mi_connect_service");
    assert_str_is(package(f, 0)->version_name, "3.1.453.10");
    assert_str_is(package(f, 1)->name, "com.x.y");
    assert_null(package(f, 1)->version_name.ptr);
    assert_str_is(package(f, 2)->name, "inner");
    assert_true(wy_is_covered(&f->ev, WY_S("packages")));
}

static void osquery_in_its_three_shapes(void **state)
{
    struct fixture *f = *state;
    assert_non_null(
        feed(f, "a.json", "[{\"name\":\"A\",\"version\":\"1\"},{\"hardware_vendor\":\"X\",\"hardware_model\":\"M\"}]"));
    assert_non_null(feed(f, "b.json",
                         "{\"programs\":[{\"name\":\"B\",\"version\":\"2\"}],\"os_version\":[{\"name\":\"Windows\","
                         "\"version\":\"11\",\"platform\":\"windows\"}]}"));
    assert_non_null(
        feed(f, "c.json", "{\"hostIdentifier\":\"h\",\"columns\":{\"name\":\"C\",\"version\":\"3\"}}\nbroken\n"));
    assert_int_equal(f->ev.packages.n, 3);
    assert_str_is(package(f, 2)->name, "C");
    assert_str_is(wy_device(&f->ev)->model, "M");
    assert_str_is(wy_device(&f->ev)->os, "Windows 11");
    assert_int_equal(f->ev.gaps.n, 1);
    assert_int_equal(((struct wy_gap *)f->ev.gaps.v)->at.position, 2);
}

static void csv_with_any_separator_and_quotes(void **state)
{
    struct fixture *f = *state;
    assert_non_null(
        feed(f, "a.csv", "Device;Device Type;App;Package;Version\n\"Pad \"\"6\"\"\";tablet;Mi;com.x;3.1.895.10\n"));
    assert_str_is(package(f, 0)->name, "com.x");
    assert_str_is(package(f, 0)->label, "Mi");
    assert_str_is(package(f, 0)->version_name, "3.1.895.10");
    assert_str_is(wy_device(&f->ev)->model, "Pad \"6\"");
    assert_str_is(wy_device(&f->ev)->kind, "tablet");
    assert_int_equal(package(f, 0)->at.position, 2);
}

static void prose_with_commas_is_no_inventory(void **state)
{
    struct fixture *f = *state;
    assert_null(feed(f, "letter.txt", "Hello, this is a letter, with commas.\nBye, x\n"));
    assert_null(feed(f, "x.json", "{\"hello\":[1,2,3]}"));
    assert_int_equal(f->ev.packages.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cyclonedx_of_a_tv, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(osquery_in_its_three_shapes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(csv_with_any_separator_and_quotes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(prose_with_commas_is_no_inventory, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("ingest/inventory", tests, NULL, NULL);
}
