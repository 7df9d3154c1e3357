#!/usr/bin/env python3
"""plainpxe.py FROM TO: makes QEMU's network boot ROM look like a plain PXE ROM.

Every network boot ROM that QEMU has is iPXE, and a server that knows iPXE answers it with a script over HTTP. Firmware of
real machines is not iPXE: it is answered with lpxelinux.0. So what the machine sends passes through here (a filter-redirector
of QEMU's: frames on the unix socket FROM, back on TO, each after its length in four bytes), and the user class (77) and iPXE's
own option (175) are blanked out of its DHCP requests.
"""
import socket
import struct
import sys
import time


def plain(frame):
    if frame[12:14] != b'\x08\x00' or frame[23] != 17:
        return frame
    udp = 14 + (frame[14] & 15) * 4
    if struct.unpack_from('>HH', frame, udp) != (68, 67) or frame[udp + 244:udp + 248] != b'\x63\x82\x53\x63':
        return frame
    out = bytearray(frame)
    at = udp + 248
    while at < len(out) and out[at] != 255:
        if out[at] == 0:
            at += 1
            continue
        end = at + 2 + out[at + 1]
        if out[at] in (77, 175):
            out[at:end] = bytes(end - at)
        at = end
    out[udp + 6:udp + 8] = b'\0\0'  # no checksum
    return bytes(out)


def connect(path):
    s = socket.socket(socket.AF_UNIX)
    for _ in range(50):
        try:
            s.connect(path)
            return s
        except OSError:
            time.sleep(0.1)
    sys.exit(f'no {path}')


source, sink = connect(sys.argv[1]), connect(sys.argv[2])
buffer = b''
while data := source.recv(1 << 18):
    buffer += data
    out = []
    while len(buffer) >= 4 and len(buffer) >= 4 + (n := struct.unpack_from('>I', buffer)[0]):
        frame = plain(buffer[4:4 + n])
        buffer = buffer[4 + n:]
        out.append(struct.pack('>I', n) + frame)
    sink.sendall(b''.join(out))
