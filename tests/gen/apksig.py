# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""APKs signed by all schemes with two keys of our own, which protect nothing. Each seed is the length of the APK (u32),
the APK, and its .idsig."""
import base64
import hashlib
import io
import os
import struct
import sys
import zipfile

from axml import document, manifest


class Key:
    def __init__(self, name, n, d):
        self.n, self.d, self.size = n, d, (n.bit_length() + 7) // 8
        self.spki = seq(seq(oid("1.2.840.113549.1.1.1"), b"\5\0"), tlv(3, b"\0" + seq(integer(n), integer(65537))))
        algorithm = seq(oid("1.2.840.113549.1.1.11"), b"\5\0")
        self.name = seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(12, name.encode()))))
        dates = seq(tlv(23, b"260101000000Z"), tlv(23, b"460101000000Z"))
        tbs = seq(tlv(0xA0, integer(2)), integer(1), algorithm, self.name, dates, self.name, self.spki)
        self.cert = seq(tbs, algorithm, tlv(3, b"\0" + self.sign(tbs)))

    def sign(self, data):
        """RSASSA-PKCS1-v1_5 with SHA-256."""
        info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()
        block = b"\0\1" + b"\xff" * (self.size - len(info) - 3) + b"\0" + info
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.size, "big")


def tlv(tag, body):
    n = len(body)
    size = bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else bytes([0x82, n >> 8, n & 255])
    return bytes([tag]) + size + body


def seq(*parts):
    return tlv(0x30, b"".join(parts))


def integer(v):
    return tlv(2, v.to_bytes(v.bit_length() // 8 + 1, "big"))


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    out = bytes([arcs[0] * 40 + arcs[1]])
    for arc in arcs[2:]:
        piece = bytes([arc & 127])
        while arc > 127:
            arc >>= 7
            piece = bytes([arc & 127 | 128]) + piece
        out += piece
    return tlv(6, out)


def sized(*parts):
    body = b"".join(parts)
    return struct.pack("<I", len(body)) + body


def u32(v):
    return struct.pack("<I", v)


def jar(files, key, schemes):
    """Scheme v1: MANIFEST.MF, the .SF file over it, the PKCS #7 block over that."""
    def digest(data):
        return base64.b64encode(hashlib.sha256(data).digest())
    main = b"Manifest-Version: 1.0\r\n\r\n"
    sections = {n: b"Name: " + n.encode() + b"\r\nSHA-256-Digest: " + digest(d) + b"\r\n\r\n" for n, d in files}
    whole = main + b"".join(sections.values())
    sf = b"Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: " + digest(whole) + b"\r\n"
    if schemes:
        sf += b"X-Android-APK-Signed: " + schemes.encode() + b"\r\n"
    sf += b"\r\n"
    for name, section in sections.items():
        sf += b"Name: " + name.encode() + b"\r\nSHA-256-Digest: " + digest(section) + b"\r\n\r\n"
    sha256 = seq(oid("2.16.840.1.101.3.4.2.1"), b"\5\0")
    info = seq(integer(1), seq(key.name, integer(1)), sha256, seq(oid("1.2.840.113549.1.1.1"), b"\5\0"),
               tlv(4, key.sign(sf)))
    block = seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, seq(
        integer(1), tlv(0x31, sha256), seq(oid("1.2.840.113549.1.7.1")), tlv(0xA0, key.cert), tlv(0x31, info))))
    return [("META-INF/MANIFEST.MF", whole), ("META-INF/CERT.SF", sf), ("META-INF/CERT.RSA", block)]


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".txt") else zipfile.ZIP_STORED
            z.writestr(info, data)
    return out.getvalue()


def content_digest(parts):
    chunks = [p[i:i + (1 << 20)] for p in parts for i in range(0, len(p), 1 << 20)]
    hashes = [hashlib.sha256(b"\xa5" + u32(len(c)) + c).digest() for c in chunks]
    return hashlib.sha256(b"\x5a" + u32(len(hashes)) + b"".join(hashes)).digest()


def pair(ident, value):
    return struct.pack("<QI", len(value) + 4, ident) + value


def signatures(key, data):
    return sized(sized(u32(0x0103), sized(key.sign(data))))


def v2_block(key, digest, attributes=b""):
    data = sized(sized(u32(0x0103), sized(digest))) + sized(sized(key.cert)) + sized(attributes)
    return sized(sized(sized(data), signatures(key, data), sized(key.spki)))


def v3_block(key, digest, low, high, attributes=b""):
    data = sized(sized(u32(0x0103), sized(digest))) + sized(sized(key.cert)) + u32(low) + u32(high) + sized(attributes)
    return sized(sized(sized(data), u32(low), u32(high), signatures(key, data), sized(key.spki)))


def hybrid_block(key, digest):
    """A classical signer, and one with bytes in the place of an ML-DSA signature."""
    head = u32(37) + u32(0x7FFFFFFF)
    data = sized(sized(u32(0x0501), sized(bytes(64)))) + sized(sized(key.cert)) + head + sized(b"")
    pqc = sized(sized(data), head, sized(sized(u32(0x0501), sized(bytes(3309)))), sized(bytes(1974)))
    return sized(v3_block(key, digest, 37, 0x7FFFFFFF)[4:] + pqc)


def lineage(keys):
    nodes, before = b"", None
    for key in keys:
        data = sized(key.cert) + u32(0x0103 if before else 0)
        nodes += sized(sized(data), u32(17), u32(0x0103), sized(before.sign(data) if before else b""))
        before = key
    return sized(u32(0x3BA06F8C), u32(1), nodes)


def stamp_block(key, digests):
    schemes = b""
    for scheme, kind, digest in digests:
        data = sized(u32(kind), sized(digest))
        schemes += sized(u32(scheme), signatures(key, data))
    attributes = sized(sized(u32(0xE43C5946), struct.pack("<Q", 1767225600)))
    return sized(sized(key.cert), sized(schemes), sized(attributes), signatures(key, attributes))


def sign_whole(zipped, make):
    """Puts the signing block before the directory; make(digest) gives its pairs."""
    end = len(zipped) - 22
    directory = struct.unpack_from("<I", zipped, end + 16)[0]
    entries, central = zipped[:directory], zipped[directory:end]
    pairs = make(content_digest([entries, central, zipped[end:]]))
    size = struct.pack("<Q", len(pairs) + 24)
    block = size + pairs + size + b"APK Sig Block 42"
    last = zipped[end:end + 16] + u32(directory + len(block)) + zipped[end + 20:]
    return entries + block + central + last


def idsig(apk, key, digest):
    pages = [apk[i:i + 4096].ljust(4096, b"\0") for i in range(0, len(apk), 4096)]
    tree = b"".join(hashlib.sha256(p).digest() for p in pages).ljust(4096, b"\0")
    root = hashlib.sha256(tree).digest()
    hashing = u32(1) + b"\x0c" + sized(b"") + sized(root)
    fields = sized(digest) + sized(key.cert) + sized(b"")
    data = struct.pack("<Q", len(apk)) + hashing + fields
    info = fields + sized(key.spki) + u32(0x0103) + sized(key.sign(u32(len(data) + 4) + data))
    return u32(2) + sized(hashing) + sized(info) + sized(tree)


def apk(keys, schemes, **options):
    """Schemes: any of v1 v2 v3 v31 v32 stamp; v32-gone announces a v3.2 block and has none."""
    new, old = keys
    facts = {k: options[k] for k in ("package", "min_sdk", "split") if k in options}
    files = [("AndroidManifest.xml", document(manifest(**facts))),
             ("classes.dex", b"dex\n035\0" + bytes(64)), ("assets/a.txt", b"text " * 200)] + options.get("files", [])
    if "stamp" in schemes:
        files.append(("stamp-cert-sha256", hashlib.sha256(new.cert).digest()))
    signed = jar(files, old, options.get("announced", "")) if "v1" in schemes else []
    seen = []

    def make(digest):
        seen.append(digest)
        out = b""
        if "v2" in schemes:
            out += pair(0x7109871A, v2_block(old, digest, options.get("v2", b"")))
        rotation = lineage([old, new])
        hybrid = sized(u32(0xBF940529), u32(37)) + sized(u32(0x9F06B79C), u32(0x7FFFFFFF))
        if "v32" in schemes or "v32-gone" in schemes:
            out += pair(0xF05368C0, v3_block(new, digest, 28, 0x7FFFFFFF, hybrid))
        if "v32" in schemes:
            out += pair(0x70E1C89F, hybrid_block(new, digest))
        elif "v31" in schemes:
            out += pair(0xF05368C0, v3_block(old, digest, 28, 32, sized(u32(0x559F8B02), u32(33))))
            out += pair(0x1B93AD61, v3_block(new, digest, 33, 0x7FFFFFFF, rotation))
        elif "v3" in schemes:
            out += pair(0xF05368C0, v3_block(new, digest, 28, 0x7FFFFFFF, rotation))
        if "stamp" in schemes:
            digests = [(2, 1, digest), (3, 1, digest)]
            if signed:
                digests.append((1, 4, hashlib.sha256(signed[0][1]).digest()))
            out += pair(0x6DFF800D, stamp_block(new, digests))
        return out + options.get("more", b"")

    zipped = archive(files + signed)
    whole = sign_whole(zipped, make) if set(schemes) - {"v1"} else zipped
    return whole, idsig(whole, new, seen[0]) if seen else b""


def main(folder):
    new = Key("New", NEW["n"], NEW["d"])
    old = Key("Old", OLD["n"], OLD["d"])
    keys = (new, old)
    stripped = sized(u32(0xBEEFF00D), u32(3))
    seeds = {
        "good-v1": apk(keys, ["v1"]),
        "good-v1v2": apk(keys, ["v1", "v2"], announced="2"),
        "good-v1v2v3": apk(keys, ["v1", "v2", "v3", "stamp"], announced="2, 3", v2=stripped),
        "good-v31": apk(keys, ["v2", "v31"], min_sdk=24),
        "good-v32": apk(keys, ["v32"], min_sdk=28),
        "bad-v32-gone": apk(keys, ["v32-gone"], min_sdk=28),
        "bad-v1-announces-v2": apk(keys, ["v1"], announced="2"),
        "bad-v2-announces-v3": apk(keys, ["v2"], v2=stripped, min_sdk=24),
        "good-split": apk(keys, ["v1", "v2", "v3"], split="config.hi"),
        "good-split-of-another": apk((old, old), ["v1", "v2"], split="config.pl"),
        "good-second-v2-block": apk(keys, ["v2"], min_sdk=24, more=pair(0x7109871A, b"another")),
    }
    changed = bytearray(seeds["good-v1v2v3"][0])
    changed[changed.find(b"dex\n") + 20] ^= 1
    seeds["bad-changed"] = (bytes(changed), seeds["good-v1v2v3"][1])
    shifted = b"dex\n035\0" + bytes(92)
    janus = bytearray(shifted + seeds["good-v1"][0])
    end = len(janus) - 22
    at = struct.unpack_from("<I", janus, end + 16)[0] + len(shifted)
    struct.pack_into("<I", janus, end + 16, at)
    while janus[at:at + 4] == b"PK\1\2":
        struct.pack_into("<I", janus, at + 42, struct.unpack_from("<I", janus, at + 42)[0] + len(shifted))
        at += 46 + sum(struct.unpack_from("<HHH", janus, at + 28))
    seeds["good-v1-janus"] = (bytes(janus), b"")
    for name, (package, beside) in seeds.items():
        with open(os.path.join(folder, name + ".seed"), "wb") as f:
            f.write(u32(len(package)) + package + beside)


NEW = dict(
    n=int("ad587850f2233185c44fbb9368abd0ec647cd317f1f5ae5df33a56b00bef34120cfa12a72e4c4e91ddc169e0551228051662"
               "161dd54e9ed05fff7a08c517787afc0fca4363416ba518020770b96c3d3eaa80fff971376a8926faf1b0f1f06bfc0595e79d"
               "ee6b7023ac5f70112cc4faeb5dded77ebec093a564d2681902771cf18b25758b583e94ce2cf05e103762880f7569457cce7d"
               "d932292b62d381790ea45f554ca4a3953c4f2d8876ca26880a28fb3ae43b9ea045a3e8111b92356814efd9092141a03a10b8"
               "af37b62b82e11888afd9625800487753777b19b94f4aeb3e1540fd48d5dd7e0cd5e87cb75987837fac7c873bbbc452041139"
               "7ffcad2bcb23", 16),
    d=int("fdd199f486324ede02d5569374d6ed3a69b62995730ebdb5ed1672586e545fdd74d61d606190da14a246d2cdb4f654231ee3"
               "33ff2e30970e064f9bedbb76e27fff1553083fa74b3765632ccea1e64ec74d2ee33ab5cc7bbf3e2e1a9e3d3e4012ecb46cb1"
               "2d773d48fedcf32e9938d4c9e8030aa0e561c935be44f241ac9a701e39458df02d0fd600f25fb073611d1678bdae7f3b99c9"
               "75d85509cd1018d44adddcde2b80661078d60bed10366ccea0bbb2c19791265b2efb7df0b458a0b44e3de44af84e8cdffe33"
               "43dc8d6af05498661b46b8fe586f37b149a320e48fee9e67568f1bf82db33a680866c95053e39e4f242df191c7234df1b56e"
               "d865a4dee61", 16),
)
OLD = dict(
    n=int("b5032bda97a6a8459eabadea5f6e43028cd6a26fed5b1ff48d3e0170ceb886b41b19ad8b4a632dd540cb71094eaa42009ebf"
               "9c61d985ed9382c7a44bfdb1a1d3abf6630fad2ff775a1986b6a27e96903219c99ca6998e23db1e65fa998a4af038317c078"
               "86ec030fc2ae9fdaf297ea51d2f2b3e5ca024e8032bcb53fe8f805af", 16),
    d=int("506d234c11bba3e2a31886c2af3a2f9def73e262b6e49933309a8f4b4f1e6003a052ed7009523de815cd0ee162c975600f28"
               "f5d3e8318098dd2fd5494a64659106c16a4032bf3011536168b4ba9e43bf8444fd2bca6ccbdf7045eadf82d76f860e5e6883"
               "3fe743d874efbc06d4088b26f6af1db79d7a2c97a60eb69b7d964a81", 16),
)

if __name__ == "__main__":
    main(sys.argv[1])
