# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""RSA-2048 with a toy key for recipes: its primes are the two largest below 2^1024, so it protects nothing."""
import hashlib

P = 2**1024 - 105
Q = 2**1024 - 179
N, E = P * Q, 65537
D = pow(E, -1, (P - 1) * (Q - 1))
SIZE = 256
INFO = {"sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
        "sha512": bytes.fromhex("3051300d060960864801650304020305000440")}


def raw(block):
    return pow(int.from_bytes(block, "big"), D, N).to_bytes(SIZE, "big")


def pkcs1(digest, kind="sha256"):
    info = INFO[kind] + digest
    return raw(b"\0\1" + b"\xff" * (SIZE - 3 - len(info)) + b"\0" + info)


def mgf1(seed, n):
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.sha256(seed + i.to_bytes(4, "big")).digest()
        i += 1
    return out[:n]


def pss(digest, salt=bytes(range(32))):
    h = hashlib.sha256(bytes(8) + digest + salt).digest()
    db = bytes(SIZE - 32 - 32 - 2) + b"\1" + salt
    masked = bytearray(a ^ b for a, b in zip(db, mgf1(h, len(db))))
    masked[0] &= 0x7F
    return raw(bytes(masked) + h + b"\xbc")


def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def integer(v):
    return tlv(2, v.to_bytes(v.bit_length() // 8 + 1, "big"))


NULL = b"\x05\x00"
RSA = tlv(6, bytes.fromhex("2a864886f70d010101"))
SHA256_RSA = tlv(0x30, tlv(6, bytes.fromhex("2a864886f70d01010b")), NULL)


def name(*pairs):
    """name(("cn", "root"), ("ou", "01 ... SW_ID"))"""
    kinds = {"cn": b"\x55\x04\x03", "ou": b"\x55\x04\x0b", "o": b"\x55\x04\x0a"}
    return tlv(0x30, *[tlv(0x31, tlv(0x30, tlv(6, kinds[k]), tlv(0x0C, v.encode()))) for k, v in pairs])


def certificate(subject, issuer, serial=1, extensions=b""):
    key = tlv(0x30, tlv(0x30, RSA, NULL), tlv(3, b"\0", tlv(0x30, integer(N), integer(E))))
    dates = tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x17, b"300101000000Z"))
    tbs = tlv(0x30, tlv(0xA0, integer(2)), integer(serial), SHA256_RSA, issuer, dates, subject, key, extensions)
    return tlv(0x30, tbs, SHA256_RSA, tlv(3, b"\0", pkcs1(hashlib.sha256(tbs).digest())))
