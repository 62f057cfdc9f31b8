// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/run.h"

static const char modern[] =
    "Features:\n  x\n\nPackages:\n"
    "  Package [org.example.notes] (1a2b3c):\n"
    "    appId=10123\n"
    "    pkg=Package{1 org.example.notes}\n"
    "    codePath=/data/app/~~x==/org.example.notes-y==\n"
    "    versionCode=42 minSdk=26 targetSdk=34\n"
    "    versionName=4.2 beta\n"
    "    flags=[ SYSTEM DEBUGGABLE HAS_CODE UPDATED_SYSTEM_APP ]\n"
    "    privateFlags=[ X PRIVILEGED ]\n"
    "    lastUpdateTime=2024-03-02 01:02:03\n"
    "    installerPackageName=org.example.store\n"
    "    initiatingPackageName=org.example.helper\n"
    "    originatingPackageName=null\n"
    "    signatures=PackageSignatures{3f0b80c version:3, signatures:[7d3bce25, aa], past signatures:[bb]}\n"
    "    pkgFlags=[ HAS_CODE ]\n"
    "    declared permissions:\n"
    "      org.example.notes.P: prot=signature, INSTALLED\n"
    "    requested permissions:\n"
    "      android.permission.INTERNET\n"
    "      android.permission.CAMERA: restricted=true\n"
    "    install permissions:\n"
    "      android.permission.INTERNET: granted=true\n"
    "      android.permission.SCHEDULE_EXACT_ALARM: granted=false\n"
    "    User 0: ceDataInode=1 installed=true hidden=false enabled=3 instant=false\n"
    "      installReason=4\n"
    "      firstInstallTime=2024-01-02 01:02:03\n"
    "      gids=[3003]\n"
    "      runtime permissions:\n"
    "        android.permission.CAMERA: granted=false, flags=[ USER_SET]\n"
    "      disabledComponents:\n"
    "        org.example.notes.Boot\n"
    "    User 10: ceDataInode=1 installed=true hidden=false enabled=3 instant=false\n"
    "      firstInstallTime=2024-02-02 01:02:03\n"
    "      runtime permissions:\n"
    "        android.permission.CAMERA: granted=true\n"
    "        android.permission.MICROPHONE: granted=false\n"
    "  Package [org.example.gone] (1a2b3d):\n"
    "    userId=10124\n"
    "    User 0: ceDataInode=0 installed=false hidden=false enabled=0 instant=false\n"
    "      firstInstallTime=2024-02-02 01:02:03\n"
    "  Package [org.example.half] (1):\n"
    "    User 0: installed=true enabled=2\n"
    "    User 10: installed=true enabled=0\n"
    "  Package [org.example.bare] (2):\n"
    "    versionName=1\n"
    "\nHidden system packages:\n"
    "  Package [org.example.notes] (1a2b3e):\n"
    "    codePath=/system/app/Notes\n"
    "    versionName=1.0\n"
    "    User 0: installed=true enabled=0\n"
    "\nShared users:\n  SharedUser [x] (1):\n    userId=1\n    install permissions:\n      android.permission.NFC: "
    "granted=true\n"
    "\nActive APEX packages:\n  com.android.tzdata\n    Version: 351400020\n    Path: /x\n"
    "    ApplicationInfo:\n      packageName=com.android.tzdata\n\nInactive APEX packages:\n  com.android.other\n    "
    "Version: 1\n";

static void modern_block(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", modern);
    assert_int_equal(r.err, WY_OK);
    const struct wy_package *p = package_of(&r, "org.example.notes", "disabled");
    assert_non_null(p);
    assert_int_equal(p->uid.v, 10123);
    assert_int_equal(p->version_code.v, 42);
    assert_int_equal(p->min_sdk.v, 26);
    assert_int_equal(p->target_sdk.v, 34);
    assert_str_is(p->version_name, "4.2 beta");
    assert_str_is(p->path, "/data/app/~~x==/org.example.notes-y==");
    assert_str_is(p->installer, "org.example.store");
    assert_str_is(p->initiator, "org.example.helper");
    assert_null(p->originator.ptr);
    assert_str_is(p->first_install, "2024-01-02 01:02:03");
    assert_str_is(p->last_update, "2024-03-02 01:02:03");
    assert_true(p->system == WY_YES && p->updated == WY_YES && p->debuggable == WY_YES);
    assert_true(wy_strs_has(&p->flags, WY_S("PRIVILEGED")));
    assert_int_equal(p->signers.n, 2);
    assert_str_is(p->signers.v[1], "aa");
    assert_int_equal(p->requested.n, 2);
    assert_str_is(p->requested.v[1], "android.permission.CAMERA");
    assert_int_equal(p->users.n, 2);
    assert_int_equal(p->at.position, 5);
    run_fini(&r);
}

static void permissions_of_the_first_user_and_grants_of_others(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", modern);
    const struct wy_package *p = package_of(&r, "org.example.notes", "disabled");
    const struct wy_permission *v = p->permissions.v;
    assert_int_equal(p->permissions.n, 4);
    assert_true(v[0].granted == WY_YES && v[1].granted == WY_NO && v[2].granted == WY_NO && v[3].granted == WY_YES);
    assert_str_is(v[3].name, "android.permission.CAMERA");
    run_fini(&r);
}

static void states(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", modern);
    assert_int_equal(r.ev.packages.n, 5);
    assert_non_null(package_of(&r, "org.example.gone", "removed"));
    assert_non_null(package_of(&r, "org.example.half", "installed"));
    assert_non_null(package_of(&r, "org.example.bare", "installed"));
    const struct wy_package *hidden = package_of(&r, "org.example.notes", "hidden");
    assert_non_null(hidden);
    assert_str_is(hidden->version_name, "1.0");
    assert_int_equal(r.ev.modules.n, 1);
    assert_int_equal(((struct wy_module *)r.ev.modules.v)->version_code.v, 351400020);
    assert_true(wy_is_covered(&r.ev, WY_S("packages")));
    run_fini(&r);
}

static void signers_of_android_8(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package",
             "Packages:\n  Package [a.b] (1):\n    signatures=PackageSignatures{32aca43 [8e561505, 1b2c]}\n");
    const struct wy_package *p = package_of(&r, "a.b", "installed");
    assert_non_null(p);
    assert_int_equal(p->signers.n, 2);
    assert_str_is(p->signers.v[0], "8e561505");
    run_fini(&r);
}

static void one_package_asked_for_is_no_list(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", "Packages:\n  Package [a.b] (1):\n    versionName=1\n");
    assert_int_equal(r.ev.packages.n, 1);
    assert_false(wy_is_covered(&r.ev, WY_S("packages")));
    run_fini(&r);
}

static void add_use(struct run *r, const char *package, const char *when)
{
    struct wy_appop *a = WY_ADD(appop, &r->ev, appops, (struct wy_origin){.position = 7});
    assert_non_null(a);
    a->package = wy_str_c(package);
    a->last_access = wy_str_c(when);
    a->uid = wy_int_of(1000);
}

static void used_but_not_listed(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", modern);
    add_use(&r, "org.example.notes", "2024-05-06");
    add_use(&r, "org.example.ghost", "2024-05-06");
    add_use(&r, "org.example.never", NULL);
    add_use(&r, "root", "2024-05-06");
    wy_packages_merge(&r.in);
    assert_int_equal(r.ev.packages.n, 6);
    const struct wy_package *ghost = package_of(&r, "org.example.ghost", "referenced");
    assert_non_null(ghost);
    assert_int_equal(ghost->uid.v, 1000);
    assert_int_equal(ghost->at.position, 7);
    run_fini(&r);
}

static void without_a_whole_list_nothing_is_missing_from_it(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", "Packages:\n  Package [a.b] (1):\n    versionName=1\n");
    add_use(&r, "org.example.ghost", "2024-05-06");
    wy_packages_merge(&r.in);
    assert_int_equal(r.ev.packages.n, 1);
    run_fini(&r);
}

static void told_twice_is_one_row(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "dumpsys package", modern);
    struct wy_package *p = WY_ADD(package, &r.ev, packages, (struct wy_origin){0});
    assert_non_null(p);
    p->name = WY_S("org.example.gone");
    p->state = WY_S("installed");
    p->sha256 = WY_S("abcd");
    struct wy_package *other = WY_ADD(package, &r.ev, packages, (struct wy_origin){.source = 1});
    assert_non_null(other);
    other->name = WY_S("org.example.gone");
    other->state = WY_S("installed");
    wy_packages_merge(&r.in);
    assert_int_equal(r.ev.packages.n, 6);
    const struct wy_package *gone = package_of(&r, "org.example.gone", "removed");
    assert_non_null(gone);
    assert_str_is(gone->sha256, "abcd");
    assert_int_equal(gone->uid.v, 10124);
    run_fini(&r);
}

static void plain_list(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "list.txt",
             "package:/data/app/~~a==/x-b==/base.apk=org.example.x versionCode:42 installer=org.example.store "
             "uid:10012\npackage:org.example.y\nnoise\n");
    assert_int_equal(r.ev.packages.n, 2);
    const struct wy_package *x = package_of(&r, "org.example.x", "installed");
    assert_str_is(x->path, "/data/app/~~a==/x-b==/base.apk");
    assert_int_equal(x->version_code.v, 42);
    assert_int_equal(x->uid.v, 10012);
    assert_str_is(x->installer, "org.example.store");
    assert_null(x->version_name.ptr);
    assert_false(wy_is_covered(&r.ev, WY_S("packages")));
    run_fini(&r);
}

static void a_saved_dump_needs_no_name(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    run_text(&r, "notes from my phone.txt", modern);
    assert_int_equal(r.ev.packages.n, 5);
    run_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modern_block),
        cmocka_unit_test(permissions_of_the_first_user_and_grants_of_others),
        cmocka_unit_test(states),
        cmocka_unit_test(signers_of_android_8),
        cmocka_unit_test(one_package_asked_for_is_no_list),
        cmocka_unit_test(used_but_not_listed),
        cmocka_unit_test(without_a_whole_list_nothing_is_missing_from_it),
        cmocka_unit_test(told_twice_is_one_row),
        cmocka_unit_test(plain_list),
        cmocka_unit_test(a_saved_dump_needs_no_name),
    };
    return cmocka_run_group_tests_name("ingest/packages", tests, NULL, NULL);
}
