#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""LEAKS from outside: an experiment walked through while its traffic is written down, with marker packets.
usage: leaks.py WARY FOLDER_OF_RECIPES"""
import ipaddress
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

from harness import ENV, WARY, Skip, report, run, wary, write
sys.path.insert(0, sys.argv[2])
import capture  # noqa: E402
import leak2014  # noqa: E402
import mmdb  # noqa: E402

IDENTITY = ("--identity", "leak-2014-identity.toml")
AHEAD = 7  # seconds that the clock of the capturing router is ahead


class Router:
    """Writes down what passes: requests of the phone and datagrams that come to its port."""

    def __init__(self):
        self.packets, self.port = [], 41000
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp.settimeout(5)
        self.address = "127.0.0.1:%d" % self.udp.getsockname()[1]

    def add(self, packet):
        self.packets.append((time.time() + AHEAD, capture.ether(packet)))

    def marks(self):
        for _ in range(2):  # two copies of each
            self.add(capture.ip4(capture.udp(self.udp.recv(600), 5000, 9), 17, src=b"\x0a\0\0\x63"))

    def request(self, path, host="api.account.xiaomi.com"):
        self.port += 1
        data = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        self.add(capture.ip4(capture.tcp(data, 1, 1, 24, self.port)))

    def pcap(self):
        out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
        for t, p in self.packets:
            out += struct.pack("<IIII", int(t), int(t % 1 * 1000000), len(p), len(p)) + p
        return out


def walk_through(router, name, marks):
    sent = {"wifi": f"/a?imei={leak2014.IMEI}", "contact": "/b?peer=%2B48600700800", "account": f"/c?imsi={leak2014.IMSI}"}
    p = subprocess.Popen([WARY, "experiment", name, "-o", marks, "--send", router.address], stdin=subprocess.PIPE,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV, bufsize=0)
    for step in ("sim", "wifi", "location", "contact", "sms", "call", "account", "repeat", "end"):
        p.stdin.write(b"\n")
        router.marks()
        if step in sent:
            router.request(sent[step])
        time.sleep(0.01)
    assert p.wait(10) == 0


def test_a_walk_with_marker_packets():
    router = Router()
    walk_through(router, "first-boot-2014", "walk.marks")
    write("walk.pcap", router.pcap())
    for marks in (("--experiment", "walk.marks"), ()):  # the capture's own marks are enough
        code, doc = report(*IDENTITY, *marks, "walk.pcap")
        seen = [(t["identifier"], t["step"], t["consent"]) for t in doc["transfers"]]
        assert code == 1 and seen == [("imei", "wifi", "before"), ("contact", "contact", "before"), ("imsi", "account", "after")], seen
        counts = {c["identifier"]: (c["before"], c["after"], c["not_observed"]) for c in doc["consent"]["identifiers"]}
        assert doc["consent"]["observed"] and counts == {"imei": (1, 0, 0), "contact": (1, 0, 0), "imsi": (0, 1, 0)}, counts
        assert AHEAD * 1000 <= doc["captures"][0]["clock_offset"] < AHEAD * 1000 + 2000, doc["captures"]
        assert [s["name"] for s in doc["steps"]][:3] == ["sim", "wifi", "location"] and len(doc["steps"]) == 9, doc["steps"]
        assert [s["name"] for s in doc["steps"] if s["consent"]] == ["account"] and all(s["in_traffic"] for s in doc["steps"])


def test_marks_of_strangers_are_not_believed():
    router = Router()
    router.add(capture.ip4(capture.udp(b"WARY-MARK/1 step=fake consent=given at=2020-01-01T00:00:00Z", 5000, 9), 17))
    walk_through(router, "first-boot-2014", "mine.marks")
    write("stranger.pcap", router.pcap())
    _, doc = report(*IDENTITY, "--experiment", "mine.marks", "stranger.pcap")
    assert {t["consent"] for t in doc["transfers"] if t["identifier"] == "imei"} == {"before"}, doc["transfers"]
    assert any("not believed" in g["reason"] for g in doc["gaps"]), doc["gaps"]


def test_marks_of_another_day():
    for name, day in (("later", "2020-01-01"), ("earlier", "2014-08-06")):
        marks = write(name + ".marks", f"{day}T00:00:00Z step=wifi\n{day}T00:01:00Z step=account consent=given\n")
        _, doc = report(*IDENTITY, "--experiment", marks, "leak-2014-before.pcap")
        assert any("none of the 2 marks" in g["reason"] for g in doc["gaps"]), doc["gaps"]
        assert {(t["step"], t["consent"]) for t in doc["transfers"]} == {(None, "not observed")}, doc["transfers"]
        assert not [f for f in doc["findings"] if "before" in f["title"]], doc["findings"]


def test_steps_that_were_not_captured():
    """A zero of a step that the capture does not hold is no observation."""
    packets = open("leak-2014-before.pcap", "rb").read()
    at, n = 24, 0
    while n < 14:  # up to the step "contact"
        at, n = at + 16 + struct.unpack_from("<I", packets, at + 8)[0], n + 1
    write("early.pcap", packets[:at])
    marks = ("--experiment", "leak-2014-before.marks")
    for form in ("terminal", "html"):
        text = " ".join(wary("check", "early.pcap", *IDENTITY, *marks, "--format", form).stdout.decode().split())
        assert "Steps in which the capture has no packets: sim, sms, call, account" in text, text
    text = wary("check", "leak-2014-before.pcap", *IDENTITY, *marks).stdout.decode()
    assert "has no packets: sim\n" in text, text  # a quiet step between two others is one that was captured


def test_marks_around_a_capture():
    # One step of a day, captured in several files: the marks are in none of them.
    marks = write("day.marks", "2014-08-06T12:00:00Z step=quiet\n2014-08-07T12:00:00Z step=wake\n")
    _, doc = report(*IDENTITY, "--experiment", marks, "leak-2014-before.pcap")
    assert {t["step"] for t in doc["transfers"]} == {"quiet"} and not doc["gaps"], (doc["transfers"], doc["gaps"])
    marks = write("late.marks", "2014-08-07T09:30:00Z step=account consent=given\n")
    _, doc = report(*IDENTITY, "--experiment", marks, "leak-2014-before.pcap")
    assert {t["consent"] for t in doc["transfers"]} == {"before"} and not doc["gaps"], (doc["transfers"], doc["gaps"])


def test_markers_over_tcp_and_addresses():
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)
    p = subprocess.Popen([WARY, "experiment", "idle-24h", "-o", "tcp.marks", "--send", "tcp:127.0.0.1:%d" % server.getsockname()[1]],
                         stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    p.stdin.write(b"\nq\n")
    p.stdin.close()
    data = server.accept()[0].recv(600)
    run = open("tcp.marks").readline().split("=")[1].strip()
    assert p.wait(10) == 0 and data.startswith(b"WARY-MARK/1 step=quiet at=") and run.encode() in data, data
    for bad in ("router.lan", "1.2.3.4:port", "1.2.3.4:99999", "1.2.3.4:0", "", "x" * 300):
        r = wary("experiment", "idle-24h", "-o", "bad.marks", "--send", bad, stdin=b"q\n")
        assert r.returncode == 2 and b"is not an address" in r.stderr, (bad, r)
    r = wary("experiment", "idle-24h", "-o", "gone.marks", "--send", "tcp:127.0.0.1:1", stdin=b"\nq\n")
    assert r.returncode == 0 and b"could not be sent" in r.stderr and b"step=quiet" in open("gone.marks", "rb").read(), r


def database(name, rows, kind):
    return write(name, mmdb.database(rows, kind=kind))


def test_to_whom():
    country = database("country.mmdb", mmdb.COUNTRIES, "test-country")
    asn = database("asn.mmdb", mmdb.SYSTEMS, "test-asn")
    mine = write("mine.tsv", b"api.account.xiaomi.com\tSomebody Else\tads\n")
    args = (*IDENTITY, "leak-2014-before.pcap")
    _, doc = report(*args)
    t = doc["transfers"][0]
    assert (t["company"], t["purpose"], t["country"], t["asn"], t["place"]) == ("Xiaomi", "account", None, None, None), t
    assert "--geoip" in wary("check", *args).stdout.decode()
    _, doc = report("--geoip", country, "--geoip", asn, "--recipients", mine, *args)
    assert {(t["company"], t["purpose"], t["country"], t["asn"], t["network"]) for t in doc["transfers"]} == {
        ("Somebody Else", "ads", "SG", 64500, "Example Cloud")}, doc["transfers"][0]
    assert {f["country"] for f in doc["flows"] if f["ip"] == "198.18.0.1"} == {"SG"}
    assert [(g["name"], g["date"]) for g in doc["geo_databases"]] == [("country.mmdb", "2025-12-01"), ("asn.mmdb", "2025-12-01")]
    cycle = write("cycle.mmdb", dict(mmdb.files())["bad-cycle.mmdb"])
    _, doc = report("--geoip", cycle, *args)
    gaps = [g for g in doc["gaps"] if g["item"] == "cycle.mmdb"]
    assert len(gaps) == 1 and "country stays open" in gaps[0]["reason"] and doc["transfers"][0]["country"] is None, doc["gaps"]
    text = wary("check", "--geoip", country, *args).stdout.decode()
    assert "country.mmdb of 2025-12-01" in " ".join(text.split()) and "Singapore" in text
    # A stored case is looked up again with what is given then.
    assert wary("collect", *args, "-o", "stored.json").returncode == 0
    _, doc = report("--geoip", country, "--recipients", mine, "stored.json")
    assert (doc["transfers"][0]["country"], doc["transfers"][0]["company"]) == ("SG", "Somebody Else")


def test_an_address_at_many_places_has_no_country():
    edge = {"198.18.0.0/24": {"autonomous_system_number": 13335, "autonomous_system_organization": "CLOUDFLARENET"}}
    asn, country = database("edge.mmdb", edge, "test-asn"), database("country.mmdb", mmdb.COUNTRIES, "test-country")
    _, doc = report("--geoip", asn, "--geoip", country, *IDENTITY, "leak-2014-before.pcap")
    assert {t["place"] for t in doc["transfers"]} == {"anycast"}
    quotes = [e["excerpt"] for f in doc["findings"] if f["id"] == "identifier-in-clear" for e in f["evidence"]]
    assert quotes and all("anycast" in q and "SG" not in q for q in quotes), quotes


def test_networks_of_the_list():
    path = os.path.join(sys.argv[2], "..", "..", "data", "lists", "networks.tsv")
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if line[0] != "#"]
    assert len({r[0] for r in rows}) == len(rows) and {r[2] for r in rows} == {"anycast", "cdn", "cloud"}
    for key, operator, _, source in rows:
        assert operator and source in ("CF", "FA", "RS", "OP", "AS"), key
        if "/" in key:
            ipaddress.ip_network(key)  # refuses what is no border of a network
    hit = [("104.16.0.1", "a.example", "anycast"), ("104.31.255.255", "a.example", None), ("104.27.255.255", "a.example", "anycast"),
           ("2606:4700::1", "a.example", "anycast"), ("2606:4701::1", "a.example", None), ("198.18.0.1", "x.cloudfront.net", "cdn"),
           ("198.18.0.1", "xcloudfront.net", None), ("9.9.9.9", "b.amazonaws.com", "anycast"), ("", "b.amazonaws.com", "cloud")]
    entries = [{"startedDateTime": "2026-11-21T10:00:00Z", "serverIPAddress": ip, "request": {"url": f"http://{host}/?i={leak2014.IMEI}"},
                "response": {}} for ip, host, _ in hit]
    write("networks.har", json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}).encode())
    _, doc = report(*IDENTITY, "networks.har")
    assert [t["place"] for t in doc["transfers"]] == [place for _, _, place in hit], [(t["ip"], t["place"]) for t in doc["transfers"]]


def test_bad_databases_and_lists():
    for name, data in mmdb.files():
        if name.startswith("bad"):
            code, doc = report("--geoip", write(name, data), *IDENTITY, "leak-2014-before.pcap")
            assert code == 1 and len(doc["transfers"]) == 7 and not any(t["country"] for t in doc["transfers"]), name
    _, doc = report("--geoip", write("no.mmdb", b"PK"), *IDENTITY, "leak-2014-before.pcap")
    assert any(g["item"] == "no.mmdb" and "MMDB" in g["reason"] for g in doc["gaps"]), doc["gaps"]
    assert wary("check", "--geoip", "absent.mmdb", "leak-2014-before.pcap").returncode == 2
    for bad in (b"only-a-domain\n", b"\tcompany\n", b"a.b\t\xff\xfe\n"):
        r = wary("check", "--recipients", write("bad.tsv", bad), "leak-2014-before.pcap")
        assert r.returncode == 2 and b"bad.tsv" in r.stderr, (bad, r)


def test_only_the_owners_phone():
    request = b"GET /?imei=490154203237518 HTTP/1.1\r\nHost: a.example\r\n\r\n"
    other = capture.ip4(capture.tcp(request, sport=40001), src=b"\x0a\0\0\x07")
    packets = [capture.ether(capture.ip4(capture.tcp(request))), b"\2\0\0\0\0\1\2\0\0\0\0\7\x08\0" + other]
    write("two.pcap", capture.pcap(packets))
    identity = ("--identity", write("two.toml", b'imei = "490154203237518"\nmac = "02:00:00:00:00:02"\n'))
    seen = lambda *args: [t["device"] for t in json.loads(wary("collect", "two.pcap", *args, "-o", "-").stdout)["transfers"]]
    assert seen(*identity) == ["10.0.0.2", "10.0.0.7"]
    for mine in ("phone", "02:00:00:00:00:02", "10.0.0.2", "10.0.0.9, 10.0.0.2"):
        assert seen(*identity, "--mine", mine) == ["10.0.0.2"], mine
    packets = [capture.ether(capture.ip6(capture.tcp(request, sport=40001 + n), src=b"\xfd" + b"\0" * 14 + bytes([n])), 0x86dd) for n in (2, 7)]
    write("six.pcap", capture.pcap(packets))
    for mine in ("fd00::2", "[fd00::2]", "FD00:0:0:0:0:0:0:2"):
        found = json.loads(wary("collect", "six.pcap", *identity, "--mine", mine, "-o", "-").stdout)["transfers"]
        assert [t["device"] for t in found] == ["fd00::2"], (mine, found)
    for mine in ("nonsense", "", " , ", "10.0.0.0/8", "10.0.0.2,nonsense", ",".join(["10.0.0.2"] * 33)):  # an empty one is no word for everybody's
        r = wary("check", "two.pcap", *identity, "--mine", mine)
        assert r.returncode == 2 and b"no IP or MAC address" in r.stderr and not r.stdout, (mine, r)
    r = wary("check", "two.pcap", "--mine", "phone")
    assert r.returncode == 3 and b"no MAC address of the phone" in r.stdout and b"a.example" not in r.stdout, r
    _, doc = report("two.pcap", *identity, "--mine", "10.0.0.9")
    assert [f["title"] for f in doc["findings"]] == ["None of the devices that --mine names is in this capture"], doc["findings"]


def test_a_slip_in_a_file_is_told_before_the_search():
    """What would never be found must not be read as "nothing left"."""
    ask = lambda option, text: wary("check", "leak-2014-before.pcap", option, write("slip.txt", text))
    for text, words in (('imei = "49015420323751X"', "line 1: an imei"), ('phone = "+48600100200"\nposition = "here"', "line 2: a position"),
                        ('contact = ["+48600700800", "Anna"]', "a contact"), ('android_id = "my phone"', "an android_id"),
                        ('mac = "02:00"', "a mac"), ('number = "1"', "unknown name"), ('position = "152.0, 13.0"', "a position")):
        r = ask("--identity", text)
        assert r.returncode == 2 and words in r.stderr.decode() and "slip.txt" in r.stderr.decode() and not r.stdout, (text, r)
    for text in ("", "# run=x\n", "10:00 step=a\n", "2014-08-07T09:00:00Z\n", "2014-08-07T09:00:00Z step=a consent=yes\n"):
        r = ask("--experiment", text)
        assert r.returncode == 2 and b"marks file" in r.stderr and not r.stdout, (text, r)
    for text, gaps in (("", 1), ("-----BEGIN PRIVATE KEY-----\n", 1), ("CLIENT_RANDOM 00 11\n", 1),
                       ("# made by a browser\nCLIENT_RANDOM %s %s\n" % ("0" * 64, "1" * 96), 0)):
        _, doc = report("leak-2014-before.pcap", "--keys", write("slip.txt", text))
        assert len(doc["gaps"]) == gaps and all("TLS secret" in g["reason"] for g in doc["gaps"]), (text, doc["gaps"])
    for text in ('imei = "49-015420-323751-8"', "\ufeffimei = 490154203237518\r\n", 'phone = "600 100 200"', 'contact = ""'):  # the last two: cannot tell
        assert ask("--identity", text).returncode in (1, 3), text
    assert ask("--experiment", "\ufeff2014-08-07T09:00:00Z step=a\r\n").returncode == 3
    # A zero ends nothing.
    zero = write("zero.marks", "2014-08-07T09:00:00Z step=a\0\n2014-08-07T09:05:00Z step=b consent=given\n")
    _, doc = report("leak-2014-before.pcap", "--identity", write("zero.toml", '# \0\nimei = "490154203237518"\n'), "--experiment", zero)
    assert len(doc["steps"]) == 2 and "imei" in {t["identifier"] for t in doc["transfers"]}, (doc["steps"], doc["transfers"])
    # Several files add up; each walk has marker packets of its own.
    one, two = write("1.toml", 'imei = "490154203237518"'), write("2.toml", 'contact = "+48600700800"')
    first, second = write("1.marks", "# run=1\n2014-08-07T09:00:00Z step=a\n"), write("2.marks", "# run=2\n2014-08-07T09:05:00Z step=b\n")
    _, doc = report("leak-2014-before.pcap", "--identity", one, "--identity", two, "--experiment", first, "--experiment", second)
    assert {(t["identifier"], t["step"]) for t in doc["transfers"]} == {("imei", "a"), ("contact", "b"), ("imei", "b")}, doc["transfers"]
    marked = capture.pcap([capture.ether(capture.ip4(capture.udp(b"WARY-MARK/1 step=%d run=%d" % (n, n), 9, 9), 17)) for n in (1, 2, 3)])
    _, doc = report(write("runs.pcap", marked), "--experiment", write("1.marks", "# run=1\n2017-07-14T02:30:00Z step=a\n"),
                    "--experiment", write("2.marks", "# run=2\n2017-07-14T02:31:00Z step=b\n"))
    assert [s["name"] for s in doc["steps"]] == ["a", "b", "1", "2"] and any("1 marker packets" in g["reason"] for g in doc["gaps"]), doc["steps"]


def test_a_list_of_connections_is_no_all_clear():
    rows = ("IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen\n"
            "6,10.0.0.2,40000,198.18.0.1,443,10123,Weather,TLS,Closed,api.example.com,1200,3400,10,12,1407402150000,1407402160000\n")
    log = '{"dns_event":{"event_time":1407402150000,"hostname":"api.example.com","package_name":"com.example.weather"}}\n'
    for text, closed in ((rows, 1200), (log, 0)):
        code, doc = report(*IDENTITY, write("list.txt", text))
        titles = " ".join(f["title"] for f in doc["findings"])
        assert code == 3 and doc["verdict"] == "cannot-tell" and "Only the names of servers" in titles, (code, titles)
        assert doc["captures"][0]["opaque_bytes"] == closed and ("1200 bytes sent" in titles) == bool(closed), titles


def test_the_story_of_2014():
    before = (*IDENTITY, "--experiment", "leak-2014-before.marks", "leak-2014-before.pcap")
    after = (*IDENTITY, "--experiment", "leak-2014-after.marks", "leak-2014-after.pcap")
    rows = [line.split() for line in wary("check", *before).stdout.decode().splitlines()]
    agreed = {r[0].split("-")[0]: r[1:] for r in rows if len(r) == 4 and r[1:] and all(c.isdigit() for c in r[1:])}
    assert agreed == {"IMEI": ["1", "1", "0"], "phone": ["1", "1", "0"], "contact": ["1", "0", "0"], "IMSI": ["0", "1", "0"]}, agreed
    steps = {r[0]: r[2:5] for r in rows if len(r) >= 5 and r[1].startswith("2014-08-07T")}
    assert steps["sim"] == ["0", "0", "0"] and steps["wifi"] == ["2", "2", "0"], steps
    text = wary("check", *after).stdout.decode()
    assert "None of the owner's identifiers was seen leaving" in text
    # Bytes that could not be read: one figure in the title, in the count of the search and in the table of steps.
    figures = re.findall(r"inside: (\d+) bytes|(\d+) bytes not|opt-in .owner.*Z 0 +\d+ +(\d+)", " ".join(text.split()))
    assert len({a or b or c for a, b, c in figures}) == 1 and len(figures) >= 2, figures
    steps = {r[0]: r[2] for r in map(str.split, text.splitlines()) if len(r) >= 5 and r[1].startswith("2014-08-12T")}
    assert steps["contact"] == "0" and steps["sms"] == "0", steps
    page = wary("check", "--format", "html", *after).stdout.decode()
    assert "None of the owner" in page and "<script" not in page


def test_uploads_that_stay_closed_are_told_without_an_owner():
    """Nobody may read the silence of a search that had nothing to search for as "nothing left"."""
    noise = random.Random(7).randbytes(900)
    post = b"POST /up HTTP/1.1\r\nHost: up.example.com\r\nContent-Length: %d\r\n\r\n" % len(noise) + noise
    tls = bytes.fromhex("1703030384") + noise
    write("closed.pcap", capture.pcap(capture.stream(post) + capture.stream(noise, port=9000) + capture.stream(tls, port=443)))
    marks = ("--experiment", write("closed.marks", "2017-07-14T02:40:01Z step=wifi\n"))
    told = lambda doc: [(f["title"], f["status"], [e["excerpt"] for e in f["evidence"]]) for f in doc["findings"] if f["check"] == "upload-not-readable"]
    (_, known), (_, unknown) = report(*IDENTITY, *marks, "closed.pcap"), report(*marks, "closed.pcap")
    assert told(unknown) == told(known) and len(told(unknown)) == 1 and len(told(unknown)[0][2]) == 3, told(unknown)
    assert unknown["flows"] == known["flows"] and unknown["captures"][0]["opaque_bytes"] == known["captures"][0]["opaque_bytes"] >= 1800
    closed = [(f["state"], f["sent"], f["time"] is not None, f["entropy"] is not None) for f in unknown["flows"] if f["state"] != "clear"]
    assert closed == [("opaque", 900, True, True), ("encrypted", 900, True, True), ("encrypted", len(tls), True, False)], closed
    assert sum(f["opaque"] or 0 for f in unknown["flows"]) == unknown["captures"][0]["opaque_bytes"], unknown["flows"]
    for page in ("terminal", "html"):
        text = " ".join(wary("check", "--format", page, *marks, "closed.pcap").stdout.decode().split())
        assert "identifiers are not known: leaks cannot be searched for" in text and "seen leaving" not in text, text


def test_lines_for_other_programs():
    args = (*IDENTITY, "--experiment", "leak-2014-before.marks", "leak-2014-before.pcap")
    r = wary("check", "--format", "jsonl", *args)
    lines = [json.loads(line) for line in r.stdout.decode().splitlines()]
    assert lines[0]["record"] == "case" and lines[0]["schema"] == "wary.transfers/1" and lines[0]["redacted"] is True
    kinds = [line["record"] for line in lines]
    assert kinds.count("step") == 7 and kinds.count("transfer") == 7 and kinds.count("flow") > 0, kinds
    assert all(t["excerpt"] and t["time"] and t["packet"] and t["offset"] is not None for t in lines if t["record"] == "transfer")


def test_no_value_leaves():
    values = [leak2014.IMEI, leak2014.IMSI, leak2014.PHONE[3:], leak2014.CONTACT[3:], leak2014.SENDER[3:]]
    args = (*IDENTITY, "--experiment", "leak-2014-before.marks", "leak-2014-before.pcap")
    for fmt in ("terminal", "json", "jsonl", "html", "sarif", "csv", "cyclonedx"):
        out = wary("check", "--format", fmt, *args).stdout.decode()
        assert out and not any(v in out for v in values), fmt
    assert leak2014.IMEI in wary("check", "--format", "jsonl", "--reveal", *args).stdout.decode()
    assert leak2014.IMEI not in wary("diff", "leak-2014-before.pcap", "leak-2014-after.pcap", *IDENTITY).stdout.decode()


def phone_on_loopback(stop):
    """What a phone would send, again and again, to a server of ours on the loopback."""
    server = socket.create_server(("127.0.0.1", 0))
    def serve():
        while not stop.is_set():
            try:
                client = socket.create_connection(server.getsockname(), 1)
                client.sendall(f"GET /?d={leak2014.IMEI} HTTP/1.1\r\nHost: api.account.xiaomi.com\r\n\r\n".encode())
                client.close()
                server.accept()[0].close()
            except OSError:
                pass
            stop.wait(0.1)
    threading.Thread(target=serve, daemon=True).start()


def live(*args, **kw):
    return subprocess.Popen([WARY, "live", "lo", *IDENTITY, "--format", "json", *args], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=ENV, **kw)


def test_a_comparison_says_how_far_it_goes():
    """What is gone after an update was not seen; that it did not leave is said of no bytes that nobody could read."""
    after, before = "leak-2014-after.pcap", "leak-2014-before.pcap"
    write("none.pcap", capture.pcap([]))
    write("half.pcap", open(before, "rb").read()[:1500])
    write("fewer.toml", 'imei = "490154203237518"')
    cases = ((before, after, "newer capture that could not be looked into: 938"), (after, before, "older capture that could not"),
             (before, "none.pcap", "Nothing in the newer"), (before, "half.pcap", "newer capture was not read as a whole"))
    for old, new, words in cases:
        told = json.loads(wary("diff", old, new, *IDENTITY, "--format", "json").stdout)["limits"]
        assert len(told) == 1 and words in told[0], (old, new, told)
        for form in ("terminal", "csv", "html"):
            assert words in " ".join(wary("diff", old, new, *IDENTITY, "--format", form).stdout.decode().split()), (form, words)
    assert json.loads(wary("diff", before, before, *IDENTITY, "--format", "json").stdout)["limits"] == []
    wary("collect", before, *IDENTITY, "-o", "old.json")
    wary("collect", before, "--identity", "fewer.toml", "-o", "new.json")
    told = json.loads(wary("diff", "old.json", "new.json", "--format", "json").stdout)["limits"]
    assert len(told) == 1 and "different numbers of forms: " in told[0], told
    # A control phone has other numbers, and may have more of them.
    write("other.toml", 'imei = ["356938035643809", "356938035643817"]\nimsi = "001019876543211"\nphone = "+48600100201"\ncontact = "+48600700800"')
    told = json.loads(wary("diff", "old.json", before, "--identity", "other.toml", "--format", "json").stdout)["limits"]
    assert told == [], told
    kinds = json.loads(open("new.json").read())["captures"][0]["identifiers"]
    assert kinds == ["imei"], kinds


def test_stored_evidence_is_not_searched_anew():
    assert wary("collect", "leak-2014-before.pcap", "-o", "bare.json").returncode == 0
    _, doc = report("bare.json")
    assert not doc["gaps"], doc["gaps"]
    for option in (IDENTITY, ("--experiment", "leak-2014-before.marks"), ("--received",), ("--mine", "10.0.0.2")):
        _, doc = report("bare.json", *option)
        assert len(doc["gaps"]) == 1 and "give the capture itself" in doc["gaps"][0]["reason"], (option, doc["gaps"])
    write("phone.json", b'{"schema":"wary.evidence/1","sources":[{"target":"phone"}]}')  # has no traffic
    _, doc = report("bare.json", "phone.json", "--received")
    assert len(doc["gaps"]) == 1, doc["gaps"]


def test_the_picture_counts_all():
    """The table lists some of the rows, the picture counts all of them: its numbers are those of the other tables."""
    packets = []
    for i in range(400):
        request = b"GET /a?imei=%s HTTP/1.1\r\nHost: h%d.example.com\r\n\r\n" % (leak2014.IMEI.encode(), i)
        packets.append(capture.ether(capture.ip4(capture.tcp(request, sport=20000 + i))))
    page = wary("check", "--format", "html", *IDENTITY, write("hosts.pcap", capture.pcap(packets))).stdout.decode()
    labels = re.findall(r"<text x=[^>]*>([^<]*) · (\d+)</text>", page)
    counts = {label.split("-")[0]: int(n) for label, n in labels}
    assert counts["IMEI"] == counts["country not known"] == 400 and counts["others (386)"] == 386, labels
    assert len(labels) == 1 + 1 + 15 + 1, labels


def test_a_capture_beside_another_is_named_once():
    text = wary("check", "leak-2014-before.pcap", "leak-2014-after.pcap", *IDENTITY).stdout.decode()
    assert "leak-2014-before.pcap, packet 4" in " ".join(text.split()) and "pcap > " not in text, text


def holds_back(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as f:
            return int(re.search(r"SigBlk:\s*(\w+)", f.read()).group(1), 16) >> signal.SIGINT - 1 & 1
    except OSError:  # it has ended
        return 0


def begun(p):
    """Waits until the signals that end it are held back, and for some packets: on a busy machine that takes a while. One that
    waits for these signals does not show them as held; who reads the interface for it does."""
    for _ in range(200):
        with open(f"/proc/{p.pid}/task/{p.pid}/children", encoding="utf-8") as f:
            if any(holds_back(child) for child in f.read().split()):
                break
        time.sleep(0.1)
    time.sleep(2)


def test_names_that_run_together():
    asks = [b"GET /1 HTTP/1.1\r\nHost: b.example\r\nCookie: auth_token a=0123456789\r\n\r\n",
            b"GET /2 HTTP/1.1\r\nHost: a b.example\r\nCookie: auth_token=0123456789\r\n\r\n"]
    _, doc = report(write("tokens.pcap", capture.pcap(capture.stream(b"".join(asks)))))
    assert [(c["name"], c["host"], c["count"]) for c in doc["credentials"]] == [
        ("auth_token a", "b.example", 1), ("auth_token", "a b.example", 1)], doc["credentials"]


def test_live():
    stop = threading.Event()
    phone_on_loopback(stop)
    try:
        p = live("--for", "2")
        out, err = p.communicate(timeout=60)
        if p.returncode == 3 and b"no right" in err:
            raise Skip("no right to capture here")
        doc = json.loads(out)
        assert p.returncode == 1 and any(t["identifier"] == "imei" for t in doc["transfers"]), (p.returncode, err)
        assert doc["scope"][0] == {"target": "lo", "kind": "capture", "sha256": None} and leak2014.IMEI not in out.decode()
        # Ctrl-C reaches every process of the terminal.
        p = live(start_new_session=True)
        begun(p)
        os.killpg(p.pid, signal.SIGINT)
        out, err = p.communicate(timeout=60)
        assert p.returncode == 1 and json.loads(out)["transfers"], (p.returncode, err)
        # One that was told to end, or whose terminal is closed, says what it has.
        for ending in (signal.SIGTERM, signal.SIGHUP):
            p = live(restore_signals=True, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
            begun(p)
            p.send_signal(ending)
            out, err = p.communicate(timeout=60)
            assert p.returncode == 1 and json.loads(out)["captures"][0]["packets"] > 0, (p.returncode, err)
    finally:
        stop.set()


def test_live_leaves_nobody_behind():
    """Who reads the interface ends with the one who reports, also where nothing passes that would tell it."""
    alone = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if os.geteuid() != 0 or not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True).returncode != 0:
        raise Skip("needs the right to make a network")
    p = subprocess.Popen([*alone, WARY, "live", "lo", *IDENTITY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    begun(p)
    assert p.poll() is None, p.communicate()
    p.kill()
    p.communicate(timeout=10)  # the pipes are shut when the last process has ended


def test_live_tells_when_an_interface_ends():
    alone = ["unshare", "-n", "sh", "-c"]  # a network of its own
    make = "ip link add gone type veth peer name other && ip link set gone up"
    if os.geteuid() != 0 or not shutil.which("unshare") or subprocess.run([*alone, make], capture_output=True).returncode != 0:
        raise Skip("needs the right to make an interface")
    # /proc/net/packet: a line of titles, then one for each socket that reads an interface.
    end = "(until [ $(wc -l </proc/net/packet) -gt 1 ]; do sleep 0.1; done; sleep 1; ip link delete gone)"
    p = subprocess.run([*alone, make + " && { " + end + ' & exec "$@"; }', "sh", WARY, "live", "gone", "--for", "20",
                        *IDENTITY, "--format", "json"], capture_output=True, env=ENV, timeout=60)
    assert any("ended by themselves" in g["reason"] for g in json.loads(p.stdout)["gaps"]), p


def test_live_without_the_right():
    for args, words in ((("live",), b"name of an interface"), (("live", "lo", "--for", "0"), b"wary: for: "),
                        (("live", "lo", "--for", "x"), b"wary: for: ")):
        r = wary(*args)
        assert r.returncode == 2 and words in r.stderr, (args, r)
    if os.geteuid() != 0:
        raise Skip("needs root to give up its rights")
    r = wary("live", "no-such-interface")
    assert r.returncode == 3 and b"no interface" in r.stderr, r
    os.chmod(".", 0o755)
    shutil.copy(WARY, "copy-of-wary")
    r = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", "./copy-of-wary", "live", "lo", "--for", "1"], capture_output=True, env=ENV)
    assert r.returncode == 3 and b"setcap cap_net_raw" in r.stderr, r


def test_no_count_without_a_list():
    """A finding quotes forty places; the report says how many more there are and lists them all."""
    packets = []
    for i in range(60):
        head = b"GET /a?imei=%s HTTP/1.1\r\nHost: h%d.example.com\r\nAuthorization: Bearer secret-of-host-%d\r\n\r\n" % (
            leak2014.IMEI.encode(), i, i)
        for segment in (capture.tcp(b"", 100, 0, 2), capture.tcp(head, 101, 501)):
            packets.append(capture.ether(capture.ip4(segment, 6, b"\x0a\0\0\1", bytes((198, 18, i, 1)))))
    write("many.pcap", capture.pcap(packets))
    _, doc = report("many.pcap", *IDENTITY)
    for check, table in (("identifier-in-clear", "transfers"), ("session-in-clear", "credentials")):
        found = next(f for f in doc["findings"] if f["check"] == check)
        assert len(found["evidence"]) + found["evidence_unquoted"] == 60 == len(doc[table]), (check, len(doc[table]))
        assert found["evidence_unquoted"] > 0, check
    said = wary("check", "many.pcap", *IDENTITY).stdout.decode()
    assert said.count("and 48 more: --format json lists them.") == 2, said


def prepare():
    for name, data in leak2014.files().items():
        write(name, data)


run(globals(), prepare)
