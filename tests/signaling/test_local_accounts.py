"""Passwords and second steps from outside: what each proves, and what guessing costs."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pyotp
import pytest
from pydantic import SecretStr

from callrouter.model.directory import Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import Role
from callrouter.queueing import SignInStore
from callrouter.services.directory import with_password_hash
from signaling.auth.local_accounts import FaultyPasswordError, LocalAccounts
from signaling.auth.passwords import is_outdated
from signaling.auth.proving import Claim, NotProvenError
from signaling.auth.sealing import Seal, key_in
from signaling.auth.second_step import step_of
from signaling.secret_file import SecretFileError
from signaling.settings import Settings
from signaling.staff_accounts import local_accounts
from signaling.stores import beside_node
from tests.signaling.conftest import PASSWORD, Person, Service
from tests.signaling.test_passwords import SCRYPT

pytestmark = [pytest.mark.valkey, pytest.mark.network]

AGENT = Claim(name="agent-1", password=PASSWORD, place="here")
WRONG, OLD = "wrong", "open sesame"
NEW = "een fiets zonder licht"


def _code(secret: str, steps: int = 0) -> str:
    return pyotp.HOTP(secret).at(int(time.time()) // 30 + steps)


async def _login(person: Person, service: Service, name: str, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"page": person.query["page"], "username": name, "password": PASSWORD} | more
    async with person.http.post(
        f"{service.url}/api/v1/login", json=body, headers={"Origin": service.url}
    ) as response:
        return response.status, await response.json() | {"retry": response.headers.get("Retry-After")}


async def _proven(accounts: LocalAccounts, claim: Claim, role: Role = Role.AGENT) -> str:
    """Return what comes of a claim: ``ok``, or why not."""
    try:
        await accounts.proving.prove(claim, role)
    except NotProvenError as error:
        return error.code
    return "ok"


async def test_a_supervisor_sets_up_a_second_step_on_the_way_in_and_uses_it_from_then_on(
    service: Service, settings: Settings, directory: Directory
) -> None:
    strict = settings.model_copy(update={"totp_roles": ("supervisor",)})
    async with beside_node(settings) as stores:
        service.node.parts.staff_accounts.sign_in.accounts = local_accounts(strict, directory, stores)
        chief = service.person("supervisor")
        status, told = await _login(chief, service, "supervisor-1")
        assert (status, told["code"]) == (401, "setup_wanted")
        secret = told["offer"]["secret"]
        assert f"secret={secret}" in told["offer"]["address"]
        assert (await _login(chief, service, "supervisor-1", code="000000"))[1]["code"] == "wrong_code"
        status, told = await _login(chief, service, "supervisor-1", code=_code(secret))
        assert status == 200
        paper = told["recovery_codes"]
        assert len(set(paper)) == 10
        await chief.open()
        other = service.person("supervisor")
        assert (await _login(other, service, "supervisor-1"))[1]["code"] == "code_wanted"
        replayed = await _login(other, service, "supervisor-1", code=_code(secret))
        assert (replayed[0], replayed[1]["code"]) == (401, "wrong_code")
        assert (await _login(other, service, "supervisor-1", code=_code(secret, 1)))[0] == 200
        assert (await _login(other, service, "supervisor-1", code=paper[0].upper()))[0] == 200
        assert (await _login(other, service, "supervisor-1", code=paper[0]))[0] == 401
        kept = (await stores.credentials.read("supervisor-1")).model_dump_json()
        assert secret not in kept
        assert paper[1] not in kept


async def test_a_guesser_waits_and_the_owner_on_a_known_device_does_not(service: Service) -> None:
    owner, guesser = service.person("desk"), service.person("desk")
    assert await owner.sign_in("agent-1") == 200
    guesses = [await _login(guesser, service, "agent-1", password=WRONG) for _ in range(5)]
    assert {(status, told["code"]) for status, told in guesses} == {(401, "wrong_credentials")}
    told = guesses[-1][1]
    assert (told["retry_after_s"], told["retry"]) == (1, "1")
    assert await owner.sign_in("agent-1") == 200
    unknown = [await _login(guesser, service, "nobody", password=WRONG) for _ in range(5)]
    assert unknown == guesses, "a name that nobody has is answered alike"


async def test_when_a_shift_begins_everybody_gets_in_at_once(service: Service) -> None:
    """Sixty people behind one address, and ten pages of one of them: nobody typed anything wrong."""
    names = [f"agent-{number % 2 + 1}" for number in range(60)] + ["agent-1"] * 10
    connector, strangers = aiohttp.TCPConnector(limit=0), aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=strangers) as http:

        async def enters(name: str) -> int:
            body = {"page": "desk", "username": name, "password": PASSWORD}
            url, headers = f"{service.url}/api/v1/login", {"Origin": service.url}
            async with http.post(url, json=body, headers=headers) as response:
                return response.status

        assert await asyncio.gather(*map(enters, names)) == [200] * 70


async def test_a_secret_that_cannot_be_read_here_is_nobodys_mistake(
    service: Service, settings: Settings, directory: Directory
) -> None:
    """As on a node with another key."""
    assert service.url
    account = directory.account("agent-1")
    assert account is not None
    async with beside_node(settings) as stores:
        accounts, elsewhere = (
            local_accounts(settings.model_copy(update={"secrets_key": key}), directory, stores)
            for key in (SecretStr("k" * 32), SecretStr("e" * 32))
        )
        offer = await accounts.offer_second_step(AGENT)
        paper = await accounts.proving.confirm(account, _code(offer.secret), sign_in="")
        claim = AGENT._replace(code=_code(offer.secret, 1))
        assert {await _proven(elsewhere, claim) for _ in range(7)} == {"unavailable"}
        assert await _proven(elsewhere, AGENT._replace(code=paper[0])) == "ok"
        assert await _proven(accounts, claim) == "ok"
        broken = settings.model_copy(update={"data_dir": settings.data_dir / "broken"})
        broken.data_dir.mkdir()
        (broken.data_dir / "secrets.key").touch(0o600)
        assert await _proven(local_accounts(broken, directory, stores), claim) == "unavailable"


async def test_a_changed_password_ends_all_other_sign_ins(
    service: Service, settings: Settings, directory: Directory
) -> None:
    here, there = await service.staff("desk", "agent-1"), await service.staff("desk", "agent-1")
    async with beside_node(settings) as stores:
        accounts = local_accounts(settings, directory, stores)
        mine = (await stores.sign_ins.of("agent-1"))[0].sign_in_id
        with pytest.raises(NotProvenError, match="wrong_credentials"):
            await accounts.change_password(AGENT._replace(password=WRONG), NEW, sign_in=mine)
        with pytest.raises(FaultyPasswordError, match="too_short"):
            await accounts.change_password(AGENT, "kort", sign_in=mine)
        await accounts.change_password(AGENT, NEW, sign_in=mine)
        assert await there.is_closed_with() == 4001
        assert (await here.says("status.set", status="away", reason="break"))["type"] == "request.done"
        assert await _proven(accounts, AGENT) == "wrong_credentials"
        assert await _proven(accounts, AGENT._replace(password=NEW)) == "ok"


async def test_a_hash_of_before_is_made_anew_when_its_password_is_shown(
    service: Service, settings: Settings, directory: Directory
) -> None:
    assert service.url
    older = with_password_hash(directory, SCRYPT)
    async with beside_node(settings) as stores:
        accounts = local_accounts(settings, older, stores)
        claim = AGENT._replace(password=OLD)
        assert await _proven(accounts, claim) == "ok"
        assert not is_outdated((await stores.credentials.read("agent-1")).password_hash)
        assert await _proven(accounts, claim) == "ok"


async def test_a_locked_account_signs_in_nowhere_until_it_is_unlocked(
    service: Service, settings: Settings, directory: Directory
) -> None:
    agent = await service.staff("desk", "agent-1")
    account = directory.account("agent-1")
    assert account is not None
    async with beside_node(settings) as stores:
        accounts = local_accounts(settings, directory, stores)
        await accounts.lock(account, locked=True, by="operator")
        assert await agent.is_closed_with() == 4001
        assert await _proven(accounts, AGENT) == "account_locked"
        assert await _proven(accounts, AGENT._replace(password=WRONG)) == "wrong_credentials"
        with pytest.raises(Refusal, match="account_locked"):
            await _begin(stores.sign_ins)
        await accounts.lock(account, locked=False, by="operator")
        assert await agent.sign_in("agent-1") == 200


async def _begin(sign_ins: SignInStore) -> None:
    await sign_ins.begin("s", "t", staff_id="agent-1", page="desk")


def test_a_code_is_of_now_or_nearly_and_later_than_the_last() -> None:
    secret = pyotp.random_base32()
    codes = [pyotp.HOTP(secret).at(step) for step in range(98, 103)]
    taken = [step_of(code, secret, at_s=100 * 30 + 7, after=0) for code in codes]
    assert taken == [None, 99, 100, 101, None]
    assert step_of(codes[2], secret, at_s=3007, after=100) is None
    assert step_of(f"{codes[2][:3]} {codes[2][3:]}", secret, at_s=3007, after=99) == 100


def test_a_sealed_secret_is_opened_with_its_key_for_its_person_alone(settings: Settings) -> None:
    key = key_in(settings.data_dir)
    assert key == key_in(settings.data_dir)
    file = settings.data_dir / "secrets.key"
    assert file.stat().st_mode & 0o777 == 0o600
    for text, mode in (("", 0o600), ("short", 0o600), (key, 0o644)):
        file.write_text(text)
        file.chmod(mode)
        with pytest.raises(SecretFileError):
            key_in(settings.data_dir)
    sealed = Seal(key).close("secret", of="ann")
    assert Seal(key).open(sealed, of="ann") == "secret"
    assert Seal(key).open(sealed, of="bob") is None
    assert Seal("other").open(sealed, of="ann") is None
    assert Seal(key).open("nonsense", of="ann") is None
