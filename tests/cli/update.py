#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""wary advisories update against a server on the loopback: feeds, digests, resuming, refusals.  usage: update.py WARY"""
import contextlib
import hashlib
import http.server
import io
import json
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

from harness import ENV, WARY, Skip, run

FILES, ASKED, MOVED = {}, [], {}
HTTPS = {}  # name of the certificate -> address


def record(n):
    return json.dumps({"id": f"X-2099-{n}", "modified": "2026-10-01T00:00:00Z", "affected": [
        {"package": {"ecosystem": "npm", "name": "x"}, "versions": ["1"]}]}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path in MOVED:
            self.send_response(302)
            self.send_header("Location", MOVED[self.path])
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"moved")
            return
        body, start = FILES.get(self.path), 0
        ASKED.append((self.path, self.headers.get("Range")))
        if body is None or body == 500:
            self.send_error(body or 404)
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
        if self.path.endswith("stalls.json"):
            self.wfile.write(body[:10])
            self.wfile.flush()
            time.sleep(20)
            return
        if self.path.endswith("breaks.json") and not asked:
            self.wfile.write(body[:100])
            self.close_connection = True
            return
        self.wfile.write(body[start:])

    def log_message(self, *args):
        pass


def update(source, folder="out", *options, **how):
    return subprocess.run([WARY, "advisories", "update", source, "-o", folder, *options], capture_output=True, env=ENV,
                          timeout=60, **how)


def content(folder):
    found = [n for n in os.listdir(folder) if not n.startswith(".")]
    assert len(found) == 1, found
    with open(os.path.join(folder, found[0]), "rb") as f:
        return f.read()


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
    assert r.returncode == 3 and names("feed") == ["a.json", "b.json", "d.json"], (names("feed"), r.stderr)
    assert b"with 3 records" in r.stderr and b"2 failed" in r.stderr and b"2 files are missing" in r.stderr, r.stderr
    FILES["/feed.json"], FILES["/dir/index.txt"] = b'{"feed":{"entry":[]}}', b"2026/d.json\n"
    r = update(url + "/provider-metadata.json", "feed")
    assert r.returncode == 0 and b"far fewer" in r.stderr and b"missing" not in r.stderr, r


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


def test_redirects_meet_the_same_rules(url):
    FILES["/target.json"] = record(8)
    MOVED.update({"/a": url + "/b", "/b": "/target.json", "/loop": "/loop", "/file": "file:///etc/hostname",
                  "/plain": "http://192.0.2.1/x.json", "/ftp": "ftp://127.0.0.1/x"})
    r = update(url + "/a", "moved")
    assert r.returncode == 0 and content("moved") == record(8), r
    for path in ("/loop", "/file", "/plain", "/ftp"):
        r = update(url + path, "nowhere")
        assert r.returncode == 3 and names("nowhere") == [], (path, r)


def test_what_was_there_stays(url):
    good = record(9)
    FILES["/stays.json"] = good
    assert update(url + "/stays.json", "stays").returncode == 0
    FILES["/stays.json.sha256"] = b"0" * 64
    FILES["/stays.json"] = record(10)
    r = update(url + "/stays.json", "stays")
    assert r.returncode == 3 and content("stays") == good and b"digest" in r.stderr, r
    for answer in (None, 500):
        FILES["/stays.json"] = answer
        r = update(url + "/stays.json", "stays")
        assert r.returncode == 3 and content("stays") == good and str(answer or 404).encode() in r.stderr, r
    r = update("http://127.0.0.1:1/stays.json", "stays")
    assert r.returncode == 3 and content("stays") == good, r


def test_a_full_disk_leaves_the_old_file(url):
    FILES["/full.json"] = record(11)
    assert update(url + "/full.json", "full").returncode == 0
    FILES["/full.json"] = record(12) + b" " * 100000

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))
    r = update(url + "/full.json", "full", preexec_fn=no_room, restore_signals=False)
    assert r.returncode == 3 and b"File too large" in r.stderr and content("full") == record(11), r
    r = update(url + "/full.json", "full")
    assert r.returncode == 0 and content("full") == FILES["/full.json"], r


def test_a_server_that_stalls_is_given_up(url):
    FILES["/stalls.json"] = record(13)
    begun = time.monotonic()
    r = update(url + "/stalls.json", "stalls", "--timeout", "2")
    assert r.returncode == 3 and names("stalls") == [] and time.monotonic() - begun < 15, r
    assert update(url, "stalls", "--timeout", "soon").returncode == 2


def test_a_zip_of_records(url):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for n in range(3):
            z.writestr(f"X-2099-{n}.json", record(n))
    FILES["/all.zip"] = out.getvalue()
    FILES["/all.zip.sha256"] = hashlib.sha256(out.getvalue()).hexdigest().encode()
    r = update(url + "/all.zip", "zip")
    assert r.returncode == 0 and b"1 files with 3 records; 1 had a digest" in r.stderr, r


def test_certificates_are_checked(_):
    FILES["/tls.json"] = record(14)
    assert update(HTTPS["good"] + "/tls.json", "tls", "--ca-file", "good.pem").returncode == 0
    assert content("tls") == record(14)
    for source, options in ((HTTPS["good"], ()), (HTTPS["good"], ("--ca-file", "other.pem")),
                            (HTTPS["other"], ("--ca-file", "other.pem")), (HTTPS["good"], ("--ca-file", "none.pem"))):
        r = update(source + "/tls.json", "tls-bad", *options)
        assert r.returncode == 3 and names("tls-bad") == [], (source, options, r)


def gpg(home, *args, **how):
    return subprocess.run(["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase",
                           "", *args], capture_output=True, check=True, **how).stdout


def make_key(home, *how):
    os.makedirs(home, mode=0o700)
    gpg(home, *how, "--quick-gen-key", "signer@example.com", "ed25519", "sign", "1d" if how else "never")
    rows = gpg(home, "--with-colons", "--list-keys").decode().split("\n")
    return next(r.split(":")[9] for r in rows if r.startswith("fpr")), gpg(home, "--armor", "--export")


def sign(home, doc, *how):
    return gpg(home, *how, "--armor", "--detach-sign", input=doc)


def revoke(home):
    """The key with its revocation, as a provider would publish it."""
    folder = os.path.join(home, "openpgp-revocs.d")
    with open(os.path.join(folder, os.listdir(folder)[0]), "rb") as f:
        gpg(home, "--import", input=f.read().replace(b":---", b"---"))
    return gpg(home, "--armor", "--export")


def publish(url, name, docs, keys, **links):
    """A feed of the documents, and metadata that name the keys (fingerprint, armoured text)."""
    FILES.update({f"/{n}.json": doc for n, doc in docs.items()})
    FILES.update({f"/{name}-{i}.asc": key for i, (_, key) in enumerate(keys)})
    entries = [{"content": {"src": f"{url}/{n}.json"}, "link": links.get(n, [])} for n in docs]
    FILES[f"/{name}-feed.json"] = json.dumps({"feed": {"entry": entries}}).encode()
    FILES[f"/{name}-metadata.json"] = json.dumps({
        "public_openpgp_keys": [{"url": f"{url}/{name}-{i}.asc", "fingerprint": fingerprint.lower()}
                                for i, (fingerprint, _) in enumerate(keys)],
        "distributions": [{"rolie": {"feeds": [{"url": f"{url}/{name}-feed.json"}]}}]}).encode()
    return f"{url}/{name}-metadata.json"


def want_gpg():
    if not shutil.which("gpg") or not os.path.exists("/usr/bin/gpgv"):
        raise Skip("no gpg and gpgv")


@contextlib.contextmanager
def homes(*names_of):
    with tempfile.TemporaryDirectory() as folder:  # sockets of gpg want short paths
        paths = [os.path.join(folder, n) for n in names_of]
        try:
            yield paths
        finally:
            for path in paths:
                subprocess.run(["gpgconf", "--homedir", path, "--kill", "all"], capture_output=True, check=False)


def test_signatures_of_the_provider(url):
    want_gpg()
    docs = {n: record(20 + i) for i, n in enumerate(("signed", "unsigned", "foreign", "changed"))}
    with homes("a", "b") as (ours, theirs):
        fingerprint, key = make_key(ours)
        make_key(theirs)
        FILES["/signed.json.asc"] = sign(ours, docs["signed"])
        FILES["/changed.json.asc"] = sign(ours, docs["changed"] + b" ")
        FILES["/foreign.json.asc"] = sign(theirs, docs["foreign"])
    source = publish(url, "ours", docs, [(fingerprint, key)])
    r = update(source, "signed")
    assert r.returncode == 3 and names("signed") == ["signed.json"], (names("signed"), r.stderr)
    assert b"1 a signature that fits, 3 failed" in r.stderr and b"3 of these were refused" in r.stderr, r.stderr
    assert re.search(rb"/unsigned\.json: refused: .*no signature\..*--unsigned", r.stderr), r.stderr
    assert re.search(rb"/foreign\.json: refused: .*none of the provider's keys", r.stderr), r.stderr
    r = update(source, "unsigned", "--unsigned")  # never what is wrong
    assert r.returncode == 3 and names("unsigned") == ["signed.json", "unsigned.json"], (names("unsigned"), r.stderr)
    assert update(source, "quiet", "--quiet").stderr.count(b"refused: ") == 3
    source = publish(url, "pinned", docs, [("0" * 40, key)])  # the key is not the one that was announced
    r = update(source, "pinned")
    assert r.returncode == 3 and names("pinned") == [], r
    del FILES["/pinned-0.asc"]
    r = update(source, "keyless")
    assert r.returncode == 3 and names("keyless") == [] and b"keys could be had" in r.stderr, r
    assert update(source, "keyless", "--unsigned").returncode == 0 and len(names("keyless")) == 4


def test_no_gpgv_no_trust(url):
    want_gpg()
    docs = {"alone": record(60)}
    with homes("a") as (ours,):
        keys = [make_key(ours)]
        FILES["/alone.json.asc"] = sign(ours, docs["alone"])
    source = publish(url, "alone", docs, keys)
    hidden = ["unshare", "--mount", "sh", "-c", 'mount --bind /dev/null /usr/bin/gpgv && "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*hidden, "true"], capture_output=True, check=False).returncode:
        raise Skip("gpgv cannot be hidden here")
    update_so = [*hidden, WARY, "advisories", "update", source, "-o", "no-gpgv"]
    r = subprocess.run(update_so, capture_output=True, env=ENV, check=False)
    assert r.returncode == 3 and names("no-gpgv") == [] and b"gpgv is not installed" in r.stderr, r
    r = subprocess.run([*update_so, "--unsigned"], capture_output=True, env=ENV, check=False)
    assert r.returncode == 0 and names("no-gpgv") == ["alone.json"], r


def test_signatures_that_a_feed_names(url):
    want_gpg()
    docs = {n: record(40 + i) for i, n in enumerate(("elsewhere", "nowhere"))}
    links = {"elsewhere": [{"rel": "signature", "href": url + "/signatures/one"}]}
    with homes("a") as (ours,):
        keys = [make_key(ours)]
        FILES["/signatures/one"] = sign(ours, docs["elsewhere"])
    source = publish(url, "links", docs, keys, **links)
    r = update(source, "links")
    assert r.returncode == 3 and names("links") == ["elsewhere.json"] and b"1 a signature that fits" in r.stderr, r
    r = update(url + "/links-feed.json", "feed-alone")  # names no key: nothing to hold signatures against
    assert r.returncode == 3 and names("feed-alone") == ["elsewhere.json"], r
    assert b"feed.json: signatures were not checked" in r.stderr and b"nowhere.json: refused" in r.stderr, r.stderr


def test_keys_and_signatures_that_ended(url):
    want_gpg()
    docs = {n: record(50 + i) for i, n in enumerate(("oldkey", "oldsignature", "revoked"))}
    then = ("--faked-system-time", "20200101T000000")
    with homes("a", "b", "c") as (old, short, gone):
        keys = [make_key(old, *then), make_key(short)]
        FILES["/oldkey.json.asc"] = sign(old, docs["oldkey"], "--faked-system-time", "20200101T010000")
        FILES["/oldsignature.json.asc"] = sign(short, docs["oldsignature"], "--default-sig-expire", "seconds=1")
        fingerprint, _ = make_key(gone)
        FILES["/revoked.json.asc"] = sign(gone, docs["revoked"])
        keys.append((fingerprint, revoke(gone)))
        time.sleep(2)
    source = publish(url, "ended", docs, keys)
    r = update(source, "ended")
    assert r.returncode == 3 and names("ended") == [], (names("ended"), r.stderr)
    for name, word in (("oldkey", b"has expired"), ("oldsignature", b"has expired"), ("revoked", b"was revoked")):
        assert re.search(name.encode() + rb"\.json: refused: .*" + word, r.stderr), (name, r.stderr)
    r = update(source, "ended", "--unsigned")
    assert r.returncode == 3 and names("ended") == ["oldkey.json", "oldsignature.json"], (names("ended"), r.stderr)


def test_no_other_command_speaks_to_the_network(url):
    trace = ["strace", "-f", "-e", "trace=network", "-o"]
    probe = subprocess.run([*trace, "probe", "true"], capture_output=True, check=False) if shutil.which("strace") else None
    if not probe or probe.returncode:
        raise Skip("no strace that may trace")
    with open("case.json", "w", encoding="utf-8") as f:
        json.dump({"schema": "wary.evidence/1", "packages": [{"name": "com.xiaomi.mi_connect_service",
                                                              "version_name": "3.1.895.10", "state": "installed"}]}, f)
    FILES["/net.json"] = record(30)
    commands = [["check", "case.json"], ["collect", "case.json", "-o", "out.json"], ["diff", "case.json", "case.json"],
                ["recheck", "case.json"], ["ask", "CVE-2024-45347", "case.json"], ["explain", "CVE-2024-45347"],
                ["selftest"], ["advisories", "list"], ["advisories", "lint", "case.json"],
                ["advisories", "build", "-o", "net.index", "case.json"], ["advisories", "new"],
                ["advisories", "export", "case.json"], ["advisories", "update", url + "/net.json", "-o", "net"]]
    for command in commands:
        subprocess.run([*trace, "trace", WARY, *command], capture_output=True, env=ENV, timeout=120, check=False)
        with open("trace", encoding="utf-8", errors="replace") as f:
            lines = [line for line in f if "AF_INET" in line]
        assert bool(lines) == ("update" in command), (command, lines[:3])


def certificate(name, subject):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "2", "-subj", "/CN=test", "-addext", "subjectAltName=" + subject, "-keyout", name + ".key", "-out",
                    name + ".pem"], capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(name + ".pem", name + ".key")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # refused handshakes are what is tested
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    HTTPS[name] = f"https://127.0.0.1:{server.server_address[1]}"


def prepare():
    certificate("good", "IP:127.0.0.1")
    certificate("other", "DNS:elsewhere.example")


try:
    SERVER = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
except OSError as e:
    print(f"1..0 # SKIP no loopback: {e}")
    sys.exit(0)
threading.Thread(target=SERVER.serve_forever, daemon=True).start()
run(globals(), prepare, [f"http://127.0.0.1:{SERVER.server_address[1]}"])
