"""Credentials change one step at a time, and wrong tries count together."""

from __future__ import annotations

import asyncio

import pytest

from callrouter.model.accounts import KeptAccount
from callrouter.model.credentials import Credentials
from callrouter.model.directory import Account
from callrouter.model.events import ActionNoted, SignInEnded
from callrouter.model.refusal import Refusal
from callrouter.model.sign_ins import SignInEnd
from callrouter.model.states import Role
from callrouter.policy.credentials import after_code, with_lock
from callrouter.policy.lockout import tries_of
from callrouter.queueing import AccountStore, Action, CredentialStore, SignInStore, blinding
from tests.queueing.house import House

pytestmark = pytest.mark.valkey

HERE = tries_of("ann", place="here", device="")
ELSEWHERE = tries_of("ann", place="elsewhere", device="")
OWN_DEVICE = tries_of("ann", place="here", device="d")


@pytest.fixture
def store(house: House) -> CredentialStore:
    return CredentialStore(
        house.client, blind=blinding(lambda: "key"), namespace=house.namespace, now=house.clock
    )


@pytest.fixture
def sign_ins(house: House) -> SignInStore:
    return SignInStore(house.client, namespace=house.namespace, now=house.clock)


async def test_of_two_changes_at_once_one_is_made(store: CredentialStore) -> None:
    """So that a code is good once, on whichever nodes it is shown."""
    kept = await store.read("ann")
    codes = [after_code(kept, step) for step in (7, 8, 9)]
    assert sorted(await asyncio.gather(*map(store.put, codes))) == [False, False, True]
    kept = await store.read("ann")
    assert kept in codes
    assert await store.put(kept), "repeating is harmless"


async def test_a_change_ends_sign_ins_and_is_told_in_the_same_step(
    house: House, store: CredentialStore, sign_ins: SignInStore
) -> None:
    for name in ("s1", "s2"):
        await sign_ins.begin(name, name, staff_id="ann", page="desk")
    told = Action("password.changed", "ann", "ann")
    assert await store.put(
        Credentials(staff_id="ann", revision=1), told, ends=SignInEnd.CREDENTIALS_CHANGED, but="s2"
    )
    *_, noted, ended = await house.events()
    assert isinstance(noted, ActionNoted)
    assert (noted.action, noted.by) == ("password.changed", "ann")
    assert isinstance(ended, SignInEnded)
    assert (ended.sign_in_id, ended.reason) == ("s1", SignInEnd.CREDENTIALS_CHANGED)


async def test_nobody_is_signed_in_with_a_locked_account(
    store: CredentialStore, sign_ins: SignInStore
) -> None:
    await store.put(with_lock(await store.read("ann"), locked=True))
    with pytest.raises(Refusal, match="account_locked"):
        await sign_ins.begin("s1", "t", staff_id="ann", page="desk")
    await store.put(with_lock(await store.read("ann"), locked=False))
    await sign_ins.begin("s1", "t", staff_id="ann", page="desk")


async def test_an_account_that_goes_or_changes_its_role_takes_its_sign_ins_along(
    house: House, store: CredentialStore, sign_ins: SignInStore
) -> None:
    accounts = AccountStore(house.client, namespace=house.namespace, now=house.clock)
    await accounts.put(_kept(Role.AGENT), by="operator")
    await store.put(Credentials(staff_id="ann", revision=1, totp="sealed"))
    await sign_ins.begin("s1", "t1", staff_id="ann", page="desk")
    await accounts.put(_kept(Role.AGENT, "Ann Bakker"), by="operator")
    assert await sign_ins.use("t1") is not None, "another name is the same person"
    await accounts.put(_kept(Role.SUPERVISOR), by="operator")
    assert await sign_ins.use("t1") is None
    await sign_ins.begin("s2", "t2", staff_id="ann", page="supervisor")
    await accounts.remove("ann", by="operator")
    assert await sign_ins.use("t2") is None
    assert await store.read("ann") == Credentials(staff_id="ann"), "whoever gets the name starts anew"
    ends = [event.reason for event in await house.events() if isinstance(event, SignInEnded)]
    assert ends == [SignInEnd.ACCOUNT_CHANGED] * 2


def _kept(role: Role, name: str = "Ann") -> KeptAccount:
    return KeptAccount(
        account=Account(staff_id="ann", role=role, display_name=name, centre="c", languages=("nl",))
    )


async def test_wrong_tries_wait_longer_and_longer_where_they_are_made(
    house: House, store: CredentialStore
) -> None:
    many = await asyncio.gather(*(store.admit(HERE) for _ in range(9)))
    assert sum(each.wait_ms == 0 for each in many) == 5, "however many at once"
    assert await store.admit(OWN_DEVICE) == (0, 0)
    assert await store.admit(ELSEWHERE) == (0, 0), "one guesser keeps nobody out everywhere"
    house.clock.now += 1000
    assert await store.admit(HERE) == (0, 2000)
    house.clock.now += 2000
    await store.admit(HERE)
    await store.settle(HERE, passed=True)
    assert await store.admit(HERE) == (0, 0)


async def test_guessers_in_many_places_wait_for_a_minute_at_most(
    house: House, store: CredentialStore
) -> None:
    waits = []
    for number in range(60):
        admitted = await store.admit(tries_of("ann", place=f"p{number}", device=""))
        house.clock.now += admitted.next_ms
        waits.append(admitted.next_ms)
    assert waits[:49] == [0] * 49
    assert waits[-1] == 60_000
    await store.forget_tries("ann")
    assert await store.admit(tries_of("ann", place="p0", device="")) == (0, 0)


async def test_wrong_tries_are_forgotten_one_by_one_however_many_right_ones_there_are(
    house: House, store: CredentialStore
) -> None:
    for number in range(200):
        house.clock.now += 30_000
        assert await store.admit(tries_of(f"typo-{number}", place="office", device="")) == (0, 0)
        right = tries_of("bob", place="office", device="")
        await store.admit(right)
        await store.settle(right, passed=True)


async def test_a_try_that_proved_nothing_takes_nothing_back(house: House, store: CredentialStore) -> None:
    for _ in range(5):
        await store.admit(HERE)
    house.clock.now += 1000
    await store.admit(HERE)
    await store.settle(HERE, passed=False)
    assert await store.admit(HERE) == (0, 2000), "as if the one between had not been"


async def test_neither_names_nor_addresses_are_kept(house: House, store: CredentialStore) -> None:
    await store.admit(tries_of("hunter2", place="192.0.2.7/32", device=""))
    kept = [name async for name in house.client.scan_iter(match=f"{{{house.namespace}}}*", count=1000)]
    assert len(kept) == 3
    assert not any("hunter2" in name or "192" in name for name in kept)
