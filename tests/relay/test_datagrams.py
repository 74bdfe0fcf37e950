"""What both kinds of UDP socket do, on loopback, of both families."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.datagrams import BATCH, STAMP_WORDS, DatagramSocket, raw_address, source_of
from callrouter.relay.transport.datagrams import SECONDS_WORD as SECONDS
from callrouter.relay.transport.datagrams_linux import AVAILABLE, BatchedSocket
from callrouter.relay.transport.srtp import PacketBuffer

pytestmark = pytest.mark.network

KINDS = [DatagramSocket, BatchedSocket] if AVAILABLE else [DatagramSocket]
FAMILIES = [socket.AF_INET, socket.AF_INET6]
HOSTS = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}

Opens = Callable[[], tuple[DatagramSocket, socket.socket]]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> type[DatagramSocket]:
    kind: type[DatagramSocket] = request.param
    return kind


@pytest.fixture(params=FAMILIES)
def family(request: pytest.FixtureRequest) -> socket.AddressFamily:
    family: socket.AddressFamily = request.param
    return family


@pytest.fixture
def counters() -> Counters:
    return Counters()


def bound(family: socket.AddressFamily) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.bind((HOSTS[family], 0))
    sock.setblocking(False)
    return sock


@pytest.fixture
def peer(family: socket.AddressFamily) -> Iterator[socket.socket]:
    with bound(family) as sock:
        yield sock


@pytest.fixture
def sut(
    kind: type[DatagramSocket], family: socket.AddressFamily, counters: Counters
) -> Iterator[DatagramSocket]:
    sock = kind(bound(family), counters)
    yield sock
    sock.close()


def readable(sock: socket.socket | DatagramSocket) -> None:
    assert select.select([sock], [], [], 5)[0]


def address_of(sock: socket.socket) -> bytes:
    return raw_address(sock.family, sock.getsockname())


def read_all(sock: socket.socket, count: int) -> list[bytes]:
    datagrams = []
    for _ in range(count):
        readable(sock)
        datagrams.append(sock.recv(4000))
    return datagrams


def own_name(sut: DatagramSocket) -> tuple[str, int]:
    name: tuple[str, int] = sut._sock.getsockname()
    return name


def test_everything_that_waits_is_read_in_order_with_sender_and_time(
    sut: DatagramSocket, peer: socket.socket
) -> None:
    for n in range(5):
        peer.sendto(bytes([n]) * (n + 1), own_name(sut))
    readable(sut)
    sizes = sut.receive()
    assert sizes == [1, 2, 3, 4, 5]
    for n, size in enumerate(sizes):
        assert bytes(sut.buffers[n].view[:size]) == bytes([n]) * size
        assert sut.names[sut.keys[n]] == address_of(peer)
        seconds = STAMP_WORDS * n + SECONDS
        arrived = sut.stamps[seconds] + sut.stamps[seconds + 1] * 1e-9
        assert 0 <= time.time() - arrived < 5
    assert sut.receive() == []


def test_a_batch_is_bounded_and_the_rest_comes_next(sut: DatagramSocket, peer: socket.socket) -> None:
    for _ in range(BATCH + 3):
        peer.sendto(b"x", own_name(sut))
    readable(sut)
    assert [len(sut.receive()), len(sut.receive())] == [BATCH, 3]


def test_an_oversized_datagram_is_cut_off_and_the_next_is_whole(
    sut: DatagramSocket, peer: socket.socket
) -> None:
    peer.sendto(b"o" * 5000, own_name(sut))
    peer.sendto(b"next", own_name(sut))
    readable(sut)
    assert sut.receive() == [len(sut.buffers[0].data), 4]


def test_a_run_arrives_as_its_datagrams(sut: DatagramSocket, peer: socket.socket, counters: Counters) -> None:
    box = PacketBuffer(8192)
    for n in range(4):
        box.view[n * 1000 : n * 1000 + 1000] = bytes([n]) * 1000
    sut.queue(address_of(peer), box.view[:3500], box.address, 1000)
    sut.queue(address_of(peer), box.view[3500:3600], box.address + 3500, 100)
    sut.transmit()
    assert read_all(peer, 5) == [
        b"\0" * 1000,
        b"\1" * 1000,
        b"\2" * 1000,
        b"\3" * 500,
        b"\3" * 100,
    ]
    assert (counters.packets_out, counters.bytes_out, counters.dropped_unsent) == (5, 3600, 0)


def test_more_messages_than_a_batch_go_out_too(sut: DatagramSocket, peer: socket.socket) -> None:
    box = PacketBuffer()
    for n in range(BATCH + 2):
        box.view[n] = n
        sut.queue(address_of(peer), box.view[n : n + 1], box.address + n, 1)
    sut.transmit()
    assert read_all(peer, BATCH + 2) == [bytes([n]) for n in range(BATCH + 2)]


def test_one_that_cannot_be_sent_is_counted_and_the_others_go(
    sut: DatagramSocket, peer: socket.socket, counters: Counters, family: socket.AddressFamily
) -> None:
    box = PacketBuffer()
    nowhere = raw_address(family, (HOSTS[family], 0))
    for address in (address_of(peer), nowhere, address_of(peer)):
        sut.queue(address, box.view[:10], box.address, 10)
    sut.transmit()
    assert read_all(peer, 2) == [bytes(10)] * 2
    assert (counters.packets_out, counters.dropped_unsent) == (2, 1)


def test_names_of_peers_come_back(family: socket.AddressFamily) -> None:
    with bound(family) as sock:
        name = sock.getsockname()
        source = source_of(raw_address(family, name))
        assert (socket.inet_ntop(family, source.ip), source.port) == name[:2]


@pytest.mark.skipif(not AVAILABLE, reason="only there does the kernel cut up")
def test_a_kernel_that_does_not_cut_up_gets_them_one_by_one(family: socket.AddressFamily) -> None:
    counters, box = Counters(), PacketBuffer()
    sut = BatchedSocket(bound(family), counters)
    genuine = sut._sendmmsg

    def refuse(fd: int, headers: int, count: int, flags: int) -> int:
        del fd, headers, count, flags
        import ctypes  # noqa: PLC0415 only here

        ctypes.set_errno(errno.EIO)
        return -1

    with bound(family) as peer:
        sut._sendmmsg = refuse  # type: ignore[assignment]
        sut.queue(address_of(peer), box.view[:25], box.address, 10)
        sut.transmit()
        assert not sut.segments
        sut._sendmmsg = genuine
        sut.queue(address_of(peer), box.view[:20], box.address, 10)
        sut.transmit()
        assert [len(datagram) for datagram in read_all(peer, 5)] == [10, 10, 5, 10, 10]
    assert (counters.packets_out, counters.dropped_unsent) == (5, 0)
    sut.close()
