"""``callrouter location``, beside a running node."""

from __future__ import annotations

import io

import pytest

from callrouter.model.directory import Directory
from callrouter.model.doors import ClosingReason
from signaling.cli import main
from signaling.commands.location import Door, LocationAction, administer_locations
from signaling.settings import Settings
from tests.signaling.conftest import Service

_PLACE = "utrecht-stationsplein"


async def test_a_location_is_closed_and_opened_from_the_terminal(
    service: Service, settings: Settings, directory: Directory
) -> None:
    async def run(action: LocationAction, door: Door, *, status: int = 0) -> str:
        out = io.StringIO()
        assert await administer_locations(settings, directory, action, door, out=out) == status
        return out.getvalue()

    here = Door(location=_PLACE, reason=ClosingReason.SAFETY, line="Wij zijn zo terug")
    booth = await service.booth()
    await run(LocationAction.CLOSE, here)
    told = await booth.hears("location.changed", lambda m: not m["location"]["open"])
    assert told["location"]["closing"]["line"] == here.line
    assert "closed by hand" in await run(LocationAction.LIST, here)
    other = Door(location=_PLACE, reason=ClosingReason.TECHNICAL)
    assert "changed_meanwhile" in await run(LocationAction.CLOSE, other, status=1)
    await run(LocationAction.OPEN, here)
    await booth.hears("location.changed", lambda m: m["location"]["open"])
    assert len((await run(LocationAction.HOURS, here)).splitlines()) == 15
    assert _PLACE in await run(LocationAction.OPEN, Door(location="nowhere"), status=1)


def test_a_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["location", "close", _PLACE, "--line", "a\nb"])
    assert end.value.code == 2
    assert "one line of at most 200 characters" in capsys.readouterr().err
