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

import packed

TEXT = b"".join(b"line %d of a text\n" % (i % 50) for i in range(400))


def deflate(data):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return z.compress(data) + z.flush()


def lz4_packed(n):
    """'ab' and n bytes that repeat it, then five literals, which a block has to end with."""
    length = n - 4
    token = bytes([2 << 4 | min(length, 15)]) + b"ab" + struct.pack("<H", 2)
    if length >= 15:
        length -= 15
        token += b"\xff" * (length // 255) + bytes([length % 255])
    data = token + bytes([5 << 4]) + b"tail!"
    return struct.pack("<I", len(data)) + data


def lz4_mixed(data, flags=0x60):
    """Stored bytes, and a block that repeats two."""
    return packed.lz4_blocks(packed.lz4_stored(data), lz4_packed(1000), flags=flags)


def lz4_summed(data):
    """A checksum for the block and one for the content."""
    tail = struct.pack("<I", packed.xxh32(data))
    return packed.lz4_blocks(packed.lz4_stored(data) + tail, flags=0x74, tail=tail)


def brotli(data):
    return ((len(data) - 1) << 4 | 1 << 20).to_bytes(3, "little") + data + b"\3"


SEEDS = {
    "deflate": b"\0" + deflate(TEXT), "gzip": b"\1" + gzip.compress(TEXT, mtime=0) + gzip.compress(TEXT[:99], mtime=0),
    "lz4": b"\2" + lz4_mixed(TEXT), "lz4-linked": b"\2" + lz4_mixed(TEXT[:500], 0x40), "brotli": b"\3" + brotli(b"stored"),
    "zstd": b"\4" + packed.zstd(TEXT) + packed.zstd(b"more"), "xz": b"\5" + lzma.compress(TEXT) + lzma.compress(TEXT[:99]),
    "lz4-summed": b"\2" + lz4_summed(TEXT), "lz4-two": b"\2" + packed.lz4_blocks(lz4_packed(60000)) + lz4_summed(b"one"),
    "lz4-bad-size": b"\2" + packed.lz4_blocks(struct.pack("<I", 0x7FFFFFFF) + b"abc"),
    "skippable": b"\2" + struct.pack("<II", 0x184D2A53, 4) + b"skip" + lz4_mixed(TEXT[:50]),
}
for name, data in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as f:
        f.write(data)
