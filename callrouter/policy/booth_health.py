"""What is wrong with a booth, from what is kept of it. Pure."""

from __future__ import annotations

from typing import Final

from callrouter.model.booths import KeptBooth
from callrouter.model.states import BoothTrouble, Device, Loudspeaker, Network

#: A page reloads, or a service restarts, in less than this; a booth reports each minute.
MISSED_AFTER_MS: Final = 90_000


def troubles_of(booth: KeptBooth, *, within_hours: bool, now: int) -> tuple[BoothTrouble, ...]:
    """Return what needs a hand; nothing for a booth that was never in use, or is off outside its hours."""
    if booth.report is None or booth.reported_at is None:
        return ()
    if not booth.online:
        missed = within_hours and now - booth.reported_at > MISSED_AFTER_MS
        return (BoothTrouble.OFFLINE,) if missed else ()
    report = booth.report
    found = {
        BoothTrouble.CAMERA: report.camera is Device.MISSING,
        BoothTrouble.MICROPHONE: report.microphone is Device.MISSING,
        BoothTrouble.LOUDSPEAKER: report.loudspeaker is Loudspeaker.MISSING,
        BoothTrouble.NETWORK: report.network is Network.POOR,
    }
    return tuple(trouble for trouble, is_so in found.items() if is_so)
