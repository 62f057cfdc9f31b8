#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the trusted-app readers: one small file for each container and version, signed with the toy key, around an ELF
that does nothing."""
import hashlib
import os
import struct
import sys

import signing

OUT = sys.argv[1]
UUID = bytes(range(0x10, 0x20))
UUID_LE = UUID[3::-1] + UUID[5:3:-1] + UUID[7:5:-1] + UUID[8:]


def elf(section=None, content=b"", segments=(), wide=False, body=b""):
    """A header, program headers, one named section and the section names."""
    size = 64 if wide else 52
    ph, sh = (56, 64) if wide else (32, 40)
    at = size + ph * len(segments)
    names = b"\0.shstrtab\0" + (section or b".x") + b"\0"
    names_at = at + len(content)
    sections_at = names_at + len(names)
    word = "Q" if wide else "I"
    head = b"\x7fELF" + bytes([2 if wide else 1, 1, 1]) + bytes(9)
    head += struct.pack("<HHI" + word * 3 + "IHHHHHH", 2, 40, 1, 0, size, sections_at, 0, size, ph, len(segments), sh, 3, 1)
    out = head
    for kind, offset, length in segments:
        flags = kind << 24
        if wide:
            out += struct.pack("<IIQQQQQQ", 0, flags, offset, 0, 0, length, 0, 0)
        else:
            out += struct.pack("<IIIIIIII", 0, offset, 0, 0, length, 0, flags, 0)
    out += content + names

    def sec(name, offset, length):
        if wide:
            return struct.pack("<IIQQQQIIQQ", name, 1, 0, 0, offset, length, 0, 0, 1, 0)
        return struct.pack("<IIIIIIIIII", name, 1, 0, 0, offset, length, 0, 0, 1, 0)
    return out + sec(0, 0, 0) + sec(1, names_at, len(names)) + sec(11, at, len(content)) + body


def beanpod(records=2, body=None):
    app = elf(b".rol4re_elf_aux", bytes(40) + UUID_LE + bytes(8)) if body is None else body
    for i in range(records):
        app += struct.pack("<II", 0xAA6E, 1) + bytes([i]) * 32 + hashlib.md5(b"0").digest() + b"\1" + bytes(256)
    return app


def mclf(version=0x10000, flags=8, damage=False):
    head = b"MCLF" + struct.pack("<IIIII", 0x20005, flags, 0, 3, 1) + UUID
    body = bytes(range(64))
    text = 0x80 + len(body)
    head += struct.pack("<III", 0, 1, 0) + struct.pack("<I", text) + struct.pack("<II", 0, 16) + struct.pack("<II", 0, 0)
    head += struct.pack("<I", version)
    data = head.ljust(0x80, b"\0") + body + bytes(16)
    key = signing.N.to_bytes(256, "big")
    sig = signing.pss(hashlib.sha256(data).digest())
    if damage:
        data = data[:-1] + b"\1"
    return data + struct.pack("<I", 256) + key + struct.pack("<I", 3) + b"\1\0\1" + sig


def teegris(kind, counter=3):
    app = elf(b"TA_property", UUID_LE + bytes(8))
    counted = b"" if kind == 2 else struct.pack(">II", 4, counter)
    digest = hashlib.sha256(app + counted).digest()
    sig = signing.pkcs1(digest) if kind == 2 else signing.pss(digest)
    cert = signing.certificate(signing.name(("cn", "samsung_ta:test")), signing.name(("cn", "root")))
    owner = b"samsung_ta:test"
    return b"SEC%d" % kind + struct.pack(">I", len(app)) + app + counted + bytes([len(owner)]) + owner + \
        struct.pack(">H", 256) + sig + struct.pack(">H", len(cert)) + cert


def optee(kind, version=7, damage=False, bare=False):
    app = elf(b".ta_head", UUID_LE + bytes(16))
    head = struct.pack("<4sIIIHH", b"HSTO", kind, len(app), 0x70414930, 32, 256)
    sub = UUID + struct.pack("<I", version) if kind in (1, 2) and not bare else b""
    digest = hashlib.sha256(head + sub + app).digest()
    if damage:
        app = app[:-1] + b"\1"
    return head + digest + signing.pss(digest) + sub + app


def hash_segment(version, counter=2):
    ou = [("ou", "01 %08X0000000C SW_ID" % counter), ("ou", "03 0000000000000003 DEBUG"), ("ou", "04 0072 OEM_ID"),
          ("ou", "08 0000000007777777 APP_ID"), ("cn", "attestation")]
    certs = signing.certificate(signing.name(*ou), signing.name(("cn", "root")))
    certs += signing.certificate(signing.name(("cn", "root")), signing.name(("cn", "root")))
    certs += b"\xff" * 16
    hashes, sig = bytes(96), bytes(256)
    if version == 3:
        return struct.pack("<10I", 0x19, 3, 0, 0, 0, len(hashes), 0, len(sig), 0, len(certs)) + hashes + sig + certs
    if version == 5:
        return struct.pack("<10I", 0, 5, 0, 0, 0, len(hashes), 2**32 - 1, len(sig), 2**32 - 1, len(certs)) + hashes + sig + \
            certs
    if version == 6:
        meta = struct.pack("<8I", 0, 0, 12, 0, 0x72, 0, 0x1234, 0).ljust(116, b"\0") + struct.pack("<I", counter)
        return struct.pack("<12I", 0, 6, 0, 0, 0, len(hashes), 0, len(sig), 0, len(certs), 0, 120) + meta + hashes + sig + certs
    common = struct.pack("<6I", 0, 0, 12, 0x1234, 3, 0)
    meta = struct.pack("<4I", 2, 0, counter, 0).ljust(224, b"\0")
    other = struct.pack("<4I", 2, 0, 0, 0).ljust(224, b"\0")
    return struct.pack("<10I", 0, 7, 24, 224, 224, len(hashes), 0, 0, len(sig), len(certs)) + common + other + meta + hashes \
        + sig + certs


def qsee(version, split):
    segment = hash_segment(version)
    headers = 64 + 2 * 56
    at = 4096
    full = elf(segments=[(7, 0, headers), (2, at, len(segment))], wide=True)
    return full[:headers] + segment if split else full.ljust(at, b"\0") + segment


def huawei(version):
    return struct.pack("<IHHII", 0xA5A55A5A, 0x55AA, version, 32, 0x0203) + bytes(range(32))


def write(name, data):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data)


write("beanpod.ta", beanpod())
write("beanpod-opaque.ta", beanpod(1, hashlib.sha512(b"x").digest() * 8))
write("mclf.tlbin", mclf())
write("mclf-debug.tlbin", mclf(0, 4))
write("mclf-broken.tlbin", mclf(damage=True))
for k in (2, 3):
    write(f"teegris-{k}", teegris(k))
for k in (0, 1, 2, 3):
    write(f"optee-{k}.ta", optee(k))
write("optee-broken.ta", optee(1, damage=True))
write("optee-bare.ta", optee(2, bare=True))
for v in (3, 5, 6, 7):
    write(f"qsee-{v}.mdt", qsee(v, True))
    write(f"qsee-{v}.mbn", qsee(v, False))
write("qsee.b00", qsee(7, True)[:176])
write("qsee.b01", hash_segment(7))
write("huawei-3.sec", huawei(3))
write("huawei-1.sec", struct.pack("<6I", 32, 0x8F, 0x74, 0, 8, 0x100) + bytes(40))
