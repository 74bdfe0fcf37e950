"""Routing rules: changed on one node, followed by all, and never lost to a text that isn't rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from callrouter.model.directory import Centre, Directory, Location
from callrouter.model.refusal import Refusal
from callrouter.model.routing import PlanStep, Reach, RoutingPlan, RoutingRules, Speaker
from callrouter.model.states import RefusalCode, Subject
from callrouter.queueing import Documents, EmbeddedValkey, Journal, QueueUnavailableError
from callrouter.services.rules import ROUTING, Rules, UnknownLocationError, VersionedRules

pytestmark = pytest.mark.valkey

_PATIENCE_S = 20
_DIRECTORY = Directory(
    centres=(Centre(centre_id="north", name="North"),),
    locations=(
        Location(location_id="assen", name="Assen", centre="north", timezone="Europe/Amsterdam", hours={}),
    ),
    booths=(),
    accounts=(),
)
_STEPS = (PlanStep(after_s=0, reach=Reach.NATIONAL, speaker=Speaker.ANYBODY),)
_URGENT = RoutingRules(
    plans=(RoutingPlan(location="assen", subject=Subject.REPORT, steps=_STEPS),),
    subject_head_start_s={Subject.REPORT: 60},
    location_head_start_s={"assen": 30},
)


@pytest.fixture
def documents(client: Redis) -> Documents:
    return Documents(client)


@pytest.fixture
def rules(documents: Documents) -> Rules:
    return Rules(documents, _DIRECTORY)


class _Watched(Rules):
    """Rules that say when they were loaded."""

    def __init__(self, documents: Documents, directory: Directory) -> None:
        super().__init__(documents, directory)
        self._loaded = asyncio.Event()

    async def load(self) -> None:
        await super().load()
        self._loaded.set()

    async def reach(self, version: int) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while self.versioned().version != version:
                self._loaded.clear()
                await self._loaded.wait()


class _Watching(Journal):
    """The journal, and whether it was ever out of reach."""

    def __init__(self, client: Redis) -> None:
        super().__init__(client)
        self.out_of_reach = asyncio.Event()

    async def last_id(self) -> str:
        try:
            return await super().last_id()
        except QueueUnavailableError:
            self.out_of_reach.set()
            raise


@asynccontextmanager
async def _following(rules: Rules, journal: Journal) -> AsyncIterator[None]:
    running = asyncio.create_task(rules.run(journal))
    yield
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=0.1)


async def test_where_nobody_set_any_the_defaults_count(rules: Rules) -> None:
    await rules.load()
    assert rules.current() == RoutingRules()
    assert rules.versioned() == VersionedRules(RoutingRules(), 0)


async def test_rules_count_at_once_where_they_were_set(rules: Rules) -> None:
    assert await rules.replace(_URGENT, 0, "sue") == 1
    assert rules.versioned() == VersionedRules(_URGENT, 1)


async def test_another_node_follows(rules: Rules, documents: Documents, client: Redis) -> None:
    other = _Watched(documents, _DIRECTORY)
    async with _following(other, Journal(client)):
        await rules.replace(_URGENT, 0, "sue")
        await other.reach(1)
        await documents.replace("something-else", "x", expected_version=0, by="sue")
        await rules.replace(RoutingRules(), 1, "sue")
        await other.reach(2)
    assert other.current() == RoutingRules()


async def test_a_node_that_starts_later_knows_them(rules: Rules, documents: Documents, client: Redis) -> None:
    await rules.replace(_URGENT, 0, "sue")
    other = _Watched(documents, _DIRECTORY)
    async with _following(other, Journal(client)):
        await other.reach(1)
    assert other.current() == _URGENT


async def test_what_was_changed_during_an_outage_is_known_after_it(
    rules: Rules, documents: Documents, client: Redis, valkey: EmbeddedValkey
) -> None:
    other, journal = _Watched(documents, _DIRECTORY), _Watching(client)
    with capture_logs() as logs:
        async with _following(other, journal):
            await rules.replace(_URGENT, 0, "sue")
            await other.reach(1)
            await valkey.stop()
            async with asyncio.timeout(_PATIENCE_S):
                await journal.out_of_reach.wait()
            await valkey.start()
            await rules.replace(RoutingRules(), 1, "sue")
            await other.reach(2)
    assert {entry["event"] for entry in logs} == {"rules.unavailable"}


async def test_who_knows_an_older_version_changes_nothing(rules: Rules, documents: Documents) -> None:
    await Rules(documents, _DIRECTORY).replace(_URGENT, 0, "tom")
    with pytest.raises(Refusal) as refused:
        await rules.replace(RoutingRules(named_s=5), 0, "sue")
    assert refused.value.code is RefusalCode.CHANGED_MEANWHILE
    await rules.load()
    assert rules.current() == _URGENT


async def test_rules_name_only_locations_that_exist(rules: Rules, documents: Documents) -> None:
    wrong = RoutingRules(
        plans=(RoutingPlan(location="nowhere", steps=_STEPS),), location_head_start_s={"atlantis": 1}
    )
    with pytest.raises(UnknownLocationError, match="unknown location: atlantis, nowhere") as refused:
        await rules.replace(wrong, 0, "sue")
    assert refused.value.locations == ("atlantis", "nowhere")
    assert await documents.read(ROUTING) is None


@pytest.mark.parametrize("text", ["", "{", '{"plans": 7}', '{"plan": []}', "null"])
async def test_a_text_that_is_no_rules_leaves_the_last_good_ones(
    rules: Rules, documents: Documents, text: str
) -> None:
    await rules.replace(_URGENT, 0, "sue")
    await documents.replace(ROUTING, text, expected_version=1, by="tom")
    with capture_logs() as logs:
        await rules.load()
    assert [(entry["event"], entry["version"]) for entry in logs] == [("rules.unreadable", 2)]
    assert rules.current() == _URGENT
    # And they can be mended.
    assert await rules.replace(_URGENT, rules.versioned().version, "sue") == 3


async def test_a_location_that_is_gone_from_the_directory_is_no_reason_to_drop_the_rest(
    documents: Documents,
) -> None:
    await Rules(documents, _DIRECTORY).replace(_URGENT, 0, "sue")
    moved = Rules(documents, _DIRECTORY.model_copy(update={"locations": ()}))
    with capture_logs() as logs:
        await moved.load()
    assert moved.current() == _URGENT
    assert [(entry["event"], entry["locations"]) for entry in logs] == [
        ("rules.unknown_location", ("assen",))
    ]
