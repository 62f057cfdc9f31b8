#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""A re-enactment of the test of a Redmi 1S in August 2014. What left, at which step, to which host and over which transport is as
published; the paths, the names of parameters and all values are invented, because they were never published. Nobody's data.
usage: leak2014.py FOLDER. Also a module for examples.py."""
import json
import os
import random
import struct
import sys

import capture

HOST = 'api.account.xiaomi.com'
IMEI, IMSI, PHONE = '490154203237518', '001019876543210', '+48600100200'
CONTACT, SENDER = '+48600700800', '+48600900100'
IDENTITY = f'''# Invented: the owner of the re-enactment, and two people whom the phone knows.
imei = "{IMEI}"
imsi = "{IMSI}"
phone = "{PHONE}"
contact = ["{CONTACT}", "{SENDER}"]
'''
MINUTE = 60
STEPS_BEFORE = ['step=sim', 'step=wifi', 'step=location', 'step=contact', 'step=sms', 'step=call', 'step=account consent=given']
STEPS_AFTER = ['step=reset', 'step=wifi', 'step=contact', 'step=sms', 'step=call', 'step=opt-in consent=given']
DAY_BEFORE, DAY_AFTER = 1407402000, 1407834000  # 2014-08-07 09:00, 2014-08-12 09:00
SERVER, RESOLVER = b'\xc6\x12\0\1', b'\xc6\x12\0\x35'


def marks(begin, steps):
    out = '# Made by wary experiment: time (UTC), step, consent.\n'
    for i, mark in enumerate(steps):
        seconds = begin + i * 2 * MINUTE - begin // 86400 * 86400
        day = '2014-08-07' if begin == DAY_BEFORE else '2014-08-12'
        out += f'{day}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z {mark}\n'
    return out


class Recorder:
    def __init__(self, begin):
        self.begin, self.now, self.packets, self.port = begin, begin, [], 40000

    def step(self, number):
        self.now = self.begin + number * 2 * MINUTE + 20

    def add(self, packet):
        self.now += 0.25
        self.packets.append((self.now, capture.ether(packet)))

    def lookup(self, host):
        name = b''.join(bytes([len(p)]) + p.encode() for p in host.split('.')) + b'\0'
        question = struct.pack('!HHHHHH', self.port, 0x100, 1, 0, 0, 0) + name + b'\0\1\0\1'
        self.add(capture.ip4(capture.udp(question, self.port), 17, dst=RESOLVER))

    def connection(self, client, server, port):
        self.port += 1
        s, back = self.port, {'src': SERVER, 'dst': b'\x0a\0\0\2'}
        tcp, ip = capture.tcp, capture.ip4
        self.add(ip(tcp(b'', 100, 0, 2, s, port)))
        self.add(ip(tcp(b'', 500, 101, 18, port, s), **back))
        self.add(ip(tcp(client, 101, 501, 24, s, port)))
        self.add(ip(tcp(server, 501, 101 + len(client), 24, port, s), **back))
        self.add(ip(tcp(b'', 101 + len(client), 501 + len(server), 17, s, port)))
        self.add(ip(tcp(b'', 501 + len(server), 102 + len(client), 17, port, s), **back))

    def get(self, path, host=HOST):
        self.lookup(host)
        self.connection(f'GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode(), capture.OK, 80)

    def post(self, path, values):
        body = json.dumps(values)
        head = f'POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n'
        self.lookup(HOST)
        self.connection((head + body).encode(), capture.OK, 80)

    def closed(self, size):
        """TLS 1.2 to the same host: a hello that names it, then records nobody can open."""
        noise = random.Random(size).randbytes
        name = HOST.encode()
        sni = struct.pack('!HHHBH', 0, len(name) + 5, len(name) + 3, 0, len(name)) + name
        hello = b'\3\3' + noise(32) + b'\0' + b'\0\2\xc0\x2f' + b'\1\0' + struct.pack('!H', len(sni)) + sni
        hello = b'\1' + len(hello).to_bytes(3, 'big') + hello
        answer = b'\3\3' + noise(32) + b'\0' + b'\xc0\x2f\0'
        answer = b'\2' + len(answer).to_bytes(3, 'big') + answer
        record = lambda kind, data: bytes([kind, 3, 3]) + struct.pack('!H', len(data)) + data
        data = record(20, b'\1') + record(22, noise(40)) + record(23, noise(size))
        self.lookup(HOST)
        self.connection(record(22, hello) + data, record(22, answer) + data[:51] + record(23, noise(200)), 443)

    def pcap(self):
        out = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
        for time, p in self.packets:
            out += struct.pack('<IIII', int(time), int(time % 1 * 1000000), len(p), len(p)) + p
        return out


def before():
    r = Recorder(DAY_BEFORE)
    r.step(1)
    r.get(f'/re-enactment/start?device={IMEI}&number={PHONE.replace("+", "%2B")}')
    r.step(3)
    r.post('/re-enactment/contact', {'peer': CONTACT})
    r.step(4)
    r.post('/re-enactment/message', {'from': SENDER})
    r.step(6)
    r.post('/re-enactment/login', {'imsi': IMSI, 'imei': IMEI, 'phone': PHONE})
    return r.pcap()


def after():
    r = Recorder(DAY_AFTER)
    r.step(1)
    r.get('/generate_204', 'connect.example.net')
    r.step(3)
    r.get('/generate_204', 'connect.example.net')
    r.step(5)
    r.closed(893)
    return r.pcap()


def files():
    return {
        'leak-2014-before.pcap': before(),
        'leak-2014-before.marks': marks(DAY_BEFORE, STEPS_BEFORE).encode(),
        'leak-2014-after.pcap': after(),
        'leak-2014-after.marks': marks(DAY_AFTER, STEPS_AFTER).encode(),
        'leak-2014-identity.toml': IDENTITY.encode(),
    }


if __name__ == '__main__':
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, content in files().items():
        with open(os.path.join(sys.argv[1], name), 'wb') as f:
            f.write(content)
