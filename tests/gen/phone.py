# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Phones of our own making, in the words that real ones use: bugreport text and zip, getprop, AndroidQF folder.

Owners, serial numbers, networks and third-party apps are invented. Names of makers, of their apps and of services are real, because
the advisories name them. Use: phone = redmi(); phone.bugreport_zip() gives bytes; phone.androidqf() gives {path: bytes}.
As a program it writes the phones of the July 2025 alert: phone.py FOLDER.
"""
import copy
import io
import json
import os
import random
import sys
import zipfile

MI_CONNECT = "com.xiaomi.mi_connect_service"
BEFORE, AFTER = "3.1.895.10", "3.1.921.10"
DASHES = "-" * 79 + "\n"


class App:
    """One package of a phone. state: installed, disabled, removed (for user 0), absent (only in app-ops)."""

    def __init__(self, name, version="1.0", code=1, **more):
        self.name, self.version, self.code = name, version, code
        self.uid = more.get("uid", 10000 + sum(name.encode()) % 900)
        self.system = more.get("system", True)
        self.state = more.get("state", "installed")
        self.path = more.get("path") or self.default_path()
        self.installer = more.get("installer")
        self.initiator = more.get("initiator", self.installer)
        self.first = more.get("first", "2009-01-01 00:00:00")
        self.updated = more.get("updated", self.first)
        self.firmware = more.get("firmware")  # version of the copy in the firmware, when an update lies over it
        self.install = more.get("install", ["android.permission.INTERNET"])
        self.runtime = more.get("runtime", {})  # permission -> granted
        self.ops = more.get("ops", {})  # op -> (mode, last access or None)
        self.services = more.get("services", [])
        self.flags = more.get("flags", [])
        self.signer = more.get("signer", "%08x" % (sum(name.encode()) * 2654435761 % 2**32))
        self.target = more.get("target", 33)

    def default_path(self):
        if self.system:
            return "/system/app/" + self.name.rsplit(".", 1)[-1]
        return "/data/app/~~kQ2xExampleExampleExam==/%s-ExampleExampleExample==" % self.name

    def all_flags(self):
        flags = ["SYSTEM"] if self.system else []
        flags += ["HAS_CODE", "ALLOW_CLEAR_USER_DATA", "ALLOW_BACKUP"] + list(self.flags)
        return flags + (["UPDATED_SYSTEM_APP"] if self.firmware else [])

    def block(self, release, hidden=False):
        """The block of `dumpsys package`, in the form of that Android release."""
        new = release >= 12
        version = self.firmware if hidden else self.version
        path = "/system/app/" + self.name.rsplit(".", 1)[-1] if hidden else self.path
        out = ["  Package [%s] (%x):" % (self.name, hash_of(self.name))]
        out.append("    %s=%d" % ("appId" if release >= 13 else "userId", self.uid))
        out.append("    pkg=Package{%x %s}" % (hash_of(self.name + "p"), self.name))
        out += ["    codePath=" + path, "    resourcePath=" + path, "    primaryCpuAbi=arm64-v8a"]
        out += ["    versionCode=%d minSdk=28 targetSdk=%d" % (self.code, self.target), "    versionName=" + version]
        out += ["    splits=[base]", "    apkSigningVersion=2"]
        out.append("    flags=[ %s ]" % " ".join(self.all_flags()))
        if self.system:
            out.append("    privateFlags=[ PRIVATE_FLAG_ACTIVITIES_RESIZE_MODE_RESIZEABLE_VIA_SDK_VERSION PRIVILEGED ]")
        out += ["    dataDir=/data/user/0/" + self.name, "    timeStamp=" + self.updated]
        if not new:
            out.append("    firstInstallTime=" + self.first)
        out.append("    lastUpdateTime=" + self.updated)
        if release >= 11 or self.installer:
            out.append("    installerPackageName=%s" % (self.installer or "null"))
        if release >= 11:
            out.append("    initiatingPackageName=%s" % (self.initiator or "null"))
            out.append("    originatingPackageName=null")
        out.append("    signatures=PackageSignatures{%x version:2, signatures:[%s], past signatures:[]}" %
                   (hash_of(self.name + "s"), self.signer))
        out.append("    installPermissionsFixed=true")
        wanted = self.install + list(self.runtime)
        if wanted and release >= 6:
            out += ["    requested permissions:"] + ["      " + p for p in wanted]
        if self.install:
            out.append("    install permissions:" if release >= 6 else "    grantedPermissions:")
            out += ["      %s%s" % (p, ": granted=true" if release >= 6 else "") for p in self.install]
        out += self.user_lines(release, hidden)
        return "\n".join(out) + "\n"

    def user_lines(self, release, hidden):
        installed = hidden or self.state != "removed"
        enabled = 3 if self.state == "disabled" and not hidden else 0
        if release < 8:
            return ["    User 0:  installed=%s hidden=false stopped=false notLaunched=false enabled=%d" %
                    (str(installed).lower(), enabled)]
        out = ["    User 0: ceDataInode=%d installed=%s hidden=false suspended=false distractionFlags=0 stopped=%s "
               "notLaunched=false enabled=%d instant=false virtual=false" %
               (4000 + hash_of(self.name) % 9000 if installed else 0, str(installed).lower(),
                str(not installed).lower(), enabled)]
        if release >= 12:
            out += ["      installReason=%d" % (4 if not self.system else 0), "      firstInstallTime=" + self.first]
        if self.install:
            out.append("      gids=[3003]")
        if self.runtime:
            out.append("      runtime permissions:")
            out += ["        %s: granted=%s, flags=[ USER_SENSITIVE_WHEN_GRANTED|USER_SENSITIVE_WHEN_DENIED]" %
                    (p, str(g).lower()) for p, g in self.runtime.items()]
        return out


def hash_of(text):
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value & 0xfffffff


class Phone:
    def __init__(self, properties, apps, **more):
        self.properties = properties
        self.apps = apps
        self.captured = more.get("captured", "2025-07-02 09:30:15")
        self.release = int(properties["ro.build.version.release"].split(".")[0])
        self.settings = more.get("settings", {"global": {}, "secure": {}, "system": {}})
        self.accounts = more.get("accounts", [])
        self.admins = more.get("admins", [])
        self.accessibility = more.get("accessibility", [])
        self.adb_keys = more.get("adb_keys", [])
        self.changes = more.get("changes", [])  # (day, package, versionCode)
        self.listening = more.get("listening", [])  # (address, port, process)
        self.kernel = more.get("kernel", "Linux version 5.15.123-android13-8-00012 (build-user@build-host) #1 SMP PREEMPT")
        self.modules = more.get("modules", {})
        self.lock = more.get("lock", "PIN")
        self.wifi = more.get("wifi", ("example-home", "00:00:5e:00:53:01", "00:00:5e:00:53:02"))
        self.filler = more.get("filler", 200)  # lines of log; a real report has 100,000

    def app(self, name):
        return next(a for a in self.apps if a.name == name)

    def copy(self):
        return copy.deepcopy(self)

    # What single commands print.

    def getprop(self):
        return "".join("[%s]: [%s]\n" % item for item in sorted(self.properties.items()))

    def dumpsys_package(self):
        listed = [a for a in self.apps if a.state != "absent"]
        out = ["Database versions:\n  Internal:\n    sdkVersion=%s databaseVersion=3\n\n" %
               self.properties["ro.build.version.sdk"]]
        out.append("Libraries:\n  android.test.base -> (jar) /system/framework/android.test.base.jar\n\n")
        out.append("Features:\n  android.hardware.bluetooth\n  android.hardware.wifi\n\n")
        out.append("Activity Resolver Table:\n  Non-Data Actions:\n      android.intent.action.MAIN:\n")
        out += ["        %x %s/.MainActivity\n" % (hash_of(a.name), a.name) for a in listed]
        out.append("\nPermissions:\n  Permission [%s.permission.LINK] (1a2b3c):\n    sourcePackage=%s\n\n" %
                   (listed[0].name, listed[0].name))
        out.append("Key Set Manager:\n  [%s]\n      Signing KeySets: 1\n\n" % listed[0].name)
        out.append("Packages:\n" + "".join(a.block(self.release) for a in listed))
        hidden = [a for a in listed if a.firmware]
        if hidden:
            out.append("\nHidden system packages:\n" + "".join(a.block(self.release, True) for a in hidden))
        out.append("\nShared users:\n  SharedUser [android.uid.system] (31a0427):\n    %s=1000\n    gids=[3003]\n\n" %
                   ("appId" if self.release >= 13 else "userId"))
        out.append("Package Changes:\n  Sequence number=1\n\n")
        if self.release >= 10:
            out.append("Active APEX packages:\n")
            for name, version in self.modules.items():
                out.append("  %s\n    Version: %d\n    Path: /apex/%s\n    IsActive: true\n    IsFactory: true\n" %
                           (name, version, name))
            out.append("\nInactive APEX packages:\n\n")
        return "".join(out)

    def dumpsys_settings(self):
        out = []
        for space in ("global", "secure", "system"):
            out.append("%s SETTINGS (user 0)\nversion: 213\n" % space.upper())
            for number, (name, value) in enumerate(sorted(self.settings[space].items())):
                out.append("_id:%d name:%s pkg:android value:%s default:%s defaultSystemSet:true\n" %
                           (number + 1, name, value, value))
            out.append("\n")
        return "".join(out)

    def settings_list(self, space):
        return "".join("%s=%s\n" % item for item in sorted(self.settings[space].items()))

    def dumpsys_appops(self):
        out = ["Current AppOps Service state:\n  Settings:\n    top_state_settle_time=+5s0ms\n\n"
               "  Op mode watchers:\n    Op COARSE_LOCATION:\n      #0: ModeCallback{68942de watchinguid=-1}\n\n"]
        for app in self.apps:
            if not app.ops:
                continue
            name = "%d" % app.uid if app.uid < 10000 else "u0a%d" % (app.uid - 10000)
            out.append("  Uid %s:\n    state=cch\n    Package %s:\n" % (name, app.name))
            for op, (mode, when) in app.ops.items():
                out.append("      %s (%s): \n" % (op, mode))
                if when:
                    kind = "Access" if mode == "allow" else "Reject"
                    out.append("        null=[\n          %s: [pers-s] %s (-2h10m1s3ms) duration=+13ms\n        ]\n" %
                               (kind, when))
        return "".join(out)

    def dumpsys_accessibility(self):
        enabled = ", ".join("{%s}" % s for s in self.accessibility)
        return ("ACCESSIBILITY MANAGER (dumpsys accessibility)\n\ncurrentUserId=0\nUser state[\n"
                "     attributes:{id=0, touchExplorationEnabled=false, installedServiceCount=2}\n     shortcut key:{}\n"
                "     Bound services:{}\n     Enabled services:{%s}\n     Binding services:{}\n     Crashed services:{}\n"
                % enabled)

    def dumpsys_device_policy(self):
        out = ["Current Device Policy Manager state:\n\n  Enabled Device Admins (User 0, provisioningState: 0):\n"]
        out += ["    %s:\n      uid=10008\n      testOnlyAdmin=false\n      policies:\n        force-lock\n" % a
                for a in self.admins]
        return "".join(out) + "\n    mPasswordOwner=-1\n"

    def dumpsys_account(self):
        out = ["User UserInfo{0:Owner:4c13}:\n  Accounts: %d\n" % len(self.accounts)]
        out += ["    Account {name=%s, type=%s}\n" % a for a in self.accounts]
        return "".join(out) + "\n  Accounts History\n\n  Active Sessions: 0\n\n  RegisteredServicesCache: 0 services\n\n"

    def dumpsys_adb(self):
        keys = "".join("%s %s\n" % k for k in self.adb_keys)
        xml = "".join('    <adbKey key="%s %s" lastConnection="1751440000000" />\n' % k for k in self.adb_keys)
        return ("ADB MANAGER STATE (dumpsys adb):\n{\n  debugging_manager={\n    connected_to_adb=%s\n    user_keys=%s\n"
                "    keystore=<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n    <keyStore version=\"1\">\n%s"
                "    </keyStore>\n\n  }\n}\n" % (str(bool(keys)).lower(), keys, xml))

    def dumpsys_activity_services(self):
        out = ["ACTIVITY MANAGER SERVICES (dumpsys activity services)\n  User 0 active services:\n"]
        for app in self.apps:
            for service in app.services:
                out.append("  * ServiceRecord{%x u0 %s/%s}\n    intent={cmp=%s/%s}\n    packageName=%s\n    processName=%s\n"
                           "    createTime=-3h1m22s566ms startingBgTimeout=--\n\n" %
                           (hash_of(service), app.name, service, app.name, service, app.name, app.name))
        return "".join(out)

    def dumpsys_batterystats(self):
        out = ["Battery History (1%% used, 20KB used of 4096KB, 31 strings using 2694):\n\nDaily stats:\n"
               "  Current start time: %s-01-00-00\n" % self.captured[:10]]
        for day, name, code in self.changes:
            out.append("  Daily from %s-01-00-00 to %s-23-59-00:\n    Package changes:\n      Update %s vers=%d\n" %
                       (day, day, name, code))
        return "".join(out) + "\nStatistics since last charge:\n  System starts: 0, currently on battery: false\n"

    def dumpsys_wifi(self):
        ssid, bssid, mac = self.wifi
        return ("Wi-Fi is enabled\nmWifiInfo SSID: \"%s\", BSSID: %s, MAC: %s, Supplicant state: COMPLETED, RSSI: -55\n" %
                (ssid, bssid, mac))

    def dumpsys_lock_settings(self):
        return "Current lock settings service state:\n\nUser State:\n    User 0\n        SP Handle: 1f2e3d4c\n" \
               "        CredentialType: %s\n" % self.lock

    def ps(self):
        out = ["USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n",
               "root             1     0   68696   2864 0                   0 S init\n"]
        for number, app in enumerate(a for a in self.apps if a.state == "installed"):
            user = "system" if app.uid == 1000 else "u0_a%d" % (app.uid - 10000)
            out.append("%-14s %5d     1 5068696  92864 0                   0 S %s\n" % (user, 2000 + number, app.name))
        return "".join(out)

    def netstat(self):
        out = ["Active Internet connections (servers and established)\n"
               "Proto Recv-Q Send-Q Local Address           Foreign Address         State      PID/Program Name\n"]
        out += ["tcp        0      0 %-23s 0.0.0.0:*               LISTEN      %d/%s\n" % ("%s:%d" % (a, p), 500 + n, w)
                for n, (a, p, w) in enumerate(self.listening)]
        return "".join(out)

    def log(self):
        source = random.Random(20250701)
        tags = ["ActivityManager", "WifiService", "MiConnect", "AudioFlinger", "PackageManager", "chatty"]
        return "".join("07-02 09:%02d:%02d.%03d  1000 %5d %5d I %s: message %d of the day\n" %
                       (n // 60 % 60, n % 60, n % 1000, 1500 + n % 40, 1600 + n % 90, source.choice(tags), n)
                       for n in range(self.filler))

    # Whole sources.

    def dumps(self):
        return [("accessibility", self.dumpsys_accessibility()), ("account", self.dumpsys_account()),
                ("activity", self.dumpsys_activity_services()), ("adb", self.dumpsys_adb()),
                ("alarm", "Current Alarm Manager state:\n  nothing\n"), ("appops", self.dumpsys_appops()),
                ("batterystats", self.dumpsys_batterystats()), ("device_policy", self.dumpsys_device_policy()),
                ("lock_settings", self.dumpsys_lock_settings()),
                ("package", self.dumpsys_package()), ("settings", self.dumpsys_settings()),
                ("user", "Users:\n  UserInfo{0:null:4c13} serialNo=0 isPrimary=true\n"), ("wifi", self.dumpsys_wifi())]

    def dumpsys(self):
        dumps = self.dumps()
        out = ["Currently running services:\n" + "".join("  %s\n" % name for name, _ in dumps)]
        for name, text in dumps:
            out.append("%sDUMP OF SERVICE %s:\n%s" % (DASHES, name, text))
            if self.release >= 8:
                out.append("--------- 0.012s was the duration of dumpsys %s, ending at: %s\n" % (name, self.captured))
        return "".join(out)

    def bugreport(self):
        p = self.properties
        bar = "=" * 56 + "\n"
        out = [bar, "== dumpstate: %s\n" % self.captured, bar, "\nBuild: %s\n" % p["ro.build.display.id"],
               "Build fingerprint: '%s'\n" % p["ro.build.fingerprint"], "Bootloader: unknown\nRadio: unknown\n",
               "Network: (unknown)\n", "Kernel: %s\n" % self.kernel, "Command line: androidboot.hardware=qcom\n",
               "Uptime: up 0 weeks, 1 day, 3 hours, 1 minute\nBugreport format version: 2.0\n",
               "Dumpstate info: id=1 pid=29772 dry_run=0 args=/system/bin/dumpstate -S -d -z\n\n"]

        def section(title, command, text):
            out.append("------ %s (%s) ------\n%s" % (title, command, text))
            if self.release >= 7:
                out.append("------ 0.034s was the duration of '%s' ------\n" % title)

        section("UPTIME", "uptime", " 09:30:15 up 1 day,  3:01,  0 users,  load average: 4.50, 4.10, 3.90\n")
        section("MEMORY INFO", "/proc/meminfo", "MemTotal:        5760324 kB\nMemFree:          208840 kB\n")
        section("PROCESSES AND THREADS", "ps -A", self.ps())
        section("NETSTAT", "netstat -nW", self.netstat())
        section("SYSTEM LOG", "logcat -v threadtime -d *:v", "--------- beginning of main\n" + self.log())
        section("SYSTEM PROPERTIES", "getprop", self.getprop())
        out.append(bar + "== Android Framework Services\n" + bar)
        section("DUMPSYS", "/system/bin/dumpsys", self.dumpsys())
        out += [bar, "== dumpstate: done (id 1)\n", bar]
        return "".join(out)

    def bugreport_name(self):
        stamp = self.captured.replace(" ", "-").replace(":", "-")
        return "bugreport-%s-%s-%s.txt" % (self.properties["ro.product.device"], self.properties["ro.build.id"], stamp)

    def bugreport_zip(self, main_entry=True, nested=None):
        """`nested`: wrap it once more, as MIUI's own reporter does."""
        files = {"version.txt": b"2.0\n", self.bugreport_name(): self.bugreport().encode()}
        files["dumpstate_log.txt"] = b"dumpstate: begin\n"
        files["FS/proc/1/mountinfo"] = b"22 1 253:2 / / ro,seclabel,relatime shared:1 - ext4 /dev/block/dm-2 ro\n"
        if main_entry:
            files["main_entry.txt"] = self.bugreport_name().encode() + b"\n"
        data = zip_of(files)
        return zip_of({"bugreport-0.zip": data, "log/uptime.txt": b"1 day\n"}) if nested else data

    def packages_json(self):
        rows = []
        for app in self.apps:
            if app.state == "absent":
                continue
            digest = "%064x" % (hash_of(app.name) ** 8 % 2**256)
            rows.append({"name": app.name, "files": [{"path": app.path + "/base.apk", "local_name": "", "md5": "", "sha1": "",
                         "sha256": digest, "sha512": "", "error": "", "verified_certificate": True,
                         "certificate": {"Sha256": "%064x" % (hash_of(app.signer) ** 8 % 2**256),
                                         "SerialNumber": 2**159 + hash_of(app.signer)}, "certificate_error": ""}],
                         "installer": app.installer or "null", "uid": app.uid, "disabled": app.state == "disabled",
                         "system": app.system, "third_party": not app.system})
        return json.dumps(rows, indent=4)

    def androidqf(self, bugreport=True):
        files = {
            "getprop.txt": self.getprop(), "dumpsys.txt": self.dumpsys(), "packages.json": self.packages_json(),
            "processes.txt": self.ps(), "services.txt": "Found 1 services:\n0\tpackage: [android.content.pm.IPackageManager]\n",
            "root_binaries.json": "[]", "env.txt": "PATH=/sbin:/system/bin\n", "selinux.txt": "Enforcing",
            "files.json": json.dumps([{"path": "/data/local/tmp/notes.txt", "size": 36, "mode": "-rw-rw----", "user_id": 2000,
                                       "user_name": "shell", "group_id": 2000, "sha256": "0" * 64, "error": ""}]),
            "mounts.json": json.dumps(["/dev/block/dm-2 on / type ext4 (ro,seclabel,relatime)"]),
            "acquisition.json": json.dumps({"uuid": "00000000-0000-4000-8000-000000000000", "androidqf_version": "1.8.3",
                                            "started": self.captured.replace(" ", "T") + "Z"}),
            "logcat.txt": self.log(),
        }
        for space in self.settings:
            files["settings_%s.txt" % space] = self.settings_list(space)
        out = {path: text.encode() for path, text in files.items()}
        if bugreport:
            out["bugreport.zip"] = self.bugreport_zip()
        return out


def saved_commands(phone):
    """{path: text} as owners save it with adb: a file for each command, in their own words, and a folder of settings."""
    there = [a for a in phone.apps if a.state in ("installed", "disabled")]
    files = {"getprop.txt": phone.getprop(), "appops.txt": phone.dumpsys_appops(), "a11y_full.txt": phone.dumpsys_accessibility(),
             "packages.txt": "".join("package:%s/base.apk=%s\n" % (a.path, a.name) for a in there)}
    for space in phone.settings:
        files["settings/%s.txt" % space] = phone.settings_list(space)
    return files


def zip_of(files):
    """The same bytes on every run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, (2025, 7, 2, 9, 30, 14))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            z.writestr(info, data)
    return out.getvalue()


def base_apps():
    """What every Android has."""
    day = "2024-11-05 08:00:00"
    return [
        App("android", "14", 34, uid=1000, path="/system/framework/framework-res.apk"),
        App("com.android.settings", "14", 34, uid=1000, path="/system_ext/priv-app/Settings"),
        App("com.android.systemui", "14", 34, uid=10101, services=[".SystemUIService"]),
        App("com.android.phone", "14", 34, uid=1001, path="/system/priv-app/TeleService"),
        App("com.android.providers.contacts", "14", 34, uid=10102),
        App("com.android.bluetooth", "14", 34, uid=1002),
        App("com.android.shell", "14", 34, uid=2000),
        App("com.google.android.gms", "25.22.34 (190400-769260661)", 252234035, uid=10103, firmware="23.38.16",
            path="/data/app/~~kQ2xExampleExampleExam==/com.google.android.gms-ExampleExampleExample==",
            installer="com.android.vending", updated="2025-06-20 11:12:13", services=[".chimera.PersistentDirectBootAwareApiService"]),
        App("com.android.vending", "46.5.20-31 [0] [PR] 771234567", 84652030, uid=10104, firmware="37.5.24-29",
            path="/data/app/~~kQ2xExampleExampleExam==/com.android.vending-ExampleExampleExample==",
            installer="com.android.vending", updated="2025-06-21 11:12:13"),
        App("com.google.android.webview", "137.0.7151.89", 715108903, uid=10105),
        App("com.google.android.modulemetadata", "2025-05-01", 351320000, uid=10106),
        App("com.google.android.packageinstaller", "14", 34, uid=10107),
        App("com.google.android.inputmethod.latin", "14.2.06", 1406, uid=10108),
        App("com.google.android.apps.messaging", "20250610_00_RC00", 20250610, uid=10109,
            runtime={"android.permission.READ_SMS": True, "android.permission.RECEIVE_SMS": True}),
        App("com.google.android.dialer", "176.0", 176, uid=10110),
        App("com.example.bank", "5.2.1", 521, uid=10201, system=False, installer="com.android.vending", first=day,
            target=34, runtime={"android.permission.CAMERA": True},
            ops={"CAMERA": ("allow", "2025-06-30 18:01:02.345")}),
        App("com.example.chat", "2.25.16.81", 252516081, uid=10202, system=False, installer="com.android.vending", first=day,
            runtime={"android.permission.CAMERA": True, "android.permission.READ_CONTACTS": True,
                     "android.permission.RECORD_AUDIO": True},
            ops={"READ_CONTACTS": ("allow", "2025-07-02 09:01:02.345"), "RECORD_AUDIO": ("allow", "2025-07-01 20:01:02.345")}),
    ]


def base_settings(android_id):
    return {
        "global": {"adb_enabled": "0", "adb_wifi_enabled": "0", "airplane_mode_on": "0", "bluetooth_on": "1", "device_name": "phone",
                   "package_verifier_user_consent": "1", "verifier_verify_adb_installs": "1", "wifi_on": "1",
                   "private_dns_mode": "opportunistic", "development_settings_enabled": "0"},
        "secure": {"android_id": android_id, "accessibility_enabled": "0", "install_non_market_apps": "0",
                   "location_mode": "3", "default_input_method": "com.google.android.inputmethod.latin/.LatinIME"},
        "system": {"screen_off_timeout": "30000", "time_12_24": "24"},
    }


def common_properties(brand, maker, model, device, release, sdk, build_id, incremental, patch):
    print_ = "%s/%s/%s:%s/%s/%s:user/release-keys" % (brand, device, device, release, build_id, incremental)
    p = {"ro.build.version.release": release, "ro.build.version.sdk": sdk, "ro.build.version.security_patch": patch,
         "ro.vendor.build.security_patch": patch, "ro.build.id": build_id, "ro.build.display.id": build_id,
         "ro.build.version.incremental": incremental, "ro.build.fingerprint": print_, "ro.build.type": "user",
         "ro.build.tags": "release-keys", "ro.build.characteristics": "default", "ro.product.cpu.abi": "arm64-v8a",
         "ro.boot.verifiedbootstate": "green", "ro.boot.flash.locked": "1", "ro.boot.vbmeta.device_state": "locked",
         "ro.boot.veritymode": "enforcing", "ro.debuggable": "0", "ro.secure": "1", "ro.adb.secure": "1", "ro.crypto.state": "encrypted",
         "ro.vendor.build.fingerprint": print_, "ro.system.build.fingerprint": print_, "sys.usb.state": "mtp",
         "persist.sys.timezone": "Asia/Kolkata", "persist.sys.locale": "hi-IN", "gsm.operator.alpha": "",
         "ro.product.first_api_level": "33", "init.svc.adbd": "stopped"}
    for part in ("", "odm.", "vendor.", "product.", "system."):
        p["ro.product.%sbrand" % part] = brand
        p["ro.product.%smanufacturer" % part] = maker
        p["ro.product.%smodel" % part] = model
        p["ro.product.%sdevice" % part] = device
        p["ro.product.%sname" % part] = device
    return p


def redmi(version=BEFORE, captured="2025-07-02 09:30:15", patch="2025-06-01"):
    """A Redmi phone with HyperOS, sold in India, as the alert of July 2025 means it."""
    p = common_properties("Redmi", "Xiaomi", "23021RAA2Y", "tapas", "14", "34", "UKQ1.230917.001",
                          "V816.0.12.0.UMTINXM", patch)
    p.update({"ro.product.marketname": "Redmi Note 12", "ro.miui.ui.version.name": "V816", "ro.miui.ui.version.code": "816",
              "ro.mi.os.version.name": "OS1.0", "ro.mi.os.version.incremental": "OS1.0.12.0.UMTINXM",
              "ro.mi.os.version.code": "1", "ro.miui.region": "IN", "ro.miui.build.region": "in", "ro.board.platform": "bengal",
              "ro.soc.model": "SM6225", "ro.soc.manufacturer": "QTI", "ro.build.date.utc": "1733100000",
              "ro.boot.hwc": "India", "ro.serialno": "0123456789ab", "ro.miui.has_gmscore": "1",
              "ro.com.google.clientidbase": "android-xiaomi"})
    updated = version != BEFORE
    link = App(MI_CONNECT, version, 30189510 if not updated else 30192110, uid=1000, system=True, target=30,
               path="/system/app/mi_connect_service" if not updated else
               "/data/app/~~kQ2xExampleExampleExam==/%s-ExampleExampleExample==" % MI_CONNECT,
               firmware=BEFORE if updated else None, installer="com.xiaomi.mipicks" if updated else None,
               updated="2025-07-04 08:00:00" if updated else "2009-01-01 00:00:00",
               install=["android.permission.INTERNET", "android.permission.BLUETOOTH", "android.permission.NFC",
                        "android.permission.RECEIVE_BOOT_COMPLETED"],
               runtime={"android.permission.ACCESS_FINE_LOCATION": True},
               ops={"FINE_LOCATION": ("allow", "2025-07-02 08:00:41.001"), "WAKE_LOCK": ("allow", "2025-07-02 08:00:41.001")},
               services=[".MiConnectService"])
    apps = base_apps() + [
        link,
        App("com.milink.service", "15.0.5.0.ceaac61.2919843", 15000500, uid=1000, services=[".MiLinkService"]),
        App("com.xiaomi.mirror", "3.2.8.14", 30208014, state="removed"),
        App("com.miui.mishare.connectivity", "3.1.0.2", 30100002, uid=10120),
        App("com.miui.home", "RELEASE-4.39.14.8013", 439014, uid=10121),
        App("com.miui.securitycenter", "9.1.8-240201.0.1", 40000918, uid=1000),
        App("com.miui.cloudservice", "1.12.0.0.47", 1120047, uid=1000),
        App("com.xiaomi.account", "A-24.05.23.01", 240523, uid=10122),
        App("com.xiaomi.mipicks", "40.2.1.0", 4002240, uid=10123),
        App("com.xiaomi.xmsf", "6.0.5-C", 60005, uid=10124, services=[".push.service.XMPushService"]),
        App("com.miui.analytics", "5.4.0", 540, state="disabled"),
        App("com.xiaomi.finddevice", "5.0.2", 502, uid=10125),
    ]
    settings = base_settings("00c0ffee00c0ffee")
    settings["global"]["device_name"] = "Redmi Note 12"
    return Phone(p, apps, captured=captured, settings=settings,
                 accounts=[("owner@example.org", "com.google"), ("1000000001", "com.xiaomi")],
                 admins=["com.xiaomi.finddevice/.receiver.FindDeviceAdmin"],
                 changes=[("2025-07-04", MI_CONNECT, 30192110)] if updated else [],
                 modules={"com.google.android.tzdata6": 351400020, "com.android.adbd": 351010000})


def redmi_before(**more):
    return redmi(BEFORE, **more)


def redmi_after(**more):
    return redmi(AFTER, **dict({"captured": "2025-07-05 18:05:00"}, **more))


def redmi_removed(**more):
    """The service was taken away for this user with adb, yet the system still uses it."""
    phone = redmi(BEFORE, **more)
    phone.app(MI_CONNECT).state = "absent"
    return phone


def redmi_careless(**more):
    """Everything the alert warns of: an app from nowhere with accessibility, debugging on, checks off, no lock."""
    phone = redmi(BEFORE, **more)
    phone.apps.append(App("org.example.torch", "9.9", 99, uid=10250, system=False, installer="com.google.android.packageinstaller",
                          initiator="com.example.chat", first="2025-06-28 23:11:00", target=22,
                          runtime={"android.permission.READ_SMS": True, "android.permission.RECORD_AUDIO": True},
                          ops={"REQUEST_INSTALL_PACKAGES": ("allow", None), "RECORD_AUDIO": ("allow", "2025-07-02 03:00:00.000")},
                          services=[".Listen"]))
    phone.accessibility = ["org.example.torch/org.example.torch.Helper"]
    phone.admins.append("org.example.torch/.Admin")
    phone.settings["global"].update({"adb_enabled": "1", "development_settings_enabled": "1",
                                     "package_verifier_user_consent": "-1"})
    phone.settings["secure"].update({"accessibility_enabled": "1",
                                     "enabled_accessibility_services": phone.accessibility[0]})
    phone.adb_keys = [("QAAAA" + "A" * 695, "someone@workshop")]
    phone.listening = [("0.0.0.0", 5555, "adbd")]
    phone.lock = "NONE"
    return phone


def redmi_payment(captured="2022-01-10 12:00:00"):
    """What Check Point examined in 2022: a Redmi phone with a MediaTek chip, the soter service and WeChat."""
    p = common_properties("Redmi", "Xiaomi", "M2007J22C", "cannong", "11", "30", "RP1A.200720.011", "V12.5.1.0.RJEMIXM",
                          "2021-07-01")
    p.update({"ro.product.marketname": "Redmi Note 9T 5G", "ro.miui.ui.version.name": "V125", "ro.miui.ui.version.code": "11",
              "ro.miui.region": "MI", "ro.board.platform": "mt6853", "ro.soc.model": "MT6853", "ro.soc.manufacturer": "Mediatek",
              "ro.mediatek.platform": "MT6853", "ro.mtk_microtrust_tee_support": "1", "ro.build.date.utc": "1627819200"})
    apps = base_apps() + [
        App("com.tencent.soter.soterserver", "11", 30, uid=10130, path="/vendor/app/SoterService"),
        App("com.tencent.mm", "8.0.16", 2080, uid=10210, system=False, installer="com.android.vending"),
        App("org.example.torch", "9.9", 99, uid=10250, system=False, installer="com.example.chat", initiator="com.example.chat"),
    ]
    return Phone(p, apps, captured=captured, settings=base_settings("00c0ffee00c0ffee"))


def clean(captured="2025-07-02 10:00:00", patch="2025-06-05", release="14"):
    """A phone of another maker with nothing to tell."""
    sdk = {"9": "28", "13": "33", "14": "34", "15": "35", "16": "36"}[release]
    p = common_properties("motorola", "motorola", "moto g54 5G", "cancunf", release, sdk, "U1TD34.94-12", "a1b2c", patch)
    p.update({"ro.product.marketname": "moto g54 5G", "ro.board.platform": "mt6855", "ro.soc.model": "MT6855",
              "ro.soc.manufacturer": "Mediatek", "ro.build.date.utc": "1748300000", "persist.sys.locale": "en-IN"})
    apps = base_apps() + [App("com.motorola.launcher3", "14.0.3", 140003, uid=10131),
                          App("com.motorola.ccc.notification", "5.0", 50, uid=10132),
                          App("com.motorola.android.providers.settings", "14", 34, uid=10133),
                          App("com.motorola.camera3", "9.0.81", 9081, uid=10134)]
    return Phone(p, apps, captured=captured, settings=base_settings("0badcafe0badcafe"),
                 accounts=[("owner@example.org", "com.google")], modules={"com.google.android.tzdata6": 351400020})


def old(release):
    """The alert's service on an old Android: other forms of every list."""
    phone = redmi()
    sdk = {5: "21", 6: "23", 7: "24", 8: "26", 9: "28", 10: "29", 11: "30", 12: "31"}[release]
    phone.properties.update({"ro.build.version.release": str(release), "ro.build.version.sdk": sdk})
    phone.release = release
    return phone


PHONES = {"redmi-before": redmi_before, "redmi-after": redmi_after, "redmi-removed": redmi_removed,
          "redmi-careless": redmi_careless, "clean": clean}


def main(folder):
    for name, make in PHONES.items():
        phone = make()
        with open(os.path.join(folder, name + ".zip"), "wb") as f:
            f.write(phone.bugreport_zip())
        with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8") as f:
            f.write(phone.bugreport())


if __name__ == "__main__":
    main(sys.argv[1])
