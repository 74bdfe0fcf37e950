"""Everybody who works here: kept beside the directory's file, followed by every node, checked against it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from importlib.resources import files

import pytest
from redis.asyncio import Redis

from callrouter.model.accounts import AccountChange, KeptAccount
from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role
from callrouter.queueing import AccountStore, Journal
from callrouter.services.accounts import AccountFaultError, Accounts
from callrouter.services.directory import parse_directory

pytestmark = pytest.mark.valkey

_SUBJECT, _OTHER = "a" * 64, "b" * 64


def _kept(name: str, *, subject: str = "", **fields: object) -> KeptAccount:
    given = {"role": Role.INTERPRETER, "display_name": "Ann", "centre": "midden-nederland"}
    languages = ("nl", "so")
    return KeptAccount(
        account=Account.model_validate({"staff_id": name, "languages": languages} | given | fields),
        subject=subject,
    )


@pytest.fixture(scope="module")
def directory() -> Directory:
    return parse_directory(files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8"))


@pytest.fixture
def store(client: Redis) -> AccountStore:
    return AccountStore(client)


@pytest.fixture
def accounts(store: AccountStore, directory: Directory) -> Accounts:
    return Accounts(store, directory.model_copy())


@pytest.fixture
async def elsewhere(
    store: AccountStore, client: Redis, directory: Directory
) -> AsyncIterator[tuple[Directory, asyncio.Queue[str]]]:
    """Another node's directory, which hears of changes by the journal; and of whom it heard."""
    own = directory.model_copy()
    heard: asyncio.Queue[str] = asyncio.Queue()
    there, journal = Accounts(store, own), Journal(client)
    there.heard = heard.put_nowait
    position = await journal.last_id()

    async def hear() -> None:
        at = position
        while True:
            batch = await journal.wait(at)
            at = batch.position
            for event in batch.events:
                there.follow(event)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(there.run()), group.create_task(hear())]
        yield own, heard
        for task in tasks:
            task.cancel()


async def test_who_is_added_is_known_everywhere_until_removed(
    accounts: Accounts, elsewhere: tuple[Directory, asyncio.Queue[str]]
) -> None:
    own, heard = elsewhere
    assert await accounts.put(_kept("tolk-so"), by="operator") is AccountChange.ADDED
    assert await accounts.put(_kept("tolk-so"), by="operator") is None
    assert await accounts.put(_kept("tolk-so", display_name="Bea"), by="operator") is AccountChange.CHANGED
    async with asyncio.timeout(5):
        while (known := own.account("tolk-so")) is None or known.display_name != "Bea":
            await heard.get()
        assert "so" in own.interpreter_languages
        await accounts.remove("tolk-so", by="operator")
        while own.account("tolk-so") is not None:
            await heard.get()
    assert "so" not in own.interpreter_languages
    with pytest.raises(Refusal) as refused:
        await accounts.remove("tolk-so", by="operator")
    assert refused.value.code is RefusalCode.NO_SUCH_PERSON


async def test_the_file_has_the_say_and_its_places_must_be_there(accounts: Accounts) -> None:
    with pytest.raises(Refusal) as refused:
        await accounts.put(_kept("agent-1"), by="operator")
    assert refused.value.code is RefusalCode.ALREADY_TAKEN
    with pytest.raises(AccountFaultError, match="unknown centre: atlantis"):
        await accounts.put(_kept("ann", centre="atlantis"), by="operator")
    with pytest.raises(AccountFaultError, match="unknown team: mars"):
        await accounts.put(_kept("ann", role=Role.WIJKAGENT, teams=("mars",)), by="operator")
    with pytest.raises(AccountFaultError):
        await accounts.remove("agent-1", by="operator")


async def test_a_name_stays_with_whom_the_provider_knows_by_it(
    accounts: Accounts, store: AccountStore
) -> None:
    await accounts.put(_kept("ann", subject=_SUBJECT), by="ann")
    for other in (_kept("ann", subject=_OTHER), _kept("ann"), _kept("bea", subject=_SUBJECT)):
        with suppress(Refusal):
            await accounts.put(other, by="operator")
            pytest.fail("taken over")
    known = await accounts.known_as(_SUBJECT)
    assert known is not None
    assert known.staff_id == "ann"
    await accounts.remove("ann", by="operator")
    assert await accounts.known_as(_SUBJECT) is None
    assert await store.name_of(_SUBJECT) is None
    await accounts.put(_kept("ann", subject=_OTHER), by="ann")


async def test_what_no_longer_fits_is_left_out(
    store: AccountStore, directory: Directory, client: Redis
) -> None:
    await store.put(_kept("lost", centre="atlantis"), by="operator")
    await store.put(_kept("agent-1"), by="operator")
    await store.put(_kept("ann"), by="operator")
    await client.hset("{callrouter}:accounts", "broken", "{}")
    own = directory.model_copy()
    await Accounts(store, own).load()
    assert set(own.kept_accounts) == {"ann"}
    assert own.account("agent-1") == directory.account("agent-1")
    assert directory.account("ann") is None
