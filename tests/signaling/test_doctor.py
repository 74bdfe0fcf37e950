"""``callrouter doctor``: tells an operator whether all is well, and with which exit status."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from callrouter.model.media import RelayRecord
from callrouter.queueing import EmbeddedValkey, EmbeddedValkeyError, connect
from signaling import cli
from signaling.commands.doctor import examine
from signaling.settings import Settings
from signaling.stores import open_stores, valkey_dir

pytestmark = pytest.mark.valkey


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Keep data in a folder of one's own."""
    return Settings(data_dir=tmp_path)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_what_a_node_left_is_examined_and_well(settings: Settings) -> None:
    async with open_stores(settings) as stores:
        await stores.documents.replace("routing", "{}", expected_version=0, by="somebody")
    out = io.StringIO()
    assert await examine(settings, whole=True, out=out) == 0
    assert "✓ persistence    append-only file, fsync always" in out.getvalue()
    assert out.getvalue().endswith("all is well\n")


async def test_a_running_embedded_server_is_examined_and_left_running(settings: Settings) -> None:
    async with open_stores(settings) as stores:
        await stores.relays.register(
            RelayRecord(
                relay_id="relay-1", control_url="unix:///none.sock", capacity=40, machine="elsewhere"
            ),
            lease_ms=60_000,
        )
        assert await examine(settings, whole=False, out=io.StringIO()) == 0
        client = await connect(f"unix://{valkey_dir(settings)}/valkey.sock")
        await client.hset("{callrouter}:calls", "c1", "booth:b1")
        out = Terminal()
        assert await examine(settings, whole=True, out=out) == 1
        await client.aclose()
    told = out.getvalue()
    assert "✗ index_mismatch: 1" in told
    assert "calls: c1 (booth:b1) doesn't belong there" in told
    assert "reading, 5 of at most 5" in told


async def test_a_server_that_may_forget_is_told_with_what_to_do(settings: Settings) -> None:
    own = EmbeddedValkey(valkey_dir(settings))
    await own.start()
    try:
        client = await connect(own.url)
        await client.config_set("appendonly", "no")
        await client.aclose()
        out = io.StringIO()
        assert await examine(Settings(redis_url=own.url), whole=False, out=out) == 1
    finally:
        await own.stop()
    assert "✗ persistence" in out.getvalue()
    assert "→ set appendonly yes" in out.getvalue()


async def test_nothing_is_made_where_nothing_is_kept(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedValkeyError, match="nothing is kept"):
        await examine(Settings(data_dir=tmp_path / "none"), whole=False, out=io.StringIO())
    assert not (tmp_path / "none").exists()


def test_the_command_exits_with_what_it_found(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    valkey_dir(settings).mkdir()
    with pytest.raises(SystemExit) as exited:
        cli.main(["doctor", "--audit", "--data-dir", str(settings.data_dir)])
    assert exited.value.code == 0
    assert "everything kept for callrouter makes sense" in capsys.readouterr().out
    with pytest.raises(SystemExit) as exited:
        cli.main(["doctor", "--data-dir", str(settings.data_dir / "none")])
    assert exited.value.code == 1
