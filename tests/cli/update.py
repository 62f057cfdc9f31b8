#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""wary advisories update against a server on the loopback: feeds, digests, resuming, refusals.  usage: update.py WARY"""
import hashlib
import http.server
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading

WARY = os.path.abspath(sys.argv[1])
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en")
FILES, ASKED = {}, []


def record(n):
    return json.dumps({"id": f"X-2099-{n}", "modified": "2026-10-01T00:00:00Z", "affected": [
        {"package": {"ecosystem": "npm", "name": "x"}, "versions": ["1"]}]}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body, start = FILES.get(self.path), 0
        ASKED.append((self.path, self.headers.get("Range")))
        if body is None:
            self.send_error(404)
            return
        tag = '"%s"' % hashlib.md5(body).hexdigest()
        asked = self.headers.get("Range")
        if asked and self.headers.get("If-Range") == tag:
            start = int(asked[len("bytes="):-1])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        if self.path.endswith("breaks.json") and not asked:
            self.wfile.write(body[:100])
            self.close_connection = True
            return
        self.wfile.write(body[start:])

    def log_message(self, *args):
        pass


def update(source, folder="out"):
    return subprocess.run([WARY, "advisories", "update", source, "-o", folder], capture_output=True, env=ENV, timeout=60)


def names(folder="out"):
    return sorted(n.split("-", 1)[1] for n in os.listdir(folder) if not n.startswith("."))


def test_a_plain_file(url):
    FILES["/one.json"] = record(1)
    FILES["/one.json.sha256"] = hashlib.sha256(record(1)).hexdigest().encode() + b"  one.json\n"
    os.umask(0)
    r = update(url + "/one.json")
    assert r.returncode == 0 and names() == ["one.json"] and b"1 had a digest" in r.stderr, r
    path = os.path.join("out", [n for n in os.listdir("out") if not n.startswith(".")][0])
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600 and open(path, "rb").read() == record(1)


def test_a_wrong_digest_is_left_out(url):
    FILES["/bad.json"] = record(2)
    FILES["/bad.json.sha512"] = b"0" * 128
    r = update(url + "/bad.json", "bad")
    assert r.returncode == 3 and names("bad") == [] and b"digest" in r.stderr, r


def test_metadata_feed_and_directory(url):
    FILES["/provider-metadata.json"] = json.dumps({"canonical_url": url, "distributions": [
        {"rolie": {"feeds": [{"url": url + "/feed.json"}]}}, {"directory_url": url + "/dir"}]}).encode()
    FILES["/feed.json"] = json.dumps({"feed": {"entry": [
        {"link": [{"rel": "self", "href": url + "/a.json"}]}, {"content": {"src": url + "/../../b.json"}},
        {"content": {"src": "file:///etc/hostname"}}, {"content": {"src": "http://192.0.2.1/c.json"}}]}}).encode()
    FILES["/dir/index.txt"] = b"2026/d.json\n../../e.json\n"
    FILES["/a.json"], FILES["/b.json"], FILES["/dir/2026/d.json"] = record(3), record(4), record(5)
    r = update(url + "/provider-metadata.json", "feed")
    assert r.returncode == 0 and names("feed") == ["a.json", "b.json", "d.json"], (names("feed"), r.stderr)
    assert b"with 3 records" in r.stderr and b"2 failed" in r.stderr, r.stderr
    FILES["/feed.json"], FILES["/dir/index.txt"] = b'{"feed":{"entry":[]}}', b"2026/d.json\n"
    assert b"far fewer" in update(url + "/provider-metadata.json", "feed").stderr


def test_a_broken_download_goes_on(url):
    FILES["/breaks.json"] = record(6) + b" " * 1000
    assert update(url + "/breaks.json", "resumed").returncode == 3
    r = update(url + "/breaks.json", "resumed")
    assert r.returncode == 0 and ("/breaks.json", "bytes=100-") in ASKED, (r, ASKED)
    path = os.path.join("resumed", [n for n in os.listdir("resumed") if not n.startswith(".")][0])
    assert open(path, "rb").read() == FILES["/breaks.json"]


def test_a_folder(url):
    os.makedirs("local/below", exist_ok=True)
    for name in ("local/x.json", "local/below/y.json"):
        with open(name, "wb") as f:
            f.write(record(7))
    os.symlink("/etc/hostname", "local/link.json")
    assert update("local", "copied").returncode == 0 and names("copied") == ["x.json", "y.json"]


def test_what_is_not_fetched(url):
    for source in ("http://192.0.2.1/x.json", "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://x", "no-such-folder"):
        r = update(source, "refused")
        assert r.returncode == 3 and (not os.path.exists("refused") or os.listdir("refused") == []), (source, r)
    assert update(url + "/missing.json", "missing").returncode == 3
    assert subprocess.run([WARY, "advisories", "update", url], capture_output=True, env=ENV).returncode == 2


def main():
    tests = [(n, t) for n, t in globals().items() if n.startswith("test_")]
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    except (OSError, socket.error) as e:
        print(f"1..0 # SKIP no loopback: {e}")
        return 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        print(f"1..{len(tests)}")
        for i, (name, test) in enumerate(tests, 1):
            try:
                test(f"http://127.0.0.1:{server.server_address[1]}")
                print(f"ok {i} - {name}")
            except Exception as e:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok {i} - {name}\n# {type(e).__name__}: {e}")
        os.chdir("/")
    return 1 if failed else 0


sys.exit(main())
