#!/usr/bin/env python3
"""ra.py BRIDGE: answers router solicitations with "no router here, no prefix".

iPXE configures IPv4 and IPv6 at once and waits for both; without any router advertisement that is 13 seconds of every boot.
"""
import socket
import struct
import sys

bridge = sys.argv[1].encode()
ra = struct.pack('>BBHBBHII', 134, 0, 0, 64, 0, 0, 0, 0)
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, bridge)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
index = socket.if_nametoindex(sys.argv[1])
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, socket.inet_pton(socket.AF_INET6, 'ff02::2') + struct.pack('@I', index))
while True:
    if s.recv(2048)[0] == 133:
        try:
            s.sendto(ra, ('ff02::1', 0, 0, index))
        except OSError:
            pass  # the bridge has no address yet
