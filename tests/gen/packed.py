# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""LZ4 frames and zstd frames, for which Python has nothing: stored blocks. Imported by other recipes."""
import struct

P1, P2, P3, P4, P5 = 2654435761, 2246822519, 3266489917, 668265263, 374761393
M = 0xFFFFFFFF


def xxh32(data):
    """xxHash32 with seed 0."""
    def turn(v, n):
        return (v << n | v >> 32 - n) & M

    lanes, whole = [P1 + P2 & M, P2, 0, -P1 & M], len(data) // 16 * 16
    for i, word in enumerate(struct.unpack(f"<{whole // 4}I", data[:whole])):
        lanes[i % 4] = turn(lanes[i % 4] + word * P2 & M, 13) * P1 & M
    h = sum(turn(v, n) for v, n in zip(lanes, (1, 7, 12, 18))) if whole else P5
    h = h + len(data) & M
    words = (len(data) - whole) // 4 * 4
    for (word,) in struct.iter_unpack("<I", data[whole:whole + words]):
        h = turn(h + word * P3 & M, 17) * P4 & M
    for b in data[whole + words:]:
        h = turn(h + b * P5 & M, 11) * P1 & M
    h = (h ^ h >> 15) * P2 & M
    h = (h ^ h >> 13) * P3 & M
    return h ^ h >> 16


def lz4_blocks(*blocks, flags=0x60, tail=b""):
    """A frame of blocks of up to 64 KiB, made by lz4_stored or by hand."""
    head = bytes((flags, 0x40))
    return struct.pack("<I", 0x184D2204) + head + bytes([xxh32(head) >> 8 & 255]) + b"".join(blocks) + bytes(4) + tail


def lz4_stored(data):
    return struct.pack("<I", len(data) | 1 << 31) + data


def lz4(data, block=65536, summed=False):
    """`summed`: with a checksum of the content."""
    blocks = [lz4_stored(data[i:i + block]) for i in range(0, len(data), block)]
    return lz4_blocks(*blocks, flags=0x64, tail=struct.pack("<I", xxh32(data))) if summed else lz4_blocks(*blocks)


def zstd(data, block=65536, window=17):
    """`window`: bits, 10 to 41."""
    parts = [data[i:i + block] for i in range(0, len(data), block)]
    heads = [(len(p) << 3 | (i == len(parts) - 1)).to_bytes(3, "little") for i, p in enumerate(parts)]
    return struct.pack("<IBB", 0xFD2FB528, 0, window - 10 << 3) + b"".join(h + p for h, p in zip(heads, parts))
