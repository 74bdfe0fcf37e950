"""Trying staffings on past weeks: one at a time on a node, in a process that gives way to calls."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import structlog

from callrouter.model.directory import Directory
from callrouter.model.records import Id, Record
from callrouter.policy.service_level import Target
from callrouter.queueing import QueueUnavailableError, StatisticsStore, TrialStore
from callrouter.services.rules import Rules
from callrouter.simulation.floor import Place, Service
from callrouter.simulation.outlook import TrialResult
from callrouter.simulation.past import Past
from callrouter.simulation.trial import Trial
from callrouter.simulation.week import PastWeek, StaffGroup

_log = structlog.get_logger(__name__)

#: With fewer calls a week says nothing of what a staffing would do.
LEAST_CALLS = 50
#: People of all groups together, the most of each: each is somebody to be played.
MOST_PEOPLE = 1000
_LONGEST_S = 150.0
_LONGEST_LINE = 1 << 20
#: A standing that isn't renewed is gone after so long: its node has died.
_LAPSES_S = 90


class StaffingError(Exception):
    """A staffing can't be tried; ``code`` says why."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


class TrialState(StrEnum):
    """How far a trial is."""

    PLAYING = "playing"
    DONE = "done"
    CANCELED = "canceled"
    FAILED = "failed"


class TrialStanding(Record):
    """A trial: how many of its replications were played, and what they give once it is done."""

    trial_id: Id
    state: TrialState
    done: int
    replications: int
    result: TrialResult | None = None


@dataclass(frozen=True, kw_only=True)
class TrialWanted:
    """What somebody wants to know; ``location`` None: of all calls."""

    week: date
    staffing: tuple[StaffGroup, ...]
    location: str | None
    replications: int
    target: Target


@dataclass(kw_only=True)
class Staffing:
    """Tells what past weeks were like, and tries staffings on them."""

    statistics: StatisticsStore
    trials: TrialStore
    directory: Directory
    rules: Rules
    service: Service
    #: What the process in which a staffing is tried finds in its environment.
    environment: Mapping[str, str]
    new_id: Callable[[], str]
    _playing: asyncio.Task[None] | None = field(default=None, init=False)

    async def week(self, monday: date) -> PastWeek:
        """Return the week that begins then. Raises ``StaffingError`` and ``QueueUnavailableError``."""
        try:
            past = Past(monday, self.directory, ring_s=self.service.ring_s)
        except ValueError as error:
            raise StaffingError("no_monday", "week") from error
        async for part in self.statistics.parts(*past.span):
            past.add(part.counted, incomplete=part.incomplete)
            # A country's interval takes milliseconds to add up; calls on this node don't wait for them all.
            await asyncio.sleep(0)
        return past.week()

    async def start(self, wanted: TrialWanted) -> TrialStanding:
        """Begin to try a staffing. Raises ``StaffingError`` and ``QueueUnavailableError``."""
        self._check(wanted)
        if self._playing is not None and not self._playing.done():
            raise StaffingError("busy")
        # Held from here on: nobody else may begin while the week is read.
        started: asyncio.Future[TrialStanding] = asyncio.get_running_loop().create_future()
        self._playing = asyncio.create_task(self._try(wanted, started), name="staffing trial")
        return await started

    async def standing(self, trial_id: str) -> TrialStanding | None:
        """Return how far a trial is, on whatever node. Raises ``QueueUnavailableError``."""
        told = await self.trials.standing(trial_id)
        return None if told is None else TrialStanding.kept(told)

    async def give_up(self, trial_id: str) -> None:
        """Let a trial end, on whatever node; harmless when it has ended. Raises ``QueueUnavailableError``."""
        await self.trials.give_up(trial_id)

    async def close(self) -> None:
        """End what is being tried."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    def _check(self, wanted: TrialWanted) -> None:
        centres = {centre.centre_id for centre in self.directory.centres}
        for number, group in enumerate(wanted.staffing):
            if group.centre not in centres:
                raise StaffingError("unknown_centre", f"staffing.{number}.centre")
        if wanted.location not in {None, *(each.location_id for each in self.directory.locations)}:
            raise StaffingError("unknown_location", "location")
        if sum(max(map(max, group.people)) for group in wanted.staffing) > MOST_PEOPLE:
            raise StaffingError("too_many_people", "staffing")
        if not any(group.hours for group in wanted.staffing):
            raise StaffingError("nobody_works", "staffing")

    async def _try(self, wanted: TrialWanted, started: asyncio.Future[TrialStanding]) -> None:
        try:
            trial = await self._trial(wanted)
            standing = TrialStanding(
                trial_id=self.new_id(), state=TrialState.PLAYING, done=0, replications=trial.replications
            )
            await self.trials.tell(standing.trial_id, standing.model_dump_json(), kept_s=_LAPSES_S)
        except asyncio.CancelledError:
            started.cancel()
            raise
        except Exception as error:  # noqa: BLE001  (whoever asked is told, whatever it is)
            if not started.done():
                started.set_exception(error)
            return
        if not started.done():
            started.set_result(standing)
        end = TrialState.FAILED
        result: TrialResult | None = None
        try:
            async with asyncio.timeout(_LONGEST_S):
                result = await self._play(trial, standing)
                end = TrialState.DONE if result is not None else TrialState.CANCELED
        except (TimeoutError, QueueUnavailableError, OSError, ValueError) as error:
            _log.warning("staffing.failed", error=type(error).__name__)
        last = standing.model_copy(update={"state": end, "result": result})
        if result is not None:
            last = last.model_copy(update={"done": result.replications})
        with suppress(QueueUnavailableError):
            await self.trials.tell(standing.trial_id, last.model_dump_json())

    async def _trial(self, wanted: TrialWanted) -> Trial:
        week = await self.week(wanted.week)
        if week.offered < LEAST_CALLS:
            raise StaffingError("too_few_calls", "week")
        directory = self.directory
        return Trial(
            week=week,
            staffing=tuple(group for group in wanted.staffing if group.hours),
            centres=directory.centres,
            locations=tuple(
                Place(location_id=each.location_id, centre=each.centre) for each in directory.locations
            ),
            rules=self.rules.current(),
            service=self.service.model_copy(update={"target": wanted.target}),
            location=wanted.location,
            replications=wanted.replications,
        )

    async def _play(self, trial: Trial, standing: TrialStanding) -> TrialResult | None:
        """Play it in a process of its own; None when it isn't wanted any more."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "callrouter.simulation"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(self.environment),
            limit=_LONGEST_LINE,
        )
        try:
            assert process.stdin is not None  # noqa: S101  (both are pipes)
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(trial.model_dump_json().encode())
            process.stdin.close()
            async for line in process.stdout:
                told = json.loads(line)
                if "result" in told:
                    return TrialResult.model_validate_json(json.dumps(told["result"]))
                far = standing.model_copy(update={"done": told["done"]})
                wanted = await self.trials.tell(standing.trial_id, far.model_dump_json(), kept_s=_LAPSES_S)
                if not wanted:
                    return None
            raise ValueError("the process ended without a result")
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
