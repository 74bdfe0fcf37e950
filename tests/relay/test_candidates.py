"""Which addresses a relay binds and names to browsers, read back by aiortc's parser."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from aiortc.sdp import candidate_from_sdp

from callrouter.relay.candidates import announceable, bindable, candidate_lines

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
