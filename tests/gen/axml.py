# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Binary manifests: a plain one, one with UTF-8 strings, and the tricks that Android tolerates."""
import os
import struct
import sys

ANDROID = "http://schemas.android.com/apk/res/android"
IDS = {"label": 0x01010001, "name": 0x01010003, "permission": 0x01010006, "protectionLevel": 0x01010009,
       "debuggable": 0x0101000F, "exported": 0x01010010, "minSdkVersion": 0x0101020C, "versionCode": 0x0101021B,
       "versionName": 0x0101021C, "targetSdkVersion": 0x01010270, "targetSandboxVersion": 0x0101054C,
       "versionCodeMajor": 0x01010576}


class Ref(int):
    """A reference to a resource."""


def chunk(kind, header, body):
    return struct.pack("<HHI", kind, 8 + len(header), 8 + len(header) + len(body)) + header + body


def pool(strings, utf8=False):
    data, offsets = b"", []
    for s in strings:
        offsets.append(len(data))
        if utf8:
            raw = s.encode()
            data += struct.pack("BB", len(s), len(raw)) + raw + b"\0"
        else:
            raw = s.encode("utf-16-le")
            data += struct.pack("<H", len(raw) // 2) + raw + b"\0\0"
    data += bytes(-len(data) % 4)
    table = b"".join(struct.pack("<I", o) for o in offsets)
    header = struct.pack("<IIIII", len(strings), 0, 256 if utf8 else 0, 28 + len(table), 0)
    return chunk(1, header, table + data)


def strings_of(tree, out):
    name, attributes, children = tree
    for key, value in attributes:
        if key not in IDS and key not in out:
            out.append(key)
        if isinstance(value, str) and value not in out:
            out.append(value)
    if name not in out:
        out.append(name)
    for child in children:
        strings_of(child, out)
    return out


def node(kind, body):
    return chunk(kind, struct.pack("<II", 1, 0xFFFFFFFF), body)


def element(tree, strings):
    name, attributes, children = tree
    packed = b""
    for key, value in attributes:
        ns = strings.index(ANDROID) if key in IDS else 0xFFFFFFFF
        kind, data, raw = 0x10, value, 0xFFFFFFFF
        if isinstance(value, Ref):
            kind = 0x01
        elif isinstance(value, bool):
            kind, data = 0x12, 0xFFFFFFFF if value else 0
        elif isinstance(value, str):
            kind = 0x03
            data = raw = strings.index(value)
        packed += struct.pack("<IIIHBBI", ns, strings.index(key), raw, 8, 0, kind, data)
    n = strings.index(name)
    out = node(0x102, struct.pack("<IIHHHHHH", 0xFFFFFFFF, n, 20, 20, len(attributes), 0, 0, 0) + packed)
    out += b"".join(element(c, strings) for c in children)
    return out + node(0x103, struct.pack("<II", 0xFFFFFFFF, n))


def document(tree, utf8=False, kind=3):
    strings = list(IDS) + strings_of(tree, [ANDROID])
    ids = chunk(0x180, b"", b"".join(struct.pack("<I", i) for i in IDS.values()))
    return chunk(kind, b"", pool(strings, utf8) + ids + element(tree, strings))


def manifest(package="org.example.app", min_sdk=21, target=30, label="Example", sandbox=1, split=None):
    head = [("package", package), ("versionCode", 7)]
    if split:
        return ("manifest", head + [("split", split)], [("application", [], [])])
    return ("manifest", head + [("versionName", "1.7"), ("targetSandboxVersion", sandbox)], [
        ("uses-sdk", [("minSdkVersion", min_sdk), ("targetSdkVersion", target)], []),
        ("uses-permission", [("name", "android.permission.INTERNET")], []),
        ("permission", [("name", "org.example.P"), ("protectionLevel", 2)], []),
        ("application", [("label", label), ("debuggable", True)], [
            ("activity", [("name", ".Main")], [("intent-filter", [], [])]),
            ("service", [("name", ".S"), ("exported", True), ("permission", "org.example.P")], []),
            ("provider", [("name", "Short"), ("exported", False)], []),
        ]),
    ])


def main(folder):
    plain = document(manifest())
    cut_end = bytearray(plain + node(0x101, bytes(8)))
    cut_end[4:8] = struct.pack("<I", len(cut_end))
    cut_end[-20:-16] = bytes(4)
    longer = bytearray(plain)
    longer[4:8] = struct.pack("<I", len(plain) + 400)
    seeds = {
        "plain": plain,
        "utf8": document(manifest(label="Ж"), utf8=True),
        "old": document(manifest(min_sdk=1, target=3)),
        "wrong-type": document(manifest(), kind=0),
        "reference": document(manifest(label=Ref(0x7F010000))),
        "zero-sized-end": bytes(cut_end),
        "longer-than-file": bytes(longer),
    }
    for name, data in seeds.items():
        with open(os.path.join(folder, name + ".xml"), "wb") as f:
            f.write(data)


if __name__ == "__main__":
    main(sys.argv[1])
