"""Who stands in the directory's file comes, goes and changes while the service runs."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from callrouter.model.directory import Directory
from signaling.directory_file import DirectoryFile
from signaling.protocol.errors import CloseCode
from tests.signaling.conftest import Service

pytestmark = pytest.mark.valkey

TEXT = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")


def say(path: Path, text: str) -> None:
    path.write_text(text)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "directory.toml"
    file.write_text(TEXT)
    return file


async def test_who_leaves_the_file_is_signed_out_and_who_comes_is_known(
    service: Service, directory: Directory, path: Path
) -> None:
    agent = await service.staff("desk", "agent-1")
    accounts = service.node.parts.accounts
    file = DirectoryFile(path, accounts)
    assert not file.look()
    say(path, TEXT.replace('"agent-1"', '"agent-9"'))
    assert file.look()
    assert await agent.is_closed_with() == CloseCode.SIGNED_OUT
    assert accounts.directory.account("agent-1") is None
    assert accounts.directory.account("agent-9") is not None
    assert directory.account("agent-1") is not None


async def test_a_file_that_is_no_directory_or_names_what_the_service_lacks_changes_nothing(
    service: Service, path: Path
) -> None:
    accounts = service.node.parts.accounts
    file = DirectoryFile(path, accounts)
    elsewhere = re.sub(r"\bmidden-nederland\b", "zuid-nederland", TEXT)
    for text in ("centres = [", elsewhere):
        say(path, text)
        assert not file.look()
        assert accounts.directory.account("agent-1") is not None
    say(path, TEXT.replace('"agent-1"', '"agent-9"'))
    assert file.look()
