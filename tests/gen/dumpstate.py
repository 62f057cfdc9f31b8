# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the report reader: the phones of phone.py, one of each era, and one as PowerShell saves it."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import phone  # noqa: E402


def main(folder):
    seeds = {"careless": phone.redmi_careless(), "removed": phone.redmi_removed()}
    seeds.update({"android-%d" % release: phone.old(release) for release in (5, 7, 9, 11)})
    for name, one in seeds.items():
        one.filler = 3
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(one.bugreport())
    one = phone.clean()
    one.filler = 3
    with open(os.path.join(folder, "utf-16"), "w", encoding="utf-16", newline="\r\n") as f:
        f.write(one.bugreport())


main(sys.argv[1])
