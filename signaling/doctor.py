"""The ``callrouter doctor`` command: is the queue's server fit, and does what it keeps make sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, TextIO
from urllib.parse import quote

from callrouter.queueing import EmbeddedValkey, EmbeddedValkeyError, RelayRegistry, connect
from callrouter.queueing.audit import Examination, Examined, Finding
from signaling.media_check import MediaExamined, examine_media
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import valkey_dir

#: Findings of one kind that are told one by one.
_TOLD: Final = 20
_LOCK_TIMEOUT_S: Final = 0.2


async def examine(settings: Settings, *, whole: bool, out: TextIO) -> int:
    """Examine the server and, if ``whole``, all it keeps. Returns 0 when all is well, else 1.

    Raises ``QueueServerError`` or ``EmbeddedValkeyError`` when there is no server to examine.
    """
    async with _examination(settings) as (examination, relays, in_service):
        media = examine_media(settings, await relays.all(), now_ms=now_ms(), in_service=in_service)
        examined: list[Examined | MediaExamined] = [*await examination.server(), *media]
        _tell_examined(examined, out)
        findings: Sequence[Finding] = ()
        if whole:
            findings = await examination.whole(progress=_progress(out))
            _tell_findings(findings, settings.namespace, out)
    well = not findings and all(each.fit for each in examined)
    print("all is well" if well else "something is wrong: see above", file=out)
    return 0 if well else 1


@asynccontextmanager
async def _examination(settings: Settings) -> AsyncIterator[tuple[Examination, RelayRegistry, bool]]:
    async with _url(settings) as (url, in_service):
        client = await connect(url)
        try:
            registry = RelayRegistry(client, namespace=settings.namespace)
            yield Examination(client, settings.namespace), registry, in_service
        finally:
            await client.aclose()


@asynccontextmanager
async def _url(settings: Settings) -> AsyncIterator[tuple[str, bool]]:
    """Where the server is that the settings name, and whether anybody else uses it.

    The embedded one is started if it doesn't run.
    """
    if settings.redis_url is not None:
        yield settings.redis_url, True
        return
    folder = valkey_dir(settings)
    if not folder.is_dir():
        raise EmbeddedValkeyError(
            f"nothing is kept in {settings.data_dir} yet: name --data-dir or --redis-url"
        )
    own = EmbeddedValkey(folder, lock_timeout_s=_LOCK_TIMEOUT_S)
    try:
        await own.start()
        url, in_service = own.url, False
    except EmbeddedValkeyError:
        socket = folder.absolute() / "valkey.sock"
        if not socket.is_socket():
            raise
        url, in_service = f"unix://{quote(str(socket))}", True
    try:
        yield url, in_service
    finally:
        await own.stop()


def _tell_examined(examined: Sequence[Examined | MediaExamined], out: TextIO) -> None:
    for each in examined:
        print(f"{'ok  ' if each.fit else 'BAD '} {each.subject:<12} {each.state}", file=out)
        if each.remedy:
            print(f"{'':18}→ {each.remedy}", file=out)


def _tell_findings(findings: Sequence[Finding], namespace: str, out: TextIO) -> None:
    counts = Counter(finding.code for finding in findings)
    if not findings:
        print(f"ok   audit        everything kept for {namespace} makes sense", file=out)
    for code, count in sorted(counts.items()):
        print(f"BAD  {code}: {count}", file=out)
        told = [finding for finding in findings if finding.code is code]
        for finding in told[:_TOLD]:
            print(f"{'':5}{finding.subject}: {finding.detail}", file=out)
        if count > _TOLD:
            print(f"{'':5}… and {count - _TOLD} more", file=out)
    if findings:
        print(
            f"{'':18}→ each is a defect of callrouter, or somebody wrote to the server by hand;\n"
            f"{'':18}  calls and people named here may be stuck until they end or sign out",
            file=out,
        )


def _progress(out: TextIO) -> Callable[[str], None] | None:
    """Return what shows progress on a terminal, in one line; None elsewhere."""
    if not out.isatty():
        return None

    def show(what: str) -> None:
        print(f"\r\033[K{what}", end="\r" if what else "", file=out, flush=True)

    return show
