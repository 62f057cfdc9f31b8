#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of identifier in every form in every carrier, each in a message of its own: found exactly once, with the right
outermost form. And neighbours of each value (a digit changed, a longer number, other digests): never. usage: forms.py WARY GEN"""
import base64
import collections
import gzip
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import urllib.parse
import zlib

WARY = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import capture as gen  # noqa: E402

IDS = {
    'imei': '490154203237518', 'imsi': '262019876543210', 'iccid': '8949020000012345678', 'phone': '+4917012345678',
    'contact': '+4915555012345', 'serial': 'R58M41ABCDE', 'android_id': '5f3a9c1e7b20d846',
    'advertising_id': '38400000-8cf0-11bd-b23e-10b96e40000d', 'mac': '02:15:b2:5e:10:aa', 'bssid': 'a4:50:46:0f:1e:2d',
    'ssid': 'Casa Bianca 7', 'email': 'owner.test@example.org', 'account': 'owner-test-77', 'text': 'canary-words-41',
}
PLACE = (52.52, 13.405)
DIGITS = ('imei', 'imsi', 'iccid', 'phone', 'contact')


def varint(v):
    out = b''
    while v > 127:
        out += bytes([v & 127 | 128])
        v >>= 7
    return out + bytes([v])


def bcd(digits, swapped=False):
    d = digits if len(digits) % 2 == 0 else digits + 'f'
    return bytes(int(d[i + 1] + d[i] if swapped else d[i:i + 2], 16) for i in range(0, len(d), 2))


def forms(kind, value):
    """(expected outermost form, bytes)"""
    v = value.encode()
    yield 'plain', v
    yield 'hex', v.hex().encode()
    yield 'hex', v.hex().upper().encode()
    for shift in (b'', b'x', b'xy'):
        yield 'base64', base64.b64encode(shift + v + b'xyz')
    for name in ('md5', 'sha1', 'sha256'):
        digest = hashlib.new(name, v)
        yield name, digest.hexdigest().encode()
        yield name, digest.hexdigest().upper().encode()
        yield name + '-cut', digest.hexdigest()[:16].encode()
        yield name + '-base64', base64.b64encode(digest.digest())
        yield name + '-raw', digest.digest()
    if value.upper() != value:
        yield 'md5', hashlib.md5(value.upper().encode()).hexdigest().encode()
    yield 'utf-16', value.encode('utf-16-le')
    yield 'utf-16', value.encode('utf-16-be')
    plain = value.lstrip('+')
    if kind in DIGITS:
        yield 'bcd', bcd(plain)
        yield 'bcd', bcd(plain, True)
        if int(plain) < 1 << 63:
            yield 'varint', b'\x08' + varint(int(plain)) + b'\x10\x01'
            yield 'varint', b'\xa0\x06' + varint(int(plain)) + b'\x10\x01'
            yield 'integer', b'\x09' + struct.pack('<Q', int(plain)) + b'\x01'
            yield 'integer', struct.pack('>Q', int(plain))
    if kind == 'imei':
        yield 'grouped', b'49-015420-323751-8'
    if kind in ('phone', 'contact'):
        yield 'international', b'00' + plain.encode()
        yield 'national', b'0' + plain[2:].encode()
        yield 'grouped', ('0' + plain[2:5] + ' ' + plain[5:]).encode()
    if kind in ('advertising_id', 'mac', 'bssid'):
        bare = value.replace('-', '').replace(':', '')
        yield 'no-separators', bare.encode()
        yield 'no-separators', bare.upper().encode()
        yield 'raw', bytes.fromhex(bare)
        yield 'plain', v.upper()


def geohash(lat, lon, n):
    spans, out, bits = [[-180, 180], [-90, 90]], '', 0
    for i in range(n * 5):
        span, v = spans[i % 2], (lon, lat)[i % 2]
        middle = sum(span) / 2
        bits = bits * 2 + (v > middle)
        span[0 if v > middle else 1] = middle
        if i % 5 == 4:
            out += '0123456789bcdefghjkmnpqrstuvwxyz'[bits]
            bits = 0
    return out


def places(lat, lon):
    """(expected outermost form, bytes)"""
    e7 = [round(lat * 1e7), round(lon * 1e7)]
    yield 'degrees', b'lat=%.5f&lon=%.5f' % (lat, lon)
    yield 'degrees', b'{"longitude":"%.4f","latitude":"%.4f"}' % (lon, lat)
    yield 'integer', b'lat=%d;lon=%d' % tuple(e7)
    yield 'geohash', b'/' + geohash(lat, lon, 7).encode() + b'/'
    yield 'geohash', b'/' + geohash(lat, lon, 10).upper().encode() + b'/'
    yield 'double', b'\x09' + struct.pack('<d', lat) + b'\x11' + struct.pack('<d', lon)
    yield 'float', struct.pack('>ff', lat, lon)
    yield 'integer', b'\x0d' + struct.pack('<i', e7[0]) + b'\x15' + struct.pack('<i', e7[1])
    yield 'varint', b'\x08' + varint(e7[0] % (1 << 64)) + b'\x10' + varint(e7[1] % (1 << 64)) + b'\0'
    yield 'varint', b'\x18' + varint((e7[1] << 1) ^ (e7[1] >> 63)) + b'\x20' + varint((e7[0] << 1) ^ (e7[0] >> 63)) + b'\0\0'


def is_text(data):
    return all(32 <= c < 127 for c in data)


def post(host, body, *fields):
    head = ['POST /p HTTP/1.1', 'Host: ' + host, 'Content-Length: %d' % len(body), *fields]
    return ('\r\n'.join(head) + '\r\n\r\n').encode() + body


def carriers(host, form, data):
    """(name, expected form, bytes of a TCP stream or None, datagram or None)"""
    head = b'Host: ' + host.encode() + b'\r\n'
    yield 'protobuf', form, post(host, b'\x0a\x03abc\x12' + varint(len(data)) + data + b'\x18\x01'), None
    yield 'udp', form, None, b'\x01\x02' + data + b'\x00'
    yield 'gzip', 'gzip', post(host, gzip.compress(b'\0{' + data + b'}', mtime=0), 'Content-Encoding: gzip'), None
    yield 'zlib', 'zlib', post(host, zlib.compress(b'\0{' + data + b'}' * 9)), None
    message = b'\x0a\x03abc\x12' + varint(len(data)) + data + b'\x18\x01'
    packed = gzip.compress(message + b'\0' * 40, mtime=0)
    web = b'\0' + struct.pack('>I', len(message)) + message + b'\x80\0\0\0\x0fgrpc-status:0\r\n'
    web_packed = b'\x01' + struct.pack('>I', len(packed)) + packed
    yield 'grpc-web', form, post(host, web, 'Content-Type: application/grpc-web+proto'), None
    yield 'grpc-web gzip', 'gzip', post(host, web_packed, 'Content-Type: application/grpc-web', 'grpc-encoding: gzip'), None
    yield 'grpc-web-text', 'base64' + (' ' + form[:-3] + 'base64' if form.endswith('-raw') else ''), post(host, base64.b64encode(web), 'Content-Type: application/grpc-web-text'), None
    twice_told = base64.b64encode(web_packed) + base64.b64encode(b'\x80\0\0\0\x0fgrpc-status:0\r\n')
    yield 'grpc-web-text gzip', 'base64', post(host, twice_told, 'Content-Type: application/grpc-web-text+proto'), None
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = packer.compress(b'{' + data + b'}\0' * 40) + packer.flush()
    said = ('br', 'gzip', 'x-own', 'zstd')[len(data) % 4]
    yield 'deflate said to be ' + said, 'deflate', post(host, deflated, 'Content-Encoding: ' + said), None
    frame = gen.frame(b'\x01' + data + b'\x01', 2)
    yield 'websocket', form, b'GET /ws HTTP/1.1\r\n' + head + b'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n' + frame, None
    if not is_text(data):
        quoted = urllib.parse.quote(data, safe='')
        yield 'percent', 'percent', b'GET /a?v=' + quoted.encode() + b' HTTP/1.1\r\n' + head + b'\r\n', None
        return
    spelt = urllib.parse.quote(data, safe='')
    expected = form if spelt.encode() == data else 'percent ' + form  # what is not escaped may be enough
    yield 'query', expected, b'GET /a?n=1&v=' + spelt.encode() + b'&m=2 HTTP/1.1\r\n' + head + b'\r\n', None
    twice = ''.join('%%25%02X' % c for c in data)
    yield 'percent twice', 'percent', b'GET /a?v=' + twice.encode() + b' HTTP/1.1\r\n' + head + b'\r\n', None
    yield 'header', form, b'GET /a HTTP/1.1\r\n' + head + b'X-Value: ' + data + b'\r\n\r\n', None
    yield 'cookie', form, b'GET /a HTTP/1.1\r\n' + head + b'Cookie: a=1; v=' + data + b'; b=2\r\n\r\n', None
    yield 'json', form, post(host, json.dumps({'a': 1, 'v': data.decode()}).encode(), 'Content-Type: application/json'), None
    escaped = ''.join('\\u%04x' % c for c in data)
    yield 'json escapes', 'json-escape', post(host, ('{"v":"%s"}' % escaped).encode()), None
    entities = ''.join(('&#%d;' if i % 2 else '&#x%X;') % c for i, c in enumerate(data))
    yield 'html entities', 'html-entity', post(host, ('<b>%s</b>' % entities).encode(), 'Content-Type: text/html'), None
    yield 'form', expected, post(host, b'a=1&v=' + spelt.encode() + b'&b=2'), None
    part = b'--b\r\nContent-Disposition: form-data; name="v"\r\n\r\n' + data + b'\r\n--b--\r\n'
    yield 'multipart', form, post(host, part, 'Content-Type: multipart/form-data; boundary=b'), None
    if form == 'plain' and len(data) < 60 and b' ' not in data and b'@' not in data and b'.' not in data:
        label = bytes([len(data)]) + data + b''.join(bytes([len(x)]) + x.encode() for x in host.split('.'))
        yield 'dns', form, None, struct.pack('!HHHHHH', 7, 0x100, 1, 0, 0, 0) + label + b'\0\0\1\0\1'


def neighbours(kind, value):
    """Values that are not the owner's."""
    if kind in DIGITS:
        plain = value.lstrip('+')
        other = plain[:9] + str((int(plain[9]) + 1) % 10) + plain[10:]
        yield other.encode()
        yield (plain + '7123').encode()
        yield ('3' + plain).encode()
        yield (plain[:-1] + str((int(plain[-1]) + 1) % 10 or 1)).encode()
        yield hashlib.md5(other.encode()).hexdigest().encode()
        yield base64.b64encode(other.encode())
        yield bcd(other)
    else:
        other = value[:4] + ('0' if value[4] != '0' else '1') + value[5:]
        yield other.encode()
        yield other.encode().hex().encode()
        yield hashlib.sha1(other.encode()).hexdigest().encode()
        yield other.encode('utf-16-le')
    if kind == 'android_id':
        yield ('f' + value).encode()
    if kind in ('ssid', 'account', 'text'):
        yield b'x' + value.encode() + b'x' if len(value) < 11 else other.encode()[::-1]


def connection(n, stream, datagram):
    src, dst = b'\x0a\0' + struct.pack('!H', n % 60000 + 1), b'\xc6\x12' + struct.pack('!H', n % 60000 + 1)
    if datagram is not None:
        yield gen.ether(gen.ip4(gen.udp(datagram, 40000, 53 if datagram[2:4] == b'\1\0' else 9999), 17, src, dst))
        return
    yield gen.ether(gen.ip4(gen.tcp(b'', 100, 0, 2), 6, src, dst))
    for i in range(0, len(stream), 700):
        yield gen.ether(gen.ip4(gen.tcp(stream[i:i + 700], 101 + i, 501), 6, src, dst))
    yield gen.ether(gen.ip4(gen.tcp(b'', 101 + len(stream), 501, 17), 6, src, dst))


def main():
    packets, cases = [], []
    for kind, value in IDS.items():
        for form, data in forms(kind, value):
            for name, expected, stream, datagram in carriers('api.example.com', form, data):
                packets += connection(len(cases), stream, datagram)
                cases.append((kind, expected, name, data))
        for data in neighbours(kind, value):
            for name, _, stream, datagram in carriers('api.example.com', 'none', data):
                packets += connection(len(cases), stream, datagram)
                cases.append((kind, None, name, data))
    for lat, lon, owners in ((*PLACE, True), (PLACE[0] + 0.001, PLACE[1] - 0.001, True), (PLACE[0] + 0.05, PLACE[1], False)):
        for form, data in places(lat, lon):
            for name, expected, stream, datagram in carriers('api.example.com', form, data):
                packets += connection(len(cases), stream, datagram)
                cases.append(('position', expected if owners else None, name, data))
    with tempfile.TemporaryDirectory() as folder:
        path, identity = os.path.join(folder, 'c.pcap'), os.path.join(folder, 'me.toml')
        with open(path, 'wb') as f:
            f.write(gen.pcap(packets))
        with open(identity, 'w', encoding='utf-8') as f:
            f.writelines(f'{k} = "{v}"\n' for k, v in IDS.items())
            f.write('position = "%f, %f, 500"\n' % PLACE)
        out = subprocess.run([WARY, 'collect', path, '--identity', identity, '-o', '-'], capture_output=True, check=True).stdout
    found = collections.defaultdict(list)
    for t in json.loads(out)['transfers']:
        found[t['ip']].append((t['identifier'], t['form'], t['forms']))
    bad = []
    for n, (kind, expected, name, data) in enumerate(cases):
        got = [f for f in found['198.18.%d.%d' % ((n % 60000 + 1) >> 8, (n % 60000 + 1) & 255)] if f[0] == kind]
        allowed = (expected or '').split(' ') + ['international'] * (data[:1] == b'+' and 'percent' in (expected or ''))
        right = not got if expected is None else len(got) == 1 and got[0][1] in allowed
        if not right:
            bad.append(f'{kind} {name} expected {expected}, found {got}, sent {data!r}')
    wanted = sum(1 for c in cases if c[1])
    print('1..1')
    for line in bad[:40]:
        print('# ' + line)
    print(f'{"not ok" if bad else "ok"} 1 - {wanted} values found once and in their form, {len(cases) - wanted} neighbours not; {len(bad)} wrong')
    sys.exit(bool(bad))


main()
