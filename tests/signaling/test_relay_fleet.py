"""What relays that a node starts are told, and what they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from signaling.relays.fleet import default_relays, relay_plan
from signaling.settings import Settings, load_settings

REMOTE = {
    "relay_listen": "https://127.0.0.1:7000",
    "relay_url": "https://relay.example.org:7000",
    "relay_certificate": "c.pem",
    "relay_key": "k.pem",
    "relay_token": "sesame",
}


def test_a_relay_is_told_what_it_needs_and_nothing_of_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLROUTER_DEMO_PASSWORD", "sesame")
    monkeypatch.setenv("CALLROUTER_DIRECTORY", "/people.toml")
    settings = Settings(
        demo_password=SecretStr("sesame"),
        directory=Path("/people.toml"),
        turn_urls=("turn:t.example.org",),
        turn_secret=SecretStr("sesame"),
        media_hosts=("127.0.0.1", "::1"),
        drain_s=7,
        relays=2,
    )
    told = relay_plan(settings, "unix:///v.sock").environment(1, 5000)
    assert "sesame" not in told.values()
    assert "/people.toml" not in told.values()
    assert told["PATH"] == os.environ["PATH"]
    read = load_settings(
        options={}, environment={n: v for n, v in told.items() if n.startswith("CALLROUTER_")}
    )
    assert (read.redis_url, read.media_hosts, read.media_port) == (
        "unix:///v.sock",
        ("127.0.0.1", "::1"),
        5000,
    )
    assert (read.drain_s, read.relay_supervised, read.data_dir) == (7, True, Path(".callrouter").absolute())


def test_relays_have_ports_to_spare_for_those_of_an_earlier_start() -> None:
    plan = relay_plan(Settings(media_port=5000, relays=3), "unix:///v.sock")
    assert list(plan.ports) == [5000, 5001, 5002, 5003, 5004, 5005]
    assert list(relay_plan(Settings(relays=3), "unix:///v.sock").ports) == []
    assert list(relay_plan(Settings(media_port=65_535, relays=3), "unix:///v.sock").ports) == [65_535]


def test_each_relay_listens_at_a_place_of_its_own() -> None:
    plan = relay_plan(load_settings(options=REMOTE | {"relays": "2"}, environment={}), "unix:///v.sock")
    assert plan.environment(0, 0)["CALLROUTER_RELAY_LISTEN"] == "https://127.0.0.1:7000"
    assert plan.environment(1, 0)["CALLROUTER_RELAY_LISTEN"] == "https://127.0.0.1:7001"
    assert plan.environment(1, 0)["CALLROUTER_RELAY_URL"] == "https://relay.example.org:7001"
    plan = relay_plan(Settings(relay_listen="unix:///run/c/r.sock", relays=2), "unix:///v.sock")
    assert plan.environment(1, 0)["CALLROUTER_RELAY_LISTEN"] == "unix:///run/c/r-1.sock"


def test_there_is_always_a_relay_to_move_to() -> None:
    assert default_relays() >= 2
    assert relay_plan(Settings(), "unix:///v.sock").count == default_relays()
    assert relay_plan(Settings(relays=0), "unix:///v.sock").count == 0


@pytest.mark.parametrize("missing", ["relay_certificate", "relay_key", "relay_token"])
def test_a_relay_is_reached_over_tls_with_a_token_or_not_at_all(missing: str) -> None:
    with pytest.raises(ValidationError):
        Settings(**{name: value for name, value in REMOTE.items() if name != missing})


def test_listening_on_all_addresses_needs_a_name_to_be_reached_at() -> None:
    with pytest.raises(ValidationError, match="relay_url"):
        Settings(**(REMOTE | {"relay_listen": "https://0.0.0.0:7000", "relay_url": None}))
