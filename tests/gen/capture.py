#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Small captures of every kind the reader knows. usage: capture.py FOLDER. Also a module for other recipes."""
import os
import struct
import sys
import zlib


def ip4(payload, proto=6, src=b'\x0a\0\0\2', dst=b'\xc6\x12\0\1', ident=1, frag=0):
    return struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), ident, frag, 64, proto, 0, src, dst) + payload


def ip6(payload, proto=6, src=b'\xfd' + b'\0' * 14 + b'\2', dst=b'\xfd' + b'\0' * 14 + b'\1'):
    return struct.pack('!IHBB16s16s', 0x60000000, len(payload), proto, 64, src, dst) + payload


def tcp(data=b'', seq=1, ack=0, flags=24, sport=40000, dport=80):
    return struct.pack('!HHIIBBHHH', sport, dport, seq & 0xffffffff, ack, 0x50, flags, 65535, 0, 0) + data


def udp(data, sport=40000, dport=53):
    return struct.pack('!HHHH', sport, dport, 8 + len(data), 0) + data


def ether(payload, kind=0x0800):
    return b'\x02\0\0\0\0\1\x02\0\0\0\0\2' + struct.pack('!H', kind) + payload


def pcap(packets, link=1, order='<', nano=False, wide=False):
    magic = 0xa1b23c4d if nano else 0xa1b2cd34 if wide else 0xa1b2c3d4
    out = struct.pack(order + 'IHHiIII', magic, 2, 4, 0, 0, 262144, link)
    for i, p in enumerate(packets):
        out += struct.pack(order + 'IIII', 1500000000 + i, i, len(p), len(p)) + (b'\0' * 8 if wide else b'') + p
    return out


def block(kind, body, order='<'):
    body += b'\0' * (-len(body) % 4)
    return struct.pack(order + 'II', kind, 12 + len(body)) + body + struct.pack(order + 'I', 12 + len(body))


def option(code, value, order='<'):
    return struct.pack(order + 'HH', code, len(value)) + value + b'\0' * (-len(value) % 4)


def pcapng(packets, links=(1,), order='<', comment=None, secrets=None, resolution=6):
    out = block(0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1), order)
    for link in links:
        out += block(1, struct.pack(order + 'HHI', link, 0, 0) + option(9, bytes([resolution]), order) + option(0, b'', order), order)
    if secrets:
        out += block(10, struct.pack(order + 'II', 0x544c534b, len(secrets)) + secrets, order)
    for i, (interface, p) in enumerate(packets):
        t = (1500000000 + i) * 10 ** resolution
        body = struct.pack(order + 'IIIII', interface, t >> 32, t & 0xffffffff, len(p), len(p)) + p + b'\0' * (-len(p) % 4)
        if comment and i == 0:
            body += option(1, comment, order) + option(0, b'', order)
        out += block(6, body, order)
    return out


def stream(client, server=b'', cut=1000, wrap=lambda x: ether(ip4(x)), back=None, port=80):
    """A whole connection: handshake, the client's bytes, the server's, the end."""
    back = back or (lambda x: ether(ip4(x, src=b'\xc6\x12\0\1', dst=b'\x0a\0\0\2')))
    out = [wrap(tcp(b'', 100, 0, 2, dport=port)), back(tcp(b'', 500, 101, 18, port, 40000)), wrap(tcp(b'', 101, 501, 16, dport=port))]
    out += [wrap(tcp(client[i:i + cut], 101 + i, 501, dport=port)) for i in range(0, len(client), cut)]
    out += [back(tcp(server[i:i + cut], 501 + i, 101 + len(client), 24, port, 40000)) for i in range(0, len(server), cut)]
    out += [wrap(tcp(b'', 101 + len(client), 501 + len(server), 17, dport=port)), back(tcp(b'', 501 + len(server), 102 + len(client), 17, port, 40000))]
    return out


GET = b'GET /a?imei=490154203237518 HTTP/1.1\r\nHost: api.example.com\r\n\r\n'
POST = b'POST /b HTTP/1.1\r\nHost: api.example.com:8100\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n{"imei":"490154203237518"}'[:-1]
CHUNKED = b'POST /c HTTP/1.1\r\nHost: c.example.com\r\nTransfer-Encoding: chunked\r\n\r\n8;x=y\r\n{"imei":\r\n11\r\n"490154203237518"\r\n1\r\n}\r\n0\r\nX: y\r\n\r\n'
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
DNS = struct.pack('!HHHHHH', 7, 0x100, 1, 0, 0, 0) + b'\x0f490154203237518\x07example\x03com\0\0\1\0\1'
ANSWER = struct.pack('!HHHHHH', 7, 0x8180, 1, 1, 0, 0) + b'\x03api\x07example\x03com\0\0\1\0\1' + b'\xc0\x0c\0\1\0\1\0\0\0\1\0\4\xc6\x12\0\1'
UPGRADE = b'GET /ws HTTP/1.1\r\nHost: w.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
SWITCHED = b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'


def frame(data, opcode=1, fin=0x80, mask=b'\1\2\3\4', bits=0):
    size = bytes([0x80 | len(data)]) if len(data) < 126 else b'\xfe' + struct.pack('!H', len(data))
    return bytes([fin | bits | opcode]) + size + mask + bytes(c ^ mask[i & 3] for i, c in enumerate(data))


def radiotap(payload):
    wlan = b'\x08\x01\0\0' + b'\2\0\0\0\0\1' + b'\2\0\0\0\0\2' + b'\2\0\0\0\0\3' + b'\0\0'
    return b'\0\0\x08\0\0\0\0\0' + wlan + b'\xaa\xaa\3\0\0\0\x08\0' + payload


def samples():
    one = ip4(tcp(GET))
    yield 'http.pcap', pcap(stream(GET + POST, OK + OK))
    yield 'big-endian.pcap', pcap(stream(GET, OK, cut=7), order='>', nano=True)
    yield 'wide.pcap', pcap(stream(CHUNKED, OK, cut=3), wide=True)
    yield 'order.pcap', pcap([p for p in reversed(stream(GET + CHUNKED, OK, cut=40))])
    mid = stream(POST + GET, OK, cut=20)
    yield 'gap.pcap', pcap(mid[:5] + mid[7:] + mid[4:6])
    yield 'cut.pcap', pcap([p[:60] for p in stream(GET * 3, OK)])
    yield 'dns.pcap', pcap([ether(ip4(udp(DNS), 17)), ether(ip4(udp(ANSWER, 53, 40000), 17, b'\xc6\x12\0\1', b'\x0a\0\0\2')), ether(ip4(udp(b'WARY-MARK/1 step=sim', 9, 9), 17))])
    yield 'dns-tcp.pcap', pcap(stream(struct.pack('!H', len(DNS)) + DNS, struct.pack('!H', len(ANSWER)) + ANSWER, cut=5, port=53))
    yield 'websocket.pcap', pcap(stream(UPGRADE + frame(b'{"imei":') + frame(b'"490154203237518"}', 0) + frame(b'', 9) + frame(b'x' * 200), SWITCHED + b'\x81\2ok'))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(b'{"imei":"490154203237518"}') + deflate.flush(zlib.Z_SYNC_FLUSH)
    yield 'websocket-deflate.pcap', pcap(stream(UPGRADE + frame(packed[:-4], bits=0x40), SWITCHED))
    mqtt = b'\x10\x14\0\4MQTT\5\2\0\x3c\0\0\7phone-1' + b'\x32\x1a\0\3a/b\0\7\x0a\3\0\7app/xml<x>1</x>' + b'\xc0\0'
    yield 'mqtt.pcap', pcap(stream(mqtt, b'\x20\3\0\0\0\x30\6\0\1t\0ok', cut=9, port=1883))
    yield 'mqtt-websocket.pcap', pcap(stream(UPGRADE + frame(mqtt[:20], 2) + frame(mqtt[20:], 2), SWITCHED))
    again = deflate.compress(b'{"imei":"490154203237518"}') + deflate.flush(zlib.Z_SYNC_FLUSH)
    yield 'websocket-window.pcap', pcap(stream(UPGRADE + frame(packed[:-4], bits=0x40) + frame(again[:-4], bits=0x40), SWITCHED))
    hints = b'\0\1\0\0\1\0\3\2h3\0\4\0\4\xc6\x12\0\1\0\6\0\x10' + b'\xfd' + b'\0' * 15
    https = struct.pack('!HHHHHH', 7, 0x8180, 1, 1, 0, 0) + b'\3api\7example\3com\0\0\x41\0\1\xc0\x0c\0\x41\0\1\0\0\0\1' + struct.pack('!H', len(hints)) + hints
    yield 'dns-https.pcap', pcap([ether(ip4(udp(https, 53, 40000), 17, b'\xc6\x12\0\1', b'\x0a\0\0\2'))])
    yield 'connect.pcap', pcap(stream(b'CONNECT h.example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n' + b'\x16\3\1\0\5hello', b'HTTP/1.1 200 OK\r\n\r\n'))
    whole = udp(DNS + b'\0' * 40)
    yield 'fragments.pcap', pcap([ether(ip4(whole[i:i + 24], 17, frag=i // 8 | (0x2000 if i + 24 < len(whole) else 0))) for i in (24, 0, 48, 72)])
    head = lambda i, more: struct.pack('!BBHI', 17, 0, i | more, 9)
    yield 'fragments6.pcap', pcap([ether(ip6(head(i, 1 if i + 24 < len(whole) else 0) + whole[i:i + 24], 44), 0x86dd) for i in (0, 48, 24, 72)])
    yield 'ip6.pcap', pcap(stream(GET, wrap=lambda x: ether(ip6(b'\6\0\0\0\0\0\0\0' + x, 0), 0x86dd)))
    yield 'raw.pcap', pcap([one], 101)
    yield 'sll.pcap', pcap([struct.pack('!HHH8sH', 0, 1, 6, b'\2\0\0\0\0\1\0\0', 0x800) + one], 113)
    yield 'sll2.pcap', pcap([struct.pack('!HHIHBB8s', 0x800, 0, 1, 1, 0, 6, b'\2\0\0\0\0\1\0\0') + one], 276)
    yield 'null.pcap', pcap([b'\2\0\0\0' + one], 0)
    yield 'loop.pcap', pcap([b'\0\0\0\2' + one], 108)
    yield 'ppp.pcap', pcap([b'\xff\3\0\x21' + one], 9)
    yield 'radiotap.pcap', pcap([radiotap(one)], 127)
    yield 'pktap.pcap', pcap([struct.pack('<III', 16, 1, 1) + b'\0' * 4 + ether(one)], 258)
    yield 'nflog.pcap', pcap([b'\2\0\0\0' + struct.pack('<HH', 4 + len(one), 9) + one], 239)
    yield 'frelay.pcap', pcap([b'\x18\x41\3\xcc' + one], 107)
    yield 'vlan.pcap', pcap([ether(struct.pack('!HHHH', 5, 0x8100, 6, 0x0800) + one, 0x88a8)])
    yield 'pppoe.pcap', pcap([ether(b'\x11\0\0\1' + struct.pack('!H', len(one) + 2) + b'\0\x21' + one, 0x8864)])
    yield 'mpls.pcap', pcap([ether(b'\0\0\x10\x40\0\0\x21\x40' + one, 0x8847)])
    yield 'gre.pcap', pcap([ether(ip4(b'\0\0\x65\x58' + ether(one), 47))])
    yield 'gtp.pcap', pcap([ether(ip4(udp(b'\x30\xff' + struct.pack('!HI', len(one), 1) + one, 2152, 2152), 17))])
    yield 'vxlan.pcap', pcap([ether(ip4(udp(b'\x08\0\0\0\0\0\1\0' + ether(one), 5555, 4789), 17))])
    yield 'geneve.pcap', pcap([ether(ip4(udp(b'\1\0\x65\x58\0\0\1\0\0\0\0\0' + ether(one), 5555, 6081), 17))])
    yield 'ipip.pcap', pcap([ether(ip4(ip4(ip6(tcp(GET)), 41), 4))])
    both = [(0, ether(one)), (1, one)]
    h2 = lambda kind, flags, stream, body: struct.pack('!IBI', len(body) << 8 | kind, flags, stream) + body
    fields = b'\x83\x41\x09h.example\x44\x09/?imei=49'
    begun = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + h2(4, 0, 0, b'') + h2(1, 4, 1, fields) + h2(0, 1, 1, b'one=1')
    later = h2(1, 5, 3, b'\x83\xbf\xbe') + h2(7, 0, 0, b'\0' * 8 + b'why') + h2(16, 0, 0, b'\0\0\0\3u=3') + h2(0, 0, 5, b'of no stream')
    yield 'h2.pcap', pcap(stream(begun + later, h2(5, 4, 1, b'\0\0\0\2' + fields) + h2(1, 5, 2, b'\x88'), cut=50))
    yield 'h2-late.pcap', pcap(stream(h2(1, 4, 7, fields) + h2(0, 1, 7, b'two=2') + later)[2:])
    torn = stream(begun + later, cut=60)
    yield 'h2-hole.pcap', pcap(torn[:4] + torn[5:])
    hello = b'\xfe\xfd' + b'0' * 32 + b'\0\4cook\0\2\xc0\x2b\1\0\0\x12\0\0\0\x0e\0\x0c\0\0\x09d.example'
    shake = lambda at, n: struct.pack('!I', 1 << 24 | len(hello)) + b'\0\0\0' + struct.pack('!HBH', at, 0, len(hello[at:at + n])) + hello[at:at + n]
    dtls = lambda kind, epoch, body: struct.pack('!B2sHIHH', kind, b'\xfe\xfd', epoch, 0, 0, len(body)) + body
    yield 'dtls.pcap', pcap([ether(ip4(udp(d, 40000, 5684), 17)) for d in (dtls(22, 0, shake(0, 20)), dtls(22, 0, shake(20, 99)), dtls(23, 1, b'sealed'))])
    cut = ether(ip4(udp(dtls(23, 0, b'imei=490154203237518'), 40000, 5684), 17))
    yield 'dtls-clear.pcap', pcap([ether(ip4(udp(dtls(23, 0, b'imei=490154203237518') + dtls(21, 0, b'\1\0'), 40000, 5684), 17)), cut[:-4]])
    chlo = b'CHLO\2\0\0\0SNI\0\x09\0\0\0UAID\x0d\0\0\0g.exampletest'
    old = [b'\x0dconnectiQ043\1' + b'h' * 12 + b'\xa0\1\0\x2c' + chlo, b'\xc3Q046\x50connecti\0\0\0\1' + b'h' * 12 + b'\xa0\1\0\x2c' + chlo]
    yield 'gquic.pcap', pcap([ether(ip4(udp(d, 40000 + i, 443), 17)) for i, d in enumerate(old)])
    part = b'\6' * 6 + b'\4' * 6 + struct.pack('!H', 8 + len(one)) + b'\xaa\xaa\3\0\0\0\x08\0' + one
    yield 'amsdu.pcap', pcap([b'\x88\1' + b'\0' * 22 + b'\x80\0' + (part + b'\0' * (-len(part) % 4)) * 3], 105)
    yield 'two.pcapng', pcapng(both, (1, 101), comment=b'WARY-MARK/1 step=wifi', secrets=b'CLIENT_RANDOM 00 11\n') + pcapng(both, (1, 101), '>', resolution=9)
    yield 'simple.pcapng', pcapng([]) + block(3, struct.pack('<I', len(ether(one))) + ether(one))


def main(folder):
    for name, data in samples():
        with open(os.path.join(folder, name), 'wb') as f:
            f.write(data)


if __name__ == '__main__':
    main(sys.argv[1])
