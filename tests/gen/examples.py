#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the shipped examples into a folder: nobody's data, made by recipe. usage: examples.py FOLDER"""
import hashlib
import os
import struct
import sys

import leak2014
import phone

TV = """device,device_type,manufacturer,app,package,version
Xiaomi TV A2 43,TV,Xiaomi,Mi Connect Service,com.xiaomi.mi_connect_service,3.1.453.10
Xiaomi TV A2 43,TV,Xiaomi,PatchWall,com.mitv.tvhome,4.2.1
"""
LAPTOP = """[
 {"hardware_vendor": "Xiaomi", "hardware_model": "RedmiBook 15", "chassis_type": "Notebook"},
 {"name": "Windows 11 Home", "version": "10.0.22631", "platform": "windows"},
 {"name": "Xiaomi Interconnectivity", "version": "", "publisher": "Xiaomi"},
 {"name": "7-Zip", "version": "24.08", "publisher": "Igor Pavlov"}
]
"""


def trusted_app(uuid, body):
    """A file in the container of Beanpod's secure environment that holds nothing: a header, and a record that nobody signed."""
    name = bytes.fromhex(uuid)
    app = b"\x7fELF" + bytes([1, 1, 1]) + bytes(9) + struct.pack("<HHI", 2, 40, 1) + bytes(28) + name + body
    return app + struct.pack("<II", 0xAA6E, 1) + bytes(32) + hashlib.md5(b"0").digest() + b"\1" + bytes(256)


SOTER = "d78d338b1ac349e09f65f4efe179739d"
KEYMASTER = "c09c9c5daa504b78b0e46eda61556c3a"


def firmware(folder, release):
    """The part of a firmware that article 5 is about: trusted apps of one release."""
    place = os.path.join(folder, "vendor", "thh", "ta")
    os.makedirs(place, exist_ok=True)
    for uuid, body in ((SOTER, b"soter of release %d" % release), (KEYMASTER, b"keymaster")):
        with open(os.path.join(place, uuid + ".ta"), "wb") as f:
            f.write(trusted_app(uuid, body))


def main(folder):
    os.makedirs(folder, exist_ok=True)
    files = {
        "alert-before.zip": phone.redmi_before().bugreport_zip(),
        "alert-after.zip": phone.redmi_after().bugreport_zip(),
        "payment-phone.zip": phone.redmi_payment().bugreport_zip(),
        "other-maker.zip": phone.clean(captured="2026-06-30 10:00:00", patch="2026-06-05").bugreport_zip(),
        "tv-inventory.csv": TV.encode(),
        "laptop-inventory.json": LAPTOP.encode(),
        **leak2014.files(),
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content)

    for release in (1, 2):
        firmware(os.path.join(folder, "payment-firmware-%d" % release), release)


main(sys.argv[1])
