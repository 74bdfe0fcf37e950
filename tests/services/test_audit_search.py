"""Searching the audit trail finds exactly what is wanted, a page after the other, however it is kept."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from callrouter.model.audit_trail import AuditEntry
from callrouter.model.directory import Account, Centre, Directory, Location
from callrouter.model.states import Role
from callrouter.queueing import AuditTrailStore, Journal
from callrouter.services.audit_search import AuditTrail, Wanted
from callrouter.services.audit_trail import AuditKeeper

pytestmark = pytest.mark.valkey

_START = 1_790_000_100_000
_HOUR = 3_600_000
_DIRECTORY = Directory(
    centres=(Centre(centre_id="midden", name="Midden-Nederland"),),
    locations=(
        Location(
            location_id="utrecht",
            name="Stationsplein",
            centre="midden",
            timezone="Europe/Amsterdam",
            hours={},
        ),
    ),
    booths=(),
    accounts=(
        Account(
            staff_id="sue", role=Role.SUPERVISOR, display_name="Şule Öz", centre="midden", languages=("nl",)
        ),
    ),
)
_MADE = tuple(
    AuditEntry(
        number=number,
        at=_START + (number - 1) * _HOUR // 40,
        by=chance.choice(("sue", "ann", "clock")),
        action=chance.choice(("location.switched", "callback.claim", "callback.erase", "call.held")),
        subject=chance.choice(("utrecht", "r1", "c2")),
        outcome=chance.choice((None, "closed", "held")),
        why=chance.choice((None, "Verbouwing", 'zei "nee"')),
        event_id=f"{number}-0",
    )
    for chance in (random.Random(7),)  # noqa: S311
    for number in range(1, 2601)
)


@pytest.fixture
async def trail(client: Redis) -> AuditTrail:
    store = AuditTrailStore(client)
    for first in range(0, len(_MADE), 500):
        some = _MADE[first : first + 500]
        assert await store.record(await store.position(), some, until=some[-1].event_id, at=some[-1].at)
    await store.pack()
    return AuditTrail(store, AuditKeeper(store, Journal(client)), _DIRECTORY)


def _like(entry: AuditEntry, wanted: Wanted) -> bool:
    """Tell by the plainest reading whether an entry is wanted."""
    names = {"sue": "Şule Öz", "utrecht": "Stationsplein"}
    words = [
        entry.by,
        entry.subject,
        entry.outcome,
        entry.why,
        names.get(entry.by),
        names.get(entry.subject or ""),
    ]
    return (
        (wanted.from_at or 0) <= entry.at < (wanted.to_at or entry.at + 1)
        and wanted.by in {None, entry.by}
        and wanted.subject in {None, entry.subject}
        and (not wanted.actions or bool({entry.action, entry.action.split(".")[0]} & set(wanted.actions)))
        and (wanted.text is None or any(wanted.text.casefold() in (word or "").casefold() for word in words))
    )


_WANTED = (
    Wanted(),
    Wanted(by="sue"),
    Wanted(actions=("callback",)),
    Wanted(actions=("callback.claim",), subject="r1"),
    Wanted(actions=("call",)),
    Wanted(actions=("call", "location.switched")),
    Wanted(text="VERBOUW"),
    Wanted(text='"nee"'),
    Wanted(text="öz", actions=("location.switched",)),
    Wanted(text="stationsplein", by="ann"),
    Wanted(text="number"),
    Wanted(from_at=_START + 5 * _HOUR, to_at=_START + 31 * _HOUR),
    Wanted(from_at=_START + 60 * _HOUR, by="clock"),
    Wanted(to_at=_START + 3, most=1),
    Wanted(by="nobody"),
)


async def test_all_that_is_wanted_is_found_and_once(trail: AuditTrail) -> None:
    for wanted in _WANTED:
        found = await _found(trail, wanted)
        assert found == [entry for entry in reversed(_MADE) if _like(entry, wanted)], wanted


async def test_what_came_since_is_found_alone(trail: AuditTrail) -> None:
    newest = (await trail.search(Wanted(most=1))).newest
    assert newest == len(_MADE)
    assert await _found(trail, Wanted(after=newest)) == []
    for wanted in (Wanted(after=2490), Wanted(after=999, by="sue"), Wanted(after=1, actions=("call",))):
        since = [entry for entry in reversed(_MADE) if entry.number > wanted.after and _like(entry, wanted)]
        assert await _found(trail, wanted) == since


async def _found(trail: AuditTrail, wanted: Wanted) -> list[AuditEntry]:
    """Search a page after the other."""
    found: list[AuditEntry] = []
    before = None
    while True:
        page = await trail.search(replace(wanted, before=before, most=397))
        found += page.entries
        if page.next is None:
            return found
        assert len(page.entries) == 397
        before = page.next


@pytest.mark.usefixtures("trail")
async def test_a_search_that_takes_long_says_where_to_go_on(client: Redis) -> None:
    store = AuditTrailStore(client)
    trail = AuditTrail(store, AuditKeeper(store, Journal(client)), _DIRECTORY, at_once=1000)
    first = await trail.search(Wanted(by="nobody"))
    assert first.entries == ()
    assert first.next is not None
    assert first.back_to == _MADE[first.next - 1].at
    before = first.next
    while (page := await trail.search(Wanted(by="nobody", before=before))).next is not None:
        assert page.next <= before - 1000
        before = page.next
    assert page.back_to == _START


async def test_an_export_holds_a_time_in_order(trail: AuditTrail) -> None:
    from_at, to_at = _START + 2 * _HOUR, _START + 40 * _HOUR
    runs = [run async for run in trail.entries(from_at, to_at)]
    told = [AuditEntry.model_validate_json(kept.text) for run in runs for kept in run]
    assert told == [entry for entry in _MADE if from_at <= entry.at < to_at]


async def test_however_many_have_the_chain_checked_it_is_followed_once_at_a_time(trail: AuditTrail) -> None:
    askers = [asyncio.create_task(trail.check()) for _ in range(3)]
    await asyncio.sleep(0)
    askers.pop(0).cancel()
    one, other = await asyncio.gather(*askers)
    assert one is other, "the check goes on for those who are left"
    assert (one.entries, one.broken) == (len(_MADE), None)
    assert await trail.check() is not one
