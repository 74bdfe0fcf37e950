"""Booths as devices: what they report of themselves, and the help that is asked for at them."""

from __future__ import annotations

from callrouter.model.base import Id, Record
from callrouter.model.states import BoothTrouble, BoothUse, Device, HelpAsker, Loudspeaker, Network


class DeviceReport(Record):
    """What a booth says of itself; a microphone or camera that is there but not in use is ``off``."""

    camera: Device
    microphone: Device
    loudspeaker: Loudspeaker
    network: Network


class HelpRequest(Record):
    """Somebody is wanted at a booth; there is one at a time for each. Times are UTC epoch ms."""

    help_id: Id
    booth_id: Id
    location: Id
    by: HelpAsker
    #: The call that went on at the booth when it was asked for.
    call_id: Id | None = None
    at: int
    #: Since when somebody is on the way.
    acknowledged_at: int | None = None
    #: Who that is; told to nobody but supervisors and the service employees of the location.
    acknowledged_by: Id | None = None
    #: When it is over by itself.
    lapses_at: int


class KeptBooth(Record):
    """What the queue's server keeps of a booth, read in one step."""

    booth_id: Id
    #: Whether its page is connected.
    online: bool
    #: Whether a device was enrolled as this booth.
    enrolled: bool
    report: DeviceReport | None
    #: When it was last said; UTC epoch ms.
    reported_at: int | None
    help: HelpRequest | None
    use: BoothUse | None
    #: Since when, where that is known; UTC epoch ms.
    use_since: int | None


class BoothStanding(KeptBooth):
    """How a booth stands, and what is wrong with it."""

    location: Id
    troubles: tuple[BoothTrouble, ...]
