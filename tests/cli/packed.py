#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""What is packed gives the same evidence and the same gaps from a file and from a pipe.  usage: packed.py WARY GEN_FOLDER"""
import gzip
import io
import json
import lzma
import random
import resource
import subprocess
import sys
import tarfile
import zipfile

from harness import WARY, run, wary, write

sys.path.insert(0, sys.argv[2])
from packed import lz4, zstd  # noqa: E402

PACKINGS = (("gz", lambda d: gzip.compress(d, mtime=0)), ("xz", lzma.compress), ("lz4", lambda d: lz4(d, summed=True)), ("zst", zstd))
PROPS = b"".join(b"[ro.some.property.%d]: [%d]\n" % (i, i * i) for i in range(3000))


def tarred(*entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def evidence(name, data, *args):
    """What is told of a file, once the same was told of a pipe."""
    docs = []
    for target, given in ((write(name, data), None), ("-", data)):
        text = wary("collect", *args, target, "-o", "-", stdin=given).stdout.decode()
        called = ["standard input"] + [name.rsplit(".", n)[0] for n in range(name.count(".") + 1)]
        for item in called:
            text = text.replace(f'"item":"{item}"', '"item":"it"')
        docs.append(json.loads(text))
        docs[-1].pop("sources")  # a pipe has no size and no digest
    assert docs[0] == docs[1], (name, len(data), [{k: v if k == "gaps" else len(v) for k, v in d.items()} for d in docs])
    return docs[0]


def test_the_same_from_a_file_and_from_a_pipe():
    noise = random.Random(1).randbytes(90000)  # the archive does not end with what is read
    tape = tarred(("getprop.txt", PROPS), ("noise.bin", noise), ("more/getprop.txt", PROPS[:50000]), ("end.bin", noise))
    for plain, name in ((tape, "a.tar"), (PROPS, "getprop.txt")):
        for end, pack in PACKINGS:
            packed = pack(plain)
            doc = evidence(f"{name}.{end}", packed)
            n = len(doc["properties"])
            assert "gaps" not in doc and n > 2900, (name, end, n, doc.get("gaps"))
            for cut in (len(packed) - 1, len(packed) // 2, len(packed) * 2 // 3, 40):
                doc = evidence(f"{name}.{end}", packed[:cut])
                assert doc["gaps"] and (cut <= 40 or end == "xz" or doc["properties"]), (name, end, cut, doc.get("gaps"))
            for at in (len(packed) * 3 // 4, len(packed) - {"gz": 8, "xz": 30, "lz4": 4, "zst": 4}[end]):
                doc = evidence(f"{name}.{end}", packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1:])
                assert end == "zst" or doc["gaps"], (name, end, at)  # those frames here have no checksum


def test_what_comes_once_and_does_not_fit_in_memory():
    """A zip needs its end first; from a pipe it lies in the temporary file then."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("noise.bin", random.Random(2).randbytes(300000))
        z.writestr("getprop.txt", PROPS)
    for name, data in (("a.zip", out.getvalue()), ("a.zip.gz", gzip.compress(out.getvalue(), mtime=0)),
                       ("a.tar", tarred(("a.zip", out.getvalue())))):
        doc = evidence(name, data, "--limit", "whole_item=100000")
        assert len(doc["properties"]) > 2900 and "gaps" not in doc, (name, doc.get("gaps"))
        text = wary("collect", "--limit", "whole_item=100000", "--limit", "spool=200000", "-", "-o", "-", stdin=data).stdout.decode()
        assert "spool=" in json.dumps(json.loads(text)["gaps"]), name
    lower = subprocess.run([WARY, "collect", "--limit", "whole_item=100000", "-", "-o", "-"], input=out.getvalue(), capture_output=True,
                           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200000, resource.RLIM_INFINITY)), check=False)
    assert "spool=" in json.dumps(json.loads(lower.stdout)["gaps"]), lower


def test_a_sum_behind_the_archive():
    """What stands behind the end of a tar archive is unpacked as well, as there the checksum is."""
    for end, pack in PACKINGS[:3]:
        packed = bytearray(pack(tarred(("getprop.txt", PROPS)) + bytes(200000)))
        packed[-4 if end == "lz4" else -8 if end == "gz" else -30] ^= 1
        doc = evidence(f"a.tar.{end}", bytes(packed))
        assert len(doc["properties"]) == 3000 and len(doc["gaps"]) == 1, (end, doc["gaps"])
        assert end == "xz" or "checksum" in doc["gaps"][0]["reason"], doc["gaps"]


def test_windows_within_each_other():
    def nested(levels, window):
        data = PROPS
        for _ in range(levels):
            data = zstd(data, window=window)
        return data

    assert len(evidence("deep.zst", nested(7, 20))["properties"]) == 3000
    for levels, window, args in ((3, 27, ()), (7, 26, ()), (1, 20, ("--limit", "windows=1000000"))):
        doc = evidence("deep.zst", nested(levels, window), *args)
        assert "properties" not in doc and "--limit windows=" in doc["gaps"][0]["reason"], doc["gaps"]
        assert doc["gaps"][0]["code"] == "limit reached", doc["gaps"]
    assert len(evidence("deep.zst", nested(3, 27), "--limit", "windows=500000000")["properties"]) == 3000


def test_advisories_from_a_pipe():
    def record(n):
        return json.dumps({"id": f"X-2099-{n}", "modified": "2026-10-01T00:00:00Z", "affected": [
            {"package": {"ecosystem": "npm", "name": "x"}, "versions": ["1"]}]}).encode()

    def build(path, stdin=None):
        r = wary("advisories", "build", "-o", "an.index", path, stdin=stdin)
        if r.returncode:
            return r.returncode, r.stderr.decode().replace("/dev/stdin", path)
        with open("an.index", "rb") as f:
            return 0, f.read()

    tape = tarred(*((f"{n}.json", record(n)) for n in range(300)))
    whole = build(write("all.tar", tape))
    assert whole[0] == 0 and build("/dev/stdin", tape) == whole
    one = build(write("one.json", record(1)))
    assert one[0] == 0 and build("/dev/stdin", record(1)) == one
    for end, pack in PACKINGS:
        for plain, want in ((tape, whole), (record(1), one)):
            packed = pack(plain)
            assert build(write(f"all.{end}", packed)) == want, end
            assert build("/dev/stdin", packed) == want, end
            cut = build(write("cut", packed[:-3])), build("/dev/stdin", packed[:-3])
            assert cut[0][0] == cut[1][0] == 3 and "end" in cut[0][1] + cut[1][1], (end, cut)
    write("folder/a.txz", lzma.compress(tape))
    write("folder/README", b"not a source")
    assert build("folder") == whole
    r = wary("advisories", "build", "-o", "zip.index", "/dev/stdin", stdin=b"PK\3\4" + bytes(600))
    assert r.returncode == 3 and b"give it as a file" in r.stderr, r


run(dict(globals()))
