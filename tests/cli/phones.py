#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Evidence as people really have it, from outside: a folder of saved commands, inventories in every spelling.

usage: phones.py WARY RECIPES"""
import json
import sys

import harness
from harness import run, wary, write
sys.path.insert(0, sys.argv[2])
import phone  # noqa: E402

APP = "Mi Connect Service"


def report(*args):
    return harness.report(*args)[1]


def alert(doc):
    found = [f for f in doc["findings"] if "CVE-2024-45347" in f["aliases"]]
    return found[0] if found else None


def standing(name, data):
    found = alert(report(write(name, data)))
    return found["status"] if found else None


def test_removed_for_the_owner_but_in_use():
    """The tablet of a real owner: not in `pm list packages`, yet in the app-ops under the system's own uid."""
    for name, text in phone.saved_commands(phone.redmi_removed()).items():
        write("pad/" + name, text)
    doc = report("pad")
    found = alert(doc)
    assert found and found["status"] == "cannot-tell", found
    seen = found["evidence"][0]
    assert phone.MI_CONNECT in seen["excerpt"] and "in use, not in the list of apps" in seen["excerpt"], seen
    assert seen["item"] == "appops.txt" and "part of the system" in found["means"], found
    assert "bugreport" in found["next_step"], found["next_step"]
    assert doc["device"]["codename"] == "tapas" and not doc["gaps"], doc["gaps"]
    text = json.dumps(doc)
    assert "not installed" not in text.lower()
    assert all(phone.MI_CONNECT not in str(c) for c in doc["cleared"])


def test_a_folder_of_commands_holds_settings():
    for name, text in phone.saved_commands(phone.redmi_careless()).items():
        write("careless/" + name, text)
    found = {f["id"] for f in report("careless")["findings"]}
    assert {"debugging-on", "accessibility-services", "play-protect-off"} <= found, found


def test_csv_in_every_spelling():
    version, rows = "3.1.895.10", {}
    rows["order"] = f"Version;Package;Device Model;Type\r\n{version};{phone.MI_CONNECT};Mi TV;Smart TV\r\n"
    rows["mark"] = f"\ufeffApp Name,App Version,Device\n{APP},{version},Pad\n"
    rows["sep"] = f"sep=;\r\nName;Version\r\n{APP};{version}\r\n"
    rows["title"] = f"Inventory of our devices, 2026\n\nName,Version\n{APP},{version}\n"
    rows["pipe"] = f"name|version\n{APP}|{version}\n"
    rows["registry"] = f"DisplayName,DisplayVersion,Publisher\nXiaomi Interoperability,{version},Xiaomi\n"
    rows["newline"] = f'"Name","Notes","Version"\n"Other","first ""x""\nsecond","1"\n"Mi Connect\nService","a\n\nb","{version}"\n'
    rows["brackets"] = f"Hostname,Software,Ver.\ntv,{APP} ({phone.MI_CONNECT}),v{version}\n"
    rows["numbered"] = f"ID,Name,Version\n17,MI CONNECT SERVICE,{version}\n"
    rows["hindi"] = f"नाम,संस्करण\n{APP},{version}\n"
    rows["polish"] = f"Nazwa;Wersja;Urządzenie\n{APP};{version};laptop\n"
    for name, text in rows.items():
        assert standing(name + ".csv", text) == "affected", name
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        text = ("" if encoding == "utf-16" else "\ufeff") + f"Name;Version\r\n{APP};{version}\r\n"
        assert standing(encoding + ".csv", text.encode(encoding)) == "affected", encoding
    assert standing("unknown.csv", f"Name,Version\n{APP},\n") == "cannot-tell"
    assert standing("names.csv", f"App\n{APP}\nOther\n") == "cannot-tell"
    assert standing("names.txt", f"App\n{APP}\nOther\n") is None
    assert standing("open.csv", f'Name,Version\n{APP},{version}\n"never\nends\n') == "affected"
    assert any("does not end" in g["reason"] for g in report("open.csv")["gaps"])


def test_two_devices_in_one_list_are_told_once():
    lines = "".join(f"device-{i},{APP},3.1.895.10\n" for i in range(50))
    gaps = [g for g in report(write("many.csv", "Device,Name,Version\n" + lines))["gaps"] if "one device" in g["reason"]]
    assert len(gaps) == 1, gaps


def test_two_phones_are_not_one():
    write("one.zip", phone.clean().bugreport_zip())
    write("two.zip", phone.redmi_before().bugreport_zip())
    gaps = [g["reason"] for g in report("one.zip", "two.zip")["gaps"]]
    assert len(gaps) == 1 and "another device (tapas)" in gaps[0], gaps
    write("both/a.txt", phone.clean().getprop())
    write("both/b.txt", phone.redmi_before().getprop())
    gaps = [g["reason"] for g in report("both")["gaps"]]
    assert len(gaps) == 1 and "another device (tapas)" in gaps[0] and "a.txt" in gaps[0], gaps
    write("three.csv", f"Name,Version\n{APP},3.1.895.10\n")
    assert report("one.zip", "one.zip", "three.csv")["gaps"] == [], "a list that names no device is of this case"
    write("tree/system/build.prop", "ro.product.system.device=missi\nro.build.version.release=14\n")
    assert report("one.zip", "tree")["gaps"] == [], "a firmware is called after its image"


def test_json_inventories_of_windows_tools():
    row = {"name": APP, "version": "3.1.895.10"}
    bom = {"$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json", "metadata": {"tools": [{"name": "x" * 6000}]},
           "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [dict(row, type="application")]}
    for name, doc in (("osquery", [row]), ("bom", bom)):
        text = json.dumps(doc)
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            assert standing(f"{name}-{encoding}.json", text.encode(encoding)) == "affected", (name, encoding)
    lines = "".join(json.dumps(r) + "\n" for r in (row, {"name": "7-Zip", "version": "24"}))
    assert standing("lines.json", lines) == "affected"
    app = {"name": "MiConnect.app", "bundle_name": APP, "bundle_short_version": "3.1.895.10"}
    assert standing("mac.json", json.dumps([app])) == "affected"
    log = {"name": "pack", "hostIdentifier": "h", "columns": row, "action": "removed"}
    assert standing("removed.json", json.dumps(log) + "\n") is None, "what was removed is not there"
    evidence = wary("collect", "lines.json", "-o", "-").stdout
    assert standing("shell.json", evidence.decode().encode("utf-16")) == "affected", "evidence redirected by PowerShell"


run(globals())
