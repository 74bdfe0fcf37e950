"""Sends every datagram back to where it came from: what a relay in Python could not do for less."""

from __future__ import annotations

import socket
import sys


def main() -> None:
    """Echo until killed."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.bind((sys.argv[1], 0))
    print(sock.getsockname()[1], flush=True)
    buffer = bytearray(2048)
    view, receive, send = memoryview(buffer), sock.recvfrom_into, sock.sendto
    while True:
        size, sender = receive(buffer)
        send(view[:size], sender)


if __name__ == "__main__":
    main()
