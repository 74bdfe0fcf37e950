"""What an operator is told of media, and what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.views import RelayStanding
from signaling.examination.examined import Examined
from signaling.examination.media import examine_media
from signaling.settings import Settings

NOW = 1_800_000_000_000


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a UDP port that somebody uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as user:
        user.bind(("127.0.0.1", 0))
        yield user.getsockname()[1]


def _relay(*, renewed_at: int = NOW, draining: bool = False) -> RelayStanding:
    record = RelayRecord(relay_id="relay-1", control_url="unix:///r.sock", capacity=40, draining=draining)
    load = RelayLoad(legs=4, packets_per_s=900, cpu=0.1)
    return RelayStanding(relay=record, load=load, renewed_at=renewed_at, calls=2)


def _examined(settings: Settings, *relays: RelayStanding, in_service: bool = True) -> list[Examined]:
    return list(examine_media(settings, relays, now_ms=NOW, in_service=in_service))


def test_a_machine_that_serves_is_well() -> None:
    port, reach, relays = _examined(Settings(), _relay(), _relay(draining=True))
    assert (port.fit, reach.fit, relays.fit) == (True, True, True)
    assert relays.state == "2, 1 of them draining; 4 calls of 80"


def test_a_port_that_somebody_else_uses_is_told(taken: int) -> None:
    port = _examined(Settings(media_port=taken), in_service=False)[0]
    assert not port.fit
    assert "EADDRINUSE" in port.state
    assert _examined(Settings(media_port=taken), _relay())[0].fit


def test_an_address_of_another_machine_is_told() -> None:
    port = _examined(Settings(media_hosts=("192.0.2.1",)))[0]
    assert "EADDRNOTAVAIL" in port.state
    assert port.remedy == "name addresses of this machine in media_hosts"


def test_media_that_pages_elsewhere_cannot_reach_is_told() -> None:
    assert not _examined(Settings(host="0.0.0.0"))[1].fit  # noqa: S104
    assert _examined(Settings(host="0.0.0.0", media_announced=("192.0.2.1",)))[1].fit  # noqa: S104


def test_no_relay_is_wrong_only_where_somebody_is_served() -> None:
    assert not _examined(Settings())[-1].fit
    assert _examined(Settings(), in_service=False)[-1].fit


def test_a_relay_that_is_silent_is_told() -> None:
    relays = _examined(Settings(), _relay(renewed_at=NOW - 11_000))[-1]
    assert not relays.fit
    assert "1 of 1" in relays.state
