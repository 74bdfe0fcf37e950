from __future__ import annotations

from callrouter.relay.counters import Counters
from callrouter.relay.dtls import generate_certificate
from callrouter.relay.leg_transport import MAX_PATHS, Address, LegTransport, Path
from callrouter.relay.srtp import PacketBuffer

CERTIFICATE = generate_certificate()


class Socket:
    """A socket that remembers where it sent to, or is full."""

    def __init__(self, *, full: bool = False) -> None:
        self.sent: list[Address] = []
        self._full = full

    def send_to(self, datagram: memoryview | bytes, address: Address) -> int:
        if self._full:
            raise BlockingIOError
        self.sent.append(address)
        return len(datagram)

    def path(self, port: int) -> Path:
        return (self.send_to, ("192.0.2.1", port))


def leg(counters: Counters | None = None) -> LegTransport:
    return LegTransport(
        ice_ufrag="ufrag",
        ice_pwd="p" * 24,
        inbound=PacketBuffer(),
        outbound=PacketBuffer(),
        counters=counters or Counters(),
        certificate=CERTIFICATE,
        now=0.0,
    )


def test_nothing_is_sent_before_an_address_proved_itself() -> None:
    leg().send_datagram(b"hello")
    leg().send_rtcp(b"hello")
    leg().send_rtp(5)


def test_the_first_proved_address_is_used_until_one_is_nominated() -> None:
    sock, transport = Socket(), leg()
    for port, nominated in ((1, False), (2, False), (3, True), (1, False), (2, True)):
        transport.validated(sock.path(port), nominated=nominated, now=1.0)
        transport.send_datagram(b"x")
    assert [address[1] for address in sock.sent] == [1, 1, 3, 3, 2]


def test_a_check_counts_as_a_sign_of_life() -> None:
    transport = leg()
    transport.validated(Socket().path(1), nominated=False, now=7.0)
    assert transport.liveness.heard_at == 7.0


def test_addresses_are_bounded_and_the_one_in_use_is_kept() -> None:
    sock, transport = Socket(), leg()
    transport.validated(sock.path(1), nominated=True, now=1.0)
    forgotten = [transport.validated(sock.path(n), nominated=False, now=1.0) for n in range(2, MAX_PATHS + 3)]
    assert [path for path in forgotten if path is not None] == [sock.path(2), sock.path(3)]
    assert len(transport.paths()) == MAX_PATHS
    assert sock.path(1) in transport.paths()


def test_a_full_socket_drops_and_counts() -> None:
    counters = Counters()
    transport = leg(counters)
    transport.validated(Socket(full=True).path(1), nominated=True, now=1.0)
    transport.send_datagram(b"x")
    assert (counters.dropped_unsent, counters.packets_out) == (1, 0)


def test_packets_before_the_keys_are_nothing() -> None:
    transport = leg()
    transport.receive_rtp(100, 1.0)
    transport.receive_rtcp(100, 1.0)
    assert transport.liveness.rtp_at == -1.0
