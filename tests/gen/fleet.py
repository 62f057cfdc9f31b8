# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Stored cases of a made-up fleet: evidence as `wary collect` writes it, of a few models in many states. Some files are broken.
fleet.py FOLDER COUNT [APPS]   (APPS: other apps of each phone)"""
import json
import os
import random
import sys

MODELS = [("Xiaomi", "Redmi", "23021RAA2Y", "tapas", "SM6225", "13"), ("Xiaomi", "Redmi", "2201117TY", "spes", "SM6225", "12"),
          ("Xiaomi", "POCO", "M2007J20CG", "surya", "SM7150", "11"), ("Xiaomi", "Xiaomi", "2211133G", "fuxi", "SM8550", "14"),
          ("Xiaomi", "Redmi", "M2010J19SG", "cannong", "MT6853", "11"), ("Google", "google", "Pixel 7", "panther", "Tensor", "15"),
          ("samsung", "samsung", "SM-S911B", "dm1q", "SM8550", "14")]
HUB = ["3.1.895.10", "3.1.890.2", "3.1.921.10", "3.1.950.0", "by hand"]


def case(r, apps):
    maker, brand, model, codename, soc, release = r.choice(MODELS)
    month = r.randrange(24)
    level = f"{2023 + month // 12}-{month % 12 + 1:02d}-{r.choice((1, 5)):02d}"
    device = {"kind": "phone", "maker": maker, "brand": brand, "model": model, "codename": codename, "soc": soc,
              "release": release, "build": f"V14.0.{month}.0.X{codename.upper()[:2]}MIXM", "build_time": 1672531200 + month * 2592000,
              "kernel": f"5.10.{100 + month}-android12", "patch_level": {"system": level, "vendor": level}}
    packages = [{"name": "com.android.settings", "version_name": release, "version_code": 33, "state": "installed"}]
    if maker == "Xiaomi" and r.random() < 0.8:
        packages.append({"name": "com.xiaomi.mi_connect_service", "version_name": r.choice(HUB), "state": "installed"})
    if maker == "Xiaomi" and r.random() < 0.6:
        packages.append({"name": "com.xiaomi.mipicks", "version_name": r.choice(["30.2.7.0", "32.0.0.1", "31.2.5.0"]), "state": "installed"})
    for i in range(apps):
        packages.append({"name": f"com.example.app{i}", "version_name": f"{r.randrange(9)}.{r.randrange(20)}", "state": "installed"})
    return {"schema": "wary.evidence/1", "devices": [device], "packages": packages, "coverage": [{"table": "packages"}]}


def main(folder, count, apps=20, seed=1):
    r = random.Random(seed)
    for i in range(count):
        text = json.dumps(case(r, apps)).encode()
        if i % 500 == 250:
            text = r.choice([b"", b"{", text[:len(text) // 2], b"[" * 100000, b'{"schema":"other"}', b"\xff\xfe" + text])
        with open(os.path.join(folder, f"{i:06d}.json"), "wb") as f:
            f.write(text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *(int(a) for a in sys.argv[3:]))
