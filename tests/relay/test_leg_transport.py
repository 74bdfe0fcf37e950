from __future__ import annotations

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.consent import PeerIce
from callrouter.relay.transport.dtls import generate_certificate
from callrouter.relay.transport.leg_transport import MAX_PATHS, LegTransport, TransportName
from callrouter.relay.transport.outbox import Outbox, Outgoing
from callrouter.relay.transport.srtp import BUFFER_SIZE, PacketBuffer

CERTIFICATE = generate_certificate()


class Recorder:
    """A path that remembers what it carried."""

    def __init__(self, transport: TransportName = "udp") -> None:
        self.transport: TransportName = transport
        self.carried: list[bytes] = []
        self.consenting = True

    def consents(self, now: float) -> bool:  # noqa: ARG002
        return self.consenting

    def ask(self, now: float) -> None:
        pass

    def carry(self, box: Outbox) -> None:
        self.carried += [bytes(box.data[start:end]) for start, end, _ in box.runs()]


def leg(outgoing: Outgoing | None = None) -> LegTransport:
    return LegTransport(
        ice_ufrag="ufrag",
        ice_pwd="p" * 24,
        peer=PeerIce("theirs:ufrag", "q" * 24),
        outgoing=outgoing or Outgoing(),
        counters=Counters(),
        certificate=CERTIFICATE,
        now=0.0,
    )


def test_nothing_is_sent_before_a_path_proved_itself() -> None:
    transport = leg()
    transport.send_datagram(b"hello")
    transport.send_rtcp(b"hello")
    transport.send_rtp(5)
    assert not transport.outbox.count


def test_the_first_proved_path_is_used_until_one_is_nominated() -> None:
    outgoing = Outgoing()
    transport, paths = leg(outgoing), [Recorder() for _ in range(3)]
    for place, nominated in ((0, False), (1, False), (2, True), (0, False), (1, True)):
        transport.validated(paths[place], nominated=nominated, now=1.0)
        transport.send_datagram(b"x")
        outgoing.flush()
    assert [len(path.carried) for path in paths] == [2, 1, 2]


def test_a_lost_path_is_replaced_by_the_one_that_proved_itself_last() -> None:
    outgoing = Outgoing()
    transport, udp, old, tcp = leg(outgoing), Recorder(), Recorder(), Recorder("tcp")
    for path, nominated in ((udp, False), (old, False), (udp, False), (tcp, True)):
        transport.validated(path, nominated=nominated, now=1.0)
    names = [transport.transport]
    transport.lost(tcp, 2.0)
    names.append(transport.transport)
    assert names == ["tcp", "udp"]
    transport.send_datagram(b"x")
    outgoing.flush()
    assert (udp.carried, old.carried, tcp.carried) == ([b"x"], [], [])
    transport.lost(udp, 2.0)
    transport.lost(old, 2.0)
    transport.send_datagram(b"x")
    outgoing.flush()
    assert (transport.transport, udp.carried, old.carried) == ("udp", [b"x"], [])


def test_a_check_counts_as_a_sign_of_life() -> None:
    transport = leg()
    transport.validated(Recorder(), nominated=False, now=7.0)
    assert transport.liveness.heard_at == 7.0


def test_paths_are_bounded_and_the_one_in_use_is_kept() -> None:
    transport, paths = leg(), [Recorder() for _ in range(MAX_PATHS + 2)]
    transport.validated(paths[0], nominated=True, now=1.0)
    forgotten = [transport.validated(path, nominated=False, now=1.0) for path in paths[1:]]
    assert [path for path in forgotten if path is not None] == paths[1:3]
    assert len(transport.paths()) == MAX_PATHS
    assert paths[0] in transport.paths()


def test_a_datagram_longer_than_any_of_ours_is_dropped() -> None:
    transport = leg()
    transport.validated(Recorder(), nominated=True, now=1.0)
    transport.send_datagram(bytes(BUFFER_SIZE + 1))
    assert not transport.outbox.count


def test_packets_before_the_keys_are_nothing() -> None:
    transport = leg()
    transport.receive_rtp(PacketBuffer(), 100, 1.0)
    transport.receive_rtcp(PacketBuffer(), 100, 1.0)
    assert transport.liveness.rtp_at == -1.0
