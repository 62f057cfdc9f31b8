#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""unpack.py OUT: seeds for tests/fuzz/unpack.c: a byte for the codec, then a packed stream."""
import gzip
import lzma
import os
import struct
import sys
import zlib

TEXT = b"".join(b"line %d of a text\n" % (i % 50) for i in range(400))


def deflate(data):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return z.compress(data) + z.flush()


def lz4(data, flags=0x60):
    """Stored blocks, and one that is packed: a literal, repeated."""
    stored = struct.pack("<I", len(data) | 1 << 31) + data
    packed = b"\x1fa\x01\x00\xff\x50" + b"\x50" + b"bcdef"
    return struct.pack("<IBBB", 0x184D2204, flags, 0x40, 0) + stored + struct.pack("<I", len(packed)) + packed + bytes(4)


def brotli(data):
    return ((len(data) - 1) << 4 | 1 << 20).to_bytes(3, "little") + data + b"\3"


def zstd(data):
    """A stored block."""
    return struct.pack("<IBB", 0xFD2FB528, 0, 0x38) + (len(data) << 3 | 1).to_bytes(3, "little") + data


SEEDS = {
    "deflate": b"\0" + deflate(TEXT), "gzip": b"\1" + gzip.compress(TEXT, mtime=0) + gzip.compress(TEXT[:99], mtime=0),
    "lz4": b"\2" + lz4(TEXT), "lz4-linked": b"\2" + lz4(TEXT[:500], 0x40), "brotli": b"\3" + brotli(b"stored"),
    "zstd": b"\4" + zstd(TEXT) + zstd(b"more"), "xz": b"\5" + lzma.compress(TEXT) + lzma.compress(TEXT[:99]),
    "skippable": b"\2" + struct.pack("<II", 0x184D2A53, 4) + b"skip" + lz4(TEXT[:50]),
}
for name, data in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as f:
        f.write(data)
