#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for what boot metadata promise about other images: the sizes of two metadata, those, and an image of the partition "boot"."""
import os
import struct
import sys

import avb

IMAGE = bytes(range(256)) * 3
FOOTED = avb.with_footer(IMAGE[:100], avb.vbmeta(avb.hash_(b"boot", IMAGE[:100]), signed=False), 4096 + 1024)
HASH, TREE = avb.hash_(b"boot", IMAGE), avb.hashtree(b"boot", IMAGE, 512)
OTHER = avb.hash_(b"boot", IMAGE[1:])


def seed(name, first, second, image):
    with open(os.path.join(sys.argv[1], name), "wb") as f:
        f.write(struct.pack("<HH", len(first), len(second)) + first + second + image)


def unsigned(*descriptors):
    return avb.vbmeta(b"".join(descriptors), signed=False)


seed("good-hash", unsigned(HASH), b"", IMAGE)
seed("good-tree", unsigned(TREE), b"", IMAGE)
seed("good-two-slots", unsigned(HASH), unsigned(OTHER), IMAGE)  # two releases
seed("good-longer-image", unsigned(HASH), b"", IMAGE + bytes(300))
seed("good-own-metadata", unsigned(avb.hash_(b"boot", IMAGE[:100])), b"", FOOTED)
seed("bad-other-image", unsigned(HASH, TREE), b"", IMAGE[::-1])
seed("bad-shorter-image", unsigned(HASH), b"", IMAGE[:500])
seed("bad-many", unsigned(*[OTHER] * 6, HASH), unsigned(HASH), IMAGE)
