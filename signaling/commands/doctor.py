"""The ``callrouter doctor`` command: is a deployment fit, and does what it keeps make sense."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import uvloop

from callrouter.model.directory import Directory
from callrouter.queueing import (
    AuditTrailStore,
    CallbackStore,
    NodeRegistry,
    Outbox,
    QueueServerError,
    RelayRegistry,
    acl_line,
    connect,
    server_place,
)
from callrouter.queueing.audit import Examination, Finding
from callrouter.services.trail_signing import VerifyingKey
from signaling.blinding import blind_of
from signaling.commands.directories import read_directory
from signaling.commands.options import Commands, add_command
from signaling.examination.delivery import examine_delivery
from signaling.examination.edge import examine_edge
from signaling.examination.examined import Examined
from signaling.examination.machine import examine_machine
from signaling.examination.media import examine_media
from signaling.examination.messages import examine_messages, failed_messages
from signaling.examination.nodes import examine_nodes
from signaling.examination.provider import examine_provider
from signaling.examination.public import examine_public
from signaling.examination.reach import examine_reach
from signaling.examination.releases import examine_releases, judged
from signaling.examination.telling import Result, as_json, tell_findings, tell_results, tell_well
from signaling.examination.trail import examine_signatures, examine_trail
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.signing_key import LastSignedFile, known_signing_key, verifying_keys
from signaling.stores import known_server


@dataclass(frozen=True, kw_only=True)
class _Patient:
    """The server, and what is kept in it."""

    examination: Examination
    nodes: NodeRegistry
    relays: RelayRegistry
    outbox: Outbox
    callbacks: CallbackStore
    trail: AuditTrailStore
    #: Whether anybody else uses the server.
    in_service: bool


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "look at the queue's server and the media, say what to mend; exits with 1 if anything is"
    command = add_command(commands, "doctor", purpose, run)
    command.add_argument(
        "--audit", action="store_true", help="also read all the queue keeps and look for contradictions"
    )
    command.add_argument(
        "--acl",
        action="store_true",
        help="only print a line for the server's ACL file: the account redis_url names, and all it needs",
    )
    command.add_argument(
        "--json", action="store_true", help="write a JSON document: well, examined, findings"
    )
    command.add_argument(
        "--public-key",
        metavar="FILE",
        type=Path,
        help="check the audit trail's signatures by these lines, printed by doctor; default: own key",
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """Examine, and tell what was found."""
    if arguments.acl:
        place = None if settings.redis_url is None else server_place(settings.redis_url)
        print(acl_line(place, settings.namespace))  # noqa: T201  (what was asked for)
        return 0
    known = read_directory(settings.directory) if settings.directory is not None else None
    keys = verifying_keys(arguments.public_key) if arguments.public_key is not None else ()
    return uvloop.run(
        examine(
            settings,
            whole=arguments.audit,
            out=sys.stdout,
            directory=known,
            keys=keys,
            as_document=arguments.json,
        )
    )


async def examine(  # noqa: PLR0913  (what the command line says)
    settings: Settings,
    *,
    whole: bool,
    out: TextIO,
    directory: Directory | None = None,
    keys: Sequence[VerifyingKey] = (),
    as_document: bool = False,
) -> int:
    """Examine the deployment and, if ``whole``, all it keeps. Returns 0 when all is well, else 1.

    The audit trail's signatures are checked by ``keys``; without any, by the own key if there is one.
    Raises ``EmbeddedValkeyError`` when no server is named and nothing is kept here, and ``SettingsError``
    when the own key can't be read.
    """
    kept = known_signing_key(settings) if whole else None
    own, last = (None, None) if kept is None else (kept.public, LastSignedFile(settings).read())
    results: list[Result] = [*examine_edge(settings, now_ms=now_ms()), *examine_machine(settings)]
    findings: Sequence[Finding] = ()
    try:
        async with _examination(settings) as patient:
            results[:0] = await patient.examination.server()
            results += await _service(settings, directory, patient)
            if whole:
                results.append(await failed_messages(patient.callbacks, now_ms=now_ms()))
                results.append(await examine_trail(patient.trail))
                results.append(await examine_signatures(patient.trail, keys, own=own, last=last))
                progress = None if as_document else _progress(out)
                findings = judged(
                    await patient.examination.whole(progress=progress), await patient.nodes.all()
                )
    except QueueServerError as error:
        results.insert(0, Examined("server", str(error), "start it, or correct redis_url"))
        whole = False
    results += await examine_delivery(settings)
    results += [each async for each in examine_provider(settings, directory)]
    well = not findings and all(each.fit for each in results)
    if as_document:
        print(as_json(results, findings, well=well), file=out)
    else:
        tell_results(results, out)
        if whole:
            tell_findings(findings, settings.namespace, out)
        tell_well(well=well, out=out)
    return 0 if well else 1


async def _service(settings: Settings, directory: Directory | None, patient: _Patient) -> list[Result]:
    """Examine what runs: nodes, relays, messages that wait."""
    now, in_service = now_ms(), patient.in_service
    ahead_ms = now - await patient.examination.clock_ms()
    relays, pending = await patient.relays.all(), await patient.outbox.pending(now=now)
    return [
        *examine_nodes(await patient.nodes.all(), ahead_ms=ahead_ms),
        *examine_releases([each.relay for each in relays], await patient.nodes.form()),
        *[each async for each in examine_public(settings, in_service=in_service)],
        *examine_media(settings, relays, now_ms=now, in_service=in_service),
        *await examine_reach(settings, [each.relay for each in relays], now_s=now / 1000),
        *examine_messages(settings, directory, pending, in_service=in_service),
    ]


@asynccontextmanager
async def _examination(settings: Settings) -> AsyncIterator[_Patient]:
    async with known_server(settings) as (url, in_service):
        client = await connect(url, namespace=settings.namespace)
        try:
            namespace = settings.namespace
            yield _Patient(
                examination=Examination(client, namespace),
                nodes=NodeRegistry(client, namespace=namespace),
                relays=RelayRegistry(client, namespace=namespace),
                outbox=Outbox(client, namespace=namespace),
                callbacks=CallbackStore(client, blind=blind_of(settings), namespace=namespace),
                trail=AuditTrailStore(client, namespace=namespace, keep_days=settings.audit_keep_days),
                in_service=in_service,
            )
        finally:
            await client.aclose()


def _progress(out: TextIO) -> Callable[[str], None] | None:
    """Return what shows progress on a terminal, in one line; None elsewhere."""
    if not out.isatty():
        return None

    def show(what: str) -> None:
        print(f"\r\033[K{what}", end="\r" if what else "", file=out, flush=True)

    return show
