#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the attestation parsers: certificate chains with every authorization tag, in PEM and DER, and a bare
KeyDescription; the younger CBOR form (EAT), Samsung's Knox extension, and chains pasted without their PEM markers. The
keys are a toy RSA pair; nothing here chains to a real root."""
import base64
import os
import sys

OUT = sys.argv[1]
P = 2**521 - 1
Q = 2**607 - 1
N, E = P * Q, 65537
D = pow(E, -1, (P - 1) * (Q - 1))


def tlv(tag, body):
    n = len(body)
    size = bytes([n]) if n < 128 else (lambda b: bytes([0x80 | len(b)]) + b)(n.to_bytes((n.bit_length() + 7) // 8, "big"))
    return tag + size + body


def seq(*parts):
    return tlv(b"\x30", b"".join(parts))


def set_(*parts):
    return tlv(b"\x31", b"".join(parts))


def integer(v, tag=b"\x02"):
    return tlv(tag, v.to_bytes(v.bit_length() // 8 + 1, "big"))


def octets(b):
    return tlv(b"\x04", b)


def oid(text):
    parts = [int(x) for x in text.split(".")]
    out = b""
    for v in [parts[0] * 40 + parts[1]] + parts[2:]:
        chunk = [v & 0x7F]
        while v > 0x7F:
            v >>= 7
            chunk.insert(0, v & 0x7F | 0x80)
        out += bytes(chunk)
    return tlv(b"\x06", out)


def context(tag, body):
    if tag < 31:
        return tlv(bytes([0xA0 | tag]), body)
    head = b"\xbf" + (bytes([tag >> 7 | 0x80]) if tag > 127 else b"") + bytes([tag & 0x7F])
    return tlv(head, body)


NULL = b"\x05\x00"


def authorizations(extra=()):
    rows = [(1, set_(integer(2), integer(3))), (2, integer(3)), (3, integer(256)), (4, set_(integer(32))),
            (5, set_(integer(4))), (6, set_(integer(3))), (7, NULL), (8, integer(128)), (10, integer(1)),
            (200, integer(65537)), (203, set_(integer(4))), (303, NULL), (305, NULL), (400, integer(10**12)),
            (405, integer(3)), (503, NULL), (504, integer(2)), (505, integer(60)), (507, NULL), (508, NULL), (509, NULL),
            (601, octets(b"app")), (701, integer(1716800000000)), (702, integer(0)),
            (704, seq(octets(bytes(32)), tlv(b"\x01", b"\xff"), integer(0, b"\x0a"), octets(bytes(range(32))))),
            (705, integer(140000)), (706, integer(202405)),
            (709, octets(seq(set_(seq(octets(b"org.example"), integer(1))), set_(octets(bytes(32)))))),
            (710, octets(b"brand")), (713, octets(b"serial")), (714, octets(b"490154203237518")), (718, integer(20240505)),
            (719, integer(20240505)), (720, NULL), (723, octets(b"490154203237526")), (724, octets(bytes(32)))]
    return seq(*[context(t, v) for t, v in list(rows) + list(extra)])


def description(version=300):
    return seq(integer(version), integer(1, b"\x0a"), integer(version), integer(1, b"\x0a"), octets(b"challenge"),
               octets(b"unique"), authorizations([(999, NULL)]), authorizations())


def name(cn):
    return seq(set_(seq(oid("2.5.4.3"), tlv(b"\x0c", cn))))


def certificate(subject, issuer, extensions, serial):
    algorithm = seq(oid("1.2.840.113549.1.1.11"), NULL)
    key = seq(seq(oid("1.2.840.113549.1.1.1"), NULL), tlv(b"\x03", b"\0" + seq(integer(N), integer(E))))
    dates = seq(tlv(b"\x17", b"240101000000Z"), tlv(b"\x17", b"250101000000Z"))
    wrapped = [seq(oid(o), octets(v)) for o, v in extensions]
    tbs = seq(context(0, integer(2)), integer(serial), algorithm, name(issuer), dates, name(subject), key,
              context(3, seq(*wrapped)))
    import hashlib
    info = seq(seq(oid("2.16.840.1.101.3.4.2.1"), NULL), octets(hashlib.sha256(tbs).digest()))
    size = (N.bit_length() + 7) // 8
    padded = b"\0\1" + b"\xff" * (size - 3 - len(info)) + b"\0" + info
    signature = pow(int.from_bytes(padded, "big"), D, N).to_bytes(size, "big")
    return seq(tbs, algorithm, tlv(b"\x03", b"\0" + signature))


def pem(der):
    text = base64.b64encode(der).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) + "\n-----END CERTIFICATE-----\n"


def write(name_, data):
    with open(os.path.join(OUT, name_), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


CA = ("2.5.29.19", seq(tlv(b"\x01", b"\xff")))
ROOT = "1.3.6.1.4.1.11129.2.1."
cbor = b"\xa2\x01\x18\x2a\x03\x66Google"
leaf = certificate(b"Android Keystore Key", b"middle", [(ROOT + "17", description())], 1)
middle = certificate(b"middle", b"Droid CA3", [CA, (ROOT + "30", cbor)], 0x1234)
top = certificate(b"Droid CA3", b"root", [CA], 6681152659205225093)
root = certificate(b"root", b"root", [CA], 3)
chain = [leaf, middle, top, root]
write("good-chain.pem", "".join(pem(c) for c in chain))
write("good-chain.der", b"".join(chain))
write("good-root-first.pem", "".join(pem(c) for c in reversed(chain)))
write("good-json.txt", '{"chain": "' + "".join(pem(c) for c in chain).replace("\n", "\\n") + '"}')
write("bad-extended.der", b"".join([certificate(b"forged", b"Android Keystore Key", [(ROOT + "17", description(400))], 2)]
                                   + chain))
write("good-base64-lines.txt", "from the log:\r\n" + "\r\n".join(base64.b64encode(c).decode() for c in chain) + "\r\nend\r\n")
write("good-base64-wrapped.txt", "\n\n".join("\n".join("> " + line for line in pem(c).splitlines()[1:-1]) for c in chain))
write("good-array.json", '{"x5c": [' + ", ".join('"' + base64.urlsafe_b64encode(c).decode().rstrip("=") + '"' for c in chain) + "]}")
write("good-utf16.txt", b"\xff\xfe" + "".join(pem(c) for c in chain).replace("\n", "\r\n").encode("utf-16-le"))
write("bad-base64-cut.txt", base64.b64encode(leaf).decode()[:-40] + '", "' + base64.b64encode(root).decode())


def head(major, n):
    return bytes([major << 5 | n]) if n < 24 else bytes([major << 5 | 25]) + n.to_bytes(2, "big") if n < 65536 else \
        bytes([major << 5 | 26]) + n.to_bytes(4, "big") if n < 2**32 else bytes([major << 5 | 27]) + n.to_bytes(8, "big")


def item(v):
    """CBOR of bools, numbers, bytes, texts, lists and dicts."""
    if isinstance(v, bool):
        return b"\xf5" if v else b"\xf4"
    if isinstance(v, int):
        return head(0, v) if v >= 0 else head(1, -1 - v)
    if isinstance(v, bytes):
        return head(2, len(v)) + v
    if isinstance(v, str):
        return head(3, len(v)) + v.encode()
    if isinstance(v, list):
        return head(4, len(v)) + b"".join(item(i) for i in v)
    return head(5, len(v)) + b"".join(item(k) + item(i) for k, i in v.items())


def token(locked=True, secure=True, official=True):
    hardware = {-80001: [2, 3], -80002: 3, -80003: 256, -80005: [4], -80010: 1, -80303: True, -80503: True, -80702: 0,
                -80705: 110000, -80706: 202103, -80718: 20210305, -80719: 20210305, -75009: b"\x03" + bytes(8),
                -76002: 4, -80999: 7}
    software = {6: 1716800000000, -80709: seq(set_(seq(octets(b"org.example"), integer(1))), set_(octets(bytes(32)))),
                -76002: 1}
    top = {-82004: 4, -82005: 41, -76002: 4, -75008: b"challenge", 7: b"unique", -82001: bytes(range(32)),
           -82003: bytes(32), -76003: [secure] * 4 + [False], -82006: official,
           -76000: {"software": software, "tee": hardware}, -99999: [1, {2: 3}]}
    return item({**top, -82002: True} if locked else top)


def knox(warranty=1):
    state = lambda n, v: context(n, integer(v, b"\x0a"))
    caller = seq(state(0, 0), context(1, octets(b"org.example")), context(2, octets(bytes(4))), state(3, 2))
    integrity = seq(state(0, 0), state(1, warranty), state(2, 2), state(3, 0), state(4, 0), context(5, caller))
    return seq(context(0, tlv(b"\x13", b"challenge")), context(4, tlv(b"\x13", b"490154203237518")), context(5, integrity),
               context(6, octets(bytes(32))))


KNOX = "1.3.6.1.4.1.236.11.3.23.7"
for kind, extension in (("eat", [(ROOT + "25", token())]), ("eat-unlocked", [(ROOT + "25", octets(token(False, False, False)))]),
                        ("knox", [(ROOT + "17", description(100)), (KNOX, knox())])):
    der = certificate(b"Android Keystore Key", b"middle", extension, 4)
    write(f"good-{kind}.pem", "".join(pem(c) for c in [der, middle, top, root]))
write("good-token.bin", token())
crowd = {"software": {**{-90000 - i: i for i in range(300)}, -80706: 202601}, "tee": {-76002: 4}}
write("bad-token-crowd.bin", item({-82004: 4, -76000: crowd, -82002: True, -76003: [True] * 5, -82006: True}))
write("bad-token-nested.bin", item({-75008: {-82002: True, -82006: True}, -76003: [True] * 5, -76002: [4, -82002, True]}))
write("bad-eat-empty.der", certificate(b"e", b"e", [(ROOT + "25", b"\xa0"), (KNOX, b"\x30\0")], 4))
write("good-description.bin", description(500))
