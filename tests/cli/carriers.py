#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""An identifier in each protocol that a phone speaks in clear: found once, sent, not encrypted, with the right server.
usage: carriers.py WARY FOLDER_OF_RECIPES"""
import base64
import collections
import struct
import sys

from harness import report, run, write
sys.path.insert(0, sys.argv[2])
import capture as gen  # noqa: E402

IDS = {
    'imei': '490154203237518', 'imsi': '262019876543210', 'phone': '+4917012345678', 'mac': 'a4:50:46:0f:1e:2d',
    'ssid': 'Casa Bianca 7', 'email': 'owner.test@example.org', 'account': 'Annas-Telefon', 'android_id': '5f3a9c1e7b20d846',
}
MAC = bytes.fromhex(IDS['mac'].replace(':', ''))
NAME = IDS['account'].encode()
EUI = bytes([MAC[0] ^ 2]) + MAC[1:3] + b'\xff\xfe' + MAC[3:]
PREFIX = bytes.fromhex('200104f801020304')
SERVER = bytes.fromhex('20010db8') + b'\0' * 11 + b'\1'


def name(*labels):
    return b''.join(bytes([len(x)]) + x for x in labels) + b'\0'


def question(labels, kind=1, ident=7, flags=0x100):
    return struct.pack('!HHHHHH', ident, flags, 1, 0, 0, 0) + name(*labels) + struct.pack('!HH', kind, 1)


def announcement(labels, kind, data):
    return struct.pack('!HHHHHH', 0, 0x8400, 0, 1, 0, 0) + name(*labels) + struct.pack('!HHIH', kind, 0x8001, 120, len(data)) + data


def netbios(text):
    return bytes(65 + n for c in text.upper().ljust(15).encode() + b'\0' for n in (c >> 4, c & 15))


def dhcp(*options):
    head = struct.pack('!BBBBIHHIIII16s64s128s', 1, 1, 6, 0, 7, 0, 0, 0, 0, 0, 0, b'\2' * 6, b'', b'')
    return head + b'\x63\x82\x53\x63' + b''.join(bytes([k, len(v)]) + v for k, v in options) + b'\xff'


def stun(user):
    body = struct.pack('!HH', 6, len(user)) + user + b'\0' * (-len(user) % 4)
    return struct.pack('!HHI', 1, len(body), 0x2112a442) + b'0123456789ab' + body


def hello(*extensions, head=b'\3\3' + b'r' * 32 + b'\0\0\2\x13\1\1\0'):
    both = b''.join(struct.pack('!HH', k, len(v)) + v for k, v in extensions)
    return head + struct.pack('!H', len(both)) + both


def server_name(text):
    return 0, struct.pack('!HBH', len(text) + 3, 0, len(text)) + text


def shaken(kind, body):
    return struct.pack('!I', kind << 24 | len(body)) + body


def records(*messages):
    return b''.join(b'\x16\3\1' + struct.pack('!H', len(m)) + m for m in messages)


def dtls(kind, body):
    shake = struct.pack('!I', kind << 24 | len(body)) + b'\0\0' + struct.pack('!I', 0)[1:] + struct.pack('!I', len(body))[1:] + body
    return b'\x16\xfe\xfd' + b'\0' * 8 + struct.pack('!H', len(shake)) + shake


SIP = ('REGISTER sip:ims.mnc001.mcc262.3gppnetwork.org SIP/2.0\r\nFrom: <sip:%s@ims.mnc001.mcc262.3gppnetwork.org>;tag=1\r\n'
       'Contact: <sip:10.0.0.2:5060>;+sip.instance="<urn:gsma:imei:49015420-323751-0>"\r\n'
       'P-Access-Network-Info: 3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=2620100010019B01\r\nContent-Length: 0\r\n\r\n' % IDS['imsi']).encode()
HTTP = b'GET /x HTTP/1.1\r\nHost: api.example.com\r\n'


def datagrams():
    """(name, expected identifiers with their forms, server's port, bytes)"""
    yield 'dhcp', 'account:plain', 67, dhcp((53, b'\3'), (12, NAME), (60, b'android-dhcp-14'))
    yield 'dhcp client id', 'mac:raw', 67, dhcp((53, b'\3'), (61, b'\1' + MAC))
    yield 'dhcpv6 duid', 'mac:raw', 547, b'\1abc' + struct.pack('!HHHHI', 1, 14, 1, 1, 7) + MAC
    yield 'dhcpv6 name', 'account:plain', 547, b'\1abc' + struct.pack('!HHB', 39, 2 + len(NAME), 1) + bytes([len(NAME)]) + NAME
    yield 'dns', 'imei:plain', 53, question((IDS['imei'].encode(), b'example', b'com'))
    yield 'mdns question', 'account:plain', 5353, question((NAME, b'local'), flags=0)
    yield 'mdns announcement', 'account:plain', 5353, announcement((NAME, b'_ssh', b'_tcp', b'local'), 16, b'\x05a=b c')
    yield 'mdns txt', 'mac:plain', 5353, announcement((b'x', b'_raop', b'local'), 16, b'\x1adeviceid=A4:50:46:0F:1E:2D')
    yield 'mdns address', 'mac:eui64', 5353, announcement((b'x', b'local'), 28, b'\xfe\x80' + b'\0' * 6 + EUI)
    yield 'llmnr', 'account:plain', 5355, question((NAME,), flags=0)
    yield 'netbios', 'account:netbios', 137, question((netbios(IDS['account']),), 32, flags=0x110)
    yield 'netbios registration', 'account:netbios', 137, question((netbios(IDS['account']),), 32, flags=0x2910)
    yield 'netbios datagram', 'account:netbios', 138, b'\x11\x0e' + b'\0' * 12 + name(netbios(IDS['account'])) + name(netbios('WORKGROUP'))
    yield 'ssdp', 'account:plain', 1900, b'NOTIFY * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\nX-Friendly-Name: ' + NAME + b'\r\n\r\n'
    yield 'sip', 'imsi:plain imei:grouped', 5060, SIP
    yield 'sip number', 'phone:international', 5060, b'OPTIONS sip:%2B4917012345678@h SIP/2.0\r\nTo: <tel:+49-170-12345678>\r\n\r\n'
    yield 'stun', 'email:plain', 3478, stun(IDS['email'].encode())
    yield 'ntp', 'mac:raw', 123, b'\x23' + b'\0' * 47 + b'\0\2\0\x0c' + MAC + b'\0\0'
    yield 'syslog', 'imei:plain', 514, b'<14>Oct 11 22:14:15 phone app: imei=' + IDS['imei'].encode()
    yield 'coap', 'imei:plain', 5683, b'\x40\1\0\1' + b'\xb4data\x0f\x02' + IDS['imei'].encode()
    yield 'radius', 'mac:plain', 1812, b'\1\7\0\x40' + b'0' * 16 + b'\x1f\x13A4-50-46-0F-1E-2D'
    yield 'tftp', 'account:plain', 69, b'\0\1' + NAME + b'.cfg\0octet\0'
    yield 'snmp', 'mac:raw', 161, b'\x30\x19\2\1\1\4\6public\xa3\x0c\4\6' + MAC
    yield 'dtls shared key', 'imei:plain', 5684, dtls(16, b'\0\x14imei-' + IDS['imei'].encode())
    yield 'rtp', 'email:plain', 5005, b'\x81\xca\0\x08abcd\1\x16' + IDS['email'].encode()


def streams():
    """(name, expected, port, what the server says first, what the phone says)"""
    plain = base64.b64encode(b'\0' + IDS['email'].encode() + b'\0secret-1')
    yield 'ftp', 'account:plain', 21, b'220 hi\r\n', b'USER ' + NAME + b'\r\nPASS secret-1\r\n'
    yield 'smtp', 'email:base64', 25, b'220 hi\r\n', b'EHLO x\r\nAUTH PLAIN ' + plain + b'\r\n'
    yield 'smtp login', 'email:base64', 587, b'220 hi\r\n', b'EHLO x\r\nAUTH LOGIN\r\n' + base64.b64encode(IDS['email'].encode()) + b'\r\n'
    yield 'imap', 'email:plain', 143, b'* OK\r\n', b'a1 LOGIN ' + IDS['email'].encode() + b' secret-1\r\n'
    yield 'imap id', 'imei:plain', 143, b'* OK\r\n', b'a1 ID ("name" "x" "serial" "' + IDS['imei'].encode() + b'")\r\n'
    yield 'pop3', 'account:plain', 110, b'+OK\r\n', b'USER ' + NAME + b'\r\nPASS secret-1\r\n'
    yield 'xmpp', 'email:plain', 5222, b'', b"<?xml version='1.0'?><stream:stream to='example.org' from='" + IDS['email'].encode() + b"'>"
    yield 'xmpp auth', 'email:base64', 5222, b'', b"<auth mechanism='PLAIN'>" + plain + b'</auth>'
    yield 'rtsp', 'imei:plain', 554, b'', b'DESCRIBE rtsp://h/a?id=' + IDS['imei'].encode() + b' RTSP/1.0\r\nCSeq: 1\r\n\r\n'
    yield 'sip', 'imsi:plain imei:grouped', 5060, b'', SIP
    yield 'irc', 'account:plain', 6667, b':h NOTICE\r\n', b'NICK x\r\nUSER ' + NAME + b' 0 * :me\r\n'
    yield 'telnet', 'account:plain', 23, b'login: ', NAME + b'\r\n'
    yield 'socks', 'account:plain', 1080, b'', b'\x05\x01\x02\x01' + bytes([len(NAME)]) + NAME + b'\x06secret'
    yield 'ldap', 'email:plain', 389, b'', b'\x30\x28\2\1\1\x60\x23\2\1\3\4\x16' + IDS['email'].encode() + b'\x80\6secret'
    yield 'mqtt', 'imei:plain', 1883, b'', b'\x10\x1b\0\4MQTT\4\2\0\x3c\0\x0f' + IDS['imei'].encode()
    yield 'adb', 'account:plain', 5555, b'', struct.pack('<IIII', 0x4e584e43, 0x1000000, 4096, 20) + b'0000bab1host::' + NAME
    yield 'smb', 'account:utf-16', 445, b'', b'\0\0\0\x60\xfeSMB\x40' + b'\0' * 59 + 'Annas-Telefon'.encode('utf-16-le')
    name = IDS['imei'].encode() + b'.devices-of-the-owner.cloud.example.com'[:35]  # its length, 50, is a digit's byte
    yield 'tls server name', 'imei:plain', 443, b'', records(shaken(1, hello(server_name(name))))
    yield 'tls 1.3 shared key', 'imei:plain', 443, b'', records(shaken(1, hello((41, b'\0\x18\0\x12id-' + IDS['imei'].encode() + b'\0\0\0\0' + b'\0\x21\x20' + b'b' * 32))))
    yield 'tls ticket', 'email:plain', 443, b'', records(shaken(1, hello((35, b'ticket of ' + IDS['email'].encode()))))
    yield 'http basic', 'email:base64', 80, b'', HTTP + b'Authorization: Basic ' + base64.b64encode(IDS['email'].encode() + b':secret-1') + b'\r\n\r\n'
    yield 'http digest', 'email:plain', 80, b'', HTTP + b'Authorization: Digest username="' + IDS['email'].encode() + b'", realm="x", response="0"\r\n\r\n'
    yield 'http cookie', 'imei:plain', 80, b'', HTTP + b'Cookie: did=' + IDS['imei'].encode() + b'\r\n\r\n'


def address(n):
    return b'\xc6\x12' + struct.pack('!H', n + 1)


def connection(n, port, first, said, ip=None, back=None):
    """A TCP connection in which the server may speak first."""
    there = ip or (lambda x: gen.ether(gen.ip4(x, dst=address(n))))
    here = back or (lambda x: gen.ether(gen.ip4(x, src=address(n), dst=b'\x0a\0\0\2')))
    yield there(gen.tcp(b'', 100, 0, 2, dport=port))
    yield here(gen.tcp(b'', 500, 101, 18, port, 40000))
    if first:
        yield here(gen.tcp(first, 501, 101, 24, port, 40000))
    yield there(gen.tcp(said, 101, 501 + len(first), dport=port))
    yield there(gen.tcp(b'', 101 + len(said), 501 + len(first), 17, dport=port))


def search(*packets, args=(), link=1):
    write('c.pcap', gen.pcap(packets, link))
    write('me.toml', ''.join(f'{k} = "{v}"\n' for k, v in IDS.items()))
    return report('--identity', 'me.toml', *args, 'c.pcap')[1]


def test_each_protocol():
    packets, cases = [], []
    for what, expected, port, data in datagrams():
        packets.append(gen.ether(gen.ip4(gen.udp(data, 40000, port), 17, dst=address(len(cases)))))
        cases.append((what, expected, port))
    for what, expected, port, first, said in streams():
        packets += connection(len(cases), port, first, said)
        cases.append((what, expected, port))
    found = collections.defaultdict(list)
    for t in search(*packets)['transfers']:
        assert t['direction'] == 'sent' and t['encrypted'] is False, t
        found[t['ip'], t['port']].append(t['identifier'] + ':' + t['form'])
    wrong = []
    for n, (what, expected, port) in enumerate(cases):
        got = found['198.18.%d.%d' % divmod(n + 1, 256), port]
        if sorted(got) != sorted(expected.split()):
            wrong.append(f'{what}: {got}')
    assert not wrong, '; '.join(wrong)


# Ways to log in that anybody can read; and lines that look like one and are none.
def test_logins():
    plain = base64.b64encode(b'\0a\0secret-1')
    form = b'POST /l HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s'
    digest = b'Authorization: Digest username="a", response="0123456789"\r\n\r\n'
    logins = [
        ('login FTP', 21, b'220\r\n', b'USER a\r\nPASS secret-1\r\n'), ('login POP3', 110, b'+OK\r\n', b'APOP a 0123456789\r\n'),
        ('login POP3', 110, b'+OK\r\n', b'PASS secret-1\r\n'), ('login SMTP', 587, b'220\r\n', b'EHLO x\r\nAUTH PLAIN ' + plain + b'\r\n'),
        ('login IMAP', 143, b'* OK\r\n', b'a1 LOGIN a secret-1\r\n'), ('login IMAP', 143, b'* OK\r\n', b'a1 AUTHENTICATE PLAIN ' + plain + b'\r\n'),
        ('login XMPP', 5222, b'', b"<auth mechanism='PLAIN'>" + plain + b'</auth>'), ('login IRC', 6667, b'', b'PASS secret-1\r\nNICK a\r\n'),
        ('login SIP', 5060, b'', b'REGISTER sip:h SIP/2.0\r\n' + digest), ('login RTSP', 554, b'', b'DESCRIBE rtsp://h/a RTSP/1.0\r\n' + digest),
        ('login MQTT', 1883, b'', b'\x10\x18\0\4MQTT\4\xc2\0\x3c\0\2ab\0\1u\0\x05secr1'),
        ('form password', 80, b'', form % (b'application/x-www-form-urlencoded', 18, b'login=a&password=x')),
        ('form passwd', 80, b'', form % (b'application/json', 24, b'{"u":"a","passwd" : "s"}')),
        ('authorization Basic', 80, b'', b'GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic ' + plain + b'\r\n\r\n'),
        (None, 80, b'', form % (b'application/json', 29, b'{"text":"password","a":"b:c"}')), (None, 21, b'220\r\n', b'PASS\r\nPASSIVE x\r\n'),
        (None, 143, b'* OK\r\n', b'a1 CAPABILITY LOGIN x\r\n'), (None, 25, b'220\r\n', b'AUTH EXTERNAL =\r\n'), (None, 9000, b'', b'PASS secret-1\r\n'),
        (None, 1883, b'', b'\x10\x0e\0\4MQTT\4\2\0\x3c\0\2ab'),
    ]
    doc = search(*(p for n, (_, *what) in enumerate(logins) for p in connection(n, *what)))
    found = {c['ip']: c['kind'] + ' ' + c['name'] for c in doc['credentials']}
    assert found == {f'198.18.0.{n + 1}': what for n, (what, *_) in enumerate(logins) if what}, found
    assert 'secret-1' not in str(doc)


def over_ip6(n, port, said, source=PREFIX + EUI):
    back = lambda x: gen.ether(gen.ip6(x, src=SERVER[:15] + bytes([n]), dst=source), 0x86dd)
    return connection(n, port, b'', said, lambda x: gen.ether(gen.ip6(x, src=source, dst=SERVER[:15] + bytes([n])), 0x86dd), back)


def addresses(doc):
    return [(t['ip'], t['where'], t['identifier'], t['form'], t['encrypted'], t['shaped']) for t in doc['transfers']]


# The phone's own address tells its MAC address to every server, once for each service, whatever is encrypted.
def test_mac_in_the_address():
    hello = b'\x16\3\1\0\x2f\1\0\0\x2b\3\3' + b'r' * 32 + b'\0\0\2\x13\1\1\0\0\0'
    doc = search(*over_ip6(1, 80, HTTP + b'\r\n'), *over_ip6(2, 443, hello), *over_ip6(1, 80, HTTP + b'\r\n'))
    assert addresses(doc) == [(f'2001:db8::{n}', 'address', 'mac', 'eui64', False, None) for n in (1, 2)], doc['transfers']
    told = [f for f in doc['findings'] if f['id'] == 'mac-in-address']
    assert len(told) == 1 and len(told[0]['evidence']) == 2 and told[0]['severity'] == 'high', doc['findings']
    assert not any(f['id'] == 'identifier-in-clear' for f in doc['findings'])
    assert IDS['mac'] not in str(doc['findings']), told
    others = [MAC[:3] + b'\xff\xfe' + MAC[3:], EUI[:3] + b'\xff\xff' + EUI[5:], EUI[:7] + b'\1', bytes(range(8))]
    doc = search(*(p for n, e in enumerate(others) for p in over_ip6(n + 1, 80, HTTP + b'\r\n', PREFIX + e)),
                 *over_ip6(9, 80, HTTP + b'\r\n', b'\xfe\x80' + PREFIX[2:] + EUI))
    assert not doc['transfers'], doc['transfers']
    write('c.pcap', gen.pcap(over_ip6(1, 80, HTTP + b'\r\n')))  # nobody's identifiers are known
    doc = report('c.pcap')[1]
    assert addresses(doc) == [('2001:db8::1', 'address', 'mac', 'eui64', False, True)], doc['transfers']


# What a phone says to everybody near it, in a capture of the air; and in an echo.
def test_the_air():
    probe = b'\x40\0\0\0' + b'\xff' * 6 + MAC + b'\xff' * 6 + b'\1\1' + b'\0' + bytes([len(IDS['ssid'])]) + IDS['ssid'].encode() + b'\1\4\2\4\x0b\x16'
    doc = search(probe, link=105)
    found = [(t['identifier'], t['form'], t['ip'], t['device'], t['transport'], t['encrypted']) for t in doc['transfers']]
    assert sorted(found) == [(k, f, 'ff:ff:ff:ff:ff:ff', None, 'wlan', False) for k, f in (('mac', 'raw'), ('ssid', 'plain'))], found
    doc = search(gen.ether(gen.ip4(b'\x08\0\0\0\0\1\0\1imei=' + IDS['imei'].encode(), 1)))
    assert [(t['identifier'], t['transport'], t['port']) for t in doc['transfers']] == [('imei', 'icmp', None)], doc['transfers']


# A MAC address within a longer one, as text and as bytes.
def test_longer_addresses():
    plain = MAC[:3] + b'\xff\xfe' + MAC[3:]
    six = ':'.join(EUI.hex()[i:i + 4] for i in range(0, 16, 4))
    texts = ['fe80::' + six, '[2001:db8:1:2:' + six + ']', EUI.hex(), plain.hex().upper(), ':'.join('%02X' % c for c in plain),
             '-'.join('%02x' % c for c in EUI), '.'.join(EUI.hex()[::-1]) + '.ip6.arpa']
    others = ['a650:46ff:fe0f:1e2', 'a650:46ff:fe0f:1e2d1', '1' + EUI.hex(), EUI.hex()[:-1] + 'c']
    bodies = [b'a=' + t.encode() + b'&b' for t in texts] + [b'\0' + EUI + b'\0', b'\0' + plain + b'\0'] + [b'a=' + t.encode() for t in others]
    doc = search(*(p for n, b in enumerate(bodies) for p in connection(n, 80, b'', HTTP + b'Content-Length: %d\r\n\r\n' % len(b) + b)))
    found = [(t['ip'], t['identifier'], t['form']) for t in doc['transfers']]
    assert found == [(f'198.18.0.{n + 1}', 'mac', 'eui64') for n in range(len(texts) + 2)], found


run(globals())
