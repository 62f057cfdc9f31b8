// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/run.h"

static wy_str value_of(const struct run *r, const char *space, const char *name)
{
    const struct wy_setting *s = wy_setting(&r->ev, wy_str_c(space), wy_str_c(name));
    assert_non_null(s);
    return s->value;
}

static void dumped(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys settings",
             "CONFIG SETTINGS (user 0)\n_id:9 name:flag/x pkg:a value:1\n"
             "GLOBAL SETTINGS (user 0)\nversion: 213\n"
             "_id:43 name:adb_enabled pkg:android value:1 default:0 defaultSystemSet:true\n"
             "_id:44 name:empty pkg:android value:\n"
             "_id:45 name:words pkg:android value:a default: b default:a default: b defaultSystemSet:true tag:null\n"
             "_id:46 name:none pkg:android value:{null}\n\n"
             "Historical operations\n2024-01-01 update name:x\n"
             "SECURE SETTINGS (user 0)\n_id:1 name:android_id value:0123456789abcdef\n"
             "_id:2 name:enabled_accessibility_services value:a.b/.C:d.e/f.G default:x defaultSystemSet:true\n"
             "SECURE SETTINGS (user 10)\n_id:1 name:android_id value:ffff456789abcdef\n"
             "SYSTEM SETTINGS (user 0)\n_id:1 name:volume value:7\n");
    assert_int_equal(r.ev.settings.n, 8);
    assert_str_is(value_of(&r, "global", "adb_enabled"), "1");
    assert_str_is(value_of(&r, "global", "empty"), "");
    assert_str_is(value_of(&r, "global", "words"), "a default: b default:a");
    assert_null(value_of(&r, "global", "none").ptr);
    assert_str_is(value_of(&r, "system", "volume"), "7");
    assert_int_equal(r.ev.identities.n, 1);
    assert_str_is(((struct wy_identity *)r.ev.identities.v)->value, "0123456789abcdef");
    assert_int_equal(r.ev.accessibility.n, 2);
    assert_str_is(((struct wy_accessibility *)r.ev.accessibility.v)->service, "a.b.C");
    assert_true(wy_is_covered(&r.ev, WY_S("settings")));
    run_fini(&r);
}

static void listed(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "case/settings_secure.txt",
             "android_id=0123456789abcdef\nurl=http://x/?a=b\nlock=null\nno line\n a b=c\n");
    assert_string_equal(r.artifact->name, "command output");
    assert_int_equal(r.ev.settings.n, 3);
    assert_str_is(value_of(&r, "secure", "url"), "http://x/?a=b");
    assert_null(value_of(&r, "secure", "lock").ptr);
    run_fini(&r);
}

static void a_folder_of_lists(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "case/settings/global.txt", "0#PLUGIN=1\nadb_enabled=1\n");
    run_text(&r, "settings/system.txt", "volume=7\n");
    assert_int_equal(r.ev.settings.n, 3);
    assert_str_is(value_of(&r, "global", "adb_enabled"), "1");
    assert_str_is(value_of(&r, "system", "volume"), "7");
    run_text(&r, "logs/global.txt", "adb_enabled=0\n");
    assert_null(r.artifact);
    run_fini(&r);
}

static void an_error_is_not_coverage(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "settings list global", "cmd: Can't find service: settings\n");
    assert_false(wy_is_covered(&r.ev, WY_S("settings")));
    run_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dumped),
        cmocka_unit_test(listed),
        cmocka_unit_test(a_folder_of_lists),
        cmocka_unit_test(an_error_is_not_coverage),
    };
    return cmocka_run_group_tests_name("ingest/settings", tests, NULL, NULL);
}
