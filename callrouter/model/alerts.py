"""What supervisors are alerted to: the rules, what holds by them, and the notices that go out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from callrouter.model.base import Id, Language, Listed, Record


class AlertKind(StrEnum):
    """What a rule watches; a rule's threshold is in the unit named here."""

    #: Somebody waits for longer than so many seconds.
    LONGEST_WAIT = "longest_wait"
    #: So many calls wait, or more.
    QUEUE_LENGTH = "queue_length"
    #: Of today's calls fewer than so many percent were answered in time.
    SERVICE_LEVEL = "service_level"
    #: Somebody has waited for so many seconds in a language that nobody who is ready can serve.
    LANGUAGE_UNSTAFFED = "language_unstaffed"
    #: Fewer than so many employees whom its calls reach are available to a location that is open.
    LOCATION_UNSTAFFED = "location_unstaffed"
    #: So many callback requests are past due, or more.
    CALLBACK_OVERDUE = "callback_overdue"
    #: A booth has been away for so many seconds during opening hours.
    BOOTH_OFFLINE = "booth_offline"
    #: Fewer than so many relays take calls.
    RELAY_LOST = "relay_lost"
    #: So many percent of the relays' room is taken, or more.
    RELAYS_FULL = "relays_full"


class NoticeWay(StrEnum):
    """By what others are told of an alert."""

    WEBHOOK = "webhook"
    MAIL = "mail"


#: Lowest and highest threshold of each kind.
THRESHOLDS: Final = {
    AlertKind.LONGEST_WAIT: (5, 7200),
    AlertKind.QUEUE_LENGTH: (1, 10_000),
    AlertKind.SERVICE_LEVEL: (1, 100),
    AlertKind.LANGUAGE_UNSTAFFED: (5, 7200),
    AlertKind.LOCATION_UNSTAFFED: (1, 1000),
    AlertKind.CALLBACK_OVERDUE: (1, 10_000),
    AlertKind.BOOTH_OFFLINE: (90, 86_400),
    AlertKind.RELAY_LOST: (1, 1000),
    AlertKind.RELAYS_FULL: (1, 100),
}
#: Kinds that can be told apart by place, and by language.
BY_PLACE: Final = frozenset(AlertKind) - {
    AlertKind.CALLBACK_OVERDUE,
    AlertKind.RELAY_LOST,
    AlertKind.RELAYS_FULL,
}
BY_LANGUAGE: Final = BY_PLACE - {AlertKind.BOOTH_OFFLINE, AlertKind.LOCATION_UNSTAFFED}


class AlertRule(Record):
    """When supervisors are alerted, and how; without a scope it is about the whole deployment."""

    rule_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    kind: AlertKind
    threshold: int
    location: Id | None = None
    centre: Id | None = None
    language: Language | None = None
    enabled: bool = True
    #: Whether it sounds until somebody has seen it.
    loud: bool = False
    notify: tuple[NoticeWay, ...] = Field(default=(), max_length=len(NoticeWay))

    @model_validator(mode="after")
    def _makes_sense(self) -> AlertRule:
        low, high = THRESHOLDS[self.kind]
        if not low <= self.threshold <= high:
            message = f"threshold must be from {low} to {high}"
            raise ValueError(message)
        if self.location is not None and self.centre is not None:
            message = "location or centre, not both"
            raise ValueError(message)
        if (self.location or self.centre) and self.kind not in BY_PLACE:
            message = f"{self.kind} has no place"
            raise ValueError(message)
        if self.language and self.kind not in BY_LANGUAGE:
            message = f"{self.kind} has no language"
            raise ValueError(message)
        return self


_BOTH: Final = (NoticeWay.WEBHOOK, NoticeWay.MAIL)

#: What holds until somebody sets other rules.
USUAL_RULES: Final = (
    AlertRule(
        rule_id="longest-wait",
        kind=AlertKind.LONGEST_WAIT,
        threshold=300,
        loud=True,
        notify=(NoticeWay.WEBHOOK,),
    ),
    AlertRule(rule_id="queue-length", kind=AlertKind.QUEUE_LENGTH, threshold=10, notify=(NoticeWay.WEBHOOK,)),
    AlertRule(
        rule_id="service-level", kind=AlertKind.SERVICE_LEVEL, threshold=70, notify=(NoticeWay.WEBHOOK,)
    ),
    AlertRule(
        rule_id="language-unstaffed",
        kind=AlertKind.LANGUAGE_UNSTAFFED,
        threshold=120,
        loud=True,
        notify=_BOTH,
    ),
    # Whoever has it from the first minute has employees available before the doors open.
    AlertRule(
        rule_id="location-unstaffed",
        kind=AlertKind.LOCATION_UNSTAFFED,
        threshold=1,
        enabled=False,
        notify=_BOTH,
    ),
    AlertRule(rule_id="callback-overdue", kind=AlertKind.CALLBACK_OVERDUE, threshold=1, notify=_BOTH),
    AlertRule(rule_id="booth-offline", kind=AlertKind.BOOTH_OFFLINE, threshold=180, notify=_BOTH),
    AlertRule(rule_id="relay-lost", kind=AlertKind.RELAY_LOST, threshold=1, loud=True, notify=_BOTH),
    AlertRule(rule_id="relays-full", kind=AlertKind.RELAYS_FULL, threshold=90, notify=_BOTH),
    # From here on calls wait for room, whoever is free.
    AlertRule(rule_id="relays-all-full", kind=AlertKind.RELAYS_FULL, threshold=100, loud=True, notify=_BOTH),
)


class AlertRules(Record):
    """All rules of a deployment."""

    rules: tuple[AlertRule, ...] = Field(default=USUAL_RULES, max_length=100)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> AlertRules:
        ids = [rule.rule_id for rule in self.rules]
        if len(set(ids)) != len(ids):
            message = "rule_id is used twice"
            raise ValueError(message)
        return self


class Condition(Record):
    """What a rule watches for is so. Says nothing of anybody."""

    #: The same for as long as it is the same trouble.
    key: Id
    rule_id: Id
    kind: AlertKind
    threshold: int
    #: Of what is counted. A wait, or an absence, has lasted since ``since``.
    value: int | None = None
    #: UTC epoch ms; None = since it was first seen.
    since: int | None = None
    #: What it is about, as far as that is one: where, in which language, which booth.
    location: Id | None = None
    centre: Id | None = None
    language: Language | None = None
    booth_id: Id | None = None
    loud: bool = False
    notify: Listed[NoticeWay] = ()


class Alert(Condition):
    """A condition that has lasted, and what people know of it. Times are UTC epoch ms."""

    alert_id: Id
    raised_at: int
    acknowledged_at: int | None = None
    acknowledged_by: Id | None = None
    #: By what nobody could be told.
    undelivered: Listed[NoticeWay] = ()


class KeptAlert(Record):
    """What the queue's server keeps of a condition, raised or about to be."""

    condition: Condition
    #: Since when it has been seen to hold.
    true_since: int
    #: Since when it has been seen to hold no more.
    untrue_since: int | None = None
    #: Once it was raised.
    alert: Alert | None = None


class NoticeOf(StrEnum):
    """What of an alert others are told."""

    RAISED = "raised"
    CLEARED = "cleared"


class AlertNotice(Record):
    """Something to be told to others, kept until it is or until it is of no use."""

    notice_id: Id
    way: NoticeWay
    of: NoticeOf
    alert: Alert
    #: When it happened.
    at: int
    next_at: int
    #: How often it was tried in vain.
    failures: int = 0
