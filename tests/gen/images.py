#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""images.py [--tree] OUT: a small tree (OUT/tree) and images of it, made by mke2fs and mkfs.erofs where those are
installed; a super partition, a sparse image and an update payload are written here. Without --tree only what a fuzzer
wants: images of some KiB."""
import bz2
import hashlib
import lzma
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

OUT = sys.argv[-1]
SMALL = "--tree" not in sys.argv
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def tree(root, small):
    rnd = random.Random(5)
    words = [bytes(rnd.randrange(97, 123) for _ in range(rnd.randrange(2, 9))) for _ in range(300)]
    text = b" ".join(rnd.choice(words) for _ in range(400 if small else 40000))
    write(root + "/build.prop", b"ro.product.brand=Redmi\nro.build.version.release=11\n")
    write(root + "/etc/text.txt", text)
    write(root + "/etc/tiny", b"x")
    write(root + "/etc/random.bin", rnd.randbytes(3000 if small else 300000))
    if small:
        return
    write(root + "/etc/mixed.bin", text[:50000] + rnd.randbytes(30000) + text[:50000] + bytes(100000) + rnd.randbytes(5000))
    write(root + "/etc/zeros.bin", bytes(500000) + b"end")
    write(root + "/etc/block.bin", text[:8192])
    for i in range(300):
        write(f"{root}/many/folder/with a long name {i:04}", b"%d" % i)
    os.symlink("build.prop", root + "/link")
    write(root + "/deep" + "/d" * 30 + "/file", b"deep")


def run(*command):
    if not shutil.which(command[0], path=PATH):
        return False
    return subprocess.run([shutil.which(command[0], path=PATH), *command[1:]], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, env={"PATH": PATH, "E2FSPROGS_FAKE_TIME": "1700000000"}).returncode == 0


EROFS = {
    "plain": [], "lz4": ["-zlz4"], "lz4hc-big": ["-zlz4hc,9", "-C65536"], "lz4-legacy": ["-zlz4", "-Elegacy-compress"],
    "lz4-tail": ["-zlz4hc", "-Eztailpacking"], "chunks": ["--chunksize=4096"], "lzma": ["-zlzma", "-C16384"],
    "deflate": ["-zdeflate", "-C16384"], "noinline": ["-Enoinline_data"], "small-blocks": ["-b512", "-zlz4hc"],
    "big-1m": ["-zlz4", "-C1048576"], "zstd": ["-zzstd", "-C65536"], "fragments": ["-zlz4hc", "-Efragments"],
    "all-fragments": ["-zlz4hc", "-C65536", "-Eall-fragments"],
}


def erofs_by_hand(whole, tail, block=4096):
    """Two files whose ends lie in the file of fragments, as newer versions of mkfs.erofs write them: `whole` is nothing
    but a fragment, `tail` is a stored block and a fragment."""
    def inode(layout, mode, size, data, more=b""):
        return (struct.pack("<HHHHIIIIHHI", layout << 1, 0, mode, 1, size, 0, data, 0, 0, 0, 0) + more).ljust(128, b"\0")

    rest = tail[block:]
    super_block = struct.pack("<IIIBBHQQIIII", 0xE0F5E1E2, 0, 0, 12, 0, 0, 4, 0, 0, 5, 1, 0).ljust(80, b"\0") + \
        struct.pack("<IHHHBBIQ", 0x21, 0, 0, 0, 0, 0, 0, 12)
    names = [(0, 2, b"."), (0, 2, b".."), (8, 1, b"tail"), (4, 1, b"whole")]
    entries, at = b"", 12 * len(names)
    for nid, kind, name in names:
        entries += struct.pack("<QHBB", nid, at, kind, 0)
        at += len(name)
    index = struct.pack("<IHBB", len(whole), 0x20, 0, 0) + bytes(8)
    index += struct.pack("<HHI", 0, 0, 3) + struct.pack("<HHI", 1, 0, 0)
    inodes = inode(0, 0x41ED, at, 2) + inode(1, 0x81A4, len(whole), 0, struct.pack("<Q", 1 << 63)) + \
        inode(1, 0x81A4, len(tail), 0, index) + inode(0, 0x81A4, len(whole) + len(rest), 4)
    blocks = [(bytes(1024) + super_block), inodes, entries + b"".join(n for _, _, n in names), tail[:block], whole + rest]
    return b"".join(b.ljust(block, b"\0") for b in blocks)


GROUPS = ["-b", "1024", "-g", "256", "-N", "640"]  # 256 KiB each, so that descriptors need several blocks
EXT = {
    "inline": ["-O", "64bit,metadata_csum,inline_data"], "ext2": ["-t", "ext2"], "ext3": ["-t", "ext3"],
    "ext2-1k": ["-t", "ext2", "-b", "1024"], "ext2-64k": ["-t", "ext2", "-b", "65536"], "ext2-128": ["-t", "ext2", "-I", "128"],
    "revision-0": ["-t", "ext2", "-r", "0"], "revision-0-1k": ["-t", "ext2", "-r", "0", "-b", "1024"],
    "hurd": ["-t", "ext2", "-o", "hurd"], "no-filetype": ["-t", "ext2", "-O", "^filetype"],
    "no-extents": ["-O", "^extents,^64bit"], "meta": [*GROUPS, "-O", "meta_bg,^resize_inode,^64bit"],
    "meta-64bit": [*GROUPS, "-O", "meta_bg,^resize_inode,64bit"],
    "meta-all-copies": [*GROUPS, "-O", "meta_bg,^resize_inode,^sparse_super,^flex_bg"],
    "meta-two-copies": [*GROUPS, "-O", "meta_bg,^resize_inode,sparse_super2,^flex_bg"],
    "meta-2k": ["-b", "2048", "-g", "256", "-N", "640", "-O", "meta_bg,^resize_inode,^flex_bg"],
    "meta-ext2": ["-t", "ext2", *GROUPS, "-O", "meta_bg,^resize_inode"], "groups": [*GROUPS, "-O", "^flex_bg,^resize_inode"],
    "clusters": ["-O", "bigalloc", "-C", "16384"], "clusters-1k": ["-b", "1024", "-O", "bigalloc", "-C", "4096"],
    "clusters-meta": [*GROUPS[:2], "-g", "2048", "-C", "4096", "-O", "bigalloc,meta_bg,^resize_inode"],
    "two-copies": ["-O", "sparse_super2"], "all-copies": ["-O", "^sparse_super,^resize_inode"], "64k": ["-b", "65536"], "2k": ["-b", "2048"],
    "inode-128": ["-I", "128"], "inode-1024": ["-I", "1024"], "inode-4096": ["-b", "4096", "-I", "4096"], "4k": ["-b", "4096"], "csum": ["-O", "metadata_csum,64bit"],
    "csum-seed": ["-O", "metadata_csum,metadata_csum_seed"], "uninit": ["-O", "^metadata_csum,uninit_bg"],
    "features": ["-O", "large_dir,ea_inode,quota,project,encrypt,verity,casefold,stable_inodes,mmp"],
    "inline-128": ["-I", "256", "-b", "1024", "-O", "inline_data"],
}


def ext(path, root, size, *options):
    kind = [] if "-t" in options else ["-t", "ext4"]
    return run("mke2fs", "-q", "-F", *kind, *options, "-d", root, path, size)


def file_systems(root, out, small):
    extra = ["-N", "32", "-b", "1024"] if small else []
    ext(out + "/ext4.img", root, "256K" if small else "8M", "-O", "^has_journal,^metadata_csum", *extra)
    if small:
        ext(out + "/ext2.img", root, "128K", "-t", "ext2", "-r", "0", *extra)
        ext(out + "/ext4-meta.img", root, "1M", *GROUPS[:4], "-N", "32", "-O", "^has_journal,meta_bg,^resize_inode")
    else:
        for name, options in EXT.items():
            path = f"{out}/ext4-{name}.img"
            if not ext(path, root, "64M" if "64k" in name else "12M", *options) and os.path.exists(path):
                os.unlink(path)  # this mke2fs has no such option
        shutil.copyfile(out + "/ext4-csum.img", out + "/ext4-hashed.img")
        run("e2fsck", "-f", "-y", "-D", out + "/ext4-hashed.img")
        image = bytearray(open(out + "/ext4-groups.img", "rb").read())
        image[1024 + 0x60] |= 0x10  # meta groups, but from the 64th on only, as after growing while mounted
        image[1024 + 0x104] = 64
        write(out + "/ext4-meta-later.img", image)
        holes = tempfile.mkdtemp()
        with open(holes + "/holes", "wb") as f:  # long enough for lists of lists of lists of blocks
            for at in (0, 5 << 10, 200 << 10, 40 << 20, 70 << 20):
                f.seek(at)
                f.write(b"%d" % at)
        ext(out + "/holes.img", holes, "2M", "-t", "ext2", "-b", "1024")
        shutil.rmtree(holes)
    for name, options in EROFS.items():
        path = f"{out}/erofs-{name}.img"
        if not run("mkfs.erofs", *options, "-T1700000000", path, root) and os.path.exists(path):
            os.unlink(path)  # this mkfs has no such option


def sparse(image, block=4096):
    image += bytes(-len(image) % block)
    chunks = b""
    n = 0
    for i in range(0, len(image), block):
        part = image[i:i + block]
        if part == part[:4] * (block // 4):
            chunks += struct.pack("<HHII", 0xCAC3 if part[:4] == bytes(4) else 0xCAC2, 0, 1, 12 if part[:4] == bytes(4) else 16)
            chunks += b"" if part[:4] == bytes(4) else part[:4]
        else:
            chunks += struct.pack("<HHII", 0xCAC1, 0, 1, 12 + block) + part
        n += 1
    chunks += struct.pack("<HHII", 0xCAC4, 0, 0, 16) + bytes(4)
    return struct.pack("<IHHHHIIII", 0xED26FF3A, 1, 0, 28, 12, block, n, n + 1, 0) + chunks


def split(image, n, block=4096):
    """The image as n sparse ones, each of which leaves out what the others hold."""
    total = len(image) // block
    out = []
    for k in range(n):
        first, last = total * k // n, total * (k + 1) // n
        chunks = [struct.pack("<HHII", 0xCAC3, 0, first, 12)] if first else []
        chunks.append(struct.pack("<HHII", 0xCAC1, 0, last - first, 12 + (last - first) * block) +
                      image[first * block:last * block])
        if last < total:
            chunks.append(struct.pack("<HHII", 0xCAC3, 0, total - last, 12))
        head = struct.pack("<IHHHHIIII", 0xED26FF3A, 1, 0, 28, 12, block, total, len(chunks), 0)
        out.append(head + b"".join(chunks))
    return out


def super_head(parts, base=1 << 20):
    """What comes before the data of a super partition: parts of (name, size) that follow each other from `base` on."""
    extents, partitions, at = b"", b"", base
    for i, (name, size) in enumerate(parts):
        extents += struct.pack("<QIQI", size // 512, 0, at // 512, 0)
        partitions += struct.pack("<36sIIII", name, 1, i, 1, 0)
        at += size
    return super_metadata(partitions, len(parts), extents, len(parts)).ljust(base, b"\0")


def super_metadata(partitions, n, extents, extents_n):
    tables = partitions + extents
    head = struct.pack("<IHHI", 0x414C5030, 10, 0, 128) + bytes(32) + struct.pack("<I", len(tables)) + \
        hashlib.sha256(tables).digest()
    head += struct.pack("<III", 0, n, 52) + struct.pack("<III", len(partitions), extents_n, 24)
    head += struct.pack("<IIIIII", len(tables), 0, 48, len(tables), 0, 64)
    geometry = struct.pack("<II", 0x616C4467, 52) + bytes(32) + struct.pack("<III", 8192, 1, 4096)
    return bytes(4096) + geometry.ljust(4096, b"\0") * 2 + (head.ljust(128, b"\0") + tables)


def super_image(parts):
    """parts: [(name, bytes)]; each is cut in two extents that lie in reverse order."""
    data, extents, partitions = b"", b"", b""
    base, n = 65536, 0
    for name, image in parts:
        image += bytes(-len(image) % 1024)
        half = len(image) // 2 // 512 * 512
        at = base + len(data)
        data += image[half:] + image[:half]
        first_at = at + len(image) - half
        extents += struct.pack("<QIQI", half // 512, 0, first_at // 512, 0)
        extents += struct.pack("<QIQI", (len(image) - half) // 512, 0, at // 512, 0)
        partitions += struct.pack("<36sIIII", name, 1, n, 2, 0)
        n += 2
    out = super_metadata(partitions, len(parts), extents, n)
    return out.ljust(base, b"\0") + data


def gpt(parts, sector=512):
    data, entries, at = [], b"", 64
    for name, image in parts:
        n = -(-len(image) // sector)
        entries += struct.pack("<16s16sQQQ72s", b"\1" * 16, b"\2" * 16, at, at + n - 1, 0, name.encode("utf-16le"))
        data.append(image.ljust(n * sector, b"\0"))
        at += n
    head = struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, 1, 0, 64, at, bytes(16), 2, len(parts), 128, 0)
    return (bytes(sector) + head.ljust(sector, b"\0") + entries).ljust(64 * sector, b"\0") + b"".join(data)


def varint(v):
    out = b""
    while v > 127:
        out += bytes([v & 127 | 128])
        v >>= 7
    return out + bytes([v])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def payload(parts, block=4096, delta=False):
    data, manifest = b"", field(3, block)
    kinds = [(0, lambda b: b), (1, bz2.compress), (8, lambda b: lzma.compress(b, lzma.FORMAT_XZ, lzma.CHECK_CRC32))]
    for name, image in parts:
        operations = b""
        step = 4 * block
        for i in range(0, len(image), step):
            part = image[i:i + step] + bytes(-len(image[i:i + step]) % block)
            blocks, start = len(part) // block, i // block
            if part == bytes(len(part)):
                operations += field(8, field(1, 6) + field(6, field(1, start) + field(2, blocks)))
                continue
            kind, pack = kinds[i // step % 3]
            packed = pack(part)
            extents = field(6, field(1, start) + field(2, 1))
            if blocks > 1:
                extents += field(6, field(1, start + 1) + field(2, blocks - 1))
            operations += field(8, field(1, kind) + field(2, len(data)) + field(3, len(packed)) + extents)
            data += packed
        if delta:
            operations += field(8, field(1, 4) + field(6, field(1, 0) + field(2, 1)))
        manifest += field(13, field(1, name) + field(7, field(1, len(image))) + operations)
    return b"CrAU" + struct.pack(">QQI", 2, len(manifest), 0) + manifest + data


def main():
    root = OUT + "/tree"
    if SMALL:
        root = tempfile.mkdtemp()
    tree(root, SMALL)
    file_systems(root, OUT, SMALL)
    ext4 = OUT + "/ext4.img"
    image = open(ext4, "rb").read() if os.path.exists(ext4) else bytes(range(256)) * 64
    if SMALL:
        image = image[:32768] + bytes(8192)
        shutil.rmtree(root)
    write(OUT + "/by-hand.img", erofs_by_hand(b"nothing but a fragment", bytes(range(256)) * 16 + b"the end"))
    write(OUT + "/sparse.img", sparse(image))
    for i, part in enumerate(split(image, 3)):
        write(f"{OUT}/split.img.{i}", part)
    write(OUT + "/super.img", super_image([(b"system_a", image), (b"odm_a", b"small".ljust(1024, b"\0"))]))
    write(OUT + "/disk.img", gpt([("one", b"one" * 500), ("two", bytes(700))]))
    write(OUT + "/payload.bin", payload([(b"system", image), (b"boot", b"ANDROID!" * 600)]))
    write(OUT + "/delta.bin", payload([(b"boot", b"ANDROID!" * 600)], delta=True))


if __name__ == "__main__":
    main()
