"""What holds by the rules now, what of it is worth an alert, and when others are told. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from callrouter.model.alerts import (
    Alert,
    AlertKind,
    AlertNotice,
    AlertRule,
    Condition,
    KeptAlert,
    NoticeOf,
    NoticeWay,
)
from callrouter.model.board import RelayView, ServiceRow
from callrouter.model.booths import BoothStanding
from callrouter.model.records import Call, Language, Staff
from callrouter.model.states import BoothTrouble, BoothUse, CallState, Role, Status

#: What comes and goes in less than this was none; what stays away for less than that isn't over.
RAISE_AFTER_MS: Final = 5_000
CLEAR_AFTER_MS: Final = 15_000
#: Of fewer calls a service level says nothing.
LEAST_COUNTED: Final = 10
#: After each failure, how long until the next try; the last one goes on.
_PAUSES_MS: Final = (5_000, 15_000, 60_000, 180_000)
#: A notice that could not be delivered for so long is of no use any more.
GIVE_UP_AFTER_MS: Final = 15 * 60_000


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that rules look at, at one moment (UTC epoch ms)."""

    now: int
    calls: Sequence[Call] = ()
    staff: Sequence[Staff] = ()
    today: Sequence[ServiceRow] = ()
    booths: Sequence[BoothStanding] = ()
    relays: Sequence[RelayView] = ()
    callbacks_overdue: int = 0
    #: Of each location that is open, the centres whose employees its calls reach.
    reached: Mapping[str, Collection[str]] = field(default_factory=dict)
    #: To which centre each place belongs.
    centres: Mapping[str, str] = field(default_factory=dict)


def conditions(rules: Iterable[AlertRule], scene: Scene) -> tuple[Condition, ...]:
    """Return what holds, each with a key that stays its own."""
    return tuple(each for rule in rules if rule.enabled for each in _WATCHES[rule.kind](rule, scene))


def _found(rule: AlertRule, part: str | None = None, **told: Any) -> Condition:
    """Return what holds by a rule, and for which ``part`` where there may be several; ``told`` says more."""
    said = {
        "key": rule.rule_id if part is None else f"{rule.rule_id}/{part}",
        **rule.model_dump(exclude={"enabled"}),
    }
    return Condition(**(said | told))


def _in_scope(rule: AlertRule, *, location: str, centre: str | None, language: Language | None) -> bool:
    return (
        rule.location in {None, location}
        and rule.centre in {None, centre}
        and rule.language in {None, language}
    )


def waits_since(call: Call) -> int:
    """Return since when it waits for somebody, epoch ms: of one that was handed over, since then."""
    return max([call.queued_at, *(seat.opened_at for seat in call.seats if seat.hosts)])


def _waiting(rule: AlertRule, scene: Scene) -> list[Call]:
    """Return the calls in scope that wait, the longest waiting first."""
    calls = (
        call
        for call in scene.calls
        if call.state is CallState.WAITING
        and _in_scope(rule, location=call.location, centre=call.centre, language=call.language)
    )
    return sorted(calls, key=lambda call: (waits_since(call), call.call_id))


def _longest_wait(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    waiting = _waiting(rule, scene)
    if waiting and scene.now - waits_since(waiting[0]) > rule.threshold * 1000:
        longest = waiting[0]
        yield _found(rule, since=waits_since(longest), location=longest.location, language=longest.language)


def _queue_length(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    length = len(_waiting(rule, scene))
    if length >= rule.threshold:
        yield _found(rule, value=length)


def _service_level(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    rows = [
        row
        for row in scene.today
        if _in_scope(rule, location=row.location, centre=row.centre, language=row.language)
    ]
    counted = sum(row.counted for row in rows)
    in_time = sum(row.in_time for row in rows)
    if counted >= LEAST_COUNTED and in_time * 100 < rule.threshold * counted:
        yield _found(rule, value=in_time * 100 // counted)


def _language_unstaffed(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    served = _served_languages(scene.staff)
    oldest: dict[Language, Call] = {}
    for call in _waiting(rule, scene):
        if call.language not in served and _for_agents(call):
            oldest.setdefault(call.language, call)
    for language, call in sorted(oldest.items()):
        if scene.now - waits_since(call) >= rule.threshold * 1000:
            yield _found(
                rule, part=language, since=waits_since(call), location=call.location, language=language
            )


def _for_agents(call: Call) -> bool:
    """Say whether employees are asked: citizens wait for officers, whatever these speak."""
    return any(seat.hosts and seat.role is Role.AGENT for seat in call.seats)


def _served_languages(staff: Iterable[Staff]) -> Collection[Language]:
    """Return what employees speak who are ready and go on, and interpreters with them."""
    ready = [person for person in staff if _goes_on(person)]
    agents = [person for person in ready if person.role is Role.AGENT]
    interpreters = [person for person in ready if person.role is Role.INTERPRETER]
    return {
        language for person in (*agents, *(interpreters if agents else ())) for language in person.languages
    }


def _goes_on(person: Staff) -> bool:
    """Say whether somebody is available, or is when their call is over."""
    return person.status is Status.READY and person.next_status in {None, Status.READY}


def _location_unstaffed(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    ready = Counter(each.centre for each in scene.staff if each.role is Role.AGENT and _goes_on(each))
    for location, centres in sorted(scene.reached.items()):
        available = sum(ready[centre] for centre in centres)
        centre = scene.centres.get(location)
        in_scope = _in_scope(rule, location=location, centre=centre, language=None)
        if in_scope and available < rule.threshold:
            yield _found(rule, part=location, value=available, location=location)


def _callback_overdue(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    if scene.callbacks_overdue >= rule.threshold:
        yield _found(rule, value=scene.callbacks_overdue)


def _booth_offline(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    for booth in scene.booths:
        centre = scene.centres.get(booth.location)
        if BoothTrouble.OFFLINE not in booth.troubles or not _in_scope(
            rule, location=booth.location, centre=centre, language=None
        ):
            continue
        gone_at = booth.use_since if booth.use is BoothUse.OFFLINE else None
        since = gone_at or booth.reported_at or scene.now
        if scene.now - since >= rule.threshold * 1000:
            yield _found(
                rule, part=booth.booth_id, since=since, location=booth.location, booth_id=booth.booth_id
            )


def _relay_lost(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    serving = sum(not relay.draining for relay in scene.relays)
    if serving < rule.threshold:
        yield _found(rule, value=serving)


def _relays_full(rule: AlertRule, scene: Scene) -> Iterator[Condition]:
    serving = [relay for relay in scene.relays if not relay.draining]
    room = sum(relay.capacity for relay in serving)
    taken = sum(relay.calls for relay in serving)
    if room and taken * 100 >= rule.threshold * room:
        yield _found(rule, value=taken * 100 // room)


_WATCHES: Final[Mapping[AlertKind, Callable[[AlertRule, Scene], Iterator[Condition]]]] = {
    AlertKind.LONGEST_WAIT: _longest_wait,
    AlertKind.QUEUE_LENGTH: _queue_length,
    AlertKind.SERVICE_LEVEL: _service_level,
    AlertKind.LANGUAGE_UNSTAFFED: _language_unstaffed,
    AlertKind.LOCATION_UNSTAFFED: _location_unstaffed,
    AlertKind.CALLBACK_OVERDUE: _callback_overdue,
    AlertKind.BOOTH_OFFLINE: _booth_offline,
    AlertKind.RELAY_LOST: _relay_lost,
    AlertKind.RELAYS_FULL: _relays_full,
}


class Change(NamedTuple):
    """What becomes of one condition: what is kept of it from now on, and what is told."""

    key: str
    #: None = nothing.
    kept: KeptAlert | None
    told: str | None = None
    alert: Alert | None = None


def changes(
    kept: Mapping[str, KeptAlert], holding: Iterable[Condition], *, now: int, new_id: Callable[[], str]
) -> tuple[Change, ...]:
    """Return what becomes of what is kept, by what holds now; nothing for what stays as it is."""
    held = {condition.key: condition for condition in holding}
    found = (_advance(key, kept.get(key), held.get(key), now, new_id) for key in sorted({*kept, *held}))
    return tuple(change for change in found if change is not None and change.kept != kept.get(change.key))


def _advance(
    key: str, was: KeptAlert | None, condition: Condition | None, now: int, new_id: Callable[[], str]
) -> Change | None:
    if condition is None:
        return None if was is None else _ebb(key, was, now)
    since = condition.since or (was.true_since if was else now)
    condition = condition.model_copy(update={"since": since})
    if was is None:
        return Change(key, KeptAlert(condition=condition, true_since=now))
    kept = was.model_copy(update={"condition": condition, "untrue_since": None})
    if was.alert is None:
        if now - was.true_since < RAISE_AFTER_MS:
            return Change(key, kept)
        alert = Alert(**dict(condition), alert_id=new_id(), raised_at=now)
        return Change(key, kept.model_copy(update={"alert": alert}), "alert.raised", alert)
    alert = was.alert.model_copy(update=dict(condition))
    kept = kept.model_copy(update={"alert": alert})
    return Change(key, kept, "alert.changed" if alert != was.alert else None, alert)


def _ebb(key: str, was: KeptAlert, now: int) -> Change:
    if was.alert is None:
        return Change(key, None)
    if was.untrue_since is None:
        return Change(key, was.model_copy(update={"untrue_since": now}))
    if now - was.untrue_since < CLEAR_AFTER_MS:
        return Change(key, was)
    return Change(key, None, "alert.cleared", was.alert)


def notices(changed: Iterable[Change], *, ways: Collection[NoticeWay], now: int) -> tuple[AlertNotice, ...]:
    """Return what others are to be told of what was raised or is over, by the ways there are."""
    of = {"alert.raised": NoticeOf.RAISED, "alert.cleared": NoticeOf.CLEARED}
    return tuple(
        AlertNotice(
            notice_id=f"{change.alert.alert_id}.{of[change.told]}.{way}",
            way=way,
            of=of[change.told],
            alert=change.alert,
            at=now,
            next_at=now,
        )
        for change in changed
        if change.alert is not None and change.told in of
        for way in change.alert.notify
        if way in ways
    )


def tried_in_vain(notice: AlertNotice, now: int) -> AlertNotice | None:
    """Return the notice as it is tried again, or None when it is given up."""
    pause = _PAUSES_MS[min(notice.failures, len(_PAUSES_MS) - 1)]
    if now + pause - notice.at > GIVE_UP_AFTER_MS:
        return None
    return notice.model_copy(update={"failures": notice.failures + 1, "next_at": now + pause})
