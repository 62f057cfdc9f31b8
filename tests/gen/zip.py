# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for the ZIP reader: plain, comment, zip64, prefix, data descriptor, lying headers."""
import io
import os
import struct
import sys
import zipfile


def plain(comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr(zipfile.ZipInfo("stored.txt"), b"stored bytes")
        info = zipfile.ZipInfo("dir/deflated.txt")
        info.compress_type = zipfile.ZIP_DEFLATED
        z.writestr(info, b"deflate " * 100)
        z.writestr(zipfile.ZipInfo("../up"), b"x")
        z.comment = comment
    return bytearray(out.getvalue())


class Pipe(io.RawIOBase):
    """Cannot seek: zipfile then writes data descriptors."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, b):
        self.data += b
        return len(b)


def descriptor():
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("later.txt", b"sizes come later" * 9)
    return pipe.data


def zip64():
    name = b"wide"
    extra = struct.pack("<HHQQ", 1, 16, 5, 5)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 0, 0x3610A686, 0xFFFFFFFF, 0xFFFFFFFF, 4, 20)
    body = local + name + extra + b"hello"
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 0, 0x3610A686, 0xFFFFFFFF, 0xFFFFFFFF,
                          4, 20, 0, 0, 0, 0, 0) + name + extra
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(central), len(body))
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(body) + len(central), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + central + end64 + locator + end


def main(folder):
    lying = plain()
    at = lying.find(b"PK\1\2")
    lying[at + 8] |= 1
    lying[at + 10] = 99
    inner = bytes(plain()[-22:])
    seeds = {
        "plain": plain(),
        "comment": plain(b"a comment"),
        "end-in-comment": plain(inner),
        "descriptor": descriptor(),
        "zip64": zip64(),
        "prefix": b"dex\n035\0" + bytes(100) + plain(),
        "lying": lying,
    }
    for name, data in seeds.items():
        with open(os.path.join(folder, name + ".zip"), "wb") as f:
            f.write(data)


main(sys.argv[1])
