"""The audit trail from outside: what people do at pages and at the terminal is told, and can be read."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from callrouter.model.directory import Directory
from callrouter.policy.audit_trail import GENESIS
from signaling.audit_export import AuditFormat
from signaling.callback_command import CallbackAction, Wanted, administer_callbacks
from signaling.doctor import examine
from signaling.export_command import Period, export_audit
from signaling.settings import Settings
from tests.signaling.conftest import Service
from tests.signaling.test_callback_command import asks

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_TODAY = Period(first=date.today(), last=date.today())  # noqa: DTZ011  (by this machine's clock)


async def _exported(settings: Settings) -> list[dict[str, Any]]:
    out = io.StringIO()
    assert await export_audit(settings, _TODAY, AuditFormat.JSONL, out=out) == 0
    return [json.loads(line)["entry"] for line in out.getvalue().splitlines()]


async def test_signing_in_and_out_is_told_and_of_a_wrong_name_not_which(
    service: Service, settings: Settings
) -> None:
    person = service.person("desk")
    assert await person.sign_in("agent-1", "wrong") == 401
    assert await person.sign_in("My Pa55word", "agent-1") == 401
    assert await person.sign_in("supervisor-1") == 403
    assert await person.sign_in("agent-1") == 200
    assert await person.sign_out() == 200
    told = [(entry["action"], entry["by"], entry["outcome"]) for entry in await _exported(settings)]
    assert told == [
        ("sign_in.refused", "agent-1", "wrong_credentials"),
        ("sign_in.refused", "unknown", "wrong_credentials"),
        ("sign_in.refused", "supervisor-1", "wrong_role"),
        ("sign_in.done", "agent-1", "desk"),
        ("sign_out.done", "agent-1", "desk"),
        ("export.made", "operator", "jsonl"),
    ]


async def test_refusals_of_one_name_do_not_fill_the_trail(service: Service, settings: Settings) -> None:
    for number in range(15):
        assert await service.person("desk").sign_in(f"guess-{number}", "wrong") == 401
    actions = [entry["action"] for entry in await _exported(settings)]
    assert actions == ["sign_in.refused"] * 10 + ["export.made"]


async def test_an_export_can_be_checked_by_itself_and_opened_by_a_spreadsheet(
    service: Service, settings: Settings
) -> None:
    await service.person("desk").sign_in("agent-1")
    out = io.StringIO()
    await export_audit(settings, _TODAY, AuditFormat.JSONL, out=out)
    after = GENESIS
    for line in out.getvalue().splitlines():
        text = line.removeprefix('{"entry":').rpartition(',"hash":')[0]
        after = sha256(f"{after}{text}".encode()).hexdigest()
        assert json.loads(line)["hash"] == after
    out = io.StringIO()
    await export_audit(settings, _TODAY, AuditFormat.CSV, out=out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["action"] for row in rows] == ["sign_in.done", "export.made", "export.made"]
    assert rows[1]["hash"] == after
    assert rows[0]["time_utc"].endswith("+00:00")


async def test_who_erases_at_the_terminal_is_told_without_whom(
    service: Service, settings: Settings, directory: Directory
) -> None:
    await asks(service, "r1", phone="+31501234567")
    out = io.StringIO()
    wanted = Wanted(phone="0501234567")
    status = await administer_callbacks(settings, directory, CallbackAction.ERASE, wanted, out=out)
    assert status == 0, out.getvalue()
    told = [(entry["action"], entry["by"]) for entry in await _exported(settings)]
    assert told[-3:] == [
        ("erasure.asked", "operator"),
        ("callback.erase", "operator"),
        ("export.made", "operator"),
    ]
    assert "1234567" not in json.dumps(await _exported(settings))


async def test_doctor_says_that_the_chain_holds_and_where_it_ends(
    service: Service, settings: Settings
) -> None:
    await service.person("desk").sign_in("agent-1")
    await _exported(settings)
    out = io.StringIO()
    await examine(settings, whole=True, out=out)
    (line,) = [line for line in out.getvalue().splitlines() if "audit trail" in line]
    assert "2 entries since" in line
    assert "the chain holds; 2: " in line
