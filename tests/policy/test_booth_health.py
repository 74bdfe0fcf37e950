"""What is wrong with a booth."""

from __future__ import annotations

import pytest

from callrouter.model.booths import DeviceReport, KeptBooth
from callrouter.model.states import BoothTrouble, Device, Loudspeaker, Network
from callrouter.policy.booth_health import MISSED_AFTER_MS, troubles_of

NOW = 1_790_000_000_000
WELL = DeviceReport(
    camera=Device.ON, microphone=Device.OFF, loudspeaker=Loudspeaker.UNKNOWN, network=Network.FAIR
)
BROKEN = DeviceReport(
    camera=Device.MISSING,
    microphone=Device.MISSING,
    loudspeaker=Loudspeaker.MISSING,
    network=Network.POOR,
)


def _booth(report: DeviceReport | None, *, online: bool = True, said_ago_ms: int = 0) -> KeptBooth:
    said_at = None if report is None else NOW - said_ago_ms
    return KeptBooth(
        booth_id="booth:one",
        online=online,
        enrolled=True,
        report=report,
        reported_at=said_at,
        help=None,
        use=None,
        use_since=None,
    )


@pytest.mark.parametrize(
    ("booth", "within_hours", "expected"),
    [
        (_booth(None, online=False), True, ()),
        (_booth(WELL), True, ()),
        (_booth(BROKEN), False, ("camera", "microphone", "loudspeaker", "network")),
        (_booth(WELL, online=False, said_ago_ms=MISSED_AFTER_MS), True, ()),
        (_booth(BROKEN, online=False, said_ago_ms=MISSED_AFTER_MS + 1), True, ("offline",)),
        (_booth(BROKEN, online=False, said_ago_ms=MISSED_AFTER_MS + 1), False, ()),
    ],
)
def test_trouble_is_what_needs_a_hand(
    booth: KeptBooth, *, within_hours: bool, expected: tuple[BoothTrouble, ...]
) -> None:
    assert troubles_of(booth, within_hours=within_hours, now=NOW) == expected
