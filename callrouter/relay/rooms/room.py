"""One room: who stands in whose slots, who shares something, and which routes follow from the rules. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from callrouter.model.media import Audience, Slots
from callrouter.relay.api import ShareTaken
from callrouter.relay.forwarding.speakers import Speakers
from callrouter.relay.rooms.slots import SlotTable
from callrouter.relay.sdp.offer import SHARE_SLOT, SLOTS


class Room:
    """The participants of one room under its audience rules.

    Slots say who may be seen and heard where; routes say what flows now. A rule that only interrupts (hold)
    leaves the slots alone, so that going on renegotiates nothing and moves nobody.
    """

    def __init__(self) -> None:
        self._table = SlotTable(SLOTS)
        self._audience = Audience()
        self._sharer: str | None = None
        self.speakers = Speakers()

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    @property
    def audience(self) -> Audience:
        """The rules in force."""
        return self._audience

    @property
    def sharer(self) -> str | None:
        """Who shares a screen or document."""
        return self._sharer

    def join(self, participant: str) -> None:
        """Add a participant, unless it is here already."""
        self._table.join(participant)

    def leave(self, participant: str) -> None:
        """Remove a participant, and what it shares."""
        self._table.leave(participant)
        if self._sharer == participant:
            self._sharer = None

    def rule(self, audience: Audience) -> None:
        """Put other rules in force."""
        self._audience = audience
        self._table.rule(audience.admits)

    def share(self, participant: str, *, on: bool) -> None:
        """Begin or end sharing; raise ShareTaken while somebody else does. Strangers share nothing."""
        if not on:
            if self._sharer == participant:
                self._sharer = None
        elif self._sharer not in {None, participant}:
            raise ShareTaken
        elif participant in self._table:
            self._sharer = participant

    def is_public(self, participant: str) -> bool:
        """Tell whether all in the room receive this participant now, so that all may know that it speaks."""
        reaches = self._audience.reaches
        return all(viewer == participant or reaches(participant, viewer) for viewer in self._table)

    def slots(self, viewer: str, paused: Collection[int] = ()) -> Slots:
        """Return who is in a participant's slots; whoever shares is told of it there.

        `paused` are the slots whose pictures aren't sent for now.
        """
        sharer = self._sharer
        told = sharer is not None and (sharer == viewer or self._audience.admits(sharer, viewer))
        senders = (publisher for slot, publisher in self.routes(viewer).items() if slot in paused)
        return Slots(
            people=self._table.of(viewer),
            share=sharer if told else None,
            paused=tuple(dict.fromkeys(senders)) if paused else (),
        )

    def routes(self, viewer: str) -> dict[int, str]:
        """Return what flows to a participant now: slot -> publisher; `SHARE_SLOT` carries what is shared."""
        routes = {
            slot: occupant
            for slot, occupant in enumerate(self._table.of(viewer))
            if occupant is not None and self._audience.reaches(occupant, viewer)
        }
        sharer = self._sharer
        if sharer is not None and sharer != viewer and self._audience.reaches(sharer, viewer):
            routes[SHARE_SLOT] = sharer
        return routes
