"""A location opens and closes while booths are connected."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from signaling.sessions import location_news
from signaling.settings import Settings
from tests.signaling.conftest import Service, until

pytestmark = [pytest.mark.valkey, pytest.mark.network]


def _monday_at(hour: int) -> int:
    return int(datetime(2026, 11, 23, hour, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp() * 1000)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(location_news, "_CHECK_S", 0.02)
    return Settings(
        data_dir=tmp_path, port=0, open_booths=True, respect_hours=True, secure_cookies=False, totp_roles=()
    )


async def test_booths_are_told_and_calls_are_refused_outside_the_hours(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    locations = service.node.parts.locations
    monkeypatch.setattr(locations, "_now", lambda: _monday_at(19))
    booth = service.person("booth", "demo")
    (location,) = (await booth.open())["locations"]
    assert location["open"] is True
    assert location["callback_url"] == "/callback/"
    assert [day["weekday"] for day in location["hours"]] == [1, 2, 3, 4, 5, 6, 7]
    async with asyncio.timeout(10):  # the clock was another one when the node started
        await until(lambda: service.node.news.location._told["utrecht-stationsplein"].open)

    monkeypatch.setattr(locations, "_now", lambda: _monday_at(21))
    closed = await booth.hears("location.changed", lambda m: not m["location"]["open"])
    assert closed["location"]["opens_at"] == _monday_at(8) + 24 * 3600 * 1000
    refused = await booth.says("call.request", language="nl", subject="question")
    assert (refused["type"], refused["code"]) == ("error", "closed")

    monkeypatch.setattr(locations, "_now", lambda: _monday_at(9))
    await booth.hears("location.changed", lambda m: m["location"]["open"])
    assert (await booth.says("call.request", language="nl", subject="question"))["type"] == "request.done"
