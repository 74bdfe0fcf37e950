"""Nothing of a call stays: each thing kept of it ends at its time, and nothing of it says who was there."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from callrouter.model.records import Call, Participant
from callrouter.model.states import Disposition, Flag
from callrouter.queueing import Journal
from tests.queueing.house import House

pytestmark = pytest.mark.valkey

SAID, NOTED = "zwolmsaid", "zwolmnoted"
DAY_MS = 86_400_000
#: For how long kinds of keys may tell of a call that has ended.
LONGEST_MS = {
    "call": 7 * DAY_MS,
    "notes": 7 * DAY_MS,
    "reservation": 7 * DAY_MS,
    "served": DAY_MS,
    "day": 8 * DAY_MS,
    "flagged": 7 * DAY_MS,
}
READERS = {
    "string": ("GET",),
    "hash": ("HGETALL",),
    "zset": ("ZRANGE", 0, -1),
    "set": ("SMEMBERS",),
    "stream": ("XRANGE", "-", "+"),
}


async def _telling(client: Any, namespace: str, *words: str) -> dict[str, str]:
    """Return what is kept that holds one of these words, by key."""
    found = {}
    async for name in client.scan_iter(match=f"{{{namespace}}}:*"):
        command, *limits = READERS[str(await client.type(name))]
        text = f"{name} {await client.execute_command(command, name, *limits)}"
        if any(word in text for word in words):
            found[str(name)] = text
    return found


async def _ended(house: House) -> None:
    """Let a visitor talk with Ann, be reported and noted of, say how it was, and go."""
    await house.ready("ann")
    await house.booth("room")
    booth = (await house.engine.request_call(house.request("c1", booth="room"))).booth_id
    await house.engine.accept("c1/agent#1", "ann")
    await house.engine.post_chat("c1", booth, "e1", SAID)
    await house.engine.write_note("ann", "c1", NOTED, 1)
    await house.engine.flag_call("ann", "c1", Flag.ABUSE)
    await house.engine.leave_call("c1", booth)
    await house.engine.rate_call("c1", booth, 4)


async def test_what_tells_of_a_call_ends_at_its_time(client: Redis, namespace: str) -> None:
    # Not to be sound in the end: time passes for what expires only.
    house = House(client, namespace)
    await _ended(house)
    assert not await _telling(client, namespace, SAID), "what was said goes with the call"
    journal = f"{{{namespace}}}:journal"
    await house.engine.finish_wrap_up("ann", "c1", Disposition.ANSWERED)
    left = await _telling(client, namespace, "c1", NOTED)
    assert {name.split(":")[1] for name in left} >= {"call", "notes", "day", "flagged", "journal"}
    for name in left.keys() - {journal}:
        kind = name.split(":")[1]
        assert 0 < await client.pttl(name) <= LONGEST_MS[kind], name
        await client.delete(name)
    newest = await house.journal.last_id()
    for reader in ("trail", "statistics"):
        await client.hset(f"{{{namespace}}}:{reader}", "position", newest)
    later = int(newest.partition("-")[0]) + 32 * DAY_MS
    await Journal(client, namespace=namespace, now=lambda: later).trim(31 * DAY_MS)
    assert set(await _telling(client, namespace, "c1", NOTED)) <= {journal}
    assert await client.xlen(journal) <= 1


async def test_nothing_that_is_kept_of_a_call_has_room_for_who_called(house: House) -> None:
    await _ended(house)
    call = await house.call("c1")
    visitor = next(each for each in call.participants if each.participant_id == call.booth_id)
    assert visitor.display_name == ""
    # Whoever adds a field says in docs/privacy.md what it tells of a visitor, of an anonymous one too.
    assert set(Participant.model_fields) == {
        *("participant_id", "role", "display_name", "online", "joined_at", "microphone", "camera", "mode"),
    }
    assert set(Call.model_fields) == {
        *("call_id", "state", "booth_id", "centre", "location", "language", "subject", "needs", "reference"),
        *("queued_at", "head_start_ms", "answered_at", "held_at", "ended_at", "end_reason", "disposition"),
        *("flag", "participants", "seats", "opened_to", "media"),
    }
