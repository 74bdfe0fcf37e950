"""What the handlers work with: for whom, and by which means."""

from __future__ import annotations

from dataclasses import dataclass

from callrouter.model.states import Role
from callrouter.policy.authorization import Asker
from callrouter.queueing import QueueEngine
from callrouter.services.absences import AbsenceRegister
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.authorization import Gate
from callrouter.services.booths import Booths
from callrouter.services.callbacks import CallbackService
from callrouter.services.calls import CallService
from callrouter.services.casework import CaseworkService
from callrouter.services.live_text import LiveText
from callrouter.services.locations import Locations
from callrouter.services.media import MediaService
from callrouter.services.steering import SteeringService
from callrouter.services.waiting_room import WaitingRoom
from signaling.auth.turn import TurnServers


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who sent a message, and from which of their pages."""

    asker: Asker
    session_id: str

    @property
    def role(self) -> Role:
        """What they are."""
        return Role(self.asker.role)

    @property
    def principal_id(self) -> str:
        """Who it is."""
        return self.asker.principal_id


@dataclass(frozen=True, kw_only=True)
class Services:
    """The engine for plain transitions, services where policy or media have a say."""

    gate: Gate
    engine: QueueEngine
    calls: CallService
    booths: Booths
    callbacks: CallbackService
    absences: AbsenceRegister
    waiting_room: WaitingRoom
    casework: CaseworkService
    locations: Locations
    notes: ActionNotes
    steering: SteeringService
    media: MediaService
    live_text: LiveText
    turn: TurnServers
