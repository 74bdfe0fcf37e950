"""Misconfigurations, each planted for real: the doctor names it, and says which setting mends it."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from callrouter.model.directory import Directory
from callrouter.model.media import RelayRecord
from callrouter.model.nodes import NodeRecord
from callrouter.queueing import EmbeddedValkey, NodeRegistry, connect
from signaling.cli import main
from signaling.commands.doctor import examine
from signaling.examination.delivery import examine_delivery
from signaling.examination.edge import examine_edge
from signaling.examination.examined import Examined
from signaling.examination.nodes import examine_nodes
from signaling.examination.public import examine_public
from signaling.examination.reach import examine_reach
from signaling.marks import OWN, directory_mark, marks_of
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.signing_key import signing_key
from signaling.stores import valkey_dir
from tests.ports import free_port
from tests.relay.test_node_place import TOKEN, certificate, remote
from tests.signaling.conftest import Service

__all__ = ["certificate"]

SECRET = SecretStr("of this test alone, and long enough")


class Told(NamedTuple):
    """What the doctor says of one thing."""

    well: bool
    state: str
    remedy: str


def told(examined: list[Examined]) -> dict[str, Told]:
    return {each.subject: Told(each.fit, each.state, each.remedy or "") for each in examined}


async def asked(settings: Settings) -> dict[str, Told]:
    out = io.StringIO()
    status = await examine(settings, whole=False, out=out, as_document=True)
    document = json.loads(out.getvalue())
    assert status == int(not document["well"])
    return {
        each["subject"]: Told(each["well"], each["state"], each["remedy"] or "")
        for each in document["examined"]
    }


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[NodeRegistry]:
    own = EmbeddedValkey(tmp_path / "valkey")
    await own.start()
    client = await connect(own.url)
    yield NodeRegistry(client)
    await client.aclose()
    await own.stop()


@pytest.mark.valkey
async def test_a_server_that_drops_keys_when_it_is_full(tmp_path: Path) -> None:
    own = EmbeddedValkey(valkey_dir(Settings(data_dir=tmp_path)))
    await own.start()
    client = await connect(own.url)
    await client.config_set("maxmemory-policy", "allkeys-lru")
    await client.aclose()
    found = (await asked(Settings(redis_url=own.url, data_dir=tmp_path)))["eviction"]
    await own.stop()
    assert (found.well, "maxmemory-policy noeviction" in found.remedy) == (False, True)


@pytest.mark.timeout(180)
async def test_what_a_process_of_a_poor_machine_is_told(tmp_path: Path) -> None:
    """Nobody at redis_url, few open files, a data_dir that can't be; a public address set as for a trial."""
    planted = (
        f"--redis-url=unix://{tmp_path}/none.sock",
        "--data-dir=/proc/callrouter",
        "--public-url=https://bellen.invalid",
        "--no-secure-cookies",
        "--open-booths",
        "--allowed-origins=https://bellen.invalid/desk",
    )
    process = await asyncio.create_subprocess_exec(
        *("prlimit", "--nofile=300:300", sys.executable, "-m", "signaling", "doctor", "--json", *planted),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 1
    found = {each["subject"]: each for each in json.loads(output)["examined"] if not each["well"]}
    for subject, mend in {
        "server": "redis_url",
        "connections": "ulimit -n",
        "data_dir": "data_dir",
        "disk": "data_dir",
        "http": "trusted_proxies",
        "cookies": "secure_cookies",
        "booths": "open_booths",
        "origins": "https://bellen.example.org",
    }.items():
        assert mend in found[subject]["remedy"], subject


def test_media_on_all_addresses_that_are_announced_to_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["doctor", "--media-hosts", "0.0.0.0"])  # noqa: S104
    assert end.value.code == 2
    assert "media_announced: a relay bound to 0.0.0.0 must be told" in capsys.readouterr().err


@pytest.mark.valkey
async def test_nodes_that_are_set_otherwise_or_are_of_another_version_or_time(
    registry: NodeRegistry, directory: Directory, tmp_path: Path
) -> None:
    base = {"data_dir": tmp_path, "secrets_key": SECRET, "relay_token": SECRET, "callback_api_key": SECRET}
    others: dict[str, dict[str, Any]] = {
        "same": {"data_dir": tmp_path / "other", "port": 1, "log_level": "debug"},
        "keys": dict.fromkeys(("secrets_key", "relay_token", "callback_api_key"), SecretStr("x" * 40)),
        "rings": {"ring_s": 7},
    }
    alike = _marks(Settings(**base), directory)

    async def found(marks: dict[str, str], *, version: str = "1", ahead_ms: int = 0) -> dict[str, Told]:
        for number, each in enumerate((alike, marks)):
            node = NodeRecord(node_id=f"n{number}", version=version if number else "1", marks=each)
            await registry.renew(node, own_ms=now_ms() + ahead_ms * number)
        return told(list(examine_nodes(await registry.all(), ahead_ms=0)))

    def bad(said: dict[str, Told]) -> set[str]:
        return {subject for subject, each in said.items() if not each.well}

    marks = {name: _marks(Settings(**(base | other)), directory) for name, other in others.items()}
    # A key of its own for the trail's signatures lies in each data_dir; there is none yet.
    assert bad(await found(marks["same"])) == set()
    assert bad(await found(marks["keys"])) == {"secrets_key", "relay_token", "callback_api_key"}
    assert "ring_s" in (await found(marks["rings"]))["ring_s"].remedy
    moved = directory.model_copy(update={"booths": directory.booths[1:]})
    assert bad(await found(_marks(Settings(**base), moved))) == {"directory"}
    assert bad(await found(alike, version="2")) == {"nodes"}
    assert bad(await found(alike, ahead_ms=9000)) == {"node clock"}
    assert bad(told(list(examine_nodes((), ahead_ms=-9000)))) == {"clock"}
    assert SECRET.get_secret_value() not in str(await registry.all())


def _marks(settings: Settings, directory: Directory) -> dict[str, str]:
    return marks_of(settings) | {"directory": directory_mark(settings, directory)}


def test_machines_with_keys_of_their_own_in_data_dir(tmp_path: Path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    for number, folder in enumerate(folders):
        folder.mkdir()
        (folder / "secrets.key").write_text(str(number) * 40)
        (folder / "secrets.key").chmod(0o600)
        assert signing_key(Settings(data_dir=folder)) is not None
    one, other = (marks_of(Settings(data_dir=folder)) for folder in folders)
    assert {name for name in one if one[name] != other[name]} == {"secrets_key", "audit_signing_key"}


def test_every_setting_that_may_differ_is_one() -> None:
    assert set(Settings.model_fields) >= OWN


async def test_a_relay_with_another_token_or_a_certificate_of_somebody_unknown(
    certificate: tuple[Path, Path],
) -> None:
    async with remote(certificate) as url:
        relay = RelayRecord(relay_id="relay-1", control_url=url, capacity=1)
        settings = Settings(relay_ca=certificate[0], relay_token=SECRET)
        (token,) = await examine_reach(settings, [relay], now_s=0)
        unknown = Settings(relay_token=SECRET)
        (authority,) = await examine_reach(unknown, [relay], now_s=0)
    assert (token.fit, token.remedy) == (False, "set the same relay_token here and at the relay")
    assert (authority.fit, "relay_ca" in (authority.remedy or "")) == (False, True)


async def test_a_relay_whose_certificate_is_of_another_name(tmp_path: Path) -> None:
    chain = _chain(tmp_path)
    shown, authority = tmp_path / "shown.pem", tmp_path / "root.pem"
    shown.write_bytes(b"".join(chain))
    authority.write_bytes(chain[-1])
    async with remote((shown, tmp_path / "key.pem")) as url:
        relay = RelayRecord(relay_id="relay-1", control_url=url, capacity=1)
        settings = Settings(relay_ca=authority, relay_token=SecretStr(TOKEN))
        (name,) = await examine_reach(settings, [relay], now_s=0)
    assert (name.fit, "host of relay_url" in (name.remedy or "")) == (False, True)


def test_a_certificate_without_those_that_signed_it(tmp_path: Path) -> None:
    chain = _chain(tmp_path)

    def found(*certificates: bytes) -> Told:
        (tmp_path / "shown.pem").write_bytes(b"".join(certificates))
        settings = Settings(tls_certificate=tmp_path / "shown.pem", tls_key=tmp_path / "key.pem")
        return told(list(examine_edge(settings, now_ms=now_ms())))["certificate"]

    assert found(*chain).well
    leaf = found(chain[0])
    assert (leaf.well, "full chain" in leaf.remedy) == (False, True)
    # Nodes know who signed a relay's by relay_ca; no browser sees it.
    relays = Settings(relay_certificate=tmp_path / "shown.pem", relay_key=tmp_path / "key.pem")
    assert told(list(examine_edge(relays, now_ms=now_ms())))["relay cert"].well


def _chain(folder: Path) -> list[bytes]:
    """Return a certificate, who signed it, and who signed that one; the first one's key is in the folder."""
    now, made = datetime.now(UTC), list[bytes]()
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"test {each}")]) for each in range(3)]
    for number, (key, name) in enumerate(zip(keys, names, strict=True)):
        above = min(number + 1, 2)
        builder = x509.CertificateBuilder(
            names[above], name, key.public_key(), number + 1, now, now + timedelta(days=90)
        )
        made.append(builder.sign(keys[above], hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        keys[0].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made


@pytest.mark.network
async def test_mail_and_text_messages_that_nobody_takes() -> None:
    port = free_port()
    settings = Settings(
        mail_server="127.0.0.1",
        mail_port=port,
        mail_from="politie@example.org",
        sms_url=f"http://127.0.0.1:{port}/send",
        sms_token=SECRET,
    )
    found = told(await examine_delivery(settings))
    assert "mail_server" in found["mail server"].remedy
    assert "sms_url" in found["sms gateway"].remedy


@pytest.mark.valkey
async def test_a_proxy_that_hides_the_host_or_stops_websockets_or_shows_figures(service: Service) -> None:
    """Each in its turn; and one without fault, which is the service itself."""
    proxy = _Proxy(service.url)
    async with proxy as url:
        proxy.host = {"Host": url.removeprefix("http://")}
        here = await _public(url)
        assert (here["public_url"].well, here["websocket"].well) == (True, False)
        assert "Upgrade" in here["websocket"].remedy
        assert not here["metrics"].well
        proxy.upgrades, proxy.host = True, {}
        assert "allowed_origins" in (await _public(url))["websocket"].remedy
        proxy.answers = False
        assert "public_url" in (await _public(url))["public_url"].remedy
    assert "public_url" in (await _public(url))["public_url"].remedy
    right = await _public(service.url)
    assert all(each.well for each in right.values()), right


async def _public(url: str) -> dict[str, Told]:
    return told([each async for each in examine_public(Settings(public_url=url), in_service=True)])


class _Proxy:
    """A reverse proxy that is set as badly as it is told."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.upgrades, self.answers = False, True
        self.host: dict[str, str] = {}

    async def __aenter__(self) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port := free_port()).start()
        self._session = aiohttp.ClientSession()
        return f"http://127.0.0.1:{port}"

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        headers = {"Origin": request.headers.get("Origin", "")} | self.host
        if self.upgrades and "Upgrade" in request.headers:
            kept = ("Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version")
            headers |= {name: request.headers[name] for name in kept}
        if not self.answers:
            return web.Response(text="<h1>parked</h1>", content_type="text/html")
        async with self._session.get(f"{self._service}{request.path_qs}", headers=headers) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )
