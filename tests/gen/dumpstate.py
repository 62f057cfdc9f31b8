# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the report reader: the phones of phone.py, one of each era, and one as PowerShell saves it."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import phone  # noqa: E402


def small(one):
    """Every byte is cut and flipped, so only what makes a difference stays."""
    keep = (phone.MI_CONNECT, "com.xiaomi.mirror", "org.example.torch", "com.google.android.gms", "com.example.chat")
    one.apps = [a for a in one.apps if a.name in keep]
    one.properties = {k: v for k, v in one.properties.items() if k.startswith("ro.build.") or k == "ro.product.device"}
    one.filler = 2
    return one


def main(folder):
    seeds = {"careless": phone.redmi_careless(), "removed": phone.redmi_removed()}
    seeds.update({"android-%d" % release: phone.old(release) for release in (5, 7, 9, 11)})
    for name, one in seeds.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(small(one).bugreport())
    with open(os.path.join(folder, "utf-16"), "w", encoding="utf-16", newline="\r\n") as f:
        f.write(small(phone.clean()).bugreport())


main(sys.argv[1])
