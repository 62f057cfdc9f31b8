// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Each parser on the forms that its command had over the years. All names are invented.
#include "ingest/run.h"

#include "ingest/section.h"

#define ROW(type, run, table, i) ((const struct wy_##type *)(run).ev.table.v + (i))

static void start(struct run *r, const char *name, const char *text)
{
    run_init(r);
    run_text(r, name, text);
    assert_int_equal(r->err, WY_OK);
    assert_int_equal(r->ev.gaps.n, 0);
}

static void appops_of_android_5_to_8(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys appops",
          "Current AppOps Service state:\n  Op mode watchers:\n    Op CAMERA:\n      #0: x\n  Package mode watchers:\n"
          "    Pkg a.b:\n      #0: y\n"
          "  Uid u0a12:\n    Package org.example.cam:\n"
          "      CAMERA: mode=0; time=+2h5m ago; duration=+3s\n"
          "      RECORD_AUDIO: mode=1; rejectTime=+1d ago\n"
          "      VIBRATE: mode=0\n"
          "      REQUEST_INSTALL_PACKAGES: mode=2\n");
    assert_int_equal(r.ev.appops.n, 3);
    assert_str_is(ROW(appop, r, appops, 0)->op, "CAMERA");
    assert_str_is(ROW(appop, r, appops, 0)->mode, "allow");
    assert_str_is(ROW(appop, r, appops, 0)->last_access, "+2h5m ago");
    assert_int_equal(ROW(appop, r, appops, 0)->uid.v, 10012);
    assert_str_is(ROW(appop, r, appops, 1)->last_reject, "+1d ago");
    assert_str_is(ROW(appop, r, appops, 2)->mode, "deny");
    assert_true(wy_is_covered(&r.ev, WY_S("appops")));
    run_fini(&r);
}

static void appops_of_android_9_and_later(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys appops",
          "Current AppOps Service state:\n  Uid 1000:\n    state=pers\n      LEGACY_STORAGE: mode=allow\n"
          "    Package com.example.link:\n"
          "      FINE_LOCATION (allow / switch COARSE_LOCATION=allow): \n"
          "          Access: pers  = 2019-08-15 14:35:11.698 (-33m58s938ms)\n"
          "      WAKE_LOCK (allow): \n"
          "        null=[\n"
          "          Access: [pers-s] 2026-05-04 08:00:41.001 (-10h) duration=+22ms\n"
          "          Access: [bg-s] 2026-05-03 08:00:41.002 (-34h)\n"
          "        ]\n"
          "        tag=[\n"
          "          Reject: [fg-s]2026-05-01 22:02:52.054 (-3d1h25m2s33ms)\n"
          "        ]\n"
          "      CAMERA (ignore): \n"
          "  Uid u10a3:\n    Package b.c:\n      CAMERA (allow):\n          Access: [top-s] 2026-05-04 08:00:41.001 "
          "(-1h)\n");
    assert_int_equal(r.ev.appops.n, 3);
    assert_str_is(ROW(appop, r, appops, 0)->package, "com.example.link");
    assert_str_is(ROW(appop, r, appops, 0)->last_access, "2019-08-15 14:35:11.698");
    assert_str_is(ROW(appop, r, appops, 1)->last_access, "2026-05-04 08:00:41.001");
    assert_str_is(ROW(appop, r, appops, 1)->last_reject, "2026-05-01 22:02:52.054");
    assert_int_equal(ROW(appop, r, appops, 1)->at.position, 8);
    assert_int_equal(ROW(appop, r, appops, 2)->uid.v, 1010003);
    run_fini(&r);
}

static void accessibility_lists_of_makers(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys accessibility",
          "ACCESSIBILITY MANAGER (dumpsys accessibility)\n\nUser state[attributes:{id=0, currentUser=true\n  x = "
          "false\n  }\n"
          "  installed services: {\n    0 : org.example.read/.Read\n    1 : org.example.spy/org.example.spy.Eye\n  }\n"
          "  enabled services: {\n    0 : org.example.spy/.Eye\n  }\n  binding services: {\n    0 : "
          "org.example.no/.No\n  }\n");
    assert_int_equal(r.ev.accessibility.n, 2);
    assert_int_equal(ROW(accessibility, r, accessibility, 0)->enabled, WY_NO);
    assert_str_is(ROW(accessibility, r, accessibility, 0)->service, "org.example.read.Read");
    assert_int_equal(ROW(accessibility, r, accessibility, 1)->enabled, WY_YES);
    assert_true(wy_is_covered(&r.ev, WY_S("accessibility")));
    run_fini(&r);
}

static void accessibility_of_aosp_14(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys accessibility",
          "User state[\n     attributes:{id=0}\n     Bound services:{Service[label=x]}\n"
          "     Enabled services:{{org.example.a/org.example.a.S}, {org.example.b/.T}}\n     Binding services:{}\n");
    assert_int_equal(r.ev.accessibility.n, 2);
    assert_str_is(ROW(accessibility, r, accessibility, 1)->service, "org.example.b.T");
    assert_int_equal(ROW(accessibility, r, accessibility, 1)->enabled, WY_YES);
    run_fini(&r);
}

static void accessibility_by_label_only(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys accessibility",
          "ACCESSIBILITY MANAGER (dumpsys accessibility)\n\nUser state[attributes:{id=0, currentUser=true}\n"
          "           services:{Service[label=Helper, feedbackType[FEEDBACK_GENERIC]]}]\n");
    assert_int_equal(r.ev.accessibility.n, 0);
    assert_false(wy_is_covered(&r.ev, WY_S("accessibility")));
    run_fini(&r);
    start(&r, "dumpsys accessibility",
          "ACCESSIBILITY MANAGER (dumpsys accessibility)\n\nUser state[attributes:{id=0}\n           services:{}]\n");
    assert_true(wy_is_covered(&r.ev, WY_S("accessibility")));
    run_fini(&r);
}

static void administrators_and_owners(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys_device_policy.txt",
          "Current Device Policy Manager state:\n  Immutable state:\n    x=true\n"
          "  Device Owner: \n    admin=ComponentInfo{org.example.mdm/org.example.mdm.Admin}\n    name=x\n\n"
          "  Profile Owner (User 10): \n    admin=ComponentInfo{org.example.work/.Admin}\n\n"
          "  Enabled Device Admins (User 0, provisioningState: 0):\n    org.example.find/.Receiver:\n      uid=10008\n"
          "      policies:\n        wipe-data\n  Other:\n    org.example.not/.One:\n");
    assert_int_equal(r.ev.admins.n, 3);
    assert_str_is(ROW(admin, r, admins, 0)->role, "device-owner");
    assert_str_is(ROW(admin, r, admins, 1)->role, "profile-owner");
    assert_str_is(ROW(admin, r, admins, 1)->receiver, "org.example.work.Admin");
    assert_str_is(ROW(admin, r, admins, 2)->package, "org.example.find");
    assert_true(wy_is_covered(&r.ev, WY_S("admins")));
    run_fini(&r);
}

static void administrators_of_a_maker(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys_device_policy.txt",
          "Current Device Policy Manager state:\n  User 0:\n    Enabled Device Admins (User 0, provisioningState: 0):\n"
          "      org.example.clean/.Receiver:\n        uid=10301\n        org.example.not/.This:\n"
          "      org.example.find/.Two:\n    mPasswordOwner=-1\n      org.example.not/.That:\n"
          "    Enabled Device Admins (User 10):\n      <none>\n");
    assert_int_equal(r.ev.admins.n, 2);
    assert_str_is(ROW(admin, r, admins, 0)->package, "org.example.clean");
    assert_str_is(ROW(admin, r, admins, 1)->receiver, "org.example.find.Two");
    run_fini(&r);
}

static void running_services(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys activity services",
          "ACTIVITY MANAGER SERVICES (dumpsys activity services)\n  User 0 active services:\n"
          "  * ServiceRecord{4432b25 u0 org.example.a/.S}\n    intent={cmp=x}\n    processName=org.example.a:remote\n"
          "    Bindings:\n    * IntentBindRecord{cf5272a}:\n"
          "  * ServiceRecord{4432b26 u0 org.example.b/x.T c:org.example.c}\n"
          "ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)\n  * ServiceRecord{1 u0 org.example.d/.U}\n");
    assert_int_equal(r.ev.services.n, 2);
    assert_str_is(ROW(service, r, services, 0)->process, "org.example.a:remote");
    assert_str_is(ROW(service, r, services, 1)->name, "x.T");
    run_fini(&r);
}

static void account_types_and_names(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys account",
          "User UserInfo{0:Owner:13}:\n  Accounts: 7\n    Account {name=PHONE, type=com.android.localphone}\n"
          "    Account {name=SIM2, type=com.android.sim}\n    Account {name=Device, type=com.example.contacts}\n"
          "    Account {name=WhatsApp, type=com.whatsapp}\n    Account {name=someone@example.org, "
          "type=com.example.mail}\n"
          "    Account {name=other@example.org, type=com.example.mail}\n    Account {name=1234567, "
          "type=com.example.cloud}\n\n"
          "  Account visibility:\n    Account {name=not, type=counted}\n");
    assert_int_equal(r.ev.accounts.n, 6);
    assert_str_is(ROW(account, r, accounts, 4)->type, "com.example.mail");
    assert_int_equal(ROW(account, r, accounts, 4)->count.v, 2);
    assert_int_equal(r.ev.identities.n, 3);
    assert_str_is(ROW(identity, r, identities, 0)->kind, "email");
    assert_str_is(ROW(identity, r, identities, 2)->kind, "account");
    run_fini(&r);
}

// 24 zero bytes behind the usual beginning of a key: the MD5 was taken with another program.
#define KEY "QAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void adb_keys_in_three_forms(void **state)
{
    (void)state;
    static const char *const dumps[] = {
        "ADB MANAGER STATE (dumpsys adb):\n{\n  debugging_manager={\n    user_keys=" KEY
        " me@box\n\n    keystore=<?xml?>\n"
        "    <adbKey key=\"" KEY " me@box\" lastConnection=\"1628501829898\" />\n  }\n}\n",
        "ADB MANAGER STATE (dumpsys adb):\n    keystore=ABX\x01 adbKey/\x02 key\x03" KEY " me@box\x01lastConnection\n",
    };
    for (size_t i = 0; i < WY_COUNT(dumps); i++) {
        struct run r;
        start(&r, "dumpsys adb", dumps[i]);
        assert_int_equal(r.ev.adb_keys.n, 1);
        assert_str_is(ROW(adb_key, r, adb_keys, 0)->fingerprint, "a3c255786ac4b66e3f780e15643a1130");
        assert_str_is(ROW(adb_key, r, adb_keys, 0)->user, "me@box");
        if (i == 0)
            assert_str_is(ROW(adb_key, r, adb_keys, 0)->last_used, "1628501829898");
        assert_true(wy_is_covered(&r.ev, WY_S("adb_keys")));
        run_fini(&r);
    }
    struct run r;
    start(&r, "dumpsys usb",
          "USB MANAGER STATE\n  x=" KEY "\n  USB Debugging State:\n    User keys:\n" KEY " me@box\n");
    assert_int_equal(r.ev.adb_keys.n, 1);
    run_fini(&r);
}

static void processes_without_threads(void **state)
{
    (void)state;
    struct run r;
    start(&r, "DUMP",
          "------ PROCESSES AND THREADS (ps -A -T -Z) ------\n"
          "LABEL      USER       PID   TID  PPID     VSZ S CMD\n"
          "u:r:init:s0 root        1     1     0   17440 S init second_stage\n"
          "u:r:app:s0 u0_a12     700   700     1   17440 S org.example.a:remote\n"
          "u:r:app:s0 u0_a12     700   701     1   17440 S Binder:700_1\n"
          "------ 0.1s was the duration of 'PROCESSES AND THREADS' ------\n");
    assert_int_equal(r.ev.processes.n, 2);
    assert_str_is(ROW(process, r, processes, 0)->name, "init second_stage");
    assert_int_equal(ROW(process, r, processes, 1)->uid.v, 10012);
    run_fini(&r);
    start(&r, "case/ps.txt",
          "USER     PID   PPID  VSIZE  RSS     WCHAN    PC        NAME\n"
          "u0_a3    12    1     100    10    ffffffff 00000000 S a.b.c\n");
    assert_int_equal(r.ev.processes.n, 1);
    assert_str_is(ROW(process, r, processes, 0)->name, "a.b.c");
    run_fini(&r);
    start(&r, "ps -A -o PID,UID,USER,NAME", "  PID   UID USER NAME\n    1     0 root init\n");
    assert_int_equal(ROW(process, r, processes, 0)->uid.v, 0);
    run_fini(&r);
}

static void sockets_of_proc(void **state)
{
    (void)state;
    struct run r;
    start(&r, "cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6",
          "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
          "   0: 0100007F:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  2000        0 1 1 0 100 0 0 10 "
          "0\n"
          "  sl  local_address                         remote_address                        st tx_queue rx_queue tr\n"
          "   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0:0 00:0 0 10012 0 1\n"
          "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref "
          "pointer drops\n"
          "   9: 00000000:14E9 00000000:0000 07 00000000:00000000 00:00000000 00000000  1020        0 1 2 0 0\n");
    assert_int_equal(r.ev.sockets.n, 3);
    assert_str_is(ROW(socket, r, sockets, 0)->address, "127.0.0.1");
    assert_int_equal(ROW(socket, r, sockets, 0)->port.v, 5555);
    assert_str_is(ROW(socket, r, sockets, 0)->state, "LISTEN");
    assert_int_equal(ROW(socket, r, sockets, 0)->uid.v, 2000);
    assert_str_is(ROW(socket, r, sockets, 1)->address, "::1");
    assert_str_is(ROW(socket, r, sockets, 1)->protocol, "tcp6");
    assert_str_is(ROW(socket, r, sockets, 2)->protocol, "udp");
    assert_str_is(ROW(socket, r, sockets, 2)->state, "UNCONN");
    assert_true(wy_is_covered(&r.ev, WY_S("sockets")));
    run_fini(&r);
}

static void sockets_of_netstat_and_ss(void **state)
{
    (void)state;
    struct run r;
    start(&r, "netstat",
          "Active Internet connections (w/o servers)\nProto Recv-Q Send-Q Local Address   Foreign Address   State\n"
          "tcp        0      0 10.0.0.2:4000  192.0.2.1:443    ESTABLISHED\n"
          "Active UNIX domain sockets (w/o servers)\nunix  3      [ ]         DGRAM                        2005 \n");
    assert_int_equal(r.ev.sockets.n, 1);
    assert_false(wy_is_covered(&r.ev, WY_S("sockets")));
    run_fini(&r);
    start(&r, "netstat",
          "Active Internet connections (servers and established)\nProto Recv-Q Send-Q Local Address Foreign Address "
          "State\n"
          "tcp6       0      0 [::]:5555      [::]:*     LISTEN      0     1     678/adbd\n");
    assert_int_equal(ROW(socket, r, sockets, 0)->port.v, 5555);
    assert_str_is(ROW(socket, r, sockets, 0)->process, "adbd");
    assert_true(wy_is_covered(&r.ev, WY_S("sockets")));
    run_fini(&r);
    start(&r, "ss.txt",
          "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
          "tcp   LISTEN 0      4      *:5555   *:*   users:((\"adbd\",pid=1,fd=2)) uid:1000 ino:1\n");
    assert_str_is(ROW(socket, r, sockets, 0)->process, "adbd");
    assert_int_equal(ROW(socket, r, sockets, 0)->uid.v, 1000);
    assert_true(wy_is_covered(&r.ev, WY_S("sockets")));
    run_fini(&r);
}

static void package_changes_of_days(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys batterystats --daily",
          "Daily stats:\n  Current start time: 2024-05-03-01-00-00\n    Package changes:\n      Update a.b vers=4\n"
          "      Update c.d vers=0\n  Daily from 2024-05-01-01-00-00 to 2024-05-02-01-00-00:\n"
          "    Discharge step durations:\n      #0: x\n    Package changes:\n      Update a.b vers=5\n\n"
          "Statistics since last charge:\n      Update e.f vers=1\n");
    assert_int_equal(r.ev.events.n, 3);
    assert_str_is(ROW(event, r, events, 0)->kind, "package-downgraded");
    assert_str_is(ROW(event, r, events, 1)->kind, "package-removed");
    assert_str_is(ROW(event, r, events, 1)->time, "2024-05-03-01-00-00");
    assert_str_is(ROW(event, r, events, 2)->kind, "package-updated");
    run_fini(&r);
}

static void identifiers_of_radios(void **state)
{
    (void)state;
    struct run r;
    start(&r, "dumpsys wifi",
          "mWifiInfo SSID: \"home net\", BSSID: 11:22:33:44:55:66, MAC: 02:00:00:00:00:00, Supplicant state: "
          "COMPLETED\n");
    assert_int_equal(r.ev.identities.n, 2);
    assert_str_is(ROW(identity, r, identities, 0)->value, "home net");
    assert_str_is(ROW(identity, r, identities, 1)->kind, "bssid");
    run_fini(&r);
    start(&r, "dumpsys iphonesubinfo", "Phone Subscriber Info:\n  Phone Type = GSM\n  Device ID = 490154203237518\n");
    assert_str_is(ROW(identity, r, identities, 0)->kind, "imei");
    run_fini(&r);
    start(&r, "dumpsys isub",
          "{id=1 iccId=8991000900000000001 simSlotIndex=0 number=+15550100, x}\n {id=2 iccId=8991[****]}\n");
    assert_int_equal(r.ev.identities.n, 2);
    assert_str_is(ROW(identity, r, identities, 1)->value, "+15550100");
    run_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appops_of_android_5_to_8),      cmocka_unit_test(appops_of_android_9_and_later),
        cmocka_unit_test(accessibility_lists_of_makers), cmocka_unit_test(accessibility_of_aosp_14),
        cmocka_unit_test(accessibility_by_label_only),   cmocka_unit_test(administrators_and_owners),
        cmocka_unit_test(administrators_of_a_maker),     cmocka_unit_test(running_services),
        cmocka_unit_test(account_types_and_names),       cmocka_unit_test(adb_keys_in_three_forms),
        cmocka_unit_test(processes_without_threads),     cmocka_unit_test(sockets_of_proc),
        cmocka_unit_test(sockets_of_netstat_and_ss),     cmocka_unit_test(package_changes_of_days),
        cmocka_unit_test(identifiers_of_radios),
    };
    return cmocka_run_group_tests_name("ingest/sections", tests, NULL, NULL);
}
