"""What a relay can be asked and what it tells, whether it runs in this process or in another."""

from __future__ import annotations

from typing import Protocol

from callrouter.model.media import Audience, LegQuality, LegState, LegSummary, RelaySnapshot, Slots


class RelayLost(Exception):  # noqa: N818 it is an outcome, named like one
    """The relay can't be reached, or doesn't answer in time; what was asked may or may not have happened."""


class ShareTaken(Exception):  # noqa: N818 it is an outcome, named like one
    """Somebody else shares something in this room."""


class Relay(Protocol):
    """A media relay: rooms of participants who see and hear each other. Room and participant are opaque.

    Everything may be repeated, and raises RelayLost when the relay can't be reached.
    """

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        """Answer a participant's offer, under these rules; return the SDP answer.

        Connecting again replaces the participant's leg and everybody keeps the slots; a re-offer of the same
        connection (an ICE restart, another codec) keeps the leg as well. Raise OfferRejected and change
        nothing for an offer that can't be answered.
        """

    async def set_audience(self, room: str, audience: Audience) -> None:
        """Rule who receives whom from now on; nothing happens in a room that isn't there."""

    async def share(self, room: str, participant: str, *, on: bool) -> None:
        """Show the others what `participant` shares, or stop; one at a time: raise ShareTaken."""

    async def disconnect(self, room: str, participant: str) -> None:
        """Remove a participant and its leg; nothing happens if it isn't there."""

    async def close_room(self, room: str) -> None:
        """Disconnect everybody in a room, and forget it; nothing happens if there is nobody."""


class RelayListener(Protocol):
    """Who is told what happens. Called from the event loop, after the call that caused it has returned."""

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        """Tell who is in this participant's slots now."""

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Tell the new state of this participant's leg."""

    def speakers_changed(self, room: str, speakers: tuple[str, ...]) -> None:
        """Tell who speaks now."""

    def offer_wanted(self, room: str, participant: str) -> None:
        """Tell that this participant must offer again on its connection: it is to send another codec."""

    def quality_measured(self, room: str, quality: LegQuality) -> None:
        """Tell how a leg has done over the last seconds."""

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        """Tell how a leg has done that is no more."""


class ControlListener(RelayListener, Protocol):
    """Who is told what a relay in another process does, and whether it can be reached.

    Between ``attached`` and ``detached`` nothing is left out. What is told after the snapshot may say again
    what stands in it: the last word on a matter holds.
    """

    def attached(self, snapshot: RelaySnapshot) -> None:
        """Tell that the relay can be asked now, and what it keeps: forget what was told before."""

    def detached(self) -> None:
        """Tell that the relay can't be reached for the moment; it may be well, and is tried again."""

    def vanished(self) -> None:
        """Tell that the process is gone: nobody listens where it was, or somebody else does.

        Told at most once between two attachments; it goes on being tried.
        """


class ControlledRelay(Relay, Protocol):
    """A relay in another process, reached over its control connection."""

    async def run(self) -> None:
        """Keep attached, for ever; the listener is called from here."""

    async def close(self) -> None:
        """Let go of the relay, which goes on; the listener hears no more. End ``run`` before or after."""
