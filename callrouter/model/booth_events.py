"""What happened at a booth and its location."""

from __future__ import annotations

from typing import Literal

from callrouter.model.booths import DeviceReport, HelpRequest
from callrouter.model.doors import Closing
from callrouter.model.event import BaseEvent
from callrouter.model.records import Id
from callrouter.model.states import HelpEnd
from callrouter.model.steering_events import Why


class LocationSwitched(BaseEvent):
    """A supervisor closed a location by hand, told something else there, or opened it again."""

    type: Literal["location.switched"]
    location: Id
    open: bool
    #: None when it opened by itself.
    by: Id | None = None
    #: For supervisors and the journal alone; visitors read what ``closing`` tells.
    why: Why = ""
    #: Of a closed one; None also in what older versions wrote.
    closing: Closing | None = None
    #: It was closed before, and is told otherwise.
    again: bool = False


class HelpRequested(BaseEvent):
    """Somebody is wanted at a booth."""

    type: Literal["help.requested"]
    help: HelpRequest
    #: The booth, or the employee in its call.
    by: Id | None = None


class HelpAcknowledged(BaseEvent):
    """Somebody is on the way to a booth."""

    type: Literal["help.acknowledged"]
    help: HelpRequest
    by: Id


class HelpEnded(BaseEvent):
    """Nobody is wanted at a booth any more."""

    type: Literal["help.ended"]
    help: HelpRequest
    reason: HelpEnd
    #: Who said so; None when it was over by itself.
    by: Id | None = None


class BoothReported(BaseEvent):
    """A booth's devices or its connection are other than they were."""

    type: Literal["booth.reported"]
    booth_id: Id
    location: Id
    report: DeviceReport


class EnrolmentOffered(BaseEvent):
    """Somebody made a code with which one device can be enrolled as a booth."""

    type: Literal["enrolment.offered"]
    booth_id: Id
    by: Id


class BoothEnrolled(BaseEvent):
    """A device was enrolled as a booth; another one that was this booth is it no longer."""

    type: Literal["booth.enrolled"]
    booth_id: Id
    #: The digest of the device's token, so that its own pages are known.
    device: Id
    #: Who made the code.
    by: Id | None = None


class BoothRevoked(BaseEvent):
    """The device that was a booth is it no longer."""

    type: Literal["booth.revoked"]
    booth_id: Id
    by: Id
