# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Resource tables: one label in four languages, plain, sparse, with 16-bit offsets and with compact entries."""
import os
import struct
import sys

from axml import chunk, pool

LANGUAGES = ["", "hi", "pl", "enXA"]  # the last is the language that tests layouts


def config(language):
    locale = language.encode() + bytes(4 - len(language)) if language else bytes(4)
    return struct.pack("<I", 28) + bytes(4) + locale + bytes(16)


def entry(kind, data, compact=False):
    if compact:
        return struct.pack("<HHI", 0, 8 | kind << 8, data)
    return struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, kind, data)


def type_chunk(language, entries, flags=0, compact=False):
    body = [entry(kind, data, compact) for kind, data in entries]
    size = len(body[0])
    if flags & 1:
        table = b"".join(struct.pack("<HH", i, i * size // 4) for i in range(len(body)))
    elif flags & 2:
        table = b"".join(struct.pack("<H", i * size // 4) for i in range(len(body)))
    else:
        table = b"".join(struct.pack("<I", i * size) for i in range(len(body)))
    table += bytes(-len(table) % 4)
    head = struct.pack("<BBHII", 1, flags, 0, len(body), 20 + 28 + len(table)) + config(language)
    return chunk(0x201, head, table + b"".join(body))


def table(flags=0, compact=False):
    strings = ["Example", "उदाहरण", "Przykład", "[Ëxåmplë]"]
    types = b"".join(type_chunk(lang, [(3, i), (1, 0x7F010000)], flags, compact) for i, lang in enumerate(LANGUAGES))
    head = struct.pack("<I", 0x7F) + bytes(256) + struct.pack("<IIIII", 288, 0, 288, 0, 0)
    package = chunk(0x200, head, pool(["string"]) + pool(["label"]) + types)
    return chunk(2, struct.pack("<I", 1), pool(strings, utf8=True) + package)


def main(folder):
    seeds = {"plain": table(), "sparse": table(1), "offset16": table(2), "compact": table(0, True)}
    for name, data in seeds.items():
        with open(os.path.join(folder, name + ".arsc"), "wb") as f:
            f.write(data)


if __name__ == "__main__":
    main(sys.argv[1])
