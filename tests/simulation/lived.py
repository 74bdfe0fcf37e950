"""A week as it might have been counted: played with the people of a directory, told as statistics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from numpy.random import Generator, default_rng

from callrouter.model.directory import Directory
from callrouter.model.states import Role, Subject
from callrouter.model.statistics import INTERVAL_MS, CallCell, PersonCell, Tally, interval_of
from callrouter.policy.statistics import wait_class
from callrouter.queueing import StatisticsStore
from callrouter.simulation.cast import Cast, Duty
from callrouter.simulation.durations import Duration, Shape
from callrouter.simulation.floor import EVERY_LANGUAGE, Floor, Group, Place, Service
from callrouter.simulation.outcome import CallOutcome
from callrouter.simulation.play import Play
from callrouter.simulation.schedule import parse_stretch
from callrouter.simulation.trial import draw_past_calls
from callrouter.simulation.visitors import Visitor
from callrouter.simulation.week import Answering, Durations, PastCalls, PastWeek

MONDAY = date(2026, 11, 9)
SERVICE = Service(wrap_up_limit_s=600, interpreted_factor=1)
#: Calls an hour by language, in the hours of the shifts.
CALLS: Mapping[str, int] = {"nl": 9, "en": 4, "de": 2, "ar": 2, "uk": 1}
_SHIFTS = (parse_stretch("mon-fri 08:00-20:00"), parse_stretch("sat,sun 10:00-18:00"))


def lived_week(
    directory: Directory, *, monday: date = MONDAY, calls: Mapping[str, int] = CALLS, seed: int = 3
) -> Tally:
    """Return what was counted in a week in which everybody of the directory worked the same shifts."""
    floor = _floor(directory, monday)
    cast = Cast(floor)
    visitors = draw_past_calls(_came(directory, cast, calls, default_rng(seed)), floor, seed, 0)
    by_id = {visitor.call_id: visitor for visitor in visitors}
    counted = Tally()
    for call in Play(cast, visitors).run().calls:
        counted.update(_told(call, by_id[call.call_id]))
    for actor in cast.actors:
        staff_id = actor.group.name
        for (start, duty), (end, _) in pairwise(actor.roster):
            for at in range(start, end, INTERVAL_MS) if duty is Duty.READY else ():
                counted[PersonCell(at, staff_id, "idle_ms")] = INTERVAL_MS
    return counted


async def keep(store: StatisticsStore, counted: Tally) -> None:
    """Put what was counted among a deployment's statistics, whatever else is counted meanwhile."""
    while True:
        position = await store.position()
        if await store.record(position, position, counted):
            return


def _floor(directory: Directory, monday: date) -> Floor:
    people = tuple(
        Group(
            name=account.staff_id,
            role=account.role,
            centre=account.centre,
            languages=account.languages,
            levels=account.levels,
            shifts=_SHIFTS,
        )
        for account in directory.accounts
        if account.role in {Role.AGENT, Role.INTERPRETER}
    )
    return Floor(
        title="lived",
        starts=monday,
        days=7,
        service=SERVICE,
        centres=directory.centres,
        locations=tuple(
            Place(location_id=each.location_id, centre=each.centre) for each in directory.locations
        ),
        people=people,
        handling={EVERY_LANGUAGE: Duration(mean_s=270)},
        wrap_up={EVERY_LANGUAGE: Duration(mean_s=40)},
        patience=Duration(shape=Shape.EXPONENTIAL, mean_s=240),
    )


def _came(directory: Directory, cast: Cast, calls: Mapping[str, int], chance: Generator) -> PastWeek:
    """Return a week in which calls came at these rates while people worked."""
    quarters = [at for start, end in _working(cast) for at in range(start, end, INTERVAL_MS)]
    answering = Answering(answer_s=4, declined_share=0, missed_share=0)
    return PastWeek(
        monday=cast.floor.starts,
        timezone="Europe/Amsterdam",
        calls=tuple(
            PastCalls(
                location=directory.locations[0].location_id,
                language=language,
                subject=Subject.QUESTION,
                offered=tuple((at, int(chance.poisson(rate / 4))) for at in quarters),
            )
            for language, rate in calls.items()
        ),
        figures=(),
        durations={},
        usual=Durations(talk_s=0, wrap_up_s=0),
        patience_s=240,
        agents=answering,
        interpreters=answering,
        staffing=(),
        incomplete=False,
    )


def _working(cast: Cast) -> list[tuple[int, int]]:
    roster = cast.actors[0].roster
    return [(start, end) for (start, duty), (end, _) in pairwise(roster) if duty is Duty.READY]


def _told(call: CallOutcome, visitor: Visitor) -> Tally:
    def cell(at: int, figure: str, number: int | None = None) -> CallCell:
        return CallCell(interval_of(at), call.location, call.language, visitor.stream.subject, figure, number)

    told = Tally({cell(call.arrived_at, "offered"): 1})
    until = call.answered_at or call.ended_at
    if until is None or call.ended_at is None:
        return told
    ending = "abandoned" if call.answered_at is None else "answered"
    wait_ms = until - call.arrived_at
    told[cell(until, ending)] += 1
    told[cell(until, f"{ending}_wait_ms")] += wait_ms
    told[cell(until, f"{ending}_waits", wait_class(wait_ms))] += 1
    if call.answered_at is not None:
        told[cell(call.ended_at, "talks")] += 1
        told[cell(call.ended_at, "talk_ms")] += call.ended_at - call.answered_at
        told[cell(call.ended_at, "wrap_up_ms")] += visitor.wrap_up_ms
    return told
