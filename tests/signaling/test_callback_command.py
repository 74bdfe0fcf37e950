"""``callrouter callbacks``: how requests stand, and erasing whose they are, beside a running node."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from callrouter.model.callback_events import CallbackChanged
from callrouter.model.callbacks import (
    CallbackRequest,
    CallbackState,
    Channel,
    Contact,
    NewCallback,
    Origin,
    Wishes,
)
from callrouter.model.directory import Directory
from callrouter.model.states import Subject
from signaling.cli import main
from signaling.commands.callbacks import CallbackAction, Wanted, administer_callbacks
from signaling.settings import Settings
from signaling.stores import beside_node
from tests.signaling.conftest import Service

CONTACT = {"name": "Jo Smit", "phone": "+31612345678", "mail": "jo@example.org"}
pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def asks(service: Service, name: str, *, phone: str, mail: str | None = None) -> CallbackRequest:
    new = NewCallback(
        request_id=name,
        origin=Origin.FORM,
        contact=Contact(name="Jo Smit", phone=phone, mail=mail),
        postcode="9712",
        subject=Subject.QUESTION,
        language="nl",
        wishes=Wishes(channel=Channel.PHONE),
    )
    return await service.node.parts.desk.callbacks.ask(new)


class Terminal:
    """Where an operator types."""

    def __init__(self, settings: Settings, directory: Directory) -> None:
        self._settings = settings
        self._directory = directory

    async def erases(self, wanted: Wanted) -> tuple[int, list[str]]:
        """Erase, and return the status and the lines told."""
        return await self._run(CallbackAction.ERASE, wanted)

    async def exports(self, wanted: Wanted) -> tuple[int, list[dict[str, Any]]]:
        """Export, and return the status and the sections."""
        status, lines = await self._run(CallbackAction.EXPORT, wanted)
        return status, json.loads("\n".join(lines))

    async def lists(self) -> list[list[str]]:
        """Return the cells of the table."""
        status, lines = await self._run(CallbackAction.LIST, Wanted())
        assert status == 0
        return [line.split() for line in lines]

    async def _run(self, action: CallbackAction, wanted: Wanted) -> tuple[int, list[str]]:
        out = io.StringIO()
        status = await administer_callbacks(self._settings, self._directory, action, wanted, out=out)
        return status, out.getvalue().splitlines()


@pytest.fixture
def terminal(settings: Settings, directory: Directory) -> Terminal:
    return Terminal(settings, directory)


async def test_a_reference_erases_one_request_and_says_so_in_the_journal(
    service: Service, terminal: Terminal, settings: Settings
) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    one = await asks(service, "request-1", phone="+31612345678")
    other = await asks(service, "request-2", phone="+31612345678")
    assert await terminal.erases(Wanted(reference=one.reference.lower())) == (0, [f"{one.reference}: erased"])
    await officer.hears("callback.changed", lambda told: told["request"]["state"] == "closed")
    desk = service.node.parts.desk.callbacks
    erased, kept = await desk.store.get(one.request_id), await desk.store.get(other.request_id)
    assert erased is not None
    assert kept is not None
    assert (erased.contact, erased.request.state) == (None, CallbackState.CLOSED)
    assert kept.contact is not None
    async with beside_node(settings) as stores:
        events = await stores.journal.newest(100)
    changes = [event for event in events if isinstance(event, CallbackChanged)]
    assert [(each.step, each.by) for each in changes if each.step == "erase"] == [("erase", "operator")]
    assert await terminal.erases(Wanted(reference=one.reference)) == (
        0,
        [f"{one.reference}: was erased before"],
    )


async def test_a_number_or_an_address_erases_all_of_a_citizens_requests(
    service: Service, terminal: Terminal
) -> None:
    asked = [
        await asks(service, "request-1", phone="+31612345678"),
        await asks(service, "request-2", phone="+31612345678", mail="Jo@example.org"),
        await asks(service, "request-3", phone="+31687654321", mail="jo@example.org"),
    ]
    status, told = await terminal.erases(Wanted(phone="06 1234 5678"))
    assert (status, set(told)) == (0, {f"{each.reference}: erased" for each in asked[:2]})
    assert await terminal.erases(Wanted(mail=" jo@Example.org")) == (0, [f"{asked[2].reference}: erased"])
    for wanted, said in (
        (Wanted(phone="0612345678"), "no such request is kept"),
        (Wanted(reference="NONE-SUCH"), "no such request is kept"),
        (Wanted(phone="twelve"), "this is no phone number"),
    ):
        assert await terminal.erases(wanted) == (1, [said])


async def test_all_that_is_kept_of_a_citizen_is_told_with_what_for_and_until_when(
    service: Service, terminal: Terminal, settings: Settings
) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    one = await asks(service, "request-1", phone="+31612345678", mail="jo@example.org")
    await asks(service, "request-2", phone="+31687654321")
    await officer.says("callback.note", callback_id=one.request_id, text="rings twice")
    status, kept = await terminal.exports(Wanted(phone="0612345678"))
    assert status == 0
    assert {section["request"] for section in kept} == {one.reference}
    assert all(section["why"] and section["until"] for section in kept)
    told = {section["what"]: section["kept"] for section in kept}
    assert set(told) - {"letters"} == {"contact", "request", "deliveries"}
    assert told["contact"] == CONTACT | {"note": "rings twice"}
    await terminal.erases(Wanted(reference=one.reference))
    _, kept = await terminal.exports(Wanted(reference=one.reference))
    assert "Jo Smit" not in str(kept)
    async with beside_node(settings) as stores:
        noted = [event for event in await stores.journal.newest(100) if event.type == "action.noted"]
    assert not [
        event for event in noted if one.reference in event.model_dump_json() or "612345678" in str(event)
    ]
    assert "export.person" in {event.action for event in noted}


async def test_requests_are_counted_by_queue_and_state(service: Service, terminal: Terminal) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    for number in range(3):
        await asks(service, f"request-{number}", phone=f"+3161234567{number}")
    await officer.says("callback.claim", callback_id="request-0")
    await terminal.erases(Wanted(phone="+31612345671"))
    head, row = await terminal.lists()
    assert dict(zip(head[1:], row[1:], strict=True)) == {
        "WAITING": "1",
        "CLAIMED": "1",
        "INVITED": "0",
        "PLANNED": "0",
        "TALKING": "0",
        "CLOSED": "1",
        "OVERDUE": "0",
        "ERASED": "1",
    }


@pytest.mark.parametrize(
    "words", [["callbacks", "erase"], ["callbacks", "erase", "7KM4-RX2P", "--phone", "0612345678"]]
)
def test_it_is_told_by_one_thing_whom_to_erase(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*words, "--demo"])
    assert end.value.code == 2
    assert "REFERENCE" in capsys.readouterr().err


def test_it_says_that_no_service_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["callbacks", "list", "--demo", "--data-dir", str(tmp_path)])
    assert end.value.code == 1
    assert f"no callrouter runs on the data directory {tmp_path}" in capsys.readouterr().err
