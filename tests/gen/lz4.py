#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""LZ4 frames: a stored block, a block with one long match, both, and two frames after each other."""
import os
import struct
import sys

P1, P2, P3, P4, P5 = 2654435761, 2246822519, 3266489917, 668265263, 374761393


def xxh32_short(data):
    """xxHash32 with seed 0 for less than four bytes, as frame headers have behind their magic."""
    h = P5 + len(data)
    for b in data:
        h = (h + b * P5) & 0xFFFFFFFF
        h = ((h << 11 | h >> 21) * P1) & 0xFFFFFFFF
    h = (h ^ h >> 15) * P2 & 0xFFFFFFFF
    h = (h ^ h >> 13) * P3 & 0xFFFFFFFF
    return h ^ h >> 16


def frame(*blocks):
    head = b"\x60\x40"  # version 1, independent blocks of 64 KiB, no checksums
    return b"\x04\x22\x4d\x18" + head + bytes([xxh32_short(head) >> 8 & 255]) + b"".join(blocks) + bytes(4)


def stored(data):
    return struct.pack("<I", len(data) | 1 << 31) + data


def match(n):
    """'ab' and n bytes that repeat it, then five literals, which a block has to end with."""
    length = n - 4
    token = bytes([2 << 4 | min(length, 15)]) + b"ab" + struct.pack("<H", 2)
    if length >= 15:
        length -= 15
        token += b"\xff" * (length // 255) + bytes([length % 255])
    data = token + bytes([5 << 4]) + b"tail!"
    return struct.pack("<I", len(data)) + data


for name, data in {
    "good-stored.lz4": frame(stored(b"AVB0" + bytes(300))),
    "good-match.lz4": frame(match(1000)),
    "good-both.lz4": frame(stored(b"x" * 100), match(60000)),
    "good-two.lz4": frame(stored(b"one")) + frame(match(20)),
    "bad-size.lz4": frame(struct.pack("<I", 0x7FFFFFFF) + b"abc"),
}.items():
    with open(os.path.join(sys.argv[1], name), "wb") as f:
        f.write(data)
