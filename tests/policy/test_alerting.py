"""What is worth an alert: what each rule sees, and that nothing flaps."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callrouter.model.alerts import (
    USUAL_RULES,
    AlertKind,
    AlertNotice,
    AlertRule,
    AlertRules,
    Condition,
    KeptAlert,
    NoticeOf,
    NoticeWay,
)
from callrouter.model.board import RelayView, ServiceRow
from callrouter.model.booths import BoothStanding
from callrouter.model.records import Call, Staff
from callrouter.policy.alerting import (
    CLEAR_AFTER_MS,
    GIVE_UP_AFTER_MS,
    RAISE_AFTER_MS,
    Scene,
    changes,
    conditions,
    notices,
    tried_in_vain,
)

NOW = 10_000_000


def call(call_id: str = "c1", *, waited_s: int = 60, **fields: Any) -> Call:
    seat = {
        "seat_id": "a",
        "role": "agent",
        "language": "nl",
        "state": "waiting",
        "hosts": True,
        "opened_at": 1,
    }
    plain = {
        "call_id": call_id,
        "state": "waiting",
        "booth_id": f"booth:{call_id}",
        "centre": "mid",
        "location": "utrecht",
        "language": "nl",
        "subject": "question",
        "queued_at": NOW - waited_s * 1000,
        "participants": (),
        "seats": (seat,),
    }
    return Call.model_validate(plain | fields)


def person(name: str, role: str = "agent", languages: tuple[str, ...] = ("nl",), **fields: Any) -> Staff:
    plain = {
        "staff_id": name,
        "role": role,
        "display_name": name,
        "centre": "mid",
        "languages": languages,
        "status": "ready",
        "since": 1,
        "activity": "on_call",
    }
    return Staff.model_validate(plain | fields)


def served(in_time: int, counted: int, location: str = "utrecht") -> ServiceRow:
    return ServiceRow(location=location, centre="mid", language="nl", in_time=in_time, counted=counted)


def booth(*, gone_s: int, troubles: tuple[str, ...] = ("offline",)) -> BoothStanding:
    return BoothStanding.model_validate(
        {
            "booth_id": "booth:demo",
            "online": False,
            "enrolled": True,
            "report": None,
            "reported_at": NOW - gone_s * 1000,
            "help": None,
            "use": "offline",
            "use_since": NOW - gone_s * 1000,
            "location": "utrecht",
            "troubles": troubles,
        }
    )


def relay(calls: int, capacity: int = 10, *, draining: bool = False) -> RelayView:
    return RelayView(relay_id="r", calls=calls, capacity=capacity, draining=draining, cpu=0)


def rule(kind: str, threshold: int, **fields: Any) -> AlertRule:
    return AlertRule.model_validate({"rule_id": "rule", "kind": kind, "threshold": threshold} | fields)


ARABIC = call(language="ar")
HANDED_OVER = {
    "seat_id": "b",
    "role": "agent",
    "language": "nl",
    "state": "waiting",
    "hosts": True,
    "opened_at": NOW - 1000,
}

#: What a rule says of a scene: how many conditions hold.
_CASES: list[tuple[str, AlertRule, dict[str, Any], int]] = [
    ("just within", rule("longest_wait", 60), {"calls": [call(waited_s=60)]}, 0),
    ("longer", rule("longest_wait", 59), {"calls": [call(waited_s=60), call("c2", waited_s=70)]}, 1),
    ("answered", rule("longest_wait", 59), {"calls": [call(state="talking")]}, 0),
    ("handed over just now", rule("longest_wait", 59), {"calls": [call(seats=(HANDED_OVER,))]}, 0),
    ("elsewhere", rule("longest_wait", 59, location="assen"), {"calls": [call()]}, 0),
    ("another centre", rule("longest_wait", 59, centre="north"), {"calls": [call()]}, 0),
    ("another language", rule("longest_wait", 59, language="ar"), {"calls": [call()]}, 0),
    ("its language", rule("longest_wait", 59, language="ar", centre="mid"), {"calls": [ARABIC]}, 1),
    ("switched off", rule("longest_wait", 59, enabled=False), {"calls": [call()]}, 0),
    ("one fewer", rule("queue_length", 3), {"calls": [call("a"), call("b")]}, 0),
    ("as many", rule("queue_length", 2), {"calls": [call("a"), call("b")]}, 1),
    ("too few counted", rule("service_level", 80), {"today": [served(0, 9)]}, 0),
    ("level kept", rule("service_level", 80), {"today": [served(8, 10)]}, 0),
    ("level missed together", rule("service_level", 80), {"today": [served(5, 5), served(2, 5, "assen")]}, 1),
    ("level of one place", rule("service_level", 80, location="assen"), {"today": [served(0, 9)]}, 0),
    ("nobody at an open one", rule("location_unstaffed", 1), {"reached": {"utrecht": {"mid"}}}, 1),
    ("all closed", rule("location_unstaffed", 1), {"staff": [person("a")]}, 0),
    *(
        (
            f"{name} of those who answer",
            rule("location_unstaffed", 1),
            {"reached": {"utrecht": {"mid"}}, "staff": [who]},
            int(not answers),
        )
        for name, who, answers in (
            ("one", person("a"), True),
            ("nobody", person("a", status="away"), False),
            ("nobody", person("a", next_status="away"), False),
            ("nobody", person("a", centre="north"), False),
            ("nobody", person("a", role="interpreter"), False),
        )
    ),
    ("of another place", rule("location_unstaffed", 1, location="a"), {"reached": {"utrecht": {"mid"}}}, 0),
    ("nobody", rule("language_unstaffed", 60), {"calls": [ARABIC, call("c2", language="uk")]}, 2),
    ("not yet", rule("language_unstaffed", 61), {"calls": [ARABIC]}, 0),
    ("spoken", rule("language_unstaffed", 60), {"calls": [call()], "staff": [person("a")]}, 0),
    ("away", rule("language_unstaffed", 60), {"calls": [call()], "staff": [person("a", status="away")]}, 1),
    (
        "leaving",
        rule("language_unstaffed", 60),
        {"calls": [call()], "staff": [person("a", next_status="away")]},
        1,
    ),
    (
        "interpreted",
        rule("language_unstaffed", 60),
        {"calls": [ARABIC], "staff": [person("a"), person("t", "interpreter", ("ar",))]},
        0,
    ),
    (
        "interpreter alone",
        rule("language_unstaffed", 60),
        {"calls": [ARABIC], "staff": [person("t", "interpreter", ("ar",))]},
        1,
    ),
    ("none late", rule("callback_overdue", 1), {}, 0),
    ("late", rule("callback_overdue", 1), {"callbacks_overdue": 1}, 1),
    ("away long", rule("booth_offline", 180), {"booths": [booth(gone_s=180)]}, 1),
    ("away shortly", rule("booth_offline", 180), {"booths": [booth(gone_s=179)]}, 0),
    ("off outside its hours", rule("booth_offline", 180), {"booths": [booth(gone_s=900, troubles=())]}, 0),
    ("another place's booth", rule("booth_offline", 180, centre="north"), {"booths": [booth(gone_s=900)]}, 0),
    ("no relay", rule("relay_lost", 1), {}, 1),
    ("one stops", rule("relay_lost", 2), {"relays": [relay(1), relay(1, draining=True)]}, 1),
    ("both there", rule("relay_lost", 2), {"relays": [relay(1), relay(1)]}, 0),
    ("room", rule("relays_full", 90), {"relays": [relay(9), relay(8)]}, 0),
    ("no room", rule("relays_full", 90), {"relays": [relay(9), relay(9)]}, 1),
    ("no relay to be full", rule("relays_full", 1), {"relays": [relay(9, draining=True)]}, 0),
]


@pytest.mark.parametrize(
    ("watched", "scene", "held"), [pytest.param(*case[1:], id=case[0]) for case in _CASES]
)
def test_a_rule_sees_what_it_watches_for_and_nothing_else(
    watched: AlertRule, scene: dict[str, Any], held: int
) -> None:
    found = conditions([watched], Scene(now=NOW, centres={"utrecht": "mid"}, **scene))
    assert len(found) == held
    assert len({each.key for each in found}) == held


def test_a_wait_is_told_with_whose_it_is_and_since_when() -> None:
    scene = Scene(now=NOW, calls=[call(waited_s=70), call("c2", waited_s=80, language="ar")])
    (found,) = conditions([rule("longest_wait", 60, loud=True)], scene)
    assert (found.language, found.location, found.since, found.value) == ("ar", "utrecht", NOW - 80_000, None)
    assert found.loud


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "longest_wait", "threshold": 4},
        {"kind": "service_level", "threshold": 101},
        {"kind": "longest_wait", "threshold": 60, "location": "a", "centre": "b"},
        {"kind": "relay_lost", "threshold": 1, "location": "a"},
        {"kind": "booth_offline", "threshold": 90, "language": "nl"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AlertRule.model_validate({"rule_id": "rule"} | wrong)


def test_there_is_a_usual_rule_of_each_kind_and_no_two_rules_of_one_name() -> None:
    assert {each.kind for each in USUAL_RULES} == set(AlertKind)
    with pytest.raises(ValidationError, match="twice"):
        AlertRules(rules=(USUAL_RULES[0], USUAL_RULES[0]))


CONDITION = Condition(
    key="rule", rule_id="rule", kind=AlertKind.QUEUE_LENGTH, threshold=5, value=5, notify=(NoticeWay.MAIL,)
)


class _Watcher:
    """Looks again and again, and keeps what it is told to keep."""

    def __init__(self) -> None:
        self.now = NOW
        self.kept: dict[str, KeptAlert] = {}
        self.told: list[tuple[int, str]] = []
        self.notices: list[AlertNotice] = []
        self._ids = (f"alert-{number}" for number in count(1))

    def looks(self, holding: list[Condition], after_ms: int = 0) -> None:
        self.now += after_ms
        changed = changes(self.kept, holding, now=self.now, new_id=lambda: next(self._ids))
        self.notices += notices(changed, ways=set(NoticeWay), now=self.now)
        for change in changed:
            self.kept.pop(change.key, None)
            if change.kept is not None:
                self.kept[change.key] = change.kept
            if change.told is not None:
                self.told.append((self.now, change.told))


@given(st.lists(st.tuples(st.integers(500, 6000), st.booleans()), max_size=80))
def test_nothing_flaps(looks: list[tuple[int, bool]]) -> None:
    """Raised only after having held throughout, cleared only after having held at no look for long."""
    watcher = _Watcher()
    seen: list[tuple[int, bool]] = []
    for after_ms, holds in looks:
        watcher.looks([CONDITION] if holds else [], after_ms)
        seen.append((watcher.now, holds))
    told = [each for each in watcher.told if each[1] != "alert.changed"]
    assert [kind for _, kind in told] == (["alert.raised", "alert.cleared"] * len(told))[: len(told)]
    for at, kind in told:
        span = RAISE_AFTER_MS if kind == "alert.raised" else CLEAR_AFTER_MS
        until = [holds for moment, holds in seen if at - span <= moment <= at]
        assert set(until) == {kind == "alert.raised"}
    assert {each.notice_id for each in watcher.notices} == {
        f"alert-{number // 2 + 1}.{kind.removeprefix('alert.')}.mail" for number, (_, kind) in enumerate(told)
    }


def test_what_grows_worse_is_told_and_what_stays_is_not() -> None:
    watcher = _Watcher()
    worse = CONDITION.model_copy(update={"value": 9})
    for holding in ([CONDITION], [CONDITION], [CONDITION], [worse], [worse]):
        watcher.looks(holding, RAISE_AFTER_MS)
    assert [kind for _, kind in watcher.told] == ["alert.raised", "alert.changed"]
    assert watcher.kept["rule"].alert is not None
    assert watcher.kept["rule"].alert.since == NOW + RAISE_AFTER_MS, "since it was first seen"


def test_what_was_seen_stays_seen_when_it_changes() -> None:
    watcher = _Watcher()
    for _ in range(2):
        watcher.looks([CONDITION], RAISE_AFTER_MS)
    kept = watcher.kept["rule"]
    assert kept.alert is not None
    seen = kept.alert.model_copy(update={"acknowledged_at": NOW, "acknowledged_by": "sue"})
    watcher.kept["rule"] = kept.model_copy(update={"alert": seen})
    watcher.looks([CONDITION.model_copy(update={"value": 6})])
    changed = watcher.kept["rule"].alert
    assert changed is not None
    assert (changed.value, changed.acknowledged_by) == (6, "sue")


def test_a_notice_is_tried_with_growing_pauses_and_given_up() -> None:
    watcher = _Watcher()
    for _ in range(2):
        watcher.looks([CONDITION], RAISE_AFTER_MS)
    notice: AlertNotice | None = watcher.notices[0]
    assert notice is not None
    assert (notice.way, notice.of) == (NoticeWay.MAIL, NoticeOf.RAISED)
    began, pauses, now = notice.at, [], notice.at
    while (notice := tried_in_vain(notice, now)) is not None:
        pauses.append(notice.next_at - now)
        now = notice.next_at
    assert pauses == sorted(pauses)
    assert len(pauses) > 4
    assert GIVE_UP_AFTER_MS / 2 < now - began <= GIVE_UP_AFTER_MS
