"""Sign-ins: good while they are used, replaced token by token, and over everywhere at once."""

from __future__ import annotations

import pytest

from callrouter.model.events import ActionNoted, SignInEnded
from callrouter.model.sign_ins import SignInEnd, SignInMethod, of_person, of_provider_session
from callrouter.queueing import SignInStore, SignInTimes
from callrouter.queueing.sign_ins import MOST_SIGN_INS, SIGN_IN_OVERLAP_MS
from tests.queueing.house import House

pytestmark = pytest.mark.valkey

TIMES = SignInTimes(idle_ms=1_800_000, longest_ms=43_200_000, token_ms=900_000)


@pytest.fixture
def sign_ins(house: House) -> SignInStore:
    return SignInStore(house.client, namespace=house.namespace, times=TIMES, now=house.clock)


async def _ends(house: House) -> list[tuple[str, str, str]]:
    events = await house.events()
    return [(event.sign_in_id, event.reason, event.by) for event in events if isinstance(event, SignInEnded)]


async def test_a_sign_in_is_found_by_its_token_alone_and_told_once(
    house: House, sign_ins: SignInStore
) -> None:
    first = await sign_ins.begin("s1", "secret", staff_id="ann", page="desk")
    assert await sign_ins.begin("s1", "secret", staff_id="ann", page="desk") == first
    used = await sign_ins.use("secret")
    assert used is not None
    assert used.sign_in == first
    assert (first.staff_id, first.page, first.by) == ("ann", "desk", SignInMethod.LOCAL)
    assert await sign_ins.use("s1") is None
    assert await sign_ins.of("ann") == (first,)
    (told,) = [event for event in await house.events() if isinstance(event, ActionNoted)]
    assert (told.action, told.by, told.outcome) == ("sign_in.done", "ann", "desk")
    kept = [name async for name in house.client.scan_iter(match=f"{{{house.namespace}}}*", count=1000)]
    assert not any("secret" in name for name in kept)


async def test_unused_it_lapses_and_used_it_ends_all_the_same(house: House, sign_ins: SignInStore) -> None:
    sign_in = await sign_ins.begin("s1", "t", staff_id="ann", page="desk")
    house.clock.now += TIMES.idle_ms - 1
    assert await sign_ins.touch(["s1"]) == frozenset()
    house.clock.now += TIMES.idle_ms - 1
    assert await sign_ins.use("t") is not None
    house.clock.now += TIMES.idle_ms
    assert await sign_ins.touch(["s1"]) == {"s1"}
    assert await sign_ins.use("t") is None
    assert await sign_ins.of("ann") == ()
    sign_in = await sign_ins.begin("s2", "u", staff_id="ann", page="desk")
    while house.clock.now + 60_000 < sign_in.ends_at:
        house.clock.now += 60_000 * 20
        assert (await sign_ins.use("u") is None) == (house.clock.now >= sign_in.ends_at)
    house.clock.now = sign_in.ends_at
    assert await sign_ins.use("u") is None


async def test_an_old_token_is_replaced_and_counts_a_little_longer(
    house: House, sign_ins: SignInStore
) -> None:
    await sign_ins.begin("s1", "one", staff_id="ann", page="desk")
    young = await sign_ins.use("one", "two")
    assert young is not None
    assert not young.replaced
    house.clock.now += TIMES.token_ms
    old = await sign_ins.use("one", "two")
    assert old is not None
    assert old.replaced
    beside = await sign_ins.use("one", "three")
    assert beside is not None
    assert not beside.replaced, "another tab asks at the same time"
    house.clock.now += SIGN_IN_OVERLAP_MS * 3
    assert await sign_ins.use("one") is not None, "the browser may never have got the new one"
    assert await sign_ins.use("two") is not None
    house.clock.now += SIGN_IN_OVERLAP_MS - 1
    assert await sign_ins.use("one") is not None
    assert await _ends(house) == []


async def test_a_new_token_that_never_arrived_is_replaced_in_its_turn(
    house: House, sign_ins: SignInStore
) -> None:
    await sign_ins.begin("s1", "one", staff_id="ann", page="desk")
    house.clock.now += TIMES.token_ms
    await sign_ins.use("one", "lost")
    house.clock.now += SIGN_IN_OVERLAP_MS
    again = await sign_ins.use("one", "two")
    assert again is not None
    assert again.replaced
    assert await sign_ins.use("lost") is None
    assert await sign_ins.use("two") is not None


async def test_a_copied_token_ends_the_sign_in_for_both(house: House, sign_ins: SignInStore) -> None:
    await sign_ins.begin("s1", "one", staff_id="ann", page="desk")
    house.clock.now += TIMES.token_ms
    await sign_ins.use("one", "two")
    for _ in range(2):
        assert await sign_ins.use("two") is not None
        house.clock.now += SIGN_IN_OVERLAP_MS
    assert await sign_ins.use("one") is None
    assert await sign_ins.use("two") is None
    assert await _ends(house) == [("s1", "replayed", "clock")]


async def test_a_browser_that_crashed_and_lost_its_new_token_goes_on_with_the_old_one(
    house: House, sign_ins: SignInStore
) -> None:
    await sign_ins.begin("s1", "one", staff_id="ann", page="desk")
    house.clock.now += TIMES.token_ms
    await sign_ins.use("one", "lost")
    assert await sign_ins.use("lost") is not None
    house.clock.now += SIGN_IN_OVERLAP_MS
    assert await sign_ins.use("one") is not None
    house.clock.now += 1
    assert await sign_ins.use("one") is not None
    assert await sign_ins.use("lost") is None, "it wasn't lost: somebody has a copy of either"
    assert await _ends(house) == [("s1", "replayed", "clock")]


async def test_signing_in_at_a_page_ends_what_it_stood_for(house: House, sign_ins: SignInStore) -> None:
    await sign_ins.begin("s1", "one", staff_id="ann", page="desk")
    await sign_ins.begin("s2", "two", staff_id="bob", page="station")
    await sign_ins.begin("s3", "three", staff_id="bob", page="desk", before="one")
    await sign_ins.begin("s4", "four", staff_id="bob", page="desk", before="two")
    assert await _ends(house) == [("s1", "signed_out", "ann")]


async def test_all_of_a_person_or_of_a_providers_session_end_in_one_step(
    house: House, sign_ins: SignInStore
) -> None:
    session = of_provider_session("https://idp.example", "sid-1")
    await sign_ins.begin("a1", "1", staff_id="ann", page="desk")
    await sign_ins.begin("a2", "2", staff_id="ann", page="desk", by=SignInMethod.OIDC, names=[session])
    await sign_ins.begin("a3", "3", staff_id="ann", page="desk")
    await sign_ins.begin("b1", "4", staff_id="bob", page="desk", by=SignInMethod.OIDC, names=[session])
    assert await sign_ins.end(session, SignInEnd.PROVIDER, "clock") == 2
    assert await sign_ins.end(session, SignInEnd.PROVIDER, "clock") == 0
    assert await sign_ins.end(of_person("ann"), SignInEnd.CREDENTIALS_CHANGED, "ann", but="a3") == 1
    assert await sign_ins.end(of_person("ann"), SignInEnd.SIGNED_OUT, "ann", only="a1") == 0
    assert await _ends(house) == [
        ("a2", "provider", "clock"),
        ("b1", "provider", "clock"),
        ("a1", "credentials_changed", "ann"),
    ]
    assert [each.sign_in_id for each in await sign_ins.of("ann")] == ["a3"]
    assert await sign_ins.of("bob") == ()


async def test_the_oldest_ends_when_somebody_has_very_many(house: House, sign_ins: SignInStore) -> None:
    for number in range(MOST_SIGN_INS + 1):
        house.clock.now += 1
        await sign_ins.begin(f"s{number}", f"t{number}", staff_id="ann", page="desk")
    assert await _ends(house) == [("s0", "too_many", "clock")]
    assert len(await sign_ins.of("ann")) == MOST_SIGN_INS


async def test_a_provider_may_let_it_last_less_long(house: House, sign_ins: SignInStore) -> None:
    sign_in = await sign_ins.begin("s1", "t", staff_id="ann", page="desk", longest_ms=1000)
    assert sign_in.ends_at == house.clock.now + 1000
    house.clock.now += 1000
    assert await sign_ins.use("t") is None
