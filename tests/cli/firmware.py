#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""firmware.py WARY SOURCE_ROOT: one small firmware in every package that makers use must give the same evidence each time,
without being held in memory. Prints TAP."""
import hashlib
import io
import json
import lzma
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
from packed import lz4, zstd  # noqa: E402


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
    yield "AP.tar.md5", tarred([("super.img.lz4", lz4(flash))], "w") + b"0123456789abcdef  AP.tar\n"
    yield "super.img.xz", lzma.compress(flash, preset=0)
    yield "super.img.zst", zstd(flash)
    yield "fastboot.tar.xz", tarred([("rom/images/super.img", flash)], "w:xz")
    yield "fastboot.tar.zst", zstd(tarred([("rom/images/super.img", flash)], "w"))
    yield "fastboot-xz.tgz", tarred([("rom/images/super.img.xz", lzma.compress(flash))], "w:gz")
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


def history(folder):
    """Seven trusted apps over three releases, one for each answer; all letters and counters must be right."""
    seeds = folder + "/seeds"
    os.makedirs(seeds)
    sys.argv = [sys.argv[0], seeds]
    import trusted_app as ta  # writes its seeds into the folder
    apps = {
        "raised": [ta.mclf(1, 8), ta.mclf(1, 8), ta.mclf(2, 9)],
        "never-raised": [ta.mclf(1, 8), ta.mclf(1, 9), ta.mclf(1, 9)],
        "raised-before": [ta.mclf(1, 8), ta.mclf(2, 9), ta.mclf(2, 8)],
        "lowered": [ta.mclf(2, 8), ta.mclf(1, 8), ta.mclf(1, 8)],
        "no-counter": [ta.beanpod(1), ta.beanpod(2), ta.beanpod(1)],
        "unchanged": [ta.mclf(0, 8)] * 3,
        "once": [b"", ta.mclf(5, 8), b""],
    }
    cells = {"raised": "A:1 A:1 B:2", "never-raised": "A:1 B:1 B:1", "raised-before": "A:1 B:2 C:2",
             "lowered": "A:2 B:1 B:1", "no-counter": "A B A", "unchanged": "A:0 A:0 A:0", "once": ". A:5 ."}
    releases = [f"{folder}/release{i}" for i in range(3)]
    for name, contents in apps.items():
        for release, content in zip(releases, contents):
            if content:
                images.write(f"{release}/vendor/{name}", content)
    run = subprocess.run([WARY, "diff", "--format", "csv", *releases], capture_output=True, text=True, check=False)
    rows = [line.split(",") for line in run.stdout.splitlines() if line.startswith("history,")]
    got = {r[1]: r[4] for r in rows}
    doc = json.loads(subprocess.run([WARY, "diff", "--format", "json", *releases], capture_output=True, check=False).stdout)
    good = got == cells and len(doc["steps"]) == 2 and len(doc["releases"]) == 3 and \
        [h["verdict"] for h in doc["history"]][:2] == ["lowered", "no-counter"]
    text = subprocess.run([WARY, "diff", *releases], capture_output=True, text=True, check=False).stdout
    text = text[text.index("Trusted apps and boot"):]
    good = good and all(len(line) <= 80 for line in text.splitlines())
    if not good:
        print("#", got)
    return good


def cut_archives(folder):
    """An archive that ends within an entry of no interest is told, packed or not."""
    noise = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(60000))
    plain, packed = tarred([("a", noise), ("b", noise)], "w"), tarred([("a", noise), ("b", noise)], "w:gz")
    told = []
    for name, data in (("whole.tar", plain), ("cut.tar", plain[:3 << 20]), ("cut.tgz", packed[:3 << 20])):
        images.write(f"{folder}/{name}", data)
        told.append([r for r in evidence(f"{folder}/{name}")[2] if "ends" in r or "end early" in r])
    if told[0] or not told[1] or not told[2]:
        print("#", told)
    return not told[0] and told[1] and told[2]


def descriptors(folder, files):
    for name, data in files.items():
        images.write(f"{folder}/{name}", data)
    run = subprocess.run([WARY, "collect", folder, "-o", "-"], capture_output=True, check=False)
    top = [v for v in json.loads(run.stdout)["vbmeta"] if v["path"].endswith("vbmeta.img")]
    return {d["partition"]: d["check"] for d in top[0]["descriptors"]}


def verified_boot(folder):
    """What the top vbmeta says about two other images, as it is and with those images replaced."""
    import avb
    key = avb.public_key()
    other = key[:100] + b"\1" + key[101:]
    boot, changed = b"ANDROID!" + bytes(8000), b"ANDROID!" + b"x" * 8000
    top = avb.vbmeta(avb.hash_(b"boot", boot) + avb.chain(b"vbmeta_system", key, 2) + avb.chain(b"odm", key, 3))
    wrong = avb.vbmeta(avb.hash_(b"boot", boot) + avb.chain(b"vbmeta_system", other, 2))

    def footed(image):
        return avb.with_footer(image, avb.vbmeta(avb.hash_(b"boot", image)), 32768)
    system = avb.vbmeta(b"")
    good = descriptors(folder + "/good", {"vbmeta.img": top, "boot_a.img": footed(boot), "vbmeta_system.img": system})
    bad = descriptors(folder + "/bad", {"vbmeta.img": wrong, "boot.img": footed(changed), "vbmeta_system.img": system})
    right = good == {"boot": "verified", "vbmeta_system": "verified", "odm": "not-checked"} and \
        bad == {"boot": "broken", "vbmeta_system": "broken"}
    if not right:
        print("#", good, bad)
    return right


def checks(path):
    """What became of each digest in the top vbmeta."""
    run = subprocess.run([WARY, "collect", "--limit", "whole_item=20000", path, "-o", "-"], capture_output=True, check=False)
    doc = json.loads(run.stdout or b"{}")
    top = [v for v in doc.get("vbmeta", []) if os.path.basename(v["path"]).startswith("vbmeta")]
    return {d["partition"]: d["check"] for v in top for d in v["descriptors"]}, [g["reason"] for g in doc.get("gaps", [])]


def plain_images(folder):
    """Images without metadata of their own, against the digests in vbmeta, from wherever firmware comes."""
    os.makedirs(folder)
    import avb
    boot = b"ANDROID!" + hashlib.sha256(b"boot").digest() * 1000
    modem = hashlib.sha256(b"modem").digest() * 900  # of no kind that is known
    system = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(20000)) + bytes(700000)
    meta = avb.vbmeta(avb.hash_(b"boot", boot) + avb.hash_(b"modem", modem) + avb.hashtree(b"system", system[:317 * 4096]) +
                      avb.hash_(b"dtbo", boot))
    good = {"boot": "verified", "modem": "verified", "system": "verified", "dtbo": "not-checked"}
    whole = system + bytes(-len(system) % 4096)
    failed = []

    def expect(name, want, gaps=0):
        got, told = checks(f"{folder}/{name}")
        if got != want or len(told) != gaps:
            failed.append(f"{name}: {got} {told[:2]}")

    def put(name, boot=boot, modem=modem, system=whole):
        files = {"boot.img": boot, "modem.img": modem, "system.img": system, "vbmeta.img": meta}
        for n, data in files.items():
            images.write(f"{folder}/{name}/{n}", data)
        return list(files.items())

    files = put("tree")
    expect("tree", good)
    put("sparse", system=images.sparse(whole))
    expect("sparse", good)
    put("changed", boot=boot[:-1] + b"x", modem=b"x" + modem[1:], system=whole[:900000] + b"x" + whole[900001:])
    expect("changed", {"boot": "broken", "modem": "broken", "system": "broken", "dtbo": "not-checked"})
    said = subprocess.run([WARY, "check", folder + "/changed"], capture_output=True, text=True, check=False).stdout
    if "not the one that the firmware" not in said:
        failed.append("changed: no finding")
    put("behind", boot=boot + bytes(4096), system=whole + b"tree and footer" * 1000)
    expect("behind", good)
    put("short", boot=boot[:-32])
    expect("short", dict(good, boot="not-checked"), 1)
    put("elsewhere")
    os.makedirs(folder + "/elsewhere/old")
    os.rename(folder + "/elsewhere/boot.img", folder + "/elsewhere/old/boot.img")
    expect("elsewhere", dict(good, boot="not-checked"))
    rom = [("rom/" + n, d) for n, d in files]
    parts = [(n[:-4].encode(), d + bytes(-len(d) % 4096)) for n, d in files]
    images.write(folder + "/packed.zip", zipped(rom, zipfile.ZIP_DEFLATED))
    images.write(folder + "/stored.zip", zipped(rom, zipfile.ZIP_STORED))
    images.write(folder + "/plain.tar", tarred(rom, "w"))
    images.write(folder + "/fastboot.tgz", tarred(rom[::-1], "w:gz"))
    images.write(folder + "/AP.tar", tarred([(n + ".lz4", lz4(d)) for n, d in files], "w"))
    images.write(folder + "/payload.bin", images.payload(parts))
    images.write(folder + "/disk.img", images.gpt([(n.decode() + "_a", d) for n, d in parts]))
    for name in ("packed.zip", "stored.zip", "plain.tar", "fastboot.tgz", "AP.tar", "payload.bin", "disk.img"):
        expect(name, good)
    late = [("rom/" + n + e, pack(d)) for n, d in files for e, pack in ((".lz4", lz4),)]
    for name, entries, how in (("late.tgz", rom, "w:gz"), ("late-lz4.tgz", late, "w:gz"), ("late.tar.xz", rom, "w:xz"),
                               ("late-super.tgz", [("super.img", images.super_image([(b"system_a", whole)]))] + files[:2] + files[3:],
                                "w:gz")):
        images.write(folder + "/" + name, tarred(entries, how))
        expect(name, good)
    counts = []  # what is shown twice counts once
    for name in ("fastboot.tgz", "late.tgz"):
        counts.append(next(n for n in range(1, 60) if "--limit items=" not in subprocess.run(
            [WARY, "collect", "--limit", f"items={n}", folder + "/" + name, "-o", "-"], capture_output=True, check=False).stdout.decode()))
    if counts[0] != counts[1]:
        failed.append(f"items of the same archive in two orders: {counts}")
    run = subprocess.run([WARY, "collect", "-", "-o", "-"], input=tarred(rom, "w:gz"), capture_output=True, check=False)
    told = [g["reason"] for g in json.loads(run.stdout)["gaps"]]  # a pipe cannot be read twice
    if not any("not held against its digest" in t for t in told):
        failed.append(f"late.tgz on standard input: {told}")
    put("super")
    os.remove(folder + "/super/system.img")
    images.write(folder + "/super/super.img", images.super_image([(b"system_a", whole)]))
    expect("super", good)
    for line in failed:
        print("#", line)
    return not failed


def many_metadata(path):
    """A small archive of thousands of boot metadata: evidence, report and the promises about other images have bounds."""
    import avb
    boot = hashlib.sha256(b"boot").digest() * 100
    wrong = avb.vbmeta(b"".join(avb.hash_(b"p%d" % i, b"") for i in range(200)) + avb.hash_(b"boot", boot[1:]), signed=False)
    entries = [(f"vbmeta_{i}.img", wrong) for i in range(600)] + [(f"p{i}.img", b"x") for i in range(200)] + [("boot.img", boot)]
    images.write(path, zipped(entries, zipfile.ZIP_DEFLATED))
    run = subprocess.run([WARY, "collect", path, "-o", "-"], capture_output=True, check=False)
    doc = json.loads(run.stdout)
    kept = sum(len(v.get("descriptors", [])) for v in doc["vbmeta"])
    told = [g["reason"] for g in doc["gaps"]]
    wanted = ("boot metadata of one target are kept up to", "more than 256 digests of images called boot")
    right = len(doc["vbmeta"]) == 600 and 30000 < kept < 90000 and all(any(w in t for t in told) for w in wanted)
    if not right:
        print("#", len(doc["vbmeta"]), kept, set(told))
    return right


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
        n += 1
        good = history(folder)
        failed |= not good
        print(("ok" if good else "not ok"), n, "- history of three releases")
        n += 1
        good = verified_boot(folder + "/avb")
        failed |= not good
        print(("ok" if good else "not ok"), n, "- digests and chained keys against the other images")
        n += 1
        good = plain_images(folder + "/plain")
        failed |= not good
        print(("ok" if good else "not ok"), n, "- digests of the boot metadata against plain images")
        n += 1
        good = many_metadata(folder + "/many.zip")
        failed |= not good
        print(("ok" if good else "not ok"), n, "- thousands of boot metadata have a bound")
        n += 1
        good = cut_archives(folder + "/cut")
        failed |= not good
        print(("ok" if good else "not ok"), n, "- archives that are cut")
        print(f"1..{n}")
        return 1 if failed else 0


sys.exit(main())
