// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/run.h"

#include "ingest/section.h"

#define HEAD "========================================================\n== dumpstate: 2024-05-06 07:08:09\n====\n\n"
#define END "== dumpstate: done (id 1)\n"
#define SERVICE(name, body)                                                                                            \
    "-------------------------------------------------------------------------------\nDUMP OF SERVICE " name           \
    ":\n" body "--------- 0.1s was the duration of dumpsys " name ", ending at: 2024-05-06 07:08:12\n"

static bool has_gap(const struct run *r, const char *words)
{
    for (WY_EACH(struct wy_gap, g, r->ev.gaps))
        if (wy_str_has(g->reason, wy_str_c(words)))
            return true;
    return false;
}

static void header_tells_the_device(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "any.txt",
             HEAD "Build fingerprint: 'Redmi/pine/pine:13/TP1A/V14:user/release-keys'\n"
                  "Kernel: Linux version 5.10.1 (x)\n" END);
    assert_int_equal(r.err, WY_OK);
    assert_string_equal(r.artifact->name, "dumpstate");
    const struct wy_device *d = r.ev.devices.v;
    assert_int_equal(r.ev.devices.n, 1);
    assert_str_is(d->kernel, "Linux version 5.10.1 (x)");
    assert_str_is(d->fingerprint, "Redmi/pine/pine:13/TP1A/V14:user/release-keys");
    assert_int_equal(d->captured.v, 1714979289);
    assert_int_equal(d->at.kind, WY_CLAIMED);
    run_fini(&r);
}

static void properties_may_span_lines(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "any.txt",
             HEAD "------ SYSTEM PROPERTIES (getprop) ------\n[a.b]: [c]\n[m]: [one\ntwo]\n[empty]: []\n"
                  "------ 0.1s was the duration of 'SYSTEM PROPERTIES' ------\n[after]: [x]\n" END);
    assert_int_equal(r.ev.properties.n, 3);
    assert_str_is(wy_property(&r.ev, WY_S("a.b")), "c");
    assert_str_is(wy_property(&r.ev, WY_S("m")), "one\ntwo");
    assert_str_is(wy_property(&r.ev, WY_S("empty")), "");
    assert_int_equal(wy_property_row(&r.ev, WY_S("a.b"))->at.position, 6);
    assert_true(wy_is_covered(&r.ev, WY_S("properties")));
    run_fini(&r);
}

static void utf16_is_read(void **state)
{
    (void)state;
    static const char text[] = HEAD "------ SYSTEM PROPERTIES (getprop) ------\r\n[a.b]: [c]\r\n" END;
    uint8_t wide[2 * sizeof text];
    for (int mark = 0; mark <= 2; mark += 2) {
        wide[0] = 0xff;
        wide[1] = 0xfe;
        for (size_t i = 0; i + 1 < sizeof text; i++) {
            wide[(size_t)mark + 2 * i] = (uint8_t)text[i];
            wide[(size_t)mark + 2 * i + 1] = 0;
        }
        struct run r;
        run_init(&r);
        run_item(&r, "x", (wy_bytes){wide, (size_t)mark + 2 * (sizeof text - 1)});
        assert_int_equal(r.err, WY_OK);
        assert_str_is(wy_property(&r.ev, WY_S("a.b")), "c");
        run_fini(&r);
    }
}

static void what_breaks_off_is_a_gap_and_not_covered(void **state)
{
    (void)state;
    static const char *const words[] = {
        "*** SERVICE 'settings' DUMP TIMEOUT (10000ms) EXPIRED ***\n",
        "Can't find service: settings\n",
        "Permission Denial: can't dump settings from pid=1\n",
    };
    for (size_t i = 0; i < WY_COUNT(words); i++) {
        char text[1000];
        snprintf(text, sizeof text, "%s",
                 HEAD SERVICE("settings", "GLOBAL SETTINGS (user 0)\n_id:1 name:a value:1\n@") END);
        char *at = strchr(text, '@');
        assert_non_null(at);
        char rest[500];
        snprintf(rest, sizeof rest, "%s", at + 1);
        snprintf(at, sizeof text - (size_t)(at - text), "%s%s", words[i], rest);
        struct run r;
        run_init(&r);
        run_text(&r, "x", text);
        assert_int_equal(r.ev.settings.n, 1);
        assert_true(has_gap(&r, "broke off"));
        assert_false(wy_is_covered(&r.ev, WY_S("settings")));
        run_fini(&r);
    }
}

static void every_cut_keeps_what_was_before_and_never_covers_more(void **state)
{
    (void)state;
    static const char text[] = HEAD SERVICE("settings", "GLOBAL SETTINGS (user 0)\n_id:1 name:a value:1\n")
        SERVICE("package", "Libraries:\nPackages:\n  Package [a.b] (1):\n    userId=10001\n") END;
    size_t settings_end = (size_t)(strstr(text, "DUMP OF SERVICE package") - text) + 24;
    size_t settings_told = (size_t)(strstr(text, "dumpsys settings") - text);
    size_t package_end = (size_t)(strstr(text, "== dumpstate: done") - text);
    for (size_t cut = 90; cut < sizeof text; cut++) {
        struct run r;
        run_init(&r);
        run_item(&r, "x", (wy_bytes){(const uint8_t *)text, cut});
        assert_int_equal(r.err, WY_OK);
        if (cut > settings_end)
            assert_int_equal(r.ev.settings.n, 1);
        if (cut < settings_told)
            assert_false(wy_is_covered(&r.ev, WY_S("settings")));
        if (cut < package_end - 50)
            assert_false(wy_is_covered(&r.ev, WY_S("packages")));
        if (cut > settings_end && cut < package_end)
            assert_true(r.ev.gaps.n > 0);
        run_fini(&r);
    }
}

static void android_5_has_no_end_lines(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "x",
             HEAD "------ SYSTEM PROPERTIES ------\n[a.b]: [c]\n[getprop: 0.1s elapsed]\n"
                  "------ KERNEL LOG (dmesg) ------\n[x.y]: [z]\n"
                  "DUMP OF SERVICE package:\nLibraries:\n  a\n\nPackages:\n  Package [a.b.c] (1):\n"
                  "    userId=10001 gids=[3003]\n    versionCode=21 targetSdk=21\n    versionName=5.0\n"
                  "    pkgFlags=[ SYSTEM HAS_CODE ]\n    grantedPermissions:\n      android.permission.NFC\n"
                  "    User 0:  installed=true blocked=false stopped=false notLaunched=false enabled=2\n"
                  "-------------------------------------------------------------------------------\n"
                  "DUMP OF SERVICE x:\n" END);
    assert_int_equal(r.ev.properties.n, 1);
    const struct wy_package *p = package_of(&r, "a.b.c", "disabled");
    assert_non_null(p);
    assert_int_equal(p->version_code.v, 21);
    assert_int_equal(p->target_sdk.v, 21);
    assert_int_equal(p->system, WY_YES);
    assert_int_equal(p->permissions.n, 1);
    assert_int_equal(p->uid.v, 10001);
    assert_true(wy_is_covered(&r.ev, WY_S("packages")));
    assert_int_equal(r.ev.gaps.n, 0);
    run_fini(&r);
}

static void names_and_commands_find_their_parser(void **state)
{
    (void)state;
    static const char *const names[] = {"a/b/Dumpsys Package.txt", "dumpsys package", "dumpsys_package.txt",
                                        "settings_global.txt", "settings list secure"};
    for (size_t i = 0; i < WY_COUNT(names); i++)
        assert_non_null(wy_section_of_name(wy_str_c(names[i])));
    assert_null(wy_section_of_name(WY_S("settings_random.txt")));
    assert_null(wy_section_of_name(WY_S("notes.txt")));
}

static void uids_in_every_form(void **state)
{
    (void)state;
    int64_t uid;
    assert_true(wy_uid_parse(WY_S("1000"), &uid) && uid == 1000);
    assert_true(wy_uid_parse(WY_S("u0a12"), &uid) && uid == 10012);
    assert_true(wy_uid_parse(WY_S("u10_a12"), &uid) && uid == 1010012);
    assert_true(wy_uid_parse(WY_S("u0i3"), &uid) && uid == 99003);
    assert_true(wy_uid_parse(WY_S("u0s1000"), &uid) && uid == 1000);
    assert_false(wy_uid_parse(WY_S("u0"), &uid));
    assert_false(wy_uid_parse(WY_S("u0a"), &uid));
    assert_false(wy_uid_parse(WY_S("u99999999a1"), &uid));
    assert_false(wy_uid_parse(WY_S("shell"), &uid));
}

static void a_second_report_is_not_mixed_in(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "one.txt", HEAD SERVICE("settings", "GLOBAL SETTINGS (user 0)\n_id:1 name:a value:1\n") END);
    run_text(&r, "again.txt", HEAD SERVICE("settings", "GLOBAL SETTINGS (user 0)\n_id:1 name:a value:1\n") END);
    assert_int_equal(r.ev.settings.n, 1);
    assert_int_equal(r.ev.gaps.n, 0);
    run_text(&r, "later.txt",
             "== dumpstate: 2024-06-06 07:08:09\n------ SYSTEM PROPERTIES (getprop) ------\n[a.b]: [c]\n" END);
    assert_int_equal(r.ev.properties.n, 0);
    assert_true(has_gap(&r, "another time"));
    assert_int_equal(((const struct wy_device *)r.ev.devices.v)->captured.v, 1714979289);
    run_fini(&r);
}

static void a_section_in_an_unknown_form_is_a_gap(void **state)
{
    (void)state;
    static const char text[] = HEAD "DUMP OF SERVICE package:\n{\"packages\": 12}\n"
                                    "DUMP OF SERVICE account:\nDUMP OF SERVICE accessibility:\nUser state[\n" END;
    struct run r;
    run_init(&r);
    run_text(&r, "bugreport.txt", text);
    assert_int_equal(r.ev.gaps.n, 2);
    const struct wy_gap *gaps = r.ev.gaps.v;
    assert_true(wy_str_has(gaps[0].reason, WY_S("package could be read")));
    assert_true(wy_str_has(gaps[1].reason, WY_S("account could be read")));
    assert_true(wy_is_covered(&r.ev, WY_S("accessibility")));
    run_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_section_in_an_unknown_form_is_a_gap),
        cmocka_unit_test(header_tells_the_device),
        cmocka_unit_test(properties_may_span_lines),
        cmocka_unit_test(utf16_is_read),
        cmocka_unit_test(what_breaks_off_is_a_gap_and_not_covered),
        cmocka_unit_test(every_cut_keeps_what_was_before_and_never_covers_more),
        cmocka_unit_test(android_5_has_no_end_lines),
        cmocka_unit_test(names_and_commands_find_their_parser),
        cmocka_unit_test(uids_in_every_form),
        cmocka_unit_test(a_second_report_is_not_mixed_in),
    };
    return cmocka_run_group_tests_name("ingest/dumpstate", tests, NULL, NULL);
}
