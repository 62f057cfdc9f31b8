#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""firmware.py WARY SOURCE_ROOT: one small firmware in every package that makers use must give the same evidence each time,
without being held in memory. Prints TAP."""
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

WARY, ROOT = sys.argv[1], sys.argv[2]
sys.path.insert(0, ROOT + "/tests/gen")
import images  # noqa: E402


def lz4_frame(data, block=65536):
    """Stored blocks."""
    out = [struct.pack("<IBBB", 0x184D2204, 0x60, 0x40, 0x82)]
    for i in range(0, len(data), block):
        part = data[i:i + block]
        out.append(struct.pack("<I", len(part) | 1 << 31) + part)
    return b"".join(out) + bytes(4)


def brotli(data, block=65536):
    """Stored blocks, the last one padded with zeros."""
    data += bytes(-len(data) % block)
    out = [((0xFFFF8 if i else 0x1FFFF0).to_bytes(3, "little") + data[i:i + block]) for i in range(0, len(data), block)]
    return b"".join(out) + b"\3"


def transfer(image, block=4096):
    """(transfer list, new.dat)"""
    ranges, zeros, data = [], [], []
    for i in range(len(image) // block):
        part = image[i * block:(i + 1) * block]
        if part == bytes(block):
            zeros += [i, i + 1]
        elif ranges and ranges[-1] == i:
            ranges[-1] = i + 1
            data.append(part)
        else:
            ranges += [i, i + 1]
            data.append(part)
    lines = ["4", str(len(image) // block), "0", "0", f"erase 2,0,{len(image) // block}"]
    lines += ["new %d,%s" % (len(r), ",".join(map(str, r))) for r in (ranges[:2], ranges[2:]) if r]
    lines.append("zero %d,%s" % (len(zeros), ",".join(map(str, zeros))))
    return "\n".join(lines).encode() + b"\n", b"".join(data)


def zipped(entries, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in entries:
            z.writestr(name, data)
    return out.getvalue()


def tarred(entries, mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as t:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def packages(vendor, system):
    whole = images.super_image([(b"vendor_a", vendor), (b"system_a", system)])
    whole += bytes(-len(whole) % 4096)
    flash = images.sparse(whole)
    chunks = images.split(whole, 4)
    lists = [(name, *transfer(image)) for name, image in (("vendor", vendor), ("system", system))]
    update = images.payload([(b"vendor", vendor), (b"system", system)])
    stored, packed = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
    yield "super.img", whole
    yield "super-sparse.img", flash
    yield "disk.img", images.gpt([("vendor", vendor), ("system", system)])
    yield "fastboot.tgz", tarred([("rom/flash_all.sh", b"#!/bin/sh\n"), ("rom/images/super.img", flash)], "w:gz")
    yield "AP.tar.md5", tarred([("super.img.lz4", lz4_frame(flash))], "w") + b"0123456789abcdef  AP.tar\n"
    yield "flash.zip", zipped([("images/super.img", flash)], packed)
    yield "split.zip", zipped([(f"super.img_sparsechunk.{i}", c) for i, c in enumerate(chunks)], packed)
    yield "split.tgz", tarred([(f"images/super.img.{i}", c) for i, c in enumerate(chunks)], "w:gz")
    yield "ota.zip", zipped([("payload.bin", update)], stored)
    yield "ota-packed.zip", zipped([("payload.bin", update)], packed)
    yield "block.zip", zipped([(n + e, d) for n, t, new in lists for e, d in ((".transfer.list", t), (".new.dat", new))], packed)
    yield "block-br.zip", zipped([(n + e, d) for n, t, new in lists
                                  for e, d in ((".new.dat.br", brotli(new)), (".transfer.list", t))], stored)


def evidence(path):
    # far less than any image: it cannot be held in memory
    run = subprocess.run([WARY, "collect", "--limit", "whole_item=200000", path, "-o", "-"], capture_output=True, check=False)
    doc = json.loads(run.stdout or b"{}")
    apps = sorted((t["path"], t["sha256"]) for t in doc.get("trusted_apps", []))
    properties = sorted((p["name"], p["value"]) for p in doc.get("properties", []))
    return apps, properties, [g["reason"] for g in doc.get("gaps", [])], [s["kind"] for s in doc.get("sources", [])]


def make_tree(root):
    os.makedirs(root + "/vendor/thh/ta")
    subprocess.run([sys.executable, ROOT + "/tests/gen/trusted_app.py", root + "/vendor/thh/ta"], check=True)
    images.write(root + "/vendor/build.prop", b"ro.product.vendor.model=Example\n")
    images.write(root + "/system/build.prop", b"ro.product.brand=Example\nro.build.version.release=11\n")
    for i in range(12):
        noise = b"".join(hashlib.sha256(b"%d %d" % (i, k)).digest() for k in range(2000))
        images.write(f"{root}/vendor/etc/noise{i}", noise)
        images.write(f"{root}/system/etc/noise{i}", noise + bytes(100000))


def main():
    with tempfile.TemporaryDirectory() as folder:
        tree = folder + "/tree"
        make_tree(tree)
        made = images.run("mkfs.erofs", "-zlz4hc", folder + "/vendor.img", tree + "/vendor") and \
            images.run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-d", tree + "/system", folder + "/system.img", "8M")
        if not made:
            print("1..0 # SKIP no mkfs.erofs or mkfs.ext4")
            return 0
        want = evidence(tree)
        vendor, system = (open(f"{folder}/{n}.img", "rb").read() for n in ("vendor", "system"))
        failed, n = not want[0], 0
        for name, data in packages(vendor, system):
            path = f"{folder}/{name}"
            images.write(path, data)
            got = evidence(path)
            good = got[:2] == want[:2] and not got[2] and got[3] == ["firmware"]
            n += 1
            failed |= not good
            print(("ok" if good else "not ok"), n, "-", name)
            if not good:
                print("#", len(got[0]), len(got[1]), got[2][:3], got[3])
        print(f"1..{n}")
        return 1 if failed else 0


sys.exit(main())
