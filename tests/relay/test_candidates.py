"""Which addresses a relay binds and names to browsers, read back by aiortc's parser."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address

import pytest
from aiortc.sdp import candidate_from_sdp

from callrouter.model.media import Audience, LegState
from callrouter.relay import RelayEngine
from callrouter.relay.sdp.candidates import announceable, bindable, candidate_lines
from tests.relay.clients import Client, RecordingListener
from tests.relay.conftest import ROOM, Joins

ANY = str(IPv4Address(0))


def test_bound_addresses_are_announced_unless_others_are_given() -> None:
    assert announceable(["192.0.2.1", "2001:db8::1"], []) == ("192.0.2.1", "2001:db8::1")
    assert announceable(["10.0.0.1"], ["198.51.100.7", "198.51.100.8"]) == ("198.51.100.7", "198.51.100.8")
    assert announceable([ANY, "::"], ["198.51.100.7"]) == ("198.51.100.7",)


@pytest.mark.parametrize(
    ("hosts", "announced", "reason"),
    [
        ([ANY], [], "must be told which addresses to announce"),
        (["192.0.2.1", "::"], [], "must be told which addresses to announce"),
        ([ANY], [ANY], "must be told which addresses to announce"),
        (["192.0.2.1"], ["2001:db8::1"], "no IPv6 address is bound"),
        (["::"], ["192.0.2.1"], "no IPv4 address is bound"),
        (["192.0.2.1"], ["relay.example"], "does not appear to be"),
    ],
)
def test_addresses_that_nobody_could_reach_are_refused(
    hosts: list[str], announced: list[str], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        announceable(hosts, announced)


def test_a_relay_without_an_address_to_bind_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an address"):
        bindable([])
    with pytest.raises(ValueError, match="does not appear to be"):
        bindable(["localhost"])


def test_a_mapped_address_is_the_ipv4_address_it_stands_for() -> None:
    assert bindable(["::ffff:192.0.2.1"]) == ("192.0.2.1",)
    assert announceable(["::ffff:192.0.2.1"], []) == ("192.0.2.1",)


def test_a_scope_is_bound_but_not_announced() -> None:
    assert bindable(["fe80::1%lo"]) == ("fe80::1%lo",)
    assert announceable(["fe80::1%lo"], []) == ("fe80::1",)


def test_the_first_address_is_preferred_and_udp_to_tcp() -> None:
    lines = candidate_lines(["192.0.2.1", "2001:db8::1"], 5004)
    first, second, third, fourth = (candidate_from_sdp(line.removeprefix("a=candidate:")) for line in lines)
    assert (first.ip, first.port, first.type, first.protocol) == ("192.0.2.1", 5004, "host", "udp")
    assert (second.ip, second.port) == ("2001:db8::1", 5004)
    assert (third.ip, third.protocol, third.tcpType) == ("192.0.2.1", "tcp", "passive")
    assert (fourth.ip, fourth.protocol, fourth.tcpType) == ("2001:db8::1", "tcp", "passive")
    assert first.priority > second.priority > third.priority > fourth.priority
    assert len({c.foundation for c in (first, second, third, fourth)}) == 4


@pytest.mark.network
async def test_a_relay_on_a_wildcard_is_reached_where_it_says(
    listener: RecordingListener,
    loopback_only: None,  # noqa: ARG001
) -> None:
    relay = RelayEngine(hosts=[ANY], announced=["127.0.0.1"], listener=listener)
    await relay.start()
    visitor = Client(relay, ROOM, "visitor", "red")
    await visitor.connect()
    await listener.until(lambda: listener.state("visitor") is LegState.CONNECTED)
    await visitor.close()
    await relay.close()


@pytest.mark.network
async def test_nothing_is_ever_sent_to_the_candidates_of_an_offer(
    engine: RelayEngine, joins: Joins, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bait:
        bait.bind(("127.0.0.1", 0))
        bait.setblocking(False)
        named = [f"127.0.0.1 {bait.getsockname()[1]}", "6b2e1a40-0000-4000-8000-000000000000.local 9"]
        lines = "".join(f"a=candidate:{n} 1 udp 2130706431 {at} typ host\r\n" for n, at in enumerate(named))
        connect = engine.connect

        async def connect_with_bait(room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
            sdp_offer = re.sub(r"a=candidate:[^\r]*\r\n", "", sdp_offer)
            baited = sdp_offer.replace("a=setup:", f"{lines}a=setup:")
            return await connect(room, participant, baited, audience)

        monkeypatch.setattr(engine, "connect", connect_with_bait)
        visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
        await visitor.sees(0, "blue")
        await agent.sees(0, "red")
        with pytest.raises(BlockingIOError):
            bait.recv(100)
