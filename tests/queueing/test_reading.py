"""What a later version has stored is read by this one, and not lost when this one stores it again."""

from __future__ import annotations

import json

import pytest
from redis.asyncio import Redis

from callrouter.model.callbacks import CallbackRequest
from callrouter.model.directory import DayException, DayHours, ExceptionsKept
from callrouter.queueing.reading import readable
from tests.queueing.house import House

KEPT = (
    '{"locations":{"utrecht":[{"day":"2026-12-25","line":"","colour":"red"},{"day":"2026-12-26"}]},'
    '"since":{"version":9}}'
)


def test_unknown_fields_are_left_out_where_they_are_only_read() -> None:
    kept = ExceptionsKept.kept(KEPT)
    assert kept == ExceptionsKept.model_validate(kept.model_dump())
    assert "colour" not in kept.model_dump_json()


def test_unknown_fields_however_deep_outlive_a_change() -> None:
    kept = ExceptionsKept.to_change(KEPT)
    first, _second = kept.locations["utrecht"]
    hours = DayHours(opens="10:00", closes="12:00")
    changed = kept.model_copy(
        update={"locations": {"utrecht": (DayException(day=first.day, hours=hours), first), "zuid": (first,)}}
    )
    written = json.loads(changed.to_keep(exclude_defaults=True))
    assert written["since"] == {"version": 9}
    assert "colour" not in written["locations"]["utrecht"][0]
    assert written["locations"]["utrecht"][1] == {"day": "2026-12-25", "colour": "red"}
    assert written["locations"]["zuid"] == [{"day": "2026-12-25", "colour": "red"}]
    assert "colour" not in changed.model_dump_json()


def test_a_record_that_is_not_understood_hides_no_other() -> None:
    assert readable(CallbackRequest.kept, ["{}", None]) == []
    assert len(readable(ExceptionsKept.kept, ["{}", "[]", KEPT])) == 2


@pytest.mark.valkey
async def test_a_call_with_more_in_it_is_read_and_changed_without_losing_it(
    client: Redis, house: House
) -> None:
    await house.ready("ann")
    await house.talks("ann", "c1")
    name = f"{{{house.namespace}}}:call:c1"
    for half in ("record", "hidden"):
        tree = json.loads(str(await client.hget(name, half)))
        await client.hset(name, half, json.dumps({**tree, "mood": {"of": "later"}}))
    assert (await house.engine.hold_call("c1", held=True, by="ann")).held_at is not None
    for half in ("record", "hidden"):
        assert json.loads(str(await client.hget(name, half)))["mood"] == {"of": "later"}
    assert [call.call_id for call in (await house.engine.board()).calls] == ["c1"]
