"""Reports as supervisors get them: over the API, and as files that other programs read."""

from __future__ import annotations

import csv
import io
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from callrouter.model.audit_trail import ActionNoted
from callrouter.model.directory import Directory
from callrouter.policy.rollup import Dimension
from signaling.commands.export import export_report
from signaling.http.api.day_reports import ExportQuery
from signaling.http.api.parquet import Column, Kind, parquet
from signaling.settings import Settings
from tests.signaling.conftest import Message, Person, Service

ZONE = ZoneInfo("Europe/Amsterdam")


async def _asks(service: Service, person: Person, path: str) -> tuple[int, Message]:
    async with person.http.get(f"{service.url}/api/v1/statistics/{path}") as response:
        return response.status, await response.json()


async def _file(service: Service, person: Person, path: str) -> tuple[str, bytes]:
    async with person.http.get(f"{service.url}/api/v1/statistics/export?{path}") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"].startswith('attachment; filename="calls-')
        return response.content_type, await response.read()


@pytest.mark.valkey
@pytest.mark.network
async def test_a_report_and_its_files_tell_the_same(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth("demo")
    call_id = (await booth.says("call.request", language="de", subject="question"))["call_id"]
    await booth.says("call.leave", call_id=call_id)
    await supervisor.hears("call.ended")
    today = datetime.fromtimestamp(time.time(), ZONE).date()
    days = f"from_day={today}&to_day={today}"
    status, report = await _asks(service, supervisor, f"report?{days}&step=hour&subject=question")
    assert status == 200
    assert report["total"]["figures"]["calls"]["abandoned"] == 1
    assert report["total"]["measures"]["abandon_rate"] == 1
    assert [(each["day"], each["hour"] is None) for each in report["over_time"]] == [(str(today), False)]
    assert [(each["value"]) for each in report["by_location"]] == ["utrecht-stationsplein"]
    _, other = await _asks(service, supervisor, f"report?{days}&subject=complaint")
    assert (other["over_time"], other["by_language"]) == ([], [])
    kind, text = await _file(service, supervisor, f"{days}&by=location,language")
    assert kind == "text/csv"
    (row,) = csv.DictReader(io.StringIO(text.decode()))
    told = {name: row[name] for name in ("day", "location", "language", "offered", "service_level")}
    expected = {"day": str(today), "location": "utrecht-stationsplein", "language": "de"}
    assert told == {**expected, "offered": "1", "service_level": "0.0"}
    _, content = await _file(service, supervisor, f"{days}&by=location,language&format=parquet")
    (same,) = pq.read_table(io.BytesIO(content)).to_pylist()
    assert {name: str(value) for name, value in same.items() if value is not None} == {
        name: value for name, value in row.items() if value
    }


@pytest.mark.valkey
@pytest.mark.network
async def test_a_report_that_cant_be_made_says_why(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    for wrong, where in (
        ("from_day=2026-01-02&to_day=2026-01-01", "body"),
        ("from_day=2024-01-01&to_day=2026-01-01", "body"),
        ("from_day=2026-01-01&to_day=2026-02-01&step=hour", "body"),
        ("from_day=yesterday&to_day=2026-01-01", "from_day"),
        ("from_day=2026-01-01&to_day=2026-01-01&threshold_s=7", "threshold_s"),
    ):
        for path in ("report", "export"):
            status, fault = await _asks(service, supervisor, f"{path}?{wrong}")
            assert (status, fault["code"]) == (400, "bad_request")
            assert [each["where"] for each in fault["faults"]] == [where]
    _, told = await _asks(service, supervisor, "definitions")
    assert {"service_level", "abandoned"} <= {each["figure"] for each in told["definitions"]}
    agent = await service.staff("desk", "agent-1")
    assert (await _asks(service, agent, "report?from_day=2026-01-01&to_day=2026-01-01"))[0] == 401


@pytest.mark.valkey
@pytest.mark.network
async def test_a_table_is_exported_at_the_terminal_and_the_export_is_noted(
    service: Service, settings: Settings, directory: Directory
) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth("demo")
    await booth.says("call.request", language="de", subject="question")
    await supervisor.hears("call.queued")
    today = datetime.fromtimestamp(time.time(), ZONE).date()
    out = io.BytesIO()
    query = ExportQuery(from_day=today, to_day=today, by=(Dimension.SUBJECT,))
    assert await export_report(settings, directory, query, out=out) == 0
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode()))
    assert (row["subject"], row["offered"]) == ("question", "1")
    told = await service.node.stores.journal.after("0-0", limit=1000) or ()
    noted = [(each.action, each.by, each.subject) for each in told if isinstance(each, ActionNoted)]
    assert ("export.made", "operator", "statistics") in noted


@pytest.mark.parametrize("rows", [0, 1, 3000])
def test_parquet_is_read_as_it_was_written(rows: int) -> None:
    values = {
        "day": [None if n % 7 == 3 else date.fromordinal(719_000 + n) for n in range(rows)],
        "whole": [(-1) ** n * 2 ** (n % 63) for n in range(rows)],
        "real": [None if n % 2 else n / 3 for n in range(rows)],
        "text": ["é" * (n % 300) for n in range(rows)],
    }
    kinds = dict(zip(values, (Kind.DAY, Kind.WHOLE, Kind.REAL, Kind.TEXT), strict=True))
    content = parquet([Column(name, kinds[name], column) for name, column in values.items()])
    assert pq.read_table(io.BytesIO(content)).to_pydict() == values
