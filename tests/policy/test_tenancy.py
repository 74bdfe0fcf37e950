"""To which centre things belong, and whose supervisors are told what happens."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from callrouter.model.alerts import Alert
from callrouter.model.audit_trail import AuditEntry
from callrouter.model.events import EVENT, Event
from callrouter.policy.tenancy import Tenancy
from tests.policy.test_authorization import DIRECTORY

_TENANCY = Tenancy(DIRECTORY)
_ALERTS: TypeAdapter[Alert] = TypeAdapter(Alert)


def _event(kind: str, **fields: Any) -> Event:
    told = {"type": kind, "event_id": "1-0", "at": 1, "audience": [], **fields}
    return EVENT.validate_python(told)


def _alert(**about: str) -> Alert:
    kept = {
        "key": "k",
        "rule_id": "r",
        "kind": "queue_length",
        "threshold": 1,
        "alert_id": "a",
        "raised_at": 1,
    }
    return _ALERTS.validate_python(kept | about)


@pytest.mark.parametrize(
    ("about", "whose"),
    [
        ({}, {"*"}),
        ({"location": "plein-noord"}, {"noord"}),
        ({"centre": "midden"}, {"midden"}),
        ({"booth_id": "booth:noord"}, {"noord"}),
        ({"location": "nowhere"}, set()),
    ],
)
def test_an_alert_is_for_where_it_is_about_or_for_all(about: dict[str, str], whose: set[str]) -> None:
    assert _TENANCY.of_alert(_alert(**about)) == whose
    assert _TENANCY.of_event(_event("alert.raised", alert=_alert(**about))) == whose


def test_an_event_is_told_to_those_it_belongs_to_and_to_nobody_if_that_is_not_known() -> None:
    closed = _event("location.switched", location="plein-midden", open=False)
    assert _TENANCY.of_event(closed) == {"midden"}
    assert _TENANCY.of_event(
        _event("disposition.stated", call_id="c", staff_id="jo", disposition="answered")
    ) == {"noord"}
    assert _TENANCY.of_event(_event("relay.gone", relay_id="r")) == {"*"}
    settled = _event("flag.settled", call_id="c", location="plein-noord", by="one")
    assert _TENANCY.of_event(settled) == {"noord"}
    assert _TENANCY.of_event(_event("call.steered", call_id="c", deed="ended", by="one")) == set()


@pytest.mark.parametrize(
    ("by", "subject", "whose"),
    [
        ("jo", "some-call", {"noord"}),
        ("jo", "bo", {"noord", "midden"}),
        ("operator", "booth:midden", {"midden"}),
        ("operator", None, set()),
    ],
)
def test_an_entry_of_the_trail_is_read_where_it_was_done_and_to_whom(
    by: str, subject: str | None, whose: set[str]
) -> None:
    entry = AuditEntry(number=1, at=1, by=by, action="a.b", subject=subject, event_id="1-0")
    assert _TENANCY.of_entry(entry) == whose
