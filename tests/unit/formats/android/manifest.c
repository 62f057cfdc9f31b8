// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/manifest.h"

#include "recipe.h"

struct fixture {
    char xml[64], tables[64];
    struct wy_arena arena;
    struct wy_manifest m;
    struct wy_diag diag;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    wy_arena_init(&f->arena, 0);
    *state = f;
    return recipe_run("axml", f->xml) && recipe_run("arsc", f->tables) ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    recipe_clean(f->xml);
    recipe_clean(f->tables);
    wy_arena_fini(&f->arena);
    free(f);
    return 0;
}

static wy_err read_xml(struct fixture *f, const char *name, struct wy_arsc *table, const char *language)
{
    f->diag = (struct wy_diag){0};
    wy_bytes xml = recipe_file(f->xml, name, &f->arena);
    return wy_manifest_read(&f->m, xml, table, wy_res_locale(wy_str_c(language)), &f->arena, &f->diag);
}

static void facts_are_read(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_xml(f, "plain.xml", NULL, ""), WY_OK);
    const struct wy_manifest *m = &f->m;
    assert_str_is(m->package, "org.example.app");
    assert_str_is(m->version_name, "1.7");
    assert_str_is(m->label, "Example");
    assert_int_equal(m->version_code.v, 7);
    assert_int_equal(m->min_sdk.v, 21);
    assert_int_equal(m->target_sdk.v, 30);
    assert_int_equal(m->target_sandbox.v, 1);
    assert_int_equal(m->debuggable, WY_FLAG_YES);
    assert_int_equal(m->permissions.n, 2);
    const struct wy_manifest_permission *p = m->permissions.v;
    assert_str_is(p[0].name, "android.permission.INTERNET");
    assert_true(p[1].declared);
    assert_int_equal(p[1].level, 2);
}

static void old_apps_ask_for_more(void **state)
{
    struct fixture *f = *state;
    static const char *const added[] = {"WRITE_EXTERNAL_STORAGE", "READ_PHONE_STATE", "READ_EXTERNAL_STORAGE"};
    assert_int_equal(read_xml(f, "old.xml", NULL, ""), WY_OK);
    assert_int_equal(f->m.permissions.n, 2 + WY_COUNT(added));
    const struct wy_manifest_permission *p = f->m.permissions.v;
    for (size_t i = 0; i < WY_COUNT(added); i++)
        assert_true(wy_str_ends(p[2 + i].name, wy_str_c(added[i])) && !p[2 + i].declared);
}

static void exported_follows_androids_rules(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_xml(f, "plain.xml", NULL, ""), WY_OK);
    assert_int_equal(f->m.components.n, 3);
    const struct wy_manifest_component *c = f->m.components.v;
    assert_str_is(c[0].name, "org.example.app.Main");
    assert_true(c[0].exported); // by its filter, target below 31
    assert_true(c[1].exported);
    assert_str_is(c[1].permission, "org.example.P");
    assert_str_is(c[2].name, "org.example.app.Short");
    assert_false(c[2].exported);
}

static void what_android_tolerates_is_read(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_xml(f, "wrong-type.xml", NULL, ""), WY_OK);
    assert_true(f->m.odd_type);
    assert_int_equal(read_xml(f, "zero-sized-end.xml", NULL, ""), WY_OK);
    assert_str_is(f->m.package, "org.example.app");
    assert_int_equal(read_xml(f, "utf8.xml", NULL, ""), WY_OK);
    assert_str_is(f->m.label, "Ж");
}

static void what_android_refuses_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_xml(f, "longer-than-file.xml", NULL, ""), WY_MALFORMED);
    wy_bytes xml = recipe_file(f->xml, "plain.xml", &f->arena);
    for (size_t cut = 0; cut < xml.len; cut++)
        assert_int_not_equal(
            wy_manifest_read(&f->m, (wy_bytes){xml.ptr, cut}, NULL, wy_res_locale(WY_S("")), &f->arena, NULL), WY_OK);
}

static void labels_speak_the_language_asked_for(void **state)
{
    struct fixture *f = *state;
    static const char *const tables[] = {"plain.arsc", "sparse.arsc", "offset16.arsc", "compact.arsc"};
    static const char *const cases[][2] = {{"", "Example"},   {"hi-IN", "उदाहरण"}, {"pl_PL.UTF-8", "Przykład"},
                                           {"fi", "Example"}, {"en", "Example"},   {"en-XA", "[Ëxåmplë]"}};
    for (size_t i = 0; i < WY_COUNT(tables); i++) {
        struct wy_arsc table;
        wy_bytes bytes = recipe_file(f->tables, tables[i], &f->arena);
        assert_int_equal(wy_arsc_init(&table, bytes, &f->arena, &f->diag), WY_OK);
        for (size_t k = 0; k < WY_COUNT(cases); k++) {
            assert_int_equal(read_xml(f, "reference.xml", &table, cases[k][0]), WY_OK);
            assert_str_is(f->m.label, cases[k][1]);
        }
        // The second entry refers to the first.
        assert_str_is(wy_arsc_text(&table, 0x7f010001, wy_res_locale(WY_S("pl")), 100, &f->arena), "Przykład");
        assert_null(wy_arsc_text(&table, 0x7f010002, wy_res_locale(WY_S("pl")), 100, &f->arena).ptr);
        assert_null(wy_arsc_text(&table, 0x7f020000, wy_res_locale(WY_S("pl")), 100, &f->arena).ptr);
    }
    assert_int_equal(read_xml(f, "reference.xml", NULL, "pl"), WY_OK);
    assert_null(f->m.label.ptr); // without a table: unknown, not a number
}

static void codenames_stand_for_the_release_before(void **state)
{
    (void)state;
    assert_int_equal(wy_sdk_of_codename(WY_S("N")), 23);
    assert_int_equal(wy_sdk_of_codename(WY_S("Tiramisu")), 32);
    assert_int_equal(wy_sdk_of_codename(WY_S("Baklava")), 35);
    assert_int_equal(wy_sdk_of_codename(WY_S("")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_read),
        cmocka_unit_test(exported_follows_androids_rules),
        cmocka_unit_test(what_android_tolerates_is_read),
        cmocka_unit_test(what_android_refuses_is_refused),
        cmocka_unit_test(old_apps_ask_for_more),
        cmocka_unit_test(labels_speak_the_language_asked_for),
        cmocka_unit_test(codenames_stand_for_the_release_before),
    };
    return cmocka_run_group_tests_name("formats/android/manifest", tests, setup, teardown);
}
