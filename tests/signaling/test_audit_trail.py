"""The audit trail from outside: what people do at pages and at the terminal is told, and can be read."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from callrouter.model.directory import Directory
from callrouter.policy.audit_trail import GENESIS
from signaling.audit_export import AuditFormat
from signaling.commands.callbacks import CallbackAction, Wanted, administer_callbacks
from signaling.commands.doctor import examine
from signaling.commands.export import Period, export_audit
from signaling.settings import Settings
from tests.signaling.conftest import Person, Service
from tests.signaling.test_callback_command import asks

pytestmark = [pytest.mark.valkey, pytest.mark.network]


def _now() -> Period:
    """Return yesterday and the two days after: a test may run over midnight."""
    today = date.today()  # noqa: DTZ011  (by this machine's clock)
    return Period(first=today - timedelta(days=1), last=today + timedelta(days=1))


async def _exported(settings: Settings) -> list[dict[str, Any]]:
    out = io.StringIO()
    assert await export_audit(settings, _now(), AuditFormat.JSONL, out=out) == 0
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
    entries = await _exported(settings)
    told = [(entry["action"], entry["by"], entry.get("subject"), entry["outcome"]) for entry in entries]
    assert told == [
        ("sign_in.refused", "unknown", "agent-1", "wrong_credentials"),
        ("sign_in.refused", "unknown", None, "wrong_credentials"),
        ("sign_in.refused", "supervisor-1", "supervisor-1", "wrong_role"),
        ("sign_in.done", "agent-1", None, "desk"),
        ("sign_in.ended", "agent-1", None, "desk"),
        ("export.made", "operator", "audit", "jsonl"),
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
    await export_audit(settings, _now(), AuditFormat.JSONL, out=out)
    after = GENESIS
    for line in out.getvalue().splitlines():
        text = line.removeprefix('{"entry":').rpartition(',"hash":')[0]
        after = sha256(f"{after}{text}".encode()).hexdigest()
        assert json.loads(line)["hash"] == after
    out = io.StringIO()
    await export_audit(settings, _now(), AuditFormat.CSV, out=out)
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


async def _get(person: Person, service: Service, path: str) -> Any:
    async with person.http.get(f"{service.url}/api/v1{path}") as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def test_a_supervisor_reads_what_was_done_with_the_names_of_today(service: Service) -> None:
    sue = service.person("supervisor")
    await sue.sign_in("supervisor-1")
    async with sue.http.put(
        f"{service.url}/api/v1/locations/utrecht-stationsplein/door",
        json={"open": False},
        headers={"Origin": service.url},
    ) as answer:
        assert answer.status == 200
    page = await _get(sue, service, "/audit?action=location")
    (entry,) = page["entries"]
    assert (entry["by"], entry["action"], entry["outcome"]) == ("supervisor-1", "location.switched", "closed")
    assert entry["by_name"]
    assert entry["subject_name"]
    assert page["next"] is None
    assert (await _get(sue, service, "/audit?text=stationsplein"))["entries"] == [entry]
    chain = await _get(sue, service, "/audit/chain")
    assert (chain["entries"], chain["broken"]) == (2, None)


async def test_who_queues_a_call_for_a_booth_is_told(service: Service) -> None:
    sue, desk = service.person("supervisor"), service.person("desk")
    await desk.sign_in("agent-1")
    await desk.open()
    await desk.says("status.set", status="ready")
    await sue.sign_in("supervisor-1")
    body = {"booth_id": "booth:demo", "language": "nl", "subject": "question"}
    async with sue.http.post(
        f"{service.url}/api/v1/calls", json=body, headers={"Origin": service.url}
    ) as answer:
        call = await answer.json()
        assert answer.status == 200, call
    (entry,) = (await _get(sue, service, "/audit?action=call.requested"))["entries"]
    assert (entry["by"], entry["subject"]) == ("supervisor-1", call["call_id"])


async def test_an_export_is_an_entry_of_itself(service: Service) -> None:
    sue = service.person("supervisor")
    await sue.sign_in("supervisor-1")
    async with sue.http.get(f"{service.url}/api/v1/audit/export?from_at=0&to_at=8000000000000") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-1970-01-01-')
        rows = list(csv.DictReader(io.StringIO(await answer.text())))
    assert [(row["action"], row["by"], row["subject"]) for row in rows] == [
        ("sign_in.done", "supervisor-1", ""),
        ("export.made", "supervisor-1", "audit"),
    ]


@pytest.mark.parametrize(
    "query", ["from_at=5&to_at=5", "limit=0", "before=x", "nothing=1", "text=" + "x" * 101]
)
async def test_what_cannot_be_searched_for_is_refused(service: Service, query: str) -> None:
    sue = service.person("supervisor")
    await sue.sign_in("supervisor-1")
    async with sue.http.get(f"{service.url}/api/v1/audit?{query}") as answer:
        assert answer.status == 400
        assert (await answer.json())["code"] == "bad_request"


@pytest.mark.parametrize("path", ["/audit", "/audit/chain", "/audit/export?from_at=0&to_at=1"])
async def test_it_is_for_supervisors_only(service: Service, path: str) -> None:
    agent = service.person("desk")
    await agent.sign_in("agent-1")
    async with agent.http.get(f"{service.url}/api/v1{path}") as answer:
        assert answer.status == 401
