# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the lists of an acquisition."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import phone  # noqa: E402

TOMBSTONE = """*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***
Build fingerprint: 'Redmi/tapas/tapas:14/UKQ1/V816:user/release-keys'
Timestamp: 2025-07-01 12:32:40.518290770+0530
Cmdline: /vendor/bin/example
pid: 25541, tid: 21307, name: example  >>> /vendor/bin/example <<<
uid: 1046
signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0
backtrace:
      #00 pc 0004bd80  /apex/libc.so
"""


def main(folder):
    one = phone.redmi_careless()
    one.apps = one.apps[-3:]
    files = one.androidqf(bugreport=False)
    process = [{"pid": 700, "uid": 10012, "ppid": 1, "filename": "app_process64", "command_line": ["org.example.torch"],
                "env": ["A={\"b\": \"]\"}"], "cwd": "/"}]
    seeds = {name: files[name] for name in ("packages.json", "files.json", "mounts.json", "acquisition.json")}
    seeds["processes.json"] = json.dumps(process, indent=1).encode()
    seeds["root_binaries.json"] = json.dumps(["/system/bin/su\n/system/xbin/su", "/sbin/magisk"]).encode()
    seeds["tombstone_00"] = TOMBSTONE.encode()
    for name, data in seeds.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)


main(sys.argv[1])
