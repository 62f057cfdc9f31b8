#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""TLS sessions between two ends in memory, with their keys, and HTTP/2 in clear. usage: streams.py FOLDER"""
import os
import ssl
import struct
import subprocess
import sys
import tempfile

GET = b'GET /a?imei=490154203237518 HTTP/1.1\r\nHost: api.example.com\r\n\r\n'
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'


def frame(kind, flags, stream, body):
    return struct.pack('!IBI', len(body) << 8 | kind, flags, stream) + body


H2 = (b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + frame(4, 0, 0, b'') +
      frame(1, 4, 1, b'\x83\x41\x09h.example\x44\x02/a\x5f\x10application/grpc') +
      frame(1, 1, 3, b'\x82\xbf') + frame(9, 4, 3, b'\xbe') + frame(0, 9, 1, b'\1\0\0\0\0\3abc\0'))


# Two Initial packets with a hello, sealed by tests/unit/formats/net/quic.c
QUIC = bytes.fromhex(
    'cf00000001088394c8f03e515708000040513746f411e69b7ca374c0a57fa4f4bb43f6142728c7ca32747fd4108f5fa81534813a42dc57'
    '2569143d197127fb13e5e574e90240d731e3b476a8ddd0824047714b430efdec067f904be7ff0ae6d91d5756c200000001088394c8f03e'
    '51570800004030096c7a97a766eab2a284dd8ca4377ce5270b548aa0a3f4620b801e2955e7267c3116a327ac1df977ec625ff33ed15cfc')


def piece(how, data):
    return struct.pack('!BH', how, len(data)) + data


def session(folder, version, ciphers, content):
    cert, keys = os.path.join(folder, 'cert.pem'), os.path.join(folder, 'keys')
    if os.path.exists(keys):
        os.remove(keys)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    server.load_cert_chain(cert)
    for c in (server, client):
        c.minimum_version = c.maximum_version = version
        if ciphers:
            c.set_ciphers(ciphers)
        c.set_alpn_protocols(['h2', 'http/1.1'])
    client.keylog_filename = keys
    a, b, out = ssl.MemoryBIO(), ssl.MemoryBIO(), []

    def carry(side, into):
        data = into.read()
        out.extend(piece(side, data[i:i + 900]) for i in range(0, len(data), 900))
        return data

    # Each end writes into the memory that the other reads: what passes is copied on the way.
    held = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(held[0], b, server_hostname='api.example.com'), server.wrap_bio(held[1], a, server_side=True))
    for _ in range(4):
        for side, into in ((0, b), (1, a)):
            try:
                ends[side].do_handshake()
            except ssl.SSLWantReadError:
                pass
            held[1 - side].write(carry(side, into))
    ends[0].write(content)
    held[1].write(carry(0, b))
    ends[1].write(OK)
    carry(1, a)
    with open(keys, 'rb') as f:
        return f.read() + b'\0' + b''.join(out)


def samples(folder):
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=api.example.com',
                    '-keyout', os.path.join(folder, 'key.pem'), '-out', os.path.join(folder, 'crt.pem')], check=True, stderr=subprocess.DEVNULL)
    with open(os.path.join(folder, 'cert.pem'), 'wb') as out:
        for name in ('key.pem', 'crt.pem'):
            with open(os.path.join(folder, name), 'rb') as f:
                out.write(f.read())
    v12, v13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
    yield 'tls13', session(folder, v13, None, GET)
    yield 'tls13-h2', session(folder, v13, None, H2)
    yield 'tls12-gcm', session(folder, v12, 'ECDHE-ECDSA-AES128-GCM-SHA256', GET)
    yield 'tls12-cbc', session(folder, v12, 'ECDHE-ECDSA-AES128-SHA', GET)
    yield 'tls12-ccm', session(folder, v12, 'ECDHE-ECDSA-AES128-CCM', GET)
    whole = session(folder, v13, None, GET)
    yield 'no-keys', whole[whole.index(b'\0'):]
    yield 'h2', b'\0' + piece(0, H2) + piece(1, frame(4, 0, 0, b'') + frame(1, 5, 1, b'\x88'))
    yield 'quic', b'\0' + piece(2, QUIC)
    yield 'quic-two', b'\0' + piece(2, QUIC[99:]) + piece(2, QUIC[:99])
    yield 'h2-gap', b'\0' + piece(0, H2[:60]) + piece(4, H2[60:])


def main(folder):
    with tempfile.TemporaryDirectory() as work:
        for name, data in samples(work):
            with open(os.path.join(folder, name), 'wb') as f:
                f.write(data)


if __name__ == '__main__':
    main(sys.argv[1])
