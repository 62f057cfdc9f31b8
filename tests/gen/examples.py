#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the shipped examples into a folder: nobody's data, made by recipe. usage: examples.py FOLDER"""
import os
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


def main(folder):
    os.makedirs(folder, exist_ok=True)
    files = {
        "alert-before.zip": phone.redmi_before().bugreport_zip(),
        "alert-after.zip": phone.redmi_after().bugreport_zip(),
        "other-maker.zip": phone.clean(captured="2026-06-30 10:00:00", patch="2026-06-05").bugreport_zip(),
        "tv-inventory.csv": TV.encode(),
        "laptop-inventory.json": LAPTOP.encode(),
        **leak2014.files(),
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content)


main(sys.argv[1])
