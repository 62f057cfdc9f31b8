#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Bodies with an identifier in every wrapping. usage: search.py FOLDER"""
import base64
import gzip
import hashlib
import json
import os
import struct
import sys
import urllib.parse
import zlib

IMEI = '490154203237518'
JSON = json.dumps({'imei': IMEI, 'mail': 'owner.test@example.org', 'u': 'http://a/b', 'text': 'canary'}).replace('/', '\\/').encode()


def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for c in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(c ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


def raw_deflate(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


def protobuf(fields):
    out = b''
    for number, value in fields:
        out += bytes([number << 3 | 2, len(value)]) + value
    return out


def samples():
    packed = gzip.compress(JSON, mtime=0)
    yield 'plain', b'\0' + JSON
    yield 'gzip', b'\1' + packed
    yield 'false-gzip', b'\1' + JSON
    yield 'zlib', b'\0' + zlib.compress(JSON)
    yield 'deflate', b'\2' + raw_deflate(JSON)
    yield 'undeclared-deflate', b'\0' + raw_deflate(JSON)
    yield 'rc4', b'\5' + rc4(b'03a976511e2cbe3a7f26808fb7af3c05', len(packed).to_bytes(4, 'big') + packed)
    yield 'nested', b'\0d=' + urllib.parse.quote(base64.b64encode(gzip.compress(base64.b64encode(JSON), mtime=0)).decode(), '').encode()
    yield 'hex', b'\0h=' + JSON.hex().encode() + b'&z=' + packed.hex().encode()
    yield 'protobuf', b'\0' + protobuf([(1, IMEI.encode()), (2, packed[:120]), (3, b'x%3D' + IMEI[:5].encode())])
    yield 'digests', b'\0' + '&'.join(hashlib.new(h, IMEI.encode()).hexdigest() for h in ('md5', 'sha1', 'sha256')).encode()
    yield 'multipart', b'\0--x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' + b'=34=39=\r\n0154203237518\r\n--x\r\nContent-Transfer-Encoding: base64\r\n\r\n' + base64.encodebytes(JSON * 2) + b'--x--\r\n'
    yield 'utf16', b'\0' + IMEI.encode('utf-16-le') + 'canary'.encode('utf-16-be')
    yield 'escapes', b'\0' + '%u0034%39'.encode() + ''.join('\\u%04x' % ord(c) for c in IMEI).encode() + b'\\x34\\q%zz%'
    yield 'position', b'\0{"lat":52.5201,"lon":13.4049}&x=525200000&y=134050000$GPGGA,1,5231.200,N,01324.300,E' + struct.pack('<dd', 52.52, 13.405)
    shapes = b'{"device_id":"353918058989340","mac":"a4:50:46:01:02:03","gaid":"5ac6a0ff-8d18-47bc-a902-2812cf0c251e","phone":"%2B4915555012345"}'
    yield 'shapes', b'\x08' + shapes + b'android_id=b9e28776354d259e&to=owner.test@example.org'
    yield 'tokens', b'\0?access_token=0123456789&a=b\r\nCookie: serviceToken=0123456789; a=b\r\nAuthorization: Basic 0123456789\r\n'
    bomb = gzip.compress(b'\0' * 3000000, mtime=0)
    yield 'bomb', b'\1' + gzip.compress(bomb * 3, mtime=0)


def main(folder):
    for name, data in samples():
        with open(os.path.join(folder, name), 'wb') as f:
            f.write(data)


if __name__ == '__main__':
    main(sys.argv[1])
