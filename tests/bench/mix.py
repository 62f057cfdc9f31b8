#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""A large capture in the shape of real ones: the captures of a folder again and again, each time under other addresses, so
that every repetition brings connections of its own. Packets are put into Ethernet frames of one pcap file. Captures made to
break reassembly are left out: they are no mix of anybody's traffic.

usage: mix.py FOLDER OUT.pcap MIB"""
import glob
import os
import struct
import sys

KINDS = ('phone', 'http', 'meta', 'tls-keys')
MAC = b'\x02\0\0\0\0\1\x02\0\0\0\0\2'
IP_AT = {1: None, 101: 0, 228: 0, 229: 0, 113: 16, 276: 20, 0: 4, 108: 4}  # where IP begins, by link type


def pcap(data):
    order = '<' if data[:4] in (b'\xd4\xc3\xb2\xa1', b'\x4d\x3c\xb2\xa1') else '>'
    link = struct.unpack_from(order + 'I', data, 20)[0] & 0xffff
    at = 24
    while at + 16 <= len(data):
        _, _, size, _ = struct.unpack_from(order + 'IIII', data, at)
        if size > 65535 or at + 16 + size > len(data):
            return
        yield link, data[at + 16:at + 16 + size]
        at += 16 + size


def pcapng(data):
    order, links, at = '<', [], 0
    while at + 12 <= len(data):
        if data[at:at + 4] == b'\n\r\r\n':
            order = '<' if data[at + 8:at + 12] == b'\x4d\x3c\x2b\x1a' else '>'
            links = []
        kind, size = struct.unpack_from(order + 'II', data, at)
        if size < 12 or at + size > len(data):
            return
        if kind == 1:
            links.append(struct.unpack_from(order + 'H', data, at + 8)[0])
        elif kind == 6:
            interface, _, _, n, _ = struct.unpack_from(order + 'IIIII', data, at + 8)
            if interface < len(links) and n <= size - 32:
                yield links[interface], data[at + 28:at + 28 + n]
        at += size + (-size % 4)


def frames(folder):
    """(frame, where the second byte of each address is)"""
    for path in sorted(p for kind in KINDS for p in glob.glob(os.path.join(folder, kind, '*.pcap*'))):
        with open(path, 'rb') as f:
            data = f.read()
        reader = pcapng if data[:4] == b'\n\r\r\n' else pcap
        for link, packet in reader(data):
            if link == 1 and packet[12:14] in (b'\x08\0', b'\x86\xdd'):
                packet = packet[14:]
            elif IP_AT.get(link) is not None:
                packet = packet[IP_AT[link]:]
            else:
                continue
            if len(packet) >= 40 and packet[0] >> 4 in (4, 6):
                four = packet[0] >> 4 == 4
                kind = b'\x08\0' if four else b'\x86\xdd'
                yield MAC + kind + packet, (14 + 13, 14 + 17) if four else (14 + 15, 14 + 31)


def main(folder, out, mib):
    once, places, headers = bytearray(), [], []
    for frame, at in frames(folder):
        headers.append(len(once))
        places += [len(once) + 16 + x for x in at]
        once += struct.pack('<IIII', 0, 0, len(frame), len(frame)) + frame
    with open(out, 'wb') as f:
        f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        n = 0
        while f.tell() < mib << 20:
            copy = bytearray(once)
            for at in places:
                copy[at] = (copy[at] + n) & 255
            for i, at in enumerate(headers):
                struct.pack_into('<II', copy, at, 1500000000 + n * 60 + i * 60 // len(headers), i * 7 % 1000000)
            f.write(copy)
            n += 1
    print(f'{n} times {len(headers)} packets')


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
