# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Bodies of a compiled index: section sizes in eights, then rows of small and of wild numbers: index.py FOLDER"""
import os
import random
import struct
import sys

R = random.Random(7)
for name, wild in (("small", False), ("wild", True)):
    rows = bytearray()
    for i in range(600):
        v = R.choice((0, 1, 2, 3, 4, 5, 8, 16)) if not wild or R.random() < 0.7 else R.getrandbits(32)
        rows += struct.pack("<I", v)
    for text in (b"com.x.app", b"android", b"3.1", b"SM8550", b"CVE-2099-0001", b"samsung"):
        rows += struct.pack("<I", len(text)) + text + b"\0" * (-len(text) % 4)
    with open(os.path.join(sys.argv[1], name), "wb") as f:
        f.write(bytes((12, 30, 20, 12, 10, 6, 40, 0, 4, 3, 0, 0)) + rows)
