#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""make bench: whole processes, wall and processor seconds (medians), peak memory, and the ratio to a named floor or peer in the
same run. Synthetic inputs come from recipes; real ones from ../shared/data, and their rows are skipped without it. Peers are
used where they are installed (apksigner, unzip, zstd, sha256sum). Nothing here is a test: figures are printed, not judged.

usage: bench.py WARY [WORD...]   (only rows whose name holds a word)"""
import collections
import glob
import json
import os
import random
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

WARY = os.path.abspath(sys.argv[1])
WORDS = sys.argv[2:]
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "gen"))
SHARED = os.path.abspath(os.path.join(HERE, "..", "..", "..", "shared", "data"))
RUNS = 7


def serve(requests, answers):
    for line in requests:
        begin = time.monotonic()
        p = subprocess.Popen(json.loads(line), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             stdin=subprocess.DEVNULL)
        _, status, r = os.wait4(p.pid, 0)
        p.returncode = status
        took = time.monotonic() - begin, r.ru_utime + r.ru_stime, r.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)
        print(json.dumps(took), file=answers, flush=True)


def starter():
    """A process of its own starts the commands, made while this one is small: the peak that is told of a child is at least
    the size of whoever started it."""
    ask, asked = os.pipe()
    tell, told = os.pipe()
    if os.fork() == 0:
        os.close(asked)
        os.close(tell)
        with os.fdopen(ask) as requests, os.fdopen(told, "w") as answers:
            serve(requests, answers)
        os._exit(0)
    os.close(ask)
    os.close(told)
    return os.fdopen(asked, "w"), os.fdopen(tell)


STARTER = starter()


def once(command):
    print(json.dumps(command), file=STARTER[0], flush=True)
    return json.loads(STARTER[1].readline())


def measure(command, runs=RUNS):
    rows = [once(command) for _ in range(runs + 1)][min(runs, 1):]  # the first one warms up
    return (statistics.median(r[0] for r in rows), statistics.median(r[1] for r in rows), max(r[2] for r in rows),
            rows[-1][3])


def row(name, command, size=None, floor=None, runs=RUNS):
    """floor: (name, command) measured right after, for the ratio."""
    wall, cpu, mib, code = measure(command, runs)
    text = f"{name:44} {wall * 1000:8.1f} ms {cpu * 1000:8.1f} ms cpu {mib:6.0f} MiB"
    if size:
        text += f" {size / wall / 1e6:7.0f} MB/s"
    if floor:
        fw, _, fm, _ = measure(floor[1], runs)
        text += f"   {wall / fw:5.2f} x {floor[0]} ({fw * 1000:.1f} ms, {fm:.0f} MiB)"
    if code not in (0, 1, 3):
        text += f"   FAILED with status {code}"
    print(text, flush=True)


def have(name):
    return shutil.which(name) is not None


def wanted(name):
    return not WORDS or any(w in name for w in WORDS)


def shared(pattern):
    found = sorted(glob.glob(os.path.join(SHARED, pattern)))
    if not found:
        print(f"skipped: no {pattern} beside this checkout")
    return found


def bench_start(folder):
    row("start (wary --version)", [WARY, "--version"], floor=("true", ["true"]))


def bench_bugreport(folder):
    for path in shared("device/bugreport/emulator-*.zip")[:1]:
        size = sum(i.file_size for i in zipfile.ZipFile(path).infolist())
        floor = ("unzip -p | wc", ["sh", "-c", f"unzip -p '{path}' | wc -c"])
        row("bugreport, 11.7 MB of text: check", [WARY, "check", path], size, floor)
        row("bugreport: collect", [WARY, "collect", path, "-o", "/dev/null"], size)
        stix = os.path.join(folder, "indicators.stix2")
        write_indicators(stix)
        row("bugreport with 10,000 STIX2 indicators", [WARY, "check", "--indicators", stix, path], size, floor)


def write_indicators(path):
    r = random.Random(1)
    patterns = (lambda: f"[domain-name:value='h{r.randrange(10**9)}.example']", lambda: f"[app:id='com.bad.a{r.randrange(10**9)}']",
                lambda: f"[file:hashes.'SHA-256'='{r.getrandbits(256):064x}']", lambda: f"[app:cert.sha1='{r.getrandbits(160):040x}']")
    objects = [{"type": "indicator", "spec_version": "2.1", "id": f"indicator--{r.getrandbits(128):032x}", "name": "n" * 300,
                "description": "d" * 300, "created": "2024-01-01T00:00:00.000Z", "pattern": patterns[i % 4](),
                "pattern_type": "stix", "valid_from": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00.000Z"}
               for i in range(10000)]
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"type": "bundle", "id": "bundle--1", "objects": objects}, f)


def bench_large_bugreport(folder):
    import phone
    text = phone.redmi_before().bugreport().encode()
    for mib in (50, 200):
        path = os.path.join(folder, f"large-{mib}.txt")
        filler = b"07-02 09:30:15.123  1000  1234  1234 I ActivityManager: a line of the log like any other, number %d\n"
        with open(path, "wb") as f:
            f.write(text)
            f.write(b"------ SYSTEM LOG (logcat -v threadtime -d *:v) ------\n")
            n = 0
            while f.tell() < mib << 20:
                f.write(b"".join(filler % (n + k) for k in range(1000)))
                n += 1000
        row(f"synthetic bugreport of {mib} MiB: check", [WARY, "check", path], mib << 20, ("wc -c by cat", ["sh", "-c", f"cat '{path}' | wc -c"]), 3)


def bench_advisories(folder):
    for path in shared("advisories/cve5/*.tar.zst")[:1]:
        index = os.path.join(folder, "index")
        row("62,862 CVE records (401 MB): build", [WARY, "advisories", "build", "-o", index, path], 401e6,
            ("zstd -dc | wc", ["sh", "-c", f"zstd -dc --long=27 '{path}' | wc -c"]), 3)
        case = os.path.join(folder, "case.json")
        import phone
        report = os.path.join(folder, "r.zip")
        with open(report, "wb") as f:
            f.write(phone.redmi_before().bugreport_zip())
        subprocess.run([WARY, "collect", report, "-o", case, "-q"], check=True)
        row("open index and match a phone", [WARY, "advisories", "match", index, case], None, ("wary --version", [WARY, "--version"]))
        one_phone(index, phone_of_400(folder))
        cases = os.path.join(folder, "cases")
        os.makedirs(cases)
        for i in range(2000):
            shutil.copy(case, os.path.join(cases, f"{i}.json"))
        row("match 200 phones of 400 packages, one process", [WARY, "advisories", "match", index, *[phone_of_400(folder)] * 200], None,
            ("wary --version", [WARY, "--version"]), 3)
        row("ask one advisory of 2,000 stored cases", [WARY, "ask", "CVE-2024-45347", cases, "--format", "csv"], None, None, 3)
        row("recheck 2,000 stored cases", [WARY, "recheck", cases, "--format", "csv"], None, None, 3)


def one_phone(index, case):
    """Within one process, so that reading the case, opening the index and the match are told apart."""
    matcher = os.path.join(os.path.dirname(WARY), "tests", "bench", "match-phone")
    if os.path.exists(matcher):
        subprocess.run([matcher, index, case], check=True)
    else:
        print("skipped: no match-phone beside wary")


def phone_of_400(folder):
    import fleet
    path = os.path.join(folder, "phone400.json")
    phone = fleet.case(random.Random(1), 400)
    phone["packages"] += [{"name": n, "version_name": "119.0.6045.163", "state": "installed"}
                          for n in ("com.android.chrome", "com.google.android.webview")]
    with open(path, "w", encoding="utf-8") as f:
        json.dump(phone, f)
    return path


def bench_fleet(folder):
    """The peer: the same question in SQLite, which knows the versions as text and so only asks for equal ones."""
    maker = os.path.join(os.path.dirname(WARY), "tests", "bench", "make-fleet")
    pack = os.path.join(folder, "pack")
    if not os.path.exists(maker):
        print("skipped: no make-fleet beside wary")
        return
    subprocess.run([maker, pack, "1000000"], check=True)
    database = os.path.join(folder, "fleet.sqlite")
    import sqlite3
    with sqlite3.connect(database) as db:
        r = random.Random(7)
        db.execute("create table app (phone integer, name text, version text)")
        db.executemany("insert into app values (?, 'com.xiaomi.mi_connect_service', ?)",
                       ((i, f"3.1.{880 + r.randrange(60)}.{r.randrange(20)}") for i in range(1000000)))
        db.execute("create index by_name on app (name, version)")
    query = "select version, count(*) from app where name = 'com.xiaomi.mi_connect_service' group by version"
    peer = ("SQLite, versions of one app counted", [sys.executable, "-c",
            f"import sqlite3; print(len(sqlite3.connect({database!r}).execute({query!r}).fetchall()))"])
    row("ask one advisory of 1,000,000 packed phones", [WARY, "ask", "CVE-2024-45347", pack, "--by", "model"], None, peer, 3)
    row("the same about firmware", [WARY, "ask", "CVE-2020-14125", pack, "--by", "model"], None, None, 3)
    row("the same, a CSV row for each", [WARY, "ask", "CVE-2024-45347", pack, "--format", "csv"], None, None, 3)
    advisory = os.path.join(folder, "setting.json")
    with open(advisory, "w", encoding="utf-8") as f:
        json.dump(about_a_setting(), f)
    row("the same about a setting and a module", [WARY, "ask", "CVE-2099-0001", pack, "--by", "model", "--knowledge", advisory], None,
        None, 3)


def about_a_setting():
    asks = [{"namespace": "urn:wary:condition:1", "uri": "wary:" + u}
            for u in ("maker/Xiaomi", "setting/global.adb_enabled/1", "module/com.android.7.0")]
    return {"document": {"csaf_version": "2.0", "title": "T", "publisher": {"name": "P"}, "tracking": {
        "id": "X-1", "current_release_date": "2026-10-01T00:00:00Z"}},
        "product_tree": {"branches": [{"category": "product_version_range", "name": "vers:apk/<3400920", "product": {
            "product_id": "P", "name": "N", "product_identification_helper": {"x_generic_uris": asks}}}]},
        "vulnerabilities": [{"cve": "CVE-2099-0001", "product_status": {"known_affected": ["P"]}}]}


def bench_captures(folder):
    generator = os.path.join(os.path.dirname(SHARED), "tools", "mkhttp.py")
    if not os.path.exists(generator):
        print("skipped: no mkhttp.py beside this checkout")
        return
    capture, truth, identity = (os.path.join(folder, n) for n in ("c.pcap", "truth.json", "me.toml"))
    subprocess.run([sys.executable, generator, capture, truth, "1024", "20140807"], check=True, stdout=subprocess.DEVNULL)
    facts = json.load(open(truth, encoding="utf-8"))
    names = {"msisdn": "phone", "gaid": "advertising_id"}
    lines = [f'{names.get(k, k)} = "{v}"' for k, v in facts["ids"].items() if k != "contact"]
    contacts = [facts["ids"]["contact"]] + [f"+4915{n:09d}" for n in range(555012346, 555012445)]
    lines.append("contact = [" + ", ".join(f'"{c}"' for c in contacts) + "]")
    with open(identity, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    size = os.path.getsize(capture)
    floor = ("cat", ["sh", "-c", f"cat '{capture}' | wc -c"])
    search = [WARY, "collect", capture, "--identity", identity]
    row("1 GiB HTTP capture, 107 identifiers", [*search, "-o", "/dev/null"], size, floor, 3)
    recall(search, facts)
    row("the same with --received", [*search, "--received", "-o", "/dev/null"], size, None, 3)
    row("the same on one processor", ["taskset", "-c", "0", *search, "--received", "-o", "/dev/null"], size, hyperscan(folder, capture), 3)
    recall([*search, "--received"], facts)
    peers(capture, size)


def hyperscan(folder, capture):
    """The matcher alone over the raw file, or None."""
    program = os.path.join(folder, "hyperscan")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libhs"], capture_output=True, text=True)
    if flags.returncode:
        print("skipped: libhyperscan-dev is not installed")
        return None
    subprocess.run(["cc", "-O2", "-o", program, os.path.join(HERE, "hyperscan.c"), *flags.stdout.split()], check=True)
    return "Hyperscan alone, 10,000 literals", ["taskset", "-c", "0", program, capture]


def recall(command, facts):
    """Speed without every plant does not count."""
    out = subprocess.run([*command, "-o", "-"], capture_output=True, check=True).stdout
    names = {"msisdn": "phone", "gaid": "advertising_id"}
    found = collections.Counter((t["identifier"], t["host"]) for t in json.loads(out).get("transfers", []))
    planted = collections.Counter((names.get(p["id"], p["id"]), p["host"]) for p in facts["plants"])
    hit = sum((found & planted).values())
    print(f"{'':44} {hit} of {planted.total()} plants found, {(found - planted).total()} invented")


def peers(capture, size):
    """Programs that read captures, without looking for anybody's data. Debian's ndpi-bin, suricata, tcpflow and tshark."""
    with tempfile.TemporaryDirectory() as out:
        for name, command in (("nDPI", ["ndpiReader", "-q", "-i", capture]), ("Suricata", ["suricata", "-r", capture, "-l", out, "-S", "/dev/null"]),
                              ("tcpflow", ["tcpflow", "-r", capture, "-o", out]),
                              ("tshark, names of hosts", ["tshark", "-r", capture, "-T", "fields", "-e", "http.host"])):
            if have(command[0]):
                row("peer: " + name, command, size, None, 0)
            else:
                print(f"skipped: {command[0]} is not installed")


def bench_mix(folder):
    if not shared("captures/phone/*.pcap"):
        return
    capture, identity = os.path.join(folder, "mix.pcap"), os.path.join(folder, "me.toml")
    subprocess.run([sys.executable, os.path.join(HERE, "mix.py"), os.path.join(SHARED, "captures"), capture, "1400"], check=True)
    with open(identity, "w", encoding="utf-8") as f:
        f.write('imei = "490154203237518"\ncontact = [' + ", ".join(f'"+4915{n:09d}"' for n in range(555012346, 555012452)) + "]\n")
    size = os.path.getsize(capture)
    search = [WARY, "collect", capture, "--identity", identity, "-o", "/dev/null"]
    row("1.4 GB mix of real captures", search, size, ("cat", ["sh", "-c", f"cat '{capture}' | wc -c"]), 3)
    row("the same on one processor", ["taskset", "-c", "0", *search], size, None, 3)
    row("the same with --received", [*search, "--received"], size, None, 3)
    row("the same on one processor", ["taskset", "-c", "0", *search, "--received"], size, None, 3)
    peers(capture, size)


def bench_flood(folder):
    """Memory is the point: a hundred thousand connections, each to a host of its own, and each tells two identifiers."""
    import capture
    path, identity = os.path.join(folder, "flood.pcap"), os.path.join(folder, "me.toml")
    with open(path, "wb") as f:
        f.write(capture.pcap([]))
        for i in range(100000):
            server = bytes([198, 18 + (i >> 16), i >> 8 & 255, i & 255])
            ask = f"GET /t?imei=490154203237518&c=%2B4915555012350 HTTP/1.1\r\nHost: t{i}.example\r\n\r\n".encode()
            for data, seq, ack, flags, back in ((b"", 0, 0, 2, 0), (b"", 0, 1, 18, 1), (ask, 1, 1, 24, 0),
                                                (capture.OK, 1, 1 + len(ask), 24, 1), (b"", 1 + len(ask), 9999, 20, 0)):
                ports = {"sport": 80, "dport": 1025 + i % 60000} if back else {"sport": 1025 + i % 60000, "dport": 80}
                ends = {"src": server, "dst": b"\x0a\0\0\2"} if back else {"dst": server}
                packet = capture.ether(capture.ip4(capture.tcp(data, seq, ack, flags, **ports), **ends))
                f.write(struct.pack("<IIII", 1500000000 + i // 100, i % 100 * 10000, len(packet), len(packet)) + packet)
    with open(identity, "w", encoding="utf-8") as f:
        f.write('imei = "490154203237518"\ncontact = ["+4915555012350"]\n')
    row("100,000 connections that all leak", [WARY, "check", path, "--identity", identity], os.path.getsize(path), None, 3)


def write_apks(folder):
    """One of 43 MiB with each scheme, and 376 small ones, signed by the toy keys of tests/gen."""
    import apksig
    keys = (apksig.Key("New", apksig.NEW["n"], apksig.NEW["d"]), apksig.Key("Old", apksig.OLD["n"], apksig.OLD["d"]))
    r = random.Random(1)
    files = [(f"lib/{i}.so", r.randbytes(1 << 20)) for i in range(43)]
    large = {}
    for name, schemes, min_sdk in (("v2 v3", ["v2", "v3"], 24), ("v1 v2 v3", ["v1", "v2", "v3"], 21)):
        large[name] = os.path.join(folder, name.replace(" ", "") + ".apk")
        with open(large[name], "wb") as f:
            f.write(apksig.apk(keys, schemes, min_sdk=min_sdk, announced="2, 3", files=files)[0])
    small = os.path.join(folder, "small")
    os.makedirs(small)
    for i in range(376):
        with open(os.path.join(small, f"{i}.apk"), "wb") as f:
            f.write(apksig.apk(keys, ["v1", "v2", "v3"], announced="2, 3", package=f"org.example.a{i}")[0])
    return large, small


def bench_apks(folder):
    large, small = write_apks(folder)
    for name, path in large.items():
        command = [WARY, "collect", path, "-o", "/dev/null"]
        row(f"APK of 43 MiB, {name}, verified", command, os.path.getsize(path), ("sha256sum", ["sha256sum", path]))
        if have("apksigner"):
            row("the same against apksigner", command, None, ("apksigner verify", ["apksigner", "verify", path]), 3)
    peer = ("aapt dump badging, each", ["sh", "-c", f"for f in '{small}'/*.apk; do aapt dump badging $f; done"]) if have("aapt") else None
    row("376 small APKs in one run, verified", [WARY, "collect", small, "-o", "/dev/null"], None, peer, 3)
    apks = shared("trust/apksig/apk/*.apk")
    if apks:
        small = [WARY, "collect", os.path.dirname(apks[0]), "-o", "/dev/null"]
        row(f"folder of {len(apks)} small APKs, verified", small, None, None, 3)
    for path in [p for p in apks if "v2-only-with-rsa-pkcs1-sha256-2048.apk" in p][:1]:
        peer = ("apksigner verify", ["apksigner", "verify", path]) if have("apksigner") else None
        row("one small APK, verified", [WARY, "collect", path, "-o", "/dev/null"], None, peer, 3)


def bench_firmware(folder):
    """3 GB: libraries of noise and 376 APKs as a tree, as ext4 and EROFS in a super partition, and a part of it as a fastboot
    .tgz."""
    mkfs = shutil.which("mkfs.ext4", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not mkfs:
        return
    import images
    tree, image, whole, packed = (os.path.join(folder, n) for n in ("system", "system.img", "super.img", "flash.tgz"))
    _, small = write_apks(folder)
    os.makedirs(tree + "/app")
    shutil.move(small, tree + "/app/small")
    noise = random.Random(2).randbytes(1 << 22)
    for i in range(357):
        with open(f"{tree}/app/lib{i}.so", "wb") as f:
            f.write(b"\x7fELF" + noise + noise[i:])
    with open(tree + "/build.prop", "wb") as f:
        f.write(b"ro.product.brand=Example\nro.build.version.release=11\n")
    subprocess.run([mkfs, "-q", "-F", "-O", "^has_journal", "-d", tree, image, "3300M"], check=True, stdout=subprocess.DEVNULL)
    erofs = os.path.join(folder, "system.erofs")
    made = [("ext4", image)]
    if have("mkfs.erofs") and subprocess.run(["mkfs.erofs", "-zlz4", erofs, tree], stdout=subprocess.DEVNULL,
                                             stderr=subprocess.DEVNULL, check=False).returncode == 0:
        made.append(("EROFS", erofs))
    for kind, path in made:
        with open(whole, "wb") as out, open(path, "rb") as f:
            out.write(images.super_head([(b"system_a", os.path.getsize(path))]))
            shutil.copyfileobj(f, out, 1 << 24)
        cat = ("cat", ["sh", "-c", f"cat '{whole}' | wc -c"])
        row(f"firmware of 3 GB, super with {kind}", [WARY, "collect", whole, "-o", "/dev/null"], os.path.getsize(whole), cat, 3)
        os.unlink(whole)
    cat = ("cat of all files", ["sh", "-c", f"cat $(find '{tree}' -type f) | wc -c"])
    row("the same as an extracted tree", [WARY, "collect", tree, "-o", "/dev/null"], None, cat, 3)
    os.truncate(image, 512 << 20)
    subprocess.run(["tar", "-C", folder, "-I", "gzip -1", "-cf", packed, "system.img"], check=True)
    gunzip = ("gzip -dc", ["sh", "-c", f"gzip -dc '{packed}' | wc -c"])
    row("512 MiB of it as .tgz, cut short", [WARY, "collect", packed, "-o", "/dev/null"], 512 << 20, gunzip, 1)


def bench_avb(folder):
    for path in shared("trust/avb/generated/*.img")[:1]:
        peer = ("avbtool info_image", ["avbtool", "info_image", "--image", path]) if have("avbtool") else None
        row("one vbmeta image", [WARY, "collect", path, "-o", "/dev/null"], None, peer)


def bench_lint(folder):
    files = glob.glob(os.path.join(HERE, "..", "..", "data", "advisories", "*", "*.json"))
    documents = [f for f in files if "record" in os.path.basename(f) or "overlay" in os.path.basename(f)]
    row(f"lint of {len(documents)} CSAF documents", [WARY, "advisories", "lint", "--format", "json", *documents])


def main():
    cores = os.cpu_count()
    print(f"{cores} processors; medians of whole processes; ratios are against the named floor or peer in this run")
    for name, bench in sorted(globals().items()):
        if not name.startswith("bench_") or not wanted(name):
            continue
        with tempfile.TemporaryDirectory() as folder:
            bench(folder)


main()
