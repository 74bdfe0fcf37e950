"""The ``callrouter callbacks`` command: how requests stand; a citizen told or erased; beside a node."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TextIO

import uvloop

from callrouter.model.callbacks import CallbackState
from callrouter.model.directory import Directory
from callrouter.model.refusal import Refusal
from callrouter.policy.phone_numbers import read_phone_number
from callrouter.queueing import CallbackStore, KeptCallback
from callrouter.services.absences import AbsenceRegister
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.callbacks import CallbackService
from callrouter.services.letters import LetterWriter
from signaling.commands.directories import directory_of
from signaling.commands.options import Commands, add_action, add_beside_node, add_group
from signaling.commands.terminal import aligned
from signaling.person_export import as_json, of_citizen
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import Stores, beside_node

#: Who erases, in the journal.
_OPERATOR: Final = "operator"


class CallbackAction(StrEnum):
    """What is to be done."""

    LIST = "list"
    EXPORT = "export"
    ERASE = "erase"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whose requests are meant: one by its reference, or all of a phone number or a mail address."""

    reference: str | None = None
    phone: str | None = None
    mail: str | None = None

    def matching(self) -> Callable[[KeptCallback], bool]:
        """Return what tells a request that is meant. Raises ValueError for a number that is none."""
        if self.reference is not None:
            reference = self.reference.strip().upper()
            return lambda kept: kept.request.reference == reference
        if self.phone is not None:
            phone = read_phone_number(self.phone)
            if phone is None:
                raise ValueError("this is no phone number")
            return lambda kept: kept.contact is not None and kept.contact.phone == phone
        mail = (self.mail or "").strip().casefold()
        return lambda kept: (
            kept.contact is not None
            and kept.contact.mail is not None
            and kept.contact.mail.casefold() == mail
        )


def add(commands: Commands) -> None:
    """Add the command."""
    actions = add_group(commands, "callbacks", "count callback requests, tell or erase whose they are", run)
    purpose = "count requests by queue and state, and those past due"
    add_beside_node(add_action(actions, CallbackAction.LIST, purpose))
    for action, purpose in (
        (CallbackAction.EXPORT, "write all that is kept of a citizen as JSON, on their request"),
        (CallbackAction.ERASE, "erase who a citizen is, on their request; open requests are closed"),
    ):
        command = add_action(actions, action, purpose)
        whose = command.add_mutually_exclusive_group(required=True)
        whose.add_argument("reference", nargs="?", metavar="REFERENCE", help="as the citizen was told it")
        whose.add_argument("--phone", metavar="NUMBER", help="all requests of a phone number")
        whose.add_argument("--mail", metavar="ADDRESS", help="all requests of a mail address")
        add_beside_node(command)


def run(arguments: Namespace, settings: Settings) -> int:
    """Carry out the action, beside a running node."""
    directory = directory_of(settings, demo=arguments.demo)
    wanted = Wanted(**{name: getattr(arguments, name, None) for name in ("reference", "phone", "mail")})
    action = CallbackAction(arguments.action)
    return uvloop.run(administer_callbacks(settings, directory, action, wanted, out=sys.stdout))


async def administer_callbacks(
    settings: Settings, directory: Directory, action: CallbackAction, wanted: Wanted, *, out: TextIO
) -> int:
    """Carry out an action. Returns 0, or 1 when what was wanted isn't, or not all, done.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
    async with beside_node(settings) as stores:
        if action is CallbackAction.LIST:
            print("\n".join(await _table(stores.callbacks)), file=out)
            return 0
        if action is CallbackAction.EXPORT:
            return await _export(stores, settings, directory, wanted, out)
        absences = AbsenceRegister(stores.documents, directory, now=now_ms)
        await absences.load()
        service = CallbackService(
            store=stores.callbacks,
            directory=directory,
            letters=LetterWriter(public_url=lambda: settings.public_url or ""),
            now=now_ms,
            absences=absences.known,
        )
        return await _erase(service, wanted, ActionNotes(stores.audit_trail), out)


async def _export(
    stores: Stores, settings: Settings, directory: Directory, wanted: Wanted, out: TextIO
) -> int:
    try:
        matches = wanted.matching()
    except ValueError as error:
        print(error, file=out)
        return 1
    found = [kept async for kept in stores.callbacks.every() if matches(kept)]
    if not found:
        print("no such request is kept", file=out)
        return 1
    await ActionNotes(stores.audit_trail).note("export.person", by=_OPERATOR)
    sections = [
        section
        for kept in sorted(found, key=lambda each: each.request.requested_at)
        for section in await of_citizen(stores, settings, directory, kept)
    ]
    print(as_json(sections), file=out)
    return 0


async def _erase(service: CallbackService, wanted: Wanted, notes: ActionNotes, out: TextIO) -> int:
    try:
        matches = wanted.matching()
    except ValueError as error:
        print(error, file=out)
        return 1
    found = [kept.request async for kept in service.store.every() if matches(kept)]
    if not found:
        print("no such request is kept", file=out)
        return 1
    # Not by what they were found: a number or an address would say whose they are.
    await notes.note("erasure.asked", by=_OPERATOR, outcome=str(len(found)))
    refused = False
    for request in sorted(found, key=lambda each: each.requested_at):
        if request.erased_at is not None:
            print(f"{request.reference}: was erased before", file=out)
            continue
        try:
            await service.erase(request.request_id, by=_OPERATOR)
            print(f"{request.reference}: erased", file=out)
        except Refusal:
            refused = True
            print(f"{request.reference}: they wait or talk now; erase it when that is over", file=out)
    return int(refused)


async def _table(store: CallbackStore) -> list[str]:
    now = now_ms()
    counts: dict[str, Counter[str]] = {}
    async for kept in store.every():
        request = kept.request
        count = counts.setdefault(request.queue, Counter())
        count[request.state] += 1
        count["overdue"] += request.state is not CallbackState.CLOSED and request.due_at <= now
        count["erased"] += request.erased_at is not None
    columns = (*CallbackState, "overdue", "erased")
    rows = [("QUEUE", *(column.upper() for column in columns))]
    rows += [(queue, *(str(counts[queue][column]) for column in columns)) for queue in sorted(counts)]
    return aligned(rows)
