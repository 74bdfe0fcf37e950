"""What a node tells Prometheus of calls and people: as they are, and what has happened since its start.

Every node reads the whole journal, so each tells the same: add up over centres and languages, and take the
highest over nodes.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal

from callrouter.model.directory import Directory
from callrouter.model.events import (
    CallEnded,
    CallJoined,
    CallQueued,
    Event,
    MediaMoved,
    ReservationCreated,
    ReservationEnded,
    StaffChanged,
)
from callrouter.model.exposition import Histogram, Metric, Sample, metric
from callrouter.model.records import Call, Staff
from callrouter.model.states import Activity, CallState, EndReason, ReservationOutcome, Role, Status
from callrouter.queueing import QueueEngine, QueueUnavailableError, journal_place

#: What is known is compared with the queue this often, in case something left the journal unread.
_READ_S: Final = 60.0
_PAUSE_AFTER_FAULT_S: Final = 1.0
_WAIT_BOUNDS_S: Final = (1.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
_MATCH_BOUNDS_S: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0, 300.0, 600.0)
_RING_BOUNDS_S: Final = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 60.0)
_DELAY_BOUNDS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_RUNG: Final = (Role.AGENT, Role.WIJKAGENT, Role.INTERPRETER)
#: What a language is counted as that nobody here speaks; there is no end of those.
_OTHER: Final = "other"
_AWAY: Final = "away"


class QueueFigures:
    """Follows the journal. ``now`` is this node's clock, UTC epoch ms."""

    def __init__(self, engine: QueueEngine, directory: Directory, *, now: Callable[[], int]) -> None:
        self._engine = engine
        self._directory = directory
        self._now = now
        self._calls: dict[str, Call] = {}
        self._staff: dict[str, Staff] = {}
        #: What was told while the queue is read: it may be newer.
        self._told: list[Event] | None = None
        self._offered: Counter[tuple[str, ...]] = Counter()
        self._answered: Counter[tuple[str, ...]] = Counter()
        self._ended: Counter[tuple[str, ...]] = Counter()
        self._reservations: Counter[tuple[str, ...]] = Counter()
        self._moved = 0
        self._waits = Histogram(_WAIT_BOUNDS_S)
        self._matches = {role: Histogram(_MATCH_BOUNDS_S) for role in _RUNG}
        self._rings = Histogram(_RING_BOUNDS_S)
        self._delays = Histogram(_DELAY_BOUNDS_S)

    async def run(self) -> None:
        """Compare with the queue now and then, for ever."""
        while True:
            try:
                await self.read_queue()
                await asyncio.sleep(_READ_S)
            except QueueUnavailableError:
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def read_queue(self) -> None:
        """Learn how calls and people stand. Raises ``QueueUnavailableError``."""
        self._told = []
        try:
            board = await self._engine.board()
            self._calls = {call.call_id: call for call in board.calls}
            self._staff = {person.staff_id: person for person in board.staff}
            for event in self._told:
                if journal_place(event.event_id) > journal_place(board.event_id):
                    self._learn(event)
        finally:
            self._told = None

    def follow(self, event: Event) -> None:
        """Count what happens."""
        self._delays.observe(max(0, self._now() - event.at) / 1000)
        if self._told is not None:
            self._told.append(event)
        self._learn(event)
        match event:
            case CallQueued():
                self._offered[event.call.centre, self._known(event.call.language)] += 1
            case CallJoined() if event.call.answered_at == event.at:
                self._answered[event.call.centre,] += 1
                self._waits.observe((event.at - event.call.queued_at) / 1000)
            case CallEnded() if event.call.end_reason is not None:
                self._ended[event.call.centre, event.call.end_reason] += 1
            case ReservationCreated() if event.reservation.role in self._matches:
                waited_ms = event.reservation.created_at - event.reservation.seat_opened_at
                self._matches[event.reservation.role].observe(max(0, waited_ms) / 1000)
            case ReservationEnded():
                self._reservations[event.reservation.role, event.outcome] += 1
                if event.outcome is ReservationOutcome.ACCEPTED:
                    self._rings.observe(max(0, event.at - event.reservation.created_at) / 1000)
            case MediaMoved():
                self._moved += 1
            case _:
                pass

    def metrics(self, *, in_touch: bool = True) -> Sequence[Metric]:
        """Return what Prometheus is told.

        Of calls and people as they are only while ``in_touch`` with the queue's server: what is remembered of
        them may be long over, and of all nodes the highest counts.
        """
        return (*(self._present() if in_touch else ()), *self._totals(), *self._times())

    def _learn(self, event: Event) -> None:
        call = getattr(event, "call", None)
        if isinstance(call, Call):
            if call.state is CallState.ENDED:
                self._calls.pop(call.call_id, None)
            else:
                self._calls[call.call_id] = call
        if isinstance(event, StaffChanged):
            if event.staff.status is Status.OFFLINE:
                self._staff.pop(event.staff.staff_id, None)
            else:
                self._staff[event.staff.staff_id] = event.staff

    def _known(self, language: str) -> str:
        return language if language in self._directory.served_languages else _OTHER

    def _pairs(self) -> list[tuple[str, str]]:
        """Return every centre with every language, so that what isn't counted yet stands at 0."""
        languages = (*self._directory.served_languages, _OTHER)
        return [(centre, language) for centre in self._centres for language in languages]

    @property
    def _centres(self) -> tuple[str, ...]:
        return tuple(each.centre_id for each in self._directory.centres)

    def _present(self) -> Iterable[Metric]:
        waiting = [call for call in self._calls.values() if call.state is CallState.WAITING]
        talking = [call for call in self._calls.values() if call.state is CallState.TALKING]
        known = {language: self._known(language) for language in {call.language for call in waiting}}
        spoken = [known[call.language] for call in waiting]
        since = dict.fromkeys(self._centres, 0.0)
        for call in waiting:
            waited_s = max(0, self._now() - call.queued_at) / 1000
            since[call.centre] = max(since.get(call.centre, 0), waited_s)
        people: Counter[tuple[str, ...]] = Counter(
            (each.centre, each.role, _state(each)) for each in self._staff.values()
        )
        return (
            _by(
                "gauge",
                "callrouter_calls_waiting",
                "Calls that wait for an employee.",
                ("centre", "language"),
                Counter((call.centre, language) for call, language in zip(waiting, spoken, strict=True)),
                all_of=self._pairs(),
            ),
            Metric(
                "callrouter_longest_wait_seconds",
                "gauge",
                "How long the call has waited that waits for longest; 0 when none does.",
                [Sample(seconds, {"centre": centre}) for centre, seconds in sorted(since.items())],
            ),
            _by(
                "gauge",
                "callrouter_calls_talking",
                "Calls in which somebody talks.",
                ("centre",),
                Counter((call.centre,) for call in talking),
                all_of=[(centre,) for centre in self._centres],
            ),
            _by(
                "gauge",
                "callrouter_staff",
                "People of the staff who aren't offline, by what they do.",
                ("centre", "role", "state"),
                people,
                all_of=[
                    (centre, role, state)
                    for centre in self._centres
                    for role in _RUNG
                    for state in (*Activity, _AWAY)
                ],
            ),
        )

    def _totals(self) -> Iterable[Metric]:
        centres = self._centres
        return (
            _by(
                "counter",
                "callrouter_calls_offered_total",
                "Calls that entered the queue.",
                ("centre", "language"),
                self._offered,
                all_of=self._pairs(),
            ),
            _by(
                "counter",
                "callrouter_calls_answered_total",
                "Calls answered, each for the first time.",
                ("centre",),
                self._answered,
                all_of=[(centre,) for centre in centres],
            ),
            _by(
                "counter",
                "callrouter_calls_ended_total",
                "Calls that ended, by why.",
                ("centre", "reason"),
                self._ended,
                all_of=[(centre, reason) for centre in centres for reason in EndReason],
            ),
            _by(
                "counter",
                "callrouter_reservations_total",
                "Offers to people that ended, by how.",
                ("role", "outcome"),
                self._reservations,
                all_of=[(role, outcome) for role in _RUNG for outcome in ReservationOutcome],
            ),
            metric("counter", "callrouter_media_moved_total", "Calls whose media moved.", self._moved),
        )

    def _times(self) -> Iterable[Metric]:
        matches = [
            sample for role, found in self._matches.items() for sample in found.samples({"role": role})
        ]
        return (
            Metric(
                "callrouter_wait_seconds",
                "histogram",
                "How long answered calls had waited.",
                self._waits.samples(),
            ),
            Metric(
                "callrouter_match_seconds",
                "histogram",
                "From when somebody was sought for a call until somebody was offered it.",
                matches,
            ),
            Metric(
                "callrouter_ring_seconds",
                "histogram",
                "How long accepted offers rang.",
                self._rings.samples(),
            ),
            Metric(
                "callrouter_event_delay_seconds",
                "histogram",
                "From when something happened until this node heard of it, by both clocks.",
                self._delays.samples(),
            ),
        )


def _state(person: Staff) -> str:
    is_away = person.status is Status.AWAY and person.activity is Activity.IDLE
    return _AWAY if is_away else person.activity


def _by(  # noqa: PLR0913  (what a metric is)
    kind: Literal["counter", "gauge"],
    name: str,
    text: str,
    labels: Sequence[str],
    counts: Mapping[tuple[str, ...], int],
    *,
    all_of: Iterable[tuple[str, ...]],
) -> Metric:
    """Return a metric with the counts by labels; of ``all_of`` also those that are 0."""
    found = dict.fromkeys(all_of, 0) | dict(counts)
    samples = [Sample(count, dict(zip(labels, each, strict=True))) for each, count in sorted(found.items())]
    return Metric(name, kind, text, samples)
