"""Staff sign in at a real identity provider, keep what it says of them, and are out when it says so."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from callrouter.model.directory import Directory
from callrouter.model.states import Role
from signaling.commands.staff_access import AccessAction, administer_access
from signaling.node import running_node
from signaling.oidc import claim_table_of
from signaling.oidc_settings import read_claim_table
from signaling.protocol.errors import CloseCode
from signaling.settings import Settings, SettingsError
from tests.ports import free_port
from tests.signaling.conftest import Person, Service
from tests.signaling.real_provider import CLIENT_ID, RealProvider

pytestmark = [pytest.mark.valkey, pytest.mark.network]

CLAIMS = """
[role]
claim = "groups"
values = { "rsc-lead" = "supervisor", "rsc" = "agent", "wijk" = "wijkagent" }
[centre]
default = "midden-nederland"
[languages]
claim = "languages"
[teams]
claim = "teams"
"""
PEOPLE = {
    "ann": {"name": "Ann de Wit", "groups": ["staff", "rsc"], "languages": ["nl", "so"]},
    "bea": {"name": "Bea", "groups": ["rsc-lead"]},
    "cor": {"name": "Cor", "groups": ["staff"]},
    "dik": {"name": "Dik", "groups": ["wijk"], "teams": ["atlantis"]},
}


@dataclass
class House:
    """A service, and the provider of its people."""

    service: Service
    provider: RealProvider

    async def goes(self, person: Person, page: str) -> URL:
        """Follow a browser to the provider; return where it was sent."""
        async with person.http.get(
            f"{self.service.url}/oidc/login", params={"page": page}, allow_redirects=False
        ) as answer:
            assert answer.status == 302
            return URL(answer.headers["Location"], encoded=True)

    async def signs_in(self, person: Person, page: str, sub: str) -> str:
        """Go to the provider, be let in as ``sub``, and return where the browser ends up."""
        back = await self.provider.lets_in(str(await self.goes(person, page)), sub)
        return await self.comes(person, back)

    async def comes(self, person: Person, back: URL) -> str:
        """Come back from the provider; return where the browser is led."""
        async with person.http.get(back, allow_redirects=False) as answer:
            assert answer.status == 302
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.headers["Location"]

    async def told(self, token: str) -> int:
        """Let the provider say that a session is over."""
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.service.url}/oidc/backchannel-logout", data={"logout_token": token}) as answer,
        ):
            return answer.status


def with_provider(settings: Settings, provider: str, port: int, folder: Path) -> Settings:
    """Return settings by which staff sign in there."""
    claims = folder / "claims.toml"
    claims.write_text(CLAIMS, "utf-8")
    oidc = {
        "oidc_issuer": provider,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": "a secret",
        "oidc_claims": claims,
        "public_url": f"http://127.0.0.1:{port}",
    }
    return Settings(**settings.model_dump() | oidc)


@pytest.fixture
async def house(settings: Settings, directory: Directory, tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(RealProvider(PEOPLE))
        port = free_port()
        own = with_provider(settings, provider.url, port, tmp_path)
        node = await stack.enter_async_context(running_node(own, directory))
        runner = web.AppRunner(node.web_app(home=None), access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", port).start()
        service = Service(node, f"http://127.0.0.1:{port}")
        stack.push_async_callback(service.everybody_goes)
        yield House(service, provider)


async def test_staff_sign_in_at_the_provider_and_are_out_when_it_says_so(house: House) -> None:
    ann, sue = house.service.person("desk"), await house.service.staff("supervisor", "supervisor-1")
    assert await house.signs_in(ann, "desk", "ann") == "/desk/"
    opened = await ann.open()
    assert (opened["staff"]["display_name"], opened["staff"]["languages"]) == ("Ann de Wit", ["nl", "so"])
    await ann.says("status.set", status="ready")

    assert await house.told(await house.provider.logout_token("ann", aud="another")) == 400
    assert await house.told("no token") == 400
    token = await house.provider.logout_token("ann")
    assert await house.told(token) == 200
    assert await ann.is_closed_with() == CloseCode.SIGNED_OUT
    await sue.hears(
        "staff.changed",
        lambda m: m["staff"]["display_name"] == "Ann de Wit" and m["staff"]["status"] == "offline",
    )

    assert await house.signs_in(ann, "desk", "ann") == "/desk/"
    await ann.open()
    assert await house.told(token) == 400  # it was good once
    assert (await ann.says("status.set", status="ready"))["type"] == "request.done"


async def test_a_session_named_only_when_it_is_over_ends_what_began_without_one(house: House) -> None:
    ann = house.service.person("desk")
    assert await house.signs_in(ann, "desk", "ann") == "/desk/"
    await ann.open()

    assert await house.told(await house.provider.logout_token("ann", sid="of another browser")) == 200
    assert await ann.is_closed_with() == CloseCode.SIGNED_OUT


async def test_signing_out_goes_on_to_the_provider_and_leads_back_to_the_page(house: House) -> None:
    bea = house.service.person("supervisor")
    there = await house.goes(bea, "//evil.example.org")
    state = there.query["state"]
    assert state.startswith("desk.")
    twice = (URL(house.service.url) / "oidc/callback").update_query([("state", state), ("state", "x")])
    assert await house.comes(bea, twice) == "/desk/?sign-in=expired"
    await house.signs_in(bea, "supervisor", "bea")
    async with bea.http.post(
        f"{house.service.url}/api/v1/logout",
        json={"page": "supervisor"},
        headers={"Origin": house.service.url},
    ) as answer:
        then = URL((await answer.json())["then"])
    assert str(then).startswith(f"{house.provider.url}/oauth2/end_session?")
    back = URL(then.query["post_logout_redirect_uri"]).update_query(state=then.query["state"])
    assert await house.comes(bea, back) == "/supervisor/"
    async with bea.http.get(f"{house.service.url}/oidc/signed-out?state=//evil.example.org") as answer:
        assert answer.url.path == "/desk/"


async def test_who_has_no_account_here_is_told_so_and_it_is_noted(house: House) -> None:
    refused = [("cor", "desk", "no_role"), ("dik", "wijkagent", "incomplete"), ("bea", "desk", "wrong_role")]
    for sub, page, code in refused:
        person = house.service.person(page)
        assert await house.signs_in(person, page, sub) == f"/{page}/?sign-in={code}"
        await person.connect()
        assert await person.is_closed_with() == CloseCode.SIGNED_OUT
    sue = house.service.person("supervisor")
    await sue.sign_in("supervisor-1")
    async with sue.http.get(f"{house.service.url}/api/v1/audit") as answer:
        entries = (await answer.json())["entries"]
    noted = [(each["outcome"], each["by"]) for each in entries if each["action"] == "sign_in.refused"]
    (_, bea), *unknown = noted
    assert unknown == [("incomplete", "unknown"), ("no_role", "unknown")]
    assert bea.startswith("p-")


async def test_a_lock_or_a_role_taken_away_ends_what_was_open(
    house: House, settings: Settings, directory: Directory
) -> None:
    async def does(action: AccessAction, staff_id: str) -> None:
        own = directory.model_copy()
        assert await administer_access(settings, own, action, staff_id, out=io.StringIO()) == 0

    ann = house.service.person("desk")
    await house.signs_in(ann, "desk", "ann")
    name = (await ann.open())["staff"]["staff_id"]
    await does(AccessAction.LOCK, name)
    assert await ann.is_closed_with() == CloseCode.SIGNED_OUT
    assert await house.signs_in(ann, "desk", "ann") == "/desk/?sign-in=account_locked"
    await does(AccessAction.UNLOCK, name)
    await house.signs_in(ann, "desk", "ann")
    await ann.open()
    async with (
        aiohttp.ClientSession() as http,
        http.put(f"{house.provider.url}/users/ann", json={"name": "Ann", "groups": []}),
    ):
        pass
    assert await house.signs_in(house.service.person("desk"), "desk", "ann") == "/desk/?sign-in=no_role"
    assert await ann.is_closed_with() == CloseCode.SIGNED_OUT
    await ann.connect()
    assert await ann.is_closed_with() == CloseCode.SIGNED_OUT


async def test_nobody_is_led_elsewhere_and_without_the_provider_local_accounts_go_on(house: House) -> None:
    await house.provider.goes()
    person = house.service.person("desk")
    evil = "//evil.example.org/<script>"
    here = URL(house.service.url)
    for query in ({"error": evil, "state": evil}, {"code": "x", "state": f"{evil}.x"}, {"state": "booth.x"}):
        back = (here / "oidc/callback").update_query(query)
        assert await house.comes(person, back) == "/desk/?sign-in=expired"

    async def ways() -> object:
        async with aiohttp.ClientSession() as http, http.get(f"{house.service.url}/api/v1/sign-in") as answer:
            return await answer.json()

    assert await ways() == {"local": True, "provider": {"name": "", "available": False}}
    assert str(await house.goes(person, "desk")) == "/desk/?sign-in=provider_unavailable"
    assert await person.sign_in("agent-1") == 200
    for _ in range(600):
        await house.goes(person, "desk")
    assert str(await house.goes(person, "desk")) == "/desk/?sign-in=too_many_attempts"


def test_the_tables_that_operators_are_shown_can_be_used(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs/operating.md").read_text("utf-8")
    tables = [each for each in re.findall(r"```toml\n(.*?)```", guide, re.DOTALL) if "[role]" in each]
    assert len(tables) == 2
    for number, text in enumerate(tables):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, "utf-8")
        assert Role.SUPERVISOR in read_claim_table(path).role.values.values()


def test_settings_say_what_is_missing_and_a_table_names_what_there_is(
    settings: Settings, directory: Directory, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="oidc_issuer needs oidc_client_id and oidc_claims and public_url"):
        Settings(oidc_issuer="https://id.example.org")
    with pytest.raises(ValueError, match="must be like"):
        Settings(oidc_issuer="http://id.example.org")
    with pytest.raises(ValueError, match="nobody could sign in"):
        Settings(local_accounts=False)
    own = with_provider(settings, "https://id.example.org", 1, tmp_path)
    assert claim_table_of(own, directory).languages.claim == "languages"
    for wrong, said in (
        ("[role]", "role.values: Field required"),
        ("[", "not valid TOML"),
        (CLAIMS.replace("midden", "onder"), "unknown centre: onder-nederland"),
        (CLAIMS.replace('"agent"', '"chief"'), "role.values.rsc"),
    ):
        (tmp_path / "claims.toml").write_text(wrong, "utf-8")
        with pytest.raises(SettingsError, match=said):
            claim_table_of(own, directory)
