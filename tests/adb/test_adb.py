#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""wary against a phone on adb: Debian's real adb server between wary and the fake device. usage: test_adb.py WARY"""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WARY = sys.argv[1]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*args, env, timeout=60):
    return subprocess.run(args, capture_output=True, text=True, env=env, timeout=timeout, stdin=subprocess.DEVNULL)


class Bench:
    def __init__(self, home):
        # The server gets a home and a port of its own: whoever runs the tests keeps their own adb as it is.
        self.env = dict(os.environ, HOME=home, ANDROID_ADB_SERVER_PORT=str(free_port()), LC_ALL="C.UTF-8", LANGUAGE="en")
        self.phones = []

    def attach(self, *kind, state="device"):
        phone = subprocess.Popen([sys.executable, os.path.join(HERE, "fake_device.py"), "0", *kind], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        self.phones.append(phone)
        port = phone.stdout.readline().strip()
        for _ in range(50):
            run("adb", "connect", f"127.0.0.1:{port}", env=self.env)
            if f"127.0.0.1:{port}\t{state}" in run("adb", "devices", env=self.env).stdout:
                return f"127.0.0.1:{port}"
            time.sleep(0.1)
        raise RuntimeError("adb does not see the fake device")

    def wary(self, *args):
        return run(WARY, *args, env=self.env)

    def end(self):
        run("adb", "kill-server", env=self.env)
        for phone in self.phones:
            phone.kill()


def check_no_server(b):
    r = b.wary("check", "adb:")
    assert r.returncode == 3 and "adb start-server" in r.stderr, r


def check_no_phone(b):
    run("adb", "start-server", env=b.env)
    r = b.wary("check", "adb:")
    assert r.returncode == 3 and "no phone is attached" in r.stderr, r


def check_a_phone(b):
    b.serial = b.attach()
    r = b.wary("collect", "adb:", "-o", "-", "--limit", "command_seconds=2", "--limit", "idle_seconds=1")  # only the first counts
    assert r.returncode == 0, r
    ev = json.loads(r.stdout)
    d = ev["devices"][0]
    assert (d["brand"], d["model"], d["skin_version"]) == ("Redmi", "TEST-PHONE", "OS1.0.4.0.UMGEUXM"), d
    assert ev["sources"][0]["kind"] == "adb", ev["sources"]
    assert any(s["name"] == "adb_wifi_enabled" and s["value"] == "1" for s in ev["settings"]), ev["settings"]
    b.gaps = {g["at"].get("item", ""): g["reason"] for g in ev["gaps"]}
    assert "switch USB debugging off" in r.stderr, r.stderr


def check_partial_results(b):
    assert "2 seconds" in b.gaps["dumpsys accessibility"], b.gaps
    assert "hung up" in b.gaps["dumpsys appops"], b.gaps
    assert "status 127" in b.gaps["dumpsys package"] and "not found" in b.gaps["dumpsys package"], b.gaps


def check_report(b):
    r = b.wary("check", "--format", "json", "--limit", "command_seconds=2")
    report = json.loads(r.stdout)
    assert r.returncode == 1 and report["device"]["model"] == "TEST-PHONE", report["device"]
    assert any("ireless" in f["title"] for f in report["findings"]), report["findings"]


def check_two_phones(b):
    second = b.attach()
    r = b.wary("check", "adb:")
    assert r.returncode == 3 and "adb:SERIAL" in r.stderr, r
    r = b.wary("collect", "adb:" + second, "-o", "-", "--limit", "command_seconds=2")
    assert r.returncode == 0 and "TEST-PHONE" in r.stdout, r
    r = b.wary("collect", "adb:nobody", "-o", "-")
    assert r.returncode == 3 and "nobody" in r.stderr and "adb devices" in r.stderr, r


def check_an_old_phone(b):
    r = b.wary("collect", "adb:" + b.attach("old"), "-o", "-", "--limit", "command_seconds=2")
    ev = json.loads(r.stdout)
    assert ev["sources"][0]["kind"] == "adb" and ev["devices"][0]["model"] == "TEST-PHONE", ev["sources"]
    assert any(s["name"] == "adb_enabled" for s in ev["settings"]) and "packages" not in ev, ev["settings"]


def check_a_locked_phone(b):
    serial = b.attach("locked", state="unauthorized")
    r = b.wary("check", "adb:" + serial)
    assert r.returncode == 3 and "allow USB debugging" in r.stderr and "\n" not in r.stderr.strip(), r
    for phone in b.phones[:-1]:
        phone.kill()
    run("adb", "disconnect", env=b.env)
    b.attach("locked", state="unauthorized")
    r = b.wary("check")
    assert r.returncode == 3 and "allow USB debugging" in r.stderr, r


def main():
    if not shutil.which("adb"):
        print("1..0 # SKIP adb is not installed")
        return
    checks = [check_no_server, check_no_phone, check_a_phone, check_partial_results, check_report, check_two_phones,
              check_an_old_phone, check_a_locked_phone]
    print(f"1..{len(checks)}")
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(home)
        try:
            for i, check in enumerate(checks, 1):
                try:
                    check(bench)
                    print(f"ok {i} - {check.__name__}", flush=True)
                except Exception as e:  # a test that breaks is a test that fails
                    failed += 1
                    print(f"not ok {i} - {check.__name__}\n# {type(e).__name__} {str(e)[:600]!r}", flush=True)
        finally:
            bench.end()
    sys.exit(1 if failed else 0)


main()
