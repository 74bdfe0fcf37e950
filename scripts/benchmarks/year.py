# ruff: noqa: PLR2004  (what a made-up country is like is numbers)
"""A made-up year of calls, as the statistics count it. For measuring, and for looking at reports.

Runs alone too: ``python -m scripts.benchmarks.year URL`` fills a deployment's namespace with the days up to
now; never one that serves people.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import uvloop
from redis.asyncio import Redis

from callrouter.model.statistics import INTERVAL_MS, STARS, CallCell, PersonCell, Tally, interval_of
from callrouter.policy.local_time import Zones
from callrouter.policy.statistics import wait_class
from callrouter.queueing import DAY_MS, Journal, Position, StatisticsStore, connect
from callrouter.queueing.keys import Keys
from callrouter.services.statistics import StatisticsKeeper

#: Of how many calls each language and each subject is.
_LANGUAGES: Final = {"nl": 78, "en": 9, "de": 2, "pl": 3, "ar": 3, "uk": 2, "tr": 2, "fr": 0.6, "es": 0.4}
_SUBJECTS: Final = {"question": 46, "report": 24, "complaint": 22, "anonymous": 8}
#: Arrivals by hour of the day, and by weekday from Monday.
_HOURS: Final = (0,) * 8 + (3, 7, 9, 10, 9, 8, 9, 9, 10, 9, 7, 6, 5, 3, 0, 0)
_WEEKDAYS: Final = (10, 9, 9, 10, 11, 8, 6)
_TEAMS: Final = ("groningen-noord", "groningen-zuid", "assen")
#: How often which trouble comes with a callback request.
_TROUBLES: Final = {"no_answers": 0.2, "no_shows": 0.05, "past_due": 0.06, "kept_waiting": 0.02}
_STARS: Final = (3, 3, 8, 26, 60)
#: Days that are drawn: whole weeks.
_DRAWN: Final = 28


@dataclass(frozen=True, kw_only=True)
class Country:
    """How much is made up."""

    calls_a_year: int = 2_000_000
    locations: Sequence[str] = tuple(f"station-{number:03}" for number in range(150))
    staff: Sequence[str] = tuple(f"agent-{number:04}" for number in range(600))
    zones: Zones = field(default_factory=lambda: Zones({}))


class Days:
    """Draws days; the same seed draws the same."""

    def __init__(self, country: Country, seed: int = 1) -> None:
        self._country = country
        self._dice = random.Random(seed)  # noqa: S311  (made up)
        # Some stations have many visitors, many have few.
        self._shares = [1 / (place + 3) for place in range(len(country.locations))]

    def day(self, starts_at: int, until: int) -> Tally:
        """Return what is counted of a UTC day, or of its part before ``until``."""
        day, _ = self._country.zones.local(starts_at + DAY_MS // 2)
        weekday = (day - 1) % 7
        busy = 1 + 0.12 * math.sin(2 * math.pi * day / 365) + self._dice.gauss(0, 0.05)
        number = self._country.calls_a_year / 365 * _WEEKDAYS[weekday] / 9 * max(0.2, busy)
        counted = Tally()
        for _ in range(round(number)):
            at = starts_at + self._dice.choices(range(24), _HOURS)[0] * 3_600_000
            at += self._dice.randrange(3_600_000) - 3_600_000
            if at < until:
                self._call(counted, at)
        for _ in range(round(number * 0.08)):
            at = starts_at + self._dice.randrange(7, 17) * 3_600_000
            if at < until:
                self._callback(counted, at)
        self._people(counted, starts_at, until)
        return counted

    def _call(self, counted: Tally, at: int) -> None:
        dice = self._dice
        (place,) = dice.choices(self._country.locations, self._shares)
        (language,) = dice.choices(list(_LANGUAGES), list(_LANGUAGES.values()))
        (subject,) = dice.choices(list(_SUBJECTS), list(_SUBJECTS.values()))
        foreign = language not in {"nl", "en"}
        wait_ms = 0 if dice.random() < 0.3 else round(dice.lognormvariate(9.6 + 0.5 * foreign, 1.1))

        def count(figure: str, when: int, by: int = 1, number: int | None = None) -> None:
            counted[CallCell(interval_of(when), place, language, subject, figure, number)] += by

        patience_ms = dice.expovariate(1 / 400_000)
        count("offered", at)
        ending = "abandoned" if wait_ms > patience_ms else "answered"
        waited_ms = round(min(wait_ms, patience_ms))
        met_at = at + waited_ms
        count(ending, met_at)
        count(f"{ending}_wait_ms", met_at, waited_ms)
        count(f"{ending}_waits", met_at, 1, wait_class(waited_ms))
        if foreign:
            count("interpreters_sought", met_at)
        if ending == "abandoned":
            count("ended", met_at)
            return
        talk_ms = round(dice.lognormvariate(12.7, 0.7))
        over_at = met_at + talk_ms
        count("talk_ms", over_at, talk_ms)
        count("talks", over_at)
        count("wrap_up_ms", over_at, round(dice.expovariate(1 / 45_000)))
        count("wrap_ups", over_at)
        count("ended", over_at)
        if dice.random() < 0.04:
            count("missed", met_at)
        if dice.random() < 0.03:
            count("transferred", over_at)
        if dice.random() < 0.35:
            count("ratings", over_at, 1, dice.choices(range(STARS), _STARS)[0])
        if foreign and dice.random() < 0.94:
            count("interpreters_joined", met_at)
            count("interpreter_wait_ms", met_at, round(dice.expovariate(1 / 25_000)))
            count("interpreter_talk_ms", over_at, round(talk_ms * 0.9))

    def _callback(self, counted: Tally, at: int) -> None:
        dice = self._dice
        team = dice.choice(_TEAMS)
        (subject,) = dice.choices(("question", "report", "complaint"), (5, 3, 2))

        def count(figure: str, by: int = 1) -> None:
            counted[CallCell(interval_of(at), team, "nl", subject, figure)] += by

        video = dice.random() < 0.4
        count("asked_for_video" if video else "asked_for_phone")
        for figure, share in (
            ("no_answers", 0.2),
            ("no_shows", 0.05),
            ("past_due", 0.06),
            ("kept_waiting", 0.02),
        ):
            if dice.random() < share:
                count(figure)
        count("first_contacts")
        count("first_contact_ms", round(dice.expovariate(1 / 14_400_000)))
        (outcome,) = dice.choices(
            (
                "spoken_by_video" if video else "spoken_by_phone",
                "not_reached",
                "callbacks_canceled",
                "referred",
            ),
            (82, 7, 8, 3),
        )
        count(outcome)
        if outcome != "callbacks_canceled":
            count("in_time" if dice.random() < 0.93 else "late")

    def _people(self, counted: Tally, starts_at: int, until: int) -> None:
        dice, staff = self._dice, self._country.staff
        for staff_id in dice.sample(list(staff), k=max(1, len(staff) // 3)):
            begins = starts_at + dice.choice((7, 8, 9, 13)) * 3_600_000
            for quarter in range(begins, min(begins + 28_800_000, until), INTERVAL_MS):
                talk = round(INTERVAL_MS * dice.uniform(0.3, 0.7))
                wrap = round(INTERVAL_MS * 0.1)
                for figure, spent in (
                    ("on_call_ms", talk),
                    ("wrap_up_ms", wrap),
                    ("away_ms", round(INTERVAL_MS * 0.08)),
                    ("idle_ms", INTERVAL_MS - talk - wrap - round(INTERVAL_MS * 0.08)),
                    ("answered", dice.choice((0, 1, 1, 2))),
                    ("missed", int(dice.random() < 0.02)),
                ):
                    if spent:
                        counted[PersonCell(quarter, staff_id, figure)] += spent


async def fill(  # noqa: PLR0913  (one call of a script)
    client: Redis,
    country: Country,
    *,
    days: int,
    now: int,
    namespace: str = "callrouter",
    say: Callable[[int], None] = lambda _: None,
) -> None:
    """Write the days up to ``now`` (UTC epoch ms).

    The last weeks are drawn and written as the keeper of statistics would; those before are copies of them
    that the server makes, by the same weekdays.
    """
    store = StatisticsStore(client, namespace=namespace)
    keeper = StatisticsKeeper(store, Journal(client, namespace=namespace), zones=country.zones)
    drawn, today = Days(country), now - now % DAY_MS
    for number in range(min(days, _DRAWN), -1, -1):
        starts_at = today - number * DAY_MS
        since = await store.position()
        # The place in the journal stays: what happens from now on is still to be counted.
        until = Position(since.event_id, min(starts_at + DAY_MS, now))
        await store.record(since, until, drawn.day(starts_at, until=now))
        await store.pack(before=starts_at)
        await keeper.add_up(before=starts_at)
        say(number)
    await keeper.add_up(before=today)
    for number in range(_DRAWN + 1, days + 1):
        await _copy(client, Keys(namespace), today - (number - _DRAWN) * DAY_MS, today - number * DAY_MS)


async def _copy(client: Redis, keys: Keys, of: int, to: int) -> None:
    """Let a UTC day be as another one."""
    intervals = range(0, DAY_MS, INTERVAL_MS)
    names = [(keys.interval(of + since), keys.interval(to + since)) for since in intervals]
    pipeline = client.pipeline(transaction=False)
    for source, name in (*names, (keys.day_figures(of), keys.day_figures(to))):
        pipeline.copy(source, name, replace=True)
    await pipeline.execute()
    mark: Any = await client.hget(keys.statistics_days, str(of))
    await client.hset(keys.statistics_days, str(to), mark)


async def _fill(url: str, days: int, calls: int, locations: Sequence[str]) -> None:
    client = await connect(url)
    country = Country(
        calls_a_year=calls,
        locations=locations,
        staff=("agent-1", "agent-2", "agent-3", "tolk-ar", "tolk-uk", "tolk-pl", "tolk-tr"),
    )
    await fill(client, country, days=days, now=time.time_ns() // 1_000_000)
    await client.aclose()


def main() -> None:
    """Fill a namespace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--calls-a-year", type=int, default=60_000)
    parser.add_argument("--locations", nargs="+", default=["utrecht-stationsplein"])
    options = parser.parse_args()
    uvloop.run(_fill(options.url, options.days, options.calls_a_year, options.locations))


if __name__ == "__main__":
    main()
