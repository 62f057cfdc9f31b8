// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest_fixture.h"

static void a_phone_is_what_its_plain_names_say(void **state)
{
    struct fixture *f = *state;
    const struct wy_artifact *a = feed(f, "x.txt",
                                       "[ro.product.brand]: [Redmi]\r\n[ro.product.model]: [23021RAA2Y]\r\n"
                                       "[ro.product.system.model]: [missi system image for arm64]\n"
                                       "[ro.product.device]: [topaz]\n[ro.product.marketname]: [Redmi Note 12]\n"
                                       "[ro.mi.os.version.name]: [OS1.0]\n[ro.soc.model]: [SM6225-AD]\n"
                                       "[ro.build.version.incremental]: [V816.0.4.0.UMGEUXM]\n"
                                       "[ro.build.version.security_patch]: [2024-05-01]\n"
                                       "[ro.build.date.utc]: [1704067200]\n[ro.build.characteristics]: [default]\n");
    assert_non_null(a);
    if (a)
        assert_string_equal(a->name, "getprop");
    finish(f);
    const struct wy_device *d = wy_device(&f->ev);
    assert_non_null(d);
    assert_str_is(d->brand, "Redmi");
    assert_str_is(d->model, "23021RAA2Y");
    assert_str_is(d->skin, "HyperOS");
    assert_str_is(d->skin_version, "OS1.0.4.0.UMGEUXM");
    assert_str_is(d->region, "EU");
    assert_str_is(d->soc, "SM6225");
    assert_str_is(d->kind, "phone");
    assert_str_is(d->patch_level->system, "2024-05-01");
    assert_null(d->patch_level->vendor.ptr);
    assert_true(d->build_time.known);
    assert_int_equal(d->at.kind, WY_CLAIMED);
    const struct wy_property *p = wy_property_row(&f->ev, WY_S("ro.product.device"));
    assert_non_null(p);
    if (p)
        assert_int_equal(p->at.position, 4);
}

static void a_tree_is_what_odm_says(void **state)
{
    struct fixture *f = *state;
    assert_non_null(feed(f, "vendor/build.prop",
                         "ro.product.vendor.model=xiaomi for arm64\nro.product.vendor.device=mivendor\n"
                         "ro.build.version.release=13\nro.vendor.build.security_patch=2023-01-05\n"));
    assert_non_null(
        feed(f, "product/etc/build.prop", "ro.product.product.model=miproduct\nro.product.product.device=missi\n"));
    assert_non_null(feed(f, "odm/etc/build.prop", "ro.product.odm.model=2210132G\nro.product.odm.device=nuwa\n"));
    assert_non_null(feed(f, "system/system/build.prop",
                         "ro.build.version.release=16\nro.build.version.security_patch=2026-01-01\n"));
    finish(f);
    const struct wy_device *d = wy_device(&f->ev);
    assert_str_is(d->model, "2210132G");
    assert_str_is(d->codename, "nuwa");
    assert_str_is(d->release, "16");
    assert_str_is(d->patch_level->system, "2026-01-01");
    assert_str_is(d->patch_level->vendor, "2023-01-05");
}

static void values_of_several_lines(void **state)
{
    struct fixture *f = *state;
    assert_non_null(feed(f, "x", "[a.b]: [one\ntwo]\n[c.d]: [3]\n[e.f]: [never closed\n[g.h]: [4]\n"));
    assert_str_is(wy_property(&f->ev, WY_S("a.b")), "one\ntwo");
    assert_str_is(wy_property(&f->ev, WY_S("c.d")), "3");
    assert_str_is(wy_property(&f->ev, WY_S("g.h")), "4");
    assert_int_equal(f->ev.properties.n, 4);
}

static void utf16_as_powershell_writes_it(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "[ro.product.brand]: [samsung]\r\n[ro.build.version.oneui]: [60101]\r\n";
    uint8_t wide[2 * sizeof text + 2] = {0xff, 0xfe};
    for (size_t i = 0; i + 1 < sizeof text; i++)
        wide[2 + 2 * i] = (uint8_t)text[i];
    assert_non_null(feed_bytes(f, "x", (wy_bytes){wide, 2 + 2 * (sizeof text - 1)}));
    finish(f);
    assert_str_is(wy_device(&f->ev)->brand, "samsung");
    assert_str_is(wy_device(&f->ev)->skin_version, "6.1.1");
}

static void prose_is_no_property_list(void **state)
{
    struct fixture *f = *state;
    assert_null(feed(f, "notes.txt", "Dear all,\nplease [see]: [below] for = signs.\n"));
    assert_int_equal(f->ev.properties.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_phone_is_what_its_plain_names_say, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_tree_is_what_odm_says, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(values_of_several_lines, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(utf16_as_powershell_writes_it, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(prose_is_no_property_list, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("ingest/properties", tests, NULL, NULL);
}
