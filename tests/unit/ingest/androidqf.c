// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/run.h"

#define FILE_OF(r, i) ((const struct wy_file *)(r).ev.files.v + (i))

static const char packages[] =
    "[\n {\"name\": \"org.example.a\", \"files\": [{\"path\": \"/data/app/a/base.apk\", \"sha256\": "
    "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\", \"certificate\": {\"Sha256\": \"ab}]{\"}}],"
    " \"installer\": \"null\", \"uid\": 10012, \"disabled\": false, \"system\": false, \"third_party\": true},\n"
    " {\"name\": \"org.example.b\", \"files\": [], \"installer\": \"org.example.store\", \"uid\": 10013,"
    " \"disabled\": true, \"system\": true, \"third_party\": false},\n"
    " {\"name\": \"org.example.c\", \"files\": [], \"installer\": \"null\", \"uid\": 10014,"
    " \"disabled\": false, \"system\": false, \"third_party\": false}\n]\n";

static void packages_and_what_was_removed(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "case/packages.json", packages);
    assert_int_equal(r.err, WY_OK);
    assert_string_equal(r.artifact->kind, "androidqf");
    const struct wy_package *a = package_of(&r, "org.example.a", "installed");
    assert_int_equal(a->system, WY_NO);
    assert_null(a->installer.ptr);
    assert_str_is(a->signers.v[0], "ab}]{");
    assert_int_equal(a->sha256.len, 64);
    assert_int_equal(a->uid.v, 10012);
    assert_str_is(package_of(&r, "org.example.b", "disabled")->installer, "org.example.store");
    assert_int_equal(package_of(&r, "org.example.c", "removed")->system, WY_UNKNOWN);
    assert_true(wy_is_covered(&r.ev, WY_S("packages")));
    run_fini(&r);
}

static void every_cut_is_told_and_covers_nothing(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < sizeof packages - 3; cut++) {
        struct run r;
        run_init(&r);
        run_item(&r, "packages.json", (wy_bytes){(const uint8_t *)packages, cut});
        assert_int_equal(r.err, WY_TRUNCATED);
        assert_true(r.ev.packages.n <= 3);
        assert_false(wy_is_covered(&r.ev, WY_S("packages")));
        run_fini(&r);
    }
}

static void a_list_that_never_was(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "packages.json", "null");
    assert_int_equal(r.err, WY_TRUNCATED);
    assert_false(wy_is_covered(&r.ev, WY_S("packages")));
    run_fini(&r);
}

static void list_and_dump_are_one_row(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "packages.json", packages);
    run_text(&r, "dumpsys.txt",
             "DUMP OF SERVICE package:\nLibraries:\nPackages:\n  Package [org.example.a] (1):\n"
             "    versionName=4.2\n    User 0: installed=true enabled=3\n");
    wy_packages_merge(&r.in);
    assert_int_equal(r.ev.packages.n, 3);
    const struct wy_package *a = package_of(&r, "org.example.a", "disabled");
    assert_str_is(a->version_name, "4.2");
    assert_int_equal(a->sha256.len, 64);
    run_fini(&r);
}

static void files_worth_a_look(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(
        &r, "files.json",
        "[{\"path\":\"/system/bin/sh\",\"mode\":\"-rwxr-xr-x\",\"user_id\":0,\"modified_time\":1},"
        "{\"path\":\"/data/local/tmp/x\",\"mode\":\"-rw-r--r--\",\"user_id\":2000,\"size\":36,\"modified_time\":1},"
        "{\"path\":\"/system/xbin/su\",\"mode\":\"-rwxr-xr-x\",\"user_name\":\"root\",\"modified_time\":1},"
        "{\"path\":\"/vendor/bin/odd\",\"mode\":\"urwxr-xr-x\",\"user_id\":0,\"modified_time\":1}]");
    assert_int_equal(r.ev.files.n, 3);
    assert_str_is(FILE_OF(r, 0)->note, "tmp");
    assert_str_is(FILE_OF(r, 0)->owner, "2000");
    assert_int_equal(FILE_OF(r, 0)->size.v, 36);
    assert_str_is(FILE_OF(r, 1)->note, "root-binary");
    assert_str_is(FILE_OF(r, 1)->owner, "root");
    assert_str_is(FILE_OF(r, 2)->note, "setuid");
    run_fini(&r);
}

static void root_and_mounts(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "root_binaries.json", "[\"/system/bin/su\\n/sbin/su\"]");
    run_text(&r, "mounts.json",
             "[\"/dev/block/dm-1 on /system type ext4 (rw,seclabel)\", "
             "\"/dev/block/dm-2 /vendor ext4 ro,seclabel 0 0\", \"tmpfs on / type tmpfs (rw)\"]");
    assert_int_equal(r.ev.files.n, 3);
    assert_str_is(FILE_OF(r, 1)->path, "/sbin/su");
    assert_str_is(FILE_OF(r, 2)->path, "/system");
    assert_str_is(FILE_OF(r, 2)->note, "mounted-writable");
    run_fini(&r);
}

static void processes_and_single_answers(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "processes.json",
             "[{\"pid\":7,\"uid\":10012,\"ppid\":1,\"filename\":\"x\",\"command_line\":[\"a.b\"]}]");
    assert_int_equal(r.ev.processes.n, 1);
    assert_str_is(((const struct wy_process *)r.ev.processes.v)->name, "a.b");
    run_text(&r, "selinux.txt", "Permissive\n");
    assert_str_is(wy_setting(&r.ev, WY_S("kernel"), WY_S("selinux"))->value, "Permissive");
    run_text(
        &r, "acquisition.json",
        "{\"uuid\":\"x\",\"androidqf_version\":\"1.8.3\",\"storage_path\":\"/\",\"started\":\"2025-07-02T09:30:15Z\"}");
    run_text(&r, "cat /proc/version", "Linux version 5.10 (x)\n");
    const struct wy_device *d = r.ev.devices.v;
    assert_int_equal(r.ev.devices.n, 1);
    assert_int_equal(d->captured.v, 1751448615);
    assert_str_is(d->kernel, "Linux version 5.10 (x)");
    run_fini(&r);
}

static void a_crash(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "FS/data/tombstones/tombstone_00",
             "*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***\nTimestamp: 2025-07-01 12:32:40.5+0530\n"
             "Cmdline: /vendor/bin/x\npid: 1, tid: 2, name: y  >>> /vendor/bin/x <<<\nuid: 1000\n"
             "signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0\nbacktrace:\nuid: 5\n");
    const struct wy_event *e = r.ev.events.v;
    assert_int_equal(r.ev.events.n, 1);
    assert_str_is(e->subject, "/vendor/bin/x");
    assert_str_is(e->detail, "signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), uid 1000");
    run_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packages_and_what_was_removed),
        cmocka_unit_test(every_cut_is_told_and_covers_nothing),
        cmocka_unit_test(a_list_that_never_was),
        cmocka_unit_test(list_and_dump_are_one_row),
        cmocka_unit_test(files_worth_a_look),
        cmocka_unit_test(root_and_mounts),
        cmocka_unit_test(processes_and_single_answers),
        cmocka_unit_test(a_crash),
    };
    return cmocka_run_group_tests_name("ingest/androidqf", tests, NULL, NULL);
}
