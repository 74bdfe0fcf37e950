"""Alerts: their rules, who looks whether they hold, and what others are told of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

import structlog
from pydantic import ValidationError

from callrouter.model.alerts import Alert, AlertNotice, AlertRules, NoticeWay
from callrouter.model.board import RelayView
from callrouter.model.directory import Directory
from callrouter.model.states import Subject
from callrouter.policy.alerting import Scene, changes, conditions, notices, tried_in_vain
from callrouter.policy.routing import centres_reached, plan_for
from callrouter.queueing import (
    AlertStore,
    CallbackStore,
    Documents,
    QueueEngine,
    QueueUnavailableError,
    RelayRegistry,
)
from callrouter.queueing.callbacks import OVERDUE
from callrouter.services.booths import Booths
from callrouter.services.live_figures import LiveFigures
from callrouter.services.locations import Locations
from callrouter.services.postman import NotDeliveredError
from callrouter.services.rules import Rules

#: The name of the document.
ALERT_RULES: Final = "alerts"
_LOOK_S: Final = 3.0
#: Longer than any way of telling takes by itself.
_LONGEST_S: Final = 45.0

_log = structlog.get_logger(__name__)


class UnknownPlaceError(ValueError):
    """Rules name places that the directory doesn't know; ``rules`` are their numbers in the list, from 0."""

    def __init__(self, rules: tuple[int, ...]) -> None:
        super().__init__("unknown place")
        self.rules = rules


class VersionedAlertRules(NamedTuple):
    """Rules, and the version to name when they are replaced; 0 = nobody ever set any."""

    rules: AlertRules
    version: int


class AlertRuleBook:
    """The rules of a deployment; the usual ones where nobody set any. Methods raise QueueUnavailableError."""

    def __init__(self, documents: Documents, directory: Directory) -> None:
        self._documents = documents
        self._places = {each.location_id for each in directory.locations} | {
            each.team_id for each in directory.teams
        }
        self._centres = {each.centre_id for each in directory.centres}
        self._held = AlertRules()

    async def read(self) -> VersionedAlertRules:
        """Return the rules as they are. A text that isn't rules is logged, and the last good rules stay."""
        document = await self._documents.read(ALERT_RULES)
        if document is None:
            return VersionedAlertRules(AlertRules(), 0)
        try:
            self._held = AlertRules.model_validate_json(document.text)
        except ValidationError as error:
            _log.error("alert_rules.unreadable", version=document.version, faults=error.error_count())
        return VersionedAlertRules(self._held, document.version)

    async def replace(self, rules: AlertRules, expected_version: int, by: str) -> int:
        """Have these rules from now on, and return their version.

        Raises ``UnknownPlaceError``, and ``Refusal``: ``changed_meanwhile``.
        """
        unknown = tuple(
            number
            for number, rule in enumerate(rules.rules)
            if (rule.location is not None and rule.location not in self._places)
            or (rule.centre is not None and rule.centre not in self._centres)
        )
        if unknown:
            raise UnknownPlaceError(unknown)
        return await self._documents.replace(
            ALERT_RULES, rules.model_dump_json(), expected_version=expected_version, by=by
        )


class Tells(Protocol):
    """A way of telling others of an alert."""

    async def tell(self, notice: AlertNotice) -> None:
        """Hand a notice over; it may come twice, under the same id. Raises NotDeliveredError."""


class Scenery(Protocol):
    """Where what rules look at comes from."""

    async def scene(self, now: int) -> Scene:
        """Return all of it. Raises QueueUnavailableError."""


@dataclass(frozen=True, kw_only=True)
class AlertSources:
    """What rules look at."""

    engine: QueueEngine
    figures: LiveFigures
    booths: Booths
    callbacks: CallbackStore
    relays: RelayRegistry
    directory: Directory
    locations: Locations
    rules: Rules

    async def scene(self, now: int) -> Scene:
        """Return all of it. Raises QueueUnavailableError."""
        board = await self.engine.board()
        places = {each.location_id: each.centre for each in self.directory.locations}
        return Scene(
            now=now,
            calls=board.calls,
            staff=board.staff,
            today=self.figures.today(now),
            booths=await self.booths.standings(),
            relays=[
                RelayView(
                    relay_id=each.relay.relay_id,
                    calls=each.calls,
                    capacity=each.relay.capacity,
                    draining=each.relay.draining,
                    cpu=each.load.cpu,
                )
                for each in await self.relays.all()
            ],
            callbacks_overdue=await self.callbacks.count([OVERDUE]),
            reached=self._reached(),
            centres=places | {each.team_id: each.centre for each in self.directory.teams},
        )

    def _reached(self) -> dict[str, frozenset[str]]:
        """Return of each open location the centres that its calls come to, whatever they are about."""
        rules, centres = self.rules.current(), self.directory.centres
        by_id = {centre.centre_id: centre for centre in centres}
        return {
            each.location_id: frozenset().union(
                *(
                    centres_reached(plan_for(rules, each.location_id, subject), by_id[each.centre], centres)
                    for subject in Subject
                )
            )
            for each in self.directory.locations
            if self.locations.is_open(each)
        }


@dataclass(frozen=True)
class AlertCounts:
    """What this node did, since it started."""

    #: Alerts raised, by rule.
    raised: Counter[str] = field(default_factory=Counter)
    #: Notices handed over, and tries in vain, by way.
    told: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, kw_only=True)
class AlertWatch:
    """Looks whether rules hold, raises and clears alerts, tells others: one node of all at a time."""

    store: AlertStore
    rules: AlertRuleBook
    sources: Scenery
    ways: Mapping[NoticeWay, Tells]
    #: The name of this node.
    holder: str
    new_id: Callable[[], str]
    look_s: float = _LOOK_S
    counts: AlertCounts = field(default_factory=AlertCounts)
    #: Notices that this node is about to deliver.
    _in_hand: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Look for ever; who is slow to take notices holds up nothing."""
        async with asyncio.TaskGroup() as telling:
            while True:
                try:
                    await self.look(telling)
                except QueueUnavailableError:
                    _log.warning("alerts.unavailable")
                except Exception:  # noqa: BLE001  (a bug costs one look, never the notices)
                    _log.exception("alerts.failed")
                await asyncio.sleep(self.look_s)

    async def look(self, telling: asyncio.TaskGroup) -> None:
        """Look once, if it is for this node to do; what is to be told goes on in tasks of ``telling``."""
        watch = await self.store.watch(self.holder)
        if watch is None:
            return
        for notice in watch.notices:
            if notice.next_at <= watch.now and notice.notice_id not in self._in_hand:
                self._in_hand.add(notice.notice_id)
                telling.create_task(self._deliver(notice, watch.now))
        rules = (await self.rules.read()).rules.rules
        holding = conditions(rules, await self.sources.scene(watch.now))
        changed = changes(watch.kept, holding, now=watch.now, new_id=self.new_id)
        if not changed:
            return
        told = notices(changed, ways=self.ways, now=watch.now)
        if not await self.store.settle(self.holder, watch, changed, told):
            return
        for change in changed:
            if change.told in {"alert.raised", "alert.cleared"} and change.alert is not None:
                self.counts.raised[change.alert.rule_id] += change.told == "alert.raised"
                _log.warning(change.told, rule=change.alert.rule_id, kind=change.alert.kind)

    async def acknowledge(self, alert_id: str, by: str) -> Alert:
        """Keep that somebody has seen an alert. Raises Refusal ``no_such_alert``, QueueUnavailableError."""
        return await self.store.acknowledge(alert_id, by)

    async def _deliver(self, notice: AlertNotice, now: int) -> None:
        try:
            delivered, again = await self._tell(notice), None
            (self.counts.told if delivered else self.counts.failed)[notice.way] += 1
            if not delivered:
                again = tried_in_vain(notice, now)
                _log.warning("alert.not_told", way=notice.way, given_up=again is None)
            await self.store.settle_notice(notice, again, delivered=delivered)
        except QueueUnavailableError:
            _log.warning("alert.not_settled", way=notice.way)  # it comes again
        finally:
            self._in_hand.discard(notice.notice_id)

    async def _tell(self, notice: AlertNotice) -> bool:
        way = self.ways.get(notice.way)
        try:
            if way is not None:
                async with asyncio.timeout(_LONGEST_S):
                    await way.tell(notice)
        except (NotDeliveredError, TimeoutError):
            return False
        except Exception:  # noqa: BLE001  (a bug in a way costs a try, never the other notices)
            _log.exception("alert.way_failed", way=notice.way)
            return False
        return way is not None
