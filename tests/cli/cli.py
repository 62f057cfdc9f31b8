#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""The program from outside: exit statuses, formats, files it writes, hostile input, the shipped examples.

usage: cli.py WARY EXAMPLES_RECIPE"""
import csv
import glob
import gzip
import io
import json
import lzma
import os
import random
import re
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import time
import zipfile

from harness import ENV, WARY, Skip, report, run, wary, write

RECIPE = sys.argv[2]


def ids(doc, *statuses):
    return {a for f in doc["findings"] if f["status"] in statuses for a in f["aliases"]}


def zip_of(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_alert_before_the_update():
    code, doc = report("examples/alert-before.zip")
    assert code == 1 and doc["verdict"] == "act-now", (code, doc["verdict"])
    assert "CVE-2024-45347" in ids(doc, "affected"), doc["findings"]
    assert doc["schema"] == "wary.report/1" and doc["scope"][0]["kind"] == "bugreport"
    assert doc["device"]["brand"] == "Redmi" and doc["device"]["patch_level"]["system"] == "2025-06-01"


def leak(when, *args):
    marks = f"examples/leak-2014-{when}.marks"
    return report("--identity", "examples/leak-2014-identity.toml", "--experiment", marks, *args, f"examples/leak-2014-{when}.pcap")


def test_the_test_of_2014():
    code, doc = leak("before")
    assert code == 1 and doc["questions"]["leaks"]["verdict"] == "fix-soon", doc["questions"]
    seen = {(t["identifier"], t["step"], t["consent"]) for t in doc["transfers"]}
    assert seen == {("imei", "wifi", "before"), ("phone", "wifi", "before"), ("contact", "contact", "before"),
                    ("contact", "sms", "before"), ("imsi", "account", "after"), ("imei", "account", "after"),
                    ("phone", "account", "after")}, seen
    assert not any("490154203237518" in json.dumps(t) for t in doc["transfers"])
    code, doc = leak("after")
    assert code == 3 and not doc.get("transfers") and doc["questions"]["leaks"]["verdict"] == "cannot-tell"
    assert any(f["id"] == "upload-not-readable" for f in doc["findings"])


def test_redacted_evidence_has_no_values_of_transfers():
    r = wary("collect", "--redact", "--identity", "examples/leak-2014-identity.toml", "examples/leak-2014-before.pcap", "-o", "-")
    assert r.returncode == 0 and b'"transfers"' in r.stdout, r.stderr
    assert b"490154203237518" not in r.stdout and b"600700800" not in r.stdout


def test_experiment_writes_marks():
    listed = wary("experiment", "--list")
    names = [line.split()[0] for line in listed.stdout.decode().splitlines()]
    assert listed.returncode == 0 and set(names) >= {"first-boot-2014", "account", "opt-in", "idle-24h", "before-after-update"}
    assert wary("experiment", "no-such").returncode == 2
    for name in names:
        r = wary("experiment", name, "-o", "walk.marks", stdin=b"\n" * 30)
        assert r.returncode == 0, r.stderr
        before = open("walk.marks").read()
        r = wary("experiment", name, "-o", "walk.marks", stdin=b"\n" * 30)  # marks are evidence
        assert r.returncode == 2 and b"holds marks already" in r.stderr and open("walk.marks").read() == before, r.stderr
        lines = open("walk.marks").read().splitlines()
        assert len(lines) >= 4 and lines[-1].endswith("step=end"), lines
        os.remove("walk.marks")
    r = wary("experiment", "first-boot-2014", "-o", "walk.marks", "--lang", "hi", stdin=b"\n\ns\nq\n")
    lines = open("walk.marks").read().splitlines()
    assert [line.split()[1] for line in lines if line[0] != "#"] == ["step=sim", "step=wifi", "step=end"], lines
    assert "SIM कार्ड" in r.stderr.decode(), r.stderr
    code, doc = report("--experiment", "walk.marks", "--identity", "examples/leak-2014-identity.toml", "examples/leak-2014-before.pcap")
    assert code == 1 and {t.get("step") for t in doc["transfers"]} <= {None, ""}, doc["transfers"]
    steps = '{"schema": "wary.experiment/1", "steps": [%s]}'
    for text in ("{", "{}", steps % '{"step": "two words", "do": {"en": "x"}}', steps % '{"step": "a", "do": {"en": "x"}, "consent": "yes"}',
                 steps % '{"step": "a", "do": {"en": "x"}, "consnet": true}'):
        write("bad.json", text)
        assert wary("experiment", "bad.json").returncode == 2, text


def test_experiment_is_answered_and_resumed():
    marked = lambda: [line.split(" ", 1)[1] for line in open("account.marks").read().splitlines() if line[0] != "#"]
    # Words are no answer, however long: a step begins with an empty line.
    r = wary("experiment", "account", stdin=b"hello\nsim\n" + b"x" * 200 + b"\n\nS\n")
    assert r.returncode == 0 and r.stderr.count(b"Enter when you begin") == 6 and marked() == ["step=idle", "step=end"], (r.stderr, marked())
    run = open("account.marks").readline()
    assert wary("experiment", "account", stdin=b"\n").returncode == 2
    for args in (("opt-in", "-o", "account.marks"), ("account", "-o", "no.marks")):
        r = wary("experiment", "--resume", *args, stdin=b"\n")
        assert r.returncode == 2 and len(marked()) == 2 and not os.path.exists("no.marks"), r.stderr
    r = wary("experiment", "account", "--resume", stdin=b"\nq\n")
    assert r.returncode == 0 and b"Step 2 of 5" in r.stderr and b"Step 1 of" not in r.stderr, r.stderr
    assert marked() == ["step=idle", "step=end", "step=account consent=given", "step=end"], marked()
    assert open("account.marks").read().count("# run=") == 1 and open("account.marks").readline() == run
    write("note.marks", "# run=1\n2026-11-21T10:00:00Z step=idle\n# step=account was forgotten\n")  # a remark is no mark
    assert b"Step 2 of 5" in wary("experiment", "account", "--resume", "-o", "note.marks", stdin=b"q\n").stderr
    write("cut.marks", "# run=1\n2026-11-21T10:00:00Z step=idle")  # as an editor, or a full disk, leaves it
    assert wary("experiment", "account", "--resume", "-o", "cut.marks", stdin=b"\nq\n").returncode == 0
    assert [line.split("step=")[1] for line in open("cut.marks").read().splitlines()[1:]] == ["idle", "account consent=given", "end"]
    assert wary("experiment", "account", "-o", "all.marks", stdin=b"\n" * 6).returncode == 0
    whole = open("all.marks").read()
    for where in ("all.marks", "-"):  # neither a second end, nor a new beginning
        r = wary("experiment", "account", "--resume", "-o", where, stdin=b"\n" * 6)
        assert r.returncode == 2 and r.stdout == b"" and open("all.marks").read() == whole, (where, r.stderr)
    r = wary("experiment", "opt-in", stdin=b"q\n")  # nothing begun: nothing to check, and nothing in the way
    assert b"No step was begun" in r.stderr and os.path.getsize("opt-in.marks") == 0, r.stderr
    assert wary("experiment", "opt-in", stdin=b"\nq\n").returncode == 0


def test_alert_after_the_update():
    _, doc = report("examples/alert-after.zip")
    assert "CVE-2024-45347" not in ids(doc, "affected", "possible", "cannot-tell")
    assert any("CVE-2024-45347" in c["aliases"] for c in doc["cleared"]), doc["cleared"]


def test_another_maker_has_nothing():
    code, doc = report("--now", "1782864000", "examples/other-maker.zip")
    assert code == 0 and doc["verdict"] == "nothing-found", (code, doc["verdict"], doc["findings"], doc["gaps"])
    assert not any("CVE-2024-45347" in c["aliases"] for c in doc["cleared"])


def test_a_tv_is_matched():
    code, doc = report("examples/tv-inventory.csv")
    assert code == 1 and "CVE-2024-45347" in ids(doc, "affected", "possible"), doc["findings"]


def test_a_laptop_without_a_version_cannot_be_told():
    code, doc = report("examples/laptop-inventory.json")
    assert code == 3 and "CVE-2024-45347" in ids(doc, "cannot-tell"), (code, doc["findings"])


def test_first_line_scope_last_line_verdict():
    for lang, word in (("en", "ACT NOW"), ("hi", "तुरंत"), ("pl", "DZIAŁAJ TERAZ")):
        lines = wary("check", "--lang", lang, "examples/alert-before.zip").stdout.decode().splitlines()
        assert "alert-before.zip" in lines[0], lines[0]
        assert word in lines[-1], lines[-1]
        assert "\x1b" not in "".join(lines), "colour in a pipe"


def test_collect_then_check_is_the_same():
    os.umask(0)
    r = wary("collect", "examples/alert-before.zip", "-o", "case.json")
    assert r.returncode == 0, r
    assert stat.S_IMODE(os.stat("case.json").st_mode) == 0o600
    _, direct = report("--now", "1764547200", "examples/alert-before.zip")
    _, stored = report("--now", "1764547200", "case.json")
    pick = [(f["fingerprint"], f["status"], f["title"]) for f in direct["findings"]]
    assert pick == [(f["fingerprint"], f["status"], f["title"]) for f in stored["findings"]]
    assert direct["verdict"] == stored["verdict"] and direct["device"] == stored["device"]


def test_redacted_evidence_has_no_identities():
    r = wary("collect", "--redact", "examples/alert-before.zip", "-o", "-")
    doc = json.loads(r.stdout)
    assert doc["redacted"] is True and "identities" not in doc and "adb_keys" not in doc
    assert "owner@example.org" not in r.stdout.decode()


def test_reports_do_not_show_the_owner():
    for fmt in ("terminal", "json", "html", "sarif", "csv", "cyclonedx"):
        out = wary("check", "--format", fmt, "examples/alert-before.zip").stdout.decode()
        assert out and "owner@example.org" not in out, fmt


def test_every_format_is_what_it_says():
    assert wary("check", "-f", "html", "examples/alert-before.zip").stdout.startswith(b"<!")
    sarif = json.loads(wary("check", "-f", "sarif", "examples/alert-before.zip").stdout)
    assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"]
    assert b"\n" in wary("check", "-f", "csv", "examples/alert-before.zip").stdout
    assert wary("check", "-f", "word", "examples/alert-before.zip").returncode == 2


def test_payment_keys_of_article_5():
    phone, old, new = "examples/payment-phone.zip", "examples/payment-firmware-1", "examples/payment-firmware-2"
    _, doc = report("--now", "1764547200", phone, old)
    paths = {f["subject"]: f for f in doc["findings"] if f["id"] == "attack-path"}
    assert paths["payment-app"]["status"] == "possible" and "payment-put-back" in paths, paths
    _, alone = report("--now", "1764547200", phone)
    assert [f["status"] for f in alone["findings"] if f["subject"] == "payment-app"] == ["info"], "the firmware was not given"
    text = wary("check", "--now", "1764547200", phone, old).stdout.decode()
    assert "The chain of trust" in text and "-> payment keys: FIX SOON" in text
    page = wary("check", "--now", "1764547200", "--format", "html", phone, old).stdout.decode()
    assert page.count("<svg") == 1 and "payment keys" in page and "<script" not in page
    page = wary("check", "--format", "html", old).stdout.decode()
    assert "counter above 0: " in page and "counter raised" not in page, "one release shows no raise"
    sheet = wary("check", "--format", "csv", old).stdout.decode()
    assert sheet.count("\ntrusted-app,") == 2
    changes = json.loads(wary("diff", "--format", "json", old, new).stdout)["changes"]
    assert any(c.get("field") == "rollback" and "old one would still be accepted" in c["note"] for c in changes), changes
    assert any(c.get("is") == "CVE-2020-14125" for c in changes), changes


def test_firmware_as_a_bill_of_materials():
    bom = json.loads(wary("check", "--format", "cyclonedx", "examples/payment-firmware-1").stdout)
    assert bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.5"
    apps = {c["name"]: c for c in bom["components"]}
    assert apps["soter"]["type"] == "firmware" and len(apps["soter"]["hashes"][0]["content"]) == 64
    assert {"name": "wary:rollback", "value": "no-counter"} in apps["soter"]["properties"]
    expect_bill(bom)


def expect_bill(bom):
    """The demands of CycloneDX 1.5's schema that we could break."""
    assert bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.5" and bom["version"] >= 1
    assert set(bom) <= {"bomFormat", "specVersion", "version", "serialNumber", "metadata", "components", "vulnerabilities"}, set(bom)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bom["metadata"]["timestamp"])
    refs = [c["bom-ref"] for c in bom["components"]]
    assert len(refs) == len(set(refs))
    for c in bom["components"]:
        assert c["type"] in ("application", "library", "firmware", "device", "platform", "operating-system") and c["name"], c
        assert re.fullmatch(r"pkg:[a-zA-Z][a-zA-Z0-9.+-]*/[!-~]+", c.get("purl", "pkg:a/b")), c
        assert all(h["alg"] == "SHA-256" and re.fullmatch("[a-fA-F0-9]{64}", h["content"]) for h in c.get("hashes", [])), c
        assert all(set(p) == {"name", "value"} and isinstance(p["value"], str) for p in c["properties"]), c


def test_bills_of_materials_of_phones_and_strangers():
    for target in ("examples/alert-before.zip", "examples/payment-firmware-1"):
        expect_bill(json.loads(wary("check", "--format", "cyclonedx", target).stdout))
    rows = [{"name": n, "state": "inventory", "purl": p, "sha256": s, "at": {"source": 0, "kind": "claimed"}}
            for n, p, s in (("", "pkg:npm/ok@1", "ab" * 32), ("a b", "not a purl", "x" * 64), ("c", "pkg:x y/z", "12"), ("d", "pkg:/", ""))]
    doc = {"schema": "wary.evidence/1", "sources": [{"target": "list", "kind": "inventory"}], "packages": rows}
    bom = json.loads(wary("check", "--format", "cyclonedx", write("strange-bill.json", json.dumps(doc).encode())).stdout)
    expect_bill(bom)
    assert len(bom["components"]) == 4 and sum("purl" in c for c in bom["components"]) == 1


def test_a_chain_in_several_files():
    chains = glob.glob(os.environ.get("WARY_SHARED_DATA", "/none") + "/trust/keyattestation/android-keyattestation/testdata/akita/*/*.pem")
    if not chains:
        raise Skip("no real chains here")
    pem = re.findall("-----BEGIN.*?-----END CERTIFICATE-----", open(sorted(chains)[0], encoding="utf-8").read(), re.S)
    parts = [write(f"chain/{i}.pem", p.encode()) for i, p in enumerate(pem[1:] + pem[:1])]  # the leaf comes last
    newer = write("status.json", b'{"entries": {"c0ffee123456": {"status": "REVOKED", "reason": "X"}}}')
    os.utime(newer, (1795305600, 1795305600))
    for args in (["chain"], parts):
        doc = json.loads(wary("collect", "--revocations", newer, *args, "-o", "-").stdout)
        rows = doc["attestations"]
        assert len(rows) == 1 and rows[0]["valid"] and not doc.get("gaps"), (rows, doc.get("gaps"))
        assert any("come from other files" in n for n in rows[0]["notes"]) and rows[0]["revocations"] == "2026-11-22"
    write("chain/authorities.pem", pem[-1].encode() * 70)
    assert not json.loads(wary("collect", "chain", "-o", "-").stdout).get("gaps")
    os.unlink("chain/authorities.pem")
    alone = json.loads(wary("collect", parts[0], "-o", "-").stdout)
    assert "none of which attests a key" in alone["gaps"][0]["reason"] and not alone.get("attestations")


def test_what_lies_bare_in_an_archive():
    """The first file looks like itself at the head of an archive that does not compress it; the others are there, too."""
    some, more = (b"".join(b"[%s.%d]: [%d]\n" % (n, i, i) for i in range(30)) for n in (b"ro.some", b"ro.more"))
    for first, data in (("getprop.txt", some), ("dumpsys", b"DUMP OF SERVICE package:\nPackages:\n  Package [a.b] (1):\n    userId=1\n"),
                        ("bom.json", b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"q","version":"1"}]}')):
        files = ((first, data), ("z/getprop.txt", more))
        tape, stored = io.BytesIO(), io.BytesIO()
        with tarfile.open(fileobj=tape, mode="w") as t, zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as z:
            for name, content in files:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                t.addfile(info, io.BytesIO(content))
                z.writestr(name, content)
        for name, archive in (("bare.tar", tape), ("bare.zip", stored), ("bare.tgz", io.BytesIO(gzip.compress(tape.getvalue())))):
            doc = json.loads(wary("collect", write(name, archive.getvalue()), "-o", "-").stdout)
            lines = [p["at"]["item"] for p in doc["properties"]]
            assert lines.count("z/getprop.txt") == 30 and len(lines) == (60 if data is some else 30), (first, name, set(lines))
            assert data is some or len(doc["packages"]) == 1, (first, name, doc.keys())


def test_a_packed_capture_that_breaks_off():
    """What comes before the break is evidence."""
    packets = [struct.pack(">BBHHHBBH4s4sHHHH", 0x45, 0, 228, i, 0, 64, 17, 0, b"\n\0\0\2", b"]\xb8\xd8\x22", 5000, 9999, 208, 0)
               + random.Random(i).randbytes(200) for i in range(2000)]
    capture = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101)
    capture += b"".join(struct.pack("<IIII", 1700000000 + i, 0, len(p), len(p)) + p for i, p in enumerate(packets))
    for name, packed in (("cut.pcap.gz", gzip.compress(capture)), ("cut.pcap.xz", lzma.compress(capture))):
        for size, least in ((len(packed), 2000), (len(packed) * 2 // 3, 1200)):
            doc = json.loads(wary("collect", write(name, packed[:size]), "-o", "-").stdout)
            assert least <= doc["captures"][0]["packets"] <= size / len(packed) * 2001, (name, size, doc.get("gaps"))
            assert ("gaps" in doc) == (size < len(packed)) and len(doc["flows"]) == 1, (name, size, doc.get("gaps"))


def test_a_named_pipe_is_opened_once():
    """What looks at targets before their turn must not: who writes to it would be gone, and what was written."""
    props = write("pipe.txt", b"[ro.product.model]: [Some Phone]\n[ro.build.version.sdk]: [35]\n" * 4000)
    os.mkfifo("pipe")
    for targets in (["pipe"], [RECIPE, "pipe"], ["pipe", RECIPE]):
        with subprocess.Popen(["cat", props], stdout=subprocess.PIPE) as source, \
                subprocess.Popen(["sh", "-c", "exec cat > pipe"], stdin=source.stdout) as writer:
            doc = json.loads(wary("collect", *targets, "-o", "-").stdout)
        at = targets.index("pipe")
        assert writer.returncode == 0 and doc["sources"][at]["kind"] == "properties", (targets, writer.returncode, doc["sources"])
        assert len(doc["properties"]) == 8000, len(doc["properties"])


def test_a_named_pipe_waits_for_who_writes_to_it():
    props = write("late.txt", b"[ro.product.model]: [Some Phone]\n[ro.build.version.sdk]: [35]\n")
    os.mkfifo("late")
    for late in (f"sleep 0.5; exec timeout 20 cat {props} > late", f"sleep 0.5; exec > late; sleep 0.5; cat {props}"):
        with subprocess.Popen(["timeout", "30", "sh", "-c", late]):
            doc = json.loads(wary("collect", "late", "-o", "-").stdout)
        assert doc["sources"][0]["kind"] == "properties" and len(doc["properties"]) == 2 and "gaps" not in doc, (late, doc["sources"])
    with subprocess.Popen(["sh", "-c", "sleep 0.5; : > late"]):  # who writes nothing is not waited for any longer
        doc = json.loads(wary("collect", "late", "-o", "-").stdout)
    assert doc["sources"][0]["kind"] == "unknown", doc["sources"]


def test_a_slow_pipe_is_waited_for():
    """Longer than a worker may stand still: it is the writer who takes the time."""
    props = write("slow.txt", b"[ro.product.model]: [Some Phone]\n[ro.build.version.sdk]: [35]\n")
    with subprocess.Popen(["sh", "-c", "sleep 4; exec cat " + props], stdout=subprocess.PIPE) as slow:
        r = subprocess.run([WARY, "collect", "--limit", "idle_seconds=2", "-o", "-", "-"], stdin=slow.stdout, capture_output=True, env=ENV)
    doc = json.loads(r.stdout)
    assert doc["sources"][0]["kind"] == "properties" and "gaps" not in doc, (r, doc.get("gaps"))


def size_of_spool(*args, **env):
    """How large a file the kernel lets the worker of a check write."""
    p = subprocess.Popen([WARY, "check", *args, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=dict(ENV, **env))
    try:
        for _ in range(200):  # until the worker is confined
            with open(f"/proc/{p.pid}/task/{p.pid}/children", encoding="ascii") as f:
                workers = f.read().split()
            for worker in workers:
                with open(f"/proc/{worker}/status", encoding="ascii") as f:
                    if "Seccomp:\t2" not in f.read():
                        continue
                with open(f"/proc/{worker}/limits", encoding="ascii") as f:
                    return int(re.search(r"Max file size +(\d+)", f.read())[1])
            time.sleep(0.05)
    finally:
        p.stdin.close()
        p.wait()
    raise Skip("no worker to look at")


def test_a_worker_can_not_fill_the_disk():
    assert size_of_spool("--limit", "spool=123456", TMPDIR="/tmp") == 123456
    assert size_of_spool("--limit", "spool=0") == 0
    assert size_of_spool(TMPDIR="/proc") == 0  # no file can be made there
    room = os.statvfs("/tmp")
    half = size_of_spool("--limit", "spool=%d" % (1 << 62), TMPDIR="/tmp")
    assert 0 < half <= room.f_bavail * room.f_frsize * 0.6, half


def test_memory_that_runs_out_is_told_with_its_limit():
    components = ",".join('{"type":"library","name":"p%d","version":"1"}' % i for i in range(200000))
    large = write("large.json", '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[' + components + "]}")
    assert "gaps" not in json.loads(wary("collect", large, "-o", "-").stdout)
    r = wary("collect", large, "-o", "-", "--limit", "memory=30000000")
    gaps = json.loads(r.stdout)["gaps"]
    assert any("--limit memory=" in g["reason"] for g in gaps), (r, gaps)
    case = write("large.case", wary("collect", large, "-o", "-").stdout)
    for limit in (b"memory=", b"arena="):
        assert b"--limit " + limit in wary("recheck", case, "--limit", limit.decode() + "30000000").stdout


def catalogue(words):
    """A compiled gettext catalogue."""
    keys = sorted(words)
    blobs = [k.encode() for k in keys] + [words[k].encode() for k in keys]
    at, table = 28 + 8 * len(blobs), b""
    for b in blobs:
        table += struct.pack("<II", len(b), at)
        at += len(b) + 1
    return struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0) + table + b"\0".join(blobs) + b"\0"


def test_attested_fields_in_the_readers_language():
    words = {"": "Content-Type: text/plain; charset=UTF-8\n", "hardware": "sprzęt", "purposes": "cele", "sign": "podpis",
             "rollback resistance: once deleted, the key can not be put back": "odporność",
             "attested, not shown, length in bytes": "poświadczone"}
    write("locale/pl/LC_MESSAGES/wary.mo", catalogue(words))
    notes = ["hardware: purposes: sign, verify", "hardware: rollback resistance: once deleted, the key can not be put back",
             "software: IMEI: attested, not shown, length in bytes: 15", "hardware: brand: : , hardware", ""]
    at = {"source": 0, "item": "chain.pem", "kind": "observed"}
    doc = {"schema": "wary.evidence/1", "sources": [{"target": "chain.pem", "kind": "attestation"}],
           "attestations": [{"valid": True, "security_level": "tee", "notes": notes, "at": at}]}
    case = write("notes.json", json.dumps(doc).encode())
    env = dict(os.environ, WARY_LOCALEDIR=os.path.abspath("locale"))
    for form in ("terminal", "html"):
        r = subprocess.run([WARY, "check", "--lang", "pl", "-f", form, "-v", case], capture_output=True, env=env, check=False)
        text = r.stdout.decode()
        for told in ("sprzęt: cele: podpis, verify", "sprzęt: odporność", "software: IMEI: poświadczone: 15", "sprzęt: brand: : , sprzęt"):
            assert told in text, (form, told, text)
        assert "charset" not in text.split("sprz", 1)[1]


def test_history_in_the_readers_language():
    container, uuid, flaw, month = "beanpod", "d78d338b1ac349e09f65f4efe179739d", "CVE-2020-14125", "2022-02"
    write("locale/pl/LC_MESSAGES/wary.mo", catalogue({"": "Content-Type: text/plain; charset=UTF-8\n", "%.*s (mended %.*s)": "%.*s (naprawiono %.*s)"}))
    cases = []
    for i in range(3):
        app = {"path": "ta", "uuid": uuid, "container": container, "sha256": f"{i:064d}", "rollback": {"state": "counter", "value": 1},
               "at": {"source": 0, "item": "ta", "kind": "observed"}}
        doc = {"schema": "wary.evidence/1", "sources": [{"target": "fw", "kind": "firmware"}], "trusted_apps": [app]}
        cases.append(write(f"release{i}.json", doc))
    env = dict(os.environ, WARY_LOCALEDIR=os.path.abspath("locale"))
    for form, word in (("terminal", "naprawiono"), ("html", "naprawiono"), ("csv", "naprawiono"), ("json", "mended")):
        r = subprocess.run([WARY, "diff", "--lang", "pl", "-f", form, *cases], capture_output=True, env=env, check=False)
        assert f"{flaw} ({word} {month})" in r.stdout.decode(), (form, r)


def vbmeta_case(name, index, digest, check="not-checked"):
    at = {"source": 0, "item": "vbmeta.img", "kind": "observed"}
    row = {"path": "vbmeta.img", "algorithm": "SHA256_RSA4096", "flags": 0, "rollback_index": index, "signature": "verified",
           "descriptors": [{"kind": "hash", "partition": "boot", "value": digest, "check": check}], "at": at}
    doc = {"schema": "wary.evidence/1", "sources": [{"target": "fw", "kind": "firmware"}], "vbmeta": [row]}
    return write(name, json.dumps(doc).encode())


def test_diff_tells_an_index_that_was_not_raised():
    old, same, raised, untouched, checked = (
        vbmeta_case(f"vb{i}.json", *what)
        for i, what in enumerate(((2, "aa"), (2, "bb"), (3, "bb"), (2, "aa"), (2, "aa", "verified"))))
    for new, told in ((same, True), (raised, False), (untouched, False), (checked, False)):
        changes = json.loads(wary("diff", "--format", "json", old, new).stdout)["changes"]
        assert any(c.get("field") == "rollback" for c in changes) == told, (new, changes)


def test_diff_tells_the_update():
    r = wary("diff", "--format", "json", "examples/alert-before.zip", "examples/alert-after.zip")
    changes = json.loads(r.stdout)["changes"]
    assert any(c["kind"] == "updated" and c["was"] == "3.1.895.10" and c["is"] == "3.1.921.10" for c in changes), changes
    r = wary("diff", "--format", "json", "examples/alert-after.zip", "examples/alert-before.zip")
    assert any(c["kind"] == "downgraded" for c in json.loads(r.stdout)["changes"])
    same = wary("diff", "--format", "json", "examples/alert-before.zip", "examples/alert-before.zip")
    assert json.loads(same.stdout)["changes"] == []


def hostile_release(name, digest, patch):
    at = {"source": 0, "item": "x", "kind": "observed"}
    doc = {"schema": "wary.evidence/1", "sources": [{"target": name + "<b>\x1b[2J", "kind": "firmware"}],
           "vbmeta": [{"path": "vbmeta.img", "rollback_index": 2, "key": digest, "at": at,
                       "descriptors": [{"kind": "hash", "partition": "boot", "value": digest}]}],
           "files": [{"path": "/system/<script>alert(1)</script>\u202e", "sha256": digest, "at": at}],
           "devices": [{"patch_level": {"system": patch}, "at": at}]}
    return write(name, json.dumps(doc).encode())


def test_all_that_a_diff_compares_has_words():
    source = os.environ["WARY_SOURCE"] + "/src/"
    compared = open(source + "scan/diff.c", encoding="utf-8").read()
    compared = compared.split("diff_tables[] = {", 1)[1].split("\n};", 1)[0]
    words = open(source + "api/diff_words.c", encoding="utf-8").read()
    names = set()
    for table, fields in re.findall(r'\{"(\w+)", "[^"]*",\s*((?:"[^"]*"\s*)*)', compared):
        names |= {table} | set("".join(re.findall('"([^"]*)"', fields)).split())
    missing = [n for n in sorted(names) if f'{{"{n}", N_("' not in words]
    assert len(names) > 50 and not missing, (len(names), missing)
    text = wary("diff", "examples/alert-before.zip", "examples/alert-after.zip").stdout.decode()
    assert "\napps\n" in "\n" + text and "packages" not in text and "patch_level" not in text, text


def test_diff_shows_short_digests_and_a_page():
    names = [hostile_release(f"release{i}.json", c * 64, f"2026-0{i + 1}-01\x1b<i>") for i, c in enumerate("abc")]
    for n in (2, 3):
        text = wary("diff", *names[:n]).stdout.decode()
        assert "aaaaaaaaaaaa... -> bbbbbbbbbbbb..." in text and "a" * 13 not in text, text
        assert all(len(line) <= 80 for line in text.splitlines()) and "\x1b" not in text, text
        assert "a" * 64 in wary("diff", "-f", "csv", *names[:n]).stdout.decode()
        page = wary("diff", "-f", "html", *names[:n]).stdout.decode()
        assert page.startswith('<!doctype html>\n<html lang="en">') and page.endswith("</html>\n")
        assert page.count("<h2>") == n - 1 and page.count("<h1>") == 1
        assert not [s for s in ("<script", "<i>", "\x1b", "\u202e", "http://") if s in page], page
        assert "&#60;script&#62;" in page and "rollback index was not raised" in page
    assert '<html lang="pl">' in wary("diff", "-f", "html", "--lang", "pl", *names).stdout.decode()


def test_recheck_and_ask():
    os.makedirs("cases", exist_ok=True)
    for name in ("alert-before.zip", "alert-after.zip", "other-maker.zip"):
        assert wary("collect", "examples/" + name, "-o", f"cases/{name}.json").returncode == 0
    write("cases/broken.json", b"{")
    answer = json.loads(wary("ask", "CVE-2024-45347", "cases", "--format", "json").stdout)
    got = {os.path.basename(r["case"]): r["status"] for r in answer["cases"]}
    assert got == {"alert-before.zip.json": "affected", "alert-after.zip.json": "fixed",
                   "other-maker.zip.json": "not-present", "broken.json": "cannot-tell"}, got
    assert answer["totals"]["affected"] == 1 and answer["totals"]["possible"] == 0, answer["totals"]
    rows = json.loads(wary("recheck", "cases", "--format", "json").stdout)["cases"]
    assert {os.path.basename(r["case"]): r["verdict"] for r in rows}["alert-before.zip.json"] == "act-now"
    assert wary("ask", "CVE-1999-0001", "cases").returncode == 2
    assert json.loads(wary("ask", "cve-2024-45347", "cases", "--format", "json").stdout) == answer
    assert b"broken.json: cannot-tell the JSON document" in wary("recheck", "cases/broken.json").stdout
    bad = wary("recheck", "--pack", "nowhere/x.pack", "cases")
    assert bad.returncode == 3 and bad.stdout == b"" and b"nowhere/x.pack: cannot be made" in bad.stderr, bad
    assert b"not one of case, model" in wary("ask", "CVE-2024-45347", "cases", "--by", "phone").stderr


def test_folders_of_cases_are_walked_once():
    case = {"schema": "wary.evidence/1", "devices": [{"maker": "Xiaomi", "model": "M"}], "packages": [
        {"name": "com.xiaomi.mi_connect_service", "version_name": "9" * 1000, "state": "installed"}]}
    write("walked/one.json", case)
    os.symlink(".", "walked/loop")
    r = wary("ask", "CVE-2024-45347", "walked")
    assert r.returncode == 0 and r.stdout.count(b"one.json") == 1 and b"9" * 200 + b"..." in r.stdout, r
    assert json.loads(wary("ask", "CVE-2024-45347", "walked", "--format", "json").stdout)["cases"][0]["version"] == "9" * 1000
    write("walked/a/b/c/d/e/two.json", case)
    r = wary("ask", "CVE-2024-45347", "walked")
    assert r.returncode == 3 and b"walked/a/b/c/d: folders are read 4 deep" in r.stderr and b"one.json" in r.stdout, r
    quoted = [e["excerpt"] for f in report("walked/one.json")[1]["findings"] for e in f["evidence"]]
    assert "Xiaomi M (?), build ? of ?" in quoted, quoted


def test_what_is_no_case_is_named():
    assert wary("collect", "examples/alert-before.zip", "-o", "one.json").returncode == 0
    assert wary("recheck", "--pack", "one.pack", "one.json").returncode == 0
    write("one-record.json", osv(3009, "2025-09-01"))
    assert wary("advisories", "build", "-o", "one.index", "one-record.json").returncode == 0
    for name, words in (("one.pack", "only `wary ask` takes it"), ("one.index", "--knowledge takes it"),
                        ("examples/alert-before.zip", "`wary collect` makes one of it")):
        rows = json.loads(wary("recheck", name, "--format", "json").stdout)["cases"]
        assert [r["verdict"] for r in rows] == ["cannot-tell"] and words in rows[0]["reach"], rows


def test_many_cases_tell_the_age_of_what_is_known():
    case = "examples/alert-before.zip"
    assert wary("collect", case, "-o", "aged.json").returncode == 0
    known = report(case)[1]["knowledge"]
    for command in (["recheck"], ["ask", "CVE-2024-45347"]):
        for by, key in (("case", "cases"), ("model", "models")):
            doc = json.loads(wary(*command, "aged.json", "--by", by, "--format", "json").stdout)
            assert len(doc[key]) == 1 and doc["knowledge"] == known, doc
            rows = list(csv.reader(wary(*command, "aged.json", "--by", by, "--format", "csv").stdout.decode().split("\n")))
            assert [r[0] for r in rows if r] == ["record", by, "knowledge"], rows
            assert {len(r) for r in rows if r} == {len(rows[0])} and rows[2][1] == known["date"], rows
            assert f"asked: {known['advisories']}." in rows[2][-1], rows[2]
        text = wary(*command, "aged.json").stdout.decode()
        assert f"The newest is of {known['date']}." in text and "too old" not in text, text
        late = wary(*command, "aged.json", "--now", "1990000000").stdout.decode()
        assert "days old. That is too old" in late, late


def test_a_pack_answers_as_its_cases():
    os.makedirs("fleet", exist_ok=True)
    recipe = os.path.join(os.path.dirname(RECIPE), "fleet.py")
    subprocess.run([sys.executable, recipe, "fleet", "600", "3"], check=True)
    done = wary("recheck", "--pack", "fleet.pack", "fleet")
    assert done.returncode == 0 and b"600 cases" in done.stdout, done
    assert os.stat("fleet.pack").st_mode & 0o777 == 0o600
    for flaw in ("CVE-2024-45347", "CVE-2020-14125", "CVE-2023-26322"):
        rows = wary("ask", flaw, "fleet", "--format", "csv").stdout
        assert rows == wary("ask", flaw, "fleet.pack", "--format", "csv").stdout, flaw
        assert rows.count(b"\n") == 602
    models = json.loads(wary("ask", "CVE-2024-45347", "fleet.pack", "--by", "model", "--format", "json").stdout)["models"]
    assert sum(m[w] for m in models for w in m if w not in ("maker", "model")) == 600
    assert models[0]["affected"] > 0 and [m for m in models if m["maker"] is None and m["cannot-tell"] == 1], models
    text = wary("ask", "CVE-2024-45347", "fleet.pack").stdout
    assert text.count(b"\n") < 30 and b"affected" in text, text
    assert wary("recheck", "fleet", "--by", "model", "--format", "csv").stdout.startswith(b"record,maker,model,act-now,")
    with open("fleet.pack", "rb") as f:
        pack = bytearray(f.read())
    write("cut.pack", pack[:-8])
    assert wary("ask", "CVE-2024-45347", "cut.pack").returncode == 3
    pack[len(pack) // 2] ^= 1
    write("bent.pack", pack)
    bent = wary("ask", "CVE-2024-45347", "bent.pack")
    assert bent.returncode == 3 and b"damaged" in bent.stderr, bent
    assert wary("recheck", "--pack", "none.pack", "nowhere").returncode == 3


def test_a_pack_keeps_what_is_asked():
    asks = ("setting/global.adb_enabled/1", "setting/secure.rare_one/1", "property/ro.debuggable/1", "property/ro.rare/1",
            "module/com.android.adbd/340090000")
    for i, uri in enumerate(asks):
        uris = [{"namespace": "urn:wary:condition:1", "uri": "wary:" + u} for u in ("maker/Xiaomi", uri)]
        write(f"asks/{i}.json", {"document": {"csaf_version": "2.0", "title": "T", "publisher": {"name": "P"}, "tracking": {
            "id": f"X-{i}", "current_release_date": "2026-10-01T00:00:00Z"}},
            "product_tree": {"full_product_names": [{"product_id": "P", "name": "N", "product_identification_helper": {
                "x_generic_uris": uris}}]},
            "vulnerabilities": [{"cve": f"CVE-2099-{5000 + i}", "product_status": {"known_affected": ["P"]}}]})
    for i in range(8):
        write(f"kept/{i}.json", {"schema": "wary.evidence/1", "devices": [{"kind": "phone", "maker": "Xiaomi", "model": f"M{i}"}],
                                 "settings": [{"space": "global", "name": "adb_enabled", "value": str(i & 1)},
                                              {"space": "secure", "name": "rare_one", "value": str(i >> 1 & 1)}],
                                 "properties": [{"name": "ro.debuggable", "value": str(i >> 2)}, {"name": "ro.rare", "value": "1"}],
                                 "modules": [{"name": "com.android.adbd", "version": "340090000" if i < 3 else "1"}]})
    for known, answers in ((("--knowledge", "asks"), {"affected"}), ((), {"affected", "cannot-tell"})):
        assert wary("recheck", "--pack", "kept.pack", "kept", *known).returncode == 0
        told = set()
        for i in range(len(asks)):
            question = ("--knowledge", "asks", "--format", "json")
            cases = json.loads(wary("ask", f"CVE-2099-{5000 + i}", "kept", *question).stdout)["cases"]
            packed = json.loads(wary("ask", f"CVE-2099-{5000 + i}", "kept.pack", *question).stdout)["cases"]
            assert any(r["status"] == "affected" for r in cases), cases
            assert cases == packed or all(r["status"] == "cannot-tell" for r in packed), (asks[i], cases, packed)
            told |= {r["status"] for r in packed if r["status"] in ("affected", "cannot-tell")}
        assert told == answers, (known, told)


def osv(number, level):
    return json.dumps({"id": f"ASB-A-{number}", "aliases": [f"CVE-2099-{number}"], "modified": "2026-10-01T00:00:00Z",
                       "summary": "A fix", "affected": [{"package": {"ecosystem": "Android", "name": "x"},
                       "ecosystem_specific": {"spl": level}, "versions": ["13", "14", "15"]}]}).encode()


def test_an_index_is_knowledge():
    os.makedirs("records", exist_ok=True)
    write("records/a.json", osv(3001, "2025-09-01"))
    write("records/b.json", osv(3002, "2025-05-01"))
    assert wary("advisories", "build", "-o", "test.index", "records").returncode == 0
    now = ("--now", "1790000000")  # within the age of the records
    _, doc = report(*now, "--knowledge", "test.index", "examples/alert-before.zip")
    found = [f for f in doc["findings"] if f["check"] == "advisory-index"]
    assert [f["aliases"] for f in found] == [["CVE-2099-3001"]], found
    assert any(c["aliases"] == ["CVE-2099-3002"] for c in doc["cleared"]), doc["cleared"]
    assert doc["knowledge"]["date"] == "2026-10-01" and not doc["knowledge"]["stale"], doc["knowledge"]
    _, doc = report("--now", "1830000000", "--knowledge", "test.index", "examples/alert-before.zip")
    assert doc["knowledge"]["stale"] and any(f["check"] == "advisory-index" for f in doc["findings"])
    wary("collect", "examples/alert-before.zip", "-o", "index-case.json")
    for number, status in ((3001, "affected"), (3002, "fixed")):
        rows = json.loads(wary("ask", f"CVE-2099-{number}", "--knowledge", "test.index", "--format", "json",
                               "index-case.json").stdout)["cases"]
        assert [r["status"] for r in rows] == [status], rows
    rows = json.loads(wary("recheck", "--knowledge", "test.index", "--format", "json", "index-case.json").stdout)["cases"]
    assert rows[0]["verdict"] == "act-now", rows
    assert b"2026-10-01" in wary("advisories", "status", "--knowledge", "test.index").stdout
    shown = wary("explain", "CVE-2099-3001", "--knowledge", "test.index").stdout
    assert b"fixed from level 2025-09-01 on" in shown, shown
    router = {"cveMetadata": {"cveId": "CVE-2099-4001"}, "containers": {"cna": {"affected": [
        {"vendor": "Xiaomi", "product": "Router AX\x1b[1m", "versions": [{"version": "1.0", "status": "affected"}]}]}}}
    write("records/c.json", json.dumps(router).encode())
    assert wary("advisories", "build", "-o", "test.index", "records").returncode == 0
    listed = wary("advisories", "list", "--knowledge", "test.index").stdout
    assert [l for l in listed.splitlines() if l.startswith(b"CVE-2099-4001") and l.endswith(b"(listed only)")], listed
    shown = wary("explain", "CVE-2099-4001", "--knowledge", "test.index").stdout
    assert b"(listed only)" in shown and b"\x1b" not in shown, shown
    assert b"CVE-2024-45347" in wary("explain", "CVE-2024-45347", "--knowledge", "test.index").stdout
    _, doc = report("--now", "1792000000", "--limit", "knowledge_days=5", "--knowledge", "test.index", "examples/alert-before.zip")
    assert doc["knowledge"]["stale"]
    with open("test.index", "rb") as f:
        write("cut.index", f.read()[:200])
    assert wary("check", "--knowledge", "cut.index", "examples/alert-before.zip").returncode == 2


def test_a_case_as_vex():
    for source in ("alert-before.zip", "alert-after.zip", "tv-inventory.csv"):
        r = wary("advisories", "export", "examples/" + source, "-o", "vex.json")
        assert r.returncode == 0, r
        r = wary("advisories", "lint", "vex.json")
        assert r.returncode == 0, r.stdout.decode()
        with open("vex.json", encoding="utf-8") as f:
            flaws = {v["cve"]: v["product_status"] for v in json.load(f)["vulnerabilities"] if "cve" in v}
        bom = json.loads(wary("advisories", "export", "--format", "cyclonedx", "examples/" + source).stdout)
        refs = {c["bom-ref"] for c in bom["components"]} | {bom["metadata"]["component"]["bom-ref"]}
        assert bom["specVersion"] == "1.5" and all(a["ref"] in refs for v in bom["vulnerabilities"] for a in v["affects"])
        states = {v["analysis"]["state"] for v in bom["vulnerabilities"] if v["id"] == "CVE-2024-45347"}
        expected = ("fixed", "resolved") if "after" in source else ("known_affected", "exploitable")
        assert expected[0] in flaws["CVE-2024-45347"] and expected[1] in states, (source, flaws, states)
    assert wary("advisories", "export", "-f", "spdx", "examples/tv-inventory.csv").returncode == 2
    assert wary("advisories", "export").returncode == 2


def test_selftest_explain_and_lists():
    lines = wary("explain", "CVE-2024-45347").stdout.decode().splitlines()
    assert max(len(line) for line in lines if "http" not in line) <= 80 and len(lines) > 20, lines
    assert wary("selftest").returncode == 0
    for what in ("CVE-2024-45347", "debugging-on"):
        r = wary("explain", what)
        assert r.returncode == 0 and len(r.stdout) > 200, r
    assert wary("explain", "no-such-thing").returncode == 2
    for command in (("checks",), ("formats",), ("limits",), ("advisories", "list"), ("advisories", "status"), ("schema", "evidence")):
        r = wary(*command)
        assert r.returncode == 0 and r.stdout, command


def test_evidence_is_what_its_schema_says():
    schema = json.loads(wary("schema", "evidence").stdout)
    stored = os.path.join(os.environ.get("WARY_SOURCE", ""), "data", "schema", "wary.evidence-1.schema.json")
    assert schema == json.load(open(stored, encoding="utf-8")), "run make schema"
    try:
        import jsonschema
    except ImportError:
        raise Skip("python3-jsonschema is not installed")
    check = jsonschema.Draft202012Validator(schema)
    for name in sorted(os.listdir("examples")):
        r = wary("collect", "examples/" + name, "-o", "-")
        if r.returncode == 0:
            errors = [e.message for e in check.iter_errors(json.loads(r.stdout))]
            assert not errors, (name, errors[:3])
    bad = json.loads(wary("collect", "examples/alert-before.zip", "-o", "-").stdout)
    bad["packages"][0]["name"] = 7
    assert list(check.iter_errors(bad)), "the schema accepts anything"


def test_the_readme_shows_real_output():
    readme = open(os.path.join(os.environ["WARY_SOURCE"], "README.md"), encoding="utf-8").read()
    shown = readme.split("$ wary check bugreport.zip\n", 1)[1].split("```", 1)[0].splitlines()
    real = wary("check", "--now", "1764547200", "examples/alert-before.zip").stdout.decode()
    real = real.replace("examples/alert-before.zip", "bugreport.zip").splitlines()
    missing = [line for line in shown if line.strip() and line != "..." and line not in real]
    assert not missing and len(shown) > 15, missing[:3]


def test_usage_errors():
    for args in ((), ("nonsense",), ("check", "--nonsense"), ("check", "--sdk", "x"), ("collect", "x"),
                 ("check", "--fail-on", "much", "x"), ("check", "--limit", "nothing=1", "x"), ("check", "--lang", "xx", "x"),
                 ("diff", "one"), ("explain",), ("advisories",), ("check", "--now")):
        r = wary(*args)
        assert r.returncode == 2 and (r.stderr or r.stdout), (args, r)
    assert wary("--help").returncode == 0 and wary("--version").returncode == 0


def test_every_command_has_help_and_completion():
    overview = wary("--help").stdout.decode()
    names = [line[2:24].strip() for line in overview.splitlines() if line.startswith("  ") and not line.startswith("  wary")]
    assert len(names) >= 12, names
    for name in names:
        r = wary(*name.split(), "--help")
        assert r.returncode == 0 and b"--help" in r.stdout, name
        assert all(len(line) <= 80 for line in r.stdout.decode().splitlines() if not line.startswith("Usage:")), name
    assert "Opcje" in wary("check", "--help", LANGUAGE="pl").stdout.decode()
    assert "Opcje" in wary("check", "--help", "--lang", "pl").stdout.decode()
    for shell in ("bash", "zsh", "fish"):
        out = wary("completion", shell).stdout.decode()
        assert all(name.split()[0] in out for name in names), shell
        script = write("completion." + shell, out.encode())
        if shutil.which(shell):
            assert subprocess.run([shell, "-n", script], capture_output=True).returncode == 0, shell
        quotes = [line for line in out.splitlines() if shell == "fish" and len(re.findall(r"(?<!\\)'", line)) % 2]
        assert not quotes, quotes
    if shutil.which("fish"):
        r = subprocess.run(["fish", "-c", "source completion.fish; complete -C 'wary advisories li'"], capture_output=True)
        assert b"list" in r.stdout and not r.stderr, r


def test_every_command_has_a_man_page():
    pages = open(os.path.join(os.environ["WARY_SOURCE"], "man", "meson.build"), encoding="utf-8").read()
    overview = wary("--help").stdout.decode()
    names = [line[2:24].strip() for line in overview.splitlines() if line.startswith("  ") and not line.startswith("  wary")]
    missing = [name for name in names if f"'{name}'" not in pages]
    assert not missing, missing


def test_examples_of_the_man_page_run():
    page = open(os.path.join(os.environ["WARY_SOURCE"], "man", "wary.1.scd"), encoding="utf-8").read()
    commands = [line.strip().split()[1:] for line in page.splitlines() if line.startswith("\twary ")]
    assert len(commands) >= 5
    for command in commands:
        r = wary(*command)
        assert r.returncode in (0, 1), (command, r.returncode, r.stderr)


def test_a_firmware_tree():
    files = {"system/system/build.prop": "ro.build.version.release=13\nro.build.version.security_patch=2023-01-01\n",
             "vendor/build.prop": "ro.product.vendor.model=xiaomi for arm64\nro.vendor.build.security_patch=2022-11-01\n",
             "odm/etc/build.prop": "ro.product.odm.brand=Redmi\nro.product.odm.model=22041216G\nro.product.odm.device=xaga\n"}
    for name, text in files.items():
        os.makedirs(os.path.dirname("tree/" + name), exist_ok=True)
        write("tree/" + name, text.encode())
    os.symlink("/etc/passwd", "tree/link")
    code, doc = report("tree")
    assert doc["scope"][0]["kind"] == "firmware" and doc["device"]["model"] == "22041216G", doc["device"]
    assert doc["device"]["patch_level"] == {"system": "2023-01-01", "vendor": "2022-11-01", "boot": None}, doc["device"]
    assert code == 1 and not any("link" in str(g) for g in doc["gaps"])


def test_what_cannot_be_read():
    r = wary("check", "no-such-file")
    assert r.returncode == 3 and b"no such file" in r.stderr
    for name, data, words in (("empty", b"", "empty file"), ("letter.txt", b"Dear all,\nhello.\n", "text of a kind"),
                              ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG"),
                              ("nothing.zip", zip_of(a="x"), "zip archive")):
        code, doc = report(write(name, data))
        assert code == 3 and doc["verdict"] == "cannot-tell", (name, code)
        assert any("not evidence" in g["reason"] and words in g["reason"] for g in doc["gaps"]), (name, doc["gaps"])
        text = wary("check", name).stdout.decode()
        assert text.count("\n") < 25 and "Next step: give a bugreport" in text, text
        assert "give a bugreport" in wary("check", "-f", "html", name).stdout.decode()
    code, doc = report(write("board.txt", b"------ BOARD (/vendor/bin/dump/x) ------\nlevel: 3\n------ Section end ------\n"))
    assert code == 3 and any("nothing that Wary looks for" in g["reason"] for g in doc["gaps"]), doc["gaps"]


def test_one_bad_target_does_not_hide_a_good_one():
    code, doc = report("examples/alert-before.zip", write("junk", b"\x00\x01\x02"))
    assert code == 1 and doc["verdict"] == "act-now" and doc["gaps"], (code, doc["verdict"])
    code, doc = report("examples/other-maker.zip", "--now", "1782864000", "junk")
    assert code == 3 and doc["verdict"] == "cannot-tell", (code, doc["verdict"])


def test_truncated_archives_end_cleanly():
    data = open("examples/alert-before.zip", "rb").read()
    for cut in range(0, len(data), max(1, len(data) // 40)):
        r = wary("check", "--format", "json", write("cut.zip", data[:cut]))
        assert r.returncode in (0, 1, 3), (cut, r.returncode, r.stderr)
        assert json.loads(r.stdout)["verdict"] != "nothing-found", cut


def test_bombs_are_bounded():
    bomb = zip_of(**{"bugreport-x.txt": b"== dumpstate: 2025\n" + b"\0" * (64 << 20)})
    r = wary("check", "--format", "json", write("bomb.zip", bomb))
    assert r.returncode in (1, 3), r.returncode
    nested = b"x"
    for _ in range(30):
        nested = zip_of(**{"again.zip": nested})
    code, doc = report(write("nested.zip", nested))
    assert code == 3 and any("within each other" in g["reason"] for g in doc["gaps"]), doc["gaps"]
    code, doc = report(write("deep.json", b'{"schema":"wary.evidence/1","a":' + b"[" * 100000 + b"]" * 100000 + b"}"))
    assert code == 3 and doc["gaps"], doc


def test_names_in_archives_are_never_paths():
    before = set(os.listdir("/tmp"))
    evil = zip_of(**{"..__..__..__tmp__wary-was-here": "x", "__tmp__wary-was-here": "x"})
    wary("check", write("evil.zip", evil))
    assert "wary-was-here" not in set(os.listdir("/tmp")) - before


def test_long_lines_and_control_characters():
    text = b"[ro.product.model]: [a\x1b[31mb\xe2\x80\xaec]\n[ro.product.brand]: [" + b"x" * 300000 + b"]\n" \
           b"[ro.build.version.release]: [14]\n"
    r = wary("check", write("odd.txt", text))
    assert b"\x1b" not in r.stdout and b"\xe2\x80\xae" not in r.stdout, "evidence drives the terminal"
    assert r.returncode in (0, 1, 3)


def test_standard_input():
    data = open("examples/tv-inventory.csv", "rb").read()
    r = wary("check", "--format", "json", "-", stdin=data)
    assert r.returncode == 1 and "CVE-2024-45347" in ids(json.loads(r.stdout), "affected", "possible"), r


def test_places_are_short_where_that_is_clear():
    for folder in ("far/a", "far/b"):
        os.makedirs(folder)
        shutil.copy("examples/alert-before.zip", folder + "/phone.zip")
    shutil.copy("examples/tv-inventory.csv", "far/list.csv")
    places = " ".join(wary("check", "far/a/phone.zip", "far/list.csv").stdout.decode().split())
    assert "— phone.zip > bugreport" in places and "— far/" not in places, places[:2000]
    places = " ".join(wary("check", "far/a/phone.zip", "far/b/phone.zip").stdout.decode().split())
    assert "— far/a/phone.zip > bugreport" in places and "— phone.zip" not in places, places[:2000]


def test_age_keeps_plain_text_off_the_disk():
    keys = subprocess.run(["age-keygen"], capture_output=True, text=True)
    if keys.returncode:
        raise Skip("no age-keygen")
    recipient = next(line.split(": ")[1] for line in keys.stdout.splitlines() if "public key" in line)
    write("key.txt", keys.stdout.encode())
    r = wary("collect", "examples/alert-before.zip", "-r", recipient, "-o", "case.age")
    assert r.returncode == 0 and open("case.age", "rb").read().startswith(b"age-encryption.org"), r
    plain = subprocess.run(["age", "-d", "-i", "key.txt", "case.age"], capture_output=True).stdout
    assert json.loads(plain)["schema"] == "wary.evidence/1"
    assert wary("collect", "examples/alert-before.zip", "-r", "nonsense", "-o", "bad.age").returncode == 4


run(globals(), lambda: subprocess.run([sys.executable, RECIPE, "examples"], check=True))
