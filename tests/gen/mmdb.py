#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Small databases of addresses (MaxMind DB 2.0), with invented contents. usage: mmdb.py FOLDER. Also a module."""
import ipaddress
import os
import struct
import sys

MARKER = b"\xab\xcd\xefMaxMind.com"


def control(kind, size):
    first = kind << 5 if kind < 8 else 0
    head, tail = (size, b"") if size < 29 else (29, bytes([size - 29])) if size < 285 else (30, struct.pack(">H", size - 285))
    return bytes([first | head]) + (bytes([kind - 7]) if kind >= 8 else b"") + tail


def encode(value, pointers=None):
    """Texts that stand in `pointers` become pointers to where they stand already."""
    if isinstance(value, str):
        if pointers and value in pointers:
            at = pointers[value]
            return bytes([1 << 5 | at >> 8, at & 255]) if at < 2048 else bytes([1 << 5 | 1 << 3 | at - 2048 >> 16]) + struct.pack(">H", at - 2048 & 0xffff)
        return control(2, len(value.encode())) + value.encode()
    if isinstance(value, bool):
        return control(14, int(value))
    if isinstance(value, int):
        raw = value.to_bytes(8, "big").lstrip(b"\0")
        return control(6 if len(raw) <= 4 else 9, len(raw)) + raw
    if isinstance(value, list):
        return control(11, len(value)) + b"".join(encode(v, pointers) for v in value)
    return control(7, len(value)) + b"".join(encode(k, pointers) + encode(v, pointers) for k, v in value.items())


def database(rows, version=6, bits=24, kind="test-country", built=1764547200, shared=()):
    """rows: {prefix: value}. `shared`: texts that are written once, in front."""
    nodes, data, pointers = [[None, None]], b"", {}
    for text in shared:
        pointers[text] = len(data)
        data += encode(text)
    for prefix, value in rows.items():
        net = ipaddress.ip_network(prefix)
        number, length = int(net.network_address), net.prefixlen
        if net.version == 4 and version == 6:
            length += 96
        width = 32 if version == 4 else 128
        node, offset = 0, len(data)
        data += encode(value, pointers)
        for i in range(length):
            bit = number >> (width - 1 - i) & 1
            if i == length - 1:
                nodes[node][bit] = ("data", offset)
            else:
                if nodes[node][bit] is None:
                    nodes.append([None, None])
                    nodes[node][bit] = len(nodes) - 1
                node = nodes[node][bit]
    tree = b""
    for pair in nodes:
        a, b = [len(nodes) if r is None else len(nodes) + 16 + r[1] if isinstance(r, tuple) else r for r in pair]
        if bits == 28:
            tree += (a & 0xffffff).to_bytes(3, "big") + bytes([a >> 24 << 4 | b >> 24]) + (b & 0xffffff).to_bytes(3, "big")
        else:
            tree += a.to_bytes(bits // 8, "big") + b.to_bytes(bits // 8, "big")
    meta = {"binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": built, "database_type": kind,
            "description": {"en": "invented"}, "ip_version": version, "languages": ["en"], "node_count": len(nodes),
            "record_size": bits}
    return tree + b"\0" * 16 + data + MARKER + encode(meta)


COUNTRIES = {"198.18.0.0/24": {"country_code": "SG"}, "198.18.1.0/24": {"country_code": "DE"},
             "1.1.1.0/24": {"country_code": "AU"}, "2001:db8::/32": {"country_code": "IN"}}
NESTED = {"198.18.0.0/15": {"continent": {"code": "AS", "names": {"en": "Asia", "pl": "Azja"}},
                            "country": {"geoname_id": 1880251, "is_in_european_union": False, "iso_code": "SG"}}}
SYSTEMS = {"198.18.0.0/24": {"autonomous_system_number": 64500, "autonomous_system_organization": "Example Cloud"},
           "198.18.1.0/24": {"autonomous_system_number": 13335, "autonomous_system_organization": "Example Edge"}}


def files():
    good = database(COUNTRIES)
    yield "country-24.mmdb", good
    yield "country-28.mmdb", database(COUNTRIES, bits=28)
    yield "country-32.mmdb", database(NESTED, bits=32, shared=("country", "iso_code", "x" * 300, "y" * 3000, "SG"))
    yield "country-4.mmdb", database({"198.18.0.0/24": {"country_code": "SG"}}, version=4)
    yield "asn.mmdb", database(SYSTEMS, kind="test-asn")
    yield "bad-empty.mmdb", MARKER
    yield "bad-short.mmdb", good[400:]
    yield "bad-map.mmdb", database({"198.18.0.0/24": {"a": [[[["deep"]]]] * 40, "b": 1}})
    cycle = database({"198.18.0.0/24": "x"})  # the value becomes a pointer to itself
    at = cycle.index(MARKER) - 2
    yield "bad-cycle.mmdb", cycle[:at] + b"\x20\0" + cycle[at + 2:]
    huge = good.index(MARKER)  # a map that claims 16 million entries
    yield "bad-huge.mmdb", good.replace(b"\xe1\x4ccountry_code\x42SG", b"\xff\xff\xff\xff_code\x42SGxxxxxx", 1) if huge else b""


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, content in files():
        with open(os.path.join(sys.argv[1], name), "wb") as f:
            f.write(content)
