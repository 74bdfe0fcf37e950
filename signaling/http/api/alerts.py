"""The API's operations on alerts and their rules."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from callrouter.model.alerts import BY_LANGUAGE, BY_PLACE, THRESHOLDS, Alert, AlertKind, AlertRules, NoticeWay
from callrouter.model.directory import Directory
from callrouter.model.records import Id, Language, Record
from callrouter.model.states import RefusalCode
from callrouter.policy.tenancy import Tenancy
from callrouter.queueing import DocumentTooLargeError, QueueEngine
from callrouter.services.alerts import AlertRuleBook, AlertWatch, UnknownPlaceError
from signaling.http.api.operation import ApiFault, Asked, Fault, Operation


class AlertsTold(Record):
    """What supervisors are alerted to now, the oldest first."""

    alerts: tuple[Alert, ...]


class KindTold(Record):
    """What a rule of a kind may say: its threshold in seconds, percent or pieces, as the kind has it."""

    kind: AlertKind
    low: int
    high: int
    #: Whether it can be about one place or centre, and about one language.
    by_place: bool
    by_language: bool


class AlertRulesTold(Record):
    """The rules, the version to name when they are replaced (0 = nobody set any), and what they may be."""

    version: int
    rules: AlertRules
    kinds: tuple[KindTold, ...]
    #: Places and centres by id, and languages, that rules can be about.
    places: dict[Id, str]
    centres: dict[Id, str]
    languages: tuple[Language, ...]
    #: By what others can be told here.
    ways: tuple[NoticeWay, ...]


class NewAlertRules(Record):
    """Rules to have from now on, in place of those of ``version``."""

    version: int = Field(ge=0)
    rules: AlertRules


class AlertRulesVersion(Record):
    """The version of the rules as they are now."""

    version: int


@dataclass(frozen=True, kw_only=True)
class AlertApi:
    """What supervisors can do with alerts."""

    engine: QueueEngine
    watch: AlertWatch
    rules: AlertRuleBook
    directory: Directory
    tenancy: Tenancy

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="GET",
                path="/alerts",
                action="alert.list",
                summary="What supervisors are alerted to now.",
                answer=AlertsTold,
                handler=self._all,
            ),
            Operation(
                method="POST",
                path="/alerts/{alert_id}/acknowledgement",
                action="alert.acknowledge",
                summary="Say that an alert was seen; who was first stays.",
                answer=Alert,
                handler=self._acknowledge,
                refusals=(RefusalCode.NO_SUCH_ALERT,),
            ),
            Operation(
                method="GET",
                path="/alerts/rules",
                action="alert_rules.read",
                summary="The rules by which supervisors are alerted.",
                answer=AlertRulesTold,
                handler=self._read,
            ),
            Operation(
                method="PUT",
                path="/alerts/rules",
                action="alert_rules.replace",
                summary="Replace these rules, if `version` is still theirs.",
                body=NewAlertRules,
                answer=AlertRulesVersion,
                handler=self._replace,
                refusals=(RefusalCode.CHANGED_MEANWHILE,),
            ),
        )

    async def _all(self, asked: Asked) -> AlertsTold:
        board = self.tenancy.part_of(await self.engine.board(), asked.asker.realm)
        return AlertsTold(alerts=board.alerts)

    async def _acknowledge(self, asked: Asked) -> Alert:
        return await self.watch.acknowledge(asked.path["alert_id"], asked.by)

    async def _read(self, _asked: Asked) -> AlertRulesTold:
        rules, version = await self.rules.read()
        return AlertRulesTold(
            version=version,
            rules=rules,
            kinds=tuple(
                KindTold(
                    kind=kind, low=low, high=high, by_place=kind in BY_PLACE, by_language=kind in BY_LANGUAGE
                )
                for kind, (low, high) in THRESHOLDS.items()
            ),
            places={each.location_id: each.name for each in self.directory.locations}
            | {each.team_id: each.name for each in self.directory.teams},
            centres={each.centre_id: each.name for each in self.directory.centres},
            languages=self.directory.served_languages,
            ways=tuple(self.watch.ways),
        )

    async def _replace(self, asked: Asked) -> AlertRulesVersion:
        wanted: NewAlertRules = asked.body
        try:
            return AlertRulesVersion(version=await self.rules.replace(wanted.rules, wanted.version, asked.by))
        except UnknownPlaceError as error:
            faults = [Fault(where=f"rules.rules.{number}", what="unknown place") for number in error.rules]
            raise ApiFault(400, "bad_request", faults) from error
        except DocumentTooLargeError as error:
            raise ApiFault(413, "too_large") from error
