"""Days of the audit trail are signed once, and whoever writes a chain anew is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from callrouter.model.audit_trail import AuditEntry
from callrouter.queueing import AuditTrailStore, TrailPosition
from callrouter.queueing.audit import check_chain
from callrouter.services.trail_signing import (
    EndedDay,
    SigningKey,
    TrailSigner,
    VerifyingKey,
    check_signatures,
)
from tests.services.conftest import client, valkey  # noqa: F401  (fixtures)

pytestmark = pytest.mark.valkey

START = 1_790_000_100_000
DAY = 86_400_000
FIRST_DAY = "2026-09-21"


class Remembered:
    """What a machine remembers that it signed."""

    def __init__(self) -> None:
        self.day: EndedDay | None = None

    def read(self) -> EndedDay | None:
        return self.day

    def write(self, day: EndedDay) -> None:
        self.day = day


@pytest.fixture
async def store(client: Redis) -> AuditTrailStore:  # noqa: F811  (the fixture)
    await client.flushall()
    return AuditTrailStore(client)


async def _happens(store: AuditTrailStore, day: int, *, by: str = "sue") -> None:
    """Let something be written down on a day, in place of nothing."""
    since = await store.position()
    at = START + day * DAY
    entry = AuditEntry(number=since.number + 1, at=at, by=by, action="flag.settled", event_id=f"{at}-1")
    assert await store.record(since, (entry,), until=f"{at}-1", at=at)


async def _lives(store: AuditTrailStore, key: SigningKey, *, days: int) -> Remembered:
    """Return what is remembered of days that were lived and signed."""
    last = Remembered()
    signer = TrailSigner(store, key, last)
    for day in range(days):
        await _happens(store, day)
        await signer.sign()
    return last


async def _written_anew(client: Redis, store: AuditTrailStore, days: int) -> None:  # noqa: F811
    """Write the whole trail as if somebody else had done it, in a chain that holds."""
    async for name in client.scan_iter(match="{callrouter}:trail*"):
        if not name.endswith("signatures"):
            await client.delete(name)
    assert await store.position() == TrailPosition("0-0", 0, 0, "")
    for day in range(days):
        await _happens(store, day, by="eve")
    assert (await check_chain(store)).broken is None


async def test_each_day_is_signed_when_it_is_over(store: AuditTrailStore) -> None:
    key = SigningKey.make(today=FIRST_DAY)
    await _lives(store, key, days=4)
    await TrailSigner(store, key, Remembered()).sign()  # another node
    assert sorted(await store.signatures()) == ["2026-09-21", "2026-09-22", "2026-09-23"]
    found = await check_signatures(store, (key.public,))
    assert (found.days, found.unsigned, found.altered) == (3, None, None)


async def test_a_chain_that_was_written_anew_is_found_though_it_holds(
    store: AuditTrailStore,
    client: Redis,  # noqa: F811
) -> None:
    key = SigningKey.make(today=FIRST_DAY)
    await _lives(store, key, days=4)
    await _written_anew(client, store, 4)
    assert (await check_signatures(store, (key.public,))).altered == "2026-09-21"


async def test_who_takes_signatures_away_gets_no_new_ones(
    store: AuditTrailStore,
    client: Redis,  # noqa: F811
) -> None:
    key = SigningKey.make(today=FIRST_DAY)
    await _lives(store, key, days=4)
    await client.delete("{callrouter}:trail_signatures")
    await _happens(store, 4)
    with capture_logs() as lines:
        await TrailSigner(store, key, Remembered()).sign()
    assert [(line["event"], line["missing"]) for line in lines] == [("audit_trail.not_signed", "2026-09-21")]
    assert await store.signatures() == {}
    assert (await check_signatures(store, (key.public,))).unsigned == "2026-09-21"


async def test_who_cuts_the_newest_days_off_gets_no_new_ones_signed(
    store: AuditTrailStore,
    client: Redis,  # noqa: F811
) -> None:
    key = SigningKey.make(today=FIRST_DAY)
    last = await _lives(store, key, days=5)
    kept = await store.signatures()
    async for name in client.scan_iter(match="{callrouter}:trail*"):
        await client.delete(name)
    for day in (0, 1):
        await _happens(store, day)
    for signed in sorted(kept)[:2]:
        await store.keep_signature(signed, kept[signed])
    with capture_logs() as lines:
        for day in (6, 7):
            await _happens(store, day)
            await TrailSigner(store, key, last).sign()
    assert [(line["event"], line["day"]) for line in lines] == [("audit_trail.cut_off", "2026-09-24")] * 2
    assert sorted(await store.signatures()) == sorted(kept)[:2]
    assert (await check_signatures(store, (key.public,), last.day)).cut == "2026-09-24"
    later = SigningKey.make(today="2026-09-27")  # for who knows why, and begins anew
    await TrailSigner(store, later, last).sign()
    assert "2026-09-27" in await store.signatures()


async def test_a_day_that_was_dropped_at_its_time_was_not_cut_off(client: Redis) -> None:  # noqa: F811
    await client.flushall()
    store = AuditTrailStore(client, keep_days=2, clock=lambda: START + 9 * DAY)
    key = SigningKey.make(today=FIRST_DAY)
    last = await _lives(store, key, days=3)
    await client.delete("{callrouter}:trail_days")
    found = await check_signatures(store, (key.public,), last.day)
    assert found.cut is None


async def test_another_key_begins_with_its_own_day(store: AuditTrailStore) -> None:
    old, new = SigningKey.make(today=FIRST_DAY), SigningKey.make(today="2026-09-24")
    await _lives(store, old, days=4)
    for day in (4, 5):
        await _happens(store, day)
        await TrailSigner(store, new, Remembered()).sign()
    found = await check_signatures(store, (old.public, new.public))
    assert (found.days, found.unsigned, found.altered) == (5, None, None)
    assert (await check_signatures(store, (new.public,))).days == 2
    assert (await check_signatures(store, (old.public,))).altered == "2026-09-24"


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda text: text.replace("ed25519", "rsa"),
        lambda text: text.replace(" ", ""),
        lambda text: text[:20],
        lambda text: text.replace("ed25519 ", "ed25519 AAAA"),
    ],
)
def test_keys_are_one_line_and_nothing_else_is(spoiled: Callable[[str], str]) -> None:
    key = SigningKey.make(today=FIRST_DAY)
    assert SigningKey.parse(key.text()) == key
    assert VerifyingKey.parse(key.public.line()) == key.public
    with pytest.raises(ValueError, match="no key"):
        SigningKey.parse(spoiled(key.text()))
