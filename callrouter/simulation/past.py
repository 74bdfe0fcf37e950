"""From what was counted in a week to what a staffing is tried on: sums, and what is assumed beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from callrouter.model.directory import Account, Directory
from callrouter.model.routing import Level
from callrouter.model.states import Role, Subject
from callrouter.model.statistics import INTERVAL_MS, UNKNOWN, CallCell, CallFigures, PersonCell, Tally
from callrouter.policy.intervals import intervals
from callrouter.policy.service_level import summed
from callrouter.simulation.schedule import Span, moment
from callrouter.simulation.week import (
    DAYS,
    HOURS,
    MOST_AT_ONCE,
    Answering,
    Durations,
    PastCalls,
    PastFigures,
    PastWeek,
    StaffGroup,
)

#: Fewer answered calls in a language say too little about how long they take.
_ENOUGH_ANSWERED = 20
#: What is assumed where nothing was counted, s.
_USUAL_TALK_S, _USUAL_WRAP_UP_S, _USUAL_ANSWER_S = 270.0, 30.0, 5.0
#: Patience is what all callers waited by how many gave up; one who did after so long, s, is added to them.
_ASSUMED_PATIENCE_S = 300.0
_HOUR_MS = 3_600_000
_MINUTES_A_DAY = 24 * 60
_STAFFED = frozenset({"idle_ms", "reserved_ms", "on_call_ms", "wrap_up_ms"})
_TIMEZONE = "Europe/Amsterdam"

_GroupKey = tuple[str, Role, tuple[str, ...], tuple[tuple[str, Level], ...]]


def timezone_of(directory: Directory) -> str:
    """Return the time zone in which weeks are told: the first location's."""
    return directory.locations[0].timezone if directory.locations else _TIMEZONE


def _week_span(monday: date, zone: ZoneInfo) -> Span:
    if monday.weekday() != 0:
        raise ValueError(f"{monday} is not a Monday")
    return Span(moment(monday, 0, zone), moment(monday, DAYS * _MINUTES_A_DAY, zone))


class Past:
    """Adds up what was counted in a week. Raises ValueError if it doesn't begin on a Monday."""

    def __init__(self, monday: date, directory: Directory, *, ring_s: float) -> None:
        self._monday, self._ring_s = monday, ring_s
        self._timezone = timezone_of(directory)
        self._zone = ZoneInfo(self._timezone)
        #: When the week was.
        self.span = _week_span(monday, self._zone)
        self._locations = {location.location_id for location in directory.locations}
        self._accounts = {account.staff_id: account for account in directory.everybody}
        self._offered: defaultdict[tuple[str, str, Subject], dict[int, int]] = defaultdict(dict)
        self._calls = Tally()
        self._roles: defaultdict[Role, Counter[str]] = defaultdict(Counter)
        self._present: defaultdict[_GroupKey, Counter[tuple[int, int]]] = defaultdict(Counter)
        self._incomplete = False

    def add(self, counted: Tally, *, incomplete: bool = False) -> None:
        """Take in what was counted; ``incomplete``: not every event was."""
        self._incomplete = self._incomplete or incomplete
        for cell, count in counted.items():
            if isinstance(cell, PersonCell):
                self._add_person(cell, count)
            elif cell.location in self._locations and cell.figure in CallFigures.model_fields:
                self._add_calls(cell, count)

    def week(self) -> PastWeek:
        """Return the week, as far as it was added."""
        figures = self._figures()
        everything = summed(CallFigures, (each.figures for each in figures))
        by_language: defaultdict[str, list[CallFigures]] = defaultdict(list)
        for each in figures:
            by_language[each.language].append(each.figures)
        languages = {language: summed(CallFigures, many) for language, many in by_language.items()}
        waited_s = (everything.answered_wait_ms + everything.abandoned_wait_ms) / 1000
        return PastWeek(
            monday=self._monday,
            timezone=self._timezone,
            calls=tuple(
                PastCalls(
                    location=location,
                    language=language,
                    subject=subject,
                    offered=tuple(sorted(counts.items())),
                )
                for (location, language, subject), counts in sorted(self._offered.items())
            ),
            figures=figures,
            durations={
                language: _durations(sums)
                for language, sums in languages.items()
                if sums.answered >= _ENOUGH_ANSWERED
            },
            usual=_durations(everything),
            patience_s=(waited_s + _ASSUMED_PATIENCE_S) / (everything.abandoned + 1),
            agents=self._answering(Role.AGENT),
            interpreters=self._answering(Role.INTERPRETER),
            staffing=self._staffing(),
            incomplete=self._incomplete,
        )

    def _add_calls(self, cell: CallCell, count: int) -> None:
        if cell.figure == "offered":
            # Counted before subjects were, or by a version that knows another one.
            known = cell.subject in Subject.__members__.values()
            subject = Subject(cell.subject) if known else Subject.QUESTION
            counts = self._offered[cell.location, cell.language, subject]
            counts[cell.starts_at] = counts.get(cell.starts_at, 0) + count
        self._calls[cell._replace(starts_at=0, subject=UNKNOWN)] += count

    def _add_person(self, cell: PersonCell, count: int) -> None:
        account = self._accounts.get(cell.staff_id)
        if account is None or account.role not in {Role.AGENT, Role.INTERPRETER}:
            return
        self._roles[account.role][cell.figure] += count
        if cell.figure in _STAFFED:
            self._present[_key(account)][_hour(cell.starts_at, self._zone)] += count

    def _figures(self) -> tuple[PastFigures, ...]:
        return tuple(
            PastFigures(location=location, language=language, figures=figures)
            for interval in intervals(self._calls)
            for location, by_language in sorted(interval.calls.items())
            for language, by_subject in sorted(by_language.items())
            for figures in by_subject.values()
        )

    def _answering(self, role: Role) -> Answering:
        told = self._roles[role]
        offers = told["answered"] + told["declined"] + told["missed"]
        if not told["answered"]:
            return Answering(answer_s=_USUAL_ANSWER_S, declined_share=0, missed_share=0)
        # What was missed rang to its end; the rest of the ringing is what answering took.
        rung_s = told["reserved_ms"] / 1000 - told["missed"] * self._ring_s
        return Answering(
            answer_s=min(max(rung_s / (told["answered"] + told["declined"]), 1.0), self._ring_s / 2),
            declined_share=told["declined"] / offers,
            missed_share=told["missed"] / offers,
        )

    def _staffing(self) -> tuple[StaffGroup, ...]:
        lasted = self._hours()
        groups = [
            StaffGroup(
                centre=centre,
                role=role,
                languages=languages,
                levels=dict(levels),
                people=tuple(
                    tuple(_rounded(present[day, hour], lasted[day, hour]) for hour in range(HOURS))
                    for day in range(DAYS)
                ),
            )
            for (centre, role, languages, levels), present in sorted(self._present.items())
            if role is Role.AGENT or role is Role.INTERPRETER
        ]
        return tuple(group for group in groups if group.hours)

    def _hours(self) -> Counter[tuple[int, int]]:
        """How long each hour of this week lasted, ms: summer time takes one away, or doubles it."""
        span = self.span
        lasted: Counter[tuple[int, int]] = Counter()
        for start in range(span.start, span.end, INTERVAL_MS):
            lasted[_hour(start, self._zone)] += INTERVAL_MS
        return lasted


def arrivals(week: PastWeek) -> tuple[tuple[int, ...], ...]:
    """Return the week's calls by hour of the day, from Monday."""
    zone = ZoneInfo(week.timezone)
    came: Counter[tuple[int, int]] = Counter()
    for calls in week.calls:
        for at, count in calls.offered:
            came[_hour(at, zone)] += count
    return tuple(tuple(came[day, hour] for hour in range(HOURS)) for day in range(DAYS))


def _hour(at: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return the weekday, from Monday = 0, and the local hour."""
    local = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(zone)
    return local.weekday(), local.hour


def _durations(figures: CallFigures) -> Durations:
    # A call's whole cost to employees: one that was handed over counts all of them.
    if not figures.answered:
        return Durations(talk_s=_USUAL_TALK_S, wrap_up_s=_USUAL_WRAP_UP_S)
    return Durations(
        talk_s=figures.talk_ms / 1000 / figures.answered,
        wrap_up_s=figures.wrap_up_ms / 1000 / figures.answered,
    )


def _key(account: Account) -> _GroupKey:
    levels = tuple(sorted((language, level) for language, level in account.levels.items()))
    return account.centre, account.role, account.languages, levels


def _rounded(present_ms: int, lasted_ms: int) -> int:
    return min(MOST_AT_ONCE, int(present_ms / lasted_ms + 0.5)) if lasted_ms else 0
