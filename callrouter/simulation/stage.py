"""What the played queue needs of whoever plays it: the time, deadlines, and an ear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from callrouter.model.states import ReservationOutcome
from callrouter.simulation.parties import Call, Person, Seat


class Stage(Protocol):
    """Where it is played. Times are UTC epoch ms."""

    now: int

    def due(self, at: int, act: Callable[..., None], *arguments: object) -> None:
        """Let something happen at a moment, before whatever else happens then."""

    def rings(self, seat: Seat, person: Person) -> None:
        """Tell that a seat is held for somebody."""

    def rings_no_longer(self, seat: Seat, person: Person, outcome: ReservationOutcome) -> None:
        """Tell that somebody was held for a seat and doesn't take it."""

    def wraps_up(self, person: Person, call: Call) -> None:
        """Tell that somebody has begun to wrap up."""

    def is_free(self, person: Person) -> None:
        """Tell that no call holds somebody any more."""
