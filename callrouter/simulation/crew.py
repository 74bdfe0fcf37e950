"""What people set (status) and what follows (activity), as in the queue engine's ``people.lua``."""

from __future__ import annotations

from callrouter.model.states import Activity, Status
from callrouter.simulation.parties import Person
from callrouter.simulation.pools import Pools
from callrouter.simulation.stage import Stage


class Crew:
    """Everybody's state; where they stand and what they are given is matching's."""

    def __init__(self, stage: Stage, pools: Pools) -> None:
        self._stage, self._pools = stage, pools

    def available(self, person: Person) -> bool:
        """Whether a call may be given to somebody."""
        if person.ready_at is not None and person.ready_at <= self._stage.now:
            person.ready_at = None
        return (
            person.status is Status.READY
            and person.activity is Activity.IDLE
            and person.ready_at is None
            and person.connected
        )

    def set_status(self, person: Person, status: Status) -> tuple[str, ...]:
        """Change what somebody set; return the pools where seats wait for nobody now."""
        now = self._stage.now
        self._turn(person)
        if person.status is Status.OFFLINE:
            person.signed_in_at, person.busy_ms = now, 0
        person.status, person.next_status = status, None
        person.outcome.becomes(status, person.activity, now)
        if status is Status.READY:
            person.idle_since = now
        return self.count(person)

    def count(self, person: Person) -> tuple[str, ...]:
        """Count somebody in or out of those who may come; return what set_status does."""
        present = person.connected and person.status is not Status.OFFLINE
        staffed = present and person.status is Status.READY and person.next_status in {None, Status.READY}
        if staffed == person.staffed:
            return ()
        person.staffed = staffed
        return self._pools.count_staffed(person, 1 if staffed else -1)

    def become(self, person: Person, activity: Activity) -> None:
        """Change what somebody is doing."""
        self._turn(person)
        person.activity = activity
        person.outcome.becomes(person.status, activity, self._stage.now)

    def finish(self, person: Person) -> tuple[str, ...]:
        """Let somebody be done with a call; what was to come next comes now. Returns what set_status does."""
        self.become(person, Activity.IDLE)
        person.idle_since = self._stage.now
        emptied: tuple[str, ...] = ()
        if person.next_status is not None:
            emptied = self.set_status(person, person.next_status)
        self._stage.is_free(person)
        return emptied

    def unring(self, person: Person) -> None:
        """Let it no longer ring for somebody, who keeps the order in which they have been idle."""
        self.become(person, Activity.IDLE)
        person.rung = None
        self._stage.is_free(person)

    def _turn(self, person: Person) -> None:
        now = self._stage.now
        if person.activity in {Activity.ON_CALL, Activity.WRAP_UP}:
            person.busy_ms += now - person.since
        person.since = now
