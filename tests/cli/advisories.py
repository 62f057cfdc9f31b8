#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""wary advisories from outside: compare, score, explain, list, lint, new, export.  usage: advisories.py WARY"""
import io
import json
import os
import sys
import zipfile

from harness import run, wary, write


def prose(*args):
    r = wary(*args)
    r.stdout = b" ".join(r.stdout.split())  # lines are broken anywhere
    return r


def csaf(score, vector):
    return {"document": {"csaf_version": "2.0", "title": "T", "tracking": {
        "id": "X-1", "current_release_date": "2026-10-01T00:00:00Z"}},
        "product_tree": {"branches": [{"category": "product_version_range", "name": "vers:apk/<2", "product": {
            "product_id": "P", "name": "App below 2", "product_identification_helper": {"x_generic_uris": [
                {"namespace": "urn:wary:condition:1", "uri": "wary:package/com.example.app"}]}}}]},
        "vulnerabilities": [{"cve": "CVE-2099-1", "release_date": "2026-09-01T00:00:00Z",
                             "product_status": {"known_affected": ["P"]},
                             "scores": [{"products": ["P"], "cvss_v3": {
                                 "baseScore": score, "vectorString": vector}}]}]}


VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
CASE = {"schema": "wary.evidence/1", "packages": [
    {"name": "com.example.app", "version_name": "1.0", "state": "installed"}]}


def test_hostile_lines_get_an_answer_each():
    lines = [b"1." * 50000 + b"\t1", b"9" * 100000 + b"\t8", b"1\t2\x00", b"1\x00\t2", b"\xff\t1", b"1", b"\t", b"1\t2\t3"]
    r = wary("advisories", "compare", "nonsense")
    orders = r.stderr.decode().strip().split("\n")[-1].split()
    assert r.returncode == 2 and len(orders) >= 28, r
    for order in orders:
        r = wary("advisories", "compare", order, stdin=b"\n".join(lines + [b"2\t10"]) + b"\n")
        answers = r.stdout.split()
        assert answers[:-1] == [b"?"] * len(lines), (order, answers)
        assert answers[-1] in (b"-1", b"1", b"?"), (order, answers)
    r = wary("advisories", "score", stdin=b"A" * 100000 + b"\n\xff\n" + VECTOR.encode() + b"\x00\n" + VECTOR.encode() + b"\n")
    assert [row.split(b"\t")[1] for row in r.stdout.splitlines()] == [b"-", b"-", b"-", b"9.8"], r.stdout[-200:]


def test_a_vector_in_plain_words():
    for lang, words in (("en", "over the internet"), ("hi", "इंटरनेट"), ("pl", "internet")):
        for vector in (VECTOR, "AV:N/AC:L/Au:N/C:P/I:P/A:P", "(AV:N/AC:L/Au:N/C:P/I:P/A:P)"):
            r = wary("explain", vector, LANGUAGE=lang)
            assert r.returncode == 0 and words in r.stdout.decode(), (lang, r)
    r = prose("explain", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N")
    assert b"9.3 (critical)" in r.stdout and b"nearest tenth" in r.stdout, r
    r = wary("explain", "CVSS:3.1/AV:Q/AC:L")
    assert r.returncode == 2 and b"character 13" in r.stderr and b"AV has no value 'Q'" in r.stderr, r


def test_a_score_that_does_not_fit_is_told():
    good, bad = write("fits.json", csaf(9.8, VECTOR)), write("misfit.json", csaf(5.1, VECTOR))
    case = write("case.json", CASE)
    for path, told in ((good, False), (bad, True)):
        show = prose("advisories", "show", "--knowledge", path, "CVE-2099-1")
        assert show.returncode == 0 and (b"which gives 9.8" in show.stdout) == told, show
        assert b"published 2026-09-01" in show.stdout, show
        listed = wary("advisories", "list", "--knowledge", path)
        assert (b"score does not fit" in listed.stdout) == told, listed
        doc = json.loads(wary("check", "--format", "json", "--knowledge", path, case).stdout)
        rows = [e["excerpt"] for f in doc["findings"] if "CVE-2099-1" in f["aliases"] for e in f["evidence"]]
        assert rows and any("which gives 9.8" in e for e in rows) == told, rows


def lint(*names):
    r = wary("advisories", "lint", "--format", "json", *names)
    assert r.returncode in (0, 1), r
    return r.returncode, json.loads(r.stdout)


def test_lint_of_hostile_documents():
    fine = json.dumps({"document": {"category": "csaf_base", "csaf_version": "2.0", "title": "T", "publisher": {
        "category": "vendor", "name": "N", "namespace": "https://example.com"}, "tracking": {
            "current_release_date": "2026-01-01T00:00:00Z", "id": "X", "initial_release_date": "2026-01-01T00:00:00Z",
            "revision_history": [{"date": "2026-01-01T00:00:00Z", "number": "1", "summary": "s"}], "status": "final",
            "version": "1"}}})
    groups = [{"group_id": f"G{i}", "product_ids": [f"G{(i + 1) % 50}", "P"]} for i in range(50)]
    cyclic = dict(json.loads(fine), product_tree={"product_groups": groups, "full_product_names": [
        {"product_id": "P", "name": "P"}]}, vulnerabilities=[{"remediations": [
            {"category": "vendor_fix", "details": "d", "group_ids": [g["group_id"] for g in groups]}] * 50}])
    texts = {"fine": fine, "deep": '{"document":' + "[" * 100000, "twice": fine[:-1] + ',"document":{}}',
             "utf8": fine.encode().replace(b'"T"', b'"\xff\xfe"'), "cyclic": json.dumps(cyclic), "empty": "",
             "nul": fine.encode()[:30] + b"\0", "long": fine.replace('"T"', '"' + "A" * 5000000 + '"')}
    names = [write(n + ".json", t if isinstance(t, bytes) else t.encode()) for n, t in texts.items()]
    code, answers = lint(*names, "missing.json", ".")
    assert code == 1 and len(answers) == len(names) + 2, answers
    valid = {a["file"]: a["valid"] for a in answers}
    assert [n for n, v in valid.items() if v] == ["fine.json", "long.json"], valid
    for a in answers:
        assert a["valid"] or a["failed"][0]["test"] in ("schema", "6.1.1"), a
        assert all(f["path"] == "" or f["path"].startswith("/") for f in a["failed"]), a
        assert set(a["why_not_run"]) == set(a["not_run"]), a
    twice = next(a for a in answers if a["file"] == "twice.json")
    assert twice["failed"][0]["path"] == "/document" and len(twice["failed"]) > 3, twice  # the other tests ran
    assert lint("--no-sandbox", *names)[1] == answers[:len(names)]


def test_new_documents_are_valid():
    answers = ["title=A \"flaw\" <b>", "id=X/1", "publisher=Päpa", "namespace=https://e.example", "vendor=V", "product=P",
               "affected=<= 1.0", "fixed=1.1", "cve=CVE-2026-1234", "remedy=Update", "language=de", "summary=S"]
    for version in ("2.0", "2.1"):
        for category in ("csaf_base", "csaf_informational_advisory", "csaf_security_advisory", "csaf_vex"):
            for given in ([], answers):
                r = wary("advisories", "new", "-o", "new.json", f"csaf={version}", f"category={category}", *given)
                assert r.returncode == 0, r
                assert lint("new.json")[0] == 0, lint("new.json")
    r = wary("advisories", "new", "--ask", "id=GIVEN-1", stdin="T\nPub\n\nVen\nProd\n1.0\n".encode())
    doc = json.loads(r.stdout)
    assert (doc["document"]["title"], doc["document"]["tracking"]["id"]) == ("T", "GIVEN-1"), r
    assert doc["document"]["publisher"]["namespace"] == "https://www.example.com", r  # left empty
    assert b"name of the product: " in r.stderr and b"its number" not in r.stderr, r
    assert "id=" not in str(wary("advisories", "new", stdin=b"not asked\n").stderr)
    for bad in ("cve=nonsense", "namespace=foo", "id=a\nb", "language=not a language", "foo=1", "csaf=3", "title"):
        r = wary("advisories", "new", bad)
        assert r.returncode == 2 and r.stdout == b"" and r.stderr, (bad, r)


def test_exports_of_a_case():
    case = write("case-vex.json", {"schema": "wary.evidence/1", "devices": [{"maker": "Xiaomi", "model": "M", "brand": "Redmi"}],
                                   "packages": [{"name": "com.xiaomi.mi_connect_service", "version_name": v, "state": s}
                                                for v, s in (("3.1.895.10", "installed"),)]})
    for lang in ("en", "hi", "pl"):
        r = wary("advisories", "export", case, "-o", "vex.json", LANGUAGE=lang)
        assert r.returncode == 0 and lint("vex.json")[0] == 0, (r, lint("vex.json"))
        with open("vex.json", encoding="utf-8") as f:
            said = json.load(f)["document"]["notes"][0]["text"]
        assert said in " ".join(wary("check", case, LANGUAGE=lang).stdout.decode().split()), (lang, said)  # the age, as reports tell it
    with open("vex.json", encoding="utf-8") as f:
        doc = json.load(f)
    assert doc["document"]["category"] == "csaf_vex" and doc["document"]["notes"], doc
    for v in doc["vulnerabilities"]:  # profile 5: a status for each, an impact or an action where one is due
        status = v["product_status"]
        assert set(status) <= {"fixed", "known_affected", "known_not_affected", "under_investigation"}, v
        acted = {p for r in v.get("remediations", []) for p in r["product_ids"]}
        told = {p for t in v.get("threats", []) for p in t["product_ids"]}
        assert set(status.get("known_affected", [])) <= acted and set(status.get("known_not_affected", [])) <= told, v
    r = wary("advisories", "export", "--format", "cyclonedx", case)
    doc = json.loads(r.stdout)
    refs = [doc["metadata"]["component"]["bom-ref"]] + [c["bom-ref"] for c in doc["components"]]
    assert doc["bomFormat"] == "CycloneDX" and doc["specVersion"] == "1.5" and len(refs) == len(set(refs)), doc
    states = {"resolved", "resolved_with_pedigree", "exploitable", "in_triage", "false_positive", "not_affected"}
    assert doc["vulnerabilities"], doc
    for v in doc["vulnerabilities"]:
        assert v["analysis"]["state"] in states and all(a["ref"] in refs for a in v["affects"]), v
    assert {"wary:knowledge:date", "wary:knowledge:advisories"} == {p["name"] for p in doc["metadata"]["properties"]}


def test_every_report_tells_the_age_of_the_advisories():
    case = write("case-age.json", CASE)
    for form in ("terminal", "json", "html", "sarif", "csv", "cyclonedx"):
        r = wary("check", "--format", form, "--knowledge", write("age.json", csaf(9.8, VECTOR)), case)
        day = wary("advisories", "status", "--knowledge", "age.json").stdout.decode().strip().split(" ")[-1]
        assert len(day) == 10 and day in r.stdout.decode(), (form, day)
    late = str(int(__import__("time").time()) + 400 * 86400)
    fresh, stale = (json.loads(wary("check", "--format", "json", *more, case).stdout)["knowledge"]["stale"]
                    for more in ((), ("--now", late)))
    assert (fresh, stale) == (False, True)


def one_index():
    record = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {
        "cveId": "CVE-2099-7777", "state": "PUBLISHED", "datePublished": "2026-05-01T00:00:00Z"}, "containers": {"cna": {
            "title": "Router lets strangers in", "descriptions": [{"lang": "en", "value": "A \x1b[31mflaw\x1b[0m."}],
            "affected": [{"vendor": "V", "product": "Router", "versions": [
                {"version": "0", "lessThan": "2", "status": "affected", "versionType": "semver"}]}],
            "metrics": [{"cvssV3_1": {"baseScore": 9.8, "vectorString": VECTOR, "version": "3.1"}}]}}}
    write("record.json", record)
    assert wary("advisories", "build", "-o", "one.index", "record.json").returncode == 0


def test_records_of_an_index_are_explained():
    one_index()
    r = prose("advisories", "show", "--knowledge", "one.index", "cve-2099-7777")
    assert r.returncode == 0 and b"9.8 (" + VECTOR.encode() in r.stdout and b"\x1b" not in r.stdout, r
    assert b"V Router" in r.stdout and b"published 2026-05-01" in r.stdout, r
    assert wary("explain", "CVE-2099-7777").returncode == 2
    status = wary("advisories", "status", "--knowledge", "one.index").stdout.decode().split("\n")
    assert "2026-05-01" in status[1] and "2026-05-01" not in status[0], status


def test_a_document_of_many_values_is_weighed():
    write("ones.json", b'{"document":{"x":[' + b",".join([b"1"] * 1000000) + b"]}}")
    r = prose("advisories", "lint", "ones.json", "--limit", "csaf=50000000")
    assert r.returncode == 1 and b"checking it takes about 66 MiB of memory" in r.stdout, r
    more = int(r.stdout.split(b"--limit csaf=")[1].split()[0])
    r = prose("advisories", "lint", "ones.json", "--limit", f"csaf={more}")
    assert r.returncode == 1 and b"cannot be read" not in r.stdout and b"/document" in r.stdout, r
    r = prose("advisories", "lint", "ones.json", "--limit", "csaf=1000000")
    assert r.returncode == 1 and b"longer than 500000 bytes (--limit json and --limit csaf)" in r.stdout, r


def test_what_a_build_leaves_out_is_told():
    record = json.dumps({"id": "X-2099-1", "modified": "2026-10-01T00:00:00Z", "affected": [
        {"package": {"ecosystem": "npm", "name": "x"}, "versions": ["1"]}]})
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as z:
        z.writestr("a.json", record)
    with zipfile.ZipFile("nested.zip", "w") as z:
        z.writestr("below/in.zip", inner.getvalue())
    r = wary("advisories", "build", "-o", "nested.index", "nested.zip")
    assert r.returncode == 3 and b"below/in.zip: an archive within an archive" in r.stderr and b"1 left out" in r.stderr, r
    write("large.json", record.replace('"1"', "1e999"))
    r = wary("advisories", "build", "-o", "large.index", "large.json")
    assert r.returncode == 3 and b"large.json: a number in the JSON document is too large" in r.stderr, r


def test_what_a_build_says_is_whole_in_every_language():
    one_index()
    with open("record.json", encoding="utf-8") as f:
        write("turned.json", f.read().replace('"version": "0"', '"version": "3"'))
    for lang in ("en", "hi", "pl"):
        r = wary("advisories", "build", "-o", "turned.index", "turned.json", LANGUAGE=lang)
        lines = r.stderr.decode().splitlines()  # no character is cut
        assert r.returncode == 0 and len(lines) == 2 and (lang != "hi" or lines[1].endswith("रखा गया")), lines


def test_names_are_read_as_people_write_them():
    vector = VECTOR.lower()
    assert b"in capitals" in wary("explain", vector).stderr
    assert wary("explain", f" {VECTOR} ").stdout == wary("explain", VECTOR).stdout != b""
    assert wary("explain", " cve-2024-45347").stdout == wary("explain", "CVE-2024-45347").stdout != b""
    assert b"advisories show needs an ID" in wary("advisories", "show").stderr


def test_a_damaged_index_is_not_used():
    one_index()
    with open("one.index", "r+b") as f:
        f.seek(-9, os.SEEK_END)
        byte = f.read(1)
        f.seek(-9, os.SEEK_END)
        f.write(bytes([byte[0] ^ 1]))
    r = wary("advisories", "show", "--knowledge", "one.index", "CVE-2099-7777")
    assert r.returncode == 2 and b"one.index: damaged" in r.stderr and r.stdout == b"", r


def device_record(number, vendor, product, version, **more):
    """A record about something that is no phone, in the shapes that such records are published in."""
    return {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {
        "cveId": f"CVE-2099-{number}", "state": "PUBLISHED", "datePublished": "2026-05-01T00:00:00Z"}, "containers": {"cna": {
            "descriptions": [{"lang": "en", "value": f"{product}: a command can be put in."}],
            "affected": [dict({"vendor": vendor, "product": product, "defaultStatus": "affected", "versions": [
                dict({"status": "affected", "versionType": "custom"}, **version)]}, **more)]}}}


def test_routers_and_speakers_match_no_phone():
    below = {"version": "0", "lessThan": "9.0.0"}
    things = [("Xiaomi", "Xiaomi Router AX9000", below, {}), ("n/a", "Xiaomi Router AX3600", {"version": "rom < 9.1.12"}, {}),
              ("xiaomi", "xiaomi_router", below, {"cpes": ["cpe:2.3:h:xiaomi:xiaomi_router:-:*:*:*:*:*:*:*"]}),
              ("mi", "redmi_ax6s_firmware", below, {"cpes": ["cpe:2.3:o:mi:redmi_ax6s_firmware:*:*:*:*:*:*:*:*"]}),
              ("Xiaomi", "Mi AI Speaker", below, {"platforms": ["Android"]}), ("Xiaomi", "Mi Home Camera", below, {}),
              ("Yeelight", "Smart Light Bulb", below, {"platforms": ["Android", "iOS"]}),
              ("Xiaomi", "Mi Electric Scooter M365", {"version": "unspecified"}, {}),
              ("Roborock", "Vacuum Cleaner S7", {"version": "n/a"}, {})]
    for i, (vendor, product, version, more) in enumerate(things):
        write(f"things/{i}.json", device_record(8000 + i, vendor, product, version, **more))
    write("things/app.json", device_record(8999, "Xiaomi", "com.xiaomi.smarthome", below))
    assert wary("advisories", "build", "-o", "things.index", "things").returncode == 0
    for maker, release in (("Xiaomi", "13"), ("Redmi", "14"), ("Yeelight", "9")):
        case = {"schema": "wary.evidence/1", "devices": [
            {"kind": "phone", "maker": maker, "brand": maker, "model": "AX9000", "codename": "redmi_ax6s_firmware",
             "release": release, "build": "1.0.1"}],
                "packages": [{"name": name, "label": product, "version_name": "1.0.1", "state": state}
                             for _, product, _, _ in things for state in ("installed", "inventory")
                             for name in (product, "com.xiaomi.router")] +
                [{"name": "com.xiaomi.smarthome", "version_name": "8.1.0", "state": "installed"}]}
        write("trap.json", case)
        r = wary("advisories", "match", "things.index", "trap.json")
        assert r.stdout == b"affected\n", r  # the app alone
        for i in range(len(things)):
            rows = json.loads(wary("ask", f"CVE-2099-{8000 + i}", "--knowledge", "things.index", "--format", "json",
                                   "trap.json").stdout)["cases"]
            assert [r["status"] for r in rows] == ["not-present"], (things[i], rows)


def test_the_group_explains_itself():
    r = wary("advisories", "--help")
    assert r.returncode == 0 and b"Usage: wary advisories COMMAND" in r.stdout and b"lint" in r.stdout, r
    r = wary("advisories", "bogus")
    assert r.returncode == 2 and b'"advisories bogus"' in r.stderr and r.stdout == b"", r
    assert wary("advisories").returncode == 2


run(globals())
