"""Where a relay's control connection listens: who gets in, and who doesn't."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from callrouter.relay.api import RelayLost
from callrouter.relay.node import (
    Access,
    Broadcast,
    ControlPlace,
    ControlServer,
    PlaceError,
    RelayControl,
    ServerCertificate,
    client_tls,
    sweep,
    unix_path,
    unix_url,
)
from tests.relay.control import Ear, ScriptedRelay, running_control

pytestmark = pytest.mark.network

TOKEN = "open sesame"  # noqa: S105 (of a test)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate of localhost, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "certificate.pem", folder / "key.pem"
    request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    files = ("-out", str(paths[0]), "-keyout", str(paths[1]))
    subprocess.run(["openssl", *request.split(), *names, *files], check=True, capture_output=True)  # noqa: S603, S607
    return paths


@asynccontextmanager
async def remote(certificate: tuple[Path, Path]) -> AsyncIterator[str]:
    server = ControlServer(
        ScriptedRelay(), Broadcast(), relay_id="relay-1", token=TOKEN, metrics=lambda: "figure 1\n"
    )
    url = await server.start(
        ControlPlace(url="https://127.0.0.1:0", tls=ServerCertificate(*certificate).context)
    )
    try:
        yield url
    finally:
        await server.close()


async def test_a_relay_on_another_machine_is_reached_over_tls_with_its_token(
    certificate: tuple[Path, Path],
) -> None:
    async with remote(certificate) as url:
        access = Access(token=TOKEN, tls=client_tls(certificate[0]))
        async with running_control(url, Ear(), access=access) as control:
            await control.close_room("c1")


@pytest.mark.parametrize("token", [None, "", "open sesame!", "ópen"])
async def test_a_wrong_token_opens_nothing(certificate: tuple[Path, Path], token: str | None) -> None:
    async with remote(certificate) as url:
        access = Access(token=token, tls=client_tls(certificate[0]))
        ear = Ear()
        async with running_control(url, ear, access=access, request_s=0.2) as control:
            with pytest.raises(RelayLost):
                await control.close_room("c1")
        assert ear.told == []
        async with aiohttp.ClientSession() as session:
            asked = session.get(f"{url}/metrics", headers=access.headers(), ssl=access.tls or True)
            async with asked as answer:
                assert answer.status == 401
                assert "figure" not in await answer.text()


async def test_figures_are_told_to_who_has_the_token(certificate: tuple[Path, Path]) -> None:
    async with remote(certificate) as url, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with session.get(f"{url}/metrics", headers=headers, ssl=client_tls(certificate[0])) as answer:
            assert await answer.text() == "figure 1\n"
            assert answer.content_type == "text/plain"


async def test_a_relay_with_a_certificate_of_somebody_unknown_is_not_told_the_token(
    certificate: tuple[Path, Path],
) -> None:
    async with remote(certificate) as url:
        ear = Ear()
        async with running_control(url, ear, access=Access(token=TOKEN), request_s=0.2) as control:
            with pytest.raises(RelayLost):
                await control.close_room("c1")
        assert ear.told == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "https://", "unix://x", "tcp://h:1", "127.0.0.1:1", ""]
)
def test_other_places_are_none(url: str) -> None:
    with pytest.raises(PlaceError):
        RelayControl(url, "relay-1", Ear())


async def test_tcp_without_a_certificate_is_refused() -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    with pytest.raises(PlaceError, match="plain TCP"):
        await ControlPlace(url="https://127.0.0.1:0").listen(runner)
    await runner.cleanup()


def test_files_that_are_no_certificate_are_named(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    with pytest.raises(PlaceError, match=r"nothing\.pem"):
        ServerCertificate(nothing, nothing)
    with pytest.raises(PlaceError, match=r"nothing\.pem"):
        client_tls(nothing)
    with pytest.raises(PlaceError, match=r"none\.pem"):
        client_tls(tmp_path / "none.pem")


def test_a_path_too_long_for_a_socket_is_replaced_by_always_the_same_short_one(
    tmp_path: Path,
) -> None:
    deep = tmp_path / ("x" * 120)
    assert unix_path(unix_url(tmp_path, "r.sock")) == tmp_path / "r.sock"
    short = unix_path(unix_url(deep, "r.sock"))
    assert len(str(short)) < 100
    assert unix_path(unix_url(deep, "r.sock")) == short
    assert unix_path(unix_url(tmp_path / ("y" * 120), "r.sock")) != short


def test_only_sockets_that_nobody_listens_at_are_swept_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as alive, socket.socket(socket.AF_UNIX) as dead:
        alive.bind(str(tmp_path / "alive.sock"))
        alive.listen()
        dead.bind(str(tmp_path / "dead.sock"))
        dead.listen()
        dead.close()
        sweep(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["alive.sock"]


async def test_there_is_no_listening_where_others_can_enter(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    with pytest.raises(PlaceError, match="only its owner"):
        await ControlPlace(url=unix_url(folder, "r.sock")).listen(runner)
    await runner.cleanup()
