#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds for tests/fuzz/quic.c, which seals them: connections with HTTP/3, told as frames. usage: quic.py FOLDER"""
import os
import struct
import sys

FRAMES, SHAKE, INITIAL, BARE, BACK = 0, 1, 2, 3, 4


def record(what, content):
    content += b'\0' * (-len(content) % 4)  # padding frames
    return bytes([what, len(content) // 4]) + content


def crypto(data, at=0):
    return b'\x06' + struct.pack('!HH', 0x4000 | at, 0x4000 | len(data)) + data


def stream(number, data, at=0, fin=True):
    return bytes([0x0e | fin, number]) + struct.pack('!HH', 0x4000 | at, 0x4000 | len(data)) + data


def hello(alpn=b'\2h3'):
    ext = b'\0\0\0\x0e\0\x0c\0\0\x09q.example' + b'\0\x10' + struct.pack('!HH', len(alpn) + 2, len(alpn)) + alpn + b'\0\x2b\0\3\2\3\4'
    body = b'\3\3' + b'0123456789abcdef' * 2 + b'\0\0\2\x13\1\1\0' + struct.pack('!H', len(ext)) + ext
    return b'\1' + struct.pack('!I', len(body))[1:] + body


SERVER = b'\2\0\0\x2e\3\3' + b'fedcba9876543210' * 2 + b'\0\x13\1\0\0\x06\0\x2b\0\2\3\4'
EXTENSIONS = b'\x08\0\0\x0b\0\x09\0\x10\0\5\0\3\2h3'
GET = b'\1\x19\0\0\xd1\xd7\x50\x0dq.example:443\x51\x04/p?1'
GRPC = b'\1\x33\0\0\xd4\xd7\x50\x09q.example\x51\x03/rp\x2f\x05\x0ccontent-type\x10application/grpc'
SETTINGS = b'\0\4\3\1\x40\xdc'
INSTRUCTIONS = b'\2\x3f\xbd\1\xc0\x0fwww.example.com\xc1\x0c/sample/path'
REFERS = b'\1\4\3\x81\x10\x11\0\1x'


def samples():
    shake = record(INITIAL, crypto(hello())) + record(INITIAL | BACK, crypto(SERVER)) + record(SHAKE | BACK, crypto(EXTENSIONS))
    yield 'request', shake + record(FRAMES, stream(0, GET + b'\0\4body')) + record(FRAMES | BACK, stream(0, b'\1\3\0\0\xd9\0\2ok'))
    yield 'scattered', record(INITIAL, crypto(hello()[40:], 40)) + record(INITIAL, b'\1' + crypto(hello()[:40])) + record(INITIAL | BACK, crypto(SERVER))
    yield 'table', shake + record(FRAMES, stream(0, REFERS)) + record(FRAMES | BACK, stream(3, SETTINGS, 0, False)) + record(FRAMES, stream(2, INSTRUCTIONS, 0, False))
    yield 'guess', shake + record(FRAMES, stream(2, INSTRUCTIONS, 0, False) + stream(0, REFERS))
    yield 'holes', shake + record(FRAMES, stream(0, GET + b'\0\x09ab', 0, False) + stream(0, b'fghij', len(GET) + 7) + stream(4, b'tail', 100) + stream(8, GET, 3))
    yield 'frames', shake + record(FRAMES, b'\2\5\0\1\0\0\0' + b'\3\5\0\0\0\1\1\1' + b'\4\0\1\2' + b'\5\0\1' + b'\7\1t' + b'\x10\1\x11\1\2\x12\1\x13\1\x14\1\x15\1\2\x16\1\x17\1'
                                   + b'\x18\2\0\4abcd' + b's' * 16 + b'\x19\0\x1a12345678\x1b12345678\x1e\x30') + record(FRAMES, b'\x31\2dg\xaf\1\1\1\1\x1d\0\0')
    yield 'grpc', shake + record(FRAMES, stream(0, GRPC + b'\0\x0e\0\0\0\0\3abc\0\0\0\0\1d'))
    yield 'doq', record(INITIAL, crypto(hello(b'\3doq'))) + record(FRAMES, stream(0, b'\0\x1d\0\0\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1'))
    yield 'raw', record(INITIAL, crypto(hello(b'\2xx'))) + record(FRAMES, stream(0, b'anything') + stream(1, b'else', 0, False))
    yield 'refused', shake + record(SHAKE, b'\x1c\x41\x30\6\0')
    yield 'bare', record(BARE, b'\xc0\0\0\0\1\x08firstid\0\0\0\x40\x20' + b'x' * 32) + record(BARE | BACK, b'\x80\0\0\0\0\0\0\0\0\0\1') + record(BARE | BACK, b'\xf0\0\0\0\1\0\3sss' + b't' * 20)


def main(folder):
    for name, data in samples():
        with open(os.path.join(folder, name), 'wb') as f:
            f.write(data)


if __name__ == '__main__':
    main(sys.argv[1])
