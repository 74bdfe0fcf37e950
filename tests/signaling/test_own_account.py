"""What somebody signed in sees and changes of how they sign in, and what others do about it."""

from __future__ import annotations

import io
import time
from typing import Any

import pyotp
import pytest

from callrouter.model.directory import Directory
from signaling.commands.staff_access import AccessAction, administer_access
from signaling.settings import Settings
from tests.signaling.conftest import PASSWORD, Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

NEW, WRONG = "een fiets zonder licht", "wrong"


async def _asks(person: Person, service: Service, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    url = f"{service.url}/api/v1/{path}"
    page = person.query["page"]
    whose = {"page": page} if path.startswith("account") else {}
    if body or path.count("/"):
        asked = person.http.post(url, json=whose | body, headers={"Origin": service.url})
    else:
        asked = person.http.get(url, params={"page": page})
    async with asked as response:
        return response.status, await response.json()


async def test_somebody_sees_where_they_are_signed_in_and_ends_one_elsewhere(service: Service) -> None:
    here, there = await service.staff("desk", "agent-1"), await service.staff("desk", "agent-1")
    status, told = await _asks(here, service, "account")
    assert status == 200
    assert [each["current"] for each in told["sign_ins"]] == [False, True], "the newest first"
    assert told["sign_ins"][0]["on"] == {"browser": "other", "system": "other"}
    other = told["sign_ins"][0]["sign_in_id"]
    assert (await _asks(here, service, "account/sign-ins/end", sign_in_id=other))[0] == 200
    assert await there.is_closed_with() == 4001
    assert (await _asks(there, service, "account"))[0] == 401
    colleague = await service.staff("desk", "agent-2")
    mine = told["sign_ins"][1]["sign_in_id"]
    await _asks(colleague, service, "account/sign-ins/end", sign_in_id=mine)
    assert len((await _asks(here, service, "account"))[1]["sign_ins"]) == 1


async def test_a_second_step_is_set_up_and_removed_by_who_knows_the_password(service: Service) -> None:
    agent = await service.staff("desk", "agent-1")
    status, told = await _asks(agent, service, "account/second-step", password=WRONG)
    assert (status, told["code"]) == (403, "wrong_credentials")
    status, offer = await _asks(agent, service, "account/second-step", password=PASSWORD)
    assert status == 200
    assert (await _asks(agent, service, "account/second-step/confirm", code="000000"))[0] == 403
    code = pyotp.HOTP(offer["secret"]).at(int(time.time()) // 30)
    status, told = await _asks(agent, service, "account/second-step/confirm", code=code)
    assert (status, len(told["recovery_codes"])) == (200, 10)
    _, told = await _asks(agent, service, "account")
    assert (told["second_step"], told["recovery_codes"]) == (True, 10)
    assert await service.person("desk").sign_in("agent-1") == 401
    new_code = pyotp.HOTP(offer["secret"]).at(int(time.time()) // 30 + 1)
    for path in ("account/second-step", "account/second-step/remove"):
        status, told = await _asks(agent, service, path, password=PASSWORD)
        assert (status, told["code"]) == (403, "code_wanted"), "an open page and a password aren't enough"
    change = {"current": PASSWORD, "new": NEW}
    assert (await _asks(agent, service, "account/password", **change))[1]["code"] == "code_wanted"
    assert (await _asks(agent, service, "account/password", **change, code=code))[1]["code"] == "wrong_code"
    taken = await _asks(agent, service, "account/second-step/remove", password=PASSWORD, code=new_code)
    assert taken[0] == 200
    assert await service.person("desk").sign_in("agent-1") == 200


async def test_a_password_that_cannot_be_is_said_and_changes_nothing(service: Service) -> None:
    agent = await service.staff("desk", "agent-1")
    status, told = await _asks(agent, service, "account/password", current=PASSWORD, new="kort")
    assert (status, told["code"]) == (422, "too_short")
    assert (await _asks(agent, service, "account/password", current=WRONG, new=NEW))[0] == 403
    assert await agent.sign_in("agent-1") == 200
    assert (await _asks(agent, service, "account/password", current=PASSWORD, new=NEW))[0] == 200
    assert await agent.sign_in("agent-1") == 401
    assert await agent.sign_in("agent-1", NEW) == 200


async def test_a_supervisor_signs_somebody_out_and_an_employee_nobody(service: Service) -> None:
    chief, agent = await service.staff("supervisor", "supervisor-1"), await service.staff("desk", "agent-1")
    assert (await _asks(agent, service, "people/agent-2/sign-out"))[0] == 401
    assert await _asks(chief, service, "people/agent-1/sign-out", why="laptop weg") == (200, {"sign_ins": 1})
    assert await agent.is_closed_with() == 4001
    assert (await _asks(chief, service, "people/nobody/sign-out"))[0] == 404


async def test_the_operator_sets_passwords_and_locks_accounts(
    service: Service, settings: Settings, directory: Directory
) -> None:
    agent = await service.staff("desk", "agent-1")

    async def run(action: AccessAction, *, who: str = "agent-1", given: str = "", status: int = 0) -> str:
        out = io.StringIO()
        own = directory.model_copy()
        done = await administer_access(settings, own, action, who, out=out, password=given)
        assert done == status, out.getvalue()
        return out.getvalue()

    assert "nobody" in await run(AccessAction.LOCK, who="agent-99", status=1)
    assert "12 characters" in await run(AccessAction.PASSWORD, given="kort", status=1)
    assert "1 times" in await run(AccessAction.SIGN_OUT)
    assert await agent.is_closed_with() == 4001
    await run(AccessAction.PASSWORD, given=NEW)
    assert await agent.sign_in("agent-1") == 401
    assert await agent.sign_in("agent-1", NEW) == 200
    await run(AccessAction.LOCK)
    assert await agent.sign_in("agent-1", NEW) == 403
    await run(AccessAction.UNLOCK)
    await run(AccessAction.TOTP_RESET)
    assert await agent.sign_in("agent-1", NEW) == 200
