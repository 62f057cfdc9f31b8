#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the AVB parser: signed vbmeta with every descriptor, partition images with footers, and damaged ones."""
import hashlib
import os
import struct
import sys

import signing

SALT = b"\xd0\x0d\xf0\x0d"


def pad(b, n):
    return b + bytes(-len(b) % n)


def descriptor(tag, body):
    body = pad(body, 8)
    return struct.pack(">QQ", tag, len(body)) + body


def prop(key, value):
    return descriptor(0, struct.pack(">QQ", len(key), len(value)) + key + b"\0" + value + b"\0")


def hash_(name, image):
    digest = hashlib.sha256(SALT + image).digest()
    return descriptor(2, struct.pack(">Q32sIIII60x", len(image), b"sha256", len(name), len(SALT), 32, 0) + name + SALT
                      + digest)


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32)


def tree_root(image, block=4096, digest=hashlib.sha256):
    image = pad(image, block)
    level = [digest(SALT + image[i:i + block]).digest() for i in range(0, len(image), block)]
    while len(level) > 1:
        packed = pad(b"".join(level), block)
        level = [digest(SALT + packed[i:i + block]).digest() for i in range(0, len(packed), block)]
    return level[0]


def hashtree(name, image, block=4096, digest=hashlib.sha256):
    return descriptor(1, struct.pack(">IQQQIIIQQ32sIIII60x", 1, len(image), len(image), 4096, block, block, 0, 0, 0,
                                     b"blake2b-256" if digest is blake2b else b"sha256", len(name), len(SALT), 32, 0) +
                      name + SALT + tree_root(image, block, digest))


def chain(name, key, location):
    return descriptor(4, struct.pack(">IIII60x", location, len(name), len(key), 0) + name + key)


def cmdline(text):
    return descriptor(3, struct.pack(">II", 0, len(text)) + text)


def public_key():
    n0 = -pow(signing.N, -1, 2**32) % 2**32
    return struct.pack(">II", 2048, n0) + signing.N.to_bytes(256, "big") + (2**4096 % signing.N).to_bytes(256, "big")


def vbmeta(descriptors, index=5, flags=0, location=0, signed=True):
    key = public_key() if signed else b""
    aux = pad(descriptors + key, 64)
    header = struct.pack(">4sIIQQIQQQQQQQQQQQII48s80x", b"AVB0", 1, 0, 320 if signed else 0, len(aux), 1 if signed else 0,
                         0, 32 if signed else 0, 32 if signed else 0, 256 if signed else 0, len(descriptors), len(key), 0, 0,
                         0, len(descriptors), index, flags, location, b"wary recipe")
    if not signed:
        return header + aux
    digest = hashlib.sha256(header + aux).digest()
    return header + pad(digest + signing.pkcs1(digest), 64) + aux


def with_footer(image, meta, size):
    body = pad(image, 4096)
    at = len(body)
    body += meta
    return body + bytes(size - 64 - len(body)) + struct.pack(">4sIIQQQ28x", b"AVBf", 1, 0, len(image), at, len(meta))


def main(out):
    def write(name, data):
        with open(os.path.join(out, name), "wb") as f:
            f.write(data)

    image = bytes(range(256)) * 80
    every = prop(b"com.android.build.boot.security_patch", b"2024-05-05") + hash_(b"boot", image) + \
        hashtree(b"system", image) + chain(b"vbmeta_system", public_key(), 2) + cmdline(b"dm=1") + descriptor(9, b"future")
    good = vbmeta(every, 42, 0, 3)
    write("good-every.img", good)
    write("good-unsigned.img", vbmeta(b"", 0, 3, 0, False))
    write("good-boot.img", with_footer(image, vbmeta(hash_(b"boot", image)), 32768))
    write("good-system.img", with_footer(image, vbmeta(hashtree(b"system", image)), 32768))
    for size in (1, 512, 513, 16 * 512, 17 * 512, 256 * 512, 257 * 512, 300000):  # trees of one to four levels
        data = (image * 15)[:size]
        write(f"tree-{size}.img", with_footer(data, vbmeta(hashtree(b"system", data, 512)), 320 << 10))
        write(f"tree-blake-{size}.img", with_footer(data, vbmeta(hashtree(b"system", data, 512, blake2b)), 320 << 10))
    write("bad-system.img", with_footer(image[:-1] + b"x", vbmeta(hashtree(b"system", image)), 32768))
    write("bad-signature.img", good[:120] + b"\1" + good[121:])
    write("bad-sizes.img", good[:12] + b"\xff" * 16 + good[28:])


if __name__ == "__main__":
    main(sys.argv[1])
