"""Everything that is kept of one person, as JSON: what it is, what for, until when, and itself."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pydantic_core import to_jsonable_python

from callrouter.model.audit_trail import AuditEntry
from callrouter.model.callbacks import CallbackRequest
from callrouter.model.directory import Directory
from callrouter.model.states import CallState
from callrouter.policy.callback_moments import erased_at
from callrouter.queueing import KeptCallback
from callrouter.services.absences import AbsenceRegister
from callrouter.services.audit_search import exported
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import Stores

_DAY_MS: Final = 86_400_000
_FIGURES_DAYS: Final = 400

Section = dict[str, Any]
#: What ``as_json`` says where nothing is kept.
NOTHING: Final = "[]"


def as_json(sections: Sequence[Section]) -> str:
    """Return what is kept of somebody as a text for them."""
    kept = to_jsonable_python([each for each in sections if each["kept"]], exclude_none=True)
    return json.dumps(kept, indent=2, ensure_ascii=False)


async def of_citizen(
    stores: Stores, settings: Settings, directory: Directory, kept: KeptCallback
) -> list[Section]:
    """Return what is kept of a citizen with one request. Raises ``QueueUnavailableError``."""
    request = kept.request
    until = _erased(request, directory)
    letters = await stores.outbox.letters([each.message_id for each in kept.deliveries])
    sections = [
        _section("contact", "calling back, writing", until, kept.contact),
        _section("request", "calling back; without contact for reports", "400 days after that", request),
        _section("letters", "still to be delivered", "until that, or given up", letters),
        _section("deliveries", "whether letters came", "400 days after that", kept.deliveries),
    ]
    call = None if request.call_id is None else await stores.engine.call(request.call_id)
    if call is not None:
        hours = f"{settings.notes_s / 3600:g} h after its end"
        sections.append(_section("call", "the conversation", hours, call))
        sections.append(
            _section("notes", "employees' work after it", hours, await stores.engine.notes(call.call_id))
        )
        if call.state is not CallState.ENDED:
            chat = (await stores.engine.view(call.booth_id)).chat
            sections.append(_section("chat", "the conversation", "until its end", chat))
    return [{"request": request.reference, **each} for each in sections]


async def of_staff(stores: Stores, settings: Settings, directory: Directory, staff_id: str) -> list[Section]:
    """Return what is kept of somebody of the staff; secrets only by whether there are any.

    Raises ``QueueUnavailableError``.
    """
    now = now_ms()
    account, credentials = directory.account(staff_id), await stores.credentials.read(staff_id)
    absences = AbsenceRegister(stores.documents, directory, now=now_ms)
    await absences.load()
    known = None if account is None else account.model_dump(exclude={"password_hash"})
    secrets = {
        "password": bool(credentials.password_hash),
        "second_step": bool(credentials.totp),
        "locked": credentials.locked,
    }
    person = [each for each in await stores.engine.people() if each.staff_id == staff_id]
    entries = [entry async for entry in _audit_entries(stores, staff_id, now)]
    return [
        _section("account", "who works here", "until removed", known),
        _section("credentials", "signing in", "until removed", secrets if any(secrets.values()) else None),
        _section("sign_ins", "being signed in", "until over", await stores.sign_ins.of(staff_id)),
        _section("status", "routing", "a day after leaving", person),
        _section(
            "day",
            "their own list of calls",
            f"{settings.own_day_s / 86_400:g} days",
            (await stores.engine.day(staff_id, 0, now + _DAY_MS)).entries,
        ),
        _section(
            "absences",
            "rosters",
            "until over",
            [each for each in absences.known() if staff_id in {each.staff_id, each.replacement}],
        ),
        _section("figures", "planning, by day (UTC)", "400 days", await _figures(stores, staff_id, now)),
        _section("audit_trail", "proving what was done", f"{settings.audit_keep_days} days", entries),
    ]


def _section(what: str, why: str, until: str, kept: object) -> Section:
    return {"what": what, "why": why, "until": until, "kept": kept}


def _erased(request: CallbackRequest, directory: Directory) -> str:
    at = erased_at(request, directory.callbacks)
    if at is None:
        return f"{directory.callbacks.keep_days} days after it is closed"
    return datetime.fromtimestamp(at / 1000, tz=UTC).isoformat(timespec="seconds")


async def _figures(stores: Stores, staff_id: str, now: int) -> dict[str, dict[str, int]]:
    """Return what was counted of somebody, added up by day."""
    days: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for interval in await stores.statistics.read(now - _FIGURES_DAYS * _DAY_MS, now):
        figures = interval.people.get(staff_id)
        day = datetime.fromtimestamp(interval.starts_at / 1000, tz=UTC).date().isoformat()
        for name, count in () if figures is None else figures.model_dump(exclude_defaults=True).items():
            days[day][name] += count
    return days


async def _audit_entries(stores: Stores, staff_id: str, now: int) -> Any:
    async for run in exported(stores.audit_trail, 0, now + _DAY_MS):
        for kept in run:
            entry = AuditEntry.kept(kept.text)
            if staff_id in {entry.by, entry.subject}:
                yield entry
