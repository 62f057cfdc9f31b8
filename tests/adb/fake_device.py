#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""A small phone for tests: speaks the device side of adb's transport (AOSP packages/modules/adb, protocol.txt) over TCP and
answers shell,v2 commands from a table. usage: fake_device.py PORT [old|locked]  (standard library only; ends with its standard
input). "old" knows exec only, as up to Android 6; "locked" trusts nobody."""
import socket
import struct
import sys
import threading
import time

CONNECT, AUTH, OPEN, OKAY, WRITE, CLOSE = (int.from_bytes(w, "little")
                                           for w in (b"CNXN", b"AUTH", b"OPEN", b"OKAY", b"WRTE", b"CLSE"))
PROPS = {
    "ro.product.brand": "Redmi",
    "ro.product.manufacturer": "Xiaomi",
    "ro.product.model": "TEST-PHONE",
    "ro.product.device": "testphone",
    "ro.build.version.release": "14",
    "ro.build.version.security_patch": "2024-05-01",
    "ro.mi.os.version.name": "OS1.0",
    "ro.build.version.incremental": "V816.0.4.0.UMGEUXM",
}
ANSWERS = {
    "getprop": "".join(f"[{k}]: [{v}]\n" for k, v in PROPS.items()),
    "settings list global": "adb_enabled=1\nadb_wifi_enabled=1\n",
    "settings list secure": "android_id=0123456789abcdef\n",
}


def shell(stream, command):
    """Sends the packets of shell,v2: 1 = output, 2 = errors, 3 = exit status."""
    def packet(kind, data):
        stream.send(struct.pack("<BI", kind, len(data)) + data)
    if command == "dumpsys accessibility":
        time.sleep(30)  # a service that hangs
    if command == "dumpsys appops":
        packet(1, b"Current AppOps state:\n")
        stream.abort()  # the cable is pulled
        return
    answer = ANSWERS.get(command)
    if answer is None:
        packet(2, f"/system/bin/sh: {command.split()[0]}: not found\n".encode())
        packet(3, b"\x7f")
    else:
        for i in range(0, len(answer), 1000):
            packet(1, answer[i:i + 1000].encode())
        packet(3, b"\x00")
    stream.close()


def execute(stream, command):
    stream.send(ANSWERS.get(command, f"/system/bin/sh: {command.split()[0]}: not found\n").encode())
    stream.close()


class Stream:
    def __init__(self, phone, local, remote):
        self.phone, self.local, self.remote, self.taken = phone, local, remote, threading.Semaphore(0)

    def send(self, data):
        for i in range(0, len(data), 4000):
            self.phone.send(WRITE, self.local, self.remote, data[i:i + 4000])
            self.taken.acquire()

    def close(self):
        self.phone.send(CLOSE, self.local, self.remote)

    abort = close


class Phone:
    def __init__(self, sock):
        self.sock, self.lock, self.streams, self.last = sock, threading.Lock(), {}, 0

    def send(self, command, a, b, data=b""):
        head = struct.pack("<6I", command, a, b, len(data), sum(data) & 0xffffffff, command ^ 0xffffffff)
        with self.lock:
            self.sock.sendall(head + data)

    def receive(self, n):
        data = b""
        while len(data) < n:
            part = self.sock.recv(n - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def serve(self):
        while True:
            command, a, b, n, _, _ = struct.unpack("<6I", self.receive(24))
            data = self.receive(n)
            if command in (CONNECT, AUTH) and "locked" in sys.argv:
                self.send(AUTH, 1, 0, bytes(20))  # a token to sign, and again, whatever comes back
            elif command == CONNECT:
                features = b"" if "old" in sys.argv else b"features=shell_v2,cmd"
                self.send(CONNECT, 0x01000001, 1 << 18, b"device::ro.product.name=test;" + features)
            elif command == OPEN:
                self.open(a, data.rstrip(b"\0").decode())
            elif command == OKAY and b in self.streams:
                self.streams[b].taken.release()

    def open(self, remote, service):
        self.last += 1
        stream = self.streams[self.last] = Stream(self, self.last, remote)
        self.send(OKAY, self.last, remote)
        if service.startswith("exec:"):
            threading.Thread(target=execute, args=(stream, service[5:]), daemon=True).start()
        elif service.startswith("shell,v2,raw:") and "old" not in sys.argv:
            threading.Thread(target=shell, args=(stream, service[13:]), daemon=True).start()
        else:
            stream.close()


def accept(listener):
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=lambda s=sock: quiet(Phone(s).serve), daemon=True).start()


def quiet(call):
    try:
        call()
    except (EOFError, OSError):
        pass


def main():
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    sys.stdin.read()


main()
