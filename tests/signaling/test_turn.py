"""Credentials for TURN servers: for participants of a call only, each its own, as coturn checks them."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from signaling.auth.turn import TurnServers
from signaling.settings import Settings, SettingsError, load_settings
from tests.signaling.conftest import Service

URLS = ("turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp")
SERVERS = TurnServers(urls=URLS, secret="north", ttl_s=600)  # noqa: S106  (of no server)


def test_a_credential_is_what_coturn_computes_from_its_name() -> None:
    (server,) = SERVERS.for_participant(1_800_000_000.7)
    assert server.username is not None
    expires, _, name = server.username.partition(":")
    assert int(expires) == 1_800_000_600
    assert len(name) == 16
    expected = hmac.new(b"north", server.username.encode(), hashlib.sha1).digest()
    assert server.credential == base64.b64encode(expected).decode()
    assert server.urls == URLS


def test_no_two_credentials_share_a_name() -> None:
    names = {SERVERS.for_participant(0)[0].username for _ in range(100)}
    assert len(names) == 100


def test_without_servers_there_are_no_credentials() -> None:
    assert TurnServers(urls=(), secret="", ttl_s=600).for_participant(0) == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://turn.example.org",
        "turn:",
        "turn:a b",
        "turn:host:99999999",
        "turn:host?transport=sctp",
        "stun:h",
    ],
)
def test_a_url_that_is_no_turn_server_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="turn_urls"):
        load_settings(options={"turn_urls": url, "turn_secret": "x"}, environment={})


def test_servers_without_their_secret_stop_the_start() -> None:
    with pytest.raises(SettingsError, match="turn_urls needs turn_secret"):
        load_settings(options={"turn_urls": URLS[0]}, environment={})


@pytest.mark.valkey
@pytest.mark.network
class TestAskingForThem:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings.model_validate(
            settings.model_dump() | {"turn_urls": URLS, "turn_secret": "north", "turn_ttl_s": 60}
        )

    async def test_a_participant_gets_servers(self, service: Service) -> None:
        booth = await service.booth()
        asked = await booth.says("call.request", language="nl", subject="question")
        prepared = await booth.says("media.prepare", call_id=asked["call_id"])
        assert prepared["type"] == "media.prepared"
        (server,) = prepared["ice_servers"]
        assert server["urls"] == list(URLS)
        assert server["credential"]

    async def test_whoever_is_in_no_call_gets_none(self, service: Service) -> None:
        booth = await service.booth()
        answer = await booth.says("media.prepare", call_id="another")
        assert answer["code"] == "no_such_call"
