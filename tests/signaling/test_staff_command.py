"""``callrouter staff``, beside a running node."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from callrouter.model.directory import Directory
from signaling.cli import main
from signaling.commands.staff import StaffAction, administer_staff
from signaling.protocol.errors import CloseCode
from signaling.settings import Settings
from tests.signaling.conftest import PASSWORD, Service

_SERVICE = {
    "staff_id": "service-9",
    "role": "service",
    "display_name": "Kim",
    "centre": "midden-nederland",
    "languages": ("nl",),
    "locations": ("utrecht-stationsplein",),
}


async def test_somebody_is_added_changed_and_removed_from_the_terminal(
    service: Service, settings: Settings, directory: Directory, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = _SERVICE | {"password_hash": directory.accounts[0].password_hash}

    async def run(action: StaffAction, who: Mapping[str, Any] = _SERVICE, *, status: int = 0) -> str:
        out = io.StringIO()
        own = directory.model_copy()
        assert await administer_staff(settings, own, action, who, out=out) == status, out.getvalue()
        return out.getvalue()

    assert "added" in await run(StaffAction.ADD, mine)
    assert "so already" in await run(StaffAction.ADD, mine)
    listed = await run(StaffAction.LIST)
    assert "service-9" in listed
    assert "agent-1" in listed
    kim = service.person("station")
    assert await kim.sign_in("service-9", PASSWORD) == 200
    await kim.open()
    await kim.says("status.set", status="ready")
    await run(StaffAction.ADD, mine | {"display_name": "Kim K."})
    assert await kim.is_closed_with() == CloseCode.GOING_AWAY
    assert (await kim.open())["staff"]["status"] == "ready"
    sue = await service.staff("supervisor", "supervisor-1", ready=False)
    await run(StaffAction.REMOVE, {"staff_id": "service-9"})
    assert await kim.is_closed_with() == CloseCode.SIGNED_OUT
    gone = await sue.hears("staff.changed", lambda m: m["staff"]["staff_id"] == "service-9")
    assert gone["staff"]["status"] in {"offline", "away"}
    assert await kim.sign_in("service-9", PASSWORD) == 401
    assert "nobody was added" in await run(StaffAction.REMOVE, {"staff_id": "service-9"}, status=1)
    assert "file" in await run(StaffAction.REMOVE, {"staff_id": "agent-1"}, status=1)
    lost = await run(StaffAction.ADD, _SERVICE | {"centre": "mars", "locations": None}, status=1)
    assert lost == "service-9: centre: there is no mars; there are midden-nederland, noord-nederland\n"
    assert "a service employee has locations" in await run(
        StaffAction.ADD, _SERVICE | {"locations": None}, status=1
    )
    strange = await run(StaffAction.ADD, _SERVICE | {"languages": ("klingon",)}, status=1)
    assert strange.startswith("service-9: languages: 'klingon' is none")
    assert strange.count("\n") == 1
    assert "stands in the directory's file" in await run(
        StaffAction.ADD, _SERVICE | {"staff_id": "service-1"}, status=1
    )
    await run(StaffAction.EXPORT, {"staff_id": "kimm"})
    assert "kimm: nothing is kept of this name" in capsys.readouterr().err
    assert "staff_id" in await run(StaffAction.ADD, _SERVICE | {"staff_id": "Kim!"}, status=1)


async def test_somebody_is_told_what_is_kept_of_them_and_erased_when_they_left(
    service: Service, settings: Settings, directory: Directory
) -> None:
    kim = _SERVICE | {"password_hash": directory.accounts[0].password_hash}

    async def run(action: StaffAction, who: Mapping[str, Any], *, status: int = 0) -> str:
        out = io.StringIO()
        assert await administer_staff(settings, directory.model_copy(), action, who, out=out) == status
        return out.getvalue()

    desk, booth = await service.staff("desk", "agent-1"), await service.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = (await desk.hears("reservation.created"))["reservation"]
    await desk.says("reservation.decline", reservation_id=ringing["reservation_id"])
    await desk.hears("reservation.ended")
    exported = await run(StaffAction.EXPORT, {"staff_id": "agent-1"})
    kept = {section["what"]: section["kept"] for section in json.loads(exported)}
    assert {"account", "sign_ins", "status", "day"} <= set(kept)
    assert [entry["outcome"] for entry in kept["day"]] == ["declined"]
    assert "argon2" not in exported
    assert "scrypt" not in exported
    assert "works here" in await run(StaffAction.ERASE, {"staff_id": "agent-1"}, status=1)
    await run(StaffAction.ADD, kim)
    page = service.person("station")
    await page.sign_in("service-9", PASSWORD)
    await run(StaffAction.REMOVE, {"staff_id": "service-9"})
    assert "erased" in await run(StaffAction.ERASE, {"staff_id": "service-9"})
    left = json.loads(await run(StaffAction.EXPORT, {"staff_id": "service-9"}))
    assert {section["what"] for section in left} <= {"audit_trail", "figures"}


def test_a_role_is_one_of_staff(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["staff", "add", "x", "--role", "visitor", "--display-name", "X", "--centre", "c"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("callrouter staff add: argument --role: invalid choice: 'visitor'")
    assert "'agent'" in said
    assert said.count("\n") == 2, "not the usage, which names every setting"
